// What Go's reflection says of a value: its type's name, its kind, whether it is true, empty, or equal to another. Never
// changes a value; map entries are looked up or walked in whatever order they stand.
// Follows go@1.26.8 src/reflect/type.go, go@1.26.8 src/reflect/deepequal.go.

import { COMMON_PACKAGE } from '../../../abi/quirks';
import {
  COMPLEX_IMAGINARY,
  COMPLEX_REAL,
  FLAG_TYPED_NIL,
  KIND_BOOL,
  KIND_BYTES,
  KIND_COMPLEX128,
  KIND_DURATION,
  KIND_ERROR,
  KIND_FLOAT64,
  KIND_FUNCTION,
  KIND_INT,
  KIND_LIST,
  KIND_MAP,
  KIND_MONTH,
  KIND_NIL,
  KIND_OBJECT,
  KIND_SEMVER,
  KIND_STRING,
  KIND_TIME,
  KIND_UINT64,
  KIND_WEEKDAY,
  LIST_INT,
  LIST_LIST,
  LIST_MAP,
  LIST_DEPENDENCY,
  LIST_MAINTAINER,
  LIST_STRING,
  LIST_VERSIONS,
  MAP_ANY_ANY,
  MAP_FILES,
  MAP_STRING,
  MAP_VALUES,
  OBJECT_CAPABILITIES,
  OBJECT_CHART,
  OBJECT_DEPENDENCY,
  OBJECT_HELM_VERSION,
  OBJECT_KUBE_VERSION,
  OBJECT_MAINTAINER,
  OBJECT_METADATA,
} from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import { formatTime, versionField } from '../../core/late-bound';
import { MapObject, findBytes, mapAdd, mapHas, newMapObject } from '../../core/map';
import { allocate, equalBytes } from '../../core/memory';
import { has } from '../../core/mode';
import { NIL, elementAt, literal, newString, Value } from '../../core/value';

/** Is the object a pointer to its struct (and not the struct itself)? */
export function isPointerObject(type: u8): bool {
  return type == OBJECT_CAPABILITIES || type == OBJECT_MAINTAINER || type == OBJECT_DEPENDENCY;
}

/** The package that has Helm's Values and Capabilities. */
function commonType(named: string, before: string): string {
  return has(COMMON_PACKAGE) ? named : before;
}

/** An integer kind's name, which is its type's too. */
function integerName(kind: u8): string {
  switch (kind - KIND_INT) {
    case 0:
      return 'int';
    case 1:
      return 'int64';
    case 2:
      return 'int32';
    case 3:
      return 'int8';
    case 4:
      return 'int16';
    case 5:
      return 'uint';
    case 6:
      return 'uint8';
    case 7:
      return 'uint16';
    case 8:
      return 'uint32';
    default:
      return 'uint64';
  }
}

/** Name of a list type. */
function listTypeName(v: Value): string {
  switch (v.type) {
    case LIST_STRING:
      return '[]string';
    case LIST_INT:
      return '[]int';
    case LIST_LIST:
      return '[][]interface {}';
    case LIST_MAP:
      return '[]map[string]interface {}';
    case LIST_VERSIONS:
      return commonType('common.VersionSet', 'chartutil.VersionSet');
    case LIST_MAINTAINER:
      return '[]*chart.Maintainer';
    case LIST_DEPENDENCY:
      return '[]*chart.Dependency';
    default:
      return '[]interface {}';
  }
}

function mapTypeName(type: u8): string {
  switch (type) {
    case MAP_STRING:
      return 'map[string]string';
    case MAP_VALUES:
      return commonType('common.Values', 'chartutil.Values');
    case MAP_FILES:
      return 'engine.files';
    case MAP_ANY_ANY:
      return 'map[interface {}]interface {}';
    default:
      return 'map[string]interface {}';
  }
}

function objectTypeName(type: u8): string {
  switch (type) {
    case OBJECT_CAPABILITIES:
      return commonType('*common.Capabilities', '*chartutil.Capabilities');
    case OBJECT_KUBE_VERSION:
      return commonType('common.KubeVersion', 'chartutil.KubeVersion');
    case OBJECT_HELM_VERSION:
      return 'version.BuildInfo';
    case OBJECT_CHART:
      return 'struct { chart.Metadata; IsRoot bool }';
    case OBJECT_METADATA:
      return 'chart.Metadata';
    case OBJECT_MAINTAINER:
      return '*chart.Maintainer';
    case OBJECT_DEPENDENCY:
      return '*chart.Dependency';
    default:
      return 'sprig.certificate';
  }
}

