// `mistletoe eject`: a chart becomes a TypeScript package that renders the same, at first through the chart itself as a module, then
// template by template in TypeScript.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Analysis, analyseChart } from '../../compiler/analysis/reads';
import type { ChartUnits } from '../../compiler/analysis/units';
import { convertChart } from '../../compiler/convert';
import { brokenTemplates } from '../../compiler/diagnostics';
import { findProfile, type Profile } from '../../language/profiles';
import { BuildError } from '../errors';
import type { Step } from '../next-steps';
import { type OwnPackages, ownPackages } from '../own-packages';
import { ASKED_FILE, readAsked, readChartFiles, readGranted, remainingChart } from './project/chart-files';
import { loadTypeScript } from './project/check';
import { expectedFile } from './project/expected';
import { writeFile } from './project/files';
import { ADVICE, type ReasonKind } from './reasons';
import { findJob, inDraft, type Job } from './project/job';
import { type IndexEntry, readStanding, type Standing } from './project/standing';
import type { ProjectState } from './project/state';
import {
  firstSteps,
  gitignore,
  nextTemplateSteps,
  packageFile,
  packageJson,
  type ProjectFacts,
  readme,
  readmeWith,
  TEST_FILE,
  TSCONFIG,
} from './project/texts';
import type { Prove } from './proof';
import { translateStrictly, type Written } from './strictly';
import { chosenTemplates, keptForText, type Refused } from './templates/choose';
import { type ChartSources, Obstacle, readSources } from './templates/template-source';
import { grantedOf, mergeGranted } from './values/granted';
import type { Shape } from './values/shapes';
import { valuesFile, valuesShape } from './values/values-file';

/** How a chart is ejected. */
export interface EjectOptions {
  /** the package's folder; a package that is already there gets further templates */
  out?: string;
  /** where paths begin that are not absolute: errors have them as they were given */
  cwd?: string;
  /** templates that become TypeScript: paths in the chart, or `all` */
  templates?: readonly string[];
  helm: Profile;
  /** somebody asked for that Helm: a package that was ejected with another one is refused; else it keeps its own */
  isHelmGiven?: boolean;
  /** overwrites a package, or files of it, that somebody may have changed */
  force?: boolean;
  /** the version of this program, for package.json */
  version: string;
  /** modules as they are linked, not optimised: what they render is the same */
  quick?: boolean;
  /** compares what templates have become with the chart; those that render otherwise stay the chart's */
  prove?: Prove;
  /** told what takes long */
  progress?(line: string): void;
}

/** A template that was asked for and stays in the chart. */
export interface Kept {
  path: string;
  /** what is in the way */
  reason: string;
  kind: ReasonKind;
  /** where, if a line is: in the template or in what it includes */
  file: string;
  line?: number;
  /** what stands there */
  code?: string;
  /** what one can do about it */
  advice: string;
}

/** What became of a chart. */
export interface Ejected {
  folder: string;
  name: string;
  /** paths of the files that were written */
  written: string[];
  /** and of those that were taken away */
  removed: string[];
  /** templates that became TypeScript */
  translated: string[];
  /** of those templates that still ask the chart for texts: for how many, and how many lines of the chart these are */
  chartTexts: Record<string, { count: number; lines: number }>;
  /** templates whose TypeScript somebody deleted, and that nobody asked for: they are the chart's again */
  returned: string[];
  kept: Kept[];
  /** templates that are TypeScript and stay in the chart too, because others need their text */
  forText: string[];
  /** of a new package where it has our own packages from, which are not installed there yet */
  own?: OwnPackages;
  /** what to type next in its folder */
  next: readonly Step[];
  /** why nothing became TypeScript though it was asked for, or what else could */
  limits?: string;
  /** what the chart says where it renders with none of its value sets: nothing was compared */
  unproven?: string;
  /** templates that became TypeScript and of which no value set rendered anything, so that nothing was compared */
  unrendered: readonly string[];
}

