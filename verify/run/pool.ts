// A few processes that do jobs side by side. A process that dies, takes too long or grows too large is replaced, and only the job
// it was at is lost: the others never notice.

import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { findAsset } from '../../runtime/host/node/assets';
import { formatBytes } from '../../runtime/host/core/limits';
import type { PoolOptions } from './pool-options';
import type { Answer, Job } from './worker';

export const defaultPool: PoolOptions = {
  workers: availableParallelism(),
  memoryBytes: 1024 * 1024 * 1024,
  timeoutMs: 10 * 60_000,
};

/** The program of the workers, undefined when the package was not built. */
export function workerProgram(): string | undefined {
  try {
    return findAsset('commands/verify-worker.js');
  } catch {
    return undefined;
  }
}

/** How often a process at work is asked for its size. */
const MEMORY_STEP_MS = 500;

/** The memory of a process; 0 where the system does not tell it in /proc. */
function residentBytes(pid: number | undefined): number {
  try {
    return 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Processes that do jobs. */
export class Pool {
  private readonly children = new Set<ChildProcess>();
  private readonly ending: Promise<void>[] = [];
  private stopped = false;

  constructor(private readonly options: PoolOptions) {}

  /** Number of processes that work at once. */
  get size(): number {
    return Math.max(1, this.options.workers);
  }

  /**
   * Does all jobs; `done` is told each as it is finished. A job whose process died has an `error`. After `stop` it ends soon,
   * with jobs that nobody did. When it ends, its processes have ended, too: none leaves folders behind, and their processor time
   * counts as ours.
   */
  async run(jobs: readonly Job[], done: (answer: Answer) => void): Promise<void> {
    const program = this.options.workers > 0 ? (this.options.program ?? workerProgram()) : undefined;
    if (program === undefined || !existsSync(program)) return this.runHere(jobs, done);
    let next = 0;
    const lane = async () => {
      let child: ChildProcess | undefined;
      let job: Job | undefined;
      while (!this.stopped) {
        job ??= jobs[next++];
        if (job === undefined) break;
        const isFresh: boolean = child === undefined;
        child ??= this.start(program);
        const answer = await this.ask(child, job);
        if (this.stopped) break;
        const isTooLarge: boolean = answer.rss > this.options.memoryBytes;
        // What made it grow may have been the jobs before: a fresh process shows whether it is this one.
        if (!(isTooLarge && answer.error !== undefined && !isFresh)) {
          done(answer);
          job = undefined;
        }
        if (answer.rss === 0 || isTooLarge) {
          this.end(child);
          child = undefined;
        }
      }
      if (child) this.end(child);
    };
    await Promise.all(Array.from({ length: Math.min(this.options.workers, jobs.length) }, lane));
    await Promise.all(this.ending);
  }

  private async runHere(jobs: readonly Job[], done: (answer: Answer) => void): Promise<void> {
    const { doJob } = await import('./worker');
    for (const job of jobs) {
      if (this.stopped) return;
      const answer = await doJob(job);
      // An interrupt ends what the job had started, too.
      if (!this.stopped) done(answer);
    }
  }

  /** Ends all processes, with what they are at. */
  stop(): void {
    this.stopped = true;
    for (const child of this.children) this.end(child);
  }

  private start(program: string): ChildProcess {
    const heap = Math.max(256, Math.round(this.options.memoryBytes / 1024 / 1024));
    const child = fork(program, [], {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${heap}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // An interrupt at the terminal is for the parent alone: it says what becomes of the work.
      detached: true,
    });
    this.children.add(child);
    return child;
  }

  private end(child: ChildProcess): void {
    if (!this.children.delete(child)) return;
    // A process that died at work, or never came to be, sends no further event.
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    this.ending.push(
      new Promise((resolve) => {
        const timer = setTimeout(() => child.kill('SIGKILL'), 2000);
        child.once('exit', () => {
          clearTimeout(timer);
          resolve();
        });
      }),
    );
    if (child.connected) child.disconnect();
  }

  private ask(child: ChildProcess, job: Job): Promise<Answer> {
    return new Promise((resolve) => {
      let stderr = '';
      const finish = (answer: Answer) => {
        clearTimeout(timer);
        clearInterval(watch);
        child.off('message', onMessage);
        child.off('exit', onExit);
        child.off('error', onError);
        child.stderr?.off('data', onStderr);
        resolve(answer);
      };
      const lost = (error: string) => finish({ id: job.id, rss: 0, error });
      const onMessage = (answer: unknown) => finish(answer as Answer);
      const onError = (error: Error) => lost(`the worker cannot be used: ${error.message}`);
      const onExit = (code: number | null, signal: string | null) => {
        const fatal = /FATAL ERROR: (.*)|RangeError: (.*)/.exec(stderr)?.[0];
        lost(`the worker died (${signal ?? `exit code ${code}`})${fatal ? `: ${fatal}` : ''}`);
      };
      const onStderr = (piece: Buffer) => {
        if (stderr.length < 20_000) stderr += piece.toString();
      };
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        lost(`took longer than ${Math.round(this.options.timeoutMs / 1000)} s`);
      }, this.options.timeoutMs);
      const watch = setInterval(() => {
        const bytes = residentBytes(child.pid);
        if (bytes <= this.options.memoryBytes) return;
        child.kill('SIGKILL');
        finish({ id: job.id, rss: bytes, error: `its worker grew to ${formatBytes(bytes)} (--worker-memory)` });
      }, MEMORY_STEP_MS);
      child.on('message', onMessage);
      child.on('exit', onExit);
      child.on('error', onError);
      child.stderr?.on('data', onStderr);
      child.send(job, (error) => {
        if (error) lost(`the worker cannot be used: ${error.message}`);
      });
    });
  }
}
