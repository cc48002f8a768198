// The one buffer that templates write to.

import { Buffer } from './buffer';

export let output: Buffer = changetype<Buffer>(0);

/** The output has at least this much room, and at most that much, before a render begins. */
const LEAST_ROOM: u32 = 1 << 16;
const MOST_ROOM: u32 = 1 << 24;

/** A fresh output for a render, with room for about `expected` bytes: growing it later means copying it. */
export function openOutput(expected: u32): void {
  output = Buffer.create(expected < LEAST_ROOM ? LEAST_ROOM : expected > MOST_ROOM ? MOST_ROOM : expected);
}
