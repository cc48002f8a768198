// Where randomness comes from: each call of a drawing function has a stream of its own, derived from the entropy of the
// render, the place of the call and how often that place was reached. A line added elsewhere changes no password.

import { MapObject, mapGet, mapSet, newMapObject } from './map';
import { Buffer } from './buffer';
import { slotFile } from './definitions';
import { Value, newInt, EMPTY_STRING } from './value';

/** Text that identifies the call under way: file, template, position, and how often it was reached. */
export let callSite: Value = EMPTY_STRING;
/** The file that it stands in. */
export let callFile: Value = EMPTY_STRING;

let reached: MapObject = changetype<MapObject>(0);

/** Forgets the calls of the last render. */
export function resetStreams(): void {
  reached = newMapObject(0);
  callSite = EMPTY_STRING;
  callFile = EMPTY_STRING;
}

/** Says which call comes next; `site` is its name within the text of its template (language/sites.ts). */
export function setCallSite(file: Value, template: Value, site: Value): void {
  const b = Buffer.create(64);
  b.string(file);
  b.byte(0);
  b.string(template);
  b.byte(0);
  b.string(site);
  const place = b.toValue();
  const before = mapGet(reached, place);
  const times: i64 = changetype<usize>(before) ? before.int + 1 : 1;
  mapSet(reached, place, newInt(times));
  const call = Buffer.create(80);
  call.string(place);
  call.byte(0);
  call.integer(times);
  callSite = call.toValue();
  callFile = file;
}

/** As setCallSite, for compiled code: `template` is 0 in a file's own template. */
export function drawAt(template: Value, site: Value): void {
  setCallSite(slotFile, changetype<usize>(template) ? template : slotFile, site);
}
