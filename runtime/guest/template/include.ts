// Calling templates by name: `{{ template }}`, `include`, and the entry to a file's own template. A name is resolved through
// its slot, so that a definition made inside `tpl` is seen by every template called from there, as in Helm.
// Follows go@1.26.8 src/text/template/exec.go, helm.sh/helm/v4@v4.3.1 pkg/engine/engine.go.

import { TEMPLATE_DONE, TEMPLATE_FAILED } from '../../abi/values';
import { keepKnown, knownCount } from './proven-text';
import { failStopped } from './operations';
import { boundedSize } from '../core/memory';
import { output } from '../core/output';
import { callTree } from '../core/late-bound';
import { failWith, message } from '../core/error';
import { quoteInto } from '../go/strconv/number';
import { Slot, findSlot, setSlotFile, slotFile } from '../core/definitions';
import { countByte } from '../go/strings/strings';
import { Value } from '../core/value';
import { writeYamlIndented } from '../lib/yaml/write/marshal';

/** Runs compiled template number `index` with `dot`; gives TEMPLATE_* or where it stopped. Bound by the linker. */
// @ts-ignore: decorator
@external('mist', 'callTemplate')
export declare function callTemplate(index: u32, dot: Value): u32;

/** Calls by `{{ template }}` that may be under way at once in one execution (Go: maxExecDepth). */
const MAXIMUM_DEPTH: i32 = 100000;

let depth: i32 = 0;

/** Begins an execution of its own, as `include` and `tpl` do; gives what {@link leaveExecution} takes. */
export function enterExecution(): i32 {
  const outer = depth;
  depth = 0;
  return outer;
}

export function leaveExecution(outer: i32): void {
  depth = outer;
}

/** Includes of one name that may be under way at once (Helm: recursionMaxNums, checked before counting). */
const RECURSION_LIMIT: u32 = 1000;

/** Runs what a slot stands for, writing to the output; false with a failure. */
export function runSlot(slot: Slot, dot: Value): bool {
  const file = slotFile;
  setSlotFile(slot.file);
  let good: bool;
  if (slot.tree) {
    good = callTree(slot, dot);
  } else {
    const result = callTemplate(slot.function - 1, dot);
    good = result == TEMPLATE_DONE;
    if (!good && result != TEMPLATE_FAILED) failStopped(result);
  }
  setSlotFile(file);
  return good;
}

/** `include NAME data` for a name known to the compiler: writes to the output; false with a failure. */
export function includeInto(slot: Slot, data: Value): bool {
  if (slot.depth > RECURSION_LIMIT) {
    const b = message();
    b.literal('rendering template has a nested reference name: ');
    b.string(slot.name);
    b.literal(': unable to execute template');
    failWith(b);
    return false;
  }
  if (!slot.isDefined) {
    failNoTemplate(slot.name);
    return false;
  }
  slot.depth++;
  const outer = enterExecution();
  const good = runSlot(slot, data);
  leaveExecution(outer);
  slot.depth--;
  return good;
}

/** The failure of `include` for a name that nothing has. */
export function failNoTemplate(name: Value): Value {
  const b = message();
  b.literal('template: no template ');
  quoteInto(b, name.pointer, name.length);
  b.literal(' associated with template "gotpl"');
  return failWith(b);
}

/** `include NAME data` as a value: the text that the template wrote. */
export function include(slot: Slot, data: Value): Value {
  const mark = output.length;
  const known = knownCount;
  if (!includeInto(slot, data)) return changetype<Value>(0);
  keepKnown(known);
  return output.cut(mark);
}

/** The template function `include`, its name known only at run time. */
export function fnInclude(name: Value, data: Value): Value {
  const slot = findSlot(name);
  if (!changetype<usize>(slot)) return failNoTemplate(name);
  return include(slot, data);
}

/** `{{ template "NAME" dot }}`; {@link canCallTemplate} was asked by the caller, which has the position. */
export function templateInto(slot: Slot, dot: Value): bool {
  depth++;
  const good = runSlot(slot, dot);
  depth--;
  return good;
}

/** Does the slot stand for a template, and may it be called here? False with a failure, which the caller gives its position. */
export function canCallTemplate(slot: Slot): bool {
  if (!slot.isDefined) {
    failUndefinedTemplate(slot.name);
    return false;
  }
  if (depth < MAXIMUM_DEPTH) return true;
  const b = message();
  b.literal('exceeded maximum template depth (100000)');
  failWith(b);
  return false;
}

/** `{{ include NAME data | nindent spaces }}` (or `indent`): the text is indented where it stands in the output. */
export function includeIndented(slot: Slot, data: Value, spaces: u32, newline: bool): bool {
  if (newline) output.byte(0x0a);
  const mark = output.length;
  const known = knownCount;
  output.repeat(0x20, spaces);
  if (!includeInto(slot, data)) return false;
  keepKnown(known);
  indentFrom(mark + spaces, spaces);
  return true;
}

/** `{{ toYaml value | nindent spaces }}` (or `indent`). */
export function yamlIndented(value: Value, spaces: u32, newline: bool): void {
  if (newline) output.byte(0x0a);
  writeYamlIndented(output, value, spaces);
}

/** Puts spaces behind every newline from `mark` to the end of the output, moving the text once, from its end. */
function indentFrom(mark: u32, spaces: u32): void {
  const length = output.length - mark;
  if (!spaces || !length) return;
  const breaks = countByte(output.pointer + mark, length, 0x0a);
  if (!breaks) return;
  const extra = boundedSize(<u64>breaks * spaces);
  output.reserve(extra);
  const start = output.pointer + mark;
  let from = start + length;
  let to = from + extra;
  let end = from;
  while (to > from) {
    from--;
    if (load<u8>(from) != 0x0a) continue;
    const line = end - from - 1;
    to -= line;
    memory.copy(to, from + 1, line);
    to -= spaces;
    memory.fill(to, 0x20, spaces);
    to--;
    store<u8>(to, 0x0a);
    end = from;
  }
  output.length += extra;
}

/** The failure of `{{ template }}` for a name that is not defined. */
export function failUndefinedTemplate(name: Value): void {
  const b = message();
  b.literal('template ');
  quoteInto(b, name.pointer, name.length);
  b.literal(' not defined');
  failWith(b);
}
