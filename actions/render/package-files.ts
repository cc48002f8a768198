// What a package that is no chart gave, read as a cluster's tools read it: to the end of each file.

import type { PlacedDocument } from '../../manifests/duplicates';
import { isRecord } from '../../manifests/object';
import { parseDocuments } from '../../runtime/bindings/values';
import { isMistResult, resultWithin } from '../../runtime/host/core/documents';

/** The documents of a file that are not empty. Throws an Error where it is no YAML, or has a MistResult for an object. */
export function readPackageFile(file: string, text: string): PlacedDocument[] {
  const documents = documentsOf(file, text).map((value) => ({ where: file, value }));
  if (documents.some(({ value }) => isRecord(value) && isMistResult(value))) throw new Error(resultWithin(file));
  return documents.filter(({ value }) => value !== null);
}

function documentsOf(file: string, text: string): unknown[] {
  try {
    return parseDocuments(text);
  } catch (error) {
    throw new Error(`the package gave ${file}, which is not YAML: ${(error as Error).message}`);
  }
}
