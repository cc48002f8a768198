// Objects that stand twice: what makes two of them the same, and what does not.

import { expect, test } from 'vitest';
import { duplicateObjects } from '../../manifests/duplicates';

const object = (name: string, more: object = {}, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  ...more,
});
const placed = (...values: unknown[]) => values.map((value, i) => ({ where: `${'abcdef'[i]}.yaml`, value }));

test('the same group, kind, namespace and name is the same object', () => {
  expect(duplicateObjects(placed(object('x'), object('y'), object('x')))).toEqual([
    'ConfigMap x stands twice: in a.yaml and in c.yaml',
  ]);
  expect(duplicateObjects(placed(object('x'), object('x'), object('x')))).toEqual([
    'ConfigMap x stands 3 times: in a.yaml and in b.yaml and in c.yaml',
  ]);
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment' };
  const beta = { ...deployment, apiVersion: 'apps/v1beta1' };
  expect(duplicateObjects(placed(object('x', deployment), object('x', beta)))).toEqual([
    'Deployment x stands twice: in a.yaml and in b.yaml',
  ]);
  const list = { apiVersion: 'v1', kind: 'List', items: [object('x'), object('y')] };
  expect(duplicateObjects(placed(list, object('y')))).toEqual(['ConfigMap y stands twice: in a.yaml and in b.yaml']);
});

test('an object without a namespace is of that of the installation', () => {
  const own = object('x', {}, { namespace: 'shop' });
  expect(duplicateObjects(placed(object('x'), own), 'shop')).toEqual([
    'ConfigMap x stands twice: in a.yaml and in b.yaml',
  ]);
  expect(duplicateObjects(placed(object('x'), own), 'other')).toEqual([]);
  expect(duplicateObjects(placed(own, own), 'other')).toEqual([
    'ConfigMap shop/x stands twice: in a.yaml and in b.yaml',
  ]);
});

test('another namespace, kind or group, a hook, and what has no name are no twins', () => {
  const hook = object('h', {}, { annotations: { 'helm.sh/hook': 'pre-install' } });
  const generated = { apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'x-' } };
  const others = [
    [object('x', {}, { namespace: 'a' }), object('x', {}, { namespace: 'b' })],
    [object('x'), object('x', { kind: 'Secret' })],
    [object('x', { apiVersion: 'a.io/v1' }), object('x', { apiVersion: 'b.io/v1' })],
    [hook, hook],
    [generated, generated],
    [null, 'text', [1], { kind: 'A' }, { kind: 'A' }, { apiVersion: 'v1', kind: 'A', metadata: null }],
  ];
  for (const values of others) expect(duplicateObjects(placed(...values))).toEqual([]);
});
