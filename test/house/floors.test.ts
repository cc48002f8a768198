// The floors of the house (docs/architecture.md): a file imports only from its own floor and from those above it. And no
// folder is a hall: a name among too many siblings tells nobody where to look.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';

/** From the ground up. Floors in one list stand side by side: none of them imports from another. */
const FLOORS = [
  ['runtime/abi'],
  ['runtime/wasm'],
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

/**
 * The rooms of floors that have an order, too, from the ground up: what a room imports of its own floor lies in itself or in the rooms before
 * it. A name with an ending is a file; `*` are the files that lie in no room.
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'runtime/guest': ['core', 'go', 'lib', 'functions', 'template', 'helm', 'handlebars', 'entry'],
  compiler: [
    'diagnostics.ts',
    'image',
    'chart',
    'schema',
    'ir',
    'lower',
    'passes',
    'analysis',
    'codegen',
    'link',
    'conversion.ts',
    '*',
  ],
};

/** Files beside the floors: the package's entry, which everything may stand behind. */
const BESIDE = /^(?:index\.ts|test\/|bench\/|tools\/|docs\/|charts-fixtures\/|examples\/|sdk\/|vitest\.config\.ts)/;

/** Files of any kind; and with the folders beside them. */
const MOST_SIBLINGS = 16;
const MOST_HELD = 20;

const listed = (...options: string[]) =>
  execFileSync('git', ['ls-files', ...options], { encoding: 'utf8' })
    .split('\n')
    .filter((file) => file !== '' && !file.endsWith('.d.ts'));

const files = listed('--cached', '--others', '--exclude-standard', '*.ts');

/** What the guest's build writes, which git ignores. */
const generated = listed('--others', '--ignored', '--exclude-standard', 'runtime/guest/**/*.generated.ts');

const floorOf = (file: string) => FLOORS.findIndex((rooms) => rooms.some((room) => file.startsWith(`${room}/`)));

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replace(/^\s*\/\/.*$/gm, '');
  const targets = text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}(?:\/[^'"]*)?|#system\/[^'"]*)['"]/g);
  // What the system gives lies in runtime/host, for a browser too.
  return [...targets].map(([, target]) =>
    target!.startsWith('#') ? target!.replace('#system', 'runtime/host/node') : join(dirname(file), target!),
  );
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

/** The place of a file or an import's target among the rooms of its floor. */
function roomOf(floor: string, path: string): number {
  const rooms = ROOMS[floor]!;
  const [first = '', ...rest] = path.slice(floor.length + 1).split('/');
  const found = rooms.findIndex((room) =>
    rest.length > 0 ? room === first : room.replace('.ts', '') === first.replace('.ts', ''),
  );
  return found < 0 && rest.length === 0 ? rooms.indexOf('*') : found;
}

describe.each(Object.keys(ROOMS))('the rooms of %s', (floor) => {
  const inside = [...files, ...generated].filter((file) => file.startsWith(`${floor}/`));

  test('every file has a room', () => {
    expect(inside.filter((file) => roomOf(floor, file) < 0)).toEqual([]);
  });

  test('a room imports only from itself and those before it', () => {
    const against = inside.flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith(`${floor}/`) && roomOf(floor, target) > roomOf(floor, file))
        .map((target) => `${file} → ${target}`),
    );
    expect(against).toEqual([]);
  });

  test('the architecture draws them', () => {
    const drawn = new RegExp(`^- \`${floor}\`: [\\s\\S]*?Rooms[:,] ((?:[^.]|\\.\\w)*)\\.`, 'm').exec(
      readFileSync('docs/architecture.md', 'utf8'),
    );
    expect(drawn?.[1]?.match(/(?<=`)[\w]+(?=`)/g)).toEqual(ROOMS[floor]!.filter((room) => /^\w+$/.test(room)));
  });
});

test('the guest was built, so that its generated files were looked at', () => {
  expect(generated).toContain('runtime/guest/template/functions.generated.ts');
});

test('the architecture draws the same floors', () => {
  const [, list = ''] = /\n\n(- [\s\S]*?)\n\n## /.exec(readFileSync('docs/architecture.md', 'utf8')) ?? [];
  const drawn = [...list.matchAll(/^- (`.*?`):/gm)].flatMap(([, names]) => names!.split(', '));
  expect(drawn).toEqual(FLOORS.flat().map((floor) => `\`${floor}\``));
});

test('what compiles a chart reads as its phases', () => {
  expect(readFileSync('compiler/compile.ts', 'utf8').split('\n').length).toBeLessThanOrEqual(81);
});

/** What a runner reads case by case, and no reader as a whole; charts are laid out as Helm wants them. */
const CASES =
  /^(?:charts-fixtures|test\/(?:filetest\/(?:cases|passes)|fuzz\/found|golden\/(?:expected|scaffold-values)|modules\/hostile|vectors))(?:\/|$)/;

/** Folders that hold more, and why. */
const LARGE: Readonly<Record<string, string>> = {
  '.': 'the floors',
  docs: 'a page a capability',
  test: 'the floors again',
};

test('no folder holds more than a reader takes in', () => {
  const folders = new Map<string, Set<string>>();
  for (const file of listed('--cached', '--others', '--exclude-standard')) {
    for (let path = file; path !== '.'; path = dirname(path)) {
      const folder = dirname(path);
      folders.set(folder, (folders.get(folder) ?? new Set()).add(path));
    }
  }
  const isFile = (path: string) => !folders.has(path);
  const large = [...folders].filter(
    ([folder, held]) =>
      !CASES.test(folder) && (held.size > MOST_HELD || [...held].filter(isFile).length > MOST_SIBLINGS),
  );
  expect(large.map(([folder]) => folder).sort()).toEqual(Object.keys(LARGE).sort());
});

test('only the program and its tests write a command line of their own program', () => {
  const callers = files.filter((file) => importsOf(file).some((target) => target === 'actions/helm-template/template'));
  expect(callers.filter((file) => !/^(?:cli|test)\//.test(file))).toEqual([]);
});
