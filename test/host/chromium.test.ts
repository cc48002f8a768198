// The same module, input and entropy give the same bytes in Node and in a browser: compiled charts that use floats, dates,
// randomness, keys and certificates run in headless Chromium, in the page that a user of `./browser` would write.
// Without a Chromium the suite is skipped, and says so (in CI it fails).

import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { convertChart } from '../../compiler/compile';
import { openModule } from '../../runtime/host/node/node';
import { fixturesFolder } from '../judge/fixtures';
import { needs } from '../judge/needs';
import { chromium, runInChromium } from './chromium';

const charts = ['function-garden', 'value-zoo', 'tpl-heavy', 'storefront', 'secret-maker'];
const input = JSON.stringify({
  data: { name: 'rel', now: '2026-01-02T03:04:05Z', entropy: 'the same everywhere', values: {} },
});

const script = `
  const { openModule } = await import('/host.js');
  const answers = {};
  for (const chart of ${JSON.stringify(charts)}) {
    const bytes = new Uint8Array(await (await fetch('/' + chart + '.wasm')).arrayBuffer());
    const { data } = (await openModule(bytes)).generate(${JSON.stringify(input)});
    const text = JSON.stringify([data.result, data.message, [...data.files]]);
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
    answers[chart] = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  return answers;`;

describe.runIf(needs('headless Chromium', chromium !== undefined))('in headless Chromium', () => {
  test('the same bytes as in Node', async () => {
    const modules = new Map<string, Uint8Array>();
    for (const chart of charts) modules.set(chart, (await convertChart(resolve(fixturesFolder, chart))).wasm);
    const { outputFiles } = await build({
      entryPoints: ['runtime/host/browser.ts'],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'browser',
    });
    const here = Object.fromEntries(
      charts.map((chart) => {
        const { data } = openModule(modules.get(chart)!, { timeMs: 120_000 }).generate(input);
        expect(data.result, data.message).toBe('Ok');
        const text = JSON.stringify([data.result, data.message, [...data.files]]);
        return [chart, createHash('sha256').update(text).digest('hex')];
      }),
    );
    const files = new Map<string, string | Uint8Array>([['host.js', outputFiles[0]!.text]]);
    for (const [chart, wasm] of modules) files.set(`${chart}.wasm`, wasm);
    expect(await runInChromium(script, files)).toEqual(here);
  });
});
