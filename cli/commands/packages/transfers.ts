// The commands that take packages to registries and back. What they need is loaded when they run.

import type { Command } from 'commander';
import type { CommandOptions } from '../../../actions/command';
import type { AccessFlags } from '../../../actions/packages/access';
import type { PushFlags } from '../../../actions/packages/push';
import type { Limits } from '../../../runtime/host';
import { appendOf, moment } from '../options';
import { addAccessFlags, addRegistryFlags } from './access-flags';

interface Output {
  stdout: Buffer[];
  stderr: string;
}

/** Adds push, pull, tag, resolve and list-tags. */
export function registerTransfers(
  program: Command,
  output: Output,
  options: CommandOptions,
  limitsOf: (flags: Record<string, unknown>) => Partial<Limits>,
): void {
  registerPush(program, output, options, limitsOf({}));
  registerPull(program, output, options);
  registerTags(program, output, options);
}

function registerPush(program: Command, output: Output, options: CommandOptions, limits: Partial<Limits>): void {
  addRegistryFlags(
    program
      .command('push')
      .summary('push a module to an OCI registry')
      .description(
        "Pushes a module as an artifact that other Wasm tools read too (the CNCF's layout), with what the module says of itself as annotations. Prints the reference with its digest; pushing the same module again gives the same.",
      )
      .argument('<module>', 'the module: a path, with or without .wasm, or - for standard input')
      .argument('<reference>', 'oci://HOST/REPOSITORY[:TAG]; without a tag a converted chart has its version')
      .option('--annotation <key=value>', 'one more annotation (repeatable)', appendOf(/^[^=]+=/, 'KEY=VALUE'), [])
      .option('--created <time>', 'the time that the artifact tells (default: SOURCE_DATE_EPOCH, else 1970)', moment)
      .option('--attest', 'attach attestations: how the module was made (SLSA provenance) and of what (SPDX)')
      .option('--key <file>', 'the private key that signs them; COSIGN_PASSWORD opens it')
      .option('--source <chart>', 'the chart that the module was converted from, for them')
      .option('--mount-from <repository>', 'a repository of the same registry that may have the module already'),
  ).action(async (module: string, reference: string, flags: PushFlags) => {
    const { pushModule } = await import('../../../actions/packages/push');
    const pushed = await pushModule(module, reference, flags, limits, options);
    output.stderr += pushed.notices;
    print(output, `${pushed.reference}\n`);
  });
}

function registerPull(program: Command, output: Output, options: CommandOptions): void {
  addAccessFlags(
    program
      .command('pull')
      .summary('fetch a module or a chart to a file')
      .description(
        'Fetches a module or a chart, checks its digest and its signature where the policy wants one, and writes it to a file: NAME-VERSION.wasm or .tgz.',
      )
      .argument(
        '<reference>',
        'oci://HOST/REPOSITORY[:TAG|:RANGE][@DIGEST], https://…, NAME with --repo, or REGISTRY/PATH/NAME:VERSION',
      )
      .option('-o, --output <file>', 'write to this file; - is standard output'),
  ).action(async (reference: string, flags: AccessFlags & { output?: string }) => {
    const { pullPackage } = await import('../../../actions/packages/pull');
    const { file, data, notices } = await pullPackage(reference, flags, options);
    output.stderr += notices;
    if (file === '-') output.stdout.push(data);
    else print(output, `${file}\n`);
  });
}

/** Adds what reads and writes the names of artifacts. */
function registerTags(program: Command, output: Output, options: CommandOptions): void {
  addRegistryFlags(
    program
      .command('resolve')
      .summary('print the digest of a reference')
      .description('Prints the digest that a tag, or the highest tag in a range, has now.')
      .argument('<reference>', 'oci://HOST/REPOSITORY[:TAG|:RANGE]')
      .option('--version <range>', 'an exact version, or a range')
      .option('--offline', 'what it meant when it was last asked for, without a network')
      .option('--full-reference', 'print oci://HOST/REPOSITORY:TAG@DIGEST'),
  ).action(async (reference: string, flags: AccessFlags & { fullReference?: boolean }) => {
    const [{ resolveReference }, { formatReference }] = await Promise.all([
      import('../../../actions/packages/tags'),
      import('../../../registry/oci/reference'),
    ]);
    const { value, notices } = await resolveReference(reference, flags, options);
    output.stderr += notices;
    print(output, `${flags.fullReference ? formatReference(value) : value.digest}\n`);
  });

  addRegistryFlags(
    program
      .command('tag')
      .summary('give an artifact more tags')
      .description('Gives an artifact in a registry more tags; nothing is uploaded again.')
      .argument('<reference>', 'oci://HOST/REPOSITORY:TAG, or with @DIGEST')
      .argument('<tags...>', 'the new tags'),
  ).action(async (reference: string, tags: string[], flags: AccessFlags) => {
    const [{ tagReference }, { formatReference }] = await Promise.all([
      import('../../../actions/packages/tags'),
      import('../../../registry/oci/reference'),
    ]);
    const { value, notices } = await tagReference(reference, tags, flags, options);
    output.stderr += notices;
    print(output, value.map((each) => `${formatReference(each)}\n`).join(''));
  });

  addRegistryFlags(
    program
      .command('list-tags')
      .summary('list the tags of a repository')
      .description('Lists the tags of a repository in an OCI registry, versions last and in their order.')
      .option('--offline', 'those that were fetched before, without a network')
      .argument('<repository>', 'oci://HOST/REPOSITORY'),
  ).action(async (repository: string, flags: AccessFlags) => {
    const { listTags } = await import('../../../actions/packages/tags');
    const { value, notices } = await listTags(repository, flags, options);
    output.stderr += notices;
    print(output, value.map((tag) => `${tag}\n`).join(''));
  });
}

const print = ({ stdout }: Output, text: string) => void stdout.push(Buffer.from(text));
