// Runs a package's top level in QuickJS, within bounds of time and memory, and says where it fails.

import type { JSValueHandle, QuickJS } from 'quickjs-wasi';
import { NATIVE } from '../engine/facts';
import { formatBytes } from '../../runtime/host/core/limits';
import { MAX_WALL_FACTOR } from '../../runtime/host/node/time-budget';
import { isTimedOut, within } from '../../runtime/host/node/watchdog';
import { BuildError } from '../errors';
import { type AuthorMap, placeBehind } from './author-map';
import { SDK_GLOBAL } from './bundle';
import type { EvaluationLimits } from './limits';
import { nativeHere } from './native';
import type { Tools } from './tools';

const TIME_MS = 10_000;
const MEMORY_BYTES = 256 * 1024 * 1024;
/** An allocation that is this far above the limit is refused by QuickJS itself; below, the package is stopped at a line of its own. */
const MEMORY_MARGIN = 32 * 1024 * 1024;

/** QuickJS counts its own stack; the engine reserves 1 MiB for it. */
const STACK_LIMIT = 512 * 1024;

/** The functions of quickjs.wasm that its host side does not wrap. */
export interface RawExports {
  memory: WebAssembly.Memory;
  __stack_pointer: WebAssembly.Global;
  qjs_run_gc(): void;
  qjs_set_gc_threshold(bytes: number): void;
  qjs_get_context_ptr(): number;
  qjs_get_runtime_ptr(): number;
  qjs_set_interrupt_handler(on: number): void;
  qjs_set_promise_rejection_handler(on: number): void;
  qjs_set_memory_limit(bytes: number): void;
  qjs_eval_bytecode(address: number, length: number): number;
  qjs_is_exception(value: number): number;
  qjs_free_value(value: number): void;
  js_std_cmd(command: number, given: number): number;
  JS_SetPromiseHook(runtime: number, hook: number, given: number): void;
  wasm_malloc(bytes: number): number;
  wasm_free(address: number): void;
}

export const rawExports = (vm: QuickJS): RawExports => (vm as unknown as { exports: RawExports }).exports;

/** An engine that sees nothing of this machine. */
export function start({ quickjs }: Tools, wasm: WebAssembly.Module): Promise<QuickJS> {
  const { Intrinsics } = quickjs;
  return quickjs.QuickJS.create({
    wasm,
    wasi: (memory) => ({
      clock_time_get: (_id: number, _precision: bigint, at: number) => {
        new DataView(memory.buffer).setBigUint64(at, 0n, true);
        return 0;
      },
      random_get: (at: number, length: number) => {
        new Uint8Array(memory.buffer, at, length).fill(0);
        return 0;
      },
      fd_write: () => 8,
    }),
    timezoneOffset: 0,
    maxStackSize: STACK_LIMIT,
    intrinsics: Intrinsics.ALL & ~Intrinsics.PERFORMANCE,
  });
}

/** A package keeps this many times its bytecode in memory, as measured with libraries of all sizes. */
const HEAP_FACTOR = 5;

/** js_std_cmd: takes the stack of the last exception. */
const TAKE_STACK = 2;

/** One evaluation of a package in an engine. */
export class Evaluation {
  private readonly raw: RawExports;
  private stopped: 'time' | 'memory' | undefined;

  constructor(
    private readonly vm: QuickJS,
    private readonly limits: EvaluationLimits,
    private readonly map: AuthorMap,
  ) {
    this.raw = rawExports(vm);
  }

  /** Runs the SDK's scripts, then that of the package, and what of promises there is to do. Throws BuildError. */
  run(ahead: readonly Uint8Array[], script: Uint8Array): void {
    const { vm, raw } = this;
    const native = vm.newFunction('native', (operation, given) => this.native(operation.toNumber(), given));
    vm.setProp(vm.global, '__mistletoe_native', native);
    for (const code of ahead) this.evaluate(code);
    const building = vm.evalCode(`${SDK_GLOBAL}.building`);
    const use = (name: string, ...given: JSValueHandle[]) =>
      building.getProp(name).consume((called) => vm.callFunction(called, vm.undefined, ...given));
    // Its host side has a setter for neither.
    const handlers = vm as unknown as {
      unhandledRejectionHandler(promise: JSValueHandle, reason: JSValueHandle, isHandled: boolean): void;
      interruptHandler(): boolean;
    };
    handlers.unhandledRejectionHandler = (promise, reason, isHandled) => {
      (isHandled ? use('handle', promise) : use('reject', promise, reason)).dispose();
    };
    raw.qjs_set_promise_rejection_handler(1);
    handlers.interruptHandler = this.watch();
    try {
      // QuickJS asks nobody while its own functions run.
      within(MAX_WALL_FACTOR * (this.limits.timeMs ?? TIME_MS), () => {
        this.evaluate(script);
        vm.executePendingJobs();
      });
      use('checkRejections').dispose();
    } catch (error) {
      if (isTimedOut(error)) throw this.tooMuch(false, []);
      raw.qjs_set_interrupt_handler(0);
      raw.qjs_set_memory_limit(0);
      const thrown = error instanceof Thrown ? error.handle : (error as { handle?: JSValueHandle }).handle;
      if (thrown === undefined) throw error;
      const described = use('describe', thrown).toString();
      throw this.failure(described, thrown);
    } finally {
      building.dispose();
      raw.qjs_set_interrupt_handler(0);
      raw.qjs_set_memory_limit(0);
    }
  }

