// Patterns outside templates mean what they mean to Go, whatever the engine at hand takes. Expectations are of go1.26.

import { expect, test } from 'vitest';
import { compileRegexp } from '../../runtime/bindings/regexp';

test.each([
  ['shop', 'my-shop-1', true],
  ['^shop', 'my-shop-1', false],
  ['(?i)SHOP$', 'my-shop', true],
  ['(?i)SHOP$', 'my-shop-1', false],
  ['\\Qa.b\\E', 'xa.by', true],
  ['\\Qa.b\\E', 'xaxby', false],
  ['^[[:alpha:]]+\\z', 'web', true],
  ['^[[:alpha:]]+\\z', 'web2', false],
  ['(?P<name>w)eb', 'web', true],
  ['^.$', '🫩', true],
  ['', '', true],
])('%s in %s: %s', (pattern, text, expected) => {
  expect(compileRegexp(pattern)(text)).toBe(expected);
});

test('answers for many texts', () => {
  const matches = compileRegexp('^r-(\\d+)5$');
  const names = Array.from({ length: 5000 }, (_, at) => `r-${at}`);
  expect(names.filter(matches)).toHaveLength(499);
});

test.each([
  ['[', 'error parsing regexp: missing closing ]: `[`'],
  ['a(?=b)', 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
  ['(a)\\1', 'error parsing regexp: invalid escape sequence: `\\1`'],
  ['a**', 'error parsing regexp: invalid nested repetition operator: `**`'],
])('%s is no pattern', (pattern, words) => {
  expect(() => compileRegexp(pattern)).toThrow(words);
});
