// Calls of the modules that a package depends on. Apart from the rest: packages without dependencies are built without it.

import { DependencyError } from '../errors';
import { parseYaml, parseYamlAll } from '../parse';
import type { Manifest } from '../types';
import { whatIs } from '../values';
import { toJson } from '../yaml';
import { type Calls, type Data, unknownDependency } from './context';
import { givenText } from './given-values';
import { FIRST_DEPENDENCY, FIRST_WARNINGS, native } from './native';
import { state } from './state';

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

export const calls: Calls = (given, dependencies) => {
  const call = (method: string, dependency: string, argument: unknown) => {
    const number = dependencies.indexOf(dependency);
    if (number < 0) throw unknownDependency(dependency, dependencies);
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
      capabilities: given.capabilities,
      lookups: given.lookups,
    };
    const own = JSON.stringify(Object.fromEntries(Object.entries(around).filter(([key]) => !(key in data))));
    const values = isChart ? givenText(data['values']) : undefined;
    const handed = values === undefined ? [text] : [toJson({ ...data, values: undefined }), `{"values":${values}}`];
    const all = [own, ...handed].map((json) => json.slice(1, -1)).filter((entries) => entries !== '');
    state.calling = dependency;
    const answered = native(
      number + FIRST_DEPENDENCY,
      asYaml(`{"apiVersion":"mistletoe.dev/v1alpha1","kind":"MistInput","data":{${all.join(',')}}}`),
    );
    state.warnings.push(...(JSON.parse(native(number + FIRST_WARNINGS, '')) as string[]));
    const reads = JSON.parse(native(-(number + FIRST_DEPENDENCY), '')) as object[];
    state.calling = '';
    const answer = readAnswer(dependency, answered);
    // What it missed is for the host. What it drew came of the entropy it was given, unless the host keeps what it draws.
    for (const read of [...reads, ...(answer.reads ?? [])])
      if ('lookup' in read || 'draws' in data) state.reads.push(read);
    if (answer.result !== 'Ok') throw new DependencyError(dependency, answer.message ?? 'failed');
    return answer;
  };
  return {
    render: (dependency, data: object = {}) =>
      Object.entries(call('render', dependency, data).files ?? {}).flatMap(([path, text]) =>
        objectsOf(dependency, path, text),
      ),
    renderFiles(dependency, data: object = {}) {
      const { files = {}, message } = call('renderFiles', dependency, data);
      return message === undefined ? { files } : { files, message };
    },
  };
};

/** The objects in a file that a dependency gave. Throws DependencyError where it is no YAML. */
function objectsOf(dependency: string, path: string, text: string): Manifest[] {
  let objects: Manifest[];
  try {
    objects = parseYamlAll(text) as Manifest[];
  } catch (error) {
    throw new DependencyError(dependency, `it gave ${path}, which is not YAML: ${(error as Error).message}`);
  }
  if (objects.some(isResult)) {
    throw new DependencyError(dependency, `it gave ${path} a MistResult for an object, which only stands alone`);
  }
  return objects;
}

const isResult = (value: { apiVersion?: unknown; kind?: unknown } | null) =>
  value?.kind === 'MistResult' && String(value.apiVersion).startsWith('mistletoe.dev/');

/** What is in a dependency's MistResult. */
interface Answer {
  result: string;
  message?: string;
  files?: Record<string, string>;
  reads?: object[];
}

/** A dependency's MistResult. Most write JSON, which keeps the order of the files; the YAML reader sorts keys. Throws DependencyError. */
function readAnswer(dependency: string, text: string): Answer {
  let answer: { kind?: unknown; data?: Answer } | null;
  try {
    answer = (text.startsWith('{') ? JSON.parse(text) : parseYaml(text)) as typeof answer;
  } catch (error) {
    throw new DependencyError(dependency, `what it gave is not YAML: ${(error as Error).message}`);
  }
  if (!isResult(answer) || typeof answer?.data?.result !== 'string')
    throw new DependencyError(dependency, 'what it gave is no MistResult');
  return answer.data;
}
