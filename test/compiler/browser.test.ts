// The compiler runs in a browser: bundled for one, it makes of a chart's files the module that Node makes, byte for byte, with Binaryen and
// without, of an archive and of a folder, in both semantics.

import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { gzipSync } from 'node:zlib';
import { type ChartFiles, readChartFiles } from '../../compiler/chart/files';
import { convertChart } from '../../compiler/compile';
import { writeTar } from '../../gostd/archive/tar-writer';
import { profileById } from '../../language/profiles';
import { readAsset } from '../../runtime/host/node/assets';
import { chromium, runInChromium } from '../host/chromium';
import { fixturesFolder } from '../judge/fixtures';
import { needs } from '../judge/needs';

const ASSETS = ['guest.wasm', 'toolkit.wasm', 'guest-data.json'];

/** A chart with a schema (of a draft that is compiled), subcharts, dates and randomness; and one in Helm 3's words. */
const CASES = [
  { chart: 'storefront', helm: '4.3', quick: false, archive: false },
  { chart: 'storefront', helm: '4.3', quick: true, archive: true },
  { chart: 'bank-gateway', helm: '3.17', quick: false, archive: true },
  { chart: 'platform-umbrella', helm: '4.3', quick: true, archive: false },
  { chart: 'legacy-v1', helm: '3.17', quick: true, archive: false },
] as const;

const script = `
  const { convertFiles, provideAssets } = await import('/browser.js');
  const get = async (name) => new Uint8Array(await (await fetch('/' + name)).arrayBuffer());
  const assets = {};
  for (const name of ${JSON.stringify(ASSETS)}) assets[name] = await get(name);
  provideAssets(assets);
  const answers = [];
  for (const [i, { helm, quick, archive }] of ${JSON.stringify(CASES)}.entries()) {
    let files = { kind: 'archive' };
    if (archive) files.data = await get(i + '.tgz');
    else {
      files = JSON.parse(new TextDecoder().decode(await get(i + '.json')));
      for (const file of files.files) file.data = Uint8Array.from(file.data);
    }
    const { wasm } = await convertFiles(files, { helm, quick });
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', wasm));
    answers.push([...digest].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
  }
  let refused = '';
  try {
    await convertFiles({ kind: 'archive', data: new Uint8Array([1, 2]) });
  } catch (error) {
    refused = error.name + ': ' + error.message;
  }
  return { answers, refused };`;

describe.runIf(needs('headless Chromium', chromium !== undefined))('in headless Chromium', () => {
  test('the same modules as in Node', async () => {
    const files = new Map<string, string | Uint8Array>(ASSETS.map((name) => [name, readAsset(name)]));
    const { outputFiles } = await build({
      entryPoints: ['compiler/browser.ts'],
      bundle: true,
      splitting: true,
      write: false,
      outdir: '/',
      format: 'esm',
      platform: 'browser',
      // Binaryen asks for it where it finds itself in Node.
      external: ['node:module'],
    });
    for (const { path, text } of outputFiles) files.set(basename(path), text);
    const here: string[] = [];
    for (const [i, { chart, helm, quick, archive }] of CASES.entries()) {
      const path = resolve(fixturesFolder, chart);
      const read = readChartFiles(path, profileById(helm)) as Extract<ChartFiles, { kind: 'directory' }>;
      if (archive) {
        const tar = writeTar(read.files.map(({ name, data }) => ({ name: `${chart}/${name}`, data })));
        files.set(`${i}.tgz`, gzipSync(tar));
      } else {
        const plain = read.files.map(({ name, data }) => ({ name, data: [...data] }));
        files.set(`${i}.json`, JSON.stringify({ ...read, files: plain }));
      }
      const { wasm } = await convertChart(path, { helm, quick });
      here.push(createHash('sha256').update(wasm).digest('hex'));
    }
    expect(await runInChromium(script, files)).toEqual({
      answers: here,
      refused: "ChartError: file '/chart' does not appear to be a gzipped archive; got 'application/octet-stream'",
    });
  });
});
