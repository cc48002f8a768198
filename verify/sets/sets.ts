// The value sets a chart is rendered with: its defaults, the files that a chart keeps for its own tests, what the settings
// beside it name, and what the command line adds. A set is the arguments of `helm template` and nothing else.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { VerifyError } from '../errors';
import { systemWords } from '../../gostd/os';

/** One way to render a chart. */
export interface ValueSet {
  /** unique among the sets of a chart */
  name: string;
  origin: 'defaults' | 'ci' | 'values' | 'flag' | 'settings' | 'fuzz' | 'library';
  release: string;
  /** files for -f: relative to the folder that holds the chart, or absolute */
  files: string[];
  /** values without a file: YAML, given to both tools as the last file */
  inline?: string;
  /** further arguments, flag and value in turn */
  args: string[];
  /** generated: some values are of another kind than the chart's own */
  isOdd?: true;
  /** helm must refuse it; a text must be part of the error */
  fails?: boolean | string;
}

/** What the command line says about every set. */
export interface SetOptions {
  release: string;
  namespace?: string;
  kubeVersion?: string;
  apiVersions: string[];
  /** arguments for every set, flag and value in turn */
  args: string[];
  /** -f on the command line: a set each, by absolute path */
  files: string[];
}

/** Arguments of a set in helm's order, with the chart's reference. `inlineFile` holds the set's own values. */
export function setArguments(set: ValueSet, chart: string, inlineFile: string | undefined): string[] {
  const args = [set.release, chart];
  for (const file of set.files) args.push('--values', file);
  if (inlineFile !== undefined) args.push('--values', inlineFile);
  return [...args, ...set.args];
}

/**
 * The sets of the chart at an absolute path.
 * @param folder where the chart's own files are: the chart itself, or what an archive was unpacked to
 * @param prefix what leads to that folder from where the tools run
 */
export function discoverSets(chart: string, folder: string, prefix: string, options: SetOptions): ValueSet[] {
  const settings = readSettings(chart);
  const defaults = defaultSet(chart, options, settings);
  const base = (name: string, origin: ValueSet['origin']): ValueSet => ({ ...defaults, name, origin });
  const sets: ValueSet[] = [];
  if (settings.defaults) sets.push(defaults);
  if (settings.discover) {
    for (const file of listFiles(join(folder, 'ci'), /-values\.ya?ml$/)) {
      sets.push({ ...base(`ci/${file}`, 'ci'), files: [`${prefix}/ci/${file}`] });
    }
    for (const file of listFiles(folder, /^values-.+\.ya?ml$/)) {
      sets.push({ ...base(file, 'values'), files: [`${prefix}/${file}`] });
    }
  }
  for (const file of options.files) sets.push({ ...base(basename(file), 'flag'), files: [file] });
  for (const own of settings.sets) {
    sets.push({
      ...base(own.name, 'settings'),
      release: own.release ?? settings.release ?? options.release,
      files: own.files.map((file) => settingsFile(file, chart, settings.path!, folder, prefix)),
      inline: own.inline,
      args: [...commonArguments({ ...options, ...withoutEmpty(own) }, settings), ...own.args],
      fails: own.fails,
    });
  }
  const names = new Map<string, number>();
  for (const set of sets) {
    const count = (names.get(set.name) ?? 0) + 1;
    names.set(set.name, count);
    if (count > 1) set.name = `${set.name} (${count})`;
  }
  return sets;
}

/** The set of the chart's own values, with what the settings and the command line say about every set. */
export function defaultSet(chart: string, options: SetOptions, settings = readSettings(chart)): ValueSet {
  return {
    name: 'defaults',
    origin: 'defaults',
    release: settings.release ?? options.release,
    files: [],
    args: commonArguments(options, settings),
  };
}

