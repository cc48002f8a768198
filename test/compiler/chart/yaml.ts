import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { YamlValue } from '../../../compiler/chart/load';

/** A stand-in for the guest's YAML parser, enough for charts: YAML 1.1, integers as bigint, keys as strings. */
export function parseYaml(text: Uint8Array): YamlValue {
  const source = Buffer.from(text).toString('utf8');
  const first = source.replace(/^---.*\n/, '').split(/^---/m)[0];
  const document = parseDocument(first, { version: '1.1', intAsBigInt: true, uniqueKeys: false, merge: true });
  if (document.errors.length > 0) throw new Error(`yaml: ${document.errors[0].message}`);
  return toValue(document.toJS({ mapAsMap: true }), document.contents);
}

function toValue(value: unknown, node: unknown): YamlValue {
  if (value instanceof Map) {
    const map = new Map<string, YamlValue>();
    const items = isMap(node) ? node.items : [];
    for (const [key, item] of value) {
      if (key === null) throw new Error('unsupported map key of type: %!s(<nil>), key: <nil>, value: 1');
      const pair = items.findLast((pair) => isScalar(pair.key) && pair.key.value === key);
      map.set(String(key), toValue(item, pair?.value));
    }
    return map;
  }
  if (Array.isArray(value)) return value.map((item, i) => toValue(item, isSeq(node) ? node.items[i] : null));
  if (value instanceof Date) return isScalar(node) && node.source ? node.source : value.toISOString();
  if (isScalar(node) && node.source === '.') return '.';
  // The library gives 1.0 as a float too, so bigint alone tells integers.
  return value as YamlValue;
}
