// File name patterns as `.Files.Glob` knows them (gobwas/glob 0.2.3 with the separator '/'): compiled to a small automaton
// that is run over the name with all its states at once. Never backtracks, never recurses: any pattern is safe on any name.
// Follows github.com/gobwas/glob@v0.2.3 glob.go.

import { allocate } from '../core/memory';
import { decodeRune, RUNE_ERROR, runeSize } from '../go/unicode/unicode';
import { Value } from '../core/value';

// Operations of the automaton; an instruction is u32 operation | u32 first operand | u32 second operand.
const OP_MATCH: u32 = 0; // the pattern ends
const OP_RUNE: u32 = 1; // first operand: the rune
const OP_SINGLE: u32 = 2; // one rune but the separator
const OP_ANY: u32 = 3; // any runes but the separator
const OP_SUPER: u32 = 4; // any runes
const OP_RANGE: u32 = 5; // first operand: lowest rune, second: highest
const OP_NOT_RANGE: u32 = 6;
const OP_LIST: u32 = 7; // first operand: address of the runes, second: their number
const OP_NOT_LIST: u32 = 8;
const OP_JUMP: u32 = 9; // first operand: where to
const OP_SPLIT: u32 = 10; // both operands: where to

const INSTRUCTION: u32 = 12;
const SEPARATOR: u32 = 0x2f;

/** A compiled pattern, with the room that matching needs. */
@unmanaged
export class Glob {
  instructions: usize;
  count: u32;
  /** Numbers of the instructions that are active; two lists that take turns. */
  active: usize;
  next: usize;
  /** Where branches wait to be followed. */
  pending: usize;
  /** For every instruction the step at which it was last activated. */
  marks: usize;
  step: u32;
}

/** Alternatives `{…}` that are not closed yet. */
@unmanaged
class Group {
  /** The split before the present alternative. */
  split: u32;
  /** Jumps at the ends of alternatives, chained through their first operand; 0 ends the chain. */
  jumps: u32;
  parent: Group;
}

function emit(glob: Glob, operation: u32, first: u32, second: u32): u32 {
  const at = glob.instructions + glob.count * INSTRUCTION;
  store<u32>(at, operation);
  store<u32>(at, first, 4);
  store<u32>(at, second, 8);
  return glob.count++;
}

/** An alternative begins: the split leads into it and, once that is known, to the one behind it. */
function openAlternative(glob: Glob, group: Group): void {
  const number = glob.count;
  group.split = emit(glob, OP_SPLIT, number + 1, number + 1);
}

function closeGroup(glob: Glob, group: Group): void {
  let jump = group.jumps;
  while (jump) {
    const at = glob.instructions + jump * INSTRUCTION;
    jump = load<u32>(at, 4);
    store<u32>(at, glob.count, 4);
  }
}

/** The automaton of a pattern; null where the pattern does not compile. */
export function compileGlob(pattern: Value): Glob {
  const glob = changetype<Glob>(allocate(offsetof<Glob>()));
  // A byte of the pattern makes two instructions at most (a comma: a jump and a split).
  const room: u32 = pattern.length * 2 + 2;
  glob.instructions = allocate(room * INSTRUCTION);
  glob.count = 0;
  let group = changetype<Group>(0);
  let at: usize = pattern.pointer;
  const end = at + pattern.length;
  while (at < end) {
    let rune = decodeRune(at, end);
    if (rune == RUNE_ERROR) return changetype<Glob>(0);
    // The lexer takes a NUL for the end of the pattern.
    if (rune == 0) break;
    at += runeSize;
    if (rune == 0x7b) {
      const inner = changetype<Group>(allocate(offsetof<Group>()));
      inner.parent = group;
      inner.jumps = 0;
      group = inner;
      openAlternative(glob, group);
    } else if (rune == 0x2c && changetype<usize>(group)) {
      group.jumps = emit(glob, OP_JUMP, group.jumps, 0);
      store<u32>(glob.instructions + group.split * INSTRUCTION, glob.count, 8);
      openAlternative(glob, group);
    } else if (rune == 0x7d && changetype<usize>(group)) {
      closeGroup(glob, group);
      group = group.parent;
    } else if (rune == 0x5b) {
      at = compileRange(glob, at, end);
      if (!at) return changetype<Glob>(0);
    } else if (rune == 0x3f) {
      emit(glob, OP_SINGLE, 0, 0);
    } else if (rune == 0x2a) {
      if (at < end && load<u8>(at) == 0x2a) {
        at++;
        emit(glob, OP_SUPER, 0, 0);
      } else {
        emit(glob, OP_ANY, 0, 0);
      }
    } else {
      if (rune == 0x5c) {
        if (at == end) break;
        rune = decodeRune(at, end);
        if (rune == RUNE_ERROR) return changetype<Glob>(0);
        if (rune == 0) break;
        at += runeSize;
      }
      emit(glob, OP_RUNE, rune, 0);
    }
  }
  // Alternatives left open end with the pattern.
  while (changetype<usize>(group)) {
    closeGroup(glob, group);
    group = group.parent;
  }
  emit(glob, OP_MATCH, 0, 0);
  const lists = allocate(glob.count << 4);
  glob.active = lists;
  glob.next = lists + (glob.count << 2);
  glob.pending = lists + (glob.count << 3);
  glob.marks = lists + glob.count * 12;
  memory.fill(glob.marks, 0, glob.count << 2);
  glob.step = 0;
  return glob;
}