function withoutEmpty(own: SettingsSet): Partial<SetOptions> {
  return {
    ...(own.namespace === undefined ? {} : { namespace: own.namespace }),
    ...(own.kubeVersion === undefined ? {} : { kubeVersion: own.kubeVersion }),
    ...(own.apiVersions.length === 0 ? {} : { apiVersions: own.apiVersions }),
  };
}

function commonArguments(options: SetOptions, settings: Settings): string[] {
  const args: string[] = [];
  const namespace = options.namespace ?? settings.namespace;
  const kubeVersion = options.kubeVersion ?? settings.kubeVersion;
  if (namespace !== undefined) args.push('--namespace', namespace);
  if (kubeVersion !== undefined) args.push('--kube-version', kubeVersion);
  for (const version of options.apiVersions.length > 0 ? options.apiVersions : settings.apiVersions) {
    args.push('--api-versions', version);
  }
  return [...args, ...options.args];
}

function listFiles(folder: string, pattern: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => pattern.test(name) && statSync(join(folder, name), { throwIfNoEntry: false })?.isFile())
    .sort();
}

/** A set in the settings, checked. */
interface SettingsSet {
  name: string;
  files: string[];
  inline?: string;
  args: string[];
  release?: string;
  namespace?: string;
  kubeVersion?: string;
  apiVersions: string[];
  fails?: boolean | string;
}

interface Settings {
  path?: string;
  defaults: boolean;
  discover: boolean;
  release?: string;
  namespace?: string;
  kubeVersion?: string;
  apiVersions: string[];
  sets: SettingsSet[];
}

/** The name of the settings file, in a chart or beside it. */
export const SETTINGS_FILE = 'mistletoe.verify.yaml';

/**
 * The settings of a chart: `mistletoe.verify.yaml` in its folder, or the one that lies beside the chart, where the chart's entry
 * under `charts` goes before what is said for all charts there. Throws VerifyError for what cannot be read or is not known.
 */
export function readSettings(chart: string): Settings {
  const none: Settings = { defaults: true, discover: true, apiVersions: [], sets: [] };
  const inside = join(chart, SETTINGS_FILE);
  if (existsSync(inside)) return checkSettings(inside, parse(inside));
  const beside = join(dirname(chart), SETTINGS_FILE);
  if (!existsSync(beside)) return none;
  const all = parse(beside);
  const { charts: given, ...common } = all;
  const charts = mapping(beside, 'charts', given ?? {});
  const file = basename(chart).replace(/\.tgz$/, '');
  const entry = charts[file] ?? charts[file.replace(/-v?\d+\.\d+\.\d+[-+.\w]*$/, '')];
  return checkSettings(beside, { ...common, ...mapping(beside, `charts.${file}`, entry ?? {}) });
}

