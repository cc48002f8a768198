// Recordings of helm's answers, for places that have no helm. A chart has a folder with an index and, for each value set, what
// helm printed; where helm prints something else each time, several runs. Written with repeatable bytes: they are committed.

import { bytesOf, textOf } from '../../gostd/bytes';
import { findProfile, type HelmBuild } from '../../language/profiles';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { replaceFile } from '../../runtime/host/node/replace-file';
import { dirname, join } from 'node:path';
import { makeFolders } from '../../runtime/host/node/folders';
import { compareOutcomes, isSame, type Outcome } from '../compare/compare';
import { changes, linesOf } from '../compare/diff';
import { VerifyError } from '../errors';
import type { RenderReport } from '../model';
import { systemWords } from '../../gostd/os';
import type { Helm } from './helm';

const INDEX = 'recording.json';
const FORMAT = 'mistletoe.dev/recording/v1';

interface RecordedSet {
  /** file name without its end */
  file: string;
  args: string[];
  values?: string;
  code: number;
  /** how many runs of helm were kept */
  runs: number;
  /** of everything that was recorded, so that a damaged recording is noticed */
  digest: string;
}

interface RecordingIndex {
  format: typeof FORMAT;
  helm: string;
  /** what that helm says of itself */
  build?: HelmBuild;
  /** digest of the chart that was recorded */
  source: string;
  sets: Record<string, RecordedSet>;
}

/** The recordings of one chart. */
export interface Goldens {
  mode: 'compare' | 'record';
  /** helm's runs for a set; throws VerifyError where there is no recording of it */
  read(set: string, render: RenderReport): Outcome[];
  write(set: string, render: RenderReport, runs: readonly Outcome[]): void;
  /** writes the index, drops recordings of sets that are no more; tells what changed */
  close(): string[];
}

/** Opens the recordings of a chart. */
export function openGoldens(
  root: string,
  chart: string,
  mode: 'compare' | 'record',
  source: string,
  helm: Helm | undefined,
): Goldens {
  return new ChartRecordings(join(root, folderName(chart)), chart, mode, source, helm);
}

class ChartRecordings implements Goldens {
  /** what was there before */
  private readonly index: RecordingIndex | undefined;
  /** what will be there */
  private readonly next: RecordingIndex;
  private readonly changed: string[] = [];

  constructor(
    private readonly folder: string,
    private readonly chart: string,
    readonly mode: 'compare' | 'record',
    private readonly source: string,
    helm: Helm | undefined,
  ) {
    const path = join(folder, INDEX);
    this.index = existsSync(path) ? readIndex(path) : undefined;
    const build = helm ? { build: helm.profile.build } : {};
    this.next = { format: FORMAT, helm: helm?.version ?? '', ...build, source, sets: {} };
  }

  read(set: string, render: RenderReport): Outcome[] {
    const recorded = this.index?.sets[set];
    if (!recorded) {
      throw new VerifyError(
        `no recording of this set in ${this.folder}: record it with --update where helm is installed`,
      );
    }
    if (this.index?.source !== this.source) {
      render.notes.push('the chart changed after it was recorded: record it again with --update');
    }
    if (JSON.stringify([recorded.args, recorded.values]) !== JSON.stringify([render.args, render.values])) {
      throw new VerifyError('the value set changed after it was recorded: record it again with --update');
    }
    const runs = readRuns(this.folder, recorded);
    if (digestOf(runs) !== recorded.digest) {
      throw new VerifyError(`the recording in ${this.folder} is damaged: ${recorded.file}`);
    }
    return runs;
  }

  write(set: string, render: RenderReport, runs: readonly Outcome[]): void {
    // Further runs only matter where they differ.
    const kept = [runs[0], ...runs.slice(1).filter((run) => !isSame(run, runs[0]) && run.code === runs[0].code)];
    const old = this.index?.sets[set];
    const file = fileName(set, new Set(Object.values(this.next.sets).map((other) => other.file)));
    const entry: RecordedSet = {
      file,
      args: render.args,
      ...(render.values === undefined ? {} : { values: render.values }),
      code: runs[0].code,
      runs: kept.length,
      digest: digestOf(kept),
    };
    // What helm prints differently each time stays as it was recorded if nothing else changed.
    const isAsBefore =
      old && kept.length > 1 && old.runs > 1 && old.file === file && isSamePattern(this.folder, old, kept);
    this.next.sets[set] = isAsBefore ? old : entry;
    if (isAsBefore) return;
    const before = old && readRuns(this.folder, old)[0];
    for (const [i, run] of kept.entries()) {
      const out = runFile(file, i);
      this.save(`${out}.out`, run.stdout);
      this.save(`${out}.err`, Buffer.from(bytesOf(run.stderr)));
    }
    if (!old) this.changed.push(`new      ${this.chart}  ${set}`);
    else if (JSON.stringify({ ...old, file }) !== JSON.stringify(entry)) {
      const what = describeChange(before!, kept[0], old, entry);
      this.changed.push(`changed  ${this.chart}  ${set}  (${what.join(', ')})`);
    }
  }

  close(): string[] {
    const { sets } = this.next;
    for (const set of Object.keys(this.index?.sets ?? {})) {
      if (!sets[set]) this.changed.push(`removed  ${this.chart}  ${set}`);
    }
    this.removeOthers();
    const sorted = Object.fromEntries(Object.entries(sets).sort((a, b) => (a[0] < b[0] ? -1 : 1)));
    this.save(INDEX, Buffer.from(`${JSON.stringify({ ...this.next, sets: sorted }, null, 2)}\n`));
    const count = Object.keys(sorted).length;
    return this.index ? this.changed : [`new      ${this.chart}  ${count} value set${count === 1 ? '' : 's'}`];
  }

