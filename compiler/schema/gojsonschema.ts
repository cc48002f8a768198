// Compiles schemas as xeipuuv/gojsonschema (Helm 3) does: from documents to nodes for the guest's validator. What that library
// refuses is refused here, with its words; where it walks a map in random order, the order here is bytewise. Keywords that it
// does not know, it passes over.
// Follows github.com/xeipuuv/gojsonschema@v1.2.0 schema.go, github.com/xeipuuv/gojsonschema@v1.2.0 subSchema.go.

import { utf8Bytes } from '../../gostd/bytes';
import { recordOf } from '../../runtime/abi/record';
import {
  ADDITIONAL_ABSENT,
  ADDITIONAL_ALLOWED,
  ADDITIONAL_FORBIDDEN,
  FORMAT_DATE,
  FORMAT_DATE_TIME,
  FORMAT_EMAIL,
  FORMAT_HOSTNAME,
  FORMAT_IPV4,
  FORMAT_IPV6,
  FORMAT_JSON_POINTER,
  FORMAT_REGEX,
  FORMAT_RELATIVE_JSON_POINTER,
  FORMAT_TIME,
  FORMAT_URI,
  FORMAT_URI_REFERENCE,
  FORMAT_URI_TEMPLATE,
  FORMAT_UUID,
  NODE_COUNT,
  NODE_DYNAMIC_ANCHOR,
  NODE_DYNAMIC_ANCHORS,
  NODE_FALSE,
  NODE_FLAGS,
  NODE_OPERATIONS,
  NODE_REFERENCE,
  NODE_TRUE,
  NODE_TYPES,
  NODE_TYPES_TEXT,
  OP_ALL_OF,
  OP_ANY_OF,
  OP_CONST,
  OP_CONTAINS,
  OP_DEPENDENCIES,
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
  OP_REQUIRED,
  OP_UNIQUE_ITEMS,
} from '../../runtime/abi/schemas';
import { TYPE_BITS } from './jsonschema-v6';
import { decodeJson, JsonNumber, type JsonObject, type JsonValue } from '../../gostd/encoding/json';
import { sortedKeys } from '../../gostd/strings';
import { metaSchemaText } from './metaschemas';
import { bigFloatText, type Decimal, toDecimal } from './numbers';
import { isObject } from './pointer';
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
  tableOf,
  ValueWord,
  type Word,
} from './program';
import { SchemaProblem, type SchemaSources } from './sources';
import { GoUrl } from '../../gostd/net/url';

/** Number of a draft; a schema that names none may mix them. */
type Draft = 4 | 6 | 7 | 99;
const HYBRID: Draft = 99;

const DRAFT_URLS: ReadonlyMap<string, Draft> = new Map([
  ['http://json-schema.org/draft-04/schema', 4],
  ['http://json-schema.org/draft-06/schema', 6],
  ['http://json-schema.org/draft-07/schema', 7],
]);

const FORMATS: ReadonlyMap<string, number> = new Map([
  ['date', FORMAT_DATE],
  ['time', FORMAT_TIME],
  ['date-time', FORMAT_DATE_TIME],
  ['hostname', FORMAT_HOSTNAME],
  ['email', FORMAT_EMAIL],
  ['idn-email', FORMAT_EMAIL],
  ['ipv4', FORMAT_IPV4],
  ['ipv6', FORMAT_IPV6],
  ['uri', FORMAT_URI],
  ['uri-reference', FORMAT_URI_REFERENCE],
  ['iri', FORMAT_URI],
  ['iri-reference', FORMAT_URI_REFERENCE],
  ['uri-template', FORMAT_URI_TEMPLATE],
  ['uuid', FORMAT_UUID],
  ['regex', FORMAT_REGEX],
  ['json-pointer', FORMAT_JSON_POINTER],
  ['relative-json-pointer', FORMAT_RELATIVE_JSON_POINTER],
]);

const JSON_TYPES = ['array', 'boolean', 'integer', 'number', 'null', 'object', 'string'];

/** A compiled schema. */
export class GojsonschemaNode extends Part {
  pass: boolean | null = null;
  reference: GojsonschemaNode | null = null;
  readonly types: string[] = [];
  readonly operations: Operation[] = [];

