// Tables of what was measured, and what of the goals holds.

import type { Comparison, Ratio } from './against';
import type { Collection } from './charts/collection';
import type { Measurement } from './measure';
import type { WatchTimes } from './watch';
import { exponent } from './statistics';

/** Everything that one run found out. */
export interface Results {
  /** median time of an empty process by Node version, in milliseconds */
  empty: Record<string, number>;
  cases: Measurement[];
  watch: WatchTimes[];
  curves: Curve[];
  goals: Goal[];
  failures: string[];
}

/** Fitted exponents of a growth curve; `last` from a tenth of its largest point on. */
export interface Curve {
  name: string;
  points: number[];
  ours: { all: number; last: number };
  helm: { all: number; last: number };
}

/** Something the project promises, and whether it holds in this run. */
export interface Goal {
  text: string;
  bound: number;
  /** undefined: not measured in this run */
  value?: number;
  holds?: boolean;
}

/** Fits every curve that has two points or more. Helm's start is taken off its times, as ours are those of warm renders. */
export function fitCurves(cases: readonly Measurement[], helmStart: number): Curve[] {
  const names = [...new Set(cases.flatMap((one) => Object.keys(one.curves)))];
  const curves: Curve[] = [];
  for (const name of names) {
    const points = cases.filter((one) => name in one.curves).sort((a, b) => a.curves[name] - b.curves[name]);
    if (points.length < 2) continue;
    const exponents = (time: (one: Measurement) => number) => {
      const all = points.map((one): [number, number] => [one.curves[name], time(one)]);
      const largest = all[all.length - 1][0];
      return { all: exponent(all), last: exponent(all.filter(([size]) => size * 10 >= largest)) };
    };
    curves.push({
      name,
      points: points.map((one) => one.curves[name]),
      ours: exponents((one) => one.warm.time),
      helm: exponents((one) => one.helm.time - helmStart),
    });
  }
  return curves;
}

const KB = 1000;
const GIB = 1024 ** 3;

/** The goals, as far as this run can tell. */
export function checkGoals(
  cases: readonly Measurement[],
  curves: readonly Curve[],
  watch: readonly WatchTimes[] = [],
): Goal[] {
  const of = (name: string) => cases.find((one) => one.name === name);
  const goals: Goal[] = [];
  const atMost = (text: string, bound: number, value: number | undefined) =>
    goals.push({ text, bound, value, holds: value === undefined ? undefined : value <= bound });
  const atLeast = (text: string, bound: number, value: number | undefined) =>
    goals.push({ text, bound, value, holds: value === undefined ? undefined : value >= bound });
  const scaffold = of('scaffold');
  const operator = of('operator');
  const scaffolds = of('umbrella-scaffold-100');
  const databases = of('umbrella-database-100');
  atLeast('warm, scaffold: times faster than a helm process', 1000, scaffold?.warm.ratio);
  atLeast('warm, operator: times faster than a helm process', 100, operator?.warm.ratio);
  atMost('warm, operator: times a copy of its output', 20, operator?.warm.overCopy);
  atMost('cold, Node 24, scaffold: times helm', 0.8, scaffold?.node24.ratio);
  atMost('cold, Node 20, scaffold: times helm', 1.6, scaffold?.node20?.ratio);
  atMost('cold, Node 24, operator: times helm', 0.6, operator?.node24.ratio);
  atMost('cold, Node 24, umbrella of 100 scaffolds: times helm', 0.4, scaffolds?.node24.ratio);
  atMost('cold, Node 24, umbrella of 100 databases: times helm', 1 / 40, databases?.node24.ratio);
  const unseen = (text: string, bound: number, one: Measurement | undefined, node: 'node24' | 'node20' = 'node24') =>
    atMost(
      `unseen chart, ${node === 'node24' ? 'Node 24' : 'Node 20'}, ${text}: processor time, times helm`,
      bound,
      one?.unseen[node]?.ratio,
    );
  unseen('scaffold', 1.6, scaffold);
  unseen('scaffold', 2.6, scaffold, 'node20');
  unseen('operator', 0.6, operator);
  unseen('umbrella of 100 scaffolds', 0.6, scaffolds);
  unseen('umbrella of 100 databases', 1 / 30, databases);
  for (const { node, later } of watch) atMost(`watch, ${node}: milliseconds from a save to the output`, 100, later);
  for (const curve of curves) atMost(`growth with ${curve.name}: exponent, last tenfold`, 1.1, curve.ours.last);
  atMost('convert, scaffold: seconds', 2, scaffold && scaffold.convert.time / 1000);
  const cpu = scaffold?.convert.cpu;
  atMost('convert, scaffold, Node 24: seconds of processor time', 0.6, cpu && cpu / 1000);
  atMost('convert, umbrella of 100 databases: seconds', 20, databases && databases.convert.time / 1000);
  const memory = cases.flatMap((one) => one.convert.memory ?? []);
  atMost('convert: GiB of memory at most', 1, memory.length ? Math.max(...memory) / GIB : undefined);
  const again = cases.map((one) => one.convert.again);
  atMost('convert again: seconds at most', 0.3, again.length ? Math.max(...again) / 1000 : undefined);
  atMost('module, scaffold: KB', 250, scaffold && scaffold.module.raw / KB);
  atMost('module, scaffold: KB gzip', 90, scaffold && scaffold.module.gzip / KB);
  const used = operator?.node24.memory;
  const helms = operator?.helm.memory;
  atMost('memory, operator: times helm', 2, used && helms && used / helms);
  return goals;
}

