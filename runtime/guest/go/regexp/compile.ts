// From the tree of a pattern to a program for match.ts. The program prefers the same alternatives in the same order as Go's
// (leftmost-first), so that matches and groups come out the same. Built from the end: every piece knows what follows it.
// Follows go@1.26.8 src/regexp/syntax/compile.go.

import { allocate } from '../../core/memory';
import { Value } from '../../core/value';
import { simpleFold } from './fold';
import {
  GroupName,
  groupCount,
  groupNames,
  NODE_ALTERNATE,
  NODE_ANY,
  NODE_ANY_NOT_NEWLINE,
  NODE_CAPTURE,
  NODE_CLASS,
  NODE_CONCAT,
  NODE_EMPTY,
  NODE_LITERAL,
  NODE_PLUS,
  NODE_QUEST,
  NODE_REPEAT,
  NODE_STAR,
  NODE_TEST,
  Node,
  parsePattern,
  TEST_BEGIN_TEXT,
} from './parse';
import { RuneSet } from './rune-set';

export const OP_MATCH: u8 = 0;
/** One byte: `argument`. */
export const OP_BYTE: u8 = 1;
/** One code point behind ASCII: `argument`. */
export const OP_RUNE: u8 = 2;
/** A code point of a class: `argument` is the address of a class. */
export const OP_CLASS: u8 = 3;
export const OP_ANY: u8 = 4;
export const OP_ANY_NOT_NEWLINE: u8 = 5;
/** Records the position in register `argument`. */
export const OP_CAPTURE: u8 = 6;
/** A position test: `argument` is TEST_*. */
export const OP_TEST: u8 = 7;
/** `next`, or where that fails `other`. */
export const OP_CHOICE: u8 = 8;

/** One instruction. */
@unmanaged
export class Instruction {
  op: u8;
  next: Instruction;
  other: Instruction;
  argument: u32;
  /** Of OP_CHOICE: the instructions that `next` and `other` begin with once captures are passed over. */
  nextStart: Instruction;
  otherStart: Instruction;
}

// A class: 16 bytes of bits for ASCII | u32 count of ranges behind ASCII | pairs of u32.
export const CLASS_COUNT: u32 = 16;
export const CLASS_RANGES: u32 = 20;

/** A compiled pattern. */
@unmanaged
export class Program {
  first: Instruction;
  /** Choices in the program: each has a number, in `argument`. */
  choices: u32;
  groups: u32;
  names: GroupName;
  /** Can it only match at the beginning of the text? */
  anchored: bool;
  /** Address of 32 bytes of bits: what a match can begin with; 0: anything, or nothing at all. */
  firstBytes: usize;
  // Work space of the matcher, kept from one search to the next.
  visited: usize;
  visitedSize: u32;
  stack: usize;
  stackSize: u32;
}

const NONE: Instruction = changetype<Instruction>(0);

let choices: u32 = 0;

function newInstruction(op: u8, next: Instruction): Instruction {
  const instruction = changetype<Instruction>(allocate(offsetof<Instruction>()));
  instruction.op = op;
  instruction.next = next;
  instruction.other = NONE;
  instruction.argument = 0;
  return instruction;
}

function newChoice(): Instruction {
  const choice = newInstruction(OP_CHOICE, NONE);
  choice.argument = choices++;
  return choice;
}

function afterCaptures(instruction: Instruction): Instruction {
  while (instruction.op == OP_CAPTURE) instruction = instruction.next;
  return instruction;
}

/** Joins the ends of a choice between a piece and what follows it. */
function joinChoice(choice: Instruction, piece: Instruction, following: Instruction, nonGreedy: bool): void {
  choice.next = nonGreedy ? following : piece;
  choice.other = nonGreedy ? piece : following;
  choice.nextStart = afterCaptures(choice.next);
  choice.otherStart = afterCaptures(choice.other);
}

