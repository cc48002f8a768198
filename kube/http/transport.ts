// One request to a server: connections, TLS and bytes. Nothing here knows Kubernetes, and nothing is tried twice.

import http from 'node:http';
import https from 'node:https';
import type { ClusterAccess } from '../config/kubeconfig';
import type { Credential } from '../config/credentials';
import { KubeError } from '../errors';

/** A request as it goes out. */
export interface Outgoing {
  method: string;
  /** path and query, below the server's own path */
  path: string;
  headers: Record<string, string | string[]>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
  /** without a byte for so long, the connection is given up; 0: never */
  idleMs: number;
}

/** An answer, of which the head has come. */
export interface Incoming {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: http.IncomingMessage;
}

/** Makes what connects to the server, for who reaches it through a proxy. */
export type AgentFactory = (options: https.AgentOptions) => https.Agent;

const MAX_SOCKETS = 32;

/** Connections to one server. */
export class Transport {
  private readonly agents = new Map<string, http.Agent>();

  constructor(
    private readonly access: ClusterAccess,
    /** makes connections with TLS; by default straight to the server */
    private readonly agentFor: AgentFactory = (options) => new https.Agent(options),
    /** the proxy that it goes through, for errors */
    private readonly through?: string,
  ) {}

  /** Sends a request. Throws KubeError `network`, `tls`, `timeout` or `aborted`. */
  send(outgoing: Outgoing, credential: Credential): Promise<Incoming> {
    const { server } = this.access;
    const isTls = server.protocol === 'https:';
    const { method, body, headers, signal, idleMs } = outgoing;
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const authorization = credential.authorization === undefined ? {} : { authorization: credential.authorization };
    return new Promise((resolve, reject) => {
      let isLate = false;
      const request = (isTls ? https : http).request({
        protocol: server.protocol,
        hostname: server.hostname.replace(/^\[|\]$/g, ''),
        port: server.port || (isTls ? 443 : 80),
        path: server.pathname.replace(/\/$/, '') + outgoing.path,
        method,
        headers: { ...headers, ...length, ...authorization },
        agent: this.agent(isTls, credential),
        signal,
        timeout: idleMs,
      });
      request.on('timeout', () => {
        isLate = true;
        request.destroy();
      });
      request.on('error', (error) =>
        reject(
          failure(error as NodeJS.ErrnoException, server, `${method} ${outgoing.path}`, {
            isLate,
            idleMs,
            signal,
            through: this.through,
          }),
        ),
      );
      request.on('response', (answer) =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer }),
      );
      request.end(body);
    });
  }

  /** Ends all connections. */
  close(): void {
    for (const agent of this.agents.values()) agent.destroy();
    this.agents.clear();
  }

  private agent(isTls: boolean, { certificate, key }: Credential): http.Agent {
    const name = `${isTls} ${certificate ?? ''} ${key ?? ''}`;
    let agent = this.agents.get(name);
    if (!agent) {
      const { ca, insecure, tlsServerName } = this.access;
      const common = { keepAlive: true, maxSockets: MAX_SOCKETS, scheduling: 'lifo' } as const;
      agent = isTls
        ? this.agentFor({
            ...common,
            ca,
            cert: certificate,
            key,
            rejectUnauthorized: !insecure,
            ...(tlsServerName !== undefined && { servername: tlsServerName }),
          })
        : new http.Agent(common);
      this.agents.set(name, agent);
    }
    return agent;
  }
}

/** Codes of node:tls and OpenSSL for a server that is not who it should be, or that speaks no TLS. */
const TLS_CODE = /CERT|^ERR_TLS|^ERR_SSL|SELF_SIGNED|UNABLE_TO_|^EPROTO$|^HOSTNAME_MISMATCH$|^ERR_OSSL/;

const TLS_HINTS: Record<string, string> = {
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  CERT_NOT_YET_VALID: "the server's certificate is not valid yet: is this machine's clock right?",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is signed by itself: give its authority in the kubeconfig",
  SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate is signed by an authority that the kubeconfig does not name",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "the server's certificate is signed by an authority that the kubeconfig does not name",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "the server's certificate is signed by an authority that the kubeconfig does not name",
};

const NETWORK_HINTS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there: is the cluster running?',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name could not be resolved',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the network',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
};

function failure(
  error: NodeJS.ErrnoException,
  server: URL,
  what: string,
  { isLate, idleMs, signal, through }: { isLate: boolean; idleMs: number; signal?: AbortSignal; through?: string },
): KubeError {
  const options = { cause: error };
  if (signal?.aborted) return new KubeError('aborted', `${what}: stopped`, undefined, options);
  if (isLate) {
    return new KubeError(
      'timeout',
      `${what}: ${server.origin} did not answer for ${idleMs / 1000} s`,
      undefined,
      options,
    );
  }
  const code = error.code ?? '';
  if (TLS_CODE.test(code)) {
    const words = TLS_HINTS[code] ?? error.message.split('\n', 1)[0];
    return new KubeError('tls', `${server.origin} is not trusted: ${words}`, undefined, options);
  }
  // A host with several addresses fails with several errors.
  const [first] = (error as { errors?: NodeJS.ErrnoException[] }).errors ?? [];
  const words = NETWORK_HINTS[code || (first?.code ?? '')] ?? error.message;
  const way = through === undefined ? '' : ` through the proxy ${through}`;
  return new KubeError('network', `cannot reach ${server.origin}${way}: ${words}`, undefined, options);
}
