// How a package refuses its input.

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

/** Ends the render with a message for the user. */
export function fail(message: string): never {
  throw new InputError(message);
}
