import { expect, test } from 'vitest';
import { compare, sortedBy } from '../../gostd/strings';

const sorted = (texts: string[]) => sortedBy([...texts], (text) => text);

test('texts are sorted as their bytes are, not as UTF-16', () => {
  // U+FFFD is EF BF BD, U+1F600 is F0 9F 98 80, and a byte that is no UTF-8 stands as a lone surrogate.
  expect(sorted(['\u{1f600}', '\ufffd', 'b', 'a'])).toEqual(['a', 'b', '\ufffd', '\u{1f600}']);
  expect(sorted(['\ufffd', '\u{1f600}'])).toEqual(['\ufffd', '\u{1f600}']);
  expect(sorted(['\ufffd', '\udc80'])).toEqual(['\udc80', '\ufffd']);
});

test('equal ones stay in their order, sorted or not', () => {
  const items = ['b', 'a', 'b', 'a'].map((text, place) => ({ text, place }));
  expect(sortedBy(items, ({ text }) => text).map(({ place }) => place)).toEqual([1, 3, 0, 2]);
  expect(sortedBy(items, ({ text }) => text).map(({ place }) => place)).toEqual([1, 3, 0, 2]);
});

test('nothing and one thing are in order', () => {
  expect(sorted([])).toEqual([]);
  expect(sorted(['a'])).toEqual(['a']);
  expect(compare('a', 'a')).toBe(0);
});
