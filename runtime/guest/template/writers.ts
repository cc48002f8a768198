// Template functions whose text goes straight to the output, where nothing else needs it: `{{ quote x }}` and the like.
// Each writes what its function in functions/ would give, and fails with the same failure. Arguments are values that were
// evaluated before: nothing here may call a template, which would write between the pieces.
// Follows nothing: what each writes is that of its function in functions/.

import { KIND_NIL } from '../../abi/values';
import { clearFailure } from '../core/error';
import { sprintf, toText } from '../go/fmt/format';
import { base64Length, writeBase64 } from '../go/encoding/base64';
import { printInto } from '../functions/go/printing';
import { indentInto, joinInto, quoteAllInto, quoteValueInto, squoteAllInto } from '../functions/sprig/strings';
import { writeJson } from '../go/json/marshal';
import { output } from '../core/output';
import { Value } from '../core/value';
import { writeYamlIndented } from '../lib/yaml/write/marshal';

/** `quote` of one argument. */
export function writeQuoted(v: Value): bool {
  if (v.kind != KIND_NIL) quoteValueInto(output, v);
  return true;
}

export function writeQuote(pointer: usize, count: i32): bool {
  quoteAllInto(output, pointer, count);
  return true;
}

export function writeSquote(pointer: usize, count: i32): bool {
  squoteAllInto(output, pointer, count);
  return true;
}

export function writeIndent(width: Value, s: Value): bool {
  return indentInto(output, width.int, s.pointer, s.length);
}

export function writeNindent(width: Value, s: Value): bool {
  if (width.int >= 0) output.byte(0x0a);
  return indentInto(output, width.int, s.pointer, s.length);
}

export function writePrint(pointer: usize, count: i32): bool {
  printInto(output, pointer, count);
  return true;
}

export function writePrintf(format: Value, pointer: usize, count: i32): bool {
  sprintf(output, format, pointer, count);
  return true;
}

export function writeToString(v: Value): bool {
  output.string(toText(v));
  return true;
}

export function writeJoin(separator: Value, v: Value): bool {
  joinInto(output, separator, v);
  return true;
}

export function writeB64enc(s: Value): bool {
  const size = base64Length(s.length);
  output.reserve(size);
  writeBase64(output.pointer + output.length, s.pointer, s.length);
  output.length += size;
  return true;
}

export function writeToYaml(v: Value): bool {
  writeYamlIndented(output, v, 0);
  return true;
}

/** `toJson`: nothing where the value cannot be marshalled. */
export function writeToJson(v: Value): bool {
  const mark = output.length;
  if (!writeJson(output, v, true)) {
    output.length = mark;
    clearFailure();
  }
  return true;
}
