// `mistletoe build`: a TypeScript package becomes a module. Phases: bundle → evaluate → engine (with the package's dependencies, if it
// has any) → fill.

import { PACKAGE_SECTION } from '../../runtime/abi/contract';
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CHART_TEXTS } from '../../compiler/chart/texts';
import { fillEngine } from '../engine/fill';
import { type DependencyModule, engineWith } from '../engine/linked';
import { BuildError } from '../errors';
import { bundlePackage } from './bundle';
import { evaluate } from './snapshot';
import { loadTools } from './tools';
import { systemWords } from '../../gostd/os';

/** Whose code is in the module besides the author's: the licences ask for it. */
const NOTICES_SECTION = 'mistletoe.dev/notices';
const NOTICES = `QuickJS-NG: Copyright (c) 2017-2026 Fabrice Bellard, Charlie Gordon, Ben Noordhuis, Saúl Ibarra Corretgé and contributors (MIT)
quickjs-wasi: Copyright (c) Vercel, Inc. (MIT)
wasi-libc: Copyright (c) The wasi-libc authors, with musl by Rich Felker et al. (MIT)
`;

/** A built package. */
export interface Built {
  wasm: Uint8Array;
  name: string;
  /** Bytes of JavaScript by library, largest first. */
  sizes: [name: string, bytes: number][];
  bytecode: number;
}

/** How a package is built. */
export interface BuildOptions {
  /** Told what takes long. */
  progress?(line: string): void;
  /** Told the path of every file that the module is made of, before it is read as far as that can be known. */
  reads?(path: string): void;
  /** Gets the module that a reference with a digest names (`oci://…@sha256:…`); without it dependencies are files. */
  fetch?(reference: string): Promise<Uint8Array>;
  /** Where engines with dependencies are kept: linking one takes some seconds. */
  cacheFolder?: string;
}

/** Builds the package whose main file is at `path`. Throws BuildError. */
export async function buildPackage(path: string, options: BuildOptions = {}): Promise<Built> {
  const entry = resolve(path);
  if (!statSync(entry, { throwIfNoEntry: false })?.isFile()) throw new BuildError(`${path}: no such file`);
  options.reads?.(entry);
  const folder = dirname(entry);
  const tools = await loadTools(folder);
  const bundle = await bundlePackage(entry, tools);
  for (const file of bundle.inputs) options.reads?.(file);
  const { snapshot, info, dependencies, schema, bytecode } = await evaluate(bundle, tools);
  const modules: DependencyModule[] = [];
  for (const [name, place] of Object.entries(dependencies)) {
    const isReference = /^[a-z]+:\/\//.test(place);
    if (!isReference) options.reads?.(resolve(folder, place));
    const wasm = isReference ? await fetchDependency(name, place, options) : readDependency(folder, name, place);
    modules.push({ name, wasm });
  }
  const engine = modules.length === 0 ? tools.engine : await engineWith(modules, tools, options);
  const text = (value: string) => new TextEncoder().encode(value);
  const sections = new Map<string, Uint8Array>([
    [PACKAGE_SECTION, text(info)],
    ...(schema === undefined ? [] : ([[CHART_TEXTS.schema, text(schema)]] as const)),
    [NOTICES_SECTION, text(NOTICES)],
  ]);
  const wasm = fillEngine(engine, snapshot, sections);
  const { metadata } = JSON.parse(info) as { metadata: { name: string } };
  return { wasm, name: metadata.name, sizes: bundle.sizes, bytecode };
}

/** What a registry has under a digest: a tag may be another module tomorrow. */
async function fetchDependency(name: string, reference: string, { fetch }: BuildOptions): Promise<Uint8Array> {
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
  return fetch(reference);
}

function readDependency(folder: string, name: string, file: string): Uint8Array {
  try {
    return readFileSync(resolve(folder, file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BuildError(
      code === 'ENOENT'
        ? `the dependency ${name} is not there: ${file} (mistletoe convert CHART -o ${file} makes a module of a chart)`
        : `the dependency ${name} cannot be read: ${systemWords(error)}`,
    );
  }
}
