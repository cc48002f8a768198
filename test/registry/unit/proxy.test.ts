// Proxies, as Go's programs read them from the environment, and requests through them.

import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readBody } from '../../../registry/http/body';
import { proxyFor } from '../../../registry/http/proxy';
import { Transport } from '../../../registry/http/transport';
import { CERTIFICATE, PRIVATE_KEY } from '../certificate';
import { listen } from '../small-registry';

const both = { HTTPS_PROXY: 'http://proxy:3128', HTTP_PROXY: 'proxy:80' };
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe('the proxy', () => {
  it.each([
    ['https://ghcr.io/', both, 'http://proxy:3128/'],
    ['http://ghcr.io/', both, 'http://proxy/'],
    ['https://ghcr.io/', { https_proxy: 'https://p' }, 'https://p/'],
    ['https://ghcr.io/', {}, undefined],
    ['http://ghcr.io/', { ...both, REQUEST_METHOD: 'GET' }, undefined],
    ['https://localhost:5000/', both, undefined],
    ['https://127.1.2.3/', both, undefined],
    ['https://[::1]/', both, undefined],
  ])('of %s in %j is %s', (url, environment, proxy) => {
    expect(proxyFor(new URL(url), environment)?.href).toBe(proxy);
  });

  it.each([
    ['*', 'https://a.b/', true],
    ['b.c', 'https://b.c/', true],
    ['b.c', 'https://a.b.c/', true],
    ['b.c', 'https://ab.c/', false],
    ['.b.c', 'https://b.c/', false],
    ['.b.c', 'https://a.b.c/', true],
    ['*.b.c', 'https://a.b.c/', true],
    ['x, b.c:5000', 'https://b.c:5000/', true],
    ['b.c:5000', 'https://b.c/', false],
    ['b.c:443', 'https://b.c/', true],
    ['10.0.0.0/8', 'https://10.1.2.3/', true],
    ['10.0.0.0/8', 'https://11.1.2.3/', false],
    ['10.0.0.0/8', 'https://ten.example/', false],
    ['fd00::/8', 'https://[fd12::1]/', true],
    ['fd00::/8', 'https://[fe80::1]/', false],
    ['1.2.3.4', 'https://1.2.3.4/', true],
    ['[fd12::1]:5000', 'https://[fd12::1]:5000/', true],
  ])('NO_PROXY=%s, %s: none is %s', (list, url, none) => {
    expect(proxyFor(new URL(url), { ...both, NO_PROXY: list }) === undefined).toBe(none);
  });

  it('that is no address is an error without its password', () => {
    const read = () => proxyFor(new URL('https://a/'), { HTTPS_PROXY: 'socks5://u:hunter2@h' });
    expect(read).toThrow('HTTPS_PROXY holds no http:// or https:// address');
  });
});

describe('through a proxy', () => {
  async function startProxy(answer = 200) {
    const seen: string[] = [];
    const proxy = await listen((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
      response.end('from the proxy');
    });
    proxy.server.on('connect', (request, socket) => {
      seen.push(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
      socket.write(`HTTP/1.1 ${answer} x\r\n\r\n`);
      if (answer !== 200) return void socket.end();
      const [host, port] = String(request.url).split(':');
      const upstream = connect(Number(port), host);
      socket.pipe(upstream).pipe(socket);
      socket.on('error', () => upstream.destroy());
      upstream.on('error', () => socket.destroy());
    });
    closers.push(proxy.close);
    const url = new URL(proxy.url);
    url.username = 'me';
    url.password = 'p%20w';
    return { seen, proxy: url };
  }

  it('https is tunnelled', async () => {
    const server = await listen(
      (request, response) => void response.end(`${request.url} ${request.headers['proxy-authorization']}`),
      { cert: CERTIFICATE, key: PRIVATE_KEY },
    );
    closers.push(server.close);
    const { proxy, seen } = await startProxy();
    const transport = new Transport({ ca: CERTIFICATE, proxy: () => proxy });
    for (let time = 0; time < 2; time++) {
      const response = await transport.send({ method: 'GET', url: new URL(`${server.url}/x`) });
      expect((await readBody(response, 100, '')).toString()).toBe('/x undefined');
    }
    // One tunnel serves both.
    expect(seen).toEqual([`CONNECT ${server.name} Basic ${Buffer.from('me:p w').toString('base64')}`]);
    transport.close();
  });

  it('http is handed to it', async () => {
    const { proxy, seen } = await startProxy();
    const transport = new Transport({ proxy: () => proxy });
    const response = await transport.send({ method: 'GET', url: new URL('http://registry.example/v2/') });
    expect((await readBody(response, 100, '')).toString()).toBe('from the proxy');
    expect(seen[0]).toMatch(/^GET http:\/\/registry.example\/v2\/ Basic /);
    transport.close();
  });

  it('that refuses, the error names it and not its password', async () => {
    const { proxy } = await startProxy(407);
    const transport = new Transport({ proxy: () => proxy });
    const error = await transport
      .send({ method: 'GET', url: new URL('https://registry.example/') })
      .catch((reason: Error) => reason);
    expect((error as Error).message).toBe(
      `GET https://registry.example/ (through the proxy ${proxy.host}): the proxy answered 407 to CONNECT`,
    );
  });
});
