// Runs a page in headless Chromium. CHROMIUM names the program where it is not in a usual place.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The program; undefined where there is none. */
export const chromium = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

const TYPES: Record<string, string> = { js: 'text/javascript', wasm: 'application/wasm', json: 'application/json' };

/**
 * Opens a page with a script, which finds `files` by their names at the root. The script is the body of an async function and returns
 * what JSON can say: that comes back; an error of it is thrown.
 */
export async function runInChromium<T>(script: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<T> {
  const page = `<!doctype html><title>test</title><script type="module">
let answer;
try {
  answer = { value: await (async () => { ${script} })() };
} catch (error) {
  answer = { error: String(error?.stack ?? error) };
}
await fetch('/answer', { method: 'POST', body: JSON.stringify(answer) });
</script>`;
  const profile = mkdtempSync(join(tmpdir(), 'mistletoe-chromium-'));
  let browser: ChildProcess | undefined;
  const server = createServer();
  try {
    const answer = await new Promise<{ value: T; error?: string }>((done, fail) => {
      server.on('request', (request, response) => {
        const send = (type: string, body: string | Uint8Array) => {
          response.setHeader('content-type', type);
          response.end(body);
        };
        if (request.url === '/') return send('text/html', page);
        if (request.url === '/answer') {
          let text = '';
          request.on('data', (piece) => (text += piece));
          request.on('end', () => {
            send('text/plain', '');
            done(JSON.parse(text));
          });
          return;
        }
        const name = request.url!.slice(1);
        const file = files.get(name);
        if (file !== undefined)
          return send(TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream', file);
        response.statusCode = 404;
        response.end();
      });
      server.listen(0, '127.0.0.1', () => {
        const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
        browser = spawn(chromium!, [...FLAGS, `--user-data-dir=${profile}`, '--remote-debugging-port=0', address], {
          stdio: 'ignore',
        });
        browser.on('error', fail);
        browser.on('exit', (code) => fail(new Error(`${chromium} ended with ${code}`)));
      });
    });
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value;
  } finally {
    server.close();
    server.closeAllConnections();
    if (browser && browser.exitCode === null) {
      const ended = new Promise((done) => browser!.removeAllListeners('exit').on('exit', done));
      browser.kill();
      await ended;
    }
    await removeProfile(profile);
  }
}

/** Removes a browser's profile. Its processes may outlive it by a moment and write their last into folders that were already read. */
async function removeProfile(folder: string): Promise<void> {
  for (let tries = 50; ; tries--)
    try {
      return rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (tries === 0) throw error;
      await new Promise((done) => setTimeout(done, 200));
    }
}
