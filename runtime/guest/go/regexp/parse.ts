// Patterns in Go's syntax (RE2), from text to a tree. Accepts and rejects exactly what regexp/syntax does with its Perl flags,
// with its error texts. Must never accept what a linear-time matcher cannot do (look-around, back-references).
// Follows go@1.26.8 src/regexp/syntax/parse.go.

import { NAMED_GROUPS } from '../../../abi/quirks';
import { has } from '../../core/mode';
import { Buffer } from '../../core/buffer';
import { failWith, message } from '../../core/error';
import { allocate } from '../../core/memory';
import { decodeRune, runeSize } from '../unicode/unicode';
import { Value } from '../../core/value';
import { MAX_RUNE, RuneSet } from './rune-set';
import { addPerlGroup, addPosixGroup, addUnicodeGroup } from './unicode-groups';

export const NODE_EMPTY: u8 = 0;
export const NODE_LITERAL: u8 = 1;
export const NODE_CLASS: u8 = 2;
export const NODE_ANY_NOT_NEWLINE: u8 = 3;
export const NODE_ANY: u8 = 4;
/** A position test; `value` is one of TEST_*. */
export const NODE_TEST: u8 = 5;
/** A capturing group; `value` is its number. */
export const NODE_CAPTURE: u8 = 6;
export const NODE_STAR: u8 = 7;
export const NODE_PLUS: u8 = 8;
export const NODE_QUEST: u8 = 9;
/** `min` to `max` times; max -1: no limit. */
export const NODE_REPEAT: u8 = 10;
export const NODE_CONCAT: u8 = 11;
export const NODE_ALTERNATE: u8 = 12;
// Only on the stack while parsing.
const NODE_LEFT_PAREN: u8 = 13;
const NODE_VERTICAL_BAR: u8 = 14;

export const TEST_BEGIN_LINE: u32 = 0;
export const TEST_END_LINE: u32 = 1;
export const TEST_BEGIN_TEXT: u32 = 2;
export const TEST_END_TEXT: u32 = 3;
export const TEST_WORD_BOUNDARY: u32 = 4;
export const TEST_NO_WORD_BOUNDARY: u32 = 5;

/** A piece of a pattern. */
@unmanaged
export class Node {
  kind: u8;
  nonGreedy: bool;
  foldCase: bool;
  /** Of NODE_LEFT_PAREN: the flags to go back to. */
  flags: u8;
  /** Levels of the tree below and with this node. */
  height: u32;
  /** The rune of a literal, the number of a group, the kind of a test. */
  value: u32;
  min: i32;
  max: i32;
  /** The operand, or the LAST of the operands. */
  child: Node;
  /** The operand BEFORE this one; while parsing: what lies below on the stack. */
  before: Node;
  set: RuneSet;
  /** Instructions that Go's own program would have. */
  size: u64;
}

const NONE: Node = changetype<Node>(0);

const FOLD_CASE: u8 = 1;
const DOT_NEWLINE: u8 = 2;
const ONE_LINE: u8 = 4;
const NON_GREEDY: u8 = 8;

const MAX_HEIGHT: u32 = 1000;
const MAX_SIZE: u64 = (128 << 20) / 40;
const MAX_REPEAT: i32 = 1000;

const BAD: u32 = 0xffffffff;

let start: usize = 0;
let end: usize = 0;
let at: usize = 0;
let flags: u8 = 0;
let stack: Node = NONE;
let broken: bool = false;

/** Groups of the pattern parsed last. */
export let groupCount: u32 = 0;
/** Names of groups of the pattern parsed last: a chain of nodes with their numbers and names. */
export let groupNames: GroupName = changetype<GroupName>(0);

@unmanaged
export class GroupName {
  name: usize;
  length: u32;
  group: u32;
  /** The named group after this one. */
  next: GroupName;
}

let lastGroupName: GroupName = changetype<GroupName>(0);

