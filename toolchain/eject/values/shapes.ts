// What a chart's values look like: from values.yaml, values.schema.json and what templates read. A shape is a guess that a person may
// sharpen: Helm itself checks nothing but the schema.

import type { Read } from '../../../compiler/analysis/reads';
import type { YamlValue } from '../../../runtime/bindings/values';

/** A type of values. */
export type Shape = (
  | { kind: 'string' | 'number' | 'boolean' | 'unknown' }
  /** texts that a schema lists */
  | { kind: 'literals'; texts: string[] }
  /** open: there may be more than the fields */
  | { kind: 'mapping'; fields: Map<string, Field>; open: boolean; rest?: Shape }
  | { kind: 'list'; item: Shape }
  /** templates range over it, and nothing says whether it is a list or a mapping */
  | { kind: 'collection'; item: Shape }
  | { kind: 'either'; shapes: Shape[] }
) & {
  /** templates ask for its truth, or read fields of it: a package sees that a user's value is such (granted.ts) */
  granted?: boolean;
};

/** A field of a mapping. */
export interface Field {
  shape: Shape;
  optional: boolean;
  /** what values.yaml or the schema say of it */
  doc?: string;
}

export const UNKNOWN: Shape = { kind: 'unknown' };

const emptyMapping = (): Shape => ({ kind: 'mapping', fields: new Map(), open: true });

/** The shape of a value in values.yaml. */
export function shapeOf(value: YamlValue | undefined): Shape {
  if (value === null || value === undefined) return UNKNOWN;
  if (typeof value === 'bigint' || typeof value === 'number') return { kind: 'number' };
  if (typeof value === 'string' || typeof value === 'boolean') return { kind: typeof value as 'string' | 'boolean' };
  if (Array.isArray(value)) {
    return { kind: 'list', item: value.length === 0 ? UNKNOWN : value.map(shapeOf).reduce(union) };
  }
  const fields = new Map<string, Field>();
  for (const [name, item] of value) fields.set(name, { shape: shapeOf(item), optional: item === null });
  return { kind: 'mapping', fields, open: fields.size === 0 };
}

/** What is one or the other: items of a list become one type. */
export function union(a: Shape, b: Shape): Shape {
  if (a.kind === 'unknown') return b;
  if (b.kind === 'unknown') return a;
  if (a.granted !== b.granted) return union({ ...a, granted: false }, { ...b, granted: false });
  if (a.kind === 'mapping' && b.kind === 'mapping') {
    const fields = new Map<string, Field>();
    for (const name of new Set([...a.fields.keys(), ...b.fields.keys()])) {
      const [first, second] = [a.fields.get(name), b.fields.get(name)];
      const doc = first?.doc ?? second?.doc;
      const shape = first && second ? union(first.shape, second.shape) : (first ?? second)!.shape;
      const optional = !first || !second || first.optional || second.optional;
      fields.set(name, { shape, optional, ...(doc === undefined ? {} : { doc }) });
    }
    return { ...a, fields, open: a.open || b.open };
  }
  if (a.kind === 'list' && b.kind === 'list') return { kind: 'list', item: union(a.item, b.item) };
  if (a.kind === b.kind && a.kind !== 'literals' && a.kind !== 'either') return a;
  const shapes = [a, b].flatMap((shape) => (shape.kind === 'either' ? shape.shapes : [shape]));
  const distinct = shapes.filter(
    (shape, i) => !shapes.slice(0, i).some((other) => JSON.stringify(other) === JSON.stringify(shape)),
  );
  return distinct.length === 1 ? distinct[0]! : { kind: 'either', shapes: distinct };
}

/**
 * Adds what templates read and values.yaml does not name. `**` stands for what is in between: the path of a read goes through lists and
 * mappings by `*`.
 */
export function addReads(shape: Shape, reads: readonly Read[]): Shape {
  let result = shape;
  for (const { path, literals, whole, tested } of reads) {
    if (path.length === 0 || path.length > 12) continue;
    result = addPath(result, path, { literals, tested, isOne: true });
    if (whole) openAt(result, path);
  }
  return result;
}

/** What is used as a whole may hold more than values.yaml does. */
function openAt(shape: Shape, path: readonly string[]): void {
  const [name, ...rest] = path;
  if (shape.kind === 'list' || shape.kind === 'collection') openAt(shape.item, name === '*' ? rest : path);
  if (shape.kind !== 'mapping') return;
  if (name === undefined || name === '*') shape.open = true;
  for (const [key, field] of shape.fields) {
    if (name === undefined || name === '*' || name === key) openAt(field.shape, name === undefined ? [] : rest);
  }
}

/** How a path is read. */
interface Reading {
  literals: readonly string[];
  /** its truth decides something */
  tested: boolean;
  /** it is one value, and not whatever items there are: the rounds of a range look at these themselves */
  isOne: boolean;
}

