// `mistletoe eject`: a chart becomes a TypeScript package that renders the same, at first through the chart itself as a module, then
// template by template in TypeScript.

import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { analyseChart } from '../../compiler/analysis/reads';
import { convertChart } from '../../compiler/compile';
import { findProfile, type Profile } from '../../language/profiles';
import { openModule } from '../../runtime/host';
import { makeFolders } from '../../runtime/host/node/folders';
import { replaceFile } from '../../runtime/host/node/replace-file';
import { yamlToJson } from '../../runtime/bindings/values';
import { BuildError } from '../errors';
import { sourcesFor } from '../sources';
import { ASKED_FILE, readAsked, readChartFiles, remainingChart } from './project/chart-files';
import { loadTypeScript } from './project/check';
import { writeFile } from './project/files';
import { type ProjectState, readState } from './project/state';
import { packageFile, packageJson, type ProjectFacts, readme, TEST_FILE, TSCONFIG } from './project/texts';
import { type IndexEntry, translateStrictly } from './strictly';
import { chosenTemplates, keptForText, type Outcome } from './templates/choose';
import { readSources } from './templates/source';
import { valuesFile, valuesShape } from './values/values-file';

/** How a chart is ejected. */
export interface EjectOptions {
  /** the package's folder; a package that is already there gets further templates */
  out?: string;
  /** templates that become TypeScript: paths in the chart, or `all` */
  templates?: readonly string[];
  /** of a package that was ejected it is the one that it has */
  helm: Profile;
  /** overwrites a package, or files of it, that somebody may have changed */
  force?: boolean;
  /** the version of this program, for package.json */
  version: string;
  /** modules as they are linked, not optimised: what they render is the same */
  quick?: boolean;
  /** told what takes long */
  progress?(line: string): void;
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
  /** templates that were asked for and stay in the chart, with the line that is in the way */
  kept: { path: string; reason: string; file: string; line: number }[];
  /** templates that are TypeScript and stay in the chart too, because others need their text */
  forText: string[];
}

/** Ejects the chart at a path (a folder or a .tgz; or a package that was ejected). Throws BuildError or ChartError. */
export async function ejectChart(path: string, options: EjectOptions): Promise<Ejected> {
  const job = findJob(path, options);
  const typescript = loadTypeScript(job.folder);
  const helm = (job.state && findProfile(job.state.helm)?.profile) ?? options.helm;
  const analysis = analyseChart(job.chart, helm);
  const { metadata } = analysis.units.chart;
  const files = readChartFiles(job.chart, helm);
  const state: ProjectState = job.state ?? {
    chart: metadata.name,
    helm: helm.id,
    ejected: [],
    forText: [],
    texts: [],
  };
  const facts: ProjectFacts = {
    name: metadata.name,
    version: metadata.version,
    description: metadata.description ?? '',
    state,
    sources: sourcesFor(resolve(job.folder), options.version),
  };

  const shape = valuesShape(analysis);
  const sources = readSources(analysis.units, helm);
  const wanted = chosenTemplates(options.templates ?? [], sources, state.ejected);
  const compiling = { helm, allowMissingReferences: true, quick: options.quick ?? false };
  options.progress?.(`ejecting ${metadata.name} …`);
  try {
    return await inDraft(job, async (draft) => {
      const written = new Map<string, string | Uint8Array>();
      const put = (file: string, data: string | Uint8Array) => {
        written.set(file, data);
        writeFile(join(draft, file), data);
      };
      if (job.state === undefined) {
        put('values.ts', valuesFile(shape, metadata.name));
        put('package.ts', packageFile(facts));
        put('package.test.ts', TEST_FILE);
        put('tsconfig.json', TSCONFIG);
        for (const [file, data] of files) writeFile(join(draft, 'chart', file), data);
        const { wasm } = await convertChart(join(draft, 'chart'), compiling);
        put('expected.json', expectedFile(wasm));
        put('chart.wasm', wasm);
      }

      const known = job.state?.ejected.map((path) => ejectedBefore(job.folder, path)) ?? [];
      const asked = job.state === undefined ? new Map<string, string>() : readAsked(files.get(ASKED_FILE));
      const outcome = translateStrictly(draft, known, {
        asked,
        sources,
        shape,
        wanted,
        typescript,
        helpers: job.state === undefined ? undefined : textOf(join(job.folder, 'templates/helpers.ts')),
        index: job.state === undefined ? undefined : textOf(join(job.folder, 'templates/index.ts')),
      });
      if (job.state !== undefined && options.force !== true) refuseOverwriting(job.folder, outcome);
      for (const [file, text] of outcome.files) put(file, text);
      const ejected = new Set([...state.ejected, ...outcome.translated.keys()]);
      const texts = [
        ...state.texts,
        ...[...outcome.translated.values(), ...outcome.helpers].flatMap((one) => [...one.texts]),
      ];
      const forText = [
        ...keptForText(sources, ejected),
        ...[...state.forText, ...texts].filter((path) => ejected.has(path) && files.has(path)),
      ];
      facts.state = {
        ...state,
        ejected: [...ejected].sort(),
        forText: [...new Set(forText)].sort(),
        texts: [...new Set(texts)].sort(),
      };
      const removed = new Set([...ejected].filter((path) => files.has(path) && !facts.state.forText.includes(path)));
      for (const one of outcome.translated.values()) for (const [text, body] of one.asked) asked.set(text, body);
      const chart = ejected.size === 0 ? files : remainingChart(files, removed, facts.state.texts, asked);
      for (const [file, data] of chart) put(`chart/${file}`, data);
      for (const file of removed) rmSync(join(draft, 'chart', file), { force: true });
      if (ejected.size > 0) {
        const { wasm } = await convertChart(join(draft, 'chart'), compiling);
        put('chart.wasm', wasm);
      }
      if (job.state === undefined) {
        put('package.json', packageJson(facts));
        put('README.md', readme(facts));
      } else {
        put('package.json', withState(readFileSync(join(job.folder, 'package.json'), 'utf8'), facts.state));
        // A person's own words stay.
        const before = readme({ ...facts, state: job.state });
        if (textOf(join(job.folder, 'README.md')) === before) put('README.md', readme(facts));
      }
      return {
        folder: job.folder,
        name: metadata.name,
        written: [...written.keys()].sort(),
        removed: [...removed].map((file) => `chart/${file}`),
        translated: [...outcome.translated.keys()],
        kept: [...outcome.kept].map(([path, { reason, file, line }]) => ({ path, reason, file, line })),
        forText: facts.state.forText,
      };
    });
  } finally {
    options.progress?.('');
  }
}

