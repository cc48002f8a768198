// The documents that pass between a host and a module: how an input is written, and how a MistPackage or a MistResult is read
// and checked. What a module sends is not trusted: it becomes exactly the shapes below or one HostError.

import { API_VERSION } from './contract';
import { HostError } from './errors';
import { jsonText } from './json-text';
import { checkPath } from './paths';

/** What a module is given. A converted chart's `data` is described in docs/module-contract.md. */
export interface MistInput {
  apiVersion?: typeof API_VERSION;
  kind?: 'MistInput';
  data: { name: string; [key: string]: unknown };
}

/** What a module says about itself. */
export interface MistPackage {
  apiVersion: typeof API_VERSION;
  kind: 'MistPackage';
  metadata: { name: string; labels: Record<string, string> };
}

/** What a module gives. `files` maps relative paths to texts, in the order the module gave them. */
export interface MistResult {
  apiVersion: typeof API_VERSION;
  kind: 'MistResult';
  /** Of a converted chart: the lines that Helm would write to standard error besides an error. Not part of the document. */
  warnings: string[];
  /** What the render drew and looked up, in its order: by the document's `data.reads`, and of a converted chart by its own export. */
  reads: RenderRead[];
  data: { result: 'Ok' | 'Err'; message: string | undefined; files: Map<string, string> };
}

/** Is an object of a file of a result a MistResult itself, which was meant to be the whole? */
export function isMistResult({ apiVersion, kind }: { apiVersion?: unknown; kind?: unknown }): boolean {
  return kind === 'MistResult' && typeof apiVersion === 'string' && apiVersion.startsWith('mistletoe.dev/');
}

/** What is wrong where {@link isMistResult}. */
export const resultWithin = (file: string): string =>
  `the package gave ${file} a MistResult for an object: a package gives a MistResult alone, as JSON or YAML, and nothing before or behind it`;

/** What a render read besides its values: a call that drew from the entropy, or a question of `lookup`. */
export type RenderRead =
  | { draw: string; function: string; file: string }
  | { lookup: string; apiVersion: string; namespace: string; name: string };

/** Parses a YAML document; mappings become Maps in the order of the text. Throws an Error that says what is wrong. */
export type ParseYaml = (text: string) => unknown;

/**
 * JSON as YAML: YAML's readers refuse control characters that JSON lets stand in texts (yaml.v3@v3.0.1 readerc.go), so they are escaped.
 */
export function jsonAsYaml(json: string): string {
  return json.replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * The bytes of an input. An object is written as JSON (which is YAML), `data.name` first; text and bytes are sent as they
 * are. Throws HostError `input`.
 */
export function encodeInput(input: MistInput | string | Uint8Array): Uint8Array {
  if (input instanceof Uint8Array) return input;
  if (typeof input === 'string') return new TextEncoder().encode(input);
  const name = input?.data?.name;
  if (typeof name !== 'string' || name === '') {
    throw new HostError('input', 'the input has no data.name: give the install name');
  }
  const { name: _, ...rest } = input.data;
  let text: string;
  try {
    const data = jsonAsYaml(jsonText({ name, ...rest }, 'data'));
    text = `{"apiVersion":"${API_VERSION}","kind":"MistInput","data":${data}}`;
  } catch (cause) {
    throw new HostError('input', `the input cannot be sent: ${(cause as Error).message}`, { cause });
  }
  return new TextEncoder().encode(text);
}

/** Strict UTF-8. `what` names the text in the error. */
export function decodeText(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new HostError(
      'encoding',
      `${what} is not UTF-8: the module must write its documents as UTF-8 text; this is a fault of the module`,
      { cause },
    );
  }
}

