// One request and its answer over node:http and node:https. Node's fetch would be the natural choice, but on Node 20 it knows
// neither proxies nor a file of certificates (docs/rationale.md). Redirects, retries and credentials are others' work; this
// file bounds time, and every failure leaves it as a RegistryError.

import * as http from 'node:http';
import * as https from 'node:https';
import { Duplex } from 'node:stream';
import * as tls from 'node:tls';
import { systemWords } from '../../gostd/os';
import { quiet, RegistryError, shownUrl } from '../errors';
import { proxyFor } from './proxy';

export interface HttpRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: URL;
  headers?: Record<string, string>;
  body?: Uint8Array;
}

export interface HttpResponse {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** whom the answer is from, after redirects */
  url: URL;
  body: AsyncIterable<Uint8Array>;
  /** Stops reading; the connection is not used again. */
  discard(): void;
}

export interface TransportOptions {
  /** PEM certificates of those who may sign for servers, in place of Node's own list */
  ca?: string;
  /** PEM certificate and key that this client shows */
  cert?: string;
  key?: string;
  /** believe any server */
  insecureSkipVerify?: boolean;
  /** milliseconds until a connection stands; 15,000 */
  connectMs?: number;
  /** milliseconds without a byte in either direction; 30,000 */
  idleMs?: number;
  /** milliseconds for a request with its answer; 600,000 */
  totalMs?: number;
  /** which proxy a request takes; by default the environment's */
  proxy?(url: URL): URL | undefined;
}

const USER_AGENT = 'mistletoe';

/** Sends requests. Connections are kept for the next one; they do not keep the process. */
export class Transport {
  private readonly agents = new Map<string, http.Agent>();
  private readonly limits: { connectMs: number; idleMs: number; totalMs: number };

  constructor(private readonly options: TransportOptions = {}) {
    const { connectMs = 15_000, idleMs = 30_000, totalMs = 600_000 } = options;
    this.limits = { connectMs, idleMs, totalMs };
  }

  /** Sends a request and waits for the head of the answer. Throws `network`, `tls` or `timeout`. */
  send({ method, url, headers = {}, body }: HttpRequest): Promise<HttpResponse> {
    const proxy = (this.options.proxy ?? proxyFor)(url);
    const isTls = url.protocol === 'https:';
    const { connectMs, idleMs, totalMs } = this.limits;
    const all: Record<string, string> = { 'user-agent': USER_AGENT, 'accept-encoding': 'identity', ...headers };
    if (body) all['content-length'] = String(body.length);
    else if (method !== 'GET' && method !== 'HEAD' && method !== 'DELETE') all['content-length'] = '0';
    const options: https.RequestOptions = { method, headers: all, timeout: connectMs, agent: this.agent(isTls, proxy) };
    if (proxy && !isTls) {
      // A plain request is given to the proxy whole.
      Object.assign(all, proxyHeaders(proxy));
      Object.assign(options, { ...address(proxy), path: url.href, headers: { ...all, host: url.host } });
    } else {
      Object.assign(options, { ...address(url), path: `${url.pathname}${url.search}` });
    }
    return new Promise((resolve, reject) => {
      let late: Late | undefined;
      const request = (isTls || proxy?.protocol === 'https:' ? https : http).request(options);
      const stop = (why: string, isSlow: boolean) => {
        late = { why, isSlow };
        request.destroy(new Error(why));
      };
      const timer = setTimeout(() => stop(`took longer than ${totalMs / 1000} s`, true), totalMs);
      const fail = (error: unknown) => {
        clearTimeout(timer);
        return failure(error as NodeJS.ErrnoException, method, url, late, proxy);
      };
      request.on('timeout', () =>
        stop(
          `did not answer for ${(request.reusedSocket || request.socket?.connecting === false ? idleMs : connectMs) / 1000} s`,
          false,
        ),
      );
      request.on('socket', (socket) => {
        const ready = () => socket.setTimeout(idleMs);
        if (socket.connecting) socket.once(isTls ? 'secureConnect' : 'connect', ready);
        else ready();
      });
      request.on('error', (error) => reject(fail(error)));
      request.on('response', (response) => {
        response.once('close', () => clearTimeout(timer));
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          url,
          body: readable(response, fail),
          discard: () => response.destroy(),
        });
      });
      request.end(body);
    });
  }

  /** Ends the connections that are kept. */
  close(): void {
    for (const agent of this.agents.values()) agent.destroy();
    this.agents.clear();
  }

  private agent(isTls: boolean, proxy: URL | undefined): http.Agent {
    const key = `${isTls} ${proxy?.href ?? ''}`;
    let agent = this.agents.get(key);
    if (!agent) {
      const { ca, cert, key: privateKey, insecureSkipVerify } = this.options;
      const options: https.AgentOptions = { keepAlive: true, maxSockets: 16, ca, cert, key: privateKey };
      if (insecureSkipVerify) options.rejectUnauthorized = false;
      if (isTls) agent = proxy ? new TunnelAgent(proxy, this.limits.connectMs, options) : new https.Agent(options);
      else
        agent =
          proxy?.protocol === 'https:' ? new https.Agent(options) : new http.Agent({ keepAlive: true, maxSockets: 16 });
      this.agents.set(key, agent);
    }
    return agent;
  }
}

