// Runs a program over text: a backtracking matcher that visits every choice at every position at most once, so its time is
// linear in the text however the pattern looks. Leftmost-first, as Go's regexp: the same matches and groups.
// Follows go@1.26.8 src/regexp/backtrack.go.

import { allocate, boundedSize } from '../../core/memory';
import { decodeRune, runeSize } from '../unicode/unicode';
import {
  CLASS_COUNT,
  CLASS_RANGES,
  Instruction,
  OP_ANY,
  OP_ANY_NOT_NEWLINE,
  OP_BYTE,
  OP_CAPTURE,
  OP_CHOICE,
  OP_CLASS,
  OP_RUNE,
  OP_TEST,
  Program,
} from './compile';
import { TEST_BEGIN_LINE, TEST_BEGIN_TEXT, TEST_END_LINE, TEST_END_TEXT, TEST_WORD_BOUNDARY } from './parse';

/** No position: the group did not take part. */
export const UNSET: u32 = 0xffffffff;

/** A search over one text with one program; `registers` then holds positions: pairs of begin and end, a pair a group. */
@unmanaged
export class Matcher {
  program: Program;
  text: usize;
  length: u32;
  /** Registers that are wanted: 2 for the whole match only. */
  registerCount: u32;
  registers: usize;
  // `program.visited` says which choice was tried at which position: a row of bits a position, from `base` on, valid up to
  // `cleared`. `program.stack` is what is left to try: pairs of u32.
  rowSize: u32;
  base: u32;
  cleared: u32;

  static create(program: Program, text: usize, length: u32, groups: bool): Matcher {
    const m = changetype<Matcher>(allocate(offsetof<Matcher>()));
    m.program = program;
    m.text = text;
    m.length = length;
    m.registerCount = groups ? (program.groups + 1) << 1 : 2;
    m.registers = allocate(m.registerCount << 2);
    m.rowSize = (program.choices + 7) >>> 3;
    return m;
  }

  begin(group: u32): u32 {
    return load<u32>(this.registers + (group << 3));
  }

  end(group: u32): u32 {
    return load<u32>(this.registers + (group << 3), 4);
  }

  /** The leftmost match that begins at `from` or later. */
  search(from: u32): bool {
    const program = this.program;
    if (program.anchored && from != 0) return false;
    memory.fill(this.registers, 0xff, this.registerCount << 2);
    this.base = from;
    this.cleared = from;
    const first = program.firstBytes;
    const text = this.text;
    const length = this.length;
    for (let position = from; position <= length; ) {
      if (first) {
        while (position < length) {
          const b: u32 = load<u8>(text + position);
          if ((load<u8>(first + (b >>> 3)) >>> (b & 7)) & 1) break;
          position++;
        }
        // What must begin with some byte cannot match at the end.
        if (position == length) return false;
      }
      store<u32>(this.registers, position);
      if (this.run(position)) return true;
      if (program.anchored) return false;
      if (position == length) return false;
      if (load<u8>(text + position) < 0x80) {
        position++;
      } else {
        decodeRune(text + position, text + length);
        position += runeSize;
      }
    }
    return false;
  }

  /** Room for more to try. */
  private growStack(): void {
    const program = this.program;
    const size: u32 = program.stackSize ? program.stackSize * 2 : 512;
    const stack = allocate(size);
    memory.copy(stack, program.stack, program.stackSize);
    program.stack = stack;
    program.stackSize = size;
  }

  /** Makes the rows up to `position` valid. */
  private clearRows(position: u32): void {
    const program = this.program;
    const rowSize = this.rowSize;
    let upTo = position + 64;
    if (upTo > this.length + 1) upTo = this.length + 1;
    const used = (this.cleared - this.base) * rowSize;
    const needed = boundedSize(<u64>(upTo - this.base) * rowSize);
    if (needed > program.visitedSize) {
      let size = program.visitedSize * 2;
      if (size < needed) size = needed;
      const visited = allocate(size);
      memory.copy(visited, program.visited, used);
      program.visited = visited;
      program.visitedSize = size;
    }
    memory.fill(program.visited + used, 0, needed - used);
    this.cleared = upTo;
  }

