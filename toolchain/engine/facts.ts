// What the engine's makers (assemble.ts) and its users (../typescript) must agree on: how the holes in the engine are marked, and what
// was found in the QuickJS that it was made of. engine.json beside engine.wasm holds the facts.

/** As many pages as no snapshot has: a link puts the real number in its place, wherever an address follows from it. */
export const PLACEHOLDER_PAGES = 7777;

/** Constants that a link fills in; each is a global whose value is MARK + its place in this list. */
export const ENGINE_CONSTANTS = [
  'snapshot_start',
  'snapshot_length',
  'base_pages',
  'base_stack',
  'context',
  'runtime',
  'entry',
  'arguments',
  'pair',
  'info',
  'foot_at',
  'foot',
] as const;

export type EngineConstant = (typeof ENGINE_CONSTANTS)[number];

export const MARK = 0x4d697300;

/** The mark of the mutable global that counts pages. */
export const MARK_PAGES = MARK + 255;

/** The one byte in the passive segment that becomes the snapshot. */
export const SNAPSHOT_HOLE = 0x78;

/** A piece of the snapshot begins with two words: its bytes, and the zeros behind them. */
export const PIECE_HEAD = 8;

/** Below is QuickJS's stack, as its linker laid it out. */
export const STACK_BYTES = 1024 * 1024;

/** The pinned engine: the npm package, and the SHA-256 of its quickjs.wasm. */
export const QUICKJS = {
  package: 'quickjs-wasi',
  version: '3.7.0',
  sha256: 'c0bd8f296e18cf074969f6401b9ecb72609a1323818ec2b9bf7a8f8d740d1363',
} as const;

/**
 * What the module does for JavaScript, by the number that it calls with: read YAML, write JSON as YAML, and from `dependencies` on render
 * a dependency, from `warnings` on tell what it said meanwhile; the stack of where a value was thrown; the state of a promise. The SDK, which
 * is published alone, has them in sdk/runtime/native.ts.
 */
export const NATIVE = {
  readYaml: 0,
  writeYaml: 1,
  dependencies: 2,
  warnings: 1_000_000,
  thrownAt: -1,
  promiseState: 2_000_000,
} as const;

/** What the module asks of the entry function, by the number that it calls with: `Operation` of sdk/runtime/serve.ts. */
export const OPERATION = {
  render: 0,
  settled: 1,
  failed: 2,
  warnings: 3,
  where: 4,
  rejected: 5,
  handled: 6,
  begun: 7,
  noCompiler: 8,
} as const;

/** How many JSValues the entry function is given, its operation among them. */
export const ENTRY_ARGUMENTS = 3;

/** The place in QuickJS's table of functions of what is told of promises that are made: the first one behind its own. */
export const PROMISE_HOOK = 533;

/** Changes with whatever here or in the contract between an engine, its SDK and a link changes. */
export const ENGINE_FORMAT = 7;

/** The engines' files: one runs what a build compiled, the other compiles as well, for packages that run texts while they render. */
export const ENGINE_FILES = { runs: 'engine.wasm', compiles: 'engine.compiler.wasm' } as const;

/**
 * What is prepared of the engine for packages that call one chart and run no texts, as most do that call anything: its parts before the chart
 * is merged in, which take as long to make as the rest.
 */
export const PREPARED_FILES = { main: 'engine.chart.wasm', toolkit: 'engine.toolkit.wasm' } as const;

/** What engine.json holds, of all engines. */
export interface EngineFacts {
  format: number;
  /** SHA-256 of the quickjs.wasm that the engine was made of. */
  quickjs: string;
  /** Where dlmalloc keeps its state. */
  heapState: number;
}
