// Text to tokens, as libyaml's scanner (in go-yaml v2) makes them: the same look-ahead, the same simple keys, the same
// messages and lines. Tokens lie in a ring; texts of scalars are slices of the input wherever that is possible.
// Must never build anything but tokens, and never recurse: nesting lives in explicit stacks.
// Follows go.yaml.in/yaml/v2@v2.4.4 scannerc.go.

import { Buffer } from '../../../core/buffer';
import { allocate } from '../../../core/memory';
import {
  ALPHA,
  BLANK,
  BREAK,
  breakWidth,
  classOf,
  END,
  FLOW,
  hexValue,
  isAlpha,
  isBlank,
  isBreak,
  isBreakOrEnd,
  isLongBreak,
  isSeparator,
  lineEnd,
  SPECIAL,
  START,
  URI,
  widthOf,
} from './characters';
import { lacksCharacters, markQuirkEnd, readerProblem, textEnd, textStart } from './reader';

export const TOKEN_STREAM_END: u8 = 1;
export const TOKEN_VERSION: u8 = 2; // value, valueLength: major and minor number
export const TOKEN_TAG_DIRECTIVE: u8 = 3; // value: handle, suffix: prefix
export const TOKEN_DOCUMENT_START: u8 = 4;
export const TOKEN_DOCUMENT_END: u8 = 5;
export const TOKEN_BLOCK_SEQUENCE: u8 = 6;
export const TOKEN_BLOCK_MAPPING: u8 = 7;
export const TOKEN_BLOCK_END: u8 = 8;
export const TOKEN_FLOW_SEQUENCE: u8 = 9;
export const TOKEN_FLOW_SEQUENCE_END: u8 = 10;
export const TOKEN_FLOW_MAPPING: u8 = 11;
export const TOKEN_FLOW_MAPPING_END: u8 = 12;
export const TOKEN_BLOCK_ENTRY: u8 = 13;
export const TOKEN_FLOW_ENTRY: u8 = 14;
export const TOKEN_KEY: u8 = 15;
export const TOKEN_VALUE: u8 = 16;
export const TOKEN_ALIAS: u8 = 17;
export const TOKEN_ANCHOR: u8 = 18;
export const TOKEN_TAG: u8 = 19; // value: handle, suffix: suffix
export const TOKEN_SCALAR: u8 = 20;

@unmanaged
export class Token {
  type: u8;
  /** A scalar without quotes or block indicator. */
  plain: bool;
  /** The scalar's text was not built (see `setKeepTexts`). */
  textless: bool;
  line: u32;
  value: usize;
  valueLength: u32;
  suffix: usize;
  suffixLength: u32;
}

const TOKEN_SIZE: u32 = 32;

/** A place where a key without `?` may have begun. */
@unmanaged
class SimpleKey {
  possible: bool;
  required: bool;
  number: u32;
  line: u32;
  column: i32;
}

const KEY_SIZE: u32 = 16;
const MAX_DEPTH: i32 = 10000;
const MAX_KEY_LENGTH: i32 = 1024;

// Room for the usual document; deeper ones move to the arena.
const FIRST_TOKENS: u32 = 32;
const FIRST_DEPTH: u32 = 32;
const tokenRoom: usize = memory.data(1024, 8);
const tokenKeyRoom: usize = memory.data(128, 4);
const keyRoom: usize = memory.data(512, 8);
const indentRoom: usize = memory.data(128, 4);

/** What went wrong (go-yaml's words); empty: nothing. */
export let problem: string = '';
/** The line go-yaml puts before the problem; 0: none. */
export let problemLine: u32 = 0;

let cursor: usize = 0;
/** `cursor - lineStart` is the column in characters. */
let lineStart: usize = 0;
let line: u32 = 0;

let tokens: usize = 0;
/** The simple key (its number + 1) that begins at a token, by token number: a ring like `tokens`. */
let tokenKeys: usize = 0;
let mask: u32 = 0;
/** Number of the first token not yet taken, and of the next one to be made. */
let head: u32 = 0;
let tail: u32 = 0;
let headReady: bool = false;

let keys: usize = 0;
let keyCapacity: u32 = 0;
let flowLevel: i32 = 0;
let simpleKeyAllowed: bool = false;

let indent: i32 = 0;
let indents: usize = 0;
let indentCount: i32 = 0;
let indentCapacity: i32 = 0;

let keepTexts: bool = false;
let scratch: Buffer = changetype<Buffer>(0);

/** Starts at the first character of the text that `openReader` prepared. */
export function startScanner(): void {
  problem = '';
  problemLine = 0;
  cursor = textStart;
  lineStart = textStart;
  line = 0;
  tokens = tokenRoom;
  tokenKeys = tokenKeyRoom;
  memory.fill(tokenKeys, 0, FIRST_TOKENS << 2);
  mask = FIRST_TOKENS - 1;
  head = 0;
  tail = 0;
  headReady = false;
  keys = keyRoom;
  keyCapacity = FIRST_DEPTH;
  changetype<SimpleKey>(keys).possible = false;
  changetype<SimpleKey>(keys).number = 0;
  flowLevel = 0;
  simpleKeyAllowed = true;
  indent = -1;
  indents = indentRoom;
  indentCount = 0;
  indentCapacity = FIRST_DEPTH;
  keepTexts = true;
  scratch = changetype<Buffer>(0);
}

