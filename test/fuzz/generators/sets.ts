// Random expressions for --set and its kin: the whole small grammar, with what it must escape, and damaged ones.

import type { Choices } from './choices';

const names = [
  'a',
  'b',
  'c',
  'x-y',
  'a\\.b',
  'd',
  'e',
  'f',
  'b.c',
  'm[0].a',
  'l[1].y',
  'n[0]',
  'n[1]',
  'a1',
  'B',
  'z',
  'l',
  'm',
  'true',
  '1',
  'é',
  'a b',
  '"q"',
  'k\\=v',
  'c\\,d',
  'l[0]',
  'l[1]',
  'l[2][0]',
  'l[-1]',
  'l[x]',
  'l[',
  'l]',
  'm[0].a',
  'l[0]x',
  'l[70000]',
  '[0]',
];
const values = [
  '1',
  'true',
  'null',
  'x',
  '',
  '1.5',
  '012',
  '0x10',
  '9223372036854775807',
  '99999999999999999999',
  '-5',
  '+5',
  '1e3',
  'TRUE',
  'False',
  'a\\,b',
  'a b',
  ' x ',
  '{a,b}',
  '{}',
  '{1,true,null}',
  '{a',
  'a}',
  '{{a}}',
  '{a,{b}}',
  'a=b',
  '"q"',
  "'s'",
  '\\',
  '\\\\',
  'a\\=b',
  'é',
  '~',
  'yes',
  '0',
  '00',
  '{a\\,b,c}',
  '[1,2]',
  '{"a":1}',
  '{a}x',
  '{a} ',
  '{,}',
  '{a,}',
  '.',
  'a.b',
];

/** A flag and its argument. */
export function makeSet(c: Choices): [flag: string, text: string] {
  const flag = c.pick(['--set', '--set', '--set', '--set-string', '--set-literal', '--set-json']);
  if (flag === '--set-json') {
    const json = [
      '{"a":1}',
      '[1,2.5,null]',
      '"x"',
      'null',
      'true',
      '1e3',
      '12345678901234567890',
      '{',
      '[1',
      '{"b":{"c":[]}}',
      '""',
      '1 2',
      'nul',
    ];
    return [flag, c.chance(6) ? c.pick(json) : c.many(1, 2, () => `${path(c)}=${c.pick(json)}`).join(',')];
  }
  let text = c
    .many(1, 3, () => `${path(c)}${c.pick(['=', '=', '=', '=', '=', '=', '=', '=', '', '=='])}${c.pick(values)}`)
    .join(c.pick([',', ',', ',', ',', ',', ', ', ',,', '\\,']));
  if (c.chance(10)) {
    const at = c.below(text.length + 1);
    text =
      text.slice(0, at) +
      c.pick(['', ',', '=', '[', ']', '{', '}', '.', '\\', ' ', '\n']) +
      text.slice(at + c.below(3));
  }
  return [flag, text];
}

function path(c: Choices): string {
  return c.many(1, c.pick([1, 2, 3]), () => c.pick(names)).join('.');
}
