// What to render, as a mapping: the spec of a KRM function, and the file of the plugin for Argo CD.

import { yamlProblem } from '../../runtime/host/core/documents';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { isRecord } from '../../manifests/object';
import { CommandError, type CommandOptions } from '../command';
import { json } from './json';
import { joinDocuments, type RenderFlags, renderReference } from './render';
import { systemWords } from '../../gostd/os';

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

export interface WantedRender {
  name: string;
  reference: string;
  flags: RenderFlags;
  /** a hand-written module that gets resources and gives others */
  isTransformer: boolean;
}

/** Reads a spec; `where` says where it stands, `defaults` what it may leave out. Throws CommandError. */
export function readSpec(
  spec: Record<string, unknown>,
  where: string,
  defaults: { name?: string; namespace?: string; kubeVersion?: string; json?: string },
): WantedRender {
  const strange = Object.keys(spec).find((field) => !FIELDS.includes(field));
  if (strange !== undefined) {
    throw new CommandError(`${where} has a field ${JSON.stringify(strange)}: it takes ${FIELDS.join(', ')}`);
  }
  const text = (field: string): string | undefined => {
    const value = spec[field];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return String(value);
    throw new CommandError(`${where}.${field} is no text`);
  };
  const texts = (field: string): string[] | undefined => {
    const value = spec[field];
    if (value === undefined || value === null) return undefined;
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    throw new CommandError(`${where}.${field} is no list of texts`);
  };
  const flag = (field: string): boolean => {
    const value = spec[field] ?? false;
    if (typeof value === 'boolean') return value;
    throw new CommandError(`${where}.${field} is true or false`);
  };
  const name = text('name') ?? defaults.name;
  const reference = text('package');
  if (reference === undefined || name === undefined) throw new CommandError(`${where} needs package and name`);
  if (spec['values'] !== undefined && !isRecord(spec['values']))
    throw new CommandError(`${where}.values is no mapping`);
  const flags: RenderFlags = {
    namespace: text('namespace') ?? defaults.namespace,
    helm: text('helm'),
    version: text('version'),
    repo: text('repo'),
    seed: text('seed'),
    now: text('now'),
    kubeVersion: text('kubeVersion') ?? defaults.kubeVersion,
    policy: text('policy'),
    caFile: text('caFile'),
    apiVersions: texts('apiVersions'),
    includeCrds: flag('includeCRDs'),
    skipTests: flag('skipTests'),
    hooks: !flag('skipHooks'),
    plainHttp: flag('plainHttp'),
    offline: flag('offline'),
    values: texts('valuesFiles'),
    json: [
      ...(spec['values'] === undefined ? [] : [json(spec['values'])]),
      ...(defaults.json === undefined ? [] : [defaults.json]),
    ],
  };
  return { name, reference, flags, isTransformer: flag('transform') };
}

export interface SpecFlags {
  name?: string;
  namespace?: string;
  kubeVersion?: string;
  /** values as YAML, over those of the file */
  valuesText?: string;
}

/** Renders what a file says, and gives its documents as they are rendered. Throws CommandError and what a render throws. */
export async function renderSpecFile(
  file: string,
  given: SpecFlags,
  options: CommandOptions,
): Promise<{ text: string; notices: string }> {
  let text: string;
  try {
    text = readFileSync(resolve(options.cwd ?? '.', file), 'utf8');
  } catch (error) {
    throw new CommandError(`cannot read ${file}: ${systemWords(error)}`);
  }
  const { valuesText } = given;
  const values =
    valuesText === undefined || valuesText.trim() === '' ? undefined : json(readMapping(valuesText, '--values-text'));
  const wanted = readSpec(readMapping(text, file), file, { ...given, json: values });
  if (wanted.isTransformer) throw new CommandError(`${file}.transform: there are no resources here`);
  let notices = '';
  const note = (line: string) => {
    notices += `${line}\n`;
  };
  const { opened, documents, warnings } = await renderReference(
    wanted.name,
    wanted.reference,
    wanted.flags,
    options,
    note,
  );
  for (const warning of warnings) note(warning);
  const all = documents.map(({ rendered }) => rendered);
  return { text: joinDocuments(all, opened.helm !== undefined), notices };
}

function readMapping(text: string, where: string): Record<string, unknown> {
  const document = parseDocument(text, { logLevel: 'error', intAsBigInt: true });
  if (document.errors.length > 0) throw new CommandError(`${where}: ${yamlProblem(document.errors[0]!.message)}`);
  const value: unknown = document.toJS();
  if (!isRecord(value)) throw new CommandError(`${where} is no mapping`);
  return value;
}
