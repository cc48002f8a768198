// Where releases are recorded: Secrets of the release's namespace, as Helm keeps them, so that Helm finds ours and we find
// Helm's. Source: helm.sh/helm/v4@v4.3.1 pkg/storage/driver/secrets.go and pkg/storage/storage.go.

import { createHash } from 'node:crypto';
import type { KubeClient, ObjectRef } from '../kube/client';
import { isKubeError, type KubeError } from '../kube/errors';
import type { KubeObject } from '../manifests/object';
import { decodeRelease, encodeRelease, RecordError } from './codec';
import { ownFiles, type Release, type ReleaseStatus } from './record';

const TYPE = 'helm.sh/release.v1';
const OWNER = 'helm';

/** Labels that are Helm's own. */
const SYSTEM_LABELS = ['name', 'owner', 'status', 'version', 'createdAt', 'modifiedAt'];

/** A Secret holds one MiB; some of it is for names. */
const MAX_TEXT = 1024 * 1024 - 4096;

/** The records of one namespace, or of all where there is none. */
export class ReleaseStore {
  constructor(
    private readonly client: KubeClient,
    readonly namespace: string,
    /** a Secret's size in bytes; a test gives a small one */
    private readonly maxText = MAX_TEXT,
  ) {}

  /** Records a new revision. Throws KubeError `already-exists` where somebody else made it. */
  async create(release: Release): Promise<void> {
    await this.write(release, 'createdAt', (secret) => this.client.create(secret));
  }

  /** Records a revision anew. */
  async update(release: Release): Promise<void> {
    await this.write(release, 'modifiedAt', (secret) => this.client.replace(secret));
  }

  /** One revision. Throws RecordError where there is none. */
  async get(name: string, version: number): Promise<Release> {
    const secret = await this.client.find(this.ref(recordName(name, version)));
    if (!secret)
      throw new RecordError(`release ${name} has no revision ${version}: mistletoe history ${name} lists them`);
    return this.read(secret);
  }

  /** All revisions of a release that are recorded, the oldest first. */
  async history(name: string): Promise<Release[]> {
    const secrets = await this.client.list('v1', 'Secret', {
      namespace: this.namespace,
      labelSelector: `owner=${OWNER},name=${name}`,
    });
    const releases = await Promise.all(secrets.map((secret) => this.read(secret)));
    return releases.sort((a, b) => a.version - b.version);
  }

  /** The newest revision; undefined where there is no such release. */
  async last(name: string): Promise<Release | undefined> {
    return (await this.history(name)).at(-1);
  }

  /**
   * All revisions of all releases with one of the statuses, or with any. `skipped` takes the words for records that cannot be
   * read, which hide nothing else.
   */
  async list(
    { statuses, selector, all }: { statuses?: ReleaseStatus[]; selector?: string; all?: boolean },
    skipped: (message: string) => void,
  ): Promise<Release[]> {
    const labels = [`owner=${OWNER}`, statuses && `status in (${statuses.join(',')})`, selector].filter(Boolean);
    const secrets = await this.client.list('v1', 'Secret', {
      namespace: all ? undefined : this.namespace,
      labelSelector: labels.join(','),
    });
    const found: Release[] = [];
    for (const secret of secrets) {
      try {
        found.push(await this.read(secret));
      } catch (error) {
        if ((error as Error).name !== 'ReleaseError') throw error;
        skipped((error as Error).message);
      }
    }
    return found;
  }

  /** Forgets a revision. */
  async delete({ name, version }: Release): Promise<void> {
    const key = recordName(name, version);
    await this.client.delete(this.ref(key));
    await this.deleteParts(key);
  }

  /** Forgets the oldest revisions, so that at most `most` stay; never the one that is deployed. 0 keeps all. */
  async prune(history: readonly Release[], most: number): Promise<void> {
    if (most <= 0 || history.length <= most) return;
    const deployed = history.filter(({ info }) => info.status === 'deployed').at(-1);
    const spare = history.filter((release) => release !== deployed);
    for (const release of spare.slice(0, history.length - most)) await this.delete(release);
  }

  private ref(name: string, namespace = this.namespace): ObjectRef {
    return { apiVersion: 'v1', kind: 'Secret', namespace, name };
  }

