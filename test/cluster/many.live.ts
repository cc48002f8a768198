// A release of 2,000 objects: installed and upgraded without a change, beside helm in the same run.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { client, freshName, helm, mistletoe, type Ran, succeed } from './kit';

const COUNT = 2000;

/** Runs take turns on a machine that others use too; what is slower than this is not noise. */
const MOST_RATIO = 1.5;

let chart: string;
beforeAll(() => {
  chart = mkdtempSync(join(tmpdir(), 'mistletoe-many-'));
  mkdirSync(join(chart, 'templates'));
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: many\nversion: 1.0.0\n');
  const object =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ $.Release.Name }}-{{ . }}}\ndata: {n: "{{ . }}"}\n';
  writeFileSync(join(chart, 'templates/many.yaml'), `{{- range until ${COUNT} }}\n---\n${object}{{- end }}\n`);
});
afterAll(() => rmSync(chart, { recursive: true, force: true }));

test(`${COUNT} objects are not slower than with helm`, async () => {
  const timed = async (tool: (...args: string[]) => Ran) => {
    const namespace = freshName('many');
    const kube = client();
    await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const times: number[] = [];
    for (const verb of ['install', 'upgrade']) {
      const start = performance.now();
      succeed(tool(verb, 'many', chart, '-n', namespace));
      times.push(performance.now() - start);
    }
    const objects = await kube.list('v1', 'ConfigMap', {
      namespace,
      labelSelector: 'app.kubernetes.io/managed-by=Helm',
    });
    expect(objects).toHaveLength(COUNT);
    expect(objects.filter(({ metadata }) => (metadata.generation ?? 1) > 1)).toEqual([]);
    succeed(tool('uninstall', 'many', '-n', namespace));
    kube.close();
    return times as [number, number];
  };
  const theirs = await timed((...args) => helm('4.3', ...args));
  const ours = await timed(mistletoe);
  const ratios = ours.map((time, i) => time / theirs[i]!);
  const line = (word: string, i: number) =>
    `${word}: ${(ours[i]! / 1000).toFixed(1)} s, helm ${(theirs[i]! / 1000).toFixed(1)} s, ratio ${ratios[i]!.toFixed(2)}`;
  console.log(`${COUNT} objects: ${line('install', 0)}; ${line('upgrade', 1)}`);
  expect(Math.max(...ratios)).toBeLessThan(MOST_RATIO);
});
