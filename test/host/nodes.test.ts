// The same bytes in every Node: the one that runs the tests, and Node 20 and 24 where they are at hand.

import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { otherNodes } from '../judge/nodes';
import { renderBy, type Sample, sampleModules } from './modules';

const HOST = join(import.meta.dirname, 'bare.mjs');

let samples: Sample[];
let here: Buffer[];

beforeAll(async () => {
  samples = await sampleModules();
  here = samples.map((sample) => renderBy([process.execPath, HOST], sample, 50));
});

test('each says Ok', () => {
  for (const [i, result] of here.entries()) expect(result.toString().slice(0, 200), samples[i]!.name).toContain('"Ok"');
});

describe.each([
  ...otherNodes,
  ['another compiler', process.execPath, '--no-liftoff'],
  ['no optimiser', process.execPath, '--liftoff-only'],
])('%s', (_, ...command) => {
  test('gives the same bytes', () => {
    for (const [i, sample] of samples.entries()) {
      expect(renderBy([...command, HOST], sample, 20).equals(here[i]!), sample.name).toBe(true);
    }
  });
});
