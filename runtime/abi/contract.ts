// The names of the module contract, mistletoe.dev/v1alpha1 (docs/module-contract.md). The guest's exports are functions of
// these names (entry/module.ts), which its build compares: what asc compiles takes no texts from here.

/** The `apiVersion` of every document of the contract. */
export const API_VERSION = 'mistletoe.dev/v1alpha1';

/** The module's only memory. */
export const MEMORY_EXPORT = 'memory';
/** Gives the MistPackage: `() -> i32`, the address of a pair. */
export const INFO_EXPORT = '__mistletoe_info';
/** Makes room: `(length) -> i32`, the address. */
export const ALLOC_EXPORT = '__mistletoe_alloc';
/** Takes room back: `(address, length) -> ()`. */
export const DEALLOC_EXPORT = '__mistletoe_dealloc';
/** Takes a MistInput and gives a MistResult: `(address, length) -> i32`, the address of a pair. */
export const GENERATE_EXPORT = '__mistletoe_generate';
/** Optional: like generate, but the pair holds whatever the host and the compiled chart agreed on instead of a MistResult. */
export const RENDER_EXPORT = '__mistletoe_render';
/** Optional, of a converted chart: gives what Helm writes to standard error besides an error, as a JSON list of lines. */
export const WARNINGS_EXPORT = '__mistletoe_warnings';
/** Optional, of a converted chart: gives what the last render drew and looked up, as a JSON list. */
export const READS_EXPORT = '__mistletoe_reads';
/** Optional: gives the text of a panic, read after the module has trapped: `() -> i32`, the address of a pair; 0: there is none. */
export const FAULT_EXPORT = '__mistletoe_fault';
/** Optional, of a converted chart: like render, but gives the address of a record (runtime/abi/result.ts). */
export const MANIFESTS_EXPORT = '__mistletoe_manifests';
/** Of a chart that was converted with a trace: tells who wrote what the last render printed (runtime/abi/trace.ts). */
export const TRACE_EXPORT = '__mistletoe_trace';

/** Optional: a custom section with a copy of the MistPackage, for hosts that want to know a module without starting it. */
export const PACKAGE_SECTION = 'mistletoe.dev/package';
/** A custom section of packages that call others: what was linked into them, JSON (toolchain/typescript/dependencies.ts). */
export const DEPENDENCIES_SECTION = 'mistletoe.dev/dependencies';
/** Behind the name of a custom section whose text is compressed: its length, unsigned LEB128, and the text as raw DEFLATE (RFC 1951). */
export const COMPRESSED_SUFFIX = '.deflate';

/** What the guest library exports of these, for the modules of all charts. */
export const CHART_EXPORTS = [
  INFO_EXPORT,
  ALLOC_EXPORT,
  DEALLOC_EXPORT,
  GENERATE_EXPORT,
  RENDER_EXPORT,
  WARNINGS_EXPORT,
  READS_EXPORT,
  MANIFESTS_EXPORT,
];
