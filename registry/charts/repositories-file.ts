// Helm's list of chart repositories (`helm repo add`), which this program reads and never writes.
// Source: helm.sh/helm/v4@v4.3.1 pkg/repo/v1/repo.go, pkg/cli/environment.go.

import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseYaml, type YamlValue } from '../../runtime/bindings/values';
import { quiet, RegistryError } from '../errors';
import { systemWords } from '../../gostd/os';

export interface RepositoryEntry {
  name: string;
  url: string;
  username: string;
  password: string;
  caFile: string;
  certFile: string;
  keyFile: string;
  insecureSkipTlsVerify: boolean;
  passCredentialsAll: boolean;
}

/** Where Helm keeps the list. */
function repositoriesPath(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment['HELM_REPOSITORY_CONFIG']) return environment['HELM_REPOSITORY_CONFIG'];
  const config =
    environment['HELM_CONFIG_HOME'] || join(environment['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'helm');
  return join(config, 'repositories.yaml');
}

/** The repositories that Helm knows; none where there is no list. Throws `configuration`. */
export function readRepositories(path = repositoriesPath()): RepositoryEntry[] {
  let text: Buffer;
  try {
    text = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new RegistryError('configuration', `${path}: ${quiet(systemWords(error))}`);
  }
  let document: YamlValue;
  try {
    document = parseYaml(text);
  } catch (error) {
    throw new RegistryError('configuration', `${path}: ${quiet((error as Error).message)}`);
  }
  const list = document instanceof Map ? document.get('repositories') : undefined;
  return (Array.isArray(list) ? list : []).flatMap((entry) => {
    if (!(entry instanceof Map)) return [];
    const string = (key: string) => (typeof entry.get(key) === 'string' ? (entry.get(key) as string) : '');
    return [
      {
        name: string('name'),
        url: string('url'),
        username: string('username'),
        password: string('password'),
        caFile: string('caFile'),
        certFile: string('certFile'),
        keyFile: string('keyFile'),
        insecureSkipTlsVerify: entry.get('insecure_skip_tls_verify') === true,
        passCredentialsAll: entry.get('pass_credentials_all') === true,
      },
    ];
  });
}
