// Access to the variadic arguments of template functions: an array of value addresses and its length.
// Follows nothing: how compiled code hands arguments over.

import { Value } from '../core/value';

/** Argument `i` of those that begin at `pointer`. */
export function argument(pointer: usize, i: i32): Value {
  return changetype<Value>(load<u32>(pointer + ((<usize>i) << 2)));
}
