// What verbs take, and why what they are given instead is refused: in the same words by each, with what to do about it.

import { trimSpace } from '../../gostd/strings';
import { CommandError, type CommandOptions } from '../command';
import type { AccessFlags } from '../packages/access';
import { fetchReference, type Input, type InputKind, inputAt, type Taken, unbuilt } from './named';

/**
 * What a reference means: what is no path is fetched first, and a module may come from standard input. `say` gets lines for standard
 * error. Throws CommandError for what the verb does not take, RegistryError, ProvenanceError.
 */
export async function findInput(
  reference: string,
  taken: Taken,
  access: AccessFlags,
  options: CommandOptions,
  say: (lines: string) => void,
): Promise<Input> {
  const fetched = await fetchReference(reference, access, options, say);
  if (fetched === undefined) return localInput(reference, taken, options);
  return accepted({ ...inputAt(fetched, taken, options), given: reference }, taken);
}

/** What is on this machine under a name. Throws as {@link accepted} does. */
export function localInput(given: string, taken: Taken, options: CommandOptions = {}): Input {
  return accepted(inputAt(given, taken, options), taken);
}

/**
 * The input, where the verb takes its kind; a file or folder that may be a chart is one to the loader, which has Helm's words for what it
 * lacks. Throws CommandError.
 */
export function accepted(input: Input, taken: Taken): Input {
  const refusal = refusalOf(input, taken);
  if (refusal === undefined) return input;
  throw new CommandError(refusal);
}

/** Why a verb does not take the input, and what to do; undefined where it does. */
export function refusalOf(input: Input, taken: Taken): string | undefined {
  const name = trimSpace(input.given);
  if (name === '') return `no ${NAMED[taken]} is named`;
  return REFUSALS[taken][input.kind]?.(name === '-' ? 'standard input' : name);
}

const NAMED: Record<Taken, string> = { chart: 'chart', module: 'module', package: 'package', source: 'package' };

const isAddress = (name: string) => /^(?:oci|https?):\/\//i.test(name);

type Refusals = Partial<Record<InputKind, (name: string) => string>>;

const nothing = (what: string, give: string) => (name: string) =>
  isAddress(name)
    ? `${name} is not fetched here: mistletoe pull ${name} makes a file of it`
    : `there is no ${what} ${name}: give ${give}`;
const isChart = (name: string) => `${name} is a chart and no module: convert it first, mistletoe convert ${name}`;
const isModule = (name: string) => `${name} is a module already: give the chart, a folder or a .tgz`;
const noModule = (name: string) =>
  nothing(
    'module',
    'the path of a .wasm file',
  )(name.endsWith('.wasm') || isAddress(name) ? name : `${name} or ${name}.wasm`);

const REFUSALS: Record<Taken, Refusals> = {
  chart: {
    module: isModule,
    source: unbuilt,
    nothing: nothing('chart', "a chart's folder or .tgz"),
  },
  module: { chart: isChart, source: unbuilt, folder: noModule, nothing: noModule },
  package: {
    source: unbuilt,
    nothing: nothing('package', "a chart's folder or .tgz, a module, or oci://…"),
  },
  source: {
    chart: isChart,
    file: (name) => `${name} is no package: give a TypeScript file, a folder of templates or a module`,
    nothing: nothing('package', 'a TypeScript file, a folder of templates or a module'),
  },
};
