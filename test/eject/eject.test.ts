// `mistletoe eject`: every fixture chart becomes a package that renders the same, checked by TypeScript.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { convertChart } from '../../compiler/compile';
import { defaultProfile } from '../../language/profiles';
import { ejectChart } from '../../toolchain/eject/eject';
import { compareSides, moduleSide, verifyAgainst } from '../../verify/against/against';
import { fixturesFolder } from '../judge/fixtures';
import { packageInNode } from './in-node';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-eject-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const helm = defaultProfile;
const sets = { release: 'rel', kubeVersion: 'v1.33.0', apiVersions: [], args: [], files: [] };

/** Charts that no Helm installs. */
const refused = new Set(['corekit-alone']);
const charts = readdirSync(fixturesFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(fixturesFolder, entry.name, 'Chart.yaml')))
  .map(({ name }) => name)
  .filter((name) => !refused.has(name));

function chartOf(files: Record<string, string>): string {
  const place = mkdtempSync(join(folder, 'chart-'));
  const all = { 'Chart.yaml': 'apiVersion: v2\nname: small\nversion: 1.0.0\n', ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(join(place, name, '..'), { recursive: true });
    writeFileSync(join(place, name), text);
  }
  return place;
}

describe('a whole chart through the dependency', () => {
  test.each(charts)('%s renders the same', async (name) => {
    const chart = resolve(fixturesFolder, name);
    const out = join(folder, `whole-${name}`);
    await ejectChart(chart, { out, helm, version: '0.1.0' });
    const { wasm } = await convertChart(chart, { helm, quick: true });
    const results = compareSides(
      chart,
      { chart: moduleSide(wasm), package: await packageInNode(out) },
      { helm, sets, fuzz: 6, seed: 'eject' },
    );
    expect(results.filter(({ status, words }) => (status !== 'identical' && status !== 'refused') || words)).toEqual(
      [],
    );
  });

  test('the built module renders the same as the package in Node', async () => {
    const chart = chartOf({
      'values.yaml': 'on: true\n',
      'templates/a.yaml':
        'kind: A\n{{ if .Values.on }}on: yes{{ end }}\nid: {{ randAlphaNum 8 }}\nat: {{ now | unixEpoch }}\n',
      'templates/NOTES.txt': 'Hello {{ .Release.Name }}',
    });
    const out = join(folder, 'built');
    await ejectChart(chart, { out, helm, version: '0.1.0' });
    const results = await verifyAgainst(chart, { helm, against: out, sets, fuzz: 1, seed: 's', cwd: folder });
    expect(results.map(({ status }) => status)).toEqual(['identical', 'identical']);
  });
});

describe('Values', () => {
  test('have the types and comments of values.yaml, the schema, and what templates read', async () => {
    const chart = chartOf({
      'values.yaml': `# How many pods
replicas: 1
image:
  # -- (string) The tag
  tag: ""
  # @default -- see below
  pullPolicy: Always
service: {type: ClusterIP}
## @param hosts [array] Names
hosts: []
"odd key": true
nothing:
list:
  - {name: a}
  - {name: b, port: 1}
resources: {}
#  limits: {}
`,
      'values.schema.json': JSON.stringify({
        properties: {
          service: { properties: { type: { enum: ['ClusterIP', 'NodePort'], description: 'of the Service' } } },
          nothing: { type: ['integer', 'null'] },
        },
      }),
      'templates/a.yaml': `a: {{ .Values.extra.name }}
{{- range .Values.hosts }}
b: {{ .host }}
{{- end }}
c: {{ toYaml .Values.resources | nindent 2 }}
`,
    });
    const out = join(folder, 'values');
    await ejectChart(chart, { out, helm, version: '0.1.0' });
    await expect(readFileSync(join(out, 'values.ts'), 'utf8')).toMatchFileSnapshot('snapshots/values.ts.txt');
  });
});

describe('what cannot be ejected', () => {
  const options = { helm, version: '0.1.0' };

  test('says where the package is to go', async () => {
    const chart = chartOf({});
    await expect(ejectChart(chart, options)).rejects.toThrow('Give --out FOLDER');
    await expect(ejectChart(join(folder, 'nowhere'), options)).rejects.toThrow('not found');
  });

  test('writes into no folder that holds something else', async () => {
    const out = join(folder, 'full');
    mkdirSync(out);
    writeFileSync(join(out, 'precious.txt'), '');
    await expect(ejectChart(chartOf({}), { ...options, out })).rejects.toThrow('is no package that was ejected');
    expect(readdirSync(out)).toEqual(['precious.txt']);
  });

  test('leaves nothing of a chart that cannot be compiled', async () => {
    const out = join(folder, 'broken');
    const chart = chartOf({ 'Chart.yaml': 'apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n' });
    await expect(ejectChart(chart, { ...options, out })).rejects.toThrow('library charts are not installable');
    expect(readdirSync(folder).filter((name) => name.includes('broken'))).toEqual([]);
  });
});
