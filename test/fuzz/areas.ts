// The areas of the fuzzer, each a generator with the loop that runs it. An area reports counts and finds; it prints nothing.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { helmTemplate, type HelmId } from '../judge/helm';
import { oursRenderer } from '../judge/ours';
import { FIXED, inEveryTier, OTHER_TIERS } from '../judge/tiers';
import { runBytes } from './generators/bytes';
import { type ChartCase, chartsRound, isSame, judgeCharts } from './charts';
import { Choices, sampleChoices, simplerChoices } from './generators/choices';
import { makePrinted } from './generators/expressions';
import { writeFound, writeFoundCommand } from './found';
import { type Difference, runBatch, type RunBatch, type TemplateCase } from './judge';
import { makeManifest, manifestChart, runManifests } from './generators/manifests';
import { makeObjects } from './generators/objects';
import { makeSchemaCase } from './generators/schemas';
import { makeSet } from './generators/sets';
import { makeDamagedTemplate, makeTemplate } from './generators/templates';
import { runTiers } from './tiers';
import { makeDocuments, makeTree } from './generators/trees';
import { type Json, makeTypedValues, valuesFile, wellFormed } from './generators/values';
import { makeYamlTemplate } from './generators/yaml';

/** Something that is not as it should be. */
export interface Find {
  text: string;
  /** The file it was written to, if it was. */
  file?: string;
}

/** What a round of an area came to. */
export interface Round {
  cases: number;
  /** Renderings that only two modules of ours were compared in. */
  compared?: number;
  /** Of the cases, how many helm ends in an error. */
  failed: number;
  finds: Find[];
}

export interface RoundOptions {
  seed: number;
  major: HelmId;
  /** Whom ours is compared with: the real helm, or modules of Binaryen's with the other ways to render. */
  judge?: 'helm' | 'tiers';
  /** Cases in the round. */
  size: number;
  /** Shrink finds and write them to test/fuzz/found. */
  keep: boolean;
}

type MakeTemplate = (c: Choices, major: HelmId) => string;

const templateAreas: Record<string, MakeTemplate> = {
  templates: makeTemplate,
  functions: (c, helm) => `{{ ${makePrinted(c, { helm, values: '.Values', variables: [] }, undefined, c.below(3))} }}`,
  strings: (c, helm) =>
    `{{ ${makePrinted(c, { helm, values: '.Values', variables: [] }, ['strings', 'strings', 'regex', 'printing', 'encoding', 'paths', 'urls'], 0)} }}`,
  yaml: (c) => makeYamlTemplate(c),
  syntax: makeDamagedTemplate,
};

const chartAreas: Record<string, (c: Choices, major: HelmId) => ChartCase> = {
  trees: makeTree,
  documents: makeDocuments,
  schemas: makeSchemaCase,
  objects: makeObjects,
};

/** The names of all areas. */
export const areaNames = [...Object.keys(templateAreas), ...Object.keys(chartAreas), 'manifests', 'sets', 'bytes'];

/** Runs one round of an area. */
export function runRound(area: string, options: RoundOptions): Promise<Round> {
  if (area === 'sets') return setsRound(options);
  if (area === 'bytes') return bytesRound(options);
  if (area === 'manifests') return manifestsRound(options);
  if (Object.hasOwn(chartAreas, area)) return chartsRound(area, chartAreas[area], options);
  return templateRound(area, templateAreas[area], options);
}

async function templateRound(
  area: string,
  make: MakeTemplate,
  { seed, major, judge, size, keep }: RoundOptions,
): Promise<Round> {
  const run = judge === 'tiers' ? runTiers : runBatch;
  const [valueChoices, ...lists] = sampleChoices(seed, size + 1);
  const values = makeTypedValues(new Choices([...valueChoices, ...lists.flat().slice(0, 300)]));
  const texts = lists.map((list) => wellFormed(make(new Choices(list), major)));
  const result = await run(
    major,
    texts.map((template) => ({ template, values: valuesFile(values) })),
  );
  const finds: Find[] = [];
  const seen = new Set<number>();
  for (const difference of result.differences) {
    if (seen.has(difference.index)) continue;
    seen.add(difference.index);
    let found = { template: texts[difference.index], values: valuesFile(values), difference };
    if (!(await repeats(run, major, found))) continue;
    if (keep) found = await shrink(run, make, major, values, lists[difference.index], found);
    const file = keep ? await writeFound(area, found, major) : undefined;
    finds.push({ text: describe(major, found.template, found.difference), file });
  }
  return { cases: result.compared, failed: result.failed, finds };
}

/** Does helm say the same again? It prints addresses here and there, and maps in no order. */
async function repeats(run: RunBatch, major: HelmId, found: TemplateCase): Promise<boolean> {
  const ask = async () => JSON.stringify((await run(major, [found])).differences.map(({ wanted }) => wanted));
  const first = await ask();
  return (await ask()) === first;
}

const SHRINK_ROUNDS = 16;
const SHRINK_WIDTH = 60;

