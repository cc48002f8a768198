// What popular libraries cost in a package, and what those that check data say: builds a small package with each and writes the tables into
// docs/typescript.md.
//
//   node tools/measure/libraries.mjs [FOLDER]
//
// Libraries are installed into FOLDER (a temporary one by default), never into this project. The program must be built.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sectionText } from '../../dist/index.js';
import { openModule } from '../../dist/runtime/host/index.js';
import { buildPackage } from '../../dist/toolchain/index.js';

const PAGE = 'docs/typescript.md';

const input = (schema) => ({ input: `input: ${schema},`, generate: 'generate: ({ image }: any) => object(image)' });
const plain = (expression) => ({
  input: '',
  generate: `generate: ({ image = 'nginx' }: any) => object(${expression})`,
});

/** What a package writes of a library to use it a little. */
const LIBRARIES = [
  { name: 'nothing', install: [], code: '', ...plain('image') },
  {
    name: 'kubernetes-types',
    install: ['kubernetes-types'],
    code: "import type { ConfigMap } from 'kubernetes-types/core/v1'; const typed = (o: ConfigMap) => o;",
    ...plain("typed({ apiVersion: 'v1' }).apiVersion + image"),
  },
  {
    name: 'zod, `import { z }`',
    install: ['zod'],
    code: "import { z } from 'zod';",
    ...input('z.object({ image: z.string() })'),
  },
  {
    name: 'zod, `import * as z`',
    install: ['zod'],
    code: "import * as z from 'zod';",
    ...input('z.object({ image: z.string() })'),
  },
  {
    name: 'zod/mini',
    install: ['zod'],
    code: "import * as z from 'zod/mini';",
    ...input('z.object({ image: z.string() })'),
  },
  {
    name: 'valibot',
    install: ['valibot'],
    code: "import * as v from 'valibot';",
    ...input('v.object({ image: v.string() })'),
  },
  {
    name: 'arktype',
    install: ['arktype'],
    code: "import { type } from 'arktype';",
    ...input("type({ image: 'string' })"),
  },
  {
    name: 'yaml',
    install: ['yaml'],
    code: "import { parse } from 'yaml';",
    ...plain("parse('image: ' + image).image"),
  },
  {
    name: 'js-yaml',
    install: ['js-yaml'],
    code: "import { load } from 'js-yaml';",
    ...plain("(load('image: ' + image) as any).image"),
  },
  {
    name: 'lodash-es (merge)',
    install: ['lodash-es'],
    code: "import { merge } from 'lodash-es';",
    ...plain('merge({ image }, {}).image'),
  },
  {
    name: 'remeda (merge)',
    install: ['remeda'],
    code: "import { merge } from 'remeda';",
    ...plain('merge({ image }, {}).image'),
  },
  {
    name: 'semver',
    install: ['semver'],
    code: "import semver from 'semver';",
    ...plain("image + semver.major('1.2.3')"),
  },
  {
    name: 'handlebars',
    install: ['handlebars'],
    code: "import Handlebars from 'handlebars';",
    ...plain("Handlebars.compile('{{image}}')({ image })"),
  },
  {
    name: 'mustache',
    install: ['mustache'],
    code: "import Mustache from 'mustache';",
    ...plain("Mustache.render('{{image}}', { image })"),
  },
  {
    name: 'date-fns (addDays, format)',
    install: ['date-fns'],
    code: "import { addDays, format } from 'date-fns';",
    ...plain("image + format(addDays(new Date(0), 1), 'yyyy-MM-dd')"),
  },
  {
    name: 'ajv',
    install: ['ajv'],
    code: "import Ajv from 'ajv'; const check = new Ajv().compile({ type: 'string' });",
    ...plain("check(image) ? image : ''"),
  },
  {
    name: 'cdk8s',
    install: ['cdk8s', 'constructs'],
    code: "import { App, Chart, ApiObject } from 'cdk8s';",
    ...plain("(new ApiObject(new Chart(new App(), 'x'), 'y', { apiVersion: 'v1', kind: image }).toJson() as any).kind"),
  },
];

/** Ways to check data, with the same two fields: what they say of a wrong one, and whether the module tells its schema. */
const MINI =
  "import * as z from 'zod/mini'; const s = z.object({ image: z.string(), replicas: z.int().check(z.minimum(1)) });";
const MINI_WITH_WORDS = `${MINI} import en from 'zod/v4/locales/en.js'; z.config(en());`;
const VALIBOT =
  "import * as v from 'valibot'; const s = v.object({ image: v.string(), replicas: v.pipe(v.number(), v.minValue(1)) });";
const CHECKERS = [
  {
    name: 'a function',
    install: [],
    code: `import { fail } from '@mistletoe-dev/sdk';
const s = ({ image, replicas }: any) =>
  replicas >= 1 ? { image, replicas } : fail(\`replicas: \${replicas} is not a number from 1 on\`);`,
  },
  { name: 'valibot', install: ['valibot'], code: VALIBOT },
  {
    name: 'valibot, `schema: toJsonSchema(…)` of @valibot/to-json-schema',
    install: ['valibot', '@valibot/to-json-schema'],
    code: `${VALIBOT} import { toJsonSchema } from '@valibot/to-json-schema';`,
    schema: 'toJsonSchema(s)',
  },
  { name: 'zod/mini', install: ['zod'], code: MINI },
  { name: 'zod/mini, `z.config(en())` of zod/v4/locales/en.js', install: ['zod'], code: MINI_WITH_WORDS },
  {
    name: "zod/mini, the same and `schema: z.toJSONSchema(…, { io: 'input' })`",
    install: ['zod'],
    code: MINI_WITH_WORDS,
    schema: "z.toJSONSchema(s, { io: 'input' })",
  },
  {
    name: 'zod, `import * as z`',
    install: ['zod'],
    code: "import * as z from 'zod'; const s = z.object({ image: z.string(), replicas: z.int().min(1) });",
  },
  {
    name: 'arktype',
    install: ['arktype'],
    code: "import { type } from 'arktype'; const s = type({ image: 'string', replicas: 'number.integer >= 1' });",
  },
];

