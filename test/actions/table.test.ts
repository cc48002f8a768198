// Tables are those of gosuri/uitable with mattn/go-runewidth, as Helm has them. What is expected was printed by a Go program with
// uitable v0.0.4 and go-runewidth v0.0.9.

import { expect, test } from 'vitest';
import { runeWidth } from '../../actions/tables/rune-width';
import { table } from '../../actions/tables/table';

test.each([
  [
    'wide and joined characters',
    [
      ['NAME', 'VERSION'],
      ['web', '1'],
      ['日本語', '2.0.0'],
      ['e\u0301te\u0301', '3'],
      ['😀 ok', '4'],
      ['a\u200bb\u00adc', '5'],
    ],
    undefined,
    'NAME  \tVERSION\nweb   \t1      \n日本語\t2.0.0  \ne\u0301te\u0301   \t3      \n😀 ok \t4      \na\u200bb\u00adc   \t5      ',
  ],
  [
    'lines in a cell',
    [
      ['A', 'B'],
      ['one\ntwo lines', 'x'],
      ['', 'y'],
    ],
    undefined,
    'A        \tB\none      \tx\ntwo...   \t \n         \ty',
  ],
  [
    'colours',
    [
      ['N', 'V'],
      ['\u001b[31mred\u001b[0m', '1'],
      ['plain', '2'],
    ],
    undefined,
    'N    \tV\n\u001b[31mred\u001b[0m  \t1\nplain\t2',
  ],
  [
    'columns with a limit',
    [
      ['NAME', 'V'],
      ['abcdefghijklmnopq', '1'],
      ['日本語日本語日本語', '2'],
      ['abcdefghijkl', '3'],
      ['abc日本語日本語', '4'],
    ],
    12,
    'NAME        \tV\nabcdefghi...\t1\n日本語日本...\t2\nabcdefghijkl\t3\nabc日本語...\t4',
  ],
  ['nothing', [], undefined, ''],
])('%s', (_, rows, most, expected) => {
  expect(table(rows, most)).toBe(expected);
});

test('every character', () => {
  // FNV-1a of the widths as digits, without the surrogates.
  let hash = 0xcbf29ce484222325n;
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    hash = ((hash ^ BigInt(0x30 + runeWidth(String.fromCodePoint(code)))) * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  expect(hash.toString(16)).toBe('e442f6f21e2ff6a7');
});
