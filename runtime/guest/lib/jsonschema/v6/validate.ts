// Validates a value against a compiled schema as santhosh-tekuri/jsonschema v6 (Helm 4) does: the same errors in the same
// tree. Where that library walks a map in random order, this walks in the order of the keys.
// Follows github.com/santhosh-tekuri/jsonschema/v6@v6.0.3 validator.go.

import { KIND_LIST, KIND_MAP } from '../../../../abi/values';
import {
  ADDITIONAL_ABSENT,
  ADDITIONAL_ALLOWED,
  ADDITIONAL_FORBIDDEN,
  CHECK_FORMAT,
  CHECK_NAME,
  CHOICE_TEXT,
  CHOICE_VALUE,
  CHOOSE_ELSE,
  CHOOSE_IF,
  CHOOSE_THEN,
  CONTAINS_LEAST,
  CONTAINS_MOST,
  CONTAINS_NODE,
  DECIMAL_FLOAT,
  DEPENDENCY_NODE,
  DEPENDENCY_REQUIRED,
  DEPENDENCY_SIZE,
  DYNAMIC_ANCHOR,
  DYNAMIC_NODE,
  NAMED_NAME,
  NAMED_NODE,
  NAMED_SIZE,
  NODE_ALL_ITEMS_EVALUATED,
  NODE_ALL_PROPERTIES_EVALUATED,
  NODE_CONTAINS_EVALUATES,
  NODE_COUNT,
  NODE_DYNAMIC_ANCHOR,
  NODE_DYNAMIC_ANCHORS,
  NODE_FALSE,
  NODE_FLAGS,
  NODE_ITEMS_EVALUATED,
  NODE_LOCATION,
  NODE_OPERATIONS,
  NODE_RECURSIVE_ANCHOR,
  NODE_RESOURCE,
  NODE_TRUE,
  NODE_UNEVALUATED_ITEMS,
  NODE_UNEVALUATED_PROPERTIES,
  OPERATION_CODE,
  OPERATION_OPERAND,
  OPERATION_SIZE,
  OP_ALL_OF,
  OP_ANY_OF,
  OP_CONST,
  OP_CONTAINS,
  OP_DEPENDENCIES,
  OP_DEPENDENT_REQUIRED,
  OP_DEPENDENT_SCHEMAS,
  OP_DYNAMIC_REF,
  OP_ENUM,
  OP_EXCLUSIVE_MAXIMUM,
  OP_EXCLUSIVE_MINIMUM,
  OP_IF,
  OP_ITEMS,
  OP_MAXIMUM,
  OP_MAX_ITEMS,
  OP_MAX_LENGTH,
  OP_MAX_PROPERTIES,
  OP_MINIMUM,
  OP_MIN_ITEMS,
  OP_MIN_LENGTH,
  OP_MIN_PROPERTIES,
  OP_MULTIPLE_OF,
  OP_NOT,
  OP_ONE_OF,
  OP_PATTERN,
  OP_PROPERTIES,
  OP_PROPERTY_NAMES,
  OP_RECURSIVE_REF,
  OP_REF,
  OP_REF_ALONE,
  OP_REQUIRED,
  OP_TYPE,
  OP_UNEVALUATED_ITEMS,
  OP_UNEVALUATED_PROPERTIES,
  OP_UNIQUE_ITEMS,
  PROPERTIES_ADDITIONAL,
  PROPERTIES_NAMED,
  PROPERTIES_PATTERNS,
  REST_ADDITIONAL,
  REST_IS_RELATIVE,
  TABLE_COUNT,
  TABLE_ITEMS,
  TYPE_ARRAY,
  TYPE_BOOLEAN,
  TYPE_INTEGER,
  TYPE_NULL,
  TYPE_NUMBER,
  TYPE_OBJECT,
  TYPE_STRING,
} from '../../../../abi/schemas';
import { Buffer } from '../../../core/buffer';
import { message } from '../../../core/error';
import { MapObject, mapGet } from '../../../core/map';
import { allocate, equalBytes } from '../../../core/memory';
import { quoteInto } from '../../../go/strconv/quote';
import { runeCount } from '../../../go/unicode/unicode';
import { literal, newString, Value } from '../../../core/value';
import {
  compareDecimals,
  Decimal,
  decimalOf,
  floatOf,
  isMultiple,
  isWhole,
  limitAt,
  printInteger,
  printNumber,
} from '../decimal';
import { callFormat, callPattern } from '../late-bound';
import { findEntry, itemOf, nodeAt, openProgram, program, valueAt, word } from '../program';
import {
  childPath,
  equalValues,
  findDuplicates,
  firstOfPair,
  indexToken,
  memberCount,
  membersOf,
  Path,
  quoteSingle,
  ROOT,
  secondOfPair,
  typeOf,
  writePointer,
} from '../place';
import {
  addCause,
  Finding,
  FINDING_GROUP,
  FINDING_PLAIN,
  FINDING_REFERENCE,
  newFinding,
  NONE,
  printFindings,
  SOMETHING,
} from './report';

