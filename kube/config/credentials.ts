// Who asks: headers and certificates for a request, from the kubeconfig or from a program that hands them out. What such a
// program gave is kept until it expires, or until the server refuses it.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { KubeError } from '../errors';
import type { ClusterAccess, ExecConfig } from './kubeconfig';
import { systemWords } from '../../gostd/os';
import { trimSpace } from '../../gostd/strings';

/** What a request carries. */
export interface Credential {
  authorization?: string;
  certificate?: Buffer | string;
  key?: Buffer | string;
}

interface ExecCredential {
  apiVersion?: string;
  status?: {
    token?: string;
    expirationTimestamp?: string;
    clientCertificateData?: string;
    clientKeyData?: string;
  };
}

const EXEC_VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

/** A plugin may ask a person something; longer than this nobody answers. */
const EXEC_MS = 120_000;

/** Credentials that expire within this time are asked for again. */
const MARGIN_MS = 10_000;

/** Gives the credentials for each request. */
export class Credentials {
  private kept?: { credential: Credential; expires: number };
  private asking?: Promise<Credential>;

  constructor(private readonly access: ClusterAccess) {}

  async get(): Promise<Credential> {
    const { token, tokenFile, certificate, key, username, password, exec } = this.access.user;
    if (exec) return this.execute(exec);
    const bearer = token ?? (tokenFile === undefined ? undefined : readToken(tokenFile));
    if (bearer !== undefined) return { authorization: `Bearer ${bearer}`, certificate, key };
    if (username === undefined) return { certificate, key };
    const basic = Buffer.from(`${username}:${password ?? ''}`).toString('base64');
    return { authorization: `Basic ${basic}`, certificate, key };
  }

  /** The server refused what was given: may asking again help? */
  refuse(): boolean {
    if (!this.kept) return false;
    this.kept = undefined;
    return true;
  }

  private async execute(exec: ExecConfig): Promise<Credential> {
    if (this.kept && this.kept.expires > Date.now() + MARGIN_MS) return this.kept.credential;
    this.asking ??= this.ask(exec).finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async ask(exec: ExecConfig): Promise<Credential> {
    const { server, ca, insecure, tlsServerName } = this.access;
    const info = {
      kind: 'ExecCredential',
      apiVersion: exec.apiVersion,
      spec: {
        interactive: false,
        ...(exec.provideClusterInfo && {
          cluster: {
            server: server.href.replace(/\/$/, ''),
            'tls-server-name': tlsServerName,
            'insecure-skip-tls-verify': insecure || undefined,
            'certificate-authority-data': ca?.toString('base64'),
          },
        }),
      },
    };
    if (!EXEC_VERSIONS.includes(exec.apiVersion)) {
      throw new KubeError(
        'configuration',
        `the exec plugin ${exec.command} has the unknown apiVersion ${exec.apiVersion}`,
      );
    }
    const output = await run(exec, JSON.stringify(info));
    let answer: ExecCredential;
    try {
      answer = JSON.parse(output) as ExecCredential;
    } catch {
      throw new KubeError('configuration', `the exec plugin ${exec.command} printed no ExecCredential`);
    }
    const { token, clientCertificateData, clientKeyData, expirationTimestamp } = answer.status ?? {};
    if (!token && !(clientCertificateData && clientKeyData)) {
      throw new KubeError('configuration', `the exec plugin ${exec.command} gave neither a token nor a certificate`);
    }
    const credential: Credential = {
      authorization: token ? `Bearer ${token}` : undefined,
      certificate: clientCertificateData,
      key: clientKeyData,
    };
    const expires = expirationTimestamp ? Date.parse(expirationTimestamp) : Number.POSITIVE_INFINITY;
    this.kept = { credential, expires: Number.isNaN(expires) ? 0 : expires };
    return credential;
  }
}

function readToken(path: string): string {
  try {
    return trimSpace(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new KubeError('configuration', `cannot read the token file ${path}: ${systemWords(error)}`);
  }
}

function run(exec: ExecConfig, info: string): Promise<string> {
  const env = { ...process.env, KUBERNETES_EXEC_INFO: info };
  for (const { name, value } of exec.env ?? []) Object.assign(env, { [name]: value });
  return new Promise((resolve, reject) => {
    execFile(exec.command, exec.args ?? [], { env, timeout: EXEC_MS }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const { code } = error as NodeJS.ErrnoException;
      const hint = exec.installHint ? `. ${exec.installHint.trim()}` : '';
      const words =
        code === 'ENOENT'
          ? `there is no program ${exec.command}${hint}`
          : `${exec.command} failed${error.killed ? `: no answer in ${EXEC_MS / 1000} s` : ''}: ${stderr.trim() || error.message}`;
      reject(new KubeError('configuration', `the exec plugin of the kubeconfig: ${words}`));
    });
  });
}
