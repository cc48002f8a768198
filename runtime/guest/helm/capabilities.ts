// .Capabilities and .Release: from the render's input, or Helm's offline defaults, which the image brings.
// Follows helm.sh/helm/v4@v4.3.1 pkg/chart/common/capabilities.go.

import {
  HELM_GIT_COMMIT,
  HELM_GIT_TREE_STATE,
  HELM_GO_VERSION,
  HELM_KUBE_CLIENT_VERSION,
  HELM_VERSION,
  ROOT_API_VERSIONS,
  ROOT_HELM_VERSION,
  ROOT_KUBE_VERSION,
} from '../../abi/description';
import { KUBE_CLIENT_VERSION, KUBE_VERSION_GENERIC, KUBE_VERSION_NORMALIZED } from '../../abi/quirks';
import {
  KIND_LIST,
  KIND_OBJECT,
  KIND_STRING,
  LIST_VERSIONS,
  MAP_ANY,
  OBJECT_CAPABILITIES,
  OBJECT_HELM_VERSION,
  OBJECT_KUBE_VERSION,
} from '../../abi/values';
import { Buffer } from '../core/buffer';
import { failWith, message } from '../core/error';
import { MapObject, mapSetLiteral, newMapObject } from '../core/map';
import { has } from '../core/mode';
import { EMPTY_STRING, Value, newCell, newList, newMapOf, setItem, substring } from '../core/value';
import { listField, mapField, textField } from './charts';

/** A Go struct: its fields in declared order. */
function newObject(type: u8, fields: MapObject): Value {
  fields.flags = 0;
  const v = newCell(KIND_OBJECT);
  v.type = type;
  v.pointer = changetype<u32>(fields);
  return v;
}

// What parseKubeVersion found.
let major: Value = EMPTY_STRING;
let minor: Value = EMPTY_STRING;
let full: Value = EMPTY_STRING;
let normalised: Value = EMPTY_STRING;

/** Builds .Capabilities; 0 with a failure where the Kubernetes version cannot be read. */
export function buildCapabilities(root: MapObject, input: MapObject): Value {
  let version = textField(root, ROOT_KUBE_VERSION);
  let added = changetype<Value>(0);
  if (changetype<usize>(input)) {
    const given = textField(input, 'kubeVersion');
    if (given.kind == KIND_STRING && given.length) version = given;
    added = listField(input, 'apiVersions');
  }
  if (!parseKubeVersion(version)) return changetype<Value>(0);
  const kube = newMapObject(4);
  const isBare = has(KUBE_VERSION_GENERIC) && !has(KUBE_VERSION_NORMALIZED);
  mapSetLiteral(kube, 'Version', isBare ? normalised : full);
  if (has(KUBE_VERSION_NORMALIZED)) mapSetLiteral(kube, 'normalizedVersion', normalised);
  mapSetLiteral(kube, 'Major', major);
  mapSetLiteral(kube, 'Minor', minor);

  const known = listField(root, ROOT_API_VERSIONS);
  const more: u32 = changetype<usize>(added) && added.kind == KIND_LIST ? added.length : 0;
  const versions = newList(LIST_VERSIONS, known.length + more);
  for (let i: u32 = 0; i < known.length; i++) setItem(versions, i, known.item(i));
  for (let i: u32 = 0; i < more; i++) setItem(versions, known.length + i, added.item(i));

  const build = mapField(root, ROOT_HELM_VERSION);
  const helm = newMapObject(5);
  mapSetLiteral(helm, 'Version', textField(build, HELM_VERSION));
  mapSetLiteral(helm, 'GitCommit', textField(build, HELM_GIT_COMMIT));
  mapSetLiteral(helm, 'GitTreeState', textField(build, HELM_GIT_TREE_STATE));
  mapSetLiteral(helm, 'GoVersion', textField(build, HELM_GO_VERSION));
  if (has(KUBE_CLIENT_VERSION)) mapSetLiteral(helm, 'KubeClientVersion', textField(build, HELM_KUBE_CLIENT_VERSION));

  const capabilities = newMapObject(3);
  mapSetLiteral(capabilities, 'KubeVersion', newObject(OBJECT_KUBE_VERSION, kube));
  mapSetLiteral(capabilities, 'APIVersions', versions);
  mapSetLiteral(capabilities, 'HelmVersion', newObject(OBJECT_HELM_VERSION, helm));
  return newObject(OBJECT_CAPABILITIES, capabilities);
}

