// Number literals and character constants to NumberNode, as newNumber of text/template/parse/node.go: a constant is held
// under every type that can represent it. Compiled by tsc and by asc.
// Follows go@1.26.8 src/text/template/parse/node.go.
import { NumberNode } from './ast';
import { ByteBuilder, Char } from './bytes';
import { TokenKind } from './lexer';
import { appendQuoted, CharReader } from './quote';
import {
  appendFloatError,
  FloatError,
  FloatReader,
  fitsInt64,
  fitsUint64,
  floatHigh,
  floatLow,
  IntegerReader,
  scanFloatToken,
  unsigned,
  unsignedToFloat,
} from './strconv';

/** Reads one constant. */
export class NumberReader {
  /** Why `read` gave null. */
  readonly errorMessage: ByteBuilder = new ByteBuilder();

  constructor(private readonly source: Uint8Array) {}

  /** A number or character constant under every type that holds it; null on an error. */
  read(start: i32, end: i32, kind: i32): NumberNode | null {
    const source = this.source;
    const node = new NumberNode(start, source.subarray(start, end), kind === TokenKind.CharConstant);
    if (kind === TokenKind.CharConstant) return this.charConstant(node, start, end);
    if (kind === TokenKind.Complex) return this.complexConstant(node, start, end);
    if (smallInteger(node, source, start, end)) return node;
    if (source[end - 1] === Char.LowerI) {
      const reader = new FloatReader();
      reader.read(source, start, end - 1);
      if (reader.error === FloatError.None) {
        setComplex(node, 0, reader.value);
        return node;
      }
    }
    this.integerConstant(node, start, end);
    if (!node.isInt && !node.isUint) {
      const reader = new FloatReader();
      reader.read(source, start, end);
      if (reader.error === FloatError.None) {
        if (!node.hasFloatMark()) {
          this.errorQuoting('integer overflow: ', start, end);
          return null;
        }
        setFloat(node, reader.value);
      }
    }
    if (node.isInt || node.isUint || node.isFloat) return node;
    this.errorQuoting('illegal number syntax: ', start, end);
    return null;
  }

  private charConstant(node: NumberNode, start: i32, end: i32): NumberNode | null {
    const reader = new CharReader(this.source, start + 1, end);
    if (!reader.next(Char.SingleQuote)) {
      this.errorMessage.ascii('invalid syntax');
      return null;
    }
    if (reader.at !== end - 1) {
      this.errorMessage.ascii('malformed character constant: ');
      this.errorMessage.slice(this.source, start, end);
      return null;
    }
    node.isInt = true;
    node.isUint = true;
    node.isFloat = true;
    node.lo = unsigned(reader.value);
    node.float64 = reader.value as f64;
    return node;
  }

  /** A pair such as 1+2i; Go reads it with the scanner of fmt. */
  private complexConstant(node: NumberNode, start: i32, end: i32): NumberNode | null {
    const source = this.source;
    const middle = scanFloatToken(source, start, end);
    const sign: i32 = middle < end ? (source[middle] as i32) : 0;
    const stop = sign === Char.Plus || sign === Char.Minus ? scanFloatToken(source, middle + 1, end) : end;
    if (stop >= end || source[stop] !== Char.LowerI) {
      this.errorMessage.ascii('syntax error scanning complex number');
      return null;
    }
    const real = this.float(start, middle);
    const imaginary = this.float(middle, stop);
    if (this.errorMessage.length > 0) return null;
    setComplex(node, real, imaginary);
    return node;
  }

  /** A part of a complex constant; an error is kept unless there is one already. */
  private float(start: i32, end: i32): f64 {
    const reader = new FloatReader();
    reader.read(this.source, start, end);
    if (reader.error !== FloatError.None && this.errorMessage.length === 0) {
      appendFloatError(this.errorMessage, reader.error, this.source, start, end);
    }
    return reader.value;
  }

  private errorQuoting(text: string, start: i32, end: i32): void {
    this.errorMessage.ascii(text);
    appendQuoted(this.errorMessage, this.source, start, end);
  }

  /** Tries source[start, end) as an integer. A sign excludes a uint64, except for zero. */
  private integerConstant(node: NumberNode, start: i32, end: i32): void {
    const sign: i32 = this.source[start];
    const negative = sign === Char.Minus;
    const signed = negative || sign === Char.Plus;
    const integer = new IntegerReader();
    if (!integer.read(this.source, signed ? start + 1 : start, end)) return;
    const hi = integer.hi;
    const lo = integer.lo;
    const zero = hi === 0 && lo === 0;
    const high = hi >= 0x80000000;
    node.isInt = !high || (negative && hi === 0x80000000 && lo === 0);
    node.isUint = !signed || zero;
    if (!node.isInt && !node.isUint) return;
    node.isFloat = true;
    const magnitude = unsignedToFloat(hi, lo);
    node.float64 = negative && !zero ? -magnitude : magnitude;
    node.hi = hi;
    node.lo = lo;
    if (negative) {
      node.lo = lo === 0 ? lo : 4294967295 - lo + 1;
      node.hi = 4294967295 - hi + (lo === 0 ? 1 : 0);
      if (zero) node.hi = 0;
    }
  }
}

/** What nearly every number is: up to nine decimal digits and nothing else. False: it is more. */
function smallInteger(node: NumberNode, source: Uint8Array, start: i32, end: i32): bool {
  if (end - start > 9 || (end - start > 1 && source[start] === Char.Zero)) return false;
  let value: i32 = 0;
  for (let i = start; i < end; i++) {
    const digit: i32 = (source[i] as i32) - Char.Zero;
    if (digit < 0 || digit > 9) return false;
    value = value * 10 + digit;
  }
  node.isInt = true;
  node.isUint = true;
  node.isFloat = true;
  node.float64 = value as f64;
  node.lo = unsigned(value);
  return true;
}

/** A float that is whole is an integer too, as far as it fits. */
function setFloat(node: NumberNode, value: f64): void {
  node.isFloat = true;
  node.float64 = value;
  node.isInt = fitsInt64(value);
  node.isUint = fitsUint64(value);
  if (node.isInt || node.isUint) {
    node.hi = floatHigh(value);
    node.lo = floatLow(value);
  }
}

/** A complex number without an imaginary part is a float too. */
function setComplex(node: NumberNode, real: f64, imaginary: f64): void {
  node.isComplex = true;
  if (imaginary === 0) setFloat(node, real);
  node.float64 = real;
  node.imaginary = imaginary;
}
