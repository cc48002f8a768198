// Compiles schemas as santhosh-tekuri/jsonschema v6 (Helm 4) does: from documents to nodes for the guest's validator. What
// that library refuses is refused here, with its words; where it walks a map in random order, the order here is bytewise.
// Follows github.com/santhosh-tekuri/jsonschema/v6@v6.0.3 compiler.go, github.com/santhosh-tekuri/jsonschema/v6@v6.0.3 objcompiler.go.

import { recordOf } from '../../runtime/abi/record';
import {
  ADDITIONAL_ABSENT,
  ADDITIONAL_ALLOWED,
  ADDITIONAL_FORBIDDEN,
  DYNAMIC_ANCHOR,
  DYNAMIC_NODE,
  DYNAMIC_SIZE,
  FORMAT_DATE,
  FORMAT_DATE_TIME,
  FORMAT_DURATION,
  FORMAT_EMAIL,
  FORMAT_HOSTNAME,
  FORMAT_IPV4,
  FORMAT_IPV6,
  FORMAT_JSON_POINTER,
  FORMAT_PERIOD,
  FORMAT_REGEX,
  FORMAT_RELATIVE_JSON_POINTER,
  FORMAT_SEMVER,
  FORMAT_TIME,
  FORMAT_URI,
  FORMAT_URI_REFERENCE,
  FORMAT_URI_TEMPLATE,
  FORMAT_UUID,
  NODE_ALL_ITEMS_EVALUATED,
  NODE_ALL_PROPERTIES_EVALUATED,
  NODE_CONTAINS_EVALUATES,
  NODE_COUNT,
  NODE_DYNAMIC_ANCHOR,
  NODE_DYNAMIC_ANCHORS,
  NODE_FALSE,
  NODE_FLAGS,
  NODE_ITEMS_EVALUATED,
  NODE_LOCATION,
  NODE_SINCE_2019,
  NODE_OPERATIONS,
  NODE_RECURSIVE_ANCHOR,
  NODE_RESOURCE,
  NODE_TRUE,
  NODE_UNEVALUATED_ITEMS,
  NODE_UNEVALUATED_PROPERTIES,
  OP_ALL_OF,
  OP_ANY_OF,
  OP_CONST,
  OP_CONTAINS,
  OP_DEPENDENCIES,
  OP_DEPENDENT_REQUIRED,
  OP_DEPENDENT_SCHEMAS,
  OP_DYNAMIC_REF,
  OP_ENUM,
  OP_EXCLUSIVE_MAXIMUM,
  OP_EXCLUSIVE_MINIMUM,
  OP_FORMAT,
  OP_IF,
  OP_ITEMS,
  OP_MAXIMUM,
  OP_MAX_ITEMS,
  OP_MAX_LENGTH,
  OP_MAX_PROPERTIES,
  OP_MINIMUM,
  OP_MIN_ITEMS,
  OP_MIN_LENGTH,
  OP_MIN_PROPERTIES,
  OP_MULTIPLE_OF,
  OP_NOT,
  OP_ONE_OF,
  OP_PATTERN,
  OP_PROPERTIES,
  OP_PROPERTY_NAMES,
  OP_RECURSIVE_REF,
  OP_REF,
  OP_REF_ALONE,
  OP_REQUIRED,
  OP_TYPE,
  OP_UNEVALUATED_ITEMS,
  OP_UNEVALUATED_PROPERTIES,
  OP_UNIQUE_ITEMS,
  TYPE_ARRAY,
  TYPE_BOOLEAN,
  TYPE_INTEGER,
  TYPE_NULL,
  TYPE_NUMBER,
  TYPE_OBJECT,
  TYPE_STRING,
} from '../../runtime/abi/schemas';
import { quote } from '../../gostd/strconv';
import type { JsonObject, JsonValue } from '../../gostd/encoding/json';
import { sortedKeys } from '../../gostd/strings';
import { toDecimal, toInteger } from './numbers';
import { escapeToken, isObject, placeText } from './pointer';
import {
  choiceTable,
  conditionTable,
  containsTable,
  decimalTable,
  dependency,
  formatTable,
  itemsTable,
  listOf,
  named,
  numberTable,
  type Operation,
  operationWords,
  Part,
  propertiesTable,
  type SchemaUses,
  Table,
  tableOf,
  ValueWord,
  type Word,
} from './program';
import { type Dialect, join, type Place, type Resource, type Root, type Roots } from './roots';
import { SchemaProblem } from './sources';
import { displayText, toImage } from './values';
import { splitAtHash } from './drafts';
import { unescapeFragment } from '../../gostd/net/url';

