// `mistletoe sign` and `mistletoe verify-signature`.

import type { Command } from 'commander';
import type { CommandOptions } from '../../../actions/command';
import type { SignFlags, VerifyFlags } from '../../../actions/packages/sign';
import { addRegistryFlags } from './access-flags';

interface Output {
  stdout: Buffer[];
  stderr: string;
}

/** Adds the commands to a program. */
export function registerSignatures(program: Command, output: Output, options: CommandOptions): void {
  addRegistryFlags(
    program
      .command('sign')
      .summary('sign an artifact in a registry')
      .description(
        "Signs what a reference means now, by key and in cosign's format: cosign verify takes it. COSIGN_PASSWORD opens an encrypted key.",
      )
      .argument('<reference>', 'oci://HOST/REPOSITORY:TAG, better with @DIGEST')
      .requiredOption('--key <file>', 'the private key: as cosign generate-key-pair writes it, or PEM')
      .option('--version <range>', 'an exact version, or a range'),
  ).action(async (reference: string, flags: SignFlags) => {
    const { signReference } = await import('../../../actions/packages/sign');
    const { value, notices } = await signReference(reference, flags, options);
    output.stderr += notices + (value.isNew ? '' : 'signed by this key already\n');
    output.stdout.push(Buffer.from(`${value.reference}\n`));
  });

  addRegistryFlags(
    program
      .command('verify-signature')
      .summary('verify the signatures of an artifact')
      .description(
        'Verifies the signatures of what a reference means now, by keys, by who signed, or as the policy says, and prints who signed. cosign sign writes what it takes.',
      )
      .argument('<reference>', 'oci://HOST/REPOSITORY:TAG, better with @DIGEST')
      .option(
        '--key <file>',
        'a public key that may have signed (repeatable)',
        (value: string, all: string[]) => [...all, value],
        [],
      )
      .option('--certificate-identity <pattern>', 'who may have signed without a key; * and ** are any characters')
      .option('--certificate-oidc-issuer <url>', 'who says so')
      .option('--trusted-root <file>', 'trusted_root.json: whose certificates and logs are believed')
      .option('--type <predicate>', 'verify attestations of this predicate type, and print what they say')
      .option('--version <range>', 'an exact version, or a range')
      .option('--offline', 'use what was fetched before, and no network')
      .option('--policy <file>', 'which repositories need whose signature (default: policy.yaml in ~/.mistletoe)'),
  ).action(async (reference: string, flags: VerifyFlags) => {
    const { describeSignatures, verifyReference } = await import('../../../actions/packages/sign');
    const { value, notices } = await verifyReference(reference, flags, options);
    output.stderr += notices + (flags.type ? describeSignatures(value.good) : '');
    const text = flags.type
      ? value.good.map(({ statement }) => `${JSON.stringify(statement, null, 2)}\n`).join('')
      : `${value.reference}\n${describeSignatures(value.good)}`;
    output.stdout.push(Buffer.from(text));
  });
}
