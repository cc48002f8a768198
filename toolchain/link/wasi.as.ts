// What stands between a WASI program and the module contract, compiled to dist/wasi.wasm and merged into each linked module. It shares the
// program's memory, so it has no data, no strings and no objects of its own. Everything it keeps lies behind the program's memory, and
// moves up when that grows: places here are offsets from its end.

import { Sha256 } from '../../runtime/guest/go/crypto/sha256-block';
import { characterLength, find, isResult, readSeconds, readTime } from './scan.as';

// What the linker adds to the program's own text (program-text.ts).
@external('env', 'pages')
declare function pages(): u32;
/** How many it may have. */
@external('env', 'most_pages')
declare function mostPages(): u32;
@external('env', 'set_pages')
declare function setPages(count: u32): void;
/** Zeros memory up to an address, and makes it and the globals what they were at the start. */
@external('env', 'reset')
declare function resetProgram(end: usize): void;
@external('env', 'run')
declare function run(): void;
/** A reactor's own start, and its own __mistletoe_generate. */
@external('env', 'init')
declare function initProgram(): void;
@external('env', 'generate')
declare function generateOfProgram(address: usize, length: usize): usize;
/** Writes the texts (texts.ts): each its length, then its bytes. */
@external('env', 'texts')
declare function placeTexts(at: usize): void;
@external('env', 'asyncify_start_unwind')
declare function startUnwind(at: usize): void;
@external('env', 'asyncify_stop_unwind')
declare function stopUnwind(): void;

// Places.
const RESULT_PAIR: usize = 0;
const OTHER_PAIR: usize = 8;
const TEXTS: usize = 16;
const ERRORS: usize = 8192;
/** Behind it is room for how much more there was. */
const ERRORS_END: usize = 65536 - 64;
/** What the program's stack becomes when it leaves in the middle; scratch before that. */
const UNWIND: usize = 65536;
const HEAD: usize = 131072;

// Texts, by their numbers.
const INFO = 0;
const OK_OPEN = 1;
const OK_CLOSE = 2;
const OK_EMPTY = 3;
const ERR_OPEN = 4;
const ERR_CLOSE = 5;
const EXIT_CODE = 6;

/** U+FFFD in UTF-8, the first byte lowest. */
const REPLACEMENT: u32 = 0xbdbfef;

let top: usize = HEAD;
let regions: u32 = 0;
let isDirty: bool = true;
let errors: usize = 0;
/** What had no room there. */
let errorsLost: usize = 0;
let inputAt: usize = 0;
let input: usize = 0;
let inputEnd: usize = 0;
let output: usize = 0;
/** Has the program left in the middle, and with which code? */
let hasLeft: bool = false;
let exitCode: i32 = 0;
let elapsed: u64 = 0;
let block: u64 = 0;
let pool: u32 = 32;

function base(): usize {
  return <usize>pages() << 16;
}

/** Makes the memory reach to an address, in large steps. */
function reach(end: usize): bool {
  const needed = <i32>(((<u64>end + 0xffff) >> 16) - <u64>memory.size());
  if (needed <= 0) return true;
  return memory.grow(needed + 16 + (memory.size() >> 1)) >= 0 || memory.grow(needed) >= 0;
}

/** Makes room up to a place. */
function room(end: usize): void {
  if (!reach(base() + end)) unreachable();
}

/** `memory.grow` as the program calls it. */
export function grow(count: u32): i32 {
  const old = pages();
  if (<u64>old + count > mostPages()) return -1;
  const from = base();
  const step = <u64>count << 16;
  if (<u64>from + step + top > 0xffff0000) return -1;
  if (!reach(from + <usize>step + top)) return -1;
  memory.copy(from + <usize>step, from, top);
  memory.fill(from, 0, <usize>step);
  setPages(old + count);
  return old;
}

function give(pair: usize, at: usize, length: usize): usize {
  const address = base() + pair;
  store<u32>(address, <u32>at);
  store<u32>(address, <u32>length, 4);
  return address;
}

function textAt(number: i32): usize {
  let at = base() + TEXTS;
  for (let i = 0; i < number; i++) at += 4 + load<u32>(at);
  return at;
}

function put(at: usize, length: usize): void {
  room(top + length);
  memory.copy(base() + top, at, length);
  top += length;
}

function putText(number: i32): void {
  const at = textAt(number);
  put(at + 4, load<u32>(at));
}

function putByte(byte: u32): void {
  store<u8>(base() + top, <u8>byte);
  top++;
}

