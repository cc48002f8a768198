// `mistletoe new`, `check` and `dev`: the inner loop of whoever writes a package. Its `test` is in test-package.ts.

import { existsSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Finding, NamedInput } from '../../../actions/development/check';
import { TEMPLATES, type Template } from '../../../actions/development/templates';
import type { Limits } from '../../../runtime/host';
import { CommandError, type CommandOptions, errorText, EXIT_ERROR, UsageError } from '../../../actions/command';
import { readTime } from '../../../actions/render/time';
import { inputAt } from '../../../actions/package/named';
import { accepted, localInput } from '../../../actions/package/taken';
import { addModuleSettings, append, clock, inputFilesOf, numberFrom } from '../options';
import { systemWords } from '../../../gostd/os';
import type { BuildError } from '../../../toolchain/errors';
import type { Step } from '../../../toolchain/next-steps';
import type { OwnPackages } from '../../../toolchain/own-packages';

/** What these commands have of the program. */
export interface Surroundings {
  program: Command;
  output: { stdout: Buffer[]; stderr: string; code: number };
  options: CommandOptions;
  addLimits(command: Command): Command;
  limitsOf(flags: Record<string, unknown>): Partial<Limits>;
}

const newExamples = `
Templates:
${Object.entries(TEMPLATES)
  .map(([name, what]) => `  ${name.padEnd(10)}${what}\n`)
  .join('')}
Examples:
  mistletoe new shop                                a web application in ./shop
  mistletoe new tools --template operator
  mistletoe new shop --chart ./mychart              a chart with a policy around it
`;

const checkExamples = `
Inputs are those of -f, or the cases in tests/ beside the module, or a name alone.

Examples:
  mistletoe check shop.wasm
  mistletoe check package.ts -f input.yaml --schemas openapi.json    (kubectl get --raw /openapi/v2 > openapi.json)
`;

/** Adds the commands. */
export function registerDevelopment(surroundings: Surroundings): void {
  registerNew(surroundings);
  registerCheck(surroundings);
  registerDev(surroundings);
  registerLink(surroundings);
}

function registerNew({ program, output, options }: Surroundings): void {
  program
    .command('new')
    .summary('start a package')
    .description('Makes a folder with a package in TypeScript, its tests and what is needed to build it.')
    .argument('<name>', "the folder; its last part becomes the package's name")
    .addOption(new Option('-t, --template <kind>', 'what to start from').choices(Object.keys(TEMPLATES)))
    .option('--chart <chart>', 'a chart to put a package around: a path')
    .addHelpText('after', newExamples)
    .action(async (name: string, flags: { template?: Template; chart?: string }) => {
      const template = flags.template ?? (flags.chart === undefined ? 'web' : 'chart');
      if ((template === 'chart') !== (flags.chart !== undefined)) {
        throw new UsageError('--template chart and --chart go together: mistletoe new shop --chart ./mychart');
      }
      const [{ newPackage }, { nextSteps }] = await Promise.all([
        import('../../../actions/development/new'),
        import('../../../toolchain/next-steps'),
      ]);
      const place = resolve(options.cwd ?? '.', name);
      let own: OwnPackages;
      if (flags.chart === undefined) own = newPackage(place, template);
      else {
        const [{ convertCommand }, { defaultProfile }, { replaceFile }] = await Promise.all([
          import('../convert'),
          import('../../../language/profiles'),
          import('../../../runtime/host/node/replace-file'),
        ]);
        const module = await convertCommand(flags.chart, { output: '-', helm: defaultProfile }, options);
        output.stderr += module.stderr;
        own = newPackage(place, template, relative(place, resolve(options.cwd ?? '.', flags.chart)));
        replaceFile(resolve(place, 'chart.wasm'), module.stdout);
      }
      // What a chart gives nobody can know beforehand: it is built, and its first case recorded.
      const recorded = template === 'chart' ? await recordFirstCase(place, options) : {};
      const where = relative(options.cwd ?? process.cwd(), place) || '.';
      const steps: Step[] = [
        recorded.isMissing
          ? ['npm test -- --update', 'what it gives becomes what is expected']
          : ['npm test', 'tests/*/input.yaml against expected.yaml'],
        ['npm run dev', 'renders at each change'],
        ['npm run build', `${basename(place)}.wasm`],
      ];
      output.stdout.push(Buffer.from(`${name}: ${TEMPLATES[template]}\n\n${nextSteps(where, own, steps)}`));
      if (recorded.refusal !== undefined) {
        output.stderr += `the chart refuses ${where}/tests/default/input.yaml: say there, under values, what it needs, then npm test -- --update\n${recorded.refusal}`;
      }
    });
}