/** Records Go's syntax error about the part [from, to) of the pattern. */
function failAt(code: string, from: usize, to: usize): void {
  if (broken) return;
  broken = true;
  const text: Buffer = message();
  text.literal('error parsing regexp: ');
  text.literal(code);
  text.literal(': `');
  text.bytes(from, (to - from) as u32);
  text.byte(0x60);
  failWith(text);
}

/** The rune at `at`, which moves behind it; at `limit`: BAD without a failure. */
function nextRune(limit: usize): u32 {
  if (at >= limit) return BAD;
  const r = decodeRune(at, limit);
  if (r == 0xfffd && runeSize == 1) {
    failAt('invalid UTF-8', at, limit);
    return BAD;
  }
  at += runeSize;
  return r;
}

function checkUtf8(from: usize, to: usize): bool {
  const saved = at;
  at = from;
  while (at < to && !broken) nextRune(to);
  at = saved;
  return !broken;
}

function peek(offset: u32): u32 {
  return at + offset < end ? load<u8>(at + offset) : BAD;
}

// ---- the stack of pieces

function newNode(kind: u8): Node {
  const node = changetype<Node>(allocate(offsetof<Node>()));
  node.kind = kind;
  node.nonGreedy = (flags & NON_GREEDY) != 0;
  node.foldCase = (flags & FOLD_CASE) != 0;
  node.flags = flags;
  node.height = 1;
  node.value = 0;
  node.min = 0;
  node.max = 0;
  node.child = NONE;
  node.before = NONE;
  node.set = changetype<RuneSet>(0);
  node.size = 1;
  return node;
}

function push(node: Node): void {
  node.before = stack;
  stack = node;
}

function checkLimits(node: Node): void {
  if (node.size > MAX_SIZE) failAt('expression too large', start, end);
  if (node.height > MAX_HEIGHT) failAt('expression nests too deeply', start, end);
}

function pushTest(test: u32): void {
  const node = newNode(NODE_TEST);
  node.value = test;
  push(node);
}

function pushLiteral(r: u32): void {
  const node = newNode(NODE_LITERAL);
  node.value = r;
  push(node);
}

function pushSet(set: RuneSet): void {
  const node = newNode(NODE_CLASS);
  node.set = set;
  push(node);
}

function isMark(node: Node): bool {
  return changetype<usize>(node) == 0 || node.kind >= NODE_LEFT_PAREN;
}

/** Replaces what lies above the topmost `|` or `(` with its concatenation. */
function concatenate(): void {
  if (isMark(stack)) {
    push(newNode(NODE_EMPTY));
    return;
  }
  if (isMark(stack.before)) return;
  const node = newNode(NODE_CONCAT);
  node.child = stack;
  node.size = 0;
  let child = stack;
  while (true) {
    node.size += child.size;
    if (child.height >= node.height) node.height = child.height + 1;
    if (isMark(child.before)) break;
    child = child.before;
  }
  stack = child.before;
  child.before = NONE;
  push(node);
  checkLimits(node);
}

/** Replaces what lies above the topmost `(` with its alternation. */
function alternate(): void {
  const top = stack;
  const bar = top.before;
  if (changetype<usize>(bar) == 0 || bar.kind != NODE_VERTICAL_BAR) return;
  const node = newNode(NODE_ALTERNATE);
  node.child = top;
  node.size = 0;
  let child = top;
  while (true) {
    node.size += child.size + 1;
    if (child.height >= node.height) node.height = child.height + 1;
    const below = child.before;
    if (changetype<usize>(below) == 0 || below.kind != NODE_VERTICAL_BAR) break;
    child.before = below.before;
    child = below.before;
  }
  node.size--;
  stack = child.before;
  child.before = NONE;
  push(node);
  checkLimits(node);
}

/** Is a repetition in a repetition (and so on) no more than `limit` copies of the innermost piece? */
function repeatIsValid(node: Node, limit: i32): bool {
  if (node.kind == NODE_REPEAT) {
    const times = node.max < 0 ? node.min : node.max;
    if (node.max == 0) return true;
    if (times > limit) return false;
    if (times > 0) limit /= times;
  }
  for (let child = node.child; changetype<usize>(child); child = child.before) {
    if (!repeatIsValid(child, limit)) return false;
  }
  return true;
}

