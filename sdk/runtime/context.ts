// What `generate` is given besides the data.

import { DependencyError, InputError } from '../errors';
import { parseYaml, parseYamlAll } from '../parse';
import type { Context, Manifest } from '../types';
import { whatIs } from '../values';
import { toJson } from '../yaml';
import { askedClock, randomBytes, randomText } from './draws';
import { checkQuestion, findObjects } from './lookups';
import { givenText } from './given-values';
import { FIRST_DEPENDENCY, FIRST_WARNINGS, native } from './native';
import { state } from './state';

export type Data = Record<string, unknown>;

/** What the host put into the input besides the package's own data. */
interface Given {
  name: string;
  namespace?: string;
  now?: string | number;
  entropy?: unknown;
  capabilities?: { kubeVersion?: string; apiVersions?: string[] };
  lookups?: unknown;
  manifests?: unknown;
}

/** Splits the input's data into what the host gives and what is the package's. */
export function readData(data: Data): { given: Given; rest: Data } {
  const { name, namespace, now, entropy, capabilities, lookups, manifests, ...rest } = data as Data & Given;
  return { given: { name, namespace, now, entropy, capabilities, lookups, manifests }, rest };
}

/** JSON as YAML, whose readers refuse control characters that JSON lets stand in texts. */
const asYaml = (json: string) =>
  json.replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** What a converted chart takes (types.ts, ChartInput), and of what type it is where the chart would not say so itself. */
export const OF_CHARTS: Readonly<Record<string, string>> = {
  name: 'a text',
  namespace: 'a text',
  values: '',
  release: 'an object',
  capabilities: 'an object',
  includeCRDs: 'true or false',
  skipHooks: 'true or false',
  skipTests: 'true or false',
  skipSchemaValidation: 'true or false',
  now: '',
  entropy: 'a text',
  lookups: '',
  draws: 'an object',
};

/** The data of a call as an object. Throws TypeError for what is none. */
function readCallData(what: string, given: unknown): Data {
  const data = given instanceof Map ? (Object.fromEntries(given) as Data) : (given as Data);
  const kind = whatIs(data);
  if (kind === 'an object') return data;
  throw new TypeError(`${what}: the data is ${kind}: give an object`);
}

/** Throws TypeError for what a chart, which reads nothing else, would pass over in silence. */
function checkChartData(what: string, data: Data): void {
  const given = Object.entries(data).filter(([, value]) => value !== undefined);
  const unknown = given.flatMap(([key]) => (Object.hasOwn(OF_CHARTS, key) ? [] : [key]));
  if (unknown.length > 0) {
    throw new TypeError(
      `${what}: a chart does not take ${unknown.join(', ')}: its values go below values, { values: { ${unknown[0]}: … } }; it takes ${Object.keys(OF_CHARTS).join(', ')}`,
    );
  }
  for (const [key, value] of given) {
    const wanted = OF_CHARTS[key]!;
    // Nothing is what a user gives who leaves a key empty.
    if (
      wanted === '' ||
      value === null ||
      wanted.split(' or ').includes(value instanceof Map ? 'an object' : whatIs(value))
    )
      continue;
    throw new TypeError(`${what}: ${key} is ${whatIs(value)}: give ${wanted}`);
  }
}

/** Throws TypeError where a length is none: a password of no length would be an empty one. */
function checkDraw(what: string, length: unknown, name: unknown): void {
  if (!Number.isSafeInteger(length) || (length as number) < 0) {
    const shown = typeof length === 'number' ? String(length) : whatIs(length);
    throw new TypeError(`${what}: the length is ${shown}: give a whole number`);
  }
  if (name !== undefined && typeof name !== 'string') {
    throw new TypeError(`${what}: the name is ${whatIs(name)}: give a text, or none`);
  }
}

