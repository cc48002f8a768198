// The operations of the template language: what compiled templates and the evaluator behind `tpl` both call. Each mirrors
// one step of Go's text/template exec.go. Nothing here knows whether its caller is compiled code or the evaluator.
//
// Go distinguishes a nil `interface {}` (a missing map key) from no value at all (the result of a pipeline that is nil).
// Callers know which of the two an operand is; they say so with `isInterface`.
// Follows go@1.26.8 src/text/template/exec.go.

import { RANGE_OVER_INTEGER } from '../../abi/quirks';
import {
  CHAIN_CALL_POSITION,
  CHAIN_COUNT,
  CHAIN_NAMES,
  CHAIN_POSITION,
  CHAIN_PRINT_POSITION,
  KIND_BOOL,
  KIND_BYTES,
  KIND_FLOAT64,
  KIND_INT,
  KIND_INT64,
  KIND_LIST,
  KIND_MAP,
  KIND_NIL,
  KIND_OBJECT,
  KIND_STRING,
  KIND_TIME,
  KIND_UINT32,
  LIST_ANY,
  FLAG_TYPED_NIL,
  MAP_ANY,
  MAP_FILES,
  MAP_STRING,
  MAP_VALUES,
  OBJECT_CERTIFICATE,
  PARAM_ANY,
  PARAM_BOOL,
  PARAM_CERTIFICATE,
  PARAM_DICT,
  PARAM_FLOAT64,
  PARAM_INT,
  PARAM_INT64,
  PARAM_LIST,
  PARAM_STRING,
  PARAM_TIME,
  PARAM_UINT32,
  PARAM_VALUE,
  POSITION_COLUMN,
  PLACE_IS_LITERAL,
  PLACE_POSITION,
  PLACE_SIZE,
  POSITION_EXPRESSION,
  POSITION_LINE,
  POSITION_TEMPLATE,
  STOP_CALL,
  STOP_POSITION,
} from '../../abi/values';
import { Buffer } from '../core/buffer';
import { Failure, fail, failWith, failure, message, newFailure, setFailure } from '../core/error';
import { formatValue, printValue } from '../go/fmt/format';
import { clearFailedInside, failedArgument, failedInside, fieldOfValue, isMethod } from './methods';
import { MapObject, findBytes, sortEntries } from '../core/map';
import { allocate } from '../core/memory';
import { has } from '../core/mode';
import { quoteInto } from '../go/strconv/number';
import { output } from '../core/output';
import {
  emptyBytes,
  EMPTY_STRING,
  NIL,
  NO_VALUE,
  Value,
  equalsLiteral,
  isInteger,
  newCell,
  newInt,
  newInteger,
  newMap,
  substring,
} from '../core/value';
import { typeName } from '../go/reflect/types';
import { slotFile } from '../core/definitions';

/** Was the value that `field` gave last an `interface {}` in Go's static view (true) or a concrete type? */
export let lastIsInterface: bool = false;

export function setLastIsInterface(value: bool): void {
  lastIsInterface = value;
}

/** `receiver.name` (text/template's evalField without arguments). */
export function field(receiver: Value, name: Value, isInterface: bool): Value {
  const kind = receiver.kind;
  if (kind == KIND_MAP) {
    const type = receiver.type;
    if (type == MAP_ANY) {
      lastIsInterface = true;
      const map = receiver.map;
      if (!changetype<u32>(map)) return NIL;
      const i = findBytes(map, name.pointer, name.length);
      return i < 0 ? NIL : map.value(i);
    }
    if (isMethod(receiver, name)) return fieldOfValue(receiver, name, isInterface);
    const map = receiver.map;
    const i = changetype<u32>(map) ? findBytes(map, name.pointer, name.length) : -1;
    lastIsInterface = type == MAP_VALUES;
    if (type == MAP_STRING) return i < 0 ? EMPTY_STRING : map.value(i);
    if (type == MAP_FILES) return i < 0 ? emptyBytes() : map.value(i);
    return i < 0 ? NIL : map.value(i);
  }
  if (kind == KIND_NIL) {
    if (isInterface) {
      clearFailedInside();
      const b = message();
      b.literal('nil pointer evaluating interface {}.');
      b.string(name);
      return failWith(b);
    }
    lastIsInterface = false;
    return NIL;
  }
  return fieldOfValue(receiver, name, isInterface);
}

