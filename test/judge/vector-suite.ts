// The suite over the vectors in one semantics and one form. There are several such suites, in files of their own so that they
// run beside each other.

import { beforeAll, describe, expect, test } from 'vitest';
import type { HelmId } from './helm';
import { oursRenderer } from './ours';
import { isDisputed, readVectors, runVectors, type Vector, type VectorForm } from './vectors';

/** All vectors, those about which the helms of a major version do not agree, or a few of these of each area. */
export type VectorChoice = 'all' | 'disputed' | 'few';

/** How many are a few. */
const FEW = 40;

/** Defines the tests: one an area, which names every vector that fails. */
export function vectorSuite(id: HelmId, form: VectorForm, choice: VectorChoice = 'all'): void {
  // Through `tpl`, real Helm gives the same text for every vector that succeeds as a file; what a whole command prints has no
  // such form.
  const all = readVectors().filter((vector) => form === 'compiled' || vector.kind !== 'cli');
  const disputed = choice === 'all' ? all : all.filter((vector) => isDisputed(vector, id));
  const vectors = choice === 'few' ? fewOfEach(disputed) : disputed;
  const areas = [...new Set(vectors.map((vector) => vector.area))].sort();
  const failures = new Map<string, string[]>(areas.map((area) => [area, []]));
  const run = new Map<string, number>(areas.map((area) => [area, 0]));

  describe(`vectors as Helm ${id}, ${form}`, () => {
    beforeAll(async () => {
      await runVectors(vectors, id, form, oursRenderer, (vector, verdict) => {
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

/** Some of each area, spread over it. */
function fewOfEach(vectors: readonly Vector[]): Vector[] {
  const areas = new Map<string, Vector[]>();
  for (const vector of vectors) areas.set(vector.area, [...(areas.get(vector.area) ?? []), vector]);
  return [...areas.values()].flatMap((list) => {
    const step = Math.max(1, list.length / FEW);
    return list.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
  });
}
