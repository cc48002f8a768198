// What can go wrong between this program and a registry: one class, one code each, one clear sentence. What a server says is
// made harmless before it is shown: no control characters, no more than a line or two, never a query string (presigned
// addresses hold credentials there) and never user information of a URL.

/**
 * What went wrong, for programs:
 *
 * - `reference`: a reference that cannot be read
 * - `configuration`: a file of credentials, certificates or registries that cannot be used
 * - `unauthorized`, `denied`: the registry wants other credentials, or refuses these
 * - `not-found`: no such repository, tag, manifest, blob, chart or version
 * - `network`, `timeout`, `tls`: no answer, none in time, or not from whom it should be
 * - `server`: the registry failed (5xx, 429) however often it was asked
 * - `protocol`: an answer that the distribution specification does not allow
 * - `redirect`: a redirect that is not followed
 * - `too-large`: more bytes than the limit allows
 * - `digest`: bytes that are not those that were asked for
 * - `content`: the right bytes, but no artifact that can be used here
 * - `offline`: not in the cache, and the network must not be used
 */
export type RegistryErrorCode =
  | 'reference'
  | 'configuration'
  | 'unauthorized'
  | 'denied'
  | 'not-found'
  | 'network'
  | 'timeout'
  | 'tls'
  | 'server'
  | 'protocol'
  | 'redirect'
  | 'too-large'
  | 'digest'
  | 'content'
  | 'offline';

/** The message says where and what, for the user. */
export class RegistryError extends Error {
  override name = 'RegistryError';
  /** of a `timeout`: an answer came and took too long, as the next one would */
  readonly isSlow: boolean;
  constructor(
    readonly code: RegistryErrorCode,
    message: string,
    options?: ErrorOptions & { isSlow?: boolean },
  ) {
    super(message, options);
    this.isSlow = options?.isSlow === true;
  }
}

/** Text of a stranger on one line: no control characters (a terminal obeys them), no more than `limit` characters. */
export function quiet(text: string, limit = 300): string {
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
  return line.length > limit ? `${line.slice(0, limit)}…` : line;
}

/** An address fit to be shown: without user information, query and fragment. */
export function shownUrl(url: URL): string {
  return quiet(`${url.protocol}//${url.host}${url.pathname}`);
}
