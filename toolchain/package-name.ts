// What a package may be called, whatever it is built of: as charts are, so that it can stand in file names and in registries' references.

import { BuildError } from './errors';

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/** Throws BuildError for what is no package's name. `where`: what says it. */
export function checkPackageName(name: string, where: string): void {
  if (NAME.test(name)) return;
  throw new BuildError(
    `${where}: ${JSON.stringify(name)} cannot be a package's name: letters, digits, and dots, dashes and underscores between them`,
  );
}
