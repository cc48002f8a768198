// A repository of an OCI registry (distribution specification 1.1): manifests, blobs, tags, referrers. Nothing is given to the
// caller that is not what its digest says.

import { Authorizer } from '../auth/authorizer';
import type { CredentialSource } from '../auth/credentials';
import { checkDigest, type Digest, sha256 } from '../digest';
import { quiet, RegistryError } from '../errors';
import { drain, readBody } from '../http/body';
import type { HttpClient } from '../http/client';
import type { HttpRequest, HttpResponse } from '../http/transport';
import { answerError, contentDigest, contentType, nextPage } from './answers';
import { downloadBlob } from './download';
import {
  type Descriptor,
  type Index,
  MANIFEST_TYPES,
  type Manifest,
  MAX_MANIFEST_BYTES,
  readManifest,
} from './manifest';
import { apiHost, formatReference, type OciReference } from './reference';
import { uploadBlob } from './upload';

export interface RegistryOptions {
  http: HttpClient;
  credentials: CredentialSource;
  /** speak plain http */
  plainHttp?: boolean;
  /** bytes of a blob; 512 MiB */
  maxBlobBytes?: number;
  /** bytes; larger blobs are uploaded in chunks of this length; 32 MiB */
  chunkBytes?: number;
  /** Hears what a registry has to say (Warning headers). */
  warn?(message: string): void;
}

const MAX_LIST_BYTES = 16 * 1024 * 1024;
/** A list that never ends is no list. */
const MAX_PAGES = 10_000;
const MAX_BLOB_BYTES = 512 * 1024 * 1024;
const CHUNK_BYTES = 32 * 1024 * 1024;

/** A manifest, its text and its descriptor. */
export interface FetchedManifest {
  descriptor: Descriptor;
  text: Buffer;
  manifest: Manifest | Index;
}

/** A registry: what its repositories have in common. */
export class Registry {
  readonly origin: string;
  private readonly authorizer: Authorizer;

  constructor(
    readonly name: string,
    readonly options: RegistryOptions,
  ) {
    this.origin = new URL(`${options.plainHttp ? 'http' : 'https'}://${apiHost(name)}`).origin;
    this.authorizer = new Authorizer(options.http, this.origin, name, options.credentials);
  }

  repository(name: string): Repository {
    return new Repository(this, name);
  }

  async send(request: HttpRequest, scopes: readonly string[], retry = true): Promise<HttpResponse> {
    const response = await this.authorizer.send(request, scopes, retry);
    const warning = response.headers['warning'];
    if (warning !== undefined && this.options.warn) {
      for (const [, text] of String(warning).matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)) {
        this.options.warn(`${this.name}: ${quiet(text.replace(/\\(.)/g, '$1'))}`);
      }
    }
    return response;
  }
}

export class Repository {
  private readonly pull: readonly string[];
  private readonly push: readonly string[];

  constructor(
    readonly registry: Registry,
    readonly name: string,
  ) {
    this.pull = [`repository:${name}:pull`];
    this.push = [`repository:${name}:pull,push`];
  }

  /** A reference in this repository. */
  reference(part: Pick<OciReference, 'tag' | 'digest'> = {}): string {
    return formatReference({ registry: this.registry.name, repository: this.name, ...part });
  }

  /** The descriptor of a tag or a digest; its text is not read unless the registry does not tell. Throws `not-found`. */
  async resolve(name: string): Promise<Descriptor> {
    const response = await this.send(
      { method: 'HEAD', url: this.url(`manifests/${name}`), headers: accept() },
      this.pull,
    );
    const what = this.at(name);
    if (response.status === 200) {
      await drain(response);
      const digest = contentDigest(response);
      const size = Number(response.headers['content-length']);
      const mediaType = contentType(response);
      if (digest !== undefined && MANIFEST_TYPES.includes(mediaType) && Number.isSafeInteger(size)) {
        if (name.includes(':') && digest !== name)
          throw new RegistryError('digest', `${what}: the registry answers with ${digest}`);
        return { mediaType, digest, size };
      }
    } else if (response.status !== 404 && response.status !== 405) {
      throw await answerError(response, what);
    }
    // No word in a HEAD's answer says why; and some registries tell no digest there.
    return (await this.fetchManifest(name)).descriptor;
  }

  /** The manifest of a tag or a digest. Throws `not-found`, `digest`, `too-large`, `protocol`. */
  async fetchManifest(name: string): Promise<FetchedManifest> {
    const what = this.at(name);
    const response = await this.send(
      { method: 'GET', url: this.url(`manifests/${name}`), headers: accept() },
      this.pull,
    );
    if (response.status !== 200) throw await answerError(response, what);
    const text = await readBody(response, MAX_MANIFEST_BYTES, `${what}: the manifest`);
    const told = contentDigest(response);
    const wanted = name.includes(':') ? (name as Digest) : told;
    if (wanted !== undefined) checkDigest(text, wanted, what);
    const mediaType = contentType(response);
    if (!MANIFEST_TYPES.includes(mediaType)) {
      throw new RegistryError(
        'content',
        `${what}: the registry has ${quiet(mediaType, 80) || 'something without a media type'}, which is no manifest of the OCI image specification`,
      );
    }
    const manifest = readManifest(text, mediaType, what);
    return { descriptor: { mediaType, digest: wanted ?? sha256(text), size: text.length }, text, manifest };
  }

