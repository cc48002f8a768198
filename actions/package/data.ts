// The free-form data of a hand-written module: read from -f and --set, and written as JSON, which every YAML reader knows.
// Values are YAML 1.2 here; the dialect of Helm is only for charts.

import { defaultProfile } from '../../language/profiles';
import { parseDocument } from 'yaml';
import { mergeValuesMap } from '../../runtime/bindings/values';
import { CommandError } from '../command';

/** A YAML value: integers are bigints, mappings Maps. */
export type Data = null | boolean | number | bigint | string | Data[] | Map<unknown, Data>;

/**
 * Merges files and settings, later ones over earlier ones, key by key at the top. A setting is YAML in the form of a flow
 * mapping's inside (`replicas: 3, host: example.com`), or `key=value` pairs as Helm's --set takes them.
 */
export function readData(files: { name: string; text: string }[], settings: string[]): Map<string, Data> {
  let data = new Map<string, Data>();
  const add = (name: string, text: string) => {
    for (const [key, value] of readMapping(name, text)) data.set(String(key), value);
  };
  for (const { name, text } of files) add(name, text);
  for (const setting of settings) {
    if (!isHelmStyle(setting)) {
      add('--set', `{${setting}}`);
      continue;
    }
    try {
      data = mergeValuesMap({
        helm: defaultProfile,
        files: [{ name: 'data', text: writeData(data) }],
        set: [setting],
      }) as typeof data;
    } catch (error) {
      throw new CommandError((error as Error).message);
    }
  }
  return data;
}

/** `key=value` rather than `key: value`: whichever sign comes first. */
function isHelmStyle(setting: string): boolean {
  const sign = /=|:(?=\s|$)/.exec(setting);
  return sign?.[0] === '=';
}

function readMapping(name: string, text: string): Map<unknown, Data> {
  const document = parseDocument(text, { intAsBigInt: true, logLevel: 'error' });
  if (document.errors.length > 0) {
    throw new CommandError(`failed to parse ${name}: ${document.errors[0].message.split('\n', 1)[0]}`);
  }
  const value = document.toJS({ mapAsMap: true, maxAliasCount: 100 }) as Data;
  if (value === null || value === undefined) return new Map();
  if (!(value instanceof Map)) throw new CommandError(`failed to parse ${name}: it is not a mapping`);
  return value;
}

/** The data as JSON; what JSON cannot say (infinities, NaN) as YAML does. */
export function writeData(data: Data): string {
  if (data instanceof Map) {
    return `{${[...data].map(([key, value]) => `${JSON.stringify(String(key))}:${writeData(value)}`).join(',')}}`;
  }
  if (Array.isArray(data)) return `[${data.map(writeData).join(',')}]`;
  if (typeof data === 'bigint') return String(data);
  if (typeof data === 'number' && !Number.isFinite(data)) {
    return Number.isNaN(data) ? ' .nan' : data > 0 ? ' .inf' : ' -.inf';
  }
  return JSON.stringify(data);
}
