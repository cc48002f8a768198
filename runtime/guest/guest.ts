// The guest library's entry: everything that the linker may call or bind. What a chart does not reach, the linker drops.

export { abort } from './abort';
export {
  __mistletoe_alloc,
  __mistletoe_dealloc,
  __mistletoe_generate,
  __mistletoe_info,
  __mistletoe_render,
  __mistletoe_warnings,
} from './engine/abi';
export { resetTree, runTree } from './eval';
export * from './exports.generated';
export {
  failUndefinedSlot,
  include,
  includeInto,
  includeIndented,
  slotIsDefined,
  templateInto,
  yamlIndented,
} from './include';
export { knownText } from './known-lines';
export { allocate, heapStart } from './memory';
export { invoke } from './methods';
export { helmVersion } from './mode';
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
} from './ops';
export { beginPatternCache } from './regex/cache';
export { formatProblem } from './schema/formats';
export { validateLegacy } from './schema/legacy';
export { hasLegacyFormat } from './schema/legacy-formats';
export { matchesPattern } from './schema/pattern';
export { patternProblem, validateSchemas } from './schema/schema';
export { checkSchema, validateModern } from './schema/validate';
export { drawAt } from './streams';
export { formatTime, formatTimeSyntax } from './time-format';
export { fnEq2, setCallee } from './functions/builtins';
export { shapedDict } from './functions/dicts';
export { defaultTo } from './functions/flow';
export { timeField, timeMethod } from './functions/dates';
export { versionField, versionInRange, versionMethod } from './functions/semver';
export { formatVersion, formatVersionSyntax } from './version-format';
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
} from './writers';
