// What templates read of the values, as a tree: what is a mapping or a list for them, also where the chart's own values have nothing there.

import type { Read } from '../../compiler/analysis/reads';
import type { YamlValue } from '../../runtime/bindings/values';

/** A place in the values; the steps are keys, `*` is any key or index. */
export interface Shape {
  read?: Read;
  below: Map<string, Shape>;
}

/** The tree of all reads. */
export function shapeOf(reads: readonly Read[]): Shape {
  const root: Shape = { below: new Map() };
  for (const read of reads) {
    let at = root;
    for (const step of read.path) {
      let next = at.below.get(step);
      if (next === undefined) at.below.set(step, (next = { below: new Map() }));
      at = next;
    }
    at.read = read;
  }
  return root;
}

const NOTHING: Shape = { below: new Map() };

/** What is read at a path and below. */
export function shapeAt(root: Shape, path: readonly string[]): Shape {
  return path.reduce((at, step) => at.below.get(step) ?? NOTHING, root);
}

/** Is there something that reads a field of it? */
export const isMappingFor = ({ below }: Shape): boolean => [...below.keys()].some((step) => step !== '*');

/** Something that templates can read as they do, in JSON's types. */
export function sampleOf(shape: Shape = NOTHING): unknown {
  const { below } = shape;
  if (below.size === 0) return 'fuzz';
  if (!isMappingFor(shape)) return [sampleOf(below.get('*')!)];
  return Object.fromEntries([...below].filter(([step]) => step !== '*').map(([step, part]) => [step, sampleOf(part)]));
}

/** A value in JSON's types. */
export function jsonOf(value: YamlValue | undefined): unknown {
  if (Array.isArray(value)) return value.map(jsonOf);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, part]) => [key, jsonOf(part)]));
  return typeof value === 'bigint' ? Number(value) : value;
}