/** Go's %T as a literal, for message writers: `buffer.literal(typeText(v))`. */
export function typeText(v: Value): string {
  const kind = v.kind;
  if (kind >= KIND_INT && kind <= KIND_UINT64) return integerName(kind);
  switch (kind) {
    case KIND_NIL:
      return '<nil>';
    case KIND_BOOL:
      return 'bool';
    case KIND_FLOAT64:
      return 'float64';
    case KIND_COMPLEX128:
      return 'complex128';
    case KIND_STRING:
      return 'string';
    case KIND_BYTES:
      return '[]uint8';
    case KIND_LIST:
      return listTypeName(v);
    case KIND_MAP:
      return mapTypeName(v.type);
    case KIND_TIME:
      return 'time.Time';
    case KIND_DURATION:
      return 'time.Duration';
    case KIND_MONTH:
      return 'time.Month';
    case KIND_WEEKDAY:
      return 'time.Weekday';
    case KIND_SEMVER:
      return v.type == 1 ? 'semver.Version' : '*semver.Version';
    case KIND_OBJECT:
      return objectTypeName(v.type);
    case KIND_FUNCTION:
      return 'func() string';
    default:
      return '*errors.errorString';
  }
}

/** Go's %T: `map[string]interface {}`, `float64`, `<nil>`. */
export function typeName(v: Value): Value {
  return literal(typeText(v));
}

/** The name of reflect.ValueOf(v).Kind(): `slice`, `map`, `struct`, `invalid` for nil. */
export function kindText(v: Value): string {
  const kind = v.kind;
  if (kind >= KIND_INT && kind <= KIND_UINT64) return integerName(kind);
  switch (kind) {
    case KIND_NIL:
      return 'invalid';
    case KIND_BOOL:
      return 'bool';
    case KIND_FLOAT64:
      return 'float64';
    case KIND_COMPLEX128:
      return 'complex128';
    case KIND_STRING:
      return 'string';
    case KIND_BYTES:
    case KIND_LIST:
      return 'slice';
    case KIND_MAP:
      return 'map';
    case KIND_TIME:
      return 'struct';
    case KIND_DURATION:
      return 'int64';
    case KIND_MONTH:
    case KIND_WEEKDAY:
      return 'int';
    case KIND_OBJECT:
      return isPointerObject(v.type) ? 'ptr' : 'struct';
    case KIND_FUNCTION:
      return 'func';
    default:
      return 'ptr';
  }
}

export function kindName(v: Value): Value {
  return literal(kindText(v));
}

/** Length 0, a number 0, false: what truth and emptiness agree on. Structs and pointers never are. */
function isZeroOrNone(v: Value): bool {
  const kind = v.kind;
  if (kind <= KIND_UINT64) return kind == KIND_NIL || v.int == 0;
  switch (kind) {
    case KIND_FLOAT64:
      return v.float == 0;
    case KIND_COMPLEX128:
      return load<f64>(v.pointer, COMPLEX_REAL) == 0 && load<f64>(v.pointer, COMPLEX_IMAGINARY) == 0;
    case KIND_STRING:
    case KIND_BYTES:
    case KIND_LIST:
      return v.length == 0;
    case KIND_MAP:
      return v.pointer == 0 || v.map.count == 0;
    case KIND_DURATION:
    case KIND_MONTH:
    case KIND_WEEKDAY:
      return v.int == 0;
    default:
      return false;
  }
}

/** text/template's IsTrue. */
export function truth(v: Value): bool {
  return !isZeroOrNone(v);
}

/** Sprig's `empty`. */
export function isEmpty(v: Value): bool {
  return isZeroOrNone(v);
}

/** Are two lists or maps both nil, or both not? */
function sameNilness(a: Value, b: Value): bool {
  return ((a.flags ^ b.flags) & FLAG_TYPED_NIL) == 0;
}

function isNilMap(v: Value): bool {
  return v.pointer == 0 || v.isTypedNil;
}