export const TYPE_BITS: Readonly<Record<string, number>> = {
  null: TYPE_NULL,
  boolean: TYPE_BOOLEAN,
  number: TYPE_NUMBER,
  integer: TYPE_INTEGER,
  string: TYPE_STRING,
  array: TYPE_ARRAY,
  object: TYPE_OBJECT,
};

const FORMATS: ReadonlyMap<string, number> = new Map([
  ['regex', FORMAT_REGEX],
  ['json-pointer', FORMAT_JSON_POINTER],
  ['relative-json-pointer', FORMAT_RELATIVE_JSON_POINTER],
  ['uuid', FORMAT_UUID],
  ['duration', FORMAT_DURATION],
  ['period', FORMAT_PERIOD],
  ['ipv4', FORMAT_IPV4],
  ['ipv6', FORMAT_IPV6],
  ['hostname', FORMAT_HOSTNAME],
  ['email', FORMAT_EMAIL],
  ['date', FORMAT_DATE],
  ['time', FORMAT_TIME],
  ['date-time', FORMAT_DATE_TIME],
  ['uri', FORMAT_URI],
  ['iri', FORMAT_URI],
  ['uri-reference', FORMAT_URI_REFERENCE],
  ['iri-reference', FORMAT_URI_REFERENCE],
  ['uri-template', FORMAT_URI_TEMPLATE],
  ['semver', FORMAT_SEMVER],
]);

/** What a meta-schema made of chosen vocabularies is called. */
const META_URL = 'urn:mem:metaschema';

/** A compiled schema. */
export class SchemaNode extends Part {
  flags = 0;
  itemsEvaluated = 0;
  dynamicAnchor: string | null = null;
  readonly dynamicAnchors = new Map<string, SchemaNode>();
  readonly operations: Operation[] = [];
  resource: SchemaNode = this;
  /** Schemas that see the same value as this one. */
  readonly beside: SchemaNode[] = [];
  /** Can it meet itself on the same value? Then messages need its place. */
  cycles = false;

  constructor(readonly place: Place) {
    super();
  }

  get location(): string {
    if (this.place.url === META_URL) return META_URL;
    return placeText(this.place.url, this.place.pointer);
  }

  words(): Word[] {
    const anchors = [...this.dynamicAnchors].sort(([a], [b]) => (a < b ? -1 : 1));
    const head = recordOf<Word>(NODE_OPERATIONS, {
      [NODE_FLAGS]: this.flags,
      [NODE_ITEMS_EVALUATED]: this.itemsEvaluated,
      [NODE_LOCATION]: this.cycles ? new ValueWord(this.location) : 0,
      [NODE_RESOURCE]: this.resource,
      [NODE_DYNAMIC_ANCHORS]: anchors.length ? tableOf(anchors.map(([name, node]) => named(name, node))) : 0,
      [NODE_DYNAMIC_ANCHOR]: this.dynamicAnchor ? new ValueWord(this.dynamicAnchor) : 0,
      [NODE_COUNT]: this.operations.length,
    });
    return [...head, ...operationWords(this.operations)];
  }
}

/** Compiles schemas; all that it is asked for share their nodes. */
export class SchemaCompiler {
  private readonly nodes = new Map<string, SchemaNode>();
  private readonly queue: SchemaNode[] = [];

  /**
   * @param patternProblem what Go says of a pattern
   * @param uses is told what the schemas need
   * @param assertsFormats are formats asserted in drafts that only annotate?
   */
  constructor(
    readonly roots: Roots,
    readonly patternProblem: (pattern: string) => string | null,
    readonly uses: SchemaUses,
    readonly assertsFormats = false,
  ) {}

  /** The node of the schema at a URL. Throws SchemaProblem. */
  compile(url: string): SchemaNode {
    const root = this.node(this.roots.resolveFragment(url, ''));
    for (let node = this.queue.shift(); node; node = this.queue.shift()) {
      this.roots.ensureSubschema(node.place);
      const document = this.roots.get(node.place.url);
      this.compileValue(document.valueAt(node.place.pointer), node, document);
    }
    markCycles(this.nodes.values());
    return root;
  }

