// The functions that Go's text/template brings itself: comparison, index, len, call, not, html, js. (and/or normally are
// control flow in compiled code; here are the forms for arguments that were all evaluated already.)
// Must never convert between number kinds: Go compares integers with integers and floats with floats only.
// Follows go@1.26.8 src/text/template/funcs.go.

import { COMPARED_TYPES_NAMED, ELSE_WITH } from '../../../abi/quirks';
import {
  KIND_BOOL,
  KIND_BYTES,
  KIND_COMPLEX128,
  KIND_DURATION,
  KIND_ERROR,
  KIND_FLOAT64,
  KIND_FUNCTION,
  KIND_INT,
  KIND_INT16,
  KIND_LIST,
  KIND_MAP,
  KIND_MONTH,
  KIND_NIL,
  KIND_OBJECT,
  KIND_SEMVER,
  KIND_STRING,
  KIND_UINT,
  KIND_UINT64,
  KIND_URL,
  KIND_WEEKDAY,
  MAP_ANY_ANY,
  MAP_FILES,
  MAP_STRING,
  OBJECT_CAPABILITIES,
  OBJECT_DEPENDENCY,
  OBJECT_METADATA,
} from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import { failLiteral, failWith, message } from '../../core/error';
import { formatValue, printValue, sprintf } from '../../go/fmt/format';
import { mapGet } from '../../core/map';
import { allocate, compareBytes, equalBytes } from '../../core/memory';
import { has } from '../../core/mode';
import { deepEqual, equalComplex, truth, typeName } from '../../go/reflect/types';
import { decodeRune, isPrint, runeSize } from '../../go/unicode/unicode';
import {
  EMPTY_STRING,
  elementAt,
  emptyBytes,
  FALSE,
  literal,
  NIL,
  newBool,
  newInt,
  newInteger,
  substring,
  TRUE,
  Value,
} from '../../core/value';

const FAILED: Value = changetype<Value>(0);

function argument(pointer: usize, i: i32): Value {
  return changetype<Value>(load<u32>(pointer + ((<usize>i) << 2)));
}

// ---- comparison

// Go's basicKind: the families that comparison tells apart.
const FAMILY_NONE: i32 = 0;
const FAMILY_BOOL: i32 = 1;
const FAMILY_COMPLEX: i32 = 2;
const FAMILY_INT: i32 = 3;
const FAMILY_FLOAT: i32 = 4;
const FAMILY_STRING: i32 = 5;
const FAMILY_UINT: i32 = 6;

function family(v: Value): i32 {
  const kind = v.kind;
  if (kind == KIND_STRING) return FAMILY_STRING;
  if (kind == KIND_FLOAT64) return FAMILY_FLOAT;
  if (kind >= KIND_INT && kind <= KIND_INT16) return FAMILY_INT;
  if (kind >= KIND_UINT && kind <= KIND_UINT64) return FAMILY_UINT;
  if (kind == KIND_BOOL) return FAMILY_BOOL;
  if (kind == KIND_COMPLEX128) return FAMILY_COMPLEX;
  if (kind == KIND_DURATION || kind == KIND_MONTH || kind == KIND_WEEKDAY) return FAMILY_INT;
  return FAMILY_NONE;
}

// Go's reflect.Kind of the values outside those families.
const SHAPE_NIL: i32 = 0;
const SHAPE_SLICE: i32 = 1;
const SHAPE_MAP: i32 = 2;
const SHAPE_STRUCT: i32 = 3;
const SHAPE_POINTER: i32 = 4;
const SHAPE_FUNCTION: i32 = 5;

function shape(v: Value): i32 {
  switch (v.kind) {
    case KIND_NIL:
      return SHAPE_NIL;
    case KIND_LIST:
    case KIND_BYTES:
      return SHAPE_SLICE;
    case KIND_MAP:
      return SHAPE_MAP;
    case KIND_SEMVER:
    case KIND_URL:
    case KIND_ERROR:
      return SHAPE_POINTER;
    case KIND_FUNCTION:
      return SHAPE_FUNCTION;
    case KIND_OBJECT: {
      const type = v.type;
      const isPointer = type == OBJECT_CAPABILITIES || (type >= OBJECT_METADATA && type <= OBJECT_DEPENDENCY);
      return isPointer ? SHAPE_POINTER : SHAPE_STRUCT;
    }
    default:
      return SHAPE_STRUCT;
  }
}

function isNilValue(v: Value): bool {
  if (v.kind == KIND_NIL) return true;
  if (v.kind == KIND_MAP) return v.pointer == 0 || v.isTypedNil;
  return (v.kind == KIND_LIST || v.kind == KIND_BYTES) && v.isTypedNil;
}

