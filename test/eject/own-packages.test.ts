// Where a new project has the program and the SDK from: `npm install` finds them there, or what to type is said.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { describeSteps, nextSteps } from '../../toolchain/next-steps';
import { bringCommand, ownPackages } from '../../toolchain/own-packages';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-own-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROGRAM = '@mistletoe-dev/mistletoe';
const SDK = '@mistletoe-dev/sdk';
const version = '^0.1.0';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(folder, 'x-'));
});

function put(files: Record<string, unknown>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

/** The folder of a program that npm has installed in `at`. */
function program(at: string): string {
  put({ [`${at}/node_modules/${PROGRAM}/package.json`]: { name: PROGRAM, version: '0.1.0' } });
  return join(place, at, 'node_modules', PROGRAM, 'dist');
}

describe('a new project takes our packages', () => {
  test('from the files that the folders above name, each from the nearest', () => {
    put({
      'package.json': { devDependencies: { [PROGRAM]: 'file:packs/a.tgz', [SDK]: 'file:packs/other.tgz' } },
      'apps/package.json': { dependencies: { [SDK]: 'file:../packs/b.tgz' } },
      'packs/a.tgz': '',
      'packs/b.tgz': '',
    });
    expect(ownPackages(join(place, 'apps/web'), version, program('elsewhere'))).toEqual({
      specs: { [PROGRAM]: 'file:../../packs/a.tgz', [SDK]: 'file:../../packs/b.tgz' },
    });
  });

  test('from the tarball beside that of the other, where only one was installed', () => {
    put({
      'package.json': { dependencies: { [PROGRAM]: 'file:mistletoe-dev-mistletoe-0.1.0.tgz' } },
      'mistletoe-dev-mistletoe-0.1.0.tgz': '',
      'mistletoe-dev-sdk-0.1.0.tgz': '',
    });
    expect(ownPackages(join(place, 'web'), version, program('.'))).toEqual({
      specs: {
        [PROGRAM]: 'file:../mistletoe-dev-mistletoe-0.1.0.tgz',
        [SDK]: 'file:../mistletoe-dev-sdk-0.1.0.tgz',
      },
    });
  });

  test('as the project has it that the program was installed in, where the folders above say nothing', () => {
    put({
      'tools/package.json': { dependencies: { [PROGRAM]: 'file:a.tgz', [SDK]: 'https://example.com/sdk.tgz' } },
      'tools/a.tgz': '',
    });
    expect(ownPackages(join(place, 'web'), version, program('tools'))).toEqual({
      specs: { [PROGRAM]: 'file:../tools/a.tgz', [SDK]: 'https://example.com/sdk.tgz' },
    });
  });

  test('from npm, in the version of the program, where a project has them from there', () => {
    put({ 'package.json': { dependencies: { [PROGRAM]: '^0.1.0', [SDK]: 'latest' } } });
    expect(ownPackages(join(place, 'web'), version, program('.'))).toEqual({
      specs: { [PROGRAM]: version, [SDK]: version },
    });
  });

  test('from npm where nothing tells, and what to type where npm has none', () => {
    expect(ownPackages(join(place, 'web'), version, program('lib'))).toEqual({
      specs: { [PROGRAM]: version, [SDK]: version },
      note: `Where npm does not have ${PROGRAM} ${version} and ${SDK} ${version}, give it what npm pack made: npm install --save-dev FOLDER/mistletoe-dev-mistletoe-0.1.0.tgz FOLDER/mistletoe-dev-sdk-0.1.0.tgz`,
    });
  });

  test('of a clone from what npm pack makes there, and says the command until it is made', () => {
    put({
      'clone/package.json': { name: PROGRAM, version: '0.2.0' },
      'clone/toolchain/x': '',
    });
    const specs = {
      [PROGRAM]: 'file:../clone/mistletoe-dev-mistletoe-0.2.0.tgz',
      [SDK]: 'file:../clone/mistletoe-dev-sdk-0.2.0.tgz',
    };
    const clone = join(place, 'clone/toolchain');
    const own = ownPackages(join(place, 'web'), version, clone);
    expect(own).toEqual({ specs, pack: 'npm pack ../clone ../clone/dist/sdk --pack-destination ../clone' });
    expect(nextSteps('web', own, [['npm test', 'its cases']])).toBe(
      `  cd web\n  ${own.pack}\n  npm install\n  npm test    # its cases\n`,
    );
    put({ 'clone/mistletoe-dev-mistletoe-0.2.0.tgz': '', 'clone/mistletoe-dev-sdk-0.2.0.tgz': '' });
    expect(ownPackages(join(place, 'web'), version, clone)).toEqual({ specs });
  });

  test('says which files are not there', () => {
    put({ 'package.json': { dependencies: { [PROGRAM]: 'file:a.tgz', [SDK]: 'file:b.tgz' } }, 'a.tgz': '' });
    expect(ownPackages(join(place, 'web'), version, program('.')).note).toBe(
      '../b.tgz, as a package.json above says, is not there: put the file there, or mend package.json.',
    );
  });

  test('reads no package.json that is none', () => {
    put({ 'package.json': '{', 'a/package.json': 'null' });
    expect(ownPackages(join(place, 'a/web'), version, program('.')).specs).toEqual({
      [PROGRAM]: version,
      [SDK]: version,
    });
  });
});

describe('a project that lacks one is told the command that brings it', () => {
  test('npm install, where a package.json names it', () => {
    put({ 'package.json': { devDependencies: { [SDK]: 'file:gone.tgz' } } });
    expect(bringCommand(SDK, join(place, 'web'), program('.'))).toBe('npm install');
  });

  test('the tarball beside that of the program', () => {
    put({
      'package.json': { dependencies: { [PROGRAM]: 'file:packs/mistletoe-dev-mistletoe-0.1.0.tgz' } },
      'packs/mistletoe-dev-mistletoe-0.1.0.tgz': '',
      'packs/mistletoe-dev-sdk-0.1.0.tgz': '',
    });
    expect(bringCommand(SDK, join(place, 'web'), program('.'))).toBe(
      `npm install --save-dev ${join(place, 'packs/mistletoe-dev-sdk-0.1.0.tgz')}`,
    );
  });

  test('of a clone what npm pack makes, first of all npm pack', () => {
    put({ 'clone/package.json': { name: PROGRAM, version: '0.2.0' } });
    const clone = join(place, 'clone');
    const install = `npm install --save-dev ${join(clone, 'mistletoe-dev-sdk-0.2.0.tgz')}`;
    expect(bringCommand(SDK, join(place, 'web'), clone)).toBe(
      `npm pack ${clone} ${join(clone, 'dist/sdk')} --pack-destination ${clone}, then ${install}`,
    );
    put({ 'clone/mistletoe-dev-mistletoe-0.2.0.tgz': '', 'clone/mistletoe-dev-sdk-0.2.0.tgz': '' });
    expect(bringCommand(SDK, join(place, 'web'), clone)).toBe(install);
  });

  test('else its name', () => {
    expect(bringCommand(SDK, join(place, 'web'), program('lib'))).toBe(`npm install --save-dev ${SDK}`);
  });
});

test('comments of steps stand beside each other, but for those of long commands', () => {
  const long = `npx mistletoe verify ${'x'.repeat(40)}`;
  expect(describeSteps([['npm test', 'a'], ['npm run build', 'b'], [long, 'c'], ['npm ci']], 'A note.')).toBe(
    `  npm test         # a\n  npm run build    # b\n  ${long}    # c\n  npm ci\n\nA note.\n`,
  );
});

test('a project in a folder whose name a shell would cut apart', () => {
  expect(nextSteps('my apps/web', { specs: {} }, [])).toBe('  cd "my apps/web"\n  npm install\n');
});
