// What `mistletoe eject` asks before it is done: do templates that have become TypeScript render what the chart rendered, with the value sets
// at hand? Every set goes through the chart as it was and through the draft; where they differ, the templates that do are named.

import { CONTEXT_TEMPLATE } from '../../toolchain/eject/project/chart-files';
import { type Drafted, draftInNode, type Prove, type Rendered } from '../../toolchain/eject/proof';
import type { SetOptions } from '../sets/sets';
import { compareRenders, moduleSide, templateOf } from './against';
import { compareObjects, type ObjectDifference } from './objects';
import { visitInputs } from './sets';

/** Over which value sets. */
export interface ProofOptions {
  sets: SetOptions;
  fuzz: number;
  seed: string;
}

/** A proof over value sets. It ends with the first one that differs: the others are asked about what is left. */
export function proofOver(options: ProofOptions): Prove {
  return async (drafted) => {
    const original = moduleSide(drafted.original);
    if (drafted.templates.size === 0)
      return { wrong: new Map(), unrendered: [], ...refusal(original, drafted, options) };
    const draft = await draftInNode(drafted);
    const only = [...drafted.templates.keys()];
    const wrong = new Map<string, string>();
    const unrendered = new Set(only);
    let nothing: string | undefined = '';
    const isMore = () => unrendered.size > 0;
    visitInputs(drafted.chart, { ...options, helm: drafted.helm, isMore }, ({ name, isOdd }, input) => {
      const render = (paths: readonly string[]) => draft(withOnly(input, paths));
      const both: Renders = { chart: withoutContext(original.render(input)), draft: render(only) };
      const { status, differences } = compareRenders(both.chart, both.draft, isOdd);
      if (status !== 'refused') nothing = undefined;
      else if (nothing === '') nothing = both.chart.error;
      if (both.draft.error === undefined) for (const text of both.chart.files) unrendered.delete(templateOf(text));
      if (status !== 'different') return status !== 'refused';
      const found = blame(both, drafted, (path) => render([path]));
      for (const path of found.size === 0 ? only : found.keys())
        wrong.set(path, `with ${name} it would render otherwise: ${words(found.get(path) ?? differences[0]!)}`);
      return undefined;
    });
    return { wrong, unrendered: [...unrendered], ...(nothing === undefined ? {} : { nothing }) };
  };
}

/** What a chart says that renders with none of its value sets. */
function refusal(
  { render }: ReturnType<typeof moduleSide>,
  { chart, helm }: Drafted,
  options: ProofOptions,
): { nothing?: string } {
  let first: string | undefined;
  let isRendered = false;
  visitInputs(chart, { ...options, helm }, (_, input) => {
    const { error } = render(input);
    first ??= error;
    isRendered = error === undefined;
    return isRendered ? undefined : false;
  });
  return isRendered || first === undefined ? {} : { nothing: first };
}

interface Renders {
  chart: Rendered;
  draft: Rendered;
}

const withOnly = (input: string, paths: readonly string[]) =>
  input.replace('"data":{', () => `"data":{"only":${JSON.stringify(paths)},`);

/** A package of a chart calls one that has a template for it. */
const withoutContext = (rendered: Rendered): Rendered => ({
  ...rendered,
  files: rendered.files.filter((text) => templateOf(text) !== CONTEXT_TEMPLATE),
});

/** The templates that a difference comes from, with what differs; none where nothing tells. */
function blame(
  { chart, draft }: Renders,
  { templates }: Drafted,
  alone: (path: string) => Rendered,
): Map<string, ObjectDifference | undefined> {
  const paths = [...templates.keys()];
  const those = (found: readonly string[]) => new Map(found.map((path) => [path, undefined]));
  if (chart.error !== undefined) return those(paths.filter((path) => chart.error!.includes(`/${path}`)));
  if (draft.error !== undefined) {
    const failing = paths.filter((path) => alone(path).error !== undefined);
    // What the chart cannot tell fails whoever asks.
    const asking = failing.filter((path) =>
      [...templates.get(path)!.asked.keys()].some((text) => new RegExp(`\\b${text}\\b`).test(draft.error!)),
    );
    return those(asking.length > 0 && failing.length === paths.length ? asking : failing);
  }
  const of = (path: string, { files }: Rendered) => files.filter((text) => templateOf(text) === path);
  const found = new Map(
    paths.flatMap((path) =>
      compareObjects(of(path, chart), of(path, draft))
        .slice(0, 1)
        .map((first) => [path, first]),
    ),
  );
  if (found.size > 0) return found;
  const moved = chart.files.findIndex((text, i) => templateOf(text) !== templateOf(draft.files[i] ?? ''));
  const sources = moved < 0 ? [] : [chart.files[moved]!, draft.files[moved] ?? ''].map(templateOf);
  return those(paths.filter((path) => sources.includes(path)));
}

function words({ object, path, chart, package: draft }: ObjectDifference): string {
  const place = path === '' ? object : `${object} ${path}`;
  return oneLine(`${place}: chart ${chart ?? 'has none'}, TypeScript ${draft ?? 'has none'}`);
}

/** What an error says of itself, without the places of a bundle that nobody has. */
const oneLine = (text: string) =>
  text
    .replace(/\n\s+at [\s\S]*/, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/(refuses: )(?:Error: )+/g, '$1');
