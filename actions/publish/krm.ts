// A KRM function: a ResourceList on standard input, one on standard output, for kustomize and whatever else runs such functions.
// Its functionConfig says what to render. Source: sigs.k8s.io/kustomize/kustomize/v5@v5.8.1 cmd/config/docs/api-conventions/functions-spec.md.

import { yamlProblem } from '../../runtime/host/core/documents';
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { isRecord } from '../../manifests/object';
import { CommandError, type CommandOptions, type CommandResult, describeError } from '../command';
import { renderReference } from './render';
import { json } from './json';
import { readSpec } from './spec';

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
  if (document.errors.length > 0) throw new CommandError(`standard input: ${yamlProblem(document.errors[0]!.message)}`);
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
  const config = isRecord(functionConfig) ? functionConfig : {};
  const spec = config['spec'] ?? config['data'];
  if (!isRecord(spec)) throw new CommandError('functionConfig has no spec: it says which package to render');
  const { metadata } = config;
  const name = isRecord(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : undefined;
  const wanted = readSpec(spec, 'functionConfig.spec', { name });
  const handed = wanted.isTransformer ? items : undefined;
  const rendered = await renderReference(wanted.name, wanted.reference, wanted.flags, options, note, handed);
  for (const warning of rendered.warnings) note(warning);
  const objects = rendered.manifests.map(({ object }) => object);
  if (!wanted.isTransformer) return [...items, ...objects];
  if (rendered.opened.helm !== undefined) {
    throw new CommandError('spec.transform is for hand-written modules: a chart takes no resources');
  }
  return objects;
}

function write(list: Record<string, unknown>): Buffer {
  const { apiVersion = 'config.kubernetes.io/v1', kind = 'ResourceList', ...rest } = list;
  return Buffer.from(`${json({ apiVersion, kind, ...rest })}\n`);
}
