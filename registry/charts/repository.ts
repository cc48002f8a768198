// Chart repositories over http: index.yaml and the archives it names. Source: helm.sh/helm/v4@v4.3.1 pkg/repo/v1/chartrepo.go and
// pkg/getter/httpgetter.go: credentials go to the repository's own host unless they are let go elsewhere.

import type { Digest } from '../digest';
import { checkDigest, isDigest } from '../digest';
import { quiet, RegistryError, shownUrl } from '../errors';
import { drain, readBody } from '../http/body';
import type { HttpClient } from '../http/client';
import { type ChartVersion, findVersion, type IndexFile, readIndex } from './index-file';

export interface ChartRepositoryOptions {
  http: HttpClient;
  username?: string;
  password?: string;
  /** send them to other hosts too, as the index names them */
  passCredentials?: boolean;
  /** allow http:// also where an index reached over https names it */
  plainHttp?: boolean;
  maxBytes?: number;
}

const MAX_INDEX_BYTES = 128 * 1024 * 1024;
const MAX_ARCHIVE_BYTES = 512 * 1024 * 1024;

/** A chart of a repository, found and ready to be fetched. */
export interface FoundChart {
  entry: ChartVersion;
  url: URL;
}

export class ChartRepository {
  private index?: Promise<IndexFile>;
  readonly url: URL;
  private readonly authorization?: string;

  constructor(
    address: string,
    private readonly options: ChartRepositoryOptions,
  ) {
    // Who writes http:// asks for it; an index reached over https does not.
    this.url = readUrl(address, true);
    const { username = decodeURIComponent(this.url.username), password = decodeURIComponent(this.url.password) } =
      options;
    if (username !== '' || password !== '') {
      this.authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    }
    this.url.username = '';
    this.url.password = '';
  }

  /** The index; fetched once. */
  loadIndex(): Promise<IndexFile> {
    this.index ??= this.fetchIndex();
    return this.index;
  }

  /** The chart that a name and a constraint mean. Throws `not-found`. */
  async find(name: string, version = ''): Promise<FoundChart> {
    const entry = findVersion(await this.loadIndex(), name, version, shownUrl(this.url));
    const [address] = entry.urls;
    if (address === undefined)
      throw new RegistryError('content', `chart ${JSON.stringify(name)} has no downloadable URLs`);
    return { entry, url: this.resolve(address) };
  }

  /** The archive's bytes, compared with the index's digest where it tells one. */
  async fetch({ entry, url }: FoundChart): Promise<Buffer> {
    const data = await this.get(url, this.options.maxBytes ?? MAX_ARCHIVE_BYTES);
    const told = digestOf(entry.digest);
    if (told) checkDigest(data, told, `${entry.name} ${entry.version} (${shownUrl(url)}), as index.yaml has it`);
    return data;
  }

  /** Fetches an address of the repository or one that its index names. */
  async get(url: URL, limit: number): Promise<Buffer> {
    const isOurs = url.origin === this.url.origin || this.options.passCredentials;
    const headers: Record<string, string> = isOurs && this.authorization ? { authorization: this.authorization } : {};
    const response = await this.options.http.send({ method: 'GET', url, headers });
    if (response.status !== 200) {
      await drain(response);
      const code = { 401: 'unauthorized', 403: 'denied', 404: 'not-found' }[response.status] ?? 'server';
      throw new RegistryError(code as 'server', `failed to fetch ${shownUrl(url)} : ${response.status}`);
    }
    return readBody(response, limit, shownUrl(url));
  }

  private async fetchIndex(): Promise<IndexFile> {
    const url = new URL(this.url);
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/index.yaml`;
    try {
      return readIndex(await this.get(url, MAX_INDEX_BYTES), shownUrl(this.url));
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      const what = `looks like ${JSON.stringify(shownUrl(this.url))} is not a valid chart repository or cannot be reached`;
      throw new RegistryError(error.code, `${what}: ${error.message}`, { cause: error });
    }
  }

  /** An address of the index, relative ones below the repository. Source: ResolveReferenceURL. */
  private resolve(address: string): URL {
    const base = new URL(this.url);
    if (!base.pathname.endsWith('/')) base.pathname += '/';
    if (!URL.canParse(address, base))
      throw new RegistryError('content', `${shownUrl(this.url)}: ${quiet(address, 200)} is no address`);
    const isAbsolute = /^[a-z][a-z0-9+.-]*:/i.test(address);
    const url = new URL(address, base);
    if (!isAbsolute && url.search === '') url.search = base.search;
    return readUrl(url.href, this.options.plainHttp || this.url.protocol === 'http:');
  }
}

/** Fetches one archive by its address. */
export async function fetchArchive(url: URL, options: ChartRepositoryOptions): Promise<Buffer> {
  const repository = new ChartRepository(url.href, options);
  return repository.get(repository.url, options.maxBytes ?? MAX_ARCHIVE_BYTES);
}

function readUrl(address: string, plainHttp = false): URL {
  if (!URL.canParse(address)) throw new RegistryError('reference', `${quiet(address, 200)} is no address`);
  const url = new URL(address);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && plainHttp)) return url;
  if (url.protocol === 'http:')
    throw new RegistryError('reference', `${shownUrl(url)}: plain http is used only with --plain-http`);
  throw new RegistryError('reference', `${quiet(address, 200)}: only https:// is fetched`);
}

/** The digest of an index entry, which is written with and without its algorithm. */
function digestOf(text: string): Digest | undefined {
  const digest = text.includes(':') ? text : `sha256:${text.toLowerCase()}`;
  return isDigest(digest) ? digest : undefined;
}
