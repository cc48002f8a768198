// What Handlebars' own helpers do, and what template functions are given and give where Handlebars templates call them. Follows
// handlebars@4.7.10 lib/handlebars/helpers/*.js and lib/handlebars/logger.js.

import { FLAG_SAFE, KIND_FLOAT64, KIND_LIST, KIND_MAP, KIND_NIL, KIND_STRING, LIST_ANY } from '../../abi/values';
import { Buffer } from '../core/buffer';
import { slotFile } from '../core/definitions';
import { failWith, message } from '../core/error';
import { copyMapObject } from '../core/map';
import { output } from '../core/output';
import {
  FALSE,
  NIL,
  Value,
  newBool,
  newFloat,
  newInt,
  newInt64,
  newList,
  newMapOf,
  newString,
  setItem,
} from '../core/value';
import { argument } from '../functions/arguments';
import { addWarning, warnings } from '../helm/warnings';
import {
  isBlank,
  isGiven,
  isIdentical,
  isNumber,
  isTruthy,
  numberOf,
  plainText,
  property,
  toNumber,
  writeEscaped,
  writePlain,
} from './values';

/** `receiver.name`: an own property, null of null. */
export function hbField(receiver: Value, name: Value): Value {
  return property(receiver, name);
}

/** `lookup object name`. */
export function hbLookup(object: Value, name: Value): Value {
  if (object.kind == KIND_NIL || (object.kind != KIND_LIST && object.kind != KIND_MAP && !isGiven(object)))
    return object;
  return property(object, plainText(name));
}

/** What #if goes by. */
export function hbTruth(v: Value): Value {
  return newBool(isGiven(v));
}

/** What #if goes by with includeZero. */
export function hbTruthWith(v: Value, includeZero: Value): Value {
  return newBool(isTruthy(includeZero) ? !isBlank(v) : isGiven(v));
}

/** What #with goes by. */
export function hbPresent(v: Value): Value {
  return newBool(!isBlank(v));
}

/** Writes a value, escaped. */
export function hbWriteEscaped(v: Value): bool {
  writeEscaped(output, v);
  return true;
}

/** Writes a value, escaped; where that changes it, a warning says so once, with the place: `line:column`. */
export function hbWriteNoticed(v: Value, place: Value): bool {
  if (writeEscaped(output, v)) warnEscaped(place);
  return true;
}

function warnEscaped(place: Value): void {
  const line = Buffer.create(128);
  line.string(slotFile);
  line.byte(0x3a);
  line.string(place);
  line.literal(': this is escaped as HTML is; write {{{…}}}, or escape: none (or html) in package.yaml');
  const text = line.toValue();
  const count = changetype<usize>(warnings) ? warnings.length : 0;
  for (let i: u32 = 0; i < count; i++) {
    if (isIdentical(changetype<Value>(load<u32>(warnings.pointer + (i << 2))), text)) return;
  }
  addWarning(text);
}

/** Writes a value as it is. */
export function hbWriteRaw(v: Value): bool {
  writePlain(output, v);
  return true;
}

/** `log`: a line for the user's standard error. */
export function hbLog(pointer: usize, count: i32): Value {
  const line = Buffer.create(64);
  for (let i = 0; i < count; i++) {
    if (i) line.byte(0x20);
    writePlain(line, argument(pointer, i));
  }
  addWarning(line.toValue());
  return NIL;
}

/** A text that is not escaped where it is printed. */
export function hbSafe(text: Value): Value {
  const safe = newString(text.pointer, text.length);
  safe.flags = FLAG_SAFE;
  return safe;
}

/** A text, for a function that takes one. */
export function hbText(v: Value): Value {
  return plainText(v);
}

/** An integer, for a function that takes one. */
export function hbInt(v: Value): Value {
  const value = toNumber(v);
  if (v.kind != KIND_NIL && value == value && value == floor(value) && abs(value) <= 9007199254740991) {
    return newInt(<i64>value);
  }
  return failExpected('a whole number', v);
}

/** The same, for a function that takes 64 bits. */
export function hbInt64(v: Value): Value {
  const value = hbInt(v);
  return changetype<usize>(value) ? newInt64(value.int) : value;
}

/** A truth, for a function that takes one. */
export function hbBool(v: Value): Value {
  return newBool(isGiven(v));
}

/** A list, for a function that takes one: its own copy. */
export function hbList(v: Value): Value {
  return v.kind == KIND_LIST ? hbAny(v) : failExpected('a list', v);
}

/** An object, for a function that takes one: its own copy. */
export function hbMap(v: Value): Value {
  return v.kind == KIND_MAP ? hbAny(v) : failExpected('an object', v);
}

/**
 * Anything, for a function that may put the keys of maps into another order: its own copy. Whole numbers are integers there, so that they
 * are printed as such.
 */
export function hbAny(v: Value): Value {
  if (v.kind == KIND_FLOAT64) return numberValue(v.float);
  if (v.kind == KIND_MAP) {
    const map = copyMapObject(v.map);
    for (let i: u32 = 0; i < map.count; i++) map.setValue(i, hbAny(map.value(i)));
    return newMapOf(v.type, map);
  }
  if (v.kind != KIND_LIST) return v;
  const list = newList(LIST_ANY, v.length);
  for (let i: u32 = 0; i < v.length; i++) setItem(list, i, hbAny(v.item(i)));
  return list;
}

