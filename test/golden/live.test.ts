// The recorded answers are what the helm binaries of today say: one value set of each fixture, drawn by its name, is asked
// again. A golden that nobody has recorded anew after a chart changed shows up here.

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { profileById } from '../../language/profiles';
import { errorText, fixtureCases, fixturesFolder, readExpected } from '../judge/fixtures';
import { liveHelms, helmTemplate } from '../judge/helm';

/** One set of each chart, drawn by the chart's name. */
function sample() {
  const cases = fixtureCases();
  return [...new Set(cases.map((fixture) => fixture.chart))].map((chart) => {
    const sets = cases.filter((fixture) => fixture.chart === chart);
    const number = createHash('sha256').update(chart).digest().readUInt32LE();
    return sets[number % sets.length];
  });
}

describe.each([...liveHelms])('helm %s', (major) => {
  test.concurrent.each(sample())('$chart/$set', async (fixture) => {
    const expected = readExpected(major, fixture);
    const actual = await helmTemplate(major, fixture.args, { cwd: fixturesFolder });
    expect({ out: actual.stdout.toString(), err: errorText(actual) }).toEqual({
      out: expected.out.toString(),
      err: expected.err,
    });
  });
});

test('helm says which versions judge', async () => {
  const { helm } = await import('../judge/helm');
  const versions = await Promise.all(
    liveHelms.map((major) => helm(major, ['version', '--template', '{{ .Version }}'])),
  );
  expect(versions.map((version) => version.stdout.toString())).toEqual(
    liveHelms.map((id) => profileById(id).build.version),
  );
});