/** false: scalars that are not a slice of the input get no text (only from the next scanned token on). */
export function setKeepTexts(keep: bool): void {
  keepTexts = keep;
}

/** The next token without taking it; null where scanning failed. It stays valid until the next peek. */
export function peekToken(): Token {
  return headReady || fetchMoreTokens() ? tokenAt(head) : changetype<Token>(0);
}

/** Takes the token that `peekToken` showed. */
export function skipToken(): void {
  store<u32>(tokenKeys + ((head & mask) << 2), 0);
  head++;
  headReady = false;
}

/** Records a problem of the parser at a line (counted from 0, and go-yaml leaves it so). */
export function parserProblem(text: string, at: u32): bool {
  problem = text;
  problemLine = at;
  return false;
}

function tokenAt(number: u32): Token {
  return changetype<Token>(tokens + (number & mask) * TOKEN_SIZE);
}

function keyAt(level: i32): SimpleKey {
  return changetype<SimpleKey>(keys + <u32>level * KEY_SIZE);
}

function column(): i32 {
  return <i32>(cursor - lineStart);
}

/** Scanner problems stand one line further than parser problems, except on the first line. */
function scannerProblem(text: string): bool {
  if (lacksCharacters(cursor, 2)) return endOfGoodText();
  problem = text;
  problemLine = line ? line + 1 : 0;
  return false;
}

function endOfGoodText(): bool {
  problem = readerProblem;
  problemLine = 0;
  return false;
}

function newScratch(): void {
  if (!changetype<usize>(scratch)) scratch = Buffer.create(256);
  scratch.length = 0;
}

/** Leaves what `scratch` holds to a token. */
function keepScratch(token: Token): void {
  const length = scratch.length;
  const bytes = allocate(length);
  memory.copy(bytes, scratch.pointer, length);
  token.value = bytes;
  token.valueLength = length;
}

// The token ring.

function pushToken(type: u8, at: u32): Token {
  if (tail - head + 2 > mask) growTokens();
  const token = tokenAt(tail++);
  token.type = type;
  token.line = at;
  return token;
}

/** Puts a token before the token with the given number; behind the last one where that number is already taken. */
function insertToken(number: u32, type: u8, at: u32): void {
  pushToken(type, at);
  if (<i32>(number - head) < 0) return;
  let to = tail - 1;
  while (to != number) {
    moveToken(changetype<usize>(tokenAt(to)), changetype<usize>(tokenAt(to - 1)));
    to--;
  }
  const token = tokenAt(number);
  token.type = type;
  token.line = at;
}

function moveToken(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from));
  store<u64>(to, load<u64>(from, 8), 8);
  store<u64>(to, load<u64>(from, 16), 16);
  store<u64>(to, load<u64>(from, 24), 24);
}

function growTokens(): void {
  const capacity = (mask + 1) << 1;
  const newTokens = allocate(capacity * TOKEN_SIZE);
  const newKeys = allocate(capacity << 2);
  const newMask = capacity - 1;
  memory.fill(newKeys, 0, capacity << 2);
  for (let n = head; n <= tail; n++) {
    moveToken(newTokens + (n & newMask) * TOKEN_SIZE, tokens + (n & mask) * TOKEN_SIZE);
    store<u32>(newKeys + ((n & newMask) << 2), load<u32>(tokenKeys + ((n & mask) << 2)));
  }
  tokens = newTokens;
  tokenKeys = newKeys;
  mask = newMask;
}

/** Scans until the first token is certain: no key can be found to begin at it any more. */
function fetchMoreTokens(): bool {
  while (true) {
    if (tail != head) {
      const key = load<u32>(tokenKeys + ((head & mask) << 2));
      if (!key) break;
      const state = keyState(keyAt(key - 1));
      if (state < 0) return false;
      if (!state) break;
    }
    if (!fetchNextToken()) return false;
    if (cursor >= textEnd && readerProblem.length) return endOfGoodText();
  }
  headReady = true;
  return true;
}

