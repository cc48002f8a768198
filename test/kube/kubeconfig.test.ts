import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Credentials } from '../../kube/config/credentials';
import { type AccessFlags, loadAccess } from '../../kube/config/kubeconfig';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mistletoe-kubeconfig-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, config: unknown) => {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, typeof config === 'string' ? config : JSON.stringify(config));
  return path;
};

const config = (name: string, more: { user?: object; cluster?: object; context?: object } = {}) => ({
  'current-context': name,
  clusters: [{ name, cluster: { server: `https://${name}:6443`, ...more.cluster } }],
  users: [{ name, user: { token: `token of ${name}`, ...more.user } }],
  contexts: [{ name, context: { cluster: name, user: name, ...more.context } }],
});

const load = (flags: AccessFlags, env: Record<string, string> = {}) => loadAccess(flags, { env, home: folder });

describe('a kubeconfig', () => {
  test('gives server, user and namespace of the current context', () => {
    const path = write('one', config('one', { context: { namespace: 'shop' } }));
    const access = load({ kubeconfig: path });
    expect(access.server.href).toBe('https://one:6443/');
    expect(access.namespace).toBe('shop');
    expect(access.user.token).toBe('token of one');
  });

  test('in several files: the first that has a name wins', () => {
    const first = write('first', config('a'));
    const second = write('second', {
      ...config('b'),
      users: [{ name: 'a', user: { token: 'other' } }, ...config('b').users],
    });
    const env = { KUBECONFIG: [first, join(folder, 'missing'), second].join(delimiter) };
    expect(load({}, env).context).toBe('a');
    expect(load({}, env).user.token).toBe('token of a');
    expect(load({ kubeContext: 'b' }, env).server.hostname).toBe('b');
  });

  test('names files relative to itself', () => {
    write('deep/ca.crt', 'the authority');
    write('deep/token', ' a token \n');
    const path = write(
      'deep/config',
      config('deep', {
        cluster: { 'certificate-authority': 'ca.crt' },
        user: { token: undefined, tokenFile: 'token' },
      }),
    );
    const access = load({ kubeconfig: path });
    expect(String(access.ca)).toBe('the authority');
    expect(access.user.tokenFile).toBe(join(folder, 'deep/token'));
  });

  test('gives way to flags', () => {
    const path = write('flags', config('flags', { cluster: { 'tls-server-name': 'inner' } }));
    const access = load({
      kubeconfig: path,
      namespace: 'n',
      kubeToken: 't',
      kubeApiserver: 'https://other',
      as: 'jane',
      asGroup: ['dev'],
    });
    expect(access).toMatchObject({ namespace: 'n', user: { token: 't' }, tlsServerName: 'inner' });
    expect(access.server.hostname).toBe('other');
    expect(access.impersonate).toEqual({ user: 'jane', groups: ['dev'] });
  });

  test.each([
    ['no file', () => load({}), /no cluster is configured: there is no kubeconfig at .*Give --kubeconfig/],
    ['a missing file', () => load({ kubeconfig: '/nowhere' }), /--kubeconfig \/nowhere: there is no such file/],
    ['no YAML', () => load({ kubeconfig: write('bad', 'a: [') }), /bad cannot be read: .* at line \d+, column \d+$/],
    [
      'an unknown context',
      () => load({ kubeconfig: write('c', config('c')), kubeContext: 'x' }),
      /context "x" does not exist \(there are: c\)/,
    ],
    [
      'a cluster that is nowhere',
      () => load({ kubeconfig: write('d', { ...config('d'), clusters: [] }) }),
      /names the cluster "d", which no kubeconfig has/,
    ],
  ])('%s is a clear error', (_, work, message) => {
    expect(work).toThrow(message);
  });
});

describe('an exec plugin', () => {
  const plugin = (script: string) => {
    const path = write(
      `plugin-${script.length}`,
      config('exec', {
        user: {
          token: undefined,
          exec: {
            apiVersion: 'client.authentication.k8s.io/v1',
            command: process.execPath,
            args: ['-e', script],
            installHint: 'install it',
          },
        },
      }),
    );
    return new Credentials(load({ kubeconfig: path }));
  };
  const answer = (status: string) =>
    `console.log(JSON.stringify({ apiVersion: JSON.parse(process.env.KUBERNETES_EXEC_INFO).apiVersion, status: ${status} }))`;

  test('gives a token, which is kept until it expires', async () => {
    const lasting = plugin(answer('{ token: String(process.pid) }'));
    expect(await lasting.get()).toEqual(await lasting.get());
    const short = plugin(answer('{ token: String(process.pid), expirationTimestamp: new Date().toISOString() }'));
    expect(await short.get()).not.toEqual(await short.get());
  });

  test('is asked again when the server refuses', async () => {
    const credentials = plugin(answer('{ token: String(process.pid) + "x" }'));
    const before = await credentials.get();
    expect(credentials.refuse()).toBe(true);
    expect(await credentials.get()).not.toEqual(before);
  });

  test('that fails says so in its own words', async () => {
    await expect(plugin('console.error("log in first"); process.exit(3)').get()).rejects.toThrow(
      /failed: log in first/,
    );
    await expect(plugin('console.log("hello")').get()).rejects.toThrow(/printed no ExecCredential/);
  });
});
