// The linker that copies: what it makes is whole, the same each time, and as small as what Binaryen makes of the whole library.

import binaryen from 'binaryen';
import { expect, test } from 'vitest';
import { convertChart } from '../../../compiler/convert';
import { referencesOf, UnknownCode } from '../../../compiler/link/code';
import { CALL, END, F64_CONST, GLOBAL_GET, I32_CONST, SIMD } from '../../../runtime/abi/wasm';
import { loadModule, openModule } from '../../../runtime/host';

const chart = 'charts-fixtures/storefront';
const input = JSON.stringify({ data: { name: 'web', values: {} } });

test('a module is whole, and the same each time', async () => {
  const [first, second] = [await convertChart(chart), await convertChart(chart)];
  expect(WebAssembly.validate(first.wasm as BufferSource)).toBe(true);
  expect(WebAssembly.Module.imports(new WebAssembly.Module(first.wasm as BufferSource))).toEqual([]);
  expect(Buffer.from(first.wasm).equals(second.wasm)).toBe(true);
});

test('our own code and that of Binaryen make modules that render the same, and are nearly as small', async () => {
  const [own, other] = [await convertChart(chart, { withoutBinaryen: true }), await convertChart(chart)];
  expect(openModule(own.wasm).generate(input)).toEqual(openModule(other.wasm).generate(input));
  expect(ownBytes(own.wasm)).toBeLessThan(ownBytes(other.wasm) * 1.001);
});

test('linking leaves nothing that Binaryen drops', async () => {
  const { wasm } = await convertChart(chart);
  const m = binaryen.readBinary(wasm);
  m.setFeatures(binaryen.Features.All);
  m.runPasses(['remove-unused-module-elements', 'duplicate-function-elimination', 'remove-unused-module-elements']);
  expect(m.getNumFunctions()).toBe(bodyCount(wasm));
  m.dispose();
});

test('names and text are those of the same module', async () => {
  const [named, other] = [await convertChart(chart, { names: true, emit: 'wat' }), await convertChart(chart)];
  const sections = (wasm: Uint8Array) =>
    loadModule(wasm)
      .sections.filter(({ name }) => name !== 'name')
      .map(({ start, end }) => Buffer.from(wasm.subarray(start, end)));
  expect(sections(named.wasm)).toEqual(sections(other.wasm));
  const m = binaryen.readBinary(named.wasm);
  const functions = Array.from({ length: m.getNumFunctions() }, (_, i) => m.getFunctionByIndex(i));
  const names = functions.map((one) => binaryen.getFunctionInfo(one).name);
  m.dispose();
  expect(names).toEqual(expect.arrayContaining(['start', 'template0', 'runtime/guest/template/operations/failAt']));
  expect(named.text).toMatch(/^\(module\n/);
  expect(named.text!.match(/^ \(func \$/gm)).toHaveLength(names.length);
});

test('what a body names is found, and nothing in its constants', () => {
  // One group of locals; a constant that looks like a call; a call, a global, and a float of the same bytes.
  const body = [
    1,
    2,
    0x7f,
    I32_CONST,
    CALL,
    CALL,
    0x85,
    0x01,
    GLOBAL_GET,
    3,
    F64_CONST,
    CALL,
    1,
    CALL,
    1,
    CALL,
    1,
    CALL,
    1,
    END,
  ];
  const found = referencesOf(Uint8Array.from(body), 0, body.length);
  expect(found).toEqual([
    { kind: 'function', index: 133, at: 6, end: 8 },
    { kind: 'global', index: 3, at: 9, end: 10 },
  ]);
});

test('an instruction that is not known is refused', () => {
  expect(() => referencesOf(Uint8Array.from([0, 0x06, END]), 0, 3)).toThrow(UnknownCode);
  expect(referencesOf(Uint8Array.from([0, SIMD, 12, ...new Array<number>(16).fill(CALL), END]), 0, 20)).toEqual([]);
});

/** The bytes of a module without the texts for people, of which only what is kept is compressed. */
function ownBytes(wasm: Uint8Array): number {
  return loadModule(wasm)
    .sections.filter(({ id }) => id !== 0)
    .reduce((sum, { start, end }) => sum + end - start, 0);
}

/** How many functions a module defines. */
function bodyCount(wasm: Uint8Array): number {
  const CODE = 10;
  let at = 8;
  const unsigned = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  for (;;) {
    const id = wasm[at++];
    const end = unsigned() + at;
    if (id === CODE) return unsigned();
    at = end;
  }
}
