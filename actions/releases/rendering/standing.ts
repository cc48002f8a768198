// Random values of a release that Helm has installed. Nothing of it is recorded but what was made, so what stands in the cluster is kept:
// a second render with other randomness tells which fields are drawn, and those take over what stands. Which fields were taken over
// is recorded, and later upgrades keep them as the revision before has them.

import { parseDocument } from 'yaml';
import {
  codedText,
  type DrawnField,
  drawnFields,
  type Path,
  replaceParts,
  standingText,
  takeOver,
  withTexts,
} from '../../../manifests/drawn';
import { type Manifest, parseDocument as parseManifest } from '../../../manifests/manifest';
import type { KubeObject } from '../../../manifests/object';
import { differences } from '../../../plan/difference';
import type { Resource } from '../../../plan/resource';
import type { CarriedField } from '../../../releases/record';
import type { Rendered } from './render';

/** A render, the same with other randomness, and what stands. */
export interface Standing {
  rendered: Rendered;
  /** the resources of the render, in its order */
  resources: readonly Resource[];
  /** the same package and values, everything drawn anew */
  other: Rendered;
  /** the same, with only that drawn anew which --rotate names; left out where it names nothing */
  rotated?: Rendered;
  /** what stands of an object; undefined where it does not, or is not the release's */
  find(resource: Resource): Promise<KubeObject | undefined>;
  /** fields that earlier upgrades took over; undefined: all that can be */
  carried?: readonly CarriedField[];
}

/** A hash of something else in the package, by which pods start again when that changes. */
const CHECKSUM = /^checksum\//;

interface Taken {
  resource: Resource;
  manifest: Manifest;
  standing: KubeObject;
  fields: DrawnField[];
}

/** The render with what stands in the place of what was drawn, and which fields these are. */
export async function keepStanding(input: Standing): Promise<{ rendered: Rendered; carried: CarriedField[] }> {
  const { rendered } = input;
  const taken = await takenFrom(input);
  const texts = new Map<Manifest, { path: Path; text: string }[]>();
  const parts = new Map<string, string>();
  const left: { manifest: Manifest; path: Path; text: string }[] = [];
  const carried: CarriedField[] = [];
  const keep = (manifest: Manifest, path: Path, text: string) =>
    texts.set(manifest, [...(texts.get(manifest) ?? []), { path, text }]);
  for (const { resource, manifest, standing, fields } of taken) {
    for (const field of fields) {
      if (isChecksum(field.path)) continue;
      const stands = standingText(standing, field.path, manifest.object);
      const found = stands === undefined ? undefined : takeOver(field, stands);
      for (const [drawn, part] of found?.parts ?? []) parts.set(drawn, part);
      if (found) carried.push({ key: resource.key, path: field.path });
      if (found?.isWhole) keep(manifest, field.path, found.text);
      else left.push({ manifest, path: field.path, text: found?.text ?? field.text });
    }
  }
  // The same value may stand where nothing is known again: in an object that is new, in a text that has changed.
  for (const { manifest, path, text } of left) keep(manifest, path, replaceParts(text, parts));
  keepChecksums(taken, texts, (resource, manifest, path, text) => {
    keep(manifest, path, text);
    carried.push({ key: resource.key, path });
  });
  return { rendered: rewritten(rendered, texts), carried };
}

/** The drawn fields of objects that stand. */
async function takenFrom({ rendered, resources, other, rotated, find, carried }: Standing): Promise<Taken[]> {
  const others = byName(other);
  const again = rotated && byName(rotated);
  const wanted = carried && new Set(carried.map(nameOfField));
  const found = await Promise.all(
    rendered.resources.map(async (manifest, i): Promise<Taken | undefined> => {
      const resource = resources[i]!;
      const counterpart = others.get(nameIn(manifest.object));
      if (!counterpart) return undefined;
      const isRotated = new Set(
        drawnFields(manifest.object, again?.get(nameIn(manifest.object)) ?? manifest.object).map(({ path }) =>
          JSON.stringify(path),
        ),
      );
      const fields = drawnFields(manifest.object, counterpart).filter(
        ({ path }) =>
          !isRotated.has(JSON.stringify(path)) && (wanted?.has(nameOfField({ key: resource.key, path })) ?? true),
      );
      if (fields.length === 0) return undefined;
      const standing = await find(resource);
      return standing && { resource, manifest, standing, fields };
    }),
  );
  return found.filter((item) => item !== undefined);
}

