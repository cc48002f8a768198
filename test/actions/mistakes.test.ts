// What a newcomer gets wrong, with every verb: one error that says what and where, a code that is not 0, nothing on standard output, nothing
// left behind, and never a stack trace.

import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../cli/program';
import { textWidth } from '../../cli/terminal';
import { chartFiles, Folder } from '../cli/charts';
import { assembleFile } from '../modules/build';
import { fixedModule } from '../modules/echo';

const folder = new Folder();
beforeAll(() => {
  folder.write({
    ...chartFiles('web', { 'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n' }),
    'hand.wasm': fixedModule('{result: Ok, files: {}}'),
    'strange.wasm': assembleFile('hostile/no-exports.wat'),
    'outside.wasm': assembleFile('hostile/imports-function.wat'),
    'folder/file': '',
    'package.ts': 'export default 1;\n',
    'broken.yaml': 'a: [1\nb: 2\n',
    'scalar.yaml': 'hello\n',
    'list.yaml': '- a\n',
    'binary.yaml': Buffer.from([0xff, 0xfe, 0, 1]),
  });
});
afterAll(() => folder.remove());

const run = async (args: readonly string[]) => {
  const { stdout, stderr, code } = await runProgram(args, { cwd: folder.path, stdin: '' });
  return { out: stdout.toString(), err: stderr, code };
};

/** Runs what is wrong, and gives the lines of the error. */
async function refused(args: readonly string[]): Promise<string[]> {
  const before = readdirSync(folder.path);
  const { out, err, code } = await run(args);
  expect([args, out]).toEqual([args, '']);
  expect([args, code], err).not.toEqual([args, 0]);
  expect(err).toMatch(/^Error: .*\n/);
  expect(err).not.toMatch(/\n\s+at /);
  expect([args, readdirSync(folder.path)]).toEqual([args, before]);
  return err.trimEnd().split('\n');
}

/** Verbs as they would work, by the names under which help explains them. */
const WORKING: Record<string, string[]> = {
  template: ['template', 'rel', 'web'],
  generate: ['generate', 'rel', '-p', 'hand.wasm'],
  convert: ['convert', 'web', '-o', 'out.wasm'],
  verify: ['verify', 'web', '--quiet'],
  migrate: ['migrate', 'web', '--out', 'out', '--quiet'],
  install: ['install', 'rel', 'web', '--dry-run=client'],
  upgrade: ['upgrade', 'rel', 'web'],
  diff: ['diff', 'rel', 'web'],
  publish: ['publish', 'rel', 'web', 'oci://127.0.0.1:1/a/b:1', '--for', 'flux'],
  push: ['push', 'hand.wasm', 'oci://127.0.0.1:1/a/b:1'],
  show: ['show', 'values', 'web'],
  'inspect package': ['inspect', 'package', 'hand.wasm'],
  check: ['check', 'hand.wasm'],
  build: ['build', 'package.ts'],
  dev: ['dev', 'package.ts'],
  eject: ['eject', 'web', '--out', 'out'],
  link: ['link', 'hand.wasm', '-o', 'out.wasm'],
  'dependency list': ['dependency', 'list', 'web'],
};

describe('a flag that there is not, and arguments that are too many', () => {
  it.each(Object.entries(WORKING))('%s', async (name, args) => {
    for (const wrong of [['--no-such-flag'], ['one', 'more', 'or', 'two']]) {
      const lines = await refused([...args, ...wrong]);
      if (name === 'template') expect(lines).toHaveLength(1);
      else if (name !== 'verify') expect(lines.at(-1)).toBe(`(mistletoe help ${name} explains the flags)`);
    }
  });
});

describe('values that cannot be read', () => {
  const values = {
    'missing.yaml': 'open missing.yaml: no such file or directory',
    folder: 'read folder: is a directory',
    'broken.yaml':
      "failed to parse broken.yaml: cannot unmarshal yaml document: .*line 1: did not find expected ',' or ']'",
    'scalar.yaml': 'failed to parse scalar.yaml: .*cannot unmarshal string into Go value',
    'list.yaml': 'failed to parse list.yaml: .*cannot unmarshal array into Go value',
    'binary.yaml': 'failed to parse binary.yaml: .*',
  };
  it.each(['template', 'generate', 'install', 'publish', 'check'])('%s', async (name) => {
    for (const [file, words] of Object.entries(values)) {
      const lines = await refused([...WORKING[name]!, '-f', file]);
      expect(lines).toEqual([expect.stringMatching(`^Error: ${words}`)]);
    }
  });
});

describe('values of flags that mean nothing', () => {
  it.each([
    [
      ['convert', 'web', '--helm', '9x'],
      "option '--helm <version>' argument '9x' is invalid: give a version of Helm, such as 4.3 or 3",
    ],
    [['template', 'rel', 'web', '--helm', '9x'], 'invalid argument "9x" for "--helm" flag: give a version of Helm'],
    [
      ['install', 'rel', 'web', '--dry-run=client', '--helm', '9x'],
      '--helm 9x: give a version of Helm, such as 4.3 or 3',
    ],
    [
      ['generate', 'rel', '-p', 'hand.wasm', '--now', 'noon'],
      "option '--now <time>' argument 'noon' is invalid: give a time as 2026",
    ],
    [['generate', 'rel', '-p', 'hand.wasm', '-o', 'xml'], 'unknown output "xml": give yaml, raw or dir=DIRECTORY'],
    [['generate', 'Bad_Name', '-p', 'hand.wasm'], 'release name "Bad_Name": invalid release name'],
    [
      ['inspect', 'package', 'hand.wasm', '--memory-limit', 'lots'],
      "argument 'lots' is invalid: give a size such as 512KiB",
    ],
    [
      ['install', 'rel', 'web', '--dry-run=client', '-o', 'xml'],
      "argument 'xml' is invalid. Allowed choices are table, json, yaml.",
    ],
  ])('%j', async (args, words) => {
    expect((await refused(args))[0]).toContain(words);
  });
});

describe('a module of another contract', () => {
  it.each(['template', 'generate', 'install', 'publish', 'push', 'show', 'inspect package'])('%s', async (name) => {
    for (const module of ['strange.wasm', 'outside.wasm']) {
      const given = WORKING[name]!.map((word) => (word === 'web' || word === 'hand.wasm' ? module : word));
      const [line, ...rest] = await refused(given);
      expect([line, rest]).toEqual([expect.stringContaining(`${module}: the module `), []]);
    }
  });
});

describe('help', () => {
  it('is as wide as the terminal, and no wider than people read', () => {
    expect([80, 200, 20, undefined].map((columns) => textWidth({ columns }))).toEqual([80, 100, 60, 100]);
  });

  it.each(Object.keys(WORKING))('explains %s', async (name) => {
    const { out, err, code } = await run([...name.split(' '), '--help']);
    expect([err, code]).toEqual(['', 0]);
    expect(out).toMatch(new RegExp(`^Usage: mistletoe ${name}`));
    expect(out.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });
});