function failVersion(text: Value): bool {
  const b = message();
  b.literal("invalid kube version '");
  b.string(text);
  b.literal("': ");
  if (has(KUBE_VERSION_GENERIC)) {
    b.literal('could not parse "');
    b.string(text);
    b.literal('" as version');
  } else {
    b.literal('Invalid Semantic Version');
  }
  failWith(b);
  return false;
}

function failZeroPrefixed(text: Value, part: Value): bool {
  const b = message();
  b.literal("invalid kube version '");
  b.string(text);
  b.literal('\': illegal zero-prefixed version component "');
  b.string(part);
  b.literal('" in "');
  b.string(text);
  b.byte(0x22);
  failWith(b);
  return false;
}

function isDigit(b: u8): bool {
  return b >= 0x30 && b <= 0x39;
}

/** Reads `v1.33.0-suffix` as apimachinery's ParseGeneric (Helm 4) or loosely as semver (Helm 3) does. */
function parseKubeVersion(text: Value): bool {
  let i: u32 = 0;
  if (has(KUBE_VERSION_GENERIC)) {
    while (i < text.length && (text.byte(i) == 0x20 || (text.byte(i) >= 9 && text.byte(i) <= 13))) i++;
  }
  if (i < text.length && text.byte(i) == 0x76) i++;
  const start = i;
  const numbers = Buffer.create(16);
  let parts = 0;
  while (i < text.length && isDigit(text.byte(i))) {
    const from = i;
    while (i < text.length && isDigit(text.byte(i))) i++;
    if (i - from > 1 && text.byte(from) == 0x30 && has(KUBE_VERSION_GENERIC)) {
      return failZeroPrefixed(text, substring(text, from, i));
    }
    let first = from;
    if (!has(KUBE_VERSION_GENERIC)) {
      while (first + 1 < i && text.byte(first) == 0x30) first++;
    }
    const part = substring(text, first, i);
    if (parts == 0) major = part;
    if (parts == 1) minor = part;
    if (parts) numbers.byte(0x2e);
    numbers.string(part);
    parts++;
    if (i + 1 < text.length && text.byte(i) == 0x2e && isDigit(text.byte(i + 1))) i++;
    else break;
  }
  const rest = substring(text, i, text.length);
  if (has(KUBE_VERSION_GENERIC)) {
    if (parts < 2) return failVersion(text);
    const b = Buffer.create(text.length + 1);
    b.byte(0x76);
    b.bytes(numbers.pointer, numbers.length);
    normalised = b.toValue();
    full = start == 1 ? text : prefixed(text);
    return true;
  }
  if (parts == 0 || parts > 3) return failVersion(text);
  if (rest.length && rest.byte(0) != 0x2d && rest.byte(0) != 0x2b) return failVersion(text);
  if (rest.length == 1) return failVersion(text);
  if (parts == 1) minor = prefixedZero();
  const b = Buffer.create(text.length + 6);
  b.byte(0x76);
  b.bytes(numbers.pointer, numbers.length);
  for (; parts < 3; parts++) b.literal('.0');
  b.string(rest);
  full = b.toValue();
  normalised = full;
  return true;
}

function prefixed(text: Value): Value {
  const b = Buffer.create(text.length + 1);
  b.byte(0x76);
  b.string(text);
  return b.toValue();
}

function prefixedZero(): Value {
  const b = Buffer.create(1);
  b.byte(0x30);
  return b.toValue();
}

/** .Release */
export function buildRelease(
  name: Value,
  namespace: Value,
  isUpgrade: Value,
  isInstall: Value,
  revision: Value,
): Value {
  const release = newMapObject(6);
  const b = Buffer.create(4);
  b.literal('Helm');
  mapSetLiteral(release, 'Name', name);
  mapSetLiteral(release, 'Namespace', namespace);
  mapSetLiteral(release, 'IsUpgrade', isUpgrade);
  mapSetLiteral(release, 'IsInstall', isInstall);
  mapSetLiteral(release, 'Revision', revision);
  mapSetLiteral(release, 'Service', b.toValue());
  return newMapOf(MAP_ANY, release);
}
