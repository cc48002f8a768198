// Elliptic keys given to genCAWithKey and its kin, on every curve that Go knows: Node's crypto judges the certificates.

import { defaultProfile } from '../../language/profiles';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compileChartAt } from '../../actions/chart/compile';
import { templateCommand } from '../../actions/helm-template/template';
import { chartFiles, Folder } from '../cli/charts';

const folder = new Folder();
beforeAll(async () => {
  folder.write(
    chartFiles('certificates', {
      'templates/a.yaml': `{{- $ca := genCAWithKey "root" 365 .Values.key }}
ca: {{ $ca.Cert | b64enc }}
key: {{ $ca.Key | b64enc }}
signed: {{ (genSignedCertWithKey "leaf" nil (list "leaf.example.com") 10 $ca .Values.key).Cert | b64enc }}
`,
    }),
  );
  const { wasm } = await compileChartAt(join(folder.path, 'certificates'), defaultProfile, () => {});
  folder.write({ 'certificates.wasm': Buffer.from(wasm) });
});
afterAll(() => folder.remove());

it.each([
  ['secp224r1', 'sec1'],
  ['prime256v1', 'pkcs8'],
  ['secp384r1', 'sec1'],
  ['secp384r1', 'pkcs8'],
  ['secp521r1', 'sec1'],
  ['secp521r1', 'pkcs8'],
] as const)('%s as %s', async (namedCurve, type) => {
  for (const seed of ['a', 'b', 'c']) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve });
    folder.write({ 'key.pem': privateKey.export({ type, format: 'pem' }) as string });
    const args = ['rel', 'certificates.wasm', '--set-file', 'key=key.pem', '--seed', seed];
    const { stdout, stderr } = await templateCommand(args, { cwd: folder.path });
    expect(stderr).toBe('');
    const texts = parse(stdout.toString()) as Record<string, string>;
    const [ca, signed] = [texts['ca'], texts['signed']].map((text) => new X509Certificate(Buffer.from(text, 'base64')));
    expect(ca.verify(ca.publicKey)).toBe(true);
    expect(signed.verify(ca.publicKey)).toBe(true);
    expect(ca.checkPrivateKey(privateKey)).toBe(true);
    const written = Buffer.from(texts['key'], 'base64').toString();
    expect(written).toBe(privateKey.export({ type: 'sec1', format: 'pem' }));
    expect(createPrivateKey(written).asymmetricKeyDetails).toMatchObject({ namedCurve });
  }
});
