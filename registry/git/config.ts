// The configuration of git registries, the file of the existing Mistletoe: ~/.mistletoe/config.yaml, or where
// MIST_HOME_LOCATION says. What this program does not know in it stays as it is.

import { yamlProblem } from '../../runtime/host/core/documents';
import { API_VERSION } from '../../runtime/abi/contract';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseDocument, type YAMLSeq } from 'yaml';
import { quiet, RegistryError } from '../errors';
import { makeFolders } from '../../runtime/host/node/folders';
import { replaceFile } from '../../runtime/host/node/replace-file';

export interface GitRegistry {
  name: string;
  url: string;
}

/** Folder of the configuration and of the registries' clones. */
export function mistletoeHome(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['MIST_HOME_LOCATION'] || join(homedir(), '.mistletoe');
}

/** What the file holds before anybody wrote one. Source: mistletoe res/default_config.yaml. */
const DEFAULT = `apiVersion: ${API_VERSION}
kind: MistletoeConfig
spec:
  registries:
  - name: mistletoe
    defaultRemote: github-https
    remotes:
    - name: github-https
      git:
        url: https://github.com/gsfraley/mistletoe-registry.git
    - name: github-ssh
      git:
        url: git@github.com:gsfraley/mistletoe-registry.git
`;

interface RegistryLayout {
  name?: unknown;
  defaultRemote?: unknown;
  remotes?: { name?: unknown; git?: { url?: unknown } }[];
}

/** A registry's name is a folder's name too. */
function checkRegistryName(name: string): void {
  if (/^[A-Za-z0-9][\w.-]{0,99}$/.test(name)) return;
  throw new RegistryError(
    'reference',
    `${JSON.stringify(quiet(name, 60))} is no name for a registry: letters, digits, ".", "_" and "-"`,
  );
}

export class GitRegistryConfig {
  constructor(readonly home = mistletoeHome()) {}

  get path(): string {
    return join(this.home, 'config.yaml');
  }

  /** The registries, each with its default remote. Throws `configuration`. */
  list(): GitRegistry[] {
    const registries = this.read().toJS()?.spec?.registries ?? [];
    if (!Array.isArray(registries)) throw this.broken('spec.registries is no list');
    return registries.map((layout: RegistryLayout) => {
      const { name, defaultRemote, remotes = [] } = layout ?? {};
      if (typeof name !== 'string') throw this.broken('a registry has no name');
      checkRegistryName(name);
      const url = Array.isArray(remotes)
        ? remotes.find((remote) => remote?.name === defaultRemote)?.git?.url
        : undefined;
      if (typeof url !== 'string') {
        throw this.broken(`registry ${name} has no remote by its default name ${JSON.stringify(defaultRemote)}`);
      }
      return { name, url };
    });
  }

  /** Can a registry of that name be added? Throws `reference` and `configuration` where it cannot. */
  check(name: string): { existed: boolean } {
    checkRegistryName(name);
    return { existed: this.list().some((registry) => registry.name === name) };
  }

  /** Adds a registry with one remote. Throws `configuration` where there is one of that name. */
  add({ name, url }: GitRegistry): void {
    checkRegistryName(name);
    if (this.list().some((registry) => registry.name === name))
      throw this.broken(`there is a registry ${name} already`);
    const document = this.read();
    const layout = { name, defaultRemote: 'default', remotes: [{ name: 'default', git: { url } }] };
    if (document.getIn(['spec', 'registries']) == null) document.setIn(['spec', 'registries'], document.createNode([]));
    (document.getIn(['spec', 'registries']) as YAMLSeq).add(document.createNode(layout));
    this.write(String(document));
  }

  /** Takes a registry away, with its clone. Throws `configuration` where there is none of that name. */
  remove(name: string): void {
    checkRegistryName(name);
    const index = this.list().findIndex((registry) => registry.name === name);
    if (index < 0) throw this.broken(`could not find registry with the name ${JSON.stringify(name)}`);
    const document = this.read();
    document.deleteIn(['spec', 'registries', index]);
    this.write(String(document));
    rmSync(this.clone(name), { recursive: true, force: true });
  }

  /** The folder of a registry's clone. */
  clone(name: string): string {
    checkRegistryName(name);
    return join(this.home, 'registries', name);
  }

  private read() {
    const text = existsSync(this.path) ? readFileSync(this.path, 'utf8') : DEFAULT;
    const document = parseDocument(text, { logLevel: 'error' });
    if (document.errors.length > 0) throw this.broken(quiet(yamlProblem(document.errors[0].message)));
    return document;
  }

  private write(text: string): void {
    makeFolders(this.home);
    replaceFile(this.path, text);
  }

  private broken(why: string): RegistryError {
    return new RegistryError('configuration', `${this.path}: ${why}`);
  }
}
