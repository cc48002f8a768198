import { afterEach, expect, test, vi } from 'vitest';
import { hasColours, isTerminal, visibleText } from '../../cli/terminal';

vi.mock('node:tty', () => ({ isatty: (stream: number) => stream === 1 }));
afterEach(() => vi.unstubAllEnvs());

test.each([
  // NO_COLOR, FORCE_COLOR, TERM, --color; colours on a terminal, elsewhere
  [undefined, undefined, 'xterm', undefined, true, false],
  ['', undefined, 'xterm', undefined, true, false],
  ['1', undefined, 'xterm', undefined, false, false],
  ['0', undefined, 'xterm', undefined, false, false],
  [undefined, undefined, 'dumb', undefined, false, false],
  [undefined, '1', 'dumb', undefined, true, true],
  [undefined, '', 'xterm', undefined, true, false],
  [undefined, '0', 'xterm', undefined, false, false],
  [undefined, 'false', 'xterm', undefined, false, false],
  ['1', '1', 'xterm', undefined, false, false],
  ['1', undefined, 'dumb', true, true, true],
  [undefined, '1', 'xterm', false, false, false],
])('NO_COLOR=%s FORCE_COLOR=%s TERM=%s --color=%s', (none, forced, term, flag, onTerminal, elsewhere) => {
  vi.stubEnv('NO_COLOR', none);
  vi.stubEnv('FORCE_COLOR', forced);
  vi.stubEnv('TERM', term);
  expect([hasColours(1, flag), hasColours(2, flag)]).toEqual([onTerminal, elsewhere]);
  expect([isTerminal(1), isTerminal(2)]).toEqual([term !== 'dumb', false]);
});

test.each([
  ['\x1b[31mred\x07\x00', '\\u001b[31mred\\u0007\\u0000'],
  ['a\rb\x7f\x9b1m', 'a\\u000db\\u007f\\u009b1m'],
  ['a\tb\r\nc\n ü 😀\n', 'a\tb\r\nc\n ü 😀\n'],
])('of %j a terminal is shown %j', (text, shown) => {
  expect(visibleText(text)).toBe(shown);
});