  /** Tries to match from `start` on; registers 1… are set on success and as before otherwise. */
  private run(start: u32): bool {
    const program = this.program;
    const text = this.text;
    const length = this.length;
    const end = text + length;
    const registers = this.registers;
    const rowSize = this.rowSize;
    let stack = program.stack;
    let top: u32 = 0;
    let instruction = program.first;
    let position = start;
    while (true) {
      let alive = true;
      switch (instruction.op) {
        case OP_BYTE:
          if (position < length && <u32>load<u8>(text + position) == instruction.argument) {
            position++;
            instruction = instruction.next;
          } else {
            alive = false;
          }
          break;
        case OP_CLASS:
        case OP_RUNE:
        case OP_ANY:
        case OP_ANY_NOT_NEWLINE: {
          if (position < length) {
            let r: u32 = load<u8>(text + position);
            let size: u32 = 1;
            if (r >= 0x80) {
              r = decodeRune(text + position, end);
              size = runeSize;
            }
            if (accepts(instruction, r)) {
              position += size;
              instruction = instruction.next;
              break;
            }
          }
          alive = false;
          break;
        }
        case OP_CHOICE: {
          if (position >= this.cleared) this.clearRows(position);
          const number = instruction.argument;
          const at = program.visited + (position - this.base) * rowSize + (number >>> 3);
          const bits: u32 = load<u8>(at);
          const bit: u32 = 1 << (number & 7);
          if (bits & bit) {
            alive = false;
            break;
          }
          store<u8>(at, <u8>(bits | bit));
          const b: u32 = position < length ? load<u8>(text + position) : 0x100;
          const other = couldAccept(instruction.otherStart, b);
          if (couldAccept(instruction.nextStart, b)) {
            if (other) {
              if (top == program.stackSize) {
                this.growStack();
                stack = program.stack;
              }
              store<u32>(stack + top, changetype<u32>(instruction.other));
              store<u32>(stack + top, position, 4);
              top += 8;
            }
            instruction = instruction.next;
          } else if (other) {
            instruction = instruction.other;
          } else {
            alive = false;
          }
          break;
        }
        case OP_CAPTURE: {
          const register = instruction.argument;
          if (register < this.registerCount) {
            // To be put back when this way fails; the odd address tells it from an instruction.
            if (top == program.stackSize) {
              this.growStack();
              stack = program.stack;
            }
            const at = registers + (register << 2);
            store<u32>(stack + top, (register << 1) | 1);
            store<u32>(stack + top, load<u32>(at), 4);
            top += 8;
            store<u32>(at, position);
          }
          instruction = instruction.next;
          break;
        }
        case OP_TEST:
          alive = this.test(instruction.argument, position);
          instruction = instruction.next;
          break;
        default:
          store<u32>(registers, position, 4);
          return true;
      }
      while (!alive) {
        if (top == 0) return false;
        top -= 8;
        const what = load<u32>(stack + top);
        const value = load<u32>(stack + top, 4);
        if (what & 1) {
          store<u32>(registers + ((what >>> 1) << 2), value);
        } else {
          instruction = changetype<Instruction>(what);
          position = value;
          alive = true;
        }
      }
    }
  }

  /** Does the test hold at the position? */
  private test(test: u32, position: u32): bool {
    const before = position > 0 ? <u32>load<u8>(this.text + position - 1) : 0x100;
    const after = position < this.length ? <u32>load<u8>(this.text + position) : 0x100;
    switch (test) {
      case TEST_BEGIN_TEXT:
        return before == 0x100;
      case TEST_END_TEXT:
        return after == 0x100;
      case TEST_BEGIN_LINE:
        return before == 0x100 || before == 0x0a;
      case TEST_END_LINE:
        return after == 0x100 || after == 0x0a;
      case TEST_WORD_BOUNDARY:
        return isWordByte(before) != isWordByte(after);
      default:
        return isWordByte(before) == isWordByte(after);
    }
  }
}

function isWordByte(b: u32): bool {
  return b - 0x30 < 10 || ((b | 0x20) - 0x61 < 26 && b < 0x80) || b == 0x5f;
}

/** Does the instruction, one that takes a code point, take this one? */
function accepts(instruction: Instruction, r: u32): bool {
  switch (instruction.op) {
    case OP_CLASS: {
      const table = <usize>instruction.argument;
      if (r < 0x80) return ((load<u8>(table + (r >>> 3)) >>> (r & 7)) & 1) != 0;
      let low: u32 = 0;
      let high = load<u32>(table, CLASS_COUNT);
      while (low < high) {
        const middle = (low + high) >>> 1;
        const range = table + CLASS_RANGES + (middle << 3);
        if (r < load<u32>(range)) high = middle;
        else if (r > load<u32>(range, 4)) low = middle + 1;
        else return true;
      }
      return false;
    }
    case OP_RUNE:
      return r == instruction.argument;
    case OP_ANY:
      return true;
    default:
      return r != 0x0a;
  }
}

/** False where the instruction certainly fails before the byte `b` (0x100: the end of the text). */
function couldAccept(instruction: Instruction, b: u32): bool {
  switch (instruction.op) {
    case OP_BYTE:
      return b == instruction.argument;
    case OP_CLASS:
      if (b >= 0x80) return b != 0x100;
      return ((load<u8>(<usize>instruction.argument + (b >>> 3)) >>> (b & 7)) & 1) != 0;
    case OP_RUNE:
      return b >= 0x80 && b != 0x100;
    case OP_ANY:
      return b != 0x100;
    case OP_ANY_NOT_NEWLINE:
      return b != 0x100 && b != 0x0a;
    default:
      return true;
  }
}
