// `__mistletoe_manifests`: a render as a record (runtime/abi/result.ts), for hosts that install or inspect what is rendered. Texts
// stay where they are; nothing is copied.

import { CRD_DATA, CRD_PATH } from '../../abi/description';
import { PAIR_ADDRESS, PAIR_LENGTH } from '../../abi/values';
import {
  FAILURE_NONE,
  MANIFEST_API_VERSION,
  MANIFEST_DELETE,
  MANIFEST_FLAGS,
  MANIFEST_HOOK,
  MANIFEST_IS_CRD,
  MANIFEST_KIND,
  MANIFEST_LOG,
  MANIFEST_NAME,
  MANIFEST_SIZE,
  MANIFEST_SOURCE,
  MANIFEST_TEXT,
  MANIFEST_WEIGHT,
  RESULT_COUNT,
  RESULT_FAILURE,
  RESULT_LAYOUT,
  RESULT_MANIFESTS,
  RESULT_SIZE,
  RESULT_TEXT,
  RESULT_VERSION,
} from '../../abi/result';
import { failure } from '../core/error';
import { MapObject, mapGet, mapGetLiteral } from '../core/map';
import { allocate } from '../core/memory';
import { Value, literal } from '../core/value';
import { textField } from '../helm/charts';
import { documentAt, documentCount } from '../helm/manifests/sort-manifests';
import { notes, stage } from '../helm/render';
import { crdsOf, isShown, run } from './module';

function put(at: usize, text: Value): void {
  if (!changetype<usize>(text)) return;
  store<u32>(at, text.pointer as u32, PAIR_ADDRESS);
  store<u32>(at, text.length, PAIR_LENGTH);
}

function putAnnotation(at: usize, annotations: MapObject, name: string): void {
  put(at, mapGet(annotations, literal(name)));
}

/** Takes a MistInput and renders; returns the address of the record. */
export function __mistletoe_manifests(pointer: usize, length: u32): usize {
  const data = run(pointer, length);
  const done = changetype<usize>(data) != 0;
  const crds = crdsOf(data);
  const room = RESULT_SIZE + (done ? (crds.length >> 2) + documentCount : 0) * MANIFEST_SIZE;
  const result = allocate(room);
  memory.fill(result, 0, room);
  store<u32>(result, RESULT_LAYOUT, RESULT_VERSION);
  store<u32>(result, done ? FAILURE_NONE : stage, RESULT_FAILURE);
  put(result + RESULT_TEXT, done ? notes : failure.text);
  if (!done) return result;
  let at: usize = result + RESULT_MANIFESTS;
  for (let i: u32 = 0; i < crds.length; i += 4) {
    const crd = changetype<MapObject>(load<u32>(crds.pointer + i));
    put(at + MANIFEST_SOURCE, textField(crd, CRD_PATH));
    put(at + MANIFEST_TEXT, mapGetLiteral(crd, CRD_DATA));
    store<u32>(at, MANIFEST_IS_CRD, MANIFEST_FLAGS);
    at += MANIFEST_SIZE;
  }
  for (let i: u32 = 0; i < documentCount; i++) {
    const document = documentAt(i);
    if (!isShown(document, data)) continue;
    put(at + MANIFEST_SOURCE, document.path);
    put(at + MANIFEST_TEXT, document.content);
    put(at + MANIFEST_API_VERSION, document.apiVersion);
    put(at + MANIFEST_KIND, document.kind);
    put(at + MANIFEST_NAME, document.name);
    if (document.isHook) {
      putAnnotation(at + MANIFEST_HOOK, document.annotations, 'helm.sh/hook');
      putAnnotation(at + MANIFEST_WEIGHT, document.annotations, 'helm.sh/hook-weight');
      putAnnotation(at + MANIFEST_DELETE, document.annotations, 'helm.sh/hook-delete-policy');
      putAnnotation(at + MANIFEST_LOG, document.annotations, 'helm.sh/hook-output-log-policy');
    }
    at += MANIFEST_SIZE;
  }
  store<u32>(result, <u32>(at - result - RESULT_MANIFESTS) / MANIFEST_SIZE, RESULT_COUNT);
  return result;
}