function fetchNextToken(): bool {
  if (!scanToNextToken()) return false;
  if (flowLevel == 0) unrollIndent(column());
  const p = cursor;
  if (readerProblem.length && lacksCharacters(p, 4)) return endOfGoodText();
  const c = <u32>load<u8>(p);
  if (c == 0) return fetchStreamEnd();
  if (p == lineStart) {
    if (c == 0x25) return fetchDirective();
    if (isDocumentIndicator(p)) return fetchDocumentIndicator(c == 0x2d ? TOKEN_DOCUMENT_START : TOKEN_DOCUMENT_END);
  }
  if (classOf(c) & START) return fetchPlain();
  switch (c) {
    case 0x2d: // -
      if (isSeparator(p + 1)) return fetchBlockEntry();
      return fetchPlain();
    case 0x3a: // :
      if (flowLevel || isSeparator(p + 1)) return fetchValue();
      return fetchPlain();
    case 0x22: // "
      return fetchQuoted(false);
    case 0x27: // '
      return fetchQuoted(true);
    case 0x5b: // [
      return fetchFlowStart(TOKEN_FLOW_SEQUENCE);
    case 0x7b: // {
      return fetchFlowStart(TOKEN_FLOW_MAPPING);
    case 0x5d: // ]
      return fetchFlowEnd(TOKEN_FLOW_SEQUENCE_END);
    case 0x7d: // }
      return fetchFlowEnd(TOKEN_FLOW_MAPPING_END);
    case 0x2c: // ,
      return fetchFlowEntry();
    case 0x7c: // |
      if (!flowLevel) return fetchBlock(true);
      break;
    case 0x3e: // >
      if (!flowLevel) return fetchBlock(false);
      break;
    case 0x3f: // ?
      if (flowLevel || isSeparator(p + 1)) return fetchKey();
      return fetchPlain();
    case 0x2a: // *
      return fetchAnchor(TOKEN_ALIAS);
    case 0x26: // &
      return fetchAnchor(TOKEN_ANCHOR);
    case 0x21: // !
      return fetchTag();
  }
  return scannerProblem('found character that cannot start any token');
}

/** `---` or `...` followed by a separator. */
function isDocumentIndicator(p: usize): bool {
  const c = load<u8>(p);
  return (c == 0x2d || c == 0x2e) && load<u8>(p, 1) == c && load<u8>(p, 2) == c && isSeparator(p + 3);
}

/** Skips the line break at the cursor. */
function skipBreak(): void {
  cursor += breakWidth(cursor);
  lineStart = cursor;
  line++;
}

/** Moves to the end of the line. Only at the end of the text does the column still matter there. */
function skipLine(): void {
  const from = cursor;
  cursor = lineEnd(from, textEnd);
  if (load<u8>(cursor) == 0) countCharacters(from);
}

/** Makes the column count characters from `from` to the cursor, not bytes. */
function countCharacters(from: usize): void {
  for (let p = from; p < cursor; p++) {
    if ((load<u8>(p) & 0xc0) == 0x80) lineStart++;
  }
}

function scanToNextToken(): bool {
  while (true) {
    if (cursor < markQuirkEnd && cursor == lineStart && cursor < textEnd) {
      const width = widthOf(load<u8>(cursor));
      cursor += width;
      lineStart += width - 1;
    }
    let c = load<u8>(cursor);
    const tabs = flowLevel > 0 || !simpleKeyAllowed;
    while (c == 0x20 || (c == 0x09 && tabs)) c = load<u8>(++cursor);
    if (c == 0x23) skipLine();
    if (!isBreak(cursor)) return true;
    skipBreak();
    if (flowLevel == 0) simpleKeyAllowed = true;
  }
}

// Simple keys.

/** 1: a key may still begin there; 0: no; -1: it must, but cannot any more (a problem is recorded). */
function keyState(key: SimpleKey): i32 {
  if (!key.possible) return 0;
  if (key.line == line && key.column + MAX_KEY_LENGTH >= column()) return 1;
  if (key.required) {
    scannerProblem("could not find expected ':'");
    return -1;
  }
  key.possible = false;
  return 0;
}

function saveSimpleKey(): bool {
  if (!simpleKeyAllowed) return true;
  if (!removeSimpleKey()) return false;
  const key = keyAt(flowLevel);
  key.possible = true;
  key.required = flowLevel == 0 && indent == column();
  key.number = tail;
  key.line = line;
  key.column = column();
  store<u32>(tokenKeys + ((tail & mask) << 2), flowLevel + 1);
  return true;
}

function removeSimpleKey(): bool {
  const key = keyAt(flowLevel);
  if (key.possible) {
    if (key.required) return scannerProblem("could not find expected ':'");
    key.possible = false;
    forgetKey(key.number);
  }
  return true;
}

function forgetKey(number: u32): void {
  if (<i32>(number - head) >= 0) store<u32>(tokenKeys + ((number & mask) << 2), 0);
}

function increaseFlowLevel(): bool {
  flowLevel++;
  if (<u32>flowLevel == keyCapacity) {
    const grown = allocate(keyCapacity * 2 * KEY_SIZE);
    memory.copy(grown, keys, keyCapacity * KEY_SIZE);
    keys = grown;
    keyCapacity *= 2;
  }
  const key = keyAt(flowLevel);
  key.possible = false;
  key.number = tail;
  if (flowLevel > MAX_DEPTH) return scannerProblem('exceeded max depth of 10000');
  return true;
}

