// The one buffer that templates write to.

import { Buffer } from './buffer';
import { Value } from './value';

export let output: Buffer = changetype<Buffer>(0);

/** The output has at least this much room, and at most that much, before a render begins. */
const LEAST_ROOM: u32 = 1 << 16;
const MOST_ROOM: u32 = 1 << 24;

/** A fresh output for a render, with room for about `expected` bytes: growing it later means copying it. */
export function openOutput(expected: u32): void {
  output = Buffer.create(expected < LEAST_ROOM ? LEAST_ROOM : expected > MOST_ROOM ? MOST_ROOM : expected);
}

/**
 * Takes off the output what a function wrote behind `mark`: as a string of its own, or null where it failed. The output has
 * room, so its text is copied once, and nothing is left over in the arena.
 */
export function takeOutput(mark: u32, good: bool): Value {
  if (good) return output.cut(mark);
  output.length = mark;
  return changetype<Value>(0);
}
