// The name of a call: it stays what it is when lines are added, removed or indented elsewhere.

import { expect, test } from 'vitest';
import { callSiteAt } from '../../language/sites';

const site = (text: string, call: string, from = 0) =>
  Buffer.from(callSiteAt(Buffer.from(text), text.indexOf(call, from))).toString('latin1');

const text = 'a: {{ one }}\nb: {{ two }} {{ three }}\n';

test('two calls have two names, on one line and on two', () => {
  expect(new Set([site(text, 'one'), site(text, 'two'), site(text, 'three')]).size).toBe(3);
});

test.each([
  ['a line before', `first: {{ zero }}\n${text}`],
  ['a line after', `${text}last: {{ zero }}\n`],
  ['other line ends', text.replaceAll('\n', '\r\n')],
  ['indentation', text.replaceAll(/^/gm, '  \t')],
  ['no newline at the end', text.trimEnd()],
])('%s changes no name', (_, changed) => {
  for (const call of ['one', 'two', 'three']) expect(site(changed, call)).toBe(site(text, call));
});

test('lines that read the same are told apart, and stay so', () => {
  const twice = 'x: {{ one }}\ny: {{ two }}\n  x: {{ one }}\n';
  const [first, second] = [site(twice, 'one'), site(twice, 'one', 15)];
  expect(first).not.toBe(second);
  const more = twice.replace('y:', 'z: {{ three }}\ny:');
  expect([site(more, 'one'), site(more, 'one', 15)]).toEqual([first, second]);
});