  /** A schema that is valid where all of some are: the meta-schema of a choice of vocabularies. */
  combine(parts: SchemaNode[], version: number): SchemaNode {
    const node = new SchemaNode({ url: META_URL, pointer: '' });
    if (version >= 2019) node.flags |= NODE_SINCE_2019;
    if (version >= 2020) {
      node.flags |= NODE_CONTAINS_EVALUATES;
      node.dynamicAnchor = 'meta';
      node.dynamicAnchors.set('meta', node);
    }
    node.operations.push([OP_ALL_OF, listOf(parts)]);
    node.cycles = true;
    return node;
  }

  node(place: Place): SchemaNode {
    const key = `${place.url}#${place.pointer}`;
    let node = this.nodes.get(key);
    if (!node) {
      node = new SchemaNode(place);
      this.nodes.set(key, node);
      this.queue.push(node);
    }
    return node;
  }

  private compileValue(value: JsonValue, node: SchemaNode, root: Root): void {
    const { url, pointer } = node.place;
    const resource = root.resource(pointer);
    const { version } = resource.dialect.draft;
    if (version >= 2019) node.flags |= NODE_SINCE_2019;
    if (version >= 2020) node.flags |= NODE_CONTAINS_EVALUATES;
    node.resource = this.node({ url, pointer: resource.pointer });
    if (version >= 2020 && pointer === resource.pointer) {
      for (const [anchor, at] of resource.anchors) {
        if (resource.dynamicAnchors.includes(anchor)) node.dynamicAnchors.set(anchor, this.node({ url, pointer: at }));
      }
    }
    if (typeof value === 'boolean') node.flags |= value ? NODE_TRUE : NODE_FALSE;
    else if (isObject(value)) {
      if (value.size === 0) node.flags |= NODE_TRUE;
      else new ObjectCompiler(this, value, node, root, resource).compile();
    }
  }
}

/** Marks the nodes from which a way through schemas of the same value leads back. */
function markCycles(nodes: Iterable<SchemaNode>): void {
  const state = new Map<SchemaNode, 'open' | 'done'>();
  let cyclic = false;
  const all = [...nodes];
  for (const start of all) {
    if (state.has(start)) continue;
    const stack: [SchemaNode, number][] = [[start, 0]];
    state.set(start, 'open');
    while (stack.length) {
      const top = stack[stack.length - 1];
      const next = top[0].beside[top[1]++];
      if (!next) {
        state.set(top[0], 'done');
        stack.pop();
      } else if (!state.has(next)) {
        state.set(next, 'open');
        stack.push([next, 0]);
      } else if (state.get(next) === 'open') {
        cyclic = true;
      }
    }
  }
  for (const node of all) node.cycles ||= cyclic || node.operations.some(([code]) => isDynamic(code));
  if (all.some((node) => node.cycles)) for (const node of all) node.cycles = true;
}

const isDynamic = (code: number) => code === OP_DYNAMIC_REF || code === OP_RECURSIVE_REF;

/** Compiles the keywords of one schema, in the order in which the library applies them. */
class ObjectCompiler {
  private readonly version: number;
  private readonly dialect: Dialect;

  constructor(
    private readonly compiler: SchemaCompiler,
    private readonly schema: JsonObject,
    private readonly node: SchemaNode,
    private readonly root: Root,
    private readonly resource: Resource,
  ) {
    this.dialect = resource.dialect;
    this.version = resource.dialect.draft.version;
  }

  compile(): void {
    const { version } = this;
    const applies = this.has('applicator');
    const reference = this.reference('$ref');
    const isAlone = version < 2019 && reference !== null;
    const validates = this.has('validation');
    if (!isAlone && validates) this.type();
    if (version >= 6 && validates) this.constant();
    if (!isAlone) {
      if (validates) this.enumeration();
      this.format();
    }
    if (reference) this.add(isAlone ? OP_REF_ALONE : OP_REF, reference, true);
    if (!isAlone) {
      if (validates) this.objectLimits();
      if (applies) this.objects();
    }
    if (version >= 6 && applies) this.child(OP_PROPERTY_NAMES, 'propertyNames');
    if (version >= 2019) this.dependents(applies, validates);
    if (!isAlone && validates) this.arrayLimits();
    if (applies) this.arrays(isAlone);
    if (!isAlone && validates) {
      this.strings();
      this.numbers();
    }
    if (version >= 2019) this.dynamicReferences();
    if (applies) this.combinations(isAlone);
    const unevaluated = version === 2019 ? applies : version >= 2020 && this.has('unevaluated');
    if (unevaluated) this.unevaluated();
  }

