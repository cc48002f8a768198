// Randomness of a render: every call of a drawing function has a stream of bytes of its own, made from the entropy that the
// input gives and from the place of the call. The same entropy gives the same bytes; without entropy nothing is drawn.
// Follows nothing: Sprig draws from the system, each time anew.

import { KIND_FLOAT64, KIND_INT, KIND_INT64, KIND_MAP, KIND_STRING } from '../../abi/values';
import { Buffer } from '../core/buffer';
import { nowNanoseconds, nowSeconds } from '../core/clock';
import { failWith, message } from '../core/error';
import { MapObject, mapGet, mapGetLiteral } from '../core/map';
import { allocate } from '../core/memory';
import { callFile, callSite } from '../core/streams';
import { Value, literal } from '../core/value';
import { sha256Into } from '../go/crypto/hashes';
import { nextBytes, startStream } from '../go/crypto/random-stream';
import { allocateText } from '../go/strings/strings';
import { noteDraw } from './reads';

let entropyPointer: usize = 0;
let entropyLength: u32 = 0;
let given: bool = false;

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
  startStream(text, 32 + callSite.length);
  return true;
}

/** `count` bytes of a new stream for the call under way: their address, or 0 with the failure recorded. */
export function drawBytes(name: string, count: u32): usize {
  if (!openStream(name)) return 0;
  const bytes = allocateText(count);
  nextBytes(bytes, count);
  return bytes;
}
