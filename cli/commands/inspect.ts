// `mistletoe inspect package`: what a module says about itself, and what it is made of.

import { stringify } from 'yaml';
import type { CommandOptions } from '../../actions/command';
import { inspectModule } from '../../actions/inspect';
import type { Limits } from '../../runtime/host';

/**
 * YAML documents: the module's parts with their sizes in bytes, its MistPackage, and of a converted chart what it was made of. What
 * needs no run is printed before the module is asked for the rest. Throws HostError.
 */
export function inspectPackage(
  reference: string,
  limits: Partial<Limits>,
  print: (text: string) => void,
  { cwd }: CommandOptions = {},
): void {
  const yaml = (value: unknown) => stringify(value, { lineWidth: 0 });
  const { info, converted } = inspectModule(reference, { limits, cwd, parts: (module) => print(yaml({ module })) });
  const { metadata } = info;
  const shown = { ...info, metadata: Object.keys(metadata.labels).length > 0 ? metadata : { name: metadata.name } };
  print(`---\n${yaml(shown)}`);
  if (converted) print(`---\n${yaml({ converted })}`);
}
