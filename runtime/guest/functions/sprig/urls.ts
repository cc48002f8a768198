// Sprig's URL functions over Go's net/url, and the text/template builtin urlquery.
// Follows github.com/Masterminds/sprig/v3@v3.3.0 url.go, github.com/Masterminds/sprig/v3@v3.3.0 network.go, go@1.26.8 src/text/template/funcs.go.

import { KIND_NIL, KIND_STRING, MAP_ANY } from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import { failed, failLiteral, failWith, message } from '../../core/error';
import { mapGetLiteral, mapSetLiteral } from '../../core/map';
import { EMPTY_STRING, equalsLiteral, newMap, newString, Value } from '../../core/value';
import {
  escapeInto,
  find,
  hostname,
  parseUrl,
  PART_FRAGMENT,
  PART_HOST,
  PART_PATH,
  PART_QUERY,
} from '../../go/net/url';
import { kindName } from '../../go/reflect/types';
import { argumentsText } from '../go/builtins';

const FAILED: Value = changetype<Value>(0);

/** `urlParse URL`: a dict of its parts. Source: sprig urlParse. */
export function fnUrlParse(s: Value): Value {
  const url = parseUrl(s, 'unable to parse url: ');
  if (!changetype<usize>(url)) return FAILED;
  const dict = newMap(MAP_ANY);
  const map = dict.map;
  mapSetLiteral(map, 'fragment', url.fragment);
  mapSetLiteral(map, 'host', url.host);
  mapSetLiteral(map, 'hostname', hostname(url.host));
  mapSetLiteral(map, 'opaque', url.opaque);
  mapSetLiteral(map, 'path', url.path);
  mapSetLiteral(map, 'query', url.query);
  mapSetLiteral(map, 'scheme', url.scheme);
  mapSetLiteral(map, 'userinfo', changetype<usize>(url.userinfo) ? url.userinfo : EMPTY_STRING);
  return dict;
}

/** A string of the dict, "" where it is absent; null with a failure recorded. Source: sprig dictGetOrEmpty. */
function part(dict: Value, key: string): Value {
  if (failed()) return FAILED;
  const v = mapGetLiteral(dict.map, key);
  if (!changetype<usize>(v)) return EMPTY_STRING;
  if (v.kind == KIND_STRING) return v;
  if (v.kind == KIND_NIL) return failLiteral('runtime error: invalid memory address or nil pointer dereference');
  const text = message();
  text.literal('unable to parse ');
  text.literal(key);
  text.literal(' key, must be of type string, but ');
  text.string(kindName(v));
  text.literal(' found');
  return failWith(text);
}

/** The encoded user of `userinfo`, read as part of a made-up URL; null where there is none, or with a failure recorded. */
function parseUserinfo(userinfo: Value): Value {
  const text = Buffer.create(userinfo.length + 16);
  text.literal('proto://');
  text.string(userinfo);
  text.literal('@host');
  const url = parseUrl(text.toValue(), 'unable to parse userinfo in dict: ');
  return changetype<usize>(url) ? url.userinfo : FAILED;
}

/** Does the first segment of the escaped path hold a colon? */
function beginsWithColonSegment(path: Value): bool {
  const colon = find(path, 0x3a, 0);
  const slash = find(path, 0x2f, 0);
  return colon >= 0 && (slash < 0 || colon < slash);
}

/** `urlJoin DICT`: the URL of such parts. Source: sprig urlJoin, net/url URL.String. */
export function fnUrlJoin(dict: Value): Value {
  const scheme = part(dict, 'scheme');
  const host = part(dict, 'host');
  const path = part(dict, 'path');
  const query = part(dict, 'query');
  const opaque = part(dict, 'opaque');
  const fragment = part(dict, 'fragment');
  const userinfo = part(dict, 'userinfo');
  if (failed()) return FAILED;
  let user: Value = FAILED;
  if (userinfo.length) {
    user = parseUserinfo(userinfo);
    if (failed()) return FAILED;
  }
  const hasUser = changetype<usize>(user) != 0;
  const out = Buffer.create(128);
  if (scheme.length) {
    out.string(scheme);
    out.byte(0x3a);
  }
  if (opaque.length) {
    out.string(opaque);
  } else {
    if (host.length || hasUser || (scheme.length && path.length)) out.literal('//');
    if (hasUser) {
      out.string(user);
      out.byte(0x40);
    }
    escapeInto(out, host, PART_HOST);
    const escaped = Buffer.create(path.length + 16);
    if (equalsLiteral(path, '*')) escaped.byte(0x2a);
    else escapeInto(escaped, path, PART_PATH);
    const text = newString(escaped.pointer, escaped.length);
    if (text.length && text.byte(0) != 0x2f && host.length) out.byte(0x2f);
    if (out.length == 0 && beginsWithColonSegment(text)) out.literal('./');
    out.string(text);
  }
  if (query.length) {
    out.byte(0x3f);
    out.string(query);
  }
  if (fragment.length) {
    out.byte(0x23);
    escapeInto(out, fragment, PART_FRAGMENT);
  }
  return out.toValue();
}

/** `getHostByName NAME`: Helm answers with "" unless DNS was asked for on the command line. Source: helm engine. */
export function fnGetHostByName(name: Value): Value {
  return EMPTY_STRING;
}

/** `urlquery a…`. Source: text/template URLQueryEscaper. */
export function fnUrlquery(pointer: usize, count: i32): Value {
  const s = argumentsText(pointer, count);
  if (!changetype<usize>(s)) return s;
  const out = Buffer.create(s.length + 16);
  escapeInto(out, s, PART_QUERY);
  return out.toValue();
}
