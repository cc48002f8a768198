// The chart that `helm create` makes, made by both real helms now, with the value sets in scaffold-values/: what we print is
// what the helm of the same semantics prints at this moment.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareWithHelm } from '../../verify';
import '../../verify/vitest';
import { type HelmId, helm, helmBinary, liveHelms } from '../judge/helm';

const folder = resolve('test/golden/scaffold-values');
const sets = readdirSync(folder).filter((file) => file.endsWith('.yaml'));

/** Arguments that no values file can give, with the scaffold of either helm. */
const flags: Record<string, string[]> = {
  'a release that is named like the chart': ['--namespace', 'web'],
  'an upgrade without hooks': ['--is-upgrade', '--no-hooks'],
  'without tests': ['--skip-tests', '--set', 'ingress.enabled=true'],
  'only some files': ['--show-only', 'templates/service.yaml', '--show-only', 'templates/tests/*.yaml'],
  'an old cluster': ['--kube-version', 'v1.18.20', '--set', 'ingress.enabled=true'],
  'every kind of --set': [
    '--set',
    'replicaCount=3,image.tag=1.10,podLabels.a\\.b=c,tolerations[0].key=x',
    '--set-string',
    'podAnnotations.build=007',
    '--set-json',
    'resources={"limits":{"cpu":1.5,"memory":"1Gi"}}',
    '--set-literal',
    'fullnameOverride=x',
  ],
  'a null that removes': ['--set', 'livenessProbe=null,serviceAccount.create=false'],
  'a value of the wrong shape': ['--set', 'ingress.enabled=true,ingress.hosts=none'],
};

let root: string;
const chart = (id: HelmId) => join(root, id, 'web');

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'mistletoe-scaffold-'));
  for (const major of liveHelms) {
    mkdirSync(dirname(chart(major)));
    const made = await helm(major, ['create', chart(major)]);
    if (made.code !== 0) throw new Error(made.stderr);
  }
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe.each([...liveHelms])('as Helm %s', (major) => {
  const asked = { release: 'rel', helmBinary: helmBinary(major), quick: process.env['MISTLETOE_TIER'] === 'quick' };
  test.each(sets)('%s', async (set) => {
    expect(readFileSync(join(folder, set), 'utf8')).not.toBe('');
    await expect(chart(major)).toRenderLikeHelm({ ...asked, valuesFiles: [join(folder, set)] });
  });
  test.each(Object.entries(flags))('%s', async (_, args) => {
    await expect(chart(major)).toRenderLikeHelm({ ...asked, args });
  });
  test('the scaffold of the other helm', async () => {
    const other = chart(liveHelms.find((id) => id.charAt(0) !== major.charAt(0))!);
    await expect(other).toRenderLikeHelm({ ...asked, valuesFiles: [join(folder, 'production.yaml')] });
  });
  test('nothing of a scaffold is random', async () => {
    expect(await compareWithHelm(chart(major), asked)).toMatchObject({ status: 'identical', random: [] });
  });
});
