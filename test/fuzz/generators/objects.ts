// Templates about the objects that Helm hands to them: .Chart, .Files, .Capabilities, .Release, .Template, .Values with its
// methods. What prints an address is left out, and what is known to differ.

import type { HelmId } from '../../judge/helm';
import { type ChartCase, withRawByte } from '../charts';
import type { Choices } from './choices';

const strings = [
  '.Chart.Name',
  '.Chart.Version',
  '.Chart.AppVersion',
  '.Chart.Home',
  '.Chart.Type',
  '.Chart.KubeVersion',
  '.Chart.Description',
  '.Chart.APIVersion',
  '.Chart.Icon',
  '.Chart.Condition',
  '.Release.Name',
  '.Release.Namespace',
  '.Release.Service',
  '.Template.Name',
  '.Template.BasePath',
  '.Capabilities.KubeVersion.Version',
  '.Capabilities.KubeVersion.Major',
  '.Capabilities.KubeVersion.Minor',
  '.Capabilities.KubeVersion.GitVersion',
  '.Capabilities.KubeVersion.String',
  '.Capabilities.KubeVersion',
  '(.Files.Get "conf/a.ini")',
  '(.Files.Get "missing")',
  '(.Files.Glob "conf/*").AsConfig',
  '(.Files.Glob "**.bin").AsSecrets',
  '(.Files.Glob "conf/**").AsConfig',
  '(.Files.Glob "x*").AsSecrets',
  '.Values.YAML',
  '(first .Chart.Maintainers).Name',
  '(index .Chart.Dependencies 0).Name',
  '.Capabilities.HelmVersion.Version',
  '.Capabilities.HelmVersion.GoVersion',
  '(.Values.Table "m").YAML',
  '(.Values.PathValue "m.n")',
  '(.Files.Get "bin/x.bin" | b64enc)',
  '(.Files.GetBytes "conf/a.ini" | toString)',
  '(index .Chart.Keywords 1)',
  '(index .Chart.Annotations "k/v")',
  '(index .Files "conf/a.ini" | toString)',
];
const lists = [
  '.Chart.Keywords',
  '.Chart.Sources',
  '(.Files.Lines "conf/a.ini")',
  '(.Files.Lines "missing")',
  '(.Files.Lines "conf/crlf.txt")',
  '.Chart.Tags',
  '(without .Capabilities.APIVersions "x" | len | until)',
  '(keys (.Files.Glob "**") | sortAlpha)',
  '(values .Values.AsMap.s | sortAlpha)',
];
const maps = [
  '.Values',
  '.Values.AsMap',
  '.Values.m',
  '(.Values.Table "m")',
  '.Chart.Annotations',
  '.Release',
  '(.Values.Table "missing")',
  '(.Values.Table "s")',
  '(omit .Values "m")',
  '(pick .Release "Name" "IsInstall")',
  '(deepCopy .Values)',
  '(dict "a" .Values)',
  '.Values.global',
  '(merge (dict) .Values)',
  '(mergeOverwrite (dict "a" 1) .Values)',
  '(.Files.Glob "conf/*")',
  '(.Files.Glob "nothing")',
  '.Template',
];
const bools = [
  '(.Capabilities.APIVersions.Has "v1")',
  '(.Capabilities.APIVersions.Has "apps/v1/Deployment")',
  '(.Capabilities.APIVersions.Has "x/v1")',
  '(.Capabilities.APIVersions.Has "batch/v1/CronJob")',
  '.Release.IsInstall',
  '.Release.IsUpgrade',
  '.Chart.IsRoot',
  '.Chart.Deprecated',
  '(hasKey .Values "m")',
  '(eq .Chart.Name "vec")',
  '(semverCompare ">=1.20-0" .Capabilities.KubeVersion.Version)',
  '(gt .Capabilities.KubeVersion.Minor "20")',
  '(has "v1" .Capabilities.APIVersions)',
  '(typeIs "chartutil.Values" .Values)',
];
const others = [
  '.Chart',
  '.Chart.Metadata',
  '.Chart.Maintainers',
  '.Chart.Dependencies',
  '.Capabilities.HelmVersion',
  '.Capabilities.APIVersions',
  '.Release.Revision',
  '.Files',
  '.Subcharts',
  '.Release.x',
  '.Chart.x',
  '.Chart.name',
  '.Files.x',
  '.Capabilities.x',
  '.Capabilities.KubeVersion.x',
  '(.Files.Get 1)',
  '(.Files.Glob "[")',
  '.Values.x.y',
  '(.Values.PathValue "a.b.c")',
  '(.Values.PathValue "s.a")',
  '(.Values.PathValue "m")',
  '.Template.x',
  '(.Values.Table "m.n")',
  '(.Capabilities.APIVersions.Has 1)',
  '(.Capabilities.Copy).KubeVersion',
  '.Chart.Files',
  '.Chart.Values',
  '(.Values.Encode "x")',
  '.Values.AsMap.m.n',
  '(index .Files "missing")',
  '(.Files.Get "conf/a.ini").x',
  '(index .Capabilities.APIVersions 0)',
  '.Release.IsInstall.x',
  '(first .Chart.Dependencies).Version',
];

