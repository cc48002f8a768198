// What is said where schemas refer to documents that nobody has. Small, since the commands need it without the compiler.

import type { Diagnostic } from '../diagnostics';

/** A document that a schema refers to, by its URL: renders that check values fail; an error where the chart is refused for it. */
export function missingReference(url: string, severity: 'error' | 'warning' = 'warning'): Diagnostic {
  const message = `values.schema.json refers to ${url}, of which there is no copy`;
  return { code: 'schema-reference', severity, message, reference: url };
}

/** The message for these documents, by their URLs. */
function missingReferencesText(references: readonly string[]): string {
  return (
    'values.schema.json refers to documents that are not in the chart:\n' +
    `${references.map((reference) => `- ${reference}`).join('\n')}\n` +
    'Nothing is fetched: save a copy of each in a directory, under the host and path of its URL, ' +
    'and name the directory with --schema-refs (in the library, the option schemaRefs).'
  );
}

/** Schemas refer to documents that are neither known nor given. */
export class SchemaReferenceError extends Error {
  constructor(readonly references: readonly string[]) {
    super(missingReferencesText(references));
    this.name = 'SchemaReferenceError';
  }
}
