import { mkdtempSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Patience } from '../../cli/commands/rendering/patience';

test('work that keeps this thread busy is told of while it goes on, once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-patience-'));
  const path = join(folder, 'said');
  const file = openSync(path, 'w');
  const patience = new Patience('still at it', { afterMs: 50, file });
  const said = () => readFileSync(path, 'utf8');
  /** Keeps this thread busy until something was said, or for so long. */
  const busy = (ms: number, until = '') => {
    for (const end = Date.now() + ms; Date.now() < end && (until === '' || said() !== until); );
    return said();
  };
  try {
    expect(await patience.during(() => busy(20_000, 'still at it\n'))).toBe('still at it\n');
    expect(await patience.during(() => 1)).toBe(1);
    await expect(patience.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    // Nothing goes on.
    expect(busy(200)).toBe('still at it\n');
    expect(await patience.during(async () => busy(20_000, 'still at it\nstill at it\n'))).toBe(
      'still at it\nstill at it\n',
    );
    expect(await patience.during(() => 1)).toBe(1);
  } finally {
    patience.close();
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
});
