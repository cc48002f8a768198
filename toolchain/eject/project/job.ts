// Which package is meant: a new one of a chart, or one that is there and gets further templates; and the draft in which it is written.

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
import { basename, dirname, join, resolve, sep } from 'node:path';
import { makeFolders } from '../../../runtime/host/node/folders';
import { replaceFile } from '../../../runtime/host/node/replace-file';
import { removeUnlessFinished } from './unfinished';
import { systemWords } from '../../../gostd/os';
import { BuildError } from '../../errors';
import { templateFiles } from './standing';
import { type ProjectState, readState } from './state';

/** A package to write. */
export interface Job {
  /** where the package is, or will be */
  folder: string;
  /** the folder as its user wrote it */
  shown: string;
  /** absolute */
  chart: string;
  /** of a package that is there and gets further templates */
  state?: ProjectState;
  /** of a package that is there and is ejected anew */
  overwritten?: ProjectState;
}

/**
 * The package that is meant by a chart's path, or a package's, and a folder.
 * @param force a package that is there may be ejected anew
 * @param cwd where the paths begin that are not absolute
 * @throws BuildError where there is nothing, or something that is no package would be overwritten
 */
export function findJob(path: string, { out, force, cwd = '.' }: { out?: string; force?: boolean; cwd?: string }): Job {
  const absolute = resolve(cwd, path);
  if (!existsSync(absolute)) throw new BuildError(`path ${path} not found`);
  const own = statSync(absolute).isDirectory() ? readState(absolute, path) : undefined;
  if (own !== undefined) {
    if (out !== undefined && resolve(cwd, out) !== absolute) {
      throw new BuildError(`${path} is a package that was ejected: leave --out away to eject further templates of it`);
    }
    return { folder: absolute, shown: path, chart: join(absolute, 'chart'), state: own };
  }
  if (out === undefined) throw new BuildError('where does the package go? Give --out FOLDER');
  const folder = resolve(cwd, out);
  if (folder === absolute) throw new BuildError(`${out} is the chart itself: give a folder beside it`);
  if (folder.startsWith(absolute + sep))
    throw new BuildError(
      `${out} is inside the chart, which would then hold the package as well: give a folder beside it`,
    );
  const state = existsSync(folder) ? readState(folder, out) : undefined;
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
  return { folder, shown: out, chart: absolute, ...(state === undefined ? {} : { overwritten: state }) };
}

/**
 * Gives work a draft of the package in a folder beside it. When the work is done the draft becomes the package, or what was written goes
 * into the package file by file.
 */
export async function inDraft<T extends { written: string[]; removed: string[] }>(
  job: Job,
  work: (draft: string) => Promise<T>,
): Promise<T> {
  const draft = join(dirname(job.folder), `.${basename(job.folder)}.${process.pid}`);
  const finished = removeUnlessFinished(draft);
  try {
    writing(job, () => {
      makeFolders(dirname(job.folder));
      mkdirSync(draft);
    });
    if (job.state !== undefined) {
      cpSync(job.folder, draft, { recursive: true, filter: (file) => basename(file) !== 'node_modules' });
    }
    const result = await work(draft);
    writing(job, () => settle(draft, job, result));
    return result;
  } finally {
    rmSync(draft, { recursive: true, force: true });
    finished();
  }
}

/** The draft becomes the package. */
function settle(draft: string, job: Job, result: { written: string[]; removed: string[] }): void {
  if (job.overwritten !== undefined) {
    // What its author keeps somewhere else is no part of what was ejected.
    const stale = [...templateFiles(job.folder, job.overwritten).values()].filter((file) => !file.includes('..'));
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
}

/** Writes; what the system says against it is an error of the package's folder. */
function writing(job: Job, work: () => void): void {
  try {
    work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new BuildError(`cannot write ${job.shown}: ${systemWords(error)}: give another folder, or mend that`, {
      cause: error,
    });
  }
}
