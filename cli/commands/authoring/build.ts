// `mistletoe build`: a package's sources become a module. What a build needs is loaded when it runs.

import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Command, Option } from 'commander';
import { CommandError, type CommandOptions } from '../../../actions/command';
import { systemWords } from '../../../gostd/os';
import { makeFolders } from '../../../runtime/host/node/folders';
import { replaceFile } from '../../../runtime/host/node/replace-file';
import { inputAt } from '../../../actions/package/named';
import { accepted } from '../../../actions/package/taken';
import { parseSize, parseTime } from '../../../actions/flags/limits';
import type { EvaluationLimits } from '../../../toolchain/typescript/limits';
import { checked } from '../options';
import { accessOf, addRegistryFlags } from '../packages/access-flags';

const buildExamples = `
Examples:
  mistletoe build package.ts                writes NAME.wasm, by the name that the package gives itself
  mistletoe build src/web.ts -o web.wasm
  mistletoe build package.ts --check        with its types and its cases
  mistletoe build package.ts --offline      with what earlier builds fetched of its dependencies
  mistletoe build templates/ --engine handlebars
  mistletoe generate shop -p web.wasm --set replicas=3

A package is a TypeScript file whose default export is definePackage({ … }) of @mistletoe-dev/sdk;
docs/typescript.md shows one. Its top level runs now, once, within limits of time and memory; what
depends on the clock or on chance belongs in generate(). Or it is a folder of Handlebars templates, each
of which becomes a file of its name without .hbs; docs/handlebars.md tells the rest.
`;

/** Adds the command. */
export function registerBuild(
  program: Command,
  output: { stdout: Buffer[]; stderr: string },
  options: CommandOptions,
  limitsOf: (flags: Record<string, unknown>) => EvaluationLimits,
): void {
  const command = program
    .command('build')
    .summary('build a package into a module')
    .description(
      'Bundles a TypeScript package with its libraries and evaluates it once, or compiles Handlebars templates; writes one module without imports.',
    )
    .argument('<package>', "the package's main file, or the folder of its templates")
    .addOption(
      new Option('--engine <name>', 'handlebars for a folder of templates').choices(['typescript', 'handlebars']),
    )
    .option('-o, --output <file>', 'write to this file; - is standard output')
    .option('--check', 'check the types first, and render the cases in tests/ afterwards')
    .option('--time-limit <time>', "time that the package's top level may take; 0: any (10s)", checked(parseTime))
    .option('--memory-limit <size>', "memory that the package's top level may take (256MiB)", checked(parseSize))
    .addHelpText('after', buildExamples);
  addRegistryFlags(command)
    .option('--offline', 'use what was fetched before, and no network')
    .option('--policy <file>', 'which repositories need whose signature (default: policy.yaml in ~/.mistletoe)')
    .action(
      async (file: string, flags: { output?: string; check?: boolean; engine?: string } & Record<string, unknown>) => {
        const { path, isFolder } = sourceOf(file, flags.engine, options);
        const seen: string[] = [];
        if (flags.check && !isFolder) {
          const { checkTypes } = await import('../../../toolchain/typescript/types');
          options.progress?.('checking types …');
          const version = await checkTypes(path);
          options.progress?.('');
          if (version === undefined) {
            throw new CommandError('the types cannot be checked without TypeScript: npm install --save-dev typescript');
          }
          seen.push(`types (TypeScript ${version})`);
        }
        const { buildSource } = await import('../../../toolchain/build-source');
        const { fetchDependencies } = await import('../../../actions/packages/dependencies');
        const madeOf = new Set<string>();
        const built = await buildSource(path, {
          limits: limitsOf(flags),
          progress: options.progress,
          reads: (read) => madeOf.add(read),
          fetch: fetchDependencies(accessOf(flags), options, (text) => {
            output.stderr += text;
          }),
        });
        if (flags.check) {
          const [{ readCases }, { testCases }] = await Promise.all([
            import('../../../actions/development/cases'),
            import('./test-package'),
          ]);
          const cases = readCases(join(dirname(path), 'tests'));
          const { text, failed } = cases.length === 0 ? { text: '', failed: 0 } : testCases(built.wasm, cases, false);
          if (failed > 0) throw new CommandError(`the package is not as its cases expect:\n${text.trimEnd()}`);
          seen.push(cases.length === 1 ? '1 case' : `${cases.length || 'no'} cases`);
        }
        if (flags.output === '-') {
          output.stdout.push(Buffer.from(built.wasm));
          return;
        }
        const target = flags.output ?? `${built.name}.wasm`;
        if (madeOf.has(resolve(options.cwd ?? '.', target))) {
          throw new CommandError(`${target} is what the package is made of: choose another file with -o`);
        }
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
          ...(seen.length === 0 ? [] : [['checked', seen.join(', ')]]),
          ...sizes.map(([name, bytes], i) => [i === 0 ? 'made of' : '', `${kib(bytes).padStart(9)}  ${name}`]),
        ];
        const table = rows.map(([key, value]) => `  ${key!.padEnd(9)}${value}\n`).join('');
        output.stdout.push(Buffer.from(`${target}\n${table}`));
      },
    );
}

/** The sources, and whether they are a folder of templates. Throws CommandError where that and the engine do not go together. */
function sourceOf(
  given: string,
  engine: string | undefined,
  options: CommandOptions,
): { path: string; isFolder: boolean } {
  const input = inputAt(given, 'source', options);
  // A folder of templates may also have a Chart.yaml, where somebody says that they are such.
  if (!(input.kind === 'chart' && engine === 'handlebars')) accepted(input, 'source');
  if (input.kind === 'module') throw new CommandError(`${given} is a module already: give its sources`);
  const { path } = input;
  const isFolder = statSync(path).isDirectory();
  if (isFolder && engine !== 'handlebars') {
    throw new CommandError(
      `${given} is a folder: name the package's main file, or give --engine handlebars for templates`,
    );
  }
  if (!isFolder && engine === 'handlebars') throw new CommandError(`${given} is no folder of templates`);
  return { path, isFolder };
}

const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`;
