// Loops and memory without end, in a render and in a build: the error says at which line of the author, and what was printed stays.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from '../../../cli/program';
import { HostError, openModule } from '../../../runtime/host';
import { buildPackage } from '../../../toolchain/typescript/build';
import { packagesFolder, testPackage } from '../build';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-endless-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lines = readFileSync(join(packagesFolder, 'endless.ts'), 'utf8').split('\n');
const numbersOf = (text: string) => lines.flatMap((line, i) => (line.includes(text) ? [i + 1] : []));
/** The lines of a mode. */
const placesOf = (mode: string) => numbersOf(`// @ ${mode}`).map((line) => `endless.ts:${line}`);
const isOf = (mode: string, place = '') => expect(placesOf(mode)).toContain(/\((endless\.ts:\d+):/.exec(place)?.[1]);

let wasm: Uint8Array;
beforeAll(async () => {
  wasm = (await testPackage('endless')).wasm;
});

describe('a render', () => {
  const MEMORY =
    'InternalError: out of memory: the render needs more than the host gives a module (mistletoe: --memory-limit)';

  test.each(['tight', 'calls', 'condition', 'each', 'async', 'regexp'])('%s', (mode) => {
    const instance = openModule(wasm, { timeMs: 500 });
    let error: unknown;
    try {
      instance.generate({ data: { name: 'x', mode } as never });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(HostError);
    const [first, place] = (error as HostError).message.split('\n');
    expect((error as HostError).code).toBe('time-limit');
    expect(first).toBe(
      'the module did not finish within 0.5 s and was stopped: raise the time limit if it has that much to do:',
    );
    expect(place).toMatch(/^ {2}at [\w ]+ \(endless\.ts:\d+:\d+\)$/);
    isOf(mode, place);
    // What was stopped leaves nothing for the next.
    expect(instance.generate({ data: { name: 'x', mode: 'fine' } as never }).data.result).toBe('Ok');
  });

  test('what was printed before stays', async () => {
    const file = join(folder, 'endless.wasm');
    writeFileSync(file, wasm);
    const args = ['generate', 'x', '-p', file, '--set', 'mode=in map', '--time-limit', '500ms'];
    const { code, stdout, stderr } = await runProgram(args);
    expect({ code, written: stdout.length }).toEqual({ code: 1, written: 0 });
    expect(stderr.replace(/(endless\.ts:\d+):\d+/g, '$1')).toBe(
      `Error: the module did not finish within 0.5 s and was stopped: raise the time limit if it has that much to do (--time-limit):
  at tight (${placesOf('tight')[0]})
  at endless.ts:${numbersOf("'in map'")[0]}
  at in map (endless.ts:${numbersOf("'in map'")[0]})
  at generate (endless.ts:${numbersOf('generate: ')[0]})
  it had printed:
    before the loop {"n":0}
    two
    lines
`,
    );
  });

  test.each(['objects', 'kept', 'texts', 'bytes', 'later'])('memory: %s', (mode) => {
    const instance = openModule(wasm, { timeMs: 60_000, memoryBytes: 64 * 2 ** 20 });
    for (let i = 0; i < 2; i++) {
      const { result, message } = instance.generate({ data: { name: 'x', mode } as never }).data;
      expect(result).toBe('Err');
      const [first, place] = message!.split('\n');
      expect(first).toBe(MEMORY);
      isOf(mode, place);
      const fine = instance.generate({ data: { name: 'x', mode: 'fine' } as never }).data;
      expect([...fine.files.values()].join('')).toContain('kept: "0"');
    }
  });
});

describe('the top level of a package', () => {
  const build = (source: string, limits = {}) => {
    const place = mkdtempSync(join(folder, 'package-'));
    writeFileSync(
      join(place, 'package.ts'),
      `// a package\n${source}\nexport default { metadata: { name: 'x' }, generate: () => [] };\n`,
    );
    return buildPackage(join(place, 'package.ts'), { limits });
  };
  const TIME =
    "the package's top level did not end within 0.3 s of processor time, and runs once, when it is built: do less there, or give it more (--time-limit)";
  const MEMORY =
    "the package's top level takes more than 32 MiB of memory, and runs once, when it is built: do less there, or give it more (--memory-limit)";

  test.each([
    ['a loop', 'let n = 0; for (;;) n++;'],
    ['a function that never ends', 'const spin = () => { while (true) String(1); }; spin();'],
    ['a regular expression', "/^(a+)+$/.test('a'.repeat(60) + 'b');"],
  ])('%s', async (_, source) => {
    await expect(build(source, { timeMs: 300 })).rejects.toThrow(
      new RegExp(`^${TIME.replaceAll(/[().]/g, '\\$&')}\n {4}at (?:\\S+ \\()?package\\.ts:2:\\d+\\)?`),
    );
  });

  test('promises without end, between two of which no line is', async () => {
    const source = 'const again = () => { Promise.resolve().then(again); }; again();';
    await expect(build(source, { timeMs: 300 })).rejects.toThrow(TIME);
  });

  test.each([
    ['objects', 'const all: object[] = []; for (;;) all.push({ a: [] });'],
    ['texts', "const all: string[] = []; for (let i = 0; ; i++) all.push('x'.repeat(1000) + i);"],
    ['bytes', 'const all = new Uint8Array(2 ** 30);'],
  ])('memory: %s', async (_, source) => {
    await expect(build(source, { memoryBytes: 32 * 2 ** 20 })).rejects.toThrow(
      new RegExp(`^${MEMORY.replaceAll(/[().]/g, '\\$&')}\n {4}at (?:.* \\()?package\\.ts:2:\\d+\\)?`),
    );
  });

  test('gets what its flags say', async () => {
    const file = join(folder, 'slow.ts');
    writeFileSync(file, "for (;;) String(1);\nexport default { metadata: { name: 'x' }, generate: () => [] };\n");
    const { code, stderr } = await runProgram([
      'build',
      file,
      '-o',
      join(folder, 'slow.wasm'),
      '--time-limit',
      '300ms',
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Error: the package's top level did not end within 0\.3 s .*\n {4}at (?:.* \()?slow\.ts:1:\d+\)?\n$/,
    );
  });

  test.each([
    ["throw 'text';", 'the package threw "text"'],
    ['throw null;', 'the package threw null'],
    ['throw { code: 1 };', 'the package threw {"code":1}'],
    ["throw new TypeError('x');", 'TypeError: x'],
    ["void Promise.reject(new Error('x'));", 'Error: a promise failed that nobody awaits: await it, or return it'],
    ['(async () => { throw 5; })();', 'Error: a promise failed that nobody awaits: await it, or return it'],
  ])('%s', async (source, says) => {
    const failed = await build(source).then(
      () => 'it was built',
      ({ message }: Error) => message,
    );
    const [first, place] = failed.split('\n');
    expect(first).toBe(`the package failed while it was built: ${says}`);
    expect(place).toMatch(/^ {4}at (?:.* \()?package\.ts:2:\d+\)?$/);
  });

  test('what it handles itself is fine', async () => {
    const { wasm: built } = await build("Promise.reject(1).catch(() => {}); try { throw 'x'; } catch {}");
    expect(openModule(built).generate({ data: { name: 'x' } }).data.result).toBe('Ok');
  });
});