/** `receiver.name.name…` for a chain record (layout CHAIN_*). A failure has its position already. */
export function fieldChain(receiver: Value, chain: usize, isInterface: bool): Value {
  let value = receiver;
  let at = chain + CHAIN_NAMES;
  const end = at + (load<u32>(chain, CHAIN_COUNT) << 2);
  while (true) {
    const name = changetype<Value>(load<u32>(at));
    value = field(value, name, isInterface);
    if (!changetype<usize>(value)) {
      return failFieldAt(load<u32>(chain, CHAIN_POSITION), load<u32>(chain, CHAIN_CALL_POSITION), name);
    }
    at += 4;
    if (at >= end) return value;
    isInterface = lastIsInterface;
  }
}

/** Prints what `fieldChain` gives; false with a failure that has its position. */
export function printChain(receiver: Value, chain: usize, isInterface: bool): bool {
  const value = fieldChain(receiver, chain, isInterface);
  if (!changetype<usize>(value)) return false;
  if (print(value)) return true;
  failAt(load<u32>(chain, CHAIN_PRINT_POSITION));
  return false;
}

/** `can't evaluate field NAME in type T`. */
export function failField(receiver: Value, name: Value, isInterface: bool): Value {
  const b = message();
  b.literal("can't evaluate field ");
  b.string(name);
  b.literal(' in type ');
  if (isInterface) b.literal('interface {}');
  else b.string(typeName(receiver));
  return failWith(b);
}

function paramTypeName(b: Buffer, parameter: i32): void {
  switch (parameter) {
    case PARAM_STRING:
      b.literal('string');
      break;
    case PARAM_BOOL:
      b.literal('bool');
      break;
    case PARAM_INT:
      b.literal('int');
      break;
    case PARAM_INT64:
      b.literal('int64');
      break;
    case PARAM_UINT32:
      b.literal('uint32');
      break;
    case PARAM_FLOAT64:
      b.literal('float64');
      break;
    case PARAM_DICT:
      b.literal('map[string]interface {}');
      break;
    case PARAM_LIST:
      b.literal('[]interface {}');
      break;
    case PARAM_TIME:
      b.literal('time.Time');
      break;
    case PARAM_CERTIFICATE:
      b.literal('sprig.certificate');
      break;
    default:
      b.literal('interface {}');
  }
}

/** text/template's validateType: the value as the parameter takes it, or a failure. */
export function validate(value: Value, parameter: i32, isInterface: bool): Value {
  const kind = value.kind;
  let good = false;
  switch (parameter) {
    case PARAM_ANY:
      return value;
    case PARAM_VALUE:
      return kind == KIND_NIL && !isInterface ? NO_VALUE : value;
    case PARAM_STRING:
      good = kind == KIND_STRING;
      break;
    case PARAM_BOOL:
      good = kind == KIND_BOOL;
      break;
    case PARAM_INT:
      good = kind == KIND_INT;
      break;
    case PARAM_INT64:
      good = kind == KIND_INT64;
      break;
    case PARAM_UINT32:
      good = kind == KIND_UINT32;
      break;
    case PARAM_FLOAT64:
      good = kind == KIND_FLOAT64;
      break;
    case PARAM_DICT:
      good = kind == KIND_MAP && (value.type == MAP_ANY || value.type == MAP_VALUES);
      if (!good && kind == KIND_NIL && !isInterface) return nilDict();
      break;
    case PARAM_LIST:
      good = kind == KIND_LIST && value.type == LIST_ANY;
      if (!good && kind == KIND_NIL && !isInterface) return nilList();
      break;
    case PARAM_TIME:
      good = kind == KIND_TIME;
      break;
    case PARAM_CERTIFICATE:
      good = kind == KIND_OBJECT && value.type == OBJECT_CERTIFICATE;
      break;
  }
  if (good) return value;
  const b = message();
  if (kind == KIND_NIL && !isInterface) {
    b.literal('invalid value; expected ');
    paramTypeName(b, parameter);
  } else {
    b.literal('wrong type for value; expected ');
    paramTypeName(b, parameter);
    b.literal('; got ');
    if (kind == KIND_NIL) b.literal('interface {}');
    else b.string(typeName(value));
  }
  return failWith(b);
}

/** The nil map[string]interface {} that a literal or piped nil becomes. */
export function nilDict(): Value {
  const v = newCell(KIND_MAP);
  v.type = MAP_ANY;
  v.flags = FLAG_TYPED_NIL;
  return v;
}

/** The nil []interface {}. */
export function nilList(): Value {
  const v = newCell(KIND_LIST);
  v.type = LIST_ANY;
  v.flags = FLAG_TYPED_NIL;
  return v;
}

