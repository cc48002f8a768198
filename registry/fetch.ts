// Fetches what a reference means: from an OCI registry, a chart repository, an address or a git registry, through the cache. The
// policy is asked before a byte of the package is read, and nothing leaves here that is not what its digest says.

import { isGzip } from '../gostd/compress/head';
import { isWebAssembly } from '../runtime/wasm/head';
import { packageLayer, type PackageKind } from './artifacts/kinds';
import type { ContentCache } from './cache/content';
import { type ChartRepositoryOptions, ChartRepository, fetchArchive } from './charts/repository';
import { type Digest, sha256 } from './digest';
import { quiet, RegistryError, shownUrl } from './errors';
import type { GitRegistryConfig } from './git/config';
import { findGitPackage, readGitPackage } from './git/packages';
import { type Index, type Manifest, MEDIA, readManifest } from './oci/manifest';
import { formatReference, type OciReference, versionToTag } from './oci/reference';
import type { Registry, Repository } from './oci/repository';
import type { PackageReference } from './package-reference';
import { constraintProblem, highestVersion } from '../runtime/bindings/versions';

/** Decides whether a package may be used; throws where it may not. */
export interface Gate {
  /** Asked for an artifact before its layers are read. `online` says whether the registry may be asked. */
  checkArtifact(repository: Repository, reference: OciReference, digest: Digest, online: boolean): Promise<void>;
  /** Asked for what has no signatures: an address, a chart repository, a git registry. */
  checkOther(source: string): void;
}

export interface FetchOptions {
  /** Opens a registry; asked once for each name. */
  openRegistry(name: string): Registry;
  cache: ContentCache;
  /** http for chart repositories and addresses */
  charts: ChartRepositoryOptions;
  git: GitRegistryConfig;
  gate?: Gate;
  /** use the cache alone */
  offline?: boolean;
}

export interface FetchedPackage {
  kind: PackageKind;
  data: Buffer;
  /** the data's own */
  digest: Digest;
  /** the data's file in the cache; undefined where nothing can be kept */
  path?: string;
  /** exactly what was fetched, with its digest where the source has them */
  source: string;
  /** the manifest's digest, from an OCI registry */
  manifestDigest?: Digest;
  manifest?: Manifest;
  /** what Helm says on standard error when it pulls */
  notices: string;
}

type Remote = Exclude<PackageReference, { kind: 'path' | 'stdin' }>;
type Of<K extends Remote['kind']> = Extract<Remote, { kind: K }>;

export class Fetcher {
  private readonly registries = new Map<string, Registry>();

  constructor(private readonly options: FetchOptions) {}

  /** Fetches a package. Throws RegistryError. */
  fetch(reference: Remote): Promise<FetchedPackage> {
    if (reference.kind === 'oci') return this.fetchOci(reference);
    if (reference.kind === 'url') return this.fetchUrl(reference);
    if (reference.kind === 'repository') return this.fetchFromRepository(reference);
    return this.fetchGit(reference);
  }

  /** The repository of a reference; one connection and one set of tokens a registry. */
  repository({ registry: name, repository }: OciReference): Repository {
    let registry = this.registries.get(name);
    if (!registry) {
      registry = this.options.openRegistry(name);
      this.registries.set(name, registry);
    }
    return registry.repository(repository);
  }

  /** The tag that a range means: the highest version in it. Throws `not-found`. */
  async findTag(reference: OciReference, range: string): Promise<string> {
    const repository = this.repository(reference);
    const wanted = range === '' ? '*' : range;
    const problem = constraintProblem(wanted);
    if (problem !== undefined) throw new RegistryError('reference', `${repository.reference()}: ${problem}`);
    const tags = await this.listTags(reference);
    if (range !== '' && tags.includes(versionToTag(range))) return versionToTag(range);
    const versions = tags.map((tag) => tag.replaceAll('_', '+'));
    const version = highestVersion(versions, wanted);
    if (version !== undefined) return versionToTag(version);
    if (range === '' && tags.includes('latest')) return 'latest';
    if (this.options.offline) throw notCached(`${repository.reference()}${range === '' ? '' : `, ${range}`}`);
    const which = range === '' ? 'version' : `version ${JSON.stringify(range)}`;
    throw new RegistryError('not-found', `${repository.reference()}: unable to locate any tags that are a ${which}`);
  }

  /** The tags of a repository; offline those that were resolved before. */
  async listTags(reference: OciReference): Promise<string[]> {
    const repository = this.repository(reference);
    if (!this.options.offline) return repository.listTags();
    const start = `${repository.reference()}:`;
    const tags = this.options.cache.known(start).map((known) => known.slice(start.length));
    if (tags.length === 0) throw notCached(repository.reference());
    return tags;
  }

  /** The digest of a reference, asked of the registry, or offline remembered. */
  async resolve({ reference, range }: Of<'oci'>): Promise<{ reference: OciReference; digest: Digest }> {
    const { cache, offline } = this.options;
    if (reference.digest) return { reference, digest: reference.digest };
    const named = { ...reference, tag: range === undefined ? reference.tag! : await this.findTag(reference, range) };
    const asked = formatReference(named);
    if (offline) {
      const known = cache.recall(asked);
      if (!known) throw notCached(asked);
      return { reference: named, digest: known.digest };
    }
    const { digest } = await this.repository(reference).resolve(named.tag);
    cache.remember(asked, { digest });
    return { reference: named, digest };
  }

