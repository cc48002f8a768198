// The texts of a chart that people read before they run it: they stay readable in the module, without running it.

import type { Chart } from './load';

/** What there may be of each kind; a module has them in custom sections of these names, or compressed ones (docs/module-contract.md). */
export const CHART_TEXTS = {
  chart: 'mistletoe.dev/chart',
  values: 'mistletoe.dev/values',
  schema: 'mistletoe.dev/schema',
  readme: 'mistletoe.dev/readme',
  notes: 'mistletoe.dev/notes',
} as const;

export type ChartText = keyof typeof CHART_TEXTS;

/** A text of a chart; undefined where it has none. */
export function chartText(chart: Chart, kind: ChartText): Uint8Array | undefined {
  if (kind === 'chart') return chart.source ?? undefined;
  if (kind === 'values') return chart.values ?? undefined;
  if (kind === 'schema') return chart.schema ?? undefined;
  if (kind === 'notes') return chart.templates.find(({ name }) => name === 'templates/NOTES.txt')?.data;
  // Source: helm.sh/helm/v4@v4.3.1 pkg/action/show.go, readmeFileNames.
  return chart.files.find(({ name }) => /^readme(?:\.md|\.txt)?$/i.test(name))?.data;
}

/** The custom sections of a chart's module, those with something in them. */
export function textSections(chart: Chart): [name: string, data: Uint8Array][] {
  return (Object.keys(CHART_TEXTS) as ChartText[]).flatMap((kind) => {
    const data = chartText(chart, kind);
    return data && data.length > 0 ? [[CHART_TEXTS[kind], data] as [string, Uint8Array]] : [];
  });
}