function rollIndent(at: i32, type: u8, number: u32, atLine: u32): bool {
  if (flowLevel > 0 || indent >= at) return true;
  if (indentCount == indentCapacity) {
    const grown = allocate(indentCapacity * 8);
    memory.copy(grown, indents, indentCapacity * 4);
    indents = grown;
    indentCapacity *= 2;
  }
  store<i32>(indents + (indentCount << 2), indent);
  indentCount++;
  indent = at;
  if (indentCount > MAX_DEPTH) return scannerProblem('exceeded max depth of 10000');
  insertToken(number, type, atLine);
  return true;
}

function unrollIndent(at: i32): void {
  while (indent > at) {
    pushToken(TOKEN_BLOCK_END, line);
    indentCount--;
    indent = load<i32>(indents + (indentCount << 2));
  }
}

// Fetchers: one a kind of token.

function fetchStreamEnd(): bool {
  if (readerProblem.length) return endOfGoodText();
  if (cursor != lineStart) {
    lineStart = cursor;
    line++;
  }
  if (flowLevel == 0) unrollIndent(-1);
  if (!removeSimpleKey()) return false;
  simpleKeyAllowed = false;
  pushToken(TOKEN_STREAM_END, line);
  return true;
}

function fetchDirective(): bool {
  if (flowLevel == 0) unrollIndent(-1);
  if (!removeSimpleKey()) return false;
  simpleKeyAllowed = false;
  return scanDirective();
}

function fetchDocumentIndicator(type: u8): bool {
  if (flowLevel == 0) unrollIndent(-1);
  if (!removeSimpleKey()) return false;
  simpleKeyAllowed = false;
  cursor += 3;
  pushToken(type, line);
  return true;
}

function fetchFlowStart(type: u8): bool {
  if (!saveSimpleKey() || !increaseFlowLevel()) return false;
  simpleKeyAllowed = true;
  cursor++;
  pushToken(type, line);
  return true;
}

function fetchFlowEnd(type: u8): bool {
  if (!removeSimpleKey()) return false;
  if (flowLevel > 0) {
    forgetKey(keyAt(flowLevel).number);
    flowLevel--;
  }
  simpleKeyAllowed = false;
  cursor++;
  pushToken(type, line);
  return true;
}

function fetchFlowEntry(): bool {
  if (!removeSimpleKey()) return false;
  simpleKeyAllowed = true;
  cursor++;
  pushToken(TOKEN_FLOW_ENTRY, line);
  return true;
}

function fetchBlockEntry(): bool {
  if (flowLevel == 0) {
    if (!simpleKeyAllowed) return scannerProblem('block sequence entries are not allowed in this context');
    if (!rollIndent(column(), TOKEN_BLOCK_SEQUENCE, tail, line)) return false;
  }
  if (!removeSimpleKey()) return false;
  simpleKeyAllowed = true;
  cursor++;
  pushToken(TOKEN_BLOCK_ENTRY, line);
  return true;
}

function fetchKey(): bool {
  if (flowLevel == 0) {
    if (!simpleKeyAllowed) return scannerProblem('mapping keys are not allowed in this context');
    if (!rollIndent(column(), TOKEN_BLOCK_MAPPING, tail, line)) return false;
  }
  if (!removeSimpleKey()) return false;
  simpleKeyAllowed = flowLevel == 0;
  cursor++;
  pushToken(TOKEN_KEY, line);
  return true;
}

function fetchValue(): bool {
  const key = keyAt(flowLevel);
  const state = keyState(key);
  if (state < 0) return false;
  if (state) {
    const number = key.number;
    const at = key.line;
    insertToken(number, TOKEN_KEY, at);
    if (!rollIndent(key.column, TOKEN_BLOCK_MAPPING, number, at)) return false;
    key.possible = false;
    forgetKey(number);
    simpleKeyAllowed = false;
  } else {
    if (flowLevel == 0) {
      if (!simpleKeyAllowed) return scannerProblem('mapping values are not allowed in this context');
      if (!rollIndent(column(), TOKEN_BLOCK_MAPPING, tail, line)) return false;
    }
    simpleKeyAllowed = flowLevel == 0;
  }
  cursor++;
  pushToken(TOKEN_VALUE, line);
  return true;
}

function fetchAnchor(type: u8): bool {
  if (!saveSimpleKey()) return false;
  simpleKeyAllowed = false;
  const at = line;
  const start = ++cursor;
  while (isAlpha(cursor)) cursor++;
  const c = <u32>load<u8>(cursor);
  if (cursor == start || !(isSeparator(cursor) || endsAnchor(c))) {
    return scannerProblem('did not find expected alphabetic or numeric character');
  }
  const token = pushToken(type, at);
  token.value = start;
  token.valueLength = <u32>(cursor - start);
  return true;
}

/** ? : , ] } % @ ` */
function endsAnchor(c: u32): bool {
  return c == 0x3f || c == 0x3a || c == 0x2c || c == 0x5d || c == 0x7d || c == 0x25 || c == 0x40 || c == 0x60;
}