/** While a schema is checked against its meta-schema: the meta-schema's node, and those that other resources need, by pointer. */
let metaNode: usize = 0;
let metaResources: MapObject = changetype<MapObject>(0);

/** Which members or items no schema has looked at so far: a byte each; address 0 where nobody asks. */
@unmanaged
class Unevaluated {
  flags: usize;
  size: u32;
  /** How many are left. */
  count: u32;
}

/** A schema at work on a value; also a scope in the chain that dynamic references look through. */
@unmanaged
class Frame {
  node: usize;
  value: Value;
  path: Path;
  parent: Frame;
  /** The keyword of the reference that led here, or 0. */
  reference: u32;
  /** Frames with the same depth look at the same value. */
  depth: u32;
  unevaluated: Unevaluated;
  /** Errors so far: a group under construction. */
  errors: Finding;
  count: u32;
  /** Does only the answer count? */
  isTest: bool;
}

/** Validates with the program at an address; the errors as text, or null. */
export function validateV6(address: usize, value: Value): Value {
  return describe(enter(openProgram(address), value, ROOT, changetype<Frame>(0), 0, 0, false, false));
}

/**
 * Checks a schema document against the meta-schema at an address. `resources` names, by JSON pointer, the offsets of the
 * meta-schemas that parts of the document have for themselves (int values).
 */
export function checkSchema(address: usize, value: Value, resources: Value): Value {
  metaNode = openProgram(address);
  metaResources = resources.map;
  const text = describe(enter(metaNode, value, ROOT, changetype<Frame>(0), 0, 0, false, false));
  metaNode = 0;
  return text;
}

function describe(found: Finding): Value {
  if (!changetype<usize>(found)) return changetype<Value>(0);
  const out = Buffer.create(256);
  printFindings(out, found);
  return newString(out.pointer + 1, out.length - 1);
}

/** The meta-schema of the resource that stands at the path, where the node is the present one. */
function metaOf(node: usize, path: Path): usize {
  const pointer = Buffer.create(64);
  writePointer(pointer, path);
  const other = mapGet(metaResources, pointer.toValue());
  return changetype<usize>(other) ? program + <usize>other.int : node;
}

/** Runs a schema over a value: null where it is valid. */
function enter(
  node: usize,
  value: Value,
  path: Path,
  parent: Frame,
  reference: u32,
  depth: u32,
  needsEvaluated: bool,
  isTest: bool,
): Finding {
  const frame = changetype<Frame>(allocate(offsetof<Frame>()));
  const outerMeta = metaNode;
  if (metaNode && node == metaNode) {
    node = metaOf(node, path);
    metaNode = node;
  }
  frame.node = node;
  frame.value = value;
  frame.path = path;
  frame.parent = parent;
  frame.reference = reference;
  frame.depth = depth;
  frame.unevaluated = track(node, value, needsEvaluated);
  frame.errors = NONE;
  frame.count = 0;
  frame.isTest = isTest;
  const found = run(frame);
  if (needsEvaluated && !changetype<usize>(found)) keepEvaluated(parent.unevaluated, frame.unevaluated);
  metaNode = outerMeta;
  return found;
}

const NOTHING_LEFT: Unevaluated = changetype<Unevaluated>(memory.data(12, 4));

/** What is still to be evaluated of the value when a schema begins. */
function track(node: usize, value: Value, needsEvaluated: bool): Unevaluated {
  const flags = word(node + NODE_FLAGS);
  let size: u32 = 0;
  let from: u32 = 0;
  if (value.kind == KIND_MAP) {
    if (flags & NODE_ALL_PROPERTIES_EVALUATED || !(needsEvaluated || flags & NODE_UNEVALUATED_PROPERTIES))
      return NOTHING_LEFT;
    size = memberCount(membersOf(value));
  } else if (value.kind == KIND_LIST) {
    if (flags & NODE_ALL_ITEMS_EVALUATED || !(needsEvaluated || flags & NODE_UNEVALUATED_ITEMS)) return NOTHING_LEFT;
    size = value.length;
    from = word(node + NODE_ITEMS_EVALUATED);
  }
  if (from >= size) return NOTHING_LEFT;
  const left = changetype<Unevaluated>(allocate(offsetof<Unevaluated>()));
  left.flags = allocate(size);
  left.size = size;
  left.count = size - from;
  memory.fill(left.flags, 0, from);
  memory.fill(left.flags + from, 1, size - from);
  return left;
}

