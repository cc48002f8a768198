// The report for people at a terminal: a table, the differences, the sum. Plain text with colours only where they are shown.

import { styleText } from 'node:util';
import { diagnosticText } from '../../compiler/diagnostics';
import {
  type ChartReport,
  chartStatus,
  type DiffLine,
  isGood,
  type Report,
  type RenderReport,
  renderStatuses,
  statusWords,
} from '../model';
import { time } from '../run/progress';
import { counted, describeTimings, nearestNote, placeText, quickNote } from './summary';

/** How much is printed. */
export interface TerminalOptions {
  colour: boolean;
  /** every chart, also where there are many and they are identical */
  all: boolean;
  /** lines of differences that are printed per chart */
  diffLines: number;
}

const paint = (on: boolean) => {
  const style = (name: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'inverse') => (text: string) =>
    on ? styleText(name, text, { validateStream: false }) : text;
  return {
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    green: style('green'),
    yellow: style('yellow'),
    cyan: style('cyan'),
    strong: style('inverse'),
  };
};

/** A table longer than this shows only what needs attention. */
const LONG_TABLE = 60;

/** The whole report as text. */
export function terminalReport(report: Report, options: TerminalOptions): string {
  const c = paint(options.colour);
  const out: string[] = notCompared(report).map(c.red);
  if (out.length > 0) out.push('');
  const shown =
    options.all || report.charts.length <= LONG_TABLE
      ? report.charts
      : report.charts.filter((chart) => !['identical', 'failed-alike'].includes(chartStatus(chart)));
  if (shown.length > 0) {
    const rows = shown.map((chart) => row(chart, report));
    const head = ['chart', 'version', 'sets', 'result', 'helm', 'ours'];
    const widths = head.map((title, i) => Math.max(title.length, ...rows.map((cells) => cells[i].length)));
    const line = (cells: string[], colour: (text: string) => string) =>
      cells
        .map((cell, i) => {
          const padded = i === 2 || i > 3 ? cell.padStart(widths[i]) : cell.padEnd(widths[i]);
          return i === 3 ? colour(padded) : padded;
        })
        .join('  ')
        .trimEnd();
    out.push(c.bold(line(head, (text) => text)));
    for (const [i, chart] of shown.entries()) {
      const status = chartStatus(chart);
      const colour = isGood(status)
        ? status === 'identical'
          ? c.green
          : c.cyan
        : status === 'not-compared'
          ? c.yellow
          : c.red;
      out.push(line(rows[i], colour));
    }
    const hidden = report.charts.length - shown.length;
    if (hidden > 0)
      out.push(c.dim(`… and ${hidden} charts where every render is identical or fails alike (--all shows them)`));
    out.push('');
  }
  for (const chart of report.charts) {
    const text = differences(chart, options.diffLines, c, report.strict);
    if (text.length > 0) out.push(...text, '');
  }
  for (const chart of report.charts) {
    const text = diagnostics(chart, options.all, c);
    if (text.length > 0) out.push(...text, '');
  }
  for (const chart of report.charts) {
    const text = randomPlaces(chart, c);
    if (text.length > 0) out.push(...text);
  }
  if (out.length > 0 && out[out.length - 1] !== '') out.push('');
  out.push(...summary(report, c));
  return `${out.join('\n')}\n`;
}

function row(chart: ChartReport, report: Report): string[] {
  const counts = renderStatuses.flatMap((status) => {
    const count = chart.renders.filter((render) => render.status === status).length;
    return count === 0 ? [] : [{ status, count }];
  });
  const result =
    chart.broken !== undefined
      ? 'not compared'
      : counts.length === 1
        ? statusWords[counts[0].status]
        : counts.map(({ status, count }) => `${count} ${statusWords[status]}`).join(', ');
  const renders = Object.values(report.timings.charts[chart.path]?.renders ?? {});
  const sum = (of: (timing: (typeof renders)[number]) => number) =>
    renders.reduce((total, timing) => total + of(timing), 0);
  const ms = (value: number) => (value === 0 ? '-' : `${Math.round(value)} ms`);
  return [
    chart.path,
    chart.version,
    String(chart.renders.length),
    result,
    ms(sum((t) => t.helm)),
    ms(sum((t) => t.ours)),
  ];
}

