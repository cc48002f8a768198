// A package rendered without a cluster, as objects: for what is published, and for other programs' pipelines.

import { isHook } from '../../manifests/hooks';
import { type Manifest, parseManifests } from '../../manifests/manifest';
import type { Limits } from '../../runtime/host';
import { CommandError, type CommandOptions } from '../command';
import { type OpenPackage, openPackage, type PackageFlags } from '../releases/rendering/package';
import { readValues, type ValuesFlags } from '../releases/rendering/values';
import { writeInput } from '../render/input';
import { randomHex } from '../render/random';
import { readTime } from '../render/time';
import { type Data, readData } from '../package/data';
import { packageInput } from '../package/input';

export interface RenderFlags extends Omit<PackageFlags, 'limits'>, ValuesFlags {
  namespace?: string;
  kubeVersion?: string;
  apiVersions?: string[];
  includeCrds?: boolean;
  /** false: --no-hooks */
  hooks?: boolean;
  skipTests?: boolean;
  skipSchemaValidation?: boolean;
  seed?: string;
  now?: string;
  limits?: Partial<Limits>;
  /** values as JSON, laid over those of files: a chart's, or the data of a hand-written module */
  json?: string[];
}

export interface RenderedPackage {
  opened: OpenPackage;
  /** in the order that Helm prints, each with its text and where it is from */
  manifests: Manifest[];
  /** texts that hold them, one a file of the package */
  documents: { source: string; text: string; manifests: Manifest[] }[];
  notes: string;
  warnings: string[];
}

/** Renders a package. `extra` is more data for a hand-written module. Throws CommandError, ChartError, ManifestError, HostError. */
export async function renderReference(
  name: string,
  reference: string,
  flags: RenderFlags,
  options: CommandOptions,
  note: (line: string) => void,
  extra: Record<string, unknown> = {},
): Promise<RenderedPackage> {
  const opened = await openPackage(reference, { ...flags, limits: flags.limits ?? {} }, options, note);
  const isChart = opened.helm !== undefined;
  const given = isChart && flags.json ? { ...flags, setJson: [...(flags.setJson ?? []), ...flags.json] } : flags;
  const { yaml } = readValues(given, options, opened.helm);
  const result = opened.instance.generate(
    opened.helm === undefined
      ? packageInput(opened.instance, name, dataOf([yaml, ...(flags.json ?? [])], extra), {
          ...(flags.namespace && { namespace: flags.namespace }),
          ...(flags.kubeVersion && { kubeVersion: flags.kubeVersion }),
          ...(flags.apiVersions?.length && { apiVersions: flags.apiVersions }),
          ...(flags.now && { now: readTime(flags.now) }),
          entropy: flags.seed,
        })
      : writeInput({
          name,
          namespace: flags.namespace || 'default',
          values: yaml,
          kubeVersion: flags.kubeVersion,
          apiVersions: flags.apiVersions,
          includeCRDs: flags.includeCrds,
          skipHooks: flags.hooks === false,
          skipTests: flags.skipTests,
          skipSchemaValidation: flags.skipSchemaValidation,
          now: readTime(flags.now ?? ''),
          entropy: flags.seed ?? randomHex(),
        }),
  );
  const { data, warnings } = result;
  if (data.result === 'Err') throw new CommandError(data.message ?? 'the package failed and does not say why');
  const documents = [...data.files].map(([path, text]) => {
    const source = /^# Source: (.+)\n/.exec(text)?.[1] ?? path;
    return { source, text, manifests: parseManifests(text, source) };
  });
  return {
    opened,
    documents,
    manifests: documents.flatMap((document) => document.manifests),
    notes: data.message ?? '',
    warnings,
  };
}

/**
 * Documents as one text. A chart's is what Helm prints: each document as it was rendered, and the end of those that are no hooks
 * trimmed, which Helm 4.3's cmd/template.go does to all of them as one text.
 */
export function joinDocuments(documents: readonly { text: string; manifests: Manifest[] }[], isChart: boolean): string {
  if (!isChart) return documents.map(({ text }) => `---\n${text.replace(/\n*$/, '\n')}`).join('');
  const lastPlain = documents.findLastIndex(({ manifests }) => !manifests.some(({ object }) => isHook(object)));
  return documents.map(({ text }, index) => `---\n${index === lastPlain ? `${text.trimEnd()}\n` : text}`).join('');
}

/** The data of a hand-written module: each text merged over the one before, and what the command itself hands over. */
function dataOf(texts: readonly string[], extra: Record<string, unknown>): Map<string, Data> {
  const read = (list: readonly string[]) =>
    readData(
      list.map((text) => ({ name: 'data', text })),
      [],
    );
  const data = read(texts);
  for (const [key, value] of read([JSON.stringify(extra)])) data.set(key, value);
  return data;
}