function markEvaluated(left: Unevaluated, i: u32): void {
  if (left.count && load<u8>(left.flags + i)) {
    store<u8>(left.flags + i, 0);
    left.count--;
  }
}

/** What a schema on the same value has evaluated counts for the one that applied it. */
function keepEvaluated(left: Unevaluated, other: Unevaluated): void {
  for (let i: u32 = 0; left.count && i < left.size; i++) {
    if (other.count == 0 || load<u8>(other.flags + i) == 0) markEvaluated(left, i);
  }
}

// ---- errors

function found(frame: Frame, text: Buffer): Finding {
  return frame.isTest ? SOMETHING : newFinding(FINDING_PLAIN, frame.path, text.toValue());
}

function foundLiteral(frame: Frame, text: string): Finding {
  return frame.isTest ? SOMETHING : newFinding(FINDING_PLAIN, frame.path, literal(text));
}

function foundText(frame: Frame, text: Value): Finding {
  return frame.isTest ? SOMETHING : newFinding(FINDING_PLAIN, frame.path, text);
}

function add(frame: Frame, error: Finding): void {
  if (!changetype<usize>(error)) return;
  frame.count++;
  if (frame.isTest) return;
  if (!changetype<usize>(frame.errors))
    frame.errors = newFinding(FINDING_GROUP, frame.path, literal('validation failed'));
  addCause(frame.errors, error);
}

// ---- other schemas

/** Applies a schema to the same value. */
function same(frame: Frame, node: usize, reference: u32, isTest: bool): Finding {
  return enter(
    node,
    frame.value,
    frame.path,
    frame,
    reference,
    frame.depth,
    frame.unevaluated.count > 0,
    frame.isTest || isTest,
  );
}

/** Applies a schema to a member or an item. */
function below(frame: Frame, node: usize, value: Value, token: Value): Finding {
  return enter(node, value, pathBelow(frame, token), frame, 0, frame.depth + 1, false, frame.isTest);
}

/** While meta-schemas are at work, paths count even where errors do not: they tell resources apart. */
function countsPaths(frame: Frame): bool {
  return !frame.isTest || metaNode != 0;
}

function pathBelow(frame: Frame, token: Value): Path {
  return countsPaths(frame) ? childPath(frame.path, token) : frame.path;
}

function belowAt(frame: Frame, node: usize, list: Value, i: u32, shown: u32): Finding {
  const path = countsPaths(frame) ? childPath(frame.path, indexToken(shown)) : frame.path;
  return enter(node, list.item(i), path, frame, 0, frame.depth + 1, false, frame.isTest);
}

function follow(frame: Frame, node: usize, keyword: u32): Finding {
  const inner = same(frame, node, keyword, false);
  if (!changetype<usize>(inner) || frame.isTest) return inner;
  const error = newFinding(FINDING_REFERENCE, frame.path, literal('validation failed'));
  if (inner.kind == FINDING_GROUP) {
    error.first = inner.first;
    error.last = inner.last;
  } else {
    addCause(error, inner);
  }
  return error;
}

/** The frame of the same schema on the same value further out, or null. */
function findCycle(frame: Frame): Frame {
  for (let outer = frame.parent; changetype<usize>(outer) && outer.depth == frame.depth; outer = outer.parent) {
    if (outer.node == frame.node) return outer;
  }
  return changetype<Frame>(0);
}

function keywordName(operation: u32): string {
  return operation == OP_DYNAMIC_REF ? '$dynamicRef' : operation == OP_RECURSIVE_REF ? '$recursiveRef' : '$ref';
}

/** The keywords that led to a frame, as a pointer. */
function writeKeywords(out: Buffer, frame: Frame): void {
  const parent = frame.parent;
  if (!changetype<usize>(parent)) return;
  writeKeywords(out, parent);
  if (frame.reference) {
    out.byte(0x2f);
    out.literal(keywordName(frame.reference));
    return;
  }
  const here = valueAt(frame.node + NODE_LOCATION);
  const outer = valueAt(parent.node + NODE_LOCATION);
  if (changetype<usize>(here) && changetype<usize>(outer) && here.length > outer.length) {
    out.bytes(here.pointer + outer.length, here.length - outer.length);
  }
}

