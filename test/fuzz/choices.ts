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

/** Everything that `make` can make of at most `length` choices. */
export function fromChoices<T>(make: (choices: Choices) => T, length = 400): fc.Arbitrary<T> {
  return fc
    .array(fc.noBias(fc.nat(LIMIT - 1)), { minLength: 0, maxLength: length, size: 'max' })
    .map((numbers) => make(new Choices(numbers)));
}