/** From so many maps on, a comparison remembers which it met: a map may hold itself, or be held in many places. */
const MANY: u32 = 256;
let met: u32 = 0;
/** The pairs of maps that were met, by their addresses; null while they are few. */
let pairs: MapObject = changetype<MapObject>(0);

/** Are these maps compared already, or were they? Go takes such a pair for equal: where it was not, the whole is not. */
function isMet(a: Value, b: Value): bool {
  if (++met < MANY) return false;
  if (!changetype<usize>(pairs)) pairs = newMapObject(0);
  const addresses = allocate(sizeof<u64>());
  store<u64>(addresses, ((<u64>a.pointer) << 32) | b.pointer);
  const pair = newString(addresses, sizeof<u64>());
  if (mapHas(pairs, pair)) return true;
  mapAdd(pairs, pair, NIL);
  return false;
}

/** The keys and values of two map objects, in any order. */
function equalMaps(a: Value, b: Value): bool {
  if (a.pointer == b.pointer) return true;
  if (!a.pointer || !b.pointer) return false;
  const left = a.map;
  const right = b.map;
  if (left.count != right.count) return false;
  if (isMet(a, b)) return true;
  for (let i: u32 = 0; i < left.count; i++) {
    const key = left.key(i);
    const found = findBytes(right, key.pointer, key.length);
    if (found < 0 || !isEqual(left.value(i), right.value(found))) return false;
  }
  return true;
}

/** Do two times print alike? They do where clock, zone and offset are the same. */
function equalTimes(a: Value, b: Value): bool {
  const text = Buffer.create(128);
  formatTime(text, a);
  const length = text.length;
  formatTime(text, b);
  return equalBytes(text.pointer, length, text.pointer + length, text.length - length);
}

/** Were two versions read from the same text? */
function equalVersions(a: Value, b: Value): bool {
  const left = versionField(a, literal('Original'));
  const right = versionField(b, literal('Original'));
  return equalBytes(left.pointer, left.length, right.pointer, right.length);
}

/** Are two complex numbers equal? */
export function equalComplex(a: Value, b: Value): bool {
  return (
    load<f64>(a.pointer, COMPLEX_REAL) == load<f64>(b.pointer, COMPLEX_REAL) &&
    load<f64>(a.pointer, COMPLEX_IMAGINARY) == load<f64>(b.pointer, COMPLEX_IMAGINARY)
  );
}

/** reflect.DeepEqual: same types, same content; a nil slice or map differs from an empty one, NaN from itself. */
export function deepEqual(a: Value, b: Value): bool {
  met = 0;
  pairs = changetype<MapObject>(0);
  return isEqual(a, b);
}

function isEqual(a: Value, b: Value): bool {
  const kind = a.kind;
  if (kind != b.kind || a.type != b.type) return false;
  switch (kind) {
    case KIND_NIL:
      return true;
    case KIND_FLOAT64:
      return a.float == b.float;
    case KIND_COMPLEX128:
      return equalComplex(a, b);
    case KIND_STRING:
      return equalBytes(a.pointer, a.length, b.pointer, b.length);
    case KIND_BYTES:
      return sameNilness(a, b) && equalBytes(a.pointer, a.length, b.pointer, b.length);
    case KIND_LIST: {
      if (a.length != b.length || !sameNilness(a, b)) return false;
      if (a.pointer == b.pointer) return true;
      for (let i: u32 = 0; i < a.length; i++) {
        if (!isEqual(elementAt(a, i), elementAt(b, i))) return false;
      }
      return true;
    }
    case KIND_MAP:
      return isNilMap(a) == isNilMap(b) && equalMaps(a, b);
    case KIND_OBJECT:
      return equalMaps(a, b);
    case KIND_FUNCTION:
      return false;
    case KIND_ERROR: {
      const left = changetype<Value>(a.pointer);
      const right = changetype<Value>(b.pointer);
      return equalBytes(left.pointer, left.length, right.pointer, right.length);
    }
    case KIND_TIME:
      return a.pointer == b.pointer || equalTimes(a, b);
    case KIND_SEMVER:
      return a.pointer == b.pointer || equalVersions(a, b);
    default:
      // Integers of every kind, and booleans.
      return a.int == b.int;
  }
}
