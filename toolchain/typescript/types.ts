// Checks the types of a package with the TypeScript that its author has installed.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type TypeScript from 'typescript';
import { findAsset } from '../../runtime/host/node/assets';
import { BuildError } from '../errors';

/** Options for packages that have no tsconfig.json. */
const OPTIONS = {
  target: 'es2023',
  lib: ['es2023'],
  types: [],
  module: 'esnext',
  moduleResolution: 'bundler',
  strict: true,
  skipLibCheck: true,
  resolveJsonModule: true,
};

/**
 * Checks the package whose main file is `entry` (absolute), with the tsconfig.json above it if there is one. False: there is no TypeScript to check
 * with. Throws BuildError with what is wrong.
 */
export async function checkTypes(entry: string): Promise<boolean> {
  const folder = dirname(entry);
  const ts = await loadTypeScript(folder);
  if (ts === undefined) return false;
  const config = ts.findConfigFile(folder, ts.sys.fileExists);
  const raw = config === undefined ? { compilerOptions: OPTIONS } : ts.readConfigFile(config, ts.sys.readFile).config;
  const parsed = ts.parseJsonConfigFileContent(raw, ts.sys, config === undefined ? folder : dirname(config));
  const options = { ...parsed.options, noEmit: true };
  if (!isInstalled(folder)) options.paths = { '@mistletoe-dev/sdk': [ownTypes()], ...options.paths };
  const program = ts.createProgram([entry], options);
  const found = [...parsed.errors.filter(({ code }) => code !== NO_INPUTS), ...ts.getPreEmitDiagnostics(program)];
  if (found.length === 0) return true;
  const text = ts.formatDiagnostics(ts.sortAndDeduplicateDiagnostics(found), {
    getCurrentDirectory: () => folder,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  });
  throw new BuildError(`the package's types are wrong:\n${text.trimEnd()}`);
}

/** "No inputs were found in config file": the files are ours to name. */
const NO_INPUTS = 18003;

async function loadTypeScript(folder: string): Promise<typeof TypeScript | undefined> {
  for (const place of [join(folder, 'package.ts'), import.meta.url]) {
    try {
      const path = createRequire(place).resolve('typescript');
      const { default: ts } = (await import(pathToFileURL(path).href)) as { default?: typeof TypeScript };
      if (ts?.createProgram !== undefined) return ts;
    } catch {}
  }
  return undefined;
}

function isInstalled(folder: string): boolean {
  try {
    createRequire(join(folder, 'package.ts')).resolve('@mistletoe-dev/sdk/package.json');
    return true;
  } catch {
    return false;
  }
}

/** The SDK's types as this repository has them. */
function ownTypes(): string {
  const types = join(dirname(findAsset('sdk/index.js')), 'types/index.d.ts');
  if (!existsSync(types)) throw new BuildError('the SDK has no types here: npm run build');
  return types;
}
