// Replays every find of the fuzzer against what the real helms answered, compiled and through `tpl`.

import { describe, expect, test } from 'vitest';
import { oursRenderer } from '../judge/ours';
import { runVectors, type Vector, type VectorForm } from '../judge/vectors';
import { recordedHelms } from '../judge/helm';
import { helmsOfFound, readFound } from './found';

const found = readFound();

describe('what the fuzzer found', () => {
  // Those that writeFound asks, and those whose case some of them is.
  for (const major of new Set([...recordedHelms, ...helmsOfFound(found)])) {
    for (const form of ['compiled', 'tpl'] as VectorForm[]) {
      test(`as Helm ${major}, ${form}`, async () => {
        const failures: string[] = [];
        const isOwn = (vector: Vector) => recordedHelms.includes(major) || vector[major as '4.3'] !== undefined;
        const vectors = found.filter((vector) => isOwn(vector) && (form === 'compiled' || vector.kind !== 'cli'));
        await runVectors(vectors, major, form, oursRenderer, (vector, verdict) => {
          if (verdict !== undefined) failures.push(`${vector.name} ${vector.template}\n    ${verdict}`);
        });
        expect(failures.join('\n')).toBe('');
      });
    }
  }
});
