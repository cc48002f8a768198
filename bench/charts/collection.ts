// A folder of charts, each rendered for the first time: the sums of processor time of one process a chart, of helm's and of ours, then of one
// process for all, and of converting them all. Which charts, whoever runs it decides; none are part of this project.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { discoverCharts } from '../../verify/sets/discover';
import type { Setting } from '../measure';
import { type Command, failsProcess, processorTime } from '../process';

/** Sums over the charts that helm renders; times in milliseconds of processor time, ratios to helm's. */
export interface Collection {
  folder: string;
  charts: number;
  /** charts that helm refuses with their own values: measured by nobody */
  refused: number;
  helm: number;
  rows: CollectionRow[];
  /** charts of which something else is printed, and not by chance */
  differing: string[];
  /** of `migrate` over all of them: a chart on average */
  migrate?: number;
}

/** One way to render them all. */
export interface CollectionRow {
  name: string;
  cpu: number;
  ratio: number;
}

/** Measures all charts below a folder. Throws where a program that must not fail does. */
export function measureCollection(folder: string, setting: Setting, note: (line: string) => void): Collection {
  const work = join(setting.folder, 'collection');
  const home = join(work, 'home');
  mkdirSync(home, { recursive: true });
  const out = join(work, 'out.yaml');
  const expected = join(work, 'expected.yaml');
  const env = { HOME: home, XDG_CACHE_HOME: join(home, 'cache'), KUBECONFIG: join(home, 'none') };
  const helm = (chart: string): Command => ({ file: setting.helm, args: ['template', 'rel', chart], env });
  const nodes = [
    { name: 'Node 24', file: setting.node24 },
    ...(setting.node20 ? [{ name: 'Node 20', file: setting.node20 }] : []),
  ];
  const ours = (file: string, args: string[]): Command => ({ file, args: [setting.program, ...args], env });
  // What is kept of the program's own code is there; of the charts nothing is known.
  const forget = () => rmSync(join(home, 'cache/mistletoe/charts'), { recursive: true, force: true });
  const time = (command: Command, to = out) => processorTime(command, to) ?? Number.NaN;

  const result: Collection = { folder, charts: 0, refused: 0, helm: 0, rows: [], differing: [] };
  const sums = new Map(nodes.map(({ name }) => [name, 0]));
  const lines: string[] = [];
  for (const [i, { path, name }] of discoverCharts([folder], process.cwd()).entries()) {
    if (i === 0) for (const { file } of nodes) failsProcess(ours(file, ['template', 'rel', path]), out);
    if (failsProcess(helm(path), expected)) {
      result.refused++;
      continue;
    }
    const wanted = readFileSync(expected);
    const differs = (text: Buffer) => {
      if (text.equals(wanted)) return false;
      // Helm may print something else each time.
      time(helm(path), expected);
      return readFileSync(expected).equals(wanted);
    };
    let isDifferent = false;
    const times = new Map<string, number>();
    for (const { name, file } of nodes) {
      forget();
      const command = ours(file, ['template', 'rel', path]);
      if (failsProcess(command, out)) isDifferent = true;
      else {
        isDifferent ||= differs(readFileSync(out));
        forget();
        times.set(name, time(command));
      }
    }
    if (isDifferent) {
      result.differing.push(name);
      continue;
    }
    result.charts++;
    result.helm += time(helm(path), expected);
    for (const { name } of nodes) sums.set(name, sums.get(name)! + times.get(name)!);
    lines.push(JSON.stringify({ id: String(i), module: path, name: 'rel' }));
    if (result.charts % 25 === 0) note(`${result.charts} charts …`);
  }
  const row = (name: string, cpu: number) => result.rows.push({ name, cpu, ratio: cpu / result.helm });
  for (const [name, cpu] of sums) row(`a process a chart, ${name}`, cpu);

  const batch = join(work, 'batch.jsonl');
  writeFileSync(batch, lines.join('\n'));
  for (const { name, file } of nodes) {
    forget();
    row(`one batch, ${name}`, time(ours(file, ['template', '--batch', batch])));
    const answers = readFileSync(out, 'utf8').trimEnd().split('\n');
    const wrong = answers.find((line) => (JSON.parse(line) as { code: number }).code !== 0);
    if (wrong !== undefined) throw new Error(`the batch fails: ${wrong}`);
  }
  const modules = join(work, 'modules');
  // It ends with 1 where some chart needs a person.
  const migrate =
    processorTime(ours(setting.node24, ['migrate', folder, '--out', modules, '-q']), out, true) ?? Number.NaN;
  result.migrate = migrate / (result.charts + result.refused + result.differing.length);
  return result;
}
