import { expect, test } from 'vitest';
import { migrated } from '../../kube/managers';
import type { ManagedFields } from '../../manifests/object';

const entry = (
  manager: string,
  operation: string,
  fieldsV1: Record<string, unknown>,
  more: ManagedFields = {},
): ManagedFields => ({
  manager,
  operation,
  apiVersion: 'apps/v1',
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...more,
});

test('fields of client-side managers become ours to apply', () => {
  const controller = entry('kube-controller-manager', 'Update', { 'f:status': {} }, { subresource: 'status' });
  const entries = [
    entry('helm', 'Update', { 'f:spec': { 'f:replicas': {} } }, { time: '2' }),
    entry('kubectl-client-side-apply', 'Update', { 'f:spec': { 'f:paused': {} } }, { time: '1' }),
    controller,
  ];
  expect(migrated(entries)).toEqual([
    { ...entries[0], operation: 'Apply', fieldsV1: { 'f:spec': { 'f:replicas': {}, 'f:paused': {} } } },
    controller,
  ]);
});

test('they join what we apply already', () => {
  const own = entry('helm', 'Apply', { 'f:spec': { 'f:a': {} } });
  const theirs = entry('helm', 'Update', { 'f:spec': { 'f:b': {} } });
  expect(migrated([own, theirs])).toEqual([{ ...own, fieldsV1: { 'f:spec': { 'f:a': {}, 'f:b': {} } } }]);
});

test('nothing changes where nothing has to', () => {
  expect(migrated([entry('helm', 'Apply', {}), entry('someone', 'Update', {})])).toBeUndefined();
  expect(migrated(undefined)).toBeUndefined();
});