/** Can the piece match the empty text? Go decides this by instructions, position tests included. */
function isNullable(node: Node): bool {
  switch (node.kind) {
    case NODE_EMPTY:
    case NODE_TEST:
    case NODE_STAR:
    case NODE_QUEST:
      return true;
    case NODE_CAPTURE:
    case NODE_PLUS:
      return isNullable(node.child);
    case NODE_REPEAT:
      return node.min == 0 || isNullable(node.child);
    case NODE_CONCAT: {
      for (let child = node.child; changetype<usize>(child); child = child.before) {
        if (!isNullable(child)) return false;
      }
      return true;
    }
    case NODE_ALTERNATE: {
      for (let child = node.child; changetype<usize>(child); child = child.before) {
        if (isNullable(child)) return true;
      }
      return false;
    }
    default:
      return false;
  }
}

/** Does Go simplify the piece to the empty match? */
function isEmptyPiece(node: Node): bool {
  return node.kind == NODE_EMPTY || (node.kind == NODE_REPEAT && node.max == 0);
}

function emitClass(set: RuneSet, next: Instruction): Instruction {
  const table = allocate(CLASS_RANGES + (set.count << 3));
  memory.fill(table, 0, CLASS_RANGES);
  let out = table + CLASS_RANGES;
  for (let i: u32 = 0; i < set.count; i++) {
    let low = set.first(i);
    const high = set.last(i);
    for (; low < 0x80 && low <= high; low++) {
      const at = table + (low >>> 3);
      store<u8>(at, <u8>(<u32>load<u8>(at) | (1 << (low & 7))));
    }
    if (low <= high) {
      store<u32>(out, low);
      store<u32>(out, high, 4);
      out += 8;
    }
  }
  store<u32>(table, ((out - table - CLASS_RANGES) >>> 3) as u32, CLASS_COUNT);
  const instruction = newInstruction(OP_CLASS, next);
  instruction.argument = table as u32;
  return instruction;
}

function emitLiteral(node: Node, next: Instruction): Instruction {
  const r = node.value;
  if (node.foldCase && simpleFold(r) != r) {
    const set = RuneSet.create();
    set.addFolded(r, r);
    set.clean();
    return emitClass(set, next);
  }
  const instruction = newInstruction(r < 0x80 ? OP_BYTE : OP_RUNE, next);
  instruction.argument = r;
  return instruction;
}

function emitPlus(body: Node, nonGreedy: bool, next: Instruction): Instruction {
  const choice = newChoice();
  const piece = emit(body, choice);
  joinChoice(choice, piece, next, nonGreedy);
  return piece;
}

function emitStar(body: Node, nonGreedy: bool, next: Instruction): Instruction {
  if (!isNullable(body)) {
    const choice = newChoice();
    joinChoice(choice, emit(body, choice), next, nonGreedy);
    return choice;
  }
  // (x+)?: keeps the order of preference right where x matches the empty text.
  const choice = newChoice();
  joinChoice(choice, emitPlus(body, nonGreedy, next), next, nonGreedy);
  return choice;
}

/** x{n,m} as Go writes it out: xx(x(x)?)? */
function emitRepeat(node: Node, next: Instruction): Instruction {
  const body = node.child;
  const nonGreedy = node.nonGreedy;
  let rest = next;
  let times = node.min;
  if (node.max < 0) {
    if (times == 0) return emitStar(body, nonGreedy, next);
    rest = emitPlus(body, nonGreedy, next);
    times--;
  } else {
    for (let i = node.max - node.min; i > 0; i--) {
      const choice = newChoice();
      joinChoice(choice, emit(body, rest), next, nonGreedy);
      rest = choice;
    }
  }
  for (; times > 0; times--) rest = emit(body, rest);
  return rest;
}

