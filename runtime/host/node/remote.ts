// A machine in a worker thread, for modules that recurse deeper than the main thread's stack allows: a worker can have a
// stack of any size, the main thread's is fixed when the process starts. The caller blocks until the worker answers.

import { createRequire } from 'node:module';
import type { MessagePort, Worker } from 'node:worker_threads';
import { MEMORY_EXPORT } from '../core/contract';
import { HostError } from '../core/errors';
import { formatBytes, MIB } from '../core/limits';
import type { Machine } from '../core/machine';
import type { TimeBudget } from './time-budget';

/** Loaded with the first remote machine: hardly any module needs one. */
const workerThreads = (): typeof import('node:worker_threads') => createRequire(import.meta.url)('node:worker_threads');

/** The worker did not answer in time. */
export class RemoteTimeout extends Error {}

/** Below this a worker thread does not start. */
const MIN_STACK_MIB = 4;

// The worker's whole program. A string, so that it works the same from sources, from a bundle and from the installed package.
const PROGRAM = `
const { workerData: { module, port, turn, memoryExport } } = require('node:worker_threads');
let exports, memory;
const operations = {
  start() {
    // What this package's own renderer asks is not known here.
    const imports = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => 0;
    exports = new WebAssembly.Instance(module, imports).exports;
    memory = exports[memoryExport];
    return 0;
  },
  call(name, args) { return exports[name](...args) ?? 0; },
  read(address, length) { return new Uint8Array(memory.buffer, address, length).slice(); },
  write(address, bytes) { new Uint8Array(memory.buffer).set(bytes, address); return 0; },
};
port.on('message', ([operation, ...args]) => {
  let answer;
  try {
    answer = { value: operations[operation](...args) };
  } catch (error) {
    answer = { error: { name: error.name, message: error.message, stack: error.stack } };
  }
  answer.memoryBytes = memory ? memory.buffer.byteLength : 0;
  port.postMessage(answer, answer.value instanceof Uint8Array ? [answer.value.buffer] : []);
  Atomics.add(turn, 0, 1);
  Atomics.notify(turn, 0);
});
`;

interface Answer {
  value?: number | Uint8Array;
  error?: { name: string; message: string; stack: string };
  memoryBytes: number;
}

/** An instance in a worker thread: `start` it first. Set `budget` before each use. */
export class RemoteMachine implements Machine {
  private readonly worker: Worker;
  private readonly port: MessagePort;
  /** Counts the answers. */
  private readonly turn = new Int32Array(new SharedArrayBuffer(4));
  private size = 0;

  constructor(
    module: WebAssembly.Module,
    stackBytes: number,
    public budget: TimeBudget,
  ) {
    const { MessageChannel, Worker } = workerThreads();
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    try {
      this.worker = new Worker(PROGRAM, {
        eval: true,
        execArgv: [],
        env: {},
        workerData: { module, port: port2, turn: this.turn, memoryExport: MEMORY_EXPORT },
        transferList: [port2],
        resourceLimits: { stackSizeMb: Math.max(MIN_STACK_MIB, Math.round(stackBytes / MIB)) },
      });
    } catch (cause) {
      throw new HostError(
        'stack-limit',
        `the module needs a deeper stack, and no thread with ${formatBytes(stackBytes)} of it could be started: lower the stack limit`,
        { limit: 'stackBytes', cause },
      );
    }
    // An idle worker must not keep the process alive, and one that dies is noticed by the wait that gets no answer.
    this.worker.unref();
    this.worker.on('error', () => {});
  }

  /** Instantiates the module. Apart from the constructor, so that a machine that hangs here can be closed. */
  start(): void {
    this.ask('start');
  }

  call(name: string, ...args: number[]): number {
    return this.ask('call', name, args) as number;
  }

  memoryBytes(): number {
    return this.size;
  }

  read(address: number, length: number): Uint8Array {
    return this.ask('read', address, length) as Uint8Array;
  }

  write(address: number, bytes: Uint8Array): void {
    this.ask('write', address, bytes);
  }

  close(): void {
    this.port.close();
    void this.worker.terminate();
  }

  private ask(operation: string, ...args: unknown[]): unknown {
    const turn = Atomics.load(this.turn, 0);
    this.port.postMessage([operation, ...args]);
    const { value, error, memoryBytes } = this.answerAfter(turn);
    this.size = memoryBytes;
    if (error === undefined) return value;
    const Kind = error.name === 'RangeError' ? RangeError : WebAssembly.RuntimeError;
    throw Object.assign(new Kind(error.message), { stack: error.stack });
  }

  /** Waits for the answer that makes the turn another one. This thread uses no processor time meanwhile. */
  private answerAfter(turn: number): Answer {
    for (;;) {
      const state = Atomics.wait(this.turn, 0, turn, this.budget.leastLeftMs());
      // The port decides whether there is an answer, not the turn. The worker posts an answer before it counts its turn: where this
      // wait had just ended by its time, the answer is taken in between, and the late count ends the wait for the next one early.
      const received = workerThreads().receiveMessageOnPort(this.port) as { message: Answer } | undefined;
      if (received !== undefined) return received.message;
      if (this.budget.isSpent()) throw new RemoteTimeout();
      if (state !== 'timed-out') Atomics.wait(this.turn, 0, Atomics.load(this.turn, 0), 1);
    }
  }
}
