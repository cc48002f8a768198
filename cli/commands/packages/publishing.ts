// `mistletoe publish` and `mistletoe krm`: rendered manifests for those who apply them.

import { type Command, Option } from 'commander';
import type { CommandOptions } from '../../../actions/command';
import type { PublishFlags } from '../../../actions/publish/publish';
import type { SpecFlags } from '../../../actions/publish/spec';
import { append, clock, moment } from '../options';
import { addValuesFlags } from '../releases/flags';
import { addAccessFlags } from './access-flags';

interface Output {
  stdout: Buffer[];
  stderr: string;
  code: number;
}

/** Adds the commands to a program. */
export function registerPublishing(program: Command, output: Output, options: CommandOptions): void {
  addAccessFlags(
    addValuesFlags(
      program
        .command('publish')
        .summary('publish rendered manifests for Flux or Argo CD')
        .description(
          "Renders a package and pushes its manifests as an artifact that Flux's OCIRepository or Argo CD's OCI source takes. Prints the reference with its digest; the same manifests give the same.",
        )
        .argument('<name>', 'the name of the installation')
        .argument('<package>', 'a chart or a module: a path, or a reference')
        .argument('<target>', 'oci://HOST/REPOSITORY:TAG')
        .addOption(
          new Option('--for <consumer>', 'whose media types the artifact has')
            .choices(['flux', 'argocd'])
            .default('flux'),
        )
        .option('--split', 'a file for each document instead of manifests.yaml')
        .option('--diff', 'show what would change, and publish nothing: exit code 1 where something would')
        .option('--allow-secrets', 'publish Secrets as they are')
        .option(
          '--encrypt-with <command>',
          'a command that turns a Secret on its standard input into what is published',
        )
        .option('--source <url>', 'where the sources are (default: the package)')
        .option('--revision <text>', 'their revision (default: VERSION@sha256:… of the module)')
        .option('--created <time>', 'the time that the artifact tells (default: SOURCE_DATE_EPOCH, else 1970)', moment)
        .option('--dependency-build', 'bring missing dependencies into the charts folder first')
        .option('-n, --namespace <name>', 'the namespace of the installation', 'default')
        .option('--kube-version <version>', '.Capabilities.KubeVersion')
        .option('-a, --api-versions <version>', 'one more of .Capabilities.APIVersions (repeatable)', append, [])
        .option('--no-hooks', 'no hooks')
        .option('--seed <text>', 'where randomness comes from: the same text, the same output')
        .option('--now <time>', 'the clock: 2026-01-02T15:04:05Z, or seconds since 1970', clock),
    ),
  ).action(async (name: string, reference: string, target: string, flags: PublishFlags) => {
    const { publishPackage } = await import('../../../actions/publish/publish');
    const { reference: published, changes, notices } = await publishPackage(name, reference, target, flags, options);
    output.stderr += notices;
    const lines = changes ?? [published!];
    output.stdout.push(Buffer.from(lines.map((line) => `${line}\n`).join('')));
    if (changes && changes.length > 0) output.code = 1;
  });

  program
    .command('krm')
    .summary('run as a KRM function, for kustomize')
    .description(
      'Reads a ResourceList from standard input, renders the package that its functionConfig names, and writes the list with what was rendered. See docs/gitops.md.',
    )
    .action(async () => {
      const { krmFunction } = await import('../../../actions/publish/krm');
      const { stdout, stderr, code } = await krmFunction(options);
      output.stdout.push(stdout);
      output.stderr += stderr;
      output.code = code;
    });

  program
    .command('render-spec')
    .summary('render what a file says, for plugins')
    .description(
      "Renders the package that a file names, with the fields of a KRM Package's spec, and prints its documents. See docs/gitops.md.",
    )
    .argument('<file>', 'YAML: package, namespace, values, …')
    .option('--name <name>', 'the name of the installation, where the file says none')
    .option('-n, --namespace <name>', 'its namespace, where the file says none')
    .option('--kube-version <version>', '.Capabilities.KubeVersion, where the file says none')
    .option('--values-text <yaml>', 'values over those of the file')
    .action(async (file: string, flags: SpecFlags) => {
      const { renderSpecFile } = await import('../../../actions/publish/spec');
      const { text, notices } = await renderSpecFile(file, flags, options);
      output.stdout.push(Buffer.from(text));
      output.stderr += notices;
    });
}
