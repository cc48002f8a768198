// Values of other kinds than a chart's own: a text for a number, a list for a text, keys that YAML reads as numbers, ends of lines where a
// template has a line. Helm prints all of them; whoever builds objects instead has to know what YAML makes of each.

import type { Shape } from './shape';
import { isMappingFor, sampleOf } from './shape';

/** Texts that YAML reads as something else than a text where no quotes are around them. */
export const RESERVED_TEXTS = [
  '',
  ' ',
  'true',
  'false',
  'yes',
  'no',
  'null',
  '~',
  '8080',
  '010',
  '0x1F',
  '1e3',
  '1_000',
  '.5',
  '-1',
  '2001-01-01',
  '=',
  '<<',
];

/** Texts with signs of YAML. */
export const SIGN_TEXTS = [
  'a: b',
  'a #b',
  'a # b',
  '#a',
  ': a',
  'a:',
  '- a',
  '-',
  '? a',
  '*a',
  '&a b',
  '!a',
  '%a',
  '@a',
  '`a',
  '|',
  '>',
  '---',
  '...',
  '[a, b]',
  '{a: b}',
  '[',
  '}',
  ',',
  'a, b',
  "it's",
  'say "a"',
  '"a"',
  "'a'",
  '\\',
  'a\\nb',
  '{{ a }}',
  '日本',
  '\u{1f600}',
];

/** Texts with ends of lines, white space and what YAML does not take. */
export const LINE_TEXTS = [
  '\n',
  'a\n',
  'a\n\n',
  '\na',
  'a\nb',
  'a\nb\n',
  'a\n\nb',
  'a: b\nc: d',
  '- a\n- b',
  'a\n---\nb',
  'a\r\nb\r\n',
  'a\r\n',
  'a\rb',
  'a\r',
  'a\u0085b',
  'a\u0085',
  'a\u2028b',
  'a\u2029',
  ' a',
  'a ',
  '  a\n b',
  'a\n  b',
  'a \nb',
  '\ta',
  'a\t',
  'a\tb',
  'a\n\tb',
  'a\u00a0',
  'a\u0007b',
  'a\u001bb',
  'a\u007fb',
  '\ufeffa',
  '\ufffe',
];

/** Texts that would go on as something else than a value where they stand. */
export const LEAVING_TEXTS = [
  'a\r\n  b\r\n',
  'a\n  b: c',
  'a\n    b: c',
  'a\r    b: c',
  'a\u0085    b: c',
  'a\u2028  b: c',
  'a\n#b',
  'a\n  # b\n  c',
  'a\n- b',
  'a\n  - b',
  'a", "b',
  "a', 'b",
  'a", b: "c',
  'a"\n  b: "c',
  'a, b: c',
  'a}, b: {c',
  'a], b: [c',
  'a]\n  b: [c',
  'a |',
  'a: |\n  b',
  '|\n  a',
  '>-\n    a',
  '&x a',
  '!!str 1',
  '!!binary aGk=',
  '"a" b',
  '"a\n  b"',
  "'a\n\n  b'",
  '{a: 1,\n  b: 2}',
  '---\nkind: B',
  'a\n---\nkind: B\nb: 1',
  'a\n...\n',
  '%YAML 1.1\n---\na',
];

/** Every text of another kind than words. */
export const ODD_TEXTS: readonly string[] = [...RESERVED_TEXTS, ...SIGN_TEXTS, ...LINE_TEXTS, ...LEAVING_TEXTS];

/** Keys that YAML reads as something else than they are written. */
export const ODD_KEYS: readonly string[] = [
  '010',
  '0x1F',
  '1e3',
  '8080',
  '.5',
  'no',
  'true',
  'null',
  '~',
  '',
  ' ',
  '=',
  '<<',
  '2001-01-01',
  'a: b',
  'a:',
  'a #b',
  '#a',
  '- a',
  '? a',
  '*a',
  '!a',
  '|',
  '[a]',
  '{a: b}',
  '"a"',
  "'a'",
  "it's",
  'a\nb',
  'a\n',
  'a\r\n',
  'a\u0085',
  'a\u2028b',
  ' a',
  'a ',
  '\ta',
  'a\tb',
  '日本',
];

type Random = () => number;

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

