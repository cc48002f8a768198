// Makes the engine of TypeScript packages: QuickJS-NG (npm quickjs-wasi) as a module of the contract that imports nothing, with a
// hole where a build puts the snapshot of an evaluated package. The YAML reader is merged in as a second memory, which Binaryen lays
// behind the first, and so are the modules that a package depends on. Relies on the shape of the one pinned quickjs.wasm: every
// assumption is checked, and fails loudly.

import {
  ALLOC_EXPORT,
  DEALLOC_EXPORT,
  FAULT_EXPORT,
  GENERATE_EXPORT,
  INFO_EXPORT,
  MEMORY_EXPORT,
  READS_EXPORT,
  WARNINGS_EXPORT,
} from '../../runtime/abi/contract';
import { readBinary } from '../../runtime/host/core/binary';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Binaryen from 'binaryen';
import { withErrors } from '../../compiler/link/binaryen';
import { contractWat, type Dependency, importsWat, mergedWat, nativeBody, type Room } from './contract-wat';
import {
  ENGINE_CONSTANTS,
  ENGINE_FORMAT,
  type EngineFacts,
  MARK,
  MARK_PAGES,
  PLACEHOLDER_PAGES,
  QUICKJS,
} from './facts';
import { found, withoutCompiler, withTurns } from './turns';

/** What an engine is made of. */
export interface EngineParts {
  /** Binaryen's JavaScript API. */
  binaryen: typeof Binaryen;
  /** The folder of Binaryen's command line tools (bin/ of its npm package). */
  tools: string;
  /** quickjs.wasm of the pinned package. */
  quickjs: Uint8Array;
  /** The product's YAML reader (toolkit.wasm). */
  toolkit: Uint8Array;
  /** Does the engine run texts of JavaScript, too? Its compiler is a tenth of a module. */
  compiles: boolean;
  /** Modules that the package calls. */
  dependencies?: readonly Uint8Array[];
  /** Of each number that the package calls by its module's place in `dependencies`; where it is left out, the modules as they come. */
  numbers?: readonly number[];
}

/** What the imports of quickjs.wasm become. Clock and randomness are constants: the SDK answers for Date and Math.random. */
const importBodies = (numbers: readonly number[]): Record<string, string> => ({
  'env.host_get_timezone_offset': '(i32.const 0)',
  'env.host_interrupt': '(i32.const 0)',
  'env.host_promise_rejection': '(call $rejection (local.get 0) (local.get 1) (local.get 2))',
  'env.host_module_normalize': '(i32.const 0)',
  'env.host_module_load': '(i32.const 0)',
  'env.host_call': nativeBody(numbers),
  'wasi_snapshot_preview1.clock_time_get': '(i64.store (local.get 2) (i64.const 0)) (i32.const 0)',
  // EBADF
  'wasi_snapshot_preview1.fd_close': '(i32.const 8)',
  'wasi_snapshot_preview1.fd_fdstat_get': '(i32.const 8)',
  'wasi_snapshot_preview1.fd_seek': '(i32.const 8)',
  'wasi_snapshot_preview1.fd_write': '(i32.const 8)',
  // ENOSYS
  'wasi_snapshot_preview1.random_get': '(i32.const 52)',
});

const QUICKJS_FUNCTIONS = [
  'malloc',
  'JS_Call',
  'JS_NewStringLen',
  'JS_ToCStringLen2',
  'JS_ExecutePendingJob',
  'JS_GetException',
  'JS_ToInt32',
  'JS_FreeValue',
  'JS_GetClassID',
  'JS_GetOpaque',
  'JS_IsError',
  'JS_PromiseState',
  'JS_Throw',
  'JS_ThrowOutOfMemory',
  'js_std_cmd',
];

/** Where dlmalloc keeps `mflags` within its state. */
const DLMALLOC_FLAGS = 444;

/** How often quickjs.wasm asks for and changes the size of its memory. */
const MEMORY_SIZES = 3;
const MEMORY_GROWS = 2;

/** Modules that are merged with those that a package calls; of these only `engineShape` counts. */
export interface PreparedEngine {
  main: Uint8Array;
  toolkit: Uint8Array;
}

/** What the engine around modules depends on of them. */
export interface EngineShape {
  dependencies: readonly Dependency[];
  /** of each number that the package calls by its module's place */
  numbers: readonly number[];
}