/** Records what a new package gives for its case. It may be refused, or wait until there is what a build needs. */
async function recordFirstCase(
  place: string,
  options: CommandOptions,
): Promise<{ isMissing?: boolean; refusal?: string }> {
  const [{ readCases, runCase, updateCase }, { findPackage }, { openModule }] = await Promise.all([
    import('../../../actions/development/cases'),
    import('../../../actions/development/package-file'),
    import('../../../runtime/host'),
  ]);
  const found = findPackage(undefined, { ...options, cwd: place });
  let wasm: Uint8Array;
  try {
    wasm = await found.load();
  } catch (error) {
    if (!(error as Partial<BuildError>).lacksTools) throw error;
    return { isMissing: true };
  }
  const instance = openModule(wasm);
  for (const one of readCases(found.cases)) {
    const outcome = runCase(instance, one);
    if (outcome.error !== undefined) return { isMissing: true, refusal: outcome.error };
    updateCase(one, outcome);
  }
  return {};
}

function registerCheck({ program, output, options, addLimits, limitsOf }: Surroundings): void {
  addLimits(
    program
      .command('check')
      .summary('try what every package should hold')
      .description(
        'Checks the contract, that the same input gives the same bytes (again, in a fresh instance, in another host), that memory does not grow, and that what a package gives are Kubernetes objects.',
      )
      .argument('<package>', 'a module, or TypeScript')
      .option('-f, --inputfile <file>', 'an input, YAML (repeatable)', append, [])
      .option('--lookups <file>', 'objects for lookup to find, as kubectl get -o yaml writes them')
      .option('--schemas <path>', "the cluster's OpenAPI document, or a folder of them")
      .option(
        '--renders <number>',
        'over how many renders the memory must be flat (1000, or what 10 s allow)',
        numberFrom(1),
      )
      .addHelpText('after', checkExamples),
  ).action(async (name: string, flags: Record<string, unknown>) => {
    const { inputfile, schemas, renders, lookups } = flags as {
      inputfile: string[];
      schemas?: string;
      renders?: string;
      lookups?: string;
    };
    const [
      { checkModule },
      { readCases, readInput },
      { refuseLookups },
      { Schemas },
      { findPackage },
      { readNamed },
      { knownLookups },
      { openModule },
    ] = await Promise.all([
      import('../../../actions/development/check'),
      import('../../../actions/development/cases'),
      import('../../../actions/development/case-input'),
      import('../../../actions/development/openapi'),
      import('../../../actions/development/package-file'),
      import('../../../actions/flags/files'),
      import('../../../actions/render/lookups'),
      import('../../../runtime/host'),
    ]);
    const found = findPackage(name, options);
    const wasm = await found.load();
    const limits = limitsOf(flags);
    const known = lookups === undefined ? undefined : knownLookups(lookups, (path) => readNamed(path, options));
    if (known !== undefined) refuseLookups('--lookups', openModule(wasm, limits));
    let inputs: NamedInput[];
    if (inputfile.length > 0) {
      inputs = inputfile.map((file) => ({
        name: file,
        input: readInput(file, Buffer.from(readNamed(file, options)).toString(), known).input,
      }));
    } else {
      inputs = readCases(found.cases, known);
      if (inputs.length === 0) inputs = [{ name: 'a name alone', input: readInput('', '', known).input }];
    }
    const types = schemas === undefined ? undefined : new Schemas(resolve(options.cwd ?? '.', schemas));
    const { progress } = options;
    progress?.('rendering …');
    const findings = checkModule(wasm, inputs, {
      limits,
      schemas: types,
      ...(renders !== undefined && { renders: Number(renders) }),
      progress,
    });
    options.progress?.('');
    output.stdout.push(Buffer.from(findings.map(describe).join('')));
    if (findings.some(({ isGood }) => !isGood)) output.code = EXIT_ERROR;
  });
}

function describe({ what, isGood, details }: Finding): string {
  if (isGood) return `ok    ${what}${details.length === 0 ? '' : ` (${details.join('; ')})`}\n`;
  return `FAIL  ${what}\n${details.map((detail) => `      ${detail}\n`).join('')}`;
}

const devExamples = `
Builds and renders, and again at each change of the package, of what it imports, of its dependencies
and of the inputs; prints what differs.

Examples:
  mistletoe dev package.ts -f values.yaml
  mistletoe dev package.ts -f values.yaml -s 'replicas: 5' --full
`;

