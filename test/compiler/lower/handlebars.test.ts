// The experimental front end for Handlebars: templates compiled into a module print what Handlebars' own renderer prints with
// noEscape. All templates are partials of one chart, beside the Go template that includes the one asked for.

import Handlebars from 'handlebars';
import { beforeAll, describe, expect, test } from 'vitest';
import { handlebarsFrontEnd } from '../../../compiler/lower/handlebars';
import { textRenderer } from '../../judge/text-renderer';

/** Helpers: for Handlebars, and the template functions that they are here. */
const helpers: Record<string, [string, (...args: never[]) => unknown]> = {
  loud: ['upper', (text: string) => text.toUpperCase()],
  add: ['add', (...terms: number[]) => terms.slice(0, -1).reduce((sum, term) => sum + term, 0)],
  glue: ['join', (separator: string, list: unknown[]) => list.join(separator)],
  same: ['eq', (a: unknown, b: unknown) => a === b],
  either: ['default', (fallback: unknown, value: unknown) => (Handlebars.Utils.isEmpty(value) ? fallback : value)],
  version: ['hello', () => 'Hello!'],
};

const partials: Record<string, string> = {
  person: '<{{name}}{{#if mail}} at {{mail}}{{/if}}>',
  tree: '{{name}}({{#each children}}{{> tree}}{{/each}})',
  'shared/footer': 'footer of {{this}}',
};

const people = {
  people: [
    { name: 'Ada', mail: 'ada@example.com' },
    { name: 'Bob', mail: null },
  ],
};

const cases: [name: string, template: string, data: unknown][] = [
  ['text', 'plain\ntext\n', {}],
  ['a value', 'Hello {{name}}!', { name: 'Ada' }],
  ['no escaping', '{{html}} {{{html}}}', { html: '<b>"&\'</b>' }],
  ['a path', '{{a.b.c}} {{a/b/c}}', { a: { b: { c: 'deep' } } }],
  ['a missing path', '[{{a.b.c}}{{nothing}}{{nothing.at.all}}]', { a: {} }],
  [
    'kinds of values',
    '{{n}} {{f}} {{t}} {{no}} {{z}} {{s}} [{{nil}}]',
    { n: 5, f: 1.5, t: true, no: false, z: 0, s: '', nil: null },
  ],
  ['a list', '{{list}}', { list: ['a', 1, true] }],
  ['this', '{{this.name}} {{./name}}', { name: 'x' }],
  ['a segment in brackets', '{{[a key].[b-c]}}', { 'a key': { 'b-c': 1 } }],
  ['literals as names', '{{"a b"}} {{12}}', { 'a b': 1, 12: 'twelve' }],
  ['comments', 'a{{! short }}b{{!-- long {{x}} --}}c', {}],
  ['white space control', 'a  {{~name~}}  b {{~#if name~}} c {{~/if}} d', { name: 'x' }],
  ['lines of blocks alone', 'a\n{{#if t}}\nb\n{{else}}\nc\n{{/if}}\nd\n', { t: true }],
  ['raw text', '\\{{name}} {{name}}', { name: 'x' }],
  [
    'if',
    '{{#if a}}a{{/if}}{{#if z}}z{{/if}}{{#if s}}s{{/if}}{{#if l}}l{{/if}}{{#if o}}o{{/if}}',
    { a: 1, z: 0, s: '', l: [], o: {} },
  ],
  ['if else', '{{#if a}}a{{else}}b{{/if}}', {}],
  ['else if', '{{#if a}}a{{else if b}}b{{else}}c{{/if}}{{#if a}}a{{else if c}}b{{else}}c{{/if}}', { b: 'yes' }],
  ['unless', '{{#unless a}}a{{else}}b{{/unless}}{{#unless b}}a{{else}}b{{/unless}}', { b: 1 }],
  ['if does not change this', '{{#if a}}{{name}}{{a.x}}{{/if}}', { a: { x: 1 }, name: 'n' }],
  ['with', '{{#with a}}{{b}} {{../c}}{{else}}none{{/with}}', { a: { b: 1 }, c: 2 }],
  ['with nothing', '{{#with a}}{{b}}{{else}}none{{c}}{{/with}}{{#with z}}{{this}}{{/with}}', { c: 2, z: 0 }],
  ['with a name', '{{#with a as |x|}}{{x.b}} {{b}}{{/with}}', { a: { b: 1 } }],
  ['each', '{{#each list}}<{{this}}>{{/each}}', { list: ['a', 'b'] }],
  ['each of objects', '{{#each people}}{{name}}, {{/each}}', people],
  [
    'each else',
    '{{#each list}}x{{else}}none{{/each}}{{#each nothing}}x{{else}}none{{/each}}{{#each s}}x{{else}}no{{/each}}',
    { list: [], s: 'text' },
  ],
  [
    'each with index',
    '{{#each list}}{{@index}} {{@key}}{{#if @first}}first{{/if}}{{#if @last}}last{{/if}};{{/each}}',
    { list: ['a', 'b', 'c'] },
  ],
  [
    'each over an object',
    '{{#each o}}{{@index}}:{{@key}}={{this}}{{#unless @last}},{{/unless}}{{/each}}',
    { o: { a: 1, b: 2, c: 3 } },
  ],
  [
    'each with names',
    '{{#each list as |item i|}}{{i}}{{item}}{{#each ../other as |o|}}{{item}}{{o}}{{/each}};{{/each}}',
    { list: ['a', 'b'], other: [1, 2] },
  ],
  [
    'parents',
    '{{#each a}}{{#each b}}{{this}}{{../name}}{{../../top}}{{@../index}}{{@index}} {{/each}}{{/each}}',
    {
      top: 'T',
      a: [
        { name: 'n', b: [1, 2] },
        { name: 'm', b: [3] },
      ],
    },
  ],
  ['null elements', '{{#each l}}[{{x}}]{{/each}}', { l: [null, { x: 1 }] }],
  ['helpers', '{{loud name}} {{add 1 n 2}} {{glue "-" list}} {{version}}', { name: 'x', n: 3, list: ['a', 'b'] }],
  [
    'subexpressions',
    '{{loud (glue "" list)}}{{#if (same name "x")}}same{{/if}}{{#each (either list nothing)}}{{this}}{{/each}}',
    { name: 'x', list: ['a', 'b'] },
  ],
  [
    'literals as arguments',
    '{{either "d" ""}}{{either 5 null}}{{either 1.5 undefined}}{{either "d" true}}{{either "d" false}}',
    {},
  ],
  ['a helper goes before a field', '{{version}} {{this.version}}', { version: 'mine' }],
  ['partials', '{{#each people}}{{> person}}{{/each}}{{> person first}}', { ...people, first: { name: 'Cy' } }],
  [
    'a partial that calls itself',
    '{{> tree}}',
    { name: 'r', children: [{ name: 'a', children: [{ name: 'b' }] }, { name: 'c' }] },
  ],
  ['a partial in a folder', '{{> shared/footer name}}', { name: 'x' }],
  ['beyond ASCII', 'ä{{name}}→{{loud name}}', { name: 'grün' }],
];

