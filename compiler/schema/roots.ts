// Documents of schemas and the resources in them (schemas with a name or a draft of their own), as Helm 4's library collects
// them: which schema a reference means is decided here. Every document is checked against its meta-schema before use.
// Follows github.com/santhosh-tekuri/jsonschema/v6@v6.0.3 roots.go, github.com/santhosh-tekuri/jsonschema/v6@v6.0.3 root.go.

import { utf8Bytes } from '../../gostd/bytes';
import { quote } from '../../gostd/strconv';
import { type Draft, draftOf, idOf, LATEST_DRAFT, splitAtHash } from './drafts';
import { type JsonObject, type JsonValue, parseJsonDocument } from '../../gostd/encoding/json';
import { sortedKeys } from '../../gostd/strings';
import { metaSchemaText } from './metaschemas';
import { escapeToken, isObject, lookUp, placeText } from './pointer';
import { SchemaProblem, type SchemaSources } from './sources';
import { GoUrl, UrlError, escapeSegments, unescapeFragment } from '../../gostd/net/url';

/** Which draft a resource follows, with which vocabularies (null: the draft's default). */
export interface Dialect {
  draft: Draft;
  vocabularies: string[] | null;
}

export class Resource {
  readonly anchors = new Map<string, string>();
  readonly dynamicAnchors: string[] = [];
  dialect: Dialect = { draft: LATEST_DRAFT, vocabularies: null };

  constructor(
    readonly pointer: string,
    readonly id: string,
  ) {}
}

function parentOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf('/'));
}

/** Where a schema stands. */
export interface Place {
  url: string;
  pointer: string;
}

/**
 * A document. What was found for a pointer is kept, and looked for from its nearest ancestor that is known: in a schema that nests
 * thousands deep, pointers are tens of kilobytes long.
 */
export class Root {
  /** By their pointers, in the order in which they were met. */
  readonly resources: ReadonlyMap<string, Resource> = new Map<string, Resource>();
  readonly processed = new Set<string>();
  private readonly named = new Map<string, Resource>();
  private readonly values = new Map<string, JsonValue>();
  /** Empty again with each new resource. */
  private readonly enclosing = new Map<string, Resource>();

  constructor(
    readonly url: string,
    readonly document: JsonValue,
  ) {}

  addResource(resource: Resource): void {
    (this.resources as Map<string, Resource>).set(resource.pointer, resource);
    if (!this.named.has(resource.id)) this.named.set(resource.id, resource);
    this.enclosing.clear();
  }

  /** The resource that a pointer lies in. */
  resource(pointer: string): Resource {
    let found: Resource | undefined;
    for (let at = pointer; !found; at = parentOf(at)) {
      found = this.resources.get(at) ?? this.enclosing.get(at);
      if (!at.includes('/')) found ??= this.resources.get('')!;
    }
    this.enclosing.set(pointer, found);
    return found;
  }

  /** The value at a pointer. Throws SchemaProblem. */
  valueAt(pointer: string): JsonValue {
    let known = pointer;
    let value = this.values.get(known);
    while (value === undefined && known.includes('/')) {
      known = parentOf(known);
      value = this.values.get(known);
    }
    value = lookUp(value ?? this.document, this.url, pointer, known.length);
    this.values.set(pointer, value);
    return value;
  }

  /** The first resource with an id. */
  resourceNamed(id: string): Resource | undefined {
    return this.named.get(id);
  }

  resolveFragment(fragment: string, resource = this.resources.get('')!): Place {
    if (fragment === '' || fragment.startsWith('/')) return { url: this.url, pointer: resource.pointer + fragment };
    const pointer = resource.anchors.get(fragment);
    if (pointer === undefined) {
      const reference = `${resource.id}#${escapeSegments(fragment)}`;
      throw new SchemaProblem(`anchor in ${quote(reference)} not found in schema ${quote(this.url)}`);
    }
    return { url: this.url, pointer };
  }

  /** The place within this document, or null where the URL is of none of its resources. */
  resolve(url: string, fragment: string): Place | null {
    if (url === this.url) return this.resolveFragment(fragment);
    const resource = this.resourceNamed(url);
    return resource ? this.resolveFragment(fragment, resource) : null;
  }

  collectAnchors(schema: JsonObject, pointer: string, resource: Resource): void {
    const add = (anchor: string) => {
      const known = resource.anchors.get(anchor);
      if (known === pointer) return;
      if (known !== undefined) {
        throw new SchemaProblem(
          `duplicate anchor ${quote(anchor)} in ${quote(this.url)} at ${quote(known)} and ${quote(pointer)}`,
        );
      }
      resource.anchors.set(anchor, pointer);
    };
    const { draft } = resource.dialect;
    if (draft.version < 2019) {
      if (schema.has('$ref')) return;
      const id = schema.get(draft.id);
      if (typeof id === 'string') {
        const fragment = decodeFragment(
          splitAtHash(id)[1],
          () => `error in parsing anchor at ${quote(placeText(this.url, pointer))}`,
        );
        if (fragment !== '' && !fragment.startsWith('/')) add(fragment);
      }
      return;
    }
    const anchor = schema.get('$anchor');
    if (typeof anchor === 'string') add(anchor);
    const dynamic = schema.get('$dynamicAnchor');
    if (draft.version >= 2020 && typeof dynamic === 'string') {
      add(dynamic);
      resource.dynamicAnchors.push(dynamic);
    }
  }
}

