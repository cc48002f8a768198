// Packages that depend on a module in a registry: by its digest, under the policy, kept for the next build, and never anything else than
// what the digest says.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runProgram } from '../../cli/program';
import { sha256 } from '../../registry/digest';
import { describe, EMPTY, MEDIA, manifestText } from '../../registry/oci/manifest';
import { openModule } from '../../runtime/host';
import { buildTemplates } from '../../toolchain/handlebars/build';
import { openRegistry } from '../registry/client';
import { type SmallRegistry, startRegistry } from '../registry/small-registry';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-dependencies-'));
const homes = { contentFolder: join(folder, 'content'), mistletoeHome: join(folder, 'home') };
let registry: SmallRegistry;
let reference: string;

async function run(args: string[], content = homes.contentFolder) {
  const { stdout, stderr, code } = await runProgram(args, { cwd: folder, ...homes, contentFolder: content });
  return { stdout: Buffer.from(stdout), stderr, code };
}

/** A package that hands on what its dependency gives, with a label. */
function writePackage(dependency: string): void {
  writeFileSync(
    join(folder, 'package.ts'),
    `import { definePackage } from '@mistletoe-dev/sdk';
export default definePackage({
  metadata: { name: 'policy' },
  dependencies: { base: '${dependency}' },
  generate: ({ team = 'x' }: { team?: string }, { render }) =>
    render('base', { team }).map((object) => ({ ...object, metadata: { ...object.metadata, labels: { team } } })),
});`,
  );
}

beforeAll(async () => {
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  mkdirSync(join(folder, 'base'));
  writeFileSync(
    join(folder, 'base/map.yaml.hbs'),
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{name}}\ndata:\n  team: {{team}}\n',
  );
  writeFileSync(join(folder, 'base.wasm'), (await buildTemplates(join(folder, 'base'))).wasm);
  registry = await startRegistry();
  const name = `oci://${registry.name}/acme/base:1.0.0`;
  expect(await run(['push', 'base.wasm', name, '--plain-http'])).toMatchObject({ code: 0 });
  const resolved = await run(['resolve', name, '--plain-http', '--full-reference']);
  reference = resolved.stdout.toString().trim();
  expect(reference).toMatch(/^oci:\/\/127\.0\.0\.1:\d+\/acme\/base(?::1\.0\.0)?@sha256:[0-9a-f]{64}$/);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await registry.close();
  rmSync(folder, { recursive: true });
});

test('a module is fetched by its digest and linked in; the next build needs no registry', async () => {
  writePackage(reference);
  expect(await run(['build', 'package.ts', '-o', 'one.wasm', '--plain-http'])).toMatchObject({ code: 0 });
  const { stdout: wasm } = await run(['build', 'package.ts', '-o', '-', '--offline']);
  const { result, files } = openModule(wasm).generate({ data: { name: 'rel', team: 'web' } as never }).data;
  expect({ result, text: [...files.values()] }).toEqual({
    result: 'Ok',
    text: ['apiVersion: v1\ndata:\n  team: web\nkind: ConfigMap\nmetadata:\n  name: rel\n  labels:\n    team: web\n'],
  });
});

test('nothing was fetched yet, and there is to be no network', async () => {
  writePackage(reference);
  const { code, stderr, stdout } = await run(['build', 'package.ts', '-o', '-', '--offline'], join(folder, 'empty'));
  expect({ code, written: stdout.length }).toEqual({ code: 1, written: 0 });
  expect(stderr).toMatch(/^Error: .*offline/);
});

test.each([
  [
    'a tag alone',
    () => reference.replace(/@.*/, ''),
    /the dependency base is oci:.*, without its digest: mistletoe resolve/,
  ],
  ['a digest cut short', () => reference.slice(0, -1), /without its digest/],
  [
    'a place that is none',
    () => 'https://example.com/base.wasm',
    /the dependency base is https:.*: a file, or oci:\/\/…@sha256:…/,
  ],
  ['what the registry does not have', () => reference.replace(/[0-9a-f]{64}$/, '0'.repeat(64)), /answered 404/],
])('%s', async (_, place, message) => {
  writePackage(place());
  const { code, stderr } = await run(['build', 'package.ts', '-o', 'two.wasm', '--plain-http']);
  expect(stderr).toMatch(message);
  expect(code).toBe(1);
});

test('a registry that gives something else for the digest', async () => {
  writePackage(reference);
  const wrong = await startRegistry({
    intercept({ url, response }) {
      if (!url.pathname.includes('/blobs/') && !url.pathname.includes('/manifests/')) return false;
      response.writeHead(200, { 'content-type': 'application/vnd.oci.image.manifest.v1+json' });
      response.end('{"schemaVersion":2,"config":{},"layers":[]}');
      return true;
    },
  });
  writePackage(reference.replace(registry.name, wrong.name));
  const { code, stderr } = await run(['build', 'package.ts', '-o', 'two.wasm', '--plain-http'], join(folder, 'other'));
  await wrong.close();
  expect(stderr).toMatch(/digest|sha256/);
  expect(code).toBe(1);
});

test('a policy that wants a signature stops the build', async () => {
  writePackage(reference);
  writeFileSync(join(folder, 'policy.yaml'), 'version: 1\ndefault: deny\n');
  const { code, stderr } = await run([
    'build',
    'package.ts',
    '-o',
    'two.wasm',
    '--plain-http',
    '--policy',
    'policy.yaml',
  ]);
  expect(stderr).toMatch(/policy/);
  expect(code).toBe(1);
});

test('a chart is no module', async () => {
  mkdirSync(join(folder, 'small'));
  writeFileSync(join(folder, 'small/Chart.yaml'), 'apiVersion: v2\nname: small\nversion: 1.0.0\n');
  execFileSync('tar', ['czf', 'small.tgz', 'small'], { cwd: folder });
  const repository = openRegistry(registry).repository('acme/small');
  const push = async (type: string, data: Buffer) => {
    const descriptor = describe(type, data, sha256(data));
    await repository.pushBlob(descriptor, data);
    return descriptor;
  };
  const manifest = manifestText({
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    config: await push('application/vnd.cncf.helm.config.v1+json', EMPTY),
    layers: [
      await push('application/vnd.cncf.helm.chart.content.v1.tar+gzip', readFileSync(join(folder, 'small.tgz'))),
    ],
  });
  await repository.pushManifest(manifest, MEDIA.manifest, '1.0.0');
  writePackage(`oci://${registry.name}/acme/small@${sha256(manifest)}`);
  const { code, stderr } = await run(['build', 'package.ts', '-o', 'two.wasm', '--plain-http']);
  expect(stderr).toMatch(/is a chart: mistletoe convert makes a module of it/);
  expect(code).toBe(1);
});
