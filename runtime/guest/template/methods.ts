// Fields and methods of the objects that Helm shows to templates: .Values, .Files, .Capabilities, and Go values with
// methods of their own (times and versions are late-bound, see late-bound.ts).
// Follows go@1.26.8 src/text/template/exec.go, helm.sh/helm/v4@v4.3.1 pkg/engine/files.go, helm.sh/helm/v4@v4.3.1 pkg/chart/common/values.go.

import { COMMON_PACKAGE, EMPTY_FILE_LINES, KUBE_VERSION_NORMALIZED } from '../../abi/quirks';
import {
  KIND_DURATION,
  KIND_INT,
  KIND_LIST,
  KIND_MAP,
  KIND_MONTH,
  KIND_NIL,
  KIND_OBJECT,
  KIND_SEMVER,
  KIND_TIME,
  KIND_WEEKDAY,
  LIST_STRING,
  LIST_VERSIONS,
  MAP_ANY,
  MAP_FILES,
  MAP_STRING,
  MAP_VALUES,
  OBJECT_CAPABILITIES,
  OBJECT_CHART,
  OBJECT_KUBE_VERSION,
  OBJECT_METADATA,
  PARAM_STRING,
} from '../../abi/values';
import { Buffer } from '../core/buffer';
import { clearFailure, failLiteral, failMethodArity, failWith, failed, failure, message } from '../core/error';
import { timeField, timeMethod, versionField, versionMethod } from '../core/late-bound';
import { base64Encode } from '../go/encoding/base64';
import { compileGlob, matchGlob } from '../lib/glob';
import { MapObject, findBytes, copyMapObject, mapGet, mapSet, newMapObject, sortEntries } from '../core/map';
import { has } from '../core/mode';
import { failField, setLastIsInterface, validate } from './operations';
import { indexOf } from '../go/strings/strings';
import { indexOfWord } from '../go/strings/word-list';
import { typeName } from '../go/reflect/types';
import {
  EMPTY_STRING,
  ListBuilder,
  NIL,
  Value,
  equalsLiteral,
  literal,
  newBool,
  newBytes,
  newCell,
  newMap,
  newMapOf,
  newString,
  substring,
} from '../core/value';
import { writeYaml } from '../lib/yaml/write/marshal';

/** After a failure of `invoke` or `fieldOfValue`: did the method itself fail (Go says `error calling NAME: …` then)? */
export let failedInside: bool = false;

/** After a failure of `invoke`: the argument that did not fit its parameter, or -1. */
export let failedArgument: i32 = -1;

export function clearFailedInside(): void {
  failedInside = false;
  failedArgument = -1;
}

const METHOD_NONE: i32 = 0;
// Numbered as the lists below name them.
const METHOD_VALUES_AS_MAP: i32 = 1;
const METHOD_VALUES_YAML: i32 = 2;
const METHOD_VALUES_TABLE: i32 = 3;
const METHOD_VALUES_PATH: i32 = 4;
const METHOD_VALUES_ENCODE: i32 = 5;
const METHOD_FILES_GET: i32 = 6;
const METHOD_FILES_GET_BYTES: i32 = 7;
const METHOD_FILES_GLOB: i32 = 8;
const METHOD_FILES_LINES: i32 = 9;
const METHOD_FILES_AS_CONFIG: i32 = 10;
const METHOD_FILES_AS_SECRETS: i32 = 11;
const METHOD_KUBE_STRING: i32 = 12;
const METHOD_KUBE_GIT: i32 = 13;
const METHOD_VERSIONS_HAS: i32 = 14;
const METHOD_CAPABILITIES_COPY: i32 = 15;

/** The letters that methods of values begin with, as bits from A on: of what templates take from there, `.Values` first, hardly any has one. */
const VALUES_LETTERS: u32 = (1 << 0) | (1 << 4) | (1 << 15) | (1 << 19) | (1 << 24);

function methodOf(receiver: Value, name: Value): i32 {
  // Methods have capital letters, and most values' names have none.
  const letter: u32 = (name.length ? <u32>name.byte(0) : 0) - 0x41;
  if (letter >= 26) return METHOD_NONE;
  const type = receiver.type;
  switch (receiver.kind) {
    case KIND_MAP:
      if (type == MAP_VALUES) {
        if (!((VALUES_LETTERS >> letter) & 1)) break;
        return numberOf('AsMap YAML Table PathValue Encode', METHOD_VALUES_AS_MAP, name);
      }
      if (type == MAP_FILES) return numberOf('Get GetBytes Glob Lines AsConfig AsSecrets', METHOD_FILES_GET, name);
      break;
    case KIND_OBJECT:
      if (type == OBJECT_KUBE_VERSION) return numberOf('String GitVersion', METHOD_KUBE_STRING, name);
      if (type == OBJECT_CAPABILITIES) return numberOf('Copy', METHOD_CAPABILITIES_COPY, name);
      break;
    case KIND_LIST:
      if (type == LIST_VERSIONS) return numberOf('Has', METHOD_VERSIONS_HAS, name);
  }
  return METHOD_NONE;
}

