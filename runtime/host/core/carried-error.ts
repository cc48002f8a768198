// Errors on their way to another thread. A thread copies of an error only what every error has: here it keeps its class, its own
// properties and its cause.

import { HostError } from './errors';

/** An error as a thread is given it: everything in it can be copied. */
export interface CarriedError {
  name: string;
  message: string;
  stack?: string;
  /** its own properties, such as a code; what cannot be copied is left out */
  fields: Record<string, unknown>;
  cause?: CarriedError;
}

/** Classes by the name that their errors have: in a bundle, a class itself may be called otherwise. */
export type ErrorClasses = Readonly<Record<string, new (...parameters: never[]) => Error>>;

/** Every thread may be told of these. */
const OWN_CLASSES: ErrorClasses = { HostError, RangeError, TypeError, SyntaxError, ReferenceError };

/** What `unpackError` makes the same error of. */
export function packError(error: unknown): CarriedError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), fields: {} };
  const { name, message, stack, cause } = error;
  const fields = Object.fromEntries(Object.entries(error).filter(([, value]) => canBeCopied(value)));
  return { name, message, stack, fields, ...(cause instanceof Error && { cause: packError(cause) }) };
}

/** The error that was packed, of the class that has its name, or of Error where there is none among `classes`. */
export function unpackError({ name, message, stack, fields, cause }: CarriedError, classes: ErrorClasses = {}): Error {
  const error = new Error(message, cause && { cause: unpackError(cause, classes) });
  const found = Object.hasOwn(classes, name) ? classes[name] : Object.hasOwn(OWN_CLASSES, name) && OWN_CLASSES[name];
  // No constructor is called: each takes something else, and has done its work.
  if (found) Object.setPrototypeOf(error, found.prototype as object);
  else if (error.name !== name) Object.assign(error, { name });
  if (stack !== undefined) Object.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true });
  return Object.assign(error, fields);
}

function canBeCopied(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
