// What the host says of candidates for primes, which the renderer asks before it looks itself: never that a prime is none.

import { checkPrimeSync, generatePrimeSync } from 'node:crypto';
import { expect, it, test } from 'vitest';
import { loadRenderer } from '../../runtime/bindings/renderer';
import * as browser from '../../runtime/host/browser/crypto/primes';
import { isSurelyComposite } from '../../runtime/host/node/crypto/primes';
import { defaultLimits } from '../../runtime/host';
import { RemoteMachine } from '../../runtime/host/node/remote';
import { TimeBudget } from '../../runtime/host/node/time-budget';

/** So many bits, little-endian. */
function bytes(number: bigint, bits: number): Uint8Array {
  return new Uint8Array(Buffer.from(number.toString(16).padStart(bits / 4, '0'), 'hex').reverse());
}

it.each([1024, 1536, 4096])('knows composites of %d bits, and no prime as one', (bits) => {
  const draw = (size: number) => generatePrimeSync(size, { bigint: true });
  expect(isSurelyComposite(bytes(draw(1024), bits))).toBe(false);
  const composite = draw(512) ** BigInt(bits / 512);
  // OpenSSL takes no long exponent for more than 3,072 bits.
  expect(isSurelyComposite(bytes(composite, bits))).toBe(bits <= 3072);
});

test('what it cannot judge may be a prime', () => {
  for (const number of [0n, 1n, 2n, 3n, 12n, 1n << 1023n, (1n << 1024n) - 2n]) {
    if (isSurelyComposite(bytes(number, 1024))) expect(checkPrimeSync(number)).toBe(false);
  }
  expect(isSurelyComposite(new Uint8Array(128))).toBe(false);
  expect(browser.isSurelyComposite(bytes((1n << 1024n) - 1n, 1024))).toBe(false);
});

test('a renderer in a thread has nobody to ask, and starts', () => {
  const machine = new RemoteMachine(loadRenderer().module, defaultLimits.stackBytes, new TimeBudget(60_000));
  try {
    machine.start();
    expect(machine.memoryBytes()).toBeGreaterThan(0);
  } finally {
    machine.close();
  }
});