function foundCycle(frame: Frame, outer: Frame): Finding {
  const text = message();
  text.literal('both ');
  writeKeywords(text, frame);
  text.literal(' and ');
  writeKeywords(text, outer);
  text.literal(' resolve to ');
  const location = valueAt(frame.node + NODE_LOCATION);
  quoteInto(text, location.pointer, location.length);
  text.literal(' causing reference cycle');
  return found(frame, text);
}

/** The outermost schema in scope that has the dynamic anchor. */
function resolveDynamic(frame: Frame, anchor: Value, fallback: usize): usize {
  let node = fallback;
  for (let scope = frame; changetype<usize>(scope); scope = scope.parent) {
    const table = word(nodeAt(scope.node + NODE_RESOURCE) + NODE_DYNAMIC_ANCHORS);
    if (!table) continue;
    const at = program + table;
    for (let i: u32 = 0; i < word(at + TABLE_COUNT); i++) {
      const name = valueAt(at + TABLE_ITEMS + i * NAMED_SIZE + NAMED_NAME);
      if (!equalBytes(name.pointer, name.length, anchor.pointer, anchor.length)) continue;
      node = nodeAt(at + TABLE_ITEMS + i * NAMED_SIZE + NAMED_NODE);
    }
  }
  return node;
}

function resolveRecursive(frame: Frame, fallback: usize): usize {
  let node = fallback;
  for (let scope = frame; changetype<usize>(scope); scope = scope.parent) {
    if (word(nodeAt(scope.node + NODE_RESOURCE) + NODE_FLAGS) & NODE_RECURSIVE_ANCHOR) node = scope.node;
  }
  return node;
}

// ---- running a schema

function run(frame: Frame): Finding {
  const node = frame.node;
  const flags = word(node + NODE_FLAGS);
  if (flags & NODE_TRUE) return NONE;
  if (flags & NODE_FALSE) return foundLiteral(frame, 'false schema');
  if (word(node + NODE_LOCATION)) {
    const outer = findCycle(frame);
    if (changetype<usize>(outer)) return foundCycle(frame, outer);
  }
  const count = word(node + NODE_COUNT);
  const type = typeOf(frame.value);
  for (let i: u32 = 0; i < count; i++) {
    const at = node + NODE_OPERATIONS + i * OPERATION_SIZE;
    const operation = word(at + OPERATION_CODE);
    if (operation <= OP_REF_ALONE) {
      // The first of these that fails is the only error.
      if (operation == OP_REF_ALONE) return follow(frame, nodeAt(at + OPERATION_OPERAND), OP_REF);
      const error = runFirst(frame, operation, at + OPERATION_OPERAND, type);
      if (changetype<usize>(error)) return error;
    } else {
      runOperation(frame, operation, at + OPERATION_OPERAND, type);
    }
    if (frame.isTest && frame.count) return SOMETHING;
  }
  if (frame.count == 0) return NONE;
  return frame.count == 1 ? frame.errors.first : frame.errors;
}

function runFirst(frame: Frame, operation: u32, operand: usize, type: u32): Finding {
  const value = frame.value;
  switch (operation) {
    case OP_TYPE: {
      const wanted = word(operand);
      if (wanted & type || (wanted & TYPE_INTEGER && type == TYPE_NUMBER && isWhole(value))) return NONE;
      return foundType(frame, type, wanted);
    }
    case OP_CONST: {
      const table = nodeAt(operand);
      return equalValues(value, valueAt(table + CHOICE_VALUE)) ? NONE : foundText(frame, valueAt(table + CHOICE_TEXT));
    }
    case OP_ENUM: {
      const table = nodeAt(operand);
      const members = valueAt(table + CHOICE_VALUE);
      let hasType = false;
      for (let i: u32 = 0; i < members.length && !hasType; i++) hasType = typeOf(members.item(i)) == type;
      for (let i: u32 = 0; i < members.length && hasType; i++) {
        if (equalValues(value, members.item(i))) return NONE;
      }
      return foundText(frame, valueAt(table + CHOICE_TEXT));
    }
  }
  const table = nodeAt(operand);
  if (type != TYPE_STRING) return NONE;
  const problem = callFormat(word(table + CHECK_FORMAT), value);
  if (!changetype<usize>(problem)) return NONE;
  const text = message();
  quoteSingle(text, value.pointer, value.length);
  text.literal(' is not valid ');
  text.string(valueAt(table + CHECK_NAME));
  text.literal(': ');
  text.string(problem);
  return found(frame, text);
}

