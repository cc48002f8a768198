// JSON values as values of the image, and as texts of messages.

import { utf8Bytes } from '../../gostd/bytes';
import { quote } from '../../gostd/strconv';
import { ImageBytes, ImageMap, type ImageValue } from '../image/image';
import { JsonNumber, type JsonValue } from '../../gostd/encoding/json';

/** A number keeps its text: the guest has it as []byte, which no chart's values can hold. */
export function toImage(value: JsonValue): ImageValue {
  if (value instanceof JsonNumber) return new ImageBytes(utf8Bytes(value.text));
  if (Array.isArray(value)) return value.map(toImage);
  if (value instanceof Map) {
    return new ImageMap(
      0,
      [...value].map(([key, item]): [string, ImageValue] => [key, toImage(item)]),
    );
  }
  return value;
}

/** A string in single quotes, as Helm 4's library shows it. */
export function singleQuoted(text: string): string {
  const quoted = quote(text).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${quoted.slice(1, -1)}'`;
}

/** A primitive value as a message shows it. */
export function displayText(value: JsonValue): string {
  if (typeof value === 'string') return singleQuoted(value);
  if (value instanceof JsonNumber) return value.text;
  if (value === null) return '<nil>';
  return typeof value === 'boolean' ? String(value) : 'value';
}
