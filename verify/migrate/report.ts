// The Markdown report of a migration: what was converted, and what needs a person, with where to look and what to do. Its bytes
// depend on the charts alone.

import type { Draw } from '../../compiler/analysis/reads';
import { diagnosticText, withCode } from '../../compiler/diagnostics';
import type { MigrateResult } from './migrate-chart';
import type { MigrationLock } from './migrate';
import { counted, placeText } from '../report/summary';

/** More of one kind are counted, not listed. */
const MAX_LISTED = 25;

/** The report. `order`: in which the charts were converted. */
export function migrationReport(
  results: readonly MigrateResult[],
  order: readonly string[],
  lock: MigrationLock,
): string {
  const converted = results.filter(({ locked }) => locked);
  const libraries = results.filter(({ isLibrary }) => isLibrary);
  const failed = results.filter(({ locked, isLibrary }) => !locked && !isLibrary);
  const needing = converted.filter(needsPerson);
  const out = [
    '# Migration',
    '',
    `${counted(results.length, 'chart')}: ${converted.length} converted, ${failed.length} not converted, ${libraries.length === 1 ? '1 library (it has nothing to render)' : `${libraries.length} libraries (they have nothing to render)`}. ` +
      `A person should look at ${needing.length} of the converted ones. Compiler ${lock.compiler}, semantics of Helm ${lock.helm}.`,
    '',
    '| chart | version | module | needs a look |',
    '| --- | --- | --- | --- |',
  ];
  const byPath = new Map(results.map((result) => [result.path, result]));
  for (const path of order) {
    const result = byPath.get(path);
    if (!result) continue;
    const module = result.locked ? `\`${result.locked.module}\`` : result.isLibrary ? 'a library' : '**not converted**';
    out.push(`| ${cell(path)} | ${cell(result.version)} | ${module} | ${cell(concerns(result).join(', '))} |`);
  }
  out.push(
    '',
    'The table is in the order of conversion: a chart comes after the charts of this repository that it depends on.',
    '',
  );
  for (const path of order) {
    const result = byPath.get(path);
    if (result) out.push(...chartSection(result));
  }
  return `${out.join('\n').trimEnd()}\n`;
}

function needsPerson(result: MigrateResult): boolean {
  return concerns(result).length > 0;
}

function draws(result: MigrateResult, ...what: Draw['what'][]): Draw[] {
  return result.findings?.draws.filter((draw) => what.includes(draw.what)) ?? [];
}

const parseErrors = ({ diagnostics }: MigrateResult) => withCode(diagnostics, 'template-parse').map(diagnosticText);

/** What there is to look at, a few words each. */
function concerns(result: MigrateResult): string[] {
  const list: string[] = [];
  const { findings } = result;
  if (!result.locked && !result.isLibrary) list.push('conversion');
  if (parseErrors(result).length > 0) list.push('templates that cannot be parsed');
  if (draws(result, 'entropy').length > 0) list.push('randomness');
  if (draws(result, 'clock').length > 0) list.push('clock');
  if (draws(result, 'cluster').length > 0) list.push('lookup');
  if (findings?.unread.length) list.push(counted(findings.unread.length, 'unread value'));
  if (findings?.unknown.length) list.push(counted(findings.unknown.length, 'unnamed value'));
  if (findings?.schema.length) list.push('schema');
  if (result.defaultsError !== undefined) list.push('defaults');
  return list;
}

function chartSection(result: MigrateResult): string[] {
  if (concerns(result).length === 0) return [];
  const { findings } = result;
  const out = [`## ${markdown(result.path)}`, ''];
  const list = (head: string, items: readonly string[]) => {
    if (items.length > 0) out.push(head, '', ...listed(items), '');
  };
  if (result.error !== undefined) out.push('Not converted:', '', ...block(result.error), '');
  list(
    'Helm cannot parse these templates, so it cannot render the chart while they are enabled:',
    parseErrors(result).map(code),
  );
  for (const [from, head] of DRAWS) list(head, places(draws(result, from)));
  list(
    'No template reads these values: dead, or misspelt here or in a template.',
    (findings?.unread ?? []).map((path) => code(path)),
  );
  const unknown = findings?.unknown ?? [];
  list(
    'Templates read these values, values.yaml has another name that nothing reads; likely typos:',
    unknown.flatMap(({ path, meant, place }) =>
      meant === undefined ? [] : [`${code(path)} (values.yaml has ${code(meant)}), ${markdown(placeText(place))}`],
    ),
  );
  list(
    'Templates read these values, and no values.yaml names them: name them there, if only in a comment.',
    unknown.flatMap(({ path, meant, place }) =>
      meant === undefined ? [`${code(path)}, ${markdown(placeText(place))}`] : [],
    ),
  );
  list('Schema:', (findings?.schema ?? []).map(markdown));
  if (result.defaultsError !== undefined) {
    const { kind, message } = result.defaultsError;
    const head =
      kind === 'schema' ? 'Its own values do not satisfy its schema:' : 'Does not render with its own values alone:';
    out.push(head, '', ...block(message), '');
  }
  return out;
}

/** What templates take from outside, and what that means for who renders. */
const DRAWS = [
  [
    'entropy',
    'Draws randomness: another value with every render, unless `--seed` is given. Better: take the value from a Secret that exists.',
  ],
  [
    'clock',
    'May read the clock (`date` and its kin do so when they get no time): another value with every render, unless `--now` is given.',
  ],
  [
    'cluster',
    'Asks the cluster with `lookup`: a module finds nothing, as `helm template` does, unless `--lookups FILE` gives it objects. Check what the chart does then.',
  ],
] as const;

function places(list: readonly Draw[]): string[] {
  const byFunction = new Map<string, string[]>();
  for (const { function: name, place } of list) {
    const known = byFunction.get(name) ?? [];
    known.push(placeText(place));
    byFunction.set(name, known);
  }
  return [...byFunction].map(
    ([name, where]) =>
      `${code(name)}: ${where.slice(0, 8).map(markdown).join(', ')}${where.length > 8 ? ` and ${where.length - 8} more` : ''}`,
  );
}

function listed(lines: readonly string[]): string[] {
  const shown = lines.slice(0, MAX_LISTED).map((line) => `- ${line}`);
  return lines.length > MAX_LISTED ? [...shown, `- and ${lines.length - MAX_LISTED} more`] : shown;
}

function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${text.replace(/\n/g, ' ')}${fence}`;
}

function block(text: string): string[] {
  return text.split('\n').map((line) => `    ${line}`);
}

function cell(text: string): string {
  return markdown(text).replace(/\|/g, '\\|');
}

function markdown(text: string): string {
  return text.replace(/[\\`*_<>[\]]/g, '\\$&').replace(/\n/g, ' ');
}
