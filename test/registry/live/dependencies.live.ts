// Dependencies, beside the real helm: the same Chart.lock, the same archives, the same words, the same rendering.

import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helmBinary } from '../../judge/helm';
import { listen } from '../small-registry';
import { type LiveRegistry, makeScene, type Ran, startLiveRegistry, succeed } from './judges';

const scene = makeScene();
const inScene = { env: scene.env, cwd: scene.folder };
let registry: LiveRegistry;
let server: Awaited<ReturnType<typeof listen>>;

function file(path: string, text: string): void {
  mkdirSync(dirname(scene.path(path)), { recursive: true });
  writeFileSync(scene.path(path), text);
}

function chart(path: string, name: string, version: string, more = ''): void {
  file(`${path}/Chart.yaml`, `apiVersion: v2\nname: ${name}\nversion: ${version}\n${more}`);
  file(
    `${path}/templates/${name}.yaml`,
    `kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: {{ .Chart.Name }}-{{ .Chart.Version }}\n`,
  );
  file(`${path}/.helmignore`, '*.bak\n');
  file(`${path}/left.bak`, 'left out');
}

beforeAll(async () => {
  registry = await startLiveRegistry();
  server = await listen((request, response) => {
    try {
      response.end(readFileSync(scene.path(`repo/${basename(String(request.url))}`)));
    } catch {
      response.writeHead(404).end();
    }
  });
  for (const version of ['1.2.0', '1.10.0', '2.0.0-rc.1']) {
    chart(`src/http-${version}`, 'fromhttp', version);
    succeed(helmBinary('4.3'), ['package', `src/http-${version}`, '-d', 'repo'], inScene);
    chart(`src/oci-${version}`, 'fromoci', version);
    succeed(helmBinary('4.3'), ['package', `src/oci-${version}`, '-d', 'ocipackages'], inScene);
    succeed(
      helmBinary('4.3'),
      ['push', `ocipackages/fromoci-${version}.tgz`, `oci://${registry.name}/charts`, '--plain-http'],
      inScene,
    );
  }
  succeed(helmBinary('4.3'), ['repo', 'index', 'repo'], inScene);
  chart('local', 'fromfile', '0.3.0');
});
afterAll(async () => {
  registry.close();
  await server.close();
  scene.remove();
});

/** Runs a program while this process serves. */
function aside(program: string, args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: scene.folder, env: { ...process.env, ...scene.env } });
    const result: Ran = { code: null, out: '', err: '' };
    child.stdout.on('data', (chunk) => (result.out += chunk));
    child.stderr.on('data', (chunk) => (result.err += chunk));
    child.on('close', (code) => resolve({ ...result, code }));
  });
}
const helm = (...args: string[]) => aside(helmBinary('4.3'), args);
const ours = (...args: string[]) => aside(process.execPath, [`${process.cwd()}/dist/cli/main.js`, ...args]);

/** The same umbrella twice: one for helm, one for us. */
function umbrella(dependencies: string): void {
  for (const whose of ['theirs', 'ours']) {
    rmSync(scene.path(whose), { recursive: true, force: true });
    chart(whose, 'umbrella', '1.0.0', `dependencies:\n${dependencies}`);
  }
}

const lock = (whose: string) =>
  readFileSync(scene.path(`${whose}/Chart.lock`), 'utf8').replace(/generated: .*/, 'generated: TIME');
const charts = (whose: string) => readdirSync(scene.path(`${whose}/charts`)).sort();
const plain = (text: string) => text.replaceAll('theirs', 'ours');

const ALL = () => `- name: fromhttp
  version: ^1.1
  repository: ${server.url}
  condition: http.enabled
  tags: [a, b]
  import-values: [data, {child: x, parent: "y<z>"}]
- name: fromoci
  version: ">=1.0 <2"
  repository: oci://${registry.name}/charts
  alias: other
- name: fromfile
  version: 0.x
  repository: file://../local
`;

