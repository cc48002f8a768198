// Reports of what changes between two Helms, for a terminal and for CI. The JSON report is the model itself; html.ts is the page.

import { explanationOf } from '../../language/differences/differences';
import { attribute, text } from '../report/xml';
import { counted } from '../report/summary';
import { headline, lineText, NOT_PROVEN, proofLines, renderLines, sinceText } from './lines';
import { type AcrossRender, type AcrossReport, acrossStatuses, acrossWords, isUnproven, needsCare } from './model';

export interface AcrossTerminalOptions {
  /** every chart, not only those that need care */
  all: boolean;
  /** lines of differences shown a chart */
  diffLines: number;
}

/** The report for a terminal. */
export function acrossTerminal(report: AcrossReport, { all, diffLines }: AcrossTerminalOptions): string {
  const lines = [headline(report), ''];
  for (const status of acrossStatuses) {
    const count = report.counts.byStatus[status];
    if (count > 0) lines.push(`  ${String(count).padStart(5)}  ${acrossWords[status]}`);
  }
  if (report.counts.broken > 0) lines.push(`  ${counted(report.counts.broken, 'chart')} could not be looked at`);
  lines.push(...proofLines(report).map(lineText));
  if (report.quirks.length > 0) {
    lines.push('', 'What changes (mistletoe verify --explain NAME tells what to do):');
    const width = Math.max(...report.quirks.map(({ name }) => name.length));
    for (const { name, charts, renders, since } of report.quirks) {
      const counts = `${counted(charts, 'chart')}, ${counted(renders, 'render')}`;
      lines.push(`  ${name.padEnd(width)}  ${counts}; ${sinceText(since)}`);
    }
  }
  for (const chart of report.charts) {
    if (chart.broken !== undefined) {
      lines.push('', `${chart.path}: not looked at: ${chart.broken.split('\n')[0]}`);
      continue;
    }
    const renders = chart.renders.filter((render) => all || needsCare(render.status) || isUnproven(render));
    if (renders.length === 0) continue;
    lines.push('', chart.path);
    const body = renders.flatMap((render) => renderLines(render, report)).map(lineText);
    lines.push(...body.slice(0, diffLines));
    if (body.length > diffLines) lines.push(`  … ${body.length - diffLines} more lines: --diff-lines N shows more`);
  }
  return `${lines.join('\n')}\n`;
}

/** The paragraph about a quirk; undefined where there is none of that name. */
export function explainQuirk(name: string): string | undefined {
  const found = explanationOf(name);
  return found && `${name} (${sinceText(found.since)}; ${found.cause})\n\n${found.explanation}\n`;
}

/** JUnit's XML: a suite a chart, a test a value set; what needs care fails. */
export function acrossJunit(report: AcrossReport): string {
  const suites = report.charts.map((chart) => {
    const name = attribute(chart.path);
    const tests = chart.renders.map((render) => {
      const head = `    <testcase classname="${name}" name="${attribute(render.set)}"`;
      if (render.status === 'same' && !isUnproven(render)) return `${head}/>\n`;
      const body = text(renderLines(render, report).map(lineText).join('\n'));
      const inner =
        needsCare(render.status) || isUnproven(render)
          ? `<failure type="${render.status}" message="${attribute(causes(render))}">${body}</failure>`
          : `<system-out>${body}</system-out>`;
      return `${head}>\n      ${inner}\n    </testcase>\n`;
    });
    if (chart.broken !== undefined) {
      tests.push(
        `    <testcase classname="${name}" name="chart">\n      <error>${text(chart.broken)}</error>\n    </testcase>\n`,
      );
    }
    const failures = chart.renders.filter((render) => needsCare(render.status) || isUnproven(render)).length;
    const errors = chart.broken === undefined ? 0 : 1;
    return `  <testsuite name="${name}" tests="${tests.length}" failures="${failures}" errors="${errors}">\n${tests.join('')}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="mistletoe verify --across ${attribute(`${report.from},${report.to}`)}">\n${suites.join('')}</testsuites>\n`;
}

function causes(render: AcrossRender): string {
  const quirks = render.steps.map(({ quirk }) => quirk).join(', ');
  return [acrossWords[render.status], ...(quirks ? [quirks] : []), ...(isUnproven(render) ? [NOT_PROVEN] : [])].join(
    ': ',
  );
}
