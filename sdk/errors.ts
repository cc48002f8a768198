// How a package refuses its input.

import { whatIs } from './values';

/** A fault of the input: its message reaches the user as it is, without a stack. */
export class InputError extends Error {
  override name = 'InputError';
}

/** A dependency failed. */
export class DependencyError extends InputError {
  /** @param reason in the dependency's own words */
  constructor(
    dependency: string,
    readonly reason: string,
  ) {
    super(`${dependency}: ${reason}`);
  }
}

/** Ends the render with a message for the user. Throws TypeError where there is none: a refusal without words helps nobody. */
export function fail(message: string): never {
  if (typeof message === 'string' && message.trim() !== '') throw new InputError(message);
  throw new TypeError(`fail(message): the message is ${message === '' ? 'empty' : whatIs(message)}: say what is wrong`);
}