/** The number of a method among these words, of which the first has the number `first`. */
function numberOf(words: string, first: i32, name: Value): i32 {
  const at = indexOfWord(words, name, false);
  return at < 0 ? METHOD_NONE : first + at;
}

function arityOf(method: i32): i32 {
  switch (method) {
    case METHOD_VALUES_TABLE:
    case METHOD_VALUES_PATH:
    case METHOD_FILES_GET:
    case METHOD_FILES_GET_BYTES:
    case METHOD_FILES_GLOB:
    case METHOD_FILES_LINES:
    case METHOD_VERSIONS_HAS:
    case METHOD_VALUES_ENCODE:
      return 1;
  }
  return 0;
}

/** Has the value a method of that name? (Only for the kinds that this file holds methods of.) */
export function isMethod(receiver: Value, name: Value): bool {
  return methodOf(receiver, name) != METHOD_NONE;
}

function isLateBound(kind: u8): bool {
  return kind == KIND_TIME || kind == KIND_DURATION || kind == KIND_MONTH || kind == KIND_WEEKDAY;
}

/** `receiver.name` without arguments, for receivers that are not plain maps. */
export function fieldOfValue(receiver: Value, name: Value, isInterface: bool): Value {
  clearFailedInside();
  const kind = receiver.kind;
  const method = methodOf(receiver, name);
  if (method) {
    setLastIsInterface(method == METHOD_VALUES_PATH);
    if (arityOf(method) != 0) return failMethodArity(name, arityOf(method), 0);
    return run(method, receiver, name, 0);
  }
  setLastIsInterface(false);
  if (isLateBound(kind)) {
    const v = timeField(receiver, name);
    if (changetype<usize>(v)) return v;
    if (failed()) {
      failedInside = !isCallProblem(failure.text);
      return v;
    }
  } else if (kind == KIND_SEMVER) {
    const v = versionField(receiver, name);
    if (changetype<usize>(v)) return v;
    if (failed()) {
      failedInside = !isCallProblem(failure.text);
      return v;
    }
  } else if (kind == KIND_OBJECT) {
    const i = findBytes(receiver.map, name.pointer, name.length);
    if (i >= 0) {
      const first = name.byte(0);
      if (first >= 0x61 && first <= 0x7a) return failUnexported(receiver, name);
      return receiver.map.value(i);
    }
    // Helm 3's .Chart embeds its metadata: the fields stand side by side, and together they are .Chart.Metadata.
    if (receiver.type == OBJECT_CHART && equalsLiteral(name, 'Metadata')) return embeddedMetadata(receiver);
  }
  return failField(receiver, name, isInterface);
}

function embeddedMetadata(chart: Value): Value {
  const fields = copyMapObject(chart.map);
  fields.count--;
  fields.flags = 0;
  const v = newCell(KIND_OBJECT);
  v.type = OBJECT_METADATA;
  v.pointer = changetype<u32>(fields);
  return v;
}

/** Is a late-bound method's failure one of the call (arity, types, access), and not of the method itself? */
function isCallProblem(text: Value): bool {
  return (
    hasText(text, 'wrong number of args') ||
    hasText(text, 'wrong type for value') ||
    hasText(text, ' return values; should be ') ||
    hasText(text, "can't call method/function ") ||
    hasText(text, 'invalid function signature for ') ||
    hasText(text, ' is an unexported field')
  );
}

function hasText(text: Value, part: string): bool {
  const needle = literal(part);
  return indexOf(text.pointer, text.length, needle.pointer, needle.length, 0) >= 0;
}

function failUnexported(receiver: Value, name: Value): Value {
  const b = message();
  b.string(name);
  b.literal(' is an unexported field of struct type ');
  b.literal(has(COMMON_PACKAGE) ? 'common.KubeVersion' : 'chartutil.KubeVersion');
  return failWith(b);
}

