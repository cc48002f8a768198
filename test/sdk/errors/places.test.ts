// Where a package's error is: the author's line, whatever kind of code stands there. `packages/places.ts` has the faults, and marks their lines.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openModule } from '../../../runtime/host';
import { packagesFolder, testPackage } from '../build';

const FILES = ['places.ts', 'places-helper.ts'];
const sources = FILES.map((file) => readFileSync(join(packagesFolder, file), 'utf8'));
const modes = [...sources[0]!.split('export default')[0]!.matchAll(/^ {2}(?:'([^']+)'|(\w+)): (?:async )?\(/gm)].map(
  ([, a, b]) => a ?? b!,
);
/** The line of a mode's fault. */
const marks = new Map(
  sources.flatMap((source, i) =>
    source.split('\n').flatMap((line, number) => {
      const names = / \/\/ @ (.+)$/.exec(line)?.[1]?.split(', ') ?? [];
      return names.map((name): [string, string] => [name, `${FILES[i]}:${number + 1}`]);
    }),
  ),
);

let instance: ReturnType<typeof openModule>;
beforeAll(async () => {
  instance = openModule((await testPackage('places')).wasm);
});

const render = (mode: string) => instance.generate({ data: { name: 'x', mode } as never }).data;
const placesIn = (message: string) =>
  [...message.matchAll(/^ {4}at (?:.* \()?([\w.-]+:\d+):\d+\)?$/gm)].map(([, at]) => at);

test('every mark is that of a mode, and the other way round', () => {
  const without = ['failed', 'never settled before'];
  expect([...marks.keys()].sort()).toEqual(
    modes.filter((mode) => !mode.startsWith('right:') && !without.includes(mode)).sort(),
  );
});

test.each([...marks])('%s is at %s', (mode, place) => {
  const { result, message } = render(mode);
  expect(result).toBe('Err');
  expect(placesIn(message!)[0]).toBe(place);
});

describe('what is thrown and is no Error is shown', () => {
  test.each([
    ['throw null', 'null'],
    ['throw undefined', 'undefined'],
    ['throw text', '"text"'],
    ['throw long text', `"${'x'.repeat(199)}…`],
    ['throw number', '0'],
    ['throw object', '{"code":1}'],
    ['throw symbol', 'Symbol(x)'],
    ['throw after others', '"c"'],
    ['async throw', '"text"'],
    ['reject number', '5'],
    ['await reject', 'null'],
    ['reject in executor', '"text"'],
  ])('%s', (mode, value) => {
    expect(render(mode).message!.split('\n')[0]).toBe(`the package threw ${value}`);
  });

  test('as a cause', () => {
    expect(render('cause text').message).toMatch(/^Error: x\n( {4}at .*\n)+caused by the package threw "text"$/);
  });
});

describe('a promise that nobody awaits', () => {
  const failed = 'Error: a promise failed that nobody awaits: await it, or return it';
  const left = 'Error: generate() was done before this promise, which nobody awaits: await it, or return it';
  const endless = 'Error: generate() waits for a promise that nothing will ever settle';
  test.each([
    ['floating rejection', failed],
    ['floating text', failed],
    ['floating later', failed],
    ['floating in async', failed],
    ['floating async', left],
    ['floating forEach', left],
    ['floating promise', left],
    ['floating then', left],
    ['floating catch', left],
    ['floating all', left],
    ['never settled', endless],
    ['never settled within', endless],
    ['never settled before', endless],
  ])('%s', (mode, words) => expect(render(mode).message!.split('\n')[0]).toBe(words));

  test('says how it failed', () => {
    expect(render('floating rejection').message).toMatch(
      /\ncaused by Error: lost\n {4}at floating rejection \(places\.ts:/,
    );
    expect(render('floating text').message).toMatch(/\ncaused by the package threw "lost"\n {4}at floating text \(/);
  });
});

test.each(modes.filter((mode) => mode.startsWith('right:')))('%s', (mode) => {
  expect(render(mode)).toMatchObject({ result: 'Ok', message: undefined });
});

test('functions are named as their author did, also like those that every object has', () => {
  expect(render('constructor').message).toMatch(/\n {4}at Broken \(.*\n {4}at constructor \(.*\n {4}at generate \(/);
  expect(render('failed').message).toBe('in these words');
});
