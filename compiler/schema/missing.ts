// What is said where schemas refer to documents that nobody has. Small, since the commands need it without the compiler.

import type { Diagnostic } from '../diagnostics';

/** A document that a schema refers to, by its URL. */
export function missingReference(url: string): Diagnostic {
  return { code: 'schema-reference', severity: 'warning', message: url };
}

/** The message for these documents, by their URLs. */
function missingReferencesText(references: readonly string[]): string {
  return (
    'values.schema.json refers to documents that are not in the chart:\n' +
    `${references.map((reference) => `- ${reference}`).join('\n')}\n` +
    'Nothing is fetched: save a copy of each in a directory, under the host and path of its URL, ' +
    'and name the directory with --schema-refs.'
  );
}

/** Schemas refer to documents that are neither known nor given. */
export class SchemaReferenceError extends Error {
  constructor(readonly references: readonly string[]) {
    super(missingReferencesText(references));
    this.name = 'SchemaReferenceError';
  }
}
