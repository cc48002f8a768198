// What stands between the module's exports and the author's `generate`: text in, text out.

import './prelude';
import { InputError } from '../errors';
import { parseYaml } from '../parse';
import type { Issue, PackageDefinition, StandardSchema } from '../types';
import { shown } from '../values';
import { type Data, makeContext, readData } from './context';
import { readOutput } from './output';
import { authorStack } from './stack';
import { state } from './state';

const API_VERSION = 'mistletoe.dev/v1alpha1';

/**
 * The module's entry. With a text it renders; `undefined` as answer asks to be called again when promises are settled, then without a
 * text. `fault` is an exception that JavaScript cannot catch, or `true`: the warnings are asked for.
 */
export type Entry = (text?: string, fault?: unknown) => string | undefined;

/** What the build reads of a package. */
export interface Served {
  entry: Entry;
  /** The MistPackage, as JSON. */
  info: string;
  /** The package's dependencies, as JSON: names, and paths or references. */
  dependencies: string;
  /** Takes the names of those that are converted charts, as JSON: the build knows when it has read them. */
  know(charts: string): void;
  /** The JSON Schema of the data, as JSON; absent where nobody can tell it. */
  schema?: string;
}

export function serve(definition: PackageDefinition<never>): Served {
  const { metadata, generate, dependencies = {} } = definition ?? {};
  if (typeof metadata?.name !== 'string' || metadata.name === '') {
    throw new Error(
      'the package has no metadata.name: export default definePackage({ metadata: { name: … }, generate(data) { … } })',
    );
  }
  if (typeof generate !== 'function') {
    throw new Error('the package has no generate(): export default definePackage({ …, generate(data) { … } })');
  }
  const { name, version, labels } = metadata;
  const info = {
    apiVersion: API_VERSION,
    kind: 'MistPackage',
    metadata: {
      name,
      labels: {
        ...(version === undefined ? {} : { 'mistletoe.dev/package-version': version }),
        'mistletoe.dev/language': 'typescript',
        'mistletoe.dev/takes': 'namespace,now,entropy,capabilities,lookups,manifests',
        ...labels,
      },
    },
  };
  const schema = definition.schema ?? schemaOf(definition.input);
  return {
    entry: entryOf(definition, Object.keys(dependencies)),
    info: JSON.stringify(info),
    dependencies: JSON.stringify(dependencies),
    know(charts) {
      state.charts = JSON.parse(charts) as string[];
    },
    ...(schema === undefined ? {} : { schema: JSON.stringify(schema) }),
  };
}

function entryOf(definition: PackageDefinition<never>, dependencies: readonly string[]): Entry {
  let settled: string | undefined;
  return (text, fault) => {
    if (fault === true) return JSON.stringify(state.warnings);
    if (fault === null) throw fault; // no memory, not even for an error
    if (fault !== undefined) return failure(fault);
    if (text === undefined) {
      return settled ?? failure(new Error('generate() waits for a promise that nothing will ever settle'));
    }
    try {
      const result = render(definition, dependencies, text);
      if (!(result instanceof Promise)) return result;
      result.then(
        (value) => {
          settled = value;
        },
        (error) => {
          settled = failure(error);
        },
      );
      return undefined;
    } catch (error) {
      if (error === null) throw error; // QuickJS: no memory, not even for an error
      return failure(error);
    }
  };
}

function render(
  definition: PackageDefinition<never>,
  dependencies: readonly string[],
  text: string,
): string | Promise<string> {
  state.phase = 'render';
  const document = parseInput(text) as { data?: Data } | null;
  const data = document?.data;
  if (typeof data?.['name'] !== 'string') throw new InputError('the input has no data.name');
  const { given, rest } = readData(data);
  const { now, entropy } = given;
  if (now !== undefined) {
    state.now = typeof now === 'number' ? now * 1000 : Date.parse(now);
    if (Number.isNaN(state.now)) throw new InputError(`data.now is no time: ${String(now)}`);
  }
  if (entropy !== undefined) state.entropy = String(entropy);
  const output = definition.generate(check(definition.input, rest) as never, makeContext(given, dependencies));
  return output instanceof Promise ? output.then(success) : success(output);
}

function parseInput(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseYaml(text);
  }
}

/** The data as `input` has it. Throws InputError with every issue, each with its place. */
function check(input: PackageDefinition<never>['input'], data: Data): unknown {
  if (input === undefined) return data;
  if (!('~standard' in input)) return input(data);
  const result = input['~standard'].validate(data);
  if (result instanceof Promise) throw new Error('a schema that checks asynchronously cannot be used as `input`');
  if (result.issues === undefined) return result.value;
  throw new InputError(result.issues.map(describeIssue).join('\n'));
}

function describeIssue({ message, path = [] }: Issue): string {
  const where = path
    .map((part) => (typeof part === 'object' ? part.key : part))
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
  return where === '' ? message : `${where}: ${message}`;
}

/** JSON Schema as the libraries give it: Standard JSON Schema (zod 4.2, …), or arktype's own method. */
function schemaOf(input: PackageDefinition<never>['input']): object | undefined {
  if (input === undefined) return undefined;
  const standard = (input as Partial<StandardSchema<never>>)['~standard'] as
    | { jsonSchema?: { input(options: { target: string }): object } }
    | undefined;
  const own = (input as { toJsonSchema?: () => object }).toJsonSchema;
  try {
    if (standard?.jsonSchema) return standard.jsonSchema.input({ target: 'draft-2020-12' });
    return typeof own === 'function' ? own.call(input) : undefined;
  } catch {
    return undefined; // a schema with parts that JSON Schema cannot say
  }
}

function success(given: unknown): string {
  const { message, files } = readOutput(given);
  const said = `${message === undefined ? '' : `"message":${JSON.stringify(message)},`}${readsText()}`;
  // Written by hand: an object would put file names that look like numbers first.
  const texts = files.map(([path, text]) => `${JSON.stringify(path)}:${JSON.stringify(text)}`);
  return `{"apiVersion":"${API_VERSION}","kind":"MistResult","data":{"result":"Ok",${said}"files":{${texts.join(',')}}}}`;
}

function failure(error: unknown): string {
  let message: string;
  if (error instanceof InputError) message = error.message;
  else if (error instanceof Error) message = describeError(error);
  else message = `the package threw ${shown(error)}`;
  return `{"apiVersion":"${API_VERSION}","kind":"MistResult","data":{"result":"Err",${readsText()}"message":${JSON.stringify(message)}}}`;
}

/** More causes of causes are not told. */
const MOST_CAUSES = 5;

const NO_MEMORY = ': the render needs more than the host gives a module (mistletoe: --memory-limit)';

/** An exception, where it was thrown, and what it says it was caused by. */
function describeError(error: Error, causes = MOST_CAUSES): string {
  // QuickJS's words for the end of the memory that the host gives.
  if (error.name === 'InternalError' && error.message === 'out of memory') error.message += NO_MEMORY;
  const own = `${error.name}: ${error.message}\n${authorStack(error.stack ?? '')}`.trimEnd();
  const { cause } = error;
  if (!(cause instanceof Error) || causes === 0) return own;
  return `${own}\ncaused by ${describeError(cause, causes - 1)}`;
}

/** What was looked up, for a host that can fetch it and render again. */
function readsText(): string {
  return state.reads.length === 0 ? '' : `"reads":${JSON.stringify(state.reads)},`;
}