function hex(digit: u32): u32 {
  return digit < 10 ? 48 + digit : 87 + digit;
}

/** Bytes as the inside of a JSON text. */
function escape(from: usize, length: usize): void {
  for (let i: usize = 0; i < length; i++) {
    if ((i & 4095) === 0) room(top + 4096 * 6);
    const byte: u32 = load<u8>(base() + from + i);
    if (byte === 34 || byte === 92) {
      putByte(92);
      putByte(byte);
    } else if (byte < 32) {
      putByte(92);
      putByte(117);
      putByte(48);
      putByte(48);
      putByte(hex(byte >> 4));
      putByte(hex(byte & 15));
    } else putByte(byte);
  }
}

/** The same of what was written to standard error, which may be no UTF-8: a replacement character stands for each byte that is none. */
function escapeSaid(from: usize, length: usize): void {
  let begun: usize = 0;
  for (let i: usize = 0; i < length; ) {
    const whole = characterLength(base() + from + i, length - i);
    i += whole > 0 ? whole : 1;
    if (whole > 0) continue;
    escape(from + begun, i - 1 - begun);
    room(top + 4);
    store<u32>(base() + top, REPLACEMENT);
    top += 3;
    begun = i;
  }
  escape(from + begun, length - begun);
}

export function __mistletoe_info(): usize {
  room(HEAD);
  placeTexts(base() + TEXTS);
  const at = textAt(INFO);
  return give(OTHER_PAIR, at + 4, load<u32>(at));
}

export function __mistletoe_alloc(length: usize): usize {
  if (regions === 0 && isDirty) {
    resetProgram(base() + top < <usize>memory.size() << 16 ? base() + top : <usize>memory.size() << 16);
    top = HEAD;
  }
  regions++;
  isDirty = true;
  room(top + length + 64);
  const at = base() + top;
  top = (top + length + 15) & ~15;
  return at;
}

export function __mistletoe_dealloc(_address: usize, _length: usize): void {
  if (regions > 0) regions--;
}

export function __mistletoe_generate(address: usize, length: usize): usize {
  regions++;
  placeTexts(base() + TEXTS);
  inputAt = address - base();
  input = inputAt;
  inputEnd = input + length;
  output = top;
  errors = 0;
  errorsLost = 0;
  hasLeft = false;
  exitCode = 0;
  elapsed = 0;
  block = 0;
  pool = 32;
  run();
  if (hasLeft) stopUnwind();
  const end = top;
  const written = end - output;
  if (exitCode === 0) {
    if (isResult(base() + output, base() + end)) return give(RESULT_PAIR, base() + output, written);
    if (written === 0) putText(OK_EMPTY);
    else {
      putText(OK_OPEN);
      escape(output, written);
      putText(OK_CLOSE);
    }
  } else {
    putText(ERR_OPEN);
    const said = errorsLength();
    if (said > 0) escapeSaid(ERRORS, said);
    else {
      putText(EXIT_CODE);
      room(top + 16);
      if (exitCode < 0) putByte(45);
      top = writeNumber(base() + top, <u32>abs(exitCode)) - base();
    }
    putText(ERR_CLOSE);
  }
  return give(RESULT_PAIR, base() + end, top - end);
}

/** The start of a reactor, which has the memory before ours to itself. */
export function initialize(): void {
  room(HEAD);
  initProgram();
}

/** A reactor's render. Its clock and its entropy are those of the input, of which there is a copy here: the reactor may free it meanwhile. */
export function reactor_generate(address: usize, length: usize): usize {
  top = HEAD;
  room(top + length + 64);
  memory.copy(base() + top, address, length);
  inputAt = top;
  input = top;
  inputEnd = top + length;
  top = (inputEnd + 15) & ~15;
  errors = 0;
  errorsLost = 0;
  hasLeft = false;
  exitCode = 0;
  elapsed = 0;
  block = 0;
  pool = 32;
  return generateOfProgram(address, length);
}

/** Gives the address behind it. */
function writeNumber(at: usize, value: u32): usize {
  const last = value > 9 ? writeNumber(at, value / 10) : at;
  store<u8>(last, 48 + <u8>(value % 10));
  return last + 1;
}

