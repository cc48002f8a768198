// Both ways to render a chart give one semantics: what the renderer prints that was given the chart's texts is what the module
// prints that the chart was compiled to. Every fixture with every value set, in the newest and in the oldest semantics.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compileChartAt } from '../../../actions/chart/chart';
import { quickChartAt } from '../../../actions/chart/quick';
import { templateCommand } from '../../../actions/helm-template/template';
import { ChartInstance } from '../../../actions/render/render';
import { profileById } from '../../../language/profiles';
import { loadImage } from '../../../runtime/bindings/renderer';
import { fixtureCases, fixturesFolder } from '../../judge/fixtures';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-tiers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Draws come from outside, so that they are the same in both. */
const FIXED = ['--now', '2026-01-02T03:04:05Z', '--seed', 'tiers'];

const cases = fixtureCases();
const charts = [...new Set(cases.map((fixture) => fixture.chart))];

describe.each(['4.3', '3.17'] as const)('as Helm %s', (id) => {
  test.each(charts)('%s', async (chart) => {
    const path = join(fixturesFolder, chart);
    const options = { allowMissingReferences: true };
    const made = await Promise.allSettled([
      quickChartAt(path, profileById(id), () => {}, options),
      compileChartAt(path, profileById(id), () => {}, options),
    ]);
    const [quickly, compiled] = made;
    if (quickly.status === 'rejected' || compiled.status === 'rejected') {
      // A chart that Helm cannot load cannot be rendered in either way, for the same reason.
      expect(made.map((result) => result.status === 'rejected' && String(result.reason))).toEqual([
        expect.stringMatching(/^ChartError: /),
        quickly.status === 'rejected' && String(quickly.reason),
      ]);
      return;
    }
    const module = join(folder, `${chart}-${id}.wasm`);
    writeFileSync(module, compiled.value.wasm);
    const openModule = () => new ChartInstance(loadImage(quickly.value.image));
    for (const { chart: of, args } of cases) {
      if (of !== chart) continue;
      const rest = [args[0], module, ...args.slice(2), ...FIXED];
      const [small, quick] = await Promise.all([
        templateCommand(rest, { cwd: fixturesFolder, stdin: '' }),
        templateCommand(rest, { cwd: fixturesFolder, stdin: '', openModule }),
      ]);
      expect({ ...quick, stdout: quick.stdout.toString('latin1') }).toEqual({
        ...small,
        stdout: small.stdout.toString('latin1'),
      });
    }
  });
});
