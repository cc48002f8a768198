// Which TypeScript eject takes: one with an interface for programs, which TypeScript 7 has no longer.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkTypes, loadTypeScript } from '../../toolchain/eject/project/check';

test('TypeScript 6 that stands beside 7 is taken', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-typescript-'));
  const put = (name: string, text: string) => {
    const installed = join(folder, 'node_modules', name);
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, 'package.json'), JSON.stringify({ name, main: 'main.cjs' }));
    writeFileSync(join(installed, 'main.cjs'), text);
  };
  put('typescript', "module.exports = { version: '7.0.2' };");
  put('@typescript/typescript6', "module.exports = { version: '6.9.9', createProgram() {} };");
  try {
    expect(loadTypeScript(folder).version).toBe('6.9.9');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

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

test('what an SDK of another version lacks is told from mistakes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-typescript-'));
  writeFileSync(
    join(folder, 'package.ts'),
    "import { nobodyHas } from '@mistletoe-dev/sdk/chart';\nimport { nor } from './other';\nnobodyHas(nor);\n",
  );
  writeFileSync(join(folder, 'other.ts'), 'export const other = 1;\n');
  try {
    expect(checkTypes(folder, loadTypeScript(folder))).toMatchObject([
      { file: 'package.ts', line: 1, lacksExport: true },
      { file: 'package.ts', line: 2, lacksExport: false },
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
