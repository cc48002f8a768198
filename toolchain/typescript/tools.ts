// What a build needs and people who only run modules do not have: esbuild, QuickJS's host side, and the SDK with the engine. Looked for
// beside the package first, where `npm install @mistletoe-dev/sdk` put them, then beside this program.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Esbuild from 'esbuild';
import type * as QuickJSPackage from 'quickjs-wasi';
import { findAsset } from '../../runtime/host/node/assets';
import { type EngineFacts, QUICKJS } from '../engine/facts';
import { BuildError } from '../errors';

/** The tools of a build, loaded. */
export interface Tools {
  esbuild: typeof Esbuild;
  quickjs: typeof QuickJSPackage;
  quickjsWasm: Uint8Array;
  /** The SDK's folder: index.js and runtime.js. */
  sdk: string;
  engine: Uint8Array;
  facts: EngineFacts;
}

/** Loads the tools for a package in `folder`. Throws BuildError naming what is missing. */
export async function loadTools(folder: string): Promise<Tools> {
  const places = [createRequire(join(folder, 'package.ts')), createRequire(import.meta.url)];
  const resolve = (name: string): string => {
    for (const require of places) {
      try {
        return require.resolve(name);
      } catch {}
    }
    throw new BuildError(`building a TypeScript package needs ${name}: npm install --save-dev @mistletoe-dev/sdk`);
  };
  const load = async <T>(name: string) => (await import(pathToFileURL(resolve(name)).href)) as T;
  const quickjsWasm = readFileSync(resolve(`${QUICKJS.package}/quickjs.wasm`));
  const sdk = dirname(findAsset('sdk/index.js'));
  return {
    esbuild: await load<typeof Esbuild>('esbuild'),
    quickjs: await load<typeof QuickJSPackage>(QUICKJS.package),
    quickjsWasm,
    sdk,
    engine: readFileSync(findAsset('engine.wasm')),
    facts: JSON.parse(readFileSync(findAsset('engine.json'), 'utf8')) as EngineFacts,
  };
}
