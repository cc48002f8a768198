// Compiled schemas as the guest reads them (runtime/abi/schemas.ts): nodes, tables and decimals laid out in words. What
// they mean is not known here.

import type { ImageValue, ImageWriter } from '../image/image';
import type { Decimal } from './numbers';

/** A place in a program that others refer to by its offset. */
export abstract class Part {
  /** The words; called once, when the part is written. */
  abstract words(): Word[];
}

/** A value of the image: its address is the word. */
export class ValueWord {
  constructor(readonly value: ImageValue) {}
}

export type Word = number | Part | ValueWord;

export class Table extends Part {
  constructor(private readonly items: Word[]) {
    super();
  }

  words(): Word[] {
    return this.items;
  }
}

/** An i64. */
export function numberTable(value: bigint): Table {
  const bits = BigInt.asUintN(64, value);
  return new Table([Number(bits & 0xffffffffn), Number(bits >> 32n)]);
}

export function decimalTable(decimal: Decimal, text: string | null = null): Table {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, decimal.float, true);
  return new Table([
    new ValueWord(decimal.digits),
    decimal.exponent >>> 0,
    decimal.negative ? 1 : 0,
    bits.getUint32(0, true),
    bits.getUint32(4, true),
    text === null ? 0 : new ValueWord(text),
  ]);
}

/** Which parts of the guest's validation the schemas of a chart need (runtime/guest/lib/jsonschema/late-bound.ts). */
export interface SchemaUses {
  schema: boolean;
  modernSchema: boolean;
  legacySchema: boolean;
  schemaPattern: boolean;
  schemaFormat: boolean;
}

/** An operation of a node with its operand. */
export type Operation = [code: number, operand: Word];

/** Lays out a program from its root on; returns its address. `others` become part of it too, and `places` gets their offsets. */
export function writeProgram(
  image: ImageWriter,
  root: Part,
  others: ReadonlyMap<string, Part> = new Map(),
  places: Map<string, number> = new Map(),
): number {
  const offsets = new Map<Part, number>();
  const queue: Part[] = [];
  // The word before everything holds the root's offset, so that no part has offset 0.
  let end = 1;
  const contents = new Map<Part, Word[]>();
  const offsetOf = (part: Part): number => {
    let offset = offsets.get(part);
    if (offset === undefined) {
      const words = part.words();
      offset = end;
      end += words.length;
      offsets.set(part, offset);
      contents.set(part, words);
      queue.push(part);
    }
    return offset * 4;
  };
  const words: number[] = [offsetOf(root)];
  for (const [name, part] of others) places.set(name, offsetOf(part));
  for (let part = queue.shift(); part; part = queue.shift()) {
    let at = offsets.get(part)!;
    for (const word of contents.get(part)!) {
      words[at++] =
        typeof word === 'number' ? word : word instanceof ValueWord ? image.value(word.value) : offsetOf(word);
    }
  }
  return image.record(words);
}
