// The same module, input and entropy give the same bytes in Node and in a browser: compiled charts that use floats, dates,
// randomness, keys and certificates, and packages in TypeScript and Handlebars, run in headless Chromium, in the page that a user of
// `./browser` would write.
// Without a Chromium the suite is skipped, and says so (in CI it fails).

import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { convertChart } from '../../compiler/convert';
import { openModule } from '../../runtime/host/node/node';
import { fixturesFolder } from '../judge/fixtures';
import { needs } from '../judge/needs';
import { chromium, runInChromium } from './chromium';
import { sampleModules } from './modules';

const charts = ['function-garden', 'value-zoo', 'tpl-heavy', 'storefront', 'secret-maker'];
const input = JSON.stringify({
  data: { name: 'rel', now: '2026-01-02T03:04:05Z', entropy: 'the same everywhere', values: {} },
});

/** JSON that is ASCII, whatever a page takes its script for. */
const ascii = (value: unknown) =>
  JSON.stringify(value).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What the page runs; `inputs` by the modules' names. */
const script = (inputs: Record<string, string>) => `
  const { openModule } = await import('/host.js');
  const answers = {};
  for (const [chart, input] of Object.entries(${ascii(inputs)})) {
    const bytes = new Uint8Array(await (await fetch('/' + chart + '.wasm')).arrayBuffer());
    const { data } = (await openModule(bytes)).generate(input);
    const text = JSON.stringify([data.result, data.message, [...data.files]]);
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
    answers[chart] = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  return answers;`;

describe.runIf(needs('headless Chromium', chromium !== undefined))('in headless Chromium', () => {
  test('the same bytes as in Node', async () => {
    const modules = new Map<string, Uint8Array>();
    const inputs: Record<string, string> = {};
    for (const chart of charts) {
      modules.set(chart, (await convertChart(resolve(fixturesFolder, chart))).wasm);
      inputs[chart] = input;
    }
    for (const { name, wasm, input } of await sampleModules()) {
      modules.set(name, wasm);
      inputs[name] = Buffer.from(input).toString();
    }
    const { outputFiles } = await build({
      entryPoints: ['runtime/host/browser.ts'],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'browser',
    });
    const here = Object.fromEntries(
      Object.entries(inputs).map(([chart, input]) => {
        const { data } = openModule(modules.get(chart)!, { timeMs: 120_000 }).generate(input);
        expect(data.result, data.message).toBe('Ok');
        const text = JSON.stringify([data.result, data.message, [...data.files]]);
        return [chart, createHash('sha256').update(text).digest('hex')];
      }),
    );
    const files = new Map<string, string | Uint8Array>([['host.js', outputFiles[0]!.text]]);
    for (const [chart, wasm] of modules) files.set(`${chart}.wasm`, wasm);
    expect(await runInChromium(script(inputs), files)).toEqual(here);
  });
});