/** `receiver.name arguments…`; `count` > 0 arguments from `pointer`. */
export function invoke(receiver: Value, name: Value, pointer: usize, count: i32, isInterface: bool): Value {
  clearFailedInside();
  const kind = receiver.kind;
  if (kind == KIND_NIL) {
    if (!isInterface) {
      setLastIsInterface(false);
      return NIL;
    }
    const b = message();
    b.literal('nil pointer evaluating interface {}.');
    b.string(name);
    return failWith(b);
  }
  const method = methodOf(receiver, name);
  if (method) {
    if (arityOf(method) != count) return failMethodArity(name, arityOf(method), count);
    for (let i = 0; i < count; i++) {
      const argument = changetype<Value>(load<u32>(pointer + (i << 2)));
      const checked = method == METHOD_VALUES_ENCODE ? failWriter(argument) : validate(argument, PARAM_STRING, true);
      if (!changetype<usize>(checked)) {
        failedArgument = i;
        return checked;
      }
      store<u32>(pointer + (i << 2), changetype<u32>(checked));
    }
    setLastIsInterface(method == METHOD_VALUES_PATH);
    return run(method, receiver, name, pointer);
  }
  if (isLateBound(kind) || kind == KIND_SEMVER) {
    setLastIsInterface(false);
    const v =
      kind == KIND_SEMVER ? versionMethod(receiver, name, pointer, count) : timeMethod(receiver, name, pointer, count);
    if (changetype<usize>(v)) return v;
    if (failed()) {
      failedInside = !isCallProblem(failure.text);
      if (hasText(failure.text, 'wrong type for value')) failedArgument = wrongArgument(name, pointer, count);
      return v;
    }
  }
  if (kind == KIND_MAP) {
    const b = message();
    b.string(name);
    b.literal(' is not a method but has arguments');
    return failWith(b);
  }
  if (kind == KIND_OBJECT && findBytes(receiver.map, name.pointer, name.length) >= 0) {
    const b = message();
    b.string(name);
    b.literal(' has arguments but cannot be invoked as function');
    return failWith(b);
  }
  return failField(receiver, name, isInterface);
}

/** Which argument of a method of times or versions has the wrong type: AddDate takes three integers, the others one value. */
function wrongArgument(name: Value, pointer: usize, count: i32): i32 {
  if (!equalsLiteral(name, 'AddDate')) return count - 1;
  let i = 0;
  while (i < count - 1 && changetype<Value>(load<u32>(pointer + (i << 2))).kind == KIND_INT) i++;
  return i;
}

function run(method: i32, receiver: Value, name: Value, pointer: usize): Value {
  const argument = pointer ? changetype<Value>(load<u32>(pointer)) : NIL;
  switch (method) {
    case METHOD_VALUES_AS_MAP:
      return changetype<u32>(receiver.map) && receiver.map.count ? newMapOf(MAP_ANY, receiver.map) : newMap(MAP_ANY);
    case METHOD_VALUES_YAML: {
      const b = Buffer.create(256);
      if (!writeYaml(b, newMapOf(MAP_ANY, receiver.map))) {
        failedInside = true;
        return changetype<Value>(0);
      }
      return b.toValue();
    }
    case METHOD_VALUES_TABLE: {
      const table = tableAt(receiver, argument, argument.length);
      failedInside = !changetype<usize>(table);
      return table;
    }
    case METHOD_VALUES_PATH:
      return pathValue(receiver, argument);
    case METHOD_FILES_GET: {
      const v = mapGet(receiver.map, argument);
      return changetype<usize>(v) ? newString(v.pointer, v.length) : EMPTY_STRING;
    }
    case METHOD_FILES_GET_BYTES: {
      const v = mapGet(receiver.map, argument);
      return changetype<usize>(v) ? v : newBytes(0, 0);
    }
    case METHOD_FILES_GLOB:
      return glob(receiver.map, argument);
    case METHOD_FILES_LINES:
      return lines(receiver.map, argument);
    case METHOD_FILES_AS_CONFIG:
    case METHOD_FILES_AS_SECRETS:
      return asConfig(receiver.map, method == METHOD_FILES_AS_SECRETS);
    case METHOD_KUBE_STRING:
      return kubeVersionString(receiver);
    case METHOD_KUBE_GIT:
      return receiver.map.value(0);
    case METHOD_CAPABILITIES_COPY:
      return receiver;
    case METHOD_VERSIONS_HAS: {
      for (let i: u32 = 0; i < receiver.length; i++) {
        const item = receiver.item(i);
        if (item.length == argument.length && memory.compare(item.pointer, argument.pointer, item.length) == 0) {
          return newBool(true);
        }
      }
      return newBool(false);
    }
  }
  return NIL;
}

/** No value of a template is an io.Writer, which Values.Encode wants. */
function failWriter(argument: Value): Value {
  const b = message();
  b.literal('wrong type for value; expected io.Writer; got ');
  b.string(typeName(argument));
  return failWith(b);
}