/** Reaches servers through a proxy's CONNECT; what the proxy sees is the host's name. */
export class TunnelAgent extends https.Agent {
  constructor(
    private readonly proxy: URL,
    private readonly connectMs: number,
    options: https.AgentOptions,
  ) {
    super(options);
  }

  override createConnection(
    options: https.RequestOptions,
    done: (error: Error | null, stream: Duplex) => void = () => undefined,
  ): undefined {
    const fail = (error: Error) => done(error, new Duplex());
    const host = `${options.host?.includes(':') ? `[${options.host}]` : options.host}:${options.port}`;
    const request = (this.proxy.protocol === 'https:' ? https : http).request({
      ...address(this.proxy),
      method: 'CONNECT',
      path: host,
      headers: { host, ...proxyHeaders(this.proxy) },
      timeout: this.connectMs,
      agent: false,
    });
    request.once('timeout', () => request.destroy(new Error('the proxy does not answer')));
    request.once('error', fail);
    request.once('response', (response) => {
      response.destroy();
      fail(new Error(`the proxy answered ${response.statusCode} to CONNECT`));
    });
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) {
        socket.setTimeout(0);
        done(null, tls.connect({ ...(options as tls.ConnectionOptions), socket }));
      } else {
        socket.destroy();
        fail(new Error(`the proxy answered ${response.statusCode} to CONNECT`));
      }
    });
    request.end();
  }
}

function address(url: URL): { protocol: string; hostname: string; port: number } {
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  return { protocol: url.protocol, hostname: url.hostname.replace(/^\[|\]$/g, ''), port };
}

function proxyHeaders(proxy: URL): Record<string, string> {
  if (proxy.username === '' && proxy.password === '') return {};
  const account = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(account).toString('base64')}` };
}

async function* readable(
  response: http.IncomingMessage,
  fail: (error: unknown) => RegistryError,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response) yield chunk as Uint8Array;
  } catch (error) {
    throw fail(error);
  }
}

/** Why a request was given up. */
interface Late {
  why: string;
  /** it took too long as a whole */
  isSlow: boolean;
}

/** Codes of node:tls and OpenSSL for a server that is not who it should be, or that speaks no TLS. */
const TLS_CODE = /CERT|^ERR_TLS|^ERR_SSL|SELF_SIGNED|UNABLE_TO_|^EPROTO$|^HOSTNAME_MISMATCH$/;

function failure(error: NodeJS.ErrnoException, method: string, url: URL, late?: Late, proxy?: URL): RegistryError {
  const where = `${method} ${shownUrl(url)}${proxy ? ` (through the proxy ${proxy.host})` : ''}`;
  if (late) return new RegistryError('timeout', `${where}: ${late.why}`, { cause: error, isSlow: late.isSlow });
  if (TLS_CODE.test(error.code ?? '')) {
    const isPlain = error.code === 'EPROTO' || error.code === 'ERR_SSL_WRONG_VERSION_NUMBER';
    const hint = isPlain ? ' (does it speak plain http? --plain-http)' : ' (--ca-file names who may sign for it)';
    // OpenSSL's messages name its sources; what went wrong stands behind them.
    const why =
      /:SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1] ?? error.message.replace(/; if the root CA is.*/s, '');
    return new RegistryError('tls', `${where}: ${quiet(why)}${hint}`, { cause: error });
  }
  const reasons = (error as { errors?: NodeJS.ErrnoException[] }).errors;
  // A host with several addresses fails with several errors.
  const words = [...new Set((reasons ?? [error]).map(systemWords))].join('; ');
  return new RegistryError('network', `${where}: ${quiet(words)}`, { cause: error });
}
