// What stands of an ejected package: a person may have moved its files, or deleted some.

import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { BuildError } from '../../errors';
import { textLiteral } from '../values/types';
import { moduleFor } from './files';
import type { ProjectState } from './state';

/** Templates that were TypeScript before, as index.ts has them. */
export interface IndexEntry {
  path: string;
  module: string;
  name: string;
}

/** The templates of a package, as they are now. */
export interface Standing {
  known: IndexEntry[];
  /** templates whose TypeScript is gone: they are the chart's again, which has them */
  returned: string[];
  /** templates/index.ts without those; undefined where there is none */
  index: string | undefined;
}

/** What a package has of what package.json remembers. `files`: those of its chart. Throws BuildError where neither side has a template. */
export function readStanding(folder: string, state: ProjectState, files: ReadonlyMap<string, unknown>): Standing {
  const place = join(folder, 'templates/index.ts');
  let index = existsSync(place) ? readFileSync(place, 'utf8') : undefined;
  const known: IndexEntry[] = [];
  const returned: string[] = [];
  for (const path of state.ejected) {
    const name = nameIn(index ?? '', path);
    const source = name === undefined ? undefined : importedFrom(index!, name);
    if (name !== undefined && (source === undefined || isThere(join(folder, 'templates', source)))) {
      known.push({ path, module: moduleAt(source) ?? moduleFor(path), name });
    } else if (files.has(path)) {
      returned.push(path);
      index = withoutEntry(index, path, name);
    } else {
      const gone =
        name === undefined
          ? `templates/index.ts does not name ${path}`
          : `templates/${moduleAt(source) ?? moduleFor(path)}.ts is not there`;
      throw new BuildError(
        `${gone}, and chart/ has no ${path} any more: bring the TypeScript back, or copy the template of the chart that was ejected to chart/${path}`,
      );
    }
  }
  return { known, returned, index };
}

/** The files of a package's templates that are TypeScript, relative to it, by the templates' paths. */
export function templateFiles(folder: string, { ejected }: ProjectState): Map<string, string> {
  const place = join(folder, 'templates/index.ts');
  const index = existsSync(place) ? readFileSync(place, 'utf8') : '';
  return new Map(
    ejected.map((path) => {
      const name = nameIn(index, path);
      const source = name === undefined ? undefined : importedFrom(index, name);
      return [path, `templates/${moduleAt(source) ?? moduleFor(path)}.ts`];
    }),
  );
}

/** The file that an import names, without `.ts`, below `templates/`. */
const moduleAt = (source: string | undefined) =>
  source === undefined ? undefined : posix.join('.', source).replace(/\.[jt]s$/, '');

/** The function that the list of templates names for a path. */
const nameIn = (index: string, path: string): string | undefined =>
  index
    .split('\n')
    .find((line) => line.includes(`${textLiteral(path)}: `))
    ?.match(/: (\w+),/)?.[1];

/** What index.ts imports a name from; undefined where it has it from nowhere else. */
const importedFrom = (index: string, name: string): string | undefined =>
  [...index.matchAll(/^import \{([^}]*)\} from '(\.[^']*)'/gm)].find(([, names]) =>
    names!.split(',').some((one) => one.trim().replace(/^\w+ as /, '') === name),
  )?.[2];

const isThere = (module: string) =>
  ['', '.ts', '/index.ts'].some((end) => existsSync(module + end)) || existsSync(module.replace(/\.js$/, '.ts'));

function withoutEntry(index: string | undefined, path: string, name: string | undefined): string | undefined {
  if (index === undefined || name === undefined) return index;
  return index
    .split('\n')
    .filter(
      (line) => !line.includes(`${textLiteral(path)}: `) && !new RegExp(`^import \\{ ${name} \\} from `).test(line),
    )
    .join('\n');
}
