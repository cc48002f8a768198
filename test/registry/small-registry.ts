// A registry in this process for tests: the distribution specification in memory, with authentication, with or without the
// referrers API, and with a hook in front through which a test makes it fail.

import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  body: Buffer;
  /** the how-manieth request for this method and path, from 1 */
  count: number;
}

export interface SmallRegistryOptions {
  /** answers in place of the registry where it gives true */
  intercept?(exchange: Exchange): boolean | Promise<boolean>;
  referrers?: boolean;
  basic?: string;
  /** with `basic`: hands out tokens */
  bearer?: boolean;
  tls?: { cert: string; key: string };
  /** OCI-Chunk-Min-Length */
  minChunk?: number;
  pageSize?: number;
}

interface Stored {
  type: string;
  text: Buffer;
}

export interface SmallRegistry {
  /** HOST:PORT */
  name: string;
  url: string;
  /** `METHOD path` of every request, in order, with the Authorization header's scheme behind it where there is one */
  log: string[];
  /** every Authorization header that arrived */
  authorizations: string[];
  blobs: Map<string, Buffer>;
  manifests: Map<string, Stored>;
  options: SmallRegistryOptions;
  close(): Promise<void>;
}

export const sha256 = (data: Uint8Array | string) => `sha256:${createHash('sha256').update(data).digest('hex')}`;

