// The members of the few Go structs that templates can hand to an encoder, under the names each encoder gives them.
// Follows go@1.26.8 src/encoding/json/encode.go.

import {
  KIND_BOOL,
  KIND_BYTES,
  KIND_LIST,
  KIND_MAP,
  KIND_NIL,
  KIND_OBJECT,
  KIND_STRING,
  OBJECT_CHART,
  OBJECT_DEPENDENCY,
  OBJECT_HELM_VERSION,
  OBJECT_MAINTAINER,
  OBJECT_METADATA,
} from '../../../abi/values';
import { MapObject, mapGet, mapSet, newMapObject } from '../../core/map';
import { allocate } from '../../core/memory';
import { literal, newMapOf, newString, Value } from '../../core/value';

/** The fields of a Metadata, Maintainer or Dependency as `GoName=jsonName`, `!` in front of those without omitempty. */
function structTags(type: u8): string {
  switch (type) {
    case OBJECT_METADATA:
      return 'Name=name Home=home Sources=sources Version=version Description=description Keywords=keywords Maintainers=maintainers Icon=icon APIVersion=apiVersion Condition=condition Tags=tags AppVersion=appVersion Deprecated=deprecated Annotations=annotations KubeVersion=kubeVersion Dependencies=dependencies Type=type';
    case OBJECT_MAINTAINER:
      return 'Name=name Email=email URL=url';
    case OBJECT_DEPENDENCY:
      return '!Name=name Version=version !Repository=repository Condition=condition Tags=tags Enabled=enabled ImportValues=import-values Alias=alias';
    case OBJECT_HELM_VERSION:
      return 'Version=version GitCommit=git_commit GitTreeState=git_tree_state GoVersion=go_version !KubeClientVersion=kube_client_version';
  }
  return '';
}

/** omitempty: false, 0, "", nil, and lists and maps without elements. */
function isOmitted(v: Value): bool {
  switch (v.kind) {
    case KIND_NIL:
      return true;
    case KIND_STRING:
    case KIND_LIST:
    case KIND_BYTES:
      return v.length == 0;
    case KIND_MAP:
      return v.pointer == 0 || v.map.count == 0;
    case KIND_BOOL:
      return !v.bool;
  }
  return false;
}

/** How a struct's members are named: by JSON tag (with its omitempty), in lower case (go-yaml v3), or as in Go (TOML). */
export const NAMES_JSON: i32 = 0;
export const NAMES_LOWER: i32 = 1;
export const NAMES_GO: i32 = 2;

/** Adds what `tags` names of `fields`. */
function addTagged(out: MapObject, fields: MapObject, tags: string, names: i32): void {
  const text = literal(tags);
  const end = text.length;
  let i: u32 = 0;
  while (i < end) {
    const always = text.byte(i) == 0x21;
    if (always) i++;
    const start = i;
    while (text.byte(i) != 0x3d) i++;
    const name = newString(text.pointer + start, i - start);
    const tag = ++i;
    while (i < end && text.byte(i) != 0x20) i++;
    const value = mapGet(fields, name);
    if (changetype<usize>(value)) {
      if (names == NAMES_GO) mapSet(out, name, value);
      else if (names == NAMES_LOWER) mapSet(out, lowerAscii(name), value);
      else if (always || !isOmitted(value)) mapSet(out, newString(text.pointer + tag, i - tag), value);
    }
    i++;
  }
}

function lowerAscii(name: Value): Value {
  const bytes = allocate(name.length);
  for (let i: u32 = 0; i < name.length; i++) {
    const b = name.byte(i);
    store<u8>(bytes + i, b >= 0x41 && b <= 0x5a ? b | 0x20 : b);
  }
  return newString(bytes, name.length);
}

/** The exported members of a Go struct in declaration order; those of an embedded struct stand with the others, but for go-yaml. */
export function structMembers(v: Value, names: i32): MapObject {
  const out = newMapObject(4);
  const fields = v.map;
  const type = v.type;
  if (type == OBJECT_CHART) {
    // The fields of the embedded Metadata stand beside IsRoot.
    const isRoot = literal('IsRoot');
    if (names == NAMES_LOWER) {
      const metadata = newMapOf(OBJECT_METADATA, fields);
      metadata.kind = KIND_OBJECT;
      mapSet(out, literal('metadata'), metadata);
      mapSet(out, literal('isroot'), mapGet(fields, isRoot));
    } else {
      addTagged(out, fields, structTags(OBJECT_METADATA), names);
      mapSet(out, isRoot, mapGet(fields, isRoot));
    }
    return out;
  }
  const tags = structTags(type);
  if (tags.length) {
    // Dependency is the only one with YAML tags: they equal its JSON tags.
    addTagged(out, fields, tags, type == OBJECT_DEPENDENCY && names == NAMES_LOWER ? NAMES_JSON : names);
    return out;
  }
  for (let i: u32 = 0; i < fields.count; i++) {
    const name = fields.key(i);
    // What begins in lower case is no exported field.
    if (name.length == 0 || name.byte(0) > 0x5a) continue;
    mapSet(out, names == NAMES_LOWER ? lowerAscii(name) : name, fields.value(i));
  }
  return out;
}