function fetchBlock(literal: bool): bool {
  if (!removeSimpleKey()) return false;
  simpleKeyAllowed = true;
  return scanBlock(literal);
}

function fetchQuoted(single: bool): bool {
  if (!saveSimpleKey()) return false;
  simpleKeyAllowed = false;
  return scanQuoted(single);
}

function fetchPlain(): bool {
  if (simpleKeyAllowed && !readerProblem.length) {
    // The usual key: a word with its colon. What follows comes to the same as the two tokens one by one.
    const start = cursor;
    let p = start;
    while (!(classOf(load<u8>(p)) & SPECIAL)) p++;
    if (load<u8>(p) == 0x3a && isSeparator(p + 1) && <i32>(p - start) <= MAX_KEY_LENGTH && p != start) {
      if (!removeSimpleKey()) return false;
      keyAt(flowLevel).number = tail;
      if (!rollIndent(column(), TOKEN_BLOCK_MAPPING, tail, line)) return false;
      pushToken(TOKEN_KEY, line);
      const token = pushToken(TOKEN_SCALAR, line);
      token.plain = true;
      token.textless = false;
      token.value = start;
      token.valueLength = <u32>(p - start);
      simpleKeyAllowed = false;
      cursor = p + 1;
      pushToken(TOKEN_VALUE, line);
      if (flowLevel == 0) takeSimpleValue();
      return true;
    }
  }
  if (!saveSimpleKey()) return false;
  simpleKeyAllowed = false;
  return scanPlain();
}

// Scalars.

/** Takes the usual value of a key: plain ASCII text up to the end of the line, which the next line does not continue. */
function takeSimpleValue(): void {
  const start = cursor + 1;
  if (load<u8>(cursor) != 0x20 || !(classOf(load<u8>(start)) & START)) return;
  let p = start;
  while (true) {
    const c = <u32>load<u8>(p);
    const kind = classOf(c);
    if (kind & SPECIAL) {
      // A blank before a word, an inner colon and flow indicators are text.
      const text =
        c == 0x20 ? (classOf(load<u8>(p, 1)) & ALPHA) != 0 : c == 0x3a ? !isSeparator(p + 1) : (kind & FLOW) != 0;
      if (!text) break;
    }
    p++;
  }
  if (load<u8>(p) != 0x0a) return;
  const next = p + 1;
  let q = next;
  while (load<u8>(q) == 0x20) q++;
  const c = <u32>load<u8>(q);
  if (c >= 0x80 || classOf(c) & (BLANK | BREAK | END) || <i32>(q - next) > indent) return;
  const token = pushToken(TOKEN_SCALAR, line);
  token.plain = true;
  token.textless = false;
  token.value = start;
  token.valueLength = <u32>(p - start);
  cursor = q;
  lineStart = next;
  line++;
  simpleKeyAllowed = true;
}

/**
 * Appends the line breaks between `from` and `to`, as LF (LS and PS stay what they are). The first `skip` of them are
 * left out, and all behind the first `most`.
 */
function appendBreaks(from: usize, to: usize, skip: u32, most: u32): void {
  let p = from;
  let n: u32 = 0;
  while (p < to && n < most) {
    if (!isBreak(p)) {
      p++;
      continue;
    }
    if (n++ >= skip) {
      if (load<u8>(p) == 0xe2) scratch.bytes(p, 3);
      else scratch.byte(0x0a);
    }
    p += breakWidth(p);
  }
}

/** Appends a gap with line breaks folded: one break is a space, of more the first vanishes; LS and PS never fold. */
function appendFolded(from: usize, to: usize): void {
  let first = from;
  while (first < to && !isBreak(first)) first++;
  if (load<u8>(first) == 0xe2) {
    appendBreaks(first, to, 0, u32.MAX_VALUE);
    return;
  }
  const before = scratch.length;
  appendBreaks(first, to, 1, u32.MAX_VALUE);
  if (scratch.length == before) scratch.byte(0x20);
}

function scanPlain(): bool {
  const at = line;
  const limit = indent + 1;
  const flow = flowLevel > 0;
  let segment = cursor;
  let end = cursor;
  let built = false;
  let breaks = false;
  while (true) {
    let p = cursor;
    if (p == lineStart && isDocumentIndicator(p)) break;
    if (load<u8>(p) == 0x23) break;
    while (true) {
      const c = <u32>load<u8>(p);
      const kind = classOf(c);
      if (!(kind & SPECIAL)) {
        p++;
        continue;
      }
      if (kind & (BLANK | BREAK | END)) break;
      if (c == 0x3a) {
        if (isSeparator(p + 1)) break;
        p++;
      } else if (kind & FLOW) {
        if (flow) break;
        p++;
      } else {
        if (isLongBreak(p, c)) break;
        const width = widthOf(c);
        p += width;
        lineStart += width - 1;
      }
    }
    if (p != cursor) {
      if (breaks) {
        if (keepTexts) {
          if (!built) newScratch();
          scratch.bytes(segment, <u32>(end - segment));
          appendFolded(end, cursor);
        }
        built = true;
        breaks = false;
        segment = cursor;
      }
      cursor = p;
      end = p;
    }
    if (!isBlank(p) && !isBreak(p)) break;
    while (true) {
      const c = load<u8>(cursor);
      if (c == 0x20 || c == 0x09) {
        if (breaks && c == 0x09 && column() < limit) {
          return scannerProblem('found a tab character that violates indentation');
        }
        cursor++;
      } else if (isBreak(cursor)) {
        breaks = true;
        skipBreak();
      } else {
        break;
      }
    }
    if (!flow && column() < limit) break;
  }
  const token = pushToken(TOKEN_SCALAR, at);
  token.plain = true;
  token.textless = false;
  if (!built) {
    token.value = segment;
    token.valueLength = <u32>(end - segment);
  } else if (keepTexts) {
    scratch.bytes(segment, <u32>(end - segment));
    keepScratch(token);
  } else {
    token.textless = true;
  }
  if (breaks) simpleKeyAllowed = true;
  return true;
}

