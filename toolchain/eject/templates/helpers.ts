// helpers.ts: written once, then added to; what a person made of a helper stays.

import { helperIdentity, type HelperFunction, helpersFile } from './translate';
import { importLine } from './translate/file-text';

const SDK = '@mistletoe-dev/sdk/chart';

const namesIn = (text: string) => new Set([...text.matchAll(/^export function (\w+)/gm)].map(([, name]) => name!));

/** The functions of the file by name, with what tells each from others of the same definition. */
export function knownHelpers(existing: string | undefined): Map<string, string> {
  const functions = (existing ?? '').matchAll(
    /^(?:\/\*\*| \*) (.*)(?: |\n )\*\/\nexport function (\w+)\((?:_?\w+: (.*))?\)(: string)? \{$/gm,
  );
  const known = new Map([...namesIn(existing ?? '')].map((name) => [name, '']));
  for (const [, definition, name, type, result] of functions)
    known.set(name!, helperIdentity(definition!, type ?? 'Chart', result ?? ''));
  return known;
}

/** The file with the functions that it lacks; undefined where there are none at all. */
export function mergeHelpers(existing: string | undefined, helpers: readonly HelperFunction[]): string | undefined {
  if (existing === undefined) return helpers.length === 0 ? undefined : helpersFile(helpers);
  const known = namesIn(existing);
  const added = helpers.filter(({ name }) => !known.has(name));
  if (added.length === 0) return existing;
  const line = new RegExp(`import \\{([^}]*)\\} from '${SDK}';\\n`);
  const imported = (line.exec(existing)?.[1] ?? '').split(',').map((name) => name.trim());
  const names = new Set(
    [...imported, ...added.flatMap((helper) => [...helper.imported])].filter((name) => name !== ''),
  );
  const head = names.size === 0 ? '' : importLine([...names].sort(), SDK);
  const rest = existing.replace(line, '');
  const chart = /import type \{[^}]*\bChart\b/.test(rest) ? '' : "import type { Chart } from '../values';\n";
  return `${head}${chart}${rest.trimEnd()}\n\n${added.map(({ text }) => text).join('\n')}`;
}

/** The function that a line of the file belongs to. */
export function helperAt(text: string, line: number, helpers: readonly HelperFunction[]): HelperFunction | undefined {
  const before = text.split('\n').slice(0, line);
  const name = before.map((one) => /^export function (\w+)/.exec(one)?.[1]).findLast((found) => found !== undefined);
  return helpers.find((helper) => helper.name === name);
}
