// Randomness of a render: every call of a drawing function has a stream of bytes of its own, made from the entropy that the
// input gives and from the place of the call. The same entropy gives the same bytes; without entropy nothing is drawn.

import { KIND_FLOAT64, KIND_INT, KIND_INT64, KIND_MAP, KIND_STRING } from '../../abi/values';
import { sha256Into } from '../go/crypto/hashes';
import { Buffer } from './buffer';
import { nowNanoseconds, nowSeconds } from './clock';
import { failWith, message } from './error';
import { MapObject, mapGet, mapGetLiteral } from './map';
import { allocate } from './memory';
import { noteDraw } from './reads';
import { callFile, callSite } from './streams';
import { allocateText } from '../go/strings/strings';
import { Value, literal } from './value';

let entropyPointer: usize = 0;
let entropyLength: u32 = 0;
let given: bool = false;

// The stream under way: key (32 bytes), counter (8 bytes), and the block that is being used up (32 bytes).
const state: usize = memory.data(72, 8);
const COUNTER: usize = state + 32;
const BLOCK: usize = state + 40;
const BLOCK_SIZE: u32 = 32;
let used: u32 = BLOCK_SIZE;

/** Gives the entropy of a render; the bytes must stay until it ends. */
export function setEntropy(pointer: usize, length: u32): void {
  entropyPointer = pointer;
  entropyLength = length;
  given = true;
}

export function clearEntropy(): void {
  given = false;
}

/** What calls drew from before, by their names: `{entropy, issued}`; null: nothing is known. */
let draws: MapObject = changetype<MapObject>(0);

/** Takes `data.draws`. */
export function takeKnownDraws(value: Value): void {
  draws = changetype<usize>(value) && value.kind == KIND_MAP ? value.map : changetype<MapObject>(0);
}

/** The time from which what the stream under way signs is valid: that of the first render with this call, or the render's. */
export let issuedSeconds: i64 = 0;
export let issuedNanoseconds: i32 = 0;

/** The name of the call under way: eight bytes of its digest, in hexadecimal. */
function callName(): Value {
  const digest = allocate(32);
  sha256Into(callSite.pointer, callSite.length, digest);
  const b = Buffer.create(16);
  for (let i: u32 = 0; i < 8; i++) {
    const byte: u32 = load<u8>(digest + i);
    for (let shift = 4; shift >= 0; shift -= 4) {
      const digit: u32 = (byte >> shift) & 15;
      b.byte(<u8>(digit < 10 ? 0x30 + digit : 0x57 + digit));
    }
  }
  return b.toValue();
}

/** Begins the stream of the call under way; false, with the failure recorded for the function of that name: no entropy. */
export function openStream(name: string): bool {
  if (!given) {
    const b = message();
    b.literal('the function ');
    b.literal(name);
    b.literal(' needs randomness, and the input gives no data.entropy');
    failWith(b);
    return false;
  }
  const id = callName();
  noteDraw(id, literal(name), callFile);
  let pointer = entropyPointer;
  let length = entropyLength;
  issuedSeconds = nowSeconds;
  issuedNanoseconds = nowNanoseconds;
  const known = changetype<usize>(draws) ? mapGet(draws, id) : changetype<Value>(0);
  if (changetype<usize>(known) && known.kind == KIND_MAP) {
    const entropy = mapGetLiteral(known.map, 'entropy');
    if (changetype<usize>(entropy) && entropy.kind == KIND_STRING && entropy.length) {
      pointer = entropy.pointer;
      length = entropy.length;
    }
    const issued = mapGetLiteral(known.map, 'issued');
    if (changetype<usize>(issued) && (issued.kind == KIND_INT || issued.kind == KIND_INT64)) {
      issuedSeconds = issued.int;
      issuedNanoseconds = 0;
    } else if (changetype<usize>(issued) && issued.kind == KIND_FLOAT64) {
      issuedSeconds = <i64>issued.float;
      issuedNanoseconds = 0;
    }
  }
  // The entropy goes in as its digest, so that its length cannot be confused with the place's.
  const text = allocate(32 + callSite.length);
  sha256Into(pointer, length, text);
  memory.copy(text + 32, callSite.pointer, callSite.length);
  sha256Into(text, 32 + callSite.length, state);
  store<u64>(COUNTER, 0);
  used = BLOCK_SIZE;
  return true;
}

/** The next byte of the stream. */
export function nextByte(): u32 {
  if (used == BLOCK_SIZE) {
    sha256Into(state, 40, BLOCK);
    store<u64>(COUNTER, load<u64>(COUNTER) + 1);
    used = 0;
  }
  return load<u8>(BLOCK + used++);
}

/** The next bytes of the stream. */
export function nextBytes(out: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++) store<u8>(out + i, <u8>nextByte());
}

/** A number below `bound` (1 and more), each as likely as the others. */
export function nextBelow(bound: u64): u64 {
  const most = bound - 1;
  if (!most) return 0;
  const mask: u64 = u64.MAX_VALUE >>> clz(most);
  while (true) {
    let n: u64 = 0;
    for (let rest = mask; rest; rest >>>= 8) n = (n << 8) | nextByte();
    n &= mask;
    if (n <= most) return n;
  }
}

/** `count` bytes of a new stream for the call under way: their address, or 0 with the failure recorded. */
export function drawBytes(name: string, count: u32): usize {
  if (!openStream(name)) return 0;
  const bytes = allocateText(count);
  nextBytes(bytes, count);
  return bytes;
}
