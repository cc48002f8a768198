// Simple case folding for patterns: Go's unicode.SimpleFold, which walks the orbit of code points that count as equal.
// Must never use the host's notion of case.
// Follows go@1.26.8 src/unicode/letter.go.

import { toLower, toUpper } from '../unicode/unicode';
import { FOLD_EXCEPTIONS, foldExceptions } from './unicode-classes';

/** Least and greatest code points that folding touches. */
export const MIN_FOLD: u32 = 0x41;
export const MAX_FOLD: u32 = 0x1e943;

/** The next code point of the folding orbit of `r`, the least one after the greatest; `r` itself where it folds to none. */
export function simpleFold(r: u32): u32 {
  if (r < 0x80 && r != 0x6b && r != 0x73) {
    return (r | 0x20) - 0x61 < 26 ? r ^ 0x20 : r;
  }
  let low: u32 = 0;
  let high = FOLD_EXCEPTIONS;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = foldExceptions + (middle << 2);
    const c: u32 = load<u16>(at);
    if (c == r) return load<u16>(at, 2);
    if (c < r) low = middle + 1;
    else high = middle;
  }
  const lower = toLower(r);
  return lower != r ? lower : toUpper(r);
}
