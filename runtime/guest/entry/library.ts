// The guest library's entry: everything that the linker may call or bind. What a chart does not reach, the linker drops.

export { abort } from '../core/assemblyscript/abort';
export {
  __mistletoe_alloc,
  __mistletoe_dealloc,
  __mistletoe_generate,
  __mistletoe_info,
  __mistletoe_reads,
  __mistletoe_render,
  __mistletoe_warnings,
} from './module';
export { layoutEnd, layoutProblem, layoutRoom, layoutValues, openLayout } from './chart-memory';
export { __mistletoe_manifests } from './result';
export { widenLists, widenTexts, widenValues } from './widen';
export { generateTemplates } from './templates';
export * from '../handlebars/helpers';
export { hbWritePartial } from '../handlebars/run';
export {
  hbBind,
  hbBlock,
  hbCall,
  hbData,
  hbEnter,
  hbEntries,
  hbExtend,
  hbFrame,
  hbPart,
  hbRound,
  hbSection,
  hbSectionFrame,
  hbThis,
  hbUp,
} from '../handlebars/scopes';
export { defineSource, resetTree, runTree } from '../template/exec';
export * from './functions.generated';
export {
  canCallTemplate,
  include,
  includeInto,
  includeIndented,
  templateInto,
  yamlIndented,
} from '../template/include';
export { knownText } from '../template/proven-text';
export { allocate, heapStart } from '../core/memory';
export { invoke } from '../template/methods';
export { quirks } from '../core/mode';
export {
  failInvokeAt,
  fieldChain,
  iterationFlag,
  iterationItem,
  iterationKey,
  nilDict,
  nilList,
  print,
  printChain,
  printString,
  raise,
  rangeOver,
  text,
  truth,
  validate,
  wasInterface,
} from '../template/operations';
export { beginPatternCache } from '../go/regexp/cache';
export { formatProblem } from '../lib/jsonschema/v6/formats';
export { validateGojsonschema } from '../lib/jsonschema/gojsonschema/validate';
export { hasLegacyFormat } from '../lib/jsonschema/gojsonschema/formats';
export { matchesPattern } from '../lib/jsonschema/pattern';
export { patternProblem, validateSchemas } from '../helm/schemas';
export { checkSchema, validateV6 } from '../lib/jsonschema/v6/validate';
export { __mistletoe_trace, resetTrace, traceAt, traceEnter, traceIndented, traceLeave } from '../template/trace';
export { drawAt } from '../core/streams';
export { formatTime, formatTimeSyntax } from '../go/time/format';
export { fnEq2, setCallee } from '../functions/go/builtins';
export { shapedDict } from '../functions/sprig/dicts';
export { defaultTo } from '../functions/sprig/flow';
export { timeField, timeMethod } from '../functions/sprig/dates';
export { versionField, versionInRange, versionMethod } from '../functions/sprig/semver';
export { formatVersion, formatVersionSyntax } from '../lib/semver/format';
export {
  writeB64enc,
  writeIndent,
  writeJoin,
  writeNindent,
  writePrint,
  writePrintf,
  writeQuote,
  writeQuoted,
  writeSquote,
  writeToJson,
  writeToString,
  writeToYaml,
} from '../template/writers';
