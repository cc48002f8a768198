// The MistPackage document of a converted chart: what it was made of, and what it needs.

import type { Profile } from '../../language/profiles';
import type { Chart } from '../chart/load';
import { API_VERSION } from '../../runtime/abi/contract';
import type { Draw } from '../analysis/calls';

/** Version of this compiler, which converted modules name. */
export const COMPILER_VERSION = '0.1.0';

/** What a chart's templates call. */
export interface Calls {
  /** template functions that the module can call directly, by family */
  families: readonly string[];
  draws: readonly Draw[];
  /** is the evaluator behind `tpl` part of the module? */
  hasEvaluator: boolean;
}

/** The document, as YAML on one line. */
export function packageDocument(chart: Chart, helm: Profile, { families, draws, hasEvaluator }: Calls): string {
  const m = chart.metadata;
  const drawing = (what: 'entropy' | 'clock') =>
    draws.flatMap(({ name, from }) => (from === what || from === 'both' ? [name] : [])).join(',');
  return `${JSON.stringify({
    apiVersion: API_VERSION,
    kind: 'MistPackage',
    metadata: {
      name: m.name,
      labels: {
        'mistletoe.dev/converted-from': 'helm-chart',
        'mistletoe.dev/chart-name': m.name,
        'mistletoe.dev/chart-version': m.version,
        'mistletoe.dev/app-version': m.appVersion,
        'mistletoe.dev/compiler-version': COMPILER_VERSION,
        'mistletoe.dev/helm-semantics': helm.label,
        'mistletoe.dev/functions': families.join(','),
        'mistletoe.dev/draws-entropy': drawing('entropy'),
        'mistletoe.dev/draws-clock': drawing('clock'),
        'mistletoe.dev/calls-tpl': String(hasEvaluator),
        'mistletoe.dev/deprecated': String(m.deprecated),
      },
    },
  })}\n`;
}
