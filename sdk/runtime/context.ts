// What `generate` is given besides the data.

import { DependencyError, InputError } from '../errors';
import { parseYaml, parseYamlAll } from '../parse';
import type { Context, Manifest } from '../types';
import { askedClock, randomBytes, randomText } from './draws';
import { findObjects } from './lookups';
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
  lookups?: Manifest[] | { items?: Manifest[] };
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

/** The context of a render. `dependencies`: names, in the order of their numbers. */
export function makeContext(given: Given, dependencies: readonly string[]): Context {
  const { capabilities } = given;
  let manifests: Manifest[] | undefined;
  const call = (dependency: string, data: Data) => {
    const number = dependencies.indexOf(dependency);
    if (number < 0) {
      const known = dependencies.length === 0 ? 'it has none' : `it has ${dependencies.join(', ')}`;
      throw new Error(`${dependency} is none of the package's dependencies: ${known}`);
    }
    const input = {
      name: given.name,
      namespace: given.namespace,
      now: state.now === undefined ? undefined : state.now / 1000,
      // Streams of their own: what a dependency draws is not what the package draws.
      entropy: state.entropy === undefined ? undefined : `${dependency} ${state.entropy}`,
      capabilities,
      lookups: given.lookups,
      ...data,
    };
    const text = native(
      number + FIRST_DEPENDENCY,
      asYaml(JSON.stringify({ apiVersion: 'mistletoe.dev/v1alpha1', kind: 'MistInput', data: input })),
    );
    state.warnings.push(...(JSON.parse(native(number + FIRST_WARNINGS, '')) as string[]));
    const reads = JSON.parse(native(-(number + FIRST_DEPENDENCY), '')) as object[];
    const answer = readAnswer(text) as {
      data: { result: string; message?: string; files?: Record<string, string>; reads?: object[] };
    };
    // What it missed is for the host. What it drew came of the entropy it was given, unless the host keeps what it draws.
    for (const read of [...reads, ...(answer.data.reads ?? [])])
      if ('lookup' in read || 'draws' in data) state.reads.push(read);
    if (answer.data.result !== 'Ok') throw new DependencyError(dependency, answer.data.message ?? 'failed');
    return answer.data;
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
    randomBytes,
    randomText,
    lookup<T extends { apiVersion: string; kind: string } = Manifest>(
      apiVersion: string,
      kind: string,
      namespace: string,
      name: string,
    ): T | undefined {
      state.reads.push({ lookup: kind, apiVersion, namespace, name });
      return findObjects(given.lookups, { apiVersion, kind, namespace, name }) as T | undefined;
    },
    render: (dependency, data = {}) =>
      Object.values(call(dependency, data).files ?? {}).flatMap((text) => parseYamlAll(text)) as Manifest[],
    renderFiles(dependency, data = {}) {
      const { files = {}, message } = call(dependency, data);
      return message === undefined ? { files } : { files, message };
    },
  };
}

/** A dependency's MistResult. Most write JSON, which keeps the order of the files; the YAML reader sorts keys. */
function readAnswer(text: string): unknown {
  return text.startsWith('{') ? JSON.parse(text) : parseYaml(text);
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
