// The SDK as npm packs it: what a strict program that uses it sees, and what it says of mistakes.

import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultProfile } from '../../language/profiles';
import { ejectChart } from '../../toolchain/eject/eject';
import { testPackage } from '../../toolchain/testing';
import { fixturesFolder } from '../judge/fixtures';
import { needs } from '../judge/needs';
import { packagesFolder } from './build';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-sdk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const built = needs('the built SDK (npm run build)', existsSync('dist/sdk/types/index.d.ts'));

describe.runIf(built)('the packed SDK', () => {
  beforeAll(() => {
    const packed = execFileSync('npm', ['pack', resolve('dist/sdk'), '--silent'], { cwd: folder, encoding: 'utf8' });
    const scope = join(folder, 'node_modules/@mistletoe-dev');
    mkdirSync(join(scope, 'sdk'), { recursive: true });
    execFileSync('tar', ['xzf', packed.trim(), '-C', join(scope, 'sdk'), '--strip-components=1'], { cwd: folder });
    symlinkSync(resolve('.'), join(scope, 'mistletoe'));
    symlinkSync(resolve('node_modules/kubernetes-types'), join(folder, 'node_modules/kubernetes-types'));
  });

  test('holds what a build needs', () => {
    expect(readdirSync(join(folder, 'node_modules/@mistletoe-dev/sdk')).sort()).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'NOTICE',
        'README.md',
        'engine.json',
        'engine.wasm',
        'index.js',
        'node',
        'runtime.js',
      ]),
    );
  });

  const check = (sources: Record<string, string>, resolution: 'bundler' | 'nodenext') => {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    for (const [name, source] of Object.entries(sources)) writeFileSync(join(folder, name), source);
    const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noEmit: true,
      target: 'es2023',
      lib: ['es2023'],
      types: [],
      module: resolution === 'bundler' ? 'esnext' : 'nodenext',
      moduleResolution: resolution,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: Object.keys(sources) }));
    const { stdout } = spawnSync(process.execPath, [tsc], { cwd: folder, encoding: 'utf8' });
    return stdout;
  };

  const good = `import { definePackage, labels, nameOf, toYaml, type Manifest, type Resource } from '@mistletoe-dev/sdk';
import type { Deployment } from 'kubernetes-types/apps/v1';
import values from './values.yaml';
import text from './app.conf';
import { isKind } from '@mistletoe-dev/sdk';
export const twice = (object: Manifest): Manifest =>
  isKind<Deployment>(object, 'apps/v1', 'Deployment') ? { ...object, spec: { ...object.spec!, replicas: 2 } } : object;
interface Widget { apiVersion: 'example.com/v1'; kind: 'Widget'; metadata?: { name?: string }; spec?: { size: number } }
export default definePackage<{ replicas?: number }>({
  metadata: { name: 'web' },
  dependencies: { shop: './shop.wasm' },
  async generate({ replicas = 1 }, { name, now, render, manifests }) {
    const app = labels({ app: 'web', instance: name });
    console.log(btoa(name), app);
    const deployment = {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: nameOf(name, 'web'), labels: app },
      spec: { replicas, selector: { matchLabels: app }, template: { spec: { containers: [{ name: 'web', image: text }] } } },
    } satisfies Resource<Deployment>;
    const widget: Resource<Widget> = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: deployment.metadata.name } };
    const others: Manifest[] = render('shop', { values }).map((object) => ({ ...object, metadata: { ...object.metadata } }));
    return { files: [deployment, widget, ...others, ...manifests], message: toYaml({ at: now().toISOString() }) };
  },
});
`;

  test('passes a strict check', () => {
    expect(check({ 'web.ts': good }, 'bundler')).toBe('');
    // kubernetes-types has no exports: Node's way of finding modules wants the file's name.
    expect(check({ 'web.ts': good.replace('apps/v1', 'apps/v1.js') }, 'nodenext')).toBe('');
  });

  test("takes a schema's type where the schema can be called too, as arktype's can", () => {
    const source = `import { definePackage, type StandardSchema } from '@mistletoe-dev/sdk';
declare const schema: StandardSchema<{ replicas: number }> & ((data: unknown) => { replicas: number } | Error[]);
definePackage({ metadata: { name: 'a' }, input: schema, generate: ({ replicas }) => ({ 'a.txt': replicas.toFixed() }) });
definePackage({ metadata: { name: 'b' }, input: (data) => ({ size: Number(data['size']) }), generate: ({ size }) => ({ 'a.txt': size.toFixed() }) });
`;
    expect(check({ 'schema.ts': source }, 'bundler')).toBe('');
  });

  test('reads and writes YAML in Node too, for tests of parts of a package', () => {
    const source = `import { parseYaml, toYaml } from '@mistletoe-dev/sdk';
import { text } from '@mistletoe-dev/sdk/chart';
console.log(JSON.stringify([toYaml({ a: [1, 'yes'] }), parseYaml('b: 0x10'), text(1e6)]));`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', source], { cwd: folder, encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toEqual(['a:\n- 1\n- "yes"\n', { b: 16 }, '1e+06']);
  });

  test('finds mistakes', () => {
    const mistakes = [
      ['replicas, selector', 'replicas: "two", selector', "Type 'string' is not assignable to type 'number'"],
      ['containers: [', 'container: [', "'container' does not exist in type 'PodSpec'"],
      ["apiVersion: 'apps/v1', ", '', "Property 'apiVersion' is missing in type"],
      ["'apps/v1', kind", "'apps/v2', kind", `Type '"apps/v2"' is not assignable to type '"apps/v1"'`],
      ["name: nameOf(name, 'web'), ", '', "Property 'name' is missing in type"],
      ['image: text', 'image: 1', "Type 'number' is not assignable to type 'string'"],
      ['selector: { matchLabels: app }, ', '', "Property 'selector' is missing in type"],
      ["kind: 'Widget', metadata: {", "kind: 'Widget', spec: {}, metadata: {", "Property 'size' is missing in type"],
      ['replicas = 1 }', 'copies = 1 }', "Property 'copies' does not exist"],
      ['name, now,', 'name, today,', "Property 'today' does not exist on type 'Context'"],
      ['return { files', 'return 1; return { files', 'is not assignable to type'],
    ] as const;
    const sources = mistakes.map(([from, to], i) => [`mistake-${i}.ts`, good.replace(from, to)]);
    const said = check(Object.fromEntries(sources), 'bundler').split(/\n(?=\S)/);
    mistakes.forEach(([, , message], i) => {
      const lines = said.filter((line) => line.startsWith(`mistake-${i}.ts(`));
      expect(lines.join('\n')).toContain(message);
    });
  });

  test('serves an ejected chart, which passes its own check and its own test', async () => {
    const out = join(folder, 'storefront');
    const chart = join(fixturesFolder, 'storefront');
    const { kept } = await ejectChart(chart, {
      out,
      helm: defaultProfile,
      version: '0.1.0',
      templates: ['all'],
      quick: true,
    });
    expect(kept).toEqual([]);
    for (const name of ['typescript', 'vitest']) {
      if (!existsSync(join(folder, 'node_modules', name)))
        symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name));
    }
    const { scripts } = JSON.parse(readFileSync(join(out, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts).toMatchObject({ check: 'tsc', test: 'vitest run' });
    const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: out, encoding: 'utf8' });
    expect(run(resolve('node_modules/typescript/bin/tsc')).stdout).toBe('');
    const { status, stdout, stderr } = run(resolve('node_modules/vitest/vitest.mjs'), 'run');
    expect({ status, passed: /1 passed/.test(stdout) }, stdout + stderr).toEqual({ status: 0, passed: true });
  });
});

