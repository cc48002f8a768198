// What templates read, and what is made of it: generated values and findings.

import { profileById } from '../../../language/profiles';
import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../runtime/bindings/values';
import { loadChart } from '../../../compiler/chart/load';
import { findFindings } from '../../../compiler/analysis/findings';
import { findToggles, fuzzSets, generator } from '../../../verify/sets/fuzz';
import { type Analysis, analyseUnits } from '../../../compiler/analysis/reads';
import { unitsOf } from '../../../compiler/analysis/units';
import { lowerChart } from '../../../compiler/lower/chart';
import { chartFiles, Folder } from '../../cli/charts';

function analyse(files: Record<string, string>, chartYaml = ''): Analysis {
  const folder = new Folder().write(chartFiles('x', files, chartYaml));
  try {
    return analyseUnits(
      unitsOf(lowerChart(loadChart(`${folder.path}/x`, { helm: profileById('4.1'), parseYaml }), profileById('4.1'))),
    );
  } finally {
    folder.remove();
  }
}

const reads = (template: string, more: Record<string, string> = {}) =>
  analyse({ 'templates/a.yaml': template, ...more }).reads.map(
    ({ path, tested, whole }) => `${path.join('.')}${tested ? ' tested' : ''}${whole ? ' whole' : ''}`,
  );

describe('reads', () => {
  it('are found where dicts hold each other many times over', () => {
    const deeper = Array.from(
      { length: 40 },
      () => '{{ $d = dict "a" $d "b" (list $d .Values.x) "c" (dict "d" $d) }}{{ $_ := set $d "self" $d }}',
    ).join('\n');
    expect(reads(`{{ $d := dict "v" .Values.v.w }}${deeper}{{ toYaml $d }}`)).toEqual(['v.w whole', 'x whole']);
  });

  it.each([
    ['{{ .Values.a.b }}', ['a.b whole']],
    ['{{ if .Values.a }}{{ .Values.b }}{{ end }}', ['a tested', 'b whole']],
    ['{{ with .Values.a }}{{ .b }}{{ $.Values.c }}{{ end }}', ['a tested', 'a.b whole', 'c whole']],
    ['{{ range .Values.a }}{{ .b }}{{ end }}', ['a tested', 'a.*.b whole']],
    ['{{ range $k, $v := .Values.a }}{{ $k }}{{ end }}', ['a tested', 'a.* tested']],
    ['{{ $a := .Values.a }}{{ $a.b }}', ['a.b whole']],
    ['{{ .Values.a | default "x" | quote }}', ['a tested whole']],
    ['{{ index .Values "a-b" "c" }}', ['a-b.c whole']],
    ['{{ get .Values.a "b" }}', ['a.b whole']],
    ['{{ dig "a" "b" 1 .Values }}', ['a.b tested whole']],
    ['{{ if and .Values.a (not .Values.b) }}{{ end }}', ['a tested', 'b tested']],
    ['{{ if eq .Values.a "on" }}{{ end }}', ['a tested']],
    ['{{ if hasKey .Values "a" }}{{ end }}', ['a tested']],
    ['{{ toYaml .Values.a | nindent 2 }}', ['a whole']],
    ['{{ toYaml .Values }}', [' whole']],
    ['{{ include "h" . }}{{ define "h" }}{{ .Values.a }}{{ end }}', ['a whole']],
    [
      '{{ include "h" (dict "v" .Values.a "c" $) }}{{ define "h" }}{{ .v.b }}{{ .c.Values.d }}{{ end }}',
      ['a.b whole', 'd whole'],
    ],
    ['{{ include "h" .Values.a }}{{ define "h" }}{{ .b }}{{ end }}', ['a.b whole']],
    [
      '{{ template "h" . }}{{ define "h" }}{{ template "i" .Values.a }}{{ end }}{{ define "i" }}{{ .b }}{{ end }}',
      ['a.b whole'],
    ],
    ['{{ .Release.Name }}{{ .Chart.Name }}', []],
    ['{{ include "h" . }}{{ define "h" }}{{ .Values.a }}{{ include "h" . }}{{ end }}', ['a whole']],
    ['{{ include (print "h" .Values.a) . }}', [' whole', 'a whole']],
  ])('%s', (template, expected) => {
    expect(reads(template)).toEqual(expected);
  });

  it('finds what texts for tpl read', () => {
    expect(reads('{{ tpl .Values.text . }}', { 'values.yaml': 'text: "{{ .Values.a.b }}"' })).toEqual([
      'a.b whole',
      'text whole',
    ]);
  });

  it('puts a subchart below its name, and global where it belongs', () => {
    const subchart = {
      'charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
      'charts/sub/templates/s.yaml': '{{ .Values.a }}{{ .Values.global.g }}',
    };
    expect(reads('{{ .Values.sub.b }}', subchart)).toEqual(['global.g whole', 'sub.a whole', 'sub.b whole']);
  });

  it('tells what is drawn', () => {
    expect(analyse({ 'templates/a.yaml': 'a: 1' }).draws).toBe('nothing');
    expect(analyse({ 'templates/a.yaml': '{{ randAlphaNum 5 }}' })).toMatchObject({
      draws: 'entropy',
      drawn: [{ function: 'randAlphaNum', place: { template: 'x/templates/a.yaml', line: 1 } }],
    });
    expect(analyse({ 'templates/a.yaml': '\n{{ now }}' }).draws).toBe('all');
    expect(analyse({ 'templates/_a.tpl': '{{ define "x" }}{{ now }}{{ end }}' }).draws).toBe('nothing');
  });
});