function parse(path: string): Record<string, unknown> {
  // Loaded here: most charts have no settings.
  const { parse: parseYaml } = createRequire(import.meta.url)('yaml') as typeof import('yaml');
  let value: unknown;
  try {
    value = parseYaml(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new VerifyError(`${path}: ${systemWords(cause).split('\n')[0]}`, { cause });
  }
  return mapping(path, '', value ?? {});
}

function mapping(path: string, where: string, value: unknown): Record<string, unknown> {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new VerifyError(`${path}: ${where || 'the document'} must be a mapping`);
}

function unknownKeys(path: string, where: string, value: Record<string, unknown>, known: string[]): void {
  const key = Object.keys(value).find((name) => !known.includes(name));
  if (key !== undefined) {
    throw new VerifyError(`${path}: ${where}${key} is not known; known are ${known.join(', ')}`);
  }
}

const COMMON_KEYS = ['release', 'namespace', 'kubeVersion', 'apiVersions'];
const LIST_FLAGS: Record<string, string> = {
  set: '--set',
  setString: '--set-string',
  setFile: '--set-file',
  setJson: '--set-json',
  setLiteral: '--set-literal',
  showOnly: '--show-only',
};
const BOOL_FLAGS: Record<string, string> = {
  isUpgrade: '--is-upgrade',
  includeCRDs: '--include-crds',
  noHooks: '--no-hooks',
  skipTests: '--skip-tests',
  skipSchemaValidation: '--skip-schema-validation',
};

function checkSettings(path: string, value: Record<string, unknown>): Settings {
  unknownKeys(path, '', value, ['defaults', 'discover', 'sets', ...COMMON_KEYS]);
  const list = value['sets'] ?? [];
  if (!Array.isArray(list)) throw new VerifyError(`${path}: sets must be a list`);
  return {
    path,
    defaults: boolean(path, 'defaults', value['defaults']) ?? true,
    discover: boolean(path, 'discover', value['discover']) ?? true,
    release: text(path, 'release', value['release']),
    namespace: text(path, 'namespace', value['namespace']),
    kubeVersion: text(path, 'kubeVersion', value['kubeVersion']),
    apiVersions: texts(path, 'apiVersions', value['apiVersions']),
    sets: list.map((entry, i) => checkSet(path, `sets[${i}].`, mapping(path, `sets[${i}]`, entry))),
  };
}

function checkSet(path: string, where: string, value: Record<string, unknown>): SettingsSet {
  unknownKeys(path, where, value, [
    'name',
    'values',
    'fails',
    ...COMMON_KEYS,
    ...Object.keys(LIST_FLAGS),
    ...Object.keys(BOOL_FLAGS),
  ]);
  const name = text(path, `${where}name`, value['name']);
  if (name === undefined) throw new VerifyError(`${path}: ${where}name is missing`);
  const files: string[] = [];
  let inline: string | undefined;
  const given = value['values'] ?? [];
  for (const item of Array.isArray(given) ? given : [given]) {
    if (typeof item === 'string') {
      if (inline !== undefined) throw new VerifyError(`${path}: ${where}values: files come before a mapping`);
      files.push(item);
    } else {
      if (inline !== undefined) throw new VerifyError(`${path}: ${where}values: one mapping is enough`);
      inline = `${JSON.stringify(mapping(path, `${where}values`, item), null, 2)}\n`;
    }
  }
  const args: string[] = [];
  for (const [key, flag] of Object.entries(LIST_FLAGS)) {
    for (const item of texts(path, where + key, value[key])) args.push(flag, item);
  }
  for (const [key, flag] of Object.entries(BOOL_FLAGS)) {
    if (boolean(path, where + key, value[key])) args.push(flag);
  }
  const fails = value['fails'];
  if (fails !== undefined && typeof fails !== 'boolean' && typeof fails !== 'string') {
    throw new VerifyError(`${path}: ${where}fails must be true, false or a part of the error's text`);
  }
  return {
    name,
    files,
    inline,
    args,
    release: text(path, `${where}release`, value['release']),
    namespace: text(path, `${where}namespace`, value['namespace']),
    kubeVersion: text(path, `${where}kubeVersion`, value['kubeVersion']),
    apiVersions: texts(path, `${where}apiVersions`, value['apiVersions']),
    fails: fails as boolean | string | undefined,
  };
}

function text(path: string, where: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new VerifyError(`${path}: ${where} must be a text`);
}

function texts(path: string, where: string, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  return list.map((item, i) => text(path, `${where}[${i}]`, item) ?? '');
}

function boolean(path: string, where: string, value: unknown): boolean | undefined {
  if (value === undefined || value === null || typeof value === 'boolean') return value ?? undefined;
  throw new VerifyError(`${path}: ${where} must be true or false`);
}

/** A file that settings name: in the chart first, else beside the settings. */
function settingsFile(file: string, chart: string, settings: string, folder: string, prefix: string): string {
  if (existsSync(join(folder, file))) return `${prefix}/${file}`;
  const beside = join(dirname(settings), file);
  if (existsSync(beside)) return dirname(settings) === dirname(chart) ? file : beside;
  throw new VerifyError(`${settings}: there is no file ${file}`);
}
