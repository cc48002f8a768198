// Sprig's regex functions: regexp.MustCompile or regexp.Compile of the pattern, then one method of Go's Regexp.
// A bad pattern is a panic in the plain functions and an error in the `must` ones; the texts differ.
// Follows github.com/Masterminds/sprig/v3@v3.3.0 regex.go.

import { LIST_STRING } from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import { clearFailure, failure, failWith, message } from '../../core/error';
import { equalBytes } from '../../core/memory';
import { quoteInto } from '../../go/strconv/number';
import { programOf } from '../../go/regexp/cache';
import { Program } from '../../go/regexp/compile';
import { Matcher, UNSET } from '../../go/regexp/match';
import { decodeRune, isDigit, isLetter, runeSize } from '../../go/unicode/unicode';
import {
  EMPTY_STRING,
  FALSE,
  ListBuilder,
  newBool,
  newList,
  newNilList,
  setItem,
  substring,
  Value,
} from '../../core/value';

const FAILED: Value = changetype<Value>(0);

/** strconv.CanBackquote. */
function canBackquote(s: Value): bool {
  const end: usize = s.pointer + s.length;
  for (let at: usize = s.pointer; at < end; at += runeSize) {
    const r = decodeRune(at, end);
    if (r == 0xfeff || (r == 0xfffd && runeSize == 1)) return false;
    if ((r < 0x20 && r != 9) || r == 0x60 || r == 0x7f) return false;
  }
  return true;
}

/** regexp.MustCompile: null with the text of its panic recorded. */
function mustCompile(pattern: Value): Program {
  const program = programOf(pattern);
  if (!changetype<usize>(program)) {
    const cause = failure.text;
    const text = message();
    text.literal('regexp: Compile(');
    if (canBackquote(pattern)) {
      text.byte(0x60);
      text.string(pattern);
      text.byte(0x60);
    } else {
      quoteInto(text, pattern.pointer, pattern.length);
    }
    text.literal('): ');
    text.string(cause);
    failWith(text);
  }
  return program;
}

// ---- methods of Regexp

function matches(program: Program, s: Value): Value {
  return newBool(Matcher.create(program, s.pointer, s.length, false).search(0));
}

function find(program: Program, s: Value): Value {
  const m = Matcher.create(program, s.pointer, s.length, false);
  return m.search(0) ? substring(s, m.begin(0), m.end(0)) : EMPTY_STRING;
}

/** Goes through successive matches as Go's FindAll methods do: no empty match directly behind another match. */
@unmanaged
class MatchWalk {
  matcher: Matcher;
  position: u32;
  previousEnd: u32;

  /** The next match (`matcher` holds it), or false. */
  next(): bool {
    const m = this.matcher;
    while (this.position <= m.length) {
      if (!m.search(this.position)) return false;
      const end = m.end(0);
      let accept = true;
      if (end == this.position) {
        if (m.begin(0) == this.previousEnd) accept = false;
        if (end < m.length) {
          decodeRune(m.text + end, m.text + m.length);
          this.position += runeSize;
        } else {
          this.position = m.length + 1;
        }
      } else {
        this.position = end;
      }
      this.previousEnd = end;
      if (accept) return true;
    }
    return false;
  }
}

function startWalk(walk: MatchWalk, program: Program, s: Value): void {
  walk.matcher = Matcher.create(program, s.pointer, s.length, false);
  walk.position = 0;
  walk.previousEnd = UNSET;
}

const walkSpace: usize = memory.data(16);

/** How many matches to take at most: all for a negative count. */
function limitOf(count: Value, s: Value): i64 {
  return count.int < 0 ? <i64>s.length + 1 : count.int;
}

function findAll(program: Program, s: Value, count: Value): Value {
  const limit = limitOf(count, s);
  const walk = changetype<MatchWalk>(walkSpace);
  startWalk(walk, program, s);
  const found = ListBuilder.create(LIST_STRING);
  while (<i64>found.length < limit && walk.next()) {
    found.push(substring(s, walk.matcher.begin(0), walk.matcher.end(0)));
  }
  return found.length ? found.finish() : newNilList(LIST_STRING);
}

