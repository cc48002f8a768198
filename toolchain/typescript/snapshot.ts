// Evaluates a bundle in QuickJS and keeps the engine's memory: the package's top level runs here, once, and every render of the module
// begins where it ended. Everything the evaluation could see of this machine is a constant, so the same sources give the same bytes.

import { PAIR_ADDRESS, PAIR_LENGTH, PAIR_SIZE } from '../../runtime/abi/values';
import type { Snapshot } from '../engine/fill';
import { ENTRY_ARGUMENTS, PROMISE_HOOK, STACK_BYTES } from '../engine/facts';
import { BuildError } from '../errors';
import type { Bundle } from './bundle';
import { Evaluation, rawExports, start } from './evaluation';
import type { EvaluationLimits } from './limits';
import { scrubArenas, scrubHeap } from './heap';
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

/** Nothing is collected in a render: its memory is taken back whole. */
const GC_THRESHOLD = 16 * 1024 * 1024;

const NO_TYPE = 0;

/**
 * Throws BuildError with the author's places where the package's top level fails. `charts` tells which of the dependencies are converted
 * charts, which the package is to know from its first render on.
 */
export async function evaluate(
  { sdk, script, map }: Bundle,
  tools: Tools,
  charts: (owner: string, dependencies: Readonly<Record<string, string>>) => Promise<readonly string[]>,
  limits: EvaluationLimits,
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
  const raw = rawExports(vm);
  new Evaluation(vm, limits, map).run(ahead, bytecode);
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

  raw.JS_SetPromiseHook(raw.qjs_get_runtime_ptr(), PROMISE_HOOK, 0);
  raw.qjs_run_gc();
  raw.qjs_set_gc_threshold(GC_THRESHOLD);
  const document = new TextEncoder().encode(info);
  const infoAt = raw.wasm_malloc(PAIR_SIZE + document.length);
  // JSValues for the entry's arguments, then two pairs for what the exports give.
  const argumentBytes = ENTRY_ARGUMENTS * 8;
  const cells = raw.wasm_malloc(argumentBytes + 2 * PAIR_SIZE);
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
        pair: cells + argumentBytes,
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