describe('findings', () => {
  it('are unread values, unnamed values and typos', () => {
    const analysis = analyse({
      'values.yaml': 'used: 1\nunusd: 1\ndead: {a: 1, b: {c: 2}}\nhalf: {a: 1, b: 2}\nfree: {}\n',
      'templates/a.yaml':
        '{{ .Values.used }}{{ .Values.half.a }}{{ .Values.unused }}{{ .Values.other.x }}{{ .Values.free.y }}',
    });
    expect(findFindings(analysis)).toMatchObject({
      unread: ['unusd', 'dead', 'half.b'],
      unknown: [{ path: 'unused', meant: 'unusd' }, { path: 'other.x' }],
    });
  });

  it('are no values that templates ask for, or have a default for, before they use them', () => {
    const analysis = analyse({
      'values.yaml': 'used: 1\n',
      'templates/a.yaml':
        '{{ .Values.used }}{{ default .Chart.Name .Values.nameOverride }}{{ .Values.fullname | default "x" | trunc 9 }}' +
        '{{ if .Values.extra }}{{ .Values.extra.labels }}{{ end }}{{ with .Values.more }}{{ .a }}{{ end }}{{ .Values.bare }}',
    });
    expect(findFindings(analysis).unknown.map(({ path }) => path)).toEqual(['bare']);
  });

  it('take conditions of dependencies for reads', () => {
    const analysis = analyse(
      {
        'values.yaml': 'sub: {enabled: true}\n',
        'charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
      },
      'dependencies: [{name: sub, version: 1.0.0, condition: sub.enabled}]\n',
    );
    expect(findFindings(analysis).unread).toEqual([]);
  });

  it('are problems of the schema', () => {
    const schema = (text: string) => findFindings(analyse({ 'values.schema.json': text })).schema;
    expect(schema('{')[0]).toMatch('is no JSON');
    expect(schema('{"properties": {"a": {"$ref": "https://example.com/a.json"}}}')).toEqual([
      'values.schema.json refers to https://example.com/a.json, which has to be fetched',
    ]);
    expect(
      schema('{"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {"a": {"$ref": "#/b"}}}'),
    ).toEqual([]);
  });
});

