// Validates a value against a compiled schema as xeipuuv/gojsonschema (Helm 3) does: the same errors, and the same choice of
// the branch that fits best. Where that library walks a map in random order, this walks in the order of the keys.
// Follows github.com/xeipuuv/gojsonschema@v1.2.0 validation.go.

import { KIND_FLOAT64, KIND_LIST, KIND_MAP, LIST_ANY, MAP_ANY } from '../../../../abi/values';
import {
  ADDITIONAL_ALLOWED,
  ADDITIONAL_FORBIDDEN,
  CHECK_FORMAT,
  CHECK_NAME,
  CHOICE_TEXT,
  CHOICE_VALUE,
  CHOOSE_ELSE,
  CHOOSE_IF,
  CHOOSE_THEN,
  CONTAINS_NODE,
  DECIMAL_TEXT,
  DEPENDENCY_NAME,
  DEPENDENCY_NODE,
  DEPENDENCY_REQUIRED,
  DEPENDENCY_SIZE,
  NAMED_NAME,
  NAMED_NODE,
  NAMED_SIZE,
  NODE_COUNT,
  NODE_FALSE,
  NODE_FLAGS,
  NODE_OPERATIONS,
  NODE_REFERENCE,
  NODE_TRUE,
  NODE_TYPES,
  NODE_TYPES_TEXT,
  OPERATION_CODE,
  OPERATION_OPERAND,
  OPERATION_SIZE,
  OP_ALL_OF,
  OP_ANY_OF,
  OP_CONST,
  OP_CONTAINS,
  OP_DEPENDENCIES,
  OP_ENUM,
  OP_EXCLUSIVE_MINIMUM,
  OP_FORMAT,
  OP_IF,
  OP_ITEMS,
  OP_MAXIMUM,
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
  OP_REQUIRED,
  OP_UNIQUE_ITEMS,
  PROPERTIES_ADDITIONAL,
  PROPERTIES_NAMED,
  PROPERTIES_PATTERNS,
  REST_ADDITIONAL,
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
import { clearFailure, failure, message } from '../../../core/error';
import { writeJson } from '../../../go/json/marshal';
import { mapGet, MapObject, mapSet, newMapObject } from '../../../core/map';
import { allocate } from '../../../core/memory';
import { runeCount } from '../../../go/unicode/unicode';
import { literal, newFloat, newInt, newList, newMapOf, setItem, Value } from '../../../core/value';
import { compareDecimals, Decimal, decimalOf, floatOf, isMultiple, isNumber, isWhole, limitAt } from '../decimal';
import { callGojsonschemaFormat, callPattern } from '../late-bound';
import { findEntry, itemOf, nodeAt, openProgram, program, valueAt, word } from '../program';
import { childPath, indexToken, memberCount, membersOf, Path, ROOT, typeOf } from '../place';
import { rereadValues } from './reread';

/** From so many schemas at work on one value on, inside each other, the same one is looked for among them. */
const MANY: u32 = 1000;
let depth: u32 = 0;
/** The nodes at work, on whatever values, the innermost last. */
let atWork: usize = 0;
let workRoom: u32 = 0;
let working: u32 = 0;
/** The place of that value. */
let placeAtWork: Path = ROOT;
/** A schema applies itself to the same value without end: Helm 3 dies of that. */
let isEndless: bool = false;

/** The errors of a validation and how well the schema fitted. */
@unmanaged
class Result {
  /** Lines, linked. */
  first: Line;
  last: Line;
  score: i32;
}

@unmanaged
class Line {
  text: Value;
  next: Line;
}

/** Validates with the program at an address; the errors as lines that begin with `- `, or null. */
export function validateGojsonschema(address: usize, value: Value): Value {
  const read = rereadValues(value);
  if (!changetype<usize>(read)) {
    const problem = failure.text;
    clearFailure();
    return problem;
  }
  const root = openProgram(address);
  workRoom = 0;
  working = 0;
  placeAtWork = ROOT;
  isEndless = false;
  // So that the root, which is at that place as it is entered, counts as the first.
  depth = u32.MAX_VALUE;
  const result = validate(root, read, ROOT);
  if (isEndless) return literal('the schema refers to itself without end\n');
  if (isValid(result)) return changetype<Value>(0);
  const out = Buffer.create(256);
  for (let line = result.first; changetype<usize>(line); line = line.next) {
    out.literal('- ');
    out.string(line.text);
    out.byte(0x0a);
  }
  return out.toValue();
}

function newResult(): Result {
  const result = changetype<Result>(allocate(offsetof<Result>()));
  result.first = changetype<Line>(0);
  result.last = changetype<Line>(0);
  result.score = 0;
  return result;
}

function isValid(result: Result): bool {
  return !changetype<usize>(result.first);
}

// ---- errors

function writePath(out: Buffer, path: Path): void {
  if (!changetype<usize>(path)) {
    out.literal('(root)');
    return;
  }
  if (changetype<usize>(path.parent)) {
    writePath(out, path.parent);
    out.byte(0x2e);
  }
  out.string(path.token);
}

function addLine(result: Result, text: Value): void {
  const line = changetype<Line>(allocate(offsetof<Line>()));
  line.text = text;
  line.next = changetype<Line>(0);
  if (changetype<usize>(result.last)) result.last.next = line;
  else result.first = line;
  result.last = line;
}

/** Begins `PATH: …`; `report` ends it. */
function begin(path: Path): Buffer {
  const text = message();
  writePath(text, path);
  text.literal(': ');
  return text;
}

function report(result: Result, text: Buffer): void {
  addLine(result, text.toValue());
  result.score -= 2;
}

function reportText(result: Result, path: Path, text: Value): void {
  const line = begin(path);
  line.string(text);
  report(result, line);
}

function reportLiteral(result: Result, path: Path, text: string): void {
  const line = begin(path);
  line.literal(text);
  report(result, line);
}

function merge(result: Result, other: Result): void {
  result.score += other.score;
  if (isValid(other)) return;
  if (changetype<usize>(result.last)) result.last.next = other.first;
  else result.first = other.first;
  result.last = other.last;
}

// ---- validation

function validate(node: usize, value: Value, path: Path): Result {
  const result = newResult();
  validateInto(result, node, value, path);
  return result;
}

function validateInto(result: Result, node: usize, value: Value, path: Path): void {
  if (isEndless) return;
  const outerPlace = placeAtWork;
  const outerDepth = depth;
  depth = path == outerPlace ? outerDepth + 1 : 0;
  if (depth > MANY && isAtWork(node)) {
    isEndless = true;
    return;
  }
  if (working == workRoom) growWork();
  store<u32>(atWork + (working << 2), node as u32);
  working++;
  placeAtWork = path;
  apply(result, node, value, path);
  placeAtWork = outerPlace;
  working--;
  depth = outerDepth;
}

/** Is the schema one of those at work on the value at hand? */
function isAtWork(node: usize): bool {
  for (let i = working - depth; i < working; i++) {
    if (load<u32>(atWork + (i << 2)) == node) return true;
  }
  return false;
}

function growWork(): void {
  const room = workRoom ? workRoom * 2 : 64;
  const grown = allocate(room << 2);
  memory.copy(grown, atWork, working << 2);
  atWork = grown;
  workRoom = room;
}

function apply(result: Result, node: usize, value: Value, path: Path): void {
  const flags = word(node + NODE_FLAGS);
  if (flags & NODE_TRUE) return;
  if (flags & NODE_FALSE) {
    reportLiteral(result, path, 'False always fails validation');
    return;
  }
  if (word(node + NODE_REFERENCE)) {
    validateInto(result, nodeAt(node + NODE_REFERENCE), value, path);
    return;
  }
  const type = typeOf(value);
  const types = word(node + NODE_TYPES);
  const fits = types & type || (type == TYPE_NUMBER && types & TYPE_INTEGER && isWhole(value));
  if (types && !fits) {
    const text = begin(path);
    text.literal('Invalid type. Expected: ');
    text.string(valueAt(node + NODE_TYPES_TEXT));
    text.literal(', given: ');
    text.literal(typeText(type, value));
    report(result, text);
    return;
  }
  runGroup(result, node, value, path, GROUP_ANY);
  if (type == TYPE_NUMBER) runGroup(result, node, value, path, GROUP_NUMBER);
  else if (type == TYPE_ARRAY) runGroup(result, node, value, path, GROUP_ARRAY);
  else if (type == TYPE_OBJECT) runGroup(result, node, value, path, GROUP_OBJECT);
  runGroup(result, node, value, path, GROUP_COMMON);
  if (type == TYPE_STRING) runGroup(result, node, value, path, GROUP_STRING);
  if (type == TYPE_OBJECT) runGroup(result, node, value, path, GROUP_MEMBERS);
  result.score++;
}

function typeText(type: u32, value: Value): string {
  switch (type) {
    case TYPE_NULL:
      return 'null';
    case TYPE_BOOLEAN:
      return 'boolean';
    case TYPE_NUMBER:
      return isWhole(value) ? 'integer' : 'number';
    case TYPE_STRING:
      return 'string';
    case TYPE_ARRAY:
      return 'array';
  }
  return 'object';
}

const GROUP_ANY: u32 = 0;
const GROUP_NUMBER: u32 = 1;
const GROUP_ARRAY: u32 = 2;
const GROUP_OBJECT: u32 = 3;
const GROUP_COMMON: u32 = 4;
const GROUP_STRING: u32 = 5;
const GROUP_MEMBERS: u32 = 6;

/** Does an operation belong to a group? Those of objects belong to two. */
function isOfGroup(operation: u32, group: u32): bool {
  switch (group) {
    case GROUP_ANY:
      return operation >= OP_NOT || operation == OP_DEPENDENCIES;
    case GROUP_NUMBER:
      return (operation >= OP_MINIMUM && operation <= OP_MULTIPLE_OF) || operation == OP_FORMAT;
    case GROUP_ARRAY:
      return operation >= OP_MIN_ITEMS && operation <= OP_CONTAINS;
    case GROUP_OBJECT:
      return operation >= OP_MIN_PROPERTIES && operation <= OP_PROPERTY_NAMES && operation != OP_DEPENDENCIES;
    case GROUP_COMMON:
      return operation == OP_CONST || operation == OP_ENUM;
    case GROUP_STRING:
      return (operation >= OP_MIN_LENGTH && operation <= OP_PATTERN) || operation == OP_FORMAT;
  }
  return operation == OP_PROPERTIES;
}

function runGroup(result: Result, node: usize, value: Value, path: Path, group: u32): void {
  const count = word(node + NODE_COUNT);
  for (let i: u32 = 0; i < count; i++) {
    const at = node + NODE_OPERATIONS + i * OPERATION_SIZE;
    const operation = word(at + OPERATION_CODE);
    if (!isOfGroup(operation, group)) continue;
    switch (group) {
      case GROUP_ANY:
        runOnAny(result, operation, at + OPERATION_OPERAND, value, path);
        break;
      case GROUP_NUMBER:
        runOnNumber(result, operation, nodeAt(at + OPERATION_OPERAND), value, path);
        break;
      case GROUP_ARRAY:
        runOnArray(result, operation, at + OPERATION_OPERAND, value, path);
        break;
      case GROUP_OBJECT:
        runOnObject(result, operation, at + OPERATION_OPERAND, value, path);
        break;
      case GROUP_COMMON:
        runCommon(result, nodeAt(at + OPERATION_OPERAND), value, path);
        break;
      case GROUP_STRING:
        runOnString(result, operation, at + OPERATION_OPERAND, value, path);
        break;
      default:
        runMembers(result, nodeAt(at + OPERATION_OPERAND), value, path);
    }
  }
  // Members are not a step of their own in the score.
  if (group != GROUP_MEMBERS) result.score++;
}

function runOnAny(result: Result, operation: u32, operand: usize, value: Value, path: Path): void {
  const table = nodeAt(operand);
  switch (operation) {
    case OP_ANY_OF:
      runAnyOf(result, table, value, path);
      return;
    case OP_ONE_OF:
      runOneOf(result, table, value, path);
      return;
    case OP_ALL_OF: {
      let failed = false;
      for (let i: u32 = 0; i < word(table + TABLE_COUNT); i++) {
        const other = validate(nodeAt(itemOf(table, i)), value, path);
        if (!isValid(other)) failed = true;
        merge(result, other);
      }
      if (failed) reportLiteral(result, path, 'Must validate all the schemas (allOf)');
      return;
    }
    case OP_NOT: {
      if (isValid(validate(table, value, path))) {
        reportLiteral(result, path, 'Must not validate the schema (not)');
      }
      return;
    }
    case OP_DEPENDENCIES: {
      if (value.kind == KIND_MAP) runDependencies(result, table, value, path);
      return;
    }
    case OP_IF: {
      const isThen = isValid(validate(nodeAt(table + CHOOSE_IF), value, path));
      const branch: u32 = isThen ? CHOOSE_THEN : CHOOSE_ELSE;
      if (!word(table + branch)) return;
      const other = validate(nodeAt(table + branch), value, path);
      if (isValid(other)) return;
      reportLiteral(
        result,
        path,
        isThen ? 'Must validate "then" as "if" was valid' : 'Must validate "else" as "if" was not valid',
      );
      merge(result, other);
    }
  }
}

function runAnyOf(result: Result, table: usize, value: Value, path: Path): void {
  let best = changetype<Result>(0);
  for (let i: u32 = 0; i < word(table + TABLE_COUNT); i++) {
    const other = validate(nodeAt(itemOf(table, i)), value, path);
    if (isValid(other)) return;
    if (!changetype<usize>(best) || other.score > best.score) best = other;
  }
  reportLiteral(result, path, 'Must validate at least one schema (anyOf)');
  if (changetype<usize>(best)) merge(result, best);
}

function runOneOf(result: Result, table: usize, value: Value, path: Path): void {
  let best = changetype<Result>(0);
  let matched = 0;
  for (let i: u32 = 0; i < word(table + TABLE_COUNT); i++) {
    const other = validate(nodeAt(itemOf(table, i)), value, path);
    if (isValid(other)) matched++;
    else if (!matched && (!changetype<usize>(best) || other.score > best.score)) best = other;
  }
  if (matched == 1) return;
  reportLiteral(result, path, 'Must validate one and only one schema (oneOf)');
  if (!matched && changetype<usize>(best)) merge(result, best);
}

function has(members: MapObject, name: Value): bool {
  return changetype<usize>(mapGet(members, name)) != 0;
}

function runDependencies(result: Result, table: usize, value: Value, path: Path): void {
  const members = membersOf(value);
  for (let i: u32 = 0; i < word(table + TABLE_COUNT); i++) {
    const entry = table + TABLE_ITEMS + i * DEPENDENCY_SIZE;
    if (!has(members, valueAt(entry + DEPENDENCY_NAME))) continue;
    if (word(entry + DEPENDENCY_NODE)) {
      validateInto(result, nodeAt(entry + DEPENDENCY_NODE), value, path);
      continue;
    }
    const names = valueAt(entry + DEPENDENCY_REQUIRED);
    for (let k: u32 = 0; k < names.length; k++) {
      if (has(members, names.item(k))) continue;
      const text = begin(path);
      text.literal('Has a dependency on ');
      text.string(names.item(k));
      report(result, text);
    }
  }
}

function runOnNumber(result: Result, operation: u32, table: usize, value: Value, path: Path): void {
  if (operation == OP_FORMAT) {
    // Every format that is known wants a string.
    reportFormat(result, table, path);
    return;
  }
  const number: Decimal = decimalOf(value);
  const wanted = limitAt(table);
  const order = operation == OP_MULTIPLE_OF ? 0 : compareDecimals(number, wanted);
  switch (operation) {
    case OP_MULTIPLE_OF:
      if (isMultiple(number, wanted)) return;
      break;
    case OP_MINIMUM:
      if (order >= 0) return;
      break;
    case OP_MAXIMUM:
      if (order <= 0) return;
      break;
    case OP_EXCLUSIVE_MINIMUM:
      if (order > 0) return;
      break;
    default:
      if (order < 0) return;
  }
  reportText(result, path, valueAt(table + DECIMAL_TEXT));
}

function reportFormat(result: Result, table: usize, path: Path): void {
  const text = begin(path);
  text.literal("Does not match format '");
  text.string(valueAt(table + CHECK_NAME));
  text.byte(0x27);
  report(result, text);
}

function runOnString(result: Result, operation: u32, operand: usize, value: Value, path: Path): void {
  if (operation == OP_FORMAT) {
    const table = nodeAt(operand);
    if (!callGojsonschemaFormat(word(table + CHECK_FORMAT), value)) reportFormat(result, table, path);
    return;
  }
  if (operation == OP_PATTERN) {
    if (callPattern(valueAt(operand), value)) return;
    const text = begin(path);
    text.literal("Does not match pattern '");
    text.string(valueAt(operand));
    text.byte(0x27);
    report(result, text);
    return;
  }
  const size: i64 = runeCount(value.pointer, value.length);
  const wanted = load<i64>(nodeAt(operand));
  if (operation == OP_MIN_LENGTH ? size >= wanted : size <= wanted) return;
  const text = begin(path);
  text.literal('String length must be ');
  text.literal(operation == OP_MIN_LENGTH ? 'greater than or equal to ' : 'less than or equal to ');
  text.integer(wanted);
  report(result, text);
}

function runOnArray(result: Result, operation: u32, operand: usize, list: Value, path: Path): void {
  switch (operation) {
    case OP_ITEMS:
      runItems(result, nodeAt(operand), list, path);
      return;
    case OP_UNIQUE_ITEMS:
      runUnique(result, list, path);
      return;
    case OP_CONTAINS:
      runContains(result, nodeAt(operand), list, path);
      return;
  }
  const wanted = load<i64>(nodeAt(operand));
  const size: i64 = list.length;
  if (operation == OP_MIN_ITEMS ? size >= wanted : size <= wanted) return;
  const text = begin(path);
  text.literal(operation == OP_MIN_ITEMS ? 'Array must have at least ' : 'Array must have at most ');
  text.integer(wanted);
  text.literal(' items');
  report(result, text);
}

function itemResult(node: usize, list: Value, i: u32, path: Path): Result {
  return validate(node, list.item(i), childPath(path, indexToken(i)));
}

function runItems(result: Result, table: usize, list: Value, path: Path): void {
  const first = word(table + TABLE_COUNT);
  const rest = word(table + TABLE_ITEMS + (first << 2) + REST_ADDITIONAL);
  const count = min(first, list.length);
  for (let i: u32 = 0; i < count; i++) merge(result, itemResult(nodeAt(itemOf(table, i)), list, i, path));
  if (rest <= ADDITIONAL_ALLOWED || count == list.length) return;
  if (rest == ADDITIONAL_FORBIDDEN) {
    reportLiteral(result, path, 'No additional items allowed on array');
    return;
  }
  for (let i = count; i < list.length; i++) merge(result, itemResult(program + rest, list, i, path));
}

function runUnique(result: Result, list: Value, path: Path): void {
  const seen = newMapObject(list.length);
  for (let i: u32 = 0; i < list.length; i++) {
    const text = normalText(list.item(i));
    const before = mapGet(seen, text);
    if (changetype<usize>(before)) {
      const line = begin(path);
      line.literal('array items[');
      line.integer(before.int);
      line.byte(0x2c);
      line.unsigned(i);
      line.literal('] must be unique');
      report(result, line);
    }
    mapSet(seen, text, newInt(i));
  }
}

function runContains(result: Result, table: usize, list: Value, path: Path): void {
  let best = changetype<Result>(0);
  for (let i: u32 = 0; i < list.length; i++) {
    const other = itemResult(nodeAt(table + CONTAINS_NODE), list, i, path);
    if (isValid(other)) return;
    if (!changetype<usize>(best) || other.score > best.score) best = other;
  }
  reportLiteral(result, path, 'At least one of the items must match');
  if (changetype<usize>(best)) merge(result, best);
}

function runOnObject(result: Result, operation: u32, operand: usize, value: Value, path: Path): void {
  const members = membersOf(value);
  switch (operation) {
    case OP_REQUIRED: {
      const names = valueAt(operand);
      for (let i: u32 = 0; i < names.length; i++) {
        if (has(members, names.item(i))) {
          result.score++;
          continue;
        }
        const text = begin(path);
        text.string(names.item(i));
        text.literal(' is required');
        report(result, text);
      }
      return;
    }
    case OP_PROPERTIES:
      runAdditional(result, nodeAt(operand), members, path);
      return;
    case OP_PROPERTY_NAMES: {
      for (let i: u32 = 0; i < memberCount(members); i++) {
        const other = validate(nodeAt(operand), members.key(i), path);
        if (isValid(other)) continue;
        const text = begin(path);
        text.literal('Property name of "');
        text.string(members.key(i));
        text.literal('" does not match');
        report(result, text);
        merge(result, other);
      }
      return;
    }
  }
  const wanted = load<i64>(nodeAt(operand));
  const size: i64 = memberCount(members);
  if (operation == OP_MIN_PROPERTIES ? size >= wanted : size <= wanted) return;
  const text = begin(path);
  text.literal(operation == OP_MIN_PROPERTIES ? 'Must have at least ' : 'Must have at most ');
  text.integer(wanted);
  text.literal(' properties');
  report(result, text);
}

/** Members that patterns match, and those that nothing describes. */
function runAdditional(result: Result, table: usize, members: MapObject, path: Path): void {
  const patterns = word(table + PROPERTIES_PATTERNS) ? nodeAt(table + PROPERTIES_PATTERNS) : 0;
  const additional = word(table + PROPERTIES_ADDITIONAL);
  for (let i: u32 = 0; i < memberCount(members); i++) {
    const name = members.key(i);
    let isMatched = false;
    if (patterns) {
      for (let k: u32 = 0; k < word(patterns + TABLE_COUNT); k++) {
        const entry = patterns + TABLE_ITEMS + k * NAMED_SIZE;
        if (!callPattern(valueAt(entry + NAMED_NAME), name)) continue;
        isMatched = true;
        merge(result, validate(nodeAt(entry + NAMED_NODE), members.value(i), childPath(path, name)));
      }
      if (isMatched) result.score++;
    }
    if (isMatched || additional <= ADDITIONAL_ALLOWED || findEntry(word(table + PROPERTIES_NAMED), name)) continue;
    if (additional != ADDITIONAL_FORBIDDEN) {
      merge(result, validate(program + additional, members.value(i), childPath(path, name)));
      continue;
    }
    const text = begin(path);
    text.literal('Additional property ');
    text.string(name);
    text.literal(' is not allowed');
    report(result, text);
  }
}

function runMembers(result: Result, table: usize, value: Value, path: Path): void {
  if (!word(table + PROPERTIES_NAMED)) return;
  const properties = nodeAt(table + PROPERTIES_NAMED);
  const members = value.map;
  for (let i: u32 = 0; i < word(properties + TABLE_COUNT); i++) {
    const entry = properties + TABLE_ITEMS + i * NAMED_SIZE;
    const name = valueAt(entry + NAMED_NAME);
    const member = mapGet(members, name);
    if (changetype<usize>(member)) validateInto(result, nodeAt(entry + NAMED_NODE), member, childPath(path, name));
  }
}

/** `const` and `enum`: a list of JSON texts, and the message that follows the name of the place. */
function runCommon(result: Result, table: usize, value: Value, path: Path): void {
  const allowed = valueAt(table + CHOICE_VALUE);
  const text = normalText(value);
  for (let i: u32 = 0; i < allowed.length; i++) {
    const other = allowed.item(i);
    if (other.length == text.length && memory.compare(other.pointer, text.pointer, text.length) == 0) return;
  }
  const line = begin(path);
  writePath(line, path);
  line.string(valueAt(table + CHOICE_TEXT));
  report(result, line);
}

// ---- JSON

/** The value's JSON with all numbers as float64, as encoding/json writes it. */
function normalText(value: Value): Value {
  const out = Buffer.create(32);
  writeJson(out, withFloats(value), true);
  return out.toValue();
}

function withFloats(value: Value): Value {
  if (value.kind == KIND_MAP) {
    const members = membersOf(value);
    const count = memberCount(members);
    const copy = newMapObject(count);
    for (let i: u32 = 0; i < count; i++) mapSet(copy, members.key(i), withFloats(members.value(i)));
    return newMapOf(MAP_ANY, copy);
  }
  if (value.kind == KIND_LIST) {
    const copy = newList(LIST_ANY, value.length);
    for (let i: u32 = 0; i < value.length; i++) setItem(copy, i, withFloats(value.item(i)));
    return copy;
  }
  if (value.kind != KIND_FLOAT64 && isNumber(value)) return newFloat(floatOf(value));
  return value;
}
