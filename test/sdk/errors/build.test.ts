// What `mistletoe build` says of imports and dependencies that are none: which, in which file and line, and what to do.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openModule } from '../../../runtime/host';
import { buildPackage } from '../../../toolchain/typescript/build';
import { writePackage } from '../build';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-build-errors-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (files: Record<string, string>) => writePackage(folder, files);

async function errorOf(place: string): Promise<string> {
  return buildPackage(join(place, 'package.ts')).then(
    () => 'it was built',
    (error: Error) => error.message,
  );
}

const NODE = 'and a package does not run there: it has no files, no processes and no network';

describe('an import that cannot be', () => {
  const shown = (line: string, column: number) => `\n    ${line}\n    ${' '.repeat(column - 1)}^`;
  const library = { 'node_modules/lib/package.json': '{"name":"lib","main":"index.js","exports":{".":"./index.js"}}' };
  test.each<[what: string, line: string, says: string, files?: Record<string, string>]>([
    ['a library', "import x from 'not-there';", 'not-there is not installed: npm install not-there'],
    ['a file of one', "import x from '@a/b/c.js';", '@a/b is not installed: npm install @a/b'],
    ['a file', "import x from './other';", './other is not there'],
    ['a module of Node', "import x from 'node:fs';", `fs is a module of Node, ${NODE}`],
    ['one that is required', "const x = require('fs/promises');", `fs/promises is a module of Node, ${NODE}`],
    [
      'what a library keeps for itself',
      "import x from 'lib/deep';",
      'lib is installed, but nothing that it has for programs outside of Node is called lib/deep',
      library,
    ],
    [
      'a picture',
      "import x from './a.png';",
      'a.png cannot be imported: a package imports TypeScript, JavaScript, JSON, YAML and texts, and .png are none',
      { 'a.png': '' },
    ],
    [
      'an address',
      "import x from 'https://a.example/b.js';",
      'https://a.example/b.js is an address, and a build fetches none: npm install the library, and import it by its name',
    ],
    [
      'what a file does not export',
      "import { x } from './other';",
      'other.ts exports no x',
      { 'other.ts': 'export {};' },
    ],
    ['what the SDK does not export', "import { x } from '@mistletoe-dev/sdk';", '@mistletoe-dev/sdk exports no x'],
    [
      'what is for tests',
      "import * as x from '@mistletoe-dev/sdk/testing';",
      '@mistletoe-dev/sdk/testing is none of what a package can import: there are @mistletoe-dev/sdk and @mistletoe-dev/sdk/chart',
    ],
    ['a name of package.json', "import x from '#x';", '#x is none of the "imports" of package.json'],
    [
      'a promise',
      'const x = await 1;',
      'await at the top level: that runs when the package is built, and waits for nothing; await in generate()',
    ],
    ['no TypeScript', 'const x = ;', 'Unexpected ";"'],
    [
      'where it is',
      'const x = import.meta.url;',
      'import.meta is not there: a package is one script and lies nowhere; import a file by its path, and it becomes part of the package',
    ],
    [
      'a text without a name',
      "import './a.css'; const x = 1;",
      "./a.css is a text, and does nothing by itself: import text from './a.css'",
      { 'a.css': 'a { b: c }' },
    ],
  ])('%s', async (_, line, says, files = {}) => {
    const place = write({ ...files, 'package.ts': `// a package\n${line}\nexport default x;\n` });
    const column =
      1 +
      (/['"]/.test(line) && !/exports no|does nothing/.test(says)
        ? line.search(/['"]/)
        : line.search(/^import '|import\.|x \}|await|;$/));
    expect(await errorOf(place)).toBe(
      `the package cannot be bundled:\npackage.ts:2:${column}: ${says}${shown(line, column)}`,
    );
  });

  test('of a library', async () => {
    const place = write({
      ...library,
      'node_modules/lib/index.js': "import x from 'other';\nexport default x;\n",
      'package.ts': "import x from 'lib';\nexport default x;\n",
    });
    expect(await errorOf(place)).toBe(
      `the package cannot be bundled:\nnode_modules/lib/index.js:1:15: lib needs other, and other is not installed: npm install other${shown("import x from 'other';", 15)}`,
    );
  });

  test('the default of the package', async () => {
    expect(await errorOf(write({ 'package.ts': 'export const x = 1;' }))).toBe(
      'the package cannot be bundled:\npackage.ts: the package has no default export: export default definePackage({ … })',
    );
  });

  test('the name of the package', async () => {
    expect(await errorOf(write({ 'package.ts': 'export default 1;' }))).toMatch(
      /^the package failed while it was built: Error: the package has no metadata\.name: [^\n]*$/,
    );
  });

  test('a name twice', async () => {
    expect(await errorOf(write({ 'package.ts': 'const x = 1;\nconst x = 2;\nexport default x;' }))).toBe(
      `the package cannot be bundled:\npackage.ts:2:7: The symbol "x" has already been declared${shown('const x = 2;', 7)}\n  package.ts:1:7: The symbol "x" was originally declared here`,
    );
  });

  test('YAML that is none', async () => {
    const place = write({
      'package.ts': "import x from './values.yaml';\nexport default x;\n",
      'values.yaml': 'a: 1\n---\nb: 2\nc: [1\n',
    });
    expect(await errorOf(place)).toBe(
      "the package cannot be bundled:\nvalues.yaml:4: it is not YAML: did not find expected ',' or ']'\n  package.ts:1:15: imported here",
    );
  });
});

describe('files that import each other', () => {
  const uses = (value: string) =>
    `export default { metadata: { name: 'x' }, generate: () => ({ 'a.txt': String(${value}) }) };`;
  const circle = (files: string) =>
    `files import each other in a circle (${files}): one of them is loaded before what it reads; move that into a file of its own`;

  test.each([
    [
      'a constant',
      {
        'package.ts': `import { b } from './b';\nexport const a = 'a';\n${uses('a + b')}`,
        'b.ts': "import { a } from './package';\nexport const b = a + 'b';",
      },
      `ReferenceError: a is not initialized\n    at b.ts:2:18\n${circle('b.ts → package.ts → b.ts')}`,
    ],
    [
      'a class, by way of another file',
      {
        'package.ts': `import { C } from './c';\nexport class A {}\n${uses('C')}`,
        'c.ts': "import { B } from './d';\nexport const C = B;",
        'd.ts': "import { A } from './package';\nexport class B extends A {}",
      },
      `ReferenceError: A is not initialized\n    at d.ts:2:24\n${circle('d.ts → package.ts → c.ts → d.ts')}`,
    ],
  ])('%s that is read too early', async (_, files, says) => {
    expect(await errorOf(write(files))).toBe(`the package failed while it was built: ${says}`);
  });

  test('is no error where nothing is read too early', async () => {
    const place = write({
      'package.ts': `import { odd } from './odd';
export const LIST = [1, 2];
export enum Kind { one, two }
export class Twice { static one = new Twice(); go() { return odd(3); } }
const { x, y: [z] } = { x: 1, y: [2] };
let n = 0;
export function even(i: number): boolean { n++; return i === 0 || odd(i - 1); }
const text = \`
  var a = 1;
\${n}
  var b\`;
${uses('text + even(4) + Kind.two + Twice.one.go() + x + z + n + LIST')}`,
      'odd.ts': `import { even, Kind, LIST } from './package';
const own = () => LIST.length + Kind.two;
export const odd = (i: number): boolean => own() === 3 && i > 0 && even(i - 1);`,
    });
    const { wasm } = await buildPackage(join(place, 'package.ts'));
    const { files } = openModule(wasm).generate({ data: { name: 'x' } }).data;
    expect(files.get('a.txt')).toBe('\n  var a = 1;\n0\n  var btrue1true1251,2');
  });
});

describe('a dependency that is no module', () => {
  const files = {
    'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
    'chart-1.0.0.tgz': '',
    'other/package.ts': '',
    'web.ts': '',
    'empty/x': '',
    'built.wasm': '',
  };
  test.each([
    ['./chart', 'a chart, ./chart: mistletoe convert PLACE/chart -o PLACE/chart.wasm, then name that module'],
    ['chart/', 'a chart, chart/: mistletoe convert PLACE/chart -o PLACE/chart.wasm, then name that module'],
    [
      './chart-1.0.0.tgz',
      'a chart, ./chart-1.0.0.tgz: mistletoe convert PLACE/chart-1.0.0.tgz -o PLACE/chart-1.0.0.wasm, then name that module',
    ],
    [
      './other',
      "a package's sources, ./other: mistletoe build PLACE/other/package.ts -o PLACE/other.wasm, then name that module",
    ],
    [
      './web.ts',
      "a package's sources, ./web.ts: mistletoe build PLACE/web.ts -o PLACE/web.wasm, then name that module",
    ],
    ['./empty', 'a folder, ./empty: name a module (.wasm)'],
    ['./built', 'not there: ./built, but ./built.wasm is'],
    ['./none.wasm', 'not there: ./none.wasm (mistletoe convert CHART -o PLACE/none.wasm makes a module of a chart)'],
    [
      './built.wasm',
      'no module of a package: not a valid WebAssembly module: it is empty; build the module again, or check that the file is complete',
    ],
  ])('%s', async (dependency, says) => {
    const place = write({
      ...files,
      'package.ts': `export default { metadata: { name: 'x' }, dependencies: { web: '${dependency}' }, generate: () => [] };`,
    });
    expect(await errorOf(place)).toBe(`the dependency web is ${says.replaceAll('PLACE', relative('.', place))}`);
  });
});
