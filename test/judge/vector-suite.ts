// The suite over the vectors in one semantics and one form. There are several such suites, in files of their own so that they
// run beside each other.

import { beforeAll, describe, expect, test } from 'vitest';
import type { HelmId } from './helm';
import { oursRenderer } from './ours';
import type { Tier } from './tiers';
import { isDisputed, readVectors, runVectors, type VectorForm } from './vectors';

/** Which vectors, and how their charts come to be rendered. */
export interface SuiteOptions {
  /** Only those about which the helms of a major version do not agree? */
  disputed?: boolean;
  tier?: Tier;
}

/** Defines the tests: one an area, which names every vector that fails. */
export function vectorSuite(id: HelmId, form: VectorForm, { disputed = false, tier }: SuiteOptions = {}): void {
  // Through `tpl`, real Helm gives the same text for every vector that succeeds as a file; what a whole command prints has no
  // such form.
  const all = readVectors().filter((vector) => form === 'compiled' || vector.kind !== 'cli');
  const vectors = disputed ? all.filter((vector) => isDisputed(vector, id)) : all;
  const areas = [...new Set(vectors.map((vector) => vector.area))].sort();
  const failures = new Map<string, string[]>(areas.map((area) => [area, []]));
  const run = new Map<string, number>(areas.map((area) => [area, 0]));

  describe(`vectors as Helm ${id}, ${form}`, () => {
    beforeAll(async () => {
      const make = (helm: HelmId, chart: string) => oursRenderer(helm, chart, { tier });
      await runVectors(vectors, id, form, make, (vector, verdict) => {
        run.set(vector.area, run.get(vector.area)! + 1);
        if (verdict === undefined) return;
        failures.get(vector.area)!.push(`${vector.name} ${vector.template ?? ''}\n    ${verdict}`);
      });
    });
    test.each(areas)('%s', (area) => {
      expect(failures.get(area)!.join('\n')).toBe('');
      expect(run.get(area)).toBe(vectors.filter((vector) => vector.area === area).length);
    });
  });
}

/** What `MISTLETOE_VECTORS` asks for: `all` (npm run test:vectors:all) is every vector, form and helm, by modules of Binaryen's. */
export const wanted = process.env['MISTLETOE_VECTORS'] as 'all' | 'disputed' | undefined;

/** The tier of suites that repeat, for another helm or through `tpl`, what others run in modules of Binaryen's. */
export function repeated(tier: Tier): Tier {
  return wanted === 'all' ? 'module' : tier;
}