/** That of one chart. */
export const ONE_CHART: EngineShape = {
  dependencies: [{ hasReads: true, hasWarnings: true, hasFault: false }],
  numbers: [0],
};

/** That of the modules which a package calls. */
export function shapeOf({ dependencies = [], numbers = dependencies.map((_, i) => i) }: EngineParts): EngineShape {
  return { dependencies: dependencies.map(describe), numbers };
}

/** QuickJS with the contract around it, and the toolkit. Takes seconds. */
export function prepareEngine(
  parts: Omit<EngineParts, 'dependencies' | 'numbers'>,
  shape: EngineShape,
): PreparedEngine & { heapState: number } {
  const { binaryen, quickjs, toolkit } = parts;
  const sha256 = createHash('sha256').update(quickjs).digest('hex');
  if (sha256 !== QUICKJS.sha256) {
    throw new Error(`quickjs.wasm is not that of ${QUICKJS.package} ${QUICKJS.version}: its SHA-256 is ${sha256}`);
  }
  const toolkitText = textOf(binaryen, toolkit);
  const linked: Linked = { ...shape, scratch: scratchOf(toolkitText) };
  const quickjsText = textOf(binaryen, quickjs);
  const { text, heapState } = contractText(parts.compiles ? quickjsText : withoutCompiler(quickjsText), linked);
  return {
    main: parse(binaryen, text, true),
    toolkit: parse(binaryen, withoutImports(toolkitText), false),
    heapState,
  };
}

/** The engine without any package's modules, and what its users must know of it. */
export function assembleEngine(parts: EngineParts): { wasm: Uint8Array; facts: EngineFacts } {
  const prepared = prepareEngine(parts, shapeOf(parts));
  const { heapState } = prepared;
  const facts = { format: ENGINE_FORMAT, quickjs: QUICKJS.sha256, heapState };
  return { wasm: mergeEngine(parts, prepared), facts };
}

/** The engine with the modules that a package calls. */
export function mergeEngine(parts: EngineParts, prepared: PreparedEngine): Uint8Array {
  const wasm = merge(parts, prepared);
  const [left] = readBinary(wasm).imports;
  if (left !== undefined)
    throw new Error(`the engine imports ${left.module}.${left.name}, which none of its parts has`);
  return wasm;
}

function describe(wasm: Uint8Array): Dependency {
  const { exports } = readBinary(wasm);
  const has = (wanted: string) => exports.some(({ name }) => name === wanted);
  return { hasReads: has(READS_EXPORT), hasWarnings: has(WARNINGS_EXPORT), hasFault: has(FAULT_EXPORT) };
}

function textOf(binaryen: typeof Binaryen, wasm: Uint8Array): string {
  const module = withErrors(() => binaryen.readBinary(wasm));
  const text = module.emitText();
  module.dispose();
  return text;
}

/** What is merged in, as far as the contract's text depends on it. */
interface Linked extends EngineShape {
  scratch: readonly Room[];
}

/** Shorter gaps between the toolkit's data are what aligns it. */
const SMALLEST_SCRATCH = 40;

/** What the toolkit writes to besides its heap: the gaps between its data, where its readers keep the token or the number they are at. */
function scratchOf(toolkit: string): Room[] {
  const segments = [...toolkit.matchAll(/^ \(data \S+ \(i32\.const (\d+)\) "(.*)"\)$/gm)].map(([, at, text]) => ({
    at: Number(at),
    length: text!.replace(/\\(?:[0-9a-f]{2}|.)/g, ' ').length,
  }));
  if (segments.length === 0) throw new Error('the toolkit has no data');
  segments.sort((a, b) => a.at - b.at);
  let end = 0;
  return segments.flatMap(({ at, length }) => {
    const gap = { at: end, length: at - end };
    end = at + length;
    return gap.length < SMALLEST_SCRATCH ? [] : [gap];
  });
}

