// What npm publishes, installed without its optional dependencies, as whoever only renders has it: it renders charts and modules, says
// in a line what converting needs, stays small, and has types for a strict program.

import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../judge/needs';
import { moduleInC } from '../modules/build';
import { chartFiles } from './charts';

interface Package {
  dependencies?: Record<string, string>;
}

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-installed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const modules = join(folder, 'node_modules');
const installed = join(modules, '@mistletoe-dev/mistletoe');

/** What is installed may be so large in all: what the README says, and a little that dependencies grow by. */
const MAX_BYTES = 1.05e6 * Number(/--omit=optional`, ([\d.]+) MB/.exec(readFileSync('README.md', 'utf8'))?.[1]);

const run = (...args: string[]) => {
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache'), KUBECONFIG: join(folder, 'none') };
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(installed, 'dist/cli/main.js'), ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { out: stdout, err: stderr, code: status };
};

/** Copies a package and what it depends on, as an installation that leaves out what is optional has them. */
function install(name: string): void {
  const target = join(modules, name);
  if (existsSync(target)) return;
  cpSync(resolve('node_modules', name), target, { recursive: true, dereference: true });
  const { dependencies = {} } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as Package;
  for (const dependency of Object.keys(dependencies)) {
    if (!existsSync(join(target, 'node_modules', dependency))) install(dependency);
  }
}

function bytesIn(path: string): number {
  if (!lstatSync(path).isDirectory()) return lstatSync(path).size;
  return readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0);
}

describe.runIf(needs('the build (npm run build)', existsSync('dist/cli/main.js')))('the published package', () => {
  beforeAll(() => {
    const args = ['pack', resolve('.'), '--silent', '--ignore-scripts'];
    const packed = execFileSync('npm', args, { cwd: folder, encoding: 'utf8' });
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['xzf', packed.trim(), '-C', installed, '--strip-components=1'], { cwd: folder });
    rmSync(join(folder, packed.trim()));
    const { dependencies = {} } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Package;
    for (const name of Object.keys(dependencies)) install(name);
    for (const [name, text] of Object.entries(
      chartFiles('web', { 'templates/a.yaml': 'a: {{ .Release.Name | upper }}\n' }),
    )) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    writeFileSync(join(folder, 'namespace.wasm'), moduleInC());
  });

  it('is small, without the compiler and the toolchain', () => {
    for (const name of ['binaryen', 'esbuild', 'quickjs-wasi', 'typescript', 'vitest']) {
      expect(existsSync(join(modules, name))).toBe(false);
    }
    if (process.env['MISTLETOE_SIZES']) process.stderr.write(`${bytesIn(folder)} ${bytesIn(installed)}\n`);
    expect(bytesIn(modules)).toBeLessThan(MAX_BYTES);
  });

  it('renders a chart, the first time and again', () => {
    const out = '---\n# Source: web/templates/a.yaml\na: REL\n';
    for (let i = 0; i < 3; i++) expect(run('template', 'rel', 'web')).toEqual({ out, err: '', code: 0 });
  });

  it('runs modules', () => {
    expect(run('generate', 'my-ns', '-p', 'namespace').out).toContain('name: my-ns');
    expect(run('inspect', 'package', 'namespace').code).toBe(0);
  });

  it('says in a line what converting needs', () => {
    for (const args of [
      ['convert', 'web'],
      ['migrate', 'web', '--out', 'modules'],
    ]) {
      const { err, code } = run(...args);
      expect(code).not.toBe(0);
      expect(err).toContain('converting needs Binaryen, an optional dependency that is not installed');
      expect(err).not.toMatch(/\n\s+at /);
    }
    expect(existsSync(join(folder, 'web-1.2.3.wasm'))).toBe(false);
  });

  it.runIf(needs('the types of the build (npm run build)', existsSync('dist/index.d.ts')))(
    'has types for a strict program',
    () => {
      // A library for Node speaks of Node's types.
      install('@types/node');
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
      writeFileSync(
        join(folder, 'use.ts'),
        [
          "import { convertChart, loadModule, renderChart } from '@mistletoe-dev/mistletoe';",
          "import { type TestedPackage, testPackage } from '@mistletoe-dev/mistletoe/build';",
          "import { openModule } from '@mistletoe-dev/mistletoe/host';",
          "export const tested: Promise<TestedPackage> = testPackage('package.ts');",
          "export const text: string = (await renderChart('web', { name: 'rel' })).manifests.map((one) => one.text).join('');",
          "export const wasm: Uint8Array = (await convertChart('web')).wasm;",
          'export const name: string = openModule(wasm).info().metadata.name;',
          'export const size: number = loadModule(wasm).size;',
          '',
        ].join('\n'),
      );
      const compilerOptions = { strict: true, noEmit: true, target: 'es2023', module: 'nodenext', types: ['node'] };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
      const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
      expect(spawnSync(process.execPath, [tsc], { cwd: folder, encoding: 'utf8' }).stdout).toBe('');
    },
  );

  it.runIf(needs('the types of the build (npm run build)', existsSync('dist/index.d.ts')))(
    'does what the examples of docs/library.md say',
    () => {
      for (const name of ['@types/node', 'binaryen']) install(name);
      const files = chartFiles('mychart', {
        'values.yaml': 'replicas: 1\nimage: {tag: v1}\n',
        'values.schema.json': '{"properties": {"replicas": {"type": "integer"}}}',
        'templates/web.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: {{ .Release.Name }}}\nspec:\n  replicas: {{ .Values.replicas }}\n  image: web:{{ .Values.image.tag }}\n',
        'templates/NOTES.txt': 'Installed in {{ .Release.Namespace }}',
      });
      const place = join(folder, 'examples');
      for (const [name, text] of Object.entries({ ...files, 'data.yaml': 'image: {tag: v3}\n' })) {
        mkdirSync(dirname(join(place, name)), { recursive: true });
        writeFileSync(join(place, name), text);
      }
      const page = readFileSync('docs/library.md', 'utf8');
      const examples = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text]) => text!);
      const names = examples.map((_, i) => `example${i}.ts`);
      for (const [i, name] of names.entries()) writeFileSync(join(place, name), examples[i]!);
      writeFileSync(join(place, 'package.json'), '{ "type": "module" }');
      const compilerOptions = { strict: true, target: 'es2023', module: 'nodenext', types: ['node'] };
      writeFileSync(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: names }));
      const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
      expect(spawnSync(process.execPath, [tsc], { cwd: place, encoding: 'utf8' }).stdout).toBe('');
      const printed = names.map((name) => {
        const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') };
        const program = name.replace(/ts$/, 'js');
        const { stdout, stderr, status } = spawnSync(process.execPath, [program], {
          cwd: place,
          env,
          encoding: 'utf8',
        });
        expect([name, stderr, status]).toEqual([name, '', 0]);
        return stdout;
      });
      expect(printed).toEqual([
        expect.stringMatching(
          /^Deployment shop \[\]\nInstalled in prod\n---\n# Source: mychart[\s\S]*replicas: 3\n {2}image: web:v2\n$/,
        ),
        'the image is written at mychart/templates/web.yaml:6\n',
        expect.stringMatching(/^the render failed at its schema: values don't meet/),
        expect.stringMatching(/^mychart 1\.2\.3: \d+ bytes\n$/),
        expect.stringMatching(/^mychart \d+ 3\.17\n$/),
        expect.stringMatching(
          /^# mychart\/templates\/web\.yaml\n[\s\S]*name: my-shop[\s\S]*image: web:v3\n[\s\S]*Installed in default 0\n$/,
        ),
      ]);
    },
  );
});
