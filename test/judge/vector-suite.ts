// The suite over the vectors in one semantics and one form. There are four such suites, in files of their own so that they
// run beside each other.

import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { HelmMajor } from './helm';
import { oursRenderer } from './ours';
import { drops, type Score, writeScore } from './scoreboard';
import { readVectors, runVectors, type VectorForm } from './vectors';

/** Defines the tests: one an area, which tells what fails, and one for the scoreboard. */
export function vectorSuite(major: HelmMajor, form: VectorForm): void {
  // Through `tpl`, real Helm gives the same text for every vector that succeeds as a file; what a whole command prints has no
  // such form.
  const vectors = readVectors().filter((vector) => form === 'compiled' || vector.kind !== 'cli');
  const areas = [...new Set(vectors.map((vector) => vector.area))].sort();
  const score: Score = new Map(areas.map((area) => [area, { passed: 0, total: 0 }]));
  const failures = new Map<string, string[]>(areas.map((area) => [area, []]));

  beforeAll(async () => {
    await runVectors(vectors, major, form, oursRenderer, (vector, verdict) => {
      const row = score.get(vector.area)!;
      row.total++;
      if (verdict === undefined) row.passed++;
      else failures.get(vector.area)!.push(`${vector.name} ${vector.template ?? ''}\n    ${verdict}`);
    });
    mkdirSync(resolve('.cache'), { recursive: true });
    writeFileSync(resolve(`.cache/vectors-helm${major}-${form}.txt`), `${[...failures.values()].flat().join('\n')}\n`);
  });

  describe(`vectors as Helm ${major}, ${form}`, () => {
    test('no area is worse than the scoreboard', () => {
      const worse = drops(major, form, score);
      const texts = worse.flatMap((line) => [line, ...failures.get(line.split(':')[0])!.slice(0, 10)]);
      expect(texts.join('\n')).toBe('');
      writeScore(major, form, score);
    });

    test('every vector has been run', () => {
      const run = [...score.values()].reduce((sum, { total }) => sum + total, 0);
      expect(run).toBe(vectors.length);
    });
  });
}
