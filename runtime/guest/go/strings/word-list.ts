// Short lists of words kept as one literal (never joined from several: that would happen when the module starts), for
// looking a byte string up: smaller than a comparison for each word.
// Follows nothing: Go's packages have maps and switches for it.

import { Value } from '../../core/value';
import { decodeRune, runeSize, toLower } from '../unicode/unicode';

/** Position of a word in a list of words separated by spaces, or -1. With `fold` the text is lowered rune by rune first. */
export function indexOfWord(words: string, s: Value, fold: bool): i32 {
  const length = words.length;
  const start: usize = s.pointer;
  const end = start + s.length;
  if (!fold) return indexOfBytes(words, start, s.length);
  let at = start;
  let position = 0;
  let same = true;
  for (let i = 0; i <= length; i++) {
    const unit: u32 = i < length ? words.charCodeAt(i) : 0x20;
    if (unit == 0x20) {
      if (same && at == end) return position;
      position++;
      at = start;
      same = true;
    } else if (same) {
      if (at >= end) {
        same = false;
      } else {
        let rune = decodeRune(at, end);
        at += runeSize;
        if (fold) rune = toLower(rune);
        same = rune == unit;
      }
    }
  }
  return -1;
}

/** The same for a text that must be the word byte for byte: only words of its length are looked at. */
function indexOfBytes(words: string, pointer: usize, length: u32): i32 {
  const units = changetype<usize>(words);
  const end = <u32>words.length;
  let position = 0;
  let from: u32 = 0;
  while (true) {
    let to = from;
    while (to < end && load<u16>(units + (to << 1)) != 0x20) to++;
    if (to - from == length) {
      let i: u32 = 0;
      while (i < length && <u32>load<u16>(units + ((from + i) << 1)) == <u32>load<u8>(pointer + i)) i++;
      if (i == length) return position;
    }
    if (to >= end) return -1;
    position++;
    from = to + 1;
  }
}
