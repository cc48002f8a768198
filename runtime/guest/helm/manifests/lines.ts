// The usual rendered document, proved to be YAML line by line: block mappings and sequences whose keys and scalars stand on one
// line each, longer text as block scalars or indented plain text. Sixteen bytes at a time, and nothing is built. It
// accepts only what the full parser accepts with the same head; at anything else it gives up, and must never guess.
// Follows nothing: it proves that the YAML reader would take the text.

import { TEXT_MARGIN } from '../../../abi/toolkit';
import {
  PAGE_BITS,
  KNOWN_DEPTH,
  KNOWN_FROM,
  KNOWN_LEVELS,
  KNOWN_PENDING,
  KNOWN_PLAIN,
  KNOWN_STATE,
  KNOWN_TO,
} from '../../../abi/values';
import { firstKnown, knownCount, knownOffset, knownRecord } from '../../template/proven-text';
import { mapSet } from '../../core/map';
import { output } from '../../core/output';
import { newString, Value } from '../../core/value';
import { ALPHA, classOf, isLongBreak, START } from '../../lib/yaml/read/characters';
import {
  clearField,
  clearHead,
  FIELD_ANNOTATIONS,
  FIELD_METADATA,
  FIELD_NONE,
  fieldOf,
  headAnnotations,
  isNonFinite,
  isOddKey,
  openAnnotations,
  setField,
} from './head-fields';
import { checkSequence } from '../../lib/yaml/read/reader';
import { resolvedKey, resolvedText, resolvePlain } from '../../lib/yaml/read/resolve';

const SEQUENCE: u32 = 1;
const MAX_DEPTH: u32 = 100;
/** Longer keys are left to the parser, which forbids the longest. */
const MAX_KEY: usize = 128;

/** The collections that are open: column << 1, + 1 for a sequence. */
const levels: usize = memory.data(512);
let depth: u32 = 0;
/** How many of them are on the way to the annotations: 1 the document, 2 metadata, 3 the annotations. */
let path: u32 = 0;
/** What the last key at the end of that way means, and the last annotation's key. */
let field: u8 = 0;
let annotation: Value = changetype<Value>(0);

/** Does the last line end in a plain scalar, which a deeper line continues? */
let plain: bool = false;
/** Is that scalar one of the head's? */
let plainInHead: bool = false;

/** The end of the text under way. */
let stop: usize = 0;

/** The next stretch of the chart's own text that was proved beforehand: its number and its address, none being far away. */
let known: u32 = 0;
let knownAt: usize = 0;
const NONE: usize = usize.MAX_VALUE;

/** How the last text ended: did a key or dash wait, where was the sign of the last block scalar, did that reach the end? */
let endsPending: bool = false;
let lastBlock: usize = 0;
let endsInBlock: bool = false;

/**
 * Reads the head of a document and proves the document. False: nothing is known, whoever asked must read it otherwise.
 * What it accepts has no line that begins with a dash and is no item of a sequence, so no separator of documents.
 */