/** Starts a server for any handler on a free port of this machine. */
export async function listen(handler: RequestListener, tls?: { cert: string; key: string }) {
  const server = tls ? createTlsServer(tls, handler) : createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    name: `127.0.0.1:${port}`,
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    server,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export async function startRegistry(options: SmallRegistryOptions = {}): Promise<SmallRegistry> {
  const counts = new Map<string, number>();
  const uploads = new Map<string, Buffer>();
  const state = { log: [] as string[], authorizations: [] as string[] };
  const blobs = new Map<string, Buffer>();
  const manifests = new Map<string, Stored>();
  const server = await listen((request, response) => void answer(request, response), options.tls);
  const registry: SmallRegistry = {
    name: server.name,
    url: server.url,
    ...state,
    blobs,
    manifests,
    options,
    close: server.close,
  };
  return registry;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const url = new URL(request.url ?? '', registry.url);
    const key = `${request.method} ${url.pathname}`;
    // Each upload has an address of its own.
    const counted = key.replace(/uploads\/.+$/, 'uploads/');
    const count = (counts.get(counted) ?? 0) + 1;
    counts.set(counted, count);
    const { authorization } = request.headers;
    state.log.push(`${key}${authorization ? ` ${authorization.split(' ')[0]}` : ''}`);
    if (authorization) state.authorizations.push(authorization);
    const exchange: Exchange = { request, response, url, body: Buffer.concat(chunks), count };
    if (await registry.options.intercept?.(exchange)) return;
    if (!isAllowed(exchange)) return;
    serve(exchange);
  }

  function isAllowed({ request, response, url }: Exchange): boolean {
    const { basic, bearer } = registry.options;
    if (basic === undefined) return true;
    const wanted = `Basic ${Buffer.from(basic).toString('base64')}`;
    const given = request.headers.authorization;
    if (bearer && url.pathname === '/token') {
      if (given === wanted) send(response, 200, { token: 'good-token', expires_in: 300 });
      else send(response, 401, {});
      return false;
    }
    if (given === (bearer ? 'Bearer good-token' : wanted)) return true;
    const challenge = bearer ? `Bearer realm="${registry.url}/token",service="small"` : 'Basic realm="small"';
    response.setHeader('WWW-Authenticate', challenge);
    send(response, 401, { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] });
    return false;
  }

  function serve({ request, response, url, body }: Exchange) {
    const match = /^\/v2\/(.+)\/(manifests|blobs\/uploads|blobs|tags|referrers)\/(.*)$/.exec(url.pathname);
    if (!match) return send(response, url.pathname === '/v2/' ? 200 : 404, {});
    const [, name, kind, rest] = match;
    const missing = (code: string) => send(response, 404, { errors: [{ code, message: 'not known' }] });
    if (kind === 'manifests') {
      const id = `${name}@${rest}`;
      if (request.method === 'PUT') {
        const digest = sha256(body);
        const stored = { type: request.headers['content-type'] ?? '', text: body };
        manifests.set(id, stored);
        manifests.set(`${name}@${digest}`, stored);
        response.setHeader('Docker-Content-Digest', digest);
        const { subject } = JSON.parse(body.toString()) as { subject?: { digest: string } };
        if (subject && registry.options.referrers) response.setHeader('OCI-Subject', subject.digest);
        return send(response, 201);
      }
      const stored = manifests.get(id);
      if (!stored) return missing('MANIFEST_UNKNOWN');
      response.setHeader('Docker-Content-Digest', sha256(stored.text));
      response.setHeader('Content-Type', stored.type);
      return sendBytes(request, response, stored.text);
    }
    if (kind === 'tags') {
      const tags = [...manifests.keys()].filter((id) => id.startsWith(`${name}@`) && !id.includes('@sha256:'));
      const list = tags.map((id) => id.slice(name.length + 1)).sort();
      const { pageSize } = registry.options;
      const from = list.indexOf(url.searchParams.get('last') ?? '') + 1;
      const page = pageSize ? list.slice(from, from + pageSize) : list;
      if (pageSize && from + pageSize < list.length)
        response.setHeader('Link', `<${url.pathname}?last=${page.at(-1)}>; rel="next"`);
      return send(response, 200, { name, tags: page });
    }
    if (kind === 'referrers') {
      if (!registry.options.referrers) return send(response, 404);
      const list = [...manifests.entries()].filter(
        ([id, { text }]) =>
          id.startsWith(`${name}@sha256:`) &&
          (JSON.parse(text.toString()) as { subject?: { digest: string } }).subject?.digest === rest,
      );
      const found = list.map(([id, { type, text }]) => {
        const { artifactType, config, annotations } = JSON.parse(text.toString());
        return {
          mediaType: type,
          digest: id.slice(name.length + 1),
          size: text.length,
          artifactType: artifactType ?? config?.mediaType,
          annotations,
        };
      });
      response.setHeader('Content-Type', 'application/vnd.oci.image.index.v1+json');
      return send(response, 200, {
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.index.v1+json',
        manifests: found,
      });
    }
    if (kind === 'blobs') {
      const blob = blobs.get(`${name}@${rest}`);
      if (!blob) return missing('BLOB_UNKNOWN');
      response.setHeader('Docker-Content-Digest', rest);
      const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
      if (!range) return sendBytes(request, response, blob);
      const from = Number(range[1]);
      response.statusCode = 206;
      response.setHeader('Content-Range', `bytes ${from}-${blob.length - 1}/${blob.length}`);
      return sendBytes(request, response, blob.subarray(from));
    }
    upload();

    function upload() {
      if (request.method === 'POST') {
        const mounted = blobs.get(`${url.searchParams.get('from')}@${url.searchParams.get('mount')}`);
        if (mounted) {
          blobs.set(`${name}@${url.searchParams.get('mount')}`, mounted);
          return send(response, 201);
        }
        const id = randomUUID();
        uploads.set(id, Buffer.alloc(0));
        if (registry.options.minChunk) response.setHeader('OCI-Chunk-Min-Length', registry.options.minChunk);
        response.setHeader('Location', `/v2/${name}/blobs/uploads/${id}`);
        return send(response, 202);
      }
      const current = uploads.get(rest);
      if (!current) return missing('BLOB_UPLOAD_UNKNOWN');
      response.setHeader('Location', `/v2/${name}/blobs/uploads/${rest}`);
      if (request.method === 'PATCH') {
        const start = Number(/^(\d+)-/.exec(request.headers['content-range'] ?? '')?.[1] ?? current.length);
        if (start !== current.length) return send(response, 416);
        uploads.set(rest, Buffer.concat([current, body]));
      }
      if (request.method !== 'PUT') {
        const { length } = uploads.get(rest)!;
        response.setHeader('Range', `0-${Math.max(0, length - 1)}`);
        return send(response, request.method === 'GET' ? 204 : 202);
      }
      const data = Buffer.concat([current, body]);
      const digest = url.searchParams.get('digest') ?? '';
      if (sha256(data) !== digest)
        return send(response, 400, { errors: [{ code: 'DIGEST_INVALID', message: 'not its digest' }] });
      uploads.delete(rest);
      blobs.set(`${name}@${digest}`, data);
      response.setHeader('Docker-Content-Digest', digest);
      send(response, 201);
    }
  }
}

export function send(response: ServerResponse, status: number, value?: unknown): void {
  response.statusCode = status;
  if (value === undefined) {
    response.end();
    return;
  }
  if (!response.hasHeader('Content-Type')) response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(value));
}

function sendBytes(request: IncomingMessage, response: ServerResponse, data: Buffer): void {
  response.setHeader('Content-Length', data.length);
  response.end(request.method === 'HEAD' ? undefined : data);
}
