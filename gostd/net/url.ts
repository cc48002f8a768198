// URLs as Go's net/url reads, resolves and writes them: references between schemas are compared by exactly that text.
// Strings inside hold one character a byte.
// Follows go@1.26.8 src/net/url/url.go.

import { byteText, textBytes, utf8Bytes, utf8Text } from '../bytes';
import { quote } from '../strconv';

/** A URL that net/url cannot parse; the message is Go's. */
export class UrlError extends Error {}

type Part = 'path' | 'user' | 'host' | 'zone' | 'fragment';

/** What a part may hold bare besides letters, digits and `-_.~`. Source: net/url shouldEscape. */
const BARE: Record<Part, string> = {
  path: '$&+,/:;=@',
  user: '$&+,;=',
  host: '!$&\'()*+,;=:[]<>"',
  zone: '!$&\'()*+,;=:[]<>"',
  fragment: '$&+,/:;=?@!()*',
};

const toBytes = (text: string) => byteText(utf8Bytes(text));
const fromBytes = (bytes: string) => utf8Text(textBytes(bytes));

function mustEscape(char: string, part: Part): boolean {
  return !/[A-Za-z0-9\-_.~]/.test(char) && !BARE[part].includes(char);
}

function encodePart(bytes: string, part: Part): string {
  let out = '';
  for (const char of bytes) {
    out += mustEscape(char, part) ? `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}` : char;
  }
  return out;
}

function decodePart(bytes: string, part: Part): string {
  let out = '';
  for (let i = 0; i < bytes.length; i++) {
    const char = bytes[i];
    if (char !== '%') {
      if ((part === 'host' || part === 'zone') && char < '\x80' && mustEscape(char, part)) {
        throw new UrlError(`invalid character ${quote(char)} in host name`);
      }
      out += char;
      continue;
    }
    const digits = bytes.slice(i + 1, i + 3);
    const value = /^[0-9a-fA-F]{2}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
    const refused =
      value < 0 ||
      (part === 'host' && value < 0x80 && value !== 0x25) ||
      (part === 'zone' && value !== 0x25 && value !== 0x20 && mustEscape(String.fromCharCode(value), 'host'));
    if (refused) throw new UrlError(`invalid URL escape ${quote(fromBytes(bytes.slice(i, i + 3)))}`);
    out += String.fromCharCode(value);
    i += 2;
  }
  return out;
}

/** url.PathUnescape. Throws UrlError. */
export function unescapeFragment(text: string): string {
  return fromBytes(decodePart(toBytes(text), 'fragment'));
}

