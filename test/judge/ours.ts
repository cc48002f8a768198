// The one place where the suites meet the product: `mistletoe template`, called in this process.

import { existsSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { compileChartAt } from '../../actions/chart/chart';
import { quickChartAt } from '../../actions/chart/quick';
import { writeInput } from '../../actions/render/input';
import { ChartInstance } from '../../actions/render/render';
import { templateCommand } from '../../actions/helm-template/template';
import { profileById } from '../../language/profiles';
import { loadImage } from '../../runtime/bindings/renderer';
import { type LoadedModule, loadModule } from '../../runtime/host';
import type { CommandResult, HelmId, RunOptions } from './helm';
import type { Renderer } from './vectors';

/** Modules written so far: two charts may have one name. */
let count = 0;

/** `mistletoe template` with the arguments that `helm template` would get, in the semantics of that Helm. */
export function oursTemplate(id: HelmId, args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  return templateCommand([...args, '--helm', id], options);
}

/**
 * How a chart comes to be rendered: as a module whose functions Binaryen wrote; as one whose functions are our assembler's; or by the
 * renderer, which is given the chart's texts. All have one semantics.
 */
export type Tier = 'module' | 'assembled' | 'quick';

/** `MISTLETOE_TIER` makes every suite render in one way: each has to pass in all of them. */
const TIER = process.env['MISTLETOE_TIER'] as Tier | undefined;

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
  let warnings = '';
  const warn = (line: string) => (warnings += line);
  let loaded: LoadedModule;
  /** What the command is given: the module, written when it is needed. */
  let reference = () => chart;
  try {
    if (tier === 'quick') {
      loaded = loadImage((await quickChartAt(chart, profileById(id), warn)).image);
    } else {
      const { wasm } = await compileChartAt(chart, profileById(id), warn, { withoutBinaryen: tier === 'assembled' });
      loaded = loadModule(wasm);
      const module = join(folder, `${basename(chart)}-${threadId}-${count++}.wasm`);
      reference = () => {
        if (!existsSync(module)) writeFileSync(module, wasm);
        return module;
      };
    }
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
        const result = await oursTemplate(id, [args[0], reference(), ...args.slice(1)]);
        return tier === 'quick' ? result : { ...result, stderr: warnings + result.stderr };
      }
      instance ??= new ChartInstance(loaded);
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
      if (rendered.status === 'ok') return { stdout: rendered.bytes, stderr: warnings, code: 0 };
      const hint = rendered.hintsDebug ? '\n\nUse --debug flag to render out invalid YAML' : '';
      return { stdout: Buffer.alloc(0), stderr: `${warnings}Error: ${rendered.bytes}${hint}\n`, code: 1 };
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