/**
 * Repeats the top of the stack; the operator began at `from` and `at` is behind it; `last` is where the repetition directly
 * before it began, or 0.
 */
function repeat(kind: u8, min: i32, max: i32, from: usize, last: usize): void {
  let nonGreedy = (flags & NON_GREEDY) != 0;
  if (peek(0) == 0x3f) {
    at++;
    nonGreedy = !nonGreedy;
  }
  if (last) {
    failAt('invalid nested repetition operator', last, at);
    return;
  }
  const operand = stack;
  if (isMark(operand)) {
    failAt('missing argument to repetition operator', from, at);
    return;
  }
  const node = newNode(kind);
  node.nonGreedy = nonGreedy;
  node.min = min;
  node.max = max;
  node.height = operand.height + 1;
  stack = operand.before;
  operand.before = NONE;
  node.child = operand;
  if (kind == NODE_STAR) {
    node.size = 2 + operand.size;
  } else if (kind != NODE_REPEAT) {
    node.size = 1 + operand.size;
  } else if (max < 0) {
    node.size = min == 0 ? 2 + operand.size : 1 + <u64>min * operand.size;
  } else {
    node.size = <u64>max * operand.size + <u64>(max - min);
    if (node.size == 0) node.size = 1;
  }
  push(node);
  checkLimits(node);
  if (kind == NODE_REPEAT && (min >= 2 || max >= 2) && !repeatIsValid(node, MAX_REPEAT)) {
    failAt('invalid repeat count', from, at);
  }
}

// ---- pieces

const NOT_A_COUNT: i32 = -2;

/** A decimal number without leading zeros, at `at`; -1: far too big; NOT_A_COUNT: none. */
function parseCount(): i32 {
  const first = peek(0);
  if (first - 0x30 > 9) return NOT_A_COUNT;
  if (first == 0x30 && peek(1) - 0x30 <= 9) return NOT_A_COUNT;
  let n = 0;
  while (peek(0) - 0x30 <= 9) {
    if (n >= 100000000) n = -1;
    if (n >= 0) n = n * 10 + (peek(0) - 0x30);
    at++;
  }
  return n;
}

/** `{n}`, `{n,}` or `{n,m}` at `at`, or a literal brace. True where it was a repetition. */
function parseBraces(last: usize): bool {
  const from = at++;
  const min = parseCount();
  let max = min;
  let valid = min != NOT_A_COUNT;
  if (valid && peek(0) == 0x2c) {
    at++;
    if (peek(0) == 0x7d) {
      max = -1;
    } else {
      max = parseCount();
      valid = max != NOT_A_COUNT;
      if (max == -1) max = i32.MAX_VALUE;
    }
  }
  if (!valid || peek(0) != 0x7d) {
    at = from + 1;
    pushLiteral(0x7b);
    return false;
  }
  at++;
  if (min < 0 || min > MAX_REPEAT || max > MAX_REPEAT || (max >= 0 && min > max)) {
    failAt('invalid repeat count', from, at);
    return true;
  }
  repeat(NODE_REPEAT, min, max, from, last);
  return true;
}

function isWordRune(r: u32): bool {
  return r - 0x30 < 10 || (r | 0x20) - 0x61 < 26 || r == 0x5f;
}

function openGroup(capturing: bool): Node {
  const node = newNode(NODE_LEFT_PAREN);
  if (capturing) node.value = ++groupCount;
  push(node);
  return node;
}

