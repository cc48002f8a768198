// Two builds of the program, side by side in one run: what a change made of each start and of each render. Ratios are of neighbours in time, so
// that what else the machine does falls on both alike.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from './charts/cases';
import { inputDocument, type Setting } from './measure';
import { type Command, processTimes, timeProcess } from './process';
import { median } from './statistics';
import type { WarmResult } from './warm';

/** A build: dist/cli/main.js of the one to compare with, and of the one that is measured. */
export interface Builds {
  before: string;
  now: string;
}

/** A measured pair: medians of both, and of the ratios now/before; `error` is how far chance may have moved that. */
export interface Ratio {
  before: number;
  now: number;
  ratio: number;
  error: number;
}

/** What is known of a case under a Node. Cold: whole processes, milliseconds; warm: a render of the module, microseconds. */
export interface Comparison {
  name: string;
  node: string;
  /** Do they print different bytes? A build may follow another Helm by default. */
  differs: boolean;
  cpu?: Ratio;
  wall: Ratio;
  warm: Ratio;
}

/** How many processes follow one another before it is the other build's turn: bash counts whole milliseconds. */
const BATCH = 5;

/** Compares two builds by a case. Throws an Error where one fails. */
export function compareBuilds(one: Case, builds: Builds, setting: Setting, rounds: number): Comparison[] {
  const folder = join(setting.folder, one.name);
  const values = one.values ? ['-f', one.values] : [];
  const sides = (['before', 'now'] as const).map((side) => {
    const home = join(folder, side);
    mkdirSync(home, { recursive: true });
    const module = join(home, 'module.wasm');
    const command = (node: string, args: string[]): Command => ({
      file: node,
      args: [builds[side], ...args],
      env: { HOME: home, XDG_CACHE_HOME: join(home, 'cache') },
    });
    const out = join(home, 'out.yaml');
    const expected = join(home, 'expected.yaml');
    timeProcess(command(setting.node24, ['convert', one.chart, '-o', module]), out);
    return { module, out, expected, render: (node: string) => command(node, ['template', 'rel', module, ...values]) };
  });
  const input = join(folder, 'input.yaml');
  writeFileSync(input, inputDocument(one));
  const nodes = [
    { name: '24', node: setting.node24 },
    ...(setting.node20 === undefined ? [] : [{ name: '20', node: setting.node20 }]),
  ];
  return nodes.map(({ name, node }) => {
    const [before, now] = sides.map(({ render, expected }) => {
      // Twice: the first keeps the program's compiled form.
      for (let i = 0; i < 2; i++) timeProcess(render(node), expected);
      return readFileSync(expected);
    });
    const cpu: number[][] = [[], []];
    const wall: number[][] = [[], []];
    const warm: number[][] = [[], []];
    for (let round = 0; round < rounds; round++) {
      for (const side of round % 2 ? [1, 0] : [0, 1]) {
        const { render, out } = sides[side]!;
        const times = processTimes(render(node), out, BATCH);
        if (times) cpu[side]!.push(times.cpu);
        wall[side]!.push(times?.wall ?? timeProcess(render(node), out));
      }
      if (round >= WARM_ROUNDS) continue;
      for (const side of round % 2 ? [1, 0] : [0, 1]) {
        const { module, expected } = sides[side]!;
        const args = [setting.warm, module, input, expected, String(setting.seconds)];
        const { render } = JSON.parse(execFileSync(node, args, { encoding: 'utf8' })) as WarmResult;
        warm[side]!.push(render / 1000);
      }
    }
    return {
      name: one.name,
      node: name,
      differs: !before!.equals(now!),
      ...(cpu[0]!.length > 0 && { cpu: ratioOf(cpu) }),
      wall: ratioOf(wall),
      warm: ratioOf(warm),
    };
  });
}

const WARM_ROUNDS = 5;

function ratioOf([before, now]: readonly number[][]): Ratio {
  const ratios = now!.map((value, i) => value / before![i]!);
  const ratio = median(ratios);
  // Half of all values lie within the median deviation; the error of a median of n is 1.25 standard deviations over the root of n.
  const deviation = median(ratios.map((value) => Math.abs(value - ratio)));
  const error = (1.25 * 1.48 * deviation) / Math.sqrt(ratios.length);
  return { before: median(before!), now: median(now!), ratio, error };
}
