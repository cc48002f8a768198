// The entry of the toolkit: Helm's YAML and value flags for the compiler and the command line, as a module of its own made of
// the guest's files. A call begins with `start`, which drops what the call before it left; results are value cells.

import { LIST_ANY, MAP_ANY } from '../../abi/values';
import { Buffer } from '../core/buffer';
import { clearFailure, failure } from '../core/error';
import { MapObject, newMapObject } from '../core/map';
import { allocate, digestBytes, resetArena, wipeArena } from '../core/memory';
import { setQuirks } from '../core/mode';
import { applyJson, isObject, writeFlow } from '../helm/merge-values';
import { applyExpression } from '../helm/strvals';
import { ListBuilder, NIL, newMapOf, newString, Value } from '../core/value';
import { decodeProblem, decodeTape, NUMBERS_FLOAT, NUMBERS_YAML, tooDeep } from '../lib/yaml/read/decode';
import { mergeMaps } from '../lib/yaml/read/merge-documents';
import { conversionFailed, depthFailed } from '../lib/yaml/read/failures';
import { startParser } from '../lib/yaml/read/parser';
import { TEXT_MARGIN } from '../../abi/toolkit';
import { provenDepth, provenLength, provenLevels, provenState } from '../helm/manifests/lines';
import { closeReader, openReader } from '../lib/yaml/read/reader';
import { readTape, tapeProblem } from '../lib/yaml/read/tape';
import { jsonToYaml as writeYaml } from '../lib/yaml/write/from-json';
import { parseValuesFile, parseYaml } from '../lib/yaml/read/read';
import { checkConstraint } from '../lib/semver/constraint';
import { compareVersions, parseVersion } from '../lib/semver/version';

export { allocate, newString, provenDepth, provenLevels, provenState };

/** The values merged so far. */
let values: MapObject = changetype<MapObject>(0);

/** Begins anew, with no values, as the Helm with these quirks. */
export function start(bits: u64): void {
  setQuirks(bits);
  resetArena(0);
  clearFailure();
  values = newMapObject(0);
}

/** Ends a call where it must leave no trace in memory; its results are gone. */
export function finish(): void {
  wipeArena();
}

/** The digest of a text, going on from `state`. */
export function fingerprint(state: u64, text: Value): u64 {
  return digestBytes(state, text.pointer, text.length);
}

/** Why the last function failed. */
export function problem(): Value {
  return failure.text;
}

/** The first document of a YAML text with numbers as they are written: int64, uint64 or float64. 0: failed. */
export function readYaml(text: Value): Value {
  openReader(text.pointer, text.length);
  startParser();
  const found = readTape();
  closeReader();
  if (found < 0) return conversionFailed('yaml: ', tapeProblem);
  if (found == 0) return NIL;
  const value = decodeTape(NUMBERS_YAML);
  if (!changetype<usize>(value)) return conversionFailed('', decodeProblem);
  return tooDeep ? depthFailed() : value;
}

/** The first document of a YAML text as JSON, numbers being float64 as templates see them. 0: failed. */
export function yamlToJson(text: Value): Value {
  const value = parseYaml(text.pointer, text.length);
  return changetype<usize>(value) ? flow(value, false) : value;
}

/** All documents of a YAML text as a JSON list, read to its end, which is where its lines count from the beginning. 0: failed. */
export function documentsToJson(text: Value): Value {
  const documents = ListBuilder.create(LIST_ANY);
  openReader(text.pointer, text.length);
  startParser();
  let found = readTape();
  while (found > 0) {
    const value = decodeTape(NUMBERS_FLOAT);
    if (!changetype<usize>(value)) return conversionFailed('', decodeProblem);
    if (tooDeep) return depthFailed();
    documents.push(value);
    found = readTape();
  }
  closeReader();
  return found < 0 ? conversionFailed('yaml: ', tapeProblem) : flow(documents.finish(), false);
}

/** JSON as a YAML document: lib/yaml/write/from-json.ts. */
export function jsonToYaml(text: Value): Value {
  return writeYaml(text);
}

/** How much of a text is proved to be lines of YAML whatever follows, with what `provenState` and the like tell of its end. */
export function provenLines(text: Value): u32 {
  // The proof looks at bytes behind the text.
  allocate(TEXT_MARGIN);
  return provenLength(text.pointer, text.length);
}

/** Lays a values file over the values. False: failed. */
export function addFile(text: Value): bool {
  const map = parseValuesFile(text.pointer, text.length);
  if (!changetype<usize>(map)) return false;
  values = mergeMaps(values, map.map);
  return true;
}

/** Applies one --set-json. False: failed. */
export function addJson(text: Value): bool {
  const merged = applyJson(text, values);
  if (!changetype<usize>(merged)) return false;
  values = merged;
  return true;
}

/** Was the last --set-json a whole object? */
export function wasObject(): bool {
  return isObject;
}

/** Applies one of the other flags (SET_VALUE …). False: failed. */
export function addExpression(kind: i32, text: Value): bool {
  return applyExpression(kind, text, values);
}

/** The values as YAML on one line, which keeps their types. */
export function mergedValues(): Value {
  return flow(newMapOf(MAP_ANY, values), true);
}

/** The values in cells. */
export function currentValues(): Value {
  return newMapOf(MAP_ANY, values);
}

function flow(value: Value, typed: bool): Value {
  const text = Buffer.create(1024);
  writeFlow(text, value, typed);
  return text.toValue();
}

/** Does a version satisfy a constraint? 1 or 0; -1: one of them cannot be read. */
export function versionSatisfies(constraint: Value, version: Value): i32 {
  return checkConstraint(constraint, version);
}

/** Is it a version? False: failed. */
export function isVersion(text: Value): bool {
  return changetype<usize>(parseVersion(text)) != 0;
}

/** The order of two versions: below, at or above 0. Both must be versions. */
export function versionOrder(a: Value, b: Value): i32 {
  return compareVersions(parseVersion(a), parseVersion(b));
}