  /** The manifest of a digest, from the cache where it is there. */
  async manifest(repository: Repository, digest: Digest): Promise<Manifest | Index> {
    const { cache, offline } = this.options;
    const what = repository.reference({ digest });
    const kept = cache.get(digest);
    if (kept) return readManifest(kept, mediaTypeIn(kept, what), what);
    if (offline) throw notCached(what);
    const { text, manifest } = await repository.fetchManifest(digest);
    cache.put(digest, text);
    return manifest;
  }

  private async fetchOci(wanted: Of<'oci'>): Promise<FetchedPackage> {
    const { cache, offline = false, gate } = this.options;
    const { reference, digest } = await this.resolve(wanted);
    const repository = this.repository(reference);
    await gate?.checkArtifact(repository, reference, digest, !offline);
    const source = formatReference({ ...reference, digest });
    const manifest = await this.manifest(repository, digest);
    const { kind, layer } = packageLayer(manifest, source);
    let data = cache.get(layer.digest);
    if (!data) {
      if (offline) throw notCached(source);
      data = await repository.fetchBlob(layer);
      cache.put(layer.digest, data);
    }
    checkKind(data, kind, source);
    const named = formatReference({ ...reference, digest: undefined }).slice('oci://'.length);
    return {
      ...this.kept(kind, data, layer.digest),
      source,
      manifestDigest: digest,
      manifest: manifest as Manifest,
      notices: `Pulled: ${named}\nDigest: ${digest}\n`,
    };
  }

  private async fetchUrl({ url }: Of<'url'>): Promise<FetchedPackage> {
    const source = shownUrl(url);
    this.options.gate?.checkOther(`${url.host}${url.pathname}`);
    return this.through(`url ${url.origin}${url.pathname}${url.search}`, source, () =>
      fetchArchive(url, this.options.charts),
    );
  }

  private async fetchFromRepository({
    repository: address,
    name,
    version = '',
  }: Of<'repository'>): Promise<FetchedPackage> {
    const repository = new ChartRepository(address, this.options.charts);
    const source = `${shownUrl(repository.url)} ${name}`;
    this.options.gate?.checkOther(`${repository.url.host}${repository.url.pathname.replace(/\/+$/, '')}/${name}`);
    const start = `repository ${repository.url.href} ${name} `;
    const found = this.options.offline ? undefined : await repository.find(name, version);
    const exact = found?.entry.version ?? this.knownVersion(start, version);
    return this.through(`${start}${exact}`, source, async () => {
      const { entry } = found!;
      const told: Digest = `sha256:${entry.digest.replace(/^sha256:/, '').toLowerCase()}`;
      return this.options.cache.get(told) ?? repository.fetch(found!);
    });
  }

  /** The highest version in a range that was fetched before; the range itself where there is none. */
  private knownVersion(start: string, range: string): string {
    const problem = range === '' ? undefined : constraintProblem(range);
    if (problem !== undefined) return range;
    const versions = this.options.cache.known(start).map((known) => known.slice(start.length));
    return highestVersion(versions, range || '*') ?? range;
  }

  private async fetchGit(reference: Of<'git'>): Promise<FetchedPackage> {
    const { git, offline, gate } = this.options;
    const source = `${reference.registry}/${reference.path}`;
    gate?.checkOther(`git:${source}`);
    const found = await findGitPackage(git, reference, offline);
    const data = readGitPackage(git, found);
    const named = `${source}:${found.version}`;
    checkKind(data, 'module', named);
    return { ...this.kept('module', data, sha256(data)), source: named, notices: '' };
  }

  /** What is fetched each time, since only the fetching tells its digest; offline what was fetched last. */
  private async through(key: string, source: string, fetch: () => Promise<Buffer>): Promise<FetchedPackage> {
    const { cache, offline } = this.options;
    let data: Buffer | undefined;
    if (offline) {
      const known = cache.recall<{ digest: Digest }>(key);
      data = known && cache.get(known.digest);
      if (!data) throw notCached(source);
    } else {
      data = await fetch();
    }
    const kind = kindOf(data);
    if (!kind) throw new RegistryError('content', `${source}: neither a chart archive nor a WebAssembly module`);
    const digest = sha256(data);
    if (!offline) cache.remember(key, { digest });
    return { ...this.kept(kind, data, digest), source, notices: '' };
  }

  private kept(
    kind: PackageKind,
    data: Buffer,
    digest: Digest,
  ): Pick<FetchedPackage, 'kind' | 'data' | 'digest' | 'path'> {
    return { kind, data, digest, path: this.options.cache.put(digest, data) };
  }
}

function notCached(what: string): RegistryError {
  return new RegistryError('offline', `${what}: not in the cache, and the network must not be used (--offline)`);
}

function kindOf(data: Uint8Array): PackageKind | undefined {
  if (isGzip(data)) return 'chart';
  if (isWebAssembly(data)) return 'module';
  return undefined;
}

function checkKind(data: Uint8Array, kind: PackageKind, what: string): void {
  if (kindOf(data) === kind) return;
  const wanted = kind === 'module' ? 'a WebAssembly module' : 'a chart archive (gzip)';
  throw new RegistryError('content', `${what}: its layer should be ${wanted} and is none`);
}

/** A manifest kept by digest says itself what it is; old Docker images' always do. */
function mediaTypeIn(text: Uint8Array, what: string): string {
  let value: { mediaType?: unknown; manifests?: unknown } | null;
  try {
    value = JSON.parse(Buffer.from(text).toString()) as typeof value;
  } catch {
    throw new RegistryError('content', `${what}: no manifest`);
  }
  if (typeof value?.mediaType === 'string') return quiet(value.mediaType, 100);
  return value?.manifests === undefined ? MEDIA.manifest : MEDIA.index;
}
