// Which templates become TypeScript, and which of them the chart keeps all the same because others need their text.

import { BuildError } from '../../errors';
import { CONTEXT_TEMPLATE } from '../project/chart-files';
import { type ChartSources, Obstacle } from './template-source';
import { type HelperFunction, type Known, type Translated, Translation } from './translate';
import type { Shape } from '../values/shapes';

/** What became of the templates that were asked for, by their paths. */
export interface Outcome {
  translated: Map<string, Translated>;
  kept: Map<string, Obstacle>;
  helpers: HelperFunction[];
}

/** What TypeScript does not take: templates by path, helpers by their definition. */
export interface Refused {
  templates: Map<string, Obstacle>;
  definitions: Map<string, Obstacle>;
}

/** The paths that are meant, but for those that are TypeScript already. Throws BuildError for what is no template of the chart. */
export function chosenTemplates(given: readonly string[], sources: ChartSources, ejected: readonly string[]): string[] {
  const isTemplate = (path: string) =>
    /\.ya?ml$/.test(path) && !/(?:^|\/)_[^/]*$/.test(path) && path !== CONTEXT_TEMPLATE;
  const all = [...sources.templates.keys()].filter((path) => isTemplate(path) && !ejected.includes(path)).sort();
  if (given.includes('all')) return all;
  for (const path of given) {
    if (ejected.includes(path)) throw new BuildError(`${path} is TypeScript already`);
    if (!all.includes(path)) {
      const why = refusal(path, sources);
      if (why) throw new BuildError(why);
      const names = all.length === 0 ? 'it has none' : `it has ${all.join(', ')}`;
      throw new BuildError(`the chart has no template ${path} that could become TypeScript: ${names}`);
    }
  }
  return [...given];
}

/** Why a path that somebody may mean for good reason is none that can be ejected; undefined where nothing tells. */
function refusal(path: string, { templates, definitions }: ChartSources): string | undefined {
  const subchart = /^charts\/([^/]+)\//.exec(path)?.[1];
  if (subchart !== undefined) {
    return `${path} is a template of the subchart ${subchart}: eject that chart by itself, here it stays as it is`;
  }
  const file = `templates/${path.replace(/^templates\//, '')}`;
  if (/(?:^|\/)_[^/]*$/.test(file) && [...definitions.values()].some((one) => one.file.endsWith(`/${file}`)))
    return `${path} prints nothing itself: its definitions become functions as templates that include them are ejected`;
  if (/NOTES\.txt$/.test(path)) return `${path} is no object: the chart goes on to tell the notes`;
  if (file !== path && templates.has(file)) return `the chart has no template ${path}: it is ${file}`;
  return undefined;
}

/** Translates what can be translated. */
export function translateTemplates(
  sources: ChartSources,
  values: Shape,
  wanted: readonly string[],
  refused: Refused,
  known?: Known,
): Outcome {
  const translation = new Translation(sources, values, refused.definitions, known);
  const outcome: Outcome = { translated: new Map(), kept: new Map(), helpers: [] };
  for (const path of wanted) {
    try {
      const before = refused.templates.get(path);
      if (before) throw before;
      outcome.translated.set(path, translation.template(path));
    } catch (error) {
      if (!(error instanceof Obstacle)) throw error;
      outcome.kept.set(path, error);
    }
  }
  outcome.helpers = translation.helpersFor(outcome.translated.values());
  return outcome;
}

/** Of templates that are TypeScript those whose text others in the chart still include, or that hold definitions. */
export function keptForText(sources: ChartSources, ejected: ReadonlySet<string>): string[] {
  const remaining = [...sources.templates].filter(([path]) => !ejected.has(path)).map(([, source]) => source);
  const readers = [...remaining, ...sources.definitions.values()]
    .map(({ bytes }) => Buffer.from(bytes).toString())
    .filter((text) => text.includes('BasePath'));
  const definers = new Set([...sources.definitions.values()].map(({ file }) => file.replace(/^[^/]+\//, '')));
  return [...ejected].filter((path) => {
    const name = path.split('/').at(-1)!;
    return definers.has(path) || readers.some((text) => text.includes(name));
  });
}
