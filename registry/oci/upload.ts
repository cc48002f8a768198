// Blobs, uploaded: taken over from another repository where the registry can do that, else in one piece, else in chunks that
// are taken up again where a connection broke (distribution specification 1.1, "Pushing blobs").

import { RegistryError, shownUrl } from '../errors';
import { drain } from '../http/body';
import { isTransient } from '../http/client';
import type { HttpRequest, HttpResponse } from '../http/transport';
import { answerError, contentDigest, locationOf } from './answers';
import type { Descriptor } from './manifest';

export interface UploadOptions {
  /** repository of the same registry that may have the blob */
  from?: string;
  /** bytes; larger blobs go in chunks of this length */
  chunkBytes: number;
  /** how often an upload is begun anew, and a chunk taken up again */
  attempts: number;
  /** `BASE/v2/REPOSITORY/blobs/uploads/` */
  uploads: URL;
  send(request: HttpRequest, retry?: boolean): Promise<HttpResponse>;
  pause(attempt: number): Promise<void>;
}

/** Uploads a blob that the repository does not have. */
export async function uploadBlob(
  descriptor: Descriptor,
  data: Uint8Array,
  what: string,
  options: UploadOptions,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await uploadOnce(descriptor, data, what, options);
    } catch (error) {
      const again = isTransient(error) || (error as RegistryError).code === 'server';
      if (!again || attempt >= options.attempts) throw error;
      await options.pause(attempt);
    }
  }
}

async function uploadOnce(
  descriptor: Descriptor,
  data: Uint8Array,
  what: string,
  options: UploadOptions,
): Promise<void> {
  const { digest } = descriptor;
  const started = await start(descriptor, what, options);
  if (started === undefined) return;
  let { location } = started;
  let body = data;
  const isChunked = data.length > Math.max(options.chunkBytes, started.minChunk);
  if (isChunked) {
    const chunk = Math.max(options.chunkBytes, started.minChunk);
    ({ location } = await sendChunks(location, data, chunk, what, options));
    body = new Uint8Array(0);
  }
  location.searchParams.set('digest', digest);
  const headers = { 'content-type': 'application/octet-stream' };
  const response = await options.send(
    { method: 'PUT', url: location, headers, ...(body.length > 0 && { body }) },
    false,
  );
  if (response.status !== 201 && response.status !== 204) throw await answerError(response, what);
  await drain(response);
  const stored = contentDigest(response);
  if (stored !== undefined && stored !== digest) {
    throw new RegistryError('digest', `${what}: ${shownUrl(response.url)} stored ${stored} instead of ${digest}`);
  }
}

/** Opens an upload; undefined: the registry took the blob over from another repository. */
async function start({ digest }: Descriptor, what: string, { from, uploads, send }: UploadOptions) {
  const url = new URL(uploads);
  if (from !== undefined) {
    url.searchParams.set('mount', digest);
    url.searchParams.set('from', from);
  }
  const response = await send({ method: 'POST', url });
  if (response.status === 201 && from !== undefined) {
    await drain(response);
    return undefined;
  }
  if (response.status !== 202) throw await answerError(response, what);
  await drain(response);
  const minChunk = Number(response.headers['oci-chunk-min-length'] ?? 0);
  return {
    location: locationOf(response, what),
    minChunk: Number.isSafeInteger(minChunk) && minChunk > 0 ? minChunk : 0,
  };
}

async function sendChunks(location: URL, data: Uint8Array, chunk: number, what: string, options: UploadOptions) {
  let at = 0;
  let failures = 0;
  while (at < data.length) {
    const end = Math.min(at + chunk, data.length);
    try {
      const response = await options.send(
        {
          method: 'PATCH',
          url: location,
          headers: { 'content-type': 'application/octet-stream', 'content-range': `${at}-${end - 1}` },
          body: data.subarray(at, end),
        },
        false,
      );
      if (response.status !== 202 && response.status !== 416) throw await answerError(response, what);
      await drain(response);
      if (response.headers.location !== undefined) location = locationOf(response, what);
      const next =
        response.status === 202 ? receivedBytes(response, end) : await receivedSoFar(location, what, options);
      if (next < 0 || next > data.length || (next <= at && ++failures >= options.attempts)) {
        throw new RegistryError(
          'protocol',
          `${what}: ${shownUrl(response.url)} says that it has ${next} bytes after ${end} were sent`,
        );
      }
      at = next;
    } catch (error) {
      const again = isTransient(error) || (error as RegistryError).code === 'server';
      if (!again || ++failures >= options.attempts) throw error;
      await options.pause(failures);
      at = await receivedSoFar(location, what, options);
    }
  }
  return { location };
}

/** How much the registry has, as it says in Range; `fallback` where it says nothing. */
function receivedBytes({ headers }: HttpResponse, fallback: number): number {
  const range = /^(?:bytes=)?0-(\d+)$/.exec(headers.range ?? '');
  return range ? Number(range[1]) + 1 : fallback;
}

async function receivedSoFar(location: URL, what: string, { send }: UploadOptions): Promise<number> {
  const response = await send({ method: 'GET', url: location });
  if (response.status !== 204 && response.status !== 200) throw await answerError(response, what);
  await drain(response);
  return receivedBytes(response, 0);
}
