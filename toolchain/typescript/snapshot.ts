// Evaluates a bundle in QuickJS and keeps the engine's memory: the package's top level runs here, once, and every render of the module
// begins where it ended. Everything the evaluation could see of this machine is a constant, so the same sources give the same bytes.

import { PAIR_ADDRESS, PAIR_LENGTH, PAIR_SIZE } from '../../runtime/abi/values';
import type { QuickJS } from 'quickjs-wasi';
import type { Snapshot } from '../engine/fill';
import { STACK_BYTES } from '../engine/facts';
import { isTimedOut, within } from '../../runtime/host/node/watchdog';
import { BuildError } from '../errors';
import { authorFrames } from './author-map';
import type { Bundle } from './bundle';
import { scrubArenas, scrubHeap } from './heap';
import { nativeHere } from './native';
import type { Tools } from './tools';

/** An evaluated package. */
export interface Evaluated {
  snapshot: Snapshot;
  /** The MistPackage, as JSON. */
  info: string;
  /** What it calls itself. */
  name: string;
  /** The JSON Schema of the data, as JSON. */
  schema?: string;
  /** Bytes of the compiled script. */
  bytecode: number;
}

/** QuickJS counts its own stack; the engine reserves 1 MiB for it. */
const STACK_LIMIT = 512 * 1024;
/** Nothing is collected in a render: its memory is taken back whole. */
const GC_THRESHOLD = 16 * 1024 * 1024;

const NO_TYPE = 0;

/** A package's top level may take this long on the wall: what the largest libraries do there takes a second. */
const TOP_LEVEL_MS = 30_000;
const ENDLESS = `the package's top level did not end within ${TOP_LEVEL_MS / 1000} s: what takes long, or waits, belongs in generate()`;

/** The functions of quickjs.wasm that its host side does not wrap. */
interface RawExports {
  memory: WebAssembly.Memory;
  __stack_pointer: WebAssembly.Global;
  qjs_run_gc(): void;
  qjs_set_gc_threshold(bytes: number): void;
  qjs_get_context_ptr(): number;
  qjs_get_runtime_ptr(): number;
  wasm_malloc(bytes: number): number;
  wasm_free(address: number): void;
}

/** A package keeps this many times its bytecode in memory, as measured with libraries of all sizes. */
const HEAP_FACTOR = 5;

/**
 * Runs bytecode, which lies behind the room that what it leaves in memory will take: so it is the heap's end that becomes free, and
 * no hole in the middle that the module would have to carry.
 */
function run(vm: QuickJS, bytecode: Uint8Array): void {
  const inner = vm as unknown as { exports: RawExports };
  const raw = inner.exports;
  inner.exports = {
    ...raw,
    wasm_malloc(bytes) {
      const room = raw.wasm_malloc(bytes * HEAP_FACTOR);
      const place = raw.wasm_malloc(bytes);
      raw.wasm_free(room);
      return place;
    },
  };
  try {
    vm.evalBytecode(bytecode).dispose();
  } finally {
    inner.exports = raw;
  }
}

/**
 * Throws BuildError with the author's places where the package's top level fails. `charts` tells which of the dependencies are converted
 * charts, which the package is to know from its first render on.
 */
