// Signatures, both ways: cosign verifies ours, and we verify cosign's, in registries with and without the referrers API.

import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judge, type LiveRegistry, makeScene, mistletoe, run, startLiveRegistry, succeed } from './judges';

const scene = makeScene();
const env = { ...scene.env, COSIGN_PASSWORD: 'pass word' };
const inScene = { env, cwd: scene.folder };
const cosign = (...args: string[]) => run(judge('cosign'), args, inScene);
const ours = (...args: string[]) => mistletoe(args, inScene);

beforeAll(() => {
  succeed(judge('cosign'), ['generate-key-pair'], inScene);
  // No log and no timestamps: nothing here may reach the network.
  writeFileSync(
    scene.path('signing.json'),
    '{"mediaType":"application/vnd.dev.sigstore.signingconfig.v0.2+json","rekorTlogConfig":{},"tsaConfig":{}}',
  );
  writeFileSync(
    scene.path('policy.yaml'),
    'apiVersion: mistletoe.dev/v1alpha1\nkind: SignaturePolicy\ndefault: deny\nrules:\n- match: "**"\n  keys: [cosign.pub]\n',
  );
  for (const [name, args] of Object.entries({
    ed25519: ['-algorithm', 'ed25519'],
    rsa: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
    p384: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  })) {
    succeed('openssl', ['genpkey', ...args, '-out', `${name}.key`], inScene);
    succeed('openssl', ['pkey', '-in', `${name}.key`, '-pubout', '-out', `${name}.pub`], inScene);
  }
  expect(ours('convert', `${process.cwd()}/charts-fixtures/parcel-service`, '-o', 'p.wasm').code).toBe(0);
});
afterAll(() => scene.remove());

describe.each(['true', 'false'])('in a registry with referrers: %s', (referrers) => {
  let registry: LiveRegistry;
  beforeAll(async () => {
    registry = await startLiveRegistry(`-referrers=${referrers}`);
  });
  afterAll(() => registry.close());

  function push(name: string): { reference: string; plain: string } {
    const { out, code } = ours('push', 'p.wasm', `oci://${registry.name}/${name}:1`, '--plain-http');
    expect(code).toBe(0);
    return { reference: out.trim(), plain: out.trim().slice('oci://'.length) };
  }
  const verifyByCosign = (plain: string, key: string) =>
    cosign('verify', '--key', key, '--allow-http-registry', '--insecure-ignore-tlog=true', plain.replace(':1@', '@'));

  it.each(['cosign', 'ed25519', 'rsa', 'p384'])(
    'cosign verifies what we sign with a key of %s, and nothing else',
    (kind) => {
      const { reference, plain } = push(`ours/${kind}`);
      expect(verifyByCosign(plain, `${kind}.pub`).code).not.toBe(0);
      expect(ours('sign', reference, '--key', `${kind}.key`, '--plain-http')).toMatchObject({ code: 0, err: '' });
      expect(verifyByCosign(plain, `${kind}.pub`)).toMatchObject({ code: 0 });
      expect(verifyByCosign(plain, kind === 'rsa' ? 'p384.pub' : 'rsa.pub').code).not.toBe(0);
    },
  );

  it.each([
    ['bundles', ['--signing-config', 'signing.json']],
    ['the older form', ['--use-signing-config=false', '--new-bundle-format=false', '--tlog-upload=false']],
  ])('we verify what cosign signs, as %s', (_, flags) => {
    const { reference, plain } = push(`theirs/${flags.length}`);
    const verify = (key: string) => ours('verify-signature', reference, '--key', key, '--plain-http');
    expect(verify('cosign.pub')).toMatchObject({ code: 1, err: expect.stringMatching(/there is no signature\n$/) });
    expect(ours('template', 'x', reference, '--plain-http', '--policy', 'policy.yaml')).toMatchObject({
      code: 1,
      out: '',
    });
    const signed = cosign(
      'sign',
      '--yes',
      '--key',
      'cosign.key',
      '--allow-http-registry',
      ...flags,
      plain.replace(':1@', '@'),
    );
    expect(signed.code).toBe(0);
    expect(verify('cosign.pub')).toMatchObject({ code: 0, out: expect.stringContaining('signed by cosign.pub') });
    expect(verify('rsa.pub')).toMatchObject({ code: 1, err: expect.stringMatching(/signed by another key\n$/) });
    expect(ours('template', 'x', reference, '--plain-http', '--policy', 'policy.yaml')).toMatchObject({ code: 0 });
  });

  it('cosign verifies the attestations that push attaches, and we print what they say', () => {
    const source = `${process.cwd()}/charts-fixtures/parcel-service`;
    const { out, code } = ours(
      'push',
      'p.wasm',
      `oci://${registry.name}/attested:1`,
      '--plain-http',
      '--attest',
      '--key',
      'cosign.key',
      '--source',
      source,
    );
    expect(code).toBe(0);
    const plain = out.trim().slice('oci://'.length).replace(':1@', '@');
    for (const [type, name] of [
      ['https://slsa.dev/provenance/v1', 'slsaprovenance1'],
      ['https://spdx.dev/Document', 'spdxjson'],
    ]) {
      const verify = (key: string) =>
        cosign(
          'verify-attestation',
          '--type',
          name!,
          '--key',
          key,
          '--allow-http-registry',
          '--insecure-ignore-tlog=true',
          plain,
        );
      expect(verify('cosign.pub').code).toBe(0);
      expect(verify('rsa.pub').code).not.toBe(0);
      const shown = ours('verify-signature', out.trim(), '--type', type!, '--key', 'cosign.pub', '--plain-http');
      expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('parcel-service') });
    }
    // An attestation is no signature.
    expect(ours('verify-signature', out.trim(), '--key', 'cosign.pub', '--plain-http').err).toMatch(
      /there is no signature\n$/,
    );
    const other = ours(
      'push',
      'p.wasm',
      `oci://${registry.name}/attested:1`,
      '--plain-http',
      '--attest',
      '--key',
      'cosign.key',
      '--source',
      source.replace('parcel-service', 'storefront'),
    );
    expect(other.err).toMatch(/the module was converted from parcel-service/);
    expect(ours('push', 'p.wasm', `oci://${registry.name}/attested:1`, '--plain-http', '--attest').err).toMatch(
      /--attest needs --key/,
    );
  });
});
