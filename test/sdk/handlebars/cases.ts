// Templates with data, by what they show.

export type Case = [name: string, template: string, ...data: unknown[]];

const people = {
  people: [
    { name: 'Ada', mail: 'ada@example.com' },
    { name: 'Bob', mail: null },
  ],
};

/** Partials that the cases may call. */
export const partials: Record<string, string> = {
  person: '<{{name}}{{#if mail}} at {{mail}}{{/if}}>',
  tree: '{{name}}({{#each children}}{{> tree}}{{/each}})',
  'shared/footer': 'footer of {{this}}',
  lines: 'one {{name}}\n\ntwo\n',
  open: 'a\nb',
  nothing: '',
  frame: '[{{@index}}/{{@key}}/{{#if @first}}first{{/if}}{{#if @last}}last{{/if}}/{{@root.template}}]',
  outer: '[{{../name}}]',
  layout: '<head>{{> head}}</head><body>{{> @partial-block}}</body>',
  around: '({{> @partial-block }})',
  twice: '{{> @partial-block a}}{{> @partial-block b}}',
  nest: '<{{#> around}}{{> @partial-block}}{{/around}}>',
  fallback: '{{#> @partial-block}}nothing given{{/@partial-block}}',
  indented: 'x:\n  {{> lines}}\nend\n',
};

