// Pulls a package to a file: a module, or a chart's archive as Helm names it.

import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { systemWords } from '../../gostd/os';
import { makeFolders } from '../../runtime/host/node/folders';
import type { FetchedPackage } from '../../registry/fetch';
import { CommandError, type CommandOptions } from '../command';
import type { AccessFlags } from './access';
import { locatePackage } from './locate';

export interface Pulled {
  file: string;
  data: Buffer;
  /** lines for standard error: what was pulled among them */
  notices: string;
}

/** Pulls `text` into `output`, or into a file named by the package in the current folder. */
export async function pullPackage(
  text: string,
  flags: AccessFlags & { output?: string },
  options: CommandOptions = {},
): Promise<Pulled> {
  const { fetched, notices } = await locatePackage(text, flags, options);
  if (!fetched) throw new CommandError(`${text} is a path: there is nothing to pull`);
  const name = flags.output ?? fileName(fetched, text);
  const { data } = fetched;
  if (name !== '-') writeBeside(resolve(options.cwd ?? '.', name), name, data);
  // Helm tells it of a registry; here all places do.
  const pulled = fetched.manifestDigest ? '' : `Pulled: ${fetched.source}\n`;
  return { file: name, data, notices: notices + pulled };
}

/** A name that stays in its folder, whatever the registry says. */
function fileName({ kind, manifest, source }: FetchedPackage, text: string): string {
  const extension = kind === 'module' ? 'wasm' : 'tgz';
  const { 'org.opencontainers.image.title': title, 'org.opencontainers.image.version': version } =
    manifest?.annotations ?? {};
  const named =
    title && version
      ? `${title}-${version}`
      : basename(source.replace(/@.*/, '').replace(/\.(?:tgz|wasm)$/, '')).replaceAll(':', '-');
  const plain = named.replace(/[^\w.+-]/g, '_').replace(/^\.+/, '');
  if (plain === '') throw new CommandError(`${text}: name a file with -o`);
  return `${plain}.${extension}`;
}

/** Writes a file beside itself and renames it: there is the whole file, or the one that was there before. */
function writeBeside(path: string, shown: string, data: Uint8Array): void {
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  try {
    makeFolders(dirname(path));
    writeFileSync(partial, data);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw new CommandError(`cannot write ${shown}: ${systemWords(error)}: choose another file with -o`);
  }
}
