// The flags with which a command reaches registries, the same wherever a package may come from one.

import type { Command } from 'commander';
import type { AccessFlags } from '../../../actions/packages/access';

/** Adds the flags for OCI registries. */
export function addRegistryFlags(command: Command): Command {
  return command
    .option('--plain-http', 'speak plain http with the registry')
    .option('--ca-file <file>', 'PEM certificates of those who may sign for servers')
    .option('--cert-file <file>', 'PEM certificate that this client shows')
    .option('--key-file <file>', 'its key')
    .option('--insecure-skip-tls-verify', 'believe any server')
    .option('--registry-config <file>', 'credentials, as docker and helm keep them (default: theirs)')
    .option('--username <name>', 'user at the registry')
    .option('--password <text>', 'password at the registry; better kept by docker login or helm registry login');
}

/** Adds them, and those for all other places that a package may come from. */
export function addAccessFlags(command: Command): Command {
  return addRegistryFlags(command)
    .option('--repo <url>', "a chart repository's address")
    .option('--version <range>', 'an exact version, or a range: the highest version in it')
    .option('--pass-credentials', 'send user and password to every host that the repository names')
    .option('--offline', 'use what was fetched before, and no network')
    .option('--locked <file>', 'the lock file of migrate: use the module that it has for the chart')
    .option('--policy <file>', 'which repositories need whose signature (default: policy.yaml in ~/.mistletoe)');
}

/** The flags that were given. */
export function accessOf(flags: object): AccessFlags {
  return flags as AccessFlags;
}