/** A rune of a bracket expression, or 0 where the pattern ends or is broken. */
function runeAt(at: usize, end: usize): u32 {
  if (at >= end) return 0;
  const rune = decodeRune(at, end);
  return rune == RUNE_ERROR ? 0 : rune;
}

/** `[lo-hi]`, `[runes]` and their negations; `at` stands behind the bracket. Gives the address behind it, or 0. */
function compileRange(glob: Glob, at: usize, end: usize): usize {
  let not: u32 = 0;
  let rune = runeAt(at, end);
  if (rune == 0x21) {
    not = 1;
    at++;
    rune = runeAt(at, end);
  }
  if (!rune) return 0;
  const behind = at + runeSize;
  if (behind < end && load<u8>(behind) == 0x2d) {
    const high = runeAt(behind + 1, end);
    if (!high || high < rune) return 0;
    at = behind + 1 + runeSize;
    if (at >= end || load<u8>(at) != 0x5d) return 0;
    emit(glob, OP_RANGE + not, rune, high);
    return at + 1;
  }
  const runes = allocate((end - at) << 2);
  let count: u32 = 0;
  while (true) {
    rune = runeAt(at, end);
    if (!rune) return 0;
    at += runeSize;
    if (rune == 0x5d) break;
    if (rune == 0x5c) {
      rune = runeAt(at, end);
      if (!rune) return 0;
      at += runeSize;
    }
    store<u32>(runes + (count << 2), rune);
    count++;
  }
  if (!count) return 0;
  emit(glob, OP_LIST + not, <u32>runes, count);
  return at;
}

/** Adds an instruction, and what can be reached from it without reading a rune, to the list at `list`. */
function activate(glob: Glob, list: usize, length: u32, number: u32): u32 {
  let waiting: u32 = 0;
  while (true) {
    const mark = glob.marks + (number << 2);
    if (load<u32>(mark) != glob.step) {
      store<u32>(mark, glob.step);
      const at = glob.instructions + number * INSTRUCTION;
      const operation = load<u32>(at);
      if (operation == OP_JUMP) {
        number = load<u32>(at, 4);
        continue;
      }
      if (operation == OP_SPLIT) {
        store<u32>(glob.pending + (waiting++ << 2), load<u32>(at, 8));
        number = load<u32>(at, 4);
        continue;
      }
      store<u32>(list + (length++ << 2), number);
      if (operation == OP_ANY || operation == OP_SUPER) {
        number++;
        continue;
      }
    }
    if (!waiting) return length;
    number = load<u32>(glob.pending + (--waiting << 2));
  }
}

function inList(runes: usize, count: u32, rune: u32): bool {
  for (let i: u32 = 0; i < count; i++) {
    if (load<u32>(runes + (i << 2)) == rune) return true;
  }
  return false;
}

function accepts(instruction: usize, rune: u32): bool {
  const first = load<u32>(instruction, 4);
  const second = load<u32>(instruction, 8);
  switch (load<u32>(instruction)) {
    case OP_RUNE:
      return rune == first;
    case OP_SINGLE:
    case OP_ANY:
      return rune != SEPARATOR;
    case OP_SUPER:
      return true;
    case OP_RANGE:
      return rune >= first && rune <= second;
    case OP_NOT_RANGE:
      return rune < first || rune > second;
    case OP_LIST:
      return inList(first, second, rune);
    case OP_NOT_LIST:
      return !inList(first, second, rune);
  }
  return false;
}

/** Does the whole name match? */
export function matchGlob(glob: Glob, name: Value): bool {
  glob.step++;
  let length = activate(glob, glob.active, 0, 0);
  let at: usize = name.pointer;
  const end = at + name.length;
  while (at < end) {
    if (!length) return false;
    const rune = decodeRune(at, end);
    at += runeSize;
    glob.step++;
    let reached: u32 = 0;
    for (let i: u32 = 0; i < length; i++) {
      const number = load<u32>(glob.active + (i << 2));
      const instruction = glob.instructions + number * INSTRUCTION;
      if (!accepts(instruction, rune)) continue;
      const operation = load<u32>(instruction);
      const stays = operation == OP_ANY || operation == OP_SUPER;
      reached = activate(glob, glob.next, reached, stays ? number : number + 1);
    }
    const list = glob.active;
    glob.active = glob.next;
    glob.next = list;
    length = reached;
  }
  for (let i: u32 = 0; i < length; i++) {
    const number = load<u32>(glob.active + (i << 2));
    if (load<u32>(glob.instructions + number * INSTRUCTION) == OP_MATCH) return true;
  }
  return false;
}
