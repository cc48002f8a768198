// Registries that others wrote, which have no referrers API: what we push, pull, list, tag and sign there, and what others see of it.

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judge, makeScene, mistletoe, run, succeed } from './judges';

const scene = makeScene();
const env = { ...scene.env, COSIGN_PASSWORD: 'pass word' };
const inScene = { env, cwd: scene.folder };
const ours = (...args: string[]) => mistletoe(args, inScene);

beforeAll(() => {
  succeed(judge('cosign'), ['generate-key-pair'], inScene);
  expect(ours('convert', `${process.cwd()}/charts-fixtures/storefront`, '-o', 'shop.wasm').code).toBe(0);
});
afterAll(() => scene.remove());

describe.each([
  ['distribution 3', judge('registry')],
  ["distribution 2, Debian's docker-registry", 'docker-registry'],
])('%s', (title, program) => {
  let server: ChildProcess;
  let registry: string;

  beforeAll(async () => {
    const port = await freePort();
    registry = `127.0.0.1:${port}`;
    const folder = scene.path(`data-${title.replace(/\W+/g, '-')}`);
    const config = `${folder}.yaml`;
    writeFileSync(
      config,
      `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${folder}}, delete: {enabled: true}}\nhttp: {addr: '${registry}'}\n`,
    );
    server = spawn(program, ['serve', config], { stdio: 'ignore' });
    const ended = new Promise<never>((_, fail) => {
      server.once('error', fail);
      server.once('exit', (code) => fail(new Error(`${program} ended with ${code}`)));
    });
    await Promise.race([ended, answers(`http://${registry}/v2/`)]);
  });
  afterAll(() => {
    server.removeAllListeners('exit');
    server.kill();
  });

  it('takes a module, and gives the same bytes to us and to oras', () => {
    const target = `oci://${registry}/shop/web:1.2.0`;
    const pushed = ours('push', 'shop.wasm', target, '--plain-http');
    expect(pushed).toMatchObject({ code: 0, err: '' });
    expect(ours('push', 'shop.wasm', target, '--plain-http').out).toBe(pushed.out);
    expect(ours('pull', target, '-o', 'ours.wasm', '--plain-http')).toMatchObject({ code: 0 });
    succeed(judge('oras'), ['pull', '--plain-http', target.slice('oci://'.length), '-o', 'oras'], inScene);
    const module = readFileSync(scene.path('shop.wasm'));
    expect(readFileSync(scene.path('ours.wasm')).equals(module)).toBe(true);
    expect(readFileSync(scene.path('oras/storefront-3.4.1.wasm')).equals(module)).toBe(true);
  });

  it('lists, resolves and tags', () => {
    const target = `oci://${registry}/shop/web:1.2.0`;
    const digest = ours('resolve', target, '--plain-http').out.trim();
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(ours('tag', target, 'stable', '--plain-http')).toMatchObject({ code: 0 });
    expect(ours('list-tags', `oci://${registry}/shop/web`, '--plain-http').out.split('\n').sort()).toEqual(
      ['', '1.2.0', 'stable'].sort(),
    );
    expect(ours('resolve', `oci://${registry}/shop/web:stable`, '--plain-http').out.trim()).toBe(digest);
    expect(ours('resolve', `oci://${registry}/shop/web:2.0.0`, '--plain-http')).toMatchObject({ code: 1, out: '' });
  });

  it('holds signatures behind a tag: cosign verifies ours', () => {
    const { out } = ours('push', 'shop.wasm', `oci://${registry}/shop/signed:1`, '--plain-http');
    const reference = out.trim();
    const plain = reference.slice('oci://'.length).replace(':1@', '@');
    const verified = () =>
      run(
        judge('cosign'),
        ['verify', '--key', 'cosign.pub', '--allow-http-registry', '--insecure-ignore-tlog=true', plain],
        inScene,
      );
    expect(verified().code).not.toBe(0);
    expect(ours('sign', reference, '--key', 'cosign.key', '--plain-http')).toMatchObject({ code: 0, err: '' });
    expect(verified()).toMatchObject({ code: 0 });
    expect(ours('verify-signature', reference, '--key', 'cosign.pub', '--plain-http')).toMatchObject({ code: 0 });
  });

  it('holds manifests that flux pulls', () => {
    const target = `oci://${registry}/fleet/shop:1.0.0`;
    const flags = ['--plain-http', '--allow-secrets'];
    expect(ours('publish', 'shop', 'shop.wasm', target, ...flags)).toMatchObject({ code: 0, err: '' });
    const folder = scene.path(`flux-${registry.split(':')[1]}`);
    succeed('mkdir', [folder]);
    succeed(judge('flux'), ['pull', 'artifact', target, '--output', folder, '--insecure-registry'], inScene);
    expect(readFileSync(`${folder}/manifests.yaml`, 'utf8')).toContain('# Source: storefront/templates/service.yaml');
  });
});

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}

async function answers(url: string): Promise<void> {
  for (;;) {
    try {
      if ((await fetch(url)).status < 500) return;
    } catch {
      // not yet
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}
