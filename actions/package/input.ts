// The MistInput of a package: a converted chart, and a package that says so, takes whatever Helm gives a chart; any other its data, and of what surrounds a render
// what its label `mistletoe.dev/takes` asks for (docs/module-contract.md).

import { TAKES_LABEL } from '../../runtime/abi/labels';
import { defaultProfile, type Profile } from '../../language/profiles';
import { API_VERSION, type NodeInstance } from '../../runtime/host';
import { jsonAsYaml } from '../../runtime/host/core/documents';
import { CommandError } from '../command';
import { type ChartInput, writeInput } from '../render/input';
import { randomHex } from '../render/random';
import { readTime } from '../render/time';
import { type Data, readData, writeData, writeValues } from './data';
import { takenBy, takesValues } from './takes';

/** What a render is given, of a chart or of any other package. What is left out is as `helm template` has it without flags. */
export interface AskedRender extends Omit<ChartInput, 'namespace' | 'values' | 'now' | 'entropy'> {
  /** YAML on one line, as `mergeValues` gives it, or what was read of it; of a package that is no chart they are its data */
  values: string | ReadonlyMap<string, Data>;
  namespace?: string;
  now?: string | number;
  entropy?: string;
  /** of a package that is no chart: what a pipeline hands over, YAML */
  manifests?: string;
}

/** The input of a module for a render; `helm` is undefined where it is no converted chart. */
export function inputOf(instance: NodeInstance, helm: Profile | undefined, asked: AskedRender): Uint8Array {
  const { name, values, namespace, now, entropy, lookups, kubeVersion, apiVersions, manifests } = asked;
  if (helm !== undefined || takesValues(instance)) {
    return writeInput({
      ...asked,
      values: typeof values === 'string' ? values : writeValues(values),
      namespace: namespace || 'default',
      now: now ?? readTime(''),
      entropy: entropy ?? randomHex(),
    });
  }
  const data = typeof values === 'string' ? readData([{ name: 'the values', text: values }]) : values;
  return packageInput(instance, name, data, {
    now,
    entropy,
    lookups,
    manifests,
    ...(namespace && { namespace }),
    ...(kubeVersion && { kubeVersion }),
    ...(apiVersions?.length && { apiVersions }),
  });
}

/** What a package can be given besides its data. */
export interface Surroundings {
  namespace?: string;
  /** RFC 3339 text, or seconds since 1970 */
  now?: string | number;
  entropy?: string;
  kubeVersion?: string;
  apiVersions?: readonly string[];
  /** JSON, a list of objects */
  lookups?: string;
  /** What a pipeline hands over, YAML. A convention that a package which says nothing of what it takes may follow too. */
  manifests?: string;
}

/** What each of them is called in the label. */
const TAKEN_AS = {
  namespace: 'namespace',
  now: 'now',
  entropy: 'entropy',
  kubeVersion: 'capabilities',
  apiVersions: 'capabilities',
  lookups: 'lookups',
} as const satisfies Record<Exclude<keyof Surroundings, 'manifests'>, string>;

type Taken = keyof typeof TAKEN_AS;

/**
 * Refuses what the user asked for and the package cannot be given.
 * @param asked by the name of the flag
 */
export function refuseUntaken(instance: NodeInstance, asked: Partial<Record<Taken, string | undefined>>): void {
  const takes = takenBy(instance);
  for (const [key, flag] of Object.entries(asked) as [Taken, string | undefined][]) {
    if (flag === undefined || takes.has(TAKEN_AS[key])) continue;
    throw new CommandError(
      `${flag} cannot go with this package: it does not take ${TAKEN_AS[key]}, which it would say in its label ${TAKES_LABEL}`,
    );
  }
}

/** The input. What the package takes and nobody gave is what the commands give charts too. */
export function packageInput(
  instance: NodeInstance,
  name: string,
  data: ReadonlyMap<string, Data>,
  given: Surroundings,
): Uint8Array {
  const takes = takenBy(instance);
  const entries: [string, string][] = [['name', JSON.stringify(name)]];
  const add = (key: string, value: string, isGiven: boolean) => {
    // The data may say it itself, but what stands in a flag counts.
    if (takes.has(key) && (isGiven || !data.has(key))) entries.push([key, value]);
  };
  add('namespace', JSON.stringify(given.namespace ?? 'default'), given.namespace !== undefined);
  add('now', JSON.stringify(given.now ?? new Date().toISOString()), given.now !== undefined);
  add('entropy', JSON.stringify(given.entropy ?? randomHex()), given.entropy !== undefined);
  const { kubeVersion = defaultProfile.kubeVersion, apiVersions = defaultProfile.apiVersions } = given;
  add(
    'capabilities',
    JSON.stringify({ kubeVersion, apiVersions }),
    given.kubeVersion !== undefined || given.apiVersions !== undefined,
  );
  if (given.lookups !== undefined) add('lookups', jsonAsYaml(given.lookups), true);
  if (given.manifests !== undefined) entries.push(['manifests', jsonAsYaml(JSON.stringify(given.manifests))]);
  const written = new Set(entries.map(([key]) => key));
  for (const [key, value] of data) if (!written.has(key)) entries.push([key, writeData(value)]);
  const text = entries.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',');
  return Buffer.from(`{"apiVersion":"${API_VERSION}","kind":"MistInput","data":{${text}}}\n`);
}
