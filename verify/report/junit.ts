// The report for CI systems that read JUnit's XML: a suite a chart, a test a value set.

import { diagnosticText } from '../../compiler/diagnostics';
import { type ChartReport, isGood, type RenderReport, type Report, statusWords } from '../model';
import { nearestNote, quickNote } from './summary';
import { differenceText } from './text';
import { attribute, text } from './xml';

/** The report as JUnit XML. */
export function junitReport(report: Report): string {
  const suites = report.charts.map((chart) => suite(chart, report));
  const { renders, byStatus, broken } = report.counts;
  const attributes = `tests="${renders + broken}" failures="${byStatus.different + byStatus['conversion-failed']}" errors="${byStatus['not-compared'] + broken}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="mistletoe verify" ${attributes}>\n${suites.join('')}</testsuites>\n`;
}

function suite(chart: ChartReport, report: Report): string {
  const timing = report.timings.charts[chart.path];
  const name = attribute(chart.path);
  const count = (...statuses: RenderReport['status'][]) =>
    chart.renders.filter((render) => statuses.includes(render.status)).length;
  const tests = chart.renders.map((render) => test(render, chart, timing?.renders[render.set]?.ours ?? 0));
  if (chart.broken !== undefined) {
    tests.push(
      `    <testcase classname="${name}" name="chart">\n      <error message="${attribute(chart.broken.split('\n')[0])}">${text(chart.broken)}</error>\n    </testcase>\n`,
    );
  }
  const errors = count('not-compared') + (chart.broken === undefined ? 0 : 1);
  const failures = count('different', 'conversion-failed');
  return `  <testsuite name="${name}" tests="${tests.length}" failures="${failures}" errors="${errors}" time="${((timing?.total ?? 0) / 1000).toFixed(3)}">\n${properties(report)}${tests.join('')}${said(chart)}  </testsuite>\n`;
}

/** Which helm it was, and what must be said of it. */
function properties(report: Report): string {
  const list = [
    ['helm', report.helm.version],
    ...[...nearestNote(report), ...quickNote(report)].map((note) => ['note', note]),
  ];
  const lines = list.map(([name, value]) => `      <property name="${name}" value="${attribute(value)}"/>\n`);
  return `    <properties>\n${lines.join('')}    </properties>\n`;
}

/** What there is to say of the chart itself. */
function said({ diagnostics = [] }: ChartReport): string {
  if (diagnostics.length === 0) return '';
  return `    <system-out>${text(diagnostics.map(diagnosticText).join('\n'))}</system-out>\n`;
}

function test(render: RenderReport, chart: ChartReport, ms: number): string {
  const head = `    <testcase classname="${attribute(chart.path)}" name="${attribute(render.set)}" time="${(ms / 1000).toFixed(3)}"`;
  if (render.status === 'identical') return `${head}/>\n`;
  const body = text(differenceText(render));
  if (isGood(render.status))
    return `${head}>\n      <system-out>${statusWords[render.status]}\n${body}</system-out>\n    </testcase>\n`;
  const element = render.status === 'not-compared' ? 'error' : 'failure';
  const message = render.differences[0]?.summary ?? render.error?.split('\n')[0] ?? '';
  return `${head}>\n      <${element} type="${render.status}" message="${attribute(`${statusWords[render.status]}: ${message}`)}">${body}</${element}>\n    </testcase>\n`;
}