const ends: Record<string, readonly string[]> = {
  strings: [
    '',
    ' | quote',
    ' | toJson',
    ' | toYaml',
    ' | len',
    ' | upper',
    ' | b64enc',
    ' | typeOf',
    ' | nindent 2',
    ' | trunc 5',
    ' | fromYaml | toJson',
    ' | default "d"',
    ' | printf "%q"',
    ' | replace "." "-"',
    ' | squote',
    ' | trimPrefix "v"',
    ' | semver',
  ],
  lists: [
    '',
    ' | toJson',
    ' | toYaml',
    ' | len',
    ' | join ","',
    ' | first',
    ' | sortAlpha',
    ' | typeOf',
    ' | kindOf',
    ' | printf "%v"',
    ' | printf "%#v"',
    ' | uniq',
    ' | has "a"',
    ' | reverse',
    ' | toYamlPretty',
    ' | rest',
    ' | empty',
    ' | quote',
  ],
  maps: [
    '',
    ' | toJson',
    ' | toYaml',
    ' | len',
    ' | typeOf',
    ' | kindOf',
    ' | keys | len',
    ' | toToml',
    ' | toYamlPretty',
    ' | printf "%v"',
    ' | printf "%T"',
    ' | empty',
    ' | hasKey (dict "a" 1) "a"',
    ' | quote',
    ' | deepEqual (dict)',
    ' | toPrettyJson',
  ],
  bools: ['', ' | not', ' | quote', ' | ternary "y" "n"', ' | toJson', ' | typeOf'],
  others: [
    '',
    ' | toJson',
    ' | toYaml',
    ' | typeOf',
    ' | kindOf',
    ' | len',
    ' | empty',
    ' | toYamlPretty',
    ' | quote',
    ' | default "d"',
    ' | typeIs "string"',
    ' | kindIs "ptr"',
    ' | toToml',
  ],
};
const all = { strings, lists, maps, bools, others };

function makeExpression(c: Choices, root: string): string {
  const kind = c.pick(['strings', 'lists', 'maps', 'bools', 'others'] as const);
  const text = c.pick(all[kind]);
  const rooted = root === '' ? text : text.replaceAll(/(^|[ (])\.(?=[A-Z])/g, `$1${root}.`);
  const end = c.pick(ends[kind]);
  // docs/known-differences.md: Go's copy of it has lost its methods.
  return end.startsWith(' | default') && text.endsWith('.KubeVersion') ? rooted : rooted + end;
}

function makeStatement(c: Choices): string {
  switch (c.below(9)) {
    case 6: {
      const list = c.pick([...lists, ...maps]);
      return `{{ range $k, $v := ${list} }}{{ $k }}={{ $v | ${c.pick(['toJson', 'typeOf', 'kindOf', 'toString'])} }},{{ else }}none{{ end }}`;
    }
    case 7:
      return `{{ with ${c.pick(maps)} }}{{ ${makeExpression(c, '$')} }}{{ else }}n{{ end }}`;
    case 8:
      return `{{ tpl ${JSON.stringify(`{{ ${makeExpression(c, '').replaceAll('\\', '\\\\')} }}`)} . }}`;
    default:
      return `{{ ${makeExpression(c, '')} }}`;
  }
}

const chartFile = `apiVersion: v2
name: vec
version: 1.2.3-beta.1+b5
appVersion: "1.20"
description: "a: b"
home: https://example.com
icon: https://example.com/i.png
kubeVersion: ">=1.20.0-0"
type: application
keywords: [web, "1", é]
sources: [https://example.com/a, b]
maintainers:
- {name: A, email: a@example.com}
- {name: B, url: https://b.example}
annotations: {k/v: x, a: "1"}
dependencies:
- {name: sub, version: 1.x, condition: sub.enabled, tags: [t]}
`;

/** A chart with all that objects have, and one statement about them. Files that are empty or not text are among it. */
export function makeObjects(c: Choices, _major: HelmId): ChartCase {
  const files: Record<string, string> = {
    'Chart.yaml': c.chance(4) ? 'apiVersion: v2\nname: vec\nversion: 0.1.0\ndependencies: []\n' : chartFile,
    'values.yaml': 's: text\nm: {n: 1, o: [a, {p: q}]}\nl: [1, x]\nglobal: {g: 1}\n',
    'conf/a.ini': 'k = v\n[s]\n\nx=y',
    'conf/crlf.txt': 'a\r\nb\r\n',
    'conf/empty': '',
    'bin/x.bin': 'a\u0000b\u0001',
    'charts/sub/Chart.yaml': 'apiVersion: v1\nname: sub\nversion: 1.0.0\n',
    'charts/sub/values.yaml': 'x: y\n',
    'charts/sub/templates/s.yaml': `out: {{ ${makeExpression(c, '')} | toString | b64enc }}\n`,
    'templates/_t.txt': c.chance(10) ? withRawByte(c, `${makeStatement(c)} é {{ "é" | len }}`) : makeStatement(c),
    'templates/t.yaml': 'out: {{ include "vec/templates/_t.txt" . | b64enc }}\n',
  };
  const args: string[] = [];
  if (c.chance(6)) args.push('--api-versions', 'x/v1');
  if (c.chance(8)) args.push('--is-upgrade');
  if (c.chance(8)) args.push('-n', 'other');
  if (c.chance(8)) args.push('--set', 'sub.enabled=false');
  if (c.chance(10))
    args.push('--kube-version', c.pick(['1.30', 'v1.19.0', '1.31.2-gke.5+x', '1', 'x', 'v1.28.3+k3s1']));
  return { files, args };
}