/** How many names of charts a line has. */
const NAMES = 8;

/** Said before everything else: a run that compared nothing must not look like one that found nothing. */
function notCompared(report: Report): string[] {
  const names = report.charts.filter((chart) => chart.broken !== undefined).map((chart) => chart.path);
  if (names.length === 0) return [];
  const more = names.length > NAMES ? `, and ${names.length - NAMES} more` : '';
  return [
    `not compared: ${names.length} of ${counted(report.charts.length, 'chart')}: ${names.slice(0, NAMES).join(', ')}${more}`,
  ];
}

type Colours = ReturnType<typeof paint>;

function differences(chart: ChartReport, maxLines: number, c: Colours, strict: boolean): string[] {
  const out: string[] = [];
  if (chart.broken !== undefined)
    return [c.bold(`${chart.path}: not compared`), `  ${chart.broken.replaceAll('\n', '\n  ')}`];
  let left = maxLines;
  const bad = chart.renders.filter((render) => !isGood(render.status) || (strict && render.warnings));
  // Sets of a chart often differ in the same lines: those are shown once.
  const alike = new Map<string, RenderReport[]>();
  for (const render of bad) {
    const key = JSON.stringify([
      render.status,
      render.error,
      render.differences.map(({ what, hunks }) => [what, hunks.map(({ lines }) => lines)]),
    ]);
    alike.set(key, [...(alike.get(key) ?? []), render]);
  }
  for (const [render, ...others] of alike.values()) {
    out.push(c.bold(`${chart.path} with ${render.set}: ${statusWords[render.status]}`));
    if (others.length > 0) out.push(c.dim(`  the same with ${others.map(({ set }) => set).join(', ')}`));
    out.push(c.dim(`  helm template ${render.args.join(' ')}`));
    if (render.status === 'conversion-failed' || render.status === 'not-compared') {
      out.push(`  ${(render.error ?? '').replaceAll('\n', '\n  ')}`);
      continue;
    }
    for (const note of render.notes) out.push(`  ${note}`);
    const all = strict && render.warnings ? [...render.differences, render.warnings] : render.differences;
    for (const difference of all) {
      out.push(`  ${difference.what}: ${difference.summary}`);
      for (const hunk of difference.hunks) {
        if (left <= 0) break;
        const where = hunk.source ? `  ${c.cyan(placeText(hunk.source))}` : '';
        const removed = hunk.lines.filter((line) => line.kind !== '+').length;
        const added = hunk.lines.filter((line) => line.kind !== '-').length;
        out.push(`  ${c.dim(`@@ -${hunk.helm},${removed} +${hunk.ours},${added} @@`)}${where}`);
        const lines = hunk.lines.slice(0, left);
        out.push(...colourLines(lines, c).map((line) => `  ${line}`));
        if (lines.length < hunk.lines.length) out.push(c.dim(`  … ${hunk.lines.length - lines.length} more lines`));
        left -= lines.length;
      }
      const hidden = difference.more;
      if (hidden > 0) out.push(c.dim(`  … ${hidden} more places`));
    }
    if (left <= 0) {
      out.push(c.dim(`  … more in the reports (--report html=FILE, json=FILE)`));
      break;
    }
  }
  return out;
}

/** What there is to say of the chart itself; of what is only told, only where everything is asked for. */
function diagnostics(chart: ChartReport, all: boolean, c: Colours): string[] {
  const list = (chart.diagnostics ?? []).filter(({ severity }) => all || severity !== 'info');
  return list.length === 0 ? [] : [c.bold(chart.path), ...list.map((one) => `  ${diagnosticText(one)}`)];
}