export function readLines(pointer: usize, length: u32): bool {
  stop = pointer + length;
  if (stop + TEXT_MARGIN > (<usize>memory.size()) << PAGE_BITS) return false;
  clearHead();
  depth = 0;
  path = 1;
  field = FIELD_NONE;
  plain = false;
  // Does the last key, or the last dash, still wait for what it stands before?
  let pending = false;
  let at = pointer;
  openKnown(pointer);
  while (at < stop) {
    if (at >= knownAt) {
      const behind = behindKnown(at, pending);
      if (behind) {
        at = behind;
        pending = endsPending;
        continue;
      }
    }
    const lineStart = at;
    at = skipSpaces(at);
    if (at >= stop) break;
    let c = <u32>load<u8>(at);
    if (c == 0x0a) {
      at++;
      continue;
    }
    if (c == 0x23) {
      at = lineEnd(at);
      if (!at) return false;
      at++;
      plain = false;
      continue;
    }
    let column = <u32>(at - lineStart);
    const dash = c == 0x2d && isGap(at + 1);
    let opens = depth == 0;
    if (opens) {
      if (dash) return false;
    } else {
      let level = levelAt(depth);
      let indent = level >> 1;
      if (pending) {
        pending = false;
        opens = dash && !(level & SEQUENCE) ? column >= indent : column > indent;
        if (!opens && path == depth && !mayBeNull()) return false;
      } else if (plain && column > indent) {
        if (plainInHead) return false;
        at = plainEnd(at);
        if (!at) return false;
        at++;
        continue;
      }
      if (!opens) {
        while (column < indent) {
          if (!--depth) return false;
          level = levelAt(depth);
          indent = level >> 1;
        }
        if (column != indent) return false;
        if (dash) {
          if (!(level & SEQUENCE)) return false;
        } else if (level & SEQUENCE) {
          // The end of a sequence that is no deeper than the key it belongs to.
          if (!--depth || levelAt(depth) != column << 1) return false;
        }
        if (path > depth) path = depth;
      }
    }
    plain = false;
    if (dash) {
      if (opens && !open(column, SEQUENCE)) return false;
      opens = true;
      while (true) {
        at = skipSpaces(at + 1);
        if (at >= stop) break;
        c = <u32>load<u8>(at);
        if (c == 0x0a) break;
        column = <u32>(at - lineStart);
        if (c != 0x2d || !isGap(at + 1)) break;
        if (!open(column, SEQUENCE)) return false;
      }
      if (at >= stop || c == 0x0a) {
        pending = true;
        at++;
        continue;
      }
    }
    const colon = keyEnd(at, c);
    if (!colon) {
      // The value of the last key or dash, on a line of its own?
      if (!dash && !(opens && depth)) return false;
      at = scalarEnd(at, c, !dash && path == depth && (field != FIELD_NONE || path == 3));
      if (!at) return false;
      at++;
      continue;
    }
    if (opens && !open(column, 0)) return false;
    const isPlain = c != 0x22;
    const keyLength = <u32>(colon - at);
    if (isPlain && isOddKey(at, keyLength)) return false;
    const watched = path == depth;
    if (watched) takeKey(at, keyLength, isPlain);
    if (watched && field == UNCLEAR) return false;
    at = skipSpaces(colon + 1);
    if (at >= stop || (c = <u32>load<u8>(at)) == 0x0a) {
      pending = true;
      at++;
      continue;
    }
    if (c == 0x23) {
      at = lineEnd(at);
      if (!at) return false;
      pending = true;
      at++;
      continue;
    }
    at = scalarEnd(at, c, watched && (field != FIELD_NONE || path == 3));
    if (!at) return false;
    at++;
  }
  if (pending && path == depth && !mayBeNull()) return false;
  endsPending = pending;
  endsInBlock = at > stop;
  return depth != 0;
}

/** Looks for the first known stretch behind `pointer`. */
function openKnown(pointer: usize): void {
  knownAt = NONE;
  if (!knownCount || pointer < output.pointer) return;
  known = firstKnown(<u32>(pointer - output.pointer));
  if (known < knownCount) knownAt = output.pointer + knownOffset(known);
}

/**
 * Address behind the known stretch that begins in the line at `at`, with the state that it ends in; 0 where none does. Such a
 * stretch begins with a key of the document that is no field of its head, so what stands before it only has to end well.
 */
function behindKnown(at: usize, pending: bool): usize {
  let record: usize = 0;
  while (knownAt <= at) {
    record = knownAt == at ? knownRecord(known) : 0;
    knownAt = ++known < knownCount ? output.pointer + knownOffset(known) : NONE;
  }
  if (!record || !depth || levelAt(1) || (pending && path == depth && !mayBeNull())) return 0;
  const state = load<u32>(record, KNOWN_STATE);
  endsPending = (state & KNOWN_PENDING) != 0;
  plain = (state & KNOWN_PLAIN) != 0;
  plainInHead = false;
  field = FIELD_NONE;
  path = 1;
  depth = load<u32>(record, KNOWN_DEPTH);
  memory.copy(levels, record + KNOWN_LEVELS, depth << 2);
  return at + load<u32>(record, KNOWN_TO) - load<u32>(record, KNOWN_FROM);
}