  private has(vocabulary: string): boolean {
    const { draft, vocabularies } = this.dialect;
    if (vocabulary === 'core' || draft.version < 2019) return true;
    return (vocabularies ?? draft.defaultVocabularies).includes(vocabulary);
  }

  private add(code: number, operand: Word, isBeside = false): void {
    this.node.operations.push([code, operand]);
    if (isBeside && operand instanceof SchemaNode) this.node.beside.push(operand);
  }

  // ---- keywords' values

  private at(...tokens: string[]): SchemaNode {
    const { url, pointer } = this.node.place;
    return this.compiler.node({ url, pointer: pointer + tokens.map((token) => `/${escapeToken(token)}`).join('') });
  }

  private schemaAt(keyword: string): SchemaNode | null {
    return this.schema.has(keyword) ? this.at(keyword) : null;
  }

  private schemasAt(keyword: string): SchemaNode[] | null {
    const value = this.schema.get(keyword);
    return Array.isArray(value) ? value.map((_, i) => this.at(keyword, String(i))) : null;
  }

  private namedAt(keyword: string): [string, SchemaNode][] | null {
    const value = this.schema.get(keyword);
    return isObject(value) ? sortedKeys(value).map((key) => [key, this.at(keyword, key)]) : null;
  }

  private additionalAt(keyword: string): number | SchemaNode {
    const value = this.schema.get(keyword);
    if (typeof value === 'boolean') return value ? ADDITIONAL_ALLOWED : ADDITIONAL_FORBIDDEN;
    return this.schemaAt(keyword) ?? ADDITIONAL_ABSENT;
  }

  private stringsAt(keyword: string): string[] | null {
    const value = this.schema.get(keyword);
    return Array.isArray(value) ? onlyStrings(value) : null;
  }

  private child(code: number, keyword: string, isBeside = false): void {
    const node = this.schemaAt(keyword);
    if (node) this.add(code, node, isBeside);
  }

  private limit(code: number, keyword: string): void {
    const value = toInteger(this.schema.get(keyword));
    if (value !== null) this.add(code, numberTable(value));
  }

  private named(pairs: [string, SchemaNode][] | null): Word {
    if (!pairs?.length) return 0;
    return tableOf(pairs.map(([name, node]) => named(name, node)));
  }

  private reference(keyword: string): SchemaNode | null {
    const value = this.schema.get(keyword);
    if (typeof value !== 'string') return null;
    const { url, fragment } = join(this.resource.id, value);
    const local = this.root.resolve(url, fragment);
    if (local) return this.compiler.node({ url: this.node.place.url, pointer: local.pointer });
    return this.compiler.node(this.compiler.roots.resolveFragment(url, fragment));
  }

  // ---- keywords

  private type(): void {
    const value = this.schema.get('type');
    const names = typeof value === 'string' ? [value] : Array.isArray(value) ? onlyStrings(value) : [];
    const mask = names.reduce((bits, name) => bits | (TYPE_BITS[name] ?? 0), 0);
    if (mask) this.add(OP_TYPE, mask);
  }

  private constant(): void {
    const value = this.schema.get('const');
    if (value === undefined) return;
    const text = typeof value === 'object' && (Array.isArray(value) || isObject(value)) ? null : displayText(value);
    this.add(
      OP_CONST,
      choiceTable(new ValueWord(toImage(value)), valueMessage(text === null ? null : [text], 'const')),
    );
  }

  private enumeration(): void {
    const value = this.schema.get('enum');
    if (!Array.isArray(value)) return;
    const isPrimitive = !value.some((item) => Array.isArray(item) || isObject(item));
    const message = valueMessage(isPrimitive ? value.map(displayText) : null, 'enum');
    this.add(OP_ENUM, choiceTable(new ValueWord(value.map(toImage)), message));
  }

  private format(): void {
    const asserted =
      this.compiler.assertsFormats ||
      this.version < 2019 ||
      this.has(this.version === 2019 ? 'format' : 'format-assertion');
    const name = this.schema.get('format');
    if (!asserted || typeof name !== 'string') return;
    const format = FORMATS.get(name);
    if (format === undefined) return;
    this.compiler.uses.schemaFormat = true;
    // An IRI is checked as a URI but shown by its name.
    this.add(OP_FORMAT, formatTable(format, name));
  }

