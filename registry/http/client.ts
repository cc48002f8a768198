// Requests with redirects and retries. Credentials go to whom they are for: a redirect to another origin loses them, and no
// redirect leads from https to plain http.

import { RegistryError, shownUrl } from '../errors';
import { drain } from './body';
import { type HttpRequest, type HttpResponse, Transport } from './transport';

export interface RetryPolicy {
  /** how often a request is sent at most; 5 */
  attempts: number;
  /** milliseconds before the second attempt; doubled for each further one, with up to a half at random; 250 */
  firstDelayMs: number;
  /** milliseconds of the longest pause, also where the server asks for more; 20,000 */
  maxDelayMs: number;
  sleep(ms: number): Promise<void>;
}

const RETRY: RetryPolicy = {
  attempts: 5,
  firstDelayMs: 250,
  maxDelayMs: 20_000,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Answers that may be others a moment later. */
const RETRIED = new Set([408, 425, 429, 500, 502, 503, 504]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 8;
/** Headers that are meant for one origin. */
const PRIVATE_HEADERS = ['authorization', 'cookie'];

export interface SendOptions {
  /** false: one attempt, for what cannot be repeated */
  retry?: boolean;
}

export class HttpClient {
  readonly policy: RetryPolicy;
  constructor(
    private readonly transport: Transport = new Transport(),
    policy: Partial<RetryPolicy> = {},
  ) {
    this.policy = { ...RETRY, ...policy };
  }

  /** The answer, whatever its status, after redirects and retries. */
  async send(request: HttpRequest, { retry = true }: SendOptions = {}): Promise<HttpResponse> {
    for (let attempt = 1; ; attempt++) {
      const isLast = !retry || attempt >= this.policy.attempts;
      try {
        const response = await this.follow(request);
        if (isLast || !RETRIED.has(response.status)) return response;
        await drain(response);
        await this.pause(attempt, response.headers['retry-after']);
      } catch (error) {
        if (isLast || !isTransient(error)) throw error;
        await this.pause(attempt);
      }
    }
  }

  close(): void {
    this.transport.close();
  }

  /** Waits before attempt `attempt + 1`. */
  async pause(attempt: number, retryAfter?: string): Promise<void> {
    const { firstDelayMs, maxDelayMs, sleep } = this.policy;
    const asked = retryAfter === undefined ? 0 : readRetryAfter(retryAfter);
    const backoff = firstDelayMs * 2 ** (attempt - 1) * (1 + Math.random() / 2);
    await sleep(Math.min(maxDelayMs, Math.max(asked, backoff)));
  }

  private async follow(first: HttpRequest): Promise<HttpResponse> {
    let request = first;
    for (let count = 0; ; count++) {
      const response = await this.transport.send(request);
      const { location } = response.headers;
      if (!REDIRECTS.has(response.status) || location === undefined) return response;
      await drain(response);
      const refuse = (why: string) =>
        new RegistryError('redirect', `${request.method} ${shownUrl(request.url)}: the server redirects ${why}`);
      if (count === MAX_REDIRECTS) throw refuse(`more than ${MAX_REDIRECTS} times`);
      if (!URL.canParse(location, request.url)) throw refuse('to what is no address');
      const url = new URL(location, request.url);
      if (url.protocol !== 'https:' && url.protocol !== request.url.protocol) {
        throw refuse(`to ${shownUrl(url)}: from https only to https`);
      }
      // Only 307 and 308 keep method and body; an upload is not turned into a question.
      if (response.status < 307 && request.method !== 'GET' && request.method !== 'HEAD') {
        throw refuse(`to ${shownUrl(url)} with ${response.status}, which would drop the ${request.method}`);
      }
      url.username = '';
      url.password = '';
      request = { ...request, url, headers: headersFor(request, url) };
    }
  }
}

function headersFor({ url: from, headers = {} }: HttpRequest, to: URL): Record<string, string> {
  if (from.origin === to.origin) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !PRIVATE_HEADERS.includes(name.toLowerCase())));
}

/** Is it worth to ask again? Not where the answer will be the same: unknown hosts, certificates. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof RegistryError)) return false;
  if (error.code === 'timeout') return !error.isSlow;
  const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
  return error.code === 'network' && code !== 'ENOTFOUND' && code !== 'ECONNREFUSED';
}

function readRetryAfter(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const time = Date.parse(text);
  return Number.isNaN(time) ? 0 : Math.max(0, time - Date.now());
}
