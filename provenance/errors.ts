// Why something is not trusted, or a key or a policy cannot be used. Every one of these stops whatever was to be done.

/**
 * - `key`: a key that cannot be read or has a kind that is not used
 * - `policy`: a policy file that cannot be read: it stops everything it could have been about
 * - `signature`: no signature that is good enough
 */
export type ProvenanceErrorCode = 'key' | 'policy' | 'signature';

export class ProvenanceError extends Error {
  override name = 'ProvenanceError';
  constructor(
    readonly code: ProvenanceErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