export const cases: Case[] = [
  ['text', 'plain\ntext\n', {}],
  ['a value', 'Hello {{name}}!', { name: 'Ada' }],
  ['escaping', '{{html}} | {{{html}}} | {{&html}}', { html: '<b class="x">&amp; \'`=</b>' }],
  ['escaping of what is no text', '{{items}} {{object}}', { items: ['<', '&'], object: { a: 1 } }],
  ['a path', '{{a.b.c}} {{a/b/c}}', { a: { b: { c: 'deep' } } }],
  ['a missing path', '[{{a.b.c}}{{nothing}}{{nothing.at.all}}]', { a: {} }, {}, { a: null }],
  [
    'kinds of values',
    '{{n}} {{f}} {{t}} {{no}} {{z}} {{s}} [{{nil}}]',
    { n: 5, f: 1.5, t: true, no: false, z: 0, s: '', nil: null },
  ],
  [
    'numbers',
    '{{#each this}}{{this}} {{{this}}};{{/each}}',
    [0, -0, 1, -1, 1.25, 1e21, 1e20, 123456789012, 1e-6, 1e-7, 1.5e-9, 9007199254740991, 0.1, 100, 1e300, -2.5e-8],
  ],
  ['lists as texts', '{{a}}|{{{a}}}|{{b}}', { a: ['a', 1, true, null, [2, [3]], { x: 1 }], b: [] }],
  ['this', '{{this.name}} {{./name}} {{this}} {{.}}', { name: 'x' }, 'text', 5],
  ['a segment in brackets', '{{[a key].[b-c]}} {{[12]}}', { 'a key': { 'b-c': 1 }, 12: 'twelve' }],
  ['literals as names', '{{"a b"}} {{12}} {{true}} {{null}}', { 'a b': 1, 12: 'twelve', true: 'yes', null: 'none' }],
  [
    'elements of lists',
    '{{list.[0].x}} {{list.[1].x}} {{list.length}} [{{list.[9]}}]',
    { list: [{ x: 'a' }, { x: 'b' }] },
  ],
  ['parts of texts', '{{s.length}} {{s.[0]}} {{s.[1]}} [{{s.[9]}}][{{s.x}}]', { s: 'äb€😀' }],
  ['what objects inherit', '[{{constructor}}{{toString}}{{a.hasOwnProperty}}{{a.__proto__}}]', { a: {} }],
  ['what objects own', '{{toString}} {{a.length}}', { toString: 'mine', a: { length: 'long' } }],
  ['of numbers and booleans', '[{{a.length}}{{b.x}}{{c.y}}]', { a: 5, b: true, c: null }],
  ['comments', 'a{{! short }}b{{!-- long {{x}} --}}c', {}],
  ['white space control', 'a  {{~name~}}  b {{~#if name~}} c {{~/if}} d', { name: 'x' }],
  ['lines of blocks alone', 'a\n{{#if t}}\nb\n{{else}}\nc\n{{/if}}\nd\n', { t: true }, {}],
  ['lines of comments alone', 'a\n  {{! x }}\nb\n{{!-- y --}}\n', {}],
  ['raw text', '\\{{name}} {{name}} \\\\{{name}}', { name: 'x' }],
  ['raw blocks', 'a{{{{raw}}}} {{x}} {{{{/raw}}}}b', {}, { raw: true }],
  [
    'if',
    '{{#if a}}a{{/if}}{{#if z}}z{{/if}}{{#if s}}s{{/if}}{{#if l}}l{{/if}}{{#if o}}o{{/if}}{{#if n}}n{{/if}}',
    { a: 1, z: 0, s: '', l: [], o: {}, n: null },
    { a: 'x', z: false, s: '0', l: [0], o: { a: 1 }, n: -1 },
  ],
  [
    'if with zero',
    '{{#if z includeZero=true}}a{{else}}b{{/if}}{{#if z includeZero=no}}a{{else}}b{{/if}}',
    { z: 0 },
    { z: 1 },
    {},
  ],
  ['unless with zero', '{{#unless z includeZero=true}}a{{else}}b{{/unless}}', { z: 0 }, { z: null }],
  ['if else', '{{#if a}}a{{else}}b{{/if}}{{#if a}}a{{^}}b{{/if}}', {}],
  [
    'else if',
    '{{#if a}}a{{else if b}}b{{else}}c{{/if}}{{#if a}}a{{else if c}}b{{else unless b}}u{{else}}c{{/if}}',
    { b: 'yes' },
    { a: 1 },
    {},
  ],
  ['else each', '{{#if a}}a{{else each list}}{{this}}{{else}}none{{/if}}', { list: [1, 2] }, {}],
  ['unless', '{{#unless a}}a{{else}}b{{/unless}}{{#unless b}}a{{else}}b{{/unless}}', { b: 1 }],
  ['if does not change this', '{{#if a}}{{name}}{{a.x}}{{../name}}{{/if}}', { a: { x: 1 }, name: 'n' }],
  ['with', '{{#with a}}{{b}} {{../c}}{{else}}none{{/with}}', { a: { b: 1 }, c: 2 }, { a: null, c: 2 }, { a: [] }],
  ['with nothing', '{{#with a}}{{b}}{{else}}none{{c}}{{/with}}{{#with z}}{{this}}{{/with}}', { c: 2, z: 0 }],
  ['with a name', '{{#with a as |x|}}{{x.b}} {{b}} {{x}}{{/with}}', { a: { b: 1 } }],
  ['each', '{{#each list}}<{{this}}>{{/each}}', { list: ['a', 'b'] }],
  ['each of objects', '{{#each people}}{{name}}, {{/each}}', people],
  [
    'each else',
    '{{#each list}}x{{else}}none{{/each}}{{#each nothing}}x{{else}}none{{/each}}{{#each s}}x{{else}}no{{/each}}{{#each o}}{{else}}o{{/each}}',
    { list: [], s: 'text', o: {} },
  ],
  [
    'each with index',
    '{{#each list}}{{@index}} {{@key}}{{#if @first}}first{{/if}}{{#if @last}}last{{/if}};{{/each}}',
    { list: ['a', 'b', 'c'] },
  ],
  [
    'each over an object',
    '{{#each o}}{{@index}}:{{@key}}={{this}}{{#unless @last}},{{/unless}}{{/each}}',
    { o: { b: 1, a: 2, 10: 'ten', 9: 'nine', c: 3, '01': 'x' } },
  ],
  [
    'each with names',
    '{{#each list as |item i|}}{{i}}{{item}}{{#each ../other as |o|}}{{item}}{{o}}{{/each}};{{/each}}',
    { list: ['a', 'b'], other: [1, 2] },
  ],
  [
    'each with names over an object',
    '{{#each o as |v k|}}{{k}}={{v.x}},{{/each}}',
    { o: { p: { x: 1 }, q: { x: 2 } } },
  ],
  [
    'names go before fields',
    '{{#each list as |name|}}{{name}} {{this.name}} {{./name}}{{/each}}',
    { list: [{ name: 'n' }] },
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
  ['too many parents', '[{{../../x}}{{@../../index}}{{..}}]', { x: 1 }],
  [
    'parents of blocks that keep this',
    '{{#each list}}{{#if ../on}}{{#with this}}{{../name}}{{x}}{{/with}}{{/if}}{{/each}}',
    {
      on: true,
      name: 'n',
      list: [{ x: 1 }, 5, null, 'a'],
    },
  ],
  [
    'parents of equal values',
    '{{#each a}}{{#each ../b}}{{.}}{{..}}{{/each}};{{/each}}',
    { a: [1, '1', true, 'x'], b: [1, 'x', true] },
  ],
  [
    'null elements',
    '{{#each l}}[{{x}}{{this}}{{#if true}}{{this}}{{x}}{{/if}}{{#unless true}}{{else}}{{.}}{{/unless}}]{{/each}}',
    {
      l: [null, { x: 1 }],
    },
  ],
  ['data out of its place', '[{{@index}}{{@key}}{{@first}}{{@nothing}}{{@root.name}}]', { name: 'x' }],
  [
    'the root',
    '{{#each list}}{{@root.template}}{{#each this}}{{@root.data.top}}{{/each}}{{/each}}',
    { top: 'T', list: [[1], [2]] },
  ],
  [
    'sections',
    '{{#a}}[{{x}}{{this}}]{{else}}none{{/a}}{{^a}}inverse{{/a}}',
    { a: { x: 1 } },
    { a: true },
    { a: false },
    {},
    { a: 0 },
    { a: '' },
    { a: 'text' },
  ],
  [
    'sections of lists',
    '{{#items}}{{@index}}{{.}}{{@last}},{{/items}}{{^items}}empty{{/items}}',
    { items: ['a', 'b'] },
    { items: [] },
  ],
  ['sections of paths', '{{#a.b}}{{c}}{{../x}}{{/a.b}}{{#this}}{{x}}{{/this}}', { x: 'X', a: { b: { c: 1 } } }],
  [
    'sections keep the frame',
    '{{#each list}}{{#x}}{{@index}}{{/x}}{{/each}}',
    { list: [{ x: 1 }, { x: [1, 2] }, { x: true }] },
  ],
  [
    'lookup',
    '{{lookup list 1}}{{lookup object "key"}}{{lookup object name}}[{{lookup nothing "x"}}{{lookup object 5}}]',
    {
      list: ['a', 'b'],
      object: { key: 1, dyn: 2, 5: 'five' },
      name: 'dyn',
    },
  ],
  [
    'lookup in what is no object',
    '[{{lookup "" "x"}}{{lookup 0 "x"}}{{lookup false "x"}}{{lookup "abc" 1}}{{lookup list "length"}}]',
    { list: [1] },
  ],
  [
    'nested lookup',
    '{{#each keys}}{{lookup ../map this}};{{/each}}{{lookup (lookup list 0) "x"}}',
    {
      keys: ['a', 'b'],
      map: { a: 1, b: 2 },
      list: [{ x: 'deep' }],
    },
  ],
  ['log', 'a{{log "x" 1 name}}b{{log "quiet" level="debug"}}', { name: 'n' }],
  ['helpers', '{{upper name}} {{concat "-" name 1 true}} {{eq n 3}} {{default "d" nothing}}', { name: 'x', n: 3 }],
  ['safe texts', '{{toJson this}} {{{toJson this}}} {{upper name}} {{concat (toJson name) name}}', { name: '<"a">' }],
  [
    'safe texts as values',
    '{{#with (toJson this) as |json|}}{{json}}{{/with}}{{> shared/footer (toJson this)}}',
    { name: '<' },
  ],
  [
    'subexpressions',
    '{{upper (concat name "!")}}{{#if (eq name "x")}}same{{/if}}{{#each (list name 2)}}{{this}}{{/each}}',
    { name: 'x' },
  ],
  [
    'literals as arguments',
    '{{default "d" ""}}{{default 5 null}}{{default 1.5 undefined}}{{default "d" true}}{{default "d" false}}',
    {},
  ],
  ['a helper goes before a field', '{{upper "a"}} {{this.upper}} {{#if upper.x}}{{/if}}', { upper: 'mine' }],
  ['a name goes before a helper', '{{#each list as |upper|}}{{upper}}{{/each}}', { list: ['a'] }],
  ['partials', '{{#each people}}{{> person}}{{/each}}{{> person first}}', { ...people, first: { name: 'Cy' } }],
  [
    'a partial that calls itself',
    '{{> tree}}',
    {
      name: 'r',
      children: [{ name: 'a', children: [{ name: 'b' }] }, { name: 'c' }],
    },
  ],
  ['a partial in a folder', '{{> shared/footer name}}{{> "shared/footer" name}}{{> [shared/footer] 5}}', { name: 'x' }],
  [
    'a partial with more',
    '{{> person mail="m"}}{{> person first name="N"}}{{> person nothing name=1 mail=null}}',
    {
      name: 'x',
      first: { name: 'Cy', mail: 'c' },
    },
  ],
  ['a partial with more than a list', '{{#with list}}{{> show x=1}}{{/with}}', { list: ['a', 'b'] }],
  ['the order of what is given more', '{{> order b=1 a=2 b=3}}', { z: 0 }],
  [
    'partials on lines of their own',
    'a:\n  {{> lines}}\n\t{{> open}}\n  {{> nothing}}\nb\n{{> indented}}',
    { name: 'x' },
  ],
  ['a partial within a line', 'a: {{> lines}} b', { name: 'x' }],
  ['a computed partial', '{{> (lookup . "which")}}{{> (concat "per" "son") name="y"}}', { which: 'person', name: 'x' }],
  [
    'partials see the frame',
    '{{> frame}}{{#each list}}{{> frame}}{{/each}}{{#each o}}{{> frame}}{{/each}}',
    {
      list: [1, 2],
      o: { a: 1, b: 2 },
    },
  ],
  ['partials do not see the contexts around', '{{#each list}}{{> outer}}{{/each}}', { name: 'n', list: [{}] }],
  [
    'inline partials',
    '{{#*inline "me"}}<{{name}}{{@index}}>{{/inline}}{{> me}}{{#each list}}{{> me}}{{/each}}',
    {
      name: 'n',
      list: [{ name: 'a' }, { name: 'b' }],
    },
  ],
  ['inline partials before they stand', '{{> me}}{{#*inline "me"}}x{{/inline}}', {}],
  ['inline partials go before files', '{{> person}}{{#*inline "person"}}mine{{/inline}}', { name: 'x' }],
  [
    'inline partials of a block',
    '{{#each list}}{{#*inline "me"}}{{@index}}{{this}}{{../name}};{{/inline}}{{> me}}{{/each}}',
    {
      name: 'n',
      list: ['a', 'b'],
    },
  ],
  [
    'inline partials that call each other',
    '{{#*inline "a"}}a{{> b}}{{/inline}}{{#*inline "b"}}b{{/inline}}{{> a}}',
    {},
  ],
  [
    'inline partials in a file that is called',
    '{{#*inline "head"}}H{{name}}{{/inline}}{{#> layout}}B{{name}}{{/layout}}',
    { name: 'n' },
  ],
  [
    'inline partials of a layout',
    '{{#> layout}}{{#*inline "head"}}title {{name}}{{/inline}}body {{name}}{{/layout}}',
    { name: 'n' },
  ],
  [
    'partial blocks',
    '{{#> around}}x{{name}}{{/around}}{{#> twice}}[{{x}}]{{/twice}}',
    { name: 'n', a: { x: 1 }, b: { x: 2 } },
  ],
  ['partial blocks in each other', '{{#> nest}}inner{{/nest}}{{#> around}}{{#> around}}deep{{/around}}{{/around}}', {}],
  [
    'partial blocks with names and parents',
    '{{#each list as |v|}}{{#> around}}{{v}}.{{this}}.{{../name}}.{{@index}}{{/around}}{{/each}}',
    {
      name: 'n',
      list: [1, 2],
    },
  ],
  [
    'partial blocks with a context',
    '{{#> around first}}{{name}}{{../name}}{{/around}}',
    { name: 'n', first: { name: 'f' } },
  ],
  ['a partial block without its partial', '{{#> missing}}else {{name}}{{/missing}}', { name: 'n' }],
  ['a partial block within the fallback', '{{> fallback}}{{#> fallback}}given{{/fallback}}', {}],
  [
    'an inline partial of one block seen by a partial',
    '{{#with a}}{{#*inline "head"}}{{x}}{{/inline}}{{#> layout}}b{{/layout}}{{/with}}',
    {
      a: { x: 1 },
    },
  ],
  ['beyond ASCII', 'ä{{name}}→{{upper name}} 😀', { name: 'grün' }],
  ['line ends', 'a\r\n{{#if t}}\r\nb\r\n{{/if}}\r\nc', { t: true }],
];

/** Partials that cases call beside the others. */
partials.show = '{{#each this}}{{@key}}={{this}},{{/each}}';
partials.order = '{{#each this}}{{@key}}={{this}},{{/each}}';
partials.head = 'default head';
