// Modules in a real registry, pushed and pulled by us and by others.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CERTIFICATE, PRIVATE_KEY } from '../certificate';
import { judge, type LiveRegistry, makeScene, mistletoe, type Ran, run, startLiveRegistry, succeed } from './judges';

const scene = makeScene();
const { env } = scene;
const CHART = 'charts-fixtures/parcel-service';
let registry: LiveRegistry;
let module: Buffer;

const ours = (...args: string[]): Ran => mistletoe(args, { env });
const inScene = { env, cwd: scene.folder };

beforeAll(async () => {
  registry = await startLiveRegistry();
  expect(ours('convert', CHART, '-o', scene.path('p.wasm')).code).toBe(0);
  module = readFileSync(scene.path('p.wasm'));
});
afterAll(() => {
  registry.close();
  scene.remove();
});

/** What a render prints. */
function render(reference: string, ...flags: string[]): string {
  const { code, out, err } = ours('template', 'rel', reference, ...flags);
  if (code !== 0) throw new Error(err);
  return out;
}

describe('modules', () => {
  it('pushed by us are pulled by oras and crane with equal bytes, twice with one digest', () => {
    const first = ours('push', scene.path('p.wasm'), `oci://${registry.name}/ours/parcel`, '--plain-http');
    expect(first.out).toMatch(/\/ours\/parcel:6\.0\.0@sha256:[0-9a-f]{64}\n$/);
    const again = ours('push', scene.path('p'), `oci://${registry.name}/ours/parcel:again`, '--plain-http');
    expect(again.out.split('@')[1]).toBe(first.out.split('@')[1]);

    mkdirSync(scene.path('oras'), { recursive: true });
    succeed(judge('oras'), ['pull', '--plain-http', `${registry.name}/ours/parcel:6.0.0`, '-o', 'oras'], inScene);
    expect(readFileSync(scene.path('oras/parcel-service-6.0.0.wasm')).equals(module)).toBe(true);
    const manifest = JSON.parse(
      succeed(judge('crane'), ['manifest', '--insecure', `${registry.name}/ours/parcel:6.0.0`], inScene),
    );
    expect(manifest.config.mediaType).toBe('application/vnd.wasm.config.v0+json');
    expect(manifest.layers).toHaveLength(1);
    expect(manifest.annotations).toMatchObject({
      'mistletoe.dev/chart-name': 'parcel-service',
      'org.opencontainers.image.version': '6.0.0',
    });
    const config = JSON.parse(
      succeed(judge('crane'), ['config', '--insecure', `${registry.name}/ours/parcel:6.0.0`], inScene),
    );
    expect(config).toEqual({
      created: '1970-01-01T00:00:00Z',
      architecture: 'wasm',
      os: 'wasip1',
      layerDigests: [manifest.layers[0].digest],
    });
    const blob = run(
      judge('crane'),
      ['blob', '--insecure', `${registry.name}/ours/parcel@${manifest.layers[0].digest}`],
      inScene,
    );
    expect(blob.code).toBe(0);
    expect(manifest.layers[0].size).toBe(module.length);
  });

  it('have the texts of their chart beside them, for oras', () => {
    const digest = ours('resolve', `oci://${registry.name}/ours/parcel:6.0.0`, '--plain-http').out.trim();
    const found = JSON.parse(
      succeed(
        judge('oras'),
        ['discover', '--plain-http', '--format', 'json', `${registry.name}/ours/parcel@${digest}`],
        inScene,
      ),
    );
    // Pushed twice above: there is one.
    expect(found.referrers).toHaveLength(1);
    const name = `${registry.name}/ours/parcel@${found.referrers[0].digest}`;
    const manifest = JSON.parse(succeed(judge('oras'), ['manifest', 'fetch', '--plain-http', name], inScene));
    expect(manifest.artifactType).toBe('application/vnd.mistletoe.texts.v1');
    mkdirSync(scene.path('texts'), { recursive: true });
    succeed(judge('oras'), ['pull', '--plain-http', '-o', 'texts', name], inScene);
    for (const [file, kind] of [
      ['Chart.yaml', 'chart'],
      ['values.yaml', 'values'],
    ] as const) {
      const shown = ours('show', kind, `oci://${registry.name}/ours/parcel:6.0.0`, '--plain-http').out;
      expect(readFileSync(scene.path(`texts/${file}`), 'utf8')).toBe(shown);
    }
  });

  it('pushed by oras are run by us, by tag, by range and by digest', () => {
    const local = render(scene.path('p.wasm'), '--seed', 'a', '--now', '0');
    succeed(
      judge('oras'),
      ['push', '--plain-http', `${registry.name}/theirs/parcel:1.4.0`, 'p.wasm:application/wasm'],
      inScene,
    );
    const digest = ours('resolve', `oci://${registry.name}/theirs/parcel:1.4.0`, '--plain-http').out.trim();
    for (const name of [':1.4.0', ':^1.2', `@${digest}`, `:1.4.0@${digest}`, '']) {
      expect(render(`oci://${registry.name}/theirs/parcel${name}`, '--plain-http', '--seed', 'a', '--now', '0')).toBe(
        local,
      );
    }
    const { code, err } = ours('template', 'rel', `oci://${registry.name}/theirs/parcel:^2`, '--plain-http');
    expect([code, err]).toEqual([
      1,
      `Error: oci://${registry.name}/theirs/parcel: unable to locate any tags that are a version "^2"\n`,
    ]);
  });

  it('once fetched are there without a network, and only then', () => {
    const reference = `oci://${registry.name}/ours/parcel:6.0.0`;
    const online = render(reference, '--plain-http', '--seed', 'a', '--now', '0');
    // Port 1 answers nobody.
    expect(render(reference, '--offline', '--seed', 'a', '--now', '0')).toBe(online);
    const { code, err } = ours('template', 'rel', `oci://${registry.name}/ours/parcel:other`, '--offline');
    expect([code, err]).toEqual([
      1,
      `Error: oci://${registry.name}/ours/parcel:other: not in the cache, and the network must not be used (--offline)\n`,
    ]);
  });

  it('get more tags, and these are listed', () => {
    const repository = `oci://${registry.name}/ours/tagged`;
    ours('push', scene.path('p.wasm'), `${repository}:1.10.0`, '--plain-http');
    const tagged = ours('tag', `${repository}:1.10.0`, '1.2.0', 'stable', '1.2.0+b', '--plain-http');
    expect(tagged.out.split('\n')).toHaveLength(4);
    expect(ours('list-tags', repository, '--plain-http').out).toBe('stable\n1.2.0\n1.2.0_b\n1.10.0\n');
    expect(
      succeed(judge('crane'), ['digest', '--insecure', `${registry.name}/ours/tagged:stable`], inScene).trim(),
    ).toBe(ours('resolve', repository, '--plain-http').out.trim());
  });
});

