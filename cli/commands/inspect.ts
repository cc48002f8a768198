// `mistletoe inspect package`: what a module says about itself, and what it is made of.

import { stringify } from 'yaml';
import type { CommandOptions } from '../../actions/command';
import { inspectModule } from '../../actions/inspect';
import type { Limits } from '../../runtime/host';

/**
 * Two YAML documents: the MistPackage, and the module's parts with their sizes in bytes; of a converted chart also what it
 * was made of. Throws HostError.
 */
export function inspectPackage(reference: string, limits: Partial<Limits>, { cwd }: CommandOptions = {}): string {
  const { info, ...rest } = inspectModule(reference, { limits, cwd });
  const { metadata } = info;
  const shown = { ...info, metadata: Object.keys(metadata.labels).length > 0 ? metadata : { name: metadata.name } };
  return `${stringify(shown, { lineWidth: 0 })}---\n${stringify(rest, { lineWidth: 0 })}`;
}
