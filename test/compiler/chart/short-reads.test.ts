// What reads that give fewer bytes than there was room for mean: the end of a file, or an error that the next one tells.

import { beforeEach, expect, test, vi } from 'vitest';
import { FileReader } from '../../../compiler/chart/file-reader';

/** What the next reads give: bytes, or an error. */
let reads: (number | Error)[] = [];
vi.mock('#system/files', async (original) => ({
  ...(await original<typeof import('../../../runtime/host/node/files')>()),
  openSync: () => 0,
  closeSync: () => {},
  readSync: (_: number, into: Uint8Array, offset: number) => {
    const next = reads.shift() ?? 0;
    if (typeof next !== 'number') throw next;
    into.fill(7, offset, offset + next);
    return next;
  },
}));
beforeEach(() => {
  reads = [];
});

const read = () => new FileReader().read('a file', Number.POSITIVE_INFINITY);

test('a read that ends within a page is the last', () => {
  reads = [1000, 5];
  expect(read()?.length).toBe(1000);
  expect(reads).toEqual([5]);
});

test('one that ends with a page is not', () => {
  reads = [4096, 512, 100];
  expect(read()?.length).toBe(4708);
  reads = [4096];
  expect(read()?.length).toBe(4096);
});

test('an error in a later page is one', () => {
  reads = [8192, new Error('EIO: i/o error, read')];
  expect(read).toThrow('EIO');
});