/** Writes what `{{ value }}` prints; false with a failure where it cannot be printed. */
export function print(value: Value): bool {
  if (value.kind == KIND_STRING) {
    output.bytes(value.pointer, value.length);
    return true;
  }
  return printValue(output, value);
}

/** Literal text of a template. */
export function text(pointer: usize, length: u32): void {
  output.bytes(pointer, length);
}

/** A range under way: `count` elements, from two arrays of addresses. */
@unmanaged
export class Iteration {
  count: u32;
  /** Addresses of key values; 0 where the key is the position. */
  keys: usize;
  /** Addresses of element values; 0 where elements are integers of `kind` or bytes of `bytes`. */
  items: usize;
  /** Are elements `interface {}` in Go's static view? */
  isInterface: bool;
  kind: u8;
  bytes: usize;

  item(i: u32): Value {
    if (this.items) return changetype<Value>(load<u32>(this.items + (i << 2)));
    if (this.bytes) return newInteger(this.kind, load<u8>(this.bytes + i));
    return newInteger(this.kind, i);
  }

  /** The key or position; NIL for a range over an integer, which has none. */
  key(i: u32): Value {
    if (this.keys) return changetype<Value>(load<u32>(this.keys + (i << 2)));
    if (!this.items && !this.bytes) return NIL;
    return newInt(i);
  }
}

/** Begins `range value`; 0 with a failure where the value cannot be walked. `variables`: how many the range declares. */
export function rangeOver(value: Value, variables: i32): Iteration {
  const it = changetype<Iteration>(allocate(offsetof<Iteration>()));
  it.count = 0;
  it.keys = 0;
  it.items = 0;
  it.bytes = 0;
  it.kind = 0;
  it.isInterface = true;
  const kind = value.kind;
  if (kind == KIND_LIST) {
    it.count = value.length;
    it.items = value.pointer;
    it.isInterface = value.type == LIST_ANY;
    return it;
  }
  if (kind == KIND_MAP) {
    snapshot(it, value.map);
    it.isInterface = value.type == MAP_ANY || value.type == MAP_VALUES;
    return it;
  }
  if (kind == KIND_NIL) return it;
  if (kind == KIND_BYTES) {
    it.count = value.length;
    it.bytes = value.pointer;
    it.kind = 8;
    it.isInterface = false;
    return it;
  }
  if (isInteger(value) && has(RANGE_OVER_INTEGER)) {
    if (variables > 1) {
      const b = message();
      b.literal("can't use ");
      formatValue(b, value);
      b.literal(' to iterate over more than one variable');
      failWith(b);
      return changetype<Iteration>(0);
    }
    it.count = value.int > 0 ? <u32>value.int : 0;
    it.kind = kind;
    it.isInterface = false;
    return it;
  }
  const b = message();
  b.literal("range can't iterate over ");
  formatValue(b, value);
  failWith(b);
  return changetype<Iteration>(0);
}

/** Keys and values as they are now, in key order: a range is not disturbed by changes to its map. */
function snapshot(it: Iteration, map: MapObject): void {
  if (!changetype<u32>(map) || map.count == 0) return;
  sortEntries(map);
  const count = map.count;
  it.count = count;
  it.keys = allocate(count << 3);
  it.items = it.keys + (count << 2);
  for (let i: u32 = 0; i < count; i++) {
    store<u32>(it.keys + (i << 2), changetype<u32>(map.key(i)));
    store<u32>(it.items + (i << 2), changetype<u32>(map.value(i)));
  }
}

/** text/template's IsTrue, without a call for the common kinds. */
export { truth } from '../go/reflect/types';

/**
 * Turns the failure under way into an execution error at a position record (layout POSITION_*): Go's
 * `template: FILE:LINE:COLUMN: executing "TEMPLATE" at <EXPRESSION>: MESSAGE`. Returns the null value.
 */
export function failAt(position: usize): Value {
  const template = load<u32>(position, POSITION_TEMPLATE);
  return failExecution(
    slotFile,
    load<u32>(position, POSITION_LINE),
    load<u32>(position, POSITION_COLUMN),
    template ? changetype<Value>(template) : slotFile,
    changetype<Value>(load<u32>(position, POSITION_EXPRESSION)),
    changetype<Failure>(0),
  );
}

