// The bounds within which a module runs, and their defaults. Every number a user can move stands here and nowhere else.

import { MAX_PAGES, PAGE_BYTES } from '../../abi/values';
import { HostError } from './errors';

/** The bounds of a module. Sizes are bytes, times milliseconds. */
export interface Limits {
  /** Size of the wasm file. */
  moduleBytes: number;
  /** Linear memory, enforced by the engine whatever the module declares; rounded down to pages of 64 KiB. */
  memoryBytes: number;
  /** One call, from instantiation to the checked result. `Infinity` sets no limit. Not enforced in a browser. */
  timeMs: number;
  /** The text of one result. */
  outputBytes: number;
  /** The call stack that a deeply recursive module gets when the engine's own is not enough. Node only. */
  stackBytes: number;
}

/** Bytes in a mebibyte. */
export const MIB = 1024 * 1024;

/** The bounds of a module that was given none: 64 MiB of file and of output, 256 MiB of memory and of stack, ten seconds. */
export const defaultLimits: Readonly<Limits> = Object.freeze({
  moduleBytes: 64 * MIB,
  memoryBytes: 256 * MIB,
  timeMs: 10_000,
  outputBytes: 64 * MIB,
  stackBytes: 256 * MIB,
});

/** Fills what is not given with the defaults. Throws HostError `input` for a limit that is not a positive number. */
export function completeLimits(given: Partial<Limits> = {}): Limits {
  const limits: Limits = { ...defaultLimits };
  for (const name of Object.keys(defaultLimits) as (keyof Limits)[]) {
    const value = given[name];
    if (value === undefined) continue;
    if (typeof value !== 'number' || !(value > 0)) {
      throw new HostError('input', `limit ${name} is ${value}: give a number greater than 0`);
    }
    limits[name] = value;
  }
  return limits;
}

/** The memory ceiling in pages. */
export function memoryPages(limits: Limits): number {
  return Math.min(MAX_PAGES, Math.floor(limits.memoryBytes / PAGE_BYTES));
}

/** A size for a message: `256 MiB`, `1.5 MiB`, `12 KiB`, `7 bytes`. */
export function formatBytes(bytes: number): string {
  if (bytes >= MIB) return `${Number((bytes / MIB).toFixed(1))} MiB`;
  if (bytes >= 1024) return `${Number((bytes / 1024).toFixed(1))} KiB`;
  return `${bytes} bytes`;
}
