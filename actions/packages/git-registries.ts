// Git registries: the configuration, and what is in them.

import { stringify } from 'yaml';
import { GitRegistryConfig } from '../../registry/git/config';
import { updateClone } from '../../registry/git/git';
import { searchPackages, updateRegistries } from '../../registry/git/packages';
import type { CommandOptions } from '../command';

/** Adds a registry, once it could be cloned: a wrong address is said now and leaves nothing behind. */
export async function addGitRegistry(name: string, url: string, options: CommandOptions = {}): Promise<void> {
  const config = new GitRegistryConfig(options.mistletoeHome);
  const { existed } = config.check(name);
  if (!existed) await updateClone(url, config.clone(name));
  config.add({ name, url });
}

/** The registries as the existing Mistletoe prints them: YAML. */
export function listGitRegistries(options: CommandOptions = {}): string {
  return stringify(new GitRegistryConfig(options.mistletoeHome).list());
}

/** Takes a registry and its clone away. */
export function removeGitRegistry(name: string, options: CommandOptions = {}): void {
  new GitRegistryConfig(options.mistletoeHome).remove(name);
}

/** Brings the clones to their remotes' state; gives their names. */
export function updateGitRegistries(name: string | undefined, options: CommandOptions = {}): Promise<string[]> {
  return updateRegistries(new GitRegistryConfig(options.mistletoeHome), name);
}

/** The packages whose names have the word in them, a line each: name, highest version, how many there are. */
export async function searchGitRegistries(word: string, options: CommandOptions = {}): Promise<string> {
  const config = new GitRegistryConfig(options.mistletoeHome);
  const found = searchPackages(config, word);
  const width = Math.max(4, ...found.map(({ name }) => name.length));
  const rows = found.map(
    ({ name, versions }) =>
      `${name.padEnd(width)}  ${versions[0]}${versions.length > 1 ? `  (${versions.length} versions)` : ''}\n`,
  );
  return rows.join('');
}
