// The operations of WebAssembly that the emitter uses, and no more. One implementation builds Binaryen's expressions, for
// modules that are kept; the other writes bytes, for charts that are rendered from source. The emitter does not know which.

/** `Code` is a piece of code that leaves an i32 or nothing. A piece is used in one place. */
export interface Assembler<Code> {
  const(value: number): Code;
  /** `i32.load` of an address and an offset, and `i32.store`. */
  load(offset: number, address: Code): Code;
  store(offset: number, address: Code, value: Code): Code;
  /** Fills `size` bytes from `address` with `value`. */
  fill(address: Code, value: Code, size: Code): Code;
  /** Copies `size` bytes. */
  copy(to: Code, from: Code, size: Code): Code;
  isZero(value: Code): Code;
  equal(a: Code, b: Code): Code;
  notEqual(a: Code, b: Code): Code;
  add(a: Code, b: Code): Code;
  /** a < b, unsigned */
  less(a: Code, b: Code): Code;

  get(local: number): Code;
  set(local: number, value: Code): Code;
  /** Sets a local and leaves the value. */
  tee(local: number, value: Code): Code;

  /** Calls a function that was added before; it leaves an i32. */
  call(name: string, operands: Code[]): Code;
  /** Calls a function of the guest library, by the name that it is exported under. Throws MissingFunction. */
  callGuest(name: string, operands: Code[]): Code;
  /** The same for one that leaves nothing. */
  runGuest(name: string, operands: Code[]): Code;

  drop(value: Code): Code;
  nop(): Code;
  return(value: Code): Code;
  unreachable(): Code;
  /** A statement: neither branch leaves anything. */
  if(condition: Code, then: Code, otherwise?: Code): Code;
  /** An expression: both branches leave an i32. */
  choose(condition: Code, whenTrue: Code, whenFalse: Code): Code;
  /** Pieces after one another that leave nothing. A branch to the label leads behind them. */
  block(label: string | null, body: Code[]): Code;
  /** Pieces after one another of which the last leaves an i32. */
  value(body: Code[]): Code;
  /** A branch to the label leads to its beginning. */
  loop(label: string, body: Code): Code;
  branch(label: string, condition?: Code): Code;

  /** Adds a function of type (i32) -> i32. `locals` counts its parameter. */
  addFunction(name: string, locals: number, body: Code[]): void;
}

/** The guest library lacks what a template calls. */
export class MissingFunction extends Error {
  constructor(readonly symbol: string) {
    super(`the guest library has no function ${symbol}`);
  }
}
