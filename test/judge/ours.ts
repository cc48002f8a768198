// The one place where the suites meet the product: `mistletoe template`, called in this process.

import { dirname } from 'node:path';
import { writeInput } from '../../actions/render/input';
import { ChartInstance } from '../../actions/render/render';
import { templateCommand } from '../../actions/helm-template/template';
import type { CommandResult, HelmId, RunOptions } from './helm';
import { type ReadyChart, readyChart, type Tier } from './tiers';
import type { Renderer } from './vectors';

/** `MISTLETOE_TIER` makes every suite render in one way: each has to pass in all of them. */
const TIER = process.env['MISTLETOE_TIER'] as Tier | undefined;

/**
 * `mistletoe template` with the arguments that `helm template` would get, in the semantics of that Helm: a chart is rendered as one
 * that comes for the first time, unless `tier`, or MISTLETOE_TIER, says otherwise.
 */
export function oursTemplate(
  id: HelmId,
  args: readonly string[],
  { tier = 'quick', ...options }: RunOptions & { tier?: Tier } = {},
): Promise<CommandResult> {
  return templateCommand([...args, '--helm', id], { ...options, compilesAtOnce: (TIER ?? tier) !== 'quick' });
}

/**
 * A chart converted once, or laid out once for the renderer.
 * Arguments that only choose API versions go straight to the instance, the others through the
 * command, which is given the module (written into `folder`). The release's name must be first.
 */
export async function oursRenderer(
  id: HelmId,
  chart: string,
  { folder = dirname(chart), tier: wanted = 'module' }: { folder?: string; tier?: Tier } = {},
): Promise<Renderer> {
  const tier = TIER ?? wanted;
  let ready: ReadyChart;
  try {
    ready = await readyChart(id, chart, tier, { folder });
  } catch (error) {
    if ((error as Error)?.name !== 'ChartError') throw error;
    // Helm reads the values' flags before it reads the chart, so the command has to say what is wrong.
    return { render: (args) => oursTemplate(id, [args[0], chart, ...args.slice(1)]) };
  }
  let instance: ChartInstance | undefined;
  return {
    async render(args) {
      const apiVersions = plainArguments(args);
      if (apiVersions === undefined) {
        const given = [args[0]!, chart, ...args.slice(1)];
        return tier === 'quick' ? oursTemplate(id, given) : ready.render([...given, '--helm', id]);
      }
      instance ??= new ChartInstance(ready.loaded);
      const rendered = instance.render(
        writeInput({
          name: args[0],
          namespace: 'default',
          values: '{}',
          kubeVersion: 'v1.33.0',
          apiVersions,
          now: new Date().toISOString(),
          entropy: 'a suite',
        }),
      );
      if (rendered.status === 'ok') return { stdout: rendered.bytes, stderr: ready.notices, code: 0 };
      const hint = rendered.hintsDebug ? '\n\nUse --debug flag to render out invalid YAML' : '';
      return { stdout: Buffer.alloc(0), stderr: `${ready.notices}Error: ${rendered.bytes}${hint}\n`, code: 1 };
    },
  };
}

/** The API versions that the arguments ask for, undefined where they ask for anything else. */
function plainArguments(args: readonly string[]): string[] | undefined {
  const apiVersions: string[] = [];
  for (let i = 1; i < args.length; i += 2) {
    if (args[i] === '--api-versions') apiVersions.push(args[i + 1]);
    else if (args[i] !== '--kube-version' || args[i + 1] !== 'v1.33.0') return undefined;
  }
  return apiVersions;
}
