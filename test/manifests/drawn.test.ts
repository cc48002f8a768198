// Random values that are kept: which fields are drawn, and what of a text is taken over from one that stands.

import { describe, expect, test } from 'vitest';
import { drawnFields, replaceParts, standingText, takeOver, withTexts } from '../../manifests/drawn';
import type { KubeObject } from '../../manifests/object';

const secret = (more: object): KubeObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, ...more });
const coded = (text: string) => Buffer.from(text).toString('base64');

test('fields that two renders draw differently are found, decoded where a Secret holds them', () => {
  const a = secret({ data: { key: coded('abc'), same: coded('x') }, stringData: { url: 'u:1' } });
  const b = secret({ data: { key: coded('def'), same: coded('x') }, stringData: { url: 'u:2' } });
  expect(drawnFields(a, b)).toEqual([
    { path: ['data', 'key'], text: 'abc', other: 'def' },
    { path: ['stringData', 'url'], text: 'u:1', other: 'u:2' },
  ]);
  expect(withTexts(a, [{ path: ['data', 'key'], text: 'old' }])).toEqual({
    ...a,
    data: { key: coded('old'), same: coded('x') },
  });
});

test('what stands is found where the server keeps it, and in a list only under the same name', () => {
  const like = secret({ stringData: { url: 'new' } });
  expect(standingText(secret({ data: { url: coded('grün') } }), ['stringData', 'url'], like)).toBe('grün');
  const webhooks = (name: string, caBundle: string) => secret({ kind: 'Hook', webhooks: [{ name, caBundle }] });
  const path = ['webhooks', 0, 'caBundle'];
  expect(standingText(webhooks('a', 'old'), path, webhooks('a', 'new'))).toBe('old');
  expect(standingText(webhooks('b', 'old'), path, webhooks('a', 'new'))).toBeUndefined();
});

const PEM = (body: string) => `-----BEGIN KEY-----\n${body}\n-----END KEY-----\n`;

describe('what is taken over', () => {
  test.each<[name: string, text: string, other: string, standing: string, result: string | undefined]>([
    ['a word is drawn whole, whatever two have alike', 'abcd1', 'abxy1', 'zz', 'zz'],
    ['around a part everything else must be the same', 'u:aaa@h', 'u:bbb@h', 'u:ccc@h', 'u:ccc@h'],
    ['else nothing is known again', 'u:aaa@h', 'u:bbb@h', 'other', undefined],
    [
      'a part is known by its line where the rest has changed',
      'a = 2\nk = aaa\n',
      'a = 2\nk = bbb\n',
      'a = 1\nk = ccc\n',
      'a = 2\nk = ccc\n',
    ],
    [
      'several lines, each for itself',
      'k = a1\nx\nl = a2\n',
      'k = b1\nx\nl = b2\n',
      'k = c1\nx\nl = c2\n',
      'k = c1\nx\nl = c2\n',
    ],
    [
      'a key is drawn whole, of whatever length',
      PEM('aa\naa=='),
      PEM('aa\nbb=='),
      PEM('cc\nccc\nc'),
      PEM('cc\nccc\nc'),
    ],
    ['a line that is there twice is not known again', 'n\nk = a\n', 'n\nk = b\n', 'o\nk = c\nk = d\n', undefined],
  ])('%s', (_, text, other, standing, result) => {
    expect(takeOver({ text, other }, standing)?.text).toBe(result);
  });

  test('its parts tell what stands for them elsewhere', () => {
    const found = takeOver({ text: 'password1', other: 'password2' }, 'old$&word');
    expect(found).toMatchObject({ isWhole: true, parts: [['password1', 'old$&word']] });
    expect(replaceParts('u:password1@new', new Map(found!.parts))).toBe('u:old$&word@new');
    expect(replaceParts('a1 b', new Map([['a1', 'x']]))).toBe('a1 b');
  });
});
