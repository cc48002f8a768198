// The committed scoreboard of the vectors: one line an area, how many of its vectors pass in each semantics and form. A drop
// fails the suite; what improves is written down, to be committed with the change that did it.

import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { HelmMajor } from './helm';
import type { VectorForm } from './vectors';

/** Passed and all, by area. */
export type Score = Map<string, { passed: number; total: number }>;

const path = resolve('test/golden/scoreboard.txt');
const columns = ['helm4 compiled', 'helm4 tpl', 'helm3 compiled', 'helm3 tpl'] as const;
type Column = (typeof columns)[number];

const columnOf = (major: HelmMajor, form: VectorForm): Column => `helm${major} ${form}`;

function read(): Map<string, Map<Column, string>> {
  const rows = new Map<string, Map<Column, string>>();
  if (!existsSync(path)) return rows;
  for (const line of readFileSync(path, 'utf8').trimEnd().split('\n').slice(1)) {
    const [area, ...cells] = line.split(/\s+/);
    rows.set(area, new Map(columns.map((column, i) => [column, cells[i] ?? '-'])));
  }
  return rows;
}

/** Areas whose score in this column is worse than the committed one, as messages. */
export function drops(major: HelmMajor, form: VectorForm, score: Score): string[] {
  const rows = read();
  const messages: string[] = [];
  for (const [area, { passed, total }] of score) {
    const [before, of] = (rows.get(area)?.get(columnOf(major, form)) ?? '').split('/').map(Number);
    if (!(passed * of >= before * total) && of > 0) {
      messages.push(`${area}: ${passed}/${total}, the scoreboard has ${before}/${of}`);
    }
  }
  return messages;
}

/** Writes one column, and leaves the others as they are. */
export function writeScore(major: HelmMajor, form: VectorForm, score: Score): void {
  withLock(() => {
    const rows = read();
    rows.delete('all');
    const all = { passed: 0, total: 0 };
    for (const [area, { passed, total }] of score) {
      if (!rows.has(area)) rows.set(area, new Map());
      rows.get(area)!.set(columnOf(major, form), `${passed}/${total}`);
      all.passed += passed;
      all.total += total;
    }
    const sums = columns.map((column) => {
      const cells = [...rows.values()].map((row) => row.get(column) ?? '-').filter((cell) => cell !== '-');
      const sum = (n: number) => cells.reduce((a, cell) => a + Number(cell.split('/')[n]), 0);
      return cells.length === 0 ? '-' : `${sum(0)}/${sum(1)}`;
    });
    const table = [
      ['area', ...columns],
      ...[...rows]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([area, row]) => [area, ...columns.map((c) => row.get(c) ?? '-')]),
      ['all', ...sums],
    ];
    const line = (cells: string[]) => cells.map((cell, i) => (i === 0 ? cell.padEnd(14) : cell.padStart(16))).join('');
    writeFileSync(path, `${table.map(line).join('\n')}\n`);
  });
}

/** Four suites write to one file, each in a process of its own. */
function withLock(work: () => void): void {
  const lock = resolve('node_modules/.cache/mistletoe/scoreboard.lock');
  mkdirSync(resolve(lock, '..'), { recursive: true });
  for (let tries = 0; ; tries++) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (tries > 100) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }
  try {
    work();
  } finally {
    rmdirSync(lock);
  }
}
