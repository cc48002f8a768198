// Which proxy a request goes through: HTTPS_PROXY, HTTP_PROXY and NO_PROXY as Go reads them, so that whatever works with helm
// and docker works here. Source: golang.org/x/net@v0.62.0 http/httpproxy/proxy.go.

import { isIP } from 'node:net';
import { toLowerAscii, trimSpace } from '../../gostd/strings';
import { RegistryError } from '../errors';

export interface ProxyEnvironment {
  [name: string]: string | undefined;
}

/** The proxy for a URL; undefined: none. Throws `configuration` where the variable holds no address. */
export function proxyFor(url: URL, environment: ProxyEnvironment = process.env): URL | undefined {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const text = environment[name] || environment[name.toLowerCase()];
  // A CGI program's HTTP_PROXY is set by whoever sends the request (CVE-2016-5385).
  if (!text || (name === 'HTTP_PROXY' && environment['REQUEST_METHOD'])) return undefined;
  if (isDirect(url, environment['NO_PROXY'] || environment['no_proxy'] || '')) return undefined;
  const proxy = URL.canParse(text) && /^https?:/i.test(text) ? new URL(text) : readBare(text);
  if (!proxy?.hostname) throw new RegistryError('configuration', `${name} holds no http:// or https:// address`);
  return proxy;
}

function readBare(text: string): URL | undefined {
  return !text.includes('://') && URL.canParse(`http://${text}`) ? new URL(`http://${text}`) : undefined;
}

/** Is the host named by NO_PROXY, or this machine? */
function isDirect(url: URL, list: string): boolean {
  const host = url.hostname.toLowerCase().replace(/^\[|\]$|\.$/g, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (host === 'localhost' || (isIP(host) && (host === '::1' || host.startsWith('127.')))) return true;
  for (const part of list.split(',')) {
    const entry = toLowerAscii(trimSpace(part));
    if (entry === '') continue;
    if (entry === '*') return true;
    if (entry.includes('/') && isInBlock(host, entry)) return true;
    const [name, wantedPort] = splitPort(entry);
    if (wantedPort !== undefined && wantedPort !== port) continue;
    if (isIP(name)) {
      if (name === host) return true;
      continue;
    }
    // `example.com` is the host and all below it, `.example.com` and `*.example.com` only what is below.
    const suffix = name.replace(/^\*/, '');
    if (suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`)) return true;
  }
  return false;
}

function splitPort(entry: string): [name: string, port: string | undefined] {
  const bracket = /^\[([^\]]*)\](?::(\d+))?$/.exec(entry);
  if (bracket) return [bracket[1], bracket[2]];
  const parts = entry.split(':');
  return parts.length === 2 ? [parts[0], parts[1]] : [entry, undefined];
}

function isInBlock(host: string, block: string): boolean {
  const [address, bits] = block.split('/');
  const family = isIP(address);
  if (!family || isIP(host) !== family || !/^\d+$/.test(bits)) return false;
  const width = family === 4 ? 32 : 128;
  const length = Number(bits);
  if (length > width) return false;
  const shift = BigInt(width - length);
  return toNumber(host, family) >> shift === toNumber(address, family) >> shift;
}

function toNumber(address: string, family: number): bigint {
  if (family === 4) return address.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const hex = (a: string, b: string) => ((Number(a) << 8) | Number(b)).toString(16);
  const text = dotted ? `${dotted[1]}${hex(dotted[2], dotted[3])}:${hex(dotted[4], dotted[5])}` : address;
  const [head, tail] = text.split('::');
  const groups = (part: string | undefined) => (part ? part.split(':') : []);
  const zeros = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(zeros).fill('0'), ...groups(tail)];
  return all.reduce((sum, part) => (sum << 16n) | BigInt(Number.parseInt(part, 16)), 0n);
}
