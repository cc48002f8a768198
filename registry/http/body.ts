// Reads the body of an answer into memory, never more than a limit.

import { RegistryError, shownUrl } from '../errors';
import type { HttpResponse } from './transport';

/** The whole body. Throws `too-large` as soon as it is known to be longer than `limit` bytes. */
export async function readBody(response: HttpResponse, limit: number, what: string): Promise<Buffer> {
  const tooLarge = () => {
    response.discard();
    return new RegistryError('too-large', `${what}: larger than ${limit} bytes (${shownUrl(response.url)})`);
  };
  const length = Number(response.headers['content-length']);
  if (length > limit) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** Reads a short body to its end, so that the connection can be used again; a long one ends the connection. */
export async function drain(response: HttpResponse, limit = 64 * 1024): Promise<void> {
  let size = 0;
  try {
    for await (const chunk of response.body) {
      size += chunk.length;
      if (size > limit) break;
    }
  } catch {
    // Nobody wanted it.
  }
  if (size > limit) response.discard();
}