/** QuickJS takes memory in arenas of 4 KiB, so that one more or less says nothing. */
const ARENA = 4200;

const HEAD = `import { definePackage } from '@mistletoe-dev/sdk';
const object = (image: string) => [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { image } }];
`;

const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), 'mistletoe-libraries-'));
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
const packages = [...new Set([...LIBRARIES, ...CHECKERS].flatMap(({ install }) => install))];
execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], {
  cwd: folder,
  stdio: ['ignore', 'ignore', 'inherit'],
});

const rows = [];
let base;
for (const { name, install, code, input, generate } of LIBRARIES) {
  const file = join(folder, `${name.replace(/\W+/g, '-')}.ts`);
  writeFileSync(
    file,
    `${HEAD}${code}\nexport default definePackage({ metadata: { name: 'x' }, ${input} ${generate} });\n`,
  );
  const version = install.length === 0 ? '' : versionOf(install[0]);
  try {
    const { wasm, sizes } = await buildPackage(file);
    const own = sizes.filter(([library]) => library !== 'the SDK' && library !== 'the package');
    const script = own.reduce((sum, [, bytes]) => sum + bytes, 0);
    const sizesNow = [script, wasm.length, gzipSync(wasm).length];
    const render = renderTime(wasm);
    base ??= [...sizesNow, render];
    const cells = sizesNow.map((size, i) => (i === 0 ? kib(size) : more(size - base[i])));
    rows.push([name, version, ...cells, `${render.toFixed(2)} ms`]);
  } catch (error) {
    rows.push([name, version, `cannot be built: ${reasonOf(error)}`, '', '', '']);
  }
  console.error(rows.at(-1).join(' | '));
}

const table = [
  `Measured with a package of ${kib(base[1])} (${kib(base[2])} compressed) that renders an object in ${base[3].toFixed(2)} ms:`,
  '',
  '| library | version | its JavaScript | module | compressed | a render |',
  '| --- | --- | --- | --- | --- | --- |',
  ...rows.slice(1).map((cells) => `| ${cells.join(' | ')} |`),
].join('\n');
writeTable('libraries', table);

const said = [];
for (const { name, code, schema } of CHECKERS) {
  const file = join(folder, `says-${name.replace(/\W+/g, '-')}.ts`);
  const own = schema === undefined ? '' : `schema: ${schema},`;
  writeFileSync(
    file,
    `${HEAD}${code}\nexport default definePackage({ metadata: { name: 'x' }, input: s, ${own} generate: ({ image }: any) => object(image) });\n`,
  );
  const { wasm } = await buildPackage(file);
  renderTime(wasm);
  const instance = openModule(wasm);
  const wordsOn = (replicas) => instance.generate({ data: { name: 'x', image: 'nginx', replicas } }).data.message;
  const known = sectionText(instance.loaded, 'mistletoe.dev/schema');
  const has = known === undefined ? 'no' : Object.keys(JSON.parse(Buffer.from(known).toString()).properties).join(', ');
  const sizes = [wasm.length - base[1], gzipSync(wasm).length - base[2]].map(more);
  said.push([name, ...sizes, ...['two', 0].map((value) => wordsOn(value).replaceAll('|', '\\|')), has]);
  console.error(said.at(-1).join(' | '));
}
writeTable(
  'checkers',
  [
    '| `input` | module | compressed | `replicas: two` | `replicas: 0` | `show schema` |',
    '| --- | --- | --- | --- | --- | --- |',
    ...said.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n'),
);

function writeTable(name, text) {
  const [begin, end] = [`<!-- ${name}: tools/measure/libraries.mjs -->`, `<!-- /${name} -->`];
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${PAGE} has no place for the table: ${begin} … ${end}`);
  writeFileSync(PAGE, `${page.slice(0, from)}${begin}\n${text}\n${page.slice(to)}`);
}

/** Milliseconds of a render of an instance that has rendered before, the median of many. Throws where the package does not do its work. */
function renderTime(wasm) {
  // All renders of a batch have one limit, and the machine may be busy.
  const instance = openModule(wasm, { timeMs: 120_000 });
  const input = { data: { name: 'x', image: 'nginx', replicas: 1 } };
  const { result, message, files } = instance.generate(input).data;
  if (result !== 'Ok' || ![...files.values()][0].includes('nginx'))
    throw new Error(message ?? 'renders something else');
  return instance.batch(() => {
    const times = Array.from({ length: 300 }, () => {
      const from = performance.now();
      instance.generate(input);
      return performance.now() - from;
    });
    return times.slice(100).sort((a, b) => a - b)[100];
  });
}

function kib(bytes) {
  return `${Math.round(bytes / 1024)} KiB`;
}

function more(bytes) {
  return bytes < ARENA ? 'nothing' : `+${kib(bytes)}`;
}

function versionOf(name) {
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
}

function reasonOf(error) {
  const node = [...error.message.matchAll(/(\S+) is a module of Node/g)].map(([, name]) => name);
  return node.length > 0 ? `it needs ${[...new Set(node)].join(', ')} of Node` : error.message.split('\n', 1)[0];
}
