// What Helm reads of a rendered document: its state, the names of the fields as encoding/json finds them, and the scalars
// that JSON cannot take. Shared by the ways of reading; must never look at more than the one key or scalar it is given.
// Follows helm.sh/helm/v4@v4.3.1 pkg/release/v1/util/manifest_sorter.go, go@1.26.8 src/encoding/json/decode.go.

import { KIND_FLOAT64, KIND_NIL, KIND_UINT64 } from '../../../abi/values';
import { MapObject, newMapObject } from '../../core/map';
import { EMPTY_STRING, Value } from '../../core/value';
import { resolvedFloat, resolvedKind, resolvePlain } from '../../lib/yaml/read/resolve';

/** The head read last. Texts share the bytes of the document. */
export let headApiVersion: Value = changetype<Value>(0);
export let headKind: Value = changetype<Value>(0);
export let headName: Value = changetype<Value>(0);
/** Annotations to their texts, or null where there are none. */
export let headAnnotations: MapObject = changetype<MapObject>(0);

export const FIELD_NONE: u8 = 0;
export const FIELD_API_VERSION: u8 = 1;
export const FIELD_KIND: u8 = 2;
export const FIELD_METADATA: u8 = 3;
export const FIELD_NAME: u8 = 4;
export const FIELD_ANNOTATIONS: u8 = 5;

export function clearHead(): void {
  headApiVersion = EMPTY_STRING;
  headKind = EMPTY_STRING;
  headName = EMPTY_STRING;
  headAnnotations = changetype<MapObject>(0);
}

/** An annotations map of its own: what the document has under that key replaces all before it. */
export function openAnnotations(capacity: u32): void {
  headAnnotations = newMapObject(capacity);
}

/** The field of a key: FIELD_*, or -1 where only the case of its letters differs. */
export function fieldOf(pointer: usize, length: u32, inMetadata: bool): i32 {
  const field = foldedField(pointer, length, inMetadata);
  if (!field) return FIELD_NONE;
  const name = fieldName(field);
  if (length != <u32>name.length) return -1;
  for (let i: u32 = 0; i < length; i++) {
    if (<u32>load<u8>(pointer + i) != <u32>name.charCodeAt(i)) return -1;
  }
  return field;
}

function fieldName(field: u8): string {
  switch (field) {
    case FIELD_API_VERSION:
      return 'apiVersion';
    case FIELD_KIND:
      return 'kind';
    case FIELD_METADATA:
      return 'metadata';
    case FIELD_NAME:
      return 'name';
  }
  return 'annotations';
}

/** The field that encoding/json finds for a key, whatever the case of its letters. */
export function foldedField(pointer: usize, length: u32, inMetadata: bool): u8 {
  if (length < 4 || length > 13) return FIELD_NONE;
  if (inMetadata) {
    if (foldsTo(pointer, length, 'name')) return FIELD_NAME;
    return foldsTo(pointer, length, 'annotations') ? FIELD_ANNOTATIONS : FIELD_NONE;
  }
  if (foldsTo(pointer, length, 'kind')) return FIELD_KIND;
  if (foldsTo(pointer, length, 'metadata')) return FIELD_METADATA;
  return foldsTo(pointer, length, 'apiversion') ? FIELD_API_VERSION : FIELD_NONE;
}

/** Equal to a lower-case name under Unicode's simple folding? Two characters outside ASCII fold into it. */
function foldsTo(pointer: usize, length: u32, name: string): bool {
  const end = pointer + length;
  const n = name.length;
  let p = pointer;
  for (let i = 0; i < n; i++) {
    if (p >= end) return false;
    const wanted = <u32>name.charCodeAt(i);
    const c = <u32>load<u8>(p++);
    if (c < 0x80) {
      if ((c | 0x20) != wanted) return false;
    } else if (c == 0xc5 && wanted == 0x73) {
      // U+017F, the long s
      if (p >= end || load<u8>(p++) != 0xbf) return false;
    } else if (c == 0xe2 && wanted == 0x6b) {
      // U+212A, the Kelvin sign
      if (p + 2 > end || load<u16>(p) != 0xaa84) return false;
      p += 2;
    } else {
      return false;
    }
  }
  return p == end;
}

/** What a later pair with the same key replaces. */
export function clearField(field: u8): void {
  if (field == FIELD_METADATA) {
    headName = EMPTY_STRING;
    headAnnotations = changetype<MapObject>(0);
  } else if (field == FIELD_ANNOTATIONS) {
    headAnnotations = changetype<MapObject>(0);
  } else if (field) {
    setField(field, EMPTY_STRING);
  }
}

export function setField(field: u8, text: Value): void {
  if (field == FIELD_API_VERSION) headApiVersion = text;
  else if (field == FIELD_KIND) headKind = text;
  else headName = text;
}

/** A key that cannot be one (null, an unsigned number), or the merge key. */
export function isOddKey(pointer: usize, length: u32): bool {
  if (!length) return true;
  const first = <u32>load<u8>(pointer);
  if (first == 0x3c) return length == 2 && load<u8>(pointer, 1) == 0x3c;
  if (first == 0x7e || (first | 0x20) == 0x6e) {
    if (length > 4) return false;
  } else if (!((first - 0x30 < 10 || first == 0x2b) && length > 16)) {
    return false;
  }
  resolvePlain(pointer, length);
  return resolvedKind == KIND_NIL || resolvedKind == KIND_UINT64;
}

/** A number that JSON cannot write. */
export function isNonFinite(pointer: usize, length: u32): bool {
  if (length < 4 || length > 5) return false;
  const first = load<u8>(pointer);
  if (first != 0x2e && first != 0x2b && first != 0x2d) return false;
  resolvePlain(pointer, length);
  return resolvedKind == KIND_FLOAT64 && !isFinite(resolvedFloat);
}
