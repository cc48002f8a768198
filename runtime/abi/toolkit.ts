// What dist/toolkit.wasm (runtime/guest/entry/values.ts) and those who call it agree on. Compiled by tsc and by asc alike.

// Which flag an expression of values belongs to.
export const SET_VALUE: i32 = 0;
export const SET_STRING: i32 = 1;
export const SET_FILE: i32 = 2;
export const SET_JSON: i32 = 3;
export const SET_LITERAL: i32 = 4;

/** So many bytes behind a text may be looked at. */
export const TEXT_MARGIN: usize = 64;
