// Helm's YAML dialect and its value flags, for the compiler and the command line: the TypeScript side of dist/toolkit.wasm.
// It must load nothing before it is first used, and keep nothing of one call for the next.

import { instantiate } from '../host/core/instantiate';
import { defaultProfile, type Profile, quirkWord } from '../../language/profiles';
import { utf8Reader } from '#system/bytes';
import { readFileSync } from '#system/files';
import { utf8Bytes } from '../../gostd/bytes';
import { trimSpace } from '../../gostd/strings';
import { systemError } from '../../gostd/os';
import { SET_FILE, SET_LITERAL, SET_STRING, SET_VALUE } from '../abi/toolkit';
import {
  ENTRY_KEY,
  ENTRY_SIZE,
  ENTRY_VALUE,
  KIND_BOOL,
  KIND_FLOAT64,
  KIND_INT64,
  KIND_LIST,
  KIND_MAP,
  KIND_NIL,
  KIND_UINT64,
  MAP_COUNT,
  MAP_ENTRIES,
  VALUE_KIND,
  VALUE_LENGTH,
  VALUE_PAYLOAD,
} from '../abi/values';
import { readAsset } from '#system/assets';
import { ranOutOfStack } from '../host/core/stack';

/** A YAML value: an integer is a bigint, a float a number, a mapping a Map in the order of the text. */
export type YamlValue = null | boolean | number | bigint | string | YamlValue[] | Map<string, YamlValue>;

/** The user's values as the flags of `helm template` give them, each list in the order of the command line. */
export interface ValueFlags {
  helm: Profile;
  /** what is applied before these */
  before?: ValueFlags;
  /** -f: names, which are read with `readFile`, or names with their text. */
  files?: (string | { name: string; text: Uint8Array | string })[];
  setJson?: string[];
  set?: string[];
  setString?: string[];
  setFile?: string[];
  setLiteral?: string[];
  /** Reads what -f and --set-file name; an error's message becomes Helm's. The default is {@link readFile}. */
  readFile?(path: string): Uint8Array;
}

/** The flags with the words of their failures, in the order they are applied. */
const EXPRESSIONS = [
  { flag: 'set', kind: SET_VALUE, name: '--set' },
  { flag: 'setString', kind: SET_STRING, name: '--set-string' },
  { flag: 'setFile', kind: SET_FILE, name: '--set-file' },
  { flag: 'setLiteral', kind: SET_LITERAL, name: '--set-literal' },
] as const;

/** What dist/toolkit.wasm exports (runtime/guest/entry/values.ts); a number is an address, of a value cell but for `allocate`. */
interface Exports {
  memory: WebAssembly.Memory;
  allocate(size: number): number;
  newString(pointer: number, length: number): number;
  start(quirks: bigint): void;
  fingerprint(state: bigint, text: number): bigint;
  problem(): number;
  readYaml(text: number): number;
  yamlToJson(text: number): number;
  documentsToJson(text: number): number;
  jsonToYaml(text: number): number;
  provenLines(text: number): number;
  provenLevels(): number;
  provenDepth(): number;
  provenState(): number;
  addFile(text: number): number;
  addJson(text: number): number;
  wasObject(): number;
  addExpression(kind: number, text: number): number;
  mergedValues(): number;
  currentValues(): number;
  versionSatisfies(constraint: number, version: number): number;
  isVersion(text: number): number;
  versionOrder(a: number, b: number): number;
}

/**
 * Parses the first document of a YAML text as go-yaml v2 does; an empty one is null, keys are strings as sigs.k8s.io/yaml
 * makes them, timestamps their text. Throws an Error with go-yaml's message (`yaml: line 2: …`), in the words of that Helm.
 */
export function parseYaml(text: Uint8Array | string, helm?: Profile): YamlValue {
  return run((instance) => {
    const value = instance.exports.readYaml(instance.place(text));
    if (value === 0) throw new Error(instance.problem().replace(/^error converting YAML to JSON: /, ''));
    return instance.value(value);
  }, helm);
}