/** The length of what was written to standard error; where there was more than there is room for, its last line says how much. */
function errorsLength(): usize {
  let length = errors;
  // The character that was cut apart.
  for (let back: usize = 1; errorsLost > 0 && back < 4; back++) {
    const at = base() + ERRORS + errors - back;
    if ((load<u8>(at) & 0xc0) === 0x80) continue;
    if (characterLength(at, back) === 0) length -= back;
    break;
  }
  const more = errorsLost + errors - length;
  while (length > 0 && load<u8>(base() + ERRORS + length - 1) === 10) length--;
  if (more === 0) return length;
  const begin = base() + ERRORS + length;
  // "\n… (", " bytes m", "ore)"
  store<u32>(begin, 0xa680e20a);
  store<u16>(begin, 0x2820, 4);
  const end = writeNumber(begin + 6, <u32>more);
  store<u64>(end, 0x6d20736574796220);
  store<u32>(end, 0x2965726f, 8);
  return end + 12 - base() - ERRORS;
}

/** The lines of standard error, as a JSON list. */
export function __mistletoe_warnings(): usize {
  const begin = top;
  room(top + 16);
  putByte(91);
  const length = exitCode === 0 ? errorsLength() : 0;
  let from: usize = 0;
  for (let i: usize = 0; i <= length && length > 0; i++) {
    if (i < length && load<u8>(base() + ERRORS + i) !== 10) continue;
    room(top + 16);
    if (from > 0) putByte(44);
    putByte(34);
    escapeSaid(ERRORS + from, i - from);
    room(top + 16);
    putByte(34);
    from = i + 1;
  }
  putByte(93);
  return give(OTHER_PAIR, base() + begin, top - begin);
}

/** What the program wrote to standard error before it trapped. */
export function __mistletoe_fault(): usize {
  return give(OTHER_PAIR, base() + ERRORS, errorsLength());
}

// --- WASI preview 1

const SUCCESS = 0;
const BADF = 8;
const SPIPE = 70;

export function fd_read(fd: u32, buffers: usize, count: u32, read: usize): i32 {
  if (fd !== 0) return BADF;
  let sum: usize = 0;
  for (let i: u32 = 0; i < count; i++) {
    const to = load<u32>(buffers + i * 8);
    const most = load<u32>(buffers + i * 8, 4);
    const left = inputEnd - input;
    const length = left < most ? left : most;
    memory.copy(to, base() + input, length);
    input += length;
    sum += length;
  }
  store<u32>(read, <u32>sum);
  return SUCCESS;
}

export function fd_write(fd: u32, buffers: usize, count: u32, written: usize): i32 {
  if (fd !== 1 && fd !== 2) return BADF;
  let sum: usize = 0;
  for (let i: u32 = 0; i < count; i++) {
    const from = load<u32>(buffers + i * 8);
    const length: usize = load<u32>(buffers + i * 8, 4);
    sum += length;
    if (fd === 1) put(from, length);
    else {
      const left = ERRORS_END - ERRORS - errors;
      const kept = length < left ? length : left;
      memory.copy(base() + ERRORS + errors, from, kept);
      errors += kept;
      errorsLost += length - kept;
    }
  }
  store<u32>(written, <u32>sum);
  return SUCCESS;
}

export function fd_close(_fd: u32): i32 {
  return SUCCESS;
}

export function fd_seek(fd: u32, _offset: i64, _whence: u32, _at: usize): i32 {
  return fd <= 2 ? SPIPE : BADF;
}

export function fd_fdstat_get(fd: u32, at: usize): i32 {
  if (fd > 2) return BADF;
  memory.fill(at, 0, 24);
  // a character device, with all rights
  store<u8>(at, 2);
  store<u64>(at, u64.MAX_VALUE, 8);
  store<u64>(at, u64.MAX_VALUE, 16);
  return SUCCESS;
}

export function args_sizes_get(count: usize, bytes: usize): i32 {
  store<u32>(count, 1);
  store<u32>(bytes, 8);
  return SUCCESS;
}

export function args_get(list: usize, text: usize): i32 {
  store<u32>(list, <u32>text);
  // "package"
  store<u64>(text, 0x006567616b636170);
  return SUCCESS;
}

export function environ_sizes_get(count: usize, bytes: usize): i32 {
  store<u32>(count, 0);
  store<u32>(bytes, 0);
  return SUCCESS;
}

export function clock_time_get(_id: u32, _precision: i64, at: usize): i32 {
  store<u64>(at, now() + elapsed);
  return SUCCESS;
}

export function clock_res_get(_id: u32, at: usize): i32 {
  store<u64>(at, 1);
  return SUCCESS;
}

