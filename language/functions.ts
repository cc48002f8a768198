// Every function a Helm template can call: one table that the compiler, the evaluator behind `tpl`, the documentation and the
// tests read. A new function needs a row here and its symbol in runtime/guest/functions/<family>.ts; nothing else names it, and
// what is particular about one is a column (test/house/function-names.test.ts).

import {
  DURATION_FUNCTIONS,
  MUST_TO_TOML,
  MUST_TO_YAML,
  SPRIG_3_3,
  TOML_AND_PRETTY_FUNCTIONS,
} from '../runtime/abi/quirks';

/**
 * Go type of a parameter or result. `dict` is map[string]interface {}, `list` []interface {}, `lists` [][]interface {}, `value`
 * reflect.Value where the function can tell no value from a nil interface.
 */
export type GoType =
  | 'any'
  | 'value'
  | 'string'
  | 'bool'
  | 'int'
  | 'int64'
  | 'uint32'
  | 'float64'
  | 'dict'
  | 'list'
  | 'lists'
  | 'strings'
  | 'ints'
  | 'stringmap'
  | 'time'
  | 'semver'
  | 'certificate';

export interface TemplateFunction {
  /** Its name in templates. */
  name: string;
  /** Parameter types in order; the last one starts with `...` where the function is variadic. */
  parameters: string[];
  result: GoType;
  /**
   * The guest's exported function: (one Value a fixed parameter [, address of variadic Values, their count]) -> Value, or
   * address 0 with a failure recorded. Several names may share one.
   */
  symbol: string;
  /** The guest file that holds it: runtime/guest/functions/<family>.ts. */
  family: string;
  /** The quirk (runtime/abi/quirks.ts) of the Helms that have it; absent: all have it. */
  since?: number;
  /** What it takes from outside the template: randomness, the clock. */
  draws?: 'entropy' | 'clock' | 'both';
  /** Answers from outside that differ from render to render although nothing is drawn. */
  asks?: 'cluster';
  /**
   * What a call does besides giving its result. `calm`: nothing; it cannot fail and depends on nothing but its arguments, so that
   * none need be made in vain. `fresh`: nothing, and its result is a new value, so that its time makes no difference.
   */
  effects?: 'calm' | 'fresh';
  /** What the compiler knows of its meaning, to do it otherwise than by a call. */
  form?: FunctionForm;
  /** Of a variadic function: guest functions for a fixed number of arguments, which need no vector. */
  fixed?: Readonly<Record<number, string>>;
  /**
   * The guest function that writes the text straight to the output (runtime/guest/template/writers.ts). It takes what `symbol` takes
   * and gives 1, or 0 with a failure recorded, which only those with `fails` do.
   */
  writer?: { symbol: string; fails?: true; fixed?: Readonly<Record<number, string>> };
  /** A part of the guest that a call can reach besides what all functions of its family need. */
  needs?: GuestPart;
  /** What becomes of its arguments, for who asks which values a chart reads (compiler/analysis/reads.ts). */
  flow?: FunctionFlow;
  /** What its text may be: `lines`, more of them than its arguments have; `bytes`, which may be a part of a character. */
  text?: 'lines' | 'bytes';
  /** It changes nothing but the white space around a text. */
  spaces?: true;
  /** It changes the mapping that it is given first: one of its keys (`key`), or also mappings in it (`all`). */
  changes?: 'key' | 'all';
  /** Its mapping is a new one, which nobody else changes or sees changed: with all that is in it (`whole`), or not (`top`). */
  copies?: 'whole' | 'top';
  /** Helm adds it to Go's and Sprig's functions; --name-template does not have it. */
  origin?: 'helm';
}

/** Meanings that the compiler knows. */
export type FunctionForm =
  | 'and'
  | 'or'
  | 'negation'
  | 'equality'
  | 'fallback'
  | 'choice'
  | 'concatenation'
  | 'format'
  | 'include'
  | 'callee'
  | 'dict'
  | 'indent'
  | 'nindent'
  | 'yaml';

/** Parts of the guest that are left out of modules which cannot reach them; through the evaluator all can be reached. */
export type GuestPart = 'evaluator' | 'time' | 'version' | 'regex';

/**
 * Ways of arguments. They are asked about (`test`), also against each other (`comparison`); the result is one of them or made of
 * them (`through`), or what one holds (`items`, `items list`, `key`, `keys`, `key test`, `dig`, `pluck`, `pick`); they are put into
 * something (`dict`, `list`, `set`); they go to a template (`include`, `text`). Without a way they are used whole.
 */
export type FunctionFlow =
  | 'test'
  | 'comparison'
  | 'through'
  | 'items'
  | 'items list'
  | 'key'
  | 'keys'
  | 'key test'
  | 'dig'
  | 'pluck'
  | 'pick'
  | 'dict'
  | 'list'
  | 'set'
  | 'include'
  | 'text';

