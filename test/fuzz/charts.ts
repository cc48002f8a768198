// Whole charts with a command line each, rendered by the real helm and by `mistletoe template`: everything that a template
// alone does not show. Finds are shrunk and written as vectors of kind `cli`.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CommandResult, type HelmId, helmTemplate } from '../judge/helm';
import { oursTemplate } from '../judge/ours';
import { inEveryTier, OTHER_TIERS } from '../judge/tiers';
import { Choices, sampleChoices } from './generators/choices';
import { writeFoundChart } from './found';

/** A chart's files by path, and what follows `helm template rel CHART`. `CHART/` in an argument stands for its folder. */
export interface ChartCase {
  files: Record<string, string>;
  args: string[];
}

/** What stands for the byte 0x80, and after it for those up to 0xff, in the text of a file. */
const RAW = 0xf780;

/** Some text with such a byte somewhere: no UTF-8 any more. */
export function withRawByte(c: Choices, text: string): string {
  const at = c.below(text.length + 1);
  const byte = c.pick([0xff, 0x80, 0xc3, 0xe2, 0xc0, 0xed, 0xf5, 0x85, 0xa0]);
  return text.slice(0, at) + String.fromCharCode(RAW + byte - 0x80) + text.slice(at);
}

/** A file's bytes. */
export function rawBytes(text: string): Buffer {
  const parts = text.split(/([\uf780-\uf7ff])/);
  return Buffer.concat(
    parts.map((part, i) => (i % 2 ? Buffer.from([part.charCodeAt(0) - RAW + 0x80]) : Buffer.from(part))),
  );
}