/** Checks a value against the meta-schema of a dialect; gives the message of what is wrong, or null. */
export type MetaCheck = (root: Root, value: JsonValue, pointer: string) => string | null;

export class Roots {
  private readonly roots = new Map<string, Root>();
  private readonly documents = new Map<string, JsonValue>();
  /** Documents that nobody has: they spoil the whole schema in the end, until then they allow everything. */
  private readonly missing = new Set<string>();

  constructor(
    private readonly sources: SchemaSources,
    private readonly check: MetaCheck | null,
  ) {}

  add(url: string, document: JsonValue): void {
    this.documents.set(url, document);
  }

  get(url: string): Root {
    const known = this.roots.get(url);
    if (known) return known;
    const root = new Root(url, this.load(url));
    this.collect(root, root.document, url, '', { draft: LATEST_DRAFT, vocabularies: null });
    if (!/^https?:\/\/json-schema\.org\//.test(url)) this.validate(root, root.document, '');
    this.roots.set(url, root);
    return root;
  }

  private load(url: string): JsonValue {
    let document = this.documents.get(url);
    if (document !== undefined) return document;
    document = this.read(url);
    this.documents.set(url, document);
    return document;
  }

  private read(url: string): JsonValue {
    const meta = metaSchemaText(url);
    if (meta !== null) return parseJsonDocument(utf8Bytes(meta));
    try {
      const parsed = GoUrl.parse(url);
      let text: Uint8Array | null;
      if (parsed.scheme === 'http' || parsed.scheme === 'https') text = this.sources.remote(url);
      else if (parsed.scheme === 'file') text = this.sources.file(parsed.pathText);
      else if (parsed.scheme === 'urn') return true;
      else throw new SchemaProblem(`no URLLoader registered for ${quote(parsed.toString())}`);
      if (text === null) this.missing.add(url);
      return text === null ? true : parseJsonDocument(text);
    } catch (error) {
      throw new SchemaProblem(`failing loading ${quote(url)}: ${(error as Error).message}`);
    }
  }

  /** The place that `REFERENCE#FRAGMENT` means in another document. */
  resolveFragment(url: string, fragment: string): Place {
    const root = this.get(url);
    return root.resolveFragment(this.missing.has(url) ? '' : fragment);
  }

  /** Sees to it that what stands at a place was looked at as a schema. */
  ensureSubschema(place: Place): void {
    const root = this.get(place.url);
    if (root.processed.has(place.pointer)) return;
    const schema = root.valueAt(place.pointer);
    const base = root.resource(place.pointer);
    this.collect(root, schema, base.id, place.pointer, base.dialect);
    if (!root.resources.has(place.pointer) && isObject(schema)) {
      root.collectAnchors(schema, place.pointer, root.resource(place.pointer));
    }
    this.validate(root, schema, place.pointer);
  }

  private validate(root: Root, value: JsonValue, pointer: string): void {
    const problem = this.check?.(root, value, pointer);
    if (problem) {
      throw new SchemaProblem(`${quote(placeText(root.url, pointer))} is not valid against metaschema: ${problem}`);
    }
  }

  private collect(root: Root, schema: JsonValue, base: string, pointer: string, fallback: Dialect): void {
    if (root.processed.has(pointer)) return;
    this.collectHere(root, schema, base, pointer, fallback);
    root.processed.add(pointer);
  }

  private collectHere(root: Root, schema: JsonValue, base: string, pointer: string, fallback: Dialect): void {
    if (!isObject(schema)) {
      if (pointer === '') {
        const resource = new Resource(pointer, base);
        resource.dialect = fallback;
        root.addResource(resource);
      }
      return;
    }
    let namesDraft = typeof schema.get('$schema') === 'string';
    let draft = this.draftOf({ url: root.url, pointer }, schema, fallback.draft, new Set());
    let id = idOf(draft, schema);
    if (id === '' && pointer !== '') {
      draft = fallback.draft;
      namesDraft = false;
      id = idOf(draft, schema);
    }

    let resource: Resource | null = null;
    if (id !== '') {
      try {
        base = join(base, id).url;
      } catch {
        throw new SchemaProblem(`error in parsing id at ${quote(placeText(root.url, pointer))}`);
      }
      resource = new Resource(pointer, base);
    } else if (pointer === '') {
      resource = new Resource(pointer, base);
    }
    if (resource) {
      const same = root.resourceNamed(base);
      if (same && same.pointer !== pointer) {
        throw new SchemaProblem(
          `duplicate id ${quote(base)} in ${quote(root.url)} at ${quote(pointer)} and ${quote(same.pointer)}`,
        );
      }
      if (!same) {
        resource.dialect = namesDraft ? { draft, vocabularies: this.vocabulariesOf(schema, draft) } : fallback;
        root.addResource(resource);
      }
    }
    const baseResource = root.resourceNamed(base);
    if (!baseResource) throw new SchemaProblem('unable to validate schema: baseres is nil');
    root.collectAnchors(schema, pointer, baseResource);

    const found = new Map<string, JsonValue>();
    for (const path of draft.subschemas) collectAlong(path, 0, schema, pointer, found);
    for (const at of sortedKeys(found)) this.collect(root, found.get(at)!, base, at, baseResource.dialect);
  }

  private draftOf(place: Place, document: JsonValue, fallback: Draft, seen: Set<string>): Draft {
    const named = isObject(document) ? document.get('$schema') : undefined;
    if (typeof named !== 'string') return fallback;
    const draft = draftOf(named);
    if (draft) return draft;
    const [url] = splitAtHash(named);
    try {
      GoUrl.parse(url);
    } catch (error) {
      throw new SchemaProblem(
        `invalid $schema in ${quote(placeText(place.url, place.pointer))}: ${(error as Error).message}`,
      );
    }
    if (place.pointer === '' && url === place.url) throw new SchemaProblem(`draft ${quote(url)} is not supported`);
    if (seen.has(url)) throw new SchemaProblem(`cycle in resolving $schema in ${quote(url)}`);
    seen.add(url);
    return this.draftOf({ url, pointer: '' }, this.load(url), fallback, seen);
  }

  private vocabulariesOf(schema: JsonObject, draft: Draft): string[] | null {
    const named = schema.get('$schema') as string;
    if (draftOf(named)) return null;
    const [url] = splitAtHash(named);
    const meta = this.load(url);
    const listed = isObject(meta) && draft.version >= 2019 ? meta.get('$vocabulary') : undefined;
    if (!isObject(listed)) return null;
    const vocabularies: string[] = [];
    for (const vocabulary of sortedKeys(listed)) {
      if (listed.get(vocabulary) !== true) continue;
      const name = vocabulary.startsWith(draft.vocabularyPrefix)
        ? vocabulary.slice(draft.vocabularyPrefix.length)
        : vocabulary;
      if (name === vocabulary || !draft.vocabularies.includes(name)) {
        throw new SchemaProblem(`unsupported vocabulary ${quote(vocabulary)} in ${quote(url)}`);
      }
      vocabularies.push(name);
    }
    if (!vocabularies.includes('core')) vocabularies.push('core');
    return vocabularies;
  }
}

/** The values along a path of keywords, from its step `at` on, by their pointers. */
function collectAlong(
  path: string[],
  at: number,
  value: JsonValue,
  pointer: string,
  into: Map<string, JsonValue>,
): void {
  const step = path[at];
  if (step === undefined) {
    into.set(pointer, value);
  } else if (step === '[]') {
    if (Array.isArray(value)) value.forEach((item, i) => collectAlong(path, at + 1, item, `${pointer}/${i}`, into));
  } else if (isObject(value)) {
    if (step !== '*') {
      const member = value.get(step);
      if (member !== undefined) collectAlong(path, at + 1, member, `${pointer}/${step}`, into);
      return;
    }
    for (const [key, member] of value) collectAlong(path, at + 1, member, `${pointer}/${escapeToken(key)}`, into);
  }
}

function decodeFragment(fragment: string, problem: (cause: string) => string): string {
  try {
    return unescapeFragment(fragment);
  } catch (error) {
    throw new SchemaProblem(problem((error as Error).message));
  }
}

/** The base of the last reference that was a fragment alone, and the URL that it meant: most references are, one after the other. */
let lastBase: string | undefined;
let lastUrl = '';

/** What a reference means where `base` is the base URL. Throws SchemaProblem. */
export function join(base: string, reference: string): { url: string; fragment: string } {
  const [place, rawFragment] = splitAtHash(reference);
  const problem = (text: string) => (cause: string) => `error in parsing ${quote(text)}: ${cause}`;
  const fragment = decodeFragment(rawFragment, problem(reference));
  if (place === '' && base === lastBase) return { url: lastUrl, fragment };
  const parse = (text: string): GoUrl => {
    try {
      return GoUrl.parse(text);
    } catch (error) {
      if (!(error instanceof UrlError)) throw error;
      throw new SchemaProblem(problem(text)(error.message));
    }
  };
  const baseUrl = parse(base);
  const parsed = parse(place);
  const resolved = baseUrl.resolve(parsed);
  if (!parsed.isAbsolute && baseUrl.opaque !== '') resolved.opaque = baseUrl.opaque;
  const url = resolved.toString();
  if (place === '') {
    lastBase = base;
    lastUrl = url;
  }
  return { url, fragment };
}