  constructor(public draft: Draft) {
    super();
  }

  words(): Word[] {
    const { types } = this;
    const head = recordOf<Word>(NODE_OPERATIONS, {
      [NODE_FLAGS]: this.pass === null ? 0 : this.pass ? NODE_TRUE : NODE_FALSE,
      [NODE_REFERENCE]: this.reference ?? 0,
      [NODE_TYPES]: types.reduce((bits, name) => bits | TYPE_BITS[name], 0),
      [NODE_TYPES_TEXT]: types.length ? new ValueWord(types.length > 1 ? `[${types.join(',')}]` : types[0]) : 0,
      [NODE_DYNAMIC_ANCHORS]: 0,
      [NODE_DYNAMIC_ANCHOR]: 0,
      [NODE_COUNT]: this.operations.length,
    });
    return [...head, ...operationWords(this.operations)];
  }
}

/** A JSON reference: a URL whose fragment may be a JSON pointer. */
class Reference {
  private constructor(readonly url: GoUrl) {}

  static parse(text: string): Reference {
    try {
      return new Reference(GoUrl.parse(text));
    } catch (error) {
      throw new SchemaProblem((error as Error).message);
    }
  }

  /** What a reference means where this one is the base. */
  inherit(child: Reference): Reference {
    const base = Object.assign(new GoUrl(), this.url, { fragment: '', rawFragment: '' });
    return Reference.parse(base.resolve(child.url).toString());
  }

  get withoutFragment(): string {
    return Object.assign(new GoUrl(), this.url, { fragment: '' }).toString();
  }

  get isCanonical(): boolean {
    const { url } = this;
    return url.scheme === 'file' ? url.path.startsWith('/') : url.scheme !== '' && url.host !== '';
  }

  toString(): string {
    return this.url.toString();
  }

  /** Follows the fragment into a document, as far as it is a JSON pointer. */
  follow(document: JsonValue): JsonValue {
    const pointer = this.url.fragmentText;
    if (!pointer.startsWith('/')) return document;
    let value = document;
    for (const token of pointer.slice(1).split('/')) {
      if (isObject(value)) {
        const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
        const next = value.get(key);
        if (next === undefined) throw new SchemaProblem(`Object has no key '${key}'`);
        value = next;
      } else if (Array.isArray(value)) {
        if (!/^[+-]?[0-9]+$/.test(token)) throw new SchemaProblem(`Invalid array index '${token}'`);
        const index = Number(token);
        if (index < 0 || index >= value.length) {
          throw new SchemaProblem(`Out of bound array[0,${value.length}] index '${index}'`);
        }
        value = value[index];
      } else {
        throw new SchemaProblem(`Invalid token reference '${token}'`);
      }
    }
    return value;
  }
}

interface Pooled {
  document: JsonValue;
  /** null: the document names none. */
  draft: Draft | null;
}

/** The draft that a document names. */
function draftOf(document: JsonValue): Draft | null {
  if (typeof document === 'boolean') return null;
  if (!isObject(document)) throw new SchemaProblem('schema is invalid');
  const named = document.get('$schema');
  if (named === undefined) return null;
  if (typeof named !== 'string') throw new SchemaProblem('$schema must be of type string');
  return DRAFT_URLS.get(Reference.parse(named).toString()) ?? null;
}

/** Documents and their named parts, by reference. References in them are made absolute where they stand. */
class Pool {
  private readonly documents = new Map<string, Pooled>();

  constructor(private readonly sources: SchemaSources) {}

  /** Takes a document in; it is changed. */
  add(document: JsonValue, base: Reference): void {
    const draft = draftOf(document);
    const problem = this.collect(document, base, draft);
    this.documents.set(base.toString(), { document, draft });
    if (problem !== null) throw new SchemaProblem(problem);
  }

