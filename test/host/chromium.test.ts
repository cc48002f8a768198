// The same module, input and entropy give the same bytes in Node and in a browser: compiled charts that use floats, dates,
// randomness, keys and certificates run in headless Chromium, in the page that a user of `./browser` would write.
// CHROMIUM names the program where it is not in a usual place; without one the suite is skipped, and says so (in CI it fails).

import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convertChart } from '../../compiler/compile';
import { openModule } from '../../runtime/host/node/node';
import { fixturesFolder } from '../judge/fixtures';
import { needs } from '../judge/needs';

const chromium = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));

const charts = ['function-garden', 'value-zoo', 'tpl-heavy', 'storefront', 'secret-maker'];
const input = JSON.stringify({
  data: { name: 'rel', now: '2026-01-02T03:04:05Z', entropy: 'the same everywhere', values: {} },
});

const page = `<!doctype html><title>charts</title><script type="module">
import { openModule } from '/host.js';
const answers = {};
try {
  for (const chart of ${JSON.stringify(charts)}) {
    const bytes = new Uint8Array(await (await fetch('/' + chart + '.wasm')).arrayBuffer());
    const { data } = (await openModule(bytes)).generate(${JSON.stringify(input)});
    const text = JSON.stringify([data.result, data.message, [...data.files]]);
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
    answers[chart] = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }
} catch (error) {
  answers.error = String(error);
}
await fetch('/answers', { method: 'POST', body: JSON.stringify(answers) });
</script>`;

describe.runIf(needs('headless Chromium', chromium !== undefined))('in headless Chromium', () => {
  const modules = new Map<string, Uint8Array>();
  let host: string;
  let server: Server;
  let browser: ChildProcess | undefined;
  const profile = mkdtempSync(join(tmpdir(), 'mistletoe-chromium-'));

  beforeAll(async () => {
    for (const chart of charts) modules.set(chart, (await convertChart(resolve(fixturesFolder, chart))).wasm);
    const { outputFiles } = await build({
      entryPoints: ['runtime/host/browser.ts'],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'browser',
    });
    host = outputFiles[0].text;
  });

  afterAll(async () => {
    server?.close();
    if (browser && browser.exitCode === null) {
      const ended = new Promise((done) => browser?.removeAllListeners('exit').on('exit', done));
      browser.kill();
      await ended;
    }
    // Its processes may outlive it by a moment, and write their last.
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  const answersOfBrowser = () =>
    new Promise<Record<string, string>>((done, fail) => {
      server = createServer((request, response) => {
        const send = (type: string, body: string | Uint8Array) => {
          response.setHeader('content-type', type);
          response.end(body);
        };
        if (request.url === '/') return send('text/html', page);
        if (request.url === '/host.js') return send('text/javascript', host);
        if (request.url === '/answers') {
          let text = '';
          request.on('data', (piece) => (text += piece));
          request.on('end', () => {
            send('text/plain', '');
            done(JSON.parse(text));
          });
          return;
        }
        const module = modules.get(request.url?.slice(1, -'.wasm'.length) ?? '');
        if (module) return send('application/wasm', module);
        response.statusCode = 404;
        response.end();
      });
      server.listen(0, '127.0.0.1', () => {
        const flags = [
          '--headless',
          '--no-sandbox',
          '--disable-gpu',
          '--no-first-run',
          '--disable-background-networking',
        ];
        const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
        browser = spawn(chromium!, [...flags, `--user-data-dir=${profile}`, '--remote-debugging-port=0', address], {
          stdio: 'ignore',
        });
        browser.on('error', fail);
        browser.on('exit', (code) => fail(new Error(`${chromium} ended with ${code}`)));
      });
    });

  test('the same bytes as in Node', async () => {
    const here = Object.fromEntries(
      charts.map((chart) => {
        const { data } = openModule(modules.get(chart)!, { timeMs: 120_000 }).generate(input);
        expect(data.result, data.message).toBe('Ok');
        const text = JSON.stringify([data.result, data.message, [...data.files]]);
        return [chart, createHash('sha256').update(text).digest('hex')];
      }),
    );
    expect(await answersOfBrowser()).toEqual(here);
  });
});