function failIncompatible(a: Value, b: Value): bool {
  const text = message();
  text.literal('incompatible types for comparison');
  if (has(COMPARED_TYPES_NAMED)) {
    text.literal(': ');
    text.string(typeName(a));
    text.literal(' and ');
    text.string(typeName(b));
  }
  failWith(text);
  return false;
}

/** `%s` of one value. */
function writeAsString(text: Buffer, v: Value): void {
  const arguments_ = allocate(4);
  store<u32>(arguments_, changetype<u32>(v));
  sprintf(text, literal('%s'), arguments_, 1);
}

/** Set by `equal` and `less` when they end in a failure; their result then means nothing. */
let comparisonFailed: bool = false;

/** Go's `==` on two values of one non-basic kind. */
function equalOthers(a: Value, b: Value): bool {
  const shapeA = shape(a);
  const shapeB = shape(b);
  if (shapeA != shapeB && shapeA != SHAPE_NIL && shapeB != SHAPE_NIL) {
    const text = message();
    text.literal('non-comparable types ');
    writeAsString(text, a);
    text.literal(': ');
    text.string(typeName(a));
    text.literal(', ');
    text.string(typeName(b));
    text.literal(': ');
    formatValue(text, b);
    failWith(text);
    comparisonFailed = true;
    return false;
  }
  const nilA = isNilValue(a);
  const nilB = isNilValue(b);
  if (nilA || nilB) return nilA == nilB;
  switch (shapeB) {
    case SHAPE_POINTER:
      return a.kind == b.kind && a.pointer == b.pointer;
    case SHAPE_STRUCT:
      return a.kind == b.kind && a.type == b.type && (a.pointer == b.pointer || deepEqual(a, b));
    default: {
      const text = message();
      text.literal('non-comparable type ');
      writeAsString(text, b);
      text.literal(': ');
      text.string(typeName(b));
      failWith(text);
      comparisonFailed = true;
      return false;
    }
  }
}

/** Go's eq of two values; sets `comparisonFailed`. */
function equal(a: Value, b: Value): bool {
  const familyA = family(a);
  const familyB = family(b);
  if (familyA != familyB) {
    if (familyA == FAMILY_INT && familyB == FAMILY_UINT) return a.int >= 0 && a.int == b.int;
    if (familyA == FAMILY_UINT && familyB == FAMILY_INT) return b.int >= 0 && a.int == b.int;
    if (a.kind != KIND_NIL && b.kind != KIND_NIL) {
      comparisonFailed = true;
      return failIncompatible(a, b);
    }
    return false;
  }
  switch (familyA) {
    case FAMILY_STRING:
      return equalBytes(a.pointer, a.length, b.pointer, b.length);
    case FAMILY_BOOL:
    case FAMILY_INT:
    case FAMILY_UINT:
      return a.int == b.int;
    case FAMILY_FLOAT:
      return a.float == b.float;
    case FAMILY_COMPLEX:
      return equalComplex(a, b);
    default:
      return equalOthers(a, b);
  }
}

/** Go's lt of two values; sets `comparisonFailed`. */
function less(a: Value, b: Value): bool {
  const familyA = family(a);
  const familyB = family(b);
  if (familyA != FAMILY_NONE && familyB != FAMILY_NONE) {
    if (familyA != familyB) {
      if (familyA == FAMILY_INT && familyB == FAMILY_UINT) return a.int < 0 || <u64>a.int < <u64>b.int;
      if (familyA == FAMILY_UINT && familyB == FAMILY_INT) return b.int >= 0 && <u64>a.int < <u64>b.int;
      comparisonFailed = true;
      return failIncompatible(a, b);
    }
    switch (familyA) {
      case FAMILY_STRING:
        return compareBytes(a.pointer, a.length, b.pointer, b.length) < 0;
      case FAMILY_INT:
        return a.int < b.int;
      case FAMILY_UINT:
        return <u64>a.int < <u64>b.int;
      case FAMILY_FLOAT:
        return a.float < b.float;
    }
  }
  comparisonFailed = true;
  failLiteral('invalid type for comparison');
  return false;
}

/** `eq a b c…`: a == b or a == c …. Source: text/template eq. */
export function fnEq(a: Value, pointer: usize, count: i32): Value {
  if (count == 0) return failLiteral('missing argument for comparison');
  comparisonFailed = false;
  for (let i = 0; i < count; i++) {
    const same = equal(a, argument(pointer, i));
    if (comparisonFailed) return FAILED;
    if (same) return TRUE;
  }
  return FALSE;
}

/** `eq` of exactly two arguments, without an argument vector. */
export function fnEq2(a: Value, b: Value): Value {
  comparisonFailed = false;
  const same = equal(a, b);
  return comparisonFailed ? FAILED : newBool(same);
}

/** `ne a b`. Source: text/template ne. */
export function fnNe(a: Value, b: Value): Value {
  comparisonFailed = false;
  const same = equal(a, b);
  return comparisonFailed ? FAILED : newBool(!same);
}

