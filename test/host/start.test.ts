// What a start of `template MODULE` loads, as numbers that do not depend on the machine: Node's modules, files of ours, and their size. A start is
// what users wait for, and everything that is loaded needlessly costs tenths of milliseconds (docs/performance.md).

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../judge/needs';
import { chartFiles, Folder } from '../cli/charts';

const program = resolve('dist/cli/main.js');
const folder = new Folder();
const code = join(folder.path, '.cache/mistletoe/code');
const environment = { PATH: process.env['PATH'], HOME: folder.path };

/** What a process loads besides what Node loads to run an empty script, and the files of this package that it reads. */
const WATCH = `
const { writeFileSync } = require('node:fs');
const had = new Set(process.moduleLoadList);
const read = [];
const fs = require('node:fs');
const { readFileSync } = fs;
fs.readFileSync = (path, ...rest) => {
  read.push(String(path));
  return readFileSync(path, ...rest);
};
process.on('exit', () => {
  const loaded = process.moduleLoadList.filter((name) => !had.has(name) && /^NativeModule (?!internal\\/)/.test(name));
  writeFileSync(process.env.SEEN, JSON.stringify({ loaded: loaded.map((name) => name.slice(13)).sort(), read }));
});
`;

interface Seen {
  /** Node's public modules */
  loaded: string[];
  read: string[];
}

function start(...args: string[]): Seen {
  const seen = join(folder.path, 'seen.json');
  const { status, stderr } = spawnSync(process.execPath, ['-r', './watch.cjs', program, ...args], {
    cwd: folder.path,
    env: { ...environment, SEEN: seen },
    input: '',
  });
  expect([status, stderr.toString()]).toEqual([0, '']);
  return JSON.parse(readFileSync(seen, 'utf8')) as Seen;
}

/** Paths of what was read below a folder. */
const below = (top: string, { read }: Seen) =>
  read
    // Node reads the program itself, some with the function that is watched.
    .filter((path) => path.startsWith(`${top}/`) && path !== program)
    .map((path) => path.slice(top.length + 1));

describe.runIf(needs('the built program (npm run build)', existsSync(program)))('a start', () => {
  beforeAll(() => {
    folder.write({
      ...chartFiles('plain', { 'templates/a.yaml': 'kind: ConfigMap\nname: {{ .Release.Name }}-{{ .Values.a }}\n' }),
      'plain/values.yaml': 'a: 1\n',
      'values.yaml': 'a: 2\n',
      'watch.cjs': WATCH,
    });
    execFileSync(process.execPath, [program, 'convert', 'plain', '-o', 'plain.wasm'], {
      cwd: folder.path,
      env: environment,
    });
  });
  afterAll(() => folder.remove());

  it('of a module loads one script, its compiled form and the module', () => {
    start('template', 'rel', 'plain.wasm');
    const seen = start('template', 'rel', 'plain.wasm');
    expect(seen.loaded).toEqual(['vm']);
    expect(below(resolve('dist'), seen)).toEqual(['cli/template.js']);
    expect(below(code, seen)).toEqual([expect.stringMatching(/^template\.js-module-v/)]);
    expect(below(folder.path, seen).filter((path) => !path.startsWith('.cache'))).toEqual(['plain.wasm']);
  });

  it('of a chart that was compiled loads of Node what its digests need', () => {
    for (let i = 0; i < 3; i++) start('template', 'rel', 'plain');
    const seen = start('template', 'rel', 'plain');
    expect(['crypto', 'stream', 'stream/promises', 'string_decoder', 'vm']).toEqual(
      expect.arrayContaining(seen.loaded),
    );
    expect(below(resolve('dist'), seen)).toEqual(['cli/template.js', 'cli/cache.js', 'toolkit.wasm']);
  });

  it('with values loads what reads them', () => {
    start('template', 'rel', 'plain.wasm', '-f', 'values.yaml');
    const seen = start('template', 'rel', 'plain.wasm', '-f', 'values.yaml');
    expect(seen.loaded).toEqual(['vm']);
    expect(below(resolve('dist'), seen)).toEqual(['cli/template.js', 'toolkit.wasm']);
    expect(below(code, seen)).toEqual([expect.stringMatching(/^template\.js-flags-v/)]);
  });

  // Compiled forms are kept twice.
  it.each([
    ['template.js-module-', 160_000],
    ['template.js-v', 220_000],
    ['template.js-flags-', 220_000],
  ])('%s takes at most %i bytes', (prefix, most) => {
    const kept = readdirSync(code).filter((name) => name.startsWith(prefix));
    expect(kept).toHaveLength(1);
    expect(statSync(join(code, kept[0]!)).size / 2).toBeLessThanOrEqual(most);
  });

  it('reads scripts of so many bytes, all ASCII', () => {
    const size = (name: string) => {
      const script = readFileSync(resolve('dist/cli', name));
      expect(script.every((byte) => byte < 0x80)).toBe(true);
      return script.length;
    };
    // Nothing of it is kept compiled.
    expect(size('main.js')).toBeLessThanOrEqual(2_400);
    expect(size('template.js')).toBeLessThanOrEqual(92_000);
  });
});
