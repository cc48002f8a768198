// What a build needs and people who only run modules do not have: esbuild, QuickJS's host side, and the SDK with the engine. Looked for
// beside the package first, where `npm install @mistletoe-dev/sdk` put them, then beside this program.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Esbuild from 'esbuild';
import type * as QuickJSPackage from 'quickjs-wasi';
import { findAsset } from '../../runtime/host/node/assets';
import type { PreparedEngine } from '../engine/assemble';
import { ENGINE_FILES, ENGINE_FORMAT, type EngineFacts, PREPARED_FILES, QUICKJS } from '../engine/facts';
import { BuildError } from '../errors';
import { bringCommand } from '../own-packages';

/** The tools of a build, loaded. */
export interface Tools {
  esbuild: typeof Esbuild;
  quickjs: typeof QuickJSPackage;
  quickjsWasm: Uint8Array;
  /** The SDK's folder: index.js and runtime.js. */
  sdk: string;
  /** The engine, with its compiler or without. */
  engine(compiles: boolean): Uint8Array;
  /** What is prepared of the engine that calls one chart and has no compiler. */
  prepared(): PreparedEngine;
  facts: EngineFacts;
}

/** Loads the tools for a package in `folder`. Throws BuildError naming what is missing. */
export async function loadTools(folder: string): Promise<Tools> {
  const places = [createRequire(join(folder, 'package.ts')), createRequire(import.meta.url)];
  const resolve = (name: string): string | undefined => {
    for (const require of places) {
      try {
        return require.resolve(name);
      } catch {}
    }
    return undefined;
  };
  const installed = resolve(`${SDK}/package.json`);
  const sdk = sdkFolder(installed, folder);
  // A package manager that keeps packages apart puts them beside the SDK.
  places.push(createRequire(join(sdk, 'index.js')));
  const needed = (name: string) => resolve(name) ?? missing(name, folder);
  const load = async <T>(name: string) => (await import(pathToFileURL(needed(name)).href)) as T;
  const engine = (name: string) => (existsSync(join(sdk, name)) ? join(sdk, name) : findAsset(name));
  const facts = JSON.parse(readFileSync(engine('engine.json'), 'utf8')) as EngineFacts;
  if (installed !== undefined && facts.format !== ENGINE_FORMAT) {
    throw new BuildError(`${sdk} is of another version than this program: install the same version of ${SDK}`);
  }
  return {
    esbuild: await load<typeof Esbuild>('esbuild'),
    quickjs: await load<typeof QuickJSPackage>(QUICKJS.package),
    quickjsWasm: readFileSync(needed(`${QUICKJS.package}/quickjs.wasm`)),
    sdk,
    engine: (compiles) => readFileSync(engine(compiles ? ENGINE_FILES.compiles : ENGINE_FILES.runs)),
    prepared: () => ({
      main: readFileSync(engine(PREPARED_FILES.main)),
      toolkit: readFileSync(engine(PREPARED_FILES.toolkit)),
    }),
    facts,
  };
}

const SDK = '@mistletoe-dev/sdk';

/** The SDK that is installed, or the one that this repository builds. */
function sdkFolder(installed: string | undefined, folder: string): string {
  if (installed !== undefined) return dirname(installed);
  try {
    return dirname(findAsset('sdk/index.js'));
  } catch {
    return missing('its SDK', folder);
  }
}

function missing(what: string, folder: string): never {
  throw new BuildError(`building a TypeScript package needs ${what}: ${bringCommand(SDK, folder)}`, {
    lacksTools: true,
  });
}
