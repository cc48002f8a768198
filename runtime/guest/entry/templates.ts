// `__mistletoe_generate` of a package of Handlebars templates: each template is given the input's data and becomes a file.

import {
  ROOT_FILES,
  ROOT_NAMES,
  TEMPLATE_FILE_DEFINITIONS,
  TEMPLATE_FILE_MAIN,
  TEMPLATE_FILE_NAME,
  TEMPLATE_FILE_OUTPUT,
  TEMPLATE_FILE_PATH,
} from '../../abi/description';
import { MAP_ANY } from '../../abi/values';
import { Buffer } from '../core/buffer';
import { clearFailure, failure } from '../core/error';
import { imageEnd, imageRoot, restoreImage } from '../core/image';
import { MapObject, mapDelete, mapGetLiteral, mapSetLiteral } from '../core/map';
import { beginPatternCache } from '../core/late-bound';
import { heapStart } from '../core/memory';
import { output, openOutput } from '../core/output';
import { writeJsonText } from '../go/json/text';
import { resetKnown } from '../template/proven-text';
import { findSlot, setSlotFile } from '../core/definitions';
import { EMPTY_STRING, NIL, Value, literal, newMapOf, newString } from '../core/value';
import { trimSpace } from '../go/strings/strings';
import { listField, mapField, textField } from '../helm/charts';
import { define, resetSlots } from '../helm/render';
import { resetWarnings } from '../helm/warnings';
import { hbCall, newFrame } from '../handlebars/scopes';
import { resetPlaces, runTemplate } from '../handlebars/run';
import { give, readInput } from './module';

/** The input's data as templates see it: without what only hosts and packages in other languages look at. Null with a failure. */
function readData(pointer: usize, length: u32): MapObject {
  const map = readInput(pointer, length);
  if (!changetype<usize>(map)) return map;
  mapDelete(map, literal('now'));
  mapDelete(map, literal('entropy'));
  mapDelete(map, literal('draws'));
  mapDelete(map, literal('capabilities'));
  mapDelete(map, literal('lookups'));
  if (!changetype<usize>(mapGetLiteral(map, 'namespace'))) mapSetLiteral(map, 'namespace', literal('default'));
  return map;
}

/** Writes a MistResult, as JSON. */
export function generateTemplates(pointer: usize, length: u32): usize {
  clearFailure();
  resetWarnings();
  resetPlaces();
  const out = Buffer.create(1 << 16);
  out.literal('{"apiVersion":"mistletoe.dev/v1alpha1","kind":"MistResult","data":{"result":');
  const mark = out.length;
  const data = readData(pointer, length);
  if (changetype<usize>(data) && writeFiles(out, newMapOf(MAP_ANY, data))) {
    out.literal('}}}\n');
    return give(out, 0);
  }
  out.length = mark;
  out.literal('"Err","message":');
  writeJsonText(out, failure.text);
  out.literal('}}\n');
  return give(out, 0);
}

/** Writes the files that are more than white space; false with a failure. */
function writeFiles(out: Buffer, data: Value): bool {
  restoreImage();
  openOutput(<u32>(imageEnd() - heapStart));
  resetKnown();
  beginPatternCache();
  setSlotFile(EMPTY_STRING);
  const root = imageRoot().map;
  resetSlots(mapField(root, ROOT_NAMES));
  const files = listField(root, ROOT_FILES);
  for (let i: u32 = 0; i < files.length; i++) {
    const file = files.item(i).map;
    const path = textField(file, TEMPLATE_FILE_PATH);
    const definitions = listField(file, TEMPLATE_FILE_DEFINITIONS);
    for (let j: u32 = 0; j < definitions.length; j++) define(definitions.item(j), path);
    define(listField(file, TEMPLATE_FILE_MAIN), path);
  }
  out.literal('"Ok","files":{');
  let first = true;
  for (let i: u32 = 0; i < files.length; i++) {
    const file = files.item(i).map;
    const name = textField(file, TEMPLATE_FILE_OUTPUT);
    if (!name.length) continue;
    const from = output.length;
    if (!runTemplate(findSlot(textField(file, TEMPLATE_FILE_NAME)), hbCall(data, newFrame(data), NIL))) return false;
    const text = newString(output.pointer + from, output.length - from);
    if (trimSpace(text).length == 0) continue;
    if (!first) out.byte(0x2c);
    first = false;
    writeJsonText(out, name);
    out.byte(0x3a);
    writeJsonText(out, text);
  }
  return true;
}