  /** Gives what is wrong with the value itself; what is wrong below it shows when it is used. */
  private collect(value: JsonValue, base: Reference, draft: Draft | null): string | null {
    if (Array.isArray(value)) {
      for (const item of value) this.collect(item, base, draft);
      return null;
    }
    if (!isObject(value)) return null;
    let here = base;
    const id = value.get(value.has('id') ? 'id' : '$id');
    if (typeof id === 'string') {
      const inherited = attempt(() => base.inherit(Reference.parse(id)));
      if (inherited) {
        here = inherited;
        const name = here.toString();
        if (this.documents.has(name)) return `Reference already exists: "${name}"`;
        this.documents.set(name, { document: value, draft });
      }
    }
    const reference = value.get('$ref');
    if (typeof reference === 'string') {
      const absolute = attempt(() => here.inherit(Reference.parse(reference)));
      if (absolute) value.set('$ref', absolute.toString());
    }
    for (const key of sortedKeys(value)) {
      if (key === 'const' || key === 'enum') continue;
      const child = value.get(key)!;
      if (key === 'properties' || key === 'dependencies' || key === 'patternProperties') {
        if (isObject(child)) for (const name of sortedKeys(child)) this.collect(child.get(name)!, here, draft);
      } else {
        this.collect(child, here, draft);
      }
    }
    return null;
  }

  get(reference: Reference): Pooled {
    const name = reference.toString();
    const known = this.documents.get(name);
    if (known) return known;
    const place = reference.withoutFragment;
    const whole = this.documents.get(place);
    if (whole) {
      const part = { document: reference.follow(whole.document), draft: whole.draft };
      this.documents.set(name, part);
      return part;
    }
    if (!reference.isCanonical) throw new SchemaProblem(`Reference ${name} must be canonical`);
    const document = this.load(reference, place);
    // What is missing spoils the whole schema in the end: until then it counts as a schema that allows everything.
    if (document === null) return { document: new Map(), draft: null };
    attempt(() => this.add(document, Reference.parse(place)));
    return { document: reference.follow(document), draft: attempt(() => draftOf(document)) };
  }

