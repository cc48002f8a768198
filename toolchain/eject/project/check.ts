// Asks TypeScript about an ejected package before anybody else does. TypeScript is what its users install, not those who only run modules.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type * as TypeScript from 'typescript';
import { findAsset } from '../../../runtime/host/node/assets';
import { BuildError } from '../../errors';
import { bringCommand } from '../../own-packages';

const SDK = '@mistletoe-dev/sdk';

/** TypeScript 6 for those who have 7: TypeScript's own package for that. */
const BESIDE = '@typescript/typescript6';

/**
 * Loads TypeScript from beside the package, or from beside this program: its interface for programs, which TypeScript 7 has no longer.
 * Throws BuildError where it is nowhere.
 */
export function loadTypeScript(folder: string): typeof TypeScript {
  let without: string | undefined;
  for (const place of [join(folder, 'package.ts'), import.meta.url]) {
    const require = createRequire(place);
    for (const name of ['typescript', BESIDE]) {
      try {
        const found = require(name) as typeof TypeScript;
        if (typeof found.createProgram === 'function') return found;
        without ??= found.version;
      } catch {}
    }
  }
  if (without === undefined) {
    throw new BuildError('ejecting a chart needs TypeScript: npm install --save-dev typescript@6');
  }
  throw new BuildError(
    `ejecting a chart needs TypeScript's interface for programs, which TypeScript ${without} has no longer: npm install --save-dev ${BESIDE} puts it beside`,
  );
}

/** `An object literal cannot have multiple properties with the same name`. */
const REPEATED_KEY = 1117;

/** What is wrong with one file. */
export interface TypeProblem {
  /** relative to the package's folder */
  file: string;
  line: number;
  message: string;
  /** the SDK does not have what the file takes of it */
  lacksExport: boolean;
  /** one object has a key twice */
  repeatsKey: boolean;
}

/** `Module … has no exported member`, with and without a name that is like it. */
const MISSING_EXPORTS = new Set([2305, 2724]);

/** Files that no package changes: TypeScript's own, and the SDK's. They are the same however often a package is checked. */
const steady = new Map<string, TypeScript.SourceFile | undefined>();

/** Checks the package in a folder, strictly; its tests are left to those who have installed a test runner. */
export function checkTypes(folder: string, typescript: typeof TypeScript): TypeProblem[] {
  const options: TypeScript.CompilerOptions = {
    target: typescript.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts'],
    module: typescript.ModuleKind.ESNext,
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    isolatedModules: true,
    noUnusedLocals: true,
    types: [],
    paths: { [SDK]: [declarations('index', folder)], [`${SDK}/chart`]: [declarations('chart', folder)] },
  };
  const isOurs = (file: string) => !relative(folder, file).startsWith('..');
  const host = typescript.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (file, ...rest) => {
    if (isOurs(file)) return getSourceFile(file, ...rest);
    if (!steady.has(file)) steady.set(file, getSourceFile(file, ...rest));
    return steady.get(file);
  };
  const program = typescript.createProgram([join(folder, 'package.ts')], options, host);
  return typescript.getPreEmitDiagnostics(program).flatMap(({ file, start, messageText, code }) => {
    if (file === undefined || !isOurs(file.fileName)) return [];
    return {
      file: relative(folder, file.fileName).replaceAll('\\', '/'),
      line: file.getLineAndCharacterOfPosition(start ?? 0).line + 1,
      message: typescript.flattenDiagnosticMessageText(messageText, '\n'),
      repeatsKey: code === REPEATED_KEY,
      lacksExport: MISSING_EXPORTS.has(code) && JSON.stringify(messageText).includes(SDK),
    };
  });
}

/** Where the SDK's types are: as they are published, or as this repository has them. */
function declarations(name: string, folder: string): string {
  for (const candidate of [`sdk/types/${name}.d.ts`, `sdk/${name}.ts`]) {
    try {
      return findAsset(candidate);
    } catch {}
  }
  try {
    const file = join(dirname(createRequire(import.meta.url).resolve(`${SDK}/package.json`)), `types/${name}.d.ts`);
    if (existsSync(file)) return file;
  } catch {}
  throw new BuildError(`ejecting a chart needs its SDK: ${bringCommand(SDK, folder)}`);
}
