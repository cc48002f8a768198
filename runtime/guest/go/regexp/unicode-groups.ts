// The named classes of patterns: \p{…} by Unicode category or script, and [:alpha:] and its kind.
// Go 1.25 (Helm 4) takes names regardless of case, spaces, dashes and underscores, and knows long category names; its scripts
// of more than one word are out of reach, because their own names are not in the form that it looks up. Go 1.23 (Helm 3)
// takes exact names only.
// Follows go@1.26.8 src/unicode/tables.go.

import { REGEXP_CATEGORIES } from '../../../abi/quirks';
import { allocate, equalBytes } from '../../core/memory';
import { has } from '../../core/mode';
import { MAX_RUNE, RuneSet } from './rune-set';
import {
  CATEGORY_ALIASES_SIZE,
  CATEGORY_COUNT,
  categoryAliases,
  categoryNames,
  categoryRuns,
  SCRIPTS_SIZE,
  scripts,
} from './unicode-classes';

const UPPER_FIRST: u32 = 30;
const LETTER_LOWER: u32 = 5;
const LETTER_TITLE: u32 = 8;
const LETTER_UPPER: u32 = 9;

let cursor: usize = 0;

function readVarint(): u32 {
  let value: u32 = 0;
  let shift: u32 = 0;
  while (true) {
    const b: u32 = load<u8>(cursor++);
    value |= (b & 0x7f) << shift;
    if (b < 0x80) return value;
    shift += 7;
  }
}

/** Adds the code points whose category is in `mask` (bit = number of the category). */
function addCategories(set: RuneSet, mask: u32): void {
  const upper = (mask >>> LETTER_UPPER) & 1;
  const lower = (mask >>> LETTER_LOWER) & 1;
  cursor = categoryRuns;
  for (let start: u32 = 0; start <= MAX_RUNE; ) {
    const head: u32 = load<u8>(cursor++);
    const kind = head & 31;
    let length = (head >>> 5) + 1;
    if (length == 8) length += readVarint();
    const end = start + length;
    if (kind < UPPER_FIRST) {
      if ((mask >>> kind) & 1) set.add(start, end - 1);
    } else if (upper & lower) {
      set.add(start, end - 1);
    } else if (upper | lower) {
      for (let r = start + (upper ^ (kind == UPPER_FIRST ? 1 : 0)); r < end; r += 2) set.add(r, r);
    }
    start = end;
  }
}

/** The categories that a short name means, as a mask; 0: no such category. */
function categoryMask(name: usize, length: u32): u32 {
  if (length != 1 && length != 2) return 0;
  let mask: u32 = 0;
  for (let i: u32 = 0; i < CATEGORY_COUNT; i++) {
    const at = categoryNames + (i << 1);
    if (load<u8>(at) != load<u8>(name)) continue;
    if (length == 1 || load<u8>(at, 1) == load<u8>(name, 1)) mask |= 1 << i;
  }
  // Go had neither Cn nor its share of C before 1.25.
  return has(REGEXP_CATEGORIES) ? mask : mask & ~1;
}

function addScript(set: RuneSet, name: usize, length: u32): bool {
  for (let at = scripts; at < scripts + SCRIPTS_SIZE; ) {
    const nameLength: u32 = load<u8>(at);
    const ranges = at + nameLength + 3;
    const end = ranges + load<u16>(ranges - 2);
    if (equalBytes(at + 1, nameLength, name, length)) {
      cursor = ranges;
      let last: u32 = 0;
      while (cursor < end) {
        const low = last + readVarint();
        last = low + readVarint();
        set.add(low, last);
      }
      return true;
    }
    at = end;
  }
  return false;
}

function equalsText(name: usize, length: u32, text: string): bool {
  if (<u32>text.length != length) return false;
  for (let i: u32 = 0; i < length; i++) {
    if (load<u8>(name + i) != <u8>text.charCodeAt(i)) return false;
  }
  return true;
}

/**
 * Adds the class that \p{name} names, without regard to case folding; false where there is none.
 * Source: regexp/syntax unicodeTable.
 */
