// What a registry's answers mean: errors in the specification's form, and headers that are checked before they are believed.

import { challengeError } from '../auth/authorizer';
import { type Digest, isDigest } from '../digest';
import { quiet, RegistryError, type RegistryErrorCode, shownUrl } from '../errors';
import { readBody } from '../http/body';
import type { HttpResponse } from '../http/transport';

const MAX_ERROR_BYTES = 64 * 1024;

const CODES: Record<number, RegistryErrorCode> = {
  401: 'unauthorized',
  403: 'denied',
  404: 'not-found',
  405: 'protocol',
  413: 'too-large',
};

/** The error that an answer is. `what` says what was wanted. */
export async function answerError(response: HttpResponse, what: string): Promise<RegistryError> {
  const words = await errorWords(response);
  const { status } = response;
  const code = CODES[status] ?? (status >= 500 || status === 429 ? 'server' : 'protocol');
  const reason = challengeError(String(response.headers['www-authenticate'] ?? ''));
  const login = code === 'unauthorized' ? ' (docker login, helm registry login or oras login gives access)' : '';
  const said = [words, reason].filter(Boolean).join(', ');
  return new RegistryError(
    code,
    `${what}: ${shownUrl(response.url)} answered ${status}${said ? `: ${said}` : ''}${login}`,
  );
}

async function errorWords(response: HttpResponse): Promise<string> {
  try {
    const text = (await readBody(response, MAX_ERROR_BYTES, '')).toString();
    const { errors } = JSON.parse(text) as { errors?: { code?: unknown; message?: unknown }[] };
    if (!Array.isArray(errors)) return '';
    const words = errors.map(({ code, message }) =>
      [code, message].filter((part) => typeof part === 'string' && part).join(': '),
    );
    return quiet(words.filter(Boolean).join('; '));
  } catch {
    // A page for people, or too much: the status must do.
    return '';
  }
}

/** Docker-Content-Digest, where there is one. Throws `protocol` for what is no digest. */
export function contentDigest({ headers, url }: HttpResponse): Digest | undefined {
  const text = headers['docker-content-digest'];
  if (text === undefined || text === '') return undefined;
  if (typeof text === 'string' && isDigest(text)) return text;
  throw new RegistryError(
    'protocol',
    `${shownUrl(url)}: Docker-Content-Digest is ${quiet(String(text), 80)}, which is no digest`,
  );
}

/** The media type that an answer says it has. */
export function contentType({ headers }: HttpResponse): string {
  return (headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
}

/** Where an upload goes on. Throws `protocol` where the answer does not say. */
export function locationOf(response: HttpResponse, what: string): URL {
  const { location } = response.headers;
  if (location === undefined || !URL.canParse(location, response.url)) {
    throw new RegistryError('protocol', `${what}: ${shownUrl(response.url)} does not say where the upload goes on`);
  }
  const url = new URL(location, response.url);
  if (url.protocol !== 'https:' && url.protocol !== response.url.protocol) {
    throw new RegistryError(
      'redirect',
      `${what}: the upload would go on at ${shownUrl(url)}: from https only to https`,
    );
  }
  url.username = '';
  url.password = '';
  return url;
}

/** The next page of a list, which must be the same registry's. */
export function nextPage(response: HttpResponse): URL | undefined {
  const { link } = response.headers;
  if (link === undefined) return undefined;
  for (const part of String(link).split(/,(?=\s*<)/)) {
    const match = /^\s*<([^<>]*)>((?:\s*;[^;]*)*)$/.exec(part);
    if (!match || !/;\s*rel\s*=\s*"?next"?\s*(?:;|$)/i.test(match[2])) continue;
    if (!URL.canParse(match[1], response.url)) return undefined;
    const url = new URL(match[1], response.url);
    if (url.origin !== response.url.origin) {
      throw new RegistryError(
        'redirect',
        `${shownUrl(response.url)}: the list goes on at ${shownUrl(url)}, another server`,
      );
    }
    return url;
  }
  return undefined;
}
