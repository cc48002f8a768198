// The module contract: the exports that a Mistletoe host calls, and `__mistletoe_render`, which gives a host that knows it
// the bytes of `helm template` without a document around them.

import { CRD_DATA, CRD_PATH } from '../../abi/description';
import {
  FAILURE_INPUT,
  FAILURE_KUBE_VERSION,
  RENDER_STATUS,
  STATUS_FAILED,
  STATUS_HAS_WARNINGS,
  STATUS_HINT,
  STATUS_OK,
} from '../../abi/result';
import { KIND_MAP, KIND_NIL, PAIR_ADDRESS, PAIR_LENGTH } from '../../abi/values';
import { parseYamlTyped } from '../lib/yaml/read/read';
import { Buffer } from '../core/buffer';
import { Manifest, documentAt, documentCount } from '../helm/manifests/sort-manifests';
import { clearFailure, failWith, failLiteral, failure, message } from '../core/error';
import { imageEnd, packageText } from '../core/image';
import { MapObject, mapGet, mapGetLiteral, mapSet, newMapObject } from '../core/map';
import { takeLookups } from '../functions/helm/lookups';
import { resetAddresses } from '../go/fmt/addresses';
import { heapStart, resetArena } from '../core/memory';
import { takeClock, takeDraws, takeEntropy } from '../helm/surroundings';
import { TRUE, Value, newString } from '../core/value';
import { reads, resetReads } from '../functions/reads';
import { writeJsonText as writeText } from '../go/json/text';
import { resetWarnings, warnings } from '../helm/warnings';
import { chartAt, textField } from '../helm/charts';
import { collectCrds, notes, render, setStage, stage } from '../helm/render';
import { trimSpace } from '../go/strings/strings';
import { readPlainInput } from './plain-input';

/** Blocks that the host holds: the input, and the text of a result. When it has given all back, the arena is empty. */
let held: i32 = 0;

const PAIR: usize = memory.data<u32>([0, 0, 0], 8);

export function __mistletoe_info(): usize {
  return packageText();
}

export function __mistletoe_alloc(length: u32): usize {
  if (held <= 0) {
    held = 0;
    resetArena(imageEnd() - heapStart);
  }
  held++;
  return heap.alloc(length ? length : 1);
}

export function __mistletoe_dealloc(pointer: usize, length: u32): void {
  held--;
}

export function give(text: Buffer, status: u32): usize {
  held++;
  store<u32>(PAIR, text.pointer as u32, PAIR_ADDRESS);
  store<u32>(PAIR, text.length, PAIR_LENGTH);
  store<u32>(PAIR, changetype<usize>(warnings) ? status | STATUS_HAS_WARNINGS : status, RENDER_STATUS);
  return PAIR;
}

/** The data of a MistInput; null with a failure. */
export function readInput(pointer: usize, length: u32): MapObject {
  let input = readPlainInput(pointer, length);
  if (!changetype<usize>(input)) input = parseYamlTyped(pointer, length);
  if (!changetype<usize>(input)) {
    const b = message();
    b.literal('the input is not YAML: ');
    b.string(failure.text);
    failWith(b);
    return changetype<MapObject>(0);
  }
  const data = input.kind == KIND_MAP ? mapGetLiteral(input.map, 'data') : changetype<Value>(0);
  if (!changetype<usize>(data) || data.kind != KIND_MAP) {
    failLiteral('the input is no MistInput: it has no data');
    return changetype<MapObject>(0);
  }
  return data.map;
}

/** Reads the input and renders; null with a failure. */
export function run(pointer: usize, length: u32): MapObject {
  setStage(FAILURE_INPUT);
  clearFailure();
  resetWarnings();
  resetReads();
  resetAddresses();
  const data = readInput(pointer, length);
  if (!changetype<usize>(data)) return data;
  const values = mapGetLiteral(data, 'values');
  if (changetype<usize>(values) && values.kind != KIND_MAP && values.kind != KIND_NIL) {
    failLiteral('the values of the input are no mapping');
    return changetype<MapObject>(0);
  }
  if (!takeClock(mapGetLiteral(data, 'now'))) return changetype<MapObject>(0);
  takeEntropy(mapGetLiteral(data, 'entropy'));
  takeDraws(mapGetLiteral(data, 'draws'));
  takeLookups(mapGetLiteral(data, 'lookups'));
  return render(data) ? data : changetype<MapObject>(0);
}

function wants(data: MapObject, name: string): bool {
  const v = mapGetLiteral(data, name);
  return changetype<usize>(v) != 0 && v.kind != KIND_NIL && v.bool;
}

/** Manifests always, hooks unless the input leaves them (or the tests among them) out. */
export function isShown(document: Manifest, data: MapObject): bool {
  if (!document.isHook) return true;
  return !wants(data, 'skipHooks') && !(document.isTestHook && wants(data, 'skipTests'));
}

/** Every CRD description, as addresses in a buffer. */
export function crdsOf(data: MapObject): Buffer {
  const crds = Buffer.create(64);
  if (changetype<usize>(data) && wants(data, 'includeCRDs')) collectCrds(chartAt(0), crds);
  return crds;
}

/**
 * The bytes that `helm template` prints, or an error's text. Returns a text and a status (runtime/abi/result.ts).
 */
