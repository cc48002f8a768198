// What Helm does with rendered files: split them into Kubernetes documents, tell hooks from manifests, and put both into
// install order (releaseutil.SortManifests). Linear in the text; never changes a document beyond trimming it.
// Follows helm.sh/helm/v4@v4.3.1 pkg/release/v1/util/manifest.go, helm.sh/helm/v4@v4.3.1 pkg/release/v1/util/manifest_sorter.go, helm.sh/helm/v4@v4.3.1 pkg/release/v1/util/kind_sorter.go.

import { DOCUMENTS_KEEP_END, WEBHOOK_ORDER } from '../../../abi/quirks';
import { message, wrapFailure } from '../../core/error';
import { MapObject, mapGetLiteral } from '../../core/map';
import { allocate, compareBytes } from '../../core/memory';
import { has } from '../../core/mode';
import { indexByte, trimSpace } from '../../go/strings/strings';
import { ListBuilder, Value, newString, substring } from '../../core/value';
import { indexOfWord } from '../../go/strings/word-list';
import { warnUnknownHook } from '../warnings';
import { readHead } from './head';
import { headAnnotations, headApiVersion, headKind, headName } from './head-fields';
import { readLines } from './lines';

/** A document of a rendered file. */
@unmanaged
export class Manifest {
  /** Path of the file it comes from. */
  path: Value;
  /** Its text, trimmed. */
  content: Value;
  kind: Value;
  name: Value;
  apiVersion: Value;
  /** Its annotations, or null where it has none. */
  annotations: MapObject;
  isHook: bool;
  /** Is one of the hook's events `test`? */
  isTestHook: bool;
  /** Place of its kind in install order; all unknown kinds share the last one. */
  rank: u32;
}

// Kinds in install order (releaseutil.InstallOrder). The last two are known to Helm 4 only.
// One literal: a sum would be built at start-up, on the heap, where the image of the chart lies.
// biome-ignore format: as above
const KINDS: string = 'PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget ServiceAccount Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition ClusterRole ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service DaemonSet Pod ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress APIService MutatingWebhookConfiguration ValidatingWebhookConfiguration';
const HELM_3_KINDS: u32 = 36;
const UNKNOWN: u32 = 0xffff;

const EVENTS: string =
  'test test-success pre-install post-install pre-delete post-delete pre-upgrade post-upgrade pre-rollback post-rollback';
/** The first events of the list are the test events. */
const TEST_EVENTS: i32 = 2;

let manifests: ListBuilder = changetype<ListBuilder>(0);
let hooks: ListBuilder = changetype<ListBuilder>(0);
let documents: usize = 0;

/** How many documents `finishDocuments` ordered. */
export let documentCount: u32 = 0;

/** White space as Helm's separator pattern has it (RE2's `\s`): without the vertical tab, ASCII only. */
function isSeparatorSpace(b: u8): bool {
  return b == 0x20 || b == 0x0a || b == 0x0d || b == 0x09 || b == 0x0c;
}

function isDashes(at: usize): bool {
  return load<u16>(at) == 0x2d2d && load<u8>(at, 2) == 0x2d;
}

/** Address of the next three dashes at the start of a line behind `at`, or 0. */
function nextDashes(at: usize, end: usize): usize {
  const newline = i8x16.splat(0x0a);
  const dash = i8x16.splat(0x2d);
  while (at + 18 <= end) {
    let found = i8x16.bitmask(v128.and(i8x16.eq(v128.load(at), newline), i8x16.eq(v128.load(at, 1), dash)));
    while (found) {
      const line = at + ctz(found) + 1;
      if (line + 3 <= end && isDashes(line)) return line;
      found &= found - 1;
    }
    at += 16;
  }
  for (; at + 4 <= end; at++) {
    if (load<u8>(at) == 0x0a && isDashes(at + 1)) return at + 1;
  }
  return 0;
}

function addPiece(into: ListBuilder, from: usize, to: usize): void {
  if (to <= from) return;
  const piece = newString(from, <u32>(to - from));
  const trimmed = trimSpace(piece);
  if (!has(DOCUMENTS_KEEP_END)) into.push(trimmed);
  else if (trimmed.length) into.push(toEnd(trimmed, to));
}

/** What begins where a text begins and goes on to `end`. */
function toEnd(text: Value, end: usize): Value {
  return newString(text.pointer, <u32>(end - text.pointer));
}

function isBlank(b: u8): bool {
  return b == 0x20 || b == 0x09;
}

/**
 * releaseutil.SplitManifests: the documents of a file, as strings that share its bytes. Documents are separated by `---`
 * at the start of the text or of a line, with all white space around it; so of two separators in a row the second one is
 * content, because the first took its line break. From 4.2 on only blanks on its line belong to a separator, and documents keep
 * the white space at their end.
 */
export function splitDocuments(pointer: usize, length: u32, into: ListBuilder): void {
  const text = trimSpace(newString(pointer, length));
  const start: usize = text.pointer;
  const end = has(DOCUMENTS_KEEP_END) ? pointer + length : start + text.length;
  let from = start;
  let separator: usize = text.length >= 3 && isDashes(start) ? start : nextDashes(start, end);
  while (separator) {
    let to = separator;
    if (!has(DOCUMENTS_KEEP_END)) while (to > from && isSeparatorSpace(load<u8>(to - 1))) to--;
    addPiece(into, from, to);
    from = separator + 3;
    if (has(DOCUMENTS_KEEP_END)) while (from < end && isBlank(load<u8>(from))) from++;
    else while (from < end && isSeparatorSpace(load<u8>(from))) from++;
    separator = nextDashes(from, end);
  }
  addPiece(into, from, end);
}

