// The values of a release: from flags, and from the revision before as Helm's flags for that say.
// Source: helm.sh/helm/v4@v4.3.1 pkg/action/upgrade.go, reuseValues.

import type { Profile } from '../../../language/profiles';
import { mergeValues, yamlToJson } from '../../../runtime/bindings/values';
import type { Release } from '../../../releases/record';
import { isRecord } from '../../../manifests/object';
import { CommandError, type CommandOptions } from '../../command';
import { readInput } from '../../flags/files';
import { readData, type Settings, settingsOf, writeData, writeValues } from '../../package/data';

/** The flags that give values, as `helm install` has them. */
export interface ValuesFlags extends Settings {
  values?: string[];
}

/** What an upgrade does with the values of the revision before. */
export interface ReuseFlags {
  resetValues?: boolean;
  reuseValues?: boolean;
  resetThenReuseValues?: boolean;
}

/** Values to render with and values to record. */
export interface ReleaseValues {
  /** what a module is given: YAML on one line */
  yaml: string;
  /** what is recorded as the user's */
  config: Record<string, unknown>;
}

/** The values that flags give; `helm` is undefined for a hand-written module. Throws CommandError in Helm's words. */
export function readValues(flags: ValuesFlags, options: CommandOptions, helm: Profile | undefined): ReleaseValues {
  return merge([], flags, options, helm);
}

/** The values of an upgrade over a revision. Throws CommandError in Helm's words. */
export function upgradeValues(
  flags: ValuesFlags & ReuseFlags,
  before: Release,
  options: CommandOptions,
  helm: Profile | undefined,
): ReleaseValues {
  const given = readValues(flags, options, helm);
  if (flags.resetValues) return given;
  const old = before.config ?? {};
  if (flags.reuseValues) {
    // Helm puts the old chart's own values in the place of the new chart's; what the new chart adds has its default here.
    const { config } = merge([old], flags, options, helm);
    return { config, yaml: merge([before.chart.values ?? {}, old], flags, options, helm).yaml };
  }
  if (flags.resetThenReuseValues) return merge([old], flags, options, helm);
  return Object.keys(given.config).length === 0 && Object.keys(old).length > 0
    ? merge([old], {}, options, helm)
    : given;
}

function merge(
  first: Record<string, unknown>[],
  flags: ValuesFlags,
  options: CommandOptions,
  helm: Profile | undefined,
): ReleaseValues {
  if (helm === undefined) return mergeData(first, flags, options);
  try {
    const before = first.map((values) => ({ name: 'the values of the release', text: JSON.stringify(values) }));
    const yaml = mergeValues({
      helm,
      files: [...before, ...(flags.values ?? [])],
      ...settingsOf(flags),
      readFile: (path) => readInput(path, options),
    });
    const config: unknown = JSON.parse(yamlToJson(yaml));
    return { yaml, config: isRecord(config) ? config : {} };
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new CommandError((error as Error).message);
  }
}

/** The data of a hand-written module, as `mistletoe generate` reads it. */
function mergeData(first: Record<string, unknown>[], flags: ValuesFlags, options: CommandOptions): ReleaseValues {
  const before = first.map((values) => ({ name: 'the values of the release', text: JSON.stringify(values) }));
  const data = readData([...before, ...(flags.values ?? [])], settingsOf(flags), (path) => readInput(path, options));
  return { yaml: writeValues(data), config: JSON.parse(writeData(data)) as Record<string, unknown> };
}
