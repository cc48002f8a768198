// What is wrong with the input of a case although it is YAML: keys that nobody reads, and objects that no lookup finds. A render would pass
// over both in silence, and the case would hold what its author did not mean.

import { CHART_TEXTS } from '../../compiler/chart/texts';
import { HELM_SEMANTICS_LABEL } from '../../runtime/abi/labels';
import type { NodeInstance } from '../../runtime/host';
import { sectionText } from '../../runtime/host/core/texts';
import { CommandError } from '../command';
import { type Data, writeData } from '../package/data';
import { refuseUntaken } from '../package/input';
import { takesValues } from '../package/takes';
import { lookupProblem } from '../render/lookups';
import { readTime } from '../render/time';

/** What a package can be given besides its data (docs/module-contract.md). */
const SURROUNDINGS = ['name', 'namespace', 'now', 'entropy', 'capabilities', 'lookups', 'manifests'];
/** What a converted chart takes (docs/module-contract.md). */
export const OF_CHARTS = [
  ...['name', 'namespace', 'values', 'release', 'capabilities', 'includeCRDs', 'skipHooks', 'skipTests'],
  ...['skipSchemaValidation', 'now', 'entropy', 'lookups', 'draws'],
];
const CAPABILITIES = ['kubeVersion', 'apiVersions'];

/** The data as its author wrote it, without what every case has. Throws CommandError with the file and the place. */
export function checkData(file: string, data: ReadonlyMap<string, Data>): void {
  if (data.get('kind') === 'MistInput') {
    throw new CommandError(`${file}: the file is the data alone: what stands under data goes to its top level`);
  }
  const capabilities = data.get('capabilities');
  if (capabilities instanceof Map) refuseUnknown(`${file}: capabilities`, capabilities.keys(), CAPABILITIES);
  const now = data.get('now') ?? '';
  try {
    readTime(typeof now === 'number' ? now : String(now));
  } catch (error) {
    throw new CommandError(`${file}: now: ${(error as Error).message}`);
  }
  const lookups = data.get('lookups');
  if (lookups === undefined || lookups === null) return;
  const given = JSON.parse(writeData(lookups)) as unknown;
  const items = Array.isArray(given) ? given : (given as { items?: unknown }).items;
  if (!Array.isArray(items)) throw new CommandError(`${file}: lookups is no list of objects`);
  const problem = lookupProblem(items);
  if (problem !== undefined) throw new CommandError(`${file}: lookups: ${problem}`);
}

/**
 * Refuses keys that the module does not read, as far as it says what it reads: a chart by the contract, a package by its schema.
 * @throws CommandError with the file and the key
 */
export function checkKeys(file: string, keys: Iterable<string>, instance: NodeInstance): void {
  const known = keysOf(instance);
  if (known !== undefined) refuseUnknown(file, keys, known);
}

/** Refuses objects for `lookup` where the module is given none. `asked`: the flag or the file. Throws CommandError. */
export function refuseLookups(asked: string, instance: NodeInstance): void {
  if (isChart(instance) || takesValues(instance)) return;
  refuseUntaken(instance, { lookups: asked });
}

const isChart = (instance: NodeInstance) => HELM_SEMANTICS_LABEL in instance.info().metadata.labels;

function keysOf(instance: NodeInstance): string[] | undefined {
  if (isChart(instance)) return OF_CHARTS;
  const text = sectionText(instance.loaded, CHART_TEXTS.schema);
  if (text === undefined) return undefined;
  const schema = JSON.parse(Buffer.from(text).toString()) as Record<string, unknown>;
  const isOpen = ['patternProperties', '$ref', 'allOf', 'anyOf', 'oneOf'].some((key) => key in schema);
  if (isOpen || schema['properties'] === undefined || schema['additionalProperties']) return undefined;
  return [...Object.keys(schema['properties'] as object), ...SURROUNDINGS];
}

function refuseUnknown(where: string, keys: Iterable<string>, known: readonly string[]): void {
  const unknown = [...keys].filter((key) => !known.includes(key));
  if (unknown.length === 0) return;
  throw new CommandError(`${where}: nobody reads ${unknown.join(', ')}: there are ${known.join(', ')}`);
}
