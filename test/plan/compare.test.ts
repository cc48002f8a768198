import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../manifests/object';
import { differences } from '../../plan/difference';
import { foreignness, isKept, owned, type Resource } from '../../plan/resource';
import { masked, showChanges } from '../../plan/show';

const object = (more: object = {}, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'x', ...metadata },
  ...more,
});

describe('differences', () => {
  test('are fields, by their paths', () => {
    const before = object({ data: { a: '1', 'b/c': '2' }, list: [{ n: 1 }, { n: 2 }] });
    const after = object({ data: { a: '3', 'b/c': '2', d: '4' }, list: [{ n: 1 }] });
    expect(differences(before, after)).toEqual([
      { path: 'data.a', before: '1', after: '3' },
      { path: 'data.d', before: undefined, after: '4' },
      { path: 'list[1]', before: { n: 2 }, after: undefined },
    ]);
    expect(differences(object({ data: { 'b/c': '1' } }), object({ data: {} }))[0]?.path).toBe('data["b/c"]');
  });

  test('leave out what the server keeps', () => {
    const live = object(
      { status: { phase: 'x' } },
      { uid: '1', resourceVersion: '2', generation: 3, managedFields: [] },
    );
    expect(differences(live, object())).toEqual([]);
  });
});

describe('ownership', () => {
  const owner = { name: 'web', namespace: 'shop' };
  const resource: Resource = {
    key: 'k',
    ref: { apiVersion: 'v1', kind: 'ConfigMap', name: 'x' },
    object: object({}, { labels: { a: 'b' } }),
    source: '',
  };

  test('is written as helm writes it', () => {
    expect(owned(resource, owner).object.metadata).toEqual({
      name: 'x',
      labels: { a: 'b', 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'shop' },
    });
  });

  test('is read as helm reads it', () => {
    expect(foreignness(owned(resource, owner).object, owner)).toBeUndefined();
    expect(foreignness(owned(resource, { ...owner, name: 'other' }).object, owner)).toBe(
      'it belongs to release other in shop',
    );
    expect(foreignness(object(), owner)).toBe('it belongs to no release');
    expect(foreignness(object({}, { labels: { 'app.kubernetes.io/managed-by': 'flux' } }), owner)).toBe(
      'it is managed by flux',
    );
    expect(isKept(object({}, { annotations: { 'helm.sh/resource-policy': ' Keep ' } }))).toBe(true);
  });
});

test('changes are shown, values of Secrets only when asked', () => {
  const changes = [
    { action: 'create', name: 'Service web', kind: 'Service', source: 'c/templates/s.yaml', fields: [] },
    {
      action: 'update',
      name: 'Secret key',
      kind: 'Secret',
      source: '',
      problem: 'somebody manages it',
      fields: [
        { path: 'data.k', before: 'YQ==', after: 'Yg==', origins: ['values'] },
        { path: 'type', before: undefined, after: 'Opaque', origins: ['package', 'values'] },
      ],
    },
  ] as const;
  const shown = showChanges(changes as never);
  expect(shown).toBe(
    [
      '+ Service web  (c/templates/s.yaml)',
      '~ Secret key',
      '    ! somebody manages it',
      '    data.k: another secret  [the values changed]',
      '    type: nothing → "Opaque"  [the package changed, the values changed]',
      '1 to make, 1 to change\n',
    ].join('\n'),
  );
  expect(showChanges(changes as never, { showSecrets: true })).toContain('data.k: "YQ==" → "Yg=="');
  const [, secret] = masked(changes as never);
  expect(secret?.fields[0]).toMatchObject({ before: '(a secret)', after: '(a secret)' });
  expect(secret?.fields[1]).toMatchObject({ after: 'Opaque' });
  expect(showChanges([])).toBe('nothing changes\n');
  const adopted = differences(
    object({}, { labels: { a: 'b' } }),
    owned({ object: object({}, { labels: { a: 'b' } }) } as Resource, { name: 'web', namespace: 'shop' }).object,
  );
  expect(
    showChanges([
      {
        ...changes[0]!,
        action: 'update',
        fields: adopted.map((field) => ({ ...field, origins: ['package' as const] })),
      },
    ] as never),
  ).toMatch(/^~ .*\n {4}it becomes the release's\n1 to change\n$/);
});
