// The data of a package, from -f, --set and its kin: read exactly as a chart's values are (one reader, one merge). That of a package that is no
// chart is written as JSON, which every YAML reader knows.

import { defaultProfile, type Profile } from '../../language/profiles';
import { jsonAsYaml } from '../../runtime/host/core/documents';
import { ranOutOfStack } from '../../runtime/host/core/stack';
import { mergeValuesMap, type ValueFlags, type YamlValue } from '../../runtime/bindings/values';
import { CommandError } from '../command';

/** A YAML value: integers of settings are bigints, mappings Maps. */
export type Data = YamlValue;

/** Values files by name, or with their text. */
export type DataFiles = NonNullable<ValueFlags['files']>;

/** Single values, each list in the order of the command line. One of `set` may also be the inside of a flow mapping. */
export type Settings = Pick<ValueFlags, 'setJson' | 'set' | 'setString' | 'setFile' | 'setLiteral'>;

/** Those of the settings that what has more is given. */
export function settingsOf({ setJson, set, setString, setFile, setLiteral }: Settings): Settings {
  return { setJson, set, setString, setFile, setLiteral };
}

/**
 * Merges files and then settings, later ones over earlier ones, at every depth, as `template` does.
 * @param readFile reads what `setFile` names, and files that have no text yet
 * @throws CommandError in Helm's words
 */
export function readData(
  files: DataFiles,
  settings: Settings = {},
  readFile?: ValueFlags['readFile'],
): Map<string, Data> {
  try {
    return merge(dataFlags(files, settings, defaultProfile, readFile));
  } catch (error) {
    const { message } = error as Error;
    const [, file, kind] = NO_MAPPING.exec(message) ?? [];
    if (kind === undefined) throw error;
    throw new CommandError(`${file} holds ${KINDS[kind] ?? `a ${kind}`}: give a mapping, key: value`);
  }
}

/** What Helm says where values are no mapping. */
const NO_MAPPING = /^failed to parse (.+?): .*json: cannot unmarshal (\w+) into Go value of type map\[string]/s;
const KINDS: Record<string, string> = { array: 'a list', string: 'a text', bool: 'true or false' };

/**
 * Files and settings as Helm's flags. One of `set` is YAML in the form of a flow mapping's inside (`replicas: 3, host: example.com`), which
 * becomes a file, or `key=value` pairs as Helm's --set takes them.
 * @throws CommandError for a setting that is neither, or that cannot be read and stands before YAML
 */
export function dataFlags(
  files: DataFiles,
  settings: Settings,
  helm: Profile,
  readFile?: ValueFlags['readFile'],
): ValueFlags {
  const { setJson = [], set = [], ...later } = settings;
  const common = { helm, ...(readFile && { readFile }) };
  let flags: ValueFlags & Required<Pick<ValueFlags, 'files' | 'setJson' | 'set'>> = {
    ...common,
    files: [...files],
    setJson,
    set: [],
  };
  for (const setting of set) {
    if (isHelmStyle(setting)) {
      flags.set.push(setting);
      continue;
    }
    if (flags.set.length > 0 || flags.setJson.length > 0)
      flags = { ...common, before: flags, files: [], setJson: [], set: [] };
    flags.files.push({ name: '--set', text: `{${setting}}` });
  }
  return { ...flags, ...later };
}

function merge(flags: ValueFlags): Map<string, Data> {
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
  return written(data, '');
}

/** A chart's values: the same, but that an int64 has the tag !!int. */
export function writeValues(values: ReadonlyMap<string, Data>): string {
  return written(new Map(values), '!!int ');
}

function written(data: Data, tag: string): string {
  if (data instanceof Map) {
    return `{${[...data].map(([key, value]) => `${written(key, '')}:${written(value, tag)}`).join(',')}}`;
  }
  if (Array.isArray(data)) return `[${data.map((item) => written(item, tag)).join(',')}]`;
  if (typeof data === 'bigint') return `${tag}${data}`;
  return jsonAsYaml(JSON.stringify(data));
}
