// The suite over the vectors in one semantics and one form. There are several such suites, in files of their own so that they
// run beside each other.

import { beforeAll, describe, expect, test } from 'vitest';
import type { HelmId } from './helm';
import { oursRenderer } from './ours';
import { isDisputed, readVectors, runVectors, type VectorForm } from './vectors';

/** All vectors, or those about which the helms of a major version do not agree. */
export type VectorChoice = 'all' | 'disputed';

/** What is run for the helms between the oldest and the newest: `MISTLETOE_VECTORS=all npx vitest run test/golden/vectors` runs all. */
export const between: VectorChoice = process.env['MISTLETOE_VECTORS'] === 'all' ? 'all' : 'disputed';

/** Defines the tests: one an area, which names every vector that fails. */
export function vectorSuite(id: HelmId, form: VectorForm, choice: VectorChoice = 'all'): void {
  // Through `tpl`, real Helm gives the same text for every vector that succeeds as a file; what a whole command prints has no
  // such form.
  const vectors = readVectors().filter(
    (vector) => (form === 'compiled' || vector.kind !== 'cli') && (choice === 'all' || isDisputed(vector, id)),
  );
  const areas = [...new Set(vectors.map((vector) => vector.area))].sort();
  const failures = new Map<string, string[]>(areas.map((area) => [area, []]));
  const run = new Map<string, number>(areas.map((area) => [area, 0]));

  beforeAll(async () => {
    await runVectors(vectors, id, form, oursRenderer, (vector, verdict) => {
      run.set(vector.area, run.get(vector.area)! + 1);
      if (verdict === undefined) return;
      failures.get(vector.area)!.push(`${vector.name} ${vector.template ?? ''}\n    ${verdict}`);
    });
  });

  describe(`vectors as Helm ${id}, ${form}`, () => {
    test.each(areas)('%s', (area) => {
      expect(failures.get(area)!.join('\n')).toBe('');
      expect(run.get(area)).toBe(vectors.filter((vector) => vector.area === area).length);
    });
  });
}
