// The modules that a package calls: where they come from, and what they are made of in turn.

import { HELM_SEMANTICS_LABEL } from '../../runtime/abi/labels';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { systemWords } from '../../gostd/os';
import { DEPENDENCIES_SECTION } from '../../runtime/abi/contract';
import { openModule } from '../../runtime/host';
import { BuildError } from '../errors';

/** A module that a package calls. */
export interface DependencyModule {
  name: string;
  wasm: Uint8Array;
}

/** How dependencies are got. */
export interface DependencyOptions {
  /** Told the path of every file that is read. */
  reads?(path: string): void;
  /** Gets the module that a reference with a digest names (`oci://…@sha256:…`); without it dependencies are files. */
  fetch?(reference: string): Promise<Uint8Array>;
}

/** A module that was linked into another, as `mistletoe.dev/dependencies` tells of it. */
export interface LinkedModule {
  /** What the package calls it. */
  name: string;
  /** What it calls itself. */
  package: string;
  type: 'chart' | 'package';
  /** Of its bytes: `sha256:…`. */
  digest: string;
  /** What it was linked of itself. */
  dependencies?: LinkedModule[];
}

/** The modules of a package's dependencies, in their order. Throws BuildError. */
export async function readDependencies(
  folder: string,
  dependencies: Readonly<Record<string, string>>,
  options: DependencyOptions,
): Promise<DependencyModule[]> {
  const modules: DependencyModule[] = [];
  for (const [name, place] of Object.entries(dependencies)) {
    const isReference = /^[a-z]+:\/\//.test(place);
    if (!isReference) options.reads?.(resolve(folder, place));
    const wasm = isReference ? await fetchDependency(name, place, options) : readDependency(folder, name, place);
    modules.push({ name, wasm });
  }
  return modules;
}

/**
 * What the modules are, for those who have the package alone. Throws BuildError where one of them is no module of the contract, or is made
 * of the package itself: each build of the two would hold the one before it.
 */
export function describeDependencies(owner: string, modules: readonly DependencyModule[]): LinkedModule[] {
  const linked = modules.map(describe);
  for (const { name, dependencies = [] } of linked) {
    const way = wayTo(owner, dependencies);
    if (way === undefined) continue;
    throw new BuildError(
      `the dependency ${name} is made of ${owner} itself (${[owner, name, ...way].join(' → ')}): packages cannot call each other in a circle`,
    );
  }
  return linked;
}

function describe({ name, wasm }: DependencyModule): LinkedModule {
  const digest = `sha256:${createHash('sha256').update(wasm).digest('hex')}`;
  try {
    const instance = openModule(wasm);
    const { metadata } = instance.info();
    const section = instance.loaded.customSection(DEPENDENCIES_SECTION);
    return {
      name,
      package: metadata.name,
      type: HELM_SEMANTICS_LABEL in metadata.labels ? 'chart' : 'package',
      digest,
      ...(section && { dependencies: readLinked(JSON.parse(Buffer.from(section).toString())) }),
    };
  } catch (error) {
    throw new BuildError(`the dependency ${name} is no module of a package: ${(error as Error).message}`);
  }
}

/** What a module says it was linked of. Throws an Error where it is no such list. */
function readLinked(given: unknown): LinkedModule[] {
  if (!Array.isArray(given)) throw new Error(`its section ${DEPENDENCIES_SECTION} is no list of modules`);
  return given.map((item: unknown) => {
    const { name, package: own, type, digest, dependencies } = (item ?? {}) as Record<string, unknown>;
    if (typeof name !== 'string' || typeof own !== 'string' || typeof digest !== 'string') {
      throw new Error(`its section ${DEPENDENCIES_SECTION} is no list of modules`);
    }
    return {
      name,
      package: own,
      type: type === 'chart' ? 'chart' : 'package',
      digest,
      ...(dependencies !== undefined && { dependencies: readLinked(dependencies) }),
    };
  });
}

/** The names that lead to a package of this name. A chart of that name is another thing: charts depend on no packages. */
function wayTo(owner: string, modules: readonly LinkedModule[]): string[] | undefined {
  for (const { name, package: own, type, dependencies = [] } of modules) {
    if (own === owner && type === 'package') return [name];
    const way = wayTo(owner, dependencies);
    if (way !== undefined) return [name, ...way];
  }
  return undefined;
}

/** What a registry has under a digest: a tag may be another module tomorrow. */
async function fetchDependency(name: string, reference: string, { fetch }: DependencyOptions): Promise<Uint8Array> {
  if (!reference.startsWith('oci://')) {
    throw new BuildError(`the dependency ${name} is ${reference}: a file, or oci://…@sha256:…`);
  }
  if (!/@sha256:[0-9a-f]{64}$/.test(reference)) {
    throw new BuildError(
      `the dependency ${name} is ${reference}, without its digest: mistletoe resolve ${reference} --full-reference tells it`,
    );
  }
  if (fetch === undefined) {
    throw new BuildError(`the dependency ${name} is ${reference}: pull it first, and name the file (mistletoe pull)`);
  }
  try {
    return await fetch(reference);
  } catch (error) {
    throw new BuildError(`the dependency ${name}: ${systemWords(error)}`, { cause: error });
  }
}

function readDependency(folder: string, name: string, place: string): Uint8Array {
  const path = resolve(folder, place);
  const why = whyNoModule(path, place);
  if (why !== undefined) throw new BuildError(`the dependency ${name} is ${why}`);
  try {
    return readFileSync(path);
  } catch (error) {
    throw new BuildError(`the dependency ${name} cannot be read: ${systemWords(error)}`);
  }
}

const SOURCES = "a package's sources";

/** What there is at a path instead of a module, and the command that makes one of it; undefined where it may be one. */
function whyNoModule(path: string, place: string): string | undefined {
  const here = (file: string) => relative('.', file).replaceAll('\\', '/');
  const module = `${path.replace(/\.(?:tgz|tar\.gz|wasm|[cm]?[jt]sx?)$/, '')}.wasm`;
  const made = (what: string, command: string, file: string) =>
    `${what}, ${place}: mistletoe ${command} ${here(file)} -o ${here(module)}, then name that module`;
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined) {
    if (path !== module && existsSync(module)) return `not there: ${place}, but ${place}.wasm is`;
    return `not there: ${place} (mistletoe convert CHART -o ${here(module)} makes a module of a chart)`;
  }
  if (info.isDirectory()) {
    if (existsSync(join(path, 'Chart.yaml'))) return made('a chart', 'convert', path);
    const main = ['package.ts', 'src/package.ts'].map((file) => join(path, file)).find((file) => existsSync(file));
    return main === undefined ? `a folder, ${place}: name a module (.wasm)` : made(SOURCES, 'build', main);
  }
  if (/\.(?:tgz|tar\.gz)$/.test(path)) return made('a chart', 'convert', path);
  return /\.[cm]?[jt]sx?$/.test(path) ? made(SOURCES, 'build', path) : undefined;
}