/** As failAt, for the error that a function returned: `error calling NAME: …`, with the function's error as its cause. */
export function failCallAt(position: usize, name: Value): Value {
  const cause = failure;
  prefixCall(name);
  const template = load<u32>(position, POSITION_TEMPLATE);
  return failExecution(
    slotFile,
    load<u32>(position, POSITION_LINE),
    load<u32>(position, POSITION_COLUMN),
    template ? changetype<Value>(template) : slotFile,
    changetype<Value>(load<u32>(position, POSITION_EXPRESSION)),
    cause,
  );
}

/** Gives the failure under way the position of a stop record (layout STOP_*). */
export function failStopped(stop: usize): void {
  const call = load<u32>(stop, STOP_CALL);
  if (call) failCallAt(load<u32>(stop, STOP_POSITION), changetype<Value>(call));
  else failAt(load<u32>(stop, STOP_POSITION));
}

/** Rewrites the failure under way to `error calling NAME: <text>`. */
export function prefixCall(name: Value): void {
  const b = message();
  b.literal('error calling ');
  b.string(name);
  b.literal(': ');
  b.string(failure.text);
  setFailure(newFailure(b.toValue(), changetype<Failure>(0)));
}

export function failExecution(
  file: Value,
  line: u32,
  column: u32,
  template: Value,
  expression: Value,
  cause: Failure,
): Value {
  const b = Buffer.create(160);
  b.literal('template: ');
  b.string(file);
  b.byte(0x3a);
  b.unsigned(line);
  b.byte(0x3a);
  b.unsigned(column);
  b.literal(': executing ');
  quoteInto(b, template.pointer, template.length);
  b.literal(' at <');
  b.string(expression);
  b.literal('>: ');
  b.string(failure.text);
  setFailure(newFailure(b.toValue(), cause));
  return changetype<Value>(0);
}

/** Fails with a text laid out by the compiler: errors that Go finds only when it executes. */
export function raise(text: Value): Value {
  return fail(text);
}

/** A map made for one render: `.Template` and the like. */
export function record(): Value {
  return newMap(MAP_ANY);
}

/** Writes a value known to be a string. */
export function printString(value: Value): void {
  output.bytes(value.pointer, value.length);
}

export function iterationItem(it: Iteration, i: u32): Value {
  return it.item(i);
}

export function iterationKey(it: Iteration, i: u32): Value {
  return it.key(i);
}

export function iterationFlag(it: Iteration): bool {
  return it.isInterface;
}

/** `lastIsInterface`, for compiled code. */
export function wasInterface(): bool {
  return lastIsInterface;
}

/**
 * The failure of a field, or of a method without arguments: at `position`, unless a method itself failed; then Go says so at
 * `callPosition`.
 */
function failFieldAt(position: usize, callPosition: usize, name: Value): Value {
  return failedInside ? failCallAt(callPosition, name) : failAt(position);
}

/** As failFieldAt, for a method with arguments: `places` has two words an argument, its position and whether it is a literal. */
export function failInvokeAt(position: usize, callPosition: usize, name: Value, places: usize): Value {
  if (failedInside) return failCallAt(callPosition, name);
  if (failedArgument < 0) return failAt(position);
  const place = places + failedArgument * PLACE_SIZE;
  const at = load<u32>(place, PLACE_POSITION);
  if (load<u32>(place, PLACE_IS_LITERAL)) foundInstead(changetype<Value>(load<u32>(at, POSITION_EXPRESSION)));
  return failAt(at);
}

/** Rewords `wrong type for value; expected TYPE; got …` for a literal: `expected string; found 1`. Source: exec.go evalArg. */
export function foundInstead(text: Value): void {
  const failed = failure.text;
  const from: u32 = 31;
  let to = from;
  while (to < failed.length && failed.byte(to) != 0x3b) to++;
  const type = substring(failed, from, to);
  const b = message();
  if (equalsLiteral(text, 'nil')) {
    b.literal('cannot assign nil to ');
    b.string(type);
  } else if (equalsLiteral(type, 'string')) {
    b.literal('expected string; found ');
    b.string(text);
  } else if (equalsLiteral(type, 'int') || equalsLiteral(type, 'time.Duration')) {
    b.literal('expected integer; found ');
    b.string(text);
  } else {
    b.literal("can't handle ");
    b.string(text);
    b.literal(' for arg of type ');
    b.string(type);
  }
  failWith(b);
}

/** A template file that Helm cannot parse; `problem` is what follows the last colon of Go's message. */
export function failParse(path: Value, line: i32, problem: Value): void {
  const b = message();
  b.literal('parse error at (');
  b.string(path);
  b.byte(0x3a);
  b.integer(line);
  b.literal('): ');
  b.string(problem);
  failWith(b);
}
