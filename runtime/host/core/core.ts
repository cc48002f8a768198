// The host without its surroundings: load, check, call. Runs in any engine with WebAssembly, so nothing here or in what it
// imports may need Node or a browser.

export type { FunctionType, Section, ValueType, WasmExport } from './binary';
export {
  API_VERSION,
  GENERATE_EXPORT,
  INFO_EXPORT,
  MANIFESTS_EXPORT,
  PACKAGE_SECTION,
  RENDER_EXPORT,
  TRACE_EXPORT,
} from './contract';
export type { MistInput, MistPackage, MistResult, ParseYaml, RenderRead } from './documents';
export { HostError, type HostErrorCode } from './errors';
export { ModuleInstance, type RecordReader } from './instance';
export { completeLimits, defaultLimits, type Limits } from './limits';
export { compileModule, type LoadedModule, loadModule } from './module';
export { checkPath } from './paths';