  /** Stores a manifest under its digest, and under a tag where one is given. Gives its digest. */
  async pushManifest(
    text: Uint8Array,
    mediaType: string,
    tag?: string,
  ): Promise<{ digest: Digest; knowsSubject: boolean }> {
    const digest = sha256(text);
    const name = tag ?? digest;
    const request = {
      method: 'PUT' as const,
      url: this.url(`manifests/${name}`),
      headers: { 'content-type': mediaType },
      body: text,
    };
    const response = await this.send(request, this.push);
    if (response.status !== 201) throw await answerError(response, this.at(name));
    await drain(response);
    const stored = contentDigest(response);
    if (stored !== undefined && stored !== digest) {
      throw new RegistryError('digest', `${this.at(name)}: the registry stored ${stored} instead of ${digest}`);
    }
    return { digest, knowsSubject: response.headers['oci-subject'] !== undefined };
  }

  /** Is the blob there? A push asks with its own scope, so that one token does for all of it. */
  async hasBlob({ digest }: Descriptor, scopes = this.pull): Promise<boolean> {
    const response = await this.send({ method: 'HEAD', url: this.url(`blobs/${digest}`) }, scopes);
    if (response.status !== 200 && response.status !== 404) throw await answerError(response, this.at(digest));
    await drain(response);
    return response.status === 200;
  }

  /** A blob's bytes, compared with its digest. */
  fetchBlob(descriptor: Descriptor): Promise<Buffer> {
    const url = this.url(`blobs/${descriptor.digest}`);
    return downloadBlob(descriptor, this.at(descriptor.digest), {
      limit: this.registry.options.maxBlobBytes ?? MAX_BLOB_BYTES,
      attempts: this.http.policy.attempts,
      get: (headers) => this.send({ method: 'GET', url, headers }, this.pull),
      pause: (attempt) => this.http.pause(attempt),
    });
  }

  /** Uploads a blob unless it is there; `from` names a repository of this registry that may have it. */
  async pushBlob(descriptor: Descriptor, data: Uint8Array, from?: string): Promise<'there' | 'pushed'> {
    if (await this.hasBlob(descriptor, this.push)) return 'there';
    const scopes = from === undefined ? this.push : [...this.push, `repository:${from}:pull`];
    await uploadBlob(descriptor, data, this.at(descriptor.digest), {
      from,
      chunkBytes: this.registry.options.chunkBytes ?? CHUNK_BYTES,
      attempts: this.http.policy.attempts,
      uploads: this.url('blobs/uploads/'),
      send: (request, retry) => this.registry.send(request, scopes, retry),
      pause: (attempt) => this.http.pause(attempt),
    });
    return 'pushed';
  }

  /** All tags, in the registry's order. */
  async listTags(): Promise<string[]> {
    const tags: string[] = [];
    const what = `${this.reference()}: the list of tags`;
    for await (const page of this.pages(this.url('tags/list'), what)) {
      const list = (page as { tags?: unknown }).tags ?? [];
      if (!Array.isArray(list) || !list.every((tag) => typeof tag === 'string'))
        throw new RegistryError('protocol', `${what}: no list`);
      tags.push(...(list as string[]));
      if (tags.length > 1_000_000) throw new RegistryError('too-large', `${what}: more than a million tags`);
    }
    return tags;
  }

  /** The pages of the referrers API; undefined: the registry does not have it. */
  async listReferrers(digest: Digest, artifactType?: string): Promise<unknown[] | undefined> {
    const url = this.url(`referrers/${digest}`);
    if (artifactType !== undefined) url.searchParams.set('artifactType', artifactType);
    const pages: unknown[] = [];
    try {
      for await (const page of this.pages(url, `${this.at(digest)}: the list of referrers`)) pages.push(page);
    } catch (error) {
      if (pages.length === 0 && ['not-found', 'protocol'].includes((error as RegistryError).code)) return undefined;
      throw error;
    }
    return pages;
  }

  private get http(): HttpClient {
    return this.registry.options.http;
  }

  private async *pages(first: URL, what: string): AsyncGenerator<unknown> {
    let url: URL | undefined = first;
    const seen = new Set<string>();
    while (url) {
      if (seen.has(url.href) || seen.size === MAX_PAGES)
        throw new RegistryError('protocol', `${what}: its pages never end`);
      seen.add(url.href);
      const response: HttpResponse = await this.send({ method: 'GET', url }, this.pull);
      if (response.status !== 200) throw await answerError(response, what);
      const text = await readBody(response, MAX_LIST_BYTES, what);
      let page: unknown;
      try {
        page = JSON.parse(text.toString());
      } catch {
        throw new RegistryError('protocol', `${what}: not JSON`);
      }
      if (typeof page !== 'object' || page === null) throw new RegistryError('protocol', `${what}: no JSON object`);
      yield page;
      url = nextPage(response);
    }
  }

  private send(request: HttpRequest, scopes: readonly string[], retry?: boolean): Promise<HttpResponse> {
    return this.registry.send(request, scopes, retry);
  }

  private url(path: string): URL {
    return new URL(`${this.registry.origin}/v2/${this.name}/${path}`);
  }

  /** The place as a user writes it. */
  private at(name: string): string {
    return name.includes(':') ? this.reference({ digest: name as Digest }) : this.reference({ tag: name });
  }
}

function accept(): Record<string, string> {
  return { accept: MANIFEST_TYPES.join(', ') };
}
