// What stands in the way of an apply, by what the API server says of it.

import { expect, test } from 'vitest';
import { statusError } from '../../kube/errors';
import { explained, isImmutable } from '../../plan/apply';

const invalid = (reason: string, message: string, field = 'spec') =>
  statusError(
    'PATCH /x',
    422,
    JSON.stringify({
      kind: 'Status',
      reason: 'Invalid',
      message: `X "x" is invalid: ${field}: ${message}`,
      details: { causes: [{ reason, message, field }] },
    }),
  );

// As kube-apiserver 1.37 says it.
test.each([
  ['FieldValueInvalid', 'Invalid value: {"matchLabels":{"a":"b"}}: field is immutable', 'spec.selector'],
  ['FieldValueInvalid', 'Invalid value: ["10.0.0.2"]: may not change once set', 'spec.clusterIPs[0]'],
  ['FieldValueInvalid', 'Invalid value: {"kind":"Role","name":"b"}: cannot change roleRef', 'roleRef'],
  [
    'FieldValueForbidden',
    "Forbidden: updates to statefulset spec for fields other than 'replicas' are forbidden",
    'spec',
  ],
  ['FieldValueForbidden', 'Forbidden: pod updates may not change fields other than `spec.containers[*].image`', 'spec'],
  ['FieldValueForbidden', 'Forbidden: field is immutable when `immutable` is set', 'data'],
])('a field that may not change: %s, %s', (reason, message, field) => {
  expect(isImmutable(invalid(reason, message, field))).toBe(true);
});

test.each([
  ['FieldValueRequired', 'Required value', 'spec.template.spec.containers'],
  ['FieldValueInvalid', 'Invalid value: -1: must be greater than or equal to 0', 'spec.replicas'],
])('a value that is wrong: %s, %s', (reason, message, field) => {
  expect(isImmutable(invalid(reason, message, field))).toBe(false);
});

test('the name of an object is no reason', () => {
  const status = {
    kind: 'Status',
    reason: 'Invalid',
    message: 'ConfigMap "immutable" is invalid: data: Required value',
    details: { causes: [{ reason: 'FieldValueRequired', message: 'Required value', field: 'data' }] },
  };
  expect(isImmutable(statusError('PATCH /x', 422, JSON.stringify(status)))).toBe(false);
});

test('fields that others manage are named with who manages them', () => {
  const status = {
    kind: 'Status',
    reason: 'Conflict',
    message: 'Apply failed with 1 conflict',
    details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "kubectl"', field: '.data.a' }] },
  };
  const error = statusError('PATCH /x', 409, JSON.stringify(status));
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', namespace: 'shop' } };
  expect((explained(error, object, 'shop') as Error).message).toBe(
    'ConfigMap web: .data.a is managed by kubectl. --force-conflicts takes it over; or leave the field out of the package',
  );
});
