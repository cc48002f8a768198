// Modules of every kind that can be built with Node alone, for the suites that run them in other hosts.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';
import { convertChart } from '../../compiler/convert';
import { buildTemplates } from '../../toolchain/handlebars/build';
import { buildPackage } from '../../toolchain/typescript/build';
import { linkProgram } from '../../toolchain/link/link';
import { fixturesFolder } from '../judge/fixtures';
import { examples } from '../modules/build';
import { packagesFolder } from '../sdk/build';

const TEMPLATE = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{name}}
data:
{{#each data}}
  {{@key}}: {{quote this}}
{{/each}}
`;

const AROUND = `import { definePackage } from '@mistletoe-dev/sdk';
export default definePackage({
  metadata: { name: 'around' },
  dependencies: { storefront: './storefront.wasm' },
  generate: (_, { render, namespace }) => render('storefront', { namespace, values: {} }),
});
`;

/** A module and an input that uses what differs between hosts, if anything does: floats, times, randomness, text beyond ASCII. */
export interface Sample {
  name: string;
  wasm: Uint8Array;
  input: Uint8Array;
}

/** `linked`: also those that Binaryen makes of several modules, which takes some seconds each. */
export async function sampleModules(linked = false): Promise<Sample[]> {
  const sample = (name: string, wasm: Uint8Array, data: object): Sample => {
    const standing = { name: 'rel', namespace: 'default', now: '2026-01-02T03:04:05Z', entropy: 'the same everywhere' };
    return { name, wasm, input: Buffer.from(JSON.stringify({ data: { ...standing, ...data } })) };
  };
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-hosts-'));
  try {
    mkdirSync(join(folder, 'shop'));
    writeFileSync(join(folder, 'shop/map.yaml.hbs'), TEMPLATE);
    const chart = async (name: string) => (await convertChart(resolve(fixturesFolder, name))).wasm;
    const typescript = async (name: string) => (await buildPackage(join(packagesFolder, `${name}.ts`))).wasm;
    const samples = [
      sample('chart', await chart('function-garden'), { values: {} }),
      sample('TypeScript', await typescript('web'), { replicas: 3, env: { LANG: 'de_DE', TEXT: 'grün 😀' } }),
      sample('Handlebars', (await buildTemplates(join(folder, 'shop'))).wasm, {
        data: { a: 1e21, b: 0.1, c: 'ü', d: [1] },
      }),
    ];
    if (!linked) return samples;
    writeFileSync(join(folder, 'storefront.wasm'), await chart('storefront'));
    writeFileSync(join(folder, 'around.ts'), AROUND);
    const around = await buildPackage(join(folder, 'around.ts'), { cacheFolder: join(folder, 'engines') });
    const program = readFileSync(join(examples, 'wasi-rust/program.wasm'));
    return [
      ...samples,
      sample('TypeScript around a chart', around.wasm, {}),
      sample('Rust', await linkProgram(program, { name: 'rust' }), { replicas: 3 }),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs a host, a command that takes MODULE INPUT OUT RENDERS. Gives the result's bytes; its memory must not have grown. */
export function renderBy(
  command: readonly string[],
  { wasm, input }: Sample,
  renders: number,
  env = process.env,
): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-host-'));
  const file = (name: string) => join(folder, name);
  try {
    writeFileSync(file('module.wasm'), wasm);
    writeFileSync(file('input.json'), input);
    const [program, ...args] = command;
    const given = [...args, file('module.wasm'), file('input.json'), file('out'), String(renders)];
    const { status, stdout, stderr, error } = spawnSync(program!, given, { encoding: 'utf8', env });
    expect({ status, stderr, error }).toEqual({ status: 0, stderr: '', error: undefined });
    const [before, after] = stdout.trim().split(' ');
    expect(after).toBe(before);
    return readFileSync(file('out'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
