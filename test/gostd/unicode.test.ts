// Go's Unicode is 15.0, whatever the JavaScript engine at hand knows.

import { expect, test } from 'vitest';
import { isPrint, isSpace } from '../../gostd/unicode';

test.each<[string, boolean]>([
  ['a', true],
  [' ', true],
  ['\u00a0', false],
  ['\u00ad', false],
  ['é', true],
  ['🪿', true], // Unicode 15.0
  ['🫩', false], // Unicode 16.0
  ['\u{1fae9}', false],
  ['\u{1c89}', false], // Unicode 16.0, a letter
  ['\ufffe', false],
])('is %j printable: %s', (char, expected) => expect(isPrint(char)).toBe(expected));

test.each<[string, boolean]>([
  ['\u0085', true],
  ['\u3000', true],
  ['\ufeff', false],
  ['\u200b', false],
])('is %j space: %s', (char, expected) => expect(isSpace(char)).toBe(expected));
