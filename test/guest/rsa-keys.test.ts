// Keys and certificates of RSA and DSA: the same entropy gives the same ones for ever, however quickly primes are found, as texts and
// compiled. Node's crypto judges them.

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  X509Certificate,
} from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compileChartAt } from '../../actions/chart/compile';
import { templateCommand } from '../../actions/helm-template/template';
import { defaultProfile } from '../../language/profiles';
import { chartFiles, Folder } from '../cli/charts';

const folder = new Folder();
beforeAll(async () => {
  folder.write(
    chartFiles('keys', {
      'templates/a.yaml': `{{- $ca := genCA "root" 365 }}
{{- $signed := genSignedCert "leaf" (list "10.0.0.1") (list "leaf.example.com") 30 $ca }}
{{- $own := genSelfSignedCert "own" nil (list "own.example.com") 10 }}
{{- $key := genPrivateKey "rsa" }}
ca: {{ $ca.Cert | b64enc }}
caKey: {{ $ca.Key | b64enc }}
signed: {{ $signed.Cert | b64enc }}
signedKey: {{ $signed.Key | b64enc }}
own: {{ $own.Cert | b64enc }}
ownKey: {{ $own.Key | b64enc }}
large: {{ (genCAWithKey "large" 10 $key).Cert | b64enc }}
largeKey: {{ $key | b64enc }}
dsa: {{ genPrivateKey "dsa" | b64enc }}
`,
    }),
  );
  const { wasm } = await compileChartAt(join(folder.path, 'keys'), defaultProfile, () => {});
  folder.write({ 'keys.wasm': Buffer.from(wasm) });
});
afterAll(() => folder.remove());

/** SHA-256 of what is printed, by seed. */
const promised = {
  first: '962df317e78f01b07b50bb7c854a93a2fa772f389a3b81a09007e99ce9b25555',
  second: 'fc82de57aeff0352ce3905ddf1db66cca1857c486b56229d7becaf05e2d48db1',
  third: '204b24f700ef5bed58a9565fbf5e98216d3db00ced735bcb24422b420d8b0de0',
};

it.each(Object.entries(promised))('%s', async (seed, digest) => {
  const render = async (what: string) => {
    const args = ['rel', what, '--seed', seed, '--now', '2026-01-02T15:04:05Z'];
    const { stdout, stderr } = await templateCommand(args, { cwd: folder.path });
    expect(stderr).toBe('');
    return stdout.toString();
  };
  const text = await render('keys');
  expect(await render('keys.wasm')).toBe(text);
  expect(createHash('sha256').update(text).digest('hex')).toBe(digest);

  const texts = parse(text) as Record<string, string>;
  const decoded = (name: string) => Buffer.from(texts[name]!, 'base64');
  const ca = new X509Certificate(decoded('ca'));
  for (const [name, bits, issuer] of [
    ['ca', 2048, ca],
    ['signed', 2048, ca],
    ['own', 2048],
    ['large', 4096],
  ] as const) {
    const certificate = new X509Certificate(decoded(name));
    const key = createPrivateKey(decoded(`${name}Key`));
    expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: bits, publicExponent: 65537n });
    expect(certificate.checkPrivateKey(key)).toBe(true);
    expect(certificate.verify((issuer ?? certificate).publicKey)).toBe(true);
  }
  // Node signs with a key by its primes, and so judges all its numbers.
  for (const name of ['caKey', 'largeKey', 'dsa']) {
    const key = createPrivateKey(decoded(name));
    const message = Buffer.from('a message');
    expect(verify('sha256', message, createPublicKey(key), sign('sha256', message, key))).toBe(true);
  }
});

/** A key of so many bits as PKCS #1, and what it is with another first prime, which no key has. */
function keyOf(modulusLength: number, publicExponent: number): { good: string; wrong: string } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent });
  const good = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const der = privateKey.export({ type: 'pkcs1', format: 'der' });
  const p = Buffer.from((privateKey.export({ format: 'jwk' }) as { p: string }).p, 'base64url');
  const at = der.indexOf(p);
  expect(at).toBeGreaterThan(0);
  der[at + p.length - 1]! ^= 4;
  const lines = der.toString('base64').match(/.{1,64}/g)!;
  return { good, wrong: ['-----BEGIN RSA PRIVATE KEY-----', ...lines, '-----END RSA PRIVATE KEY-----', ''].join('\n') };
}

it.each([
  [1024, 65537],
  [1040, 65537],
  [1056, 3],
  [2048, 3],
  [3072, 65537],
])('signs with a key of %d bits that was given, whatever it says of its primes', async (bits, exponent) => {
  const { good, wrong } = keyOf(bits, exponent);
  folder.write(
    chartFiles('given', {
      'templates/a.yaml':
        'certificates:{{ range .Values.keys }}\n- {{ (genCAWithKey "x" 10 .).Cert | b64enc }}\n{{ end }}',
    }),
  );
  folder.write({ 'given.json': JSON.stringify({ keys: [good, wrong] }) });
  const { wasm } = await compileChartAt(join(folder.path, 'given'), defaultProfile, () => {});
  folder.write({ 'given.wasm': Buffer.from(wasm) });
  for (const chart of ['given', 'given.wasm']) {
    const args = ['rel', chart, '-f', 'given.json'];
    const { stdout, stderr } = await templateCommand(args, { cwd: folder.path });
    expect(stderr).toBe('');
    const certificates = (parse(stdout.toString()) as { certificates: string[] }).certificates.map((text) =>
      Buffer.from(text, 'base64'),
    );
    expect(certificates).toHaveLength(2);
    for (const certificate of certificates) {
      const read = new X509Certificate(certificate);
      expect(read.publicKey.equals(createPublicKey(good))).toBe(true);
      expect(read.verify(read.publicKey)).toBe(true);
    }
  }
});