export function __mistletoe_render(pointer: usize, length: u32): usize {
  const data = run(pointer, length);
  if (!changetype<usize>(data)) {
    const text = Buffer.create(failure.text.length);
    text.string(failure.text);
    return give(text, stage >= FAILURE_KUBE_VERSION ? STATUS_HINT : STATUS_FAILED);
  }
  const crds = crdsOf(data);
  const out = Buffer.create(roomFor(crds));
  for (let i: u32 = 0; i < crds.length; i += 4) {
    const crd = changetype<MapObject>(load<u32>(crds.pointer + i));
    writeDocument(out, textField(crd, CRD_PATH), mapGetLiteral(crd, CRD_DATA));
  }
  const count = documentCount;
  let i: u32 = 0;
  for (; i < count && !documentAt(i).isHook; i++) writeDocument(out, documentAt(i).path, documentAt(i).content);
  trimEnd(out);
  out.byte(0x0a);
  for (; i < count; i++) {
    const hook = documentAt(i);
    if (isShown(hook, data)) writeDocument(out, hook.path, hook.content);
  }
  return give(out, STATUS_OK);
}

/** Bytes that the documents and these CRDs take at most. */
function roomFor(crds: Buffer): u32 {
  let room: u32 = 1;
  for (let i: u32 = 0; i < crds.length; i += 4) {
    const crd = changetype<MapObject>(load<u32>(crds.pointer + i));
    room += HEADING + textField(crd, CRD_PATH).length + mapGetLiteral(crd, CRD_DATA).length;
  }
  for (let i: u32 = 0; i < documentCount; i++) {
    const document = documentAt(i);
    room += HEADING + document.path.length + document.content.length;
  }
  return room;
}

/** Bytes of the lines around a document, without its path. */
const HEADING: u32 = 17;

function writeDocument(out: Buffer, path: Value, content: Value): void {
  out.literal('---\n# Source: ');
  out.string(path);
  out.byte(0x0a);
  out.string(content);
  out.byte(0x0a);
}

/** Helm trims the manifests (not the hooks) as one text; they begin with a dash, so only the end matters. */
function trimEnd(out: Buffer): void {
  out.length = trimSpace(newString(out.pointer, out.length)).length;
}

const WARNINGS_PAIR: usize = memory.data<u32>([0, 0], 8);

/** What Helm writes to standard error besides an error during the last render: a JSON list of lines. Belongs to the result. */
export function __mistletoe_warnings(): usize {
  const out = Buffer.create(64);
  out.byte(0x5b);
  if (changetype<usize>(warnings)) {
    for (let i: u32 = 0; i < warnings.length; i++) {
      if (i) out.byte(0x2c);
      writeText(out, changetype<Value>(load<u32>(warnings.pointer + (i << 2))));
    }
  }
  out.byte(0x5d);
  store<u32>(WARNINGS_PAIR, out.pointer as u32, PAIR_ADDRESS);
  store<u32>(WARNINGS_PAIR, out.length, PAIR_LENGTH);
  return WARNINGS_PAIR;
}

const READS_PAIR: usize = memory.data<u32>([0, 0], 8);

/** What the last render drew and looked up (functions/reads.ts): a JSON list. Belongs to the result. */
export function __mistletoe_reads(): usize {
  const out = Buffer.create(64);
  out.byte(0x5b);
  if (changetype<usize>(reads)) out.bytes(reads.pointer, reads.length);
  out.byte(0x5d);
  store<u32>(READS_PAIR, out.pointer as u32, PAIR_ADDRESS);
  store<u32>(READS_PAIR, out.length, PAIR_LENGTH);
  return READS_PAIR;
}

/** The contract's render: a MistResult document, as JSON. */
export function __mistletoe_generate(pointer: usize, length: u32): usize {
  const data = run(pointer, length);
  const out = Buffer.create(1 << 16);
  out.literal('{"apiVersion":"mistletoe.dev/v1alpha1","kind":"MistResult","data":{"result":');
  if (!changetype<usize>(data)) {
    out.literal('"Err","message":');
    writeText(out, failure.text);
    out.literal('}}\n');
    return give(out, 0);
  }
  out.literal('"Ok"');
  if (notes.length) {
    out.literal(',"message":');
    writeText(out, notes);
  }
  out.literal(',"files":{');
  const names = newMapObject(0);
  const crds = crdsOf(data);
  let first = true;
  for (let i: u32 = 0; i < crds.length; i += 4) {
    const crd = changetype<MapObject>(load<u32>(crds.pointer + i));
    writeEntry(out, names, textField(crd, CRD_PATH), mapGetLiteral(crd, CRD_DATA), first);
    first = false;
  }
  const count = documentCount;
  for (let i: u32 = 0; i < count; i++) {
    const document = documentAt(i);
    if (!isShown(document, data)) continue;
    writeEntry(out, names, document.path, document.content, first);
    first = false;
  }
  out.literal('}}}\n');
  return give(out, 0);
}

function writeEntry(out: Buffer, names: MapObject, path: Value, content: Value, first: bool): void {
  if (!first) out.byte(0x2c);
  writeText(out, freshName(names, path));
  out.byte(0x3a);
  const text = Buffer.create(content.length + path.length + 16);
  text.literal('# Source: ');
  text.string(path);
  text.byte(0x0a);
  text.string(content);
  text.byte(0x0a);
  writeText(out, text.toValue());
}

/** The path, with a number before its extension where an earlier document has it: x.yaml, x-2.yaml, … */
function freshName(names: MapObject, path: Value): Value {
  let name = path;
  let number = 2;
  while (changetype<usize>(mapGet(names, name))) {
    let dot = path.length;
    for (let i: u32 = path.length; i > 0; i--) {
      const b = path.byte(i - 1);
      if (b == 0x2f) break;
      if (b == 0x2e) {
        dot = i - 1;
        break;
      }
    }
    const b = Buffer.create(path.length + 8);
    b.bytes(path.pointer, dot);
    b.byte(0x2d);
    b.integer(number);
    b.bytes(path.pointer + dot, path.length - dot);
    name = b.toValue();
    number++;
  }
  mapSet(names, name, TRUE);
  return name;
}