/** Reads what `__mistletoe_info` gave. Throws HostError `document`. */
export function readPackage(text: string, parseYaml: ParseYaml): MistPackage {
  const document = new Checker('MistPackage', parse('MistPackage', text, parseYaml));
  document.header();
  const metadata = document.map('metadata', document.root.get('metadata'));
  const name = document.string('metadata.name', metadata.get('name'));
  if (name === '') throw document.wrong('metadata.name', 'is empty');
  const labels: [string, string][] = [];
  const given = metadata.get('labels');
  if (given !== undefined && given !== null) {
    for (const [key, value] of document.map('metadata.labels', given)) {
      labels.push([document.key('metadata.labels', key), document.string(`metadata.labels.${key}`, value)]);
    }
  }
  return { apiVersion: API_VERSION, kind: 'MistPackage', metadata: { name, labels: Object.fromEntries(labels) } };
}

/** Reads what `__mistletoe_generate` gave. Throws HostError `document` or `path`. */
export function readResult(text: string, parseYaml: ParseYaml): MistResult {
  const document = new Checker('MistResult', parse('MistResult', text, parseYaml));
  document.header();
  const data = document.map('data', document.root.get('data'));
  const result = data.get('result');
  if (result !== 'Ok' && result !== 'Err') throw document.wrong('data.result', 'is neither Ok nor Err');
  const given = data.get('message');
  const message = given === undefined || given === null ? undefined : document.string('data.message', given);
  const files = new Map<string, string>();
  const entries = data.get('files');
  if (entries !== undefined && entries !== null) {
    for (const [key, value] of document.map('data.files', entries)) {
      const path = document.key('data.files', key);
      checkPath(path);
      files.set(path, document.string(`data.files[${JSON.stringify(path)}]`, value));
    }
  }
  const reads = readsOfResult(document, data.get('reads'));
  return { apiVersion: API_VERSION, kind: 'MistResult', warnings: [], reads, data: { result, message, files } };
}

function readsOfResult(document: Checker, given: unknown): RenderRead[] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) throw document.wrong('data.reads', 'is no list');
  return given.map((item, i) => {
    const read: unknown = item instanceof Map ? Object.fromEntries(item) : item;
    if (!isRead(read))
      throw document.wrong(`data.reads[${i}]`, 'has not the texts lookup, apiVersion, namespace and name');
    return read;
  });
}

/** Reads what `__mistletoe_warnings` gave. Throws HostError `document`. */
export function readWarnings(text: string): string[] {
  let lines: unknown;
  try {
    lines = JSON.parse(text);
  } catch {
    lines = undefined;
  }
  if (Array.isArray(lines) && lines.every((line) => typeof line === 'string')) return lines;
  throw new HostError(
    'document',
    'the warnings of the module are no JSON list of texts; this is a fault of the module',
  );
}

/** Reads what `__mistletoe_reads` gave. Throws HostError `document`. */
export function readReads(text: string): RenderRead[] {
  try {
    const list = JSON.parse(text) as RenderRead[];
    if (Array.isArray(list) && list.every(isRead)) return list;
  } catch {
    // Said below.
  }
  throw new HostError('document', 'the reads of the module are no JSON list of reads; this is a fault of the module');
}

function isRead(value: unknown): value is RenderRead {
  if (typeof value !== 'object' || value === null) return false;
  const fields = 'draw' in value ? ['draw', 'function', 'file'] : ['lookup', 'apiVersion', 'namespace', 'name'];
  return fields.every((field) => typeof (value as Record<string, unknown>)[field] === 'string');
}

type Mapping = Map<unknown, unknown>;

/** Checks the parts of one document; every error names the document and the part. */
class Checker {
  readonly root: Mapping;

  constructor(
    private readonly kind: string,
    root: unknown,
  ) {
    if (!(root instanceof Map)) throw this.wrong('the document', 'is not a mapping');
    this.root = root;
  }

  wrong(part: string, what: string): HostError {
    return new HostError(
      'document',
      `the module did not give a valid ${this.kind}: ${part} ${what}; this is a fault of the module`,
    );
  }

  header(): void {
    if (this.root.get('apiVersion') !== API_VERSION) throw this.wrong('apiVersion', `is not ${API_VERSION}`);
    if (this.root.get('kind') !== this.kind) throw this.wrong('kind', `is not ${this.kind}`);
  }