/** A checksum stays where nothing changes that it may be of: of all objects with something drawn. */
function keepChecksums(
  taken: readonly Taken[],
  texts: ReadonlyMap<Manifest, { path: Path; text: string }[]>,
  keep: (resource: Resource, manifest: Manifest, path: Path, text: string) => void,
): void {
  const sums = taken.flatMap((item) =>
    item.fields.filter(({ path }) => isChecksum(path)).map(({ path }) => ({ ...item, path })),
  );
  const isSame = taken
    .filter(({ fields }) => fields.some(({ path }) => !isChecksum(path)))
    .every(({ manifest, standing }) => isPartOf(withTexts(manifest.object, texts.get(manifest) ?? []), standing));
  if (!isSame) return;
  for (const { resource, manifest, standing, path } of sums) {
    const text = standingText(standing, path, manifest.object);
    if (text !== undefined) keep(resource, manifest, path, text);
  }
}

/** Does an object that stands have all that another says, and no other data? */
function isPartOf(object: KubeObject, standing: KubeObject): boolean {
  const { stringData, ...rest } = object;
  const clear = Object.entries((stringData as Record<string, string> | undefined) ?? {});
  const data = {
    ...(rest['data'] as Record<string, string> | undefined),
    ...Object.fromEntries(clear.map(([key, text]) => [key, Buffer.from(text).toString('base64')])),
  };
  const whole = standing['stringData'] === undefined && Object.keys(data).length > 0 ? { ...rest, data } : object;
  return differences(standing as KubeObject, whole as KubeObject).every(
    ({ path, after }) => after === undefined && !/^(?:data|stringData)\b/.test(path),
  );
}

/** The render with other texts in some fields: in its objects, and in the documents that are recorded. */
function rewritten(rendered: Rendered, texts: ReadonlyMap<Manifest, { path: Path; text: string }[]>): Rendered {
  let { manifest: all } = rendered;
  const documents = new Map<string, Manifest[]>();
  for (const manifest of rendered.resources) {
    const key = `${manifest.source}\n${manifest.text}`;
    documents.set(key, [...(documents.get(key) ?? []), manifest]);
  }
  const resources: Manifest[] = [];
  for (const manifests of documents.values()) {
    if (!manifests.some((manifest) => texts.has(manifest))) {
      resources.push(...manifests);
      continue;
    }
    const changed = manifests.map((manifest) => {
      const object = withTexts(manifest.object, texts.get(manifest) ?? []);
      const isWhole = manifests.length === 1;
      return { ...manifest, object, text: documentOf(manifest, object, isWhole ? (texts.get(manifest) ?? []) : []) };
    });
    const { text } = manifests[0]!;
    const at = all.indexOf(text);
    if (at >= 0) all = all.slice(0, at) + joined(changed) + all.slice(at + text.length);
    resources.push(...changed);
  }
  return { ...rendered, manifest: all, resources };
}

const joined = (manifests: readonly Manifest[]) =>
  manifests.map(({ source, text }, i) => (i === 0 ? text : `---\n# Source: ${source}\n${text}`)).join('');

/** The document of an object with some fields changed: as it was written, where it can be kept. */
function documentOf(manifest: Manifest, object: KubeObject, texts: readonly { path: Path; text: string }[]): string {
  const document = parseDocument(manifest.text, { version: '1.1', logLevel: 'silent' });
  for (const { path, text } of texts) {
    const node = document.createNode(codedText(object, path, text));
    node.type = 'QUOTE_DOUBLE';
    document.setIn(path, node);
  }
  const written = texts.length > 0 ? document.toString({ lineWidth: 0 }) : '';
  return written !== '' && isSame(written, manifest.source, object) ? written : `${JSON.stringify(object)}\n`;
}

function isSame(text: string, source: string, object: KubeObject): boolean {
  try {
    const [parsed, ...more] = parseManifest(text, source);
    return more.length === 0 && parsed !== undefined && JSON.stringify(parsed.object) === JSON.stringify(object);
  } catch {
    return false;
  }
}

const byName = ({ resources }: Rendered) => new Map(resources.map(({ object }) => [nameIn(object), object]));

const nameIn = ({ apiVersion, kind, metadata }: KubeObject) =>
  [apiVersion, kind, metadata.namespace ?? '', metadata.name].join('/');

const nameOfField = ({ key, path }: CarriedField) => JSON.stringify([key, path]);

function isChecksum(path: Path): boolean {
  return path.at(-2) === 'annotations' && CHECKSUM.test(String(path.at(-1)));
}