/**
 * For the compiler: how much of a text, which ends with a line, is proved whatever follows. 0: nothing. A block scalar at its end is not,
 * because what follows could belong to it.
 */
export function provenLength(pointer: usize, length: u32): u32 {
  if (!readLines(pointer, length)) return 0;
  if (!endsInBlock) return length;
  let at = lastBlock;
  while (at > pointer && load<u8>(at - 1) != 0x0a) at--;
  length = <u32>(at - pointer);
  return length && readLines(pointer, length) ? length : 0;
}

/** Where the last text left off: its collections, their number, KNOWN_* flags. */
export function provenLevels(): usize {
  return levels;
}

export function provenDepth(): u32 {
  return depth;
}

export function provenState(): u32 {
  return (endsPending ? KNOWN_PENDING : 0) | (plain ? KNOWN_PLAIN : 0);
}

/** A field whose name is no field's but for the case of its letters. */
const UNCLEAR: u8 = 0xff;

function levelAt(n: u32): u32 {
  return load<u32>(levels + ((n - 1) << 2));
}

/** Opens a collection; false where the head has something else in that place, or where it is too deep. */
function open(column: u32, kind: u32): bool {
  if (depth == MAX_DEPTH) return false;
  if (depth && path == depth && (field != FIELD_NONE || path == 3)) {
    if (kind || path == 3 || (field != FIELD_METADATA && field != FIELD_ANNOTATIONS)) return false;
    path++;
    if (field == FIELD_ANNOTATIONS) openAnnotations(0);
    field = FIELD_NONE;
  }
  store<u32>(levels + (depth << 2), (column << 1) | kind);
  depth++;
  return true;
}

/** May the last watched key stand for null? */
function mayBeNull(): bool {
  return path < 3 && (field == FIELD_NONE || field == FIELD_METADATA || field == FIELD_ANNOTATIONS);
}

function takeKey(at: usize, length: u32, isPlain: bool): void {
  if (!isPlain) {
    at++;
    length -= 2;
  }
  if (path == 3) {
    if (isPlain) {
      resolvePlain(at, length);
      annotation = resolvedKey();
    } else {
      annotation = newString(at, length);
    }
    return;
  }
  const found = fieldOf(at, length, path == 2);
  field = found < 0 ? UNCLEAR : <u8>found;
  if (found > 0) clearField(field);
}

/** Takes a scalar of the head; false where it belongs into no text field. */
function takeScalar(text: Value): bool {
  if (path == 3) mapSet(headAnnotations, annotation, text);
  else if (field == FIELD_METADATA || field == FIELD_ANNOTATIONS) return false;
  else setField(field, text);
  return true;
}

/** Address behind the spaces at `at`, but no further than the end. */
function skipSpaces(at: usize): usize {
  const space = i8x16.splat(0x20);
  while (at < stop) {
    const others = i8x16.bitmask(i8x16.ne(v128.load(at), space));
    if (others) return at + ctz(others);
    at += 16;
  }
  return at;
}

/** A space, a line's end or the end of the text. */
function isGap(at: usize): bool {
  const c = load<u8>(at);
  return c == 0x20 || c == 0x0a || at >= stop;
}

/** Is anything but printable ASCII in a block? Its bits are the places. */
function unusualIn(block: v128): i32 {
  return i8x16.bitmask(i8x16.ge_u(i8x16.sub(block, i8x16.splat(0x20)), i8x16.splat(0x5f)));
}

/** Address behind a character outside ASCII that is just text, or 0. */
function behindWide(at: usize): usize {
  const c = <u32>load<u8>(at);
  if (c < 0x80 || isLongBreak(at, c) || c == 0xef) return 0;
  const width = checkSequence(at, stop, c);
  return width ? at + width : 0;
}

/** The end of the line at `at`: its break, or the end of the text. 0: it holds what only the parser can judge. */
function lineEnd(at: usize): usize {
  while (at < stop) {
    const unusual = unusualIn(v128.load(at));
    if (!unusual) {
      at += 16;
      continue;
    }
    at += ctz(unusual);
    if (at >= stop) break;
    const c = load<u8>(at);
    if (c == 0x0a) return at;
    if (c == 0x09) {
      at++;
    } else {
      at = behindWide(at);
      if (!at) return 0;
    }
  }
  return stop;
}

