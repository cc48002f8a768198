// Static data at half its width. Texts that asc lays out have two bytes a character, of which one is 0 as a rule, and half of most
// values is 0: the module's file holds the other half, in the upper half of its place, and the start function widens it there
// (runtime/guest/entry/widen.ts). That takes microseconds at each start, and none at a render.

import {
  HALF_LENGTH,
  HALF_PAYLOAD,
  VALUE_KIND,
  VALUE_LENGTH,
  VALUE_PAYLOAD,
  VALUE_SIZE,
} from '../../runtime/abi/values';
import type { CellForm, Image } from '../image/image';
import { joinSegments, type Segment } from './data';

/** Functions of the guest that widen. */
export const WIDENERS = ['widenTexts', 'widenValues', 'widenLists'] as const;
export type Widener = (typeof WIDENERS)[number];

/** Data to be widened: what the guest exports for it, the address of its place, and how many bytes of it the file has. */
export interface Widening {
  by: Widener;
  place: number;
  packed: number;
}

/** Data as the file holds it, and what is to be widened. */
export interface Packed {
  segments: Segment[];
  widenings: Widening[];
}

/** What a call and a segment of its own cost: less is not worth being packed. */
const LEAST = 64;
/** Zeros between two texts that are cheaper packed than left out. */
const GAP = 32;
/** Sixteen bytes are widened at once. */
const STEP = 16;

const widenerOf: Readonly<Record<CellForm, Widener>> = { value: 'widenValues', list: 'widenLists' };

/** The guest's data and an image's fixed part, joined where they are near, as the file holds them. */
export function packData(guest: readonly Segment[], image: Image): Packed {
  const texts = packTexts(guest, image.base);
  const values = packValues(image);
  const segments = [...texts.segments, ...values.segments].sort((a, b) => a.address - b.address);
  return { segments: joinSegments(segments), widenings: [...texts.widenings, ...values.widenings] };
}

/** Packs the texts among segments, which are sorted and end before `end`; what no segment has is 0. */
export function packTexts(segments: readonly Segment[], end: number): Packed {
  const memory = new Uint8Array(end);
  for (const { address, data } of segments) memory.set(data, address);
  const texts = textsOf(segments, memory);
  const widened = texts.map(({ from, to }) => {
    const half = (to - from) / 2;
    const data = new Uint8Array(half);
    for (let i = 0; i < half; i++) data[i] = memory[from + 2 * i];
    return { address: from + half, data };
  });
  return {
    segments: [...without(segments, texts), ...widened].sort((a, b) => a.address - b.address),
    widenings: texts.map(({ from, to }) => ({ by: 'widenTexts', place: from, packed: (to - from) / 2 })),
  };
}

/** An interval of addresses. */
interface Interval {
  from: number;
  to: number;
}

/** Where every second byte is 0, in whole blocks, from an even address. */
function textsOf(segments: readonly Segment[], memory: Uint8Array): Interval[] {
  const found: Interval[] = [];
  let from = -1;
  let to = -1;
  const close = (mayGrow: boolean) => {
    if (from < 0) return;
    const rest = (to - from) % STEP;
    const grown = to + ((STEP - rest) % STEP);
    const end = mayGrow && grown <= memory.length ? grown : to - rest;
    if (end - from >= LEAST) found.push({ from, to: end });
    from = -1;
  };
  for (const { address, data } of segments) {
    const behind = address + data.length;
    for (let at = address & ~1; at < behind; at += 2) {
      if (memory[at + 1] !== 0) {
        close(at >= to + STEP);
        continue;
      }
      if (from >= 0 && at > to + GAP) close(true);
      if (from < 0) from = at;
      to = at + 2;
    }
  }
  close(true);
  return found;
}

/** The segments without intervals, which are sorted as they are. */
function without(segments: readonly Segment[], intervals: readonly Interval[]): Segment[] {
  const left: Segment[] = [];
  let first = 0;
  for (const { address, data } of segments) {
    const behind = address + data.length;
    while (first < intervals.length && intervals[first].to <= address) first++;
    let from = address;
    for (let i = first; i < intervals.length && intervals[i].from < behind; i++) {
      const { from: begin, to: end } = intervals[i];
      if (begin > from) left.push({ address: from, data: data.subarray(from - address, begin - address) });
      from = Math.max(from, end);
    }
    if (from < behind) left.push({ address: from, data: data.subarray(from - address) });
  }
  return left;
}

/** Packs the values of an image's fixed part. */
function packValues({ base, fixed, cells }: Image): Packed {
  const view = new DataView(fixed.buffer, fixed.byteOffset, fixed.length);
  const rooms = (Object.keys(cells) as CellForm[])
    .flatMap((form) => cells[form].map((room) => ({ form, ...room })))
    .sort((a, b) => a.at - b.at);
  const taken = rooms.map(({ at, size }) => ({ from: at, to: at + size * VALUE_SIZE }));
  const packed: Packed = { segments: without([{ address: base, data: fixed }], taken), widenings: [] };
  for (const { form, at, count } of rooms) {
    const start = at - base;
    const bytes = count * VALUE_SIZE;
    if (bytes < LEAST) {
      packed.segments.push({ address: at, data: fixed.subarray(start, start + bytes) });
      continue;
    }
    const half = bytes / 2;
    packed.segments.push({ address: at + half, data: halfOf(view, start, count) });
    packed.widenings.push({ by: widenerOf[form], place: at, packed: half });
  }
  return packed;
}

/** Kind, type, length in 16 bits and payload in 32, of so many cells. */
function halfOf(view: DataView, start: number, count: number): Uint8Array {
  const data = new Uint8Array((count * VALUE_SIZE) / 2);
  const half = new DataView(data.buffer);
  for (let i = 0; i < count; i++) {
    const from = start + i * VALUE_SIZE;
    const to = (i * VALUE_SIZE) / 2;
    half.setUint16(to, view.getUint16(from + VALUE_KIND, true), true);
    half.setUint16(to + HALF_LENGTH, view.getUint32(from + VALUE_LENGTH, true), true);
    half.setUint32(to + HALF_PAYLOAD, view.getUint32(from + VALUE_PAYLOAD, true), true);
  }
  return data;
}