function typeText(type: u32): string {
  switch (type) {
    case TYPE_NULL:
      return 'null';
    case TYPE_BOOLEAN:
      return 'boolean';
    case TYPE_NUMBER:
      return 'number';
    case TYPE_INTEGER:
      return 'integer';
    case TYPE_STRING:
      return 'string';
    case TYPE_ARRAY:
      return 'array';
  }
  return 'object';
}

function foundType(frame: Frame, type: u32, wanted: u32): Finding {
  const text = message();
  text.literal('got ');
  text.literal(typeText(type));
  text.literal(', want ');
  let isFirst = true;
  for (let bit: u32 = TYPE_NULL; bit <= TYPE_OBJECT; bit <<= 1) {
    if (!(wanted & bit)) continue;
    if (!isFirst) text.literal(' or ');
    isFirst = false;
    text.literal(typeText(bit));
  }
  return found(frame, text);
}

function runOperation(frame: Frame, operation: u32, operand: usize, type: u32): void {
  if (operation == OP_REF) {
    add(frame, follow(frame, nodeAt(operand), OP_REF));
  } else if (operation <= OP_DEPENDENT_REQUIRED) {
    if (type == TYPE_OBJECT) runOnObject(frame, operation, operand);
  } else if (operation <= OP_CONTAINS) {
    if (type == TYPE_ARRAY) runOnArray(frame, operation, operand);
  } else if (operation <= OP_PATTERN) {
    if (type == TYPE_STRING) runOnString(frame, operation, operand);
  } else if (operation <= OP_MULTIPLE_OF) {
    if (type == TYPE_NUMBER) runOnNumber(frame, operation, nodeAt(operand));
  } else if (operation == OP_UNEVALUATED_PROPERTIES) {
    if (type == TYPE_OBJECT) runUnevaluated(frame, nodeAt(operand));
  } else if (operation == OP_UNEVALUATED_ITEMS) {
    if (type == TYPE_ARRAY) runUnevaluated(frame, nodeAt(operand));
  } else {
    runOnAny(frame, operation, operand);
  }
}

/** `KEYWORD: got N, want M` where the size is beyond the limit. */
function limit(frame: Frame, keyword: string, size: u32, operand: usize, isMinimum: bool): void {
  const wanted = load<i64>(nodeAt(operand));
  if (isMinimum ? <i64>size >= wanted : <i64>size <= wanted) return;
  const text = message();
  text.literal(keyword);
  text.literal(': got ');
  printInteger(text, size);
  text.literal(', want ');
  printInteger(text, wanted);
  add(frame, found(frame, text));
}

function quoteName(out: Buffer, name: Value): void {
  quoteSingle(out, name.pointer, name.length);
}

/** Writes the names that the object lacks, with commas; how many they are. */
function writeMissing(out: Buffer, members: MapObject, names: Value): u32 {
  let count: u32 = 0;
  for (let i: u32 = 0; i < names.length; i++) {
    const name = names.item(i);
    if (changetype<usize>(mapGet(members, name))) continue;
    if (count) out.literal(', ');
    quoteName(out, name);
    count++;
  }
  return count;
}

function required(frame: Frame, members: MapObject, names: Value): void {
  const missing = Buffer.create(64);
  const count = writeMissing(missing, members, names);
  if (!count) return;
  const text = message();
  text.literal(count == 1 ? 'missing property ' : 'missing properties ');
  text.bytes(missing.pointer, missing.length);
  add(frame, found(frame, text));
}

function requiredBecause(frame: Frame, members: MapObject, name: Value, names: Value): void {
  const missing = Buffer.create(64);
  if (!writeMissing(missing, members, names)) return;
  const text = message();
  text.literal('properties ');
  text.bytes(missing.pointer, missing.length);
  text.literal(' required, if ');
  quoteName(text, name);
  text.literal(' exists');
  add(frame, found(frame, text));
}

function has(members: MapObject, name: Value): bool {
  return changetype<usize>(mapGet(members, name)) != 0;
}