/** Where the plain text that `plainEnd` went over ends; a comment may follow. */
let textStop: usize = 0;

/** The end of the line of a plain scalar or of its continuation, with `plain` set; 0 where it is no such line. */
function plainEnd(at: usize): usize {
  const colon = i8x16.splat(0x3a);
  const hash = i8x16.splat(0x23);
  plain = true;
  while (at < stop) {
    const block = v128.load(at);
    const unusual = unusualIn(block);
    let marks = i8x16.bitmask(v128.or(i8x16.eq(block, colon), i8x16.eq(block, hash)));
    if (unusual) marks &= (unusual & -unusual) - 1;
    while (marks) {
      const mark = at + ctz(marks);
      if (mark >= stop) break;
      if (load<u8>(mark) == 0x3a) {
        if (isGap(mark + 1)) return 0;
      } else if (load<u8>(mark - 1) == 0x20) {
        textStop = mark;
        plain = false;
        return lineEnd(mark);
      }
      marks &= marks - 1;
    }
    if (!unusual) {
      at += 16;
      continue;
    }
    at += ctz(unusual);
    if (at >= stop) break;
    if (load<u8>(at) == 0x0a) {
      textStop = at;
      return at;
    }
    at = behindWide(at);
    if (!at) return 0;
  }
  textStop = stop;
  return stop;
}

/** The colon behind the key at `at`, or 0 where no simple key stands there. */
function keyEnd(at: usize, first: u32): usize {
  if (first == 0x22) {
    const close = quoteEnd(at);
    if (!close || hasEscape || hasBreak || close - at > MAX_KEY) return 0;
    return load<u8>(close) == 0x3a && close < stop && isGap(close + 1) ? close : 0;
  }
  if (first >= 0x80 || !(classOf(first) & START)) return 0;
  const limit = at + MAX_KEY;
  const colon = i8x16.splat(0x3a);
  const blank = i8x16.splat(0x21);
  const printable = i8x16.splat(0x5e);
  while (at < limit) {
    const block = v128.load(at);
    let colons = i8x16.bitmask(i8x16.eq(block, colon));
    const breaks = i8x16.bitmask(i8x16.ge_u(i8x16.sub(block, blank), printable));
    if (breaks) colons &= (breaks & -breaks) - 1;
    while (colons) {
      const found = at + ctz(colons);
      if (found >= stop) return 0;
      if (isGap(found + 1)) return found;
      colons &= colons - 1;
    }
    if (breaks) return 0;
    at += 16;
  }
  return 0;
}

/** Has the quoted text that was read last anything but itself between its quotes? Does it go over lines? */
let hasEscape: bool = false;
let hasBreak: bool = false;

/** Address behind the quote that closes the one at `at`, 0 where the parser must look. */
function quoteEnd(at: usize): usize {
  const quote = <u32>load<u8>(at);
  const wanted = i8x16.splat(<u8>quote);
  const backslash = i8x16.splat(0x5c);
  hasEscape = false;
  hasBreak = false;
  at++;
  while (at < stop) {
    const block = v128.load(at);
    let found = unusualIn(block) | i8x16.bitmask(i8x16.eq(block, wanted));
    if (quote == 0x22) found |= i8x16.bitmask(i8x16.eq(block, backslash));
    if (!found) {
      at += 16;
      continue;
    }
    at += ctz(found);
    if (at >= stop) break;
    const c = <u32>load<u8>(at);
    if (c == 0x22) return at + 1;
    if (c == 0x27) {
      if (at + 1 >= stop || load<u8>(at, 1) != 0x27) return at + 1;
      hasEscape = true;
      at += 2;
    } else if (c == 0x5c) {
      hasEscape = true;
      const escaped = load<u8>(at, 1);
      if (escaped != 0x22 && escaped != 0x5c && escaped != 0x6e && escaped != 0x74) return 0;
      at += 2;
    } else if (c == 0x0a) {
      // What could end the document begins at the start of a line.
      hasBreak = true;
      const next = load<u8>(++at);
      if (next != 0x20 && next != 0x0a) return 0;
    } else {
      at = behindWide(at);
      if (!at) return 0;
    }
  }
  return 0;
}