/** Lines of a difference; in a line that only changed, what changed stands out. */
function colourLines(lines: readonly DiffLine[], c: Colours): string[] {
  const out: string[] = [];
  for (let i = 0; i < lines.length; ) {
    if (lines[i].kind === ' ') {
      out.push(` ${lines[i++].text}`);
      continue;
    }
    const removed: string[] = [];
    const added: string[] = [];
    while (lines[i]?.kind === '-') removed.push(lines[i++].text);
    while (lines[i]?.kind === '+') added.push(lines[i++].text);
    const parts = removed.map((text, n) =>
      added[n] === undefined || removed.length !== added.length ? undefined : splitChange(text, added[n]),
    );
    for (const [n, text] of removed.entries()) {
      const part = parts[n];
      out.push(part ? c.red(`-${part.before}`) + c.red(c.strong(part.a)) + c.red(part.after) : c.red(`-${text}`));
    }
    for (const [n, text] of added.entries()) {
      const part = parts[n];
      out.push(
        part ? c.green(`+${part.before}`) + c.green(c.strong(part.b)) + c.green(part.after) : c.green(`+${text}`),
      );
    }
  }
  return out;
}

/** The part in which two lines differ; undefined where they have too little in common to show it. */
export function splitChange(a: string, b: string): { before: string; a: string; b: string; after: string } | undefined {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a[start] === b[start]) start++;
  let end = 0;
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  if (start + end < most / 3) return undefined;
  return {
    before: a.slice(0, start),
    a: a.slice(start, a.length - end),
    b: b.slice(start, b.length - end),
    after: a.slice(a.length - end),
  };
}

/** Random places, each listed once, with its position in the first set that has it: most sets of a chart have the same. */
function randomPlaces(chart: ChartReport, c: Colours): string[] {
  const lines = new Map<string, string[]>();
  const positions = new Map<string, string>();
  for (const render of chart.renders) {
    for (const place of render.random) {
      const source = place.source ? `  ${placeText(place.source)}` : '';
      const text = `${place.kind === 'lines' ? `${place.lines} lines` : place.before.trimEnd() || 'line'}${source}`;
      const sets = lines.get(text) ?? [];
      if (!sets.includes(render.set)) sets.push(render.set);
      lines.set(text, sets);
      if (!positions.has(text)) positions.set(text, `${place.line}:${place.column}`);
    }
  }
  if (lines.size === 0) return [];
  const out = [
    `${c.bold(chart.path)}: helm prints something else here each time (line:column, what stands before it, template line)`,
  ];
  const max = 12;
  for (const [text, sets] of [...lines].slice(0, max)) {
    out.push(
      `  ${c.dim(positions.get(text)!.padEnd(8))}  ${text}${c.dim(sets.length === chart.renders.length ? '' : `  (${sets.length > 3 ? `${sets.length} sets` : sets.join(', ')})`)}`,
    );
  }
  if (lines.size > max) out.push(c.dim(`  … ${lines.size - max} more places, all of them in the reports`));
  return out;
}

function summary(report: Report, c: Colours): string[] {
  const { charts, renders, byStatus, broken } = report.counts;
  const lines = [
    c.bold(
      `${counted(charts, 'chart')}, ${counted(renders, 'render')} compared with helm ${report.helm.version}${report.helm.recorded ? ' (recorded)' : ''}`,
    ),
    ...nearestNote(report),
    ...quickNote(report),
  ];
  for (const status of renderStatuses) {
    const count = byStatus[status];
    if (count === 0 && status !== 'identical' && status !== 'different') continue;
    const colour = isGood(status) ? c.green : count === 0 ? c.dim : c.red;
    lines.push(colour(`${String(count).padStart(7)}  ${statusWords[status]}`));
  }
  if (broken > 0) lines.push(c.red(`${String(broken).padStart(7)}  charts that were not compared`));
  const warned = report.charts
    .flatMap((chart) => chart.renders)
    .filter((render: RenderReport) => render.warnings).length;
  if (warned > 0)
    lines.push(
      c.yellow(
        `${String(warned).padStart(7)}  with other warnings on standard error${report.strict ? '' : ' (these count with --strict)'}`,
      ),
    );
  lines.push(...describeTimings(report).map((line) => c.dim(line)));
  if (report.shards)
    lines.push(
      c.dim(`shard ${report.shards.done.join(', ')} of ${report.shards.of}: ${charts} of ${report.total} charts`),
    );
  if (!report.complete)
    lines.push(c.yellow(`interrupted: this is a part (go on with --resume) after ${time(report.timings.wall / 1000)}`));
  return lines;
}
