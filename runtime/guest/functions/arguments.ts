// Access to the variadic arguments of template functions: an array of value addresses and its length.

import { Value } from '../core/value';

/** Argument `i` of those that begin at `pointer`. */
export function argument(pointer: usize, i: i32): Value {
  return changetype<Value>(load<u32>(pointer + ((<usize>i) << 2)));
}
