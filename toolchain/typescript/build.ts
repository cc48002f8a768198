// `mistletoe build`: a TypeScript package becomes a module. Phases: bundle → evaluate → engine (with the package's dependencies, if it
// has any) → fill.

import { PACKAGE_SECTION } from '../../runtime/abi/contract';
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fillEngine } from '../engine/fill';
import { engineWith } from '../engine/linked';
import { BuildError } from '../errors';
import { bundlePackage } from './bundle';
import { evaluate } from './snapshot';
import { loadTools } from './tools';
import { systemWords } from '../../gostd/os';

/** A custom section with a copy of the MistPackage, and one with the JSON Schema of the data. */
const SCHEMA_SECTION = 'mistletoe.dev/values.schema.json';
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
  for (const file of Object.values(dependencies)) options.reads?.(resolve(folder, file));
  const modules = Object.entries(dependencies).map(([name, file]) => ({
    name,
    wasm: readDependency(folder, name, file),
  }));
  const engine = modules.length === 0 ? tools.engine : await engineWith(modules, tools, options);
  const text = (value: string) => new TextEncoder().encode(value);
  const sections = new Map<string, Uint8Array>([
    [PACKAGE_SECTION, text(info)],
    ...(schema === undefined ? [] : ([[SCHEMA_SECTION, text(schema)]] as const)),
    [NOTICES_SECTION, text(NOTICES)],
  ]);
  const wasm = fillEngine(engine, snapshot, sections);
  const { metadata } = JSON.parse(info) as { metadata: { name: string } };
  return { wasm, name: metadata.name, sizes: bundle.sizes, bytecode };
}

function readDependency(folder: string, name: string, file: string): Uint8Array {
  if (/^[a-z]+:\/\//.test(file)) {
    throw new BuildError(`the dependency ${name} is ${file}: pull it first, and name the file (mistletoe pull)`);
  }
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