  /** A document, or null where nobody has it. */
  private load(reference: Reference, place: string): JsonValue {
    const { url } = reference;
    let text: Uint8Array | null;
    if (url.scheme === 'file') {
      text = this.sources.file(decodeURIComponent(place.replace(/^file:\/\//, '').replaceAll('+', ' ')));
    } else if (DRAFT_URLS.has(place)) {
      text = utf8Bytes(metaSchemaText(place)!);
    } else if (url.scheme === 'http' || url.scheme === 'https') {
      text = this.sources.remote(place);
    } else {
      throw new SchemaProblem(`Get "${place}": unsupported protocol scheme "${url.scheme}"`);
    }
    return text === null ? null : decodeJson(text).value;
  }
}

function attempt<T>(run: () => T): T | null {
  try {
    return run();
  } catch {
    return null;
  }
}

const invalidType = (expected: string, given: string) =>
  new SchemaProblem(`Invalid type. Expected: ${expected}, given: ${given}`);
const panic = (conversion: string) =>
  new SchemaProblem(`unable to validate schema: interface conversion: interface {} is ${conversion}`);
const mustBe = (keyword: string, what: string) => new SchemaProblem(`${keyword} must be of ${what}`);

/** Compiles the schema in a text. `patternProblem` says what is wrong with a pattern, `uses` is told what it needs. Throws SchemaProblem. */
export function compileGojsonschema(
  text: Uint8Array,
  sources: SchemaSources,
  patternProblem: (pattern: string) => string | null,
  uses: SchemaUses,
): GojsonschemaNode {
  const document = decodeJson(text).value;
  const pool = new Pool(sources);
  pool.add(document, Reference.parse('#'));
  const root = new GojsonschemaNode(draftOf(document) ?? HYBRID);
  new GojsonschemaCompiler(pool, patternProblem, uses).parse(document, root);
  return root;
}

class GojsonschemaCompiler {
  private readonly references = new Map<string, GojsonschemaNode>();

  constructor(
    private readonly pool: Pool,
    private readonly patternProblem: (pattern: string) => string | null,
    private readonly uses: SchemaUses,
  ) {}

  parse(document: JsonValue, node: GojsonschemaNode): void {
    if (node.draft >= 6 && typeof document === 'boolean') {
      node.pass = document;
      return;
    }
    if (!isObject(document)) throw new SchemaProblem('Expected: valid schema, given: Invalid JSON');
    const idKeyword = node.draft === 4 || (node.draft === HYBRID && document.has('id')) ? 'id' : '$id';
    const id = document.get(idKeyword);
    if (id !== undefined && typeof id !== 'string') throw invalidType('string', idKeyword);
    if (typeof id === 'string') Reference.parse(id);
    this.definitions(document, node);
    for (const keyword of ['title', 'description', '$ref']) {
      const value = document.get(keyword);
      if (value !== undefined && typeof value !== 'string') throw invalidType('string', keyword);
    }
    const reference = document.get('$ref');
    if (typeof reference === 'string') {
      const parsed = Reference.parse(reference);
      const known = this.references.get(parsed.toString());
      if (!known) {
        this.refer(parsed, node);
        return;
      }
      node.reference = known;
    }
    this.keywords(document, node);
  }

  private refer(reference: Reference, node: GojsonschemaNode): void {
    // A document that names no draft follows the one that refers to it.
    const name = reference.toString();
    const target = new GojsonschemaNode(node.draft);
    this.references.set(name, target);
    const { document, draft } = this.pool.get(reference);
    if (draft !== null) target.draft = draft;
    if (!isObject(document) && typeof document !== 'boolean') {
      throw new SchemaProblem('valid schema must be of type object');
    }
    this.parse(document, target);
    node.reference = target;
  }

  private child(document: JsonValue, parent: GojsonschemaNode): GojsonschemaNode {
    const node = new GojsonschemaNode(parent.draft);
    this.parse(document, node);
    return node;
  }

  private definitions(document: JsonObject, node: GojsonschemaNode): void {
    const definitions = document.get('definitions');
    if (definitions === undefined) return;
    if (typeof definitions === 'boolean') {
      throw panic('bool, not map[string]interface {}');
    }
    if (!isObject(definitions)) throw invalidType('array of schemas', 'definitions');
    for (const key of sortedKeys(definitions)) {
      const definition = definitions.get(key)!;
      if (!isObject(definition) && typeof definition !== 'boolean')
        throw invalidType('array of schemas', 'definitions');
      this.child(definition, node);
    }
  }

  private keywords(document: JsonObject, node: GojsonschemaNode): void {
    this.types(document, node);
    const properties = this.properties(document, node);
    const additional = this.additional(document, node, 'additionalProperties');
    const patterns = this.patterns(document, node);
    const names = this.propertyNames(document, node);
    const dependencies = this.dependencies(document, node);
    const items = this.items(document, node);
    const numbers = this.numbers(document, node);
    const strings = this.strings(document);
    const sizes = this.objectSizes(document);
    const arrays = this.arrays(document, node);
    const common = this.common(document, node);
    const choices = this.choices(document, node);
    const conditions = this.conditions(document, node);

    // In the order in which they are applied.
    const objects: Operation[] = [];
    if (properties || patterns || additional !== ADDITIONAL_ABSENT) {
      objects.push([OP_PROPERTIES, propertiesTable(namedTable(properties), namedTable(patterns), additional)]);
    }
    node.operations.push(
      ...choices,
      ...dependencies,
      ...conditions,
      ...numbers,
      ...items,
      ...arrays,
      ...sizes,
      ...objects,
      ...names,
      ...common,
      ...strings,
    );
  }

  private types(document: JsonObject, node: GojsonschemaNode): void {
    const value = document.get('type');
    if (value === undefined) return;
    const list = typeof value === 'string' ? [value] : value;
    if (!Array.isArray(list)) throw invalidType('string/array of strings', 'type');
    for (const name of list) {
      // A number is a string of its own kind there.
      if (name instanceof JsonNumber) throw panic('json.Number, not string');
      if (typeof name !== 'string') throw invalidType('string/array of strings', 'type');
      if (!JSON_TYPES.includes(name)) {
        throw new SchemaProblem(
          `has a primitive type that is NOT VALID -- given: /${name}/ Expected valid values are:[${JSON_TYPES.join(' ')}]`,
        );
      }
      if (node.types.includes(name)) throw new SchemaProblem(`${name} type is duplicated`);
      node.types.push(name);
    }
  }

  private properties(document: JsonObject, node: GojsonschemaNode): [string, GojsonschemaNode][] | null {
    const value = document.get('properties');
    if (value === undefined) return null;
    if (!isObject(value)) throw mustBe('properties', 'type object');
    return sortedKeys(value).map((key) => [key, this.child(value.get(key)!, node)]);
  }

  private additional(document: JsonObject, node: GojsonschemaNode, keyword: string): number | GojsonschemaNode {
    const value = document.get(keyword);
    if (value === undefined) return ADDITIONAL_ABSENT;
    if (typeof value === 'boolean') return value ? ADDITIONAL_ALLOWED : ADDITIONAL_FORBIDDEN;
    if (!isObject(value)) throw invalidType('boolean/valid schema', keyword);
    return this.child(value, node);
  }

  private patterns(document: JsonObject, node: GojsonschemaNode): [string, GojsonschemaNode][] | null {
    const value = document.get('patternProperties');
    if (value === undefined) return null;
    if (!isObject(value)) throw invalidType('valid schema', 'patternProperties');
    if (value.size) this.uses.schemaPattern = true;
    return sortedKeys(value).map((pattern) => {
      if (this.patternProblem(pattern) !== null) throw new SchemaProblem(`Invalid regex pattern '${pattern}'`);
      return [pattern, this.child(value.get(pattern)!, node)];
    });
  }

  private propertyNames(document: JsonObject, node: GojsonschemaNode): Operation[] {
    const value = document.get('propertyNames');
    if (value === undefined || node.draft < 6) return [];
    if (!isObject(value) && typeof value !== 'boolean') throw invalidType('valid schema', 'patternProperties');
    return [[OP_PROPERTY_NAMES, this.child(value, node)]];
  }

  private dependencies(document: JsonObject, node: GojsonschemaNode): Operation[] {
    const value = document.get('dependencies');
    if (value === undefined) return [];
    if (!isObject(value)) throw mustBe('dependencies', 'type object');
    const entries: Word[][] = [];
    for (const key of sortedKeys(value)) {
      const needed = value.get(key)!;
      if (Array.isArray(needed)) {
        for (const name of needed) {
          if (typeof name !== 'string') throw mustBe('dependency', 'type schema or array of strings');
        }
        if (needed.length) entries.push(dependency(key, new ValueWord(needed as string[]), 0));
      } else if (isObject(needed) || typeof needed === 'boolean') {
        entries.push(dependency(key, 0, this.child(needed, node)));
      } else if (needed instanceof JsonNumber || typeof needed === 'string' || needed === null) {
        throw mustBe('dependency', 'type schema or array of strings');
      }
    }
    return entries.length ? [[OP_DEPENDENCIES, tableOf(entries)]] : [];
  }

  private items(document: JsonObject, node: GojsonschemaNode): Operation[] {
    const value = document.get('items');
    const problem = invalidType('valid schema/array of schemas', 'items');
    let tuple: GojsonschemaNode[] = [];
    let single: GojsonschemaNode | null = null;
    if (Array.isArray(value)) {
      tuple = value.map((item) => {
        if (!isObject(item) && typeof item !== 'boolean') throw problem;
        return this.child(item, node);
      });
    } else if (value !== undefined) {
      if (!isObject(value) && typeof value !== 'boolean') throw problem;
      single = this.child(value, node);
    }
    const additional = this.additional(document, node, 'additionalItems');
    if (single) return [[OP_ITEMS, itemsTable([], single, false)]];
    return tuple.length ? [[OP_ITEMS, itemsTable(tuple, additional, false)]] : [];
  }

  private numbers(document: JsonObject, node: GojsonschemaNode): Operation[] {
    const multiple = document.get('multipleOf');
    const operations: Operation[] = [];
    const limit = (code: number, decimal: Decimal | null, text: string) => {
      if (decimal) operations.push([code, decimalTable(decimal, `${text} ${bigFloatText(decimal)}`)]);
    };
    if (multiple !== undefined) {
      const decimal = toDecimal(multiple);
      if (!decimal) throw invalidType('number', 'multipleOf');
      if (decimal.negative || decimal.digits === '') {
        throw new SchemaProblem('multipleOf must be strictly greater than 0');
      }
      limit(OP_MULTIPLE_OF, decimal, 'Must be a multiple of');
    }
    const minimum = this.bound(document, node, 'minimum', 'exclusiveMinimum');
    const maximum = this.bound(document, node, 'maximum', 'exclusiveMaximum');
    limit(OP_MAXIMUM, maximum.inclusive, 'Must be less than or equal to');
    limit(OP_EXCLUSIVE_MAXIMUM, maximum.exclusive, 'Must be less than');
    limit(OP_MINIMUM, minimum.inclusive, 'Must be greater than or equal to');
    limit(OP_EXCLUSIVE_MINIMUM, minimum.exclusive, 'Must be greater than');
    return operations;
  }

  private bound(
    document: JsonObject,
    node: GojsonschemaNode,
    keyword: string,
    exclusiveKeyword: string,
  ): { inclusive: Decimal | null; exclusive: Decimal | null } {
    const value = document.get(keyword);
    const inclusive = toDecimal(value);
    if (value !== undefined && !inclusive) throw mustBe(keyword, 'a number');
    const exclusive = document.get(exclusiveKeyword);
    if (exclusive === undefined) return { inclusive, exclusive: null };
    if (typeof exclusive === 'boolean' && (node.draft === 4 || node.draft === HYBRID)) {
      if (!inclusive) throw new SchemaProblem(`${exclusiveKeyword} cannot be used without ${keyword}`);
      return exclusive ? { inclusive: null, exclusive: inclusive } : { inclusive, exclusive: null };
    }
    if (node.draft === 4 || !(exclusive instanceof JsonNumber)) {
      const expected = node.draft === 4 ? 'boolean' : node.draft === HYBRID ? 'boolean/number' : 'number';
      throw invalidType(expected, exclusiveKeyword);
    }
    return { inclusive, exclusive: toDecimal(exclusive) };
  }

  /** A size that a keyword gives, or null. */
  private size(document: JsonObject, keyword: string): bigint | null {
    const value = document.get(keyword);
    if (value === undefined) return null;
    const isInteger = value instanceof JsonNumber && /^-?[0-9]+$/.test(value.text);
    const size = isInteger ? BigInt(value.text) : null;
    if (size === null || BigInt.asIntN(64, size) !== size) throw mustBe(keyword, 'an integer');
    if (size < 0n) throw new SchemaProblem(`${keyword} must be greater than or equal to 0`);
    return size;
  }

  private strings(document: JsonObject): Operation[] {
    const least = this.size(document, 'minLength');
    const most = this.size(document, 'maxLength');
    if (least !== null && most !== null && least > most) {
      throw new SchemaProblem('minLength cannot be greater than maxLength');
    }
    const operations = sizes([OP_MIN_LENGTH, least], [OP_MAX_LENGTH, most]);
    const pattern = document.get('pattern');
    if (pattern !== undefined) {
      if (typeof pattern !== 'string') throw mustBe('pattern', 'a string');
      if (this.patternProblem(pattern) !== null) throw new SchemaProblem('pattern must be a valid regex');
      this.uses.schemaPattern = true;
      operations.push([OP_PATTERN, new ValueWord(pattern)]);
    }
    const format = document.get('format');
    if (format !== undefined) {
      if (typeof format !== 'string') throw mustBe('format', 'type string');
      const number = FORMATS.get(format);
      if (number !== undefined) {
        this.uses.schemaFormat = true;
        operations.push([OP_FORMAT, formatTable(number, format)]);
      }
    }
    return operations;
  }

  private objectSizes(document: JsonObject): Operation[] {
    const least = this.size(document, 'minProperties');
    const most = this.size(document, 'maxProperties');
    if (least !== null && most !== null && least > most) {
      throw new SchemaProblem('minProperties cannot be greater than maxProperties');
    }
    const operations = sizes([OP_MIN_PROPERTIES, least], [OP_MAX_PROPERTIES, most]);
    const required = document.get('required');
    if (required === undefined) return operations;
    if (!Array.isArray(required)) throw mustBe('required', 'an array');
    const names: string[] = [];
    for (const name of required) {
      if (typeof name !== 'string') throw new SchemaProblem('required items must be string');
      if (names.includes(name)) throw new SchemaProblem('required items must be unique');
      names.push(name);
    }
    if (names.length) operations.push([OP_REQUIRED, new ValueWord(names)]);
    return operations;
  }

  private arrays(document: JsonObject, node: GojsonschemaNode): Operation[] {
    const operations = sizes(
      [OP_MIN_ITEMS, this.size(document, 'minItems')],
      [OP_MAX_ITEMS, this.size(document, 'maxItems')],
    );
    const unique = document.get('uniqueItems');
    if (unique !== undefined && typeof unique !== 'boolean') throw mustBe('uniqueItems', 'a boolean');
    if (unique) operations.push([OP_UNIQUE_ITEMS, 0]);
    const contains = document.get('contains');
    if (contains !== undefined && node.draft >= 6) {
      operations.push([OP_CONTAINS, containsTable(this.child(contains, node), 0, 0)]);
    }
    return operations;
  }

  private common(document: JsonObject, node: GojsonschemaNode): Operation[] {
    const operations: Operation[] = [];
    const add = (code: number, texts: string[], message: string) =>
      operations.push([code, choiceTable(new ValueWord(texts), new ValueWord(`${message}: ${texts.join(', ')}`))]);
    const constant = document.get('const');
    if (constant !== undefined && node.draft >= 6) add(OP_CONST, [normalJson(constant)], ' does not match');
    const list = document.get('enum');
    if (list === undefined) return operations;
    if (!Array.isArray(list)) throw mustBe('enum', 'an array');
    const texts: string[] = [];
    for (const item of list) {
      const text = normalJson(item);
      if (texts.includes(text)) throw new SchemaProblem('enum items must be unique');
      texts.push(text);
    }
    if (texts.length) add(OP_ENUM, texts, ' must be one of the following');
    return operations;
  }

  private choices(document: JsonObject, node: GojsonschemaNode): Operation[] {
    const list = (keyword: string, shownAs = keyword) => {
      const value = document.get(keyword);
      if (value === undefined) return [];
      if (!Array.isArray(value)) throw mustBe(shownAs, 'an array');
      return value.map((item) => this.child(item, node));
    };
    const one = list('oneOf');
    const any = list('anyOf');
    const all = list('allOf', 'anyOf');
    const operations: Operation[] = [];
    const add = (code: number, nodes: GojsonschemaNode[]) => {
      if (nodes.length) operations.push([code, listOf(nodes)]);
    };
    add(OP_ANY_OF, any);
    add(OP_ONE_OF, one);
    add(OP_ALL_OF, all);
    const not = this.schemaAt(document, node, 'not');
    if (not) operations.push([OP_NOT, not]);
    return operations;
  }

  private conditions(document: JsonObject, node: GojsonschemaNode): Operation[] {
    if (node.draft < 7) return [];
    const [condition, then, otherwise] = ['if', 'then', 'else'].map((keyword) =>
      this.schemaAt(document, node, keyword),
    );
    return condition ? [[OP_IF, conditionTable(condition, then ?? 0, otherwise ?? 0)]] : [];
  }

  private schemaAt(document: JsonObject, node: GojsonschemaNode, keyword: string): GojsonschemaNode | null {
    const value = document.get(keyword);
    if (value === undefined) return null;
    if (!isObject(value) && typeof value !== 'boolean') throw mustBe(keyword, 'an object');
    return this.child(value, node);
  }
}

function sizes(...limits: [code: number, size: bigint | null][]): Operation[] {
  return limits.flatMap(([code, size]): Operation[] => (size === null ? [] : [[code, numberTable(size)]]));
}

function namedTable(pairs: [string, GojsonschemaNode][] | null): Word {
  if (!pairs?.length) return 0;
  return tableOf(pairs.map(([name, node]) => named(name, node)));
}

/** A value as encoding/json writes it when all its numbers are float64. */
function normalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(normalJson).join(',')}]`;
  if (isObject(value)) {
    return `{${sortedKeys(value)
      .map((key) => `${normalJson(key)}:${normalJson(value.get(key)!)}`)
      .join(',')}}`;
  }
  if (value instanceof JsonNumber) {
    const number = Number(value.text);
    if (!Number.isFinite(number)) {
      throw new SchemaProblem(`json: cannot unmarshal number ${value.text} into Go value of type float64`);
    }
    return Object.is(number, -0) ? '-0' : String(number);
  }
  const text = JSON.stringify(value);
  return text.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
