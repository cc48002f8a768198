// Answers a registry's challenges: Basic, or Bearer with a token from the server that the challenge names (distribution's
// docs/spec/auth/{token,oauth}.md). A credential leaves only towards the registry's own origin or its token server, and never
// over plain http unless the registry itself was asked for over plain http.

import { quiet, RegistryError, shownUrl } from '../errors';
import { drain, readBody } from '../http/body';
import type { HttpClient } from '../http/client';
import type { HttpRequest, HttpResponse } from '../http/transport';
import { type Challenge, parseChallenges } from './challenge';
import type { Credential, CredentialSource } from './credentials';

const MAX_TOKEN_BYTES = 1024 * 1024;
/** A token is renewed when it ends within so many milliseconds. */
const EXPIRY_MARGIN_MS = 10_000;
const CLIENT_ID = 'mistletoe';

interface Token {
  header: string;
  /** milliseconds since 1970 */
  ends: number;
}

/** Keeps the challenge and the tokens of one registry. */
export class Authorizer {
  private challenge?: Challenge;
  private readonly tokens = new Map<string, Promise<Token>>();
  private readonly accounts = new Map<string, Promise<Credential | undefined>>();

  /** `origin` of the registry, `registry` as the user wrote it: credentials are kept under that name. */
  constructor(
    private readonly http: HttpClient,
    private readonly origin: string,
    private readonly registry: string,
    private readonly source: CredentialSource,
  ) {}

  /**
   * Sends a request, answering a challenge once: a server that asks again after it was shown a fresh credential will ask for ever.
   * `scopes` are those the request needs, as `repository:NAME:pull`. The answer may still be 401.
   */
  async send(request: HttpRequest, scopes: readonly string[], retry = true): Promise<HttpResponse> {
    // What another origin asked for with its Location gets no credential (an upload's session, a page of tags).
    if (request.url.origin !== this.origin) return this.http.send(request, { retry });
    const known = await this.header(scopes);
    const response = await this.http.send(withHeader(request, known), { retry });
    if (response.status !== 401 || response.url.origin !== this.origin) return response;
    const challenge = pick(String(response.headers['www-authenticate'] ?? ''));
    if (!challenge) return response;
    await drain(response);
    this.challenge = challenge;
    if (known !== undefined) this.tokens.delete(key(scopes));
    const fresh = await this.header(scopes);
    if (fresh === undefined || (fresh === known && challenge.scheme === 'basic')) {
      throw new RegistryError(
        'unauthorized',
        `${this.registry}: the registry asks for a user and a password, and ${known ? 'refuses those it was given' : 'none are known for it'} (docker login, helm registry login or oras login writes them)`,
      );
    }
    return this.http.send(withHeader(request, fresh), { retry });
  }

  private async header(scopes: readonly string[]): Promise<string | undefined> {
    if (!this.challenge) return undefined;
    if (this.challenge.scheme === 'basic') return basic(await this.account(scopes));
    const wanted = mergeScopes(this.challenge.parameters.get('scope') ?? '', scopes);
    const name = key(scopes);
    const kept = this.tokens.get(name);
    if (kept && (await kept).ends - Date.now() > EXPIRY_MARGIN_MS) return (await kept).header;
    const fetched = this.fetchToken(this.challenge, wanted, scopes);
    this.tokens.set(name, fetched);
    try {
      return (await fetched).header;
    } catch (error) {
      this.tokens.delete(name);
      throw error;
    }
  }

  private account(scopes: readonly string[]): Promise<Credential | undefined> {
    const repository = /^repository:([^:]+):/.exec(scopes[0] ?? '')?.[1] ?? '';
    let account = this.accounts.get(repository);
    if (!account) {
      account = this.source(this.registry, repository);
      this.accounts.set(repository, account);
    }
    return account;
  }

