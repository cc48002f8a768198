// Errors are values: an operation that fails records a Failure here and returns address 0; every caller hands the 0 on.
// A failure keeps Go's chain of wrapped errors, because Helm 4 formats its message by walking that chain.

import { allocate } from './memory';
import { Buffer } from './buffer';
import { Value, literal } from './value';

/** One error in a chain: its whole text (Go's Error()) and the error it wraps, if any (Go's Unwrap). */
@unmanaged
export class Failure {
  text: Value;
  /** The wrapped failure, or null. */
  cause: Failure;
}

/** The failure under way, or null. */
export let failure: Failure = changetype<Failure>(0);

export function newFailure(text: Value, cause: Failure): Failure {
  const f = changetype<Failure>(allocate(offsetof<Failure>()));
  f.text = text;
  f.cause = cause;
  return f;
}

export function setFailure(f: Failure): void {
  failure = f;
}

export function clearFailure(): void {
  failure = changetype<Failure>(0);
}

export function failed(): bool {
  return changetype<usize>(failure) != 0;
}

/** Fails with a plain error; returns the null value, so that a function can `return fail(…)`. */
export function fail(text: Value): Value {
  failure = newFailure(text, changetype<Failure>(0));
  return changetype<Value>(0);
}

/** Fails with a constant text. */
export function failLiteral(text: string): Value {
  return fail(literal(text));
}

/** A buffer for a message: `message().literal('a ').…`; end with `failWith(buffer)`. */
export function message(): Buffer {
  return Buffer.create(64);
}

export function failWith(text: Buffer): Value {
  return fail(text.toValue());
}

/** Wraps the failure under way: `PREFIX<text>` with the present one as its cause (Go's fmt.Errorf("PREFIX%w")). */
export function wrapFailure(prefix: Value): Value {
  const cause = failure;
  const buffer = message();
  buffer.string(prefix);
  buffer.string(cause.text);
  failure = newFailure(buffer.toValue(), cause);
  return changetype<Value>(0);
}

/** A method that was called with another number of arguments than it takes. */
export function failMethodArity(name: Value, wanted: i32, got: i32): Value {
  const b = message();
  b.literal('wrong number of args for ');
  b.string(name);
  b.literal(': want ');
  b.integer(wanted);
  b.literal(' got ');
  b.integer(got);
  return failWith(b);
}
