// The compiler runs in a browser: bundled for one, it makes of a chart's files the module that Node makes, byte for byte, with Binaryen and
// without, of an archive and of a folder, in both semantics. A chart's first render needs neither compiler nor Binaryen, and prints what
// Node prints.

import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { gzipSync } from 'node:zlib';
import { renderChart } from '../../actions/render/render-chart';
import { type ChartFiles, readChartFiles } from '../../compiler/chart/files';
import { convertChart } from '../../compiler/convert';
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

/** A chart's files as a page is given them. */
function givenFiles(chart: string, helm: string) {
  const read = readChartFiles(resolve(fixturesFolder, chart), profileById(helm)) as Extract<
    ChartFiles,
    { kind: 'directory' }
  >;
  const archive = () => gzipSync(writeTar(read.files.map(({ name, data }) => ({ name: `${chart}/${name}`, data }))));
  const json = () =>
    JSON.stringify({ ...read, files: read.files.map(({ name, data }) => ({ name, data: [...data] })) });
  return { archive, json };
}

let bundled: Promise<Map<string, string>> | undefined;

/** The compiler's bundle for a page, a file by name. */
async function bundle(): Promise<Map<string, string>> {
  bundled ??= makeBundle();
  return new Map(await bundled);
}

async function makeBundle(): Promise<Map<string, string>> {
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
  return new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
}

/** Charts with subcharts, a schema, `tpl`, dates and randomness, and a semantics. */
const FIRST_RENDERS = [
  { chart: 'storefront', helm: '4.3' },
  { chart: 'platform-umbrella', helm: '3.17' },
  { chart: 'tpl-heavy', helm: '4.3' },
  { chart: 'secret-maker', helm: '4.3' },
];
const INPUT = { name: 'rel', namespace: 'default', now: '2026-01-02T03:04:05Z', entropy: 'everywhere', values: {} };

const renderScript = `
  const { openChart, provideAssets, convertFiles } = await import('/browser.js');
  const get = async (name) => new Uint8Array(await (await fetch('/' + name)).arrayBuffer());
  const assets = {};
  for (const name of ['renderer.wasm', ...${JSON.stringify(ASSETS)}]) assets[name] = await get(name);
  provideAssets(assets);
  const answers = [];
  for (const [i, { helm }] of ${JSON.stringify(FIRST_RENDERS)}.entries()) {
    const chart = await openChart({ kind: 'archive', data: await get(i + '.tgz') }, { helm });
    const { output, warnings } = chart.render({ data: ${JSON.stringify(INPUT)} });
    // A chart renders again, the same and with other values.
    const again = chart.render({ data: ${JSON.stringify(INPUT)} });
    answers.push([new TextDecoder().decode(output), warnings, String(again.output) === String(output)]);
  }
  const failing = await openChart({ kind: 'archive', data: await get('failing.tgz') });
  let failed = '';
  try {
    failing.render({ data: ${JSON.stringify(INPUT)} });
  } catch (error) {
    failed = error.name + ': ' + error.message;
  }
  const result = failing.generate({ data: ${JSON.stringify(INPUT)} }).data.result;
  let small = '';
  try {
    await openChart({ kind: 'archive', data: await get('0.tgz') }, { limits: { memoryBytes: 65536 } });
  } catch (error) {
    small = error.name + ': ' + error.code;
  }
  let converted = '';
  try {
    await convertFiles({ kind: 'archive', data: await get('0.tgz') });
  } catch (error) {
    converted = error.name;
  }
  const loaded = performance.getEntriesByType('resource').map(({ name }) => name.slice(name.lastIndexOf('/') + 1));
  return { answers, failed, result, small, converted, loaded };`;

describe.runIf(needs('headless Chromium', chromium !== undefined))('in headless Chromium', () => {
  test('a first render without Binaryen', async () => {
    const scripts = await bundle();
    const binaryen = [...scripts].filter(([, text]) => text.length > 5_000_000).map(([name]) => name);
    expect(binaryen).toHaveLength(1);
    // The page cannot even load it.
    for (const name of binaryen) scripts.delete(name);
    const files = new Map<string, string | Uint8Array>(scripts);
    for (const name of ['renderer.wasm', ...ASSETS]) files.set(name, readAsset(name));
    const here: unknown[] = [];
    for (const [i, { chart, helm }] of FIRST_RENDERS.entries()) {
      files.set(`${i}.tgz`, givenFiles(chart, helm).archive());
      const { now, entropy: seed, name } = INPUT;
      const { output, warnings } = await renderChart(resolve(fixturesFolder, chart), { helm, now, seed, name });
      here.push([output.toString(), warnings, true]);
    }
    files.set('failing.tgz', givenFiles('bank-gateway', '4.3').archive());
    const failed = await renderChart(resolve(fixturesFolder, 'bank-gateway'), { name: INPUT.name }).then(
      () => expect.unreachable(),
      (error: Error) => error,
    );
    type Page = Record<'answers' | 'failed' | 'result' | 'small' | 'converted', unknown> & { loaded: string[] };
    const { loaded, ...page } = await runInChromium<Page>(renderScript, files);
    expect(page).toEqual({
      answers: here,
      failed: `BrowserRenderError: ${failed.message}`,
      result: 'Err',
      small: 'HostError: memory-limit',
      // What proves that it was not there: a conversion needs it.
      converted: 'TypeError',
    });
    expect(loaded.filter((name) => binaryen.includes(name))).toHaveLength(1);
  });

  test('the same modules as in Node', async () => {
    const files = new Map<string, string | Uint8Array>(ASSETS.map((name) => [name, readAsset(name)]));
    for (const [name, text] of await bundle()) files.set(name, text);
    const here: string[] = [];
    for (const [i, { chart, helm, quick, archive }] of CASES.entries()) {
      const path = resolve(fixturesFolder, chart);
      const given = givenFiles(chart, helm);
      if (archive) files.set(`${i}.tgz`, given.archive());
      else files.set(`${i}.json`, given.json());
      const { wasm } = await convertChart(path, { helm, quick });
      here.push(createHash('sha256').update(wasm).digest('hex'));
    }
    expect(await runInChromium(script, files)).toEqual({
      answers: here,
      refused: "ChartError: file '/chart' does not appear to be a gzipped archive; got 'application/octet-stream'",
    });
  });
});
