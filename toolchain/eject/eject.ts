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
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { analyseChart } from '../../compiler/analysis/reads';
import { convertChart } from '../../compiler/compile';
import type { Profile } from '../../language/profiles';
import { openModule } from '../../runtime/host';
import { makeFolders } from '../../runtime/host/node/folders';
import { replaceFile } from '../../runtime/host/node/replace-file';
import { yamlToJson } from '../../runtime/bindings/values';
import { BuildError } from '../errors';
import { readChartFiles, remainingChart } from './project/chart-files';
import { checkTypes, loadTypeScript } from './project/check';
import { type ProjectState, readState } from './project/state';
import {
  packageFile,
  packageJson,
  type ProjectFacts,
  readme,
  TEST_FILE,
  templatesIndex,
  TSCONFIG,
} from './project/texts';
import { valuesFile, valuesShape } from './values/values-file';

/** How a chart is ejected. */
export interface EjectOptions {
  /** the package's folder; a package that is already there gets further templates */
  out?: string;
  /** templates that become TypeScript: paths in the chart, or `all` */
  templates?: readonly string[];
  helm: Profile;
  /** the version of this program, for package.json */
  version: string;
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
}

/** Ejects the chart at a path (a folder or a .tgz; or a package that was ejected). Throws BuildError or ChartError. */
export async function ejectChart(path: string, options: EjectOptions): Promise<Ejected> {
  const job = findJob(path, options);
  const typescript = loadTypeScript(job.folder);
  const analysis = analyseChart(job.chart, options.helm);
  const { metadata } = analysis.units.chart;
  const files = readChartFiles(job.chart, options.helm);
  const state: ProjectState = job.state ?? { chart: metadata.name, helm: options.helm.id, ejected: [], forText: [] };
  const facts: ProjectFacts = {
    name: metadata.name,
    version: metadata.version,
    description: metadata.description ?? '',
    state,
    sdk: options.version,
  };

  const written = new Map<string, string | Uint8Array>();
  written.set('values.ts', valuesFile(valuesShape(analysis), metadata.name));
  written.set('templates/index.ts', templatesIndex([]));
  written.set('package.json', packageJson(facts));
  written.set('README.md', readme(facts));
  if (job.state === undefined) {
    written.set('package.ts', packageFile(facts));
    written.set('package.test.ts', TEST_FILE);
    written.set('tsconfig.json', TSCONFIG);
  }
  const chart = state.ejected.length === 0 ? files : remainingChart(files, new Set(state.ejected));
  for (const [file, data] of chart) written.set(`chart/${file}`, data);

  options.progress?.(`compiling ${metadata.name} …`);
  try {
    return await inDraft(job, async (draft) => {
      for (const [file, data] of written) write(join(draft, file), data);
      const { wasm } = await convertChart(join(draft, 'chart'), { helm: options.helm, allowMissingReferences: true });
      written.set('chart.wasm', wasm);
      if (job.state === undefined) written.set('expected.json', expectedFile(wasm));
      const [problem] = checkTypes(draft, typescript);
      if (problem) throw new Error(`${problem.file}:${problem.line}: ${problem.message}`);
      for (const file of ['chart.wasm', 'expected.json']) {
        const data = written.get(file);
        if (data !== undefined) write(join(draft, file), data);
      }
      return { folder: job.folder, name: metadata.name, written: [...written.keys()].sort(), removed: [] };
    });
  } finally {
    options.progress?.('');
  }
}

interface Job {
  /** where the package is, or will be */
  folder: string;
  /** absolute */
  chart: string;
  /** of a package that is there */
  state?: ProjectState;
}

function findJob(path: string, { out }: EjectOptions): Job {
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
  if (state !== undefined) {
    throw new BuildError(
      `${out} is a package already: mistletoe eject ${out} --template … ejects further templates of it`,
    );
  }
  return { folder, chart: absolute };
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
    if (job.state === undefined) {
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

function write(path: string, data: string | Uint8Array): void {
  makeFolders(dirname(path));
  writeFileSync(path, data);
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
