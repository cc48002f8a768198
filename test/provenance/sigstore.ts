// A sigstore of our own for tests: a certificate authority, a transparency log and a certificate log that live as long as the
// test (@sigstore/mock), the trust root that names them, and bundles that they vouch for.

import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { initializeCA, initializeTLog } from '@sigstore/mock';
import { preAuthEncoding } from '../../provenance/bundle';
import { STATEMENT_MEDIA_TYPE } from '../../provenance/statement';

const ISSUER_OID = '1.3.6.1.4.1.57264.1.8';
const TYPE_P256 = 'PKIX_ECDSA_P256_SHA_256';
const START = '2020-01-01T00:00:00.000Z';

const base64 = (data: Uint8Array) => Buffer.from(data).toString('base64');
const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest();

/** What the log gives. */
interface LoggedEntry {
  body: string;
  integratedTime: number;
  logID: string;
  logIndex: number;
  verification: {
    signedEntryTimestamp: string;
    inclusionProof: { logIndex: number; rootHash: string; treeSize: number; checkpoint: string };
  };
}

export interface SigningOptions {
  identity: string;
  issuer: string;
  /** when the log says that it was signed; by default when the certificate was made */
  loggedAt?: Date;
}

/** A certificate transparency log (RFC 6962): it promises to have seen a certificate. The mock's own promises hold no signature. */
function makeCertificateLog() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const uint = (value: number | bigint, bytes: number) =>
    Buffer.from(
      BigInt(value)
        .toString(16)
        .padStart(bytes * 2, '0'),
      'hex',
    );
  return {
    publicKey: der,
    logID: sha256(der),
    log: async (certificate: ArrayBuffer, issuerID: ArrayBuffer): Promise<ArrayBuffer> => {
      const tbs = firstElement(Buffer.from(certificate));
      const time = uint(Date.now(), 8);
      const signed = Buffer.concat([
        uint(0, 2),
        time,
        uint(1, 2),
        Buffer.from(issuerID),
        uint(tbs.length, 3),
        tbs,
        uint(0, 2),
      ]);
      const signature = sign('sha256', signed, privateKey);
      const promise = Buffer.concat([
        uint(0, 1),
        sha256(der),
        time,
        uint(0, 2),
        Buffer.from([4, 3]),
        uint(signature.length, 2),
        signature,
      ]);
      return new Uint8Array(Buffer.concat([uint(promise.length, 2), promise])).buffer;
    },
  };
}

/** The first element of a DER sequence, with its head. */
function firstElement(der: Buffer): Buffer {
  const head = (at: number) => {
    const short = der[at + 1];
    const count = short & 0x80 ? short & 0x7f : 0;
    return { body: at + 2 + count, length: count ? der.readUIntBE(at + 2, count) : short };
  };
  const start = head(0).body;
  const { body, length } = head(start);
  return der.subarray(start, body + length);
}

export async function makeSigstore() {
  const keys = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
  const ctLog = makeCertificateLog();
  const ca = await initializeCA(keys('P-384'), ctLog);
  const logKeys = keys('P-256');
  const log = (publicKey: Uint8Array, id: Uint8Array, baseUrl: string) => ({
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: { rawBytes: base64(publicKey), keyDetails: TYPE_P256, validFor: { start: START } },
    logId: { keyId: base64(id) },
  });
  const logDer = logKeys.publicKey.export({ type: 'spki', format: 'der' });
  const trustRoot = {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [log(logDer, sha256(logDer), 'https://rekor.example')],
    certificateAuthorities: [
      {
        subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
        uri: 'https://fulcio.example',
        certChain: { certificates: [{ rawBytes: base64(ca.rootCertificate) }] },
        validFor: { start: START },
      },
    ],
    ctlogs: [log(ctLog.publicKey, ctLog.logID, 'https://ctlog.example')],
    timestampAuthorities: [],
  };

  /** A bundle over a statement, as cosign writes it after signing without a key. */
  async function signKeyless(statement: Uint8Array, { identity, issuer, loggedAt }: SigningOptions): Promise<string> {
    const { publicKey, privateKey } = keys('P-256');
    const certificate = await ca.issueCertificate({
      publicKey: publicKey.export({ type: 'spki', format: 'der' }),
      subjectAltName: identity,
      extensions: [{ oid: ISSUER_OID, value: issuer }],
    });
    const signature = sign('sha256', preAuthEncoding(STATEMENT_MEDIA_TYPE, statement), privateKey);
    const pem = `-----BEGIN CERTIFICATE-----\n${base64(certificate).replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
    const tlog = await initializeTLog('https://rekor.example', logKeys, loggedAt ?? new Date());
    const entry = await tlog.log({
      apiVersion: '0.0.1',
      kind: 'dsse',
      spec: {
        payloadHash: { algorithm: 'sha256', value: sha256(statement).toString('hex') },
        envelopeHash: { algorithm: 'sha256', value: '0'.repeat(64) },
        signatures: [{ signature: base64(signature), verifier: base64(Buffer.from(pem)) }],
      },
    });
    const [logged] = Object.values(entry) as LoggedEntry[];
    const { inclusionProof, signedEntryTimestamp } = logged.verification;
    return JSON.stringify({
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: {
        certificate: { rawBytes: base64(certificate) },
        tlogEntries: [
          {
            logIndex: String(logged.logIndex),
            logId: { keyId: base64(Buffer.from(logged.logID, 'hex')) },
            kindVersion: { kind: 'dsse', version: '0.0.1' },
            integratedTime: String(logged.integratedTime),
            inclusionPromise: { signedEntryTimestamp },
            inclusionProof: {
              logIndex: String(inclusionProof.logIndex),
              rootHash: base64(Buffer.from(inclusionProof.rootHash, 'hex')),
              treeSize: String(inclusionProof.treeSize),
              hashes: [],
              checkpoint: { envelope: inclusionProof.checkpoint },
            },
            canonicalizedBody: logged.body,
          },
        ],
      },
      dsseEnvelope: {
        payload: base64(statement),
        payloadType: STATEMENT_MEDIA_TYPE,
        signatures: [{ sig: base64(signature) }],
      },
    });
  }

  return { trustRoot, signKeyless };
}
