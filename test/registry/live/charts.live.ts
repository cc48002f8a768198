// Helm charts in a real registry and in a chart repository: what helm pushed and indexed, we convert, and print what helm prints.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helmBinary, liveHelms } from '../../judge/helm';
import { listen } from '../small-registry';
import { type LiveRegistry, makeScene, mistletoe, run, startLiveRegistry, succeed } from './judges';

const scene = makeScene();
const inScene = { env: scene.env, cwd: scene.folder };
const CHARTS = ['parcel-service', 'storefront'];
let registry: LiveRegistry;
let versions: Map<string, string>;

beforeAll(async () => {
  registry = await startLiveRegistry();
  versions = new Map();
  for (const name of CHARTS) {
    const out = succeed(
      helmBinary('4.1'),
      ['package', `${process.cwd()}/charts-fixtures/${name}`, '-d', scene.path('packages')],
      inScene,
    );
    const archive = out.trim().split(': ')[1];
    versions.set(name, basename(archive, '.tgz').slice(name.length + 1));
    succeed(helmBinary('4.1'), ['push', archive, `oci://${registry.name}/charts`, '--plain-http'], inScene);
  }
  succeed(helmBinary('4.1'), ['repo', 'index', scene.path('packages')], inScene);
});
afterAll(() => {
  registry.close();
  scene.remove();
});

/** A helm that is built from its sources alone may think of an older Kubernetes than the charts want. */
const KUBE = ['--kube-version', '1.31.0'];
const FIXED = [...KUBE, '--seed', 'a', '--now', '2026-01-02T15:04:05Z'];

describe.each(CHARTS)('%s', (name) => {
  it.each([...liveHelms])('from OCI, as helm %s prints it', (helm) => {
    const reference = `oci://${registry.name}/charts/${name}`;
    const theirs = run(helmBinary(helm), ['template', 'rel', reference, '--plain-http', ...KUBE], inScene);
    const ours = mistletoe(['template', 'rel', reference, '--plain-http', '--helm', helm, ...FIXED], inScene);
    expect(theirs.code, theirs.err).toBe(0);
    expect(ours).toEqual({ code: 0, out: theirs.out, err: theirs.err });
    const pinned = mistletoe(
      ['convert', `${reference}:${versions.get(name)}`, '--plain-http', '-o', `${name}.wasm`, '--helm', helm],
      inScene,
    );
    expect(pinned.code).toBe(0);
    expect(mistletoe(['template', 'rel', `${name}.wasm`, ...FIXED], inScene).out).toBe(theirs.out);
  });

  it('from a chart repository, by name, alias and address', async () => {
    const server = await listen((request, response) => {
      const isAllowed = request.headers.authorization === `Basic ${Buffer.from('me:secret').toString('base64')}`;
      if (!isAllowed) return void response.writeHead(401).end();
      response.end(readFileSync(scene.path(`packages/${basename(String(request.url))}`)));
    });
    try {
      const local = mistletoe(['template', 'rel', `packages/${name}-${versions.get(name)}.tgz`, ...FIXED], inScene).out;
      const account = ['--username', 'me', '--password', 'secret'];
      const ask = (...args: string[]) => runAside(['template', 'rel', ...args, ...FIXED]);
      expect((await ask(name, '--repo', `${server.url}/`, ...account)).out).toBe(local);
      expect((await ask(name, '--repo', server.url, '--version', `>=${versions.get(name)}`, ...account)).out).toBe(
        local,
      );
      expect((await ask(`${server.url}/${name}-${versions.get(name)}.tgz`, ...account)).out).toBe(local);
      expect((await ask(name, '--repo', server.url)).err).toMatch(
        /is not a valid chart repository or cannot be reached: failed to fetch .*index.yaml : 401/,
      );
      expect((await ask('absent', '--repo', server.url, ...account)).err).toBe(
        `Error: chart "absent" not found in ${server.url}/ repository\n`,
      );
      await helmAside(['repo', 'add', '--force-update', 'mine', server.url, ...account]);
      expect((await ask(`mine/${name}`)).out).toBe(local);
    } finally {
      await server.close();
    }
  });
});

/** Runs a program while this process serves. */
async function aside(program: string, args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: scene.folder, env: { ...process.env, ...scene.env } });
    const result = { code: null as number | null, out: '', err: '' };
    child.stdout.on('data', (chunk) => (result.out += chunk));
    child.stderr.on('data', (chunk) => (result.err += chunk));
    child.on('close', (code) => resolve({ ...result, code }));
  });
}

const runAside = (args: string[]) => aside(process.execPath, [`${process.cwd()}/dist/cli/main.js`, ...args]);

async function helmAside(args: string[]): Promise<void> {
  const { code, err } = await aside(helmBinary('4.1'), args);
  if (code !== 0) throw new Error(err);
}
