// The repository in docs/examples does what its README says: every set of its charts is as helm has it, and it migrates.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { migrateCharts, verifyCharts } from '../../verify';
import '../../verify/vitest';
import { helmBinary, liveHelms } from '../judge/helm';

const example = resolve('docs/examples/charts-repository');
const scratch = mkdtempSync(join(tmpdir(), 'mistletoe-example-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('the example repository', () => {
  it.each([...liveHelms])('is proven with Helm %s', async (major) => {
    const { report } = await verifyCharts('charts', {
      cwd: example,
      helmBinary: helmBinary(major),
      journal: join(scratch, 'journal'),
      pool: { workers: 0 },
    });
    expect(report.helm.profile).toBe(major);
    expect(
      Object.fromEntries(
        report.charts.map(({ name, renders }) => [name, renders.map(({ set, status }) => `${set}: ${status}`)]),
      ),
    ).toEqual({
      shop: [
        'defaults: random',
        'ci/small-values.yaml: random',
        'values-production.yaml: random',
        'upgrade: random',
        'ingress without a host: failed-alike',
      ],
      worker: ['defaults: identical', 'ci/busy-values.yaml: identical'],
    });
  });

  it('has charts that a test can hold to helm', async () => {
    const worker = join(example, 'charts/worker');
    const helm = { helmBinary: helmBinary('4.1') };
    await expect(worker).toRenderLikeHelm({ ...helm, values: { suspend: true, env: { A: 'b' } }, fails: false });
    await expect(join(example, 'charts/shop')).toRenderLikeHelm({
      ...helm,
      set: ['ingress.enabled=true'],
      fails: 'ingress.host is needed',
    });
  });

  it('migrates', async () => {
    const { lock } = await migrateCharts('charts', { cwd: example, out: join(scratch, 'out'), pool: { workers: 0 } });
    expect(lock.charts.map(({ name }) => name)).toEqual(['shop', 'worker']);
    expect(readFileSync(join(scratch, 'out/migration.md'), 'utf8')).toContain(
      '`randAlphaNum`: shop/templates/secret.yaml:6',
    );
  });

  it('has a workflow and manifests that are YAML', () => {
    for (const file of ['.github/workflows/charts.yaml', 'kubernetes/verify-job.yaml', 'kubernetes/merge-job.yaml']) {
      const documents = parseAllDocuments(readFileSync(join(example, file), 'utf8'));
      for (const document of documents) expect(document.errors).toEqual([]);
    }
  });
});
