// A package rendered without a cluster, as objects: for what is published, and for other programs' pipelines.

import { splitDocuments } from '../../manifests/separators';
import { type Manifest, parseDocument } from '../../manifests/manifest';
import type { Limits } from '../../runtime/host';
import type { CommandOptions } from '../command';
import { type OpenPackage, openPackage, type PackageFlags } from '../releases/rendering/package';
import { readValues, type ValuesFlags } from '../releases/rendering/values';
import { outputOf } from '../render/output';
import { documentText, type RenderedManifest } from '../render/manifests';
import { readTime } from '../render/time';
import { type Data, readData } from '../package/data';
import { inputOf } from '../package/input';
import { manifestsOf, takenBy, takesValues } from '../package/takes';
import { json } from './json';

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

/** A document of a render, and what it holds. */
export interface RenderedDocument {
  rendered: RenderedManifest;
  objects: Manifest[];
}

export interface RenderedPackage {
  opened: OpenPackage;
  /** in the order that Helm prints them */
  documents: RenderedDocument[];
  /** all that they hold */
  manifests: Manifest[];
  notes: string;
  warnings: string[];
}

/**
 * Renders a package. `items` are objects for a hand-written module to change: its `data.manifests` where it says that it takes them, else
 * `data.items`. Throws CommandError, RenderError, ChartError, ManifestError,
 * HostError.
 */
export async function renderReference(
  name: string,
  reference: string,
  flags: RenderFlags,
  options: CommandOptions,
  note: (line: string) => void,
  items?: readonly unknown[],
): Promise<RenderedPackage> {
  const opened = await openPackage(reference, { ...flags, limits: flags.limits ?? {} }, options, note);
  const { instance, helm } = opened;
  const isChart = helm !== undefined;
  const { yaml } = readValues({ ...flags, setJson: [...(flags.setJson ?? []), ...(flags.json ?? [])] }, options, helm);
  const handed = items && { [takenBy(instance).has('manifests') ? 'manifests' : 'items']: items };
  const input = inputOf(instance, helm, {
    name,
    namespace: flags.namespace,
    values: isChart || takesValues(instance) ? yaml : dataOf(yaml, handed),
    kubeVersion: flags.kubeVersion,
    apiVersions: flags.apiVersions,
    includeCRDs: flags.includeCrds,
    skipHooks: flags.hooks === false,
    skipTests: flags.skipTests,
    skipSchemaValidation: flags.skipSchemaValidation,
    now: flags.now ? readTime(flags.now) : undefined,
    entropy: flags.seed,
  });
  const result = manifestsOf(instance, input);
  const documents = result.manifests.map((rendered) => {
    const text = documentText(rendered, isChart);
    const texts = rendered.isCrd ? splitDocuments(text) : [text];
    return { rendered, objects: texts.flatMap((document) => parseDocument(document, rendered.source)) };
  });
  const manifests = documents.flatMap(({ objects }) => objects);
  return { opened, documents, manifests, notes: result.notes, warnings: result.warnings };
}

/** Documents as one text: a chart's as Helm prints them, those of a hand-written module without what Helm says of them. */
export function joinDocuments(documents: readonly RenderedManifest[], isChart: boolean): string {
  if (!isChart) return documents.map(({ bytes }) => `---\n${bytes.toString().replace(/\n*$/, '\n')}`).join('');
  const [plain, hooks] = outputOf(documents);
  return `${plain.toString().trimStart()}${hooks.toString()}`;
}

/** The data of a hand-written module, and what the command itself hands over. */
function dataOf(yaml: string, extra: Record<string, unknown> = {}): Map<string, Data> {
  const read = (text: string) => readData([{ name: 'data', text }]);
  return new Map([...read(yaml), ...read(json(extra))]);
}
