// Functions that may become part of a module: which of them are called, and which are the same. What is known of the guest's
// functions is kept from chart to chart, since most of what a module is made of is theirs.

import { byteText } from '#system/bytes';
import { type ByteWriter, unsignedSize } from '../../runtime/wasm/writer';
import { type Reference, UnknownCode } from './code';

/** The code of a function, without its size. */
export interface Body {
  bytes: Uint8Array;
  start: number;
  end: number;
}

/** A function that may become part of a module. */
export class Part {
  /** Numbers of the functions that are called, in the order of the calls. */
  readonly called: readonly number[];
  /** What else its code names. */
  readonly others: readonly Reference[];
  private knownDigest?: number;
  private knownText?: string;

  /**
   * @param type number of the guest's type
   * @param numberOf reads what stands for a function in it
   */
  constructor(
    readonly body: Body,
    readonly type: number,
    readonly references: readonly Reference[],
    readonly numberOf: (index: number) => number = (index) => index,
  ) {
    this.called = references.flatMap(({ kind, index }) => (kind === 'function' ? [numberOf(index)] : []));
    this.others = references.filter(({ kind }) => kind !== 'function');
  }

  /** A number that is the same for functions that differ in nothing but what they call. */
  get digest(): number {
    this.knownDigest ??= this.findDigest();
    return this.knownDigest;
  }

  /** All of it but what it calls, a character a byte. */
  get text(): string {
    this.knownText ??= this.findText();
    return this.knownText;
  }

  /** Writes the body with other numbers, its size in front. */
  writeTo(out: ByteWriter, numbers: Record<Reference['kind'], (index: number) => number>): void {
    const { bytes, start, end } = this.body;
    const { references } = this;
    const named: number[] = [];
    let size = end - start;
    for (const { kind, index, at, end } of references) {
      const number = numbers[kind](kind === 'function' ? this.numberOf(index) : index);
      // The type of a block is a signed number: as long as it is small there is no difference.
      if (kind === 'type' && number >= 0x40) throw new UnknownCode('more types than the linker can number');
      size += unsignedSize(number) - (end - at);
      named.push(number);
    }
    out.unsigned(size);
    let from = start;
    for (let i = 0; i < references.length; i++) {
      const { at, end } = references[i];
      out.part(bytes, from, at);
      out.unsigned(named[i]);
      from = end;
    }
    out.part(bytes, from, end);
  }

  /** FNV-1a, 32 bits. */
  private findDigest(): number {
    const { bytes, start, end } = this.body;
    let digest = (FNV_OFFSET ^ this.type) | 0;
    let at = start;
    for (const reference of this.references) {
      for (; at < reference.at; at++) digest = Math.imul(digest ^ bytes[at], FNV_PRIME);
      const named = reference.kind === 'function' ? -1 : reference.index;
      digest = Math.imul(digest ^ named, FNV_PRIME);
      at = reference.end;
    }
    for (; at < end; at++) digest = Math.imul(digest ^ bytes[at], FNV_PRIME);
    return digest;
  }

  private findText(): string {
    const { bytes, start, end } = this.body;
    const pieces = [`${this.type} `];
    let at = start;
    for (const { kind, index, at: from, end: to } of this.references) {
      pieces.push(byteText(bytes.subarray(at, from)), kind === 'function' ? CALLED : `${OTHER}${kind}${index}${OTHER}`);
      at = to;
    }
    pieces.push(byteText(bytes.subarray(at, end)));
    return pieces.join('');
  }
}

/** What stand in a text for references, and for no byte. */
const CALLED = '\u0100';
const OTHER = '\u0101';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** The functions below `count` that can be called, in the order of their numbers. */
export function reach(roots: readonly number[], count: number, partAt: (number: number) => Part): number[] {
  const isReached = new Uint8Array(count);
  const pending: number[] = [];
  const add = (number: number) => {
    if (isReached[number]) return;
    isReached[number] = 1;
    pending.push(number);
  };
  for (const root of roots) add(root);
  for (let number = pending.pop(); number !== undefined; number = pending.pop()) {
    for (const called of partAt(number).called) add(called);
  }
  const reached: number[] = [];
  for (let number = 0; number < count; number++) if (isReached[number]) reached.push(number);
  return reached;
}

/** For each function, in the order of their numbers, the first one that is the same, which calls the same ones. */
export function equalFunctions(numbers: readonly number[], partAt: (number: number) => Part): Map<number, number> {
  const same = new Map(numbers.map((number) => [number, number]));
  let left = likeOthers(numbers, partAt);
  for (let changed = true; changed; ) {
    changed = false;
    const firsts = new Map<string, number>();
    for (const number of left) {
      const { called, text } = partAt(number);
      const key = `${called.map((one) => same.get(one))} ${text}`;
      const first = firsts.get(key);
      if (first === undefined) {
        firsts.set(key, number);
      } else {
        same.set(number, first);
        changed = true;
      }
    }
    left = left.filter((number) => same.get(number) === number);
  }
  // What stood for another one stands for what that one became.
  for (const number of numbers) {
    let first = same.get(number)!;
    while (same.get(first) !== first) first = same.get(first)!;
    same.set(number, first);
  }
  return same;
}

/** Those that may be the same as another one. */
function likeOthers(numbers: readonly number[], partAt: (number: number) => Part): number[] {
  const counts = new Map<number, number>();
  for (const number of numbers) {
    const { digest } = partAt(number);
    counts.set(digest, (counts.get(digest) ?? 0) + 1);
  }
  return numbers.filter((number) => counts.get(partAt(number).digest)! > 1);
}
