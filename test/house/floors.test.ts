// The floors of the house (docs/architecture.md): a file imports only from its own floor and from those above it. And no
// folder is a hall: a name among too many siblings tells nobody where to look.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';

/** From the ground up. Floors in one list stand side by side: none of them imports from another. */
const FLOORS = [
  ['runtime/abi'],
  ['language'],
  ['gostd'],
  ['runtime/guest'],
  ['runtime/host'],
  ['runtime/bindings'],
  ['compiler'],
  ['toolchain'],
  ['manifests'],
  ['kube'],
  ['releases'],
  ['plan'],
  ['provenance'],
  ['registry'],
  ['actions'],
  ['verify'],
  ['cli'],
];

/** Files beside the floors: the package's entry, which everything may stand behind. */
const BESIDE = /^(?:index\.ts|test\/|bench\/|tools\/|docs\/|charts-fixtures\/|examples\/|sdk\/|vitest\.config\.ts)/;

const MOST_SIBLINGS = 16;

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && !file.endsWith('.d.ts'));

const floorOf = (file: string) => FLOORS.findIndex((rooms) => rooms.some((room) => file.startsWith(`${room}/`)));

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replace(/^\s*\/\/.*$/gm, '');
  const targets = text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}(?:\/[^'"]*)?)['"]/g);
  return [...targets].map(([, target]) => join(dirname(file), target!));
}

test('every file has a floor', () => {
  expect(files.filter((file) => floorOf(file) < 0 && !BESIDE.test(file))).toEqual([]);
});

describe('a floor imports only from itself and those above it', () => {
  const found = new Map<string, string[]>();
  for (const file of files.filter((name) => floorOf(name) >= 0)) {
    for (const target of importsOf(file)) {
      const to = floorOf(`${target}/`);
      if (to < 0 || to > floorOf(file)) {
        const floor = FLOORS[floorOf(file)]![0]!;
        found.set(floor, [...(found.get(floor) ?? []), `${file} → ${target}`]);
      }
    }
  }
  test.each(FLOORS.map(([floor]) => floor!))('%s', (floor) => {
    expect(found.get(floor) ?? []).toEqual([]);
  });
});

test('the architecture draws the same floors', () => {
  const [, list = ''] = /\n\n(- [\s\S]*?)\n\n## /.exec(readFileSync('docs/architecture.md', 'utf8')) ?? [];
  const drawn = [...list.matchAll(/^- (`.*?`):/gm)].flatMap(([, names]) => names!.split(', '));
  expect(drawn).toEqual(FLOORS.flat().map((floor) => `\`${floor}\``));
});

test('no folder has more files than a reader takes in', () => {
  const siblings = new Map<string, number>();
  for (const file of files) siblings.set(dirname(file), (siblings.get(dirname(file)) ?? 0) + 1);
  expect([...siblings].filter(([, count]) => count > MOST_SIBLINGS)).toEqual([]);
});

test('only the program and its tests write a command line of their own program', () => {
  const callers = files.filter((file) => importsOf(file).some((target) => target === 'actions/helm-template/template'));
  expect(callers.filter((file) => !/^(?:cli|test)\//.test(file))).toEqual([]);
});