function scanQuoted(single: bool): bool {
  const at = line;
  const quote: u32 = single ? 0x27 : 0x22;
  let segment = ++cursor;
  let built = false;
  while (true) {
    if (cursor == lineStart && isDocumentIndicator(cursor)) {
      return scannerProblem('found unexpected document indicator');
    }
    if (load<u8>(cursor) == 0) return scannerProblem('found unexpected end of stream');
    let breaks = false;
    let escapedBreak = false;
    while (true) {
      const c = <u32>load<u8>(cursor);
      if (c == quote) {
        if (!single || load<u8>(cursor, 1) != 0x27) break;
        if (!built) startText();
        built = true;
        appendText(segment, cursor + 1);
        cursor += 2;
        segment = cursor;
      } else if (c == 0x5c && !single) {
        if (!built) startText();
        built = true;
        appendText(segment, cursor);
        if (isBreak(cursor + 1)) {
          cursor++;
          skipBreak();
          segment = cursor;
          breaks = true;
          escapedBreak = true;
          break;
        }
        if (!scanEscape()) return false;
        segment = cursor;
      } else if (c < 0x80) {
        if (classOf(c) & (BLANK | BREAK | END)) break;
        cursor++;
      } else {
        if (isLongBreak(cursor, c)) break;
        const width = widthOf(c);
        cursor += width;
        lineStart += width - 1;
      }
    }
    if (load<u8>(cursor) == quote) break;
    const gap = cursor;
    while (true) {
      if (isBlank(cursor)) {
        cursor++;
      } else if (isBreak(cursor)) {
        breaks = true;
        skipBreak();
      } else {
        break;
      }
    }
    if (breaks) {
      if (!built) startText();
      built = true;
      appendText(segment, gap);
      if (keepTexts) {
        if (escapedBreak) appendBreaks(gap, cursor, 0, u32.MAX_VALUE);
        else appendFolded(gap, cursor);
      }
      segment = cursor;
    }
  }
  const token = pushToken(TOKEN_SCALAR, at);
  token.plain = false;
  token.textless = false;
  if (!built) {
    token.value = segment;
    token.valueLength = <u32>(cursor - segment);
  } else if (keepTexts) {
    appendText(segment, cursor);
    keepScratch(token);
  } else {
    token.textless = true;
  }
  cursor++;
  return true;
}

function startText(): void {
  if (keepTexts) newScratch();
}

function appendText(from: usize, to: usize): void {
  if (keepTexts) scratch.bytes(from, <u32>(to - from));
}

/** The escape at the cursor, in a double quoted scalar. */
function scanEscape(): bool {
  let digits: u32 = 0;
  let value: u32 = 0;
  switch (<u32>load<u8>(cursor, 1)) {
    case 0x30: // 0
      break;
    case 0x61: // a
      value = 0x07;
      break;
    case 0x62: // b
      value = 0x08;
      break;
    case 0x74: // t
    case 0x09:
      value = 0x09;
      break;
    case 0x6e: // n
      value = 0x0a;
      break;
    case 0x76: // v
      value = 0x0b;
      break;
    case 0x66: // f
      value = 0x0c;
      break;
    case 0x72: // r
      value = 0x0d;
      break;
    case 0x65: // e
      value = 0x1b;
      break;
    case 0x20:
    case 0x22:
    case 0x27:
    case 0x5c:
      value = load<u8>(cursor, 1);
      break;
    case 0x4e: // N
      value = 0x85;
      break;
    case 0x5f: // _
      value = 0xa0;
      break;
    case 0x4c: // L
      value = 0x2028;
      break;
    case 0x50: // P
      value = 0x2029;
      break;
    case 0x78: // x
      digits = 2;
      break;
    case 0x75: // u
      digits = 4;
      break;
    case 0x55: // U
      digits = 8;
      break;
    default:
      return scannerProblem('found unknown escape character');
  }
  cursor += 2;
  if (digits) {
    if (lacksCharacters(cursor, digits)) return endOfGoodText();
    for (let i: u32 = 0; i < digits; i++) {
      const digit = hexValue(load<u8>(cursor + i));
      if (digit > 15) return scannerProblem('did not find expected hexdecimal number');
      value = (value << 4) | digit;
    }
    if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) {
      return scannerProblem('found invalid Unicode character escape code');
    }
    cursor += digits;
  }
  if (keepTexts) scratch.rune(value);
  return true;
}

