// The linker that copies: what it makes is whole, the same each time, and as small as what Binaryen makes of the whole library.

import { expect, test } from 'vitest';
import { convertChart } from '../../../compiler/compile';
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

test('linking drops what Binaryen drops', async () => {
  const [named, other] = [await convertChart(chart, { names: true }), await convertChart(chart)];
  expect(bodyCount(other.wasm)).toBe(bodyCount(named.wasm));
  expect(openModule(other.wasm).generate(input)).toEqual(openModule(named.wasm).generate(input));
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