/** Instructions of a piece that goes on to `next`; gives the first one. */
function emit(node: Node, next: Instruction): Instruction {
  switch (node.kind) {
    case NODE_LITERAL:
      return emitLiteral(node, next);
    case NODE_CLASS:
      return emitClass(node.set, next);
    case NODE_ANY:
      return newInstruction(OP_ANY, next);
    case NODE_ANY_NOT_NEWLINE:
      return newInstruction(OP_ANY_NOT_NEWLINE, next);
    case NODE_TEST: {
      const test = newInstruction(OP_TEST, next);
      test.argument = node.value;
      return test;
    }
    case NODE_CAPTURE: {
      const close = newInstruction(OP_CAPTURE, next);
      close.argument = (node.value << 1) | 1;
      const open = newInstruction(OP_CAPTURE, emit(node.child, close));
      open.argument = node.value << 1;
      return open;
    }
    case NODE_STAR:
      return isEmptyPiece(node.child) ? next : emitStar(node.child, node.nonGreedy, next);
    case NODE_PLUS:
      return isEmptyPiece(node.child) ? next : emitPlus(node.child, node.nonGreedy, next);
    case NODE_QUEST: {
      if (isEmptyPiece(node.child)) return next;
      const choice = newChoice();
      joinChoice(choice, emit(node.child, next), next, node.nonGreedy);
      return choice;
    }
    case NODE_REPEAT:
      return node.max == 0 || isEmptyPiece(node.child) ? next : emitRepeat(node, next);
    case NODE_CONCAT: {
      let rest = next;
      for (let child = node.child; changetype<usize>(child); child = child.before) rest = emit(child, rest);
      return rest;
    }
    case NODE_ALTERNATE: {
      let rest = emit(node.child, next);
      for (let child = node.child.before; changetype<usize>(child); child = child.before) {
        const choice = newChoice();
        joinChoice(choice, emit(child, next), rest, false);
        rest = choice;
      }
      return rest;
    }
    default:
      return next;
  }
}

/** Adds to the bits at `bits` what text matched from `instruction` on can begin with; false: it may be empty. */
function collectFirstBytes(instruction: Instruction, bits: usize, seen: usize): bool {
  while (true) {
    switch (instruction.op) {
      case OP_MATCH:
        return false;
      case OP_CAPTURE:
      case OP_TEST:
        instruction = instruction.next;
        continue;
      case OP_CHOICE: {
        const number = instruction.argument;
        const at = seen + (number >>> 3);
        const bit: u32 = 1 << (number & 7);
        if (<u32>load<u8>(at) & bit) return true;
        store<u8>(at, <u8>(<u32>load<u8>(at) | bit));
        if (!collectFirstBytes(instruction.next, bits, seen)) return false;
        instruction = instruction.other;
        continue;
      }
      case OP_BYTE: {
        const at = bits + (instruction.argument >>> 3);
        store<u8>(at, <u8>(<u32>load<u8>(at) | (1 << (instruction.argument & 7))));
        return true;
      }
      case OP_RUNE:
        memory.fill(bits + 16, 0xff, 16);
        return true;
      case OP_CLASS: {
        const table = <usize>instruction.argument;
        store<u64>(bits, load<u64>(bits) | load<u64>(table));
        store<u64>(bits, load<u64>(bits, 8) | load<u64>(table, 8), 8);
        if (load<u32>(table, CLASS_COUNT)) memory.fill(bits + 16, 0xff, 16);
        return true;
      }
      default:
        return false;
    }
  }
}

/** The program of a pattern; null with a failure recorded. Source: regexp.Compile. */
export function compilePattern(pattern: Value): Program {
  const tree = parsePattern(pattern);
  if (!changetype<usize>(tree)) return changetype<Program>(0);
  choices = 0;
  const first = emit(tree, newInstruction(OP_MATCH, NONE));
  const program = changetype<Program>(allocate(offsetof<Program>()));
  program.first = first;
  program.choices = choices;
  program.groups = groupCount;
  program.names = groupNames;
  const start = afterCaptures(first);
  program.anchored = start.op == OP_TEST && start.argument == TEST_BEGIN_TEXT;
  program.firstBytes = 0;
  program.visited = 0;
  program.visitedSize = 0;
  program.stack = 0;
  program.stackSize = 0;
  if (!program.anchored) {
    const seenSize: usize = (choices + 7) >>> 3;
    const bits = allocate(32 + seenSize);
    memory.fill(bits, 0, 32 + seenSize);
    if (collectFirstBytes(first, bits, bits + 32)) program.firstBytes = bits;
  }
  return program;
}
