import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { hashChartFiles, readChartFiles } from '../../../compiler/chart/files';
import { loadChart } from '../../../compiler/chart/load';
import { profileById } from '../../../language/profiles';
import { parseYaml } from '../../../runtime/bindings/values';

const helm = profileById('4.1');

function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-files-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

it('makes a chart of what was read, and reads no more', () => {
  const folder = folderOf({
    'Chart.yaml': 'apiVersion: v2\nname: x\nversion: 1.0.0\n',
    'values.yaml': 'a: {b: 1}\n---\na: {c: 2}\n',
    'templates/a.yaml': 'a: 1\n',
  });
  const files = readChartFiles(folder, helm);
  const direct = loadChart(folder, { helm, parseYaml });
  rmSync(folder, { recursive: true });
  const chart = loadChart(folder, { helm, parseYaml, files });
  expect(chart).toEqual(direct);
  expect(chart.defaults).toEqual(
    new Map([
      [
        'a',
        new Map([
          ['b', 1],
          ['c', 2],
        ]),
      ],
    ]),
  );
});

it('reads the first document of values alone as Helm 3', () => {
  const folder = folderOf({
    'Chart.yaml': 'apiVersion: v2\nname: x\nversion: 1.0.0\n',
    'values.yaml': 'a: 1\n---\nb: 2\n',
  });
  const chart = loadChart(folder, { helm: profileById('3.17'), parseYaml });
  rmSync(folder, { recursive: true });
  expect(chart.defaults).toEqual(new Map([['a', 1]]));
});

it('finds Chart.yaml also where the chart ignores it', () => {
  const folder = folderOf({ 'Chart.yaml': 'apiVersion: v7\nname: x\n', '.helmignore': 'Chart.yaml\n' });
  const files = readChartFiles(folder, helm);
  const messages = [undefined, files].map((read) => {
    try {
      loadChart(folder, { helm, parseYaml, files: read });
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  });
  rmSync(folder, { recursive: true });
  expect(messages).toEqual(['unsupported chart version', 'unsupported chart version']);
});

it('tells charts apart by names and lengths, not by what stands together', () => {
  const digests = [
    { a: 'x', b: '' },
    { a: '', b: 'x' },
  ].map((texts) => {
    const folder = folderOf(texts as Record<string, string>);
    const hash = createHash('sha256');
    hashChartFiles(readChartFiles(folder, helm), hash);
    rmSync(folder, { recursive: true });
    return hash.digest('hex');
  });
  expect(digests[0]).not.toBe(digests[1]);
});
