// Both ways from the IR to a module give one semantics: what a module prints that was made at once, without Binaryen, is what
// the module prints that is kept. Every fixture with every value set, in the newest and in the oldest semantics.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compileChartAt } from '../../../actions/chart/chart';
import { profileById } from '../../../language/profiles';
import { openModule } from '../../../runtime/host/node/node';
import { fixtureCases, fixturesFolder } from '../../judge/fixtures';
import { oursTemplate } from '../../judge/ours';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-tiers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Draws come from outside, so that they are the same in both. */
const FIXED = ['--now', '2026-01-02T03:04:05Z', '--seed', 'tiers'];

const cases = fixtureCases();
const charts = [...new Set(cases.map((fixture) => fixture.chart))];

describe.each(['4.3', '3.17'] as const)('as Helm %s', (id) => {
  test.each(charts)('%s', async (chart) => {
    const paths: string[] = [];
    for (const quick of [true, false]) {
      const options = { quick, allowMissingReferences: true };
      let wasm: Uint8Array;
      try {
        ({ wasm } = await compileChartAt(join(fixturesFolder, chart), profileById(id), () => {}, options));
      } catch (error) {
        // A chart that Helm cannot load has no module, however it is made.
        expect((error as Error).name).toBe('ChartError');
        continue;
      }
      expect(WebAssembly.Module.imports(openModule(wasm).loaded.module)).toEqual([]);
      const path = join(folder, `${chart}-${id}-${quick}.wasm`);
      writeFileSync(path, wasm);
      paths.push(path);
    }
    if (paths.length === 0) return;
    expect(paths).toHaveLength(2);
    for (const { chart: of, args } of cases) {
      if (of !== chart) continue;
      const [quick, small] = await Promise.all(
        paths.map((path) =>
          oursTemplate(id, [args[0], path, ...args.slice(2), ...FIXED], { cwd: fixturesFolder, stdin: '' }),
        ),
      );
      expect({ ...quick, stdout: quick.stdout.toString('latin1') }).toEqual({
        ...small,
        stdout: small.stdout.toString('latin1'),
      });
    }
  });
});
