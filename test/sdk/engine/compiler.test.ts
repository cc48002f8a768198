// JavaScript's compiler: in a module where the package names what runs a text as code, and a clear error where a text is run without it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openModule } from '../../../runtime/host';
import { bundlePackage } from '../../../toolchain/typescript/bundle';
import { buildPackage } from '../../../toolchain/typescript/build';
import { loadTools } from '../../../toolchain/typescript/tools';
import { writePackage } from '../build';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-compiler-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (line: string, value: string) => {
  const source = `import { definePackage } from '@mistletoe-dev/sdk';
${line}
export default definePackage({ metadata: { name: 'x' }, generate: () => ({ 'a.txt': String(${value}) }) });`;
  return join(writePackage(folder, { 'package.ts': source }), 'package.ts');
};

const keeping: [line: string, value: string][] = [
  ['', "new Function('return 42')()"],
  ['', "Function('return 42')()"],
  ['', "eval('6 * 7')"],
  ['const run = eval;', "run('6 * 7')"],
  ['', `"'".length && /"/.test('"') && Function('return 42')()`],
  ['const F = Function;', "new F('return 42')()"],
  ['', "(globalThis as any)['Function']('return 42')()"],
  ['globalThis.Function;', "(() => 1).constructor('return 42')()"],
  ['const GeneratorFunction = (function* () {}).constructor as any;', "GeneratorFunction('yield 42')().next().value"],
];

test.each(keeping)('%s %s: is kept', async (line, value) => {
  const { wasm } = await buildPackage(write(line, value));
  const { files } = openModule(wasm).generate({ data: { name: 'x' } }).data;
  expect(files.get('a.txt')).toBe('42');
});

const leaving: [line: string, value: string][] = [
  ['', "'eval_ $eval evaluate Functional isFunction'"],
  ['const text = Function.prototype.toString;', 'text.call(text).length'],
  [
    "const isOne = (f: any) => f instanceof Function || Object.prototype.toString.call(f) === '[object Function]';",
    'isOne(1)',
  ],
  ["const whole = Function('return this')();", 'whole === globalThis'],
  ["const whole = Function('return this')();", "'Function types have no schema'"],
  ['', `JSON.stringify({ apiVersion: 'pkg.crossplane.io/v1', kind: 'Function', note: "don't" })`],
];

test.each(leaving)('%s %s: is left out', async (line, value) => {
  const { compiles } = await bundlePackage(write(line, value), await loadTools(folder));
  expect(compiles).toBe(false);
});

test('what is left out is a tenth of the module, and no other thing that JavaScript has', async () => {
  const others = `class A { #x = 1; get x() { return this.#x; } }
const drain = async () => { const out = []; for await (const x of (async function* () { yield 1; await null; yield 2; })()) out.push(x); return out; };`;
  const values = [
    'new A().x',
    "A.toString().includes('native')",
    `JSON.stringify(JSON.parse('{"a":[1,"\\\\u0041"]}'))`,
    "new RegExp('(a+)' + 'b', 'gu').exec('xaab')",
    'await drain()',
    'await Array.fromAsync([1, Promise.resolve(2)])',
    "[...(Iterator as any).zip([[1, 2], ['a', 'b']])].join(';')",
  ];
  const source = (more: string) => `${others}\n${more}\nconst all = async () => [${values.join(', ')}].join(' ');`;
  const [without, having] = await Promise.all(
    ['', 'globalThis.Function;'].map((more) =>
      buildPackage(
        join(
          writePackage(folder, {
            'package.ts': `import { definePackage } from '@mistletoe-dev/sdk';\n${source(more)}
export default definePackage({ metadata: { name: 'x' }, generate: async () => ({ 'a.txt': await all() }) });`,
          }),
          'package.ts',
        ),
      ),
    ),
  );
  for (const { wasm } of [without!, having!]) {
    const { files } = openModule(wasm).generate({ data: { name: 'x' } }).data;
    expect(files.get('a.txt')).toBe('1 true {"a":[1,"A"]} aab,aa 1,2 1,2 1,a;2,b');
  }
  expect(without!.wasm.length).toBeLessThan(0.92 * having!.wasm.length);
});

test('is there for what runs as a package is built', async () => {
  const line = "const made = (() => 1).constructor('return 42') as any; const value = made();";
  const { wasm } = await buildPackage(write(line, 'value + made()'));
  const { files } = openModule(wasm).generate({ data: { name: 'x' } }).data;
  expect(files.get('a.txt')).toBe('84');
});

test('a text that is run without it is an error that says what to do', async () => {
  const { wasm } = await buildPackage(write('', "(() => 1).constructor('return 42')()"));
  const { message } = openModule(wasm).generate({ data: { name: 'x' } }).data;
  expect(message).toMatch(
    /^EvalError: the module has no compiler for this text: .* write globalThis\.Function there, and it keeps the compiler\n {4}at generate \(package\.ts:3:\d+\)$/,
  );
});
