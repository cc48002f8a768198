// The ways in which a chart comes to be rendered. All have one semantics, so each chart can be made ready in every way and rendered
// with the same arguments.

import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { compileChartAt } from '../../actions/chart/compile';
import { quickChartAt } from '../../actions/chart/quick';
import { templateCommand } from '../../actions/helm-template/template';
import { ChartInstance } from '../../actions/render/render';
import { withCode } from '../../compiler/diagnostics';
import { profileById } from '../../language/profiles';
import { loadImage } from '../../runtime/bindings/renderer';
import { type LoadedModule, loadModule } from '../../runtime/host';
import type { CommandResult, HelmId, RunOptions } from './helm';

/**
 * A module whose functions Binaryen wrote; one whose functions are our assembler's; or the renderer, which is given the chart's texts
 * and is what a chart's first render gets.
 */
export type Tier = 'module' | 'assembled' | 'quick';

/** Those that are compared with modules of Binaryen's. */
export const OTHER_TIERS = ['quick', 'assembled'] as const satisfies readonly Tier[];

/** A chart that was made ready. */
export interface ReadyChart {
  tier: Tier;
  loaded: LoadedModule;
  /** what Helm says on standard error when it loads the chart */
  notices: string;
  /** template files that are none, where it was compiled: their paths */
  broken: string[];
  /** renders with arguments of `helm template`, `args[1]` standing for the chart */
  render(args: readonly string[], options?: RunOptions): Promise<CommandResult>;
}

/** Paths so far: two charts may have one name. */
let count = 0;

/** Makes a chart ready in a way. Rejects with ChartError where Helm refuses it. */
export async function readyChart(
  id: HelmId,
  chart: string,
  tier: Tier,
  { folder = dirname(chart) }: { folder?: string } = {},
): Promise<ReadyChart> {
  let notices = '';
  const warn = (line: string) => (notices += line);
  let loaded: LoadedModule;
  let broken: string[] = [];
  if (tier === 'quick') {
    const { image } = await quickChartAt(chart, profileById(id), warn, { allowMissingReferences: true });
    loaded = loadImage(image);
  } else {
    const options = { withoutBinaryen: tier === 'assembled', allowMissingReferences: true };
    const { wasm, diagnostics } = await compileChartAt(chart, profileById(id), warn, options);
    loaded = loadModule(wasm);
    broken = withCode(diagnostics, 'template-parse').map(({ path = '' }) => path);
  }
  // The command is given a module; which one stands in the file makes no difference.
  let reference: string | undefined;
  const render: ReadyChart['render'] = async (args, options = {}) => {
    if (reference === undefined) {
      reference = join(folder, `${basename(chart)}-${tier}-${threadId}-${count++}.wasm`);
      writeFileSync(reference, emptyModule);
    }
    const openModule = () => new ChartInstance(loaded);
    const given = [args[0]!, reference, ...args.slice(2)];
    const result = await templateCommand(given, { ...options, openModule });
    return { ...result, stderr: notices + result.stderr };
  };
  return { tier, loaded, notices, broken, render };
}

const emptyModule = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

/** What makes draws and the clock the same in every render. */
export const FIXED = ['--now', '2026-01-02T03:04:05Z', '--seed', 'tiers'];

/**
 * Renders a chart with each list of arguments in every way, and gives the results of modules and of the others, in the order of
 * `OTHER_TIERS`. A chart that Helm refuses is one result: the words.
 */
export async function inEveryTier(
  id: HelmId,
  chart: string,
  lists: readonly (readonly string[])[],
  options: RunOptions & { folder?: string } = {},
): Promise<{ wanted: CommandResult[]; others: CommandResult[][] }> {
  const results = async (tier: Tier) => {
    let ready: ReadyChart;
    try {
      ready = await readyChart(id, chart, tier, options);
    } catch (error) {
      if ((error as Error).name !== 'ChartError') throw error;
      return [{ stdout: Buffer.alloc(0), stderr: String(error), code: 1 }];
    }
    const rendered: CommandResult[] = [];
    for (const args of lists) rendered.push(await ready.render([...args, ...FIXED], options));
    return rendered;
  };
  const wanted = await results('module');
  const others: CommandResult[][] = [];
  for (const tier of OTHER_TIERS) others.push(await results(tier));
  return { wanted, others };
}