/** `lt a b`. Source: text/template lt. */
export function fnLt(a: Value, b: Value): Value {
  comparisonFailed = false;
  const result = less(a, b);
  return comparisonFailed ? FAILED : newBool(result);
}

/** `le a b`: lt or eq, as Go defines it (so a NaN is neither). Source: text/template le. */
export function fnLe(a: Value, b: Value): Value {
  comparisonFailed = false;
  let result = less(a, b);
  if (!comparisonFailed && !result) result = equal(a, b);
  return comparisonFailed ? FAILED : newBool(result);
}

/** `gt a b`: not le. Source: text/template gt. */
export function fnGt(a: Value, b: Value): Value {
  const result = fnLe(a, b);
  return changetype<usize>(result) ? newBool(result != TRUE) : result;
}

/** `ge a b`: not lt. Source: text/template ge. */
export function fnGe(a: Value, b: Value): Value {
  const result = fnLt(a, b);
  return changetype<usize>(result) ? newBool(result != TRUE) : result;
}

// ---- logic

/** `not a`. Source: text/template not. */
export function fnNot(a: Value): Value {
  return newBool(!truth(a));
}

/** `and a b…` with every argument evaluated: the first false one, else the last. Source: text/template and. */
export function fnAnd(a: Value, pointer: usize, count: i32): Value {
  let v = a;
  for (let i = 0; i < count && truth(v); i++) v = argument(pointer, i);
  return v;
}

/** `or a b…` with every argument evaluated: the first true one, else the last. Source: text/template or. */
export function fnOr(a: Value, pointer: usize, count: i32): Value {
  let v = a;
  for (let i = 0; i < count && !truth(v); i++) v = argument(pointer, i);
  return v;
}

// ---- index, len, call

/** Writes the type of the value, or of what it points to. */
function writePointedType(text: Buffer, v: Value): void {
  const name = typeName(v);
  text.string(shape(v) == SHAPE_POINTER && name.byte(0) == 0x2a ? substring(name, 1, name.length) : name);
}

/** The key as a position in 0 … length, or -1 with a failure recorded. Source: text/template indexArg. */
function position(key: Value, length: u32): i32 {
  const kind = family(key);
  if (kind != FAMILY_INT && kind != FAMILY_UINT) {
    const text = message();
    text.literal('cannot index slice/array with ');
    if (key.kind == KIND_NIL) {
      text.literal('nil');
    } else {
      text.literal('type ');
      text.string(typeName(key));
    }
    failWith(text);
    return -1;
  }
  const x = key.int;
  if (x < 0 || x > <i64>length) {
    const text = message();
    text.literal('index out of range: ');
    text.integer(x);
    failWith(text);
    return -1;
  }
  return <i32>x;
}

/** One step of `index` into a collection; the collection is not nil. */
function indexOne(item: Value, key: Value): Value {
  switch (item.kind) {
    case KIND_STRING:
    case KIND_LIST:
    case KIND_BYTES: {
      const at = position(key, item.length);
      if (at < 0) return FAILED;
      if (<u32>at == item.length) {
        return failLiteral(
          item.kind == KIND_STRING ? 'reflect: string index out of range' : 'reflect: slice index out of range',
        );
      }
      if (item.kind == KIND_STRING) return newInteger(8, item.byte(at));
      return elementAt(item, at);
    }
    case KIND_MAP: {
      const type = item.type;
      if (key.kind != KIND_STRING && type != MAP_ANY_ANY) {
        if (key.kind == KIND_NIL) return failLiteral('value is nil; should be of type string');
        const text = message();
        text.literal('value has type ');
        text.string(typeName(key));
        text.literal('; should be string');
        return failWith(text);
      }
      const found = key.kind == KIND_STRING ? mapGet(item.map, key) : FAILED;
      if (changetype<usize>(found)) return found;
      if (type == MAP_STRING) return EMPTY_STRING;
      if (type == MAP_FILES) return emptyBytes();
      return NIL;
    }
    default: {
      const text = message();
      text.literal("can't index item of type ");
      writePointedType(text, item);
      return failWith(text);
    }
  }
}

/** `index x k…`. Source: text/template index. */
export function fnIndex(a: Value, pointer: usize, count: i32): Value {
  if (a.kind == KIND_NIL) return failLiteral('index of untyped nil');
  let item = a;
  for (let i = 0; i < count; i++) {
    if (item.kind == KIND_NIL) return failLiteral('index of nil pointer');
    item = indexOne(item, argument(pointer, i));
    if (!changetype<usize>(item)) return item;
  }
  return item;
}

