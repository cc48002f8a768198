// Value sets nobody wrote: what templates test is switched on and off, emptied and filled; in every other set something is of another kind
// than the chart's own. The same seed gives the same sets, on any machine, for as long as the chart is the same.

import type { YamlValue } from '../../runtime/bindings/values';
import { type Analysis, type Read, valueAt } from '../../compiler/analysis/reads';
import { oddChange } from './odd';
import type { ValueSet } from './sets';
import { isMappingFor, jsonOf, sampleOf, type Shape, shapeAt, shapeOf } from './shape';

/** One thing that can be made different from the chart's own values. */
export interface Toggle {
  path: string[];
  /** in JSON */
  value: string;
}

/** Everything that the templates test, turned over. */
export function findToggles(analysis: Analysis): Toggle[] {
  const shape = shapeOf(analysis.reads);
  return analysis.reads
    .filter(({ tested, path }) => tested && path.length > 0 && !path.includes('*'))
    .flatMap((read) =>
      otherValues(read, valueAt(analysis.values, read.path), shapeAt(shape, read.path)).map((value) => ({
        path: read.path,
        value,
      })),
    );
}

function otherValues(read: Read, value: YamlValue | undefined, shape: Shape): string[] {
  const literals = read.literals.filter((literal) => literal !== value).map((literal) => JSON.stringify(literal));
  if (typeof value === 'boolean') return [String(!value)];
  if (typeof value === 'string') return [...literals, value === '' ? '"fuzz"' : '""'];
  if (typeof value === 'bigint' || typeof value === 'number') return [Number(value) === 0 ? '1' : '0'];
  if (Array.isArray(value)) return value.length === 0 ? [JSON.stringify([sampleOf(shape.below.get('*'))])] : ['[]'];
  // What is a mapping for other reads stays one: putting a text there would only make every render fail.
  const isMapping = isMappingFor(shape);
  if (value instanceof Map) {
    // Values are merged: a mapping is emptied by null.
    if (value.size > 0) return ['null'];
    return [isMapping ? JSON.stringify(sampleOf(shape)) : '{"fuzz": "fuzz"}'];
  }
  if (isMapping) return [JSON.stringify(sampleOf(shape))];
  if (literals.length > 0) return literals;
  return /^(?:enabled|create|use|disable|is|has|allow)|(?:Enabled|Disabled)$/.test(read.path[read.path.length - 1])
    ? ['true']
    : ['"fuzz"', 'true'];
}

type Random = () => number;

/**
 * Generated sets, by turns: toggles, first each alone in an order that the seed decides, then several at a time, in every other of them with whole
 * numbers by --set; and a few values that are of another kind than the chart's own.
 * @param base the set that they are variations of: it has no values of its own, but may have files and arguments
 */
export function fuzzSets(
  analysis: Analysis,
  { count, seed, chart, base }: { count: number; seed: string; chart: string; base: ValueSet },
): ValueSet[] {
  const turned = turnedOver(analysis, Math.ceil(count / 2), generator(`${seed}\0${chart}`));
  const odd = oddOnes(analysis, count - turned.length, generator(`${seed}\0${chart}\0odd`));
  const random = generator(`${seed}\0${chart}\0int64`);
  const generated: ValueSet[] = [];
  while (turned.length + odd.length > 0) {
    const isOdd = turned.length === 0 || (generated.length % 2 === 1 && odd.length > 0);
    const inline = (isOdd ? odd : turned).shift()!;
    const name = `fuzz-${generated.length + 1}`;
    const args = !isOdd && generated.length % 4 === 2 ? [...base.args, ...int64s(analysis, inline, random)] : base.args;
    generated.push({ ...base, name, origin: 'fuzz', inline, args, ...(isOdd ? { isOdd } : {}) });
  }
  return generated;
}

const MOST_SWITCHES = 24;

/** Sets that turn on what the chart has off: all of it at once, then each switch with what is off on the way to it. */
export function enablingSets(analysis: Analysis, base: ValueSet): ValueSet[] {
  const shape = shapeOf(analysis.reads);
  const off = findToggles(analysis).filter(
    ({ path, value }) => value === 'true' && /^(?:enabled?|create|install|deploy)$|Enabled$/.test(path.at(-1)!),
  );
  if (off.length === 0) return [];
  const set = (name: string, toggles: readonly Toggle[]): ValueSet => ({
    ...{ ...base, name, origin: 'fuzz', inline: valuesOf(toggles) },
  });
  const each = off.slice(0, MOST_SWITCHES).map((one) => {
    return set(`${one.path.join('.')}=true`, [one, ...switches(analysis, shape, one.path)]);
  });
  return [set('all enabled', off), ...each];
}

/** Values files, none of them twice: as many as were asked for, where a few tries give them. */
function different(count: number, make: (number: number) => string | undefined): string[] {
  const found = new Set<string>();
  for (let tries = 0; found.size < count && tries < count * 10; tries++) {
    const inline = make(tries);
    if (inline !== undefined) found.add(inline);
  }
  return [...found];
}