function runOnObject(frame: Frame, operation: u32, operand: usize): void {
  const members = membersOf(frame.value);
  const size = memberCount(members);
  switch (operation) {
    case OP_MIN_PROPERTIES:
      limit(frame, 'minProperties', size, operand, true);
      return;
    case OP_MAX_PROPERTIES:
      limit(frame, 'maxProperties', size, operand, false);
      return;
    case OP_REQUIRED:
      required(frame, members, valueAt(operand));
      return;
    case OP_PROPERTIES:
      runProperties(frame, members, nodeAt(operand));
      return;
    case OP_PROPERTY_NAMES: {
      for (let i: u32 = 0; i < size; i++) checkName(frame, nodeAt(operand), members.key(i));
      return;
    }
  }
  const table = nodeAt(operand);
  const stride: u32 = operation == OP_DEPENDENCIES ? DEPENDENCY_SIZE : NAMED_SIZE;
  for (let i: u32 = 0; i < word(table + TABLE_COUNT); i++) {
    const entry = table + TABLE_ITEMS + i * stride;
    const name = valueAt(entry + NAMED_NAME);
    if (!has(members, name)) continue;
    if (operation == OP_DEPENDENT_SCHEMAS) add(frame, same(frame, nodeAt(entry + NAMED_NODE), 0, false));
    else if (operation == OP_DEPENDENCIES && word(entry + DEPENDENCY_NODE))
      add(frame, same(frame, nodeAt(entry + DEPENDENCY_NODE), 0, false));
    else requiredBecause(frame, members, name, valueAt(entry + DEPENDENCY_REQUIRED));
  }
}

/** A key as a value of its own; errors tell nothing of where it stands. */
function checkName(frame: Frame, node: usize, name: Value): void {
  const inner = enter(node, name, ROOT, changetype<Frame>(0), 0, 0, false, frame.isTest);
  if (!changetype<usize>(inner)) return;
  const text = message();
  text.literal('invalid propertyName ');
  quoteName(text, name);
  const error = newFinding(FINDING_PLAIN, ROOT, text.toValue());
  if (frame.isTest) {
    add(frame, error);
    return;
  }
  if (inner.kind == FINDING_GROUP) {
    error.first = inner.first;
    error.last = inner.last;
  } else {
    addCause(error, inner);
  }
  add(frame, error);
}

/** The node that a sorted table of names has for one, or 0. */
function findNode(table: u32, name: Value): usize {
  const entry = findEntry(table, name);
  return entry ? nodeAt(entry + NAMED_NODE) : 0;
}

function runProperties(frame: Frame, members: MapObject, table: usize): void {
  const patterns = word(table + PROPERTIES_PATTERNS) ? nodeAt(table + PROPERTIES_PATTERNS) : 0;
  const additional = word(table + PROPERTIES_ADDITIONAL);
  const size = memberCount(members);
  const extra = Buffer.create(32);
  for (let i: u32 = 0; i < size; i++) {
    if (frame.isTest && frame.count) return;
    const name = members.key(i);
    const value = members.value(i);
    let isEvaluated = false;
    const node = findNode(word(table + PROPERTIES_NAMED), name);
    if (node) {
      isEvaluated = true;
      add(frame, below(frame, node, value, name));
    }
    if (patterns) {
      for (let k: u32 = 0; k < word(patterns + TABLE_COUNT); k++) {
        const entry = patterns + TABLE_ITEMS + k * NAMED_SIZE;
        if (!callPattern(valueAt(entry + NAMED_NAME), name)) continue;
        isEvaluated = true;
        add(frame, below(frame, nodeAt(entry + NAMED_NODE), value, name));
      }
    }
    if (!isEvaluated && additional != ADDITIONAL_ABSENT) {
      isEvaluated = true;
      if (additional == ADDITIONAL_FORBIDDEN) {
        if (extra.length) extra.literal(', ');
        quoteName(extra, name);
      } else if (additional != ADDITIONAL_ALLOWED) {
        add(frame, below(frame, program + additional, value, name));
      }
    }
    if (isEvaluated) markEvaluated(frame.unevaluated, i);
  }
  if (!extra.length) return;
  const text = message();
  text.literal('additional properties ');
  text.bytes(extra.pointer, extra.length);
  text.literal(' not allowed');
  add(frame, found(frame, text));
}

function runOnArray(frame: Frame, operation: u32, operand: usize): void {
  const list = frame.value;
  switch (operation) {
    case OP_MIN_ITEMS:
      limit(frame, 'minItems', list.length, operand, true);
      return;
    case OP_MAX_ITEMS:
      limit(frame, 'maxItems', list.length, operand, false);
      return;
    case OP_UNIQUE_ITEMS: {
      if (list.length < 2) return;
      findDuplicates(list);
      if (secondOfPair < 0) return;
      const text = message();
      text.literal('items at ');
      printInteger(text, firstOfPair);
      text.literal(' and ');
      printInteger(text, secondOfPair);
      text.literal(' are equal');
      add(frame, found(frame, text));
      return;
    }
    case OP_ITEMS:
      runItems(frame, list, nodeAt(operand));
      return;
  }
  runContains(frame, list, nodeAt(operand));
}