/** QuickJS's text with the contract around it. */
function contractText(quickjs: string, linked: Linked): { text: string; heapState: number } {
  const { dependencies, numbers, scratch } = linked;
  let text = quickjs;
  const actual = new Map<string, string>();
  for (const name of QUICKJS_FUNCTIONS) {
    actual.set(name, found(text, new RegExp(`\\(export "${name}" \\(func (\\$[^)]+)\\)\\)`), `the export ${name}`));
  }
  actual.set(
    '__stack_pointer',
    found(text, /\(export "__stack_pointer" \(global (\$[^)]+)\)\)/, 'the export __stack_pointer'),
  );
  text = withTurns(text, actual);
  const named = (wat: string) =>
    wat.replace(/\$(\w+)/g, (whole, name: string) => actual.get(name) ?? (OURS.has(name) ? `$mist_${name}` : whole));

  // dlmalloc's state: `mflags` is the only word that is tested this way.
  const flags = [...text.matchAll(/\(i32\.load8_u\s+\(i32\.const (\d+)\)\s+\)\s+\(i32\.const 4\)/g)];
  const places = new Set(flags.map(([, at]) => Number(at)));
  if (places.size !== 1) throw new Error(`dlmalloc's state is not found in quickjs.wasm: ${[...places]}`);
  const heapState = [...places][0]! - DLMALLOC_FLAGS;

  // Imports become functions.
  const bodies = importBodies(numbers);
  const stubs: string[] = [];
  text = text.replace(/^ \(import "([^"]+)" "([^"]+)" \(func (\$\S+) (.*)\)\)$/gm, (_, module, name, id, type) => {
    const body = bodies[`${module}.${name}`];
    if (body === undefined) throw new Error(`quickjs.wasm imports ${module}.${name}, which nobody here knows`);
    stubs.push(` (func ${id} ${type} ${named(body)})`);
    return '';
  });
  if (/\(import /.test(text)) throw new Error('quickjs.wasm imports something that is no function');

  // The heap's end is a global.
  const sizes = text.match(/\(memory\.size\)/g)?.length;
  const grows = text.match(/\(memory\.grow$/gm)?.length;
  if (sizes !== MEMORY_SIZES || grows !== MEMORY_GROWS) {
    throw new Error(
      `quickjs.wasm has ${sizes} memory.size and ${grows} memory.grow, not ${MEMORY_SIZES} and ${MEMORY_GROWS}`,
    );
  }
  text = text
    .replaceAll('(memory.size)', '(global.get $mist_pages)')
    .replaceAll(/\(memory\.grow$/gm, '(call $mist_grow_heap');

  // Static data is part of the snapshot; exports are the contract's.
  text = text.replace(/^ \(data \$.*$/gm, '').replace(/^ \(export .*$/gm, '');

  const constants = ENGINE_CONSTANTS.map(
    (name, i) => ` (global $${name === 'info' ? 'info_at' : name} i32 (i32.const ${MARK + i}))`,
  );
  const ours = `
 (global $pages (mut i32) (i32.const ${MARK_PAGES}))
 (global $regions (mut i32) (i32.const 0))
 (global $dirty (mut i32) (i32.const 0))
 (global $starved (mut i32) (i32.const 0))
 (global $thrown (mut i64) (i64.const 0))
${constants.join('\n')}
 (data $snapshot "x")
${contractWat}
${mergedWat(dependencies, scratch)}`;
  text = text.replace('(module', () => `(module\n${importsWat(dependencies)}`);
  text = text.replace(/\)\s*$/, () => `${stubs.join('\n')}\n${named(ours)})`);
  return { text: inOneOfSeveralMemories(text), heapState };
}

/** Names of ours in the text, which must not meet QuickJS's. */
const OURS = new Set([
  ...'info alloc dealloc generate warnings fault reset grow_heap no_memory call_entry boxed has_tag give failed'.split(
    ' ',
  ),
  ...'throw take_stack look_around rejection no_compiler promise_hook promise_state convert calling'.split(' '),
  ...'pages regions dirty starved thrown snapshot info_at'.split(' '),
  ...ENGINE_CONSTANTS,
]);

/** With several memories every access says which. */
function inOneOfSeveralMemories(text: string): string {
  const access = '(?:i32|i64|f32|f64)\\.(?:load|store)(?:8|16|32)?(?:_[su])?';
  return text
    .replace(new RegExp(`\\((${access})(?! \\$)(?=[ \\n])`, 'g'), '($1 $$0')
    .replace(/\(memory\.(size|grow|fill|init)(?! \$(?:0|toolkit|dependency_\d+)(?![\w]))/g, '(memory.$1 $$0')
    .replace(/\(memory\.copy(?! \$(?:0|toolkit|dependency_\d+) )/g, '(memory.copy $$0 $$0')
    .replace(/^ \(memory \$0 \d+/m, ` (memory $$0 ${PLACEHOLDER_PAGES}`);
}

const featuresOf = ({ Features: F }: typeof Binaryen): number =>
  F.MutableGlobals |
  F.SignExt |
  F.NontrappingFPToInt |
  F.BulkMemory |
  F.BulkMemoryOpt |
  F.Multivalue |
  F.ReferenceTypes |
  F.SIMD128 |
  F.MultiMemory;

function parse(binaryen: typeof Binaryen, text: string, severalMemories: boolean): Uint8Array {
  const { Features: F } = binaryen;
  const module = withErrors(() => binaryen.parseText(text));
  module.setFeatures(severalMemories ? featuresOf(binaryen) : featuresOf(binaryen) & ~F.MultiMemory);
  if (severalMemories) module.runPasses(['remove-unused-module-elements']);
  if (!module.validate()) throw new Error('the engine is not a valid module');
  const wasm = module.emitBinary();
  module.dispose();
  return wasm;
}

const KEPT_EXPORTS: readonly string[] = [
  MEMORY_EXPORT,
  INFO_EXPORT,
  ALLOC_EXPORT,
  DEALLOC_EXPORT,
  GENERATE_EXPORT,
  WARNINGS_EXPORT,
  FAULT_EXPORT,
];

/** Merges the parts, keeps what the contract's exports reach, and makes one memory out of several, with Binaryen's own tools. */
function merge({ binaryen, tools, dependencies = [] }: EngineParts, { main, toolkit }: PreparedEngine): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-engine-'));
  const file = (name: string) => join(folder, name);
  const features = [
    'simd',
    'multimemory',
    'bulk-memory',
    'bulk-memory-opt',
    'nontrapping-float-to-int',
    'sign-ext',
    'mutable-globals',
    'multivalue',
    'reference-types',
  ].map((name) => `--enable-${name}`);
  const run = (tool: string, ...args: string[]) => {
    // Each tool runs for a second: what V8 would optimize meanwhile is never used.
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--liftoff-only', join(tools, tool), ...features, ...args],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    if (status !== 0) throw new Error(`${tool} failed: ${stderr.trim()}`);
  };
  try {
    writeFileSync(file('main.wasm'), main);
    writeFileSync(file('toolkit.wasm'), toolkit);
    dependencies.forEach((wasm, i) => writeFileSync(file(`dependency_${i}.wasm`), wasm));
    const others = ['toolkit', ...dependencies.map((_, i) => `dependency_${i}`)];
    run(
      'wasm-merge',
      ...[file('main.wasm'), 'main', ...others.flatMap((name) => [file(`${name}.wasm`), name])],
      ...['--rename-export-conflicts', '-o', file('merged.wasm')],
    );
    return oneMemory(binaryen, readFileSync(file('merged.wasm')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the contract's exports reach, with one memory. */
function oneMemory(binaryen: typeof Binaryen, merged: Uint8Array): Uint8Array {
  const module = withErrors(() => binaryen.readBinary(merged));
  module.setFeatures(featuresOf(binaryen));
  for (const { name } of readBinary(merged).exports) if (!KEPT_EXPORTS.includes(name)) module.removeExport(name);
  // Functions stay in their order: neighbours are alike, and in the order of their calls a module is 5 KiB larger, compressed.
  module.runPasses([
    'remove-unused-module-elements',
    'vacuum',
    'multi-memory-lowering',
    'remove-unused-module-elements',
  ]);
  const wasm = module.emitBinary();
  module.dispose();
  return wasm;
}

/** The toolkit reads files by an import; nothing here does. */
function withoutImports(text: string): string {
  const stubs: string[] = [];
  const rest = text.replace(/^ \(import "[^"]+" "[^"]+" \(func (\$\S+) (.*)\)\)$/gm, (_, id, type) => {
    stubs.push(` (func ${id} ${type} (unreachable))`);
    return '';
  });
  return rest.replace(/\)\s*$/, () => `${stubs.join('\n')})`);
}