function turnedOver(analysis: Analysis, count: number, random: Random): string[] {
  const toggles = findToggles(analysis);
  if (toggles.length === 0) return [];
  for (let i = toggles.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [toggles[i], toggles[j]] = [toggles[j], toggles[i]];
  }
  return different(count, (number) => {
    if (number < toggles.length && number < Math.ceil(count / 2)) return valuesOf([toggles[number]]);
    const size = 2 + Math.floor(random() * Math.min(6, toggles.length));
    return valuesOf(Array.from({ length: size }, () => toggles[Math.floor(random() * toggles.length)]));
  });
}

const MOST_INT64S = 3;
/** What large numbers become: Helm prints it as it is where --set gives it, and as 1.048576e+07 where a file does. */
const LARGE = 10_485_760;

/**
 * Numbers of the chart's own as a user gives them by --set, where Helm has int64s instead of float64s: as they are, or others of their size.
 * @param inline the set's values file, whose fields are left alone: --set goes into no null of it
 */
function int64s(analysis: Analysis, inline: string, random: Random): string[] {
  const taken = Object.keys(JSON.parse(inline) as object);
  const numbers = analysis.reads.flatMap(({ path }) => {
    const value = valueAt(analysis.values, path);
    const number = typeof value === 'bigint' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isSafeInteger(number)) return [];
    return !taken.includes(path[0]) && path.every((step) => /^[A-Za-z_][\w-]*$/.test(step)) ? [{ path, number }] : [];
  });
  const given = new Map<string, number>();
  const size = numbers.length === 0 ? 0 : 1 + Math.floor(random() * MOST_INT64S);
  for (let i = 0; i < size; i++) {
    const { path, number } = numbers[Math.floor(random() * numbers.length)];
    given.set(path.join('.'), [number, number + 1, number < 1000 ? number : LARGE][Math.floor(random() * 3)]);
  }
  return [...given].flatMap(([path, number]) => ['--set', `${path}=${number}`]);
}

const MOST_ODD = 3;
/** A text for a mapping is refused wherever a field of it is read. */
const MAPPINGS_LEFT = 0.75;

function oddOnes(analysis: Analysis, count: number, random: Random): string[] {
  const shape = shapeOf(analysis.reads);
  const values = jsonOf(analysis.values);
  const reads = analysis.reads.filter(({ path }) => path.some((step) => step !== '*'));
  if (reads.length === 0) return [];
  const one = (): Toggle[] => {
    const read = reads[Math.floor(random() * reads.length)];
    if (!read.whole && isMappingFor(shapeAt(shape, read.path)) && random() < MAPPINGS_LEFT) return [];
    const change = oddChange(values, shape, read.path, random);
    if (change === undefined) return [];
    return [{ path: change.path, value: JSON.stringify(change.value) }, ...switches(analysis, shape, read.path)];
  };
  return different(count, () => {
    const size = 1 + Math.floor(random() * MOST_ODD);
    const toggles = Array.from({ length: size }, one).flat();
    return toggles.length === 0 ? undefined : valuesOf(toggles);
  });
}

/** What is off on the way to a value, turned on: else nobody would read it. */
function switches(analysis: Analysis, shape: Shape, path: readonly string[]): Toggle[] {
  return path.flatMap((_, length) => {
    const mapping = path.slice(0, length);
    if (length === 0 || mapping.includes('*')) return [];
    return [...shapeAt(shape, mapping).below]
      .filter(([name, { read }]) => read?.tested && valueAt(analysis.values, [...mapping, name]) === false)
      .map(([name]) => ({ path: [...mapping, name], value: 'true' }));
  });
}

/** Toggles as a values file. Of two that exclude each other the first one counts. */
function valuesOf(toggles: readonly Toggle[]): string {
  const root: Record<string, unknown> = {};
  next: for (const { path, value } of toggles) {
    let at = root;
    for (const key of path.slice(0, -1)) {
      const below = Object.hasOwn(at, key) ? at[key] : define(at, key, {});
      if (below === null || typeof below !== 'object' || Array.isArray(below)) continue next;
      at = below as Record<string, unknown>;
    }
    const last = path[path.length - 1];
    if (!Object.hasOwn(at, last)) define(at, last, JSON.parse(value));
  }
  return `${inYaml(root)}\n`;
}

/** JSON that YAML reads as JSON does, also where it has ends of lines that only YAML knows. */
const inYaml = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(
    /[\x7f-\xa0\u2028\u2029\ufeff\ufffe]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Sets a key whatever its name (`__proto__` too). */
function define(target: Record<string, unknown>, key: string, value: unknown): unknown {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  return value;
}

/** Numbers in [0, 1) that depend on a text: FNV-1a into a 32-bit xorshift with a multiplier. */
export function generator(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(seed)) state = Math.imul(state ^ byte, 0x01000193);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 0x100000000;
  };
}
