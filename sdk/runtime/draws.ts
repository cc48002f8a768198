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

/** SHA-256 in counter mode. */
class Stream {
  private pool: Uint8Array = new Uint8Array(0);
  private at = 0;
  private block = 0;

  /** `label`: what tells this stream from the others. */
  constructor(private readonly label: string) {}

  draw(length: number): Uint8Array {
    const out = new Uint8Array(length);
    for (let i = 0; i < length; i++) {
      if (this.at === this.pool.length) {
        this.pool = sha256(`mistletoe.dev/sdk/random\0${this.label}${this.block++}\0${state.entropy ?? ''}`);
        this.at = 0;
      }
      out[i] = this.pool[this.at++]!;
    }
    return out;
  }
}

/** What is drawn without a name, in the order of the calls. */
const unnamed = new Stream('');

function streamFor(what: string, name: string | undefined): Stream {
  if (state.entropy === undefined) refuse(what, 'entropy');
  return name === undefined ? unnamed : new Stream(`${JSON.stringify(name)}\0`);
}

/** Random bytes for the author; with a name those that belong to it, whatever else is drawn. */
export function randomBytes(length: number, name?: string): Uint8Array {
  return streamFor('randomBytes()', name).draw(length);
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Bytes from here on are drawn again, so that no letter comes up more often than another. */
const FAIR = 256 - (256 % LETTERS.length);

/** Random letters and digits for the author, in the same way. */
export function randomText(length: number, name?: string): string {
  const stream = streamFor('randomText()', name);
  let out = '';
  while (out.length < length) {
    for (const byte of stream.draw(length - out.length)) {
      if (byte < FAIR) out += LETTERS[byte % LETTERS.length];
    }
  }
  return out;
}

/** Random bytes for `what`, which the package itself or a library asks. */
export function drawFor(what: string, length: number): Uint8Array {
  if (state.entropy === undefined && isAuthors(new Error().stack ?? '')) refuse(what, 'entropy');
  return unnamed.draw(length);
}

/** Math.random(): 53 bits. */
export function randomDouble(): number {
  const bytes = drawFor('Math.random()', 7);
  let value = bytes[0]! & 0x1f;
  for (let i = 1; i < 7; i++) value = value * 256 + bytes[i]!;
  return value / 2 ** 53;
}

// stack.ts knows these in stacks by their names, which a build of the SDK shortens.
for (const [name, standIn] of Object.entries({ clock, drawFor, randomDouble })) {
  Object.defineProperty(standIn, 'name', { value: name });
}
