// The one place where the suites meet the product: `mistletoe template`, called in this process.

import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { compileChartAt } from '../../actions/chart/chart';
import { writeInput } from '../../actions/render/input';
import { ChartInstance } from '../../actions/render/render';
import { templateCommand } from '../../actions/helm-template/template';
import { profileById } from '../../language/profiles';
import { loadModule } from '../../runtime/host';
import type { CommandResult, HelmId, RunOptions } from './helm';
import type { Renderer } from './vectors';

/** Modules written so far: two charts may have one name. */
let count = 0;

/** `mistletoe template` with the arguments that `helm template` would get, in the semantics of that Helm. */
export function oursTemplate(id: HelmId, args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  return templateCommand([...args, '--helm', id], options);
}

/**
 * A chart converted once. Arguments that only choose API versions go straight to the instance, the others through the
 * command, which is given the module (written into `folder`). The release's name must be first.
 */
export async function oursRenderer(id: HelmId, chart: string, folder = dirname(chart)): Promise<Renderer> {
  let warnings = '';
  let wasm: Uint8Array;
  try {
    wasm = (await compileChartAt(chart, profileById(id), (line) => (warnings += line))).wasm;
  } catch (error) {
    if ((error as Error)?.name !== 'ChartError') throw error;
    // Helm reads the values' flags before it reads the chart, so the command has to say what is wrong.
    return { render: (args) => oursTemplate(id, [args[0], chart, ...args.slice(1)]) };
  }
  const module = join(folder, `${basename(chart)}-${threadId}-${count++}.wasm`);
  let written = false;
  let instance: ChartInstance | undefined;
  return {
    async render(args) {
      const apiVersions = plainArguments(args);
      if (apiVersions === undefined) {
        if (!written) writeFileSync(module, wasm);
        written = true;
        const result = await oursTemplate(id, [args[0], module, ...args.slice(1)]);
        return { ...result, stderr: warnings + result.stderr };
      }
      instance ??= new ChartInstance(loadModule(wasm));
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