async function shrink(
  run: RunBatch,
  make: MakeTemplate,
  major: HelmId,
  values: { [key: string]: Json },
  list: readonly number[],
  found: { template: string; values: string; difference: Difference },
) {
  let best = { ...found, list };
  for (let round = 0; round < SHRINK_ROUNDS; round++) {
    const tried = new Map<string, number[]>();
    for (const simpler of simplerChoices(best.list)) {
      const template = wellFormed(make(new Choices(simpler), major));
      if (template.length < best.template.length && !tried.has(template)) tried.set(template, simpler);
    }
    // Some of each length: the shortest seldom keep what matters.
    const sorted = [...tried].sort(([a], [b]) => a.length - b.length);
    const step = Math.max(1, sorted.length / SHRINK_WIDTH);
    const chosen = sorted.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
    if (chosen.length === 0) break;
    const { differences } = await run(
      major,
      chosen.map(([template]) => ({ template, values: found.values })),
    );
    const next = differences.sort((a, b) => a.index - b.index)[0];
    if (!next) break;
    best = { template: chosen[next.index][0], values: found.values, difference: next, list: chosen[next.index][1] };
  }
  const used = Object.fromEntries(
    Object.entries(values).filter(([name]) => new RegExp(`\\b${name}\\b`).test(best.template)),
  );
  const { differences } = await run(major, [{ template: best.template, values: valuesFile(used) }]);
  return differences.length > 0
    ? { template: best.template, values: valuesFile(used), difference: differences[0] }
    : best;
}

function describe(major: HelmId, template: string, { form, by, wanted, ours }: Difference): string {
  const show = (answer: Difference['wanted']) =>
    answer.ok ? JSON.stringify(Buffer.from(answer.out, 'base64').toString()) : `error ${JSON.stringify(answer.err)}`;
  return `helm ${major}, ${form}: ${JSON.stringify(template)}\n    ${by} ${show(wanted)}\n    ours ${show(ours)}`;
}

const setsTemplate = 'out: {{ .Values | toJson | quote }}\n';
const setsValues = 'a: 1\nl: [x, {y: z}]\nm:\n- a: q\nb: {c: {a: 1}}\nc: text\n';

async function setsRound({ seed, major, judge, size, keep }: RoundOptions): Promise<Round> {
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-sets-'));
  const round: Round = { cases: 0, failed: 0, finds: [] };
  try {
    const chart = join(folder, 'vec');
    mkdirSync(join(chart, 'templates'), { recursive: true });
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: vec\nversion: 0.1.0\nappVersion: "1.2.3"\n');
    writeFileSync(join(chart, 'values.yaml'), setsValues);
    writeFileSync(join(chart, 'templates/t.yaml'), setsTemplate);
    if (judge === 'tiers') {
      const lists = sampleChoices(seed, size).map((list) => {
        const c = new Choices(list);
        return ['rel', chart, ...c.many(1, 2, () => makeSet(c)).flat()];
      });
      const { wanted, others } = await inEveryTier(major, chart, lists);
      for (const [i, result] of wanted.entries()) {
        round.cases++;
        if (result.code !== 0) round.failed++;
        for (const [t, tier] of OTHER_TIERS.entries()) {
          const ours = others[t]![i]!;
          if (!isSame(result, ours))
            round.finds.push({
              text: `${tier}, helm ${major}: ${JSON.stringify([lists[i], FIXED, result.stdout + result.stderr, ours.stdout + ours.stderr])}`,
            });
        }
      }
      return round;
    }
    const renderer = await oursRenderer(major, chart);
    await Promise.all(
      sampleChoices(seed, size).map(async (list) => {
        const c = new Choices(list);
        const args = c.many(1, 2, () => makeSet(c)).flat();
        const helm = await helmTemplate(major, ['rel', chart, ...args]);
        const ours = await renderer.render(['rel', ...args]);
        round.cases++;
        if (helm.code !== 0) round.failed++;
        if (isSame(helm, ours)) return;
        const text = `helm ${major}: ${JSON.stringify(args)}\n    helm ${JSON.stringify(helm.stdout + helm.stderr)}\n    ours ${JSON.stringify(ours.stdout + ours.stderr)}`;
        round.finds.push({
          text,
          file: keep ? await writeFoundCommand('sets', setsTemplate, setsValues, args, major) : undefined,
        });
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return round;
}

/** What the batch finds suspect is judged again as a chart of its own, and made simpler there. */
async function manifestsRound({ seed, major, judge, size, keep }: RoundOptions): Promise<Round> {
  const lists = sampleChoices(seed, size);
  const { compared, judged, failed, suspects } = await runManifests(
    major,
    lists.map((list) => makeManifest(new Choices(list))),
    judge,
  );
  const round: Round = { cases: judged, compared, failed, finds: [] };
  const seen = new Set<number>();
  for (const { index, turn, text } of suspects) {
    if (seen.has(index)) continue;
    seen.add(index);
    const make = (c: Choices) => manifestChart(makeManifest(c), turn);
    const { finds } = await judgeCharts('manifests', make, [lists[index]], { major, judge, keep });
    round.finds.push(...finds);
    // Alone it is as helm's: still, something was not.
    if (finds.length === 0) {
      const { files } = make(new Choices(lists[index]));
      round.finds.push({ text: `helm ${major}, only in a batch, turn ${turn}: ${JSON.stringify({ files, text })}` });
    }
  }
  return round;
}

async function bytesRound({ seed, judge, size }: RoundOptions): Promise<Round> {
  const round: Round = { cases: 0, failed: 0, finds: [] };
  for (const list of sampleChoices(seed, size)) {
    const { kind, problem } = await runBytes(list, judge);
    round.cases++;
    if (problem !== undefined)
      round.finds.push({ text: `${kind} (choices ${JSON.stringify(list.slice(0, 12))}…): ${problem}` });
  }
  return round;
}
