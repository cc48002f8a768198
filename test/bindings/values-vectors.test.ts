import { profileById } from '../../language/profiles';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mergeValues, mergeValuesMap, type ValueFlags, type YamlValue } from '../../runtime/bindings/values';

/**
 * Recorded runs of the real Helm (test/vectors/README.md) that show the values: what -f and the --set family gave, seen
 * through `toJson .Values`, or Helm's error. Charts with subcharts are left to the suites that render.
 */
interface Vector {
  name: string;
  template?: string;
  values?: unknown;
  files?: Record<string, string | { b64: string }>;
  args?: string[];
  v3?: { ok: boolean; out?: string; err?: string };
  v4?: { ok: boolean; out?: string; err?: string };
}

const FLAGS: Record<string, keyof ValueFlags> = {
  '-f': 'files',
  '--set': 'set',
  '--set-json': 'setJson',
  '--set-string': 'setString',
  '--set-file': 'setFile',
  '--set-literal': 'setLiteral',
};
const VALUE_ERROR = /^Error: (failed parsing --set|failed to parse |open CHART\/)/;

/** The flags of a vector, or null where there are others among its arguments. */
/** The helms that the vectors' columns are of. */
const HELMS = { 3: profileById('3.17'), 4: profileById('4.1') };

function flagsOf({ args = [], files = {} }: Vector, helm: 3 | 4): ValueFlags | null {
  const flags: ValueFlags = {
    helm: HELMS[helm],
    readFile: (path) => {
      const data = files[path.replace(/^CHART\//, '')];
      if (data === undefined) throw new Error(`open ${path}: no such file or directory`);
      return typeof data === 'string' ? Buffer.from(data) : Buffer.from(data.b64, 'base64');
    },
  };
  for (let i = 0; i < args.length; i += 2) {
    const flag = FLAGS[args[i]];
    if (!flag) return null;
    const list = ((flags as unknown as Record<string, string[]>)[flag] ??= []);
    if (flag === 'files') list.push(...args[i + 1].split(','));
    else list.push(args[i + 1]);
  }
  return flags;
}

/** Helm's laying of user values over a chart's own, for a chart alone. */
function coalesce(user: Map<string, YamlValue>, defaults: Map<string, YamlValue>, helm: 3 | 4, nested = false): void {
  for (const [key, value] of defaults) {
    const own = user.get(key);
    if (own === undefined) user.set(key, value);
    else if (own === null && (value !== null || (helm === 3 && nested))) user.delete(key);
    else if (own instanceof Map && value instanceof Map) coalesce(own, value, helm, true);
  }
}

/** Values as they are behind `toJson` and JSON.parse. */
function plain(value: YamlValue): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]));
  return typeof value === 'bigint' ? Number(value) : value;
}

const vectors = ['setflags', 'values', 'nulls', 'cli'].flatMap(
  (area) => JSON.parse(readFileSync(join(import.meta.dirname, `../vectors/${area}.json`), 'utf8')) as Vector[],
);
const runs = vectors.flatMap((vector) =>
  ([4, 3] as const).map((helm) => ({ title: `${vector.name} v${helm}`, vector, helm, run: vector[`v${helm}`]! })),
);

describe('values recorded from Helm', () => {
  const failing = runs.filter(({ run }) => VALUE_ERROR.test(run?.err ?? ''));
  it.each(failing)('$title', ({ vector, helm, run }) => {
    const flags = flagsOf(vector, helm)!;
    expect(() => mergeValues(flags)).toThrow(new Error(run.err!.replace(/^Error: /, '').replace(/\n$/, '')));
  });

  const rendering = runs.filter(({ vector, helm, run }) => {
    const subcharts = Object.keys(vector.files ?? {}).some((name) => /^(charts\/|Chart\.yaml)/.test(name));
    return run?.ok && vector.template === '{{ toJson .Values }}' && !subcharts && flagsOf(vector, helm);
  });
  it.each(rendering)('$title', ({ vector, helm, run }) => {
    const { values = '' } = vector;
    const text = typeof values === 'string' ? values : JSON.stringify(values);
    const merged = mergeValuesMap(flagsOf(vector, helm)!);
    coalesce(merged, mergeValuesMap({ helm: HELMS[helm], files: [{ name: 'values.yaml', text }] }), helm);
    expect(plain(merged)).toEqual(JSON.parse(run.out!));
  });
});
