// `mistletoe build`: what it makes, and what it says of packages that cannot be built.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { convertChart } from '../../compiler/convert';
import { openModule } from '../../runtime/host';
import { buildPackage } from '../../toolchain/typescript/build';
import { checkTypes } from '../../toolchain/typescript/types';
import { fixturesFolder } from '../judge/fixtures';
import { packagesFolder, testPackage, writePackage } from './build';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-build-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (files: Record<string, string>) => writePackage(folder, files);

const build = (files: Record<string, string>) => buildPackage(join(write(files), 'package.ts'));
const head = `import { definePackage } from '@mistletoe-dev/sdk';\n`;

describe('a module', () => {
  test('imports nothing, says who it is, and renders', async () => {
    const { wasm, name, sizes } = await testPackage('web');
    expect(name).toBe('web');
    expect(sizes.map(([library]) => library)).toEqual(['the SDK', 'the package']);
    const module = new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>);
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    const [notices] = WebAssembly.Module.customSections(module, 'mistletoe.dev/notices');
    expect(Buffer.from(notices!).toString()).toContain('QuickJS-NG');
    const { data } = openModule(wasm).generate({ data: { name: 'shop', replicas: 3, env: { LANG: 'de_DE.UTF-8' } } });
    expect([...data.files.keys()]).toEqual(['deployment-shop.yaml', 'service-shop.yaml']);
    expect(data.files.get('deployment-shop.yaml')).toContain('replicas: 3\n');
  });

  test('is the same wherever it is built', async () => {
    const source = readFileSync(join(packagesFolder, 'web.ts'), 'utf8');
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Asia/Tokyo';
    try {
      expect(Buffer.from((await build({ 'package.ts': source })).wasm)).toEqual(
        Buffer.from((await build({ 'package.ts': source })).wasm),
      );
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  test('is the same at whatever depth its libraries are installed', async () => {
    const library = {
      'node_modules/@old/parts/package.json': '{ "name": "@old/parts", "main": "main.js" }',
      'node_modules/@old/parts/main.js': "exports.part = require('./lib/part.js').part;",
      'node_modules/@old/parts/lib/part.js': 'exports.part = (text) => text.toUpperCase();',
    };
    const source = `${head}import { part } from '@old/parts';
export default definePackage({ metadata: { name: 'x' }, generate: () => ({ 'a.txt': part('a') }) });`;
    const beside = write({ 'package.ts': source, ...library });
    const above = write({ 'apps/one/package.ts': source, ...library });
    const [one, other] = await Promise.all(
      [join(beside, 'package.ts'), join(above, 'apps/one/package.ts')].map((path) => buildPackage(path)),
    );
    expect(Buffer.from(one!.wasm).equals(Buffer.from(other!.wasm))).toBe(true);
    expect(
      openModule(one!.wasm)
        .generate({ data: { name: 'x' } })
        .data.files.get('a.txt'),
    ).toBe('A');
  });

  test("takes a library's file for browsers where it has no modules", async () => {
    const { wasm } = await build({
      'package.ts': `${head}import told from 'told';
export default definePackage({ metadata: { name: 'x' }, generate: () => ({ 'a.txt': told }) });`,
      'node_modules/told/package.json': '{ "name": "told", "main": "node.js", "browser": "./browser.js" }',
      'node_modules/told/node.js': "require('fs'); module.exports = 'of Node';",
      'node_modules/told/browser.js': "module.exports = 'of browsers';",
    });
    const { files } = openModule(wasm).generate({ data: { name: 'x' } }).data;
    expect(files.get('a.txt')).toBe('of browsers');
  });

  test.each<[string, Record<string, string>]>([
    ['its tsconfig.json', { 'tsconfig.json': '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }' }],
    [
      'one that its tsconfig.json extends',
      {
        'tsconfig.json': '{ "extends": "./configs/base", } // which has the paths',
        'configs/base.json':
          '{ /* of all */ "compilerOptions": { "baseUrl": "..", "paths": { "@lib/*": ["lib/*",] } } }',
      },
    ],
    [
      'baseUrl',
      {
        'tsconfig.json': '{ "compilerOptions": { "baseUrl": "./own" } }',
        'own/@lib/q.ts': "export * from '../../lib/q';",
      },
    ],
  ])('takes the aliases of %s', async (_, files) => {
    const { wasm } = await build({
      'package.ts': `${head}import { q } from '@lib/q';
export default definePackage({ metadata: { name: 'x' }, generate: () => ({ 'a.txt': q }) });`,
      'lib/q.ts': "export const q = 'of lib';",
      ...files,
    });
    const rendered = openModule(wasm).generate({ data: { name: 'x' } }).data;
    expect(rendered.files.get('a.txt')).toBe('of lib');
  });

  test('brings along YAML and texts that it imports', async () => {
    const { wasm } = await build({
      'package.ts': `${head}import values from './values.yaml';\nimport text from './app.conf';
export default definePackage({ metadata: { name: 'files' }, generate: () => ({ 'out.yaml': { values, text } }) });`,
      'values.yaml': 'a: [1, yes, 0x10]\n---\nb: 2\n',
      'app.conf': 'port = 80\n',
    });
    expect(
      openModule(wasm)
        .generate({ data: { name: 'x' } })
        .data.files.get('out.yaml'),
    ).toBe('values:\n- a:\n  - 1\n  - true\n  - 16\n- b: 2\ntext: |\n  port = 80\n');
  });

  test('brings along texts of every ending that the types know', async () => {
    const endings = [...readFileSync('sdk/files.d.ts', 'utf8').matchAll(/module '\*(\.\w+)' \{\n {2}const text/g)].map(
      ([, ending]) => ending!,
    );
    expect(endings).toContain('.ini');
    const imports = endings.map((ending, i) => `import t${i} from './it${ending}';`).join('\n');
    const { wasm } = await build({
      'package.ts': `${head}${imports}
export default definePackage({ metadata: { name: 'texts' }, generate: () => ({ 'all.txt': [${endings.map((_, i) => `t${i}`)}].join('') }) });`,
      ...Object.fromEntries(endings.map((ending) => [`it${ending}`, `of ${ending}\n`])),
    });
    const { files } = openModule(wasm).generate({ data: { name: 'x' } }).data;
    expect(files.get('all.txt')).toBe(endings.map((ending) => `of ${ending}\n`).join(''));
  });

  test('checks its input with a standard schema, and carries its JSON Schema', async () => {
    const { wasm } = await build({
      'package.ts': `${head}
const input = { '~standard': { version: 1, vendor: 'test',
  validate: (value: any) => value.replicas > 0 ? { value } : { issues: [{ message: 'must be positive', path: ['list', 0, { key: 'replicas' }] }] },
  jsonSchema: { input: () => ({ type: 'object' }) } } } as never;
export default definePackage({ metadata: { name: 'checked' }, input, generate: () => [] });`,
    });
    const instance = openModule(wasm);
    expect(instance.generate({ data: { name: 'x', replicas: 1 } }).data.result).toBe('Ok');
    expect(instance.generate({ data: { name: 'x', replicas: 0 } }).data.message).toBe(
      'list[0].replicas: must be positive',
    );
    const module = new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>);
    const [schema] = WebAssembly.Module.customSections(module, 'mistletoe.dev/schema');
    expect(JSON.parse(Buffer.from(schema!).toString())).toEqual({ type: 'object' });
  });
});

test('functions have their own names in errors, also where two files have one of a name', async () => {
  const { wasm } = await build({
    'package.ts': `${head}import { portOf as other } from './other';
function portOf(value: any) { return value.port; }
export default definePackage<any>({ metadata: { name: 'x' }, generate: ({ own }) => (own ? portOf(null) : other(null)) });`,
    'other.ts': 'export function portOf(value: any) { return value.port; }\n',
  });
  const instance = openModule(wasm);
  const frame = (own: boolean) => instance.generate({ data: { name: 'x', own } as never }).data.message!.split('\n')[1];
  expect(frame(true)).toMatch(/^ {4}at portOf \(package\.ts:3:\d+\)$/);
  expect(frame(false)).toMatch(/^ {4}at portOf \(other\.ts:1:\d+\)$/);
  const failed = build({
    'package.ts': `${head}import { portOf as other } from './other';
function portOf(value: any) { return value.port; }
export default definePackage({ metadata: { name: String(other({}) ?? portOf(null)) }, generate: () => [] });`,
    'other.ts': 'export function portOf(value: any) { return value.port; }\n',
  });
  await expect(failed).rejects.toThrow(/at portOf \(package\.ts:3:\d+\)/);
});

test('errors name files by their own names', async () => {
  const failed = build({
    'package.ts': `${head}import { portOf } from './dir ünï code/100%.ts';
export default definePackage({ metadata: { name: 'x', version: portOf(undefined) }, generate: () => [] });`,
    'dir ünï code/100%.ts': 'export function portOf(value: any) { return value.port; }',
  });
  await expect(failed).rejects.toThrow(/at portOf \(dir ünï code\/100%\.ts:1:\d+\)/);
  const place = write({ 'dir ünï code/package.ts': `${head}throw new Error('here');\nexport default 1;` });
  const above = buildPackage(join(place, 'dir ünï code/package.ts'));
  await expect(above).rejects.toThrow(/at (?:\S+ \()?package\.ts:2:\d+/);
});

describe('what cannot be built', () => {
  test.each<[string, string, RegExp]>([
    ['a syntax error', 'export default {', /cannot be bundled[\s\S]*package\.ts:1:\d+/],
    [
      'no name',
      `${head}export default definePackage({ metadata: {}, generate: () => [] } as never);`,
      /no metadata\.name/,
    ],
    ['no generate', `${head}export default definePackage({ metadata: { name: 'x' } } as never);`, /no generate\(\)/],
    [
      'an error at the top level',
      `${head}const x = JSON.parse('nope');\nexport default x;`,
      /failed while it was built: SyntaxError[\s\S]*\(?package\.ts:2:\d+/,
    ],
    [
      'the clock at the top level',
      `${head}const x = Date.now();\nexport default x;`,
      /Date\.now\(\) at the top level[\s\S]*package\.ts:2/,
    ],
    [
      'chance at the top level',
      `${head}const x = Math.random();\nexport default x;`,
      /Math\.random\(\) at the top level/,
    ],
    [
      'random bytes at the top level',
      `${head}const x = crypto.getRandomValues(new Uint8Array(2));\nexport default x;`,
      /crypto\.getRandomValues\(\) at the top level[\s\S]*package\.ts:2/,
    ],
    [
      'a missing dependency',
      `${head}export default definePackage({ metadata: { name: 'x' }, dependencies: { shop: './shop.wasm' }, generate: () => [] });`,
      /dependency shop is not there: \.\/shop\.wasm/,
    ],
  ])('%s', async (_, source, message) => {
    await expect(build({ 'package.ts': source })).rejects.toThrow(message);
  });

  test("a library that needs Node's modules", async () => {
    const source = `${head}import { readFileSync } from 'node:fs'; export default definePackage({ metadata: { name: 'x' }, generate: () => [readFileSync('x')] });`;
    const failed = build({ 'package.ts': source });
    await expect(failed).rejects.toThrow('fs is a module of Node, and a package does not run there');
    await expect(failed).rejects.not.toThrow('platform');
  });

  test('a file that is not there', async () => {
    await expect(buildPackage(join(folder, 'nothing.ts'))).rejects.toThrow(/nothing\.ts: no such file/);
  });

  test('a dependency whose registry does not answer', async () => {
    const place = write({
      'package.ts': `${head}export default definePackage({ metadata: { name: 'x' }, dependencies: { a: 'oci://here/a@sha256:${'0'.repeat(64)}' }, generate: () => [] });`,
    });
    const fetch = () => Promise.reject(new Error('here does not answer'));
    const failed = buildPackage(join(place, 'package.ts'), { fetch });
    await expect(failed).rejects.toThrow('the dependency a: here does not answer');
  });

  test('a dependency that is no module', async () => {
    const place = write({
      'package.ts': `${head}export default definePackage({ metadata: { name: 'x' }, dependencies: { a: './a.wasm' }, generate: () => [] });`,
      'a.wasm': 'no module',
    });
    await expect(buildPackage(join(place, 'package.ts'))).rejects.toThrow(/dependency a is no module of a package/);
  });
});

test('a package renders a chart that it depends on, byte for byte', async () => {
  const place = write({
    'package.ts': `${head}export default definePackage({
  metadata: { name: 'wrapper' },
  dependencies: { storefront: './storefront.wasm' },
  generate: ({ values, objects }: any, { renderFiles, render, namespace }) =>
    objects ? render('storefront', { namespace, values }) : renderFiles('storefront', { namespace, values }),
});`,
  });
  const chart = await convertChart(resolve(fixturesFolder, 'storefront'));
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'storefront.wasm'), chart.wasm);
  const { wasm } = await buildPackage(join(place, 'package.ts'), { cacheFolder: join(folder, 'engines') });
  const wrapper = openModule(wasm);
  const data = { name: 'rel', namespace: 'shop', now: 1, entropy: 'e', values: {} };
  const own = openModule(chart.wasm).generate({ data: { ...data, entropy: 'storefront e' } }).data;
  for (let i = 0; i < 3; i++) {
    const through = wrapper.generate({ data }).data;
    expect({ result: through.result, message: through.message }).toEqual({ result: 'Ok', message: own.message });
    expect(Object.fromEntries(through.files)).toEqual(Object.fromEntries(own.files));
  }
  const typed = wrapper.generate({ data: { ...data, objects: true } }).data;
  expect(typed.files.size).toBe(own.files.size);
});

test('what browsers have is known by name, and is not there', async () => {
  const { wasm } = await build({
    'package.ts': `${head}const known = [Blob, File, FormData, Headers, Request, Response, URL, URLSearchParams];
export default definePackage({
  metadata: { name: 'x' },
  generate({ make }: { make?: boolean }) {
    if (make) new URL('https://example.com');
    return { 'a.txt': known.map((one) => one.name + ({} instanceof one)).join(' ') };
  },
});`,
  });
  const { files } = openModule(wasm).generate({ data: { name: 'x' } }).data;
  expect(files.get('a.txt')).toMatch(/^Blobfalse Filefalse .* URLSearchParamsfalse$/);
  const failed = openModule(wasm).generate({ data: { name: 'x', make: true } as never }).data;
  expect(failed.message).toMatch(/^Error: URL is not there: it is a browser's, and a package runs in none/);
});

describe('types', () => {
  /** A TypeScript that has no interface for programs, as 7 has none: a command that tells what it was given. */
  const command = `const { readFileSync } = require('node:fs');
const { files, extends: base, compilerOptions } = JSON.parse(readFileSync(process.argv[3], 'utf8'));
console.log(JSON.stringify({ file: files[0], base, strict: compilerOptions.strict, sdk: Object.keys(compilerOptions.paths ?? {}) }));
process.exit(readFileSync(files[0], 'utf8').includes('wrong') ? 2 : 0);`;
  const typescript = {
    'node_modules/typescript/package.json':
      '{ "name": "typescript", "version": "7.0.2", "main": "./version.js", "bin": { "tsc": "./tsc.js" } }',
    'node_modules/@mistletoe-dev/sdk/package.json': '{ "name": "@mistletoe-dev/sdk" }',
    'node_modules/typescript/version.js': 'exports.version = "7.0.2";',
    'node_modules/typescript/tsc.js': command,
  };

  test('a TypeScript that is a command alone checks them too', async () => {
    const place = write({ ...typescript, 'package.ts': 'right', 'wrong.ts': 'wrong', 'tsconfig.json': '{}' });
    expect(await checkTypes(join(place, 'package.ts'))).toMatch(/^\d+\.\d+\./);
    const failed = await checkTypes(join(place, 'wrong.ts')).catch((error: Error) => error);
    expect(failed).toMatchObject({ name: 'BuildError' });
    const told = JSON.parse((failed as Error).message.replace(/^.*\n/, ''));
    expect(told).toEqual({
      file: join(place, 'wrong.ts'),
      base: join(place, 'tsconfig.json'),
      sdk: [],
    });
  });

  test('a TypeScript that is too old is named', async () => {
    const old = typescript['node_modules/typescript/package.json'].replace('7.0.2', '5.4.5');
    const place = write({ ...typescript, 'node_modules/typescript/package.json': old, 'package.ts': 'right' });
    await expect(checkTypes(join(place, 'package.ts'))).rejects.toThrow(
      'the types cannot be checked with TypeScript 5.4.5: npm install --save-dev "typescript@>=5.5"',
    );
  });

  test('without a tsconfig.json they are strict', async () => {
    const place = write({ ...typescript, 'wrong.ts': 'wrong' });
    await expect(checkTypes(join(place, 'wrong.ts'))).rejects.toThrow('"strict":true');
  });
});