export async function evaluate(
  { sdk, script, map }: Bundle,
  tools: Tools,
  charts: (owner: string, dependencies: Readonly<Record<string, string>>) => Promise<readonly string[]>,
): Promise<Evaluated> {
  const wasm = await WebAssembly.compile(tools.quickjsWasm as Uint8Array<ArrayBuffer>);
  const { CompileFlags } = tools.quickjs;
  const compiler = await start(tools, wasm);
  let bytecode: Uint8Array;
  let ahead: Uint8Array[];
  try {
    const flags = CompileFlags.STRIP_SOURCE;
    const mapText = `globalThis.__mistletoe_map=${JSON.stringify(map)};`;
    ahead = [mapText, sdk].map((text) => compiler.compile(text, 'sdk.js', NO_TYPE, flags | CompileFlags.STRIP_DEBUG));
    bytecode = compiler.compile(script, 'package.js', NO_TYPE, flags);
  } catch (error) {
    throw new BuildError(`the package cannot be compiled: ${(error as Error).message}`);
  } finally {
    compiler.dispose();
  }

  const vm = await start(tools, wasm);
  const raw = (vm as unknown as { exports: RawExports }).exports;
  const native = vm.newFunction('native', (operation, text) =>
    vm.newString(nativeHere(operation.toNumber(), text.toString())),
  );
  vm.setProp(vm.global, '__mistletoe_native', native);
  try {
    within(TOP_LEVEL_MS, () => {
      for (const code of [...ahead, bytecode]) run(vm, code);
      vm.executePendingJobs();
    });
  } catch (error) {
    if (isTimedOut(error)) throw new BuildError(ENDLESS);
    const { name, message, stack } = error as Error;
    const frames = authorFrames(stack ?? '', map).join('\n');
    throw new BuildError(
      `the package failed while it was built: ${name}: ${message}${frames === '' ? '' : `\n${frames}`}`,
    );
  }
  const served = vm.global.getProp('__mistletoe');
  const text = (name: string) =>
    served.getProp(name).consume((handle) => (handle.isUndefined ? undefined : handle.toString()));
  const info = text('info')!;
  const schema = text('schema');
  const dependencies = JSON.parse(text('dependencies')!) as Record<string, string>;
  const entry = served.getProp('entry');
  const { metadata } = JSON.parse(info) as { metadata: { name: string } };
  const known = await charts(metadata.name, dependencies);
  if (known.length > 0) {
    const know = served.getProp('know');
    const list = vm.newString(JSON.stringify(known));
    vm.callFunction(know, vm.undefined, list).dispose();
    for (const handle of [know, list]) handle.dispose();
  }
  served.dispose();
  vm.evalCode('delete globalThis.__mistletoe').dispose();

  raw.qjs_run_gc();
  raw.qjs_set_gc_threshold(GC_THRESHOLD);
  const document = new TextEncoder().encode(info);
  const infoAt = raw.wasm_malloc(PAIR_SIZE + document.length);
  // Two JSValues for the entry's arguments, then two pairs for what the exports give.
  const cells = raw.wasm_malloc(32);
  const view = new DataView(raw.memory.buffer);
  view.setUint32(infoAt + PAIR_ADDRESS, infoAt + PAIR_SIZE, true);
  view.setUint32(infoAt + PAIR_LENGTH, document.length, true);
  new Uint8Array(raw.memory.buffer).set(document, infoAt + PAIR_SIZE);
  scrubArenas(raw.memory.buffer, raw.qjs_get_runtime_ptr());
  const foot = scrubHeap(raw.memory.buffer, tools.facts.heapState);
  const stack = raw.__stack_pointer.value as number;
  if (stack !== STACK_BYTES) throw new Error(`QuickJS's stack ends at ${stack}, not at ${STACK_BYTES}`);
  return {
    snapshot: {
      memory: new Uint8Array(raw.memory.buffer.slice(0)),
      constants: {
        snapshot_start: STACK_BYTES,
        base_stack: stack,
        context: raw.qjs_get_context_ptr(),
        runtime: raw.qjs_get_runtime_ptr(),
        entry: (entry as unknown as { ptr: number }).ptr,
        arguments: cells,
        pair: cells + 16,
        info: infoAt,
        foot_at: foot.at,
        foot: foot.value,
      },
    },
    info,
    name: metadata.name,
    ...(schema === undefined ? {} : { schema }),
    bytecode: bytecode.length,
  };
}

/** An engine that sees nothing of this machine. */
function start({ quickjs }: Tools, wasm: WebAssembly.Module): Promise<QuickJS> {
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