/** The context of a render. `dependencies`: names, in the order of their numbers. */
export function makeContext(given: Given, dependencies: readonly string[]): Context {
  const { capabilities } = given;
  let manifests: Manifest[] | undefined;
  const call = (method: string, dependency: string, argument: unknown) => {
    const number = dependencies.indexOf(dependency);
    if (number < 0) {
      const known = dependencies.length === 0 ? 'it has none' : `it has ${dependencies.join(', ')}`;
      throw new Error(`${dependency} is none of the package's dependencies: ${known}`);
    }
    const what = `${method}('${dependency}', …)`;
    const data = readCallData(what, argument);
    const isChart = state.charts.includes(dependency);
    if (isChart) checkChartData(what, data);
    const text = toJson(data, { of: what, isJson: isChart });
    if (!text.startsWith('{')) throw new TypeError(`${what}: the data is written as ${text}: give an object`);
    const around = {
      name: given.name,
      namespace: given.namespace,
      now: state.now === undefined ? undefined : state.now / 1000,
      // Streams of their own: what a dependency draws is not what the package draws.
      entropy: state.entropy === undefined ? undefined : `${dependency} ${state.entropy}`,
      capabilities,
      lookups: given.lookups,
    };
    const own = JSON.stringify(Object.fromEntries(Object.entries(around).filter(([key]) => !(key in data))));
    const values = isChart ? givenText(data['values']) : undefined;
    const handed = values === undefined ? [text] : [toJson({ ...data, values: undefined }), `{"values":${values}}`];
    const all = [own, ...handed].map((json) => json.slice(1, -1)).filter((entries) => entries !== '');
    const answered = native(
      number + FIRST_DEPENDENCY,
      asYaml(`{"apiVersion":"mistletoe.dev/v1alpha1","kind":"MistInput","data":{${all.join(',')}}}`),
    );
    state.warnings.push(...(JSON.parse(native(number + FIRST_WARNINGS, '')) as string[]));
    const reads = JSON.parse(native(-(number + FIRST_DEPENDENCY), '')) as object[];
    const answer = readAnswer(dependency, answered);
    // What it missed is for the host. What it drew came of the entropy it was given, unless the host keeps what it draws.
    for (const read of [...reads, ...(answer.reads ?? [])])
      if ('lookup' in read || 'draws' in data) state.reads.push(read);
    if (answer.result !== 'Ok') throw new DependencyError(dependency, answer.message ?? 'failed');
    return answer;
  };
  return {
    name: given.name,
    namespace: given.namespace ?? 'default',
    capabilities: { ...capabilities, apiVersions: capabilities?.apiVersions ?? [] },
    get manifests() {
      manifests ??= readManifests(given.manifests);
      return manifests;
    },
    now: () => new Date(askedClock()),
    randomBytes(length, name) {
      checkDraw('randomBytes()', length, name);
      return randomBytes(length, name);
    },
    randomText(length, name) {
      checkDraw('randomText()', length, name);
      return randomText(length, name);
    },
    lookup(apiVersion: string, kind: string, namespace: string, name: string) {
      const question = { apiVersion, kind, namespace, name };
      checkQuestion(question);
      state.reads.push({ lookup: kind, apiVersion, namespace, name });
      // An object, or a list of them, as the name says.
      return findObjects(given.lookups, question) as never;
    },
    render: (dependency, data: object = {}) =>
      Object.entries(call('render', dependency, data).files ?? {}).flatMap(([path, text]) =>
        objectsOf(dependency, path, text),
      ),
    renderFiles(dependency, data: object = {}) {
      const { files = {}, message } = call('renderFiles', dependency, data);
      return message === undefined ? { files } : { files, message };
    },
  };
}

/** The objects in a file that a dependency gave. Throws DependencyError where it is no YAML. */
function objectsOf(dependency: string, path: string, text: string): Manifest[] {
  try {
    return parseYamlAll(text) as Manifest[];
  } catch (error) {
    throw new DependencyError(dependency, `it gave ${path}, which is not YAML: ${(error as Error).message}`);
  }
}

/** What is in a dependency's MistResult. */
interface Answer {
  result: string;
  message?: string;
  files?: Record<string, string>;
  reads?: object[];
}

/** A dependency's MistResult. Most write JSON, which keeps the order of the files; the YAML reader sorts keys. Throws DependencyError. */
function readAnswer(dependency: string, text: string): Answer {
  let answer: { data?: Answer } | null;
  try {
    answer = (text.startsWith('{') ? JSON.parse(text) : parseYaml(text)) as { data?: Answer } | null;
  } catch (error) {
    throw new DependencyError(dependency, `what it gave is not YAML: ${(error as Error).message}`);
  }
  if (typeof answer?.data?.result !== 'string') throw new DependencyError(dependency, 'what it gave is no MistResult');
  return answer.data;
}

/** `data.manifests`: a text with YAML documents, or a list of objects. Throws InputError: they come from the user's pipeline. */
function readManifests(given: unknown): Manifest[] {
  if (given === undefined || given === null) return [];
  let objects = given;
  if (typeof given === 'string') {
    try {
      objects = parseYamlAll(given);
    } catch (error) {
      throw new InputError(`the manifests are not YAML: ${(error as Error).message}`);
    }
  }
  if (!Array.isArray(objects)) throw new InputError('data.manifests is neither a text nor a list of objects');
  for (const object of objects) {
    if (typeof object === 'object' && object !== null && !Array.isArray(object)) continue;
    throw new InputError(`a document of the manifests is no object: ${JSON.stringify(object).slice(0, 60)}`);
  }
  return objects as Manifest[];
}
