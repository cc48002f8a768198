// Every function a Helm template can call: one table that the compiler, the evaluator behind `tpl`, the documentation and the
// tests read. A new function needs a row here and its symbol in runtime/guest/functions/<family>.ts; nothing else names it.

import { DURATION_FUNCTIONS, MUST_TO_TOML, MUST_TO_YAML, TOML_AND_PRETTY_FUNCTIONS } from '../runtime/abi/quirks';

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
}

// biome-ignore format: a table
export const templateFunctions: readonly TemplateFunction[] = [
  // builtins
  { name: 'and', parameters: ['any', '...any'], result: 'any', symbol: 'fnAnd', family: 'builtins' },
  { name: 'call', parameters: ['any', '...any'], result: 'any', symbol: 'fnCall', family: 'builtins' },
  { name: 'eq', parameters: ['any', '...any'], result: 'bool', symbol: 'fnEq', family: 'builtins' },
  { name: 'ge', parameters: ['any', 'any'], result: 'bool', symbol: 'fnGe', family: 'builtins' },
  { name: 'gt', parameters: ['any', 'any'], result: 'bool', symbol: 'fnGt', family: 'builtins' },
  { name: 'html', parameters: ['...any'], result: 'string', symbol: 'fnHtml', family: 'builtins' },
  { name: 'index', parameters: ['any', '...any'], result: 'any', symbol: 'fnIndex', family: 'builtins' },
  { name: 'js', parameters: ['...any'], result: 'string', symbol: 'fnJs', family: 'builtins' },
  { name: 'le', parameters: ['any', 'any'], result: 'bool', symbol: 'fnLe', family: 'builtins' },
  { name: 'len', parameters: ['value'], result: 'int', symbol: 'fnLen', family: 'builtins' },
  { name: 'lt', parameters: ['any', 'any'], result: 'bool', symbol: 'fnLt', family: 'builtins' },
  { name: 'ne', parameters: ['any', 'any'], result: 'bool', symbol: 'fnNe', family: 'builtins' },
  { name: 'not', parameters: ['any'], result: 'bool', symbol: 'fnNot', family: 'builtins' },
  { name: 'or', parameters: ['any', '...any'], result: 'any', symbol: 'fnOr', family: 'builtins' },

  // printing
  { name: 'print', parameters: ['...any'], result: 'string', symbol: 'fnPrint', family: 'printing' },
  { name: 'printf', parameters: ['string', '...any'], result: 'string', symbol: 'fnPrintf', family: 'printing' },
  { name: 'println', parameters: ['...any'], result: 'string', symbol: 'fnPrintln', family: 'printing' },

  // engine
  { name: 'include', parameters: ['string', 'any'], result: 'string', symbol: 'fnInclude', family: 'engine' },
  { name: 'tpl', parameters: ['string', 'any'], result: 'string', symbol: 'fnTpl', family: 'engine' },

  // flow
  { name: 'all', parameters: ['...any'], result: 'bool', symbol: 'fnAll', family: 'flow' },
  { name: 'any', parameters: ['...any'], result: 'bool', symbol: 'fnAny', family: 'flow' },
  { name: 'coalesce', parameters: ['...any'], result: 'any', symbol: 'fnCoalesce', family: 'flow' },
  { name: 'default', parameters: ['any', '...any'], result: 'any', symbol: 'fnDefault', family: 'flow' },
  { name: 'empty', parameters: ['any'], result: 'bool', symbol: 'fnEmpty', family: 'flow' },
  { name: 'fail', parameters: ['string'], result: 'string', symbol: 'fnFail', family: 'flow' },
  { name: 'lookup', parameters: ['string', 'string', 'string', 'string'], result: 'dict', symbol: 'fnLookup', family: 'flow' },
  { name: 'required', parameters: ['string', 'any'], result: 'any', symbol: 'fnRequired', family: 'flow' },
  { name: 'ternary', parameters: ['any', 'any', 'bool'], result: 'any', symbol: 'fnTernary', family: 'flow' },

  // strings
  { name: 'abbrev', parameters: ['int', 'string'], result: 'string', symbol: 'fnAbbrev', family: 'strings' },
  { name: 'abbrevboth', parameters: ['int', 'int', 'string'], result: 'string', symbol: 'fnAbbrevboth', family: 'strings' },
  { name: 'atoi', parameters: ['string'], result: 'int', symbol: 'fnAtoi', family: 'strings' },
  { name: 'camelcase', parameters: ['string'], result: 'string', symbol: 'fnCamelcase', family: 'strings' },
  { name: 'cat', parameters: ['...any'], result: 'string', symbol: 'fnCat', family: 'strings' },
  { name: 'contains', parameters: ['string', 'string'], result: 'bool', symbol: 'fnContains', family: 'strings' },
  { name: 'hasPrefix', parameters: ['string', 'string'], result: 'bool', symbol: 'fnHasPrefix', family: 'strings' },
  { name: 'hasSuffix', parameters: ['string', 'string'], result: 'bool', symbol: 'fnHasSuffix', family: 'strings' },
  { name: 'hello', parameters: [], result: 'string', symbol: 'fnHello', family: 'strings' },
  { name: 'indent', parameters: ['int', 'string'], result: 'string', symbol: 'fnIndent', family: 'strings' },
  { name: 'initials', parameters: ['string'], result: 'string', symbol: 'fnInitials', family: 'strings' },
  { name: 'join', parameters: ['string', 'any'], result: 'string', symbol: 'fnJoin', family: 'strings' },
  { name: 'kebabcase', parameters: ['string'], result: 'string', symbol: 'fnKebabcase', family: 'strings' },
  { name: 'lower', parameters: ['string'], result: 'string', symbol: 'fnLower', family: 'strings' },
  { name: 'nindent', parameters: ['int', 'string'], result: 'string', symbol: 'fnNindent', family: 'strings' },
  { name: 'nospace', parameters: ['string'], result: 'string', symbol: 'fnNospace', family: 'strings' },
  { name: 'plural', parameters: ['string', 'string', 'int'], result: 'string', symbol: 'fnPlural', family: 'strings' },
  { name: 'quote', parameters: ['...any'], result: 'string', symbol: 'fnQuote', family: 'strings' },
  { name: 'repeat', parameters: ['int', 'string'], result: 'string', symbol: 'fnRepeat', family: 'strings' },
  { name: 'replace', parameters: ['string', 'string', 'string'], result: 'string', symbol: 'fnReplace', family: 'strings' },
  { name: 'snakecase', parameters: ['string'], result: 'string', symbol: 'fnSnakecase', family: 'strings' },
  { name: 'sortAlpha', parameters: ['any'], result: 'strings', symbol: 'fnSortAlpha', family: 'strings' },
  { name: 'split', parameters: ['string', 'string'], result: 'stringmap', symbol: 'fnSplit', family: 'strings' },
  { name: 'splitList', parameters: ['string', 'string'], result: 'strings', symbol: 'fnSplitList', family: 'strings' },
  { name: 'splitn', parameters: ['string', 'int', 'string'], result: 'stringmap', symbol: 'fnSplitn', family: 'strings' },
  { name: 'squote', parameters: ['...any'], result: 'string', symbol: 'fnSquote', family: 'strings' },
  { name: 'substr', parameters: ['int', 'int', 'string'], result: 'string', symbol: 'fnSubstr', family: 'strings' },
  { name: 'swapcase', parameters: ['string'], result: 'string', symbol: 'fnSwapcase', family: 'strings' },
  { name: 'title', parameters: ['string'], result: 'string', symbol: 'fnTitle', family: 'strings' },
  { name: 'toString', parameters: ['any'], result: 'string', symbol: 'fnToString', family: 'strings' },
  { name: 'toStrings', parameters: ['any'], result: 'strings', symbol: 'fnToStrings', family: 'strings' },
  { name: 'trim', parameters: ['string'], result: 'string', symbol: 'fnTrim', family: 'strings' },
  { name: 'trimAll', parameters: ['string', 'string'], result: 'string', symbol: 'fnTrimAll', family: 'strings' },
  { name: 'trimPrefix', parameters: ['string', 'string'], result: 'string', symbol: 'fnTrimPrefix', family: 'strings' },
  { name: 'trimSuffix', parameters: ['string', 'string'], result: 'string', symbol: 'fnTrimSuffix', family: 'strings' },
  { name: 'trimall', parameters: ['string', 'string'], result: 'string', symbol: 'fnTrimAll', family: 'strings' },
  { name: 'trunc', parameters: ['int', 'string'], result: 'string', symbol: 'fnTrunc', family: 'strings' },
  { name: 'untitle', parameters: ['string'], result: 'string', symbol: 'fnUntitle', family: 'strings' },
  { name: 'upper', parameters: ['string'], result: 'string', symbol: 'fnUpper', family: 'strings' },
  { name: 'wrap', parameters: ['int', 'string'], result: 'string', symbol: 'fnWrap', family: 'strings' },
  { name: 'wrapWith', parameters: ['int', 'string', 'string'], result: 'string', symbol: 'fnWrapWith', family: 'strings' },

  // lists
  { name: 'append', parameters: ['any', 'any'], result: 'list', symbol: 'fnAppend', family: 'lists' },
  { name: 'chunk', parameters: ['int', 'any'], result: 'lists', symbol: 'fnChunk', family: 'lists' },
  { name: 'compact', parameters: ['any'], result: 'list', symbol: 'fnCompact', family: 'lists' },
  { name: 'concat', parameters: ['...any'], result: 'any', symbol: 'fnConcat', family: 'lists' },
  { name: 'first', parameters: ['any'], result: 'any', symbol: 'fnFirst', family: 'lists' },
  { name: 'has', parameters: ['any', 'any'], result: 'bool', symbol: 'fnHas', family: 'lists' },
  { name: 'initial', parameters: ['any'], result: 'list', symbol: 'fnInitial', family: 'lists' },
  { name: 'last', parameters: ['any'], result: 'any', symbol: 'fnLast', family: 'lists' },
  { name: 'list', parameters: ['...any'], result: 'list', symbol: 'fnList', family: 'lists' },
  { name: 'mustAppend', parameters: ['any', 'any'], result: 'list', symbol: 'fnAppend', family: 'lists' },
  { name: 'mustChunk', parameters: ['int', 'any'], result: 'lists', symbol: 'fnChunk', family: 'lists' },
  { name: 'mustCompact', parameters: ['any'], result: 'list', symbol: 'fnCompact', family: 'lists' },
  { name: 'mustFirst', parameters: ['any'], result: 'any', symbol: 'fnFirst', family: 'lists' },
  { name: 'mustHas', parameters: ['any', 'any'], result: 'bool', symbol: 'fnHas', family: 'lists' },
  { name: 'mustInitial', parameters: ['any'], result: 'list', symbol: 'fnInitial', family: 'lists' },
  { name: 'mustLast', parameters: ['any'], result: 'any', symbol: 'fnLast', family: 'lists' },
  { name: 'mustPrepend', parameters: ['any', 'any'], result: 'list', symbol: 'fnPrepend', family: 'lists' },
  { name: 'mustPush', parameters: ['any', 'any'], result: 'list', symbol: 'fnAppend', family: 'lists' },
  { name: 'mustRest', parameters: ['any'], result: 'list', symbol: 'fnRest', family: 'lists' },
  { name: 'mustReverse', parameters: ['any'], result: 'list', symbol: 'fnReverse', family: 'lists' },
  { name: 'mustSlice', parameters: ['any', '...any'], result: 'any', symbol: 'fnSlice', family: 'lists' },
  { name: 'mustUniq', parameters: ['any'], result: 'list', symbol: 'fnUniq', family: 'lists' },
  { name: 'mustWithout', parameters: ['any', '...any'], result: 'list', symbol: 'fnWithout', family: 'lists' },
  { name: 'prepend', parameters: ['any', 'any'], result: 'list', symbol: 'fnPrepend', family: 'lists' },
  { name: 'push', parameters: ['any', 'any'], result: 'list', symbol: 'fnAppend', family: 'lists' },
  { name: 'rest', parameters: ['any'], result: 'list', symbol: 'fnRest', family: 'lists' },
  { name: 'reverse', parameters: ['any'], result: 'list', symbol: 'fnReverse', family: 'lists' },
  { name: 'seq', parameters: ['...int'], result: 'string', symbol: 'fnSeq', family: 'lists' },
  { name: 'slice', parameters: ['any', '...any'], result: 'any', symbol: 'fnSlice', family: 'lists' },
  { name: 'tuple', parameters: ['...any'], result: 'list', symbol: 'fnList', family: 'lists' },
  { name: 'uniq', parameters: ['any'], result: 'list', symbol: 'fnUniq', family: 'lists' },
  { name: 'until', parameters: ['int'], result: 'ints', symbol: 'fnUntil', family: 'lists' },
  { name: 'untilStep', parameters: ['int', 'int', 'int'], result: 'ints', symbol: 'fnUntilStep', family: 'lists' },
  { name: 'without', parameters: ['any', '...any'], result: 'list', symbol: 'fnWithout', family: 'lists' },

  // dicts
  { name: 'deepCopy', parameters: ['any'], result: 'any', symbol: 'fnDeepCopy', family: 'dicts' },
  { name: 'deepEqual', parameters: ['any', 'any'], result: 'bool', symbol: 'fnDeepEqual', family: 'dicts' },
  { name: 'dict', parameters: ['...any'], result: 'dict', symbol: 'fnDict', family: 'dicts' },
  { name: 'dig', parameters: ['...any'], result: 'any', symbol: 'fnDig', family: 'dicts' },
  { name: 'get', parameters: ['dict', 'string'], result: 'any', symbol: 'fnGet', family: 'dicts' },
  { name: 'hasKey', parameters: ['dict', 'string'], result: 'bool', symbol: 'fnHasKey', family: 'dicts' },
  { name: 'keys', parameters: ['...dict'], result: 'strings', symbol: 'fnKeys', family: 'dicts' },
  { name: 'kindIs', parameters: ['string', 'any'], result: 'bool', symbol: 'fnKindIs', family: 'dicts' },
  { name: 'kindOf', parameters: ['any'], result: 'string', symbol: 'fnKindOf', family: 'dicts' },
  { name: 'merge', parameters: ['dict', '...dict'], result: 'any', symbol: 'fnMerge', family: 'dicts' },
  { name: 'mergeOverwrite', parameters: ['dict', '...dict'], result: 'any', symbol: 'fnMergeOverwrite', family: 'dicts' },
  { name: 'mustDeepCopy', parameters: ['any'], result: 'any', symbol: 'fnDeepCopy', family: 'dicts' },
  { name: 'mustMerge', parameters: ['dict', '...dict'], result: 'any', symbol: 'fnMustMerge', family: 'dicts' },
  { name: 'mustMergeOverwrite', parameters: ['dict', '...dict'], result: 'any', symbol: 'fnMustMergeOverwrite', family: 'dicts' },
  { name: 'omit', parameters: ['dict', '...string'], result: 'dict', symbol: 'fnOmit', family: 'dicts' },
  { name: 'pick', parameters: ['dict', '...string'], result: 'dict', symbol: 'fnPick', family: 'dicts' },
  { name: 'pluck', parameters: ['string', '...dict'], result: 'list', symbol: 'fnPluck', family: 'dicts' },
  { name: 'set', parameters: ['dict', 'string', 'any'], result: 'dict', symbol: 'fnSet', family: 'dicts' },
  { name: 'typeIs', parameters: ['string', 'any'], result: 'bool', symbol: 'fnTypeIs', family: 'dicts' },
  { name: 'typeIsLike', parameters: ['string', 'any'], result: 'bool', symbol: 'fnTypeIsLike', family: 'dicts' },
  { name: 'typeOf', parameters: ['any'], result: 'string', symbol: 'fnTypeOf', family: 'dicts' },
  { name: 'unset', parameters: ['dict', 'string'], result: 'dict', symbol: 'fnUnset', family: 'dicts' },
  { name: 'values', parameters: ['dict'], result: 'list', symbol: 'fnValues', family: 'dicts' },

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
  { name: 'fromJson', parameters: ['string'], result: 'dict', symbol: 'fnFromJson', family: 'json' },
  { name: 'fromJsonArray', parameters: ['string'], result: 'list', symbol: 'fnFromJsonArray', family: 'json' },
  { name: 'mustFromJson', parameters: ['string'], result: 'any', symbol: 'fnMustFromJson', family: 'json' },
  { name: 'mustToJson', parameters: ['any'], result: 'string', symbol: 'fnMustToJson', family: 'json' },
  { name: 'mustToPrettyJson', parameters: ['any'], result: 'string', symbol: 'fnMustToPrettyJson', family: 'json' },
  { name: 'mustToRawJson', parameters: ['any'], result: 'string', symbol: 'fnMustToRawJson', family: 'json' },
  { name: 'toJson', parameters: ['any'], result: 'string', symbol: 'fnToJson', family: 'json' },
  { name: 'toPrettyJson', parameters: ['any'], result: 'string', symbol: 'fnToPrettyJson', family: 'json' },
  { name: 'toRawJson', parameters: ['any'], result: 'string', symbol: 'fnToRawJson', family: 'json' },

  // yaml
  { name: 'fromYaml', parameters: ['string'], result: 'dict', symbol: 'fnFromYaml', family: 'yaml' },
  { name: 'fromYamlArray', parameters: ['string'], result: 'list', symbol: 'fnFromYamlArray', family: 'yaml' },
  { name: 'mustToYaml', parameters: ['any'], result: 'string', symbol: 'fnMustToYaml', family: 'yaml', since: MUST_TO_YAML },
  { name: 'toYaml', parameters: ['any'], result: 'string', symbol: 'fnToYaml', family: 'yaml' },
  { name: 'toYamlPretty', parameters: ['any'], result: 'string', symbol: 'fnToYamlPretty', family: 'yaml', since: TOML_AND_PRETTY_FUNCTIONS },

  // toml
  { name: 'fromToml', parameters: ['string'], result: 'dict', symbol: 'fnFromToml', family: 'toml', since: TOML_AND_PRETTY_FUNCTIONS },
  { name: 'mustToToml', parameters: ['any'], result: 'string', symbol: 'fnMustToToml', family: 'toml', since: MUST_TO_TOML },
  { name: 'toToml', parameters: ['any'], result: 'string', symbol: 'fnToToml', family: 'toml' },

  // encoding
  { name: 'b32dec', parameters: ['string'], result: 'string', symbol: 'fnB32dec', family: 'encoding' },
  { name: 'b32enc', parameters: ['string'], result: 'string', symbol: 'fnB32enc', family: 'encoding' },
  { name: 'b64dec', parameters: ['string'], result: 'string', symbol: 'fnB64dec', family: 'encoding' },
  { name: 'b64enc', parameters: ['string'], result: 'string', symbol: 'fnB64enc', family: 'encoding' },

  // hashing
  { name: 'adler32sum', parameters: ['string'], result: 'string', symbol: 'fnAdler32sum', family: 'hashing' },
  { name: 'sha1sum', parameters: ['string'], result: 'string', symbol: 'fnSha1sum', family: 'hashing' },
  { name: 'sha256sum', parameters: ['string'], result: 'string', symbol: 'fnSha256sum', family: 'hashing' },
  { name: 'sha512sum', parameters: ['string'], result: 'string', symbol: 'fnSha512sum', family: 'hashing' },

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
  { name: 'semver', parameters: ['string'], result: 'semver', symbol: 'fnSemver', family: 'semver' },
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
  { name: 'urlParse', parameters: ['string'], result: 'dict', symbol: 'fnUrlParse', family: 'urls' },
  { name: 'urlquery', parameters: ['...any'], result: 'string', symbol: 'fnUrlquery', family: 'urls' },
  // Helm's own, about durations
  { name: 'mustToDuration', parameters: ['any'], result: 'value', symbol: 'fnMustToDuration', family: 'durations', since: DURATION_FUNCTIONS },
  { name: 'durationSeconds', parameters: ['any'], result: 'float64', symbol: 'fnDurationSeconds', family: 'durations', since: DURATION_FUNCTIONS },
  { name: 'durationMilliseconds', parameters: ['any'], result: 'int64', symbol: 'fnDurationMilliseconds', family: 'durations', since: DURATION_FUNCTIONS },
  { name: 'durationMicroseconds', parameters: ['any'], result: 'int64', symbol: 'fnDurationMicroseconds', family: 'durations', since: DURATION_FUNCTIONS },
  { name: 'durationNanoseconds', parameters: ['any'], result: 'int64', symbol: 'fnDurationNanoseconds', family: 'durations', since: DURATION_FUNCTIONS },
  { name: 'durationMinutes', parameters: ['any'], result: 'float64', symbol: 'fnDurationMinutes', family: 'durations', since: DURATION_FUNCTIONS },
  { name: 'durationHours', parameters: ['any'], result: 'float64', symbol: 'fnDurationHours', family: 'durations', since: DURATION_FUNCTIONS },
  { name: 'durationDays', parameters: ['any'], result: 'float64', symbol: 'fnDurationDays', family: 'durations', since: DURATION_FUNCTIONS },
  { name: 'durationWeeks', parameters: ['any'], result: 'float64', symbol: 'fnDurationWeeks', family: 'durations', since: DURATION_FUNCTIONS },
  { name: 'durationRoundTo', parameters: ['any', 'any'], result: 'value', symbol: 'fnDurationRoundTo', family: 'durations', since: DURATION_FUNCTIONS },
  { name: 'durationTruncateTo', parameters: ['any', 'any'], result: 'value', symbol: 'fnDurationTruncateTo', family: 'durations', since: DURATION_FUNCTIONS },
];

/** The table by name. */
export const functionsByName: ReadonlyMap<string, TemplateFunction> = new Map(
  templateFunctions.map((f) => [f.name, f]),
);
