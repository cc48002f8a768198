// What asks whether templates that have become TypeScript render what they rendered. Who knows value sets stands further down
// (verify/against/prove.ts) and is given to `ejectChart`.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';
import type { Profile } from '../../language/profiles';
import { MAX_PAGES, PAGE_BYTES } from '../../runtime/abi/values';
import { HostError, openModule } from '../../runtime/host';
import { NATIVE, OPERATION } from '../engine/facts';
import { bundlePackage } from '../typescript/bundle';
import { nativeHere } from '../typescript/native';
import { loadTools } from '../typescript/tools';

/** A draft of a package, and the chart as it was. */
export interface Drafted {
  /** the chart's path: its value sets are there */
  chart: string;
  helm: Profile;
  /** the module of the chart as it was */
  original: Uint8Array;
  /** the draft's folder: its `templates/` hold the functions */
  folder: string;
  /** the module of what is left of the chart */
  remaining: Uint8Array;
  /** the templates that became TypeScript, by path: the texts that each asks the chart for */
  templates: ReadonlyMap<string, { asked: ReadonlyMap<string, string> }>;
}

/** What a comparison came to. */
export interface Proof {
  /** the templates that render otherwise than the chart did, and how */
  wrong: ReadonlyMap<string, string>;
  /** what the chart said where it rendered none of its value sets, so that nothing was compared */
  nothing?: string;
  /** the templates of which no value set rendered anything, so that nothing was compared */
  unrendered: readonly string[];
}

/** Compares a draft with its chart; of one without templates it only tells whether the chart renders. */
export type Prove = (drafted: Drafted) => Promise<Proof>;

/** What a render gives. */
export interface Rendered {
  error?: string;
  message?: string;
  files: string[];
}

/** Time and memory for what a slow machine takes: a limit is no difference. */
export const LIMITS = {
  timeMs: 120_000,
  memoryBytes: (MAX_PAGES - 1) * PAGE_BYTES,
  outputBytes: 2 ** 30,
  moduleBytes: 2 ** 30,
};

/** A render that reaches a limit is refused. */
export function withinLimits(render: () => Rendered): Rendered {
  try {
    return render();
  } catch (error) {
    if (error instanceof HostError && error.code.endsWith('-limit')) return { error: error.message, files: [] };
    throw error;
  }
}

/**
 * A package evaluated by Node instead of QuickJS: the same bundle, without the seconds that linking a chart takes.
 * @param entry the package's main file, absolute
 * @param chart the module that it calls
 * @returns renders a MistInput in JSON
 */
export async function packageInNode(entry: string, chart: Uint8Array): Promise<(input: string) => Rendered> {
  const { sdk, script } = await bundlePackage(entry, await loadTools(join(entry, '..')));
  const instance = openModule(chart, LIMITS);
  const last = { input: '', result: '' };
  const native = (operation: number, text: string): string => {
    if (operation === NATIVE.readYaml || operation === NATIVE.writeYaml) return nativeHere(operation, text);
    // What a dependency read of a cluster, and its warnings: nothing here, and no part of what is compared.
    if (operation < 0 || operation >= NATIVE.warnings) return '[]';
    // One template after the other asks for the same.
    if (last.input !== text) Object.assign(last, { input: text, result: instance.generateText(text) });
    return last.result;
  };
  const context = vm.createContext({ __mistletoe_native: native });
  for (const part of [sdk, script]) vm.runInContext(part, context);
  const { entry: ask, know, dependencies } = (context as { __mistletoe: Evaluated }).__mistletoe;
  know(JSON.stringify(Object.keys(JSON.parse(dependencies) as object)));
  const render = (input: string): string => {
    try {
      return ask(OPERATION.render, input);
    } catch (error) {
      if (error instanceof HostError) throw error;
      return ask(OPERATION.failed, error);
    }
  };
  return (input) =>
    withinLimits(() => {
      const { data } = JSON.parse(render(input)) as { data: Result };
      if (data.result !== 'Ok') return { error: data.message ?? '', files: [] };
      return {
        ...(data.message === undefined ? {} : { message: data.message }),
        files: Object.values(data.files ?? {}),
      };
    });
}

/** What the bundle gives (sdk/runtime/serve.ts). */
interface Evaluated {
  entry(operation: number, value: unknown): string;
  know(charts: string): void;
  dependencies: string;
}

interface Result {
  result: string;
  message?: string;
  files?: Record<string, string>;
}

const MAIN = 'mistletoe-proof.ts';

/** A package of a draft's templates, without what its author may have made of `package.ts`: which of them render the data says. */
const SOURCE = `import { definePackage } from '@mistletoe-dev/sdk';
import { type ChartData, renderChart } from '@mistletoe-dev/sdk/chart';
import { templates } from './templates';

export default definePackage<ChartData<object> & { only: string[] }>({
  metadata: { name: 'proof' },
  dependencies: { chart: './chart.wasm' },
  generate: ({ only, ...data }, context) =>
    renderChart('chart', data, context, Object.fromEntries(only.map((path) => [path, templates[path]!]))),
});
`;

/** The templates of a draft: renders a MistInput, whose data name in \`only\` the paths of those that are functions. */
export async function draftInNode({ folder, remaining }: Drafted): Promise<(input: string) => Rendered> {
  const entry = join(folder, MAIN);
  writeFileSync(entry, SOURCE);
  try {
    return await packageInNode(entry, remaining);
  } finally {
    rmSync(entry);
  }
}
