// What a render read besides its values: the calls that drew from the entropy, and what `lookup` was asked for. A host that
// knows it can keep what was drawn, and bring what was looked for to the next render.
// Follows nothing: Helm does not tell what a render read.

import { Buffer } from '../core/buffer';
import { Value } from '../core/value';
import { writeJsonText } from '../go/json/text';

/** JSON objects with commas between them; null: none yet. */
export let reads: Buffer = changetype<Buffer>(0);

export function resetReads(): void {
  reads = changetype<Buffer>(0);
}

function next(): Buffer {
  if (changetype<usize>(reads)) reads.byte(0x2c);
  else reads = Buffer.create(256);
  return reads;
}

function field(name: string, value: Value): void {
  reads.byte(0x22);
  reads.literal(name);
  reads.literal('":');
  writeJsonText(reads, value);
}

/** A call drew: its name in eight bytes, the function, and the file that it stands in. */
export function noteDraw(id: Value, name: Value, file: Value): void {
  next().byte(0x7b);
  field('draw', id);
  reads.byte(0x2c);
  field('function', name);
  reads.byte(0x2c);
  field('file', file);
  reads.byte(0x7d);
}

/** `lookup` was asked. */
export function noteLookup(apiVersion: Value, kind: Value, namespace: Value, name: Value): void {
  next().byte(0x7b);
  field('lookup', kind);
  reads.byte(0x2c);
  field('apiVersion', apiVersion);
  reads.byte(0x2c);
  field('namespace', namespace);
  reads.byte(0x2c);
  field('name', name);
  reads.byte(0x7d);
}