  /**
   * Runs bytecode, which lies behind the room that what it leaves in memory will take: so it is the heap's end that becomes free, and
   * no hole in the middle that the module would have to carry.
   */
  private evaluate(bytecode: Uint8Array): void {
    const { raw, vm } = this;
    const room = raw.wasm_malloc(bytecode.length * HEAP_FACTOR);
    const place = raw.wasm_malloc(bytecode.length);
    raw.wasm_free(room);
    new Uint8Array(raw.memory.buffer, place, bytecode.length).set(bytecode);
    const result = raw.qjs_eval_bytecode(place, bytecode.length);
    raw.wasm_free(place);
    const hasFailed = raw.qjs_is_exception(result) !== 0;
    raw.qjs_free_value(result);
    if (hasFailed) throw new Thrown(vm.getException());
  }

  /** What the module has beside QuickJS, as far as a top level may have it. */
  private native(operation: number, given: JSValueHandle): JSValueHandle {
    const { vm, raw } = this;
    if (operation !== NATIVE.thrownAt) return vm.newString(nativeHere(operation, given.toString()));
    const stack = vm.newNumber(0);
    const words = raw.wasm_malloc(2 * WORD_BYTES);
    const view = new DataView(raw.memory.buffer);
    view.setUint32(words, raw.qjs_get_context_ptr(), true);
    view.setUint32(words + WORD_BYTES, (stack as unknown as { ptr: number }).ptr, true);
    raw.js_std_cmd(TAKE_STACK, words);
    raw.wasm_free(words);
    return stack;
  }

  /** Sets the bounds, and gives what QuickJS asks now and then: whether to stop. */
  private watch(): () => boolean {
    const { timeMs = TIME_MS, memoryBytes = MEMORY_BYTES } = this.limits;
    const began = process.cpuUsage();
    this.raw.qjs_set_memory_limit(Math.min(memoryBytes + MEMORY_MARGIN, 2 ** 32 - 1));
    this.raw.qjs_set_interrupt_handler(1);
    return () => {
      const { user, system } = process.cpuUsage(began);
      if ((user + system) / 1000 > timeMs) this.stopped = 'time';
      else if (this.vm.getAllocatedSize() > memoryBytes) this.stopped = 'memory';
      return this.stopped !== undefined;
    };
  }

  /** `described`: what was thrown, and where. */
  private failure(described: string, thrown: JSValueHandle): BuildError {
    const isLarge = this.stopped === 'memory' || described.startsWith('InternalError: out of memory');
    if (this.stopped !== 'time' && !isLarge)
      return new BuildError(`the package failed while it was built: ${described}`);
    let frames = described.split('\n').filter((line) => line.startsWith('    at '));
    if (frames.length === 0) frames = placeBehind(thrown.getProp('stack').toString(), this.map);
    return this.tooMuch(isLarge, frames);
  }

  private tooMuch(isLarge: boolean, frames: readonly string[]): BuildError {
    const { timeMs = TIME_MS, memoryBytes = MEMORY_BYTES } = this.limits;
    const what = isLarge
      ? `takes more than ${formatBytes(memoryBytes)} of memory`
      : `did not end within ${timeMs / 1000} s of processor time`;
    const advice = `do less there, or give it more (--${isLarge ? 'memory' : 'time'}-limit)`;
    return new BuildError(
      [`the package's top level ${what}, and runs once, when it is built: ${advice}`, ...frames].join('\n'),
    );
  }
}

const WORD_BYTES = 4;

/** What a package threw, whatever it is. */
class Thrown {
  constructor(readonly handle: JSValueHandle) {}
}
