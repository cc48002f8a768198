// `mistletoe build FOLDER --engine handlebars`: folders of templates as packages, and what is said of those that are none.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkModule } from '../../../actions/development/check';
import { handlebarsHelpers } from '../../../language/handlebars/functions';
import { openModule } from '../../../runtime/host';
import { buildTemplates } from '../../../toolchain/handlebars/build';

const place = mkdtempSync(join(tmpdir(), 'mistletoe-handlebars-'));
afterAll(() => rmSync(place, { recursive: true }));

let count = 0;
/** Writes files into a new folder `shop/templates`. */
function write(files: Record<string, string>): string {
  const folder = join(place, String(count++), 'shop', 'templates');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

async function render(files: Record<string, string>, data: object = {}) {
  const built = await buildTemplates(write(files));
  const instance = openModule(built.wasm);
  const { result, message, files: given } = instance.generate({ data: { name: 'rel', ...data } as never }).data;
  return { ...built, result, message, files: Object.fromEntries(given ?? []), module: instance };
}

const WEB = {
  'web/deployment.yaml.hbs': [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    '  name: {{name}}',
    '  namespace: {{namespace}}',
    '  labels:',
    '    {{> labels app="web"}}',
    'spec:',
    '  replicas: {{default 1 replicas}}',
    '  template: {{nindent 4 (toYaml template)}}',
    '',
  ].join('\n'),
  'partials/labels.hbs': 'app: {{app}}\nrelease: {{@root.name}}\n',
  'web/_note.hbs': 'never a file',
  'namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: "{{as it is}}"\n',
  'nothing.yaml.hbs': '{{#if off}}x: 1{{/if}}\n',
  'README.md': 'not looked at',
};

test('each template is a file; partials and what prints nothing are none; documents stay as they are', async () => {
  const { name, files, module } = await render(WEB, { template: { spec: { b: [1], a: 'x' } } });
  expect(name).toBe('shop');
  expect(module.info().metadata).toMatchObject({ name: 'shop', labels: { 'mistletoe.dev/language': 'handlebars' } });
  expect(files).toEqual({
    'namespace.yaml': WEB['namespace.yaml'],
    'web/deployment.yaml': [
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata:',
      '  name: rel',
      '  namespace: default',
      '  labels:',
      '    app: web',
      '    release: rel',
      'spec:',
      '  replicas: 1',
      '  template: ',
      '    spec:',
      '      a: x',
      '      b:',
      '      - 1',
      '',
    ].join('\n'),
  });
});

test('package.yaml names it, and says that nothing is escaped', async () => {
  const text = 'a: {{a}}\n';
  const { name, files, module } = await render(
    { 'package.yaml': 'name: mine\nversion: "1.2.3"\nescape: none\n', 'a.yaml.hbs': text },
    { a: '<b>' },
  );
  expect(name).toBe('mine');
  expect(module.info().metadata.labels).toMatchObject({ 'mistletoe.dev/package-version': '1.2.3' });
  expect(files).toEqual({ 'a.yaml': 'a: <b>\n' });
});

test('wherever the folder lies, the module is the same; it is checked as any', async () => {
  const [one, other] = [await buildTemplates(write(WEB)), await buildTemplates(write(WEB))];
  expect(Buffer.from(one.wasm).equals(Buffer.from(other.wasm))).toBe(true);
  expect(WebAssembly.Module.imports(new WebAssembly.Module(one.wasm as never))).toEqual([]);
  const input = Buffer.from(JSON.stringify({ data: { name: 'rel', template: { a: 1 } } }));
  const findings = checkModule(one.wasm, [{ name: 'web', input }], { limits: {}, renders: 200 });
  expect(findings.filter(({ isGood }) => !isGood)).toEqual([]);
});

test('each walks in the order of the data, also after a helper that sorts', async () => {
  const { files } = await render(
    { 'a.yaml.hbs': '{{#each m}}{{@key}} {{/each}}{{toJson m}} {{#each m}}{{@key}} {{/each}}' },
    { m: { b: 1, a: { y: 1, x: 2 }, 2: 0, 1: 0 } },
  );
  expect(files).toEqual({ 'a.yaml': '1 2 b a {"1":0,"2":0,"a":{"x":2,"y":1},"b":1} 1 2 b a ' });
});

describe('a field that escaping changes', () => {
  const files = {
    'a.yaml.hbs': 'a: {{t}}\nb: {{{t}}} {{#each (list 1 2)}}{{../t}} {{/each}}\n',
    'b.yaml.hbs': '{{x}}{{> p}}',
    'partials/p.hbs': '{{t}}',
  };
  const warning = (place: string) =>
    `${place}: this is escaped as HTML is; write {{{…}}}, or escape: none (or html) in package.yaml`;

  test('is warned of, once a place', async () => {
    const { module } = await render(files);
    expect(module.generate({ data: { name: 'rel', t: 'plain' } as never }).warnings).toEqual([]);
    expect(module.generate({ data: { name: 'rel', t: 'a=b' } as never }).warnings).toEqual([
      warning('templates/a.yaml.hbs:1:4'),
      warning('templates/a.yaml.hbs:2:32'),
      warning('templates/partials/p.hbs:1:1'),
    ]);
  });

  test.each(['none', 'html'])('is not where package.yaml says what is wanted: %s', async (wanted) => {
    const { module } = await render({ ...files, 'package.yaml': `escape: ${wanted}\n` });
    expect(module.generate({ data: { name: 'rel', t: 'a=b' } as never }).warnings).toEqual([]);
  });
});

describe('helpers', () => {
  const cases: [template: string, text: string][] = [
    ['{{quote "a" }} {{squote "b"}} {{quote 5}}', '"a" \'b\' "5"'],
    ['{{toYaml list}} {{toJson map}}', '- 1\n- two {"k":"v"}'],
    [
      '{{quote big}} {{toYaml big}} {{quote 1.5}} {{join "," (list big 1000)}}',
      '"12345678901" 12345678901 "1.5" 12345678901,1000',
    ],
    ['a:{{nindent 2 (toYaml map)}}', 'a:\n  k: v'],
    ['{{indent 2 "a\nb"}}', '  a\n  b'],
    ['{{toPrettyJson map}}', '{\n  "k": "v"\n}'],
    ['{{#with (fromYaml "a: {b: 1}")}}{{a.b}}{{/with}}{{#with (fromJson "{\\"a\\": 2}")}}{{a}}{{/with}}', '12'],
    ['{{default "d" no}} {{default "d" zero}} {{default "d" ""}}', 'd 0 d'],
    ['{{required "it is needed" map.k}}', 'v'],
    [
      '{{#if (eq two 2)}}a{{/if}}{{#if (ne two "2")}}b{{/if}}{{#if (lt two 3)}}c{{/if}}{{#if (ge "b" "a")}}d{{/if}}',
      'abcd',
    ],
    ['{{le 2 2}} {{gt 1.5 2}} {{not 0}} {{and 1 "x"}} {{or "" no 0}} {{or no "y"}}', 'true false true x 0 y'],
    ['{{ternary "yes" "no" (eq 1 1)}} {{ternary "yes" "no" no}}', 'yes no'],
    ['{{add 1 2}} {{sub 1 two}} {{mul 1.5 2}} {{div 1 2}} {{mod 7 4}} {{add "2" 1}}', '3 -1 3 0.5 3 3'],
    ['{{concat "a" 1 true}} {{join "-" list}} {{join "," (splitList "." "a.b")}}', 'a1true 1-two a,b'],
    [
      '{{lower "AB"}} {{upper "ab"}} {{title "ab"}} {{kebabcase "aB"}} {{camelcase "a_b"}} {{snakecase "aB"}}',
      'ab AB Ab a-b AB a_b',
    ],
    ['{{trim " a "}}{{trimPrefix "a" "ab"}}{{trimSuffix "b" "ab"}}{{trunc 2 "abc"}}{{trunc 1 123}}', 'abaab1'],
    [
      '{{replace "a" "b" "aa"}} {{repeat 2 "ab"}} {{contains "b" "abc"}} {{hasPrefix "a" "ab"}} {{hasSuffix "a" "ab"}}',
      'bb abab true true false',
    ],
    ['{{regexMatch "^a+$" "aaa"}} {{regexReplaceAll "a+" "baab" "x"}}', 'true bxb'],
    ['{{b64enc "a"}} {{{b64enc "a"}}} {{b64dec "YQ=="}}', 'YQ== YQ== a'],
    ['{{sha256sum "a"}}', 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
    ['{{first list}}{{last list}}{{has 1 list}}{{has "x" list}}{{hasKey map "k"}}', '1twotruefalsetrue'],
    ['{{#each (list 1 "b")}}{{this}}{{/each}}{{#each (dict "a" 1 "b" two)}}{{@key}}{{this}}{{/each}}', '1ba1b2'],
    ['{{join "" (sortAlpha (keys (merge (dict "x" 1) map)))}}{{join "" (uniq (list 1 1 2))}}', 'kx12'],
    ['{{lookup list 0}}{{log "told" two}}', '1'],
    ['{{fail.x}}[{{title}}]', '[mine]'],
  ];
  const data = { list: [1, 'two'], map: { k: 'v' }, two: 2, zero: 0, big: 12345678901, title: 'mine' };

  test('each does what its name says', async () => {
    const files = Object.fromEntries(cases.map(([template], i) => [`${i}.yaml.hbs`, template]));
    const rendered = await render(files, data);
    expect(rendered.message).toBeUndefined();
    expect(cases.map((_, i) => rendered.files[`${i}.yaml`])).toEqual(cases.map(([, text]) => text));
  });

  const SPECIAL = 'a="b" & <c>\'`';
  test.each([
    ['{{b64enc t}}', 'YT0iYiIgJiA8Yz4nYA=='],
    ['{{default "" t}}', SPECIAL],
    ['{{concat t}}', SPECIAL],
    ['{{trim t}}', SPECIAL],
    ['{{ternary t "" true}}', SPECIAL],
    ['{{or no t}}', SPECIAL],
    ['{{required "it is needed" t}}', SPECIAL],
    ['{{join "," (list t t)}}', `${SPECIAL},${SPECIAL}`],
    ['{{first (list t)}}', SPECIAL],
    ['{{#with (b64enc "a") as |b|}}{{b}}{{/with}}', 'YQ=='],
    // Handlebars' own, and fields.
    ['{{lookup this "t"}}', 'a&#x3D;&quot;b&quot; &amp; &lt;c&gt;&#x27;&#x60;'],
    ['{{#each (list t)}}{{this}}{{/each}}', 'a&#x3D;&quot;b&quot; &amp; &lt;c&gt;&#x27;&#x60;'],
  ])('what a helper gives is not escaped: %s', async (template, text) => {
    const { files } = await render({ 'a.yaml.hbs': template }, { t: SPECIAL });
    expect(files['a.yaml']).toBe(text);
  });

  test('all of them are called above, but those that always fail', () => {
    const called = cases.map(([template]) => template).join('');
    const missing = handlebarsHelpers.filter(({ name }) => !new RegExp(`[{(]${name} `).test(called));
    expect(missing.map(({ name }) => name)).toEqual(['fail']);
  });
});

describe('errors of a render name the place', () => {
  const cases: [template: string, place: string, message: string][] = [
    ['a: 1\nb: {{required "b is needed" b}}\n', '2:4', 'b is needed'],
    ['{{fail "no luck"}}', '1:1', 'no luck'],
    ['ä {{trunc "x" "abc"}}', '1:12', 'a whole number is needed, not the text "x"'],
    ['{{join "," (keys 5)}}', '1:18', 'an object is needed, not 5'],
    ['{{#each nothing}}{{else}}{{lt 1 "a"}}{{/each}}', '1:26', 'lt: a number is needed, not the text "a"'],
    ['{{div 1 0}}', '1:1', 'div: division by zero'],
    ['{{> (concat "no" "thing")}}', '1:1', 'there is no partial nothing'],
    ['{{#> around}}\n{{fail "inside"}}{{/around}}', '2:1', 'inside'],
    ['{{#*inline "me"}}{{fail "inline"}}{{/inline}}{{> me}}', '1:18', 'inline'],
    ['{{> (lookup this "nothing")}}', '1:1', 'what names the partial is empty'],
    ['{{> @partial-block}}', '1:1', 'there is no partial @partial-block'],
    ['{{> case11}}', '1:1', 'the partials call each other without end'],
  ];
  const partials = Object.fromEntries(cases.map(([template], i) => [`partials/case${i}.hbs`, template]));
  let module: Awaited<ReturnType<typeof render>>['module'];
  beforeAll(async () => {
    const around = {
      'partials/around.hbs': '{{> @partial-block}}',
      'a.yaml.hbs': '{{#if which}}{{> (lookup this "which")}}{{/if}}',
    };
    module = (await render({ ...partials, ...around })).module;
  });

  test.each(cases.map(([template, ...rest], i) => [template, i, ...rest] as const))('%s', (_, i, at, message) => {
    const { data } = module.generate({ data: { name: 'rel', which: `case${i}` } as never });
    expect(data).toMatchObject({ result: 'Err', message: `templates/partials/case${i}.hbs:${at}: ${message}` });
    expect([...(data.files ?? [])]).toEqual([]);
  });
});

describe('what cannot be built', () => {
  test.each<[files: Record<string, string>, message: string]>([
    [{ 'a.yaml.hbs': 'x\n{{#if}' }, 'templates/a.yaml.hbs:2:6: this character is not expected here'],
    [
      { 'a.yaml.hbs': '{{#if x}}' },
      'templates/a.yaml.hbs:1:10: the end of the template is not expected here: {{#if}} of 1:1 is not closed',
    ],
    [
      { 'a.yaml.hbs': 'a\n{{#with x}}{{#each y}}{{^}}{{/each}}{{! {{#no}}\n' },
      'expected here: {{#with}} of 2:1 is not closed',
    ],
    [{ 'a.yaml.hbs': '{{#> p}}{{!-- {{/p}} --}}' }, 'expected here: {{#>p}} of 1:1 is not closed'],
    [
      { 'a.yaml.hbs': 'ab {{name\n' },
      'templates/a.yaml.hbs:2:1: the end of the template is not expected here: {{ of 1:4 is not closed',
    ],
    [{ 'a.yaml.hbs': '{{#if x}}{{/each}}' }, "templates/a.yaml.hbs:1:4: if doesn't match each"],
    [{ 'a.yaml.hbs': '{{x y}}' }, 'templates/a.yaml.hbs:1:1: there is no helper x'],
    [{ 'a.yaml.hbs': '{{a.b c}}' }, 'templates/a.yaml.hbs:1:1: there is no helper a.b'],
    [{ 'a.yaml.hbs': 'ab {{quote (unknown)}}' }, 'templates/a.yaml.hbs:1:12: there is no helper unknown'],
    [{ 'a.yaml.hbs': '{{trunc x}}' }, 'templates/a.yaml.hbs:1:1: use: {{trunc length text}}'],
    [{ 'a.yaml.hbs': '{{quote x y=1}}' }, 'templates/a.yaml.hbs:1:1: quote takes no y=…'],
    [{ 'a.yaml.hbs': '{{#if x y=1}}{{/if}}' }, 'templates/a.yaml.hbs:1:1: if takes no y=…'],
    [{ 'a.yaml.hbs': '{{#each}}{{/each}}' }, 'templates/a.yaml.hbs:1:1: {{#each}} takes one argument'],
    [
      { 'a.yaml.hbs': '{{#if a as |b|}}{{/if}}' },
      'templates/a.yaml.hbs:1:1: {{#if}} gives nothing that |b| could name',
    ],
    [{ 'a.yaml.hbs': '{{#quote a}}{{/quote}}' }, 'templates/a.yaml.hbs:1:1: quote is not a block: {{quote …}}'],
    [
      { 'a.yaml.hbs': '{{#loop a}}{{/loop}}' },
      'templates/a.yaml.hbs:1:1: there is no block {{#loop}} that takes arguments: if, unless, each and with do',
    ],
    [{ 'a.yaml.hbs': '{{if x}}' }, 'templates/a.yaml.hbs:1:1: if is a block: {{#if …}} … {{/if}}'],
    [{ 'a.yaml.hbs': '{{> nothing}}' }, 'templates/a.yaml.hbs:1:1: there is no partial nothing'],
    [{ 'a.yaml.hbs': '{{* decorate}}' }, 'templates/a.yaml.hbs:1:1: there are no decorators but {{#*inline "name"}}'],
    [
      { 'a.yaml.hbs': '{{#*other "x"}}{{/other}}' },
      'templates/a.yaml.hbs:1:1: there is no decorator other: only {{#*inline "name"}}',
    ],
    [
      { 'a.yaml.hbs': '{{#*inline x}}{{/inline}}' },
      'templates/a.yaml.hbs:1:1: the name of an inline partial is a text: {{#*inline "name"}}',
    ],
    [{ 'a.hbs': 'x', 'partials/a.hbs': 'y' }, 'templates/partials/a.hbs: templates/a.hbs is the partial a too'],
    [{ 'partials/a.hbs': 'y' }, 'there is no template: a file such as deployment.yaml.hbs is one'],
    [
      { 'a.hbs': 'x', 'package.yaml': 'nme: x' },
      'templates/package.yaml: there is no setting nme: name, version and escape are',
    ],
    [{ 'a.hbs': 'x', 'package.yaml': 'version: 1.2' }, 'templates/package.yaml: version is no text: put it in quotes'],
    [
      { 'a.hbs': 'x', 'package.yaml': 'escape: xml' },
      'templates/package.yaml: escape is html (as Handlebars does) or none',
    ],
    [{ 'a.hbs': 'x', 'package.yaml': '- a' }, 'templates/package.yaml: it holds no settings: name, version, escape'],
    [{ 'a.hbs': 'x', 'package.yaml': '{' }, 'templates/package.yaml: it is not YAML'],
  ])('%o', async (files, message) => {
    const failed = buildTemplates(write(files));
    await expect(failed).rejects.toMatchObject({ name: 'BuildError' });
    await expect(failed).rejects.toThrow(message);
  });

  test('a folder that is not there', async () => {
    await expect(buildTemplates(join(place, 'nowhere'))).rejects.toThrow(/nowhere: no such folder/);
  });
});

test('the documentation has every helper', () => {
  const page = readFileSync(new URL('../../../docs/handlebars.md', import.meta.url), 'utf8');
  const missing = handlebarsHelpers.filter(({ name, usage }) => !page.includes(`\`${name} ${usage}\``));
  expect(missing.map(({ name }) => name)).toEqual([]);
});
