// The scoreboard: module sizes and the memory of a render, for every fixture chart and for the scaffold, are what
// bench/scoreboard.txt has, within two per cent. UPDATE=1 writes it again; the diff then shows what a change moved. No module is
// larger than bench/ceilings.txt says, which nothing writes again.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCeilings, readScores, type Score, scoreChart, writeScores } from '../../bench/scoreboard';
import { fixturesFolder } from '../judge/fixtures';
import { helm } from '../judge/helm';

const TOLERANCE = 0.02;
const board = resolve('bench/scoreboard.txt');
const isUpdate = process.env['UPDATE'] === '1';
const charts = readdirSync(fixturesFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((name) => !/^type: library$/m.test(readFileSync(join(fixturesFolder, name, 'Chart.yaml'), 'utf8')))
  .sort();
const names = [...charts, 'scaffold'];
const scores: Score[] = [];

let scratch: string;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'mistletoe-sizes-'));
  const made = await helm('4.1', ['create', join(scratch, 'scaffold')]);
  if (made.code !== 0) throw new Error(made.stderr);
});

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
  if (isUpdate && scores.length === names.length) writeFileSync(board, writeScores(scores));
});

describe('the scoreboard', () => {
  const ceilings = readCeilings(readFileSync(resolve('bench/ceilings.txt'), 'utf8'));
  const recorded = isUpdate ? [] : readScores(readFileSync(board, 'utf8'));

  test.each(names)('%s', async (name) => {
    const score = await scoreChart(name, join(name === 'scaffold' ? scratch : fixturesFolder, name));
    scores.push(score);
    expect(score.raw).toBeLessThanOrEqual(ceilings.get(name) ?? 0);
    if (isUpdate) return;
    const wanted = recorded.find((line) => line.name === name);
    expect(wanted, 'no line on the scoreboard').toBeDefined();
    for (const number of ['raw', 'gzip', 'arena'] as const) {
      expect(
        Math.abs(score[number] / wanted![number] - 1),
        `${number}: ${wanted![number]} → ${score[number]}`,
      ).toBeLessThan(TOLERANCE);
    }
  });

  test('has no other charts', () => {
    expect([...ceilings.keys()].sort()).toEqual([...names].sort());
    expect(recorded.map(({ name }) => name).filter((name) => !names.includes(name))).toEqual([]);
  });
});