  map(part: string, value: unknown): Mapping {
    if (value instanceof Map) return value;
    throw this.wrong(part, value === undefined ? 'is missing' : 'is not a mapping');
  }

  string(part: string, value: unknown): string {
    if (typeof value === 'string') return value;
    throw this.wrong(part, value === undefined ? 'is missing' : 'is not a string');
  }

  key(part: string, value: unknown): string {
    if (typeof value === 'string') return value;
    throw this.wrong(part, `has a key that is not a string (${String(value)}): quote it`);
  }
}

/**
 * Parses a document into Maps. JSON is tried first: it is YAML too, converted charts write it, and the engine's own parser
 * is fast. But engines put keys like "2" before the others and keep one of two equal keys, so the order of the keys is
 * taken from the text.
 */
function parse(kind: string, text: string, parseYaml: ParseYaml): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    try {
      return parseYaml(text);
    } catch (cause) {
      const reason = yamlProblem((cause as Error).message);
      throw new HostError(
        'document',
        `the module did not give a valid ${kind}: it is not YAML (${reason}); this is a fault of the module`,
        { cause },
      );
    }
  }
  return new JsonMaps(kind, text).read(json);
}

/** What the `yaml` package says, in one line: without the text that it shows, and the colon before: `… at line 2, column 1`. */
export function yamlProblem(message: string): string {
  return message.split('\n', 1)[0]!.replace(/:$/, '');
}

/** Walks a text that is known to be JSON beside its parsed form, and builds Maps in the order of the text. */
class JsonMaps {
  private at = 0;

  constructor(
    private readonly kind: string,
    private readonly text: string,
  ) {}

  /**
   * The value that starts here. The text decides what is a mapping, not the parsed form: with equal keys that holds the
   * last value only. Lists, and what no document nests so deep, stay as parsed.
   */
  read(parsed: unknown, depth = 0): unknown {
    this.skipSpace();
    if (this.text[this.at] !== '{' || depth > 8) {
      this.skipValue();
      return parsed;
    }
    const map = new Map<string, unknown>();
    this.at++;
    for (;;) {
      this.skipSpace();
      const char = this.text[this.at];
      if (char === '}') break;
      if (char === ',') {
        this.at++;
        continue;
      }
      const start = this.at;
      this.skipString();
      const key = JSON.parse(this.text.slice(start, this.at)) as string;
      if (map.has(key)) {
        throw new HostError(
          'document',
          `the module did not give a valid ${this.kind}: the key ${JSON.stringify(key)} stands twice; this is a fault of the module`,
        );
      }
      this.skipSpace();
      this.at++; // the colon
      map.set(key, this.read((parsed as Record<string, unknown> | undefined)?.[key], depth + 1));
    }
    this.at++;
    return map;
  }

  private skipSpace(): void {
    while (this.text.charCodeAt(this.at) <= 0x20) this.at++;
  }

  private skipString(): void {
    let end = this.at;
    for (;;) {
      end = this.text.indexOf('"', end + 1);
      let slash = end - 1;
      while (this.text.charCodeAt(slash) === 0x5c) slash--;
      if ((end - slash) % 2 === 1) break;
    }
    this.at = end + 1;
  }

  private skipValue(): void {
    const first = this.text[this.at];
    if (first === '"') {
      this.skipString();
    } else if (first === '{' || first === '[') {
      let open = 0;
      do {
        BRACKET_OR_QUOTE.lastIndex = this.at;
        const found = BRACKET_OR_QUOTE.exec(this.text) as RegExpExecArray;
        this.at = found.index;
        if (found[0] === '"') {
          this.skipString();
        } else {
          open += found[0] === '{' || found[0] === '[' ? 1 : -1;
          this.at++;
        }
      } while (open > 0);
    } else {
      SCALAR_END.lastIndex = this.at;
      this.at = SCALAR_END.exec(this.text)?.index ?? this.text.length;
    }
  }
}

const BRACKET_OR_QUOTE = /["{}[\]]/g;
const SCALAR_END = /[,}\]\s]/g;
