// The assembler that writes WebAssembly itself: nothing has to be loaded for it, and it runs in a browser. A piece of code is
// a function that writes it, because what a branch is called by (how many blocks lie between) is known only from outside in.

import {
  BLOCK,
  BR,
  BR_IF,
  BULK,
  CALL,
  DROP,
  ELSE,
  END,
  I32_ADD,
  I32_CONST,
  I32_EQ,
  I32_EQZ,
  I32_LOAD,
  I32_LT_U,
  I32_NE,
  I32_STORE,
  IF,
  LOCAL_GET,
  LOCAL_SET,
  LOCAL_TEE,
  LOOP,
  MEMORY_COPY,
  MEMORY_FILL,
  NOP,
  RETURN,
  TYPE_EMPTY,
  TYPE_I32,
  UNREACHABLE,
} from '../../../runtime/abi/wasm';
import { type Assembler, MissingFunction } from '../assembler';
import { ByteWriter } from '../../../runtime/wasm/writer';

/** Writes a piece of code. `labels` are those of the blocks around it, the innermost last. */
export type Write = (out: ByteWriter, labels: (string | null)[]) => void;

/** Alignment of a word, as the exponent of 2. */
const WORD = 2;

/** What functions are called by. */
export interface FunctionIndexes {
  /** Of a function that the guest exports; undefined where there is none. */
  guest(name: string): number | undefined;
  /** Of the first function added. */
  first: number;
}

/** Assembles bodies for the code section, one behind the other. */
export class BytesAssembler implements Assembler<Write> {
  /** The bodies of the functions, without their sizes, in the order of their indexes. */
  readonly bodies: { bytes: Uint8Array; start: number; end: number }[] = [];
  private readonly indexes = new Map<string, number>();

  constructor(private readonly functions: FunctionIndexes) {}

  /** The index of a function that was added. */
  indexOf(name: string): number {
    return this.indexes.get(name)!;
  }

  const = (value: number): Write => {
    return (out) => {
      out.byte(I32_CONST);
      out.signed(value);
    };
  };

  load = (offset: number, address: Write): Write => {
    return (out, labels) => {
      address(out, labels);
      out.byte(I32_LOAD);
      out.byte(WORD);
      out.unsigned(offset);
    };
  };

  store = (offset: number, address: Write, value: Write): Write => {
    return (out, labels) => {
      address(out, labels);
      value(out, labels);
      out.byte(I32_STORE);
      out.byte(WORD);
      out.unsigned(offset);
    };
  };

  fill = (address: Write, value: Write, size: Write): Write => {
    return (out, labels) => {
      address(out, labels);
      value(out, labels);
      size(out, labels);
      out.byte(BULK);
      out.byte(MEMORY_FILL);
      out.byte(0);
    };
  };

  copy = (to: Write, from: Write, size: Write): Write => {
    return (out, labels) => {
      to(out, labels);
      from(out, labels);
      size(out, labels);
      out.byte(BULK);
      out.byte(MEMORY_COPY);
      out.byte(0);
      out.byte(0);
    };
  };

  isZero = (value: Write): Write => behind(I32_EQZ, value);
  equal = (a: Write, b: Write): Write => behind(I32_EQ, a, b);
  notEqual = (a: Write, b: Write): Write => behind(I32_NE, a, b);
  add = (a: Write, b: Write): Write => behind(I32_ADD, a, b);
  less = (a: Write, b: Write): Write => behind(I32_LT_U, a, b);
  drop = (value: Write): Write => behind(DROP, value);
  return = (value: Write): Write => behind(RETURN, value);
  nop = (): Write => behind(NOP);
  unreachable = (): Write => behind(UNREACHABLE);

  get = (local: number): Write => numbered(LOCAL_GET, local);
  set = (local: number, value: Write): Write => numbered(LOCAL_SET, local, value);
  tee = (local: number, value: Write): Write => numbered(LOCAL_TEE, local, value);

  call = (name: string, operands: Write[]): Write => numbered(CALL, this.indexOf(name), ...operands);

  callGuest = (name: string, operands: Write[]): Write => {
    const index = this.functions.guest(name);
    if (index === undefined) throw new MissingFunction(name);
    return numbered(CALL, index, ...operands);
  };

  runGuest = this.callGuest;

  if = (condition: Write, then: Write, otherwise?: Write): Write => branches(TYPE_EMPTY, condition, then, otherwise);

  choose = (condition: Write, whenTrue: Write, whenFalse: Write): Write => {
    return branches(TYPE_I32, condition, whenTrue, whenFalse);
  };

  block = (label: string | null, body: Write[]): Write => {
    if (label === null) return this.value(body);
    return (out, labels) => {
      out.byte(BLOCK);
      out.byte(TYPE_EMPTY);
      labels.push(label);
      for (const write of body) write(out, labels);
      labels.pop();
      out.byte(END);
    };
  };

  value = (body: Write[]): Write => {
    return (out, labels) => {
      for (const write of body) write(out, labels);
    };
  };

  loop = (label: string, body: Write): Write => {
    return (out, labels) => {
      out.byte(LOOP);
      out.byte(TYPE_EMPTY);
      labels.push(label);
      body(out, labels);
      labels.pop();
      out.byte(END);
    };
  };

  branch = (label: string, condition?: Write): Write => {
    return (out, labels) => {
      condition?.(out, labels);
      out.byte(condition ? BR_IF : BR);
      out.unsigned(labels.length - 1 - labels.lastIndexOf(label));
    };
  };

  addFunction(name: string, locals: number, body: Write[]): void {
    this.indexes.set(name, this.functions.first + this.bodies.length);
    const out = new ByteWriter();
    if (locals === 1) {
      out.byte(0);
    } else {
      out.byte(1);
      out.unsigned(locals - 1);
      out.byte(TYPE_I32);
    }
    const labels: null[] = [];
    for (const write of body) write(out, labels);
    out.byte(END);
    const bytes = out.finish();
    this.bodies.push({ bytes, start: 0, end: bytes.length });
  }
}

/** Operands, then an instruction. */
function behind(instruction: number, ...operands: Write[]): Write {
  return (out, labels) => {
    for (const operand of operands) operand(out, labels);
    out.byte(instruction);
  };
}

/** Operands, then an instruction with a number. */
function numbered(instruction: number, number: number, ...operands: Write[]): Write {
  return (out, labels) => {
    for (const operand of operands) operand(out, labels);
    out.byte(instruction);
    out.unsigned(number);
  };
}

function branches(type: number, condition: Write, then: Write, otherwise: Write | undefined): Write {
  return (out, labels) => {
    condition(out, labels);
    out.byte(IF);
    out.byte(type);
    labels.push(null);
    then(out, labels);
    if (otherwise) {
      out.byte(ELSE);
      otherwise(out, labels);
    }
    labels.pop();
    out.byte(END);
  };
}
