// Where a new project takes the program and the SDK from: npm, or the files that whoever makes the project has them from.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** The packages that a project of packages in TypeScript depends on. */
const PACKAGES = ['@mistletoe-dev/mistletoe', '@mistletoe-dev/sdk'] as const;

/** Where a project takes them from. */
export interface OwnPackages {
  /** what package.json says of each, by name: a version, or a file relative to the project */
  specs: Record<string, string>;
  /** a command that makes the files first, from the project's folder */
  pack?: string;
  /** why `npm install` may find nothing, and what to type then; sentences */
  note?: string;
}

/**
 * What the project in `folder` says of these packages. Where a package.json above it, or the one that this program was installed by, has them
 * from files (as `npm pack` makes them) or from anywhere else but a registry, from there; for a clone of the repository, from what `npm pack`
 * makes in it; else `version`, as npm has it.
 * @param program a folder of the program that runs
 */
export function ownPackages(folder: string, version: string, program = import.meta.dirname): OwnPackages {
  const root = programRoot(program);
  const installed = root === undefined ? undefined : installedBy(root);
  const found = new Map<string, Found>();
  for (const start of [dirname(resolve(folder)), ...(installed === undefined ? [] : [installed])]) {
    for (const name of PACKAGES) {
      const one = found.get(name) ?? wantedAbove(start, name);
      if (one !== undefined) found.set(name, one);
    }
  }
  const clone = installed === undefined ? root : undefined;
  for (const name of PACKAGES) {
    const file = found.has(name) ? undefined : (besideOther(found, name) ?? packedIn(clone, name));
    if (file !== undefined) found.set(name, { file });
  }
  const here = (file: string) => relative(resolve(folder), file).replaceAll('\\', '/');
  const specs = Object.fromEntries(PACKAGES.map((name) => [name, specOf(found.get(name), version, here)]));
  const missing = [...found.values()].flatMap(({ file }) => (file === undefined || existsSync(file) ? [] : [file]));
  const isPacked = (file: string) => clone !== undefined && dirname(file) === clone;
  const [whole, sdk] = clone === undefined ? [] : [clone, join(clone, 'dist/sdk')].map((path) => quoted(here(path)));
  const note = notesOn(
    missing.filter((file) => !isPacked(file)).map(here),
    PACKAGES.filter((name) => !found.has(name)),
    version,
  );
  return {
    specs,
    ...(missing.some(isPacked) ? { pack: `npm pack ${whole} ${sdk} --pack-destination ${whole}` } : {}),
    ...(note === '' ? {} : { note }),
  };
}

/** What installs what a project depends on: commands, in its folder. */
export const installSteps = ({ pack }: OwnPackages): string[] => [...(pack === undefined ? [] : [pack]), 'npm install'];

/**
 * What brings one of our packages to a project in `folder` that lacks it: `npm install` where a package.json names it, else the command with the
 * place that it comes from.
 */
export function bringCommand(name: (typeof PACKAGES)[number], folder: string, program = import.meta.dirname): string {
  if (wantedAbove(resolve(folder), name) !== undefined) return 'npm install';
  const { specs, pack } = ownPackages(folder, '', program);
  const file = /^file:(.*)$/.exec(specs[name]!)?.[1];
  if (file === undefined) return `npm install --save-dev ${specs[name] || name}`;
  // Nobody knows from where it is typed.
  const install = `npm install --save-dev ${quoted(resolve(folder, file))}`;
  const root = pack === undefined ? undefined : programRoot(program);
  if (root === undefined || existsSync(resolve(folder, file))) return install;
  return `npm pack ${quoted(root)} ${quoted(join(root, 'dist/sdk'))} --pack-destination ${quoted(root)}, then ${install}`;
}

/** How a package.json has a package: a file or folder (absolute), another place, or (neither) a version from a registry. */
interface Found {
  file?: string;
  place?: string;
}

function specOf(found: Found | undefined, version: string, here: (file: string) => string): string {
  if (found?.file !== undefined) return `file:${here(found.file)}`;
  return found?.place ?? version;
}

function notesOn(missing: readonly string[], unknown: readonly string[], version: string): string {
  const notes: string[] = [];
  if (missing.length > 0) {
    const are = missing.length === 1 ? 'is' : 'are';
    notes.push(
      `${missing.join(' and ')}, as a package.json above says, ${are} not there: put the file there, or mend package.json.`,
    );
  }
  if (unknown.length > 0) {
    const tarballs = unknown.map((name) => `FOLDER/${tarballName(name, version)}`).join(' ');
    notes.push(
      `Where npm does not have ${unknown.map((name) => `${name} ${version}`).join(' and ')}, give it what npm pack made: npm install --save-dev ${tarballs}`,
    );
  }
  return notes.join(' ');
}

/** A path as a shell takes it. */
export const quoted = (path: string): string => (/^[\w./:@+-]+$/.test(path) ? path : `"${path}"`);

/** How the nearest package.json that names a package has it, from a folder upwards. */
function wantedAbove(start: string, name: string): Found | undefined {
  for (let above = start; ; above = dirname(above)) {
    const spec = dependenciesIn(join(above, 'package.json'))[name];
    if (typeof spec === 'string') return readSpec(spec, above);
    if (above === dirname(above)) return undefined;
  }
}

function readSpec(spec: string, from: string): Found {
  const path = /^(?:file|link):(.*)$/.exec(spec)?.[1];
  if (path !== undefined) return { file: resolve(from, path) };
  return /[/:]/.test(spec) ? { place: spec } : {};
}

/** The tarball of a package beside that of the other one. */
function besideOther(found: ReadonlyMap<string, Found>, name: string): string | undefined {
  for (const { file } of found.values()) {
    const version = /-(\d[^/\\]*)\.tgz$/.exec(file ?? '')?.[1];
    if (version === undefined) continue;
    const beside = join(dirname(file!), tarballName(name, version));
    if (existsSync(beside)) return beside;
  }
  return undefined;
}

/** What `npm pack` calls the tarball of a package. */
const tarballName = (name: string, version: string) =>
  `${name.replace('@', '').replace('/', '-')}-${version.replace(/^[^\d]*/, '')}.tgz`;

/** The tarball that `npm pack` makes in a clone. */
function packedIn(clone: string | undefined, name: string): string | undefined {
  const version = clone === undefined ? undefined : jsonIn(join(clone, 'package.json'))['version'];
  return typeof version === 'string' ? join(clone!, tarballName(name, version)) : undefined;
}

/** The folder of this program, which its package.json names. */
function programRoot(start: string): string | undefined {
  for (let above = start; ; above = dirname(above)) {
    if (jsonIn(join(above, 'package.json'))['name'] === PACKAGES[0]) return above;
    if (above === dirname(above)) return undefined;
  }
}

/** The folder in whose node_modules a program is; undefined for a clone. */
function installedBy(root: string): string | undefined {
  const at = root.indexOf(`${sep}node_modules${sep}`);
  return at < 0 ? undefined : root.slice(0, at) || sep;
}

function dependenciesIn(file: string): Record<string, unknown> {
  const { dependencies, devDependencies } = jsonIn(file) as Record<string, Record<string, unknown> | undefined>;
  return { ...dependencies, ...devDependencies };
}

/** What a package.json says; nothing where it cannot be read, which npm will say. */
function jsonIn(file: string): Record<string, unknown> {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown> | null) ?? {};
  } catch {
    return {};
  }
}