test('the test of an ejected chart that refuses its own values expects that, in the words that TypeScript has too', async () => {
  const place = mkdtempSync(join(tmpdir(), 'mistletoe-refusing-'));
  try {
    const expected = ['said', 'unsaid'].map(async (name) => {
      const template = name === 'said' ? '{{ required "name it" .Values.name }}' : '{{ .Values.missing.name }}';
      const chart = join(place, name);
      mkdirSync(join(chart, 'templates'), { recursive: true });
      writeFileSync(join(chart, 'Chart.yaml'), `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`);
      writeFileSync(join(chart, 'templates/a.yaml'), `kind: A\nname: ${template}\n`);
      const out = join(place, `${name}-package`);
      const options = { out, helm: defaultProfile, version: '0.1.0', templates: ['all'], quick: true };
      expect((await ejectChart(chart, options)).kept).toEqual([]);
      const [{ error }] = JSON.parse(readFileSync(join(out, 'expected.json'), 'utf8')) as [{ error: string }];
      const test = readFileSync(join(out, 'package.test.ts'), 'utf8');
      expect(test).toContain('await expect(render()).rejects.toThrow(error || undefined);');
      const { render } = await testPackage(join(out, 'package.ts'));
      expect(() => render({ values: {} })).toThrow(error || undefined);
      return error;
    });
    expect(await Promise.all(expected)).toEqual(['name it', '']);
  } finally {
    rmSync(place, { recursive: true });
  }
});

describe('testPackage', () => {
  test('renders with a clock and a seed that stand still', async () => {
    const web = await testPackage(join(packagesFolder, 'web.ts'));
    const { objects, files, yaml, warnings } = web.render({ replicas: 3 }, { name: 'shop' });
    expect(web.name).toBe('web');
    expect(objects[0]).toMatchObject({ kind: 'Deployment', metadata: { name: 'shop' }, spec: { replicas: 3 } });
    expect(Object.keys(files)).toEqual(['deployment-shop.yaml', 'service-shop.yaml']);
    expect(yaml).toBe(Object.values(files).join('---\n'));
    expect(warnings).toEqual([]);
  });

  test('reads what clusters read: the later of two keys, and e6 is a name', async () => {
    const place = mkdtempSync(join(tmpdir(), 'mistletoe-read-'));
    const file = join(place, 'package.ts');
    const text = 'e6: 1\na: one\na: two\n---\n# nothing\n---\nkind: B\n';
    writeFileSync(
      file,
      `export default { metadata: { name: 'read' }, generate: ({ text }) => ({ 'a.yaml': text ?? ${JSON.stringify(text)} }) };\n`,
    );
    try {
      const { render } = await testPackage(file);
      expect(render().objects).toEqual([{ e6: 1, a: 'two' }, { kind: 'B' }]);
      expect(() => render({ text: 'a: [' })).toThrow(/^a\.yaml is not YAML: yaml: line 1: /);
    } finally {
      rmSync(place, { recursive: true });
    }
  });

  test('refuses what the package refuses', async () => {
    const web = await testPackage(join(packagesFolder, 'web.ts'));
    expect(() => web.render({ replicas: 0 })).toThrow('replicas is 0: at least one is needed');
  });
});