function addPath(shape: Shape, path: readonly string[], reading: Reading): Shape {
  const [name, ...rest] = path;
  const { literals, tested, isOne } = reading;
  if (name === undefined) {
    const known: Shape = shape.kind === 'unknown' && literals.length > 0 ? { kind: 'string' } : shape;
    return tested && isOne && isScalarShape(known) ? { ...known, granted: true } : known;
  }
  if (name === '*') {
    const ofItems = (item: Shape) => addPath(item, rest, { ...reading, isOne: false });
    if (shape.kind === 'unknown') return { kind: 'collection', item: ofItems(UNKNOWN) };
    if (shape.kind === 'list' || shape.kind === 'collection') return { ...shape, item: ofItems(shape.item) };
    if (shape.kind === 'mapping' && shape.open && shape.fields.size === 0) {
      return { ...shape, rest: ofItems(shape.rest ?? UNKNOWN) };
    }
    return shape;
  }
  if (shape.kind === 'unknown') return addPath(emptyMapping(), path, reading);
  if (shape.kind !== 'mapping') return shape;
  const known = shape.fields.get(name);
  const fields = new Map(shape.fields);
  fields.set(name, {
    ...(known ?? { optional: true }),
    shape: addPath(known?.shape ?? shape.rest ?? UNKNOWN, rest, reading),
  });
  return { ...shape, fields, ...(isOne ? { granted: true } : {}) };
}

/** Texts, numbers and booleans. */
export function isScalarShape(shape: Shape): boolean {
  if (shape.kind === 'either') return shape.shapes.every(isScalarShape);
  return ['string', 'number', 'boolean', 'literals'].includes(shape.kind);
}

interface JsonSchema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema | JsonSchema[] | boolean;
  required?: string[];
  description?: string;
  $ref?: string;
}

/** Adds what a JSON Schema says: types where values.yaml has none, texts that are allowed, descriptions. */
export function addSchema(shape: Shape, schema: unknown): Shape {
  if (typeof schema !== 'object' || schema === null) return shape;
  const root = schema as JsonSchema;
  const resolve = (part: JsonSchema, depth: number): JsonSchema => {
    const pointer = /^#\/(.*)$/.exec(part.$ref ?? '')?.[1];
    if (pointer === undefined || depth > 8) return part;
    let found: unknown = root;
    for (const step of pointer.split('/')) {
      const key = decodeURIComponent(step).replace(/~1/g, '/').replace(/~0/g, '~');
      found =
        typeof found === 'object' && found !== null && Object.hasOwn(found, key) ? (found as never)[key] : undefined;
    }
    return typeof found === 'object' && found !== null ? resolve(found as JsonSchema, depth + 1) : part;
  };
  const merge = (known: Shape, given: JsonSchema, depth: number): Shape => {
    if (typeof given !== 'object' || given === null || depth > 24) return known;
    const part = resolve(given, 0);
    if (known.kind === 'mapping') {
      if (typeof part.properties !== 'object' || part.properties === null) return known;
      const fields = new Map(known.fields);
      for (const [name, property] of Object.entries(part.properties)) {
        if (typeof property !== 'object' || property === null) continue;
        const field = fields.get(name) ?? { shape: UNKNOWN, optional: true };
        const doc = field.doc ?? (typeof property.description === 'string' ? property.description : undefined);
        fields.set(name, {
          shape: merge(field.shape, property, depth + 1),
          optional: field.optional,
          ...(doc === undefined ? {} : { doc }),
        });
      }
      return { ...known, fields };
    }
    if (known.kind === 'list') {
      const { items } = part;
      if (typeof items !== 'object' || items === null || Array.isArray(items)) return known;
      return { ...known, item: merge(known.item, items, depth + 1) };
    }
    const texts = part.enum?.filter((value): value is string => typeof value === 'string');
    if (
      (known.kind === 'string' || known.kind === 'unknown') &&
      texts &&
      texts.length > 0 &&
      texts.length === part.enum!.length
    ) {
      return { kind: 'literals', texts };
    }
    return known.kind === 'unknown' ? fromSchema(part, depth) : known;
  };
  const fromSchema = (part: JsonSchema, depth: number): Shape => {
    const types = (Array.isArray(part.type) ? part.type : [part.type]).filter((type) => type !== 'null');
    if (types.length !== 1) return UNKNOWN;
    switch (types[0]) {
      case 'string':
      case 'boolean':
      case 'number':
        return { kind: types[0] };
      case 'integer':
        return { kind: 'number' };
      case 'array':
        return merge({ kind: 'list', item: UNKNOWN }, part, depth + 1);
      case 'object':
        return merge(emptyMapping(), part, depth + 1);
      default:
        return UNKNOWN;
    }
  };
  return merge(shape, root, 0);
}

/** The shape at a field; undefined where there is none. */
export function fieldOf(shape: Shape, name: string): Field | undefined {
  if (shape.kind !== 'mapping') return undefined;
  const field = shape.fields.get(name);
  if (field !== undefined) return field;
  return shape.open ? { shape: shape.rest ?? UNKNOWN, optional: true } : undefined;
}
