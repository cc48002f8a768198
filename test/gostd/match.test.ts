import { expect, it } from 'vitest';
import { BadPatternError, filepathMatch } from '../../gostd/path/match';

// What Go's filepath.Match says: go@1.26.8 src/path/filepath/match_test.go, and what .helmignore files have.
it.each([
  ['abc', 'abc', true],
  ['*', 'abc', true],
  ['*c', 'abc', true],
  ['*c', 'c', true],
  ['*c', 'a/c', false],
  ['*c', 'cb', false],
  ['a*', 'a', true],
  ['a*', 'abc', true],
  ['a*', 'ab/c', false],
  ['a*/b', 'abc/b', true],
  ['a*/b', 'a/c/b', false],
  ['a*b*c*d*e*/f', 'axbxcxdxe/f', true],
  ['a*b*c*d*e*/f', 'axbxcxdxexxx/fff', false],
  ['a*b?c*x', 'abxbbxdbxebxczzx', true],
  ['ab[c]', 'abc', true],
  ['ab[^e-g]', 'abc', true],
  ['a\\*b', 'a*b', true],
  ['a\\*b', 'ab', false],
  ['a?b', 'a☺b', true],
  ['a???b', 'a☺b', false],
  ['a?b', 'a/b', false],
  ['*x', 'xxx', true],
  ['*.tmp', 'a.tmp', true],
  ['*.tmp', '.tmp', true],
  ['*.tmp', 'a/b.tmp', false],
  ['*.tmp', 'tmp', false],
  ['*.t*p', 'a.t.p', true],
  ['*~', '~', true],
  ['*☺', 'a☺', true],
  ['*\udc80', '💀', false],
  ['*\udc80', 'a\udc80', true],
  ['templates/.?*', 'templates/.x', true],
  ['templates/.?*', 'templates/x', false],
  ['templates/.?*', 'templates/.', false],
  ['templates/.?*', 'templates/.a/b', false],
  ['', '', true],
  ['', 'a', false],
] as const)('%s, %s', (pattern, name, matches) => {
  expect(filepathMatch(pattern, name)).toBe(matches);
});

it.each(['[]a]', '[-]', '[a-b-c]', '[', 'a[', 'a\\'])('refuses %s', (pattern) => {
  expect(() => filepathMatch(pattern, 'a')).toThrow(BadPatternError);
});
