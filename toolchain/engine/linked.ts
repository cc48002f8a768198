// Engines with the modules that a package calls merged in: one module, one memory, no imports. Linking takes some seconds, so an engine is
// kept under the digests of what it is made of.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { loadBinaryen } from '../../compiler/link/binaryen';
import { openModule } from '../../runtime/host';
import { findAsset } from '../../runtime/host/node/assets';
import { BuildError } from '../errors';
import type { DependencyModule } from '../typescript/dependencies';
import type { Tools } from '../typescript/tools';
import { type EngineParts, mergeEngine, ONE_CHART, type PreparedEngine, prepareEngine, shapeOf } from './assemble';
import { ENGINE_FORMAT } from './facts';

/**
 * The engine for packages with these dependencies, in this order. Modules of the same bytes are linked once, under each of their names.
 * Throws BuildError where there is no Binaryen.
 */
export async function engineWith(
  modules: readonly DependencyModule[],
  compiles: boolean,
  tools: Tools,
  { progress, cacheFolder }: { progress?(line: string): void; cacheFolder?: string },
): Promise<Uint8Array> {
  const engine = tools.engine(compiles);
  const digest = createHash('sha256').update(`${ENGINE_FORMAT} `).update(engine);
  const places = new Map<string, number>();
  const distinct: Uint8Array[] = [];
  const numbers = modules.map(({ wasm }) => {
    const own = createHash('sha256').update(wasm).digest('hex');
    digest.update(own);
    const place = places.get(own) ?? distinct.push(wasm) - 1;
    places.set(own, place);
    return place;
  });
  const folder = cacheFolder ?? join(cacheHome(), 'mistletoe/engines');
  const file = join(folder, `${digest.digest('hex')}.wasm`);
  if (existsSync(file)) return readFileSync(file);

  for (const { name, wasm } of modules) checkGivingBack(name, wasm);
  progress?.(`linking ${modules.map(({ name }) => name).join(', ')} …`);
  const parts: EngineParts = {
    ...(await binaryenAndTools()),
    quickjs: tools.quickjsWasm,
    toolkit: readFileSync(findAsset('toolkit.wasm')),
    compiles,
    dependencies: distinct,
    numbers,
  };
  const wasm = mergeEngine(parts, prepared(parts, engine, tools, folder));
  progress?.('');
  keep(file, wasm);
  return wasm;
}

/** What is the same whatever the modules hold: half of the time that linking takes. */
function prepared(parts: EngineParts, engine: Uint8Array, tools: Tools, folder: string): PreparedEngine {
  const shape = shapeOf(parts);
  const form = JSON.stringify(shape);
  if (!parts.compiles && form === JSON.stringify(ONE_CHART)) return tools.prepared();
  const digest = createHash('sha256').update(`${ENGINE_FORMAT} `).update(engine).update(form);
  const name = join(folder, digest.digest('hex'));
  const files = { main: `${name}.main.wasm`, toolkit: `${name}.toolkit.wasm` };
  if (existsSync(files.main) && existsSync(files.toolkit))
    return { main: readFileSync(files.main), toolkit: readFileSync(files.toolkit) };
  const made = prepareEngine(parts, shape);
  keep(files.toolkit, made.toolkit);
  keep(files.main, made.main);
  return made;
}

/** Keeps a file. It is renamed into place, so that nobody ever reads half of it. */
function keep(file: string, data: Uint8Array): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, data);
    renameSync(draft, file);
  } catch {} // without a cache the next build takes as long
}

/**
 * A module that traps when it gets memory back can be started anew by a host, but not within another one. Some that cargo makes of the existing
 * Mistletoe's crates do. Throws BuildError.
 */
function checkGivingBack(name: string, wasm: Uint8Array): void {
  const instance = openModule(wasm);
  try {
    instance.generate({ data: { name: 'test', namespace: 'default', now: 0, entropy: '' } });
  } catch {
    return; // nobody knows what it would take
  }
  // Our host ends an instance that fails so.
  if (instance.memoryBytes() > 0) return;
  throw new BuildError(
    `the dependency ${name} stops itself when it gets its memory back: as a part of another module it could not be started anew`,
  );
}

function cacheHome(): string {
  const { XDG_CACHE_HOME } = process.env;
  return XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homedir(), '.cache');
}

async function binaryenAndTools() {
  const require = createRequire(import.meta.url);
  try {
    const tools = join(dirname(require.resolve('binaryen/package.json')), 'bin');
    return { binaryen: await loadBinaryen(), tools };
  } catch {
    throw new BuildError('a package with dependencies is linked with binaryen: npm install binaryen');
  }
}
