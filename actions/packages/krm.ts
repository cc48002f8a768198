// A KRM function: a ResourceList on standard input, one on standard output, for kustomize and whatever else runs such functions.
// Its functionConfig says what to render. Source: sigs.k8s.io/kustomize cmd/config/docs/api-conventions/functions-spec.md.

import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { isRecord } from '../../manifests/object';
import { CommandError, type CommandOptions, type CommandResult, describeError } from '../command';
import { type RenderFlags, renderReference } from './render';

const FIELDS = [
  'package',
  'name',
  'namespace',
  'values',
  'valuesFiles',
  'transform',
  'helm',
  'version',
  'repo',
  'seed',
  'now',
  'kubeVersion',
  'apiVersions',
  'includeCRDs',
  'skipTests',
  'skipHooks',
  'plainHttp',
  'offline',
  'policy',
  'caFile',
];

/** Runs the function. What goes wrong is in the list's results as well, where the caller looks for it. */
export async function krmFunction(options: CommandOptions = {}): Promise<CommandResult> {
  const input = options.stdin === undefined ? readFileSync(0) : Buffer.from(options.stdin as Uint8Array);
  let list: Record<string, unknown> = {};
  let stderr = '';
  try {
    list = readList(input.toString());
    const items = await newItems(list, options, (line) => {
      stderr += `${line}\n`;
    });
    return { stdout: write({ ...list, items }), stderr, code: 0 };
  } catch (error) {
    const message = describeError(error);
    const results = [{ message, severity: 'error' }];
    return { stdout: write({ ...list, results }), stderr: `${stderr}Error: ${message}\n`, code: 1 };
  }
}

function readList(text: string): Record<string, unknown> {
  const documents = parseAllDocuments(text, { logLevel: 'error', intAsBigInt: true });
  const [document] = Array.isArray(documents) ? documents : [];
  if (!document) throw new CommandError('standard input holds no ResourceList');
  if (document.errors.length > 0)
    throw new CommandError(`standard input: ${document.errors[0]!.message.split('\n', 1)[0]}`);
  const list: unknown = document.toJS();
  if (
    !isRecord(list) ||
    list['kind'] !== 'ResourceList' ||
    !String(list['apiVersion']).startsWith('config.kubernetes.io/')
  ) {
    throw new CommandError('standard input holds no ResourceList of config.kubernetes.io');
  }
  return list;
}

async function newItems(
  list: Record<string, unknown>,
  options: CommandOptions,
  note: (line: string) => void,
): Promise<unknown[]> {
  const { functionConfig, items = [] } = list;
  if (!Array.isArray(items)) throw new CommandError('items is no list');
  const spec = isRecord(functionConfig) ? (functionConfig['spec'] ?? functionConfig['data']) : undefined;
  if (!isRecord(spec)) throw new CommandError('functionConfig has no spec: it says which package to render');
  const strange = Object.keys(spec).find((field) => !FIELDS.includes(field));
  if (strange !== undefined)
    throw new CommandError(`functionConfig.spec has a field ${JSON.stringify(strange)}: it takes ${FIELDS.join(', ')}`);
  const metadata = isRecord(functionConfig) ? functionConfig['metadata'] : undefined;
  const name = text(spec, 'name') ?? (isRecord(metadata) ? text(metadata, 'name') : undefined);
  const reference = text(spec, 'package');
  if (reference === undefined || name === undefined)
    throw new CommandError('functionConfig.spec needs package and name');
  const flags: RenderFlags = {
    namespace: text(spec, 'namespace'),
    helm: text(spec, 'helm'),
    version: text(spec, 'version'),
    repo: text(spec, 'repo'),
    seed: text(spec, 'seed'),
    now: text(spec, 'now'),
    kubeVersion: text(spec, 'kubeVersion'),
    policy: text(spec, 'policy'),
    caFile: text(spec, 'caFile'),
    apiVersions: texts(spec, 'apiVersions'),
    includeCrds: spec['includeCRDs'] === true,
    skipTests: spec['skipTests'] === true,
    hooks: spec['skipHooks'] !== true,
    plainHttp: spec['plainHttp'] === true,
    offline: spec['offline'] === true,
    values: texts(spec, 'valuesFiles'),
    ...(spec['values'] !== undefined && { json: valuesOf(spec['values']) }),
  };
  const isTransformer = spec['transform'] === true;
  const rendered = await renderReference(name, reference, flags, options, note, isTransformer ? { items } : {});
  for (const warning of rendered.warnings) note(warning);
  const objects = rendered.manifests.map(({ object }) => object);
  if (!isTransformer) return [...items, ...objects];
  if (rendered.opened.helm !== undefined)
    throw new CommandError('spec.transform is for hand-written modules: a chart takes no resources');
  return objects;
}

/** The values of spec, as JSON. */
function valuesOf(values: unknown): string {
  if (!isRecord(values)) throw new CommandError('functionConfig.spec.values is no mapping');
  return json(values);
}

function text(of: Record<string, unknown>, field: string): string | undefined {
  const value = of[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw new CommandError(`functionConfig.spec.${field} is no text`);
}

function texts(of: Record<string, unknown>, field: string): string[] | undefined {
  const value = of[field];
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new CommandError(`functionConfig.spec.${field} is no list of texts`);
}

/** JSON is YAML; integers of any size stay what they are. */
function json(value: unknown): string {
  const held: string[] = [];
  const marked = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item !== 'bigint') return item;
    held.push(String(item));
    return `\u0000${held.length - 1}\u0000`;
  });
  return marked.replace(/"\\u0000(\d+)\\u0000"/g, (_, index: string) => held[Number(index)]!);
}

function write(list: Record<string, unknown>): Buffer {
  const { apiVersion = 'config.kubernetes.io/v1', kind = 'ResourceList', ...rest } = list;
  return Buffer.from(`${json({ apiVersion, kind, ...rest })}\n`);
}
