// Handlebars templates compiled into a module print what Handlebars' own renderer prints.

import { beforeAll, describe, expect, test } from 'vitest';
import { cases, partials } from './cases';
import { type Compared, compare } from './oracle';

const named = Object.fromEntries(cases.map(([name, template]) => [`case ${name}`, template]));
let compared: Compared;
let plain: Compared;

beforeAll(async () => {
  compared = await compare({ ...partials, ...named });
  plain = await compare({ ...partials, ...named }, true);
});

const rows = cases.flatMap(([name, , ...data]) => data.map((given, i) => [`${name} ${i + 1}`, name, given] as const));

describe('prints what Handlebars prints', () => {
  test.each(rows)('%s', (_, name, data) => {
    const theirs = compared.theirs(`case ${name}`, data);
    expect(theirs).toHaveProperty('text');
    expect(compared.ours(`case ${name}`, data)).toEqual(theirs);
  });
});

describe('with noEscape', () => {
  test.each(rows)('%s', (_, name, data) => {
    expect(plain.ours(`case ${name}`, data)).toEqual(plain.theirs(`case ${name}`, data));
  });
});
