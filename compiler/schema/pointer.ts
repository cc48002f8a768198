// JSON pointers into schema documents, and places: a document's URL with a pointer. A place's text is its identity.

import type { JsonObject, JsonValue } from '../../gostd/encoding/json';
import { SchemaProblem } from './sources';
import { escapeSegments } from '../../gostd/net/url';
import { quote } from '../../gostd/strconv';

export function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** null where a tilde is followed by neither 0 nor 1. */
export function unescapeToken(token: string): string | null {
  if (/~(?![01])/.test(token)) return null;
  return token.replace(/~[01]/g, (escaped) => (escaped === '~0' ? '~' : '/'));
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return value instanceof Map;
}

/** `URL#POINTER`, as it stands in messages. */
export function placeText(url: string, pointer: string): string {
  return `${url}#${escapeSegments(pointer)}`;
}

/** The value at a pointer into a document, or, where its value is given, from a place in the pointer on. Throws SchemaProblem. */
export function lookUp(document: JsonValue, url: string, pointer: string, from = 0): JsonValue {
  let value = document;
  for (const token of pointer.slice(from).split('/').slice(1)) {
    const name = unescapeToken(token);
    if (name === null) throw new SchemaProblem(`invalid json-pointer ${quote(placeText(url, pointer))}`);
    let next: JsonValue | undefined;
    if (isObject(value)) next = value.get(name);
    else if (Array.isArray(value) && /^[+-]?[0-9]+$/.test(name)) next = value[Number(name)];
    if (next === undefined) throw new SchemaProblem(`json-pointer in ${quote(placeText(url, pointer))} not found`);
    value = next;
  }
  return value;
}
