// What stands between the module's exports and the author's `generate`: text in, text out.

import './prelude';
import { InputError } from '../errors';
import { parseYaml } from '../parse';
import type { Context, Issue, PackageDefinition, StandardSchema } from '../types';
import { shown } from '../values';
import { instead } from './absent';
import { type Calls, type Data, type Given, makeContext, readData } from './context';
import { keepValues } from './given-values';
import { thrownAt } from './native';
import { readOutput } from './output';
import { begin, checkPromises, checkRejections, handle, lastBegun, neverSettled, reject, rejectedAt } from './promises';
import { authorStack } from './stack';
import { state } from './state';

const API_VERSION = 'mistletoe.dev/v1alpha1';

/** The module's entry: what is asked, by its place in `operationsOf`, and what it is about. */
export type Entry = (operation: number, value?: never, more?: never) => unknown;

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

/** `calls` is there where the package's sources name dependencies. */
export function serve(definition: PackageDefinition<never>, calls?: Calls): Served {
  const { metadata, generate, dependencies = {} } = definition ?? {};
  if (typeof metadata?.name !== 'string' || metadata.name === '') {
    throw new Error(
      'the package has no metadata.name: export default definePackage({ metadata: { name: … }, generate(data) { … } })',
    );
  }
  if (typeof generate !== 'function') {
    throw new Error('the package has no generate(): export default definePackage({ …, generate(data) { … } })');
  }
  const names = Object.keys(dependencies);
  if (names.length > 0 && calls === undefined)
    throw new Error('the package has dependencies that its sources do not name: write dependencies: { … } there');
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
    entry: entryOf(definition, (given) => makeContext(given, names, calls)),
    info: JSON.stringify(info),
    dependencies: JSON.stringify(dependencies),
    know(charts) {
      state.charts = JSON.parse(charts) as string[];
    },
    ...(schema === undefined ? {} : { schema: JSON.stringify(schema) }),
  };
}

const NO_COMPILER =
  'the module has no compiler for this text: the build found neither eval nor Function in the package; write globalThis.Function there, and it keeps the compiler';

type ContextOf = (given: Given) => Context;

function entryOf(definition: PackageDefinition<never>, contextOf: ContextOf): Entry {
  const operations = operationsOf(definition, contextOf);
  return (operation, value, more) => operations[operation]!(value!, more!);
}

/** What the module asks, in the order of toolchain/engine/facts.ts. What is thrown here comes back to `failed`: a catch would take away where. */
function operationsOf(
  definition: PackageDefinition<never>,
  contextOf: ContextOf,
): ((value: never, more: never) => unknown)[] {
  let settled: string | undefined;
  return [
    // Renders a text. `undefined` as answer asks to come back when the promises are settled.
    (text: string) => {
      const result = render(definition, contextOf, text);
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
    },
    () => {
      checkRejections();
      return settled ?? failure(neverSettled());
    },
    failure,
    () => JSON.stringify(state.warnings),
    where,
    reject,
    handle,
    begin,
    () => {
      throw new EvalError(NO_COMPILER);
    },
  ];
}

/**
 * Where the package is, which trapped or which the host stopped: between two functions, where it waited last. `said`: what the dependency says
 * that runs.
 */
function where(said = ''): string {
  const { calling } = state;
  if (said !== '') return `${calling}: ${said}`;
  const stack = (authorStack(new Error().stack ?? '') || authorStack(lastBegun())).replace(/^ +/gm, '');
  return calling === '' ? stack : `in the dependency ${calling}, called\n${stack}`;
}

function render(definition: PackageDefinition<never>, contextOf: ContextOf, text: string): string | Promise<string> {
  state.phase = 'render';
  const document = parseInput(text) as { data?: Data } | null;
  const data = document?.data;
  if (typeof data?.['name'] !== 'string') throw new InputError('the input has no data.name');
  const { given, rest } = readData(data);
  keepValues(text, rest['values']);
  const { now, entropy } = given;
  if (now !== undefined) {
    state.now = typeof now === 'number' ? now * 1000 : Date.parse(now);
    if (Number.isNaN(state.now)) throw new InputError(`data.now is no time: ${String(now)}`);
  }
  if (entropy !== undefined) state.entropy = String(entropy);
  const output = definition.generate(check(definition.input, rest) as never, contextOf(given));
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
  const isSchema = '~standard' in input;
  const result = isSchema ? input['~standard'].validate(data) : input(data);
  if (result instanceof Promise)
    throw new Error(`a ${isSchema ? 'schema' : 'function'} that checks asynchronously cannot be used as \`input\``);
  if (!isSchema) return result;
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
  checkPromises();
  const { message, files } = readOutput(given);
  const said = `${message === undefined ? '' : `"message":${JSON.stringify(message)},`}${readsText()}`;
  // Written by hand: an object would put file names that look like numbers first.
  const texts = files.map(([path, text]) => `${JSON.stringify(path)}:${JSON.stringify(text)}`);
  return `{"apiVersion":"${API_VERSION}","kind":"MistResult","data":{"result":"Ok",${said}"files":{${texts.join(',')}}}}`;
}

function failure(error: unknown): string {
  return `{"apiVersion":"${API_VERSION}","kind":"MistResult","data":{"result":"Err",${readsText()}"message":${JSON.stringify(describe(error))}}}`;
}

/** What was thrown, for the user. */
function describe(error: unknown): string {
  if (error instanceof InputError) return error.message;
  return error instanceof Error ? describeError(error) : describeOther(error);
}

/** What a build needs, while the package's top level runs. */
export const building = { describe, reject, handle, checkRejections };

/** More of a value that was thrown is not shown. */
const LONGEST_VALUE = 200;

/** What was thrown and is no Error: it does not say where. */
function describeOther(thrown: unknown): string {
  const text = typeof thrown === 'string' ? JSON.stringify(thrown) : shown(thrown);
  const value = text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
  return `the package threw ${value}\n${authorStack(thrownAt(thrown) ?? rejectedAt(thrown) ?? '')}`.trimEnd();
}

/** More causes of causes are not told. */
const MOST_CAUSES = 5;

const NO_MEMORY = ': the render needs more than the host gives a module (mistletoe: --memory-limit)';

/** An exception, where it was thrown, and what it says it was caused by: its cause, and the errors of several. */
function describeError(error: Error, causes = MOST_CAUSES): string {
  // QuickJS's words for the end of the memory that the host gives.
  if (error.name === 'InternalError' && error.message === 'out of memory') error.message += NO_MEMORY;
  const own = `${error.name}: ${error.message}${instead(error)}\n${authorStack(error.stack ?? '')}`.trimEnd();
  const { cause, errors = [] } = error as AggregateError;
  const all = (cause === undefined ? [] : [cause]).concat(Array.isArray(errors) ? errors : []);
  const told = all
    .slice(0, causes)
    .map(
      (one) =>
        `\ncaused by ${one instanceof Error ? describeError(one, all.length > 1 ? 0 : causes - 1) : describeOther(one)}`,
    );
  return `${own}${told.join('')}${all.length > causes && causes > 0 ? `\nand by ${all.length - causes} more` : ''}`;
}

/** What was looked up, for a host that can fetch it and render again. */
function readsText(): string {
  return state.reads.length === 0 ? '' : `"reads":${JSON.stringify(state.reads)},`;
}
