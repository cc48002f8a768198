// Modules from files, and results to files.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findModule, type HostError, openModule, readModule, writeFiles } from '../../runtime/host/node/node';
import { moduleInC } from '../modules/build';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mistletoe-host-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as HostError).code;
  }
  return 'no error';
}

describe('a module reference', () => {
  test('is a path, with or without .wasm', () => {
    const path = join(folder, 'namespace.wasm');
    writeFileSync(path, moduleInC());
    mkdirSync(join(folder, 'namespace'));
    expect(findModule(path)).toBe(path);
    expect(findModule(join(folder, 'namespace'))).toBe(path);
    expect(openModule(join(folder, 'namespace')).info().metadata.name).toBe('namespace');
  });

  test('to nothing is one error', () => {
    expect(() => readModule(join(folder, 'none'))).toThrow(/there is no module .*none or .*none\.wasm/);
    expect(codeOf(() => readModule(folder))).toBe('module-read');
    expect(codeOf(() => readModule('\0'))).toBe('module-read');
  });

  test('to a file beyond the size limit is refused before it is read', () => {
    writeFileSync(join(folder, 'a.wasm'), moduleInC());
    expect(codeOf(() => readModule(join(folder, 'a'), { moduleBytes: 100 }))).toBe('module-size');
  });
});

describe('writing files', () => {
  test('makes directories and replaces files', () => {
    const out = join(folder, 'out');
    writeFiles(new Map([['a/b.yaml', '1']]), out);
    writeFiles([['a/b.yaml', '2'] as const, ['./c.yaml', '3'] as const], out);
    expect(readFileSync(join(out, 'a', 'b.yaml'), 'utf8')).toBe('2');
    expect(readFileSync(join(out, 'c.yaml'), 'utf8')).toBe('3');
  });

  test('follows no link out of the directory and writes nothing then', () => {
    const out = join(folder, 'out');
    mkdirSync(out);
    mkdirSync(join(folder, 'outside'));
    symlinkSync(join(folder, 'outside'), join(out, 'link'));
    symlinkSync(join(folder, 'outside', 'new.yaml'), join(out, 'file.yaml'));
    for (const path of ['link/new.yaml', 'file.yaml']) {
      const files = [['first.yaml', 'x'] as const, [path, 'x'] as const];
      expect(codeOf(() => writeFiles(files, out))).toBe('write');
    }
    expect(codeOf(() => readFileSync(join(out, 'first.yaml')))).toBe('ENOENT');
    expect(codeOf(() => readFileSync(join(folder, 'outside', 'new.yaml')))).toBe('ENOENT');
  });

  test('checks paths itself', () => {
    expect(codeOf(() => writeFiles([['../x', 'y']], folder))).toBe('path');
  });

  test('a file where a directory must be is one error', () => {
    writeFileSync(join(folder, 'a'), '');
    expect(codeOf(() => writeFiles([['a/b', 'y']], folder))).toBe('write');
  });
});