  private objectLimits(): void {
    this.limit(OP_MIN_PROPERTIES, 'minProperties');
    this.limit(OP_MAX_PROPERTIES, 'maxProperties');
    const required = this.stringsAt('required');
    if (required?.length) this.add(OP_REQUIRED, new ValueWord(required));
  }

  private objects(): void {
    const dependencies = this.schema.get('dependencies');
    if (isObject(dependencies) && dependencies.size) {
      const entries = sortedKeys(dependencies).map((key): Word[] => {
        const value = dependencies.get(key)!;
        if (Array.isArray(value)) return dependency(key, new ValueWord(onlyStrings(value)), 0);
        const node = this.at('dependencies', key);
        this.node.beside.push(node);
        return dependency(key, 0, node);
      });
      this.add(OP_DEPENDENCIES, tableOf(entries));
    }
    const properties = this.named(this.namedAt('properties'));
    const patternPairs = this.namedAt('patternProperties');
    for (const [pattern] of patternPairs ?? []) this.checkPattern(pattern, 'patternProperties');
    const patterns = this.named(patternPairs);
    if (patterns) this.compiler.uses.schemaPattern = true;
    const additional = this.additionalAt('additionalProperties');
    if (additional !== ADDITIONAL_ABSENT) this.node.flags |= NODE_ALL_PROPERTIES_EVALUATED;
    if (properties || patterns || additional)
      this.add(OP_PROPERTIES, propertiesTable(properties, patterns, additional));
  }

  private dependents(applies: boolean, validates: boolean): void {
    const schemas = applies ? this.namedAt('dependentSchemas') : null;
    if (schemas?.length) {
      this.add(OP_DEPENDENT_SCHEMAS, this.named(schemas));
      this.node.beside.push(...schemas.map(([, node]) => node));
    }
    const required = this.schema.get('dependentRequired');
    if (!validates || !isObject(required)) return;
    const entries = sortedKeys(required).flatMap((key): Word[][] => {
      const value = required.get(key);
      return Array.isArray(value) ? [named(key, new ValueWord(onlyStrings(value)))] : [];
    });
    if (entries.length) this.add(OP_DEPENDENT_REQUIRED, tableOf(entries));
  }

  private arrayLimits(): void {
    this.limit(OP_MIN_ITEMS, 'minItems');
    this.limit(OP_MAX_ITEMS, 'maxItems');
    if (this.schema.get('uniqueItems') === true) this.add(OP_UNIQUE_ITEMS, 0);
  }

  private arrays(isAlone: boolean): void {
    if (this.version >= 2020) {
      const prefix = this.schemasAt('prefixItems') ?? [];
      const items = this.schemaAt('items');
      this.items(prefix, items ?? ADDITIONAL_ABSENT, true);
      if (items) this.node.flags |= NODE_ALL_ITEMS_EVALUATED;
      this.node.itemsEvaluated = prefix.length;
    } else if (!isAlone && this.schema.has('items')) {
      const tuple = this.schemasAt('items');
      if (tuple) {
        const additional = this.additionalAt('additionalItems');
        this.items(tuple, additional, true);
        if (additional !== ADDITIONAL_ABSENT) this.node.flags |= NODE_ALL_ITEMS_EVALUATED;
        this.node.itemsEvaluated = tuple.length;
      } else {
        this.items([], this.at('items'), false);
        this.node.flags |= NODE_ALL_ITEMS_EVALUATED;
      }
    }
    if (this.version < 6) return;
    const contains = this.schemaAt('contains');
    if (!contains) return;
    const bound = (keyword: string): Word => {
      const value = this.version >= 2019 && this.has('validation') ? toInteger(this.schema.get(keyword)) : null;
      return value === null ? 0 : numberTable(value);
    };
    this.add(OP_CONTAINS, containsTable(contains, bound('minContains'), bound('maxContains')));
  }

  private items(first: SchemaNode[], rest: number | SchemaNode, countsFromZero: boolean): void {
    if (first.length || rest) this.add(OP_ITEMS, itemsTable(first, rest, countsFromZero));
  }

  private strings(): void {
    this.limit(OP_MIN_LENGTH, 'minLength');
    this.limit(OP_MAX_LENGTH, 'maxLength');
    const pattern = this.schema.get('pattern');
    if (typeof pattern !== 'string') return;
    this.checkPattern(pattern, 'pattern');
    this.compiler.uses.schemaPattern = true;
    this.add(OP_PATTERN, new ValueWord(pattern));
  }

