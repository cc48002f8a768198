// Pushes a module: the CNCF's Wasm artifact, with what the module says of itself as annotations.

import { CHART_TEXTS } from '../../compiler/chart/texts';
import { type Limits, readModule } from '../../runtime/host';
import { sectionText } from '../../runtime/host/core/texts';
import { trimSpace } from '../../gostd/strings';
import { pushArtifact } from '../../registry/artifacts/push';
import { type ArtifactText, attachTexts } from '../../registry/artifacts/texts';
import { UNDATED, wasmArtifact } from '../../registry/artifacts/wasm';
import { type Digest, sha256 } from '../../registry/digest';
import { RegistryError } from '../../registry/errors';
import { formatReference, parseReference, SCHEME, versionToTag } from '../../registry/oci/reference';
import { CommandError, type CommandOptions, UsageError } from '../command';
import { readMoment } from '../render/time';
import { type AccessFlags, openAccess } from './access';
import { attachAttestations, originOf } from './attest';
import { findInput, localInput } from '../package/taken';
import { type ModuleInfo, readModuleInfo } from './module-info';
import { loadPrivateKey, now } from './sign';

export interface PushFlags extends AccessFlags {
  /** more annotations, KEY=VALUE */
  annotation?: string[];
  /** RFC 3339; SOURCE_DATE_EPOCH, or the beginning of 1970, unless given */
  created?: string;
  /** attach signed attestations: how the module was made, and of what */
  attest?: boolean;
  /** the private key that signs them */
  key?: string;
  /** the chart that the module was converted from, for them */
  source?: string;
  /** a repository of the same registry that may have the module's blobs */
  mountFrom?: string;
}

export interface Pushed {
  /** with tag and digest */
  reference: string;
  digest: Digest;
  notices: string;
}

/** Pushes the module at `file` to `target`; without a tag there the chart's version is the tag. Throws RegistryError, HostError. */
export async function pushModule(
  file: string,
  target: string,
  flags: PushFlags,
  limits: Partial<Limits>,
  options: CommandOptions = {},
): Promise<Pushed> {
  if (!target.startsWith(SCHEME))
    throw new CommandError(`${target}: a module is pushed to oci://HOST/REPOSITORY[:TAG]`);
  const reference = parseReference(target);
  if (reference.digest) throw new RegistryError('reference', `${target}: a digest comes of what is pushed; give a tag`);
  let notices = '';
  const notice = (lines: string) => {
    notices += lines;
  };
  // A module may come down a pipe; one of a registry is there already.
  const isPiped = trimSpace(file) === '-';
  const { given, path } = isPiped
    ? await findInput(file, 'module', {}, options, notice)
    : localInput(file, 'module', options);
  const module = Buffer.from(readModule(path, limits));
  const info = readModuleInfo(given, limits, module);
  const tag = reference.tag ?? (info.version === undefined ? undefined : versionToTag(info.version));
  if (tag === undefined) throw new CommandError(`${target}: the module has no version: give a tag`);
  const artifact = wasmArtifact(module, {
    fileName: `${info.name}${info.version === undefined ? '' : `-${info.version}`}.wasm`,
    annotations: {
      ...info.labels,
      'org.opencontainers.image.title': info.name,
      ...(info.version !== undefined && { 'org.opencontainers.image.version': info.version }),
      ...readAnnotations(flags.annotation ?? []),
    },
    created: createdAt(flags.created),
  });
  if (flags.attest && !flags.key)
    throw new UsageError('--attest needs --key FILE: an attestation that nobody signed says nothing');
  const key = flags.attest ? await loadPrivateKey(flags.key!, options) : undefined;
  const origin = key && originOf(info, sha256(module), flags.source, options);
  const { fetcher, http } = openAccess(flags, options, notice);
  try {
    const repository = fetcher.repository(reference);
    const digest = await pushArtifact(repository, artifact, tag, flags.mountFrom);
    const subject = { mediaType: artifact.manifest.mediaType, digest, size: artifact.text.length };
    const texts = textsOf(info);
    if (texts.length > 0) {
      await attachTexts(repository, subject, texts, createdAt(flags.created) ?? UNDATED);
    }
    if (key && origin) {
      await attachAttestations(repository, subject, key, origin, createdAt(flags.created) ?? now());
    }
    return { reference: formatReference({ ...reference, tag, digest }), digest, notices };
  } finally {
    http.close();
  }
}

/** Files of the chart by the sections that hold them, with their media types. */
const TEXT_FILES = [
  ['chart', 'Chart.yaml', 'application/yaml'],
  ['values', 'values.yaml', 'application/yaml'],
  ['schema', 'values.schema.json', 'application/schema+json'],
  ['readme', 'README.md', 'text/markdown'],
  ['notes', 'NOTES.txt', 'text/plain'],
] as const;

function textsOf({ loaded }: ModuleInfo): ArtifactText[] {
  return TEXT_FILES.flatMap(([kind, name, mediaType]) => {
    const data = sectionText(loaded, CHART_TEXTS[kind]);
    return data ? [{ name, mediaType, data }] : [];
  });
}

function readAnnotations(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    list.map((text) => {
      const equals = text.indexOf('=');
      if (equals <= 0) throw new UsageError(`--annotation ${text}: give KEY=VALUE`);
      return [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}

/** A time that does not change from push to push. */
export function createdAt(given: string | undefined, environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const epoch = environment['SOURCE_DATE_EPOCH'];
  const time = given ?? (epoch && /^\d{1,11}$/.test(epoch) ? new Date(Number(epoch) * 1000).toISOString() : undefined);
  if (time === undefined) return undefined;
  try {
    return readMoment(time);
  } catch (error) {
    throw new UsageError(`--created ${time}: ${(error as Error).message}`);
  }
}
