// Reports of what changes between two Helms: for a terminal, as a page, for CI. The JSON report is the model itself.

import { explanationOf } from '../../language/profiles';
import type { Difference } from '../model';
import { attribute, text } from '../report/xml';
import { counted, placeText } from '../report/summary';
import {
  type AcrossChart,
  type AcrossRender,
  type AcrossReport,
  type AcrossStep,
  acrossStatuses,
  isUnproven,
  acrossWords,
  needsCare,
} from './model';

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
  lines.push(...proofLines(report).map((line) => `  ${line}`));
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
    const body = renders.flatMap((render) => renderLines(render, report));
    lines.push(...body.slice(0, diffLines));
    if (body.length > diffLines) lines.push(`  … ${body.length - diffLines} more lines: --diff-lines N shows more`);
  }
  return `${lines.join('\n')}\n`;
}

/** `since Helm 4.2`; what is every version's own changes with each. */
function sinceText(since: string): string {
  return since.startsWith('Helm ') ? `since ${since}` : `changes with ${since}`;
}

function headline({ from, to, counts }: AcrossReport): string {
  return `${counted(counts.charts, 'chart')}, ${counted(counts.renders, 'render')}: from Helm ${from} to Helm ${to}`;
}

function renderLines(render: AcrossRender, { helms }: AcrossReport): string[] {
  const lines = [`  ${render.set}: ${acrossWords[render.status]}`];
  if (render.before !== undefined) lines.push(`    before: ${indented(render.before)}`);
  if (render.after !== undefined) lines.push(`    now: ${indented(render.after)}`);
  for (const step of render.steps) lines.push(...stepLines(step).map((line) => `    ${line}`));
  for (const [i, proof] of (render.proof ?? []).entries()) {
    if (proof.isProven) continue;
    lines.push(`    ${NOT_PROVEN}: helm ${helms![i]} does otherwise (- helm, + what was said):`);
    lines.push(...differenceLines(proof.differences).map((line) => `    ${line}`));
  }
  return lines;
}

/** What Helm says, its further lines below the first. */
function indented(message: string): string {
  return message.replace(/\n+/g, '\n      ');
}

const NOT_PROVEN = 'not proven';

/** What the helms themselves said, where they were asked. */
function proofLines({ helms, counts, charts }: AcrossReport): string[] {
  if (!helms || counts.unproven === undefined) return [];
  if (counts.unproven === 0) return [`proven: helm ${helms[0]} and helm ${helms[1]} do so in every render`];
  const proofs = charts.flatMap(({ renders }) => renders.flatMap(({ proof }) => (proof ? [proof] : [])));
  return helms.flatMap((version, i) => {
    const count = proofs.filter((proof) => !proof[i]!.isProven).length;
    return count === 0
      ? []
      : [`${NOT_PROVEN}: helm ${version} does otherwise in ${count} of ${counts.renders} renders`];
  });
}

function stepLines({ quirk, isBlank, differences }: AcrossStep): string[] {
  if (isBlank) return [`${quirk}: moves blank lines`];
  return [`${quirk}:`, ...differenceLines(differences)];
}

function differenceLines(differences: readonly Difference[]): string[] {
  const lines: string[] = [];
  for (const { summary, hunks, more } of differences) {
    if (hunks.length === 0) lines.push(`  ${summary}`);
    for (const { lines: changed, source } of hunks) {
      if (source) lines.push(`  ${placeText(source)}`);
      lines.push(...changed.map(({ kind, text }) => `  ${kind}${text}`));
    }
    if (more > 0) lines.push(`  … ${more} more places`);
  }
  return lines;
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
      const body = text(renderLines(render, report).join('\n'));
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

/** A page that needs nothing else, not even a script. */
export function acrossHtml(report: AcrossReport): string {
  const rows = report.quirks.map(
    ({ name, explanation, since, charts, renders }) =>
      `<tr id="${attribute(name)}"><td><code>${text(name)}</code></td><td>${text(since)}</td><td>${charts}</td><td>${renders}</td><td>${marked(explanation)}</td></tr>`,
  );
  const counts = acrossStatuses
    .filter((status) => report.counts.byStatus[status] > 0)
    .map((status) => `<li>${report.counts.byStatus[status]} ${text(acrossWords[status])}</li>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${text(headline(report))}</title>
<style>
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; } td, th { border: 1px solid #8886; padding: .3rem .6rem; text-align: left; vertical-align: top; }
pre { overflow: auto; padding: .5rem; border: 1px solid #8886; } .del { color: #c33; } .ins { color: #383; }
summary { cursor: pointer; } .good { color: #383; } .bad { color: #c33; font-weight: 600; }
td:first-child, td:nth-child(2) { white-space: nowrap; } h3 { font-size: 1rem; } tr:target { outline: 2px solid #888; }
</style>
</head>
<body>
<h1>${text(headline(report))}</h1>
<ul>${counts.join('')}${proofLines(report)
    .map((line) => `<li class="${proofClass(line)}">${text(line)}</li>`)
    .join('')}</ul>
<h2>What changes</h2>
<table><tr><th>difference</th><th>since</th><th>charts</th><th>renders</th><th>what it means, what to change</th></tr>${rows.join('')}</table>
<h2>Charts</h2>
${report.charts.map((chart) => htmlChart(chart, report)).join('\n')}
</body>
</html>
`;
}

/** Our own paragraphs mark code as Markdown does. */
function marked(paragraph: string): string {
  return text(paragraph).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function proofClass(line: string): string {
  return line.startsWith(NOT_PROVEN) ? 'bad' : 'good';
}

function htmlChart(chart: AcrossChart, report: AcrossReport): string {
  const care =
    chart.renders.some((render) => needsCare(render.status) || isUnproven(render)) || chart.broken !== undefined;
  const blank = chart.renders.filter(({ status }) => status === 'blank-lines').length;
  const words =
    chart.broken !== undefined
      ? 'not looked at'
      : [...new Set(chart.renders.map(({ status }) => acrossWords[status]))].join(', ');
  const unproven = chart.renders.some(isUnproven) ? `, <span class="bad">${NOT_PROVEN}</span>` : '';
  const renders = chart.renders
    .filter((render) => (render.status !== 'same' && render.status !== 'blank-lines') || isUnproven(render))
    .map(
      (render) =>
        `<h3>${text(render.set)}: ${text(acrossWords[render.status])}</h3><pre>${renderLines(render, report).slice(1).map(htmlLine).join('\n')}</pre>`,
    );
  return `<details${care ? ' open' : ''}><summary><b>${text(chart.path)}</b>: ${text(words)}${unproven}</summary>${
    chart.broken === undefined ? '' : `<pre>${text(chart.broken)}</pre>`
  }${blank > 0 ? `<p>${counted(blank, 'render')} with other blank lines only.</p>` : ''}${renders.join('')}</details>`;
}

function htmlLine(line: string): string {
  const kind = /^ {6}([-+])/.exec(line)?.[1];
  const shown = text(line.replace(/^ {4}/, ''));
  if (line.startsWith(`    ${NOT_PROVEN}`)) return `<span class="bad">${shown}</span>`;
  const quirk = /^ {4}([a-z][a-z\d.-]*):/.exec(line)?.[1];
  if (quirk !== undefined && explanationOf(quirk)) {
    return `<a href="#${quirk}">${quirk}</a>${text(line.slice(4 + quirk.length))}`;
  }
  return kind === undefined ? shown : `<span class="${kind === '-' ? 'del' : 'ins'}">${shown}</span>`;
}
