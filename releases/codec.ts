// A record as text: JSON, gzip, base64. Source: helm.sh/helm/v4@v4.3.1 pkg/storage/driver/util.go.

import { isDeflated } from '../gostd/compress/head';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Release } from './record';

/** A record that cannot be read. */
export class RecordError extends Error {
  override name = 'ReleaseError';
}

/** Nothing that Helm can store unpacks to more than this; what does was made to fill the memory. */
const MAX_JSON_BYTES = 256 * 1024 * 1024;

/** The value of a record's key `release`. */
export function encodeRelease({ labels: _, config = {}, hooks = [], ...release }: Release): string {
  // As Go's omitempty: what is empty is left out.
  const record = {
    ...release,
    ...(Object.keys(config).length > 0 && { config }),
    ...(hooks.length > 0 && { hooks }),
  };
  return gzipSync(JSON.stringify(record), { level: 9 }).toString('base64');
}

/** The release in such a value. Throws RecordError. */
export function decodeRelease(text: string, where: string): Release {
  try {
    const bytes = Buffer.from(text, 'base64');
    const json = isDeflated(bytes) ? gunzipSync(bytes, { maxOutputLength: MAX_JSON_BYTES }) : bytes;
    const release = JSON.parse(json.toString()) as Release;
    if (typeof release?.name !== 'string' || typeof release.info?.status !== 'string')
      throw new Error('it has no name');
    release.hooks ??= [];
    release.chart ??= {
      metadata: { name: '', version: '' },
      lock: null,
      templates: [],
      values: {},
      schema: null,
      files: [],
    };
    release.chart.metadata ??= { name: '', version: '' };
    return release;
  } catch (error) {
    throw new RecordError(`the record ${where} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
