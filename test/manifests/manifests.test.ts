import { describe, expect, test } from 'vitest';
import { splitDocuments } from '../../manifests/separators';
import { hookOf } from '../../manifests/hooks';
import { parseManifests } from '../../manifests/manifest';
import type { KubeObject } from '../../manifests/object';
import { sortByKind } from '../../manifests/order';

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`;

describe('rendered text', () => {
  test('becomes objects, each with its source', () => {
    const text = `---\n# Source: web/templates/a.yaml\n${configMap('a')}---\n# only a comment\n---\n${configMap('b')}`;
    expect(parseManifests(text).map(({ source, object }) => [source, object.metadata.name])).toEqual([
      ['web/templates/a.yaml', 'a'],
      ['', 'b'],
    ]);
  });

  test('a list is what it holds', () => {
    const text = 'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: s}}\n';
    expect(parseManifests(text).map(({ object }) => object.kind)).toEqual(['Secret']);
    const typed = 'apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: c}\n';
    expect(parseManifests(typed)[0]?.object).toMatchObject({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c' },
    });
  });

  test('keeps the line breaks at the end of texts', () => {
    const text = `---\n${configMap('a')}data:\n  clip: |\n    one\n---\n${configMap('b')}data:\n  keep: |+\n    two\n\n\n`;
    expect(parseManifests(text).map(({ object }) => object['data'])).toEqual([
      { clip: 'one\n' },
      { keep: 'two\n\n\n' },
    ]);
  });

  test('lines end where Go ends them', () => {
    const quoted = `${configMap('a')}data: {notes: 'one \u2028--- two'}\n`;
    expect(splitDocuments(`\u0085---\n${quoted}---\u00a0\n\u0085# no more\n---\n${configMap('b')}`)).toEqual([
      quoted,
      configMap('b'),
    ]);
  });

  test('is read in Helm’s dialect', () => {
    const [manifest] = parseManifests(`${configMap('a')}data: {on: "yes", size: 010}\n`);
    expect(manifest?.object['data']).toEqual({ true: 'yes', size: 8 });
  });

  test.each([
    ['just text', 'web: it is no Kubernetes object but a string'],
    ['metadata: {name: x}', 'web: the object has no kind'],
    ['kind: Pod\nmetadata: {name: x}', 'web: the Pod has no apiVersion'],
    ['apiVersion: v1\nkind: Pod', 'web: the Pod has no metadata'],
    ['apiVersion: v1\nkind: Pod\nmetadata: {labels: {a: b}}', 'web: the Pod has no metadata.name'],
    [
      'apiVersion: v1\nkind: Pod\nmetadata: {name: x, labels: {a: 1}}',
      'metadata.labels.a of Pod x must be a text, and is a number: quote it',
    ],
  ])('that is no object says where and why: %s', (text, message) => {
    expect(() => parseManifests(`# Source: web\n${text}`)).toThrow(message);
  });
});

describe('hooks', () => {
  const annotated = (annotations: Record<string, string>): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'x', annotations },
  });

  test('are read as Helm reads them', () => {
    expect(
      hookOf(
        annotated({
          'helm.sh/hook': ' Pre-Install , test-success',
          'helm.sh/hook-weight': '-5',
          'helm.sh/hook-delete-policy': 'Hook-Succeeded,before-hook-creation',
        }),
      ),
    ).toEqual({
      events: ['pre-install', 'test'],
      weight: -5,
      deletePolicies: ['hook-succeeded', 'before-hook-creation'],
      outputLogPolicies: [],
    });
    expect(hookOf(annotated({ 'helm.sh/hook': 'test', 'helm.sh/hook-weight': 'heavy' }))?.weight).toBe(0);
    // No number of 64 bits, for which strconv.Atoi gives an error.
    const large = annotated({ 'helm.sh/hook': 'test', 'helm.sh/hook-weight': '9223372036854775808' });
    expect(hookOf(large)?.weight).toBe(0);
  });

  test('an unknown event makes none', () => {
    expect(hookOf(annotated({ 'helm.sh/hook': 'pre-install,at-noon' }))).toBeUndefined();
    expect(hookOf(annotated({}))).toBeUndefined();
  });
});

test('kinds are sorted, stably, unknown ones last', () => {
  const items = ['Zebra', 'Deployment', 'Apple', 'Namespace', 'Service', 'Deployment'].map((kind, i) => ({ kind, i }));
  const order = (direction: 'install' | 'uninstall') =>
    sortByKind(items, ({ kind }) => kind, direction).map(({ i }) => i);
  expect(order('install')).toEqual([3, 4, 1, 5, 2, 0]);
  expect(order('uninstall')).toEqual([4, 1, 5, 3, 2, 0]);
});
