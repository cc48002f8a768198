// Measures one case: both programs print the same bytes, or nothing is timed; then everything in turn, round after round.

import { defaultProfile } from '../language/profiles';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeInput } from '../actions/render/input';
import { mergeValues } from '../runtime/bindings/values';
import type { Case } from './charts/cases';
import { type Command, peakMemory, processorTime, timeProcess } from './process';
import { median, medianRatio } from './statistics';
import type { WarmResult } from './warm';

/** Where things are, and how long measuring may take. */
export interface Setting {
  /** a folder for modules and outputs */
  folder: string;
  helm: string;
  /** our program: dist/cli/main.js */
  program: string;
  /** the bundled warm.ts */
  warm: string;
  node24: string;
  /** undefined: not measured */
  node20?: string;
  /** milliseconds of rounds that a case may take */
  budget: number;
  /** seconds of warm renders per round */
  seconds: number;
  /** does the program render charts that come for the first time without compiling them? */
  hasFirstTier: boolean;
}

/** What is known of a case; times in milliseconds, sizes in bytes, ratios of what was measured one after the other. */
export interface Measurement {
  name: string;
  curves: Record<string, number>;
  rounds: number;
  output: number;
  helm: { time: number; cpu?: number; memory?: number };
  node24: { time: number; ratio: number; cpu?: number; cpuRatio?: number; memory?: number };
  node20?: { time: number; ratio: number; cpu?: number; cpuRatio?: number };
  /** The chart itself, rendered for the first time: processor time, and times helm's. */
  unseen: { node24?: Unseen; node20?: Unseen };
  warm: { time: number; ratio: number; overCopy: number; memory: number };
  /** whole processes: the first, that of a chart that did not change, and processor time of one whose chart is new */
  convert: { time: number; again: number; cpu?: number; memory?: number };
  module: { raw: number; gzip: number };
}

/** Processor time in milliseconds, and times that of helm. */
export interface Unseen {
  cpu: number;
  ratio: number;
}

/** The outputs differ: nothing that such a render takes is worth knowing. */
export class DifferentOutput extends Error {}

const MAXIMUM_ROUNDS = 15;
const MAXIMUM_CPU_ROUNDS = 5;
/** A process slower than this is run once: its own noise is small. */
const SLOW_MS = 8_000;

function firstDifference(wanted: Buffer, actual: Buffer): string {
  const [a, b] = [wanted, actual].map((text) => text.toString('latin1').split('\n'));
  const at = a.findIndex((line, i) => line !== b[i]);
  return `line ${at + 1}: helm prints ${JSON.stringify(a[at])}, we print ${JSON.stringify(b[at])}`;
}