/** `(?P<name>`, `(?<name>`, `(?flags)` or `(?flags:` at `at`. */
function parseGroupStart(): void {
  const from = at;
  const rest = (end - at) as u32;
  const nameAt: u32 =
    rest > 4 && peek(2) == 0x50 && peek(3) == 0x3c ? 4 : rest > 3 && peek(2) == 0x3c && has(NAMED_GROUPS) ? 3 : 0;
  if (nameAt) {
    let close = at;
    while (close < end && load<u8>(close) != 0x3e) close++;
    if (close == end) {
      if (checkUtf8(from, end)) failAt('invalid named capture', from, end);
      return;
    }
    const name = from + nameAt;
    if (!checkUtf8(name, close)) return;
    let valid = name < close;
    for (let i = name; i < close; i++) {
      if (!isWordRune(load<u8>(i))) valid = false;
    }
    if (!valid) {
      failAt('invalid named capture', from, close + 1);
      return;
    }
    const group = openGroup(true);
    const entry = changetype<GroupName>(allocate(offsetof<GroupName>()));
    entry.name = name;
    entry.length = (close - name) as u32;
    entry.group = group.value;
    entry.next = changetype<GroupName>(0);
    if (changetype<usize>(lastGroupName)) lastGroupName.next = entry;
    else groupNames = entry;
    lastGroupName = entry;
    at = close + 1;
    return;
  }
  at += 2;
  let on = flags;
  let negative = false;
  let sawFlag = false;
  while (at < end) {
    const c = nextRune(end);
    if (broken) return;
    let flag: u8 = 0;
    if (c == 0x69) flag = FOLD_CASE;
    else if (c == 0x6d) flag = ONE_LINE;
    else if (c == 0x73) flag = DOT_NEWLINE;
    else if (c == 0x55) flag = NON_GREEDY;
    if (flag) {
      sawFlag = true;
      // m means: not one line.
      if (negative == (flag == ONE_LINE)) {
        on |= flag;
      } else {
        on &= ~flag;
      }
    } else if (c == 0x2d && !negative) {
      negative = true;
      sawFlag = false;
    } else if ((c == 0x3a || c == 0x29) && (!negative || sawFlag)) {
      if (c == 0x3a) openGroup(false);
      flags = on;
      return;
    } else {
      break;
    }
  }
  failAt('invalid or unsupported Perl syntax', from, at);
}

function closeGroup(): void {
  concatenate();
  alternate();
  const body = stack;
  const paren = body.before;
  if (changetype<usize>(paren) == 0 || paren.kind != NODE_LEFT_PAREN) {
    failAt('unexpected )', start, end);
    return;
  }
  stack = paren.before;
  flags = paren.flags;
  if (paren.value == 0) {
    push(body);
    return;
  }
  body.before = NONE;
  paren.kind = NODE_CAPTURE;
  paren.child = body;
  paren.height = body.height + 1;
  paren.size = 2 + body.size;
  push(paren);
  checkLimits(paren);
}