/** Ejects the chart at a path (a folder or a .tgz; or a package that was ejected). Throws BuildError or ChartError. */
export async function ejectChart(path: string, options: EjectOptions): Promise<Ejected> {
  const job = findJob(path, options);
  const project = readProject(job, options);
  options.progress?.(`ejecting ${project.name} …`);
  try {
    return await inDraft(job, async (folder) => {
      const draft = new Draft(folder);
      if (job.state === undefined) await begin(draft, project);
      const translation = await translate(draft, project);
      if (job.state !== undefined && options.force !== true) refuseOverwriting(job.folder, translation.entries);
      await finish(draft, project, translation);
      return report(draft, project, translation);
    });
  } finally {
    options.progress?.('');
  }
}

/** What is read before anything is written. */
interface Project {
  job: Job;
  options: EjectOptions;
  name: string;
  helm: Profile;
  /** the chart's files, of a package those that are left, by path */
  files: ReadonlyMap<string, Uint8Array>;
  /** what the package's texts say; its state is the one before */
  facts: ProjectFacts;
  shape: Shape;
  sources: ChartSources;
  /** templates that become TypeScript if they can */
  wanted: readonly string[];
  /** why there are none, or not those of all charts, though they were asked for */
  limits: string | undefined;
  /** those that are TypeScript */
  standing: Standing;
}

function readProject(job: Job, options: EjectOptions): Project {
  const helm = (job.state && findProfile(job.state.helm)?.profile) ?? options.helm;
  if (options.isHelmGiven && helm.id !== options.helm.id) {
    throw new BuildError(
      `${job.shown} renders as Helm ${helm.id} does: leave --helm away, or eject its chart anew with --helm ${options.helm.id} --force`,
    );
  }
  const analysis = analyse(job.chart, helm);
  const { name, version, description = '', type } = analysis.units.chart.metadata;
  if (type === 'library') {
    throw new BuildError(
      `${name} is a library chart, which renders nothing by itself: eject the charts that depend on it`,
    );
  }
  const files = readChartFiles(job.chart, helm);
  const before = job.state ?? { chart: name, helm: helm.id, ejected: [], forText: [], texts: [] };
  const standing: Standing =
    job.state === undefined ? { known: [], returned: [], index: undefined } : readStanding(job.folder, before, files);
  const state = { ...before, ejected: standing.known.map(({ path }) => path) };
  const sources = readSources(analysis.units, helm);
  const wanted = chosenTemplates(options.templates ?? [], sources, state.ejected);
  return {
    job,
    options,
    name,
    helm,
    files,
    facts: {
      name,
      version,
      description: firstSentence(description),
      state,
      own: ownPackages(job.folder, options.version),
    },
    shape: valuesShape(analysis),
    sources,
    wanted,
    limits:
      options.templates?.includes('all') || ((options.templates ?? []).length > 0 && wanted.length === 0)
        ? limitsOf(analysis.units, wanted, state.ejected)
        : undefined,
    standing,
  };
}

/** A link that leads out of a chart no flag of eject follows: the package has the files themselves. */
function analyse(chart: string, helm: Profile): Analysis {
  try {
    return analyseChart(chart, helm);
  } catch (error) {
    const { message } = error as Error;
    const told = message.replace('give --link-root DIR to follow it', 'eject a copy that has the file itself, cp -rL');
    throw told === message ? error : new BuildError(told, { cause: error });
  }
}

/** What is to be said where nothing, or not all that renders, could be asked for. */
function limitsOf({ layout }: ChartUnits, wanted: readonly string[], ejected: readonly string[]): string | undefined {
  // A library's files are definitions, which come with the templates that include them.
  const subcharts = new Set(
    layout.files.flatMap(({ path }) => /^[^/]+\/charts\/([^/]+)\/(?:.*\/)?[^_/][^/]*\.ya?ml$/.exec(path)?.[1] ?? []),
  );
  const theirs =
    subcharts.size === 0
      ? ''
      : `those of its subcharts (${[...subcharts].sort().join(', ')}) stay theirs, and each of these can be ejected by itself`;
  if (wanted.length > 0) return theirs === '' ? undefined : theirs;
  if (ejected.length > 0) return 'whatever can be TypeScript is';
  return theirs === ''
    ? 'it has no templates that could become TypeScript'
    : `it has no templates of its own: ${theirs}`;
}

/** Some charts describe themselves by pages. */
const firstSentence = (text: string) => text.trim().split(/(?<=[.!?])\s|\n/)[0]!;

const textOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/** The package as it is being written. */
class Draft {
  /** paths of what was written */
  readonly written = new Set<string>();

  constructor(readonly folder: string) {}

  put(file: string, data: string | Uint8Array): void {
    this.written.add(file);
    writeFile(join(this.folder, file), data);
  }

  /** `chart/` with these files, and nothing else. */
  putChart(files: ReadonlyMap<string, Uint8Array>): void {
    for (const file of this.written) if (file.startsWith('chart/')) this.written.delete(file);
    rmSync(join(this.folder, 'chart'), { recursive: true, force: true });
    for (const [file, data] of files) this.put(`chart/${file}`, data);
  }

  /** The module of `chart/`. `quick`: as it is linked, for whoever only wants to know what it renders. Throws BuildError. */
  async compile({ helm, options }: Project, quick = options.quick ?? false): Promise<Uint8Array> {
    const given = { helm, allowMissingReferences: true, quick };
    const { wasm, diagnostics } = await convertChart(join(this.folder, 'chart'), given);
    const broken = brokenTemplates(diagnostics);
    if (broken !== undefined) throw new BuildError(broken);
    return wasm;
  }
}

/** What a package has before any template is TypeScript. */
async function begin(draft: Draft, project: Project): Promise<void> {
  draft.put('values.ts', valuesFile(project.shape, project.name));
  draft.put('package.ts', packageFile(project.facts));
  draft.put('package.test.ts', TEST_FILE);
  draft.put('tsconfig.json', TSCONFIG);
  draft.put('.gitignore', gitignore(project.facts));
  draft.putChart(project.files);
  draft.put('expected.json', expectedFile(await draft.compile(project, true)));
}

/** What has become TypeScript, and what that leaves of the chart. */
interface Translation extends Written {
  state: ProjectState;
  chart: ReadonlyMap<string, Uint8Array>;
  /** templates that the chart has no longer */
  removed: ReadonlySet<string>;
  /** why nothing could be compared */
  unproven?: string;
  unrendered?: readonly string[];
}

/** Translates templates; those that render otherwise than the chart go back to it. */
async function translate(draft: Draft, project: Project): Promise<Translation> {
  const { job, files, helm, sources, shape, wanted, options } = project;
  const { known, index } = project.standing;
  const typescript = loadTypeScript(job.folder);
  const before = job.state === undefined ? draft.folder : job.folder;
  const helpers = textOf(join(before, 'templates/helpers.ts'));
  const asked = job.state === undefined ? new Map<string, string>() : readAsked(files.get(ASKED_FILE));
  const refused: Refused = { templates: new Map(), definitions: new Map() };
  const isProven = options.prove && (wanted.length > 0 || job.state === undefined);
  const original = isProven ? await draft.compile(project, true) : undefined;
  for (;;) {
    const written = translateStrictly(draft.folder, known, refused, {
      ...{ sources, shape, wanted, typescript, helpers, index, asked },
    });
    const translation = remaining(project, written, asked);
    draft.putChart(translation.chart);
    if (original === undefined) return translation;
    const isSame = written.translated.size === 0;
    if (!isSame) options.progress?.(`comparing ${project.name} with the chart …`);
    const { wrong, nothing, unrendered } = await options.prove!({
      ...{ chart: job.chart, helm, original, folder: draft.folder },
      remaining: isSame ? original : await draft.compile(project, true),
      templates: written.translated,
    });
    if (wrong.size === 0)
      return nothing === undefined ? { ...translation, unrendered } : { ...translation, unproven: nothing };
    for (const [path, reason] of wrong) refused.templates.set(path, new Obstacle(reason, path, 0, 'proof'));
    written.withdraw();
  }
}

