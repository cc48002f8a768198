// A package's sources, of whatever kind: a folder is one of templates, a file is TypeScript.

import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BuildError } from './errors';
import type { BuildOptions, Built } from './typescript/build';

const MAIN_FILE = 'package.ts';

/** Builds the package at `path`. Throws BuildError. */
export async function buildSource(path: string, options: BuildOptions = {}): Promise<Built> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    // What `new` makes: nobody means templates by it.
    if (existsSync(join(path, MAIN_FILE)))
      throw new BuildError(`${basename(path)} is the folder of a package: name its file, ${MAIN_FILE} in it`);
    const { buildTemplates } = await import('./handlebars/build');
    return buildTemplates(path, options);
  }
  const { buildPackage } = await import('./typescript/build');
  return buildPackage(path, options);
}
