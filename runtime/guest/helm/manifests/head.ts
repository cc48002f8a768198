// What Helm reads of every rendered document: apiVersion, kind, and the name and annotations in metadata; and the proof
// that the whole document is YAML at all. Almost every document goes the fast way, straight from events without building
// anything; whatever is unusual there is read again by the full decoder, which also words the errors.
// Follows helm.sh/helm/v4@v4.3.1 pkg/release/v1/util/manifest_sorter.go.

import { COMMON_PACKAGE } from '../../../abi/quirks';
import { KIND_LIST, KIND_MAP, KIND_NIL, KIND_STRING } from '../../../abi/values';
import { MapObject, mapSet, sortEntries } from '../../core/map';
import { allocate } from '../../core/memory';
import { has } from '../../core/mode';
import { newString, Value } from '../../core/value';
import { checkFinite, decodeProblem, decodeTape, NUMBERS_YAML, tooDeep } from '../../lib/yaml/read/decode';
import { conversionFailed, depthFailed, wrongType } from '../../lib/yaml/read/failures';
import {
  clearField,
  clearHead,
  FIELD_ANNOTATIONS,
  FIELD_KIND,
  FIELD_METADATA,
  FIELD_NAME,
  FIELD_NONE,
  fieldOf,
  foldedField,
  headAnnotations,
  isNonFinite,
  isOddKey,
  openAnnotations,
  setField,
} from './head-fields';
import { readLines } from './lines';
import {
  EVENT_ALIAS,
  EVENT_DOCUMENT_END,
  EVENT_MAPPING_START,
  EVENT_SCALAR,
  EVENT_SEQUENCE_START,
  EVENT_STREAM_END,
  event,
  eventAnchorLength,
  eventImplicit,
  eventLength,
  eventPointer,
  eventTag,
  eventTextless,
  nextEvent,
  startParser,
} from '../../lib/yaml/read/parser';
import { closeReader, openReader } from '../../lib/yaml/read/reader';
import { resolvedKey, resolvedKind, resolvedText, resolvePlain, scalarText } from '../../lib/yaml/read/resolve';
import { setKeepTexts } from '../../lib/yaml/read/scanner';
import { parseProblem, readTape, tapeProblem } from '../../lib/yaml/read/tape';

const IN_SEQUENCE: u8 = 0;
const AT_KEY: u8 = 1;
const AT_VALUE: u8 = 2;

const MAX_DEPTH: u32 = 10000;
const FIRST_DEPTH: u32 = 64;
const levelRoom: usize = memory.data(64);

const READ: i32 = 1;
const UNUSUAL: i32 = 0;
const BROKEN: i32 = -1;

/** Reads the head of one rendered document. False: it is no such document, a failure with Helm's text is recorded. */
export function readHead(pointer: usize, length: u32): bool {
  return readLines(pointer, length) || readSlowly(pointer, length);
}

/** The same with the parser alone. */
export function readSlowly(pointer: usize, length: u32): bool {
  openReader(pointer, length);
  let state = readFast();
  if (state == UNUSUAL) state = readFully();
  closeReader();
  return state == READ;
}

// The fast way.

