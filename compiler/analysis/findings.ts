// What a person should look at before a chart is trusted to a module: what its templates draw from outside, values that go
// nowhere, values that come from nowhere, schemas. Every finding is about the chart; none of them is proof of a mistake.

import { utf8Text } from '../../gostd/bytes';
import type { Chart } from '../chart/load';
import type { YamlValue } from '../../runtime/bindings/values';
import type { TemplatePlace } from './place';
import type { Analysis, Draw, Read } from './reads';

/** A value that templates read and no values.yaml names. */
export interface UnknownValue {
  path: string;
  place: TemplatePlace;
  /** a value with almost this name that no template reads */
  meant?: string;
}

/** Everything found in one chart. */
export interface Findings {
  draws: Draw[];
  /** paths in values.yaml that nothing reads; a mapping stands for all that is in it */
  unread: string[];
  unknown: UnknownValue[];
  schema: string[];
}

/** Looks for findings in an analysed chart. */
export function findFindings(analysis: Analysis): Findings {
  const subcharts = `${analysis.units.chart.metadata.name}/charts/`;
  const isSubcharts = ({ place }: Draw) => Number(place.template.startsWith(subcharts));
  const unread = unreadValues(analysis);
  return {
    // What a subchart draws is in this chart's render too; the chart's own come first.
    draws: [...analysis.drawn].sort(
      (a, b) =>
        isSubcharts(a) - isSubcharts(b) ||
        order(`${a.place.template}\0${a.place.line}`, `${b.place.template}\0${b.place.line}`) ||
        order(a.function, b.function),
    ),
    unread,
    unknown: unknownValues(analysis, unread),
    schema: schemaProblems(analysis.units.chart),
  };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Does a read use the value at a path, or something in it? */
function touches(read: Read, path: readonly string[]): boolean {
  const most = Math.min(read.path.length, path.length);
  for (let i = 0; i < most; i++) if (read.path[i] !== path[i] && read.path[i] !== '*') return false;
  return read.path.length >= path.length || read.whole;
}

function unreadValues({ reads, ownValues }: Analysis): string[] {
  const unread: string[] = [];
  /** Is all of it unread? Then it stands for its parts. */
  const visit = (value: YamlValue, path: string[]): boolean => {
    if (value instanceof Map && value.size > 0) {
      const before = unread.length;
      let all = true;
      for (const [key, item] of value) if (!visit(item, [...path, key])) all = false;
      if (!all || path.length === 0) return false;
      unread.length = before;
    } else if (path.length === 0 || reads.some((read) => touches(read, path))) return false;
    unread.push(showPath(path));
    return true;
  };
  visit(ownValues, []);
  return unread;
}

/** A path as it is written after `.Values.`, with what is no plain name in quotes. */
export function showPath(path: readonly string[]): string {
  return path.map((name) => (/^[A-Za-z_][\w-]*$/.test(name) || name === '*' ? name : JSON.stringify(name))).join('.');
}

function unknownValues(analysis: Analysis, unread: readonly string[]): UnknownValue[] {
  const { reads, values, units, prefixes } = analysis;
  const own = `${units.chart.metadata.name}/`;
  const found: (UnknownValue & { tested: boolean })[] = [];
  for (const read of reads) {
    if (read.path.length === 0 || read.path.includes('*')) continue;
    if (!read.place.template.startsWith(own) || read.place.template.startsWith(`${own}charts/`)) continue;
    // Whoever gives a subchart's values knows them; the chart's own values.yaml need not.
    if (
      prefixes.some(
        (prefix) =>
          prefix?.length > 0 && prefix.length <= read.path.length && prefix.every((name, i) => read.path[i] === name),
      )
    )
      continue;
    if (isKnown(values, read.path)) continue;
    const shown = showPath(read.path);
    const parent = showPath(read.path.slice(0, -1));
    const siblings = unread.filter((path) => (parent === '' ? !path.includes('.') : path.startsWith(`${parent}.`)));
    const meant = siblings.find((path) => path !== shown && isNear(path, shown));
    found.push({ path: shown, place: read.place, tested: read.tested, ...(meant === undefined ? {} : { meant }) });
  }
  // What is missing as a whole need not be listed part by part.
  const paths = new Set(found.map(({ path }) => path));
  return (
    found
      .filter(({ path }) => !ancestors(path).some((above) => paths.has(above)))
      // What templates ask for before they use it, or have a default for, is meant to be missing (`nameOverride`).
      .filter(({ meant, tested }) => meant !== undefined || !tested)
      .map(({ tested: _, ...one }) => one)
      .sort((a, b) => Number(b.meant !== undefined) - Number(a.meant !== undefined) || order(a.path, b.path))
  );
}

function ancestors(path: string): string[] {
  const parts = path.split('.');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('.'));
}

/** Is there such a value, or a place that is free to hold any (an empty mapping, a null, a list)? */
function isKnown(values: YamlValue, path: readonly string[]): boolean {
  let value: YamlValue = values;
  for (const [i, name] of path.entries()) {
    if (!(value instanceof Map)) return true;
    if (!value.has(name)) return value.size === 0 && i > 0;
    value = value.get(name)!;
  }
  return true;
}

/** At most two letters apart, and not altogether different. */
function isNear(a: string, b: string): boolean {
  if (a.toLowerCase() === b.toLowerCase()) return true;
  if (Math.abs(a.length - b.length) > 2 || Math.min(a.length, b.length) < 4) return false;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length] <= 2;
}

/** What in values.schema.json stands in the way of a check without a network. */
export function schemaProblems(chart: Chart): string[] {
  if (!chart.schema) return [];
  let schema: unknown;
  try {
    schema = JSON.parse(utf8Text(chart.schema));
  } catch (error) {
    return [`values.schema.json is no JSON: ${(error as Error).message}`];
  }
  const problems: string[] = [];
  const draft = (schema as { $schema?: unknown } | null)?.$schema;
  if (
    typeof draft === 'string' &&
    !/json-schema\.org\/(?:draft-0[467]|draft\/20(?:19-09|20-12))?\/?.*schema/.test(draft)
  ) {
    problems.push(`values.schema.json names a dialect that is not known: ${draft}`);
  }
  const remote = new Set<string>();
  const visit = (value: unknown) => {
    if (value === null || typeof value !== 'object') return;
    for (const [key, item] of Object.entries(value)) {
      if (key === '$ref' && typeof item === 'string' && /^[a-z]+:\/\//i.test(item)) remote.add(item);
      visit(item);
    }
  };
  visit(schema);
  for (const address of [...remote].sort())
    problems.push(`values.schema.json refers to ${address}, which has to be fetched`);
  return problems;
}
