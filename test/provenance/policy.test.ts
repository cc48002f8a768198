// The policy stands between a reference and its use, and fails closed: in every case here that should not pass, not a byte of the
// package is read from the registry.

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../../cli/program';
import { signedBundle } from '../../provenance/bundle';
import { signBytes } from '../../provenance/keys';
import { readPolicy } from '../../provenance/policy';
import { SIGNED, SLSA_PROVENANCE, statementText } from '../../provenance/statement';
import { sha256 } from '../../registry/digest';
import { describe as descriptorOf, EMPTY, MEDIA } from '../../registry/oci/manifest';
import { attachBundle } from '../../registry/signatures';
import { openRegistry } from '../registry/client';
import { type SmallRegistry, send, startRegistry } from '../registry/small-registry';

const module = Buffer.concat([Buffer.from('\0asm\u0001\0\0\0'), Buffer.from('\0\u0003\u0002hi')]);
const layer = descriptorOf('application/wasm', module, sha256(module));
const ours = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const others = generateKeyPairSync('ed25519');
const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();
const OTHER = sha256('other');

let registry: SmallRegistry;
let folder: string;
let digest: `sha256:${string}`;
let reference: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'policy-'));
  registry = await startRegistry({ referrers: true });
  const repository = openRegistry(registry).repository('acme/web');
  await repository.pushBlob(layer, module);
  const config = descriptorOf(MEDIA.empty, EMPTY, sha256(EMPTY));
  const text = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.manifest, config, layers: [layer] }));
  digest = (await repository.pushManifest(text, MEDIA.manifest, '1')).digest as typeof digest;
  reference = `oci://${registry.name}/acme/web:1`;
  writeFileSync(join(folder, 'ours.pub'), pem(ours.publicKey));
  writeFileSync(join(folder, 'ours.key'), ours.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(join(folder, 'others.key'), others.privateKey.export({ type: 'pkcs8', format: 'pem' }));
});
afterEach(async () => {
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
});

const RULE = () => `- match: ${registry.name}/acme/**\n  keys: [ours.pub]\n`;
const policy = (rules: string, fallback = 'deny') =>
  `apiVersion: mistletoe.dev/v1alpha1\nkind: SignaturePolicy\ndefault: ${fallback}\nrules:\n${rules}`;
const writePolicy = (text: string) => writeFileSync(join(folder, 'policy.yaml'), text);

async function run(...args: string[]) {
  const options = { cwd: folder, contentFolder: join(folder, 'content'), mistletoeHome: join(folder, 'home') };
  const { stdout, stderr, code } = await runProgram(args, options);
  return { out: stdout.toString(), err: stderr, code };
}

const pull = (name = reference, ...flags: string[]) => run('pull', name, '--plain-http', '-o', 'x.wasm', ...flags);
const wasRead = () => registry.log.some((line) => line.startsWith(`GET /v2/acme/web/blobs/${layer.digest}`));

/** Attaches a bundle as the signature of what was pushed. */
async function attach(bundle: Uint8Array | string, predicate = SIGNED): Promise<void> {
  const repository = openRegistry(registry).repository('acme/web');
  const subject = await repository.resolve(digest);
  await attachBundle(repository, subject, Buffer.from(bundle), predicate, '2026-01-01T00:00:00Z');
}

const bundleFor = (of: string, key = ours.privateKey, predicate = SIGNED) =>
  signedBundle(key, statementText(of, predicate, {})).toString();

// biome-ignore lint/suspicious/noExplicitAny: a test breaks what it likes
function changed(change: (bundle: any) => void, of: string = digest): string {
  const bundle = JSON.parse(bundleFor(of)) as unknown;
  change(bundle);
  return JSON.stringify(bundle);
}

