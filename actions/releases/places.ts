// The template line behind each field that a comparison shows, where a chart is at hand: it is compiled with a trace and rendered once more.

import { isMap, isPair, isScalar, type Node, parseDocument } from 'yaml';
import type { TemplatePlace } from '../../compiler/analysis/place';
import type { Change } from '../../plan/compare';
import { provenanceOf, type Release } from '../../releases/record';
import { writeInput } from '../render/input';
import type { RenderedManifest } from '../render/manifests';
import { placeAt } from '../render/trace';
import type { OpenPackage } from './rendering/package';

/** The parts of a field's path: `spec.containers[0]["a.b"]`. */
function partsOf(path: string): (string | number)[] {
  const parts: (string | number)[] = [];
  for (const [, key, index, quoted] of path.matchAll(/\.?([\w-]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)) {
    parts.push(key ?? (index === undefined ? (JSON.parse(quoted) as string) : Number(index)));
  }
  return parts;
}

/**
 * The template line that wrote a field of a manifest, or what stands around it where the manifest does not have it.
 * @param path as a comparison names it: `spec.template.spec.containers[0].image`
 */
export function placeOfField({ bytes, trace }: RenderedManifest, path: string): TemplatePlace | undefined {
  if (!trace) return undefined;
  const text = bytes.toString('latin1');
  const document = parseDocument(text, { version: '1.1', logLevel: 'silent' });
  let node = document.contents as Node | null;
  let at = node?.range?.[0] ?? 0;
  for (const part of partsOf(path)) {
    const found: unknown = isMap(node)
      ? node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === part)
      : (node as { items?: unknown[] } | null)?.items?.[part as number];
    if (found === undefined) break;
    const [key, value] = isPair(found) ? [found.key as Node, found.value as Node | null] : [null, found as Node];
    // What a mapping has under a key begins behind it; an empty value stands at its key.
    at = (value?.range ?? key?.range)?.[0] ?? at;
    node = value;
  }
  return placeAt(trace, at);
}

/** Adds places to changes. Whatever goes wrong here only means that there are none: the comparison is what was asked for. */
export async function withPlaces(
  changes: readonly Change[],
  { traced }: OpenPackage,
  release: Release,
  isUpgrade: boolean,
): Promise<Change[]> {
  if (!traced || !changes.some(({ fields }) => fields.length > 0)) return [...changes];
  try {
    const manifests = await render(traced, release, isUpgrade);
    return changes.map((change) => {
      const manifest = manifests.find(
        ({ source, kind, name }) =>
          source === change.source && kind === change.kind && /[^ /]*$/.exec(change.name)?.[0] === name,
      );
      if (!manifest) return change;
      const fields = change.fields.map((field) => {
        const place = field.after === undefined ? undefined : placeOfField(manifest, field.path);
        return place ? { ...field, place } : field;
      });
      return { ...change, fields };
    });
  } catch {
    return [...changes];
  }
}

async function render(traced: NonNullable<OpenPackage['traced']>, release: Release, isUpgrade: boolean) {
  const known = provenanceOf(release);
  const instance = await traced();
  try {
    const { manifests } = instance.manifests(
      writeInput({
        name: release.name,
        namespace: release.namespace,
        revision: release.version,
        isUpgrade,
        values: JSON.stringify(release.config ?? {}),
        kubeVersion: known?.kubeVersion,
        now: known?.now ?? 0,
        entropy: known?.entropy ?? 'places',
        draws: known?.draws,
        lookups: JSON.stringify(known?.lookups ?? []),
        skipSchemaValidation: true,
      }),
    );
    return manifests;
  } finally {
    instance.close();
  }
}