/**
 * The first document of a YAML text as templates see it, in JSON: all numbers are float64. Throws an Error with the
 * message of sigs.k8s.io/yaml (`error converting YAML to JSON: yaml: line 2: …`).
 */
export function yamlToJson(text: Uint8Array | string): string {
  return run((instance) => {
    const json = instance.exports.yamlToJson(instance.place(text));
    if (json === 0) throw new Error(instance.problem());
    return instance.text(json);
  });
}

/**
 * All documents of a YAML text as templates see them, empty ones null. Throws an Error that says in which line of the text it is none,
 * also where something stands behind a document that `yamlToJson` would not look at.
 */
export function parseDocuments(text: Uint8Array | string): unknown[] {
  return run((instance) => {
    const json = instance.exports.documentsToJson(instance.place(text));
    if (json === 0) throw new Error(instance.problem().replace(/^error converting YAML to JSON: /, ''));
    return JSON.parse(instance.text(json)) as unknown[];
  });
}

/** JSON without spaces between its tokens as a YAML document, in the form that packages in TypeScript write. */
export function jsonToYaml(json: string): string {
  return run((instance) => instance.text(instance.exports.jsonToYaml(instance.place(json))));
}

/**
 * A number of 64 bits in hexadecimal that tells texts apart where nothing hangs on it: whoever wants to can make two that give the
 * same. node:crypto, which would know better, takes as long to load as a render.
 */
export function fingerprint(parts: Iterable<Uint8Array | string>): string {
  let state = 0xcbf29ce484222325n;
  run((instance) => {
    for (const part of parts) state = instance.exports.fingerprint(state, instance.place(part));
  });
  return BigInt.asUintN(64, state).toString(16).padStart(16, '0');
}

/** How far a text was proved to be lines of YAML, and in what state it ends. */
export interface ProvenLines {
  /** In bytes, up to the start of a line. */
  length: number;
  /** KNOWN_* flags of runtime/abi/values.ts. */
  state: number;
  /** The collections that are open, as KNOWN_LEVELS of runtime/abi/values.ts has them. */
  levels: number[];
}

/**
 * Proves lines of YAML, as a module proves what it renders: what it says holds whatever text follows, and wherever a document has a
 * key of its outermost mapping. null: the text is not of the simple kind. It must end with a line break.
 */
export function proveLines(text: Uint8Array): ProvenLines | null {
  return run((instance) => {
    const { exports } = instance;
    const length = exports.provenLines(instance.place(text));
    if (length === 0) return null;
    return {
      length,
      state: exports.provenState(),
      levels: instance.words(exports.provenLevels(), exports.provenDepth()),
    };
  });
}

/**
 * Merges the user's values in Helm's order: files, --set-json, --set, --set-string, --set-file, --set-literal. Gives YAML on
 * one line for a module's `data.values`: JSON, but that an int64 has the tag !!int and bytes that are no text the tag
 * !!binary. Throws an Error with what Helm prints after `Error: `.
 */
export function mergeValues(flags: ValueFlags): string {
  return run((instance) => {
    merge(instance, flags);
    return instance.text(instance.exports.mergedValues());
  }, flags.helm);
}

/** The same values as a Map: an int64 is a bigint, a float64 a number. Bytes that are no text become U+FFFD. */
export function mergeValuesMap(flags: ValueFlags): Map<string, YamlValue> {
  return run((instance) => {
    merge(instance, flags);
    return instance.value(instance.exports.currentValues()) as Map<string, YamlValue>;
  }, flags.helm);
}

/**
 * A values file as templates see it: its numbers are float64. Of several documents Helm 4 merges all, Helm 3 reads the first.
 * Throws an Error in Helm's words.
 */
export function readValuesFile(text: Uint8Array | string, helm: Profile): Map<string, YamlValue> {
  return run((instance) => {
    const { exports } = instance;
    if (!exports.addFile(instance.place(text))) throw new Error(instance.problem());
    return instance.value(exports.currentValues()) as Map<string, YamlValue>;
  }, helm);
}

