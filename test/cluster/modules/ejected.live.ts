// From a chart's module to the package that the chart was ejected to: what lookup finds on the cluster stays through the upgrade.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubeClient } from '../../../kube/client';
import { parseManifests } from '../../../manifests/manifest';
import { client, freshName, helm, mistletoe, succeed } from '../kit';

const chart = 'test/cluster/charts/keeper';
const folder = mkdtempSync(join(tmpdir(), 'mistletoe-ejected-'));
const project = join(folder, 'keeper');
const modules = { chart: join(folder, 'chart.wasm'), ejected: join(folder, 'ejected.wasm') };

let kube: KubeClient;
beforeAll(() => {
  kube = client();
  succeed(mistletoe('convert', chart, '-o', modules.chart));
  const said = succeed(mistletoe('eject', chart, '--out', project, '--template', 'all'));
  // What draws stays the chart's, and so does what is looked up: the package asks the chart for it.
  expect(said).toMatch(/templates\/service\.yaml is TypeScript\n/);
  expect(said).toMatch(/templates\/kept\.yaml is TypeScript, but for 3 texts of the chart\n/);
  expect(said).toMatch(/templates\/secret\.yaml stays in the chart: .*lookup/);
  succeed(mistletoe('build', join(project, 'package.ts'), '-o', modules.ejected));
});
afterAll(() => {
  kube.close();
  rmSync(folder, { recursive: true, force: true });
});

async function stateIn(namespace: string) {
  const find = (kind: string, name: string) => kube.get({ apiVersion: 'v1', kind, namespace, name });
  const secret = await find('Secret', 'db-keeper');
  const service = (await find('Service', 'db-keeper'))['spec'] as { ports: { port: number }[] };
  return {
    secret: { uid: secret.metadata['uid'], data: secret['data'] as Record<string, string> },
    seen: (await find('ConfigMap', 'db-keeper-seen'))['data'],
    port: service.ports[0]!.port,
  };
}

const first = {
  'the chart’s module': (at: string[]) => mistletoe('install', 'db', modules.chart, ...at, '--create-namespace'),
  'helm 4.3': (at: string[]) => helm('4.3', 'install', 'db', chart, ...at, '--create-namespace'),
};

test.each(Object.entries(first))('what %s drew stays when the ejected package takes over', async (_, install) => {
  const namespace = freshName('ejected');
  const at = ['-n', namespace];
  succeed(install(at));
  const before = await stateIn(namespace);
  expect(Buffer.from(before.secret.data['password']!, 'base64').toString()).toMatch(/^\w{16}$/);
  expect(before.secret.data['replication']).not.toBe(before.secret.data['password']);
  expect([before.seen, before.port]).toEqual([{ first: '5432', port: '5432' }, 5432]);

  // All that a package has and a chart has not is the label that ties its objects to the installation.
  const changes = succeed(mistletoe('diff', 'db', modules.ejected, ...at)).match(/^ {4}.*/gm);
  expect(changes).toEqual(
    Array(3).fill(expect.stringContaining('metadata.labels["mistletoe.dev/tied-to-install-name"]: nothing → "db"')),
  );
  succeed(mistletoe('upgrade', 'db', modules.ejected, ...at));
  expect(await stateIn(namespace)).toEqual(before);
  expect(succeed(mistletoe('diff', 'db', modules.ejected, ...at))).toBe('nothing changes\n');

  // Values come through, and what is kept stays.
  succeed(mistletoe('upgrade', 'db', modules.ejected, ...at, '--set', 'port=6432'));
  expect(await stateIn(namespace)).toEqual({ ...before, seen: { first: '5432', port: '6432' }, port: 6432 });

  succeed(mistletoe('upgrade', 'db', modules.ejected, ...at, '--set', 'password=mine'));
  const mine = await stateIn(namespace);
  expect(mine.secret.data).toEqual({ ...before.secret.data, password: Buffer.from('mine').toString('base64') });

  // And back to the chart: it finds what the package left.
  succeed(mistletoe('upgrade', 'db', modules.chart, ...at));
  expect((await stateIn(namespace)).secret.data).toEqual(mine.secret.data);
});

// Drawn values without a lookup, hooks, definitions of crds/, what a chart knows of upgrades.
test.each([
  ['vault', mistletoe, []],
  ['vault', (...args: string[]) => helm('4.3', ...args), []],
  ['shop', mistletoe, ['    data.revision: "install" → "upgrade"']],
])('an upgrade to the package of %s changes what one to its chart changes', async (name, by, expected) => {
  const chart = join('test/cluster/charts', name);
  const out = join(folder, freshName(name));
  const module = `${out}.wasm`;
  succeed(mistletoe('eject', chart, '--out', out, '--template', 'all'));
  succeed(mistletoe('build', join(out, 'package.ts'), '-o', module));
  const namespace = freshName('ejected');
  const at = ['-n', namespace];
  succeed(by('install', 'web', chart, ...at, '--create-namespace'));
  const changes = (reference: string) =>
    (succeed(mistletoe('diff', 'web', reference, ...at)).match(/^ {4}[a-z].*?(?=\s+\[)/gm) ?? [])
      .filter((line) => !line.includes('tied-to-install-name'))
      .toSorted();
  const resources = () =>
    parseManifests(succeed(mistletoe('get', 'manifest', 'web', ...at)))
      .map(({ object: { kind, metadata } }) => `${kind} ${metadata.name}`)
      .toSorted();
  const before = resources();
  expect([changes(module), changes(chart)]).toEqual([expected, expected]);
  succeed(mistletoe('upgrade', 'web', module, ...at));
  // Definitions of crds/ are no part of the release, as with the chart.
  expect(resources()).toEqual(before);
  expect(succeed(mistletoe('diff', 'web', module, ...at))).toBe('nothing changes\n');
  expect(changes(chart)).toEqual([]);
  succeed(mistletoe('uninstall', 'web', ...at));
});
