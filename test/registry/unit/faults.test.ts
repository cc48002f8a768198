// Registries that fail in every way that registries fail, and some that mean harm. Each ends in one clear error of the right
// kind, soon, and without a credential in the message or at the wrong server.

import type { ServerResponse } from 'node:http';
import { createServer as createPlainServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../../registry/digest';
import type { RegistryError } from '../../../registry/errors';
import { describe as descriptorOf, EMPTY, MEDIA, manifestText } from '../../../registry/oci/manifest';
import { referrersOf } from '../../../registry/oci/referrers';
import type { Repository } from '../../../registry/oci/repository';
import { CERTIFICATE, PRIVATE_KEY } from '../certificate';
import { openRegistry, type TestOptions } from '../client';
import { type Exchange, listen, type SmallRegistry, send, startRegistry } from '../small-registry';

const SECRET = 'hunter2-secret';
const data = Buffer.from('0123456789'.repeat(10_000));
const blob = descriptorOf('application/wasm', data, sha256(data));
const manifest = manifestText({
  schemaVersion: 2,
  mediaType: MEDIA.manifest,
  config: descriptorOf(MEDIA.empty, EMPTY, sha256(EMPTY)),
  layers: [blob],
});

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Fault {
  intercept(exchange: Exchange, registry: SmallRegistry): boolean | Promise<boolean>;
  act?(repository: Repository): Promise<unknown>;
  code?: RegistryError['code'];
  says?: RegExp;
  options?: TestOptions;
  basic?: string;
  bearer?: boolean;
}

const isBlob = ({ url, request }: Exchange) => request.method === 'GET' && url.pathname.includes('/blobs/');
const isManifest = ({ url }: Exchange) => url.pathname.includes('/manifests/');
const pullBlob = (repository: Repository) => repository.fetchBlob(blob);
const pullManifest = (repository: Repository) => repository.fetchManifest('1');
const pushBlob = (repository: Repository) => repository.pushBlob(blob, data);

function bytes(
  response: ServerResponse,
  text: Uint8Array | string,
  headers: Record<string, string | number> = {},
  status = 200,
): true {
  response.writeHead(status, headers);
  response.end(text);
  return true;
}

function json(response: ServerResponse, value: unknown): true {
  send(response, 200, value);
  return true;
}

/** Sends a part of the blob and breaks the connection. */
function broken(response: ServerResponse, from: number, to: number): true {
  const headers = {
    'content-length': data.length - from,
    ...(from > 0 && { 'content-range': `bytes ${from}-${data.length - 1}/${data.length}` }),
  };
  response.writeHead(from > 0 ? 206 : 200, headers);
  response.write(data.subarray(from, to), () => response.destroy());
  return true;
}

function status(code: number, headers: Record<string, string> = {}) {
  return ({ response }: Exchange) => bytes(response, '{"errors":[{"code":"SOME","message":"words"}]}', headers, code);
}

/** What must work in spite of the fault. */
const survived: Record<string, Fault> = {
  'a burst of 503 before a manifest': {
    intercept: (exchange) => isManifest(exchange) && exchange.count <= 4 && status(503)(exchange),
    act: pullManifest,
  },
  'a 429 that says when to come again': {
    intercept: (exchange) =>
      isManifest(exchange) && exchange.count === 1 && status(429, { 'retry-after': '0' })(exchange),
    act: pullManifest,
  },
  'a connection that breaks in a blob, twice': {
    intercept: (exchange) =>
      isBlob(exchange) &&
      exchange.count <= 2 &&
      broken(exchange.response, exchange.count === 1 ? 0 : 40_000, exchange.count === 1 ? 40_000 : 70_000),
  },
  'a server that begins anew instead of going on': {
    intercept: (exchange) => {
      if (!isBlob(exchange)) return false;
      return exchange.count === 1 ? broken(exchange.response, 0, 40_000) : bytes(exchange.response, data);
    },
  },
  'a server that cannot go on (416)': {
    intercept: (exchange) => {
      if (!isBlob(exchange)) return false;
      if (exchange.count === 1) return broken(exchange.response, 0, 40_000);
      return exchange.request.headers.range ? status(416)(exchange) : bytes(exchange.response, data);
    },
  },
  'an upload that breaks': {
    intercept: ({ request, response, count }) => {
      if (request.method !== 'PUT' || count > 1) return false;
      response.destroy();
      return true;
    },
    act: pushBlob,
  },
  'a 500 at the end of an upload': {
    intercept: (exchange) => exchange.request.method === 'PUT' && exchange.count <= 1 && status(500)(exchange),
    act: pushBlob,
  },
  'a chunk of which the server kept nothing': {
    intercept: ({ request, response, count }) => {
      if (request.method !== 'PATCH' || count !== 2) return false;
      response.destroy();
      return true;
    },
    act: pushBlob,
    options: { chunkBytes: 30_000 },
  },
  'a token that has ended meanwhile': {
    intercept: ({ url, response, count }) =>
      url.pathname === '/token' && count === 1 && json(response, { token: 'old' }),
    act: async (repository) => {
      await repository.fetchManifest('1').catch(() => undefined);
      await repository.fetchManifest('1');
    },
    basic: `me:${SECRET}`,
    bearer: true,
  },
};

/** What must fail. */
const refused: Record<string, Fault> = {
  '5xx for ever': {
    intercept: (exchange) => isManifest(exchange) && status(502)(exchange),
    act: pullManifest,
    code: 'server',
    says: /answered 502: SOME: words/,
  },
  '5xx for ever at an upload': {
    intercept: (exchange) => exchange.request.method === 'PUT' && status(503)(exchange),
    act: pushBlob,
    code: 'server',
    says: /answered 503/,
  },
  '401 for ever, basic': {
    intercept: status(401, { 'www-authenticate': 'Basic realm="x"' }),
    act: pullManifest,
    code: 'unauthorized',
    says: /answered 401/,
  },
  '401 for ever, tokens': {
    intercept: (exchange, { url }) =>
      exchange.url.pathname === '/token'
        ? json(exchange.response, { token: 'never-good' })
        : status(401, { 'www-authenticate': `Bearer realm="${url}/token",error="invalid_token"` })(exchange),
    act: pullManifest,
    code: 'unauthorized',
    says: /answered 401: SOME: words, invalid_token/,
  },
  'a token server that refuses': {
    intercept: (exchange, { url }) =>
      exchange.url.pathname === '/token'
        ? status(401)(exchange)
        : status(401, { 'www-authenticate': `Bearer realm="${url}/token"` })(exchange),
    act: pullManifest,
    code: 'unauthorized',
    says: /the token server .* answered 401 to the credential that is known/,
  },
  'a token that would be two headers': {
    intercept: (exchange, { url }) =>
      exchange.url.pathname === '/token'
        ? json(exchange.response, { token: 'a\r\nX-Other: b' })
        : status(401, { 'www-authenticate': `Bearer realm="${url}/token"` })(exchange),
    act: pullManifest,
    code: 'protocol',
    says: /gave no token/,
  },
  'a challenge without a token server': {
    intercept: status(401, { 'www-authenticate': 'Bearer service="x"' }),
    act: pullManifest,
    code: 'protocol',
    says: /names no token server/,
  },
  'a challenge that nobody knows': {
    intercept: status(401, { 'www-authenticate': 'Negotiate abc' }),
    act: pullManifest,
    code: 'unauthorized',
    says: /answered 401/,
  },
  '403': { intercept: status(403), act: pullManifest, code: 'denied', says: /answered 403: SOME: words/ },
  'a manifest with another digest': {
    intercept: (exchange) =>
      isManifest(exchange) && bytes(exchange.response, `${manifest} `, { 'content-type': MEDIA.manifest }),
    act: (repository) => repository.fetchManifest(sha256(manifest)),
    code: 'digest',
    says: /the content is not what its digest says/,
  },
  'a tag whose manifest is not what its header says': {
    intercept: (exchange) =>
      isManifest(exchange) &&
      bytes(exchange.response, manifest, { 'content-type': MEDIA.manifest, 'docker-content-digest': sha256('other') }),
    act: pullManifest,
    code: 'digest',
  },
  'a HEAD that answers for another digest': {
    intercept: (exchange) =>
      isManifest(exchange) &&
      bytes(exchange.response, '', {
        'content-type': MEDIA.manifest,
        'content-length': 10,
        'docker-content-digest': sha256('other'),
      }),
    act: (repository) => repository.resolve(sha256('this')),
    code: 'digest',
  },
  'a header that is no digest': {
    intercept: (exchange) =>
      isManifest(exchange) &&
      bytes(exchange.response, manifest, { 'content-type': MEDIA.manifest, 'docker-content-digest': '../../etc' }),
    act: pullManifest,
    code: 'protocol',
  },
  'a manifest that never ends': {
    intercept: (exchange) => {
      if (!isManifest(exchange)) return false;
      exchange.response.writeHead(200, { 'content-type': MEDIA.manifest });
      const more = () => {
        while (!exchange.response.destroyed && exchange.response.write(Buffer.alloc(65_536, 0x20)));
        if (!exchange.response.destroyed) exchange.response.once('drain', more);
      };
      more();
      return true;
    },
    act: pullManifest,
    code: 'too-large',
    says: /larger than 4194304 bytes/,
  },
  'a manifest that says it is huge': {
    intercept: (exchange) =>
      isManifest(exchange) && bytes(exchange.response, '', { 'content-type': MEDIA.manifest, 'content-length': 1e12 }),
    act: pullManifest,
    code: 'too-large',
  },
  'a manifest that is not JSON': {
    intercept: (exchange) =>
      isManifest(exchange) && bytes(exchange.response, '<html>', { 'content-type': MEDIA.manifest }),
    act: pullManifest,
    code: 'protocol',
    says: /not JSON/,
  },
  'a page for people': {
    intercept: (exchange) =>
      isManifest(exchange) && bytes(exchange.response, '<html>', { 'content-type': 'text/html' }),
    act: pullManifest,
    code: 'content',
    says: /text\/html/,
  },
  'a manifest with two kinds': {
    intercept: (exchange) =>
      isManifest(exchange) && bytes(exchange.response, manifest, { 'content-type': MEDIA.index }),
    act: pullManifest,
    code: 'protocol',
    says: /and it itself/,
  },
  'a manifest that is an index too': {
    intercept: (exchange) =>
      isManifest(exchange) &&
      bytes(exchange.response, '{"schemaVersion":2,"manifests":[],"layers":[]}', { 'content-type': MEDIA.index }),
    act: pullManifest,
    code: 'protocol',
    says: /at once/,
  },
  'a layer without a digest': {
    intercept: (exchange) =>
      isManifest(exchange) &&
      bytes(
        exchange.response,
        JSON.stringify({ schemaVersion: 2, config: { mediaType: 'a', digest: 'sha256:ab', size: 1 }, layers: [] }),
        { 'content-type': MEDIA.manifest },
      ),
    act: pullManifest,
    code: 'protocol',
    says: /config: no sha256/,
  },
  'a layer with a size below nothing': {
    intercept: (exchange) =>
      isManifest(exchange) &&
      bytes(exchange.response, JSON.stringify({ schemaVersion: 2, config: { ...blob, size: -1 }, layers: [] }), {
        'content-type': MEDIA.manifest,
      }),
    act: pullManifest,
    code: 'protocol',
  },
  'a blob with other bytes': {
    intercept: (exchange) => isBlob(exchange) && bytes(exchange.response, Buffer.alloc(data.length)),
    code: 'digest',
  },
  'a blob that is longer': {
    intercept: (exchange) => isBlob(exchange) && bytes(exchange.response, Buffer.concat([data, data])),
    code: 'digest',
    says: /gives more than/,
  },
  'a blob that is longer and does not say so': {
    intercept: (exchange) => {
      if (!isBlob(exchange)) return false;
      exchange.response.write(data);
      exchange.response.end(data);
      return true;
    },
    code: 'digest',
    says: /gives more than/,
  },
  'a blob that is always cut': {
    intercept: (exchange) =>
      isBlob(exchange) && bytes(exchange.response, data.subarray(0, 50_000), { 'content-length': 50_000 }),
    code: 'network',
    says: /ended after 50000 of 100000 bytes/,
  },
  'a blob that is cut in the storage, of which there is no more to ask for': {
    intercept: (exchange) => {
      if (!isBlob(exchange)) return false;
      if (exchange.request.headers.range === undefined) {
        return bytes(exchange.response, data.subarray(0, 50_000), { 'content-length': 50_000 });
      }
      exchange.response.writeHead(416, { 'content-range': 'bytes */50000' }).end();
      return true;
    },
    code: 'network',
    says: /ended after 50000 of 100000 bytes|answered 416/,
  },
  'a connection that always breaks': {
    intercept: (exchange) => {
      if (!isBlob(exchange)) return false;
      exchange.response.destroy();
      return true;
    },
    code: 'network',
  },
  'another part than was asked for': {
    intercept: (exchange) => {
      if (!isBlob(exchange)) return false;
      if (exchange.count === 1) return broken(exchange.response, 0, 40_000);
      return bytes(exchange.response, data.subarray(10), { 'content-range': `bytes 10-99999/100000` }, 206);
    },
    code: 'protocol',
    says: /another range/,
  },
  'a body of which nothing comes': {
    intercept: (exchange) => {
      if (!isBlob(exchange)) return false;
      exchange.response.writeHead(200, { 'content-length': data.length });
      exchange.response.write('x');
      return true;
    },
    options: { transport: { idleMs: 50 }, policy: { attempts: 2 } },
    code: 'timeout',
    says: /did not answer for 0.05 s/,
  },
  'a body that drips': {
    intercept: (exchange) => {
      if (!isBlob(exchange)) return false;
      exchange.response.writeHead(200, { 'content-length': data.length });
      const timer = setInterval(() => exchange.response.write('x'), 10);
      exchange.response.on('close', () => clearInterval(timer));
      return true;
    },
    options: { transport: { totalMs: 200 } },
    code: 'timeout',
    says: /took longer than 0.2 s/,
  },
  'a blob over the limit': {
    intercept: () => false,
    options: { maxBlobBytes: 10 },
    code: 'too-large',
    says: /100000 bytes, and the limit is 10/,
  },
  'a redirect to itself': {
    intercept: ({ response, url }) => bytes(response, '', { location: url.href }, 307),
    act: pullManifest,
    code: 'redirect',
    says: /more than 8 times/,
  },
  'a redirect of an upload that would drop it': {
    intercept: ({ request, response }) => request.method === 'POST' && bytes(response, '', { location: '/x' }, 302),
    act: pushBlob,
    code: 'redirect',
    says: /would drop the POST/,
  },
  'a redirect to nowhere': {
    intercept: ({ response }) => bytes(response, '', { location: 'http://' }, 307),
    act: pullManifest,
    code: 'redirect',
    says: /no address/,
  },
  'a redirect to a file': {
    intercept: ({ response }) => bytes(response, '', { location: 'file:///etc/passwd' }, 307),
    act: pullManifest,
    code: 'redirect',
    says: /from https only to https/,
  },
  'an upload that goes on nowhere': {
    intercept: ({ request, response }) => request.method === 'POST' && bytes(response, '', {}, 202),
    act: pushBlob,
    code: 'protocol',
    says: /does not say where the upload goes on/,
  },
  'chunks of which nothing is kept': {
    intercept: ({ request, response }) => request.method === 'PATCH' && bytes(response, '', { range: '0-0' }, 202),
    act: pushBlob,
    options: { chunkBytes: 30_000 },
    code: 'protocol',
  },
  'a registry that stores something else': {
    intercept: ({ request, response }) =>
      request.method === 'PUT' && bytes(response, '', { 'docker-content-digest': sha256('other') }, 201),
    act: pushBlob,
    code: 'digest',
    says: /stored .* instead of/,
  },
  'tags without end': {
    intercept: ({ url, response }) =>
      url.pathname.endsWith('/tags/list') &&
      bytes(response, '{"tags":["a"]}', { link: '</v2/a/tags/list?last=a>; rel="next"' }),
    act: (repository) => repository.listTags(),
    code: 'protocol',
    says: /never end/,
  },
  'tags that go on at another server': {
    intercept: ({ url, response }) =>
      url.pathname.endsWith('/tags/list') &&
      bytes(response, '{"tags":["a"]}', { link: '<http://127.0.0.1:1/x>; rel="next"' }),
    act: (repository) => repository.listTags(),
    code: 'redirect',
    says: /another server/,
  },
  'tags that are no list': {
    intercept: ({ url, response }) => url.pathname.endsWith('/tags/list') && bytes(response, '{"tags":{"a":1}}'),
    act: (repository) => repository.listTags(),
    code: 'protocol',
  },
  'referrers that fail': {
    intercept: (exchange) => exchange.url.pathname.includes('/referrers/') && status(500)(exchange),
    act: (repository) => referrersOf(repository, sha256('x')),
    code: 'server',
  },
};

async function start(fault: Fault): Promise<{ registry: SmallRegistry; repository: Repository }> {
  const registry = await startRegistry({ basic: fault.basic, bearer: fault.bearer, referrers: true });
  closers.push(registry.close);
  registry.blobs.set(`a@${blob.digest}`, data);
  for (const name of ['1', sha256(manifest)])
    registry.manifests.set(`a@${name}`, { type: MEDIA.manifest, text: manifest });
  if (fault.act === pushBlob) registry.blobs.clear();
  registry.options.intercept = (exchange) => fault.intercept(exchange, registry);
  const credentials = async () => ({ username: 'me', password: SECRET });
  return { registry, repository: openRegistry(registry, { credentials, ...fault.options }).repository('a') };
}

describe('survives', () => {
  it.each(Object.entries(survived))('%s', async (_, fault) => {
    const { registry, repository } = await start(fault);
    await (fault.act ?? pullBlob)(repository);
    if (fault.act === pushBlob) expect(registry.blobs.get(`a@${blob.digest}`)?.equals(data)).toBe(true);
  });
});

describe('refuses', () => {
  it.each(Object.entries(refused))('%s', async (_, fault) => {
    const { repository } = await start(fault);
    const error = await (fault.act ?? pullBlob)(repository).then(
      () => undefined,
      (reason: RegistryError) => reason,
    );
    expect(error?.name).toBe('RegistryError');
    expect([error?.code, error?.message]).toEqual([fault.code, expect.stringMatching(fault.says ?? /./)]);
    expect(error?.message).not.toMatch(/[\n\r\u001b]/);
    expect(error?.message).not.toContain(SECRET);
    expect(error?.message).not.toContain(Buffer.from(`me:${SECRET}`).toString('base64'));
  });
});

describe('keeps credentials to themselves', () => {
  const credentials = async () => ({ username: 'me', password: SECRET });

  it('when a blob is elsewhere', async () => {
    const other = await startRegistry({ intercept: ({ response }) => bytes(response, data) });
    const registry = await startRegistry({
      basic: `me:${SECRET}`,
      intercept: (exchange) =>
        isBlob(exchange) &&
        Boolean(exchange.request.headers.authorization) &&
        bytes(exchange.response, '', { location: `${other.url}/blob?signature=${SECRET}` }, 307),
    });
    closers.push(other.close, registry.close);
    const repository = openRegistry(registry, { credentials }).repository('a');
    expect((await repository.fetchBlob(blob)).equals(data)).toBe(true);
    expect(registry.authorizations.length).toBe(1);
    expect(other.authorizations).toEqual([]);
    // Nor does an error tell the signature of the address.
    other.options.intercept = ({ response }) => bytes(response, '', {}, 403);
    await expect(repository.fetchBlob(blob)).rejects.toThrow(new RegExp(`${other.url}/blob answered 403$`));
  });

  it('when an upload goes on elsewhere', async () => {
    const other = await startRegistry({ intercept: ({ response }) => bytes(response, '', {}, 201) });
    const registry = await startRegistry({
      basic: `me:${SECRET}`,
      intercept: ({ request, response }) =>
        request.method === 'POST' && bytes(response, '', { location: `${other.url}/upload` }, 202),
    });
    closers.push(other.close, registry.close);
    await openRegistry(registry, { credentials }).repository('a').pushBlob(blob, data);
    expect(other.log).toEqual(['PUT /upload']);
  });

  it('when another server asks for them', async () => {
    const other = await startRegistry({ basic: `me:${SECRET}` });
    const registry = await startRegistry({
      intercept: (exchange) =>
        isBlob(exchange) && bytes(exchange.response, '', { location: `${other.url}/v2/a/blobs/x` }, 307),
    });
    closers.push(other.close, registry.close);
    await expect(openRegistry(registry, { credentials }).repository('a').fetchBlob(blob)).rejects.toThrow(
      'answered 401',
    );
    expect(other.authorizations).toEqual([]);
  });

  it('from a token server over plain http, for a registry over https', async () => {
    const tokens = await startRegistry();
    const registry = await startRegistry({
      tls: { cert: CERTIFICATE, key: PRIVATE_KEY },
      intercept: status(401, { 'www-authenticate': `Bearer realm="${tokens.url}/token"` }),
    });
    closers.push(tokens.close, registry.close);
    const repository = openRegistry(registry, { credentials, transport: { ca: CERTIFICATE } }).repository('a');
    await expect(pullManifest(repository)).rejects.toThrow('is not reached over https; no credential is sent there');
    expect(tokens.log).toEqual([]);
  });
});

describe('connections', () => {
  it('to nobody', async () => {
    const { name, url, close } = await listen(() => undefined);
    await close();
    await expect(pullManifest(openRegistry({ name, url }).repository('a'))).rejects.toThrow(/: connection refused$/);
  });

  it('to a server that speaks no TLS, and to one whose certificate nobody knows', async () => {
    const plain = await startRegistry();
    const secret = await startRegistry({ tls: { cert: CERTIFICATE, key: PRIVATE_KEY } });
    closers.push(plain.close, secret.close);
    const over = (name: string) => openRegistry({ name, url: 'https://' }).repository('a');
    await expect(pullManifest(over(plain.name))).rejects.toThrow(/does it speak plain http\? --plain-http/);
    await expect(pullManifest(over(secret.name))).rejects.toMatchObject({ code: 'tls' });
    // Nor does a server over TLS answer one who asks without.
    await expect(pullManifest(openRegistry({ name: secret.name, url: 'http:' }).repository('a'))).rejects.toMatchObject(
      { code: 'network' },
    );
  });

  it('that accept and say nothing', async () => {
    const sockets: Socket[] = [];
    const server = createPlainServer((socket) => void sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    closers.push(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const options = { transport: { idleMs: 50, connectMs: 50 }, policy: { attempts: 1 } };
    for (const url of ['http:', 'https:']) {
      await expect(
        pullManifest(openRegistry({ name: `127.0.0.1:${port}`, url }, options).repository('a')),
      ).rejects.toMatchObject({ code: 'timeout' });
    }
  });
});