export function addUnicodeGroup(set: RuneSet, name: usize, length: u32): bool {
  if (has(REGEXP_CATEGORIES)) {
    // The canonical form: one upper-case letter, then lower case, without separators.
    const canonical = allocate(length);
    let n: u32 = 0;
    for (let i: u32 = 0; i < length; i++) {
      let c: u32 = load<u8>(name + i);
      if (c == 0x5f || c == 0x2d || c == 0x20) continue;
      if (n == 0) {
        if (c - 0x61 < 26) c -= 0x20;
      } else if (c - 0x41 < 26) {
        c += 0x20;
      }
      store<u8>(canonical + n++, <u8>c);
    }
    name = canonical;
    length = n;
    if (equalsText(name, length, 'Ascii')) {
      set.add(0, 0x7f);
      return true;
    }
    if (equalsText(name, length, 'Assigned')) {
      addCategories(set, ~1);
      return true;
    }
    if (equalsText(name, length, 'Lc')) {
      addCategories(set, (1 << LETTER_LOWER) | (1 << LETTER_TITLE) | (1 << LETTER_UPPER));
      return true;
    }
  }
  if (equalsText(name, length, 'Any')) {
    set.add(0, MAX_RUNE);
    return true;
  }
  let mask = categoryMask(name, length);
  if (mask == 0) {
    if (addScript(set, name, length)) return true;
    if (!has(REGEXP_CATEGORIES)) return false;
    for (let at = categoryAliases; at < categoryAliases + CATEGORY_ALIASES_SIZE && mask == 0; ) {
      const nameLength: u32 = load<u8>(at);
      const short = at + 1 + nameLength;
      if (equalBytes(at + 1, nameLength, name, length)) {
        if (equalsText(short, 2, 'LC')) mask = (1 << LETTER_LOWER) | (1 << LETTER_TITLE) | (1 << LETTER_UPPER);
        else mask = categoryMask(short, load<u8>(short, 1) == 0x20 ? 1 : 2);
      }
      at = short + 2;
    }
    if (mask == 0) return false;
  }
  addCategories(set, mask);
  return true;
}

/** Adds what \d, \s or \w stand for (`letter` is lower case). */
export function addPerlGroup(set: RuneSet, letter: u32): void {
  if (letter == 0x73) {
    set.add(0x09, 0x0a);
    set.add(0x0c, 0x0d);
    set.add(0x20, 0x20);
    return;
  }
  set.add(0x30, 0x39);
  if (letter == 0x77) {
    set.add(0x41, 0x5a);
    set.add(0x5f, 0x5f);
    set.add(0x61, 0x7a);
  }
}

/** Adds the class of a POSIX name (`alpha` of `[:alpha:]`); false where there is none. Source: regexp/syntax posixGroup. */
export function addPosixGroup(set: RuneSet, name: usize, length: u32): bool {
  if (length < 4) return false;
  if (equalsText(name, length, 'digit')) {
    set.add(0x30, 0x39);
  } else if (equalsText(name, length, 'alpha')) {
    set.add(0x41, 0x5a);
    set.add(0x61, 0x7a);
  } else if (equalsText(name, length, 'alnum')) {
    set.add(0x30, 0x39);
    set.add(0x41, 0x5a);
    set.add(0x61, 0x7a);
  } else if (equalsText(name, length, 'word')) {
    addPerlGroup(set, 0x77);
  } else if (equalsText(name, length, 'lower')) {
    set.add(0x61, 0x7a);
  } else if (equalsText(name, length, 'upper')) {
    set.add(0x41, 0x5a);
  } else if (equalsText(name, length, 'space')) {
    set.add(0x09, 0x0d);
    set.add(0x20, 0x20);
  } else if (equalsText(name, length, 'punct')) {
    set.add(0x21, 0x2f);
    set.add(0x3a, 0x40);
    set.add(0x5b, 0x60);
    set.add(0x7b, 0x7e);
  } else if (equalsText(name, length, 'blank')) {
    set.add(0x09, 0x09);
    set.add(0x20, 0x20);
  } else if (equalsText(name, length, 'cntrl')) {
    set.add(0x00, 0x1f);
    set.add(0x7f, 0x7f);
  } else if (equalsText(name, length, 'graph')) {
    set.add(0x21, 0x7e);
  } else if (equalsText(name, length, 'print')) {
    set.add(0x20, 0x7e);
  } else if (equalsText(name, length, 'xdigit')) {
    set.add(0x30, 0x39);
    set.add(0x41, 0x46);
    set.add(0x61, 0x66);
  } else if (equalsText(name, length, 'ascii')) {
    set.add(0x00, 0x7f);
  } else {
    return false;
  }
  return true;
}