function runItems(frame: Frame, list: Value, table: usize): void {
  const first = word(table + TABLE_COUNT);
  const behind = table + TABLE_ITEMS + (first << 2);
  const rest = word(behind + REST_ADDITIONAL);
  const isRelative = word(behind + REST_IS_RELATIVE) != 0;
  const count = min(first, list.length);
  for (let i: u32 = 0; i < count; i++) add(frame, belowAt(frame, nodeAt(itemOf(table, i)), list, i, i));
  if (rest <= ADDITIONAL_ALLOWED) return;
  if (rest == ADDITIONAL_FORBIDDEN) {
    if (count == list.length) return;
    const text = message();
    text.literal('last ');
    printInteger(text, list.length - count);
    text.literal(' additionalItem(s) not allowed');
    add(frame, found(frame, text));
    return;
  }
  for (let i = count; i < list.length; i++) {
    if (frame.isTest && frame.count) return;
    add(frame, belowAt(frame, program + rest, list, i, isRelative ? i - count : i));
  }
}

function runContains(frame: Frame, list: Value, table: usize): void {
  const node = nodeAt(table + CONTAINS_NODE);
  const counts = (word(frame.node + NODE_FLAGS) & NODE_CONTAINS_EVALUATES) != 0;
  const causes = newFinding(FINDING_PLAIN, frame.path, changetype<Value>(0));
  const places = Buffer.create(32);
  let matched: u32 = 0;
  for (let i: u32 = 0; i < list.length; i++) {
    const error = belowAt(frame, node, list, i, i);
    if (changetype<usize>(error)) {
      if (!frame.isTest) addCause(causes, error);
      continue;
    }
    if (matched) places.byte(0x20);
    places.unsigned(i);
    matched++;
    if (counts) markEvaluated(frame.unevaluated, i);
  }
  const text = message();
  if (word(table + CONTAINS_LEAST)) {
    const least = load<i64>(nodeAt(table + CONTAINS_LEAST));
    if (<i64>matched < least) {
      text.literal('min ');
      printInteger(text, least);
      text.literal(' items required to match contains schema, but ');
      if (matched) writeMatched(text, matched, places);
      else text.literal('none matched');
      causes.text = text.toValue();
      add(frame, frame.isTest ? SOMETHING : causes);
    }
  } else if (!matched) {
    causes.text = literal('no items match contains schema');
    add(frame, frame.isTest ? SOMETHING : causes);
  }
  if (!word(table + CONTAINS_MOST)) return;
  const most = load<i64>(nodeAt(table + CONTAINS_MOST));
  if (<i64>matched <= most) return;
  const more = message();
  more.literal('max ');
  printInteger(more, most);
  more.literal(' items required to match contains schema, but ');
  writeMatched(more, matched, places);
  add(frame, found(frame, more));
}

function writeMatched(out: Buffer, matched: u32, places: Buffer): void {
  out.literal('matched ');
  printInteger(out, matched);
  out.literal(' items at ');
  out.bytes(places.pointer, places.length);
}

function runOnString(frame: Frame, operation: u32, operand: usize): void {
  const value = frame.value;
  if (operation == OP_MIN_LENGTH) {
    limit(frame, 'minLength', runeCount(value.pointer, value.length), operand, true);
  } else if (operation == OP_MAX_LENGTH) {
    limit(frame, 'maxLength', runeCount(value.pointer, value.length), operand, false);
  } else if (!callPattern(valueAt(operand), value)) {
    const text = message();
    quoteName(text, value);
    text.literal(' does not match pattern ');
    quoteName(text, valueAt(operand));
    add(frame, found(frame, text));
  }
}

function runOnNumber(frame: Frame, operation: u32, table: usize): void {
  const value: Decimal = decimalOf(frame.value);
  const wanted = limitAt(table);
  if (operation == OP_MULTIPLE_OF) {
    if (isMultiple(value, wanted)) return;
  } else {
    const order = compareDecimals(value, wanted);
    if (
      operation == OP_MINIMUM
        ? order >= 0
        : operation == OP_MAXIMUM
          ? order <= 0
          : operation == OP_EXCLUSIVE_MINIMUM
            ? order > 0
            : order < 0
    )
      return;
  }
  const text = message();
  switch (operation) {
    case OP_MINIMUM:
      text.literal('minimum');
      break;
    case OP_MAXIMUM:
      text.literal('maximum');
      break;
    case OP_EXCLUSIVE_MINIMUM:
      text.literal('exclusiveMinimum');
      break;
    case OP_EXCLUSIVE_MAXIMUM:
      text.literal('exclusiveMaximum');
      break;
    default:
      text.literal('multipleOf');
  }
  text.literal(': got ');
  printNumber(text, floatOf(frame.value));
  text.literal(', want ');
  printNumber(text, load<f64>(table + DECIMAL_FLOAT));
  add(frame, found(frame, text));
}

