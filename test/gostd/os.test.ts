import { readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { failedSystemCall, systemError, systemWords } from '../../gostd/os';

// What the system says, as people read it: never Node's code, its call and its quotes.

const thrown = (work: () => unknown): Error => {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
};

test.each([
  [() => readFileSync('/none/x'), 'no such file or directory', 'open /none/x: no such file or directory'],
  [() => readFileSync('/dev'), 'is a directory', 'read: is a directory'],
  [() => readFileSync('/dev/null/x'), 'not a directory', 'open /dev/null/x: not a directory'],
  [() => writeFileSync('/dev/full', 'x'), 'no space left on device', 'write: no space left on device'],
  [() => rmdirSync('/proc/self'), 'not a directory', 'rmdir /proc/self: not a directory'],
])('%o', (work, words, whole) => {
  const error = thrown(work);
  expect([systemWords(error), failedSystemCall(error)]).toEqual([words, whole]);
  expect(systemError('stat', 'p', error)).toMatch(/^(?:stat|read) p: /);
});

test('codes that are not listed, and errors of another kind', () => {
  const odd = Object.assign(new Error("ENOLCK: no locks, flock 'a'b'"), {
    code: 'ENOLCK',
    syscall: 'flock',
    path: "a'b",
  });
  expect([systemWords(odd), failedSystemCall(odd)]).toEqual(['no locks', "flock a'b: no locks"]);
  expect([systemWords(new Error('not YAML, line 1')), failedSystemCall(new Error('x'))]).toEqual([
    'not YAML, line 1',
    undefined,
  ]);
  const refused = Object.assign(new Error('connect ECONNREFUSED ::1:1'), { code: 'ECONNREFUSED', syscall: 'connect' });
  expect(systemWords(refused)).toBe('connection refused');
});
