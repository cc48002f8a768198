// Where a new project takes the program and the SDK from.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** The packages that a project of packages in TypeScript depends on. */
const PACKAGES = ['@mistletoe-dev/mistletoe', '@mistletoe-dev/sdk'] as const;

/**
 * What the project in `folder` says these packages are, by name: the version that npm has, or, where the folders above have them from files
 * (as `npm pack` makes them), those files.
 */
export function sourcesFor(folder: string, version: string): Record<string, string> {
  const sources: Record<string, string> = Object.fromEntries(PACKAGES.map((name) => [name, version]));
  for (let above = dirname(folder); ; above = dirname(above)) {
    const file = join(above, 'package.json');
    if (existsSync(file)) {
      const wanted = dependenciesIn(file);
      for (const name of PACKAGES) {
        const path = /^file:(.*)$/.exec(String(wanted[name]))?.[1];
        if (path !== undefined) sources[name] = `file:${relative(folder, resolve(above, path)).replaceAll('\\', '/')}`;
      }
      return sources;
    }
    if (above === dirname(above)) return sources;
  }
}

/** What a package.json depends on; nothing where it cannot be read, which npm will say. */
function dependenciesIn(file: string): Record<string, unknown> {
  try {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(file, 'utf8'));
    return { ...dependencies, ...devDependencies };
  } catch {
    return {};
  }
}