/** Measures a case. Throws DifferentOutput, or an Error where a program fails. */
export function measure(one: Case, setting: Setting): Measurement {
  const folder = join(setting.folder, one.name);
  mkdirSync(folder, { recursive: true });
  const module = join(folder, 'module.wasm');
  const out = join(folder, 'out.yaml');
  const expected = join(folder, 'expected.yaml');
  const home = join(folder, 'home');
  const values = one.values ? ['-f', one.values] : [];
  const ours = (node: string, args: string[]): Command => ({
    file: node,
    args: [setting.program, ...args],
    env: { HOME: home, XDG_CACHE_HOME: join(home, 'cache') },
  });
  const helm: Command = {
    file: setting.helm,
    args: ['template', 'rel', one.chart, ...values],
    env: { HOME: home, KUBECONFIG: join(home, 'none') },
  };

  const convertOnce = ours(setting.node24, ['convert', one.chart, '-o', module]);
  const convertTime = timeProcess(convertOnce, out);
  const convertAgain = timeProcess(convertOnce, out);
  rmSync(home, { recursive: true, force: true });
  const convertMemory = peakMemory(convertOnce, out);
  const raw = readFileSync(module);
  const convertTimes = Array.from({ length: 3 }, () =>
    processorTime({ ...convertOnce, args: [...convertOnce.args, '--no-cache'] }, out),
  ).flatMap((time) => time ?? []);

  const renders: { name: 'node24' | 'node20'; command: Command }[] = [
    { name: 'node24', command: ours(setting.node24, ['template', 'rel', module, ...values]) },
  ];
  if (setting.node20) {
    renders.push({ name: 'node20', command: ours(setting.node20, ['template', 'rel', module, ...values]) });
  }
  // What is kept of the program's own code stays; of the chart nothing is known.
  const forget = () => rmSync(join(home, 'cache/mistletoe/charts'), { recursive: true, force: true });
  const unseen = (setting.hasFirstTier ? renders : []).map(({ name, command }) => ({
    name,
    command: { ...command, args: command.args.map((argument) => (argument === module ? one.chart : argument)) },
  }));
  const helmTime = timeProcess(helm, expected);
  const wanted = readFileSync(expected);
  for (const { name, command } of [...renders, ...unseen]) {
    forget();
    timeProcess(command, out);
    const actual = readFileSync(out);
    if (!actual.equals(wanted)) throw new DifferentOutput(`${name}: ${firstDifference(wanted, actual)}`);
  }

  const input = join(folder, 'input.yaml');
  writeFileSync(input, inputDocument(one));
  const rounds = helmTime > SLOW_MS ? 1 : Math.max(3, Math.min(MAXIMUM_ROUNDS, Math.round(setting.budget / helmTime)));
  const times = { helm: [] as number[], node24: [] as number[], node20: [] as number[] };
  const warm: WarmResult[] = [];
  for (let round = 0; round < rounds; round++) {
    // Every other round goes the other way round, so that nothing always follows the same neighbour.
    const turns = [{ name: 'helm' as const, command: helm }, ...renders];
    for (const { name, command } of round % 2 ? turns.reverse() : turns) times[name].push(timeProcess(command, out));
    if (warm.length < 3) {
      const args = [setting.warm, module, input, expected, String(setting.seconds)];
      warm.push(JSON.parse(execFileSync(setting.node24, args, { encoding: 'utf8' })) as WarmResult);
    }
  }
  const cpu = { helm: [] as number[], node24: [] as number[], node20: [] as number[] };
  for (let round = 0; round < Math.min(rounds, MAXIMUM_CPU_ROUNDS); round++) {
    for (const { name, command } of [{ name: 'helm' as const, command: helm }, ...renders]) {
      const time = processorTime(command, out);
      if (time !== undefined) cpu[name].push(time);
    }
  }
  const first = { helm: [] as number[], node24: [] as number[], node20: [] as number[] };
  for (let round = 0; round < Math.min(rounds, MAXIMUM_CPU_ROUNDS); round++) {
    for (const { name, command } of [{ name: 'helm' as const, command: helm }, ...unseen]) {
      forget();
      const time = processorTime(command, out);
      if (time !== undefined) first[name].push(time);
    }
  }
  const unseenOf = (name: 'node24' | 'node20') =>
    first[name].length ? { cpu: median(first[name]), ratio: medianRatio(first[name], first.helm) } : undefined;
  const processor = (name: 'node24' | 'node20') =>
    cpu[name].length ? { cpu: median(cpu[name]), cpuRatio: medianRatio(cpu[name], cpu.helm) } : {};
  const render = median(warm.map((result) => result.render)) / 1e6;
  const result: Measurement = {
    name: one.name,
    curves: one.curves,
    rounds,
    output: wanted.length,
    helm: {
      time: median(times.helm),
      cpu: cpu.helm.length ? median(cpu.helm) : undefined,
      memory: rounds > 1 ? peakMemory(helm, out) : undefined,
    },
    node24: {
      time: median(times.node24),
      ratio: medianRatio(times.node24, times.helm),
      ...processor('node24'),
      memory: peakMemory(renders[0].command, out),
    },
    unseen: { node24: unseenOf('node24'), node20: unseenOf('node20') },
    warm: {
      time: render,
      ratio: medianRatio(
        times.helm,
        warm.map((w) => w.render / 1e6),
      ),
      overCopy: median(warm.map((w) => w.render / w.copy)),
      memory: Math.max(...warm.map((w) => w.memory)),
    },
    convert: {
      time: convertTime,
      again: convertAgain,
      memory: convertMemory,
      ...(convertTimes.length > 0 && { cpu: median(convertTimes) }),
    },
    module: { raw: raw.length, gzip: gzipSync(raw).length },
  };
  if (setting.node20) {
    const ratio = medianRatio(times.node20, times.helm);
    result.node20 = { time: median(times.node20), ratio, ...processor('node20') };
  }
  return result;
}

/** The input document that `mistletoe template` gives the module for this case. */
export function inputDocument(one: Case): Uint8Array {
  const values = one.values
    ? mergeValues({ helm: defaultProfile, files: [one.values], readFile: (path) => readFileSync(path) })
    : '{}';
  return writeInput({
    name: 'rel',
    namespace: 'default',
    values,
    now: '2026-01-02T03:04:05Z',
    entropy: 'bench',
  });
}

/** Median of processes that do nothing: what a start of that Node takes by itself. */
export function emptyProcess(node: string, folder: string, rounds: number): number {
  const out = join(folder, 'nothing');
  return median(Array.from({ length: rounds }, () => timeProcess({ file: node, args: ['-e', '0'] }, out)));
}

/** What rows a build has nothing for: one from before `--watch`, or from before charts rendered without being compiled. */
export function abilitiesOf(program: string, node: string): { watch: boolean; firstTier: boolean } {
  const help = execFileSync(node, [program, 'template', '--help'], { encoding: 'utf8' });
  return { watch: help.includes('--watch'), firstTier: existsSync(resolve(program, '../../renderer.wasm')) };
}

/** Finds what has to be there. Throws with what to do where it is not. */
export function programPath(dist: string): string {
  const path = resolve(dist, 'cli/main.js');
  if (!existsSync(path)) throw new Error(`${dist} is not built: npm run build`);
  return path;
}
