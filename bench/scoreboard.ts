// Numbers that do not depend on the machine: how large modules are, and how much memory one render of each takes inside its
// module. They stand in scoreboard.txt, so that every change shows what it moved.

import { gzipSync } from 'node:zlib';
import { writeInput } from '../actions/render/input';
import { convertChart } from '../compiler/convert';
import { RENDER_EXPORT } from '../runtime/host';

/** One line of the scoreboard; sizes in bytes. */
export interface Score {
  name: string;
  raw: number;
  gzip: number;
  /** What the arena gave out during one render with the chart's own values. */
  arena: number;
}

const heading =
  '# module size raw, gzip, memory of one render (bytes); UPDATE=1 npx vitest run test/golden/sizes.test.ts';

/** Converts the chart at `path` and renders it once. */
export async function scoreChart(name: string, path: string): Promise<Score> {
  const { wasm } = await convertChart(path);
  return { name, raw: wasm.length, gzip: gzipSync(wasm, { level: 9 }).length, arena: arenaOf(wasm) };
}

/** The arena only bumps a pointer: what two allocations around a render are apart is what the render used. */
function arenaOf(wasm: Uint8Array): number {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(wasm as BufferSource));
  const exports = instance.exports as Record<string, (...args: number[]) => number>;
  const memory = instance.exports['memory'] as WebAssembly.Memory;
  const input = writeInput({
    name: 'rel',
    namespace: 'default',
    values: '{}',
    kubeVersion: 'v1.33.0',
    now: '2026-01-02T03:04:05Z',
    entropy: 'scoreboard',
  });
  const before = exports['__mistletoe_alloc'](input.length);
  new Uint8Array(memory.buffer).set(input, before);
  exports[RENDER_EXPORT](before, input.length);
  return exports['__mistletoe_alloc'](1) - before;
}

export function writeScores(scores: readonly Score[]): string {
  const width = Math.max(...scores.map(({ name }) => name.length));
  const cell = (n: number) => String(n).padStart(9);
  const lines = scores.map(({ name, raw, gzip, arena }) => name.padEnd(width) + cell(raw) + cell(gzip) + cell(arena));
  return `${heading}\n${lines.join('\n')}\n`;
}

/** Sizes that modules may not exceed, by the names of their charts. */
export function readCeilings(text: string): Map<string, number> {
  return new Map(
    linesOf(text).map((line) => {
      const [name, raw] = line.split(/\s+/);
      return [name, Number(raw)];
    }),
  );
}

export function readScores(text: string): Score[] {
  return linesOf(text).map((line) => {
    const [name, raw, gzip, arena] = line.split(/\s+/);
    return { name, raw: Number(raw), gzip: Number(gzip), arena: Number(arena) };
  });
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
