// The data image of a module: the chart's values, texts and tables in the guest's own representation (runtime/abi/values.ts),
// laid out at compile time so that nothing of the chart is parsed at run time. It has two parts: one that no render
// changes (cells, bytes, positions), and one that renders do change (map objects, slots), restored before each render.

import { byteText } from '#system/bytes';
import { bytesOf, textBytes, utf8Into } from '../../gostd/bytes';
import {
  COMPLEX_IMAGINARY,
  COMPLEX_REAL,
  COMPLEX_SIZE,
  ENTRY_HASH,
  ENTRY_KEY,
  ENTRY_SIZE,
  ENTRY_VALUE,
  FLAG_TYPED_NIL,
  HASH_LAST,
  HASH_PRIME,
  HASH_SEED,
  KIND_BOOL,
  KIND_BYTES,
  KIND_COMPLEX128,
  KIND_FLOAT64,
  KIND_INT,
  KIND_LIST,
  KIND_MAP,
  KIND_NIL,
  KIND_STRING,
  LIST_ANY,
  MAP_ANY,
  MAP_CAPACITY,
  MAP_COUNT,
  MAP_ENTRIES,
  MAP_FLAGS,
  MAP_OBJECT_SIZE,
  MAP_SORTED,
  VALUE_CAPACITY,
  VALUE_FLAGS,
  VALUE_KIND,
  VALUE_LENGTH,
  VALUE_PAYLOAD,
  VALUE_SIZE,
  VALUE_TYPE,
} from '../../runtime/abi/values';

/** An integer of Go's kind KIND_INT … KIND_UINT64, where a JavaScript number would mean float64. */
export class ImageInteger {
  constructor(
    readonly kind: number,
    readonly value: bigint | number,
  ) {}
}

/** A []byte. */
export class ImageBytes {
  constructor(readonly bytes: Uint8Array) {}
}

/** A complex128. */
export class ImageComplex {
  constructor(
    readonly real: number,
    readonly imaginary: number,
  ) {}
}

/** A list of a type other than []interface {}. */
export class ImageList {
  constructor(
    readonly type: number,
    readonly items: ImageValue[],
  ) {}
}

/** A nil slice or a nil map of its type. */
export class ImageTypedNil {
  constructor(
    readonly kind: number,
    readonly type: number,
  ) {}
}

/** A map of a type other than map[string]interface {}, or one whose keys are byte strings. */
export class ImageMap {
  constructor(
    readonly type: number,
    readonly entries: Iterable<[Uint8Array | string, ImageValue]>,
  ) {}
}

/**
 * A map of a type other than map[string]interface {}, or one of many with the same keys: `names` is one array for all of them,
 * whose order is theirs.
 */
export class ImageRecord {
  constructor(
    readonly type: number,
    readonly names: readonly string[],
    readonly values: readonly ImageValue[],
  ) {}
}

/** The address of something that already lies in the image. */
export class ImageAddress {
  constructor(readonly address: number) {}
}

export type ImageValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | ImageInteger
  | ImageBytes
  | ImageComplex
  | ImageList
  | ImageMap
  | ImageRecord
  | ImageAddress
  | ImageTypedNil
  | ImageValue[]
  | { [key: string]: ImageValue };

/** A key's bytes as one character each. */
function keyText(key: string | Uint8Array): string {
  if (typeof key !== 'string') return byteText(key);
  return ASCII.test(key) ? key : byteText(bytesOf(key));
}

/** A key of maps: its bytes as one character each, its cell (0: it has none yet) and its hash. */
interface Key {
  readonly text: string;
  cell: number;
  hash: number;
}

interface Entry {
  key: Key;
  value: ImageValue;
}

/** The keys of an ImageRecord in the order in which they lie, and the places of their values in it. */
interface Keys {
  keys: readonly Key[];
  places: readonly number[];
}

/** Bytes that grow; addresses in it are relative to `base`, which is known from the start. */
class Region {
  bytes = new Uint8Array(1 << 16);
  view = new DataView(this.bytes.buffer);
  length = 0;

