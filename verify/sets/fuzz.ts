// Value sets nobody wrote: what templates test is switched on and off, emptied and filled. The same seed gives the same sets, on
// any machine, for as long as the chart is the same.

import type { YamlValue } from '../../runtime/bindings/values';
import { type Analysis, type Read, valueAt } from '../../compiler/analysis/reads';
import type { ValueSet } from './sets';

/** One thing that can be made different from the chart's own values. */
export interface Toggle {
  path: string[];
  /** in JSON */
  value: string;
}

/** Everything that the templates test, turned over. */
export function findToggles(analysis: Analysis): Toggle[] {
  const toggles: Toggle[] = [];
  for (const read of analysis.reads) {
    if (!read.tested || read.path.length === 0 || read.path.includes('*')) continue;
    // What is a mapping for other reads stays one: putting a text there would only make every render fail.
    const isMapping = analysis.reads.some(
      (other) => other.path.length > read.path.length && startsWith(other.path, read.path),
    );
    for (const value of otherValues(read, valueAt(analysis.values, read.path), isMapping)) {
      toggles.push({ path: read.path, value });
    }
  }
  return toggles;
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((name, i) => path[i] === name);
}

function otherValues(read: Read, value: YamlValue | undefined, isMapping: boolean): string[] {
  const literals = read.literals.filter((literal) => literal !== value).map((literal) => JSON.stringify(literal));
  if (typeof value === 'boolean') return [String(!value)];
  if (typeof value === 'string') return [...literals, value === '' ? '"fuzz"' : '""'];
  if (typeof value === 'bigint' || typeof value === 'number') return [Number(value) === 0 ? '1' : '0'];
  if (Array.isArray(value)) return value.length === 0 ? ['["fuzz"]'] : ['[]'];
  if (value instanceof Map) {
    // Values are merged: a mapping is emptied by null.
    if (value.size > 0) return ['null'];
    return isMapping ? [] : ['{"fuzz": "fuzz"}'];
  }
  if (isMapping) return [];
  if (literals.length > 0) return literals;
  return /^(?:enabled|create|use|disable|is|has|allow)|(?:Enabled|Disabled)$/.test(read.path[read.path.length - 1])
    ? ['true']
    : ['"fuzz"', 'true'];
}

/**
 * Generated sets: first each toggle alone, in an order that the seed decides, then several at a time.
 * @param base the set that they are variations of: it has no values of its own, but may have files and arguments
 */
export function fuzzSets(
  analysis: Analysis,
  { count, seed, chart, base }: { count: number; seed: string; chart: string; base: ValueSet },
): ValueSet[] {
  const random = generator(`${seed}\0${chart}`);
  const toggles = findToggles(analysis);
  if (toggles.length === 0) return [];
  for (let i = toggles.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [toggles[i], toggles[j]] = [toggles[j], toggles[i]];
  }
  const generated: ValueSet[] = [];
  const known = new Set<string>();
  for (let i = 0, tries = 0; generated.length < count && tries < count * 10; i++, tries++) {
    const chosen: Toggle[] = [];
    if (i < toggles.length && i < Math.ceil(count / 2)) chosen.push(toggles[i]);
    else {
      const size = 2 + Math.floor(random() * Math.min(6, toggles.length));
      for (let n = 0; n < size; n++) chosen.push(toggles[Math.floor(random() * toggles.length)]);
    }
    const inline = valuesOf(chosen);
    if (known.has(inline)) continue;
    known.add(inline);
    generated.push({ ...base, name: `fuzz-${generated.length + 1}`, origin: 'fuzz', inline });
  }
  return generated;
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
  return `${JSON.stringify(root, null, 2)}\n`;
}

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