const unsupported: [template: string, what: string][] = [
  ['a\n{{#list}}x{{/list}}', 'block {{#list}} is not supported'],
  ['{{unknown 1}}', 'there is no helper unknown'],
  ['{{loud (unknown)}}', 'there is no helper unknown'],
  ['{{loud text="x"}}', 'text=… is not supported'],
  ['{{loud}}', '0 arguments for upper'],
  ['{{wrong}}', 'there is no template function nowhere'],
  ['{{> (lookup . "x")}}', 'a computed partial is not supported'],
  ['{{> x a=1}}', 'a=… is not supported'],
  ['  {{> x}}\n', 'an indented partial is not supported'],
  ['{{#> layout}}x{{/layout}}', 'PartialBlockStatement is not supported'],
  ['{{* decorate}}', 'Decorator is not supported'],
  ['{{@root.x}}', '@root.x is not supported here'],
  ['{{@index}}', '@index is not supported here'],
  ['{{../x}}', '../x leaves the template'],
  ['{{list.[0].x}}', 'the list index 0 is not supported'],
  ['{{list.length}}', 'length is not supported'],
  ['{{#each}}x{{/each}}', '#each takes one argument'],
];

const functions = Object.fromEntries(Object.entries(helpers).map(([name, [fn]]) => [name, fn]));
const partialFile = (name: string) => `_${name.replace('/', '-')}.hbs`;
const reference = Handlebars.create();
let render: (number: number, data: unknown) => string;

beforeAll(async () => {
  for (const [name, [, helper]] of Object.entries(helpers)) reference.registerHelper(name, helper as never);
  for (const [name, text] of Object.entries(partials)) reference.registerPartial(name, text);
  const frontEnd = await handlebarsFrontEnd({
    helpers: functions,
    partial: (name) => `handlebars/templates/${partialFile(name)}`,
  });
  const templates = [
    ...cases.map(([, template], i) => [`_case${i}.hbs`, template] as const),
    ...Object.entries(partials).map(([name, text]) => [partialFile(name), text] as const),
  ];
  const outcome = await textRenderer('handlebars', templates, 'printf "handlebars/templates/%s" .Values.file', {
    frontEnd: (path, source) => (path.endsWith('.hbs') ? frontEnd(path, Buffer.from(source).toString()) : null),
  });
  render = (number, data) => {
    const result = outcome(JSON.stringify({ file: `_case${number}.hbs`, data }));
    return 'output' in result ? result.output : result.error;
  };
});

describe('prints what Handlebars prints', () => {
  test.each(cases.map((row, number) => [row[0], number] as const))('%s', (_, number) => {
    const [, template, data] = cases[number];
    expect(render(number, data)).toBe(reference.compile(template, { noEscape: true })(data));
  });
});

describe('says what it does not have', () => {
  test.each(unsupported)('%s', async (template, what) => {
    const frontEnd = await handlebarsFrontEnd({ helpers: { ...functions, wrong: 'nowhere' } });
    const line = template.startsWith('a\n') ? 2 : 1;
    expect(() => frontEnd('x.hbs', template)).toThrow(`x.hbs:${line}: ${what}`);
  });
});
