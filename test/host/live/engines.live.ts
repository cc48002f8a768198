// The same bytes in other engines: wazero, as hosts written in Go have it, and wasmtime. tools/registry/judges.sh builds and installs both.

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { needs } from '../../judge/needs';
import { renderBy, type Sample, sampleModules } from '../modules';

const judges = process.env['MISTLETOE_JUDGES'] ?? join(homedir(), '.cache/mistletoe/judges');
const wazero = join(judges, 'wazero');
const wasmtime = join(judges, 'wasmtime');
const RENDERS = 100;

let samples: Sample[];
let here: Buffer[];

beforeAll(async () => {
  samples = await sampleModules(true);
  here = samples.map((sample) =>
    renderBy([process.execPath, join(import.meta.dirname, '../bare.mjs')], sample, RENDERS),
  );
}, 120_000);

function gives(command: string[], env?: NodeJS.ProcessEnv): void {
  for (const [i, sample] of samples.entries()) {
    expect(renderBy(command, sample, RENDERS, env).equals(here[i]!), sample.name).toBe(true);
  }
}

describe.runIf(needs('wazero', existsSync(wazero)))('wazero', () => {
  test('gives the same bytes as Node, in flat memory', () => gives([wazero]));
});

describe.runIf(needs('wasmtime', existsSync(wasmtime)))('wasmtime', () => {
  test('gives the same bytes as Node, in flat memory', () =>
    gives(['python3', 'tools/hosts/wasmtime-host.py'], { ...process.env, PYTHONPATH: wasmtime }));
});