function split(program: Program, pattern: Value, s: Value, count: Value): Value {
  const wanted = count.int;
  if (wanted == 0) return newNilList(LIST_STRING);
  if (pattern.length > 0 && s.length == 0) {
    const one = newList(LIST_STRING, 1);
    setItem(one, 0, EMPTY_STRING);
    return one;
  }
  const limit = limitOf(count, s);
  const walk = changetype<MatchWalk>(walkSpace);
  startWalk(walk, program, s);
  const parts = ListBuilder.create(LIST_STRING);
  let begin: u32 = 0;
  let end: u32 = 0;
  for (let i: i64 = 0; i < limit; i++) {
    if (wanted > 0 && <i64>parts.length >= wanted - 1) break;
    if (!walk.next()) break;
    end = walk.matcher.begin(0);
    if (walk.matcher.end(0) != 0) parts.push(substring(s, begin, end));
    begin = walk.matcher.end(0);
  }
  if (end != s.length) parts.push(substring(s, begin, s.length));
  return parts.finish();
}

/** Writes one group of the match, if it took part. */
function writeGroup(out: Buffer, m: Matcher, group: u32): bool {
  if (group << 1 >= m.registerCount || m.begin(group) == UNSET) return false;
  out.bytes(m.text + m.begin(group), m.end(group) - m.begin(group));
  return true;
}

/** Writes a replacement with its `$1`, `${name}`, `$$`. Source: regexp expand and extract. */
function expand(out: Buffer, template: Value, m: Matcher): void {
  const end: usize = template.pointer + template.length;
  for (let at: usize = template.pointer; at < end; ) {
    const c = load<u8>(at++);
    if (c != 0x24) {
      out.byte(c);
      continue;
    }
    if (at < end && load<u8>(at) == 0x24) {
      out.byte(0x24);
      at++;
      continue;
    }
    const brace = at < end && load<u8>(at) == 0x7b;
    const name = brace ? at + 1 : at;
    let nameEnd = name;
    while (nameEnd < end) {
      const r = decodeRune(nameEnd, end);
      if (r != 0x5f && !isLetter(r) && !isDigit(r)) break;
      nameEnd += runeSize;
    }
    if (nameEnd == name || (brace && (nameEnd == end || load<u8>(nameEnd) != 0x7d))) {
      out.byte(0x24);
      continue;
    }
    let number = 0;
    for (let i = name; i < nameEnd; i++) {
      const digit = <i32>load<u8>(i) - 0x30;
      if (digit < 0 || digit > 9 || number >= 100000000) {
        number = -1;
        break;
      }
      number = number * 10 + digit;
    }
    if (load<u8>(name) == 0x30 && nameEnd - name > 1) number = -1;
    if (number >= 0) {
      writeGroup(out, m, number);
    } else {
      for (let entry = m.program.names; changetype<usize>(entry); entry = entry.next) {
        if (!equalBytes(entry.name, entry.length, name, (nameEnd - name) as u32)) continue;
        if (writeGroup(out, m, entry.group)) break;
      }
    }
    at = brace ? nameEnd + 1 : nameEnd;
  }
}

function replaceAll(program: Program, s: Value, replacement: Value, isTemplate: bool): Value {
  if (isTemplate) {
    isTemplate = false;
    for (let i: u32 = 0; i < replacement.length; i++) {
      if (replacement.byte(i) == 0x24) isTemplate = true;
    }
  }
  const text: usize = s.pointer;
  const length = s.length;
  const m = Matcher.create(program, text, length, isTemplate);
  if (!m.search(0)) return s;
  const out = Buffer.create(length + 32);
  let copied: u32 = 0;
  let position: u32 = 0;
  do {
    const begin = m.begin(0);
    const end = m.end(0);
    out.bytes(text + copied, begin - copied);
    // No empty match directly behind another match.
    if (end > copied || begin == 0) {
      if (isTemplate) expand(out, replacement, m);
      else out.string(replacement);
    }
    copied = end;
    if (position < length) {
      decodeRune(text + position, text + length);
      position = max<u32>(position + runeSize, end);
    } else {
      position++;
    }
  } while (position <= length && m.search(position));
  out.bytes(text + copied, length - copied);
  return out.toValue();
}

// ---- the functions

/** `regexMatch PATTERN s`: a bad pattern matches nothing. Source: sprig regexMatch. */
export function fnRegexMatch(pattern: Value, s: Value): Value {
  const program = programOf(pattern);
  if (changetype<usize>(program)) return matches(program, s);
  clearFailure();
  return FALSE;
}