const number = (value: number | undefined, digits = 3): string => {
  if (value === undefined || Number.isNaN(value)) return '-';
  if (value >= 1000)
    return Math.round(value)
      .toString()
      .replace(/\B(?=(\d{3})+$)/g, ' ');
  return String(Number(value.toPrecision(digits)));
};

/** Columns as wide as what stands in them; the first one is text, the others are numbers. */
function table(rows: string[][]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row: string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  return `${rows.map((row) => line(row).trimEnd()).join('\n')}\n`;
}

/** Everything as text. */
export function describe(results: Results): string {
  const megabytes = (bytes: number | undefined) => number(bytes === undefined ? undefined : bytes / 2 ** 20);
  const kilobytes = (bytes: number) => number(bytes / KB);
  const times = [
    [
      'case',
      'output KB',
      'helm ms',
      'Node 24 ms',
      'x helm',
      'cpu',
      'Node 20 ms',
      'x helm',
      'cpu',
      'warm ms',
      'helm/warm',
      'x copy',
      'rounds',
    ],
  ];
  const rest = [
    [
      'case',
      'convert ms',
      'cpu ms',
      'again ms',
      'convert MiB',
      'module KB',
      'gzip KB',
      'helm MiB',
      'ours MiB',
      'module memory MiB',
    ],
  ];
  for (const one of results.cases) {
    times.push([
      one.name,
      kilobytes(one.output),
      number(one.helm.time),
      number(one.node24.time),
      number(one.node24.ratio, 2),
      number(one.node24.cpuRatio, 2),
      number(one.node20?.time),
      number(one.node20?.ratio, 2),
      number(one.node20?.cpuRatio, 2),
      number(one.warm.time),
      number(one.warm.ratio),
      number(one.warm.overCopy, 2),
      String(one.rounds),
    ]);
    rest.push([
      one.name,
      number(one.convert.time),
      number(one.convert.cpu),
      number(one.convert.again),
      megabytes(one.convert.memory),
      kilobytes(one.module.raw),
      kilobytes(one.module.gzip),
      megabytes(one.helm.memory),
      megabytes(one.node24.memory),
      megabytes(one.warm.memory),
    ]);
  }
  const firsts = [['unseen chart', 'Node 24 cpu ms', 'x helm', 'Node 20 cpu ms', 'x helm']];
  for (const { name, unseen } of results.cases) {
    firsts.push([
      name,
      number(unseen.node24?.cpu),
      number(unseen.node24?.ratio, 2),
      number(unseen.node20?.cpu),
      number(unseen.node20?.ratio, 2),
    ]);
  }
  const saves = [['save to output', 'first ms', 'later ms']];
  for (const { node, first, later } of results.watch) saves.push([node, number(first), number(later)]);
  const curves = [['growth with', 'points', 'ours', 'last tenfold', 'helm', 'last tenfold']];
  for (const { name, points, ours, helm } of results.curves) {
    curves.push([name, points.join(' '), ...[ours.all, ours.last, helm.all, helm.last].map((x) => x.toFixed(2))]);
  }
  const goals = [['goal', 'bound', 'now', '']];
  for (const { text, bound, value, holds } of results.goals) {
    goals.push([text, number(bound), number(value), holds === undefined ? '-' : holds ? 'holds' : 'MISSED']);
  }
  const empty = Object.entries(results.empty).map(([name, time]) => `${name} ${number(time)} ms`);
  const parts = [
    `Empty process: ${empty.join(', ')}\n`,
    table(times),
    table(firsts),
    table(rest),
    results.watch.length ? table(saves) : '',
    results.curves.length ? table(curves) : '',
    table(goals),
    results.failures.map((text) => `FAILED ${text}\n`).join(''),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** Two builds side by side as text: what the one before took, what this one takes, and the ratio. */
export function describeComparisons(comparisons: readonly Comparison[], failures: readonly string[]): string {
  const cells = (ratio: Ratio | undefined) =>
    ratio === undefined
      ? ['-', '-', '-', '-']
      : [number(ratio.before), number(ratio.now), ratio.ratio.toFixed(3), `±${ratio.error.toFixed(3)}`];
  const head = (what: string) => [`${what} before`, 'now', 'ratio', ''];
  const parts = [...new Set(comparisons.map(({ node }) => node))].map((node) => {
    const rows = [[`Node ${node}`, ...head('cpu ms'), ...head('wall ms'), ...head('warm µs')]];
    for (const { name, differs, cpu, wall, warm } of comparisons.filter((one) => one.node === node)) {
      rows.push([differs ? `${name} *` : name, ...cells(cpu), ...cells(wall), ...cells(warm)]);
    }
    return table(rows);
  });
  const differing = comparisons.some(({ differs }) => differs) ? '* the builds print different bytes\n' : '';
  const failed = failures.map((text) => `FAILED ${text}\n`).join('');
  return [...parts, differing, failed].filter((part) => part !== '').join('\n');
}

/** The sums over a folder of charts as text. */
export function describeCollection({ folder, charts, refused, helm, rows, differing, migrate }: Collection): string {
  const seconds = (ms: number) => number(ms / 1000);
  const lines = [
    ['processor time', 'seconds', 'x helm', 'wanted'],
    ['helm', seconds(helm), '1', ''],
  ];
  for (const { name, cpu, ratio } of rows) {
    lines.push([name, seconds(cpu), number(ratio, 2), name.startsWith('one batch') ? '0.4' : '1.3']);
  }
  if (migrate !== undefined) lines.push(['migrate, a chart', seconds(migrate), '', '0.25 s']);
  const head = `${folder}: ${charts} charts, each rendered for the first time; ${refused} more that helm refuses\n\n`;
  return head + table(lines) + differing.map((name) => `DIFFERENT ${name}\n`).join('');
}
