// What `generate` is given besides the data.

import { InputError } from '../errors';
import { parseYamlAll } from '../parse';
import type { Context, Manifest } from '../types';
import { whatIs } from '../values';
import { askedClock, randomBytes, randomText } from './draws';
import { checkQuestion, findObjects } from './lookups';
import { state } from './state';

export type Data = Record<string, unknown>;

/** What the host put into the input besides the package's own data. */
export interface Given {
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

/** The part of a context that calls a package's dependencies. These are names, in the order of their numbers. */
export type Calls = (given: Given, dependencies: readonly string[]) => Pick<Context, 'render' | 'renderFiles'>;

export function unknownDependency(dependency: string, dependencies: readonly string[]): Error {
  const known = dependencies.length === 0 ? 'it has none' : `it has ${dependencies.join(', ')}`;
  return new Error(`${dependency} is none of the package's dependencies: ${known}`);
}

const withoutCalls: Calls = (_, dependencies) => {
  const refuse = (dependency: string) => {
    throw unknownDependency(dependency, dependencies);
  };
  return { render: refuse, renderFiles: refuse };
};

/** The context of a render. `calls` is there where the package may have dependencies. */
export function makeContext(given: Given, dependencies: readonly string[], calls: Calls = withoutCalls): Context {
  const { capabilities } = given;
  let manifests: Manifest[] | undefined;
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
    ...calls(given, dependencies),
  };
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