  /** Removes the files of sets that are no more. */
  private removeOthers(): void {
    if (!existsSync(this.folder)) return;
    const keep = new Set<string>();
    for (const { file, runs } of Object.values(this.next.sets)) {
      for (let i = 0; i < runs; i++) for (const end of ['out', 'err']) keep.add(`${runFile(file, i)}.${end}`);
    }
    for (const name of readdirSync(this.folder)) {
      if (/\.(?:out|err)$/.test(name) && !keep.has(name)) rmSync(join(this.folder, name));
    }
  }

  private save(name: string, bytes: Uint8Array): void {
    const file = join(this.folder, name);
    try {
      // A file that is not there stands for an empty one.
      if (bytes.length === 0) rmSync(file, { force: true });
      else if (!existsSync(file) || !readFileSync(file).equals(bytes)) {
        makeFolders(dirname(file));
        replaceFile(file, bytes);
      }
    } catch (cause) {
      throw new VerifyError(`the recording ${file} cannot be written: ${systemWords(cause)}`, { cause });
    }
  }
}

/** The name of the files of a set's run, without an ending: the first run has none of its own. */
const runFile = (file: string, run: number) => `${file}${run === 0 ? '' : `.${run + 1}`}`;

/** The helm that a folder of recordings was made with; undefined where there are none. Throws VerifyError for what cannot be read. */
export function recordedHelm(root: string): Omit<Helm, 'binary'> | undefined {
  const find = (folder: string): RecordingIndex | undefined => {
    if (!existsSync(folder)) return undefined;
    const path = join(folder, INDEX);
    if (existsSync(path)) return readIndex(path);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const found = entry.isDirectory() ? find(join(folder, entry.name)) : undefined;
      if (found) return found;
    }
    return undefined;
  };
  const index = find(root);
  if (index === undefined) return undefined;
  const found = findProfile(index.helm);
  if (!found) throw new VerifyError(`the recordings in ${root} are of Helm ${index.helm}: record again`);
  return { version: index.helm, ...found, profile: { ...found.profile, build: index.build ?? found.profile.build } };
}

function readIndex(path: string): RecordingIndex {
  let index: RecordingIndex;
  try {
    index = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new VerifyError(`${path} cannot be read: ${systemWords(cause)}`, { cause });
  }
  if (index.format !== FORMAT) throw new VerifyError(`${path} is of another version: record again with --update`);
  return index;
}

function optional(path: string): Buffer {
  return existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
}

/** The runs of helm that were recorded for a set. */
function readRuns(folder: string, { file, runs, code }: RecordedSet): Outcome[] {
  return Array.from({ length: runs }, (_, i) => {
    const out = join(folder, runFile(file, i));
    return { stdout: optional(`${out}.out`), stderr: textOf(optional(`${out}.err`)), code, ms: 0 };
  });
}

/** What is new about a set's recording, in a few words each. */
function describeChange(before: Outcome, after: Outcome, old: RecordedSet, entry: RecordedSet): string[] {
  const list: string[] = [];
  if (before.code !== after.code) list.push(`exit code ${before.code} → ${after.code}`);
  const lines = changes(linesOf(before.stdout.toString('latin1')), linesOf(after.stdout.toString('latin1')));
  if (lines.length > 0) {
    const removed = lines.reduce((sum, { aFrom, aTo }) => sum + aTo - aFrom, 0);
    const added = lines.reduce((sum, { bFrom, bTo }) => sum + bTo - bFrom, 0);
    list.push(`output -${removed} +${added} lines, first at line ${lines[0].bFrom + 1}`);
  }
  if (before.stderr !== after.stderr) list.push('standard error');
  if (JSON.stringify([old.args, old.values]) !== JSON.stringify([entry.args, entry.values])) list.push('the value set');
  return list.length > 0 ? list : ['what helm prints differently each time'];
}

function digestOf(runs: readonly Pick<Outcome, 'stdout' | 'stderr'>[]): string {
  const hash = createHash('sha256');
  for (const { stdout, stderr } of runs) {
    hash
      .update(`${stdout.length}\0`)
      .update(stdout)
      .update(`${Buffer.byteLength(stderr)}\0`)
      .update(stderr);
  }
  return `sha256:${hash.digest('hex').slice(0, 32)}`;
}

/** Do new runs differ from the recorded ones only where those differ among themselves? */
function isSamePattern(folder: string, old: RecordedSet, runs: readonly Outcome[]): boolean {
  return old.code === runs[0].code && explainsAll(readRuns(folder, old), runs);
}

function explainsAll(recorded: readonly Outcome[], runs: readonly Outcome[]): boolean {
  return runs.every((run) => compareOutcomes(recorded, run).status !== 'different');
}

function folderName(chart: string): string {
  return chart
    .split('/')
    .map((part) => (part === '..' ? '_' : part === '.' ? 'chart' : part))
    .join('/');
}

function fileName(set: string, taken: ReadonlySet<string>): string {
  const base = set.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|\.ya?ml$/g, '') || 'set';
  let name = base;
  for (let i = 2; taken.has(name); i++) name = `${base}-${i}`;
  return name;
}
