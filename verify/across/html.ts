// What changes between two Helms as a page.

import { htmlPage } from '../report/page';
import { counted } from '../report/summary';
import { attribute, text } from '../report/xml';
import { headline, type Line, NOT_PROVEN, proofLines, renderLines } from './lines';
import { type AcrossChart, type AcrossReport, acrossStatuses, acrossWords, isUnproven, needsCare } from './model';

const style = `
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; } td, th { border: 1px solid #8886; padding: .3rem .6rem; text-align: left; vertical-align: top; }
pre { overflow: auto; padding: .5rem; border: 1px solid #8886; } .del { color: #c33; } .ins { color: #383; }
summary { cursor: pointer; } .proven { color: #383; } .unproven { color: #c33; font-weight: 600; }
td:first-child, td:nth-child(2) { white-space: nowrap; } h3 { font-size: 1rem; } tr:target { outline: 2px solid #888; }
`;

/** A page that needs nothing else, not even a script. */
export function acrossHtml(report: AcrossReport): string {
  const rows = report.quirks.map(
    ({ name, explanation, since, charts, renders }) =>
      `<tr id="${attribute(name)}"><td><code>${text(name)}</code></td><td>${text(since)}</td><td>${charts}</td><td>${renders}</td><td>${marked(explanation)}</td></tr>`,
  );
  const counts = acrossStatuses
    .filter((status) => report.counts.byStatus[status] > 0)
    .map((status) => `<li>${report.counts.byStatus[status]} ${text(acrossWords[status])}</li>`);
  const proofs = proofLines(report).map(({ kind, text: line }) => `<li class="${kind}">${text(line)}</li>`);
  return htmlPage({
    title: headline(report),
    style,
    body: `<h1>${text(headline(report))}</h1>
<ul>${counts.join('')}${proofs.join('')}</ul>
<h2>What changes</h2>
<table><tr><th>difference</th><th>since</th><th>charts</th><th>renders</th><th>what it means, what to change</th></tr>${rows.join('')}</table>
<h2>Charts</h2>
${report.charts.map((chart) => htmlChart(chart, report)).join('\n')}`,
  });
}

/** Our own paragraphs mark code as Markdown does. */
function marked(paragraph: string): string {
  return text(paragraph).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function htmlChart(chart: AcrossChart, report: AcrossReport): string {
  const care =
    chart.renders.some((render) => needsCare(render.status) || isUnproven(render)) || chart.broken !== undefined;
  const blank = chart.renders.filter(({ status }) => status === 'blank-lines').length;
  const words =
    chart.broken !== undefined
      ? 'not looked at'
      : [...new Set(chart.renders.map(({ status }) => acrossWords[status]))].join(', ');
  const unproven = chart.renders.some(isUnproven) ? `, <span class="unproven">${NOT_PROVEN}</span>` : '';
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

function htmlLine({ kind, indent, text: line, quirk }: Line): string {
  // What belongs to a render stands four columns to the right in a terminal.
  const space = ' '.repeat(indent - 4);
  if (kind === 'text') return space + text(line);
  if (kind === 'quirk' && quirk !== undefined) {
    return `${space}<a href="#${attribute(quirk)}">${text(quirk)}</a>${text(line.slice(quirk.length))}`;
  }
  return `<span class="${CLASSES[kind] ?? kind}">${space}${text(line)}</span>`;
}

const CLASSES: Partial<Record<Line['kind'], string>> = { '-': 'del', '+': 'ins' };
