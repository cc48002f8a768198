// `mistletoe build`: a TypeScript package becomes a module. Phases: bundle → evaluate → engine (with the package's dependencies, if it
// has any) → fill.

import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CHART_TEXTS } from '../../compiler/chart/texts';
import { DEPENDENCIES_SECTION, PACKAGE_SECTION } from '../../runtime/abi/contract';
import { fillEngine } from '../engine/fill';
import { engineWith } from '../engine/linked';
import { BuildError } from '../errors';
import { checkPackageName } from '../package-name';
import { bundlePackage } from './bundle';
import { withCircle } from './circles';
import {
  type DependencyOptions,
  describeDependencies,
  type LinkedModule,
  readDependencies,
  type DependencyModule,
} from './dependencies';
import type { EvaluationLimits } from './limits';
import { evaluate } from './snapshot';
import { loadTools } from './tools';

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
export interface BuildOptions extends DependencyOptions {
  /** What the package's top level may take, which the build runs: 10 s of processor time and 256 MiB where nothing is said. */
  limits?: EvaluationLimits;
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
  let modules: DependencyModule[] = [];
  let linked: LinkedModule[] = [];
  const readCharts = async (owner: string, dependencies: Readonly<Record<string, string>>) => {
    modules = await readDependencies(folder, dependencies, options);
    linked = describeDependencies(owner, modules);
    return linked.filter(({ type }) => type === 'chart').map(({ name }) => name);
  };
  const { compiles, circles } = bundle;
  const evaluated = evaluate(bundle, tools, readCharts, options.limits ?? {}).catch((error: unknown) => {
    throw withCircle(error, folder, circles);
  });
  const { snapshot, info, name, schema, bytecode } = await evaluated;
  checkPackageName(name, `${path}: metadata.name`);
  const engine = modules.length === 0 ? tools.engine(compiles) : await engineWith(modules, compiles, tools, options);
  const text = (value: string) => new TextEncoder().encode(value);
  const sections = new Map<string, Uint8Array>([
    [PACKAGE_SECTION, text(info)],
    ...(schema === undefined ? [] : ([[CHART_TEXTS.schema, text(schema)]] as const)),
    ...(linked.length === 0 ? [] : ([[DEPENDENCIES_SECTION, text(JSON.stringify(linked))]] as const)),
    [NOTICES_SECTION, text(NOTICES)],
  ]);
  const wasm = fillEngine(engine, snapshot, sections);
  return { wasm, name, sizes: bundle.sizes, bytecode };
}
