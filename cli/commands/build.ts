// `mistletoe build`: a TypeScript package becomes a module. What a build needs is loaded when it runs.

import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Command } from 'commander';
import { CommandError, type CommandOptions } from '../../actions/command';
import { systemWords } from '../../gostd/os';
import { makeFolders } from '../../runtime/host/node/folders';
import { replaceFile } from '../../runtime/host/node/replace-file';

const buildExamples = `
Examples:
  mistletoe build package.ts                writes NAME.wasm, by the name that the package gives itself
  mistletoe build src/web.ts -o web.wasm
  mistletoe build package.ts --check        with its types and its cases
  mistletoe generate shop -p web.wasm --set replicas=3

A package is a TypeScript file whose default export is definePackage({ … }) of @mistletoe-dev/sdk; docs/typescript.md
shows one. Its top level runs now, once; what depends on the clock or on chance belongs in generate().
`;

/** Adds the command. */
export function registerBuild(
  program: Command,
  output: { stdout: Buffer[]; stderr: string },
  options: CommandOptions,
): void {
  program
    .command('build')
    .summary('build a TypeScript package into a module')
    .description(
      'Bundles a TypeScript package with its libraries, evaluates it once, and writes one module without imports.',
    )
    .argument('<package>', "the package's main file")
    .option('-o, --output <file>', 'write to this file; - is standard output')
    .option('--check', 'check the types first, and render the cases in tests/ afterwards')
    .addHelpText('after', buildExamples)
    .action(async (file: string, flags: { output?: string; check?: boolean }) => {
      const { buildPackage } = await import('../../toolchain/typescript/build');
      const path = resolve(options.cwd ?? '.', file);
      if (flags.check) {
        const { checkTypes } = await import('../../toolchain/typescript/types');
        options.progress?.('checking types …');
        const isChecked = await checkTypes(path);
        options.progress?.('');
        if (!isChecked) output.stderr += 'types are not checked: npm install --save-dev typescript\n';
      }
      const built = await buildPackage(path, { progress: options.progress });
      if (flags.check) {
        const [{ readCases }, { testCases }] = await Promise.all([
          import('../../actions/development/cases'),
          import('./test-package'),
        ]);
        const cases = readCases(join(dirname(path), 'tests'));
        const { text, failed } = cases.length === 0 ? { text: '', failed: 0 } : testCases(built.wasm, cases, false);
        if (failed > 0) throw new CommandError(`the package is not as its cases expect:\n${text.trimEnd()}`);
      }
      if (flags.output === '-') {
        output.stdout.push(Buffer.from(built.wasm));
        return;
      }
      const target = flags.output ?? `${built.name}.wasm`;
      try {
        const place = resolve(options.cwd ?? '.', target);
        makeFolders(dirname(place));
        replaceFile(place, built.wasm);
      } catch (error) {
        throw new CommandError(`cannot write ${target}: ${systemWords(error)}: choose another file with -o`);
      }
      const { wasm, sizes } = built;
      const rows = [
        ['package', built.name],
        ['size', `${kib(wasm.length)} (gzip ${kib(gzipSync(wasm).length)})`],
        ...sizes.map(([name, bytes], i) => [i === 0 ? 'made of' : '', `${kib(bytes).padStart(9)}  ${name}`]),
      ];
      const table = rows.map(([key, value]) => `  ${key!.padEnd(9)}${value}\n`).join('');
      output.stdout.push(Buffer.from(`${target}\n${table}`));
    });
}

const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`;
