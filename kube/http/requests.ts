// Requests that are answered: credentials, retries with patience, the server's warnings, and no more at once than is fair.

import { setTimeout as sleep } from 'node:timers/promises';
import { Credentials } from '../config/credentials';
import type { ClusterAccess } from '../config/kubeconfig';
import { isKubeError, KubeError, statusError } from '../errors';
import { type AgentFactory, type Incoming, Transport } from './transport';

/** What to ask. */
export interface KubeRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  accept?: string;
  contentType?: string;
  /** an object becomes JSON */
  body?: unknown;
  signal?: AbortSignal;
  /** may the server do it twice? By default all but POST */
  isIdempotent?: boolean;
  /** without a byte for so long, the request has failed */
  idleMs?: number;
}

/** How a client behaves. */
export interface RequestOptions {
  /** takes each of the server's warnings once */
  warn?(message: string): void;
  /** at most so many requests at once */
  concurrency?: number;
  /** together, the pauses before a request is tried again take no longer */
  patienceMs?: number;
  /** makes connections with TLS; by default straight to the server */
  agent?: AgentFactory;
  /** the proxy that they go through, for errors */
  through?: string;
}

const IDLE_MS = 60_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 8_000;
const PATIENCE_MS = 30_000;

/** Answers that another attempt may change. 500 only where the server says when to come back. */
const TRANSIENT = new Set([429, 502, 503, 504]);

/** Sends requests to one cluster. */
export class Requests {
  private readonly transport: Transport;
  private readonly credentials: Credentials;
  private readonly warned = new Set<string>();
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private hasConnected = false;

  constructor(
    private readonly access: ClusterAccess,
    private readonly options: RequestOptions = {},
  ) {
    this.transport = new Transport(access, options.agent, options.through);
    this.credentials = new Credentials(access);
  }

  /** The answer as JSON. Throws KubeError. */
  async json<T>(request: KubeRequest): Promise<T> {
    const text = await this.text(request);
    try {
      return JSON.parse(text) as T;
    } catch (error) {
      throw new KubeError('server', `${describe(request)}: the server answered with no JSON`, undefined, {
        cause: error,
      });
    }
  }

  /** The answer as text. Throws KubeError. */
  async text(request: KubeRequest): Promise<string> {
    return this.inTurn(() => this.retrying(request, async () => read(await this.open(request))));
  }

  /** The answer as it comes, line by line; it is not counted among the requests that run. Throws KubeError. */
  async *lines(request: KubeRequest): AsyncGenerator<string> {
    const answer = await this.retrying(request, () => this.open(request));
    let rest = '';
    answer.body.setEncoding('utf8');
    try {
      for await (const chunk of answer.body) {
        const lines = (rest + (chunk as string)).split('\n');
        rest = lines.pop()!;
        yield* lines;
      }
    } catch (error) {
      if (request.signal?.aborted) return;
      throw new KubeError('network', `${describe(request)}: the connection broke`, undefined, { cause: error });
    } finally {
      answer.body.destroy();
    }
    if (rest !== '') yield rest;
  }

  /** Ends all connections. */
  close(): void {
    this.transport.close();
  }

  /** One attempt; an answer that is no success is an error. */
  private async open(request: KubeRequest): Promise<Incoming> {
    let answer = await this.send(request);
    // The credentials may have expired since the program gave them.
    if (answer.status === 401 && this.credentials.refuse()) {
      answer.body.resume();
      answer = await this.send(request);
    }
    this.hasConnected = true;
    this.showWarnings(answer);
    if (answer.status >= 200 && answer.status < 300) return answer;
    const error = statusError(describe(request), answer.status, await read(answer));
    const after = Number(answer.headers['retry-after'] ?? error.status?.details?.retryAfterSeconds);
    const isTransient = TRANSIENT.has(answer.status) || (answer.status === 500 && after > 0);
    throw isTransient ? new Transient(error, Number.isFinite(after) ? after * 1000 : 0) : error;
  }

  private async send({ method = 'GET', path, query, accept, contentType, body, signal, idleMs }: KubeRequest) {
    const credential = await this.credentials.get();
    const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
    const search = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString();
    const content = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const headers: Record<string, string | string[]> = {
      accept: accept ?? 'application/json',
      'user-agent': 'mistletoe',
    };
    if (content !== undefined) headers['content-type'] = contentType ?? 'application/json';
    const { impersonate } = this.access;
    if (impersonate) {
      headers['impersonate-user'] = impersonate.user;
      if (impersonate.groups.length > 0) headers['impersonate-group'] = impersonate.groups;
    }
    return this.transport.send(
      {
        method,
        path: search === '' ? path : `${path}?${search}`,
        headers,
        body: content,
        signal,
        idleMs: idleMs ?? IDLE_MS,
      },
      credential,
    );
  }

  private async retrying<T>(request: KubeRequest, attempt: () => Promise<T>): Promise<T> {
    const { method = 'GET', signal } = request;
    const mayRepeat = request.isIdempotent ?? method !== 'POST';
    const until = Date.now() + (this.options.patienceMs ?? PATIENCE_MS);
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        return await attempt();
      } catch (error) {
        const transient = error instanceof Transient ? error : undefined;
        const last = transient?.error ?? error;
        // A server that never answered is not there; one that did may come back.
        const broke = isKubeError(error, 'network') && this.hasConnected && mayRepeat;
        // The server says so before it has done anything.
        const refused = transient !== undefined && (mayRepeat || transient.error.status?.code === 429);
        const delay = Math.max(pause * (0.5 + Math.random()), transient?.afterMs ?? 0);
        const isOver = Date.now() + delay > until;
        // Whoever was waited for in vain is not waited for again.
        if (broke && isOver) this.hasConnected = false;
        if ((!broke && !refused) || isOver || signal?.aborted) throw last;
        await sleep(delay, undefined, { signal }).catch(() => {
          throw new KubeError('aborted', `${describe(request)}: stopped`);
        });
      }
    }
  }

  /** Waits until fewer than the allowed number run. */
  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const limit = this.options.concurrency ?? 16;
    while (this.running >= limit) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running++;
    try {
      return await work();
    } finally {
      this.running--;
      this.waiting.shift()?.();
    }
  }

  /** `Warning: 299 - "text"`, several in one header. Source: RFC 7234, 5.5. */
  private showWarnings({ headers }: Incoming): void {
    const { warn } = this.options;
    const value = headers['warning'] as string | undefined;
    if (!warn || value === undefined) return;
    for (const [, words] of value.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)) {
      const message = words!.replace(/\\(.)/g, '$1');
      if (this.warned.has(message)) continue;
      this.warned.add(message);
      warn(message);
    }
  }
}

/** A failure that may pass. */
class Transient extends Error {
  constructor(
    readonly error: KubeError,
    readonly afterMs: number,
  ) {
    super(error.message);
  }
}

async function read({ body }: Incoming): Promise<string> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of body) chunks.push(chunk as Uint8Array);
  } catch (error) {
    throw new KubeError('network', `the connection broke within an answer`, undefined, { cause: error });
  }
  return Buffer.concat(chunks).toString();
}

function describe({ method = 'GET', path }: KubeRequest): string {
  return `${method} ${path}`;
}
