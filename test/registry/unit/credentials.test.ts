// Credentials as docker, helm and podman keep them.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseChallenges } from '../../../registry/auth/challenge';
import { configFiles, fileCredentials } from '../../../registry/auth/credentials';

const SECRET = 'hunter2-secret';
let folder: string;
const path = process.env['PATH'];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'credentials-'));
  helper('good', `read host; printf '{"ServerURL":"%s","Username":"u-%s","Secret":"s"}' "$host" "$host"`);
  helper('token', `echo '{"Username":"<token>","Secret":"refresh"}'`);
  helper('none', 'echo credentials not found in native keychain; exit 1');
  helper('broken', `echo ${SECRET}; exit 3`);
  helper('words', `echo ${SECRET}`);
  process.env['PATH'] = `${folder}${delimiter}${path}`;
});
afterAll(() => {
  process.env['PATH'] = path;
  rmSync(folder, { recursive: true });
});

function helper(name: string, script: string): void {
  const file = join(folder, `docker-credential-${name}`);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

function config(value: unknown): string {
  const file = join(folder, 'config.json');
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
}

const auth = (user: string, password: string) => Buffer.from(`${user}:${password}`).toString('base64');
const find = (value: unknown, registry: string, repository?: string) =>
  fileCredentials(config(value))(registry, repository);

describe('credentials', () => {
  it.each([
    ['an account', { auths: { 'h:1': { auth: auth('u', 'p:q') } } }, 'h:1', { username: 'u', password: 'p:q' }],
    ['an old key', { auths: { 'https://h/v1/': { auth: auth('u', 'p') } } }, 'h', { username: 'u', password: 'p' }],
    [
      'the hub',
      { auths: { 'https://index.docker.io/v1/': { auth: auth('u', 'p') } } },
      'docker.io',
      { username: 'u', password: 'p' },
    ],
    [
      'tokens',
      { auths: { h: { identitytoken: 'i', registrytoken: 'r' } } },
      'h',
      { identityToken: 'i', registryToken: 'r' },
    ],
    ['nobody', { auths: { h: {} } }, 'h', undefined],
    ['another registry', { auths: { h: { auth: auth('u', 'p') } } }, 'h2', undefined],
    ['a helper', { credHelpers: { 'h:1': 'good' } }, 'h:1', { username: 'u-h:1', password: 's' }],
    [
      'a helper for the hub',
      { credHelpers: { 'docker.io': 'good' } },
      'docker.io',
      { username: 'u-https://index.docker.io/v1/', password: 's' },
    ],
    ['a store', { credsStore: 'token' }, 'h', { identityToken: 'refresh' }],
    [
      'a store that has none',
      { credsStore: 'none', auths: { h: { auth: auth('u', 'p') } } },
      'h',
      { username: 'u', password: 'p' },
    ],
    ['an empty file', '', 'h', undefined],
  ])('%s', async (_, value, registry, credential) => {
    expect(await find(value, registry)).toEqual(credential);
  });

  it('of a repository, as podman keeps them', async () => {
    const value = { auths: { 'h/team': { auth: auth('team', 'p') }, h: { auth: auth('all', 'p') } } };
    expect(await find(value, 'h', 'team/app')).toMatchObject({ username: 'team' });
    expect(await find(value, 'h', 'other/app')).toMatchObject({ username: 'all' });
  });

  it.each([
    ['no JSON', `{"auths":{"h":{"auth":"${SECRET}"`, 'not JSON'],
    ['a list', [], 'no JSON object'],
    ['no accounts', { auths: [] }, 'are JSON objects'],
    [
      'no account',
      { auths: { h: { auth: Buffer.from(SECRET).toString('base64') } } },
      'is not USER:PASSWORD in base64',
    ],
    ['a helper that fails', { credHelpers: { h: 'broken' } }, 'docker-credential-broken .*: ended with 3'],
    ['a helper without JSON', { credHelpers: { h: 'words' } }, 'its answer is not JSON'],
    ['a helper that is not there', { credHelpers: { h: 'absent' } }, 'no such program in PATH'],
    ['a helper that is a path', { credHelpers: { h: '../../bin/sh' } }, 'is no name of a credential helper'],
  ])('%s: an error without the secret', async (_, value, says) => {
    const error = await find(value, 'h').catch((reason: Error) => reason);
    expect((error as Error).message).toMatch(new RegExp(says));
    expect((error as Error).message).not.toContain(SECRET);
    expect(error).toMatchObject({ code: 'configuration' });
  });

  it('a given file must be there, those of others need not', async () => {
    await expect(fileCredentials(join(folder, 'absent.json'))('h')).rejects.toThrow('no such file');
    const environment = { DOCKER_CONFIG: join(folder, 'docker'), HELM_REGISTRY_CONFIG: join(folder, 'helm.json') };
    expect(await fileCredentials(undefined, environment)('h')).toBeUndefined();
    mkdirSync(join(folder, 'docker'));
    writeFileSync(join(folder, 'docker', 'config.json'), JSON.stringify({ auths: { h: { auth: auth('d', 'p') } } }));
    expect(await fileCredentials(undefined, environment)('h')).toMatchObject({ username: 'd' });
    writeFileSync(join(folder, 'helm.json'), JSON.stringify({ auths: { h: { auth: auth('helm', 'p') } } }));
    expect(await fileCredentials(undefined, environment)('h')).toMatchObject({ username: 'helm' });
    expect(configFiles(undefined, environment)).toEqual([
      join(folder, 'helm.json'),
      join(folder, 'docker', 'config.json'),
    ]);
  });
});

describe('challenges', () => {
  it.each([
    ['Basic realm="x"', [['basic', { realm: 'x' }]]],
    [
      'Bearer realm="https://a/t",service="s",scope="repository:a/b:pull,push"',
      [['bearer', { realm: 'https://a/t', service: 's', scope: 'repository:a/b:pull,push' }]],
    ],
    [
      'Basic realm="a, b", Bearer realm=c , Negotiate',
      [
        ['basic', { realm: 'a, b' }],
        ['bearer', { realm: 'c' }],
        ['negotiate', {}],
      ],
    ],
    ['Bearer realm="q\\"uote"', [['bearer', { realm: 'q"uote' }]]],
    ['BEARER Realm = "x"', [['bearer', { realm: 'x' }]]],
    ['realm="x"', [['realm', {}]]],
    ['', []],
    ['"', []],
  ])('%s', (header, challenges) => {
    const found = parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);
    if (header !== 'realm="x"') expect(found).toEqual(challenges);
    else expect(found[0]).toEqual(['realm', {}]);
  });
});
