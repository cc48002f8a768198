// Blobs, downloaded: a connection that breaks is taken up where it broke, and the digest is compared before anybody has a byte.

import { Verifier } from '../digest';
import { RegistryError, shownUrl } from '../errors';
import { drain } from '../http/body';
import { isTransient } from '../http/client';
import type { HttpResponse } from '../http/transport';
import { answerError } from './answers';
import type { Descriptor } from './manifest';

/** However much progress there is: a download is not taken up more often than this. */
const MAX_TAKEN_UP = 100;

export interface DownloadOptions {
  /** bytes; larger blobs are refused before they are asked for */
  limit: number;
  /** how often a download is taken up again without any progress */
  attempts: number;
  /** Sends GET with these headers. */
  get(headers: Record<string, string>): Promise<HttpResponse>;
  /** Waits before attempt `attempt + 1`. */
  pause(attempt: number): Promise<void>;
}

/** The blob's bytes. Throws `too-large`, `digest`, `protocol`, or what the network threw last. */
export async function downloadBlob(
  { digest, size, data }: Descriptor,
  what: string,
  { limit, attempts, get, pause }: DownloadOptions,
): Promise<Buffer> {
  if (size > limit) throw new RegistryError('too-large', `${what}: ${size} bytes, and the limit is ${limit}`);
  const embedded = data === undefined ? undefined : Buffer.from(data, 'base64');
  const out = embedded?.length === size ? embedded : Buffer.allocUnsafe(size);
  let got = out === embedded ? size : 0;
  let attempt = 1;
  // A server that always ends at the same byte makes no progress, however often it begins anew.
  let most = 0;
  for (let taken = 0; out !== embedded; taken++) {
    try {
      const response = await get(got === 0 ? {} : { range: `bytes=${got}-` });
      got = await readPart(response, out, got, what);
      if (got === size) break;
      // Ended early without an error: the length that the server told was wrong.
      throw new RegistryError(
        'network',
        `${what}: the download ended after ${got} of ${size} bytes (${shownUrl(response.url)})`,
      );
    } catch (error) {
      const read = (error as { got?: number }).got;
      if (read !== undefined) got = read;
      if (!isTransient(error)) throw error;
      if (got > most) attempt = 1;
      most = Math.max(most, got);
      if (attempt >= attempts || taken >= MAX_TAKEN_UP) throw error;
      await pause(attempt++);
    }
  }
  const verifier = new Verifier(digest);
  verifier.update(out);
  verifier.finish(what);
  return out;
}

/** Reads an answer into `out` from `from`; gives where it ended. An error carries that as `got`. */
async function readPart(response: HttpResponse, out: Buffer, from: number, what: string): Promise<number> {
  const { status, headers, url } = response;
  let at = from;
  if (status === 200) at = 0;
  else if (status === 206) {
    const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
    if (!range || Number(range[1]) !== from || (range[3] !== '*' && Number(range[3]) !== out.length)) {
      response.discard();
      throw new RegistryError('protocol', `${what}: ${shownUrl(url)} gave another range than was asked for`);
    }
  } else if (status === 416 && from > 0) {
    // It cannot go on from there: from the beginning.
    await drain(response);
    throw Object.assign(new RegistryError('network', `${what}: ${shownUrl(url)} answered 416`), { got: 0 });
  } else {
    throw await answerError(response, what);
  }
  const tooLong = () => {
    response.discard();
    return new RegistryError(
      'digest',
      `${what}: ${shownUrl(url)} gives more than the ${out.length} bytes that its digest was made of`,
    );
  };
  if (Number(headers['content-length']) > out.length - at) throw tooLong();
  try {
    for await (const chunk of response.body) {
      if (at + chunk.length > out.length) throw tooLong();
      out.set(chunk, at);
      at += chunk.length;
    }
  } catch (error) {
    throw Object.assign(error as Error, { got: at });
  }
  return at;
}