/** The paths that a --set-file expression names, in order, as far as it can be read. */
export function setFilePaths(expression: string, helm: Profile): string[] {
  const paths: string[] = [];
  run((instance) => {
    instance.readFile = (path) => {
      paths.push(path);
      return new Uint8Array();
    };
    instance.exports.addExpression(SET_FILE, instance.place(expression));
  }, helm);
  return paths;
}

/**
 * Reads a file as Helm reads what -f and --set-file name: `-` is standard input. Throws an Error in Helm's words. Addresses on
 * the network are refused. `shown`: what errors call it, as the user wrote it.
 */
export function readFile(path: string, shown = path): Uint8Array {
  try {
    if (trimSpace(path) === '-') return readFileSync(0);
    const problem = urlProblem(path);
    if (problem !== null) throw new Error(`parse ${problem}`);
    // Helm fetches what its getters know; nothing is fetched for values here.
    if (/^(?:https?|oci):/i.test(path)) {
      throw new Error(`${path} is an address: values are not fetched here, save it and give the file`);
    }
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!code) throw error;
    throw new Error(systemError('open', shown, error), { cause: error });
  }
}

/** Why Go's url.Parse refuses a path, which Helm tries before it opens a file; null: it does not. */
function urlProblem(path: string): string | null {
  const hash = path.indexOf('#');
  const address = hash < 0 ? path : path.slice(0, hash);
  if (/[\u0000-\u001f\u007f]/.test(address)) return `${quote(address)}: net/url: invalid control character in URL`;
  if (address.startsWith(':')) return `${quote(address)}: missing protocol scheme`;
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(address)?.[0] ?? '';
  const rest = address.slice(scheme.length).replace(/\?.*/s, '');
  const relative = !rest.startsWith('/');
  if (relative && scheme === '' && rest.split('/')[0].includes(':')) {
    return `${quote(address)}: first path segment in URL cannot contain colon`;
  }
  const brokenPath = relative && scheme !== '' ? null : BROKEN_ESCAPE.exec(rest);
  if (brokenPath) return `${quote(address)}: invalid URL escape ${quote(brokenPath[0])}`;
  const brokenFragment = hash < 0 ? null : BROKEN_ESCAPE.exec(path.slice(hash + 1));
  return brokenFragment && `${quote(path)}: invalid URL escape ${quote(brokenFragment[0])}`;
}

const BROKEN_ESCAPE = /%(?![0-9A-Fa-f]{2}).{0,2}/s;

/** Go's %q of a text without unusual characters. */
function quote(text: string): string {
  return JSON.stringify(text).replace(/(?<!\\)((?:\\\\)*)\\u00(..)/g, '$1\\x$2');
}

function merge(instance: Instance, flags: ValueFlags): void {
  if (flags.before) merge(instance, flags.before);
  const { exports } = instance;
  const readText = flags.readFile ?? readFile;
  instance.readFile = readText;
  for (const file of flags.files ?? []) {
    const { name, text } = typeof file === 'string' ? { name: file, text: readText(file) } : file;
    if (!exports.addFile(instance.place(text))) throw new Error(`failed to parse ${name}: ${instance.problem()}`);
  }
  for (const text of flags.setJson ?? []) {
    if (exports.addJson(instance.place(text))) continue;
    throw new Error(`failed parsing --set-json data ${exports.wasObject() ? 'JSON: ' : ''}${text}`);
  }
  for (const { flag, kind, name } of EXPRESSIONS) {
    for (const text of flags[flag] ?? []) {
      try {
        if (!exports.addExpression(kind, instance.place(text))) throw new Error(instance.problem());
      } catch (error) {
        if (isBreak(error)) throw error;
        throw new Error(`failed parsing ${name} data: ${(error as Error).message}`, { cause: error });
      }
    }
  }
}

let compiled: WebAssembly.Module | undefined;
let shared: Instance | undefined;