  private checkPattern(pattern: string, keyword: string): void {
    const problem = this.compiler.patternProblem(pattern);
    if (problem === null) return;
    const { url, pointer } = this.node.place;
    throw new SchemaProblem(
      `invalid regex ${quote(pattern)} at ${quote(placeText(url, `${pointer}/${keyword}`))}: ${problem}`,
    );
  }

  private numbers(): void {
    const number = (code: number, keyword: string) => {
      const decimal = toDecimal(this.schema.get(keyword));
      if (decimal) this.add(code, decimalTable(decimal));
    };
    const excludesMinimum = this.schema.get('exclusiveMinimum') === true;
    const excludesMaximum = this.schema.get('exclusiveMaximum') === true;
    if (!excludesMinimum) number(OP_MINIMUM, 'minimum');
    if (!excludesMaximum) number(OP_MAXIMUM, 'maximum');
    number(OP_EXCLUSIVE_MINIMUM, excludesMinimum ? 'minimum' : 'exclusiveMinimum');
    number(OP_EXCLUSIVE_MAXIMUM, excludesMaximum ? 'maximum' : 'exclusiveMaximum');
    number(OP_MULTIPLE_OF, 'multipleOf');
  }

  private dynamicReferences(): void {
    const recursive = this.reference('$recursiveRef');
    if (recursive) this.add(OP_RECURSIVE_REF, recursive, true);
    if (this.schema.get('$recursiveAnchor') === true) this.node.flags |= NODE_RECURSIVE_ANCHOR;
    if (this.version < 2020) return;
    const dynamic = this.reference('$dynamicRef');
    if (dynamic) {
      const fragment = unescapeFragment(splitAtHash(this.schema.get('$dynamicRef') as string)[1]);
      const isAnchor = fragment !== '' && !fragment.startsWith('/');
      this.add(
        OP_DYNAMIC_REF,
        new Table(
          recordOf<Word>(DYNAMIC_SIZE, {
            [DYNAMIC_NODE]: dynamic,
            [DYNAMIC_ANCHOR]: isAnchor ? new ValueWord(fragment) : 0,
          }),
        ),
      );
      this.node.beside.push(dynamic);
    }
    const anchor = this.schema.get('$dynamicAnchor');
    if (typeof anchor === 'string') this.node.dynamicAnchor = anchor;
  }

  private combinations(isAlone: boolean): void {
    if (!isAlone) {
      this.child(OP_NOT, 'not', true);
      for (const [code, keyword] of [
        [OP_ALL_OF, 'allOf'],
        [OP_ANY_OF, 'anyOf'],
        [OP_ONE_OF, 'oneOf'],
      ] as const) {
        const nodes = this.schemasAt(keyword);
        if (!nodes?.length) continue;
        this.add(code, listOf(nodes));
        this.node.beside.push(...nodes);
      }
    }
    if (this.version < 7) return;
    const condition = this.schemaAt('if');
    if (!condition) return;
    const value = this.schema.get('if');
    const then = value === false ? null : this.schemaAt('then');
    const otherwise = value === true ? null : this.schemaAt('else');
    const parts = [condition, then, otherwise];
    this.add(OP_IF, conditionTable(condition, then ?? 0, otherwise ?? 0));
    this.node.beside.push(...parts.filter((part) => part !== null));
  }

  private unevaluated(): void {
    const items = this.schemaAt('unevaluatedItems');
    const properties = this.schemaAt('unevaluatedProperties');
    if (properties) {
      this.node.flags |= NODE_UNEVALUATED_PROPERTIES;
      this.add(OP_UNEVALUATED_PROPERTIES, properties);
    }
    if (items) {
      this.node.flags |= NODE_UNEVALUATED_ITEMS;
      this.add(OP_UNEVALUATED_ITEMS, items);
    }
  }
}

function onlyStrings(items: JsonValue[]): string[] {
  return items.filter((item) => typeof item === 'string');
}

function valueMessage(texts: string[] | null, keyword: string): ValueWord {
  if (texts === null) return new ValueWord(`'${keyword}' failed`);
  return new ValueWord(`value must be ${texts.length === 1 ? '' : 'one of '}${texts.join(', ')}`);
}
