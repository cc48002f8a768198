// Definitions of kinds in crds/: what diff and plan show of them, and what a plan does.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubeClient } from '../../kube/client';
import type { Change } from '../../plan/compare';
import { client, freshName, mistletoe, succeed } from './kit';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-crds-'));
let kube: KubeClient;
beforeAll(() => {
  kube = client();
});
afterAll(async () => {
  await kube.delete(definition);
  kube.close();
  rmSync(folder, { recursive: true, force: true });
});

const group = `crds-${process.pid}.example.com`;
const name = `gadgets.${group}`;
const definition = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name };

/** A chart with a kind and an object of it. */
function chart(version: string, properties: object): string {
  const path = join(folder, version);
  mkdirSync(join(path, 'crds'), { recursive: true });
  mkdirSync(join(path, 'templates'), { recursive: true });
  writeFileSync(join(path, 'Chart.yaml'), `apiVersion: v2\nname: gadgets\nversion: ${version}\n`);
  const schema = { type: 'object', properties: { spec: { type: 'object', properties } } };
  const crd = {
    apiVersion: definition.apiVersion,
    kind: definition.kind,
    metadata: { name },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  };
  writeFileSync(join(path, 'crds', 'gadgets.yaml'), JSON.stringify(crd));
  const fields = JSON.stringify(Object.fromEntries(Object.keys(properties).map((key) => [key, 'x'])));
  writeFileSync(
    join(path, 'templates', 'gadget.yaml'),
    `apiVersion: ${group}/v1\nkind: Gadget\nmetadata: {name: {{ .Release.Name }}}\nspec: ${fields}\n`,
  );
  return path;
}

const text = { type: 'string' };

test('definitions are shown, left alone or changed as asked, and a plan does what it showed', async () => {
  const namespace = freshName('crds');
  await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const at = ['-n', namespace];
  const changes = (out: string) => (JSON.parse(out) as Change[]).map(({ action, name }) => `${action} ${name}`);
  const [one, two] = [chart('1.0.0', { size: text }), chart('2.0.0', { size: text, shape: text })];
  const plan = join(folder, 'plan');

  // Nothing is there: neither the kind nor an object of it.
  const first = succeed(mistletoe('plan', 'web', one, ...at, '--out', plan, '-o', 'json'));
  expect(changes(first)).toEqual([`create CustomResourceDefinition ${name}`, 'create Gadget web']);
  expect(await kube.find(definition)).toBeUndefined();
  succeed(mistletoe('apply', plan));
  expect((await kube.get({ apiVersion: `${group}/v1`, kind: 'Gadget', namespace, name: 'web' }))['spec']).toEqual({
    size: 'x',
  });
  expect(succeed(mistletoe('diff', 'web', one, ...at))).toBe('nothing changes\n');

  // The kind has another field, by which its objects cannot be judged before it has changed.
  const left = mistletoe('diff', 'web', two, ...at);
  expect(left.code).toBe(1);
  expect(left.err).toMatch(/Gadget web: .*\.spec\.shape: field not declared in schema/);
  const same = chart('1.1.0', { size: { ...text, maxLength: 5 } });
  expect(succeed(mistletoe('diff', 'web', same, ...at))).toBe(
    `= CustomResourceDefinition ${name}  (gadgets/crds/gadgets.yaml)
    ! it is left as it is: --crds=update changes it
    spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.size.maxLength: nothing → 5  [the package changed]
1 to keep
`,
  );

  const update = [...at, '--crds=update'];
  const second = succeed(mistletoe('plan', 'web', two, ...update, '--out', plan, '-o', 'json'));
  expect(changes(second)).toEqual([`update CustomResourceDefinition ${name}`, 'update Gadget web']);
  const path = '/metadata/labels';
  await kube.patch(definition, [{ op: 'add', path, value: { touched: 'yes' } }]);
  expect(mistletoe('apply', plan).err).toContain(`CustomResourceDefinition/${name}. Plan again`);
  succeed(mistletoe('plan', 'web', two, ...update, '--out', plan));
  succeed(mistletoe('apply', plan));
  expect((await kube.get({ apiVersion: `${group}/v1`, kind: 'Gadget', namespace, name: 'web' }))['spec']).toEqual({
    size: 'x',
    shape: 'x',
  });
});