/** Runs one call from a clean state. What breaks the instance drops it. */
export function run<T>(call: (instance: Instance) => T, helm: Profile = defaultProfile): T {
  compiled ??= new WebAssembly.Module(readAsset('toolkit.wasm') as BufferSource);
  shared ??= new Instance(compiled);
  try {
    shared.exports.start(quirkWord(helm));
    return call(shared);
  } catch (error) {
    if (!isBreak(error)) throw error;
    shared = undefined;
    // A RangeError as it was, so that a caller with a deeper stack can try again (deep.ts).
    if (ranOutOfStack(error)) throw new RangeError('the values are nested too deeply', { cause: error });
    throw new Error('the values are too large', { cause: error });
  }
}

/** Did the instance trap, or run out of stack? */
function isBreak(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
}

/** An instance's memory as it is now. */
interface Memory {
  bytes: Uint8Array;
  view: DataView;
  utf8(start: number, end: number): string;
}

/** An instance with ways in and out of its memory. */
class Instance {
  readonly exports: Exports;
  /** Reads what --set-file names. */
  readFile: (path: string) => Uint8Array = readFile;
  private known?: Memory;

  constructor(module: WebAssembly.Module) {
    const imports = {
      readFile: (pointer: number, length: number) =>
        this.place(this.readFile(this.memory.utf8(pointer, pointer + length))),
    };
    this.exports = instantiate(module, { toolkit: imports }).exports as unknown as Exports;
  }

  /** The memory as it is now: when it grows, older views end. */
  private get memory(): Memory {
    const { buffer } = this.exports.memory;
    if (this.known?.view.buffer !== buffer) {
      this.known = { bytes: new Uint8Array(buffer), view: new DataView(buffer), utf8: utf8Reader(buffer) };
    }
    return this.known;
  }

  /** Why the last function failed. */
  problem(): string {
    return this.text(this.exports.problem());
  }

  /** Copies a text into the instance; gives its value cell. */
  place(text: Uint8Array | string): number {
    const bytes = typeof text === 'string' ? utf8Bytes(text) : text;
    const pointer = this.exports.allocate(bytes.length);
    this.memory.bytes.set(bytes, pointer);
    return this.exports.newString(pointer, bytes.length);
  }

  /** The string in a cell. */
  text(cell: number): string {
    const { view } = this.memory;
    const pointer = view.getUint32(cell + VALUE_PAYLOAD, true);
    return this.memory.utf8(pointer, pointer + view.getUint32(cell + VALUE_LENGTH, true));
  }

  /** `count` unsigned words. */
  words(address: number, count: number): number[] {
    const { view } = this.memory;
    return Array.from({ length: count }, (_, i) => view.getUint32(address + i * 4, true));
  }

  /** The value in a cell. */
  value(cell: number): YamlValue {
    const { view } = this.memory;
    const payload = cell + VALUE_PAYLOAD;
    switch (view.getUint8(cell + VALUE_KIND)) {
      case KIND_NIL:
        return null;
      case KIND_BOOL:
        return view.getUint8(payload) !== 0;
      case KIND_INT64:
        return view.getBigInt64(payload, true);
      case KIND_UINT64:
        return view.getBigUint64(payload, true);
      case KIND_FLOAT64:
        return view.getFloat64(payload, true);
      case KIND_LIST: {
        const items = view.getUint32(payload, true);
        const length = view.getUint32(cell + VALUE_LENGTH, true);
        return Array.from({ length }, (_, i) => this.value(view.getUint32(items + i * 4, true)));
      }
      case KIND_MAP:
        return this.map(view.getUint32(payload, true));
    }
    return this.text(cell);
  }

  private map(object: number): Map<string, YamlValue> {
    const { view } = this.memory;
    const entries = view.getUint32(object + MAP_ENTRIES, true);
    const end = entries + view.getUint32(object + MAP_COUNT, true) * ENTRY_SIZE;
    const map = new Map<string, YamlValue>();
    for (let entry = entries; entry < end; entry += ENTRY_SIZE) {
      const key = this.text(view.getUint32(entry + ENTRY_KEY, true));
      map.set(key, this.value(view.getUint32(entry + ENTRY_VALUE, true)));
    }
    return map;
  }
}
