// An interrupt while a package is written leaves nothing beside it, whatever the program is at.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test, vi } from 'vitest';

test.each(['SIGINT', 'SIGKILL'] as const)('%s ends eject, and the draft is removed', async (signal) => {
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-interrupted-'));
  try {
    const args = ['eject', resolve('charts-fixtures/portal'), '--out', 'out', '--template', 'all'];
    const program = spawn(process.execPath, [resolve('dist/cli/main.js'), ...args], { cwd: folder, stdio: 'ignore' });
    const ended = new Promise((resolve) => program.on('exit', (_, by) => resolve(by)));
    await vi.waitFor(() => expect(readdirSync(folder)).toEqual([`.out.${program.pid}`]), {
      timeout: 20_000,
      interval: 5,
    });
    program.kill(signal);
    expect(await ended).toBe(signal);
    await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]), { timeout: 5000 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