describe.each([['basic'], ['tokens']])('a registry with accounts and its own certificate, %s', (kind) => {
  it('takes what oras login wrote, and no other', async () => {
    writeFileSync(scene.path('tls.crt'), CERTIFICATE);
    writeFileSync(scene.path('tls.key'), PRIVATE_KEY);
    const flags = kind === 'tokens' ? ['-token'] : [];
    const closed = await startLiveRegistry(
      '-basic',
      'me:sec ret',
      ...flags,
      '-cert',
      scene.path('tls.crt'),
      '-key',
      scene.path('tls.key'),
    );
    try {
      const target = `oci://${closed.name}/closed/parcel:1`;
      const push = () => ours('push', scene.path('p.wasm'), target, '--ca-file', scene.path('tls.crt'));
      expect(ours('push', scene.path('p.wasm'), target).err).toMatch(
        /: self-signed certificate \(--ca-file names who may sign for it\)\n$/,
      );
      expect(push()).toMatchObject({
        code: 1,
        err: expect.stringMatching(
          /^Error: .*(asks for a user and a password|answered 401 to a request without credentials)/,
        ),
      });
      succeed(judge('oras'), ['login', '--ca-file', 'tls.crt', '-u', 'me', '-p', 'sec ret', closed.name], inScene);
      expect(push()).toMatchObject({ code: 0, err: '' });
      const wrong = ours(
        'pull',
        target,
        '--ca-file',
        scene.path('tls.crt'),
        '--username',
        'me',
        '--password',
        'other-secret',
        '-o',
        scene.path('x.wasm'),
      );
      expect(wrong).toMatchObject({ code: 1 });
      expect(wrong.err).not.toContain('other-secret');
      expect(ours('pull', target, '--ca-file', scene.path('tls.crt'), '-o', scene.path('x.wasm')).code).toBe(0);
      expect(readFileSync(scene.path('x.wasm')).equals(module)).toBe(true);
    } finally {
      closed.close();
    }
  });
});