/** Nothing is waited for: a clock that is waited for has come. */
export function poll_oneoff(subscriptions: usize, events: usize, count: u32, occurred: usize): i32 {
  let waited: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const from = subscriptions + i * 48;
    const to = events + i * 32;
    const tag = load<u8>(from, 8);
    memory.fill(to, 0, 32);
    store<u64>(to, load<u64>(from));
    store<u8>(to, tag, 10);
    if (tag !== 0) continue;
    const timeout = load<u64>(from, 24);
    const current = now() + elapsed;
    const isAbsolute = (load<u16>(from, 40) & 1) !== 0;
    const wait = isAbsolute ? (timeout > current ? timeout - current : 0) : timeout;
    if (wait > waited) waited = wait;
  }
  elapsed += waited;
  store<u32>(occurred, count);
  return SUCCESS;
}

export function proc_exit(code: i32): void {
  hasLeft = true;
  exitCode = code;
  const at = base() + UNWIND;
  store<u32>(at, <u32>at + 8);
  store<u32>(at, <u32>(base() + HEAD), 4);
  startUnwind(at);
}

export function random_get(at: usize, length: u32): i32 {
  for (let i: u32 = 0; i < length; i++) {
    if (pool === 32) draw();
    store<u8>(at + i, load<u8>(base() + UNWIND + DIGEST + pool));
    pool++;
  }
  return SUCCESS;
}

// --- The clock and the entropy of the input. They are looked for in JSON, as our host writes it.

/** 2000-01-01T00:00:00Z, where the input has no clock. */
const NO_CLOCK: u64 = 946684800;

/** Nanoseconds since 1970: `data.now`, seconds or RFC 3339. */
function now(): u64 {
  // "now"
  const at = find(base() + inputAt, base() + inputEnd, 2, 3, 0x776f6e);
  if (at === 0) return NO_CLOCK * 1000000000;
  return load<u8>(at) === 34 ? readTime(at + 1) : readSeconds(at);
}

// --- Random bytes: SHA-256 (FIPS 180-4) in counter mode over the entropy's text.

/** Scratch, from UNWIND. */
const DIGEST: usize = 512;
const STARTS: usize = 544;
const WORDS: usize = 1024;
const CONSTANTS: usize = 2048;

function draw(): void {
  // "entropy"
  const entropy = find(base() + inputAt, base() + inputEnd, 2, 7, 0x79706f72746e65);
  let length: usize = 0;
  if (block === 0) computeConstants(base() + UNWIND);
  if (entropy !== 0) {
    const end = base() + inputEnd;
    while (entropy + length < end && load<u8>(entropy + length) !== 44 && load<u8>(entropy + length) !== 125) length++;
  }
  // What is hashed: a name, the counter, the entropy as it is written.
  room(top + length + 160);
  const message = base() + top;
  store<u64>(message, 0x697361777473696d);
  store<u64>(message, block++, 8);
  memory.copy(message + 16, entropy, length);
  sha256(message, length + 16);
  pool = 0;
}

/** The digest of a message, which has room for its padding. */
function sha256(message: usize, length: usize): void {
  const scratch = base() + UNWIND;
  const padded = ((length + 72) >> 6) << 6;
  memory.fill(message + length, 0, padded - length);
  store<u8>(message + length, 0x80);
  store<u64>(message + padded - 8, bswap<u64>(<u64>length * 8));
  memory.copy(scratch + DIGEST, scratch + STARTS, 32);
  for (let at: usize = 0; at < padded; at += 64) {
    Sha256.compress(message + at, scratch + WORDS, scratch + DIGEST, scratch + CONSTANTS);
  }
  for (let i: u32 = 0; i < 8; i++) {
    const word = scratch + DIGEST + i * 4;
    store<u32>(word, bswap<u32>(load<u32>(word)));
  }
}

/** The first 32 bits behind the point. */
function root(value: f64): u32 {
  return <u32>((value - Math.floor(value)) * 4294967296.0);
}

/** The words that SHA-256 begins with and adds: the first bits of roots of primes. */
function computeConstants(scratch: usize): void {
  let found: u32 = 0;
  for (let n: u32 = 2; found < 64; n++) {
    let isPrime = true;
    for (let d: u32 = 2; d * d <= n; d++) if (n % d === 0) isPrime = false;
    if (!isPrime) continue;
    if (found < 8) store<u32>(scratch + STARTS + found * 4, root(Math.sqrt(<f64>n)));
    store<u32>(scratch + CONSTANTS + found * 4, root(Math.cbrt(<f64>n)));
    found++;
  }
}