function readFast(): i32 {
  clearHead();
  startParser();
  if (!nextEvent()) return parseFailed();
  if (event == EVENT_STREAM_END) return READ;
  let levels = levelRoom;
  let capacity = FIRST_DEPTH;
  let depth: u32 = 0;
  // The mappings on the way to the annotations that are open: 1 the document, 2 metadata, 3 the annotations.
  let path: u32 = 0;
  let field = FIELD_NONE;
  let annotation = changetype<Value>(0);
  while (true) {
    if (!nextEvent()) return parseFailed();
    switch (event) {
      case EVENT_SCALAR: {
        if (eventAnchorLength || eventTag) return UNUSUAL;
        if (depth == 0) {
          if (!isNullEvent()) return UNUSUAL;
          continue;
        }
        const level = levels + depth - 1;
        const watched = path == depth;
        if (load<u8>(level) == AT_KEY) {
          store<u8>(level, AT_VALUE);
          if (eventImplicit && (eventTextless || isOddKey(eventPointer, eventLength))) return UNUSUAL;
          if (watched) {
            if (eventTextless) return UNUSUAL;
            if (path == 3) {
              annotation = keyOfEvent();
            } else {
              const bit = fieldOf(eventPointer, eventLength, path == 2);
              if (bit < 0) return UNUSUAL;
              field = <u8>bit;
              clearField(field);
              // Texts of other fields are not needed.
              if (!field) setKeepTexts(false);
            }
          }
          continue;
        }
        if (load<u8>(level) == AT_VALUE) store<u8>(level, AT_KEY);
        if (watched && (field || path == 3)) {
          if (eventTextless) return UNUSUAL;
          if (path == 3) mapSet(headAnnotations, annotation, textOfEvent());
          else if (field == FIELD_METADATA || field == FIELD_ANNOTATIONS) {
            if (!isNullEvent()) return UNUSUAL;
          } else {
            setField(field, textOfEvent());
          }
          continue;
        }
        if (eventImplicit && !eventTextless && isNonFinite(eventPointer, eventLength)) return UNUSUAL;
        if (watched) setKeepTexts(true);
        continue;
      }
      case EVENT_SEQUENCE_START:
      case EVENT_MAPPING_START: {
        if (eventAnchorLength || eventTag) return UNUSUAL;
        const mapping = event == EVENT_MAPPING_START;
        if (depth) {
          const level = levels + depth - 1;
          if (load<u8>(level) == AT_KEY) return UNUSUAL;
          if (load<u8>(level) == AT_VALUE) store<u8>(level, AT_KEY);
          if (path == depth && (field || path == 3)) {
            if (!mapping || (field != FIELD_METADATA && field != FIELD_ANNOTATIONS) || path == 3) return UNUSUAL;
            path++;
            if (field == FIELD_ANNOTATIONS) openAnnotations(0);
            field = FIELD_NONE;
          }
        } else {
          if (!mapping) return UNUSUAL;
          path = 1;
        }
        if (depth == capacity) {
          const grown = allocate(capacity * 2);
          memory.copy(grown, levels, capacity);
          levels = grown;
          capacity *= 2;
        }
        store<u8>(levels + depth, mapping ? AT_KEY : IN_SEQUENCE);
        if (++depth > MAX_DEPTH) return UNUSUAL;
        continue;
      }
      case EVENT_ALIAS:
        return UNUSUAL;
      case EVENT_DOCUMENT_END:
        return READ;
      default: {
        // The end of a collection.
        depth--;
        if (path > depth) {
          path = depth;
        }
        if (path == depth) {
          field = FIELD_NONE;
          setKeepTexts(true);
        }
      }
    }
  }
}

/** Does the scalar say null? */
function isNullEvent(): bool {
  if (!eventImplicit || eventTextless) return false;
  resolvePlain(eventPointer, eventLength);
  return resolvedKind == KIND_NIL;
}

function textOfEvent(): Value {
  if (!eventImplicit) return newString(eventPointer, eventLength);
  resolvePlain(eventPointer, eventLength);
  return resolvedText();
}

function keyOfEvent(): Value {
  if (!eventImplicit) return newString(eventPointer, eventLength);
  resolvePlain(eventPointer, eventLength);
  return resolvedKey();
}

function parseFailed(): i32 {
  conversionFailed('yaml: ', parseProblem());
  return BROKEN;
}

// The full way.

function readFully(): i32 {
  clearHead();
  startParser();
  const found = readTape();
  if (found < 0) {
    conversionFailed('yaml: ', tapeProblem);
    return BROKEN;
  }
  if (found == 0) return READ;
  const value = decodeTape(NUMBERS_YAML);
  if (!changetype<usize>(value) || !headIsFinite(value)) {
    conversionFailed('', decodeProblem);
    return BROKEN;
  }
  if (tooDeep) {
    depthFailed();
    return BROKEN;
  }
  if (value.kind == KIND_NIL) return READ;
  if (value.kind == KIND_MAP) return takeHead(value.map) ? READ : BROKEN;
  wrongType(
    value,
    !has(COMMON_PACKAGE) ? 'Go value of type releaseutil.SimpleHead' : 'Go value of type util.SimpleHead',
  );
  return BROKEN;
}