describe('with a policy', () => {
  it('what we signed passes, by sign and by every reference', async () => {
    writePolicy(policy(RULE()));
    expect(await run('sign', reference, '--key', 'ours.key', '--plain-http')).toMatchObject({ code: 0 });
    expect(await run('sign', reference, '--key', 'ours.key', '--plain-http')).toMatchObject({
      code: 0,
      err: 'signed by this key already\n',
    });
    for (const name of [reference, `${reference}@${digest}`, `oci://${registry.name}/acme/web@${digest}`]) {
      expect(await pull(name, '--policy', 'policy.yaml')).toMatchObject({ code: 0 });
    }
    expect(readFileSync(join(folder, 'x.wasm')).equals(module)).toBe(true);
    expect(await run('verify-signature', reference, '--plain-http', '--policy', 'policy.yaml')).toMatchObject({
      code: 0,
      out: expect.stringContaining('signed by ours.pub'),
    });
    // Offline the signature that was fetched is verified again, by the policy of now.
    expect(await pull(reference, '--policy', 'policy.yaml', '--offline')).toMatchObject({ code: 0 });
    writeFileSync(join(folder, 'ours.pub'), pem(others.publicKey));
    expect(await pull(reference, '--policy', 'policy.yaml', '--offline')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/signed by another key/),
    });
  });

  it('one good signature among bad ones passes; rules in order, the first decides', async () => {
    await attach(bundleFor(digest, others.privateKey));
    await attach(bundleFor(digest));
    writePolicy(
      policy(`- match: ${registry.name}/acme/secret\n  action: deny\n${RULE()}- match: "**"\n  action: deny\n`),
    );
    expect(await pull(reference, '--policy', 'policy.yaml')).toMatchObject({ code: 0 });
  });

  it('in the older form of cosign passes', async () => {
    await attachSimple(simplePayload(digest));
    writePolicy(policy(RULE()));
    expect(await pull(reference, '--policy', 'policy.yaml')).toMatchObject({ code: 0 });
  });

  interface Case {
    prepare?(): Promise<void> | void;
    policy?: () => string;
    name?: () => string;
    flags?: string[];
    says: RegExp;
  }

  const cases: Record<string, Case> = {
    'no signature': { says: /there is no signature$/m },
    'the signature of another key': {
      prepare: () => attach(bundleFor(digest, others.privateKey)),
      says: /signed by another key/,
    },
    'the signature of another digest': { prepare: () => attach(bundleFor(OTHER)), says: /signature of another digest/ },
    'a statement that was changed after signing': {
      prepare: () =>
        attach(
          changed(
            (bundle) =>
              (bundle.dsseEnvelope.payload = Buffer.from(statementText(digest, SIGNED, {})).toString('base64')),
            OTHER,
          ),
        ),
      says: /signed by another key/,
    },
    'a signature that was changed': {
      prepare: () => attach(changed((bundle) => (bundle.dsseEnvelope.signatures[0].sig = 'AAAA'))),
      says: /signed by another key/,
    },
    'a bundle without a signature': {
      prepare: () => attach(changed((bundle) => (bundle.dsseEnvelope.signatures = []))),
      says: /not exactly one signature/,
    },
    'a bundle of another kind of payload': {
      prepare: () => attach(changed((bundle) => (bundle.dsseEnvelope.payloadType = 'text/plain'))),
      says: /no in-toto statement/,
    },
    'a bundle that is no bundle': { prepare: () => attach('{}'), says: /no sigstore bundle/ },
    'a bundle that is not JSON': { prepare: () => attach('<html>'), says: /not JSON/ },
    'a bundle with a key and a certificate': {
      prepare: () => attach(changed((bundle) => (bundle.verificationMaterial.certificate = { rawBytes: 'AA==' }))),
      says: /exactly one of a key and a certificate/,
    },
    'an attestation and no signature': {
      prepare: () => attach(bundleFor(digest, ours.privateKey, SLSA_PROVENANCE), SLSA_PROVENANCE),
      says: /there is no signature$/m,
    },
    'an older signature of another digest': {
      prepare: () => attachSimple(simplePayload(OTHER)),
      says: /signature of another digest/,
    },
    'an older signature of something else': {
      prepare: () => attachSimple(simplePayload(digest, 'something')),
      says: /no signature of an artifact/,
    },
    'an older signature that was changed': {
      prepare: () => attachSimple(simplePayload(digest), 'AAAA'),
      says: /signed by another key/,
    },
    'a registry that does not answer for signatures': {
      prepare: async () => {
        await attach(bundleFor(digest));
        registry.options.intercept = ({ url, response }) => {
          if (!url.pathname.includes('/referrers/')) return false;
          response.socket?.destroy();
          return true;
        };
      },
      says: /: connection reset by peer\n$/,
    },
    'a registry that refuses to tell the signatures': {
      prepare: () => {
        registry.options.intercept = ({ url, response }) => {
          if (!url.pathname.includes('/referrers/')) return false;
          send(response, 403, {});
          return true;
        };
      },
      says: /answered 403/,
    },
    'a tag that was moved after signing': {
      prepare: async () => {
        await attach(bundleFor(digest));
        const text = Buffer.from(registry.manifests.get(`acme/web@${digest}`)!.text.toString().replace('{', '{ '));
        await openRegistry(registry).repository('acme/web').pushManifest(text, MEDIA.manifest, '1');
      },
      says: /there is no signature$/m,
    },
    'a repository that no rule names': {
      prepare: () => attach(bundleFor(digest)),
      policy: () => policy('- match: ghcr.io/acme/**\n  keys: [ours.pub]\n'),
      says: /allows only what a rule names/,
    },
    'a repository that a rule forbids': {
      prepare: () => attach(bundleFor(digest)),
      policy: () => policy(`- match: ${registry.name}/acme/web\n  action: deny\n${RULE()}`, 'allow'),
      says: /rules\[0\] of .* forbids it/,
    },
    'no policy where one is named': {
      policy: () => '',
      flags: ['--policy', 'absent.yaml'],
      says: /absent.yaml: no such file/,
    },
    'an empty policy': { policy: () => '', says: /the policy is no mapping/ },
    'a policy that is not YAML': { policy: () => 'a: [', says: /policy.yaml: .* at line \d+, column \d+\n$/ },
    'a policy with a field that nobody knows': {
      policy: () => policy(RULE().replace('keys', 'key')),
      says: /has a field "key", which nobody knows/,
    },
    'a policy without a default': {
      policy: () => policy(RULE()).replace(/default.*\n/, ''),
      says: /default is allow or deny/,
    },
    'a policy of another kind': {
      policy: () => policy(RULE()).replace('SignaturePolicy', 'Policy'),
      says: /no SignaturePolicy/,
    },
    'a rule that trusts nobody': { policy: () => policy(`- match: "**"\n`), says: /names neither keys nor identities/ },
    'a rule with a scheme': { policy: () => policy(`- match: oci://x/**\n  keys: [ours.pub]\n`), says: /has a scheme/ },
    'a key that is not there': {
      policy: () => policy(RULE().replace('ours', 'absent')),
      says: /absent.pub: no such file/,
    },
    'a key that is none': {
      policy: () => policy(RULE().replace('ours.pub', 'policy.yaml')),
      says: /no public key in PEM/,
    },
    'a private key for a public one': {
      policy: () => policy(RULE().replace('ours.pub', 'ours.key')),
      says: /no public key in PEM/,
    },
    'an address': {
      policy: () => policy(`- match: "**"\n  keys: [ours.pub]\n`),
      name: () => `${registry.url}/chart-1.tgz`,
      says: /only artifacts in OCI registries have one/,
    },
    'a chart repository': {
      policy: () => policy(`- match: "**"\n  keys: [ours.pub]\n`),
      name: () => 'chart',
      flags: ['--repo', 'http://127.0.0.1:1', '--policy', 'policy.yaml'],
      says: /only artifacts in OCI registries have one/,
    },
    'offline without the signatures': {
      prepare: async () => {
        await attach(bundleFor(digest));
        expect(await pull()).toMatchObject({ code: 0 });
        registry.log.length = 0;
      },
      flags: ['--policy', 'policy.yaml', '--offline'],
      says: /there is no signature$/m,
    },
  };

  it.each(Object.entries(cases))('%s stops it', async (_, { prepare, policy: text, name, flags, says }) => {
    writePolicy((text ?? (() => policy(RULE())))());
    await prepare?.();
    const result = await pull(name?.() ?? reference, ...(flags ?? ['--policy', 'policy.yaml']));
    expect(result).toMatchObject({ code: 1, out: '', err: expect.stringMatching(says) });
    expect(result.err).toMatch(/^Error: .*\n$/);
    expect(wasRead()).toBe(false);
  });

  it('in the configuration it holds without a flag, for every command', async () => {
    mkdirSync(join(folder, 'home'));
    writeFileSync(join(folder, 'home', 'ours.pub'), pem(ours.publicKey));
    writeFileSync(join(folder, 'home', 'policy.yaml'), policy(RULE()));
    for (const args of [
      ['pull', reference],
      ['generate', 'x', '-p', reference],
      ['inspect', 'package', reference],
      ['convert', reference],
      ['template', 'x', reference],
    ]) {
      const { code, err } = await run(...args, '--plain-http');
      expect([args[0], code, err]).toEqual([args[0], 1, expect.stringMatching(/there is no signature$/m)]);
    }
    expect(wasRead()).toBe(false);
  });
});

