// `mistletoe template --batch`: many renders in one process. A line of JSON is one render; results come in the order of the lines.
// Lines are read as they are needed and few are under way at a time, so memory does not grow with their number.

import { createReadStream, existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { systemError } from '../../gostd/os';
import { makeFolders } from '../../runtime/host/node/folders';
import type { BatchRenderer, BatchSettings } from './batch-line';
import { failedLine, type LineResult } from './line-result';
import { CommandError, type CommandOptions, EXIT_ERROR, EXIT_OK, EXIT_UNREAD } from '../command';

/** A line longer than this is refused. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** Lines under way for each worker: enough that none waits for the results before it to be written. */
const WINDOW = 4;

/** What a batch needs of its surroundings. */
export interface BatchOptions extends CommandOptions {
  /** Writes result lines to standard output; false where nobody reads on. */
  write(bytes: Uint8Array): boolean;
}

/** A batch. */
export interface BatchRequest {
  /** a file of JSON lines; - is standard input */
  file: string;
  /** what holds for all lines */
  given: BatchSettings['given'];
  /** write outputs to files in this folder */
  outputDirectory?: string;
  /** lines that are rendered at a time; by default as many as there are processors */
  jobs?: number;
}

/** Renders the lines of a batch; gives the exit code. Throws CommandError where no line can be rendered. */
export async function renderBatch(request: BatchRequest, options: BatchOptions): Promise<number> {
  const { file, given, jobs = availableParallelism() } = request;
  const cwd = resolve(options.cwd ?? '.');
  const settings: BatchSettings = { cwd, cacheFolder: options.cacheFolder, given };
  if (request.outputDirectory !== undefined) {
    settings.outputDirectory = resolve(cwd, request.outputDirectory);
    try {
      makeFolders(settings.outputDirectory);
    } catch (error) {
      throw new CommandError(`--output-dir: ${systemError('mkdir', request.outputDirectory, error)}`);
    }
  }
  const pool = new Pool(jobs, settings);
  const underWay: Promise<LineResult>[] = [];
  const names = new FileNames();
  let code = EXIT_OK;
  const emit = async (): Promise<boolean> => {
    const result = await underWay.shift()!;
    if (!result.ok) code = EXIT_ERROR;
    return options.write(result.text);
  };
  try {
    let number = 0;
    for await (const line of readLines(file, options)) {
      number++;
      if (typeof line === 'string' && line.trim() === '') continue;
      const twin = settings.outputDirectory === undefined ? undefined : names.take(number, line);
      underWay.push(twin === undefined ? pool.run(number, line) : Promise.resolve(twin));
      if (underWay.length >= jobs * WINDOW && !(await emit())) return EXIT_UNREAD;
    }
    while (underWay.length > 0) if (!(await emit())) return EXIT_UNREAD;
  } finally {
    await pool.end();
  }
  return code;
}

/** The files that lines are written to: a second line for one would replace what the first has made. */
class FileNames {
  private readonly lines = new Map<string, number>();

  /** The result of a line whose file another line has taken, otherwise undefined. */
  take(number: number, line: string | null): LineResult | undefined {
    const id = idOf(line);
    const name = String(id ?? number);
    const first = this.lines.get(name);
    if (first === undefined) {
      this.lines.set(name, number);
      return undefined;
    }
    const message = `line ${number}: ${name}.yaml is the file of line ${first}: give each line an id of its own`;
    return failedLine(number, id, message);
  }
}

function idOf(line: string | null): string | number | undefined {
  try {
    const { id } = JSON.parse(line ?? '') as { id?: unknown };
    return typeof id === 'string' || typeof id === 'number' ? id : undefined;
  } catch {
    // Whoever renders the line says what is wrong with it.
    return undefined;
  }
}

/** The lines of a file; null for one that is too long. */
async function* readLines(file: string, { cwd, stdin }: CommandOptions): AsyncGenerator<string | null> {
  const pieces =
    file === '-' && stdin !== undefined
      ? [Buffer.from(stdin as string)]
      : file === '-'
        ? process.stdin
        : createReadStream(resolve(cwd ?? '.', file));
  let held: Buffer[] = [];
  let length = 0;
  const take = (): string | null => {
    const line = length > MAX_LINE_BYTES ? null : Buffer.concat(held).toString();
    held = [];
    length = 0;
    return line;
  };
  const hold = (piece: Buffer) => {
    length += piece.length;
    if (length > MAX_LINE_BYTES) held = [];
    else held.push(piece);
  };
  try {
    for await (const piece of pieces as AsyncIterable<Buffer>) {
      let from = 0;
      for (let to = piece.indexOf(10); to >= 0; to = piece.indexOf(10, from)) {
        hold(piece.subarray(from, to));
        from = to + 1;
        yield take();
      }
      hold(piece.subarray(from));
    }
  } catch (error) {
    throw new CommandError(`--batch: ${systemError('open', file, error)}`);
  }
  if (length > 0) yield take();
}

interface Task {
  number: number;
  line: string;
  done(result: LineResult): void;
}

/** Workers, a line at a time each. From sources, where a worker has no program, everything runs in this thread. */
class Pool {
  private readonly program = workerProgram();
  private readonly idle: Worker[] = [];
  private readonly waiting: Task[] = [];
  private readonly tasks = new Map<Worker, Task>();
  private here: Promise<BatchRenderer> | undefined;
  private started: Promise<typeof import('node:worker_threads')> | undefined;

  constructor(
    private readonly size: number,
    private readonly settings: BatchSettings,
  ) {}

  run(number: number, line: string | null): Promise<LineResult> {
    if (line === null) {
      return Promise.resolve(
        failedLine(
          number,
          undefined,
          `line ${number} is longer than ${MAX_LINE_BYTES} bytes: give its values as files`,
        ),
      );
    }
    if (this.program === undefined) {
      this.here ??= import('./batch-line').then(({ BatchRenderer }) => new BatchRenderer(this.settings));
      return this.here.then((renderer) => renderer.render(number, line));
    }
    return new Promise((done) => {
      this.waiting.push({ number, line, done });
      void this.advance();
    });
  }

  async end(): Promise<void> {
    await Promise.all([...this.idle, ...this.tasks.keys()].map((worker) => worker.terminate()));
  }

  private async advance(): Promise<void> {
    this.started ??= threadsWithRoom();
    const { Worker } = await this.started;
    while (this.waiting.length > 0 && (this.idle.length > 0 || this.tasks.size < this.size)) {
      const worker = this.idle.pop() ?? this.start(new Worker(this.program!, { workerData: this.settings }));
      const task = this.waiting.shift()!;
      this.tasks.set(worker, task);
      worker.postMessage([task.number, task.line]);
    }
  }

  private start(worker: Worker): Worker {
    worker.on('message', (result: LineResult) => {
      const task = this.tasks.get(worker)!;
      this.tasks.delete(worker);
      this.idle.push(worker);
      task.done(result);
      void this.advance();
    });
    // A worker that dies takes its line with it, and only that.
    worker.on('error', (error) => {
      const task = this.tasks.get(worker);
      this.tasks.delete(worker);
      const at = this.idle.indexOf(worker);
      if (at >= 0) this.idle.splice(at, 1);
      task?.done(failedLine(task.number, idOf(task.line), `line ${task.number} ended its worker: ${error.message}`));
      void this.advance();
    });
    return worker;
  }
}

/**
 * Threads whose heap has room from the start. An engine that begins with little collects all of it every few charts, each of which
 * leaves blocks and a memory behind: a sixth of a batch's processor time, for 40 MB a thread.
 */
async function threadsWithRoom(): Promise<typeof import('node:worker_threads')> {
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--initial-old-space-size=128');
  return import('node:worker_threads');
}

/** The built program of a worker, from wherever the bundler put this file. */
function workerProgram(): string | undefined {
  const here = dirname(fileURLToPath(import.meta.url));
  return [join(here, 'batch-worker.js'), join(here, '../commands/batch-worker.js')].find((path) => existsSync(path));
}
