// Replays every find of the fuzzer against what the real helms answered, compiled and through `tpl`.

import { describe, expect, test } from 'vitest';
import { oursRenderer } from '../judge/ours';
import { runVectors, type VectorForm } from '../judge/vectors';
import { readFound } from './found';

const found = readFound();

describe('what the fuzzer found', () => {
  // Those that writeFound asks.
  for (const major of ['4.1', '3.17']) {
    for (const form of ['compiled', 'tpl'] as VectorForm[]) {
      test(`as Helm ${major}, ${form}`, async () => {
        const failures: string[] = [];
        const vectors = found.filter((vector) => form === 'compiled' || vector.kind !== 'cli');
        await runVectors(vectors, major, form, oursRenderer, (vector, verdict) => {
          if (verdict !== undefined) failures.push(`${vector.name} ${vector.template}\n    ${verdict}`);
        });
        expect(failures.join('\n')).toBe('');
      });
    }
  }
});