describe('names of one registry', () => {
  it.each(['docker.io', 'index.docker.io', 'registry-1.docker.io', 'DOCKER.io:443'])(
    '%s are one to a policy',
    async (host) => {
      writePolicy(policy('- match: docker.io/acme/**\n  action: deny\n', 'allow'));
      // A digest, so that nothing is asked of the registry before the policy is.
      const { err } = await pull(`oci://${host}/acme/web@${digest}`, '--policy', 'policy.yaml');
      expect(err).toMatch(/rules\[0\] of .* forbids it/);
    },
  );
});

describe('patterns', () => {
  it.each([
    ['ghcr.io/acme/*', 'ghcr.io/acme/web', true],
    ['ghcr.io/acme/*', 'ghcr.io/acme/web/sub', false],
    ['ghcr.io/acme/**', 'ghcr.io/acme/web/sub', true],
    ['ghcr.io/acme/**', 'ghcr.io/acmeevil/web', false],
    ['ghcr.io/acme/**', 'ghcrxio/acme/web', false],
    ['ghcr.io/acme/web', 'ghcr.io/acme/web2', false],
  ])('%s, %s: %s', (match, source, is) => {
    const read = readPolicy(policy(`- match: "${match}"\n  action: allow\n`), 'p', () => '');
    expect(read.decide(source).action).toBe(is ? 'allow' : 'deny');
  });
});

function simplePayload(of: string, type = 'cosign container image signature'): Buffer {
  return Buffer.from(
    JSON.stringify({
      critical: { identity: { 'docker-reference': 'x' }, image: { 'docker-manifest-digest': of }, type },
      optional: null,
    }),
  );
}

/** Stores a signature as older versions of cosign do. */
async function attachSimple(
  payload: Buffer,
  signature = signBytes(ours.privateKey, payload).toString('base64'),
): Promise<void> {
  const repository = openRegistry(registry).repository('acme/web');
  const annotations = { 'dev.cosignproject.cosign/signature': signature };
  const descriptor = descriptorOf(
    'application/vnd.dev.cosign.simplesigning.v1+json',
    payload,
    sha256(payload),
    annotations,
  );
  const config = descriptorOf(MEDIA.empty, EMPTY, sha256(EMPTY));
  await repository.pushBlob(descriptor, payload);
  const text = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.manifest, config, layers: [descriptor] }),
  );
  await repository.pushManifest(text, MEDIA.manifest, `${digest.replace(':', '-')}.sig`);
}
