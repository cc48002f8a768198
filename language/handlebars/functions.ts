// What Handlebars templates call: the operations that compiled templates are made of, and the helpers that a template may name. One
// table, which the front end, the documentation and the tests read. Handlebars' own block helpers (if, unless, each, with) are not
// in it: they are control flow.

import { functionsByName, type GoType, type TemplateFunction } from '../functions';

const operation = (
  symbol: string,
  parameters: string[],
  result: GoType = 'any',
  writer?: TemplateFunction['writer'],
): TemplateFunction => ({ name: '', parameters, result, symbol, family: 'handlebars', ...(writer ? { writer } : {}) });

/** The operations, by what they do (runtime/guest/handlebars). They have no names in templates. */
export const handlebarsOperations = {
  part: operation('hbPart', ['any', 'int']),
  call: operation('hbCall', ['any', 'any', 'any']),
  enter: operation('hbEnter', ['any', 'any']),
  up: operation('hbUp', ['any', 'int']),
  sameThis: operation('hbThis', ['any']),
  frame: operation('hbFrame', ['any']),
  data: operation('hbData', ['any', 'int', 'int']),
  entries: operation('hbEntries', ['any']),
  section: operation('hbSection', ['any', 'any']),
  sectionFrame: operation('hbSectionFrame', ['any', 'any']),
  round: operation('hbRound', ['any', 'any', 'any']),
  block: operation('hbBlock', ['string', 'any', 'any', '...any']),
  bind: operation('hbBind', ['any', '...any']),
  extend: operation('hbExtend', ['any', '...any']),
  field: operation('hbField', ['any', 'string']),
  lookup: operation('hbLookup', ['any', 'any']),
  truth: operation('hbTruth', ['any'], 'bool'),
  truthWith: operation('hbTruthWith', ['any', 'any'], 'bool'),
  present: operation('hbPresent', ['any'], 'bool'),
  writeEscaped: operation('', ['any'], 'any', { symbol: 'hbWriteEscaped' }),
  writeNoticed: operation('', ['any', 'string'], 'any', { symbol: 'hbWriteNoticed' }),
  writeRaw: operation('', ['any'], 'any', { symbol: 'hbWriteRaw' }),
  writePartial: operation('', ['any', 'any', 'string', 'any'], 'any', { symbol: 'hbWritePartial', fails: true }),
  safe: operation('hbSafe', ['any'], 'string'),
  text: operation('hbText', ['any'], 'string'),
  int: operation('hbInt', ['any'], 'int'),
  int64: operation('hbInt64', ['any'], 'int64'),
  bool: operation('hbBool', ['any'], 'bool'),
  list: operation('hbList', ['any'], 'list'),
  map: operation('hbMap', ['any'], 'dict'),
  any: operation('hbAny', ['any']),
} as const satisfies Record<string, TemplateFunction>;

/** A helper that templates may call. */
export interface Helper {
  name: string;
  function: TemplateFunction;
  /** Its text is YAML, JSON or code, which is not escaped wherever it is printed, also as a field that it was given to. */
  isSafe: boolean;
  /** Is it one of Handlebars itself, which is called by its name alone? */
  isOwn?: true;
  /** What its arguments are, for people. */
  usage: string;
}

const own = (name: string, symbol: string, parameters: string[], usage: string, result: GoType = 'any'): Helper => ({
  name,
  function: { name, parameters, result, symbol, family: 'handlebars' },
  isSafe: false,
  usage,
});

/** A function of the table of template functions, under its name. */
const shared = (name: string, usage: string, isSafe = false): Helper => ({
  name,
  function: functionsByName.get(name)!,
  isSafe,
  usage,
});

/** The helpers, in the order of the documentation. */
export const handlebarsHelpers: readonly Helper[] = [
  // Handlebars' own.
  { ...own('lookup', 'hbLookup', ['any', 'any'], 'object key'), isOwn: true },
  { ...own('log', 'hbLog', ['...any'], 'values …'), isOwn: true },

  // YAML and JSON.
  shared('toYaml', 'value', true),
  shared('toJson', 'value', true),
  shared('toPrettyJson', 'value', true),
  shared('fromYaml', 'text'),
  shared('fromJson', 'text'),
  shared('quote', 'value', true),
  shared('squote', 'value', true),
  shared('indent', 'spaces text', true),
  shared('nindent', 'spaces text', true),

  // What is there and what is not.
  own('default', 'hbDefault', ['any', 'any'], 'fallback value'),
  shared('required', 'message value'),
  shared('fail', 'message'),

  // Comparing and choosing.
  own('eq', 'hbEq', ['any', 'any'], 'a b', 'bool'),
  own('ne', 'hbNe', ['any', 'any'], 'a b', 'bool'),
  own('lt', 'hbLt', ['any', 'any'], 'a b', 'bool'),
  own('le', 'hbLe', ['any', 'any'], 'a b', 'bool'),
  own('gt', 'hbGt', ['any', 'any'], 'a b', 'bool'),
  own('ge', 'hbGe', ['any', 'any'], 'a b', 'bool'),
  own('and', 'hbAnd', ['any', '...any'], 'a b …'),
  own('or', 'hbOr', ['any', '...any'], 'a b …'),
  own('not', 'hbNot', ['any'], 'a', 'bool'),
  shared('ternary', 'whenTrue whenFalse condition'),

  // Numbers.
  own('add', 'hbAdd', ['any', 'any'], 'a b'),
  own('sub', 'hbSub', ['any', 'any'], 'a b'),
  own('mul', 'hbMul', ['any', 'any'], 'a b'),
  own('div', 'hbDiv', ['any', 'any'], 'a b'),
  own('mod', 'hbMod', ['any', 'any'], 'a b'),

  // Texts.
  own('concat', 'hbConcat', ['...any'], 'texts …', 'string'),
  shared('join', 'separator list'),
  shared('splitList', 'separator text'),
  shared('lower', 'text'),
  shared('upper', 'text'),
  shared('title', 'text'),
  shared('kebabcase', 'text'),
  shared('camelcase', 'text'),
  shared('snakecase', 'text'),
  shared('trim', 'text'),
  shared('trimPrefix', 'prefix text'),
  shared('trimSuffix', 'suffix text'),
  shared('trunc', 'length text'),
  shared('replace', 'from to text'),
  shared('repeat', 'times text'),
  shared('contains', 'part text'),
  shared('hasPrefix', 'prefix text'),
  shared('hasSuffix', 'suffix text'),
  shared('regexMatch', 'pattern text'),
  shared('regexReplaceAll', 'pattern text replacement'),
  shared('b64enc', 'text', true),
  shared('b64dec', 'text'),
  shared('sha256sum', 'text'),

  // Lists and objects.
  shared('list', 'items …'),
  shared('dict', 'key value …'),
  shared('merge', 'object object …'),
  shared('keys', 'object'),
  shared('hasKey', 'object key'),
  shared('first', 'list'),
  shared('last', 'list'),
  shared('has', 'item list'),
  shared('uniq', 'list'),
  shared('sortAlpha', 'list'),
];

/** The helpers by name. */
export const helpersByName: ReadonlyMap<string, Helper> = new Map(
  handlebarsHelpers.map((helper) => [helper.name, helper]),
);

const known: ReadonlySet<TemplateFunction> = new Set([
  ...Object.values(handlebarsOperations),
  ...handlebarsHelpers.map((helper) => helper.function),
]);

/** Is it a function that compiled templates of any front end may call? */
export function isKnownFunction(fn: TemplateFunction): boolean {
  return functionsByName.get(fn.name) === fn || known.has(fn);
}
