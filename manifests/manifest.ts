// Rendered text as objects: documents split as Helm splits them, parsed in Helm's dialect of YAML, lists taken apart.

import { trimSpace } from '../gostd/strings';
import { yamlToJson } from '../runtime/bindings/values';
import { splitDocuments } from './separators';
import { isRecord, type KubeObject } from './object';

/** One object of a rendered package. */
export interface Manifest {
  /** The template that wrote it, `chart/templates/web.yaml`; empty where the text does not say. */
  source: string;
  /** The document as it was rendered, without its `# Source:` line. */
  text: string;
  object: KubeObject;
}

/** A document that is no object. The message says where it came from and what is wrong with it. */
export class ManifestError extends Error {
  override name = 'ManifestError';
}

/** The line by which Helm says in a record, and an artifact says, where a document was rendered. */
const SOURCE = /^# Source: (.+)\n?/;

/**
 * All objects of a text as it is recorded or published, in its order; an object of kind List counts as what it holds. Throws
 * ManifestError.
 */
export function parseManifests(text: string): Manifest[] {
  return splitDocuments(text).flatMap((document) => {
    const [line = '', source = ''] = SOURCE.exec(document) ?? [];
    return parseDocument(document.slice(line.length), trimSpace(source));
  });
}

/** The objects of one document, which was rendered at `source`: what stands behind a separator is not read. Throws ManifestError. */
export function parseDocument(text: string, source: string): Manifest[] {
  const where = source === '' ? 'a rendered document' : source;
  let value: unknown;
  try {
    value = JSON.parse(yamlToJson(text));
  } catch (error) {
    throw new ManifestError(`${where}: ${(error as Error).message}`, { cause: error });
  }
  if (value === null) return [];
  return flatten(value, where).map((object) => ({ source, text, object }));
}

function flatten(value: unknown, where: string): KubeObject[] {
  if (!isRecord(value)) throw new ManifestError(`${where}: it is no Kubernetes object but ${describe(value)}`);
  const { apiVersion, kind, metadata, items } = value;
  if (typeof kind !== 'string' || kind === '') throw new ManifestError(`${where}: the object has no kind`);
  if (typeof apiVersion !== 'string' || apiVersion === '') {
    throw new ManifestError(`${where}: the ${kind} has no apiVersion`);
  }
  if (kind.endsWith('List') && Array.isArray(items)) {
    const kindOfItems = kind.slice(0, -'List'.length);
    // The items of a typed list need not say what they are.
    return items.flatMap((item: unknown) =>
      flatten(isRecord(item) && kindOfItems !== '' ? { apiVersion, kind: kindOfItems, ...item } : item, where),
    );
  }
  if (!isRecord(metadata)) throw new ManifestError(`${where}: the ${kind} has no metadata`);
  const { name, generateName } = metadata;
  const hasName = typeof name === 'string' && name !== '';
  const hasPrefix = typeof generateName === 'string' && generateName !== '';
  if (!hasName && !hasPrefix) throw new ManifestError(`${where}: the ${kind} has no metadata.name`);
  for (const field of ['labels', 'annotations'] as const) {
    const texts = metadata[field];
    if (texts === undefined || texts === null) {
      delete metadata[field];
      continue;
    }
    if (!isRecord(texts)) throw new ManifestError(`${where}: metadata.${field} of ${kind} ${name} is no mapping`);
    // As Go reads a mapping of texts: nothing is the empty text.
    for (const [key, text] of Object.entries(texts)) if (text === null) texts[key] = '';
    const wrong = Object.entries(texts).find(([, text]) => typeof text !== 'string');
    if (wrong) {
      const [key, text] = wrong;
      throw new ManifestError(
        `${where}: metadata.${field}.${key} of ${kind} ${name} must be a text, and is ${describe(text)}: quote it`,
      );
    }
  }
  return [value as KubeObject];
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return `${typeof value === 'object' ? 'a mapping' : `a ${typeof value}`}`;
}