function failExpected(what: string, v: Value): Value {
  const b = message();
  b.literal(what);
  b.literal(' is needed, not ');
  if (v.kind == KIND_NIL) b.literal('nothing');
  else if (v.kind == KIND_MAP) b.literal('an object');
  else if (v.kind == KIND_LIST) b.literal('a list');
  else if (v.kind == KIND_STRING) {
    b.literal('the text "');
    b.string(v);
    b.byte(0x22);
  } else writePlain(b, v);
  return failWith(b);
}

/** `eq`: JavaScript's ===. */
export function hbEq(a: Value, b: Value): Value {
  return newBool(isIdentical(a, b));
}

export function hbNe(a: Value, b: Value): Value {
  return newBool(!isIdentical(a, b));
}

/** The order of two texts or two numbers: -1, 0 or 1; 2 of what has none. */
function order(a: Value, b: Value): i32 {
  if (a.kind == KIND_STRING && b.kind == KIND_STRING) {
    const shared = min(a.length, b.length);
    const first = memory.compare(a.pointer, b.pointer, shared);
    if (first != 0) return first < 0 ? -1 : 1;
    return a.length == b.length ? 0 : a.length < b.length ? -1 : 1;
  }
  if (!isNumber(a) || !isNumber(b)) return 2;
  const left = numberOf(a);
  const right = numberOf(b);
  return left < right ? -1 : left > right ? 1 : left == right ? 0 : 2;
}

function failOrder(a: Value, b: Value): Value {
  if (isNumber(a) && isNumber(b)) return FALSE;
  return isNumber(a) || a.kind == KIND_STRING
    ? failExpected(isNumber(a) ? 'a number' : 'a text', b)
    : failExpected('a number or a text', a);
}

export function hbLt(a: Value, b: Value): Value {
  const found = order(a, b);
  return found == 2 ? failOrder(a, b) : newBool(found < 0);
}

export function hbLe(a: Value, b: Value): Value {
  const found = order(a, b);
  return found == 2 ? failOrder(a, b) : newBool(found <= 0);
}

export function hbGt(a: Value, b: Value): Value {
  const found = order(a, b);
  return found == 2 ? failOrder(a, b) : newBool(found > 0);
}

export function hbGe(a: Value, b: Value): Value {
  const found = order(a, b);
  return found == 2 ? failOrder(a, b) : newBool(found >= 0);
}

/** `and`: the first argument that is not true for #if, or the last. */
export function hbAnd(first: Value, pointer: usize, count: i32): Value {
  let last = first;
  for (let i = 0; i < count && isGiven(last); i++) last = argument(pointer, i);
  return last;
}

/** `or`: the first argument that is true for #if, or the last. */
export function hbOr(first: Value, pointer: usize, count: i32): Value {
  let last = first;
  for (let i = 0; i < count && !isGiven(last); i++) last = argument(pointer, i);
  return last;
}

export function hbNot(v: Value): Value {
  return newBool(!isGiven(v));
}

/** `concat`: texts one behind the other. */
export function hbConcat(pointer: usize, count: i32): Value {
  const b = Buffer.create(64);
  for (let i = 0; i < count; i++) writePlain(b, argument(pointer, i));
  return b.toValue();
}

/** `default fallback value`: the fallback for what is null, and for an empty text. */
export function hbDefault(fallback: Value, v: Value): Value {
  return v.kind == KIND_NIL || (v.kind == KIND_STRING && v.length == 0) ? fallback : v;
}

/** `add`, `sub`, `mul`, `div`, `mod`: JavaScript's arithmetic. */
function calculate(a: Value, b: Value, operation: i32): Value {
  const left = toNumber(a);
  const right = toNumber(b);
  if (a.kind == KIND_NIL || left != left) return failExpected('a number', a);
  if (b.kind == KIND_NIL || right != right) return failExpected('a number', b);
  switch (operation) {
    case 0:
      return numberValue(left + right);
    case 1:
      return numberValue(left - right);
    case 2:
      return numberValue(left * right);
  }
  if (right == 0) {
    const text = message();
    text.literal('division by zero');
    return failWith(text);
  }
  return numberValue(operation == 3 ? left / right : left % right);
}

/** A whole number as an integer, so that everything prints it as one. */
function numberValue(value: f64): Value {
  if (value == floor(value) && abs(value) <= 9007199254740991) return newInt64(<i64>value);
  return newFloat(value);
}

export function hbAdd(a: Value, b: Value): Value {
  return calculate(a, b, 0);
}

export function hbSub(a: Value, b: Value): Value {
  return calculate(a, b, 1);
}

export function hbMul(a: Value, b: Value): Value {
  return calculate(a, b, 2);
}

export function hbDiv(a: Value, b: Value): Value {
  return calculate(a, b, 3);
}

export function hbMod(a: Value, b: Value): Value {
  return calculate(a, b, 4);
}