/** Writes a case's chart for a while; `work` is given its folder and what follows `helm template`. */
async function withChart<T>(
  { files, args }: ChartCase,
  work: (chart: string, args: string[]) => Promise<T>,
): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'mistletoe-chart-'));
  try {
    const chart = join(root, 'vec');
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(chart, name)), { recursive: true });
      writeFileSync(join(chart, name), rawBytes(text));
    }
    const given = args.map((arg) => arg.replaceAll('CHART/', `${chart}/`));
    return await work(chart, ['rel', chart, '--kube-version', 'v1.33.0', ...given]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The chart's folder reads CHART in what comes out. */
const named = (chart: string, result: CommandResult): CommandResult => ({
  ...result,
  stderr: result.stderr.replaceAll(chart, 'CHART'),
});

/** Runs a case with one command. */
function run(made: ChartCase, template: (args: string[]) => Promise<CommandResult>): Promise<CommandResult> {
  return withChart(made, async (chart, args) => named(chart, await template(args)));
}

/** The real helm's answer. */
export function runHelm(major: HelmId, made: ChartCase): Promise<CommandResult> {
  return run(made, (args) => helmTemplate(major, args));
}

/** The lines in bytewise order: Helm gives warnings, and violations of a schema, in the order of a Go map. */
const sortedLines = (text: string) => text.split('\n').sort().join('\n');

/** Are both answers the same? Where helm itself crashes, any error will do. */
export function isSame(helm: CommandResult, ours: CommandResult): boolean {
  if (/^(?:panic|runtime:|fatal error)/m.test(helm.stderr)) return ours.code > 0;
  return (
    helm.code === ours.code && helm.stdout.equals(ours.stdout) && sortedLines(helm.stderr) === sortedLines(ours.stderr)
  );
}

/** The right answer, and ours where it is another one. */
type Differs = (major: HelmId, made: ChartCase) => Promise<{ wanted: CommandResult; ours?: CommandResult }>;

/** What a module answers, and the first other way to render that does otherwise. */
const tiersDiffer: Differs = (major, made) =>
  withChart(made, async (chart, args) => {
    const { wanted, others } = await inEveryTier(major, chart, [args]);
    const [result] = wanted.map((one) => named(chart, one));
    const at = others.findIndex(([other]) => !isSame(result!, named(chart, other!)));
    if (at < 0) return { wanted: result! };
    const ours = named(chart, others[at]![0]!);
    return { wanted: result!, ours: { ...ours, stderr: `${ours.stderr} (${OTHER_TIERS[at]})` } };
  });

/** Helm must repeat its own answer. */
const helmDiffers: Differs = async (major, made) => {
  const [helm, ours] = await Promise.all([
    runHelm(major, made),
    run(made, (args) => oursTemplate(major, [...args, '--no-cache'])).catch(
      (error): CommandResult => ({ stdout: Buffer.alloc(0), stderr: `CRASH ${error?.stack ?? error}`, code: -1 }),
    ),
  ]);
  if (isSame(helm, ours)) return { wanted: helm };
  // Who prints an address prints another one each time.
  let repeated = false;
  for (let n = 0; n < 3; n++) {
    const again = await runHelm(major, made);
    if (isSame(again, ours)) return { wanted: helm };
    if (isSame(again, helm)) repeated = true;
  }
  return repeated ? { wanted: helm, ours } : { wanted: helm };
};

/** Attempts at a simpler case, a conversion each. */
const SHRINK_ATTEMPTS = 150;

type MakeChart = (c: Choices, major: HelmId) => ChartCase;

/** How cases are judged (RoundOptions of areas.ts). */
interface JudgeOptions {
  major: HelmId;
  judge?: 'helm' | 'tiers';
  keep: boolean;
}

/** Runs a round of cases. */
export function chartsRound(
  area: string,
  make: MakeChart,
  { seed, size, ...options }: { seed: number; size: number } & JudgeOptions,
) {
  return judgeCharts(area, make, sampleChoices(seed, size), options);
}

/** Runs the cases that these lists make. */
export async function judgeCharts(
  area: string,
  make: MakeChart,
  lists: readonly (readonly number[])[],
  { major, judge, keep }: JudgeOptions,
) {
  const differs = judge === 'tiers' ? tiersDiffer : helmDiffers;
  const round = { cases: 0, failed: 0, finds: [] as { text: string; file?: string }[] };
  const caseOf = (list: readonly number[]) => make(new Choices(list), major);
  for (const list of lists) {
    let made = caseOf(list);
    let { wanted, ours } = await differs(major, made);
    round.cases++;
    if (wanted.code !== 0) round.failed++;
    if (!ours) continue;
    const tried = new Set<string>();
    let attempts = keep ? SHRINK_ATTEMPTS : 0;
    /** Takes the case that these choices make, where it is simpler and differs still. */
    const take = async (simpler: readonly number[]): Promise<boolean> => {
      const next = caseOf(simpler);
      const text = JSON.stringify(next);
      if (attempts <= 0 || text.length >= JSON.stringify(made).length || tried.has(text)) return false;
      tried.add(text);
      attempts--;
      const answers = await differs(major, next);
      if (!answers.ours || (answers.ours.code === 0) !== (ours!.code === 0)) return false;
      ({ wanted, ours } = answers);
      made = next;
      return true;
    };
    // Parts of the choices are left out, or zeroed, from the large to the small, each where the last one stood.
    let best: readonly number[] = list;
    for (let size = best.length >> 1; size >= 1 && attempts > 0; size >>= 1) {
      for (let at = 0; at < best.length && attempts > 0; ) {
        const without = [...best.slice(0, at), ...best.slice(at + size)];
        const zeroed = best.map((number, i) => (i >= at && i < at + size ? 0 : number));
        if (await take(without)) best = without;
        else {
          if (await take(zeroed)) best = zeroed;
          at += size;
        }
      }
    }
    const show = ({ stdout, stderr }: CommandResult) => JSON.stringify(stdout.toString() + stderr);
    round.finds.push({
      text: `helm ${major}: ${JSON.stringify(made)}\n    ${judge === 'tiers' ? 'module' : 'helm'} ${show(wanted)}\n    ours ${show(ours)}`,
      file: keep ? await writeFoundChart(area, made, major) : undefined,
    });
  }
  return round;
}
