// What charts draw: keys, certificates, hashes and sealed texts are judged by others (Node's crypto, openssl where it is
// installed, bcryptjs, the real helm), and the streams they are drawn from are what the documentation promises.

import { spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compareSync } from 'bcryptjs';
import { load, loadAll } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixturesFolder } from '../judge/fixtures';
import { type HelmId, liveHelms, helmTemplate } from '../judge/helm';
import { oursTemplate } from '../judge/ours';
import { needs } from '../judge/needs';

interface Secret {
  metadata: { name: string; annotations?: Record<string, string> };
  data?: Record<string, string>;
  stringData?: Record<string, string>;
}

const chart = resolve(fixturesFolder, 'secret-maker');
const values = load(readFileSync(join(chart, 'values.yaml'), 'utf8')) as { sealKey: string; sealed: string };
const clock = ['--now', '2026-01-02T03:04:05Z'];
let scratch: string;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'mistletoe-secrets-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function render(major: HelmId, path: string, seed: string): Promise<Map<string, Secret>> {
  const args = ['rel', path, ...clock, '--seed', seed, '--time-limit', '120'];
  const { code, stdout, stderr } = await oursTemplate(major, args);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const documents = (loadAll(stdout.toString()) as (Secret | null)[]).filter((document) => document !== null);
  return new Map(documents.map((secret) => [secret.metadata.name, secret]));
}

/** The chart without its certificates, whose keys cost most of a render. */
function chartWithoutKeys(name: string): string {
  const copy = join(scratch, name);
  cpSync(chart, copy, { recursive: true });
  rmSync(join(copy, 'templates/certificates.yaml'));
  return copy;
}

const decode = (text: string) => Buffer.from(text, 'base64').toString();
const names = ['DNS:hook', 'DNS:hook.default', 'DNS:hook.default.svc'];
const addresses = ['IP Address:10.0.0.1', 'IP Address:0:0:0:0:0:0:0:1'];

