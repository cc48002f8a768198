// The same bytes in every Node: the one that runs the tests, and Node 20 and 24 where they are at hand.

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { renderBy, type Sample, sampleModules } from './modules';

const HOST = join(import.meta.dirname, 'bare.mjs');
const cache = process.env['MISTLETOE_JUDGES'] ?? join(homedir(), '.cache/mistletoe/judges');
/** Where tools/node/node.mjs keeps others. */
const others = ['20', '24'].flatMap((major) => {
  const program = join(cache, `node-${major}/node_modules/node-${process.platform}-${process.arch}/bin/node`);
  return existsSync(program) ? [[`Node ${major}`, program]] : [];
});

let samples: Sample[];
let here: Buffer[];

beforeAll(async () => {
  samples = await sampleModules();
  here = samples.map((sample) => renderBy([process.execPath, HOST], sample, 50));
}, 120_000);

test('each says Ok', () => {
  for (const [i, result] of here.entries()) expect(result.toString().slice(0, 200), samples[i]!.name).toContain('"Ok"');
});

describe.each([
  ...others,
  ['another compiler', process.execPath, '--no-liftoff'],
  ['no optimiser', process.execPath, '--liftoff-only'],
])('%s', (_, ...command) => {
  test('gives the same bytes', () => {
    for (const [i, sample] of samples.entries()) {
      expect(renderBy([...command, HOST], sample, 20).equals(here[i]!), sample.name).toBe(true);
    }
  });
});