function registerDev({ program, output, options, addLimits, limitsOf }: Surroundings): void {
  const dev = program
    .command('dev')
    .summary('build and render a package at each change')
    .description('Renders a package, and again whenever a file of it changes; shows what the change made.')
    .argument('<package>', "the package's main file, or the folder of its templates")
    .option('-f, --inputfile <file>', 'input for the package, YAML (repeatable)', append, []);
  addLimits(
    addModuleSettings(dev)
      .option('--name <name>', 'the name of the installation', 'dev')
      .option('-n, --namespace <name>', "the installation's namespace (default)")
      .option('--lookups <file>', 'objects for lookup to find, as kubectl get -o yaml writes them')
      .option('--manifests <file>', 'objects for the package to change, YAML')
      .option('--is-upgrade', 'for ejected charts: .Release.IsUpgrade instead of .Release.IsInstall', false)
      .option('--seed <text>', 'where randomness comes from (dev)')
      .option('--now <time>', 'the clock (2000-01-01T00:00:00Z)', clock)
      .option('--full', 'print the whole output each time')
      .addHelpText('after', devExamples),
  ).action(async (file: string, flags: Record<string, unknown>) => {
    const [
      { keepRendering },
      { generateCommand },
      { buildSource },
      { ChartInstance },
      { loadModule },
      { fetchDependencies },
    ] = await Promise.all([
      import('../rendering/watch'),
      import('../rendering/generate'),
      import('../../../toolchain/build-source'),
      import('../../../actions/render/render'),
      import('../../../runtime/host'),
      import('../../../actions/packages/dependencies'),
    ]);
    const fetch = fetchDependencies({}, options, (text) => {
      output.stderr += text;
    });
    const { kind, path } = localInput(file, 'source', options);
    if (kind === 'module') throw new CommandError(`${file} is a module already: give its sources`);
    const limits = limitsOf(flags);
    const now = flags['now'] === undefined ? undefined : readTime(String(flags['now']));
    // What a package does not take, such as one of templates, is nothing that its author asked for.
    const assumed = { now: readTime('2000-01-01T00:00:00Z'), seed: 'dev' };
    const given = {
      ...{ output: 'yaml', process: false, includeCrds: false, ...flags },
      ...{ inputfile: inputFilesOf(flags), package: file, limits, now, assumed },
    };
    const result = await keepRendering(
      {
        form: flags['full'] ? 'full' : 'diff',
        doing: 'building and rendering',
        async run(surroundings) {
          try {
            if (!existsSync(path)) throw new CommandError(`${file} is not there any more`);
            const { wasm } = await buildSource(path, { ...surroundings, fetch, limits });
            const instance = new ChartInstance(loadModule(wasm, limits));
            const { name } = flags as { name: string };
            return generateCommand(name, given as never, { ...surroundings, openModule: () => instance });
          } catch (error) {
            return { stdout: Buffer.alloc(0), stderr: errorText(error), code: EXIT_ERROR };
          }
        },
      },
      options,
    );
    output.stdout.push(result.stdout);
    output.stderr += result.stderr;
    output.code = result.code;
  });
}

const linkExamples = `
A program reads the MistInput from standard input and writes objects, or a whole MistResult, to
standard output; an exit code other than 0 refuses the input, and what it wrote to standard error is
the message. docs/languages.md shows Go, Rust and C.

Examples:
  GOOS=wasip1 GOARCH=wasm go build -o shop.wasi . && mistletoe link shop.wasi -o shop.wasm
  mistletoe generate x -p shop.wasm -f values.yaml
`;

function registerLink({ program, output, options }: Surroundings): void {
  program
    .command('link')
    .summary('make a module of a program in any language')
    .description(
      'Takes what a toolchain gives for WASI preview 1, puts WASI inside, and writes a module that imports nothing.',
    )
    .argument('<program>', 'the WebAssembly that the toolchain wrote')
    .requiredOption('-o, --output <file>', 'write to this file; - is standard output')
    .option('--name <name>', "the package's name (the file's)")
    .addHelpText('after', linkExamples)
    .action(async (file: string, flags: { output: string; name?: string }) => {
      const [{ linkProgram }, { readNamed }, { replaceFile }] = await Promise.all([
        import('../../../toolchain/link/link'),
        import('../../../actions/flags/files'),
        import('../../../runtime/host/node/replace-file'),
      ]);
      const given = inputAt(file, 'module', options);
      if (given.kind === 'source' || given.kind === 'chart') accepted(given, 'module');
      const wasm = readNamed(file, options);
      const base = basename(flags.output === '-' ? file : flags.output).replace(/\.\w+$/, '');
      options.progress?.(`linking ${file} …`);
      let linked: Uint8Array;
      try {
        linked = await linkProgram(wasm, { name: flags.name ?? (base === '' ? 'package' : base) });
      } finally {
        options.progress?.('');
      }
      if (flags.output === '-') {
        output.stdout.push(Buffer.from(linked));
        return;
      }
      try {
        replaceFile(resolve(options.cwd ?? '.', flags.output), linked);
      } catch (error) {
        throw new CommandError(`cannot write ${flags.output}: ${systemWords(error)}`);
      }
      output.stdout.push(Buffer.from(`${flags.output}: ${(linked.length / 1024).toFixed(1)} KiB\n`));
    });
}
