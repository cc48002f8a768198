// Clock and randomness, from the input alone. An author who asks for one that the input has not is refused with the place of the
// call; a library that asks on its own is told a constant, since its users could do nothing about it.

import { sha256 } from './sha256';
import { isAuthors } from './stack';
import { state } from './state';

/** What a library is told where the input has no clock: 2000-01-01T00:00:00Z. */
const LIBRARY_CLOCK = 946_684_800_000;

function refuse(what: string, key: 'now' | 'entropy'): never {
  if (state.phase === 'build') {
    throw new Error(
      `${what} at the top level of the package would be the same in every render, since that runs when the package is built: call it in generate()`,
    );
  }
  throw new Error(`${what}: the input has no \`${key}\``);
}

/** Milliseconds since 1970. `what` is asked, by the package itself or by a library. */
export function clock(what: string): number {
  if (state.now !== undefined) return state.now;
  if (isAuthors(new Error().stack ?? '')) refuse(what, 'now');
  return LIBRARY_CLOCK;
}

/** The same for `context.now()`, which nobody calls by accident. */
export function askedClock(): number {
  return state.now ?? refuse('now()', 'now');
}

let pool: Uint8Array = new Uint8Array(0);
let at = 0;
let block = 0;

/** SHA-256 in counter mode. */
function draw(length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    if (at === pool.length) {
      pool = sha256(`mistletoe.dev/sdk/random\0${block++}\0${state.entropy ?? ''}`);
      at = 0;
    }
    out[i] = pool[at++]!;
  }
  return out;
}

/** Random bytes for the author. */
export function randomBytes(length: number, what = 'randomBytes()'): Uint8Array {
  if (state.entropy === undefined) refuse(what, 'entropy');
  return draw(length);
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Bytes from here on are drawn again, so that no letter comes up more often than another. */
const FAIR = 256 - (256 % LETTERS.length);

/** Random letters and digits for the author. */
export function randomText(length: number): string {
  let out = '';
  while (out.length < length) {
    for (const byte of randomBytes(length, 'randomText()')) {
      if (byte < FAIR && out.length < length) out += LETTERS[byte % LETTERS.length];
    }
  }
  return out;
}

/** Math.random(): 53 bits. */
export function randomDouble(): number {
  if (state.entropy === undefined && isAuthors(new Error().stack ?? '')) refuse('Math.random()', 'entropy');
  const bytes = draw(7);
  let value = bytes[0]! & 0x1f;
  for (let i = 1; i < 7; i++) value = value * 256 + bytes[i]!;
  return value / 2 ** 53;
}

// stack.ts knows these in stacks by their names, which a build of the SDK shortens.
for (const [name, standIn] of Object.entries({ clock, randomDouble })) {
  Object.defineProperty(standIn, 'name', { value: name });
}