/** Forgets the documents of the last render. */
export function resetDocuments(): void {
  manifests = ListBuilder.create(0);
  hooks = ListBuilder.create(0);
  documents = 0;
  documentCount = 0;
}

/** Which of a hook's events are known: 0 not all, 1 all, 2 all and `test` is one of them. */
function hookEvents(annotation: Value): i32 {
  let result = 1;
  let from: u32 = 0;
  while (true) {
    const comma = indexByte(annotation.pointer, annotation.length, 0x2c, from);
    const to = comma < 0 ? annotation.length : <u32>comma;
    const event = indexOfWord(EVENTS, trimSpace(substring(annotation, from, to)), true);
    if (event < 0) return 0;
    if (event < TEST_EVENTS) result = 2;
    if (comma < 0) return result;
    from = to + 1;
  }
}

function rankOf(kind: Value): u32 {
  const rank = indexOfWord(KINDS, kind, false);
  if (rank < 0 || (!has(WEBHOOK_ORDER) && <u32>rank >= HELM_3_KINDS)) return UNKNOWN;
  return rank;
}

/**
 * Takes the documents of a rendered file. Files must come in ascending bytewise order of their paths; NOTES.txt and
 * partials must not come at all. False: a document is no YAML, the failure is recorded.
 */
export function addFile(path: Value, content: Value): bool {
  const whole = onlyDocument(content);
  if (!whole.length) return true;
  // A text that is proved to be YAML line by line has no line that begins with dashes: it is one document, and its head
  // is read. Searching it for separators first would take a pass of its own.
  if (readLines(whole.pointer, whole.length)) {
    take(path, has(DOCUMENTS_KEEP_END) ? toEnd(whole, content.pointer + content.length) : whole);
    return true;
  }
  const pieces = ListBuilder.create(0);
  splitDocuments(content.pointer, content.length, pieces);
  for (let i: u32 = 0; i < pieces.length; i++) {
    const piece = changetype<Value>(load<u32>(pieces.pointer + (i << 2)));
    if (!readHead(piece.pointer, piece.length)) {
      const prefix = message();
      prefix.literal('YAML parse error on ');
      prefix.string(path);
      prefix.literal(': ');
      wrapFailure(prefix.toValue());
      return false;
    }
    take(path, piece);
  }
  return true;
}

/** The document of a text that has no separator but perhaps at its start. */
function onlyDocument(content: Value): Value {
  const text = trimSpace(content);
  if (text.length < 3 || !isDashes(text.pointer)) return text;
  let from: u32 = 3;
  if (has(DOCUMENTS_KEEP_END)) while (from < text.length && isBlank(text.byte(from))) from++;
  else while (from < text.length && isSeparatorSpace(text.byte(from))) from++;
  return trimSpace(substring(text, from, text.length));
}

/** Takes the document whose head was read last, unless it is a hook of events that Helm does not know. */
function take(path: Value, document: Value): void {
  let events = 0;
  let isHook = false;
  if (changetype<usize>(headAnnotations)) {
    const annotation = mapGetLiteral(headAnnotations, 'helm.sh/hook');
    isHook = changetype<usize>(annotation) != 0;
    if (isHook) {
      events = hookEvents(annotation);
      if (!events) {
        warnUnknownHook(annotation);
        return;
      }
    }
  }
  const manifest = changetype<Manifest>(allocate(offsetof<Manifest>()));
  manifest.path = path;
  manifest.content = document;
  manifest.kind = headKind;
  manifest.name = headName;
  manifest.apiVersion = headApiVersion;
  manifest.annotations = headAnnotations;
  manifest.isHook = isHook;
  manifest.isTestHook = events == 2;
  manifest.rank = rankOf(headKind);
  (isHook ? hooks : manifests).push(changetype<Value>(manifest));
}

/** Does `a` stand behind `b` in install order? Unknown kinds are ordered by name. */
function isBehind(a: Manifest, b: Manifest): bool {
  if (a.rank != b.rank) return a.rank > b.rank;
  if (a.rank != UNKNOWN) return false;
  return compareBytes(a.kind.pointer, a.kind.length, b.kind.pointer, b.kind.length) > 0;
}

/** A stable merge sort of `count` addresses of manifests; `scratch` has room for half of them. */
function sortManifests(items: usize, scratch: usize, count: u32): void {
  if (count < 2) return;
  const half = count >>> 1;
  sortManifests(items, scratch, half);
  sortManifests(items + (half << 2), scratch, count - half);
  memory.copy(scratch, items, half << 2);
  let left = scratch;
  const leftEnd = scratch + (half << 2);
  let right = items + (half << 2);
  const rightEnd = items + (count << 2);
  let out = items;
  while (left < leftEnd) {
    const first = changetype<Manifest>(load<u32>(left));
    if (right < rightEnd && isBehind(first, changetype<Manifest>(load<u32>(right)))) {
      store<u32>(out, load<u32>(right));
      right += 4;
    } else {
      store<u32>(out, load<u32>(left));
      left += 4;
    }
    out += 4;
  }
}

/** Puts all documents into final order: manifests, then hooks. Read them with `documentCount` and `documentAt`. */
export function finishDocuments(): void {
  documentCount = manifests.length + hooks.length;
  documents = allocate(documentCount << 2);
  memory.copy(documents, manifests.pointer, manifests.length << 2);
  const behind = documents + (manifests.length << 2);
  memory.copy(behind, hooks.pointer, hooks.length << 2);
  const scratch = allocate(documentCount << 1);
  sortManifests(documents, scratch, manifests.length);
  sortManifests(behind, scratch, hooks.length);
}

/** Document `i` in final order. */
export function documentAt(i: u32): Manifest {
  return changetype<Manifest>(load<u32>(documents + (i << 2)));
}