/** The file of a template, without `.ts`, below `templates/`. */
const moduleOf = (path: string) => path.replace(/^templates\//, '').replace(/\.[^./]+$/, '');

/** package.json with what eject remembers; everything else in it stays. */
function withState(text: string, state: ProjectState): string {
  return `${JSON.stringify({ ...(JSON.parse(text) as object), mistletoe: state }, null, 2)}\n`;
}

function ejectedBefore(folder: string, path: string): IndexEntry {
  const module = moduleOf(path);
  const index = readFileSync(join(folder, 'templates/index.ts'), 'utf8');
  const name = index
    .split('\n')
    .find((line) => line.includes(`'${path}': `))
    ?.match(/: (\w+),/)?.[1];
  if (name === undefined)
    throw new BuildError(`templates/index.ts does not name ${path}: write it back, as package.json has it`);
  return { path, module, name };
}

const textOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/** A template's file that is there already, though nobody ejected it, is somebody's own. */
function refuseOverwriting(folder: string, { translated }: Outcome): void {
  for (const [path, { module }] of translated) {
    const file = `templates/${module}.ts`;
    if (existsSync(join(folder, file)))
      throw new BuildError(`${file} is there already, and ${path} would overwrite it: move it, or give --force`);
  }
}

interface Job {
  /** where the package is, or will be */
  folder: string;
  /** absolute */
  chart: string;
  /** of a package that is there and gets further templates */
  state?: ProjectState;
  /** of a package that is there and is ejected anew */
  overwritten?: ProjectState;
}

function findJob(path: string, { out, force }: EjectOptions): Job {
  const absolute = resolve(path);
  if (!existsSync(absolute)) throw new BuildError(`path ${path} not found`);
  const own = statSync(absolute).isDirectory() ? readState(absolute) : undefined;
  if (own !== undefined) {
    if (out !== undefined && resolve(out) !== absolute) {
      throw new BuildError(`${path} is a package that was ejected: leave --out away to eject further templates of it`);
    }
    return { folder: absolute, chart: join(absolute, 'chart'), state: own };
  }
  if (out === undefined) throw new BuildError('where does the package go? Give --out FOLDER');
  const folder = resolve(out);
  const state = existsSync(folder) ? readState(folder) : undefined;
  if (
    state === undefined &&
    existsSync(folder) &&
    (!statSync(folder).isDirectory() || readdirSync(folder).length > 0)
  ) {
    throw new BuildError(`${out} exists and is no package that was ejected: give another folder`);
  }
  if (state !== undefined && force !== true) {
    throw new BuildError(
      `${out} is a package already: mistletoe eject ${out} --template … ejects further templates of it; --force ejects it anew, over what was changed there`,
    );
  }
  return { folder, chart: absolute, ...(state === undefined ? {} : { overwritten: state }) };
}

/**
 * Gives work a draft of the package in a folder beside it. When the work is done the draft becomes the package, or what was written goes
 * into the package file by file.
 */
async function inDraft<T extends { written: string[]; removed: string[] }>(
  job: Job,
  work: (draft: string) => Promise<T>,
): Promise<T> {
  const draft = join(dirname(job.folder), `.${basename(job.folder)}.${process.pid}`);
  makeFolders(dirname(job.folder));
  mkdirSync(draft);
  try {
    if (job.state !== undefined) {
      cpSync(job.folder, draft, { recursive: true, filter: (file) => basename(file) !== 'node_modules' });
    }
    const result = await work(draft);
    if (job.overwritten !== undefined) {
      const stale = job.overwritten.ejected.map((path) => `templates/${moduleOf(path)}.ts`);
      for (const file of [...stale, 'templates/helpers.ts', 'chart'])
        rmSync(join(job.folder, file), { force: true, recursive: true });
    }
    if (job.state === undefined && job.overwritten === undefined) {
      if (existsSync(job.folder)) rmdirSync(job.folder);
      renameSync(draft, job.folder);
    } else {
      for (const file of result.written) {
        makeFolders(dirname(join(job.folder, file)));
        replaceFile(join(job.folder, file), readFileSync(join(draft, file)));
      }
      for (const file of result.removed) rmSync(join(job.folder, file), { force: true });
    }
    return result;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** What the chart renders with its own values, as the package's test compares it. */
function expectedFile(wasm: Uint8Array): string {
  const standing = { name: 'test', namespace: 'default', now: 946_684_800, entropy: 'test' };
  const { data } = openModule(wasm).generate({ data: { ...standing, values: {} } });
  const rendered =
    data.result === 'Ok'
      ? { objects: [...data.files.values()].flatMap(readObjects) }
      : { objects: [], error: data.message ?? 'failed' };
  return `${JSON.stringify([{ set: 'defaults', values: {}, ...rendered }], null, 2)}\n`;
}

function readObjects(text: string): unknown[] {
  const object = JSON.parse(yamlToJson(text)) as unknown;
  return object === null ? [] : [object];
}
