// What tsconfig.json says of where imports lie: `paths` and `baseUrl`, as the check of the types reads them. Nothing else of it reaches a module.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { BuildError } from '../errors';

/** Where imports lie that are no libraries; all places are absolute. */
export interface Aliases {
  baseUrl?: string;
  paths?: Record<string, string[]>;
}

/** What the nearest tsconfig.json says, in `folder` or above, and those that it extends; `files` are all of them. Throws BuildError. */
export function readAliases(folder: string): { aliases: Aliases; files: string[] } {
  const config = findUp(folder, 'tsconfig.json');
  const files: string[] = [];
  return { aliases: config === undefined ? {} : aliasesOf(config, files), files };
}

/** The file of that name in a folder, or in the nearest one above that has it. */
export function findUp(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, name))) return join(at, name);
    if (dirname(at) === at) return undefined;
  }
}

function aliasesOf(config: string, files: string[]): Aliases {
  if (files.includes(config)) return {};
  files.push(config);
  const { extends: bases = [], compilerOptions: { baseUrl, paths } = {} } = readConfig(config);
  const folder = dirname(config);
  const found: Aliases = {};
  for (const base of [bases].flat()) {
    const file = baseFile(config, base);
    if (file !== undefined) Object.assign(found, aliasesOf(file, files));
  }
  if (baseUrl !== undefined) found.baseUrl = resolve(folder, baseUrl);
  if (paths !== undefined) {
    const from = found.baseUrl ?? folder;
    found.paths = Object.fromEntries(
      Object.entries(paths).map(([name, places]) => [name, places.map((place) => resolve(from, place))]),
    );
  }
  return found;
}

interface Config {
  extends?: string | string[];
  compilerOptions?: { baseUrl?: string; paths?: Record<string, string[]> };
}

/** Comments, and commas before what closes: tsconfig.json may have both. Texts are matched so that nothing within them is. */
const COMMENTS = /("(?:\\.|[^"\\])*")|\/\/.*|\/\*[\s\S]*?\*\//g;
const COMMAS = /("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g;

function readConfig(file: string): Config {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text.replace(COMMENTS, '$1').replace(COMMAS, '$1') || '{}') as Config;
  } catch (error) {
    throw new BuildError(`${file} is not JSON: ${(error as Error).message}`);
  }
}

/** The file that `extends` names; undefined where it is not there: what it says of types, the check of the types asks for. */
function baseFile(config: string, base: string): string | undefined {
  if (/^\.|^\/|^[A-Za-z]:/.test(base)) {
    const place = resolve(dirname(config), base);
    return [place, `${place}.json`].find((file) => file.endsWith('.json') && existsSync(file));
  }
  for (const name of [base, `${base}.json`, `${base}/tsconfig.json`]) {
    try {
      const file = createRequire(config).resolve(name);
      if (file.endsWith('.json')) return file;
    } catch {}
  }
  return undefined;
}