describe('generated values', () => {
  const analysis = analyse({
    'values.yaml': 'enabled: true\ntext: abc\nnone: ""\ncount: 3\nlist: []\nmap: {a: 1}\nmode: fast\n',
    'templates/a.yaml':
      '{{ if .Values.enabled }}{{ end }}{{ if .Values.text }}{{ end }}{{ if .Values.none }}{{ end }}{{ if .Values.count }}{{ end }}' +
      '{{ range .Values.list }}{{ end }}{{ with .Values.map }}{{ .a }}{{ end }}{{ if eq .Values.mode "slow" }}{{ end }}' +
      '{{ if .Values.missing }}{{ end }}{{ .Values.printed }}',
  });

  it('turn over what templates test', () => {
    const toggles = Object.fromEntries(
      findToggles(analysis).map(({ path, value }) => [`${path.join('.')}=${value}`, true]),
    );
    expect(Object.keys(toggles)).toEqual(
      expect.arrayContaining([
        'enabled=false',
        'text=""',
        'none="fuzz"',
        'count=0',
        'list=["fuzz"]',
        'map=null',
        'mode="slow"',
        'missing=true',
      ]),
    );
    expect(Object.keys(toggles).some((toggle) => toggle.startsWith('printed'))).toBe(false);
  });

  it('are the same for the same seed', () => {
    const sets = (seed: string) =>
      fuzzSets(analysis, {
        count: 8,
        seed,
        chart: 'x',
        base: { name: 'defaults', origin: 'defaults', release: 'r', files: [], args: [] },
      });
    expect(sets('a')).toEqual(sets('a'));
    expect(sets('a')).not.toEqual(sets('b'));
    expect(new Set(sets('a').map(({ inline }) => inline)).size).toBe(8);
    for (const { inline } of sets('a')) expect(() => JSON.parse(inline!)).not.toThrow();
  });

  it('have values of other kinds in every other set, a few at a time, and what is off on the way to them on', () => {
    const nested = analyse({
      'values.yaml':
        'count: 3\nnested: {enabled: false, text: abc}\nhosts: [{host: a, port: 1}]\nlabels: {a: b}\nnone: []\n',
      'templates/a.yaml':
        'a: {{ .Values.count }}\nb: {{ toYaml .Values.labels | nindent 2 }}\n{{ if .Values.nested.enabled }}{{ .Values.nested.text }}{{ end }}' +
        '{{ range .Values.hosts }}{{ .host }}{{ .port }}{{ end }}{{ range .Values.none }}{{ .name }}{{ end }}',
    });
    const base = { name: 'defaults', origin: 'defaults', release: 'r', files: [], args: [] } as const;
    const sets = fuzzSets(nested, { count: 200, seed: 'a', chart: 'x', base: { ...base, files: [], args: [] } });
    expect(sets.slice(0, 4).map(({ isOdd }) => isOdd)).toEqual([undefined, true, undefined, true]);
    // In every other of the rest numbers are given by --set, but below what is taken away.
    const settings = sets.flatMap(({ isOdd, args }) => (isOdd ? [] : [args.join(' ')]));
    expect(settings.filter((args) => /^--set count=[34]$/.test(args)).length).toBe(Math.floor(settings.length / 2));
    expect(settings.filter((args) => args === '').length).toBe(Math.ceil(settings.length / 2));
    const odd = sets.flatMap(({ isOdd, inline }) => (isOdd ? [JSON.parse(inline!)] : []));
    const kindsOf = (values: unknown[]) => new Set(values.map((value) => (value === null ? 'null' : typeof value)));
    expect([...kindsOf(odd.flatMap(({ count }) => (count === undefined ? [] : [count])))].sort()).toEqual(
      expect.arrayContaining(['boolean', 'number', 'object', 'string']),
    );
    for (const { nested: given } of odd)
      if (given !== null && typeof given === 'object' && 'text' in given) expect(given).toHaveProperty('enabled');
    // A list is no mapping: what else is in an item stays.
    expect(odd.some(({ hosts }) => hosts?.[0]?.host !== 'a' && hosts?.[0]?.port === 1)).toBe(true);
    expect(odd.some(({ none }) => none?.[0]?.name !== undefined)).toBe(true);
    expect(odd.some(({ labels }) => Object.keys(labels ?? {}).some((key) => !/^\w+$/.test(key)))).toBe(true);
    for (const { inline } of sets) expect(inline).not.toMatch(/[\x7f-\xa0\u2028\u2029\ufeff]/);
  });

  it('come from numbers between 0 and 1', () => {
    const next = generator('seed');
    const numbers = Array.from({ length: 1000 }, next);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(numbers.filter((n) => n < 0.5).length).toBeGreaterThan(400);
    expect(numbers.filter((n) => n < 0.5).length).toBeLessThan(600);
  });
});