/** The end of the line, where nothing but spaces and a comment is left of it; else 0. */
function restEnd(at: usize): usize {
  const rest = skipSpaces(at);
  if (rest >= stop) return stop;
  const c = load<u8>(rest);
  return c == 0x0a ? rest : c == 0x23 && rest > at ? lineEnd(rest) : 0;
}

/** The end of the last line of the scalar or the flow collection at `at`; 0 where it is not one of the simple ones. */
function scalarEnd(at: usize, first: u32, inHead: bool): usize {
  if (first < 0x80 && (classOf(first) & START || (first == 0x2d && load<u8>(at, 1) > 0x20 && at + 1 < stop))) {
    const end = plainEnd(at);
    if (!end) return 0;
    let to = textStop;
    while (load<u8>(to - 1) == 0x20) to--;
    const length = <u32>(to - at);
    if (isNonFinite(at, length)) return 0;
    plainInHead = inHead;
    if (inHead) {
      resolvePlain(at, length);
      if (!takeScalar(resolvedText())) return 0;
    }
    return end;
  }
  if (first == 0x22 || first == 0x27) {
    const close = quoteEnd(at);
    if (!close || (inHead && (hasEscape || hasBreak || !takeScalar(newString(at + 1, <u32>(close - at - 2))))))
      return 0;
    return restEnd(close);
  }
  if (first == 0x7c || first == 0x3e) {
    if (inHead) return 0;
    lastBlock = at;
    return blockEnd(at + 1);
  }
  if (first == 0x7b) {
    if (load<u8>(at, 1) != 0x7d) return 0;
    if (inHead) {
      if (path == 3 || (field != FIELD_METADATA && field != FIELD_ANNOTATIONS)) return 0;
      if (field == FIELD_ANNOTATIONS) openAnnotations(0);
    }
    return restEnd(at + 2);
  }
  if (first == 0x5b) return inHead ? 0 : flowEnd(at + 1);
  return 0;
}

/** A flow sequence of words and of quoted text, on one line. */
function flowEnd(at: usize): usize {
  at = skipSpaces(at);
  if (load<u8>(at) == 0x5d && at < stop) return restEnd(at + 1);
  while (true) {
    at = skipSpaces(at);
    const c = <u32>load<u8>(at);
    if (c == 0x22 || c == 0x27) {
      at = quoteEnd(at);
      if (!at || hasBreak) return 0;
    } else {
      if (!(classOf(c) & ALPHA) || c == 0x2d) return 0;
      while (classOf(load<u8>(at)) & ALPHA || load<u8>(at) == 0x2e || load<u8>(at) == 0x2f) at++;
    }
    at = skipSpaces(at);
    if (at >= stop) return 0;
    const next = load<u8>(at++);
    if (next == 0x5d) return restEnd(at);
    if (next != 0x2c) return 0;
  }
}

/** A block scalar, from behind its sign: the break before the first line that is not part of it. */
function blockEnd(at: usize): usize {
  const chomping = load<u8>(at);
  if (chomping == 0x2b || chomping == 0x2d) at++;
  at = restEnd(at);
  if (!at) return 0;
  const parent = levelAt(depth) >> 1;
  let indent: u32 = 0;
  let widest: u32 = 0;
  while (true) {
    const lineStart = at + 1;
    if (lineStart >= stop) return stop;
    const text = skipSpaces(lineStart);
    if (text >= stop) return stop;
    const column = <u32>(text - lineStart);
    const c = load<u8>(text);
    if (c == 0x0a) {
      if (!indent && column > widest) widest = column;
      at = text;
      continue;
    }
    if (indent ? column < indent : column <= parent) return column > parent || (!indent && c == 0x09) ? 0 : at;
    if (!indent) {
      if (c == 0x09 || widest > column) return 0;
      indent = column;
    }
    at = lineEnd(text);
    if (!at) return 0;
  }
}
