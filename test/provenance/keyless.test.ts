// Bundles signed without a key, against a trust root that is given.

import { beforeAll, describe, expect, it } from 'vitest';
import { isIdentity } from '../../provenance/keyless';
import { SIGNED, statementText } from '../../provenance/statement';
import { type Trust, verifySignatures } from '../../provenance/verify';
import { makeSigstore } from './sigstore';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const WHO = {
  identity: 'https://github.com/acme/web/.github/workflows/release.yml@refs/tags/v1.2.0',
  issuer: 'https://token.actions.githubusercontent.com',
};
const statement = statementText(DIGEST, SIGNED, {});
type Sigstore = Awaited<ReturnType<typeof makeSigstore>>;
let ours: Sigstore;
let others: Sigstore;
beforeAll(async () => {
  ours = await makeSigstore();
  others = await makeSigstore();
});

const trusting = (who: Partial<typeof WHO> = {}, sigstore = ours): Trust => ({
  keys: [],
  keyless: [{ identity: { ...WHO, ...who }, trustRoot: sigstore.trustRoot }],
});
const verify = (text: string, trust = trusting(), digest = DIGEST) =>
  verifySignatures([{ kind: 'bundle', text }], digest, trust, 'it');

describe('a keyless bundle', () => {
  it('is good for who signed it', async () => {
    const text = await ours.signKeyless(statement, WHO);
    expect(await verify(text)).toMatchObject([{ by: `${WHO.identity} (${WHO.issuer})` }]);
    const pattern = 'https://github.com/acme/*/.github/workflows/release.yml@refs/tags/*';
    expect(await verify(text, trusting({ identity: pattern }))).toHaveLength(1);
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'by somebody else',
      async () => verify(await ours.signKeyless(statement, { ...WHO, identity: 'https://github.com/evil/web' })),
      /signed by https:\/\/github.com\/evil\/web .*who is not trusted/,
    ],
    [
      'of another issuer',
      async () => verify(await ours.signKeyless(statement, { ...WHO, issuer: 'https://evil.example' })),
      /who is not trusted/,
    ],
    [
      'of another certificate authority',
      async () => verify(await others.signKeyless(statement, WHO)),
      /no signature is good/,
    ],
    [
      'whose certificate had expired',
      async () => verify(await ours.signKeyless(statement, { ...WHO, loggedAt: new Date(Date.now() + 3_600_000) })),
      /no signature is good: .*certificate/i,
    ],
    [
      'whose certificate was not yet valid',
      async () => verify(await ours.signKeyless(statement, { ...WHO, loggedAt: new Date(Date.now() - 3_600_000) })),
      /no signature is good: .*certificate/i,
    ],
    [
      'of another digest',
      async () => verify(await ours.signKeyless(statement, WHO), trusting(), `sha256:${'b'.repeat(64)}`),
      /signature of another digest/,
    ],
    [
      'whose statement was changed',
      async () =>
        verify(
          await changed(
            (bundle) =>
              (bundle.dsseEnvelope.payload = Buffer.from(
                statementText(`sha256:${'b'.repeat(64)}`, SIGNED, {}),
              ).toString('base64')),
          ),
          trusting(),
          `sha256:${'b'.repeat(64)}`,
        ),
      /no signature is good/,
    ],
    [
      'that no log knows',
      async () => verify(await changed((bundle) => (bundle.verificationMaterial.tlogEntries = []))),
      /no signature is good/,
    ],
    [
      'whose log entry was changed',
      async () => verify(await changed((bundle) => (bundle.verificationMaterial.tlogEntries[0].integratedTime = '1'))),
      /no signature is good/,
    ],
    [
      'while only keys are trusted',
      async () => verify(await ours.signKeyless(statement, WHO), { keys: [], keyless: [] }),
      /no identity is trusted/,
    ],
    [
      'with a trust root that is none',
      async () =>
        verify(await ours.signKeyless(statement, WHO), { keys: [], keyless: [{ identity: WHO, trustRoot: {} }] }),
      /no signature is good/,
    ],
  ])('%s is not', async (_, act, says) => {
    await expect(act()).rejects.toThrow(says);
  });

  it('is no business of patterns that only look alike', () => {
    const signer = { ...WHO, identity: 'https://github.com/acme/web/evil/release.yml' };
    expect(isIdentity(signer, { ...WHO, identity: 'https://github.com/acme/*/release.yml' })).toBe(false);
    expect(isIdentity(signer, { ...WHO, identity: 'https://github.com/acme/**/release.yml' })).toBe(true);
    expect(isIdentity(signer, { ...WHO, identity: 'github.com/acme/**' })).toBe(false);
    expect(
      isIdentity({ ...WHO, identity: 'https://githubxcom/acme' }, { ...WHO, identity: 'https://github.com/acme' }),
    ).toBe(false);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: a test breaks what it likes
async function changed(change: (bundle: any) => void): Promise<string> {
  const bundle = JSON.parse(await ours.signKeyless(statement, WHO)) as unknown;
  change(bundle);
  return JSON.stringify(bundle);
}