function scanBlock(literal: bool): bool {
  const at = line;
  cursor++;
  let chomping: i32 = 0;
  let increment: i32 = 0;
  for (let i = 0; i < 2; i++) {
    const c = <u32>load<u8>(cursor);
    if ((c == 0x2b || c == 0x2d) && chomping == 0) {
      chomping = c == 0x2b ? 1 : -1;
      cursor++;
    } else if (c - 0x30 < 10 && increment == 0) {
      if (c == 0x30) return scannerProblem('found an indentation indicator equal to 0');
      increment = <i32>(c - 0x30);
      cursor++;
    } else {
      break;
    }
  }
  while (isBlank(cursor)) cursor++;
  if (load<u8>(cursor) == 0x23) skipLine();
  if (!isBreakOrEnd(cursor)) return scannerProblem('did not find expected comment or line break');
  if (isBreak(cursor)) skipBreak();

  const keep = keepTexts;
  if (keep) newScratch();
  let blockIndent: i32 = increment ? (indent >= 0 ? indent + increment : increment) : 0;
  let gap = cursor;
  blockIndent = scanBlockBreaks(blockIndent);
  if (!blockIndent) return false;
  // The first line break of a gap ends a line of content; the gap before the first line has none.
  let leading: u32 = 0;
  let leadingBlank = false;
  while (column() == blockIndent && load<u8>(cursor) != 0) {
    const start = cursor;
    const blank = isBlank(start);
    if (keep) {
      if (!literal && leading && !leadingBlank && !blank) appendFolded(gap, start);
      else appendBreaks(gap, start, 0, u32.MAX_VALUE);
    }
    leadingBlank = blank;
    skipLine();
    gap = cursor;
    if (keep) scratch.bytes(start, <u32>(gap - start));
    leading = 0;
    if (load<u8>(cursor) != 0) {
      leading = 1;
      skipBreak();
    }
    if (!scanBlockBreaks(blockIndent)) return false;
  }
  const token = pushToken(TOKEN_SCALAR, at);
  token.plain = false;
  token.textless = !keep;
  if (keep) {
    if (chomping == 1) appendBreaks(gap, cursor, 0, u32.MAX_VALUE);
    else if (chomping == 0) appendBreaks(gap, cursor, 0, leading);
    keepScratch(token);
  }
  return true;
}

/** Skips indentation and empty lines of a block scalar. Gives its indentation (found here where it was 0), 0 on failure. */
function scanBlockBreaks(blockIndent: i32): i32 {
  let widest: i32 = 0;
  while (true) {
    let c = load<u8>(cursor);
    while (c == 0x20 && (blockIndent == 0 || column() < blockIndent)) c = load<u8>(++cursor);
    const at = column();
    if (at > widest) widest = at;
    if (c == 0x09 && (blockIndent == 0 || at < blockIndent)) {
      scannerProblem('found a tab character where an indentation space is expected');
      return 0;
    }
    if (!isBreak(cursor)) break;
    skipBreak();
  }
  if (blockIndent) return blockIndent;
  if (widest < indent + 1) widest = indent + 1;
  return widest < 1 ? 1 : widest;
}

// Directives and tags.

function scanDirective(): bool {
  const at = line;
  cursor++;
  const name = cursor;
  while (isAlpha(cursor)) cursor++;
  const length = <u32>(cursor - name);
  if (!length) return scannerProblem('could not find expected directive name');
  if (!isSeparator(cursor)) return scannerProblem('found unexpected non-alphabetical character');
  if (length == 4 && load<u32>(name) == 0x4c4d4159) {
    if (!scanVersion(at)) return false;
  } else if (length == 3 && load<u16>(name) == 0x4154 && load<u8>(name, 2) == 0x47) {
    if (!scanTagDirective(at)) return false;
  } else {
    return scannerProblem('found unknown directive name');
  }
  while (isBlank(cursor)) cursor++;
  if (load<u8>(cursor) == 0x23) skipLine();
  if (!isBreakOrEnd(cursor)) return scannerProblem('did not find expected comment or line break');
  if (isBreak(cursor)) skipBreak();
  return true;
}

function scanVersion(at: u32): bool {
  while (isBlank(cursor)) cursor++;
  const major = scanVersionNumber();
  if (major < 0) return false;
  if (load<u8>(cursor) != 0x2e) return scannerProblem("did not find expected digit or '.' character");
  cursor++;
  const minor = scanVersionNumber();
  if (minor < 0) return false;
  const token = pushToken(TOKEN_VERSION, at);
  token.value = major;
  token.valueLength = minor;
  return true;
}

