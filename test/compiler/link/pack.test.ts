// Data at half its width: what the guest's functions make of it is what it was.

import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  ImageInteger,
  ImageList,
  ImageMap,
  ImageTypedNil,
  type ImageValue,
  ImageWriter,
} from '../../../compiler/image/image';
import type { Segment } from '../../../compiler/link/data';
import { type Packed, packData, packTexts, WIDENERS } from '../../../compiler/link/pack';
import { guestImports } from '../../../runtime/abi/features';
import { KIND_INT, KIND_LIST, LIST_STRING, MAP_STRING } from '../../../runtime/abi/values';

const guest = new WebAssembly.Module(readFileSync('dist/guest.wasm'));
const imports = Object.fromEntries(Object.keys(guestImports).map((name) => [name, () => 0]));
let memory: Uint8Array;
let widen: Record<string, (place: number, packed: number) => void>;

beforeEach(() => {
  const { exports } = new WebAssembly.Instance(guest, { mist: imports });
  widen = exports as unknown as typeof widen;
  const own = exports['memory'] as WebAssembly.Memory;
  own.grow(64);
  memory = new Uint8Array(own.buffer).fill(0);
});

/** Where memory is first another than the segments mean, behind the start of a module with this data; undefined where nowhere. */
function differs(packed: Packed, segments: readonly Segment[]): number | undefined {
  const [is, wanted] = [started(packed), meant(segments)];
  return Buffer.from(is.buffer).equals(wanted) ? undefined : is.findIndex((byte, i) => byte !== wanted[i]);
}

function started({ segments, widenings }: Packed): Uint8Array {
  for (const { address, data } of segments) memory.set(data, address);
  for (const { by, place, packed } of widenings) widen[by](place, packed);
  return memory;
}

function meant(segments: readonly Segment[]): Uint8Array {
  const whole = new Uint8Array(memory.length);
  for (const { address, data } of segments) whole.set(data, address);
  return whole;
}

const sizeOf = ({ segments }: Packed) => segments.reduce((sum, { data }) => sum + data.length, 0);

const text = (content: string) => Buffer.from(content, 'utf16le');

/** Numbers below `limit` in an order that is the same each time. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

describe('texts', () => {
  it('are half as long', () => {
    const segments = [
      { address: 1000, data: text('a text of some length that asc laid out, in two bytes a character') },
    ];
    const packed = packTexts(segments, 4096);
    expect(packed.widenings).toEqual([{ by: 'widenTexts', place: 1000, packed: 72 }]);
    expect(sizeOf(packed)).toBe(72);
    expect(differs(packed, segments)).toBeUndefined();
  });

  it('stay as they are where they are short, or hold other characters', () => {
    const segments = [
      { address: 1000, data: text('short') },
      { address: 1100, data: text('Ж'.repeat(100)) },
      { address: 1301, data: Buffer.from('no text of two bytes a character, but one of one, which is long enough') },
    ];
    expect(packTexts(segments, 4096)).toEqual({ segments, widenings: [] });
  });

  it('do not pass the end of the guest’s data', () => {
    const data = text('a text that ends where the image begins, with a rest');
    const end = 1000 + data.length;
    const packed = packTexts([{ address: 1000, data }], end);
    for (const { place, packed: half } of packed.widenings) expect(place + 2 * half).toBeLessThanOrEqual(end);
    expect(differs(packed, [{ address: 1000, data }])).toBeUndefined();
  });

  it.each(Array.from({ length: 40 }, (_, i) => i))('are what they were, among other data (%i)', (seed) => {
    const below = numbers(seed);
    const segments: Segment[] = [];
    let address = 16 + below(8);
    while (segments.length < 30) {
      const kind = below(4);
      const data =
        kind === 0
          ? Uint8Array.from({ length: 1 + below(90) }, () => below(256))
          : kind === 1
            ? text('x'.repeat(1 + below(60)) + (below(2) ? 'Ж' : '') + 'y'.repeat(below(60)))
            : kind === 2
              ? new Uint8Array(1 + below(70))
              : text('z'.repeat(1 + below(120)));
      // Segments have no gaps between them, small ones, or large ones; they begin at any address.
      segments.push({ address, data });
      address += data.length + [0, below(40), below(200)][below(3)];
    }
    const packed = packTexts(segments, address + below(20));
    expect(differs(packed, segments)).toBeUndefined();
    expect(sizeOf(packed)).toBeLessThan(sizeOf({ segments, widenings: [] }));
  });
});

describe('an image', () => {
  const some: ImageValue = {
    text: 'some',
    long: 'l'.repeat(70_000),
    whole: new ImageInteger(KIND_INT, 7n),
    large: new ImageInteger(KIND_INT, (1n << 32n) - 1n),
    larger: new ImageInteger(KIND_INT, 1n << 32n),
    negative: new ImageInteger(KIND_INT, -1n),
    float: 1.5,
    yes: true,
    no: false,
    nothing: null,
    list: [1, 2, 3, 'four'],
    empty: [],
    typed: new ImageList(LIST_STRING, ['b', 'a']),
    nil: new ImageTypedNil(KIND_LIST, LIST_STRING),
    strings: new ImageMap(MAP_STRING, [['key', 'value']]),
  };

  it.each([
    ['of one of each', some],
    ['of a long list', Array.from({ length: 70_000 }, () => 'same')],
    ['of few values', { a: 1 }],
    [
      'of many',
      Array.from({ length: 3000 }, (_, i) => ({ ...(some as object), name: `row ${i}`, tags: [`t${i}`, i] })),
    ],
  ])('%s is what it was', (_, value) => {
    const writer = new ImageWriter(4096);
    writer.value(value as ImageValue);
    writer.record([1, 0, 0, 2]);
    const image = writer.finish();
    const packed = packData([], image);
    expect(differs(packed, [{ address: image.base, data: image.fixed }])).toBeUndefined();
    expect(sizeOf(packed)).toBeLessThanOrEqual(image.fixed.length);
  });

  it('has half of its texts and lists', () => {
    const writer = new ImageWriter(4096);
    writer.value(Array.from({ length: 1000 }, (_, i) => [`value ${i}`]));
    const image = writer.finish();
    const packed = packData([], image);
    expect(packed.widenings.map(({ by }) => by)).toEqual(expect.arrayContaining(['widenValues', 'widenLists']));
    expect(image.fixed.length - sizeOf(packed)).toBeGreaterThanOrEqual(2000 * 8);
  });
});

it('the guest exports what widens', () => {
  expect(WebAssembly.Module.exports(guest).map(({ name }) => name)).toEqual(expect.arrayContaining([...WIDENERS]));
});