/** `mustRegexMatch PATTERN s`. Source: sprig mustRegexMatch. */
export function fnMustRegexMatch(pattern: Value, s: Value): Value {
  const program = programOf(pattern);
  return changetype<usize>(program) ? matches(program, s) : FAILED;
}

/** `regexFind PATTERN s`: the leftmost match, or "". Source: sprig regexFind. */
export function fnRegexFind(pattern: Value, s: Value): Value {
  const program = mustCompile(pattern);
  return changetype<usize>(program) ? find(program, s) : FAILED;
}

/** `mustRegexFind PATTERN s`. Source: sprig mustRegexFind. */
export function fnMustRegexFind(pattern: Value, s: Value): Value {
  const program = programOf(pattern);
  return changetype<usize>(program) ? find(program, s) : FAILED;
}

/** `regexFindAll PATTERN s n`: at most n matches, all for n < 0; nil where there is none. Source: sprig regexFindAll. */
export function fnRegexFindAll(pattern: Value, s: Value, count: Value): Value {
  const program = mustCompile(pattern);
  return changetype<usize>(program) ? findAll(program, s, count) : FAILED;
}

/** `mustRegexFindAll PATTERN s n`. Source: sprig mustRegexFindAll. */
export function fnMustRegexFindAll(pattern: Value, s: Value, count: Value): Value {
  const program = programOf(pattern);
  return changetype<usize>(program) ? findAll(program, s, count) : FAILED;
}

/** `regexReplaceAll PATTERN s template`. Source: sprig regexReplaceAll. */
export function fnRegexReplaceAll(pattern: Value, s: Value, template: Value): Value {
  const program = mustCompile(pattern);
  return changetype<usize>(program) ? replaceAll(program, s, template, true) : FAILED;
}

/** `mustRegexReplaceAll PATTERN s template`. Source: sprig mustRegexReplaceAll. */
export function fnMustRegexReplaceAll(pattern: Value, s: Value, template: Value): Value {
  const program = programOf(pattern);
  return changetype<usize>(program) ? replaceAll(program, s, template, true) : FAILED;
}

/** `regexReplaceAllLiteral PATTERN s text`. Source: sprig regexReplaceAllLiteral. */
export function fnRegexReplaceAllLiteral(pattern: Value, s: Value, replacement: Value): Value {
  const program = mustCompile(pattern);
  return changetype<usize>(program) ? replaceAll(program, s, replacement, false) : FAILED;
}

/** `mustRegexReplaceAllLiteral PATTERN s text`. Source: sprig mustRegexReplaceAllLiteral. */
export function fnMustRegexReplaceAllLiteral(pattern: Value, s: Value, replacement: Value): Value {
  const program = programOf(pattern);
  return changetype<usize>(program) ? replaceAll(program, s, replacement, false) : FAILED;
}

/** `regexSplit PATTERN s n`: at most n parts, all for n < 0, nil for 0. Source: sprig regexSplit. */
export function fnRegexSplit(pattern: Value, s: Value, count: Value): Value {
  const program = mustCompile(pattern);
  return changetype<usize>(program) ? split(program, pattern, s, count) : FAILED;
}

/** `mustRegexSplit PATTERN s n`. Source: sprig mustRegexSplit. */
export function fnMustRegexSplit(pattern: Value, s: Value, count: Value): Value {
  const program = programOf(pattern);
  return changetype<usize>(program) ? split(program, pattern, s, count) : FAILED;
}

function isMeta(c: u8): bool {
  switch (c) {
    case 0x5c:
    case 0x2e:
    case 0x2b:
    case 0x2a:
    case 0x3f:
    case 0x28:
    case 0x29:
    case 0x7c:
    case 0x5b:
    case 0x5d:
    case 0x7b:
    case 0x7d:
    case 0x5e:
    case 0x24:
      return true;
    default:
      return false;
  }
}

/** `regexQuoteMeta s`. Source: regexp.QuoteMeta. */
export function fnRegexQuoteMeta(s: Value): Value {
  const out = Buffer.create(s.length + 16);
  for (let i: u32 = 0; i < s.length; i++) {
    const c = s.byte(i);
    if (isMeta(c)) out.byte(0x5c);
    out.byte(c);
  }
  return out.toValue();
}
