// Every fixture chart with every value set, in both semantics: the bytes on standard output, the error and
// the exit code are those recorded from the real helm (`npm run golden:update` records them again).

import { describe, expect, test } from 'vitest';
import {
  type FixtureCase,
  errorText,
  failureText,
  fixtureCases,
  fixturesFolder,
  hasOwnAnswer,
  readExpected,
} from '../judge/fixtures';
import { HELMS_BETWEEN, type HelmId, recordedHelms } from '../judge/helm';
import { oursTemplate } from '../judge/ours';

const cases = fixtureCases();

// Of the helms between, the cases about which they do not agree.
for (const major of [...recordedHelms, ...HELMS_BETWEEN]) {
  const own = recordedHelms.includes(major) ? cases : cases.filter((fixture) => isDisputed(major, fixture));
  if (own.length === 0) continue;
  const charts = [...new Set(own.map((fixture) => fixture.chart))];
  describe(`as Helm ${major}`, () => {
    describe.each(charts)('%s', (chart) => {
      const sets = own.filter((fixture) => fixture.chart === chart);
      test.each(sets)('$set', async (fixture) => {
        const expected = readExpected(major, fixture);
        const actual = await oursTemplate(major, fixture.args, { cwd: fixturesFolder, stdin: '' });
        expect({ out: actual.stdout.toString(), err: failureText(errorText(actual)) }).toEqual({
          out: expected.out.toString(),
          err: failureText(expected.err),
        });
        expect(actual.stdout.equals(expected.out)).toBe(true);
      });
    });
  });
}

/** Does some helm of that one's major version answer otherwise than its neighbour? */
function isDisputed(id: HelmId, fixture: FixtureCase): boolean {
  return HELMS_BETWEEN.some((other) => other[0] === id[0] && hasOwnAnswer(other, fixture));
}