describe('dependency update, build and list', () => {
  it('leave what helm leaves', async () => {
    umbrella(ALL());
    const listed = await ours('dependency', 'list', 'ours');
    expect(listed.out).toBe(plain((await helm('dependency', 'list', 'theirs')).out));
    expect(await helm('dependency', 'update', 'theirs', '--plain-http')).toMatchObject({ code: 0 });
    expect(await ours('dependency', 'update', 'ours', '--plain-http')).toMatchObject({ code: 0 });
    expect(lock('ours')).toBe(lock('theirs'));
    expect(charts('ours')).toEqual(charts('theirs'));
    expect(charts('ours')).toEqual(['fromfile-0.3.0.tgz', 'fromhttp-1.10.0.tgz', 'fromoci-1.10.0.tgz']);
    expect((await ours('dependency', 'list', 'ours')).out).toBe(
      plain((await helm('dependency', 'list', 'theirs')).out),
    );
    const rendered = (await helm('template', 'x', 'theirs')).out;
    expect((await helm('template', 'x', 'ours')).out).toBe(rendered);
    expect((await ours('template', 'x', 'ours')).out).toBe(rendered);
    // And each builds from the lock of the other.
    cpSync(scene.path('ours/Chart.lock'), scene.path('theirs/Chart.lock'));
    for (const whose of ['theirs', 'ours']) rmSync(scene.path(`${whose}/charts`), { recursive: true });
    // Helm wants to have been told of a repository before it builds.
    await helm('repo', 'add', 'known', server.url);
    expect(await helm('dependency', 'build', 'theirs', '--plain-http')).toMatchObject({ code: 0 });
    expect(await ours('dependency', 'build', 'ours', '--plain-http')).toMatchObject({ code: 0 });
    expect(charts('ours')).toEqual(charts('theirs'));
    expect((await ours('template', 'x', 'ours')).out).toBe(rendered);
  });

  it('take outdated archives away, and others not', async () => {
    umbrella(
      `- name: fromhttp\n  version: 1.2.0\n  repository: ${server.url}\n- name: own\n  version: "*"\n  repository: ""\n`,
    );
    for (const whose of ['theirs', 'ours']) {
      chart(`${whose}/charts/own`, 'own', '1.0.0');
      cpSync(scene.path('repo/fromhttp-1.10.0.tgz'), scene.path(`${whose}/charts/fromhttp-1.10.0.tgz`));
    }
    expect(await helm('dependency', 'update', 'theirs')).toMatchObject({ code: 0 });
    expect(await ours('dependency', 'update', 'ours')).toMatchObject({ code: 0 });
    expect(charts('ours')).toEqual(charts('theirs'));
    expect(lock('ours')).toBe(lock('theirs'));
    expect((await ours('dependency', 'list', 'ours')).out).toBe(
      plain((await helm('dependency', 'list', 'theirs')).out),
    );
  });

  it.each([
    ['a version that there is not', () => `- name: fromhttp\n  version: ">=7"\n  repository: ${server.url}\n`],
    ['a range that is none', () => `- name: fromhttp\n  version: latest\n  repository: ${server.url}\n`],
    ['a folder that is not there', () => '- name: x\n  version: 1.0.0\n  repository: file://../absent\n'],
    ['a folder with another version', () => '- name: fromfile\n  version: ^2\n  repository: file://../local\n'],
  ])('%s: the words of helm, and nothing changed', async (_, dependencies) => {
    umbrella(dependencies());
    const theirs = await helm('dependency', 'update', 'theirs');
    const mine = await ours('dependency', 'update', 'ours');
    expect(theirs.code).toBe(1);
    expect(mine).toEqual({
      code: 1,
      out: '',
      err: `${/^Error: .*$/m.exec(plain(theirs.err))![0]}\n`,
    });
    expect(readdirSync(scene.path('ours')).sort()).toEqual(['.helmignore', 'Chart.yaml', 'left.bak', 'templates']);
  });

  it('a lock that does not fit: the words of helm', async () => {
    umbrella('- name: fromfile\n  version: 0.x\n  repository: file://../local\n');
    for (const whose of ['theirs', 'ours'])
      file(`${whose}/Chart.lock`, 'dependencies: []\ndigest: sha256:00\ngenerated: "2026-01-01T00:00:00Z"\n');
    const theirs = await helm('dependency', 'build', 'theirs');
    expect(await ours('dependency', 'build', 'ours')).toMatchObject({ code: 1, err: theirs.err });
  });

  it('are built by the commands that need them, where they are told to', async () => {
    umbrella('- name: fromfile\n  version: 0.x\n  repository: file://../local\n');
    expect((await ours('convert', 'ours', '-o', 'u.wasm')).err).toMatch(/missing in charts\/ directory: fromfile/);
    expect(await ours('convert', 'ours', '-o', 'u.wasm', '--dependency-build')).toMatchObject({ code: 0 });
    rmSync(scene.path('ours/charts'), { recursive: true });
    const theirs = await helm('template', 'x', 'theirs', '--dependency-update');
    expect(theirs.code).toBe(0);
    expect((await ours('template', 'x', 'ours', '--dependency-update')).out).toBe(
      (await helm('template', 'x', 'theirs')).out,
    );
  });
});
