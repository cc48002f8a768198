// What a package that is no chart says it takes (docs/module-contract.md).

import { TAKES_LABEL, TAKES_VALUES } from '../../runtime/abi/labels';
import type { NodeInstance } from '../../runtime/host';

/** The names in a package's label: what of its surroundings it wants to know. */
export function takenBy(instance: NodeInstance): ReadonlySet<string> {
  const label = instance.info().metadata.labels[TAKES_LABEL] ?? '';
  return new Set(label.split(',').map((name) => name.trim()));
}

/** Is the package given what a chart is given? */
export const takesValues = (instance: NodeInstance): boolean => takenBy(instance).has(TAKES_VALUES);