/** url.PathEscape of every segment, slashes kept. */
export function escapeSegments(text: string): string {
  return toBytes(text)
    .split('/')
    .map((segment) =>
      encodePart(segment, 'path').replace(/[/;,]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/');
}

export class GoUrl {
  scheme = '';
  opaque = '';
  /** Encoded; null where there is none. */
  user: string | null = null;
  host = '';
  path = '';
  rawPath = '';
  omitHost = false;
  forceQuery = false;
  rawQuery = '';
  fragment = '';
  rawFragment = '';

  /** net/url's Parse. Throws UrlError. */
  static parse(text: string): GoUrl {
    const bytes = toBytes(text);
    const hash = bytes.indexOf('#');
    const front = hash < 0 ? bytes : bytes.slice(0, hash);
    const url = new GoUrl();
    const attempt = (blamed: string, run: () => void) => {
      try {
        run();
      } catch (error) {
        if (!(error instanceof UrlError)) throw error;
        throw new UrlError(`parse ${quote(fromBytes(blamed))}: ${error.message}`);
      }
    };
    attempt(front, () => url.readFront(front));
    if (hash >= 0 && hash + 1 < bytes.length) attempt(bytes, () => url.setFragment(bytes.slice(hash + 1)));
    return url;
  }

  private readFront(bytes: string): void {
    if (/[\0-\x1f\x7f]/.test(bytes)) throw new UrlError('net/url: invalid control character in URL');
    if (bytes === '*') {
      this.path = '*';
      return;
    }
    const scheme = /^([A-Za-z][A-Za-z0-9+\-.]*)?:/.exec(bytes);
    if (scheme && scheme[1] === undefined) throw new UrlError('missing protocol scheme');
    let rest = scheme ? bytes.slice(scheme[0].length) : bytes;
    this.scheme = scheme ? scheme[1].toLowerCase() : '';
    const question = rest.indexOf('?');
    if (question >= 0) {
      this.rawQuery = rest.slice(question + 1);
      this.forceQuery = this.rawQuery === '';
      rest = rest.slice(0, question);
    }
    if (!rest.startsWith('/')) {
      if (scheme) {
        this.opaque = rest;
        return;
      }
      if (rest.split('/', 1)[0].includes(':')) {
        throw new UrlError('first path segment in URL cannot contain colon');
      }
    }
    if (rest.startsWith('//') && (scheme || !rest.startsWith('///'))) {
      const slash = rest.indexOf('/', 2);
      const end = slash < 0 ? rest.length : slash;
      this.readAuthority(rest.slice(2, end));
      rest = rest.slice(end);
    } else if (scheme && rest.startsWith('/')) {
      this.omitHost = true;
    }
    this.setPath(rest);
  }

  private readAuthority(authority: string): void {
    const at = authority.lastIndexOf('@');
    this.host = readHost(authority.slice(at + 1));
    if (at < 0) return;
    const userinfo = authority.slice(0, at);
    if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userinfo)) throw new UrlError('net/url: invalid userinfo');
    const colon = userinfo.indexOf(':');
    const code = (text: string) => encodePart(decodePart(text, 'user'), 'user');
    this.user = colon < 0 ? code(userinfo) : `${code(userinfo.slice(0, colon))}:${code(userinfo.slice(colon + 1))}`;
  }

  private setPath(raw: string): void {
    this.path = decodePart(raw, 'path');
    this.rawPath = encodePart(this.path, 'path') === raw ? '' : raw;
  }

  private setFragment(raw: string): void {
    this.fragment = decodePart(raw, 'fragment');
    this.rawFragment = encodePart(this.fragment, 'fragment') === raw ? '' : raw;
  }

  get isAbsolute(): boolean {
    return this.scheme !== '';
  }

  /** The fragment, decoded. */
  get fragmentText(): string {
    return fromBytes(this.fragment);
  }

  /** The path, decoded. */
  get pathText(): string {
    return fromBytes(this.path);
  }

  private escaped(part: 'path' | 'fragment'): string {
    const raw = part === 'path' ? this.rawPath : this.rawFragment;
    const decoded = part === 'path' ? this.path : this.fragment;
    if (raw !== '' && [...raw].every((c) => "!$&'()*+,;=:@[]%".includes(c) || !mustEscape(c, part))) return raw;
    return part === 'path' && decoded === '*' ? '*' : encodePart(decoded, part);
  }

  /** URL.ResolveReference: what `reference` means where this URL is the base. */
  resolve(reference: GoUrl): GoUrl {
    const url = Object.assign(new GoUrl(), reference);
    if (reference.scheme === '') url.scheme = this.scheme;
    if (reference.scheme !== '' || reference.host !== '' || reference.user !== null) {
      url.setPath(resolvePath(reference.escaped('path'), ''));
      return url;
    }
    if (reference.opaque !== '') return url.withoutAuthority();
    if (reference.path === '' && !reference.forceQuery && reference.rawQuery === '') {
      url.rawQuery = this.rawQuery;
      if (reference.fragment === '') {
        url.fragment = this.fragment;
        url.rawFragment = this.rawFragment;
      }
    }
    if (reference.path === '' && this.opaque !== '') {
      url.opaque = this.opaque;
      return url.withoutAuthority();
    }
    url.host = this.host;
    url.user = this.user;
    url.setPath(resolvePath(this.escaped('path'), reference.escaped('path')));
    return url;
  }

  private withoutAuthority(): GoUrl {
    this.user = null;
    this.host = '';
    this.path = '';
    return this;
  }

  toString(): string {
    let out = this.scheme === '' ? '' : `${this.scheme}:`;
    if (this.opaque !== '') {
      out += this.opaque;
    } else {
      const hasAuthority = this.host !== '' || this.user !== null;
      if (this.scheme !== '' || hasAuthority) {
        if (!(this.omitHost && !hasAuthority)) {
          if (hasAuthority || this.path !== '') out += '//';
          if (this.user !== null) out += `${this.user}@`;
          out += encodePart(this.host, 'host');
        }
      }
      const path = this.escaped('path');
      if (path !== '' && path[0] !== '/' && this.host !== '') out += '/';
      if (out === '' && path.split('/', 1)[0].includes(':')) out += './';
      out += path;
    }
    if (this.forceQuery || this.rawQuery !== '') out += `?${this.rawQuery}`;
    if (this.fragment !== '') out += `#${this.escaped('fragment')}`;
    return fromBytes(out);
  }
}

function readHost(host: string): string {
  const checkPort = (port: string) => {
    if (!/^(?::[0-9]*)?$/.test(port)) throw new UrlError(`invalid port ${quote(port)} after host`);
  };
  if (!host.startsWith('[')) {
    const colon = host.lastIndexOf(':');
    if (colon >= 0) checkPort(host.slice(colon));
    return decodePart(host, 'host');
  }
  const close = host.lastIndexOf(']');
  if (close < 0) throw new UrlError("missing ']' in host");
  checkPort(host.slice(close + 1));
  const zone = host.slice(0, close).indexOf('%25');
  if (zone < 0) return decodePart(host, 'host');
  return (
    decodePart(host.slice(0, zone), 'host') +
    decodePart(host.slice(zone, close), 'zone') +
    decodePart(host.slice(close), 'host')
  );
}

/** RFC 3986's merge and removal of dot segments. */
function resolvePath(base: string, reference: string): string {
  let full = reference;
  if (reference === '') full = base;
  else if (reference[0] !== '/') full = base.slice(0, base.lastIndexOf('/') + 1) + reference;
  if (full === '') return '';
  const segments = full.split('/');
  let out = '/';
  let first = true;
  for (const segment of segments) {
    if (segment === '.') {
      first = false;
    } else if (segment === '..') {
      const slash = out.slice(1).lastIndexOf('/');
      out = slash >= 0 ? out.slice(0, slash + 1) : '/';
      first = out.length === 1;
    } else {
      if (!first) out += '/';
      out += segment;
      first = false;
    }
  }
  const last = segments[segments.length - 1];
  if (last === '.' || last === '..') out += '/';
  return out.length > 1 && out[1] === '/' ? out.slice(1) : out;
}
