// Whether the files of a result are Kubernetes objects: YAML, each document with apiVersion, kind and a name.

import { basename } from 'node:path';
import { yamlProblem } from '../../runtime/host/core/documents';
import { parseAllDocuments } from 'yaml';

/** A document of a file. */
export interface FoundObject {
  /** The file, and which of its documents it is. */
  where: string;
  value: Record<string, unknown>;
}

/** The objects of a result, also those in a List, and what is wrong with those that are none. Files whose endings say that they are no YAML are left out. */
export function readObjects(files: Iterable<[path: string, text: string]>): {
  objects: FoundObject[];
  problems: string[];
} {
  const objects: FoundObject[] = [];
  const problems: string[] = [];
  for (const [path, text] of files) {
    if (!/\.ya?ml$|^[^.]+$/.test(basename(path))) continue;
    const documents = parseAllDocuments(text, { version: '1.1', logLevel: 'error' });
    if (!Array.isArray(documents)) continue;
    documents.forEach((document, i) => {
      const where = documents.length === 1 ? path : `${path}, document ${i + 1}`;
      const [error] = document.errors;
      if (error) {
        problems.push(`${where} is not YAML: ${yamlProblem(error.message)}`);
        return;
      }
      const value: unknown = document.toJS({ maxAliasCount: -1 });
      if (value !== null && value !== undefined) read(where, value);
    });
  }
  return { objects, problems };

  function read(where: string, value: unknown): void {
    const problem = problemOf(value);
    if (problem !== undefined) return void problems.push(`${where} ${problem}`);
    const object = value as Record<string, unknown>;
    if (object['kind'] !== 'List' || object['apiVersion'] !== 'v1') return void objects.push({ where, value: object });
    for (const [i, item] of (object['items'] as unknown[]).entries()) read(`${where}, items[${i}]`, item);
  }
}

function problemOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || Array.isArray(value)) return 'is no object';
  const { apiVersion, kind, metadata, items } = value as Record<string, unknown>;
  for (const [field, given] of Object.entries({ apiVersion, kind })) {
    if (typeof given !== 'string' || given === '') return `has no ${field}`;
  }
  if (String(kind).endsWith('List') && Array.isArray(items)) return undefined;
  const { name, generateName } = (metadata ?? {}) as Record<string, unknown>;
  if (typeof (name ?? generateName) !== 'string' || (name ?? generateName) === '') return 'has no metadata.name';
  return undefined;
}