/** `len x`. Source: text/template length. */
export function fnLen(a: Value): Value {
  switch (a.kind) {
    case KIND_STRING:
    case KIND_LIST:
    case KIND_BYTES:
      return newInt(a.length);
    case KIND_MAP:
      return newInt(a.pointer ? a.map.count : 0);
    case KIND_NIL:
      return failLiteral(a.isTypedNil ? 'reflect: call of reflect.Value.Type on zero Value' : 'len of nil pointer');
    default: {
      const text = message();
      text.literal('len of type ');
      writePointedType(text, a);
      return failWith(text);
    }
  }
}

/**
 * `call f args…` where the callee was written as `name`. No value that a Helm template can hold is a function that
 * `call` could call, so this always fails, in Go's words. Source: text/template call.
 */
export function callNamed(name: Value, f: Value): Value {
  if (f.kind == KIND_NIL) return failLiteral('call of nil');
  const text = message();
  text.literal('non-function ');
  if (has(ELSE_WITH)) {
    text.string(name);
    text.byte(0x20);
  }
  text.literal('of type ');
  text.string(typeName(f));
  return failWith(text);
}

/** `f | call`: like `callNamed` with the name that Go makes up for a piped callee (reflect.Value's String). */
export function fnCall(f: Value, pointer: usize, count: i32): Value {
  return callNamed(changetype<usize>(callee) ? callee : calleeOf(f), f);
}

/** Source text of the first argument of the `call` under way; null where that came through a pipe. */
let callee: Value = changetype<Value>(0);

/** Says what the `call` that comes next calls. */
export function setCallee(text: Value): void {
  callee = text;
}

function calleeOf(f: Value): Value {
  if (f.kind == KIND_NIL || f.kind == KIND_STRING) return f;
  const name = message();
  name.byte(0x3c);
  name.string(typeName(f));
  name.literal(' Value>');
  return name.toValue();
}

// ---- escaping

/**
 * The text of the arguments as html, js and urlquery take it: like `print`, but every value printed the way `{{ }}` prints
 * it (pointers followed, nil as `<no value>`, which counts as a string for the spacing). Source: text/template evalArgs.
 */
export function argumentsText(pointer: usize, count: i32): Value {
  if (count == 1 && argument(pointer, 0).kind == KIND_STRING) return argument(pointer, 0);
  const text = message();
  let previousIsString = true;
  for (let i = 0; i < count; i++) {
    const v = argument(pointer, i);
    const isText = v.kind == KIND_STRING || v.kind == KIND_NIL;
    if (i > 0 && !isText && !previousIsString) text.byte(0x20);
    if (v.kind == KIND_FUNCTION) formatValue(text, v);
    else if (!printValue(text, v)) return FAILED;
    previousIsString = isText;
  }
  return text.toValue();
}

/** `html a…`. Source: text/template HTMLEscaper. */
export function fnHtml(pointer: usize, count: i32): Value {
  const s = argumentsText(pointer, count);
  if (!changetype<usize>(s)) return s;
  const out = Buffer.create(s.length + 32);
  for (let i: u32 = 0; i < s.length; i++) {
    const c = s.byte(i);
    switch (c) {
      case 0x00:
        out.rune(0xfffd);
        break;
      case 0x22:
        out.literal('&#34;');
        break;
      case 0x27:
        out.literal('&#39;');
        break;
      case 0x26:
        out.literal('&amp;');
        break;
      case 0x3c:
        out.literal('&lt;');
        break;
      case 0x3e:
        out.literal('&gt;');
        break;
      default:
        out.byte(c);
    }
  }
  return out.toValue();
}

function hexDigit(n: u32): u8 {
  return <u8>(n < 10 ? 0x30 + n : 0x37 + n);
}

/** `js a…`. Source: text/template JSEscaper. */
export function fnJs(pointer: usize, count: i32): Value {
  const s = argumentsText(pointer, count);
  if (!changetype<usize>(s)) return s;
  const out = Buffer.create(s.length + 32);
  const end: usize = s.pointer + s.length;
  for (let at: usize = s.pointer; at < end; ) {
    const c = load<u8>(at);
    if (c >= 0x80) {
      const r = decodeRune(at, end);
      if (isPrint(r)) {
        out.bytes(at, runeSize);
      } else {
        out.literal('\\u');
        for (let shift: u32 = r > 0xfffff ? 20 : r > 0xffff ? 16 : 12; ; shift -= 4) {
          out.byte(hexDigit((r >> shift) & 15));
          if (shift == 0) break;
        }
      }
      at += runeSize;
      continue;
    }
    if (c == 0x5c || c == 0x27 || c == 0x22) {
      out.byte(0x5c);
      out.byte(c);
    } else if (c < 0x20 || c == 0x3c || c == 0x3e || c == 0x26 || c == 0x3d) {
      out.literal('\\u00');
      out.byte(hexDigit(c >> 4));
      out.byte(hexDigit(c & 15));
    } else {
      out.byte(c);
    }
    at++;
  }
  return out.toValue();
}
