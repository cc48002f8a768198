// What packages may be called: the same of a program, of TypeScript and of templates.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runProgram } from '../../../cli/program';
import { assemble } from '../../modules/build';
import { writePackage } from '../build';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-names-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROGRAM = assemble('(module (memory 1) (func (export "_start")))');
const TEMPLATE = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';

async function say(...args: string[]) {
  const { stderr, code } = await runProgram(args, { cwd: folder });
  return { stderr, code };
}

const link = (name: string) => {
  writeFileSync(join(folder, 'program.wasm'), PROGRAM);
  return say('link', 'program.wasm', '-o', 'out.wasm', '--name', name);
};
const typescript = (name: string) => {
  const place = writePackage(folder, {
    'package.ts': `import { definePackage } from '@mistletoe-dev/sdk';
export default definePackage({ metadata: { name: ${JSON.stringify(name)} }, generate: () => [] });`,
  });
  return say('build', join(place, 'package.ts'), '-o', 'out.wasm');
};
const handlebars = (name: string) => {
  const place = writePackage(folder, { 'a.yaml.hbs': TEMPLATE, 'package.yaml': `name: ${JSON.stringify(name)}\n` });
  return say('build', place, '--engine', 'handlebars', '-o', 'out.wasm');
};

describe.each([
  ['a program', link, 'the name (--name): '],
  ['TypeScript', typescript, 'package.ts: metadata.name: '],
  ['templates', handlebars, 'package.yaml: name: '],
] as const)('a package of %s', (_, build, where) => {
  test.each(['Bad Name', '-a', 'a/b', 'ä', '../a', 'a\n'])('is not called %j', async (name) => {
    const { code, stderr } = await build(name);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining(
        `${where}${JSON.stringify(name)} cannot be a package's name: letters, digits, and`,
      ),
    });
  });

  test('may be called as charts are', async () => {
    expect(await build('my_chart-2.x')).toEqual({ code: 0, stderr: '' });
  });
});

test('a name that comes of a file or a folder is one, too', async () => {
  writeFileSync(join(folder, 'program.wasm'), PROGRAM);
  mkdirSync(join(folder, 'a b'));
  writeFileSync(join(folder, 'a b', 'a.yaml.hbs'), TEMPLATE);
  const shown = '"a b" cannot be a package\'s name';
  expect((await say('link', 'program.wasm', '-o', 'a b.wasm')).stderr).toContain(`the name (--name): ${shown}`);
  expect((await say('build', 'a b', '--engine', 'handlebars', '-o', 'x.wasm')).stderr).toContain(
    `the folder (package.yaml in it may say another): ${shown}`,
  );
  expect((await link('')).stderr).toContain('the name (--name): "" cannot be');
});
