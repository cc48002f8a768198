// How a package refuses its input.

/** A fault of the input: its message reaches the user as it is, without a stack. */
export class InputError extends Error {
  override name = 'InputError';
}

/** Ends the render with a message for the user. */
export function fail(message: string): never {
  throw new InputError(message);
}
