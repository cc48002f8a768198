// Style and script of the report page, as the browser gets them. The script builds everything from the data in the page with
// textContent: nothing of a chart can become markup.

export const pageStyle = `
:root {
  --bg: #ffffff; --fg: #1c2024; --soft: #60646c; --line: #e0e3e8; --panel: #f7f8fa; --hover: #eef1f5;
  --good: #18794e; --good-bg: #e6f6ec; --info: #0b68a8; --info-bg: #e6f2fb; --mute: #5f6672; --mute-bg: #eceef1;
  --bad: #b42318; --bad-bg: #fdecea; --warn: #8a5300; --warn-bg: #fdf2dc;
  --del: #ffebe9; --del-strong: #ffc1ba; --add: #e6ffec; --add-strong: #a6f0b8; --gap: #f0f2f5;
  --bar-helm: #8d95a3; --bar-ours: #2a9d5f; --focus: #0b68a8;
  --c-identical: #2a9d5f; --c-random: #3b8fd0; --c-alike: #98a0ad; --c-different: #d23b2e; --c-conversion: #e08a80; --c-unknown: #d79a2b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #111417; --fg: #e6e9ed; --soft: #9aa3af; --line: #2b3138; --panel: #181c21; --hover: #20262d;
    --good: #5fd49a; --good-bg: #10301f; --info: #6cb8f0; --info-bg: #0f2a3d; --mute: #a2abb8; --mute-bg: #262c33;
    --bad: #ff8d83; --bad-bg: #3d1613; --warn: #f3bd5e; --warn-bg: #382a0d;
    --del: #3a1917; --del-strong: #7c2a24; --add: #10301b; --add-strong: #1f6b3a; --gap: #1c2127;
    --bar-helm: #6b7482; --bar-ours: #35a56b; --focus: #6cb8f0;
    --c-identical: #2f9a62; --c-random: #3f86bd; --c-alike: #6f7884; --c-different: #d1554a; --c-conversion: #94403a; --c-unknown: #b98a35;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--fg); font: 15px/1.5 system-ui, sans-serif; }
header { padding: 24px 32px 8px; }
h1 { font-size: 22px; margin: 0; }
header p { margin: 2px 0 0; color: var(--soft); }
.note { color: var(--warn); font-weight: 600; }
header .verdict { font-weight: 600; margin-top: 8px; } .verdict.good { color: var(--good); } .verdict.bad { color: var(--bad); } .verdict.unknown { color: var(--warn); }
main { padding: 0 32px 64px; }
#overview { display: grid; grid-template-columns: minmax(300px, 1fr) minmax(300px, 1fr); gap: 16px; margin: 16px 0; }
@media (max-width: 900px) { #overview { grid-template-columns: 1fr; } header, main { padding-left: 16px; padding-right: 16px; } }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 16px; }
.panel h2 { font-size: 13px; margin: 0 0 8px; color: var(--soft); font-weight: 600; }
.stack { display: flex; height: 14px; border-radius: 7px; overflow: hidden; margin-bottom: 12px; background: var(--line); }
.stack span { display: block; }
.legend { list-style: none; margin: 0; padding: 0; display: grid; gap: 2px; }
.legend button { font: inherit; color: inherit; background: none; border: 0; padding: 3px 6px; border-radius: 6px; cursor: pointer; display: grid; grid-template-columns: 14px 6ch 1fr; gap: 8px; align-items: center; width: 100%; text-align: left; }
.legend button:hover { background: var(--hover); }
.legend button[aria-pressed="false"] { opacity: .4; }
.legend b { font-variant-numeric: tabular-nums; text-align: right; }
.dot { width: 12px; height: 12px; border-radius: 3px; }
.times { display: grid; grid-template-columns: auto 1fr auto; gap: 8px 12px; align-items: center; font-variant-numeric: tabular-nums; }
.times .bar { height: 12px; border-radius: 6px; background: var(--line); overflow: hidden; }
.times + .facts { margin-top: 12px; }
.times .bar i { display: block; height: 100%; }
#controls { display: flex; flex-wrap: wrap; gap: 12px; align-items: center; padding: 12px 0; position: sticky; top: 0; background: var(--bg); z-index: 2; border-bottom: 1px solid var(--line); }
#controls input[type=search] { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 6px 10px; min-width: 260px; flex: 0 1 420px; }
#controls select, #controls .plain { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 6px 10px; }
#controls .plain { cursor: pointer; }
#controls .plain:hover { background: var(--hover); }
#shown { color: var(--soft); margin-left: auto; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
details.chart { border-bottom: 1px solid var(--line); }
details.chart { scroll-margin-top: 64px; }
.titles { color: var(--soft); font-size: 13px; padding: 10px 4px 4px; border-bottom: 1px solid var(--line); }
.titles > :last-child { text-align: right; }
details.chart > summary, .titles { display: grid; grid-template-columns: 16px minmax(200px, 1fr) 110px minmax(0, 380px) 170px; gap: 12px; align-items: center; }
details.chart > summary { padding: 8px 4px; cursor: pointer; list-style: none; }
details.chart > summary::-webkit-details-marker { display: none; }
details.chart > summary:hover { background: var(--hover); }
summary .mark { color: var(--soft); transition: transform .1s; text-align: center; line-height: 1; }
details[open] > summary .mark { transform: rotate(90deg); }
@media (max-width: 900px) { details.chart > summary { grid-template-columns: 16px 1fr auto; } .version, .titles, summary .ms { display: none; } }
@media (max-width: 640px) { details.chart > summary { grid-template-columns: 16px 1fr; row-gap: 4px; } details.chart > summary .badges { grid-column: 2; } .body { padding-left: 0; } #controls input[type=search] { flex: 1 1 100%; } }
.path { overflow-wrap: anywhere; font-weight: 500; }
.version { color: var(--soft); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.badges { display: flex; gap: 6px; flex-wrap: wrap; }
.badge { font-size: 12.5px; padding: 1px 8px; border-radius: 10px; white-space: nowrap; }
.ms { color: var(--soft); font-size: 13px; font-variant-numeric: tabular-nums; text-align: right; }
.s-identical { color: var(--good); background: var(--good-bg); } .s-random { color: var(--info); background: var(--info-bg); }
.s-failed-alike { color: var(--mute); background: var(--mute-bg); } .s-different, .s-conversion-failed { color: var(--bad); background: var(--bad-bg); }
.s-not-compared { color: var(--warn); background: var(--warn-bg); }
.b-identical { background: var(--c-identical); } .b-random { background: var(--c-random); } .b-failed-alike { background: var(--c-alike); }
.b-different { background: var(--c-different); } .b-conversion-failed { background: var(--c-conversion); } .b-not-compared { background: var(--c-unknown); }
.body { padding: 4px 4px 20px 32px; }
.facts { color: var(--soft); font-size: 13px; margin: 0 0 8px; overflow-wrap: anywhere; }
.render { border: 1px solid var(--line); border-radius: 8px; margin: 8px 0; overflow: hidden; }
.render > summary { display: flex; gap: 12px; align-items: center; padding: 6px 12px; background: var(--panel); cursor: pointer; list-style: none; flex-wrap: wrap; }
.render > summary::-webkit-details-marker { display: none; }
.render > summary .ms { margin-left: auto; }
.inside { padding: 8px 12px 12px; }
code, pre, .diff { font: 12.5px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { margin: 4px 0; padding: 8px 10px; background: var(--panel); border-radius: 6px; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
.where { color: var(--info); margin: 12px 0 4px; font-size: 13px; }
h3 { font-size: 14px; margin: 12px 0 4px; }
table.diff { width: 100%; border-collapse: collapse; table-layout: fixed; border: 1px solid var(--line); }
.diff th { text-align: left; font: 600 12px system-ui, sans-serif; color: var(--soft); padding: 4px 8px; background: var(--panel); }
.diff td { padding: 0 8px; vertical-align: top; white-space: pre-wrap; overflow-wrap: anywhere; }
.diff td.n { width: 52px; text-align: right; color: var(--soft); user-select: none; padding: 0 6px; }
.diff col.n { width: 52px; }
.diff .del { background: var(--del); } .diff .add { background: var(--add); } .diff .none { background: var(--gap); }
.diff .del mark { background: var(--del-strong); color: inherit; border-radius: 2px; } .diff .add mark { background: var(--add-strong); color: inherit; border-radius: 2px; }
/* Two columns need room: below that, one. */
.diff.one { display: none; }
@media (max-width: 760px) { .diff.two { display: none; } .diff.one { display: table; } .diff td.n, .diff col.n { width: 40px; } }
ul.said { margin: 4px 0; padding-left: 18px; font-size: 13px; white-space: pre-wrap; overflow-wrap: anywhere; }
.said .error { color: var(--bad); } .said .warning { color: var(--warn); } .said .info { color: var(--soft); }
ul.random { margin: 4px 0; padding-left: 18px; font-size: 13px; }
ul.random li { overflow-wrap: anywhere; }
.empty { color: var(--soft); padding: 24px 0; }
`;

