// Says that work is still going on. The work keeps this thread busy, so another one looks at the clock.

import { Worker } from 'node:worker_threads';

// A string, so that it works the same from sources and from a bundle.
const PROGRAM = `
const { workerData: { turn, afterMs, file, line } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
for (;;) {
  const now = Atomics.load(turn, 0);
  const isWorking = now % 2 === 1;
  if (Atomics.wait(turn, 0, now, isWorking ? afterMs : Infinity) !== 'timed-out') continue;
  writeSync(file, line);
  Atomics.wait(turn, 0, now);
}
`;

/** A thread that writes a line when work takes long. Close it; it does not keep the process alive. */
export class Patience {
  /** Counts the begins and ends: odd while there is work. */
  private readonly turn = new Int32Array(new SharedArrayBuffer(4));
  private readonly worker: Worker;

  /** `line`: what is said, once for each piece of work; `file`: the descriptor it goes to. */
  constructor(line: string, { afterMs = 2000, file = 2 }: { afterMs?: number; file?: number } = {}) {
    this.worker = new Worker(PROGRAM, {
      eval: true,
      execArgv: [],
      env: {},
      workerData: { turn: this.turn, afterMs, file, line: `${line}\n` },
    });
    this.worker.unref();
    // Where nobody can be told, nobody is.
    this.worker.on('error', () => {});
  }

  /** Gives what `work` gives. */
  async during<T>(work: () => T | Promise<T>): Promise<T> {
    this.next();
    try {
      return await work();
    } finally {
      this.next();
    }
  }

  close(): void {
    void this.worker.terminate();
  }

  private next(): void {
    Atomics.add(this.turn, 0, 1);
    Atomics.notify(this.turn, 0);
  }
}
