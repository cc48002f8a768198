// Which TypeScript eject takes: one with an interface for programs, which TypeScript 7 has no longer.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadTypeScript } from '../../toolchain/eject/project/check';

test('a TypeScript without an interface for programs is passed over', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-typescript-'));
  const installed = join(folder, 'node_modules/typescript');
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, 'package.json'), '{"name": "typescript", "version": "7.0.2", "main": "version.cjs"}');
  writeFileSync(join(installed, 'version.cjs'), "module.exports = { version: '7.0.2', versionMajorMinor: '7.0' };");
  try {
    expect(loadTypeScript(folder).version).toMatch(/^[56]\./);
    expect(loadTypeScript(folder).createProgram).toBeTypeOf('function');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
