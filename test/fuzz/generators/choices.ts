// The one source of randomness of every generator: a list of numbers from fast-check, read from left to right. fast-check
// shrinks the list, so a generator must make its simplest case of zeros, and must never take randomness from elsewhere.

import fc from 'fast-check';

const LIMIT = 0x10000;

/** Numbers read one after another; past the end, zeros. */
export class Choices {
  private at = 0;

  constructor(private readonly numbers: readonly number[]) {}

  /** An integer from 0 up to but without `limit`. */
  below(limit: number): number {
    const number = this.numbers[this.at++] ?? 0;
    return number % limit;
  }

  /** An integer from `low` to `high`, `low` being the simplest. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True once in `oneIn` times. */
  chance(oneIn: number): boolean {
    return this.below(oneIn) === oneIn - 1;
  }

  /** One of a list, the first being the simplest. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  /** Between `low` and `high` results of `make`. */
  many<T>(low: number, high: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.between(low, high) }, (_, i) => make(i));
  }
}

/** Lists of numbers to make cases of; a list too short for its case is filled with zeros. */
export const choiceLists: fc.Arbitrary<number[]> = fc.array(fc.noBias(fc.nat(LIMIT - 1)), {
  minLength: 60,
  maxLength: 300,
  size: 'max',
});

/** `count` lists of numbers, always the same for a seed. */
export function sampleChoices(seed: number, count: number): number[][] {
  return fc.sample(choiceLists, { seed, numRuns: count });
}

/** Simpler lists, the boldest first: parts left out, parts set to zero, numbers halved. */
export function simplerChoices(numbers: readonly number[]): number[][] {
  const simpler: number[][] = [];
  for (let size = numbers.length; size >= 1; size >>= 1) {
    for (let at = 0; at < numbers.length; at += size) {
      simpler.push([...numbers.slice(0, at), ...numbers.slice(at + size)]);
      if (numbers.slice(at, at + size).some((number) => number > 0)) {
        simpler.push(numbers.map((number, i) => (i >= at && i < at + size ? 0 : number)));
      }
    }
  }
  for (const [i, number] of numbers.entries()) {
    if (number > 1) simpler.push(numbers.map((other, n) => (n === i ? number >> 1 : other)));
  }
  return simpler;
}
