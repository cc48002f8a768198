// Random trees of charts with values at every level: coalescing, globals, conditions, tags, aliases, import-values, and
// values files of several documents over them. Every chart prints the values it sees.

import type { HelmId } from '../../judge/helm';
import { type ChartCase, withRawByte } from '../charts';
import type { Choices } from './choices';
import { makeSet } from './sets';
import { type Json, valuesFile } from './values';
import { makeYaml } from './yaml';

type Table = { [key: string]: Json };

const leaves: readonly Json[] = [1, 'x', true, false, null, 0, '', [1, { a: null }], [], {}, 'y', 2.5, { z: null }];
const aliases = ['web', 'a', 'db', 'x-y', 'one', 'two'];
const versions = ['1.2.0', '0.1.0', '2.0.0-rc.1'];

function makeLeaf(c: Choices): Json {
  return c.pick(leaves);
}

function makeTable(c: Choices, names: readonly string[], depth: number): Table {
  const table: Table = {};
  for (const name of c.many(0, 5, () => c.pick(names))) {
    table[name] = depth > 0 && c.below(3) > 0 ? makeTable(c, names, depth - 1) : makeLeaf(c);
  }
  return table;
}

/** Names of values: few, so that levels meet; those of the charts below among them. */
const common = ['a', 'b', 'c', 'global', 'a', 'b', 'enabled', 'exports', 'tags', 'front'];

const template = `{{ .Chart.Name }}: {{ .Values | toJson | quote }}
name: {{ .Template.Name }} {{ .Template.BasePath }} {{ .Chart.IsRoot }}
subcharts:{{ range $k, $v := .Subcharts }} {{ $k }}={{ $v.Values | toJson | quote }}{{ end }}
dependencies: {{ range .Chart.Dependencies }}{{ .Name }} {{ .Alias }} {{ .Enabled }} {{ .ImportValues | toJson }};{{ end }}
has: {{ hasKey .Values "a" }} {{ hasKey .Values "global" }} {{ .Values.a | kindOf }} {{ .Values.global | toJson }}
`;

/** How a tree is made: as charts are, or so that charts meet that nobody listed, under many names, with values passed up. */
interface Style {
  /** one in so many dependencies has an alias, or imports values */
  alias: number;
  imports: number;
  /** one in so many charts lists one of its subcharts more than once */
  copies: number;
  /** of so many subcharts, how many are listed */
  listed: [count: number, of: number];
}

const usual: Style = { alias: 5, imports: 4, copies: 3, listed: [2, 3] };
const tangled: Style = { alias: 2, imports: 2, copies: 2, listed: [1, 2] };

/** `isCopied`: it or a chart above it stands in the tree more than once; what may be disabled there is a known difference. */
function makeDependency(c: Choices, name: string, isCopied: boolean, style: Style): Table {
  const dependency: Table = { name, version: c.pick(['*', '*', '1.x', '>=0.0.1', '0.1.0', '>=0-0', '^2']) };
  if (!isCopied && c.chance(3))
    dependency['condition'] = c.pick([
      `${name}.enabled`,
      'a',
      'tags.front',
      `${name}.a,${name}.enabled`,
      'global.a',
      'x.enabled',
      'enabled',
      `a.b`,
    ]);
  if (!isCopied && c.chance(4)) dependency['tags'] = c.pick([['front'], ['a', 'b'], ['front', 'back'], []]);
  if (c.chance(isCopied ? 2 : style.alias)) dependency['alias'] = c.pick(aliases);
  if (c.chance(style.imports)) {
    dependency['import-values'] = c.pick<Json>([
      ['a'],
      ['a', 'b'],
      [{ child: 'a', parent: 'b' }],
      [{ child: 'exports.a', parent: 'a' }],
      [{ child: 'a.b', parent: '.' }],
      [{ child: '.', parent: 'a' }],
      ['missing'],
      [{ child: 'global', parent: 'global' }],
      [{ child: 'a', parent: 'a.b' }],
      [{ child: 'b', parent: 'b' }, 'b'],
      [{ child: 'b', parent: '.' }, 'a', { child: 'a', parent: 'c' }],
      ['.', { child: 'exports', parent: '.' }],
      [{ child: 1, parent: 'a' }],
      [{ child: 'a' }, 'a'],
      [2, 'a'],
    ]);
  }
  return dependency;
}

/** Gives those an alias whose name is taken: Helm refuses a chart with two dependencies of one name. */
function nameApart(c: Choices, dependencies: readonly Table[]): void {
  const taken = new Set<Json>();
  for (const dependency of dependencies) {
    if (taken.has(dependency['alias'] ?? dependency['name']!)) {
      dependency['alias'] = c.pick(aliases.filter((alias) => !taken.has(alias)));
    }
    taken.add(dependency['alias'] ?? dependency['name']!);
  }
}

