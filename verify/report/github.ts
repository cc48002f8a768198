// The report as annotations of GitHub Actions: an error at each template line that something differs behind, a notice with the
// sum. Written to standard output, where the runner reads them.

import { type Diagnostic, diagnosticText } from '../../compiler/diagnostics';
import { type ChartReport, isGood, type Report, type RenderReport, statusWords, type TemplatePlace } from '../model';
import { counted, nearestNote, placeText, quickNote } from './summary';

/** GitHub shows ten errors a step; more only make the log longer. */
const MAX_PER_CHART = 10;

/** The annotations, a line each. */
export function githubReport(report: Report): string {
  const title = 'mistletoe verify';
  const lines = [
    ...nearestNote(report).map((note) => command('warning', { title }, note)),
    ...quickNote(report).map((note) => command('notice', { title }, note)),
  ];
  for (const chart of report.charts) {
    if (chart.broken !== undefined)
      lines.push(command('error', { title: `${chart.path} was not compared` }, chart.broken));
    let left = MAX_PER_CHART;
    for (const one of chart.diagnostics ?? []) {
      if (one.severity !== 'info' && left-- > 0) lines.push(diagnosticCommand(chart, one));
    }
    for (const render of chart.renders) {
      if (isGood(render.status) || left-- <= 0) continue;
      lines.push(annotation(chart, render));
    }
  }
  const { charts, renders, byStatus } = report.counts;
  const bad = byStatus.different + byStatus['conversion-failed'];
  lines.push(
    command(
      bad > 0 ? 'error' : 'notice',
      { title: 'mistletoe verify' },
      `${counted(charts, 'chart')}, ${counted(renders, 'render')}: ${bad === 0 ? 'as helm renders them' : `${bad} are not as helm renders them`}`,
    ),
  );
  return `${lines.join('\n')}\n`;
}

function annotation(chart: ChartReport, render: RenderReport): string {
  const hunk = render.differences.flatMap((difference) => difference.hunks).find(({ source }) => source);
  const title = `${chart.path} with ${render.set}: ${statusWords[render.status]}`;
  const summary = render.differences.map((difference) => `${difference.what}: ${difference.summary}`);
  const changed = hunk?.lines.filter(({ kind }) => kind !== ' ').slice(0, 8) ?? [];
  const text = [
    ...summary,
    ...(render.error === undefined ? [] : [render.error]),
    ...(hunk?.source ? [placeText(hunk.source)] : []),
    ...changed.map(({ kind, text: line }) => kind + line),
  ].join('\n');
  return command('error', { title, ...fileOf(chart, hunk?.source) }, text);
}

function diagnosticCommand(chart: ChartReport, one: Diagnostic): string {
  const { code, path, line = 0, column } = one;
  const file = fileOf(chart, path === undefined ? undefined : { template: path, line });
  // Columns of GitHub begin at 1.
  const col = file.line === undefined || column === undefined ? undefined : String(column + 1);
  return command(one.severity === 'error' ? 'error' : 'warning', { title: code, ...file, col }, diagnosticText(one));
}

/** The file of a place in the repository: the chart's own files lie below its path. */
function fileOf(chart: ChartReport, place: TemplatePlace | undefined): { file?: string; line?: string } {
  if (chart.path.endsWith('.tgz')) return { file: chart.path };
  if (!place) return { file: `${chart.path}/Chart.yaml` };
  const inside = place.template.slice(place.template.indexOf('/') + 1);
  return { file: `${chart.path}/${inside}`, ...(place.line > 0 ? { line: String(place.line) } : {}) };
}

function command(
  kind: 'error' | 'warning' | 'notice',
  properties: Record<string, string | undefined>,
  message: string,
): string {
  const list = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${property(value)}`],
  );
  return `::${kind} ${list.join(',')}::${data(message)}`;
}

function data(value: string): string {
  return value.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(value: string): string {
  return data(value).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
