// Publishes rendered manifests as an artifact that Flux and Argo CD take, or shows what would change there.

import { spawnSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import type { ArchiveFile } from '../../gostd/archive/tar-writer';
import { readTar } from '../../gostd/archive/tar';
import { type Manifest, parseManifests } from '../../manifests/manifest';
import { nameOf } from '../../manifests/object';
import { differences } from '../../plan/difference';
import { manifestsArtifact, type ManifestsConsumer } from '../../registry/artifacts/manifests';
import { pushArtifact } from '../../registry/artifacts/push';
import { UNDATED } from '../../registry/artifacts/wasm';
import { RegistryError } from '../../registry/errors';
import { isIndex } from '../../registry/oci/manifest';
import { formatReference, type OciReference, parseReference, SCHEME } from '../../registry/oci/reference';
import type { Repository } from '../../registry/oci/repository';
import { CommandError, type CommandOptions } from '../command';
import { createdAt } from '../packages/push';
import { printed, type RenderedManifest } from '../render/manifests';
import {
  joinDocuments,
  type RenderedDocument,
  type RenderedPackage,
  type RenderFlags,
  renderReference,
} from './render';
import { withAccess } from '../packages/tags';

export interface PublishFlags extends RenderFlags {
  for: ManifestsConsumer;
  /** a file for each document, instead of one for all */
  split?: boolean;
  allowSecrets?: boolean;
  /** a command that turns a Secret on its standard input into what may be published */
  encryptWith?: string;
  source?: string;
  revision?: string;
  created?: string;
  /** compare with what the tag holds, and publish nothing */
  diff?: boolean;
}

export interface Published {
  /** with tag and digest; undefined: nothing was published */
  reference?: string;
  /** lines that tell what differs, with --diff */
  changes?: string[];
  notices: string;
}

const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

/** Renders `package` as `name` and publishes it at `target`. */
export async function publishPackage(
  name: string,
  packageReference: string,
  target: string,
  flags: PublishFlags,
  options: CommandOptions = {},
): Promise<Published> {
  if (!target.startsWith(SCHEME))
    throw new CommandError(`${target}: manifests are published to oci://HOST/REPOSITORY:TAG`);
  const reference = parseReference(target);
  if (reference.tag === undefined) throw new CommandError(`${target}: give a tag, which the consumer follows`);
  let notices = '';
  const note = (line: string) => {
    notices += `${line}\n`;
  };
  const rendered = await renderReference(
    name,
    packageReference,
    { skipTests: true, includeCrds: true, ...flags },
    options,
    note,
  );
  for (const warning of rendered.warnings) note(warning);
  if (rendered.manifests.length === 0)
    throw new CommandError(`${packageReference} renders no objects: there is nothing to publish`);
  // The registry's own flags are for the target too.
  const { value, notices: said } = await withAccess(flags, options, async ({ fetcher }) => {
    const repository = fetcher.repository(reference);
    if (flags.diff) return { changes: await compareWith(repository, reference, rendered.manifests) };
    const files = filesOf(rendered, flags, options);
    const { opened } = rendered;
    const { version } = opened.chart.metadata;
    const artifact = manifestsArtifact(files, {
      consumer: flags.for,
      created: createdAt(flags.created) ?? UNDATED,
      annotations: {
        'org.opencontainers.image.source': flags.source ?? sourceName(packageReference, opened.chart.metadata.name),
        'org.opencontainers.image.revision': flags.revision ?? `${version}@sha256:${opened.digest}`,
      },
    });
    const digest = await pushArtifact(repository, artifact, reference.tag);
    return { reference: formatReference({ ...reference, digest }) };
  });
  return { ...value, notices: notices + said };
}

/** Where the manifests are from, for those who see the artifact: a path of this machine tells them nothing. */
function sourceName(reference: string, chart: string): string {
  return /^(?:oci|https):\/\/[^@?#]+(?:@sha(?:256|512):[0-9a-f]+)?$/.test(reference) ? reference : chart;
}

/** The files of the artifact. */
function filesOf({ opened, documents }: RenderedPackage, flags: PublishFlags, options: CommandOptions): ArchiveFile[] {
  const isChart = opened.helm !== undefined;
  const published = documents
    .filter(({ objects }) => objects.length > 0)
    .map((document) => ({ ...document, rendered: withoutSecrets(document, flags, options) }));
  if (!flags.split) {
    const text = joinDocuments(
      published.map(({ rendered }) => rendered),
      isChart,
    );
    return [{ name: 'manifests.yaml', data: Buffer.from(text) }];
  }
  const width = String(published.length).length;
  return published.map(({ rendered, objects }, index) => {
    const { kind, metadata } = objects[0]!.object;
    const words = [kind, metadata.namespace, metadata.name ?? metadata.generateName].filter(Boolean).join('-');
    const plain = words
      .toLowerCase()
      .replace(/[^a-z0-9.-]+/g, '-')
      .slice(0, 90);
    const text = (isChart ? printed(rendered) : rendered.bytes).toString();
    return {
      name: `${String(index + 1).padStart(width, '0')}-${plain}.yaml`,
      data: Buffer.from(text.replace(/\n*$/, '\n')),
    };
  });
}

/** A document that may be published: a Secret in a registry is no secret. */
function withoutSecrets(
  { rendered, objects }: RenderedDocument,
  { allowSecrets, encryptWith }: PublishFlags,
  { cwd }: CommandOptions,
): RenderedManifest {
  const secrets = objects.filter(
    ({ object }) => object.kind === 'Secret' && object.apiVersion === 'v1' && hasContent(object),
  );
  const [secret] = secrets;
  if (!secret || allowSecrets) return rendered;
  const what = `${rendered.source}: ${nameOf(secret.object)}`;
  if (encryptWith === undefined) {
    throw new CommandError(`${what} would be published as it is: give --encrypt-with COMMAND, or --allow-secrets`);
  }
  const { status, stdout, stderr, error } = spawnSync(encryptWith, {
    shell: true,
    input: rendered.bytes,
    cwd,
    maxBuffer: 2 ** 28,
  });
  // A command may end without having read all it was given.
  const fault = (error as NodeJS.ErrnoException | undefined)?.code === 'EPIPE' ? undefined : error;
  if (fault || status !== 0) {
    const why = fault?.message ?? (stderr.toString().trim().split('\n').at(-1) || `ended with ${status}`);
    throw new CommandError(`${what}: --encrypt-with ${encryptWith}: ${why}`);
  }
  const encrypted = stdout.toString();
  const problem = problemOf(encrypted, secrets);
  if (problem) throw new CommandError(`${what}: --encrypt-with ${encryptWith} gives ${problem}`);
  return { ...rendered, bytes: Buffer.from(encrypted.replace(/\n*$/, '')) };
}

/** Why a text may not be published in place of one with Secrets; undefined where it may. */
function problemOf(encrypted: string, secrets: readonly Manifest[]): string | undefined {
  if (encrypted.trim() === '') return 'nothing';
  if (secrets.flatMap(valuesOf).some((value) => encrypted.includes(value))) return 'the secret as it was';
  try {
    if (parseManifests(encrypted).length > 0) return undefined;
  } catch {
    // Said below.
  }
  return 'what is no Kubernetes object';
}

function hasContent(object: Record<string, unknown>): boolean {
  return ['data', 'stringData'].some(
    (field) => Object.keys((object[field] as object | null | undefined) ?? {}).length > 0,
  );
}

/** The values of a Secret, as they are and in base64, that are long enough to be told from other text. */
function valuesOf({ object }: Manifest): string[] {
  const texts = (field: string) =>
    Object.values((object[field] as Record<string, unknown> | null | undefined) ?? {}).filter(
      (value): value is string => typeof value === 'string',
    );
  return [
    ...texts('data').flatMap((value) => [value, Buffer.from(value, 'base64').toString()]),
    ...texts('stringData').flatMap((value) => [value, Buffer.from(value).toString('base64')]),
  ].filter((value) => value.trim().length >= 8);
}

/** What differs between a tag and what would be published, a line each; none where nothing does. */
async function compareWith(
  repository: Repository,
  { tag }: OciReference,
  after: readonly Manifest[],
): Promise<string[]> {
  let before: Manifest[];
  try {
    before = await publishedManifests(repository, tag!);
  } catch (error) {
    if ((error as RegistryError).code !== 'not-found') throw error;
    before = [];
  }
  const byName = (list: readonly Manifest[]) => new Map(list.map((manifest) => [keyOf(manifest), manifest]));
  const old = byName(before);
  const lines: string[] = [];
  for (const [key, { object }] of byName(after)) {
    const known = old.get(key);
    old.delete(key);
    if (!known) lines.push(`+ ${key}`);
    const found = known ? differences(known.object, object) : [];
    if (found.length > 0) lines.push(`~ ${key}`);
    for (const { path, before: from, after: to } of found)
      lines.push(`    ${path}: ${shown(from, object)} → ${shown(to, object)}`);
  }
  for (const key of old.keys()) lines.push(`- ${key}`);
  return lines;
}

function keyOf({ object }: Manifest): string {
  return `${object.apiVersion} ${nameOf(object)}`;
}

/** A value for people; what is in a Secret is not shown. */
function shown(value: unknown, { kind }: { kind: string }): string {
  if (value === undefined) return 'nothing';
  if (kind === 'Secret') return '(secret)';
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** The objects of a published artifact. */
async function publishedManifests(repository: Repository, name: string): Promise<Manifest[]> {
  const { manifest, descriptor } = await repository.fetchManifest(name);
  const what = repository.reference({ digest: descriptor.digest });
  if (isIndex(manifest) || manifest.layers.length !== 1 || !/tar\+gzip$/.test(manifest.layers[0]!.mediaType)) {
    throw new RegistryError('content', `${what}: no artifact of manifests`);
  }
  const data = await repository.fetchBlob(manifest.layers[0]!);
  const manifests: Manifest[] = [];
  try {
    for (const entry of readTar(gunzipSync(data, { maxOutputLength: MAX_UNPACKED_BYTES }), null)) {
      if (!entry.isDirectory && /\.ya?ml$/.test(entry.name))
        manifests.push(...parseManifests(Buffer.from(entry.read()).toString()));
    }
  } catch (error) {
    throw new RegistryError('content', `${what}: ${(error as Error).message}`);
  }
  return manifests;
}
