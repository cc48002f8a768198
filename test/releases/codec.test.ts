import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodeRelease, encodeRelease } from '../../releases/codec';
import { ownFiles, provenanceOf, type Release, withProvenance } from '../../releases/record';

const release: Release = {
  name: 'web',
  namespace: 'shop',
  version: 3,
  info: { status: 'deployed', description: 'Install complete' },
  chart: {
    metadata: { name: 'web', version: '1.0.0' },
    lock: null,
    templates: [],
    values: {},
    schema: null,
    files: [{ name: 'a', data: '' }],
  },
  config: { replicas: 2 },
  manifest: '---\n',
  hooks: [],
  labels: { team: 'shop' },
};

test('a record comes back whole, but for its labels', () => {
  const { labels: _, ...kept } = release;
  expect(decodeRelease(encodeRelease(release), 'x')).toEqual(kept);
});

test('what is empty is left out, as Go does', () => {
  const text = encodeRelease({ ...release, config: {} });
  const json = gunzipSync(Buffer.from(text, 'base64')).toString();
  expect(json).not.toContain('config');
  expect(json).not.toContain('hooks');
});

test('records of before compression are read', () => {
  const text = Buffer.from(JSON.stringify(release)).toString('base64');
  expect(decodeRelease(text, 'x').version).toBe(3);
});

test.each(['', 'H4sIAAAA', Buffer.from('{}').toString('base64')])(
  'what is no record is said to be none: %j',
  (text) => {
    expect(() => decodeRelease(text, 'shop/sh.helm.release.v1.web.v3')).toThrow(
      /^the record shop\/sh\.helm\.release\.v1\.web\.v3 cannot be read: /,
    );
  },
);

test('what we add is hidden among the chart’s files', () => {
  const chart = withProvenance(withProvenance(release.chart, { module: 'old' }), { module: 'new' });
  expect(provenanceOf({ ...release, chart })).toEqual({ module: 'new' });
  expect(ownFiles(chart)).toEqual([{ name: 'a', data: '' }]);
  expect(provenanceOf(release)).toBeUndefined();
});