function makeChart(
  c: Choices,
  path: string,
  name: string,
  depth: number,
  files: Record<string, string>,
  style: Style,
  isCopied = false,
): string[] {
  const children =
    depth === 0 ? [] : c.many(0, 3, (i) => (depth % 2 === 0 ? ['sub', 'web', 'db'] : ['cache', 'low', 'sub'])[i]);
  const chart: Table = { apiVersion: c.chance(8) ? 'v1' : 'v2', name, version: c.pick(versions) };
  const [some, all] = style.listed;
  const listed = c.chance(6) ? [] : children.filter(() => c.below(all) < some);
  if (listed.length > 0 && c.chance(style.copies)) listed.push(...c.many(1, 2, () => c.pick(listed)));
  const isTwice = new Set(listed).size < listed.length;
  if (listed.length > 0 || c.chance(10)) {
    const dependencies = listed.map((child) => makeDependency(c, child, isCopied || isTwice, style));
    if (!c.chance(12)) nameApart(c, dependencies);
    // The file of old: charts of apiVersion v1 list theirs there.
    if (c.chance(chart['apiVersion'] === 'v1' ? 2 : 12))
      files[`${path}requirements.yaml`] = valuesFile({ dependencies });
    else chart['dependencies'] = dependencies;
  }
  files[`${path}Chart.yaml`] = valuesFile(chart);
  const names = [...common, ...children];
  if (!c.chance(6)) files[`${path}values.yaml`] = valuesFile(makeTable(c, names, 3));
  files[`${path}templates/t.yaml`] = template;
  const below = [...children];
  for (const child of children) {
    below.push(...makeChart(c, `${path}charts/${child}/`, child, depth - 1, files, style, isCopied || isTwice));
  }
  return below;
}

/** A tree of charts and the flags of a render. */
export function makeTree(c: Choices, _major: HelmId): ChartCase {
  const files: Record<string, string> = {};
  const style = c.pick([usual, tangled]);
  const below = makeChart(c, '', 'vec', c.pick([2, 2, 3]), files, style);
  const names = [...common, ...below, ...below];
  const args: string[] = [];
  for (let i = c.between(0, 2); i > 0; i--) {
    files[`v${i}.yaml`] = valuesFile(makeTable(c, names, 3));
    args.push('-f', `CHART/v${i}.yaml`);
  }
  if (c.chance(4))
    args.push(
      '--set',
      c
        .many(
          1,
          2,
          () =>
            `${c.many(1, 3, () => c.pick(names)).join('.')}=${c.pick(['1', 'null', 'true', 'x', '{a,b}', '{}', 'false'])}`,
        )
        .join(','),
    );
  return { files, args };
}

const documents = [
  '',
  '---\n',
  '--- \n',
  '---\n---\n',
  '...\n',
  '--- # c\n',
  '---x\n',
  '\n---\t\n',
  '--- {a: 1}\n',
  '# c\n---\n',
  ' ---\n',
  '%YAML 1.1\n---\n',
];

/** One chart with values files of every kind. */
export function makeDocuments(c: Choices, _major: HelmId): ChartCase {
  const document = () => {
    const text = c.pick([
      () => makeYaml(c, 'map'),
      () => makeYaml(c, 'map'),
      () => valuesFile(makeTable(c, common, 2)),
      () => '',
    ])();
    return text === '' || text.endsWith('\n') ? text : `${text}\n`;
  };
  const text = () => {
    let out = c.chance(5) ? c.pick(documents) : '';
    for (let n = c.pick([1, 1, 1, 2, 3]); n > 0; n--) out += document() + (n > 1 ? c.pick(documents.slice(1)) : '');
    if (c.chance(12)) out = out.replaceAll('\n', '\r\n');
    return c.chance(12) ? withRawByte(c, out) : out;
  };
  const files: Record<string, string> = {
    'Chart.yaml': 'apiVersion: v2\nname: vec\nversion: 0.1.0\n',
    'values.yaml': c.chance(2) ? text() : valuesFile(makeTable(c, common, 2)),
    'templates/t.yaml':
      'out: {{ .Values | toJson | quote }}\nout2: {{ range $k, $v := .Values }}{{ $k }} {{ typeOf $v }},{{ end }}\n',
  };
  const args: string[] = [];
  for (let i = c.between(0, 2); i > 0; i--) {
    files[`v${i}.yaml`] = text();
    args.push('-f', `CHART/v${i}.yaml`);
  }
  if (c.chance(3)) args.push(...makeSet(c));
  if (c.chance(8))
    args.push(
      '--set-file',
      `${c.pick(['a', 'b.c', 'l[1]', 'a.', 'x\\.y', ''])}=CHART/${c.pick(['values.yaml', 'v1.yaml', 'missing', 'Chart.yaml'])}`,
    );
  return { files, args };
}