export const pageScript = `
'use strict';
const report = JSON.parse(document.getElementById('data').textContent);
const { words, order } = report;
const el = (tag, options, ...children) => {
  const node = document.createElement(tag);
  const { on, ...rest } = options || {};
  for (const [key, value] of Object.entries(rest)) {
    if (value === undefined) continue;
    if (key === 'class') node.className = value; else if (key in node && key !== 'list') node[key] = value; else node.setAttribute(key, value);
  }
  for (const [event, listener] of Object.entries(on || {})) node.addEventListener(event, listener);
  node.append(...children.filter((child) => child !== undefined && child !== null));
  return node;
};
const ms = (value) => value === undefined ? '' : value >= 59500 ? Math.floor(Math.round(value / 1000) / 60) + ' min ' + String(Math.round(value / 1000) % 60).padStart(2, '0') + ' s' : value >= 1000 ? (value / 1000).toFixed(value >= 10000 ? 0 : 1) + ' s' : value >= 100 ? Math.round(value) + ' ms' : value.toFixed(1) + ' ms';
const place = (p) => p ? p.template + (p.line ? ':' + p.line : '') + (p.from ? ' (included at ' + place(p.from) + ')' : '') : '';
const badge = (status, count) => el('span', { class: 'badge s-' + status }, (count === undefined ? '' : count + ' ') + words[status]);
const good = new Set(['identical', 'random', 'failed-alike']);

const head = document.getElementById('head');
head.append(
  el('h1', {}, report.title),
  el('p', {}, 'Mistletoe ' + report.mistletoe + ' compared with Helm ' + report.helm.version + (report.helm.recorded ? ' (recorded)' : '') + ', byte for byte'),
    report.nearest ? el('p', { class: 'note' }, report.nearest) : '',
    report.notConverted ? el('p', { class: 'note' }, report.notConverted) : '',
);
const bad = report.counts.byStatus.different + report.counts.byStatus['conversion-failed'];
const unknown = report.counts.byStatus['not-compared'] + report.counts.broken;
const missing = report.counts.broken ? '; ' + report.counts.broken + (report.counts.broken === 1 ? ' chart was' : ' charts were') + ' not compared' : '';
head.append(el('p', { class: 'verdict ' + (bad ? 'bad' : unknown ? 'unknown' : 'good') }, bad
  ? bad + (bad === 1 ? ' render is' : ' renders are') + ' not as helm renders them' + missing
  : unknown ? unknown + ' could not be compared; the others are as helm renders them' : 'Everything is as helm renders it'));
if (report.shards) head.append(el('p', { class: 'note' }, 'Shard ' + report.shards.done.join(', ') + ' of ' + report.shards.of + ': a part of ' + report.total + ' charts'));
if (!report.complete) head.append(el('p', { class: 'note' }, 'The run was interrupted: ' + report.counts.charts + ' of its charts are here'));

const state = { text: '', statuses: new Set(order), sort: 'status' };
const overview = document.getElementById('overview');
const counts = report.counts.byStatus;
const stack = el('div', { class: 'stack', role: 'img', 'aria-label': order.map((s) => counts[s] + ' ' + words[s]).join(', ') });
for (const status of order) {
  if (!counts[status]) continue;
  const part = el('span', { class: 'b-' + status, title: counts[status] + ' ' + words[status] });
  part.style.flexGrow = counts[status];
  part.style.minWidth = '3px';
  stack.append(part);
}
const legend = el('ul', { class: 'legend' });
for (const status of order) {
  const button = el('button', { type: 'button', 'aria-pressed': 'true', title: 'show or hide these', on: { click: () => {
    if (state.statuses.has(status)) state.statuses.delete(status); else state.statuses.add(status);
    button.setAttribute('aria-pressed', String(state.statuses.has(status)));
    draw();
  } } }, el('span', { class: 'dot b-' + status }), el('b', {}, String(counts[status])), el('span', {}, words[status]));
  legend.append(el('li', {}, button));
}
overview.append(el('div', { class: 'panel' }, el('h2', {}, 'Renders'), stack, legend));

const times = el('div', { class: 'times' });
const { helm, ours, convert, renders } = report.sums;
const timeRow = (name, value, colour) => {
  const bar = el('div', { class: 'bar' }, el('i', {}));
  bar.firstChild.style.width = (100 * value / Math.max(helm, ours, convert, 1)) + '%';
  bar.firstChild.style.background = 'var(--' + colour + ')';
  times.append(el('span', {}, name), bar, el('b', {}, ms(value)));
};
if (!report.helm.recorded) timeRow('helm', helm, 'bar-helm');
timeRow('ours', ours, 'bar-ours');
timeRow('conversions', convert, 'c-random');
const ratio = !report.helm.recorded && helm > 0 ? 'Ours took ' + (100 * ours / helm).toFixed(0) + ' % of the time of helm for the same ' + renders + ' renders. ' : '';
overview.append(el('div', { class: 'panel' }, el('h2', {}, 'Time'), times,
  el('p', { class: 'facts' }, ratio + 'Conversions are made once a chart and not counted among the renders. The whole run took ' + ms(report.timings.wall) + ' with ' + report.timings.workers + (report.timings.workers === 1 ? ' worker.' : ' workers.'))));

const controls = document.getElementById('controls');
const search = el('input', { type: 'search', placeholder: 'Filter by chart, set or template', 'aria-label': 'Filter', on: { input: () => { state.text = search.value.toLowerCase(); draw(); } } });
const sort = el('select', { 'aria-label': 'Order', on: { change: () => { state.sort = sort.value; draw(); } } },
  ...[['status', 'worst first'], ['path', 'by name'], ['time', 'slowest first']].map(([value, text]) => el('option', { value }, text)));
const onlyBad = el('button', { type: 'button', class: 'plain', on: { click: () => {
  const bad = order.filter((s) => !good.has(s));
  const isOn = bad.every((s) => state.statuses.has(s)) && state.statuses.size === bad.length;
  state.statuses = new Set(isOn ? order : bad);
  [...legend.querySelectorAll('button')].forEach((b, i) => b.setAttribute('aria-pressed', String(state.statuses.has(order[i]))));
  draw();
} } }, 'Only what needs a look');
const shown = el('span', { id: 'shown', role: 'status' });
controls.append(search, sort, onlyBad, shown);

const oursTime = (chart) => Object.values(chart.timing ? chart.timing.renders : {}).reduce((sum, t) => [sum[0] + t.helm, sum[1] + t.ours], [0, 0]);
for (const chart of report.charts) {
  chart.haystack = [chart.path, chart.name, chart.version, chart.broken || '', ...chart.said.map((one) => one.text), ...chart.renders.flatMap((r) => [r.set, r.error || '',
    ...r.differences.flatMap((d) => d.hunks.map((h) => place(h.source))), ...r.random.map((p) => place(p.source))])].join(' ').toLowerCase();
}

function draw() {
  const list = report.charts.filter((chart) => (chart.haystack.includes(state.text)) &&
    (chart.renders.some((r) => state.statuses.has(r.status)) || (chart.status === 'not-compared' && state.statuses.has('not-compared'))));
  const by = {
    status: (a, b) => order.indexOf(b.status) - order.indexOf(a.status) || (a.path < b.path ? -1 : 1),
    path: (a, b) => a.path < b.path ? -1 : 1,
    time: (a, b) => (b.timing ? b.timing.total : 0) - (a.timing ? a.timing.total : 0),
  }[state.sort];
  list.sort(by);
  shown.textContent = list.length + ' of ' + report.charts.length + ' charts';
  const box = document.getElementById('charts');
  const titles = el('div', { class: 'titles', 'aria-hidden': 'true' }, ...['', 'chart', 'version', 'result', report.helm.recorded ? 'ours' : 'helm \\u2192 ours'].map((text) => el('span', {}, text)));
  box.replaceChildren(...(list.length ? [titles, ...list.map(chartNode)] : [el('p', { class: 'empty' }, 'No chart matches the filter.')]));
}

function chartNode(chart) {
  const parts = order.flatMap((status) => { const n = chart.renders.filter((r) => r.status === status).length; return n ? [badge(status, chart.renders.length === n && n === 1 ? undefined : n)] : []; });
  const [helm, ours] = oursTime(chart);
  const summary = el('summary', {}, el('span', { class: 'mark', 'aria-hidden': 'true' }, '\\u25b8'), el('span', { class: 'path' }, chart.path), el('span', { class: 'version', title: chart.version }, chart.version),
    el('span', { class: 'badges' }, ...(chart.broken || !parts.length ? [badge('not-compared')] : parts)),
    el('span', { class: 'ms' }, report.helm.recorded ? ms(ours) : ms(helm) + ' \\u2192 ' + ms(ours)));
  const node = el('details', { class: 'chart' }, summary);
  // Most charts are never opened: what is inside is made when it is.
  node.addEventListener('toggle', () => { if (node.open && node.children.length === 1) node.append(chartBody(chart)); }, { once: false });
  if (!good.has(chart.status) && report.charts.length <= 3) { node.open = true; }
  return node;
}

function chartBody(chart) {
  const body = el('div', { class: 'body' });
  const module = chart.module ? 'module ' + Math.round(chart.module.bytes / 1024) + ' KiB, ' + chart.module.digest : 'not converted: ' + (chart.conversionError || '');
  body.append(el('p', { class: 'facts' }, chart.name + ' ' + chart.version + ' \\u00b7 ' + module + (chart.module && chart.timing ? ' \\u00b7 converted in ' + ms(chart.timing.convert) : '')));
  if (chart.said.length) body.append(el('ul', { class: 'said' }, ...chart.said.map(({ severity, text }) => el('li', { class: severity }, text))));
  if (chart.broken) body.append(el('pre', {}, chart.broken));
  for (const render of chart.renders) if (state.statuses.has(render.status)) body.append(renderNode(chart, render));
  return body;
}

function renderNode(chart, render) {
  const t = chart.timing && chart.timing.renders[render.set];
  const node = el('details', { class: 'render' }, el('summary', {}, badge(render.status), el('strong', {}, render.set),
    el('span', { class: 'ms' }, t ? (report.helm.recorded ? ms(t.ours) : 'helm ' + ms(t.helm) + ', ours ' + ms(t.ours)) : '')));
  const inside = el('div', { class: 'inside' });
  inside.append(el('pre', {}, 'helm template ' + render.args.join(' ')));
  if (render.values) inside.append(el('h3', {}, 'values.yaml'), el('pre', {}, render.values));
  for (const note of render.notes) inside.append(el('p', { class: 'note' }, note));
  if (render.error) inside.append(el('h3', {}, render.status === 'failed-alike' ? 'Both refuse' : 'Error'), el('pre', {}, render.error));
  for (const difference of render.differences) inside.append(...differenceNodes(difference, difference.what));
  if (render.warnings) inside.append(...differenceNodes(render.warnings, 'warnings (not counted)'));
  if (render.random.length) {
    inside.append(el('h3', {}, 'Helm prints something else here each time it runs'));
    inside.append(el('ul', { class: 'random' }, ...render.random.map((p) => el('li', {}, 'line ' + p.line + (p.kind === 'lines' ? ' (' + p.lines + ' lines)' : ', column ' + p.column) + ' ', el('code', {}, p.before), ' ', el('span', { class: 'where' }, place(p.source))))));
  }
  node.append(inside);
  node.open = !good.has(render.status);
  return node;
}

function differenceNodes(difference, title) {
  const nodes = [el('h3', {}, title + ': ' + difference.summary)];
  for (const hunk of difference.hunks) {
    nodes.push(el('p', { class: 'where' }, hunk.source ? place(hunk.source) : ''));
    nodes.push(diffTable(hunk), unifiedTable(hunk));
  }
  if (difference.more) nodes.push(el('p', { class: 'facts' }, difference.more + ' more places'));
  return nodes;
}

/** The same in one column, for narrow windows. */
function unifiedTable(hunk) {
  const body = el('tbody');
  let a = hunk.helm, b = hunk.ours;
  for (const { kind, text } of hunk.lines) {
    const colour = kind === '-' ? 'del' : kind === '+' ? 'add' : '';
    body.append(el('tr', {}, el('td', { class: 'n ' + colour }, kind === '+' ? '' : String(a++)), el('td', { class: 'n ' + colour }, kind === '-' ? '' : String(b++)), el('td', { class: colour }, kind + text)));
  }
  return el('table', { class: 'diff one' }, el('colgroup', {}, el('col', { class: 'n' }), el('col', { class: 'n' }), el('col')),
    el('thead', {}, el('tr', {}, el('th', {}, 'helm'), el('th', {}, 'ours'), el('th', {}, '\\u2212 helm, + ours'))), body);
}

function diffTable(hunk) {
  const table = el('table', { class: 'diff two' }, el('colgroup', {}, el('col', { class: 'n' }), el('col'), el('col', { class: 'n' }), el('col')),
    el('thead', {}, el('tr', {}, el('th', {}), el('th', {}, 'helm'), el('th', {}), el('th', {}, 'ours'))));
  const body = el('tbody');
  let a = hunk.helm, b = hunk.ours;
  const row = (left, right) => body.append(el('tr', {}, ...cell(left, 'del', () => a++), ...cell(right, 'add', () => b++)));
  const cell = (line, kind, number) => {
    if (line === undefined) return [el('td', { class: 'n none' }), el('td', { class: 'none' })];
    const same = line.kind === ' ';
    const content = el('td', { class: same ? '' : kind });
    if (line.parts) content.append(line.parts[0], el('mark', {}, line.parts[1]), line.parts[2]); else content.append(line.text);
    return [el('td', { class: 'n' + (same ? '' : ' ' + kind) }, String(number())), content];
  };
  const lines = hunk.lines;
  for (let i = 0; i < lines.length;) {
    if (lines[i].kind === ' ') { row(lines[i], lines[i]); i++; continue; }
    const removed = [], added = [];
    while (i < lines.length && lines[i].kind === '-') removed.push(lines[i++]);
    while (i < lines.length && lines[i].kind === '+') added.push(lines[i++]);
    for (let n = 0; n < Math.max(removed.length, added.length); n++) {
      const left = removed[n] && { ...removed[n] }, right = added[n] && { ...added[n] };
      if (left && right) split(left, right);
      row(left, right);
    }
  }
  table.append(body);
  return table;
}

function split(left, right) {
  const a = left.text, b = right.text, most = Math.min(a.length, b.length);
  let start = 0, end = 0;
  while (start < most && a[start] === b[start]) start++;
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  if (start + end < most / 3) return;
  left.parts = [a.slice(0, start), a.slice(start, a.length - end), a.slice(a.length - end)];
  right.parts = [b.slice(0, start), b.slice(start, b.length - end), b.slice(b.length - end)];
}

if (report.counts.byStatus.different + report.counts.byStatus['conversion-failed'] + report.counts.byStatus['not-compared'] === 0) sort.value = state.sort = 'path';
draw();
`;
