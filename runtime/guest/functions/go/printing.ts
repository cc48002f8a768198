// The template builtins print, printf and println: Go's fmt.Sprint, Sprintf and Sprintln.
// Follows go@1.26.8 src/text/template/funcs.go, go@1.26.8 src/fmt/print.go.

import { KIND_STRING } from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import { formatValue, sprintf } from '../../go/fmt/format';
import { output } from '../../core/output';
import { Value } from '../../core/value';

function argumentAt(pointer: usize, i: i32): Value {
  return changetype<Value>(load<u32>(pointer + (i << 2)));
}

/** fmt.Sprint: a space between two operands of which neither is a string. */
export function fnPrint(pointer: usize, count: i32): Value {
  const mark = output.length;
  printInto(output, pointer, count);
  return output.cut(mark);
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
  const mark = output.length;
  sprintf(output, format, pointer, count);
  return output.cut(mark);
}

/** fmt.Sprintln: a space between operands, a line break behind the last. */
export function fnPrintln(pointer: usize, count: i32): Value {
  const mark = output.length;
  for (let i = 0; i < count; i++) {
    if (i > 0) output.byte(0x20);
    formatValue(output, argumentAt(pointer, i));
  }
  output.byte(0x0a);
  return output.cut(mark);
}
