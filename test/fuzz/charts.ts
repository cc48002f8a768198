// Whole charts with a command line each, rendered by the real helm and by `mistletoe template`: everything that a template
// alone does not show. Finds are shrunk and written as vectors of kind `cli`.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CommandResult, type HelmMajor, helmTemplate } from '../judge/helm';
import { oursTemplate } from '../judge/ours';
import { Choices, sampleChoices, simplerChoices } from './choices';
import { writeFoundChart } from './found';

/** A chart's files by path, and what follows `helm template rel CHART`. `CHART/` in an argument stands for its folder. */
export interface ChartCase {
  files: Record<string, string>;
  args: string[];
}

/** Helm's log on standard error, which we do not keep (docs/cli.md). */
export const LOG_LINE = /^(?:level=\w+ msg=|time=\S+ level=|\w+\.go:\d+: |\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d ).*\n/gm;

/** Runs a case with one command; the chart's folder reads CHART in what comes out. */
async function run(
  { files, args }: ChartCase,
  template: (args: string[]) => Promise<CommandResult>,
): Promise<CommandResult> {
  const root = mkdtempSync(join(tmpdir(), 'mistletoe-chart-'));
  try {
    const chart = join(root, 'vec');
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(chart, name)), { recursive: true });
      writeFileSync(join(chart, name), text);
    }
    const given = args.map((arg) => arg.replaceAll('CHART/', `${chart}/`));
    const result = await template(['rel', chart, '--kube-version', 'v1.33.0', ...given]);
    return { ...result, stderr: result.stderr.replaceAll(chart, 'CHART').replaceAll(LOG_LINE, '') };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The real helm's answer. */
export function runHelm(major: HelmMajor, made: ChartCase): Promise<CommandResult> {
  return run(made, (args) => helmTemplate(major, args));
}

/** The lines in bytewise order: Helm gives violations of a schema in the order of a Go map. */
const sortedLines = (text: string) => text.split('\n').sort().join('\n');

function isSame(helm: CommandResult, ours: CommandResult): boolean {
  if (/^(?:panic|runtime:|fatal error)/m.test(helm.stderr)) return ours.code !== 0;
  if (helm.code !== ours.code || !helm.stdout.equals(ours.stdout)) return false;
  if (helm.stderr === ours.stderr) return true;
  return (
    /specifications of the schema|missing in charts/.test(helm.stderr) &&
    sortedLines(helm.stderr) === sortedLines(ours.stderr)
  );
}

/** Both answers where they differ and helm repeats its own, otherwise undefined. */
async function differs(major: HelmMajor, made: ChartCase): Promise<{ helm: CommandResult; ours?: CommandResult }> {
  const [helm, ours] = await Promise.all([
    runHelm(major, made),
    run(made, (args) => oursTemplate(major, [...args, '--no-cache'])).catch(
      (error): CommandResult => ({ stdout: Buffer.alloc(0), stderr: `CRASH ${error?.stack ?? error}`, code: -1 }),
    ),
  ]);
  if (isSame(helm, ours)) return { helm };
  for (let n = 0; n < 3; n++) if (isSame(await runHelm(major, made), ours)) return { helm };
  return { helm, ours };
}

/** Attempts at a simpler case, a conversion each. */
const SHRINK_ATTEMPTS = 150;

/** Runs a round of cases. */
export async function chartsRound(
  area: string,
  make: (c: Choices, major: HelmMajor) => ChartCase,
  { seed, major, size, keep }: { seed: number; major: HelmMajor; size: number; keep: boolean },
) {
  const round = { cases: 0, failed: 0, finds: [] as { text: string; file?: string }[] };
  const caseOf = (list: readonly number[]) => make(new Choices(list), major);
  const weight = (made: ChartCase) => JSON.stringify(made).length;
  for (const list of sampleChoices(seed, size)) {
    let made = caseOf(list);
    let { helm, ours } = await differs(major, made);
    round.cases++;
    if (helm.code !== 0) round.failed++;
    if (!ours) continue;
    let best = list;
    let attempts = keep ? SHRINK_ATTEMPTS : 0;
    for (let found = true; found && attempts > 0; ) {
      found = false;
      for (const simpler of simplerChoices(best)) {
        const next = caseOf(simpler);
        if (weight(next) >= weight(made)) continue;
        if (attempts-- <= 0) break;
        const answers = await differs(major, next);
        if (!answers.ours || (answers.ours.code === 0) !== (ours.code === 0)) continue;
        ({ helm, ours } = { helm: answers.helm, ours: answers.ours });
        made = next;
        best = simpler;
        found = true;
        break;
      }
    }
    const show = ({ stdout, stderr }: CommandResult) => JSON.stringify(stdout.toString() + stderr);
    round.finds.push({
      text: `helm ${major}: ${JSON.stringify(made)}\n    helm ${show(helm)}\n    ours ${show(ours)}`,
      file: keep ? await writeFoundChart(area, made) : undefined,
    });
  }
  return round;
}
