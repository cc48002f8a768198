// In-toto statements: what is said of which content. Source: in-toto attestation framework, spec/v1/statement.md.

/** A statement about artifacts. */
export interface Statement {
  _type: string;
  subject: { name?: string; digest: Record<string, string> }[];
  predicateType: string;
  predicate: unknown;
}

const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
const OLD_STATEMENT_TYPE = 'https://in-toto.io/Statement/v0.1';
export const STATEMENT_MEDIA_TYPE = 'application/vnd.in-toto+json';

/** What cosign says by signing, and nothing more. */
export const SIGNED = 'https://sigstore.dev/cosign/sign/v1';
export const SLSA_PROVENANCE = 'https://slsa.dev/provenance/v1';
export const SPDX = 'https://spdx.dev/Document';

/** A statement about one digest (`sha256:…`), as text. */
export function statementText(digest: string, predicateType: string, predicate: unknown): Buffer {
  const [algorithm, hex] = digest.split(':');
  const statement: Statement = {
    _type: STATEMENT_TYPE,
    subject: [{ digest: { [algorithm]: hex } }],
    predicateType,
    predicate,
  };
  return Buffer.from(JSON.stringify(statement));
}

/** Reads a statement; undefined: it is none. */
export function readStatement(text: Uint8Array): Statement | undefined {
  try {
    const value = JSON.parse(Buffer.from(text).toString()) as Statement | null;
    if (!value || (value._type !== STATEMENT_TYPE && value._type !== OLD_STATEMENT_TYPE)) return undefined;
    return Array.isArray(value.subject) && typeof value.predicateType === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Is the statement about this digest? */
export function isAbout({ subject }: Statement, digest: string): boolean {
  const [algorithm, hex] = digest.split(':');
  return subject.some(
    (item) => typeof item?.digest === 'object' && item.digest !== null && item.digest[algorithm] === hex,
  );
}