function hexValue(c: u32): u32 {
  if (c - 0x30 < 10) return c - 0x30;
  const letter = (c | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : BAD;
}

/** The rune of an escape sequence at `at`; BAD with a failure recorded. */
function parseEscape(): u32 {
  const from = at++;
  if (at >= end) {
    failAt('trailing backslash at end of expression', end, end);
    return BAD;
  }
  const c = nextRune(end);
  if (broken) return BAD;
  if (c < 0x80 && (!isWordRune(c) || c == 0x5f)) return c;
  switch (c) {
    case 0x61:
      return 7;
    case 0x66:
      return 12;
    case 0x6e:
      return 10;
    case 0x72:
      return 13;
    case 0x74:
      return 9;
    case 0x76:
      return 11;
    case 0x78: {
      if (at >= end) break;
      let digit = nextRune(end);
      if (broken) return BAD;
      if (digit != 0x7b) {
        const high = hexValue(digit);
        digit = nextRune(end);
        if (broken) return BAD;
        const low = hexValue(digit);
        if (high == BAD || low == BAD) break;
        return (high << 4) | low;
      }
      let value: u32 = 0;
      let digits = 0;
      while (at < end) {
        digit = nextRune(end);
        if (broken) return BAD;
        if (digit == 0x7d) {
          if (digits == 0) break;
          return value;
        }
        const v = hexValue(digit);
        if (v == BAD) break;
        value = (value << 4) | v;
        if (value > MAX_RUNE) break;
        digits++;
      }
      break;
    }
    default:
      // Octal: a zero, or a digit followed by another one (a single digit would be a back-reference).
      if (c == 0x30 || (c - 0x31 < 7 && peek(0) - 0x30 < 8)) {
        let value = c - 0x30;
        for (let i = 0; i < 2 && peek(0) - 0x30 < 8; i++) value = value * 8 + (load<u8>(at++) - 0x30);
        return value;
      }
  }
  failAt('invalid escape sequence', from, at);
  return BAD;
}

/** Adds a group, or its complement, to a class, folded where the flags say so. */
function addGroup(set: RuneSet, group: RuneSet, negate: bool): void {
  let members = group;
  if (flags & FOLD_CASE) {
    members = RuneSet.create();
    for (let i: u32 = 0; i < group.count; i++) members.addFolded(group.first(i), group.last(i));
    members.clean();
  }
  if (negate) set.addComplement(members);
  else set.addSet(members);
}

/** \d, \S, \p{Greek} … at `at`, added to the set; false (and nothing read) where there is none. */
function parseClassEscape(set: RuneSet): bool {
  if (peek(0) != 0x5c) return false;
  const c = peek(1);
  const lower = c | 0x20;
  if (lower == 0x64 || lower == 0x73 || lower == 0x77) {
    const group = RuneSet.create();
    addPerlGroup(group, lower);
    addGroup(set, group, c != lower);
    at += 2;
    return true;
  }
  if (lower != 0x70) return false;
  const from = at;
  at += 2;
  let name = at;
  const letter = nextRune(end);
  if (broken) return true;
  let nameEnd = at;
  if (letter == 0x7b) {
    name = at;
    nameEnd = at;
    while (nameEnd < end && load<u8>(nameEnd) != 0x7d) nameEnd++;
    if (nameEnd == end) {
      if (checkUtf8(from, end)) failAt('invalid character class range', from, end);
      return true;
    }
    if (!checkUtf8(name, nameEnd)) return true;
    at = nameEnd + 1;
  }
  let negate = c == 0x50;
  if (name < nameEnd && load<u8>(name) == 0x5e) {
    negate = !negate;
    name++;
  }
  const group = RuneSet.create();
  if (!addUnicodeGroup(group, name, (nameEnd - name) as u32)) {
    failAt('invalid character class range', from, at);
    return true;
  }
  addGroup(set, group, negate);
  return true;
}

/** [:alpha:] at `at`, added to the set; false (and nothing read) where there is none. */
function parseNamedClass(set: RuneSet): bool {
  if (end - at < 3 || peek(0) != 0x5b || peek(1) != 0x3a) return false;
  const from = at;
  let close = at + 2;
  while (close + 1 < end && !(load<u8>(close) == 0x3a && load<u8>(close, 1) == 0x5d)) close++;
  if (close + 1 >= end) return false;
  let name = at + 2;
  const negate = load<u8>(name) == 0x5e;
  if (negate) name++;
  const group = RuneSet.create();
  at = close + 2;
  if (name > close || !addPosixGroup(group, name, (close - name) as u32)) {
    failAt('invalid character class range', from, at);
    return true;
  }
  addGroup(set, group, negate);
  return true;
}

/** One character of a class at `at`. */
function parseClassRune(classStart: usize): u32 {
  if (at >= end) {
    failAt('missing closing ]', classStart, end);
    return BAD;
  }
  return load<u8>(at) == 0x5c ? parseEscape() : nextRune(end);
}

/** A bracketed class at `at`. */
function parseClass(): void {
  const from = at++;
  const set = RuneSet.create();
  let negate = false;
  if (peek(0) == 0x5e) {
    negate = true;
    at++;
  }
  for (let first = true; first || peek(0) != 0x5d; first = false) {
    if (parseNamedClass(set) || (!broken && parseClassEscape(set))) {
      if (broken) return;
      continue;
    }
    const rangeStart = at;
    const low = parseClassRune(from);
    if (broken) return;
    let high = low;
    if (peek(0) == 0x2d && peek(1) != BAD && peek(1) != 0x5d) {
      at++;
      high = parseClassRune(from);
      if (broken) return;
      if (high < low) {
        failAt('invalid character class range', rangeStart, at);
        return;
      }
    }
    if (flags & FOLD_CASE) set.addFolded(low, high);
    else set.add(low, high);
  }
  at++;
  set.clean();
  pushSet(negate ? set.negated() : set);
}

/** A backslash outside a class, at `at`. */
function parseBackslash(): void {
  switch (peek(1)) {
    case 0x41:
      pushTest(TEST_BEGIN_TEXT);
      break;
    case 0x62:
      pushTest(TEST_WORD_BOUNDARY);
      break;
    case 0x42:
      pushTest(TEST_NO_WORD_BOUNDARY);
      break;
    case 0x7a:
      pushTest(TEST_END_TEXT);
      break;
    case 0x51: {
      // \Q … \E: all of it literal.
      at += 2;
      let close = at;
      while (close < end && !(load<u8>(close) == 0x5c && close + 1 < end && load<u8>(close, 1) == 0x45)) close++;
      while (at < close) {
        const r = nextRune(close);
        if (broken) return;
        pushLiteral(r);
      }
      at = close < end ? close + 2 : end;
      return;
    }
    default: {
      const set = RuneSet.create();
      if (parseClassEscape(set)) {
        set.clean();
        pushSet(set);
        return;
      }
      const r = parseEscape();
      if (!broken) pushLiteral(r);
      return;
    }
  }
  at += 2;
}

/**
 * The tree of a pattern; null with a failure recorded (Go's text, `error parsing regexp: …`). Sets `groupCount` and
 * `groupNames`. Source: regexp/syntax Parse with the flags of regexp.Compile.
 */
export function parsePattern(pattern: Value): Node {
  start = pattern.pointer;
  end = start + pattern.length;
  at = start;
  flags = ONE_LINE;
  stack = NONE;
  broken = false;
  groupCount = 0;
  groupNames = changetype<GroupName>(0);
  lastGroupName = changetype<GroupName>(0);
  let last: usize = 0;
  while (at < end && !broken) {
    const from = at;
    let repetition: usize = 0;
    switch (load<u8>(at)) {
      case 0x28:
        if (peek(1) == 0x3f) {
          parseGroupStart();
        } else {
          openGroup(true);
          at++;
        }
        break;
      case 0x29:
        closeGroup();
        at++;
        break;
      case 0x7c:
        concatenate();
        push(newNode(NODE_VERTICAL_BAR));
        at++;
        break;
      case 0x5e:
        pushTest(flags & ONE_LINE ? TEST_BEGIN_TEXT : TEST_BEGIN_LINE);
        at++;
        break;
      case 0x24:
        pushTest(flags & ONE_LINE ? TEST_END_TEXT : TEST_END_LINE);
        at++;
        break;
      case 0x2e:
        push(newNode(flags & DOT_NEWLINE ? NODE_ANY : NODE_ANY_NOT_NEWLINE));
        at++;
        break;
      case 0x5b:
        parseClass();
        break;
      case 0x2a:
      case 0x2b:
      case 0x3f: {
        const operator = load<u8>(at++);
        repeat(operator == 0x2a ? NODE_STAR : operator == 0x2b ? NODE_PLUS : NODE_QUEST, 0, 0, from, last);
        repetition = from;
        break;
      }
      case 0x7b:
        if (parseBraces(last)) repetition = from;
        break;
      case 0x5c:
        parseBackslash();
        break;
      default: {
        const r = nextRune(end);
        if (!broken) pushLiteral(r);
      }
    }
    last = repetition;
  }
  if (broken) return NONE;
  concatenate();
  alternate();
  if (changetype<usize>(stack.before)) {
    failAt('missing closing )', start, end);
    return NONE;
  }
  return broken ? NONE : stack;
}
