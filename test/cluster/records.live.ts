// Records that do not fit into a Secret: what is left out, what is split, and that helm's commands on other releases still work.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubeClient } from '../../kube/client';
import { client, freshName, helm, mistletoe, succeed } from './kit';
import { stateOf } from './state';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-records-'));
let kube: KubeClient;
beforeAll(() => {
  kube = client();
});
afterAll(() => {
  kube.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Text that no compression makes smaller than its bytes' worth: hexadecimal digits, half of it. */
function noise(seed: string, length: number): string {
  let text = '';
  for (let i = 0; text.length < length; i++) text += createHash('sha256').update(`${seed} ${i}`).digest('hex');
  return text.slice(0, length);
}

/** A chart with so much in its manifest, and so much in files that nothing renders. */
function chart(name: string, { rendered, shipped }: { rendered: number; shipped: number }): string {
  const path = join(folder, name);
  mkdirSync(join(path, 'templates'), { recursive: true });
  writeFileSync(join(path, 'Chart.yaml'), `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`);
  writeFileSync(join(path, 'values.yaml'), 'note: first\n');
  const objects = Array.from({ length: Math.ceil(rendered / 500_000) }, (_, i) =>
    [
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}-${i}"}`,
      `data:\n  note: {{ .Values.note }}\n  noise: ${noise(`${i}`, 500_000)}\n`,
    ].join('\n'),
  );
  writeFileSync(join(path, 'templates', 'all.yaml'), objects.join('---\n'));
  if (shipped > 0) writeFileSync(join(path, 'templates', '_shipped.txt'), noise('shipped', shipped));
  return path;
}

const records = async (namespace: string) =>
  (await kube.list('v1', 'Secret', { namespace })).map(({ metadata }) => metadata.name).sort();

const noteOf = async (namespace: string, name: string) =>
  ((await kube.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name }))['data'] as Record<string, string>)[
    'note'
  ];

test('a record that only its templates make too large is written without them, and helm goes on with it', async () => {
  const namespace = freshName('large');
  const large = chart('shipping', { rendered: 400_000, shipped: 2_500_000 });
  expect(helm('4.3', 'install', 'theirs', large, '-n', namespace, '--create-namespace').err).toMatch(
    /too long|too large/i,
  );
  succeed(mistletoe('install', 'web', large, '-n', namespace));
  expect(await records(namespace)).toEqual(['sh.helm.release.v1.web.v1']);
  expect(succeed(helm('4.3', 'get', 'manifest', 'web', '-n', namespace))).toBe(
    succeed(mistletoe('get', 'manifest', 'web', '-n', namespace)),
  );
  succeed(mistletoe('upgrade', 'web', large, '-n', namespace, '--set', 'note=second'));
  succeed(helm('4.3', 'rollback', 'web', '1', '-n', namespace));
  expect(await noteOf(namespace, 'web-0')).toBe('first');
  succeed(helm('4.3', 'uninstall', 'web', '-n', namespace));
});

test('a record that is too large all the same is split, restored whole, and hides no neighbour', async () => {
  const namespace = freshName('split');
  const at = ['-n', namespace];
  const large = chart('huge', { rendered: 2_000_000, shipped: 0 });
  const small = chart('small', { rendered: 1_000, shipped: 0 });
  succeed(helm('4.3', 'install', 'neighbour', small, ...at, '--create-namespace'));
  succeed(mistletoe('install', 'web', large, ...at));
  const written = await records(namespace);
  expect(written).toContain('sh.helm.release.v1.web.v1');
  expect(written.filter((name) => /web\.v1\.part\d+$/.test(name ?? '')).length).toBeGreaterThan(1);

  // The record says so, and is put together again.
  const { data } = (await kube.get({
    apiVersion: 'v1',
    kind: 'Secret',
    namespace,
    name: 'sh.helm.release.v1.web.v1',
  })) as unknown as { data: { release: string } };
  expect(Buffer.from(data.release, 'base64').toString()).toMatch(
    /^mistletoe\.dev\/split: \d+ parts, sha256 [0-9a-f]{64}$/,
  );
  expect(succeed(mistletoe('get', 'manifest', 'web', ...at)).length).toBeGreaterThan(2_000_000);
  succeed(mistletoe('upgrade', 'web', large, ...at, '--set', 'note=second'));
  expect(await noteOf(namespace, 'web-3')).toBe('second');
  succeed(mistletoe('rollback', 'web', '1', ...at));
  expect(await noteOf(namespace, 'web-3')).toBe('first');

  // Helm works on the neighbour, and lists it.
  for (const version of ['4.3', '3.22'] as const) {
    expect(succeed(helm(version, 'list', ...at, '-q'))).toContain('neighbour');
    succeed(helm(version, 'upgrade', 'neighbour', small, ...at));
  }
  expect(succeed(mistletoe('list', ...at, '-q'))).toBe('neighbour\nweb\n');

  // A part that is missing is said, and nothing is guessed.
  const part = written.find((name) => name?.endsWith('.part1'))!;
  await kube.delete({ apiVersion: 'v1', kind: 'Secret', namespace, name: part });
  const broken = mistletoe('get', 'manifest', 'web', '--revision', '1', ...at);
  expect([broken.code, broken.err]).toEqual([
    1,
    expect.stringMatching(/web\.v1 is in \d+ parts, of which one is missing/),
  ]);
  expect(mistletoe('list', ...at, '-q').err).toMatch(/WARNING: .*of which one is missing/);

  const whole = freshName('whole');
  succeed(mistletoe('install', 'web', large, '-n', whole, '--create-namespace'));
  succeed(mistletoe('uninstall', 'web', '-n', whole));
  expect(await records(whole)).toEqual([]);
  expect(await stateOf(whole)).toEqual([]);
});
