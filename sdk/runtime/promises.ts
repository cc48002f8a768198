// Promises that nobody waits for. What they would do, or how they fail, is lost when a render ends, and nobody would know.

import { promiseState } from './native';
import { ownCall } from './stack';

interface Begun {
  promise: object;
  stack: string;
}

/** Those that the author's functions made, in their order. */
let begun: Begun[] = [];
/** So many are kept before those are left out that are settled. */
let most = 1000;
/** Those that failed before anybody waited for them. */
const rejected = new Map<object, { reason: unknown; stack: string }>();
/** All that ever failed so. */
const rejections: { reason: unknown; stack: string }[] = [];

/** A promise was made: by a call of an async function, `new Promise`, `then`. */
export function begin(promise: object): void {
  const stack = ownCall(new Error().stack ?? '');
  if (stack === undefined) return;
  if (begun.length >= most) {
    begun = begun.filter((one) => promiseState(one.promise) !== 0);
    most = 2 * begun.length + most;
  }
  begun.push({ promise, stack });
}

/** The stack of where the last one was made. */
export const lastBegun = () => begun.at(-1)?.stack ?? '';

/** The stack of where one was made; undefined where nobody knows. */
export const begunAt = (promise: unknown) => begun.find((one) => one.promise === promise)?.stack;

/** A promise failed, and nobody waits for it yet. */
export function reject(promise: object, reason: unknown): void {
  const rejection = { reason, stack: new Error().stack ?? '' };
  rejected.set(promise, rejection);
  rejections.push(rejection);
}

/** Somebody waits for a promise that failed. */
export function handle(promise: object): void {
  rejected.delete(promise);
}

/** The stack of where a promise failed with this. */
export const rejectedAt = (reason: unknown) =>
  rejections.findLast((rejection) => Object.is(rejection.reason, reason))?.stack;

/** An error with its author's place, and no other. */
function errorAt(stack: string, message: string, options?: ErrorOptions): Error {
  return Object.defineProperty(new Error(message, options), 'stack', { value: stack });
}

const ADVICE = 'await it, or return it';

/** Throws an Error with the place where a promise failed that nobody waits for. */
export function checkRejections(): void {
  for (const { reason, stack } of rejected.values()) {
    throw errorAt(stack, `a promise failed that nobody awaits: ${ADVICE}`, {
      cause: reason,
    });
  }
}

/** Throws an Error with the place where a render that is done left a promise alone. */
export function checkPromises(): void {
  checkRejections();
  const left = begun.find(({ promise }) => promiseState(promise) === 2);
  if (left !== undefined)
    throw errorAt(left.stack, `generate() was done before this promise, which nobody awaits: ${ADVICE}`);
}

/** What to say where nothing is left to do, and the render is not done. */
export function neverSettled(): Error {
  const last = begun.findLast(({ promise }) => promiseState(promise) !== 0);
  return errorAt(last?.stack ?? '', 'generate() waits for a promise that nothing will ever settle');
}
