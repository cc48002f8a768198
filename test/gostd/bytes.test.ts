// Bytes as text, where what is done with them is not JavaScript's.

import { expect, test } from 'vitest';
import { byteText, textBytes, trimSpaceBytes, utf8Bytes } from '../../gostd/bytes';

const text = (characters: string) => byteText(utf8Bytes(characters));

test('a character a byte, of any length', () => {
  const bytes = Uint8Array.from({ length: 20_001 }, (_, i) => (i * 7) & 0xff);
  expect(Buffer.from(byteText(bytes), 'latin1').equals(bytes)).toBe(true);
  expect(textBytes(byteText(bytes))).toEqual(bytes);
});

test('white space is trimmed as Go knows it, at both ends and nowhere else', () => {
  // unicode.IsSpace, and its neighbours.
  const pieces = [
    ...'\t\n\v\f\r \u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000',
    ...'a\b\u0084\u00e9\u200b\u2060\ufeff𝄞',
  ];
  const space = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
  const outer = new RegExp(`^${space}|${space}$`, 'gu');
  for (const [a, b, c, d] of Array.from({ length: 4000 }, (_, i) => [i, i * 7 + 3, i * 31 + 1, (i >> 3) + 5])) {
    const given = [a, b, c, d].map((i) => pieces[i % pieces.length]).join('');
    expect(trimSpaceBytes(text(given)), JSON.stringify(given)).toBe(text(given.replace(outer, '')));
  }
  expect(trimSpaceBytes('')).toBe('');
  // What is no UTF-8 is no space.
  expect(trimSpaceBytes(' \x85\xa0 ')).toBe('\x85\xa0');
  expect(trimSpaceBytes('\xe1\x9a\x80\x80\xe1\x9a')).toBe('\x80\xe1\x9a');
});