  private async fetchToken(challenge: Challenge, wanted: readonly string[], scopes: readonly string[]): Promise<Token> {
    const credential = await this.account(scopes);
    if (credential?.registryToken)
      return { header: `Bearer ${credential.registryToken}`, ends: Number.POSITIVE_INFINITY };
    const realm = this.realm(challenge);
    const service = challenge.parameters.get('service');
    const response = await this.http.send(
      credential?.identityToken
        ? refreshRequest(realm, service, wanted, credential.identityToken)
        : tokenRequest(realm, service, wanted, credential),
    );
    const what = `the token server ${shownUrl(realm)}`;
    if (response.status !== 200) {
      await drain(response);
      const code =
        response.status === 401 || response.status === 400
          ? 'unauthorized'
          : response.status === 403
            ? 'denied'
            : 'server';
      const whose = credential ? 'the credential that is known' : 'a request without credentials';
      throw new RegistryError(code, `${this.registry}: ${what} answered ${response.status} to ${whose}`);
    }
    const answer = parseObject(await readBody(response, MAX_TOKEN_BYTES, what));
    const token = answer?.['token'] || answer?.['access_token'];
    // Whatever else stands in it would be another header, or none.
    if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
      throw new RegistryError('protocol', `${this.registry}: ${what} gave no token`);
    }
    const seconds = Number(answer?.['expires_in']);
    // The specification: at least 60 s, and that where nothing is said.
    return {
      header: `Bearer ${token}`,
      ends: Date.now() + Math.max(60, Number.isFinite(seconds) ? seconds : 60) * 1000,
    };
  }

  private realm({ parameters }: Challenge): URL {
    const text = parameters.get('realm') ?? '';
    if (!URL.canParse(text))
      throw new RegistryError('protocol', `${this.registry}: the registry names no token server`);
    const realm = new URL(text);
    realm.username = '';
    realm.password = '';
    const isPlain = this.origin.startsWith('http:');
    if (realm.protocol !== 'https:' && !(isPlain && realm.protocol === 'http:')) {
      throw new RegistryError(
        'protocol',
        `${this.registry}: the token server ${shownUrl(realm)} is not reached over https; no credential is sent there`,
      );
    }
    return realm;
  }
}

function withHeader(request: HttpRequest, authorization: string | undefined): HttpRequest {
  return authorization === undefined ? request : { ...request, headers: { ...request.headers, authorization } };
}

/** The challenge that is answered: Bearer where there are both. */
function pick(header: string): Challenge | undefined {
  const challenges = parseChallenges(header);
  return ['bearer', 'basic'].map((name) => challenges.find(({ scheme }) => scheme === name)).find(Boolean);
}

function basic(credential: Credential | undefined): string | undefined {
  if (credential?.username === undefined || credential.password === undefined) return undefined;
  return `Basic ${Buffer.from(`${credential.username}:${credential.password}`).toString('base64')}`;
}

function tokenRequest(
  realm: URL,
  service: string | undefined,
  scopes: readonly string[],
  credential?: Credential,
): HttpRequest {
  const url = new URL(realm);
  if (service) url.searchParams.set('service', service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  url.searchParams.set('client_id', CLIENT_ID);
  const authorization = basic(credential);
  if (credential?.username) url.searchParams.set('account', credential.username);
  return { method: 'GET', url, headers: authorization ? { authorization } : {} };
}

function refreshRequest(
  realm: URL,
  service: string | undefined,
  scopes: readonly string[],
  token: string,
): HttpRequest {
  const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: CLIENT_ID, refresh_token: token });
  if (service) form.set('service', service);
  if (scopes.length > 0) form.set('scope', scopes.join(' '));
  return {
    method: 'POST',
    url: realm,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(form.toString()),
  };
}

/** What the request needs, and what the challenge asks for beyond: each resource once, with all its actions. */
function mergeScopes(asked: string, needed: readonly string[]): string[] {
  const actions = new Map<string, Set<string>>();
  for (const scope of [...needed, ...asked.split(' ').filter(Boolean)]) {
    const colon = scope.lastIndexOf(':');
    if (colon < 0) continue;
    const resource = scope.slice(0, colon);
    const set = actions.get(resource) ?? new Set();
    for (const action of scope.slice(colon + 1).split(',')) set.add(action);
    actions.set(resource, set);
  }
  return [...actions].map(([resource, set]) => `${resource}:${[...set].sort().join(',')}`);
}

function key(scopes: readonly string[]): string {
  return scopes.join(' ');
}

function parseObject(text: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** For messages: what a server says of its refusal. */
export function challengeError(header: string): string {
  const challenge = pick(header);
  return quiet(challenge?.parameters.get('error') ?? '', 60);
}
