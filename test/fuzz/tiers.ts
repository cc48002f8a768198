// Renders many template texts in every way in which a chart comes to be rendered, and tells where they differ. No helm is asked, so
// every text counts, also each that ends in an error.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChartInstance } from '../../actions/render/render';
import type { HelmId } from '../judge/helm';
import { OTHER_TIERS, readyChart } from '../judge/tiers';
import { type Answer, type BatchResult, forms, render, type TemplateCase, writeChart } from './judge';

/** A chart of these texts, ready in every way: the first is a module. */
async function ready(id: HelmId, cases: readonly TemplateCase[]) {
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-fuzz-'));
  try {
    const chart = writeChart(folder, cases);
    const all = [await readyChart(id, chart, 'module')];
    for (const tier of OTHER_TIERS) all.push(await readyChart(id, chart, tier));
    return all;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs texts in every way and compares with what the module gives. */
export async function runTiers(id: HelmId, cases: readonly TemplateCase[]): Promise<BatchResult> {
  const result: BatchResult = { differences: [], compared: 0, failed: 0 };
  const add = (part: BatchResult, indices: readonly number[]) => {
    result.differences.push(...part.differences.map((d) => ({ ...d, index: indices[d.index]! })));
    result.compared += part.compared;
    result.failed += part.failed;
  };
  const tiers = await ready(id, cases);
  const broken = new Set(tiers[0]!.broken.map((path) => Number(/_c(\d+)\.txt$/.exec(path)?.[1])));
  if (broken.size > 0 && cases.length > 1) {
    // A text that is none spoils a chart: the others go on without it, and it alone.
    const whole = cases.map((_, i) => i).filter((i) => !broken.has(i));
    for (const group of [whole, ...[...broken].map((i) => [i])]) {
      if (group.length === 0) continue;
      add(
        await runTiers(
          id,
          group.map((i) => cases[i]!),
        ),
        group,
      );
    }
    return result;
  }
  const instances = tiers.map(({ loaded }) => new ChartInstance(loaded));
  for (const [index] of cases.entries()) {
    for (const { form, key } of forms) {
      // Broken, it would be read before anything runs.
      if (broken.size > 0 && form === 'tpl') continue;
      const [wanted, ...others] = instances.map((instance) => render(instance, `${key}${index}`)) as [
        Answer,
        ...Answer[],
      ];
      result.compared++;
      if (!wanted.ok) result.failed++;
      const ours = others.find((other) => JSON.stringify(other) !== JSON.stringify(wanted)) ?? crash(wanted);
      if (ours) result.differences.push({ index, form, by: 'module', wanted, ours });
    }
  }
  for (const instance of instances) instance.close();
  return result;
}

/** No way may crash, even where all do. */
const crash = (answer: Answer) => (!answer.ok && answer.err.startsWith('CRASH') ? answer : undefined);
