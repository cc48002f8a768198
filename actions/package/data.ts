// The free-form data of a package that is no chart: read from -f and --set exactly as a chart's values are (one reader, one merge), and
// written as JSON, which every YAML reader knows.

import { defaultProfile } from '../../language/profiles';
import { jsonAsYaml } from '../../runtime/host/core/documents';
import { ranOutOfStack } from '../../runtime/host/core/stack';
import { mergeValuesMap, type ValueFlags, type YamlValue } from '../../runtime/bindings/values';
import { CommandError } from '../command';

/** A YAML value: integers of settings are bigints, mappings Maps. */
export type Data = YamlValue;

/** Values files by name, or with their text. */
export type DataFiles = NonNullable<ValueFlags['files']>;

/**
 * Merges files and then settings, later ones over earlier ones, at every depth, as `template` does. A setting is YAML in the form of a
 * flow mapping's inside (`replicas: 3, host: example.com`), or `key=value` pairs as Helm's --set takes them.
 * @param readFile reads files that have no text yet
 * @throws CommandError in Helm's words
 */
export function readData(
  files: DataFiles,
  settings: readonly string[],
  readFile?: ValueFlags['readFile'],
): Map<string, Data> {
  let list = [...files];
  let set: string[] = [];
  for (const setting of settings) {
    if (isHelmStyle(setting)) {
      set.push(setting);
      continue;
    }
    if (set.length > 0) {
      list = [{ name: 'data', text: writeData(merge(list, set, readFile)) }];
      set = [];
    }
    list.push({ name: '--set', text: `{${setting}}` });
  }
  return merge(list, set, readFile);
}

function merge(files: DataFiles, set: string[], readFile: ValueFlags['readFile']): Map<string, Data> {
  const flags: ValueFlags = { helm: defaultProfile, files, set, ...(readFile && { readFile }) };
  try {
    return mergeValuesMap(flags);
  } catch (error) {
    if (ranOutOfStack(error)) throw error;
    throw new CommandError((error as Error).message);
  }
}

/** `key=value` rather than `key: value`: whichever sign comes first. */
function isHelmStyle(setting: string): boolean {
  const sign = /=|:(?=\s|$)/.exec(setting);
  if (sign === null && setting.trim() !== '') {
    throw new CommandError(`failed to parse --set ${setting}: give 'key: value, …' or key=value,…`);
  }
  return sign?.[0] === '=';
}

/** The data as JSON that is YAML too. */
export function writeData(data: Data): string {
  if (data instanceof Map) {
    return `{${[...data].map(([key, value]) => `${writeData(key)}:${writeData(value)}`).join(',')}}`;
  }
  if (Array.isArray(data)) return `[${data.map(writeData).join(',')}]`;
  if (typeof data === 'bigint') return String(data);
  return jsonAsYaml(JSON.stringify(data));
}
