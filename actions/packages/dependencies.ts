// The modules that a package in TypeScript names by reference: fetched by their digests, under the policy, and kept, so that a build
// reaches a registry once.

import { readFileSync } from 'node:fs';
import { CommandError, type CommandOptions } from '../command';
import type { AccessFlags } from './access';
import { checkPolicy } from './gate';

/** What fetches the module that a reference with a digest names. Throws ProvenanceError; what it gives too, RegistryError and CommandError. */
export function fetchDependencies(
  flags: AccessFlags,
  options: CommandOptions,
  notice: (text: string) => void,
): (reference: string) => Promise<Uint8Array> {
  checkPolicy(flags, options);
  const fetched = new Map<string, Promise<Uint8Array>>();
  return (reference) => {
    const known = fetched.get(reference) ?? fetchModule(reference, flags, options, notice);
    fetched.set(reference, known);
    return known;
  };
}

async function fetchModule(
  reference: string,
  flags: AccessFlags,
  options: CommandOptions,
  notice: (text: string) => void,
): Promise<Uint8Array> {
  const { locatePackage } = await import('./locate');
  const { path, fetched, notices } = await locatePackage(reference, flags, options);
  notice(notices);
  if (fetched?.kind !== 'module') {
    throw new CommandError(`${reference} is a chart: mistletoe convert makes a module of it, which can be pushed`);
  }
  return readFileSync(path);
}
