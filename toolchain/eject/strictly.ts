// Templates as TypeScript that TypeScript itself takes, strictly: what it does not take stays in the chart.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type * as TypeScript from 'typescript';
import { BuildError } from '../errors';
import { checkTypes, type TypeProblem } from './project/check';
import { writeFile } from './project/files';
import type { IndexEntry } from './project/standing';
import { templatesIndex } from './project/texts';
import { type Outcome, type Refused, translateTemplates } from './templates/choose';
import { textLiteral } from './values/types';
import { helperAt, knownHelpers, mergeHelpers } from './templates/helpers';
import { type ChartSources, Obstacle } from './templates/template-source';
import type { Shape } from './values/shapes';

/** What translating takes. */
export interface Strictly {
  sources: ChartSources;
  shape: Shape;
  wanted: readonly string[];
  typescript: typeof TypeScript;
  /** helpers.ts as it is */
  helpers: string | undefined;
  /** index.ts as it is */
  index: string | undefined;
  /** texts that the chart is asked for already */
  asked: ReadonlyMap<string, string>;
}

/** index.ts with further templates: written anew, unless somebody changed it. */
function indexWith(index: string | undefined, known: readonly IndexEntry[], added: readonly IndexEntry[]): string {
  const sorted = (entries: readonly IndexEntry[]) => [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  if (index === undefined || index === templatesIndex(sorted(known)))
    return templatesIndex(sorted([...known, ...added]));
  const imports = added.map(({ module, name }) => `import { ${name} } from './${module}';\n`).join('');
  const entries = added.map(({ path, name }) => `  ${textLiteral(path)}: ${name},\n`).join('');
  const end = index.search(/\};\s*$/);
  if (end < 0) throw new BuildError('templates/index.ts does not end with the list of templates: write that last');
  const before = index.slice(0, end);
  return `${imports}${before}${before.endsWith('\n') ? '' : '\n'}${entries}${index.slice(end)}`;
}

/** What was translated, as it is in the draft. */
export interface Written extends Outcome {
  files: ReadonlyMap<string, string>;
  /** the templates that became TypeScript */
  entries: readonly IndexEntry[];
  /** Takes the files out of the draft again. */
  withdraw(): void;
}

/**
 * Translates into a draft of the package, and lets TypeScript judge. What it does not take is added to `refused`. Throws BuildError where what
 * was there before is wrong.
 */
export function translateStrictly(
  draft: string,
  known: readonly IndexEntry[],
  refused: Refused,
  { sources, shape, wanted, typescript, helpers, asked, index }: Strictly,
): Written {
  for (;;) {
    const outcome = translateTemplates(sources, shape, wanted, refused, {
      asked,
      templates: known.map(({ name }) => name),
      modules: known.map(({ module }) => module),
      helpers: knownHelpers(helpers),
    });
    const files = new Map<string, string>();
    for (const { module, text } of outcome.translated.values()) files.set(`templates/${module}.ts`, text);
    const merged = mergeHelpers(helpers, outcome.helpers);
    if (merged !== undefined) files.set('templates/helpers.ts', merged);
    const entries = [...outcome.translated].map(([path, { module, name }]) => ({ path, module, name }));
    files.set('templates/index.ts', indexWith(index, known, entries));
    for (const [file, text] of files) writeFile(join(draft, file), text);
    const withdraw = () => {
      for (const file of files.keys()) rmSync(join(draft, file), { force: true });
    };
    const problems = checkTypes(draft, typescript);
    let isNew = false;
    for (const { file, line, message, lacksExport, repeatsKey } of problems) {
      const code = files.get(file)?.split('\n')[line - 1]?.trim();
      const refuse = (what: string, at: string) =>
        repeatsKey
          ? new Obstacle('a mapping has a key twice', at, 0, 'broken', code)
          : new Obstacle(
              `TypeScript does not take what ${what} becomes: ${message.split('\n')[0]}`,
              at,
              0,
              'types',
              code,
            );
      const path = [...outcome.translated].find(([, { module }]) => file === `templates/${module}.ts`)?.[0];
      // What is written here takes nothing that the SDK of this version has not.
      if (lacksExport && (path !== undefined || file === 'templates/helpers.ts')) {
        throw new BuildError(
          `the @mistletoe-dev/sdk that is installed is of another version than this program (${message.split('\n')[0]}): install the same of both`,
        );
      }
      if (path !== undefined) {
        refused.templates.set(path, refuse('it', path));
        isNew = true;
      } else if (file === 'templates/helpers.ts') {
        const helper = helperAt(merged!, line, outcome.helpers);
        if (!helper) continue;
        refused.definitions.set(helper.definition, refuse(`the definition ${helper.definition}`, file));
        isNew = true;
      }
    }
    if (problems.length > 0 && !isNew) {
      const [{ file, line, message }] = problems as [TypeProblem];
      throw new BuildError(`${file}:${line}: ${message}: mend it, then eject again`);
    }
    if (problems.length === 0) return { ...outcome, files, entries, withdraw };
    withdraw();
  }
}