// biome-ignore format: a table
export const templateFunctions: readonly TemplateFunction[] = [
  // builtins
  { name: 'and', parameters: ['any', '...any'], result: 'any', symbol: 'fnAnd', family: 'builtins', form: 'and' },
  { name: 'call', parameters: ['any', '...any'], result: 'any', symbol: 'fnCall', family: 'builtins', form: 'callee' },
  { name: 'eq', parameters: ['any', '...any'], result: 'bool', symbol: 'fnEq', family: 'builtins', form: 'equality', fixed: { 2: 'fnEq2' }, flow: 'comparison' },
  { name: 'ge', parameters: ['any', 'any'], result: 'bool', symbol: 'fnGe', family: 'builtins', flow: 'test' },
  { name: 'gt', parameters: ['any', 'any'], result: 'bool', symbol: 'fnGt', family: 'builtins', flow: 'test' },
  { name: 'html', parameters: ['...any'], result: 'string', symbol: 'fnHtml', family: 'builtins' },
  { name: 'index', parameters: ['any', '...any'], result: 'any', symbol: 'fnIndex', family: 'builtins', flow: 'keys' },
  { name: 'js', parameters: ['...any'], result: 'string', symbol: 'fnJs', family: 'builtins' },
  { name: 'le', parameters: ['any', 'any'], result: 'bool', symbol: 'fnLe', family: 'builtins', flow: 'test' },
  { name: 'len', parameters: ['value'], result: 'int', symbol: 'fnLen', family: 'builtins', flow: 'test' },
  { name: 'lt', parameters: ['any', 'any'], result: 'bool', symbol: 'fnLt', family: 'builtins', flow: 'test' },
  { name: 'ne', parameters: ['any', 'any'], result: 'bool', symbol: 'fnNe', family: 'builtins', flow: 'comparison' },
  { name: 'not', parameters: ['any'], result: 'bool', symbol: 'fnNot', family: 'builtins', form: 'negation', flow: 'test' },
  { name: 'or', parameters: ['any', '...any'], result: 'any', symbol: 'fnOr', family: 'builtins', form: 'or' },

  // printing
  { name: 'print', parameters: ['...any'], result: 'string', symbol: 'fnPrint', family: 'printing', effects: 'calm', form: 'concatenation', writer: { symbol: 'writePrint' } },
  { name: 'printf', parameters: ['string', '...any'], result: 'string', symbol: 'fnPrintf', family: 'printing', effects: 'calm', form: 'format', writer: { symbol: 'writePrintf' } },
  { name: 'println', parameters: ['...any'], result: 'string', symbol: 'fnPrintln', family: 'printing' },

  // engine
  { name: 'include', parameters: ['string', 'any'], result: 'string', symbol: 'fnInclude', family: 'engine', form: 'include', flow: 'include', origin: 'helm' },
  { name: 'tpl', parameters: ['string', 'any'], result: 'string', symbol: 'fnTpl', family: 'engine', text: 'lines', needs: 'evaluator', flow: 'text', origin: 'helm' },

  // flow
  { name: 'all', parameters: ['...any'], result: 'bool', symbol: 'fnAll', family: 'flow', flow: 'test' },
  { name: 'any', parameters: ['...any'], result: 'bool', symbol: 'fnAny', family: 'flow', flow: 'test' },
  { name: 'coalesce', parameters: ['...any'], result: 'any', symbol: 'fnCoalesce', family: 'flow', flow: 'through' },
  { name: 'default', parameters: ['any', '...any'], result: 'any', symbol: 'fnDefault', family: 'flow', form: 'fallback', fixed: { 2: 'defaultTo' }, flow: 'through' },
  { name: 'empty', parameters: ['any'], result: 'bool', symbol: 'fnEmpty', family: 'flow', flow: 'test' },
  { name: 'fail', parameters: ['string'], result: 'string', symbol: 'fnFail', family: 'flow' },
  { name: 'lookup', parameters: ['string', 'string', 'string', 'string'], result: 'dict', symbol: 'fnLookup', family: 'flow', asks: 'cluster', origin: 'helm' },
  { name: 'required', parameters: ['string', 'any'], result: 'any', symbol: 'fnRequired', family: 'flow', flow: 'through', origin: 'helm' },
  { name: 'ternary', parameters: ['any', 'any', 'bool'], result: 'any', symbol: 'fnTernary', family: 'flow', form: 'choice', flow: 'through' },

  // strings
  { name: 'abbrev', parameters: ['int', 'string'], result: 'string', symbol: 'fnAbbrev', family: 'strings', text: 'bytes' },
  { name: 'abbrevboth', parameters: ['int', 'int', 'string'], result: 'string', symbol: 'fnAbbrevboth', family: 'strings', text: 'bytes' },
  { name: 'atoi', parameters: ['string'], result: 'int', symbol: 'fnAtoi', family: 'strings' },
  { name: 'camelcase', parameters: ['string'], result: 'string', symbol: 'fnCamelcase', family: 'strings' },
  { name: 'cat', parameters: ['...any'], result: 'string', symbol: 'fnCat', family: 'strings', text: 'lines' },
  { name: 'contains', parameters: ['string', 'string'], result: 'bool', symbol: 'fnContains', family: 'strings' },
  { name: 'hasPrefix', parameters: ['string', 'string'], result: 'bool', symbol: 'fnHasPrefix', family: 'strings' },
  { name: 'hasSuffix', parameters: ['string', 'string'], result: 'bool', symbol: 'fnHasSuffix', family: 'strings' },
  { name: 'hello', parameters: [], result: 'string', symbol: 'fnHello', family: 'strings' },
  { name: 'indent', parameters: ['int', 'string'], result: 'string', symbol: 'fnIndent', family: 'strings', spaces: true, text: 'lines', form: 'indent', writer: { symbol: 'writeIndent', fails: true } },
  { name: 'initials', parameters: ['string'], result: 'string', symbol: 'fnInitials', family: 'strings' },
  { name: 'join', parameters: ['string', 'any'], result: 'string', symbol: 'fnJoin', family: 'strings', text: 'lines', writer: { symbol: 'writeJoin' } },
  { name: 'kebabcase', parameters: ['string'], result: 'string', symbol: 'fnKebabcase', family: 'strings' },
  { name: 'lower', parameters: ['string'], result: 'string', symbol: 'fnLower', family: 'strings' },
  { name: 'nindent', parameters: ['int', 'string'], result: 'string', symbol: 'fnNindent', family: 'strings', spaces: true, text: 'lines', form: 'nindent', writer: { symbol: 'writeNindent', fails: true } },
  { name: 'nospace', parameters: ['string'], result: 'string', symbol: 'fnNospace', family: 'strings' },
  { name: 'plural', parameters: ['string', 'string', 'int'], result: 'string', symbol: 'fnPlural', family: 'strings' },
  { name: 'quote', parameters: ['...any'], result: 'string', symbol: 'fnQuote', family: 'strings', effects: 'calm', writer: { symbol: 'writeQuote', fixed: { 1: 'writeQuoted' } } },
  { name: 'repeat', parameters: ['int', 'string'], result: 'string', symbol: 'fnRepeat', family: 'strings' },
  { name: 'replace', parameters: ['string', 'string', 'string'], result: 'string', symbol: 'fnReplace', family: 'strings' },
  { name: 'snakecase', parameters: ['string'], result: 'string', symbol: 'fnSnakecase', family: 'strings' },
  { name: 'sortAlpha', parameters: ['any'], result: 'strings', symbol: 'fnSortAlpha', family: 'strings' },
  { name: 'split', parameters: ['string', 'string'], result: 'stringmap', symbol: 'fnSplit', family: 'strings' },
  { name: 'splitList', parameters: ['string', 'string'], result: 'strings', symbol: 'fnSplitList', family: 'strings' },
  { name: 'splitn', parameters: ['string', 'int', 'string'], result: 'stringmap', symbol: 'fnSplitn', family: 'strings' },
  { name: 'squote', parameters: ['...any'], result: 'string', symbol: 'fnSquote', family: 'strings', effects: 'calm', writer: { symbol: 'writeSquote' } },
  { name: 'substr', parameters: ['int', 'int', 'string'], result: 'string', symbol: 'fnSubstr', family: 'strings', text: 'bytes' },
  { name: 'swapcase', parameters: ['string'], result: 'string', symbol: 'fnSwapcase', family: 'strings' },
  { name: 'title', parameters: ['string'], result: 'string', symbol: 'fnTitle', family: 'strings' },
  { name: 'toString', parameters: ['any'], result: 'string', symbol: 'fnToString', family: 'strings', effects: 'calm', writer: { symbol: 'writeToString' } },
  { name: 'toStrings', parameters: ['any'], result: 'strings', symbol: 'fnToStrings', family: 'strings' },
  { name: 'trim', parameters: ['string'], result: 'string', symbol: 'fnTrim', family: 'strings', spaces: true },
  { name: 'trimAll', parameters: ['string', 'string'], result: 'string', symbol: 'fnTrimAll', family: 'strings' },
  { name: 'trimPrefix', parameters: ['string', 'string'], result: 'string', symbol: 'fnTrimPrefix', family: 'strings' },
  { name: 'trimSuffix', parameters: ['string', 'string'], result: 'string', symbol: 'fnTrimSuffix', family: 'strings' },
  { name: 'trimall', parameters: ['string', 'string'], result: 'string', symbol: 'fnTrimAll', family: 'strings' },
  { name: 'trunc', parameters: ['int', 'string'], result: 'string', symbol: 'fnTrunc', family: 'strings', text: 'bytes' },
  { name: 'untitle', parameters: ['string'], result: 'string', symbol: 'fnUntitle', family: 'strings' },
  { name: 'upper', parameters: ['string'], result: 'string', symbol: 'fnUpper', family: 'strings' },
  { name: 'wrap', parameters: ['int', 'string'], result: 'string', symbol: 'fnWrap', family: 'strings', text: 'lines' },
  { name: 'wrapWith', parameters: ['int', 'string', 'string'], result: 'string', symbol: 'fnWrapWith', family: 'strings', text: 'lines' },

  // lists
  { name: 'append', parameters: ['any', 'any'], result: 'list', symbol: 'fnAppend', family: 'lists', flow: 'through' },
  { name: 'chunk', parameters: ['int', 'any'], result: 'lists', symbol: 'fnChunk', family: 'lists' },
  { name: 'compact', parameters: ['any'], result: 'list', symbol: 'fnCompact', family: 'lists', flow: 'through' },
  { name: 'concat', parameters: ['...any'], result: 'any', symbol: 'fnConcat', family: 'lists', flow: 'through' },
  { name: 'first', parameters: ['any'], result: 'any', symbol: 'fnFirst', family: 'lists', flow: 'items' },
  { name: 'has', parameters: ['any', 'any'], result: 'bool', symbol: 'fnHas', family: 'lists', flow: 'comparison' },
  { name: 'initial', parameters: ['any'], result: 'list', symbol: 'fnInitial', family: 'lists', flow: 'through' },
  { name: 'last', parameters: ['any'], result: 'any', symbol: 'fnLast', family: 'lists', flow: 'items' },
  { name: 'list', parameters: ['...any'], result: 'list', symbol: 'fnList', family: 'lists', effects: 'fresh', flow: 'list' },
  { name: 'mustAppend', parameters: ['any', 'any'], result: 'list', symbol: 'fnAppend', family: 'lists', flow: 'through' },
  { name: 'mustChunk', parameters: ['int', 'any'], result: 'lists', symbol: 'fnChunk', family: 'lists' },
  { name: 'mustCompact', parameters: ['any'], result: 'list', symbol: 'fnCompact', family: 'lists', flow: 'through' },
  { name: 'mustFirst', parameters: ['any'], result: 'any', symbol: 'fnFirst', family: 'lists', flow: 'items' },
  { name: 'mustHas', parameters: ['any', 'any'], result: 'bool', symbol: 'fnHas', family: 'lists' },
  { name: 'mustInitial', parameters: ['any'], result: 'list', symbol: 'fnInitial', family: 'lists', flow: 'through' },
  { name: 'mustLast', parameters: ['any'], result: 'any', symbol: 'fnLast', family: 'lists', flow: 'items' },
  { name: 'mustPrepend', parameters: ['any', 'any'], result: 'list', symbol: 'fnPrepend', family: 'lists', flow: 'through' },
  { name: 'mustPush', parameters: ['any', 'any'], result: 'list', symbol: 'fnAppend', family: 'lists', flow: 'through' },
  { name: 'mustRest', parameters: ['any'], result: 'list', symbol: 'fnRest', family: 'lists', flow: 'through' },
  { name: 'mustReverse', parameters: ['any'], result: 'list', symbol: 'fnReverse', family: 'lists', flow: 'through' },
  { name: 'mustSlice', parameters: ['any', '...any'], result: 'any', symbol: 'fnSlice', family: 'lists', flow: 'through' },
  { name: 'mustUniq', parameters: ['any'], result: 'list', symbol: 'fnUniq', family: 'lists', flow: 'through' },
  { name: 'mustWithout', parameters: ['any', '...any'], result: 'list', symbol: 'fnWithout', family: 'lists', flow: 'through' },
  { name: 'prepend', parameters: ['any', 'any'], result: 'list', symbol: 'fnPrepend', family: 'lists', flow: 'through' },
  { name: 'push', parameters: ['any', 'any'], result: 'list', symbol: 'fnAppend', family: 'lists', flow: 'through' },
  { name: 'rest', parameters: ['any'], result: 'list', symbol: 'fnRest', family: 'lists', flow: 'through' },
  { name: 'reverse', parameters: ['any'], result: 'list', symbol: 'fnReverse', family: 'lists', flow: 'through' },
  { name: 'seq', parameters: ['...int'], result: 'string', symbol: 'fnSeq', family: 'lists' },
  { name: 'slice', parameters: ['any', '...any'], result: 'any', symbol: 'fnSlice', family: 'lists', flow: 'through' },
  { name: 'tuple', parameters: ['...any'], result: 'list', symbol: 'fnList', family: 'lists', effects: 'fresh', flow: 'list' },
  { name: 'uniq', parameters: ['any'], result: 'list', symbol: 'fnUniq', family: 'lists', flow: 'through' },
  { name: 'until', parameters: ['int'], result: 'ints', symbol: 'fnUntil', family: 'lists' },
  { name: 'untilStep', parameters: ['int', 'int', 'int'], result: 'ints', symbol: 'fnUntilStep', family: 'lists' },
  { name: 'without', parameters: ['any', '...any'], result: 'list', symbol: 'fnWithout', family: 'lists', flow: 'through' },

  // dicts
  { name: 'deepCopy', parameters: ['any'], result: 'any', symbol: 'fnDeepCopy', family: 'dicts', copies: 'whole', flow: 'through' },
  { name: 'deepEqual', parameters: ['any', 'any'], result: 'bool', symbol: 'fnDeepEqual', family: 'dicts' },
  { name: 'dict', parameters: ['...any'], result: 'dict', symbol: 'fnDict', family: 'dicts', copies: 'top', effects: 'fresh', form: 'dict', flow: 'dict' },
  { name: 'dig', parameters: ['...any'], result: 'any', symbol: 'fnDig', family: 'dicts', flow: 'dig' },
  { name: 'get', parameters: ['dict', 'string'], result: 'any', symbol: 'fnGet', family: 'dicts', flow: 'key' },
  { name: 'hasKey', parameters: ['dict', 'string'], result: 'bool', symbol: 'fnHasKey', family: 'dicts', flow: 'key test' },
  { name: 'keys', parameters: ['...dict'], result: 'strings', symbol: 'fnKeys', family: 'dicts' },
  { name: 'kindIs', parameters: ['string', 'any'], result: 'bool', symbol: 'fnKindIs', family: 'dicts', flow: 'test' },
  { name: 'kindOf', parameters: ['any'], result: 'string', symbol: 'fnKindOf', family: 'dicts', flow: 'test' },
  { name: 'merge', parameters: ['dict', '...dict'], result: 'any', symbol: 'fnMerge', family: 'dicts', changes: 'all', flow: 'through' },
  { name: 'mergeOverwrite', parameters: ['dict', '...dict'], result: 'any', symbol: 'fnMergeOverwrite', family: 'dicts', changes: 'all', flow: 'through' },
  { name: 'mustDeepCopy', parameters: ['any'], result: 'any', symbol: 'fnDeepCopy', family: 'dicts', copies: 'whole', flow: 'through' },
  { name: 'mustMerge', parameters: ['dict', '...dict'], result: 'any', symbol: 'fnMustMerge', family: 'dicts', changes: 'all', flow: 'through' },
  { name: 'mustMergeOverwrite', parameters: ['dict', '...dict'], result: 'any', symbol: 'fnMustMergeOverwrite', family: 'dicts', changes: 'all', flow: 'through' },
  { name: 'omit', parameters: ['dict', '...string'], result: 'dict', symbol: 'fnOmit', family: 'dicts', copies: 'top', flow: 'through' },
  { name: 'pick', parameters: ['dict', '...string'], result: 'dict', symbol: 'fnPick', family: 'dicts', copies: 'top', flow: 'pick' },
  { name: 'pluck', parameters: ['string', '...dict'], result: 'list', symbol: 'fnPluck', family: 'dicts', flow: 'pluck' },
  { name: 'set', parameters: ['dict', 'string', 'any'], result: 'dict', symbol: 'fnSet', family: 'dicts', changes: 'key', flow: 'set' },
  { name: 'typeIs', parameters: ['string', 'any'], result: 'bool', symbol: 'fnTypeIs', family: 'dicts', flow: 'test' },
  { name: 'typeIsLike', parameters: ['string', 'any'], result: 'bool', symbol: 'fnTypeIsLike', family: 'dicts', flow: 'test' },
  { name: 'typeOf', parameters: ['any'], result: 'string', symbol: 'fnTypeOf', family: 'dicts', flow: 'test' },
  { name: 'unset', parameters: ['dict', 'string'], result: 'dict', symbol: 'fnUnset', family: 'dicts', changes: 'key' },
  { name: 'values', parameters: ['dict'], result: 'list', symbol: 'fnValues', family: 'dicts', flow: 'items list' },

  // math
  { name: 'add', parameters: ['...any'], result: 'int64', symbol: 'fnAdd', family: 'math' },
  { name: 'add1', parameters: ['any'], result: 'int64', symbol: 'fnAdd1', family: 'math' },
  { name: 'add1f', parameters: ['any'], result: 'float64', symbol: 'fnAdd1f', family: 'math' },
  { name: 'addf', parameters: ['...any'], result: 'float64', symbol: 'fnAddf', family: 'math' },
  { name: 'biggest', parameters: ['any', '...any'], result: 'int64', symbol: 'fnMax', family: 'math' },
  { name: 'ceil', parameters: ['any'], result: 'float64', symbol: 'fnCeil', family: 'math' },
  { name: 'div', parameters: ['any', 'any'], result: 'int64', symbol: 'fnDiv', family: 'math' },
  { name: 'divf', parameters: ['any', '...any'], result: 'float64', symbol: 'fnDivf', family: 'math' },
  { name: 'float64', parameters: ['any'], result: 'float64', symbol: 'fnFloat64', family: 'math' },
  { name: 'floor', parameters: ['any'], result: 'float64', symbol: 'fnFloor', family: 'math' },
  { name: 'int', parameters: ['any'], result: 'int', symbol: 'fnInt', family: 'math' },
  { name: 'int64', parameters: ['any'], result: 'int64', symbol: 'fnInt64', family: 'math' },
  { name: 'max', parameters: ['any', '...any'], result: 'int64', symbol: 'fnMax', family: 'math' },
  { name: 'maxf', parameters: ['any', '...any'], result: 'float64', symbol: 'fnMaxf', family: 'math' },
  { name: 'min', parameters: ['any', '...any'], result: 'int64', symbol: 'fnMin', family: 'math' },
  { name: 'minf', parameters: ['any', '...any'], result: 'float64', symbol: 'fnMinf', family: 'math' },
  { name: 'mod', parameters: ['any', 'any'], result: 'int64', symbol: 'fnMod', family: 'math' },
  { name: 'mul', parameters: ['any', '...any'], result: 'int64', symbol: 'fnMul', family: 'math' },
  { name: 'mulf', parameters: ['any', '...any'], result: 'float64', symbol: 'fnMulf', family: 'math' },
  { name: 'round', parameters: ['any', 'int', '...float64'], result: 'float64', symbol: 'fnRound', family: 'math' },
  { name: 'sub', parameters: ['any', 'any'], result: 'int64', symbol: 'fnSub', family: 'math' },
  { name: 'subf', parameters: ['any', '...any'], result: 'float64', symbol: 'fnSubf', family: 'math' },
  { name: 'toDecimal', parameters: ['any'], result: 'int64', symbol: 'fnToDecimal', family: 'math' },

  // json
  { name: 'fromJson', parameters: ['string'], result: 'dict', symbol: 'fnFromJson', family: 'json', copies: 'whole', flow: 'through' },
  { name: 'fromJsonArray', parameters: ['string'], result: 'list', symbol: 'fnFromJsonArray', family: 'json', origin: 'helm' },
  { name: 'mustFromJson', parameters: ['string'], result: 'any', symbol: 'fnMustFromJson', family: 'json' },
  { name: 'mustToJson', parameters: ['any'], result: 'string', symbol: 'fnMustToJson', family: 'json' },
  { name: 'mustToPrettyJson', parameters: ['any'], result: 'string', symbol: 'fnMustToPrettyJson', family: 'json', text: 'lines' },
  { name: 'mustToRawJson', parameters: ['any'], result: 'string', symbol: 'fnMustToRawJson', family: 'json' },
  { name: 'toJson', parameters: ['any'], result: 'string', symbol: 'fnToJson', family: 'json', effects: 'calm', writer: { symbol: 'writeToJson' } },
  { name: 'toPrettyJson', parameters: ['any'], result: 'string', symbol: 'fnToPrettyJson', family: 'json', text: 'lines', effects: 'calm' },
  { name: 'toRawJson', parameters: ['any'], result: 'string', symbol: 'fnToRawJson', family: 'json' },

  // yaml
  { name: 'fromYaml', parameters: ['string'], result: 'dict', symbol: 'fnFromYaml', family: 'yaml', copies: 'whole', flow: 'through', origin: 'helm' },
  { name: 'fromYamlArray', parameters: ['string'], result: 'list', symbol: 'fnFromYamlArray', family: 'yaml', origin: 'helm' },
  { name: 'mustToYaml', parameters: ['any'], result: 'string', symbol: 'fnMustToYaml', family: 'yaml', text: 'lines', since: MUST_TO_YAML, origin: 'helm' },
  { name: 'toYaml', parameters: ['any'], result: 'string', symbol: 'fnToYaml', family: 'yaml', text: 'lines', effects: 'calm', form: 'yaml', writer: { symbol: 'writeToYaml' }, origin: 'helm' },
  { name: 'toYamlPretty', parameters: ['any'], result: 'string', symbol: 'fnToYamlPretty', family: 'yaml', text: 'lines', since: TOML_AND_PRETTY_FUNCTIONS, origin: 'helm' },

  // toml
  { name: 'fromToml', parameters: ['string'], result: 'dict', symbol: 'fnFromToml', family: 'toml', copies: 'whole', since: TOML_AND_PRETTY_FUNCTIONS, origin: 'helm' },
  { name: 'mustToToml', parameters: ['any'], result: 'string', symbol: 'fnMustToToml', family: 'toml', text: 'lines', since: MUST_TO_TOML, origin: 'helm' },
  { name: 'toToml', parameters: ['any'], result: 'string', symbol: 'fnToToml', family: 'toml', text: 'lines', origin: 'helm' },

  // encoding
  { name: 'b32dec', parameters: ['string'], result: 'string', symbol: 'fnB32dec', family: 'encoding', text: 'bytes' },
  { name: 'b32enc', parameters: ['string'], result: 'string', symbol: 'fnB32enc', family: 'encoding' },
  { name: 'b64dec', parameters: ['string'], result: 'string', symbol: 'fnB64dec', family: 'encoding', text: 'bytes' },
  { name: 'b64enc', parameters: ['string'], result: 'string', symbol: 'fnB64enc', family: 'encoding', writer: { symbol: 'writeB64enc' } },

  // hashing
  { name: 'adler32sum', parameters: ['string'], result: 'string', symbol: 'fnAdler32sum', family: 'hashing' },
  { name: 'sha1sum', parameters: ['string'], result: 'string', symbol: 'fnSha1sum', family: 'hashing' },
  { name: 'sha256sum', parameters: ['string'], result: 'string', symbol: 'fnSha256sum', family: 'hashing' },
  { name: 'sha512sum', parameters: ['string'], result: 'string', symbol: 'fnSha512sum', family: 'hashing', since: SPRIG_3_3 },

  // crypto
  { name: 'bcrypt', parameters: ['string'], result: 'string', symbol: 'fnBcrypt', family: 'crypto', draws: 'entropy' },
  { name: 'buildCustomCert', parameters: ['string', 'string'], result: 'certificate', symbol: 'fnBuildCustomCert', family: 'crypto' },
  { name: 'decryptAES', parameters: ['string', 'string'], result: 'string', symbol: 'fnDecryptAES', family: 'crypto' },
  { name: 'derivePassword', parameters: ['uint32', 'string', 'string', 'string', 'string'], result: 'string', symbol: 'fnDerivePassword', family: 'crypto' },
  { name: 'encryptAES', parameters: ['string', 'string'], result: 'string', symbol: 'fnEncryptAES', family: 'crypto', draws: 'entropy' },
  { name: 'genCA', parameters: ['string', 'int'], result: 'certificate', symbol: 'fnGenCA', family: 'crypto', draws: 'both' },
  { name: 'genCAWithKey', parameters: ['string', 'int', 'string'], result: 'certificate', symbol: 'fnGenCAWithKey', family: 'crypto', draws: 'both' },
  { name: 'genPrivateKey', parameters: ['string'], result: 'string', symbol: 'fnGenPrivateKey', family: 'crypto', draws: 'entropy' },
  { name: 'genSelfSignedCert', parameters: ['string', 'list', 'list', 'int'], result: 'certificate', symbol: 'fnGenSelfSignedCert', family: 'crypto', draws: 'both' },
  { name: 'genSelfSignedCertWithKey', parameters: ['string', 'list', 'list', 'int', 'string'], result: 'certificate', symbol: 'fnGenSelfSignedCertWithKey', family: 'crypto', draws: 'both' },
  { name: 'genSignedCert', parameters: ['string', 'list', 'list', 'int', 'certificate'], result: 'certificate', symbol: 'fnGenSignedCert', family: 'crypto', draws: 'both' },
  { name: 'genSignedCertWithKey', parameters: ['string', 'list', 'list', 'int', 'certificate', 'string'], result: 'certificate', symbol: 'fnGenSignedCertWithKey', family: 'crypto', draws: 'both' },
  { name: 'htpasswd', parameters: ['string', 'string'], result: 'string', symbol: 'fnHtpasswd', family: 'crypto', draws: 'entropy' },

  // dates
  { name: 'ago', parameters: ['any'], result: 'string', symbol: 'fnAgo', family: 'dates', draws: 'clock' },
  { name: 'date', parameters: ['string', 'any'], result: 'string', symbol: 'fnDate', family: 'dates', draws: 'clock' },
  { name: 'dateInZone', parameters: ['string', 'any', 'string'], result: 'string', symbol: 'fnDateInZone', family: 'dates', draws: 'clock' },
  { name: 'dateModify', parameters: ['string', 'time'], result: 'time', symbol: 'fnDateModify', family: 'dates' },
  { name: 'date_in_zone', parameters: ['string', 'any', 'string'], result: 'string', symbol: 'fnDateInZone', family: 'dates', draws: 'clock' },
  { name: 'date_modify', parameters: ['string', 'time'], result: 'time', symbol: 'fnDateModify', family: 'dates' },
  { name: 'duration', parameters: ['any'], result: 'string', symbol: 'fnDuration', family: 'dates' },
  { name: 'durationRound', parameters: ['any'], result: 'string', symbol: 'fnDurationRound', family: 'dates', draws: 'clock' },
  { name: 'htmlDate', parameters: ['any'], result: 'string', symbol: 'fnHtmlDate', family: 'dates', draws: 'clock' },
  { name: 'htmlDateInZone', parameters: ['any', 'string'], result: 'string', symbol: 'fnHtmlDateInZone', family: 'dates', draws: 'clock' },
  { name: 'mustDateModify', parameters: ['string', 'time'], result: 'time', symbol: 'fnMustDateModify', family: 'dates' },
  { name: 'mustToDate', parameters: ['string', 'string'], result: 'time', symbol: 'fnMustToDate', family: 'dates' },
  { name: 'must_date_modify', parameters: ['string', 'time'], result: 'time', symbol: 'fnMustDateModify', family: 'dates' },
  { name: 'now', parameters: [], result: 'time', symbol: 'fnNow', family: 'dates', draws: 'clock' },
  { name: 'toDate', parameters: ['string', 'string'], result: 'time', symbol: 'fnToDate', family: 'dates' },
  { name: 'unixEpoch', parameters: ['time'], result: 'string', symbol: 'fnUnixEpoch', family: 'dates' },

  // random
  { name: 'randAlpha', parameters: ['int'], result: 'string', symbol: 'fnRandAlpha', family: 'random', draws: 'entropy' },
  { name: 'randAlphaNum', parameters: ['int'], result: 'string', symbol: 'fnRandAlphaNum', family: 'random', draws: 'entropy' },
  { name: 'randAscii', parameters: ['int'], result: 'string', symbol: 'fnRandAscii', family: 'random', draws: 'entropy' },
  { name: 'randBytes', parameters: ['int'], result: 'string', symbol: 'fnRandBytes', family: 'random', draws: 'entropy' },
  { name: 'randInt', parameters: ['int', 'int'], result: 'int', symbol: 'fnRandInt', family: 'random', draws: 'entropy' },
  { name: 'randNumeric', parameters: ['int'], result: 'string', symbol: 'fnRandNumeric', family: 'random', draws: 'entropy' },
  { name: 'shuffle', parameters: ['string'], result: 'string', symbol: 'fnShuffle', family: 'random', draws: 'entropy' },
  { name: 'uuidv4', parameters: [], result: 'string', symbol: 'fnUuidv4', family: 'random', draws: 'entropy' },

  // regex
  { name: 'mustRegexFind', parameters: ['string', 'string'], result: 'string', symbol: 'fnMustRegexFind', family: 'regex' },
  { name: 'mustRegexFindAll', parameters: ['string', 'string', 'int'], result: 'strings', symbol: 'fnMustRegexFindAll', family: 'regex' },
  { name: 'mustRegexMatch', parameters: ['string', 'string'], result: 'bool', symbol: 'fnMustRegexMatch', family: 'regex' },
  { name: 'mustRegexReplaceAll', parameters: ['string', 'string', 'string'], result: 'string', symbol: 'fnMustRegexReplaceAll', family: 'regex' },
  { name: 'mustRegexReplaceAllLiteral', parameters: ['string', 'string', 'string'], result: 'string', symbol: 'fnMustRegexReplaceAllLiteral', family: 'regex' },
  { name: 'mustRegexSplit', parameters: ['string', 'string', 'int'], result: 'strings', symbol: 'fnMustRegexSplit', family: 'regex' },
  { name: 'regexFind', parameters: ['string', 'string'], result: 'string', symbol: 'fnRegexFind', family: 'regex' },
  { name: 'regexFindAll', parameters: ['string', 'string', 'int'], result: 'strings', symbol: 'fnRegexFindAll', family: 'regex' },
  { name: 'regexMatch', parameters: ['string', 'string'], result: 'bool', symbol: 'fnRegexMatch', family: 'regex' },
  { name: 'regexQuoteMeta', parameters: ['string'], result: 'string', symbol: 'fnRegexQuoteMeta', family: 'regex' },
  { name: 'regexReplaceAll', parameters: ['string', 'string', 'string'], result: 'string', symbol: 'fnRegexReplaceAll', family: 'regex' },
  { name: 'regexReplaceAllLiteral', parameters: ['string', 'string', 'string'], result: 'string', symbol: 'fnRegexReplaceAllLiteral', family: 'regex' },
  { name: 'regexSplit', parameters: ['string', 'string', 'int'], result: 'strings', symbol: 'fnRegexSplit', family: 'regex' },

  // semver
  { name: 'semver', parameters: ['string'], result: 'semver', symbol: 'fnSemver', family: 'semver', needs: 'version' },
  { name: 'semverCompare', parameters: ['string', 'string'], result: 'bool', symbol: 'fnSemverCompare', family: 'semver' },

  // paths
  { name: 'base', parameters: ['string'], result: 'string', symbol: 'fnBase', family: 'paths' },
  { name: 'clean', parameters: ['string'], result: 'string', symbol: 'fnClean', family: 'paths' },
  { name: 'dir', parameters: ['string'], result: 'string', symbol: 'fnDir', family: 'paths' },
  { name: 'ext', parameters: ['string'], result: 'string', symbol: 'fnExt', family: 'paths' },
  { name: 'isAbs', parameters: ['string'], result: 'bool', symbol: 'fnIsAbs', family: 'paths' },
  { name: 'osBase', parameters: ['string'], result: 'string', symbol: 'fnBase', family: 'paths' },
  { name: 'osClean', parameters: ['string'], result: 'string', symbol: 'fnClean', family: 'paths' },
  { name: 'osDir', parameters: ['string'], result: 'string', symbol: 'fnDir', family: 'paths' },
  { name: 'osExt', parameters: ['string'], result: 'string', symbol: 'fnExt', family: 'paths' },
  { name: 'osIsAbs', parameters: ['string'], result: 'bool', symbol: 'fnIsAbs', family: 'paths' },

  // urls
  { name: 'getHostByName', parameters: ['string'], result: 'string', symbol: 'fnGetHostByName', family: 'urls' },
  { name: 'urlJoin', parameters: ['dict'], result: 'string', symbol: 'fnUrlJoin', family: 'urls' },
  { name: 'urlParse', parameters: ['string'], result: 'dict', symbol: 'fnUrlParse', family: 'urls', copies: 'whole' },
  { name: 'urlquery', parameters: ['...any'], result: 'string', symbol: 'fnUrlquery', family: 'urls' },
  // Helm's own, about durations
  { name: 'mustToDuration', parameters: ['any'], result: 'value', symbol: 'fnMustToDuration', family: 'durations', since: DURATION_FUNCTIONS, origin: 'helm' },
  { name: 'durationSeconds', parameters: ['any'], result: 'float64', symbol: 'fnDurationSeconds', family: 'durations', since: DURATION_FUNCTIONS, origin: 'helm' },
  { name: 'durationMilliseconds', parameters: ['any'], result: 'int64', symbol: 'fnDurationMilliseconds', family: 'durations', since: DURATION_FUNCTIONS, origin: 'helm' },
  { name: 'durationMicroseconds', parameters: ['any'], result: 'int64', symbol: 'fnDurationMicroseconds', family: 'durations', since: DURATION_FUNCTIONS, origin: 'helm' },
  { name: 'durationNanoseconds', parameters: ['any'], result: 'int64', symbol: 'fnDurationNanoseconds', family: 'durations', since: DURATION_FUNCTIONS, origin: 'helm' },
  { name: 'durationMinutes', parameters: ['any'], result: 'float64', symbol: 'fnDurationMinutes', family: 'durations', since: DURATION_FUNCTIONS, origin: 'helm' },
  { name: 'durationHours', parameters: ['any'], result: 'float64', symbol: 'fnDurationHours', family: 'durations', since: DURATION_FUNCTIONS, origin: 'helm' },
  { name: 'durationDays', parameters: ['any'], result: 'float64', symbol: 'fnDurationDays', family: 'durations', since: DURATION_FUNCTIONS, origin: 'helm' },
  { name: 'durationWeeks', parameters: ['any'], result: 'float64', symbol: 'fnDurationWeeks', family: 'durations', since: DURATION_FUNCTIONS, origin: 'helm' },
  { name: 'durationRoundTo', parameters: ['any', 'any'], result: 'value', symbol: 'fnDurationRoundTo', family: 'durations', since: DURATION_FUNCTIONS, origin: 'helm' },
  { name: 'durationTruncateTo', parameters: ['any', 'any'], result: 'value', symbol: 'fnDurationTruncateTo', family: 'durations', since: DURATION_FUNCTIONS, origin: 'helm' },
];

/** The table by name. */
export const functionsByName: ReadonlyMap<string, TemplateFunction> = new Map(
  templateFunctions.map((f) => [f.name, f]),
);

/** The parts of the guest that all functions of a family can reach. */
const familyNeeds: Readonly<Record<string, GuestPart>> = {
  dates: 'time',
  durations: 'time',
  toml: 'time',
  regex: 'regex',
};

/** The parts of the guest that a call of the function can reach. */
export function partsOf({ family, needs }: TemplateFunction): GuestPart[] {
  return [familyNeeds[family], needs].filter((part) => part !== undefined);
}

/** The function of a form that one function has. */
export function functionOf(form: 'include' | 'yaml'): TemplateFunction {
  return templateFunctions.find((fn) => fn.form === form)!;
}
