// The one way out of JavaScript: functions that are part of the module beside QuickJS. The numbers are those of toolchain/engine/facts.ts.

/** Reads YAML: gives JSON, or what is wrong. */
export const READ_YAML = 0;
/** Writes JSON as YAML. */
export const WRITE_YAML = 1;
/** This and more render dependencies, by their numbers; the same below 0 give what such a render read and end it. */
export const FIRST_DEPENDENCY = 2;

/** This and more give the warnings of a dependency that was rendered, and not ended yet. */
export const FIRST_WARNINGS = 1_000_000;

/** Gives where a value was thrown that is no Error. */
export const THROWN_AT = -1;
/** Gives the state of a promise. */
export const PROMISE_STATE = 2_000_000;

type Native = (operation: number, given: unknown) => unknown;

const globals = globalThis as { __mistletoe_native?: Native };
const given = globals.__mistletoe_native;
delete globals.__mistletoe_native;

/** Text in, text out. */
export function native(operation: number, text: string): string {
  if (given === undefined)
    throw new Error('YAML is read and written in a built package only (mistletoe build), and in Node');
  return given(operation, text) as string;
}

/** The stack of where this was thrown last, which is no Error; undefined where something else was since, or it never was. */
export const thrownAt = (value: unknown) => given!(THROWN_AT, value) as string | undefined;

/** Is a promise pending, and does somebody wait for it? */
export const promiseState = (promise: object) => given!(PROMISE_STATE, promise) as 0 | 1 | 2;
