// The template builtins print, printf and println: Go's fmt.Sprint, Sprintf and Sprintln.

import { KIND_STRING } from '../../layout';
import { Buffer } from '../buffer';
import { formatValue, sprintf } from '../format';
import { Value } from '../value';

function argumentAt(pointer: usize, i: i32): Value {
  return changetype<Value>(load<u32>(pointer + (i << 2)));
}

/** fmt.Sprint: a space between two operands of which neither is a string. */
export function fnPrint(pointer: usize, count: i32): Value {
  const buffer = Buffer.create(64);
  printInto(buffer, pointer, count);
  return buffer.toValue();
}

/** What `print` gives, appended to a buffer. */
export function printInto(buffer: Buffer, pointer: usize, count: i32): void {
  let afterString = true;
  for (let i = 0; i < count; i++) {
    const v = argumentAt(pointer, i);
    const isString = v.kind == KIND_STRING;
    if (!isString && !afterString) buffer.byte(0x20);
    formatValue(buffer, v);
    afterString = isString;
  }
}

/** fmt.Sprintf. */
export function fnPrintf(format: Value, pointer: usize, count: i32): Value {
  const buffer = Buffer.create(64);
  sprintf(buffer, format, pointer, count);
  return buffer.toValue();
}

/** fmt.Sprintln: a space between operands, a line break behind the last. */
export function fnPrintln(pointer: usize, count: i32): Value {
  const buffer = Buffer.create(64);
  for (let i = 0; i < count; i++) {
    if (i > 0) buffer.byte(0x20);
    formatValue(buffer, argumentAt(pointer, i));
  }
  buffer.byte(0x0a);
  return buffer.toValue();
}
