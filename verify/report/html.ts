// The report as one page that needs nothing else: overview, filter, differences side by side, times. What comes from charts is
// data in the page and is put into it as text, never as markup.

import { diagnosticText } from '../../compiler/diagnostics';
import { chartStatus, type Report, renderStatuses, statusWords } from '../model';
import { counted, nearestNote, quickNote, sumTimings } from './summary';
import { pageScript, pageStyle } from './html-page';
import { htmlPage } from './page';

/** The page. */
export function htmlReport(report: Report): string {
  const data = {
    ...report,
    words: statusWords,
    order: renderStatuses,
    nearest: nearestNote(report)[0] ?? '',
    notConverted: quickNote(report)[0] ?? '',
    sums: sumTimings(report),
    title: `${counted(report.counts.charts, 'chart')}, ${counted(report.counts.renders, 'render')}`,
    charts: report.charts.map((chart) => ({
      ...chart,
      said: (chart.diagnostics ?? []).map(({ severity, ...rest }) => ({
        severity,
        text: diagnosticText({ severity, ...rest }),
      })),
      status: chartStatus(chart),
      timing: report.timings.charts[chart.path],
    })),
  };
  // A "<" in a script element may end it.
  const json = JSON.stringify(data)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
  return htmlPage({
    title: `mistletoe verify: ${counted(report.counts.charts, 'chart')}`,
    style: pageStyle,
    body: `<header id="head"></header>
<main>
<section id="overview" aria-label="Overview"></section>
<section id="controls" aria-label="Filter"></section>
<section id="charts" aria-label="Charts"></section>
</main>
<noscript><p>This page needs its script to show the report.</p></noscript>`,
    scripts: `<script type="application/json" id="data">${json}</script>
<script>${pageScript}</script>
`,
  });
}
