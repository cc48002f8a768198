// A package as its author has it at hand: TypeScript or templates that are built, or a module.

import { dirname, join, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { trimSpace } from '../../gostd/strings';
import { readModule } from '../../runtime/host';
import { CommandError, type CommandOptions } from '../command';
import { readInput } from '../flags/files';
import { localInput } from '../package/taken';

/** The main file of a package when none is named. */
const MAIN_FILES = ['package.ts', 'src/package.ts'];

/** A package's module, and the folder of its cases unless another is named. */
export interface PackageFile {
  /** Absolute. */
  path: string;
  /** Where the cases are when nothing else is said. */
  cases: string;
  load(): Promise<Uint8Array>;
}

/** The package that `given` names, or that of the command's folder. Throws CommandError. */
export function findPackage(given: string | undefined, options: CommandOptions): PackageFile {
  const folder = resolve(options.cwd ?? '.');
  const name = given ?? MAIN_FILES.find((file) => existsSync(join(folder, file)));
  if (name === undefined) throw new CommandError(`no package is named, and there is no ${MAIN_FILES[0]} here`);
  if (trimSpace(name) === '-') {
    return { path: folder, cases: join(folder, 'tests'), load: async () => readInput(name, options) };
  }
  const { kind, path } = localInput(name, 'source', options);
  const cases = join(dirname(path), 'tests');
  if (kind === 'module') return { path, cases, load: async () => readModule(path) };
  return {
    path,
    cases,
    async load() {
      const [{ buildSource }, { fetchDependencies }] = await Promise.all([
        import('../../toolchain/build-source'),
        import('../packages/dependencies'),
      ]);
      options.progress?.(`building ${name} …`);
      try {
        const { reads, progress } = options;
        // Notices of a fetch are the build's own, which told them.
        const fetch = fetchDependencies({}, options, () => {});
        return (await buildSource(path, { progress, reads, fetch })).wasm;
      } finally {
        options.progress?.('');
      }
    },
  };
}
