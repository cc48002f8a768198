// Checks the types of a package with the TypeScript that its author has installed.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type TypeScript from 'typescript';
import { findAsset } from '../../runtime/host/node/assets';
import { BuildError } from '../errors';
import { findUp } from './aliases';

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

/** The oldest that is tried (peerDependencies of package.json). Versions of TypeScript are decimal numbers: 6.0 came after 5.9. */
const OLDEST = 5.5;

/**
 * Checks the package whose main file is `entry` (absolute), with the tsconfig.json above it if there is one. Gives the version of the TypeScript
 * that checked; undefined where there is none. Throws BuildError with what is wrong.
 */
export async function checkTypes(entry: string): Promise<string | undefined> {
  const folder = dirname(entry);
  const found = await findTypeScript(folder);
  if (found === undefined) return undefined;
  const { version } = found;
  if (Number.parseFloat(version) < OLDEST) {
    throw new BuildError(
      `the types cannot be checked with TypeScript ${version}: npm install --save-dev "typescript@>=${OLDEST}"`,
    );
  }
  if ('command' in found) checkByCommand(entry, folder, found.command);
  else checkInProcess(entry, folder, found.ts);
  return version;
}

function checkInProcess(entry: string, folder: string, ts: typeof TypeScript): void {
  const config = ts.findConfigFile(folder, ts.sys.fileExists);
  const raw = config === undefined ? { compilerOptions: OPTIONS } : ts.readConfigFile(config, ts.sys.readFile).config;
  const parsed = ts.parseJsonConfigFileContent(raw, ts.sys, config === undefined ? folder : dirname(config));
  const options = { ...parsed.options, noEmit: true };
  if (!isInstalled(folder)) options.paths = { '@mistletoe-dev/sdk': [ownTypes()], ...options.paths };
  const program = ts.createProgram([entry], options);
  const problems = [...parsed.errors.filter(({ code }) => code !== NO_INPUTS), ...ts.getPreEmitDiagnostics(program)];
  if (problems.length === 0) return;
  const text = ts.formatDiagnostics(ts.sortAndDeduplicateDiagnostics(problems), {
    getCurrentDirectory: () => folder,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  });
  throw new BuildError(`the package's types are wrong:\n${text.trimEnd()}`);
}

/**
 * From TypeScript 7 on there is only its command. It is given a configuration of its own, which names the one file and extends that of the
 * package.
 */
function checkByCommand(entry: string, folder: string, tsc: string): void {
  const config = findUp(folder, 'tsconfig.json');
  const place = mkdtempSync(join(tmpdir(), 'mistletoe-types-'));
  try {
    const paths = isInstalled(folder) ? {} : { paths: { '@mistletoe-dev/sdk': [ownTypes()] } };
    const own = {
      ...(config === undefined ? {} : { extends: config }),
      compilerOptions: { ...(config === undefined ? OPTIONS : {}), ...paths, noEmit: true },
      files: [entry],
      include: [],
    };
    const file = join(place, 'tsconfig.json');
    writeFileSync(file, JSON.stringify(own));
    const { status, stdout, stderr, error } = spawnSync(process.execPath, [tsc, '-p', file, '--pretty', 'false'], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (error) throw new BuildError(`the types cannot be checked: ${error.message}`);
    if (status === 0) return;
    throw new BuildError(`the package's types are wrong:\n${(stdout || stderr).trimEnd()}`);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** "No inputs were found in config file": the files are ours to name. */
const NO_INPUTS = 18003;

type Found = { version: string } & ({ ts: typeof TypeScript } | { command: string });

/** The package's own TypeScript, or one beside this program: its interface for programs, or the script behind `tsc`. */
async function findTypeScript(folder: string): Promise<Found | undefined> {
  for (const place of [join(folder, 'package.ts'), import.meta.url]) {
    const require = createRequire(place);
    try {
      const { default: ts } = (await import(pathToFileURL(require.resolve('typescript')).href)) as {
        default?: typeof TypeScript;
      };
      if (ts?.createProgram !== undefined) return { version: ts.version, ts };
      const file = require.resolve('typescript/package.json');
      const { version, bin } = JSON.parse(readFileSync(file, 'utf8')) as { version: string; bin?: { tsc?: string } };
      if (bin?.tsc !== undefined) return { version, command: join(dirname(file), bin.tsc) };
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