  /** Offset of `size` fresh zero bytes. */
  reserve(size: number, align = 8): number {
    const start = (this.length + align - 1) & ~(align - 1);
    const end = start + size;
    if (end > this.bytes.length) {
      const grown = new Uint8Array(Math.max(end, this.bytes.length * 2));
      grown.set(this.bytes);
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    this.length = end;
    return start;
  }
}

const byKey = ({ key: a }: { key: Key }, { key: b }: { key: Key }): number =>
  a.text < b.text ? -1 : a.text === b.text ? 0 : 1;

/** Shorter parts of texts are laid out for themselves, equal ones once. */
const LONG_PART = 512;

/** The guest's hash of a key (layout.ts: HASH_SEED). */
export function hashKey(bytes: Uint8Array): number {
  const { length } = bytes;
  let h = (HASH_SEED ^ length) | 0;
  for (let at = 4; at <= length; at += 4) h = hashWord(h, wordAt(bytes, at - 4));
  if (length >= 4) {
    if (length % 4 !== 0) h = hashWord(h, wordAt(bytes, length - 4));
  } else if (length > 0) {
    h = hashWord(h, bytes[0]! | (bytes[length >>> 1]! << 8) | (bytes[length - 1]! << 16));
  }
  h = Math.imul(h ^ (h >>> 16), HASH_LAST);
  return (h ^ (h >>> 13)) >>> 0;
}

function hashWord(state: number, word: number): number {
  const h = Math.imul(state ^ word, HASH_PRIME);
  return h ^ (h >>> 15);
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

/** Characters that are one byte each, the same one. */
const ASCII = /^[\0-\x7f]*$/;

/** Bytes that lie in memory already, and the address of the first. */
export interface Placed {
  bytes: Uint8Array;
  address: number;
}

/**
 * What cells of values have in common: a length below SHORT, no flags, and a payload of 32 bits, behind which 0 stands (`value`) or the
 * length again, being the capacity (`list`).
 */
export type CellForm = 'value' | 'list';

/** Room for cells of one form, side by side. */
export interface CellRoom {
  /** offset of the first, or its address in a finished image */
  at: number;
  /** how many there are */
  count: number;
  /** for how many there is room; what nobody took is 0 */
  size: number;
}

const SHORT = 1 << 16;
/** A room has a quarter of the cells that there are, but so many at least and at most. */
const LEAST_ROOM = 32;
const MOST_ROOM = 1024;

/**
 * Writes an image. Constants go to the fixed part from `base` up; what renders change goes to the changing part, whose
 * addresses start at `changingBase`, far above, and are moved down by `finish`: hence every address of it is recorded.
 */
export class ImageWriter {
  private fixed = new Region();
  private changing = new Region();
  /** Offsets in the fixed and the changing part that hold addresses of the changing part, to be moved. */
  private fixedReferences: number[] = [];
  private changingReferences: number[] = [];
  private strings = new Map<string, number>();
  private texts = new Map<string, number>();
  private wholes = new Map<ArrayBufferLike, number>();
  private floats = new Map<string, number>();
  private nil = 0;
  private booleans = [0, 0];

  private readonly keys = new Map<string, Key>();
  private readonly records = new Map<readonly string[], Keys>();
  private readonly placed = new Map<ArrayBufferLike, Placed>();
  /** Of what is placed, the strings that there are. */
  private readonly placedStrings = new Map<Uint8Array, number>();
  private readonly rooms: Record<CellForm, CellRoom[]> = { value: [], list: [] };

  /**
   * @param base address of the image in linear memory (the guest's heapStart)
   * @param placed what lies elsewhere and need not be written again, of each buffer one run
   */
  constructor(
    private readonly base: number,
    placed: readonly Placed[] = [],
  ) {
    for (const run of placed) this.placed.set(run.bytes.buffer, run);
  }

  /** Offset of a fresh cell; those of a form lie side by side, as many together as there may be. */
  private cell(kind: number, type = 0, form?: CellForm): number {
    const at = form === undefined ? this.fixed.reserve(VALUE_SIZE) : this.cellOf(form);
    this.fixed.view.setUint8(at + VALUE_KIND, kind);
    this.fixed.view.setUint8(at + VALUE_TYPE, type);
    return at;
  }

  private cellOf(form: CellForm): number {
    const rooms = this.rooms[form];
    let room = rooms.at(-1);
    if (room === undefined || room.count === room.size) {
      const before = rooms.reduce((sum, { size }) => sum + size, 0);
      const size = Math.min(Math.max(before >> 2, LEAST_ROOM), MOST_ROOM);
      room = { at: this.fixed.reserve(size * VALUE_SIZE), count: 0, size };
      rooms.push(room);
    }
    return room.at + VALUE_SIZE * room.count++;
  }

  /** Address of bytes in the fixed part; equal bytes share one place. */
  text(bytes: Uint8Array): number {
    return this.addressOfPlaced(bytes) ?? this.textOfKey(byteText(bytes), bytes);
  }

  /** The same of bytes that are given as one character each, and where there are such as bytes. */
  private textOfKey(key: string, bytes?: Uint8Array): number {
    let address = this.texts.get(key);
    if (address === undefined) {
      const { length } = key;
      const at = this.fixed.reserve(length, 1);
      const into = this.fixed.bytes;
      if (bytes) into.set(bytes, at);
      else for (let i = 0; i < length; i++) into[at + i] = key.charCodeAt(i);
      address = this.base + at;
      this.texts.set(key, address);
    }
    return address;
  }

  private addressOfPlaced({ buffer, byteOffset, length }: Uint8Array): number | undefined {
    const run = this.placed.get(buffer);
    if (run === undefined) return undefined;
    const at = byteOffset - run.bytes.byteOffset;
    return at >= 0 && at + length <= run.bytes.length ? run.address + at : undefined;
  }

  /** Addresses of string values of their own, which share nothing: written together, since there are thousands of them. */
  freshStrings(values: readonly string[]): number[] {
    const all = values.join('');
    if (!ASCII.test(all)) return values.map((value) => this.string(value));
    const at = this.fixed.reserve(all.length, 1);
    utf8Into(all, this.fixed.bytes.subarray(at));
    let pointer = this.base + at;
    return values.map(({ length }) => {
      const cell = this.stringCell(KIND_STRING, length, length ? pointer : 0);
      pointer += length;
      return this.base + cell;
    });
  }

  /** Address of a string value; equal strings share one. */
  string(value: string | Uint8Array): number {
    let bytes: Uint8Array | undefined;
    let key: string;
    if (typeof value === 'string' && ASCII.test(value)) {
      key = value;
    } else {
      bytes = typeof value === 'string' ? bytesOf(value) : value;
      const known = this.placedStrings.get(bytes);
      if (known !== undefined) return known;
      const placed = this.addressOfPlaced(bytes);
      if (placed !== undefined) {
        const cell = this.base + this.stringCell(KIND_STRING, bytes.length, placed);
        this.placedStrings.set(bytes, cell);
        return cell;
      }
      key = byteText(bytes);
    }
    let address = this.strings.get(key);
    if (address === undefined) {
      const { length } = key;
      address = this.base + this.stringCell(KIND_STRING, length, length ? this.textOfKey(key, bytes) : 0);
      this.strings.set(key, address);
    }
    return address;
  }

  /** Address of a string value whose bytes may be part of a longer text: that is laid out once for all its parts. */
  partOfText(bytes: Uint8Array): number {
    const whole = bytes.buffer.byteLength;
    if (bytes.length < LONG_PART || bytes.length === whole) return this.string(bytes);
    let address = this.wholes.get(bytes.buffer);
    if (address === undefined) {
      address = this.text(new Uint8Array(bytes.buffer));
      this.wholes.set(bytes.buffer, address);
    }
    return this.base + this.stringCell(KIND_STRING, bytes.length, address + bytes.byteOffset);
  }

  private bytesCell(kind: number, bytes: Uint8Array): number {
    return this.base + this.stringCell(kind, bytes.length, bytes.length ? this.text(bytes) : 0);
  }

  private stringCell(kind: number, length: number, pointer: number): number {
    const at = this.cell(kind, 0, length < SHORT ? 'value' : undefined);
    this.fixed.view.setUint32(at + VALUE_LENGTH, length, true);
    this.fixed.view.setUint32(at + VALUE_PAYLOAD, pointer, true);
    return at;
  }

  /** Address of any value. Maps become fresh objects; everything else that is equal may be shared. */
  value(value: ImageValue): number {
    if (value === null) {
      this.nil ||= this.base + this.cell(KIND_NIL, 0, 'value');
      return this.nil;
    }
    if (typeof value === 'string' || value instanceof Uint8Array) return this.string(value);
    if (typeof value === 'boolean') {
      const i = value ? 1 : 0;
      if (!this.booleans[i]) {
        const at = this.cell(KIND_BOOL, 0, 'value');
        this.fixed.view.setUint32(at + VALUE_PAYLOAD, i, true);
        this.booleans[i] = this.base + at;
      }
      return this.booleans[i];
    }
    if (typeof value === 'number') {
      const key = Object.is(value, -0) ? '-0' : String(value);
      let address = this.floats.get(key);
      if (address === undefined) {
        const at = this.cell(KIND_FLOAT64);
        this.fixed.view.setFloat64(at + VALUE_PAYLOAD, value, true);
        address = this.base + at;
        this.floats.set(key, address);
      }
      return address;
    }
    if (value instanceof ImageAddress) return value.address;
    if (value instanceof ImageInteger) {
      const key = `${value.kind}:${value.value}`;
      let address = this.floats.get(key);
      if (address === undefined) {
        const wide = BigInt(value.value);
        const at = this.cell(value.kind, 0, wide >> 32n === 0n ? 'value' : undefined);
        this.fixed.view.setBigInt64(at + VALUE_PAYLOAD, BigInt.asIntN(64, wide), true);
        address = this.base + at;
        this.floats.set(key, address);
      }
      return address;
    }
    if (value instanceof ImageRecord) return this.recordMap(value);
    if (value instanceof ImageBytes) return this.bytesCell(KIND_BYTES, value.bytes);
    if (value instanceof ImageComplex) {
      const pair = this.fixed.reserve(COMPLEX_SIZE);
      this.fixed.view.setFloat64(pair + COMPLEX_REAL, value.real, true);
      this.fixed.view.setFloat64(pair + COMPLEX_IMAGINARY, value.imaginary, true);
      const at = this.cell(KIND_COMPLEX128, 0, 'value');
      this.fixed.view.setUint32(at + VALUE_PAYLOAD, this.base + pair, true);
      return this.base + at;
    }
    if (value instanceof ImageTypedNil) {
      const at = this.cell(value.kind, value.type);
      this.fixed.view.setUint16(at + VALUE_FLAGS, FLAG_TYPED_NIL, true);
      return this.base + at;
    }
    if (value instanceof ImageList) return this.list(value.type, value.items);
    if (Array.isArray(value)) return this.list(LIST_ANY, value);
    if (value instanceof ImageMap) return this.map(value.type, value.entries);
    return this.map(MAP_ANY, Object.entries(value));
  }

  /** An int, as a literal in a template is. */
  int(value: bigint | number): number {
    return this.value(new ImageInteger(KIND_INT, value));
  }

  private list(type: number, items: ImageValue[]): number {
    const addresses = items.map((item) => this.value(item));
    // Sprig's sortAlpha sorts a []string where it lies, so typed lists belong to what renders change.
    const changes = type !== LIST_ANY;
    const region = changes ? this.changing : this.fixed;
    const elements = region.reserve(addresses.length * 4, 4);
    addresses.forEach((address, i) => region.view.setUint32(elements + i * 4, address, true));
    const at = this.cell(KIND_LIST, type, addresses.length < SHORT ? 'list' : undefined);
    this.fixed.view.setUint32(at + VALUE_LENGTH, addresses.length, true);
    this.fixed.view.setUint32(at + VALUE_PAYLOAD, changes ? elements : this.base + elements, true);
    if (changes) this.fixedReferences.push(at + VALUE_PAYLOAD);
    this.fixed.view.setUint32(at + VALUE_CAPACITY, addresses.length, true);
    return this.base + at;
  }

  private map(type: number, entries: Iterable<[Uint8Array | string, ImageValue]>): number {
    const sorted: Entry[] = [];
    let inOrder = true;
    let last = '';
    for (const [name, value] of entries) {
      const key = this.key(name);
      inOrder &&= last <= key.text;
      last = key.text;
      sorted.push({ key, value });
    }
    if (!inOrder) sorted.sort(byKey);
    const cells = sorted.map(({ key, value }) => this.entryValue(key, value));
    return this.mapInOrder(
      KIND_MAP,
      type,
      sorted.map(({ key }) => key),
      cells,
      MAP_SORTED,
    );
  }

  private recordMap({ type, names, values }: ImageRecord): number {
    let known = this.records.get(names);
    if (known === undefined) {
      const sorted = names.map((name, place) => ({ key: this.key(name), place })).sort(byKey);
      known = { keys: sorted.map(({ key }) => key), places: sorted.map(({ place }) => place) };
      this.records.set(names, known);
    }
    const { keys, places } = known;
    const cells = keys.map((key, i) => this.entryValue(key, values[places[i]!]!));
    return this.mapInOrder(KIND_MAP, type, keys, cells, MAP_SORTED);
  }

  /** A Go struct (KIND_OBJECT): fields stay in their declared order. */
  object(kind: number, type: number, names: readonly string[], values: readonly ImageValue[]): number {
    const keys = names.map((name) => this.key(name));
    const cells = keys.map((key, i) => this.entryValue(key, values[i]!));
    return this.mapInOrder(kind, type, keys, cells, 0);
  }

  /** Address of an entry's value, behind its key. */
  private entryValue(key: Key, value: ImageValue): number {
    if (key.cell === 0) {
      key.cell = this.strings.get(key.text) ?? this.string(textBytes(key.text));
      key.hash = hashKey(textBytes(key.text));
    }
    return this.value(value);
  }

  private mapInOrder(
    kind: number,
    type: number,
    keys: readonly Key[],
    values: readonly number[],
    flags: number,
  ): number {
    const count = keys.length;
    const object = this.changing.reserve(MAP_OBJECT_SIZE);
    const table = this.changing.reserve(count * ENTRY_SIZE);
    const view = this.changing.view;
    view.setUint32(object + MAP_COUNT, count, true);
    view.setUint32(object + MAP_CAPACITY, count, true);
    view.setUint32(object + MAP_FLAGS, flags, true);
    view.setUint32(object + MAP_ENTRIES, table, true);
    this.changingReferences.push(object + MAP_ENTRIES);
    for (let i = 0, at = table; i < count; i++, at += ENTRY_SIZE) {
      const key = keys[i]!;
      view.setUint32(at + ENTRY_KEY, key.cell, true);
      view.setUint32(at + ENTRY_HASH, key.hash, true);
      view.setUint32(at + ENTRY_VALUE, values[i]!, true);
    }
    const at = this.cell(kind, type, 'value');
    this.fixed.view.setUint32(at + VALUE_PAYLOAD, object, true);
    this.fixedReferences.push(at + VALUE_PAYLOAD);
    return this.base + at;
  }

  /** What is known of a key; the descriptions of many charts have the same ones. */
  private key(name: string | Uint8Array): Key {
    if (typeof name !== 'string') return { text: keyText(name), cell: 0, hash: 0 };
    let key = this.keys.get(name);
    if (key === undefined) {
      key = { text: keyText(name), cell: 0, hash: 0 };
      this.keys.set(name, key);
    }
    return key;
  }

  private readonly shapes = new Map<string, number>();

  /** Address of the shape of a dict with these keys, which must be distinct and in bytewise order (layout SHAPE_*). */
  shape(keys: Uint8Array[]): number {
    const strings = keys.map((key) => this.string(key));
    const id = strings.join();
    let address = this.shapes.get(id);
    if (address === undefined) {
      address = this.record([keys.length, ...keys.flatMap((key, i) => [strings[i], hashKey(key), 0])]);
      this.shapes.set(id, address);
    }
    return address;
  }

  /** A record of u32 words in the fixed part. */
  record(words: number[]): number {
    const at = this.fixed.reserve(words.length * 4, 4);
    words.forEach((word, i) => this.fixed.view.setUint32(at + i * 4, word, true));
    return this.base + at;
  }

  /** A record of u32 words in the changing part, as a number to be resolved by `changingAddress` after `finish`. */
  changingRecord(words: number[]): ChangingRecord {
    const at = this.changing.reserve(words.length * 4, 8);
    words.forEach((word, i) => this.changing.view.setUint32(at + i * 4, word, true));
    return new ChangingRecord(at);
  }

  /** An int value that holds the final address of a record of the changing part. */
  addressOf(record: ChangingRecord): number {
    const at = this.cell(KIND_INT, 0, 'value');
    this.fixed.view.setUint32(at + VALUE_PAYLOAD, record.offset, true);
    this.fixedReferences.push(at + VALUE_PAYLOAD);
    return this.base + at;
  }

  /** Puts the changing part behind the fixed one. Nothing may be written afterwards. */
  finish(): Image {
    const changingBase = (this.base + this.fixed.length + 15) & ~15;
    for (const at of this.fixedReferences) {
      this.fixed.view.setUint32(at, this.fixed.view.getUint32(at, true) + changingBase, true);
    }
    for (const at of this.changingReferences) {
      this.changing.view.setUint32(at, this.changing.view.getUint32(at, true) + changingBase, true);
    }
    return {
      base: this.base,
      fixed: this.fixed.bytes.slice(0, this.fixed.length),
      changingBase,
      changing: this.changing.bytes.slice(0, this.changing.length),
      end: changingBase + this.changing.length,
      cells: {
        value: this.rooms.value.map((room) => ({ ...room, at: this.base + room.at })),
        list: this.rooms.list.map((room) => ({ ...room, at: this.base + room.at })),
      },
    };
  }
}

/** A place in the changing part, known by its offset until the image is finished. */
export class ChangingRecord {
  constructor(readonly offset: number) {}
}

/** A finished image: two runs of bytes and their addresses. */
export interface Image {
  base: number;
  fixed: Uint8Array;
  changingBase: number;
  changing: Uint8Array;
  /** First address behind the image. */
  end: number;
  /** Where the cells lie, in the fixed part, of which a file can hold half (compiler/link/pack.ts). */
  cells: Record<CellForm, CellRoom[]>;
}