/** What is left of the chart. */
function remaining(
  { files, sources, facts, shape }: Project,
  written: Written,
  known: ReadonlyMap<string, string>,
): Translation {
  const { state } = facts;
  const translated = [...written.translated.values()];
  const ejected = new Set([...state.ejected, ...written.translated.keys()]);
  const texts = new Set([...state.texts, ...[...translated, ...written.helpers].flatMap((one) => [...one.texts])]);
  const forText = new Set([
    ...keptForText(sources, ejected),
    ...[...state.forText, ...texts].filter((path) => ejected.has(path) && files.has(path)),
  ]);
  const removed = new Set([...ejected].filter((path) => files.has(path) && !forText.has(path)));
  const asked = new Map([...known, ...translated.flatMap((one) => [...one.asked])]);
  const sorted = (paths: ReadonlySet<string>) => [...paths].sort();
  const granted = mergeGranted(readGranted(files), grantedOf(shape));
  return {
    ...written,
    state: { ...state, ejected: sorted(ejected), forText: sorted(forText), texts: sorted(texts) },
    chart: ejected.size === 0 ? files : remainingChart(files, removed, sorted(texts), asked, granted),
    removed,
  };
}

/** A template's file that is there already, though nobody ejected it, is somebody's own. */
function refuseOverwriting(folder: string, entries: readonly IndexEntry[]): void {
  for (const { path, module } of entries) {
    const file = `templates/${module}.ts`;
    if (existsSync(join(folder, file)))
      throw new BuildError(`${file} is there already, and ${path} would overwrite it: move it, or give --force`);
  }
}

/** Everything of the package that depends on what became TypeScript. */
async function finish(draft: Draft, project: Project, { files, state }: Translation): Promise<void> {
  const { job } = project;
  const facts = { ...project.facts, state };
  for (const [file, text] of files) draft.put(file, text);
  draft.put('chart.wasm', await draft.compile(project));
  if (job.state === undefined) {
    draft.put('package.json', packageJson(facts));
    draft.put('README.md', readme(facts, chartFrom(job), isLeft(project, state)));
    return;
  }
  draft.put('package.json', withState(readFileSync(join(job.folder, 'package.json'), 'utf8'), state));
  const before = textOf(join(job.folder, 'README.md'));
  const after = before === undefined ? undefined : readmeWith(before, project.facts.state, state);
  if (after !== undefined && after !== before) draft.put('README.md', after);
}

/** Where the chart is, from the package. */
const chartFrom = ({ folder, chart }: Job) => relative(folder, chart).replaceAll('\\', '/');

/** Are there templates that nobody has asked for yet? */
const isLeft = ({ sources, options }: Project, { ejected }: ProjectState) =>
  !options.templates?.includes('all') && chosenTemplates(['all'], sources, ejected).length > 0;

/** package.json with what eject remembers; everything else in it stays. */
function withState(text: string, state: ProjectState): string {
  return `${JSON.stringify({ ...(JSON.parse(text) as object), mistletoe: state }, null, 2)}\n`;
}

const keptAs = (path: string, { reason, kind, file, line, code }: Obstacle): Kept => ({
  ...{ path, reason, kind, file },
  ...(line === 0 ? {} : { line }),
  ...(code === undefined ? {} : { code }),
  advice: ADVICE[kind],
});

function report({ written }: Draft, project: Project, translation: Translation): Ejected {
  const { job, name, facts } = project;
  const { translated, kept, removed, state, unproven, unrendered = [] } = translation;
  return {
    folder: job.folder,
    name,
    written: [...written].sort(),
    removed: [...removed].map((file) => `chart/${file}`),
    translated: [...translated.keys()],
    chartTexts: chartTexts(translated),
    returned: project.standing.returned.filter((path) => !translated.has(path)),
    kept: [...kept].map(([path, obstacle]) => keptAs(path, obstacle)),
    forText: state.forText,
    unrendered,
    ...(job.state === undefined
      ? { own: facts.own, next: firstSteps(facts, chartFrom(job), isLeft(project, state)) }
      : { next: nextTemplateSteps }),
    ...(project.limits === undefined ? {} : { limits: project.limits }),
    ...(unproven === undefined ? {} : { unproven }),
  };
}

function chartTexts(translated: Translation['translated']): Ejected['chartTexts'] {
  const asking = [...translated].filter(([, { asked }]) => asked.size > 0);
  return Object.fromEntries(
    asking.map(([path, { asked }]) => {
      const lines = [...asked.values()].join('\n').match(/^.*\S/gm)?.length ?? 0;
      return [path, { count: asked.size, lines }];
    }),
  );
}
