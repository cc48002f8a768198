// Files read into few blocks, and where they lie.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FileReader } from '../../../compiler/chart/file-reader';
import { runsOf } from '../../../compiler/chart/runs';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-reader-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NO_LIMIT = Number.POSITIVE_INFINITY;

function write(name: string, data: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, data);
  return path;
}

const bytes = (size: number, seed: number) => Uint8Array.from({ length: size }, (_, i) => (i * 31 + seed) & 0xff);

test('files have their bytes, however large they are and whatever is read behind them', () => {
  const reader = new FileReader();
  const sizes = [0, 1, 512, 4096, 700_000, 3, 1 << 20, (1 << 20) - 1, 2_500_000, 10];
  const read = sizes.map((size, i) => reader.read(write(`${i}`, bytes(size, i)), NO_LIMIT));
  read.forEach((data, i) => {
    expect(Buffer.from(data!).equals(bytes(sizes[i]!, i))).toBe(true);
  });
});

test('of a file that is larger than the limit nothing is given', () => {
  const reader = new FileReader();
  const path = write('limited', bytes(3_000_000, 1));
  expect(reader.read(path, 2_999_999)).toBeNull();
  expect(reader.read(path, 3_000_000)?.length).toBe(3_000_000);
  expect(reader.read(write('small', bytes(5, 2)), 4)).toBeNull();
});

test('what cannot be read says why', () => {
  expect(() => new FileReader().read(join(folder, 'nowhere'), NO_LIMIT)).toThrow('ENOENT');
  expect(() => new FileReader().read(folder, NO_LIMIT)).toThrow('EISDIR');
});

test('files that were read together lie in one run', () => {
  const reader = new FileReader();
  const files = [1, 2, 3].map((i) => reader.read(write(`run${i}`, bytes(100, i)), NO_LIMIT)!);
  const [run, ...others] = runsOf(files);
  expect(others).toEqual([]);
  expect(run?.length).toBe(300);
});

test('equal files are one array, and lie there once', () => {
  const reader = new FileReader();
  const [first, other, again, empty, nothing] = [1, 2, 1, 3, 3].map(
    (seed, i) => reader.read(write(`equal${i}`, bytes(seed === 3 ? 0 : 100, seed)), NO_LIMIT)!,
  );
  expect(again).toBe(first);
  expect(nothing).toBe(empty);
  expect(other).not.toBe(first);
  expect(runsOf([first!, other!, again!])[0]?.length).toBe(200);
});

test('of many files with one length each has its own bytes', () => {
  const reader = new FileReader();
  const seeds = Array.from({ length: 60 }, (_, i) => i % 30);
  const read = seeds.map((seed, i) => reader.read(write(`many${i}`, bytes(100, seed)), NO_LIMIT)!);
  read.forEach((data, i) => {
    expect(Buffer.from(data).equals(bytes(100, seeds[i]!))).toBe(true);
  });
});

test('a buffer most of which is of somebody else is left out', () => {
  const whole = new Uint8Array(1000);
  expect(runsOf([whole.subarray(0, 10), whole.subarray(900, 910)])).toEqual([]);
  expect(runsOf([whole.subarray(0, 10), new Uint8Array(0)]).map(({ length }) => length)).toEqual([10]);
});
