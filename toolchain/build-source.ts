// A package's sources, of whatever kind: a folder is one of templates, a file is TypeScript.

import { statSync } from 'node:fs';
import type { BuildOptions, Built } from './typescript/build';

/** Builds the package at `path`. Throws BuildError. */
export async function buildSource(path: string, options: BuildOptions = {}): Promise<Built> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    const { buildTemplates } = await import('./handlebars/build');
    return buildTemplates(path, options);
  }
  const { buildPackage } = await import('./typescript/build');
  return buildPackage(path, options);
}