/** JSON must be able to write all numbers but those that become strings. */
function headIsFinite(value: Value): bool {
  if (value.kind != KIND_MAP) return checkFinite(value);
  const map = value.map;
  sortEntries(map);
  for (let i: u32 = 0; i < map.count; i++) {
    const item = map.value(i);
    const field = foldedField(map.key(i).pointer, map.key(i).length, false);
    if (field == FIELD_METADATA && item.kind == KIND_MAP) {
      if (!metadataIsFinite(item.map)) return false;
    } else if (isContainer(item) || field == FIELD_NONE || field == FIELD_METADATA) {
      if (!checkFinite(item)) return false;
    }
  }
  return true;
}

function metadataIsFinite(map: MapObject): bool {
  sortEntries(map);
  for (let i: u32 = 0; i < map.count; i++) {
    const item = map.value(i);
    const field = foldedField(map.key(i).pointer, map.key(i).length, true);
    if (field == FIELD_ANNOTATIONS && item.kind == KIND_MAP) {
      const annotations = item.map;
      sortEntries(annotations);
      for (let k: u32 = 0; k < annotations.count; k++) {
        if (isContainer(annotations.value(k)) && !checkFinite(annotations.value(k))) return false;
      }
    } else if (isContainer(item) || field != FIELD_NAME) {
      if (!checkFinite(item)) return false;
    }
  }
  return true;
}

function isContainer(v: Value): bool {
  return v.kind == KIND_LIST || v.kind == KIND_MAP;
}

/** Fills the head from a document as encoding/json does: in the order of the keys, the first misfit is the error. */
function takeHead(map: MapObject): bool {
  sortEntries(map);
  for (let i: u32 = 0; i < map.count; i++) {
    const item = map.value(i);
    const field = foldedField(map.key(i).pointer, map.key(i).length, false);
    if (field == FIELD_METADATA) {
      if (item.kind == KIND_NIL) {
        clearField(FIELD_METADATA);
      } else if (item.kind != KIND_MAP) {
        return misfit(
          item,
          'Go struct field SimpleHead.metadata of type struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }',
        );
      } else if (!takeMetadata(item.map)) {
        return false;
      }
    } else if (field) {
      if (isContainer(item)) {
        return misfit(
          item,
          field == FIELD_KIND
            ? 'Go struct field SimpleHead.kind of type string'
            : 'Go struct field SimpleHead.apiVersion of type string',
        );
      }
      if (item.kind != KIND_NIL) setField(field, textOf(item));
    }
  }
  return true;
}

function takeMetadata(map: MapObject): bool {
  sortEntries(map);
  for (let i: u32 = 0; i < map.count; i++) {
    const item = map.value(i);
    const field = foldedField(map.key(i).pointer, map.key(i).length, true);
    if (field == FIELD_NAME) {
      if (isContainer(item)) return misfit(item, 'Go struct field .metadata.name of type string');
      if (item.kind != KIND_NIL) setField(FIELD_NAME, textOf(item));
    } else if (field == FIELD_ANNOTATIONS) {
      if (item.kind == KIND_NIL) {
        clearField(FIELD_ANNOTATIONS);
      } else if (item.kind != KIND_MAP) {
        return misfit(item, 'Go struct field .metadata.annotations of type map[string]string');
      } else if (!takeAnnotations(item.map)) {
        return false;
      }
    }
  }
  return true;
}

function takeAnnotations(map: MapObject): bool {
  if (!changetype<usize>(headAnnotations)) openAnnotations(map.count);
  sortEntries(map);
  for (let i: u32 = 0; i < map.count; i++) {
    const item = map.value(i);
    if (isContainer(item)) return misfit(item, 'Go struct field .metadata.annotations of type string');
    mapSet(headAnnotations, map.key(i), textOf(item));
  }
  return true;
}

/** A scalar as text, as sigs.k8s.io/yaml converts it for a string. */
function textOf(v: Value): Value {
  return v.kind == KIND_STRING ? v : scalarText(v.kind, v.int, v.float);
}

function misfit(v: Value, place: string): bool {
  wrongType(v, place);
  return false;
}