/** KubeVersion.String(): the normalised version where there is one. */
export function kubeVersionString(receiver: Value): Value {
  if (has(KUBE_VERSION_NORMALIZED)) {
    const normalised = receiver.map.value(1);
    if (normalised.length) return normalised;
  }
  return receiver.map.value(0);
}

/** Values.Table over the first `length` bytes of a dotted path. */
function tableAt(values: Value, path: Value, length: u32): Value {
  let table = values.map;
  let from: u32 = 0;
  while (true) {
    let to = from;
    while (to < length && path.byte(to) != 0x2e) to++;
    const part = substring(path, from, to);
    const next = mapGet(table, part);
    if (!changetype<usize>(next) || next.kind != KIND_MAP || next.type == MAP_STRING || next.type == MAP_FILES) {
      const b = message();
      b.byte(0x22);
      b.string(part);
      b.literal('" is not a table');
      return failWith(b);
    }
    table = next.map;
    if (to >= length) break;
    from = to + 1;
  }
  return newMapOf(MAP_VALUES, table);
}

function pathValue(values: Value, path: Value): Value {
  if (path.length == 0) {
    failedInside = true;
    return failLiteral('YAML path cannot be empty');
  }
  let split: i32 = -1;
  for (let i: i32 = path.length - 1; i >= 0; i--) {
    if (path.byte(i) == 0x2e) {
      split = i;
      break;
    }
  }
  const key = substring(path, split + 1, path.length);
  let table = values.map;
  let found = true;
  if (split >= 0) {
    const t = tableAt(values, path, split);
    found = changetype<usize>(t) != 0;
    if (found) table = t.map;
  }
  if (found) {
    const v = mapGet(table, key);
    if (changetype<usize>(v) && !(v.kind == KIND_MAP && v.type == MAP_ANY)) return v;
  }
  failedInside = true;
  const b = message();
  b.byte(0x22);
  b.string(key);
  b.literal('" is not a value');
  return failWith(b);
}

function glob(files: MapObject, pattern: Value): Value {
  const result = newMapObject(0);
  if (!changetype<u32>(files)) return newMapOf(MAP_FILES, result);
  sortEntries(files);
  const compiled = compileGlob(pattern);
  for (let i: u32 = 0; i < files.count; i++) {
    const name = files.key(i);
    if (!changetype<usize>(compiled) || matchGlob(compiled, name)) mapSet(result, name, files.value(i));
  }
  return newMapOf(MAP_FILES, result);
}

function baseName(path: Value): Value {
  let from: u32 = 0;
  for (let i: u32 = 0; i < path.length; i++) {
    if (path.byte(i) == 0x2f) from = i + 1;
  }
  return substring(path, from, path.length);
}

function asConfig(files: MapObject, encode: bool): Value {
  if (!changetype<u32>(files)) return EMPTY_STRING;
  sortEntries(files);
  const config = newMapObject(files.count);
  for (let i: u32 = 0; i < files.count; i++) {
    const content = files.value(i);
    let text = newString(content.pointer, content.length);
    if (encode) text = base64Encode(text.pointer, text.length);
    // Of two files with one base name, Helm keeps either at random.
    const name = baseName(files.key(i));
    if (!changetype<u32>(mapGet(config, name))) mapSet(config, name, text);
  }
  const b = Buffer.create(256);
  if (!writeYaml(b, newMapOf(MAP_STRING, config))) {
    clearFailure();
    return EMPTY_STRING;
  }
  if (b.length && load<u8>(b.pointer + b.length - 1) == 0x0a) b.length--;
  return b.toValue();
}

function lines(files: MapObject, path: Value): Value {
  const content = mapGet(files, path);
  const list = ListBuilder.create(LIST_STRING);
  if (!changetype<usize>(content)) return list.finish();
  if (content.length == 0) {
    if (has(EMPTY_FILE_LINES)) return list.finish();
    failedInside = true;
    return failLiteral('runtime error: index out of range [-1]');
  }
  let end = content.length;
  if (content.byte(end - 1) == 0x0a) end--;
  let from: u32 = 0;
  while (true) {
    const at = indexOfByte(content, 0x0a, from, end);
    if (at < 0) break;
    list.push(newString(content.pointer + from, at - from));
    from = at + 1;
  }
  list.push(newString(content.pointer + from, end - from));
  return list.finish();
}

function indexOfByte(s: Value, b: u8, from: u32, to: u32): i32 {
  for (let i = from; i < to; i++) {
    if (s.byte(i) == b) return i;
  }
  return -1;
}
