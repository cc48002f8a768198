// The host in Node: a time limit that also stops a module which never returns, a deep stack for modules that need one, and
// modules from files. Start-up is part of what users feel, so what a normal call does not need is loaded when it is needed.

import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ParseYaml } from '../core/documents';
import { HostError } from '../core/errors';
import { ModuleInstance } from '../core/instance';
import { isStackOverflow } from '../core/stack';
import { completeLimits, formatBytes, type Limits } from '../core/limits';
import type { Machine } from '../core/machine';
import { type LoadedModule, loadModule } from '../core/module';
import { infoOf } from './folders';
import { RemoteMachine, RemoteTimeout } from './remote';
import { TimeBudget } from './time-budget';
import { isTimedOut, within } from './watchdog';
import { yamlParser } from '../core/yaml';
import { systemWords } from '../../../gostd/os';

export * from '../core/core';
export { writeFiles } from './write';

const parseYaml: ParseYaml = yamlParser(() => createRequire(import.meta.url)('yaml'));

/** How long a module that was stopped may take to say where it was. */
const LISTEN_MS = 2000;

/** A module in Node, with all limits enforced. */
export class NodeInstance extends ModuleInstance {
  /**
   * Whether the module runs in a worker from here on: it has outgrown the stack of this thread, or the machine gave it so little of
   * the processor that only a thread that can be watched from outside tells a slow machine from a module that never returns.
   */
  private remote = false;
  /** Whether the calls now run within the time limit of a batch. */
  private batched = false;
  /** What the module said when its time was over. */
  private said: string[] = [];

  constructor(loaded: LoadedModule) {
    super(loaded, parseYaml);
  }

  /**
   * Runs any number of calls of this instance within one time limit, which then holds for all of them together. Setting a
   * limit costs a fraction of a millisecond, which is more than a small render: this is for many renders in a row.
   */
  batch<T>(calls: () => T): T {
    if (this.batched) return calls();
    this.batched = true;
    try {
      return within(this.loaded.limits.timeMs, calls);
    } catch (error) {
      if (!isTimeout(error)) throw error;
      this.listen();
      const translated = this.translate(error);
      this.close();
      throw translated;
    } finally {
      this.batched = false;
    }
  }

  protected override attempt<T>(work: (machine: Machine) => T): T {
    const { timeMs, stackBytes } = this.loaded.limits;
    this.said = [];
    let budget = new TimeBudget(timeMs);
    if (!this.remote) {
      try {
        return this.batched ? super.attempt(work) : within(timeMs, () => super.attempt(work));
      } catch (error) {
        if (!this.batched && isTimeout(error)) this.listen();
        const starved = !this.batched && isTimeout(error) && budget.isStarved();
        if (!starved && !isStackOverflow(error)) throw error;
        this.close();
        this.remote = true;
        if (starved) budget = new TimeBudget(timeMs);
      }
    }
    return within(budget.wallLeftMs(), () => {
      if (this.machine instanceof RemoteMachine) {
        this.machine.budget = budget;
      } else {
        const machine = new RemoteMachine(this.loaded.module, stackBytes, budget);
        this.machine = machine;
        machine.start();
        this.loaded.prepare?.(machine);
      }
      return work(this.machine);
    });
  }

  /** Has a module that was stopped say where it was: its memory is as it left it. */
  private listen(): void {
    const { machine } = this;
    if (machine === undefined || machine instanceof RemoteMachine) return;
    try {
      this.said = within(LISTEN_MS, () => this.saidWhenStopped(machine));
    } catch {} // what was stopped midway may do anything
  }

  protected override translate(error: unknown): HostError {
    const { said } = this;
    if (!isTimeout(error)) return super.translate(error);
    return new HostError(
      'time-limit',
      `the module did not finish within ${Number((this.loaded.limits.timeMs / 1000).toFixed(3))} s and was stopped: raise the time limit if it has that much to do`,
      { limit: 'timeMs', said },
    );
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof RemoteTimeout || isTimedOut(error);
}

/** The file a module reference means: the path itself, or with `.wasm` added. Undefined when there is neither. */
export function findModule(reference: string): string | undefined {
  const candidates = reference.endsWith('.wasm') ? [reference] : [reference, `${reference}.wasm`];
  return candidates.find((path) => infoOf(path)?.isFile());
}

/** The bytes of the module a reference means. Throws HostError `module-read` or `module-size`. */
export function readModule(reference: string, limits?: Partial<Limits>): Uint8Array {
  try {
    const path = findModule(reference);
    if (path === undefined) {
      const isChart = infoOf(join(reference, 'Chart.yaml')) !== undefined;
      if (isChart) {
        throw new HostError(
          'module-read',
          `${reference} is a chart and no module: convert it first, mistletoe convert ${reference}`,
        );
      }
      const both = reference.endsWith('.wasm') ? reference : `${reference} or ${reference}.wasm`;
      throw new HostError('module-read', `there is no module ${both}: give the path of a .wasm file`);
    }
    const { size } = statSync(path);
    const { moduleBytes } = completeLimits(limits);
    if (size > moduleBytes) {
      throw new HostError(
        'module-size',
        `${path} has ${formatBytes(size)}; ${formatBytes(moduleBytes)} are allowed: raise the module size limit if you trust it`,
        { limit: 'moduleBytes' },
      );
    }
    return readFileSync(path);
  } catch (cause) {
    if (cause instanceof HostError) throw cause;
    throw new HostError('module-read', `cannot read the module ${reference}: ${systemWords(cause)}`, { cause });
  }
}

/** Checks and compiles a module, whose bytes are read where they are not at hand. Throws HostError, which names the module. */
export function loadModuleFile(
  reference: string,
  limits?: Partial<Limits>,
  bytes: Uint8Array = readModule(reference, limits),
): LoadedModule {
  try {
    return loadModule(bytes, limits);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const { code, limit } = error;
    const isSource = code === 'module-invalid' && /\.(?:[cm]?[jt]s|[jt]sx)$/.test(reference);
    const what = isSource ? 'it is the source of a package: mistletoe build makes a module of it' : error.message;
    throw new HostError(code, `${reference}: ${what}`, { limit, cause: error });
  }
}

/** Checks and compiles a module, given as bytes or by reference, and gives an instance of it. Throws HostError. */
export function openModule(module: string | Uint8Array, limits?: Partial<Limits>): NodeInstance {
  return new NodeInstance(typeof module === 'string' ? loadModuleFile(module, limits) : loadModule(module, limits));
}
