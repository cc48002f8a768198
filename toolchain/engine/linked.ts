// Engines with the modules that a package calls merged in: one module, one memory, no imports. Linking takes some seconds, so an engine is
// kept under the digests of what it is made of.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { loadBinaryen } from '../../compiler/link/binaryen';
import { findAsset } from '../../runtime/host/node/assets';
import { readBinary } from '../../runtime/host/core/binary';
import { checkContract } from '../../runtime/host/core/contract';
import { BuildError } from '../errors';
import type { Tools } from '../typescript/tools';
import { assembleEngine } from './assemble';
import { ENGINE_FORMAT } from './facts';

/** A module that a package calls. */
export interface DependencyModule {
  name: string;
  wasm: Uint8Array;
}

/** The engine for packages with these dependencies, in this order. Throws BuildError for a module that cannot be one. */
export async function engineWith(
  modules: readonly DependencyModule[],
  { engine, quickjsWasm }: Tools,
  { progress, cacheFolder }: { progress?(line: string): void; cacheFolder?: string },
): Promise<Uint8Array> {
  for (const { name, wasm } of modules) check(name, wasm);
  const digest = createHash('sha256').update(`${ENGINE_FORMAT} `).update(engine);
  for (const { wasm } of modules) digest.update(createHash('sha256').update(wasm).digest());
  const folder = cacheFolder ?? join(cacheHome(), 'mistletoe/engines');
  const file = join(folder, `${digest.digest('hex')}.wasm`);
  if (existsSync(file)) return readFileSync(file);

  progress?.(`linking ${modules.map(({ name }) => name).join(', ')} …`);
  const { binaryen, tools } = await binaryenAndTools();
  const { wasm } = assembleEngine({
    binaryen,
    tools,
    quickjs: quickjsWasm,
    toolkit: readFileSync(findAsset('toolkit.wasm')),
    dependencies: modules.map((module) => module.wasm),
  });
  progress?.('');
  // Renamed into place, so that nobody ever reads half of it.
  try {
    mkdirSync(folder, { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, wasm);
    renameSync(draft, file);
  } catch {} // without a cache the next build takes as long
  return wasm;
}

function check(name: string, wasm: Uint8Array): void {
  try {
    const binary = readBinary(wasm);
    checkContract(binary);
  } catch (error) {
    throw new BuildError(`the dependency ${name} is no module of a package: ${(error as Error).message}`);
  }
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