function runOnAny(frame: Frame, operation: u32, operand: usize): void {
  const table = nodeAt(operand);
  switch (operation) {
    case OP_RECURSIVE_REF: {
      const node = word(table + NODE_FLAGS) & NODE_RECURSIVE_ANCHOR ? resolveRecursive(frame, table) : table;
      add(frame, follow(frame, node, OP_RECURSIVE_REF));
      return;
    }
    case OP_DYNAMIC_REF: {
      let node = nodeAt(table + DYNAMIC_NODE);
      const anchor = valueAt(table + DYNAMIC_ANCHOR);
      const own = valueAt(node + NODE_DYNAMIC_ANCHOR);
      if (
        changetype<usize>(anchor) &&
        changetype<usize>(own) &&
        equalBytes(own.pointer, own.length, anchor.pointer, anchor.length)
      ) {
        node = resolveDynamic(frame, anchor, node);
      }
      add(frame, follow(frame, node, OP_DYNAMIC_REF));
      return;
    }
    case OP_NOT: {
      if (!changetype<usize>(same(frame, table, 0, true))) add(frame, foundLiteral(frame, "'not' failed"));
      return;
    }
    case OP_IF: {
      const failed = changetype<usize>(same(frame, nodeAt(table + CHOOSE_IF), 0, true)) != 0;
      const branch: u32 = failed ? CHOOSE_ELSE : CHOOSE_THEN;
      if (word(table + branch)) add(frame, same(frame, nodeAt(table + branch), 0, false));
      return;
    }
    case OP_ALL_OF:
      runAllOf(frame, table);
      return;
    case OP_ANY_OF:
      runAnyOf(frame, table);
      return;
    case OP_ONE_OF:
      runOneOf(frame, table);
  }
}

function runAllOf(frame: Frame, table: usize): void {
  const error = newFinding(FINDING_PLAIN, frame.path, changetype<Value>(0));
  let failed: u32 = 0;
  for (let i: u32 = 0; i < word(table + TABLE_COUNT); i++) {
    const inner = same(frame, nodeAt(itemOf(table, i)), 0, false);
    if (!changetype<usize>(inner)) continue;
    failed++;
    if (frame.isTest) break;
    addCause(error, inner);
  }
  if (failed) finish(frame, error, "'allOf' failed");
}

function finish(frame: Frame, error: Finding, text: string): void {
  if (frame.isTest) {
    add(frame, SOMETHING);
    return;
  }
  error.text = literal(text);
  add(frame, error);
}

function runAnyOf(frame: Frame, table: usize): void {
  const error = newFinding(FINDING_PLAIN, frame.path, changetype<Value>(0));
  let matched = false;
  for (let i: u32 = 0; i < word(table + TABLE_COUNT); i++) {
    const inner = same(frame, nodeAt(itemOf(table, i)), 0, false);
    if (changetype<usize>(inner)) {
      if (!frame.isTest) addCause(error, inner);
      continue;
    }
    matched = true;
    // What else matches only matters for what is evaluated.
    if (!frame.unevaluated.count) break;
  }
  if (!matched) finish(frame, error, "'anyOf' failed");
}

function runOneOf(frame: Frame, table: usize): void {
  const error = newFinding(FINDING_PLAIN, frame.path, changetype<Value>(0));
  let matched: i32 = -1;
  for (let i: u32 = 0; i < word(table + TABLE_COUNT); i++) {
    const inner = same(frame, nodeAt(itemOf(table, i)), 0, matched >= 0);
    if (changetype<usize>(inner)) {
      if (matched < 0 && !frame.isTest) addCause(error, inner);
      continue;
    }
    if (matched < 0) {
      matched = i;
      continue;
    }
    const text = message();
    text.literal("'oneOf' failed, subschemas ");
    printInteger(text, matched);
    text.literal(', ');
    printInteger(text, i);
    text.literal(' matched');
    add(frame, found(frame, text));
    return;
  }
  if (matched < 0) finish(frame, error, "'oneOf' failed, none matched");
}

function runUnevaluated(frame: Frame, node: usize): void {
  const left = frame.unevaluated;
  const value = frame.value;
  for (let i: u32 = 0; left.count && i < left.size; i++) {
    if (!load<u8>(left.flags + i)) continue;
    if (value.kind == KIND_MAP) add(frame, below(frame, node, value.map.value(i), value.map.key(i)));
    else add(frame, belowAt(frame, node, value, i, i));
  }
  frame.unevaluated = NOTHING_LEFT;
}