describe.each([...liveHelms])('as Helm %s', (major) => {
  let passwords: Record<string, string>;
  let pems: Record<string, string>;
  const certificate = (name: string) => new X509Certificate(pems[`${name}.crt`]);

  beforeAll(async () => {
    const secrets = await render(major, chart, 'a suite');
    passwords = secrets.get('rel-passwords')!.stringData!;
    pems = Object.fromEntries(
      Object.entries(secrets.get('rel-certificates')!.data!).map(([name, text]) => [name, decode(text)]),
    );
  });

  test.each([
    ['ca', 'ca', 'rsa', 3650],
    ['signed', 'ca', 'rsa', 3650],
    ['self', 'self', 'rsa', 30],
    ['ec-ca', 'ec-ca', 'ec', 3650],
    ['ed-signed', 'ec-ca', 'ed25519', 3650],
    ['ed-self', 'ed-self', 'ed25519', 7],
    ['own', 'ca', 'rsa', 10],
  ])('the certificate %s, signed by %s', (name, issuer, type, days) => {
    const subject = certificate(name);
    expect(subject.verify(certificate(issuer).publicKey)).toBe(true);
    expect(subject.issuer).toBe(certificate(issuer).subject);
    expect(subject.checkPrivateKey(createPrivateKey(pems[`${name}.key`]))).toBe(true);
    expect(subject.publicKey.asymmetricKeyType).toBe(type);
    expect(Date.parse(subject.validFrom)).toBe(Date.parse('2026-01-02T03:04:05Z'));
    expect(Date.parse(subject.validTo) - Date.parse(subject.validFrom)).toBe(days * 86_400_000);
    expect(subject.ca).toBe(name === 'ca' || name === 'ec-ca');
  });

  test('the names and addresses in them', () => {
    expect(certificate('signed').subjectAltName?.split(', ')).toEqual([...names, ...addresses]);
    expect(certificate('ed-signed').subjectAltName?.split(', ')).toEqual(names);
    expect(certificate('own').subjectAltName).toBe('DNS:own.example.com');
    expect(certificate('ca').subjectAltName).toBeUndefined();
    expect(certificate('signed').subject).toBe('CN=hook');
    expect(certificate('signed').issuer).toBe('CN=secret-maker-ca');
  });

  const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
  test.runIf(needs('openssl', hasOpenssl))('openssl accepts the chains and the keys', () => {
    const file = (name: string) => {
      const path = join(scratch, `${major}-${name}`);
      writeFileSync(path, pems[name]);
      return path;
    };
    const openssl = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync('openssl', args);
      return `${status} ${stdout}${stderr}`;
    };
    const at = String(Date.parse('2026-01-03T00:00:00Z') / 1000);
    for (const [name, issuer] of [
      ['signed', 'ca'],
      ['own', 'ca'],
      ['ed-signed', 'ec-ca'],
    ]) {
      const chain = ['-CAfile', file(`${issuer}.crt`), file(`${name}.crt`)];
      expect(openssl('verify', '-attime', at, '-x509_strict', '-purpose', 'sslserver', ...chain)).toMatch(
        /^0 .*: OK\n$/,
      );
    }
    expect(openssl('x509', '-noout', '-text', '-in', file('signed.crt'))).toMatch(/^0 Certificate:/);
    for (const name of Object.keys(pems).filter((pem) => pem.endsWith('.key'))) {
      expect(openssl('pkey', '-noout', '-check', '-in', file(name)), name).toMatch(/^0 /);
    }
  });

  test('keys of every kind', () => {
    const kinds = ['rsa', 'ec-ca', 'ed-self'].map((name) => createPrivateKey(pems[`${name}.key`]));
    expect(kinds.map((key) => key.asymmetricKeyType)).toEqual(['rsa', 'ec', 'ed25519']);
    expect(kinds[0].asymmetricKeyDetails).toMatchObject({ modulusLength: 4096, publicExponent: 65537n });
    expect(kinds[1].asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
    expect(pems['dsa.key']).toMatch(/^-----BEGIN DSA PRIVATE KEY-----\n/);
  });

  test('hashes of passwords', () => {
    expect(compareSync('correct horse', passwords['crypt'])).toBe(true);
    expect(compareSync('another', passwords['crypt'])).toBe(false);
    const [user, hash] = passwords['htpasswd'].split(':');
    expect(user).toBe('admin');
    expect(compareSync('battery staple', hash)).toBe(true);
  });

  test('helm opens what we seal, and we what helm seals', async () => {
    const sealing = chartWithoutKeys(`sealing-${major}`);
    const opened = async (template: typeof helmTemplate, sealed: string) => {
      const args = ['rel', sealing, '-s', 'templates/unsealed.yaml', '--set-string', `unseal=${sealed}`];
      const { stdout, stderr } = await template(major, args);
      expect(stderr).toBe('');
      return (load(stdout.toString()) as { data: { text: string } }).data.text;
    };
    expect(await opened(helmTemplate, passwords['sealed'])).toBe(values.sealed);
    const theirs = await helmTemplate(major, ['rel', sealing, '-s', 'templates/passwords.yaml']);
    const sealed = (load(theirs.stdout.toString()) as Secret).stringData!['sealed'];
    expect(sealed).not.toBe(passwords['sealed']);
    expect(await opened(oursTemplate, sealed)).toBe(values.sealed);
  });

  test('the form of what is drawn', () => {
    const forms: Record<string, RegExp> = {
      admin: /^[0-9A-Za-z]{24}$/,
      letters: /^[A-Za-z]{12}$/,
      digits: /^[0-9]{12}$/,
      printable: /^[ -~]{40}$/,
      bytes: /^[0-9A-Za-z+/]{44}$/,
      id: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      number: /^1[0-9]$/,
      shuffled: /^[a-j]{10}$/,
    };
    for (const [name, form] of Object.entries(forms)) expect(passwords[name], name).toMatch(form);
    expect([...passwords['shuffled']].sort().join('')).toBe('abcdefghij');
    const loop = [passwords['loop0'], passwords['loop1'], passwords['loop2']];
    expect(new Set(loop).size).toBe(3);
  });
});

describe('the streams', () => {
  const write = (name: string, edit: (text: string) => string) => {
    const copy = chartWithoutKeys(name);
    const path = join(copy, 'templates/passwords.yaml');
    writeFileSync(path, edit(readFileSync(path, 'utf8')));
    return copy;
  };
  const passwordsOf = async (copy: string, seed = 'one') =>
    (await render('4.1', copy, seed)).get('rel-passwords')!.stringData!;

  test('the same seed gives the same bytes, another seed other ones', async () => {
    const copy = write('same', (text) => text);
    const first = await passwordsOf(copy);
    expect(await passwordsOf(copy)).toEqual(first);
    const other = await passwordsOf(copy, 'two');
    for (const name of ['admin', 'letters', 'digits', 'printable', 'bytes', 'id', 'crypt', 'loop1']) {
      expect(other[name], name).not.toBe(first[name]);
    }
  });

  test('a draw more in another place changes no other', async () => {
    const before = await passwordsOf(write('before', (text) => text));
    const more = write('more', (text) => text.replace('  letters:', '  added: {{ randAlphaNum 8 }}\n  letters:'));
    writeFileSync(join(more, 'templates/another.yaml'), '# {{ randAlphaNum 30 }}\n');
    const { added, ...after } = await passwordsOf(more);
    expect(added).toMatch(/^[0-9A-Za-z]{8}$/);
    expect(after).toEqual(before);
  });
});
