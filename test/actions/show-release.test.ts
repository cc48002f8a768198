// What the commands that look print of a record: as helm 4.3.1 printed it (HELM_DRIVER=memory, the record in HELM_MEMORY_DRIVER_DATA).

import { expect, test } from 'vitest';
import { showHooks, showMetadata, showRelease } from '../../actions/releases/show';
import type { Release } from '../../releases/record';

const release = {
  name: 'a',
  namespace: 'default',
  version: 1,
  manifest: '---\n# Source: c/templates/a.yaml\na: 1\n',
  info: {
    first_deployed: '2026-01-02T03:04:05.120Z',
    last_deployed: '2026-01-02T03:04:05.120Z',
    status: 'deployed',
    description: 'Install complete\nmore: x',
    notes: '\u0085 n\ufeff\n\n',
  },
  chart: { metadata: { apiVersion: 'v2', name: 'c', version: '1.0.0' } },
  hooks: [
    {
      name: 'h',
      kind: 'Pod',
      path: 'c/templates/h.yaml',
      manifest: 'kind: Pod\nx: 1\n\n',
      events: ['pre-install'],
      last_run: { phase: '' },
    },
    {
      name: 'i',
      kind: 'Pod',
      path: 'c/templates/i.yaml',
      manifest: 'kind: Pod\nx: 2',
      events: ['test'],
      last_run: {
        phase: 'Succeeded',
        started_at: '2026-01-02T03:04:05.120Z',
        completed_at: '2026-01-02T03:04:06.120Z',
      },
    },
  ],
} as unknown as Release;

const head = `NAME: a
LAST DEPLOYED: Fri Jan  2 03:04:05 2026
NAMESPACE: default
STATUS: deployed
REVISION: 1
`;
const tests = `DESCRIPTION: Install complete
more: x
TEST SUITE:     i
Last Started:   Fri Jan  2 03:04:05 2026
Last Completed: Fri Jan  2 03:04:06 2026
Phase:          Succeeded
`;
const hooks = `---
# Source: c/templates/h.yaml
kind: Pod
x: 1


---
# Source: c/templates/i.yaml
kind: Pod
x: 2
`;
const notes = 'NOTES:\nn\ufeff\n';

test('helm status', () => expect(showRelease(release, 'table')).toBe(`${head}${tests}${notes}`));

test('helm get hooks', () => expect(showHooks(release)).toBe(hooks));

test('helm get all', () =>
  expect(showRelease(release, 'table', { isLong: true })).toBe(
    `${head}CHART: c\nVERSION: 1.0.0\nAPP_VERSION: \n${tests}USER-SUPPLIED VALUES:\nnull\n\nCOMPUTED VALUES:\n{}\n\n` +
      `HOOKS:\n${hooks}MANIFEST:\n---\n# Source: c/templates/a.yaml\na: 1\n\n${notes}`,
  ));

test('helm get metadata -o json', () =>
  expect(showMetadata(release, 'json')).toBe(
    '{"name":"a","chart":"c","version":"1.0.0","appVersion":"","namespace":"default","revision":1,"status":"deployed","deployedAt":"2026-01-02T03:04:05Z"}\n',
  ));