function scanVersionNumber(): i32 {
  let value: i32 = 0;
  let length = 0;
  while (true) {
    const digit = <u32>load<u8>(cursor) - 0x30;
    if (digit > 9) break;
    if (++length > 2) {
      scannerProblem('found extremely long version number');
      return -1;
    }
    value = value * 10 + <i32>digit;
    cursor++;
  }
  if (length) return value;
  scannerProblem('did not find expected version number');
  return -1;
}

function scanTagDirective(at: u32): bool {
  while (isBlank(cursor)) cursor++;
  const handle = cursor;
  if (!scanTagHandle()) return false;
  if (load<u8>(cursor - 1) != 0x21) return scannerProblem("did not find expected '!'");
  const handleLength = <u32>(cursor - handle);
  if (!isBlank(cursor)) return scannerProblem('did not find expected whitespace');
  while (isBlank(cursor)) cursor++;
  const token = pushToken(TOKEN_TAG_DIRECTIVE, at);
  if (!scanTagUri(token, cursor, false)) return false;
  token.value = handle;
  token.valueLength = handleLength;
  if (!isSeparator(cursor)) return scannerProblem('did not find expected whitespace or line break');
  return true;
}

/** Moves over `!`, letters and digits, and a second `!`. */
function scanTagHandle(): bool {
  if (load<u8>(cursor) != 0x21) return scannerProblem("did not find expected '!'");
  cursor++;
  while (isAlpha(cursor)) cursor++;
  if (load<u8>(cursor) == 0x21) cursor++;
  return true;
}

/** The rest of a tag into the token's suffix, which begins at `start`. `seen`: it may be empty. */
function scanTagUri(token: Token, start: usize, seen: bool): bool {
  let segment = start;
  let built = false;
  while (classOf(load<u8>(cursor)) & (ALPHA | URI)) {
    seen = true;
    if (load<u8>(cursor) != 0x25) {
      cursor++;
      continue;
    }
    if (!built) newScratch();
    built = true;
    scratch.bytes(segment, <u32>(cursor - segment));
    if (!scanUriEscapes()) return false;
    segment = cursor;
  }
  if (!seen) return scannerProblem('did not find expected tag URI');
  if (built) {
    scratch.bytes(segment, <u32>(cursor - segment));
    keepScratch(token);
    token.suffix = token.value;
    token.suffixLength = token.valueLength;
  } else {
    token.suffix = segment;
    token.suffixLength = <u32>(cursor - segment);
  }
  return true;
}

/** The `%XX` octets of one character. */
function scanUriEscapes(): bool {
  let left: u32 = 0;
  do {
    const high = hexValue(load<u8>(cursor, 1));
    const low = high > 15 ? 255 : hexValue(load<u8>(cursor, 2));
    if (load<u8>(cursor) != 0x25 || low > 15) return scannerProblem('did not find URI escaped octet');
    const octet = (high << 4) | low;
    if (!left) {
      left =
        octet < 0x80 ? 1 : (octet & 0xe0) == 0xc0 ? 2 : (octet & 0xf0) == 0xe0 ? 3 : (octet & 0xf8) == 0xf0 ? 4 : 0;
      if (!left) return scannerProblem('found an incorrect leading UTF-8 octet');
    } else if ((octet & 0xc0) != 0x80) {
      return scannerProblem('found an incorrect trailing UTF-8 octet');
    }
    scratch.byte(<u8>octet);
    cursor += 3;
    left--;
  } while (left);
  return true;
}

function fetchTag(): bool {
  if (!saveSimpleKey()) return false;
  simpleKeyAllowed = false;
  const number = tail;
  const token = pushToken(TOKEN_TAG, line);
  if (!scanTag(token)) return false;
  if (!isSeparator(cursor)) return scannerProblem('did not find expected whitespace or line break');
  // Nothing was scanned in between, so the token still stands where it was put.
  return number + 1 == tail;
}

function scanTag(token: Token): bool {
  const start = cursor;
  if (load<u8>(start, 1) == 0x3c) {
    cursor += 2;
    if (!scanTagUri(token, cursor, false)) return false;
    token.value = 0;
    token.valueLength = 0;
    if (load<u8>(cursor) != 0x3e) return scannerProblem("did not find the expected '>'");
    cursor++;
    return true;
  }
  if (!scanTagHandle()) return false;
  let handleLength = <u32>(cursor - start);
  if (handleLength > 1 && load<u8>(cursor - 1) == 0x21) {
    if (!scanTagUri(token, cursor, false)) return false;
  } else {
    // No handle after all: what was read belongs to the suffix of the handle `!`.
    if (!scanTagUri(token, start + 1, true)) return false;
    handleLength = 1;
    if (!token.suffixLength) {
      token.suffix = start;
      token.suffixLength = 1;
      handleLength = 0;
    }
  }
  token.value = start;
  token.valueLength = handleLength;
  return true;
}
