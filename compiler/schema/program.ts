// Compiled schemas as the guest reads them (runtime/abi/schemas.ts): nodes, tables and decimals laid out in words. What
// they mean is not known here.

import { recordOf } from '../../runtime/abi/record';
import {
  CHECK_FORMAT,
  CHECK_NAME,
  CHECK_SIZE,
  CHOICE_SIZE,
  CHOICE_TEXT,
  CHOICE_VALUE,
  CHOOSE_ELSE,
  CHOOSE_IF,
  CHOOSE_SIZE,
  CHOOSE_THEN,
  CONTAINS_LEAST,
  CONTAINS_MOST,
  CONTAINS_NODE,
  CONTAINS_SIZE,
  DECIMAL_DIGITS,
  DECIMAL_EXPONENT,
  DECIMAL_FLOAT,
  DECIMAL_NEGATIVE,
  DECIMAL_RECORD_SIZE,
  DECIMAL_TEXT,
  DEPENDENCY_NAME,
  DEPENDENCY_NODE,
  DEPENDENCY_REQUIRED,
  DEPENDENCY_SIZE,
  NAMED_NAME,
  NAMED_NODE,
  NAMED_SIZE,
  OPERATION_CODE,
  OPERATION_OPERAND,
  OPERATION_SIZE,
  PROPERTIES_ADDITIONAL,
  PROPERTIES_NAMED,
  PROPERTIES_PATTERNS,
  PROPERTIES_SIZE,
  REST_ADDITIONAL,
  REST_IS_RELATIVE,
  REST_SIZE,
  TABLE_COUNT,
  TABLE_ITEMS,
} from '../../runtime/abi/schemas';
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

/** A table: the words of a record, or a count and its items ({@link listOf}). */
export class Table extends Part {
  constructor(private readonly items: Word[]) {
    super();
  }

  words(): Word[] {
    return this.items;
  }
}

/** A table of many. */
export function listOf(items: readonly Word[]): Table {
  return tableOf(items.map((item) => [item]));
}

/** A table of many records, with what may stand behind them. */
export function tableOf(records: readonly Word[][], behind: readonly Word[] = []): Table {
  return new Table([...recordOf<Word>(TABLE_ITEMS, { [TABLE_COUNT]: records.length }), ...records.flat(), ...behind]);
}

/** A name and its node (or list value), as an entry of a table. */
export function named(name: string, node: Word): Word[] {
  return recordOf<Word>(NAMED_SIZE, { [NAMED_NAME]: new ValueWord(name), [NAMED_NODE]: node });
}

/** An entry of `dependencies`: names that are required, or a schema. */
export function dependency(name: string, required: Word, node: Word): Word[] {
  return recordOf<Word>(DEPENDENCY_SIZE, {
    [DEPENDENCY_NAME]: new ValueWord(name),
    [DEPENDENCY_REQUIRED]: required,
    [DEPENDENCY_NODE]: node,
  });
}

/** `properties`, `patternProperties`, `additionalProperties`. */
export function propertiesTable(properties: Word, patterns: Word, additional: Word): Table {
  return new Table(
    recordOf<Word>(PROPERTIES_SIZE, {
      [PROPERTIES_NAMED]: properties,
      [PROPERTIES_PATTERNS]: patterns,
      [PROPERTIES_ADDITIONAL]: additional,
    }),
  );
}

/** `items`: schemas of the first ones, what becomes of the rest, and whether its indexes count from 0. */
export function itemsTable(first: readonly Word[], additional: Word, isRelative: boolean): Table {
  const rest = recordOf<Word>(REST_SIZE, { [REST_ADDITIONAL]: additional, [REST_IS_RELATIVE]: isRelative ? 1 : 0 });
  return tableOf(
    first.map((node) => [node]),
    rest,
  );
}

/** `contains`, and how many items match at least and at most. */
export function containsTable(node: Word, least: Word, most: Word): Table {
  return new Table(
    recordOf<Word>(CONTAINS_SIZE, { [CONTAINS_NODE]: node, [CONTAINS_LEAST]: least, [CONTAINS_MOST]: most }),
  );
}

/** `if`, `then`, `else`. */
export function conditionTable(condition: Word, then: Word, otherwise: Word): Table {
  return new Table(
    recordOf<Word>(CHOOSE_SIZE, { [CHOOSE_IF]: condition, [CHOOSE_THEN]: then, [CHOOSE_ELSE]: otherwise }),
  );
}

/** `const`, `enum`: what is allowed, and the message for everything else. */
export function choiceTable(value: ValueWord, text: ValueWord): Table {
  return new Table(recordOf<Word>(CHOICE_SIZE, { [CHOICE_VALUE]: value, [CHOICE_TEXT]: text }));
}

/** `format`: its number, and what messages call it. */
export function formatTable(format: number, name: string): Table {
  return new Table(recordOf<Word>(CHECK_SIZE, { [CHECK_FORMAT]: format, [CHECK_NAME]: new ValueWord(name) }));
}

/** The operations at the end of a node. */
export function operationWords(operations: readonly Operation[]): Word[] {
  return operations.flatMap(([code, operand]) =>
    recordOf<Word>(OPERATION_SIZE, { [OPERATION_CODE]: code, [OPERATION_OPERAND]: operand }),
  );
}

/** An i64. */
export function numberTable(value: bigint): Table {
  const bits = BigInt.asUintN(64, value);
  return new Table([Number(bits & 0xffffffffn), Number(bits >> 32n)]);
}

export function decimalTable(decimal: Decimal, text: string | null = null): Table {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, decimal.float, true);
  return new Table(
    recordOf<Word>(DECIMAL_RECORD_SIZE, {
      [DECIMAL_DIGITS]: new ValueWord(decimal.digits),
      [DECIMAL_EXPONENT]: decimal.exponent >>> 0,
      [DECIMAL_NEGATIVE]: decimal.negative ? 1 : 0,
      [DECIMAL_FLOAT]: bits.getUint32(0, true),
      [DECIMAL_FLOAT + 4]: bits.getUint32(4, true),
      [DECIMAL_TEXT]: text === null ? 0 : new ValueWord(text),
    }),
  );
}

/** Which parts of the guest's validation the schemas of a chart need (runtime/guest/lib/jsonschema/late-bound.ts). */
export interface SchemaUses {
  schema: boolean;
  jsonschemaV6: boolean;
  gojsonschema: boolean;
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
