// A process of its own for warm renders, so that they can be measured under any Node: one instance, the same render again and
// again. Arguments: module, input document, expected output, seconds. Prints one line of JSON.

import { readFileSync } from 'node:fs';
import { openModule, RENDER_EXPORT } from '../runtime/host';
import { median } from './statistics';

/** What it prints: medians, in nanoseconds. */
export interface WarmResult {
  /** a render: input in, output readable */
  render: number;
  /** copying the output's bytes once */
  copy: number;
  /** the module's memory after all renders, in bytes */
  memory: number;
  renders: number;
}

const DAY_MS = 86_400_000;

/** Warming up takes at most so many times as long as measuring. */
const WARMING = 6;

/**
 * Medians of blocks of calls; a block is long enough for the clock. Measures when the engine has compiled what it will:
 * when calls have not become faster for a while.
 */
function measure(work: () => void, seconds: number): { nanoseconds: number; calls: number } {
  const begin = performance.now();
  let calls = 0;
  let best = Number.POSITIVE_INFINITY;
  let bestAt = begin;
  let now = begin;
  while (calls < 3 || (now < bestAt + seconds * 500 && now < begin + WARMING * seconds * 1000)) {
    work();
    calls++;
    const end = performance.now();
    if (end - now < best * 0.97) {
      best = end - now;
      bestAt = end;
    }
    now = end;
  }
  const perBlock = Math.max(1, Math.round(2 / best));
  const blocks: number[] = [];
  const until = performance.now() + seconds * 1000;
  while (blocks.length < 3 || performance.now() < until) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < perBlock; i++) work();
    blocks.push(Number(process.hrtime.bigint() - start) / perBlock);
    calls += perBlock;
  }
  return { nanoseconds: median(blocks), calls };
}

const [module, inputPath, expectedPath, seconds] = process.argv.slice(2);
const input = readFileSync(inputPath);
const expected = readFileSync(expectedPath);
const instance = openModule(module, { timeMs: DAY_MS, moduleBytes: 2 ** 30 });
const check = () => {
  if (Buffer.compare(instance.callPair(RENDER_EXPORT, input), expected) !== 0) {
    throw new Error(`${module} does not print what ${expectedPath} has`);
  }
};
check();
let seen = 0;
const rendered = instance.batch(() =>
  measure(() => {
    const bytes = instance.callPair(RENDER_EXPORT, input);
    seen += bytes[bytes.length - 1];
  }, Number(seconds)),
);
check();
const target = Buffer.alloc(expected.length);
const copied = measure(() => {
  seen += expected.copy(target);
}, Number(seconds) / 4);
if (seen === 0) throw new Error('nothing was rendered');
const result: WarmResult = {
  render: rendered.nanoseconds,
  copy: copied.nanoseconds,
  memory: instance.memoryBytes(),
  renders: rendered.calls,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