const SCALARS: Record<'boolean' | 'number' | 'large' | 'text', readonly unknown[]> = {
  boolean: ['true', 'false', '', 'yes', 'a', 0, 1, null],
  number: ['80', '010', '', '1e3', '0x1F', 'a', '1.50', 0, -1, 1.5, true, false, null],
  /** what is large already is no number of rounds */
  large: [1_000_000, 12_345_678, 1234.5],
  text: [8080, 0, 1.5, 1_000_000, 12_345_678, true, false, null],
};
const COLLECTIONS = [[], {}, ['a'], [1, true], [null], [['a']], { a: 'b' }, { a: 1 }, { a: null }] as const;
const NO_LIST = ['', 'a', 0, true, null, {}, { a: 'b' }, [null], [''], [[]], [{}], [1], ['a', true]] as const;
const NO_MAPPING = ['', 'a', 0, true, null, [], ['a'], [{}]] as const;

/**
 * Another value in its place, of another kind or a text that is read as one; in JSON's types.
 * @param value what the chart has there, if anything
 */
export function oddValue(value: unknown, shape: Shape, random: Random): unknown {
  const [isOften, isHalf] = [random() < 0.8, random() < 0.5];
  if (Array.isArray(value) || (value === undefined && shape.below.has('*') && !isMappingFor(shape))) {
    if (!isOften || typeof (Array.isArray(value) ? value[0] : undefined) === 'object') return pick(random, NO_LIST);
    return isHalf ? [pick(random, ODD_TEXTS)] : pick(random, NO_LIST);
  }
  if ((typeof value === 'object' && value !== null) || isMappingFor(shape)) {
    if (!isOften) return pick(random, NO_MAPPING);
    return isHalf ? { [pick(random, ODD_KEYS)]: 'fuzz' } : { fuzz: oddScalar('fuzz', random) };
  }
  return isOften ? oddScalar(value, random) : pick(random, COLLECTIONS);
}

function oddScalar(value: unknown, random: Random): unknown {
  const kind = random();
  if (typeof value === 'boolean' && kind < 0.9) return pick(random, SCALARS.boolean);
  if (typeof value === 'number' && kind < 0.9)
    return pick(random, value >= 1000 && kind < 0.3 ? SCALARS.large : SCALARS.number);
  if (kind < 0.3) return pick(random, SCALARS.text);
  return pick(random, kind < 0.55 ? RESERVED_TEXTS : kind < 0.7 ? SIGN_TEXTS : kind < 0.9 ? LINE_TEXTS : LEAVING_TEXTS);
}

/** A place in the values with what is there instead, where a mapping's other keys stay. */
export interface Change {
  path: string[];
  /** in JSON's types */
  value: unknown;
}

/**
 * Changes what templates read at a path; `*` is one of the keys or items that are there.
 * @param values what the chart has, in JSON's types
 */
export function oddChange(values: unknown, root: Shape, path: readonly string[], random: Random): Change | undefined {
  const change = (value: unknown, shape: Shape, steps: readonly string[]): Change => {
    const [step, ...rest] = steps;
    if (step === undefined) return { path: [], value: oddValue(value, shape, random) };
    const inner = shape.below.get(step)!;
    const isList = Array.isArray(value) || (step === '*' && !isFilledMapping(value));
    if (isList) {
      const items = Array.isArray(value) && value.length > 0 ? value : [sampleOf(inner)];
      const at = step === '*' ? Math.floor(random() * items.length) : 0;
      const { path: below, value: odd } = change(items[at], inner, rest);
      return { path: [], value: items.map((item, i) => (i === at ? within(item, below, odd) : item)) };
    }
    const mapping = isFilledMapping(value) ? value : {};
    const key = step === '*' ? pick(random, Object.keys(mapping)) : step;
    const { path: below, value: odd } = change(Object.hasOwn(mapping, key) ? mapping[key] : undefined, inner, rest);
    return { path: [key, ...below], value: odd };
  };
  const { path: at, value } = change(values, root, path);
  return at.length === 0 ? undefined : { path: at, value };
}

const isFilledMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;

/** A value with another at a path: within a list nothing is merged. */
function within(value: unknown, [step, ...rest]: readonly string[], odd: unknown): unknown {
  if (step === undefined) return odd;
  const mapping = isFilledMapping(value) ? value : {};
  return { ...mapping, [step]: within(Object.hasOwn(mapping, step) ? mapping[step] : undefined, rest, odd) };
}
