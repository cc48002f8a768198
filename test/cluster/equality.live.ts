// Every chart that we have, installed, upgraded with other values, rolled back and uninstalled by the real helm and by us: after every step
// the cluster has the same, and hooks ran in the same order. What the server refuses, both refuse. tools/cluster/equality.mjs
// runs this over any folder of charts; MISTLETOE_EQUALITY_REPORT takes a line a chart.

import { appendFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { defaultProfile } from '../../language/profiles';
import { helm, type HelmId } from '../judge/helm';
import { changesFor } from './equality/changes';
import { type Life, lifeOf } from './equality/life';
import { findVolatile, type Volatile, withoutVolatile } from './equality/volatile';
import { some, startHelm, startMistletoe } from './kit';
import { NAMESPACE } from './state';

/** The Helm whose semantics a converted chart has. */
const HELM: HelmId = defaultProfile.id;

const given = process.env['MISTLETOE_TEST_CHARTS'];
const chartsIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'Chart.yaml')))
    .map((name) => join(folder, name));
// Most of charts-fixtures are about texts and no objects that a server takes: those are refused alike.
const charts = given ? chartsIn(given) : [...chartsIn('test/cluster/charts'), ...some(chartsIn('charts-fixtures'), 3)];

test.each(charts)('%s', async (chart) => {
  const render = async (flags: readonly string[] = [], namespace = NAMESPACE) =>
    helm(HELM, ['template', 'rel', chart, '-n', namespace, '--include-crds', ...flags]);
  const changes = await changesFor(chart, async (flags) => {
    const { code, stdout } = await render(flags);
    return code === 0 ? String(stdout) : undefined;
  });
  // The two lives have a namespace each, so what is made of its name, such as a hash, differs too.
  const volatile = await findVolatile(async (namespace) => {
    const texts = await Promise.all(
      [[], changes].map(async (flags) => String((await render(flags, namespace)).stdout)),
    );
    return texts.map((text) => text.replaceAll(namespace, NAMESPACE));
  });
  const theirs = await lifeOf((...args) => startHelm(HELM, ...args).ended, chart, changes);
  const ours = await lifeOf((...args) => startMistletoe(...args).ended, chart, changes);
  const isEqual =
    ours.steps.join() === theirs.steps.join() &&
    isDeepStrictEqual(comparable(ours, volatile), comparable(theirs, volatile));
  report(chart, theirs, ours, { changes, isEqual });
  expect(ours.refusal === undefined ? ours.steps : [...ours.steps, ours.refusal]).toEqual(
    theirs.refusal === undefined ? theirs.steps : [...theirs.steps, expect.any(String)],
  );
  expect(comparable(ours, volatile)).toEqual(comparable(theirs, volatile));
});

const comparable = ({ states, trails }: Life, volatile: Volatile) => ({
  states: states.map((objects) => withoutVolatile(objects, volatile)),
  trails,
});

function report(chart: string, theirs: Life, ours: Life, found: { changes: string[]; isEqual: boolean }): void {
  const file = process.env['MISTLETOE_EQUALITY_REPORT'];
  if (!file) return;
  const [installed, upgraded] = theirs.states.map((objects) => JSON.stringify(objects));
  const row = {
    chart,
    helm: theirs.steps,
    mistletoe: ours.steps,
    objects: theirs.states[0]?.length ?? 0,
    hooks: theirs.trails.flat().filter((step) => step.startsWith('write ')).length,
    isChanged: upgraded !== undefined && installed !== upgraded,
    ...found,
    refusals: [theirs.refusal, ours.refusal],
  };
  appendFileSync(file, `${JSON.stringify(row)}\n`);
}
