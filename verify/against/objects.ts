// Are two renders the same objects? Bytes may differ: comments, quotes, the order of keys.

import { parseYaml, type YamlValue } from '../../runtime/bindings/values';

/** One way in which objects differ: where, and what each has. */
export interface ObjectDifference {
  /** `Deployment/shop`, or what stands for it */
  object: string;
  /** `spec.replicas`; empty for the object itself */
  path: string;
  chart?: string;
  package?: string;
  /** the template that it comes from: `shop/templates/deployment.yaml` */
  source?: string;
}

interface Named {
  name: string;
  source?: string;
  value: YamlValue;
}

/** How the objects of two renders differ; nothing where they are the same, in the same order. */
export function compareObjects(chart: readonly string[], other: readonly string[]): ObjectDifference[] {
  const [expected, given] = [readObjects(chart), readObjects(other)];
  if (typeof expected === 'string') return [{ object: 'the render', path: '', chart: expected }];
  if (typeof given === 'string') return [{ object: 'the render', path: '', package: given }];
  const differences: ObjectDifference[] = [];
  const left = [...given];
  for (const one of expected) {
    // Objects of one name are told apart by what they hold.
    const same = left.findIndex((candidate) => candidate.name === one.name && differ(one, candidate, 1).length === 0);
    const at = same >= 0 ? same : left.findIndex((candidate) => candidate.name === one.name);
    if (at < 0) {
      differences.push({ object: one.name, path: '', chart: 'is there', ...sourceOf(one) });
      continue;
    }
    differences.push(...differ(one, left[at]!));
    left.splice(at, 1);
  }
  for (const one of left) differences.push({ object: one.name, path: '', package: 'is there', ...sourceOf(one) });
  if (differences.length > 0) return differences;
  const moved = expected.findIndex(({ name }, i) => name !== given[i]!.name);
  if (moved < 0) return [];
  return [
    {
      object: expected[moved]!.name,
      path: '(order)',
      chart: `number ${moved + 1}`,
      package: `${given[moved]!.name} is`,
    },
  ];
}

const sourceOf = ({ source }: Named) => (source === undefined ? {} : { source });

/** The objects of texts; what is wrong where one is no YAML. */
function readObjects(texts: readonly string[]): Named[] | string {
  try {
    return texts.flatMap(readObject);
  } catch (error) {
    return `gives no YAML: ${(error as Error).message}`;
  }
}

function readObject(text: string): Named[] {
  const value = parseYaml(text);
  if (value === null) return [];
  const field = (at: YamlValue | undefined, key: string) => (at instanceof Map ? at.get(key) : undefined);
  const metadata = field(value, 'metadata');
  const [kind, namespace, name] = [field(value, 'kind'), field(metadata, 'namespace'), field(metadata, 'name')];
  const words = [kind ?? 'document', ...(namespace ? [namespace] : []), ...(name ? [name] : [])];
  const source = /^# Source: (.*)/.exec(text)?.[1];
  return [
    { name: words.map((word) => show(word, false)).join('/'), value, ...(source === undefined ? {} : { source }) },
  ];
}

function differ(a: Named, b: Named, most = 50): ObjectDifference[] {
  const found: ObjectDifference[] = [];
  const say = (path: string, chart: YamlValue | undefined, other: YamlValue | undefined) => {
    found.push({
      object: a.name,
      path,
      ...(chart === undefined ? {} : { chart: show(chart) }),
      ...(other === undefined ? {} : { package: show(other) }),
      ...sourceOf(a),
    });
  };
  const visit = (path: string, x: YamlValue | undefined, y: YamlValue | undefined): void => {
    if (found.length >= most) return;
    if (x instanceof Map && y instanceof Map) {
      for (const key of new Set([...x.keys(), ...y.keys()])) {
        const step = /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
        visit(path === '' ? step : `${path}.${step}`, x.get(key), y.get(key));
      }
    } else if (Array.isArray(x) && Array.isArray(y) && x.length === y.length) {
      for (const [i, item] of x.entries()) visit(`${path}[${i}]`, item, y[i]);
    } else if (!isSameScalar(x, y)) say(path, x, y);
  };
  visit('', a.value, b.value);
  return found;
}

/** Kubernetes reads JSON, where 1 and 1.0 are one number. */
function isSameScalar(x: YamlValue | undefined, y: YamlValue | undefined): boolean {
  const isNumber = (value: unknown) => typeof value === 'number' || typeof value === 'bigint';
  if (isNumber(x) && isNumber(y)) return x === y || Number(x) === Number(y);
  if (Array.isArray(x) && Array.isArray(y)) return x.length === 0 && y.length === 0;
  return x === y;
}

const LONGEST = 100;

function show(value: YamlValue, quoted = true): string {
  const json = JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return Number(part);
    return part instanceof Map ? Object.fromEntries(part) : part;
  });
  const text = typeof value === 'string' && !quoted ? value : json;
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
