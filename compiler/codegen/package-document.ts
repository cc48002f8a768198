// The MistPackage document of a converted chart: what it was made of, and what it needs.

import {
  APP_VERSION_LABEL,
  CALLS_TPL_LABEL,
  CHART_NAME_LABEL,
  CHART_VERSION_LABEL,
  COMPILER_VERSION_LABEL,
  CONVERTED_FROM_LABEL,
  DEPRECATED_LABEL,
  DRAWS_CLOCK_LABEL,
  DRAWS_ENTROPY_LABEL,
  FUNCTIONS_LABEL,
  HELM_SEMANTICS_LABEL,
} from '../../runtime/abi/labels';
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
        [CONVERTED_FROM_LABEL]: 'helm-chart',
        [CHART_NAME_LABEL]: m.name,
        [CHART_VERSION_LABEL]: m.version,
        [APP_VERSION_LABEL]: m.appVersion,
        [COMPILER_VERSION_LABEL]: COMPILER_VERSION,
        [HELM_SEMANTICS_LABEL]: helm.label,
        [FUNCTIONS_LABEL]: families.join(','),
        [DRAWS_ENTROPY_LABEL]: drawing('entropy'),
        [DRAWS_CLOCK_LABEL]: drawing('clock'),
        [CALLS_TPL_LABEL]: String(hasEvaluator),
        [DEPRECATED_LABEL]: String(m.deprecated),
      },
    },
  })}\n`;
}