  private async write(
    release: Release,
    stamp: 'createdAt' | 'modifiedAt',
    put: (secret: KubeObject) => Promise<KubeObject>,
  ): Promise<void> {
    const key = recordName(release.name, release.version);
    let text = encodeRelease(release);
    // Helm works without the templates: it needs them to show them only.
    if (text.length > this.maxText) text = encodeRelease(withoutSources(release));
    const isSplit = text.length > this.maxText;
    const digest = createHash('sha256').update(text).digest('hex');
    const parts = isSplit ? (text.match(new RegExp(`.{1,${this.maxText}}`, 'gs')) ?? []) : [];
    for (const [i, part] of parts.entries()) {
      await this.client.apply(
        secretOf(
          partName(key, i),
          this.namespace,
          'mistletoe.dev/release-part',
          { part },
          {
            'mistletoe.dev/release-record': digest.slice(0, 40),
            'mistletoe.dev/record-name': key,
          },
        ),
        { force: true },
      );
    }
    const labels = {
      ...release.labels,
      [stamp]: String(Math.floor(Date.now() / 1000)),
      name: release.name,
      owner: OWNER,
      status: release.info.status,
      version: String(release.version),
    };
    const secret = secretOf(
      key,
      this.namespace,
      TYPE,
      { release: isSplit ? splitText(parts.length, digest) : text },
      labels,
    );
    await put(secret);
    if (isSplit) await this.deleteParts(key, parts.length);
  }

  private async deleteParts(key: string, from = 0): Promise<void> {
    const labelSelector = `mistletoe.dev/record-name=${key}`;
    for (const { metadata } of await this.client.list('v1', 'Secret', { namespace: this.namespace, labelSelector })) {
      const index = Number(/\.part(\d+)$/.exec(metadata.name ?? '')?.[1] ?? -1);
      if (index >= from) await this.client.delete(this.ref(metadata.name ?? ''));
    }
  }

  private async read(secret: KubeObject): Promise<Release> {
    const { name = '', namespace = this.namespace, labels = {} } = secret.metadata;
    const where = `${namespace}/${name}`;
    const coded = (secret['data'] as Record<string, string> | undefined)?.['release'];
    if (coded === undefined) throw new RecordError(`the record ${where} is empty`);
    let text = Buffer.from(coded, 'base64').toString();
    const split = SPLIT.exec(text);
    if (split) text = await this.join(name, namespace, Number(split[1]), split[2]!);
    const release = decodeRelease(text, where);
    // Helm 3 before 3.7 left it out.
    release.namespace ||= namespace;
    release.labels = Object.fromEntries(Object.entries(labels).filter(([key]) => !SYSTEM_LABELS.includes(key)));
    return release;
  }

  private async join(key: string, namespace: string, count: number, digest: string): Promise<string> {
    const parts = await Promise.all(
      Array.from({ length: count }, async (_, i) => {
        const secret = await this.client.find(this.ref(partName(key, i), namespace));
        return Buffer.from(
          (secret?.['data'] as Record<string, string> | undefined)?.['part'] ?? '',
          'base64',
        ).toString();
      }),
    );
    const text = parts.join('');
    if (createHash('sha256').update(text).digest('hex') !== digest) {
      throw new RecordError(`the record ${namespace}/${key} is in ${count} parts, of which one is missing or changed`);
    }
    return text;
  }
}

/** Does somebody else's write explain an error of `create`? */
export function isTaken(error: unknown): error is KubeError {
  return isKubeError(error, 'already-exists');
}

/** Is it what the Secret of some revision is called? */
export function isRecordName(name: string | undefined): boolean {
  return name?.startsWith(RECORD_PREFIX) === true;
}

const RECORD_PREFIX = 'sh.helm.release.v1.';

/** What the Secret of a revision is called. */
function recordName(name: string, version: number): string {
  return `${RECORD_PREFIX}${name}.v${version}`;
}

const partName = (key: string, index: number) => `${key}.part${index}`;

/** Where a record is split, its own Secret says so; Helm cannot take it for a release with nothing in it. */
const splitText = (parts: number, digest: string) => `mistletoe.dev/split: ${parts} parts, sha256 ${digest}`;
const SPLIT = /^mistletoe\.dev\/split: (\d+) parts, sha256 ([0-9a-f]{64})$/;

function withoutSources(release: Release): Release {
  const own = new Set(ownFiles(release.chart));
  const files = (release.chart.files ?? []).filter((file) => !own.has(file));
  return { ...release, chart: { ...release.chart, templates: [], schema: null, files } };
}

function secretOf(
  name: string,
  namespace: string,
  type: string,
  data: Record<string, string>,
  labels: Record<string, string>,
): KubeObject {
  const coded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels },
    type,
    data: Object.fromEntries(coded),
  };
}
