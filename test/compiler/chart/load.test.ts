import { type Profile, profileById } from '../../../language/profiles';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Chart, ChartError, checkDependencies, checkInstallable, loadChart } from '../../../compiler/chart/load';
import { parseYaml } from './yaml';

const root = mkdtempSync(join(tmpdir(), 'chart-load-'));
afterAll(() => rmSync(root, { recursive: true }));

type Files = Record<string, string | Uint8Array>;

function write(files: Files): string {
  const directory = mkdtempSync(join(root, 'c'));
  for (const [name, data] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), data);
  }
  return directory;
}

function load(files: Files, helm: Profile = profileById('4.1')): Chart {
  const chart = loadChart(write(files), { helm, parseYaml });
  checkInstallable(chart);
  checkDependencies(chart, helm);
  return chart;
}

function errorOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(ChartError);
    return (error as Error).message;
  }
  return '';
}

const CHART = 'apiVersion: v2\nname: vec\nversion: 0.1.0\n';
const DECODING = 'error unmarshaling JSON: while decoding JSON: json: cannot unmarshal';

describe('a loaded chart', () => {
  it('sorts its files by what they are', () => {
    const chart = load({
      'Chart.yaml': CHART,
      'values.yaml': '\ufeffa: 1\n',
      'values.schema.json': '{}',
      'Chart.lock': 'digest: x\n',
      'templates/a.yaml': 'a',
      'templates/b/NOTES.txt': 'b',
      'templates/.hidden': 'ignored by default',
      'crds/b.YAML': 'crd',
      'crds/a/c.json': 'crd',
      'crds/readme.md': 'not a crd',
      'charts/sub/Chart.yaml': CHART.replace('vec', 'sub'),
      'charts/sub/templates/x.yaml': 'x',
      'charts/sub.prov': 'signature',
      'charts/_old/Chart.yaml': 'not read',
      'charts/.git/Chart.yaml': 'not read',
      'README.md': 'text',
    });
    const names = (files: { name: string }[]) => files.map((file) => file.name);
    expect(names(chart.templates)).toEqual(['templates/a.yaml', 'templates/b/NOTES.txt']);
    expect(names(chart.files)).toEqual([
      'README.md',
      'charts/sub.prov',
      'crds/a/c.json',
      'crds/b.YAML',
      'crds/readme.md',
    ]);
    expect(names(chart.crds)).toEqual(['crds/a/c.json', 'crds/b.YAML']);
    expect(Buffer.from(chart.values!).toString()).toBe('a: 1\n');
    expect(Buffer.from(chart.schema!).toString()).toBe('{}');
    expect(Buffer.from(chart.lock!).toString()).toBe('digest: x\n');
    expect(chart.subcharts.map((sub) => sub.metadata.name)).toEqual(['sub']);
    expect(names(chart.subcharts[0].templates)).toEqual(['templates/x.yaml']);
  });

  it('has every field of Chart.yaml, strings made of whatever stood there', () => {
    const { metadata } = load({
      'Chart.yaml':
        'NAME: vec\nversion: 1.0\nappVersion: 1000000\nhome: 1e6\ndescription: "a\\tb\\u200bc"\n' +
        'annotations: {x: 1.10, z: null}\nsources: [20240101, 123456789.123, true]\nunknown: {a: [1]}\n',
    });
    expect(metadata).toEqual({
      name: 'vec',
      home: '1e+06',
      sources: ['20240101', '1.2345679e+08', 'true'],
      version: '1',
      description: 'a bc',
      keywords: [],
      maintainers: [],
      icon: '',
      apiVersion: 'v1',
      condition: '',
      tags: '',
      appVersion: '1000000',
      deprecated: false,
      annotations: { x: '1.1', z: '' },
      kubeVersion: '',
      dependencies: [],
      type: '',
    });
  });

  it('lays requirements.yaml of a v1 chart over Chart.yaml', () => {
    const chart = load({
      'Chart.yaml': 'name: vec\nversion: 1.0.0\ndependencies: [{name: a, alias: z}]\n',
      'requirements.yaml': 'dependencies: [{name: sub, import-values: [data, {child: 1, parent: p}]}]\n',
      'charts/sub/Chart.yaml': CHART.replace('vec', 'sub'),
    });
    expect(chart.dependencies).toEqual([
      {
        name: 'sub',
        alias: 'z',
        version: '',
        repository: '',
        condition: '',
        tags: [],
        enabled: false,
        importValues: ['data', { child: 1, parent: 'p' }],
      },
    ]);
    expect(chart.files.map((file) => file.name)).toEqual(['requirements.yaml']);
  });
});

/** Files, and what Helm says: one text for both, or 4's and 3's; '' where it loads. */
const ERRORS: [files: Files, v4: string, v3?: string][] = [
  [{ 'Chart.yaml': '' }, 'validation: chart.metadata.name is required'],
  [
    { 'Chart.yaml': '[1]' },
    `cannot load Chart.yaml: ${DECODING} array into Go value of type loader.chartBase`,
    `cannot load Chart.yaml: ${DECODING} array into Go value of type chart.Metadata`,
  ],
  [{ 'Chart.yaml': CHART.replace('v2', 'v9') }, 'unsupported chart version', ''],
  [{ 'Chart.yaml': CHART.replace('v2', 'v3') }, 'invalid chart apiVersion', ''],
  [
    { 'Chart.yaml': CHART.replace('v2', '[v2]') },
    `cannot load Chart.yaml: ${DECODING} array into Go struct field chartBase.apiVersion of type string`,
    `cannot load Chart.yaml: ${DECODING} array into Go struct field Metadata.apiVersion of type string`,
  ],
  [
    { 'Chart.yaml': `${CHART}sources: a\n` },
    `cannot load Chart.yaml: ${DECODING} string into Go struct field Metadata.sources of type []string`,
  ],
  [
    { 'Chart.yaml': `${CHART}keywords: [{a: 1}]\n` },
    `cannot load Chart.yaml: ${DECODING} object into Go struct field Metadata.keywords of type string`,
  ],
  [
    { 'Chart.yaml': `${CHART}maintainers: [a]\n` },
    `cannot load Chart.yaml: ${DECODING} string into Go struct field Metadata.maintainers of type v2.Maintainer`,
    `cannot load Chart.yaml: ${DECODING} string into Go struct field Metadata.maintainers of type chart.Maintainer`,
  ],
  [
    { 'Chart.yaml': `${CHART}maintainers: {name: a}\n` },
    `cannot load Chart.yaml: ${DECODING} object into Go struct field Metadata.maintainers of type []*v2.Maintainer`,
    `cannot load Chart.yaml: ${DECODING} object into Go struct field Metadata.maintainers of type []*chart.Maintainer`,
  ],
  [
    { 'Chart.yaml': `${CHART}maintainers: [{name: [a]}]\n` },
    `cannot load Chart.yaml: ${DECODING} array into Go struct field Maintainer.maintainers.name of type string`,
  ],
  [{ 'Chart.yaml': `${CHART}maintainers: [null]\n` }, 'validation: maintainers must not contain empty or null nodes'],
  [
    { 'Chart.yaml': `${CHART}deprecated: 1\n` },
    `cannot load Chart.yaml: ${DECODING} number into Go struct field Metadata.deprecated of type bool`,
  ],
  [
    { 'Chart.yaml': `${CHART}annotations: [b]\n` },
    `cannot load Chart.yaml: ${DECODING} array into Go struct field Metadata.annotations of type map[string]string`,
  ],
  [
    { 'Chart.yaml': `${CHART}dependencies: [{name: a, tags: [[x]]}]\n` },
    `cannot load Chart.yaml: ${DECODING} array into Go struct field Dependency.dependencies.tags of type string`,
  ],
  [
    { 'Chart.yaml': `${CHART}dependencies: [{name: a, import-values: x}]\n` },
    `cannot load Chart.yaml: ${DECODING} string into Go struct field Dependency.dependencies.import-values of type []interface {}`,
  ],
  [
    { 'Chart.yaml': `${CHART}home: [a]\nicon: {b: c}\nname: [1]\n` },
    `cannot load Chart.yaml: ${DECODING} array into Go struct field Metadata.home of type string`,
  ],
  [
    { 'Chart.yaml': `${CHART}zzz: .inf\n` },
    'cannot load Chart.yaml: error converting YAML to JSON: json: unsupported value: +Inf',
  ],
  [
    { 'Chart.yaml': `${CHART}home: .inf\n` },
    'cannot load Chart.yaml: error converting YAML to JSON: json: unsupported value: +Inf',
    '',
  ],
  [{ 'Chart.yaml': `${CHART}dependencies: [null]\n` }, 'validation: dependencies must not contain empty or null nodes'],
  [
    { 'Chart.yaml': `${CHART}dependencies: [{name: a, alias: "a b"}]\n` },
    'validation: dependency "a" has disallowed characters in the alias',
  ],
  [
    { 'Chart.yaml': `${CHART}dependencies: [{name: a},{name: b, alias: a}]\n` },
    'validation: more than one dependency with name or alias "a"',
  ],
  [
    { 'Chart.yaml': `${CHART}dependencies: [{name: a},{name: b}]\n` },
    'an error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: a, b',
    'An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: a, b',
  ],
  [{ 'Chart.yaml': CHART.replace('vec', '.') }, 'validation: chart.metadata.name "." is not allowed', ''],
  [{ 'Chart.yaml': CHART.replace('vec', '/') }, ''],
  [{ 'Chart.yaml': CHART.replace('vec', 'a/') }, 'validation: chart.metadata.name "a/" is invalid'],
  [{ 'Chart.yaml': `${CHART}type: Library\n` }, 'validation: chart.metadata.type must be application or library'],
  [{ 'Chart.yaml': `${CHART}type: library\n` }, 'library charts are not installable'],
  [{ 'Chart.yaml': CHART.replace('0.1.0', '1.2.3-01') }, 'validation: chart.metadata.version "1.2.3-01" is invalid'],
  [
    { 'Chart.yaml': CHART.replace('0.1.0', '"99999999999999999999.1"') },
    'validation: chart.metadata.version "99999999999999999999.1" is invalid',
  ],
  [
    { 'Chart.yaml': CHART.replace('0.1.0', '"1.0 \\n\\u00e9\\u200b\\U0001F600\\x7f"') },
    'validation: chart.metadata.version "1.0 \\né\\u200b😀\\x7f" is invalid',
  ],
  [
    { 'Chart.yaml': CHART, 'Chart.lock': 'generated: abc' },
    'cannot load Chart.lock: error unmarshaling JSON: while decoding JSON: parsing time "abc" as "2006-01-02T15:04:05Z07:00": cannot parse "abc" as "2006"',
  ],
  [
    { 'Chart.yaml': CHART, 'Chart.lock': 'generated: 2020-01-01' },
    'cannot load Chart.lock: error unmarshaling JSON: while decoding JSON: parsing time "2020-01-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"',
  ],
  [
    { 'Chart.yaml': CHART, 'Chart.lock': 'generated: 5' },
    'cannot load Chart.lock: error unmarshaling JSON: while decoding JSON: Time.UnmarshalJSON: input is not a JSON string',
  ],
  [
    { 'Chart.yaml': CHART, 'Chart.lock': 'dependencies: [a]' },
    `cannot load Chart.lock: ${DECODING} string into Go struct field Lock.dependencies of type v2.Dependency`,
    `cannot load Chart.lock: ${DECODING} string into Go struct field Lock.dependencies of type chart.Dependency`,
  ],
  [{ 'Chart.yaml': CHART, 'Chart.lock': 'generated: "2024-02-29T10:00:00.123456789+02:00"\n' }, ''],
  [
    { 'Chart.yaml': 'name: a\nversion: 1.0.0', 'requirements.yaml': '[a]' },
    `cannot load requirements.yaml: ${DECODING} array into Go value of type v2.Metadata`,
    `cannot load requirements.yaml: ${DECODING} array into Go value of type chart.Metadata`,
  ],
  [
    { 'Chart.yaml': CHART, 'values.yaml': 'a' },
    `cannot load values.yaml: cannot unmarshal yaml document: ${DECODING} string into Go value of type map[string]interface {}`,
    `cannot load values.yaml: ${DECODING} string into Go value of type map[string]interface {}`,
  ],
  [
    { 'Chart.yaml': CHART, 'values.yaml': 'a: 1\n---\n[1]' },
    `cannot load values.yaml: cannot unmarshal yaml document: ${DECODING} array into Go value of type map[string]interface {}`,
    '',
  ],
  [
    { 'Chart.yaml': CHART, 'values.yaml': 'a: 1\n--- x\nb: 1' },
    'cannot load values.yaml: error reading yaml document: invalid Yaml document separator: x',
    '',
  ],
  [{ 'Chart.yaml': CHART, 'values.yaml': '---\r\na: 1\r\n--- # more\r\n---\r\nb: 1' }, ''],
  [
    { 'Chart.yaml': CHART, 'charts/README.md': 'x' },
    'error unpacking subchart README.md in vec: Chart.yaml file is missing',
  ],
  [
    { 'Chart.yaml': CHART, 'charts/x.tgz/Chart.yaml': CHART },
    'error unpacking subchart tar in vec: expected x.tgz, got x.tgz/Chart.yaml',
  ],
  [
    { 'Chart.yaml': CHART, 'charts/a/requirements.yaml': 'name: a' },
    'error unpacking subchart a in vec: validation: chart.metadata.apiVersion is required',
  ],
  [{ 'Chart.yaml': CHART, 'charts/a/Chart.yaml': 'apiVersion: v9\nname: a\nversion: 1.0.0' }, ''],
  [{ 'Chart.yaml': CHART, '.helmignore': 'a**\n' }, 'double-star (**) syntax is not supported'],
  [{ 'Chart.yaml': CHART, '.helmignore': '*[\n' }, 'syntax error in pattern'],
  [{ 'Chart.yaml': CHART, '.helmignore': `${'a'.repeat(65536)}\n` }, 'bufio.Scanner: token too long'],
  [{ 'Chart.yaml': CHART, '.helmignore': '# no file is a directory\n!x/\n' }, 'Chart.yaml file is missing'],
  [
    { 'Chart.yaml': CHART, big: new Uint8Array(5 * 1024 * 1024 + 1) },
    'chart file "big" is larger than the maximum file size 5242880',
    '',
  ],
];

describe('a chart Helm refuses', () => {
  // Not in the title: the files, one of which has five megabytes.
  it.each(ERRORS.map(([files, v4, v3 = v4]) => ({ files, v4, v3 })))('$v4', ({ files, v4, v3 }) => {
    expect(errorOf(() => load(files, profileById('4.1')))).toBe(v4);
    expect(errorOf(() => load(files, profileById('3.17')))).toBe(v3);
  });

  it('has no Chart.yaml', () => {
    const directory = write({ x: '' });
    expect(errorOf(() => loadChart(directory, { helm: profileById('4.1'), parseYaml }))).toBe(
      `unable to detect chart at ${directory}/Chart.yaml: open ${directory}/Chart.yaml: no such file or directory`,
    );
    expect(errorOf(() => loadChart(directory, { helm: profileById('3.17'), parseYaml }))).toBe(
      'Chart.yaml file is missing',
    );
    mkdirSync(join(directory, 'Chart.yaml'));
    expect(errorOf(() => loadChart(directory, { helm: profileById('4.1'), parseYaml }))).toBe(
      `unable to detect chart at ${directory}/Chart.yaml: read ${directory}/Chart.yaml: is a directory`,
    );
  });

  it('is not there', () => {
    expect(errorOf(() => loadChart('./no/such "chart"', { helm: profileById('4.1'), parseYaml }))).toBe(
      'path "./no/such \\"chart\\"" not found',
    );
  });

  it('is nested without end', () => {
    const files: Files = { 'Chart.yaml': CHART };
    for (let depth = 1, path = ''; depth < 105; depth++) files[`${(path += 'charts/a/')}Chart.yaml`] = CHART;
    expect(errorOf(() => load(files))).toMatch(/: charts are nested more than 100 deep$/);
  });
});

describe('symbolic links', () => {
  const link = (target: string, name: string, files: Files = { 'Chart.yaml': CHART }) => {
    const directory = write(files);
    symlinkSync(target, join(directory, name));
    return { directory, load: () => loadChart(directory, { helm: profileById('4.1'), parseYaml }) };
  };

  it('are followed inside the chart', () => {
    const chart = link('data', 'linked', { 'Chart.yaml': CHART, 'data/a': '1' }).load();
    expect(chart.files.map((file) => file.name)).toEqual(['data/a', 'linked/a']);
  });

  it('that leave the chart are refused, unless they are ignored', () => {
    const { directory, load } = link('/etc/hostname', 'h');
    expect(errorOf(load)).toBe(
      `symbolic link "h" leads to /etc/hostname, which is outside ${directory}: give --link-root DIR to follow it`,
    );
    writeFileSync(join(directory, '.helmignore'), 'h\n');
    expect(load().files.map((file) => file.name)).toEqual(['.helmignore']);
    expect(errorOf(link('/etc/hostname', 'Chart.yaml', {}).load)).toContain('--link-root');
  });

  it('that lead nowhere are errors', () => {
    const dangling = link('/no/such/place', 'x');
    expect(errorOf(dangling.load)).toBe(
      `error evaluating symlink ${dangling.directory}/x: lstat /no: no such file or directory`,
    );
    const self = link('x', 'x');
    expect(errorOf(self.load)).toBe(`error evaluating symlink ${self.directory}/x: EvalSymlinks: too many links`);
  });

  it('that lead back end as in Helm, where the system follows no more links', () => {
    const { directory, load } = link('.', 'x');
    expect(errorOf(load)).toBe(`open ${directory}${'/x'.repeat(41)}: too many levels of symbolic links`);
  });
});

describe('equal charts', () => {
  const KIT = {
    'Chart.yaml': 'apiVersion: v2\nname: kit\nversion: 0.1.0\n',
    'values.yaml': 'a: {b: 1}\n',
    'templates/_a.tpl': 'a',
  };
  const umbrella = (kit: Files): Files => {
    const charts = ['a', 'b'].flatMap((name): [string, string | Uint8Array][] => [
      [`charts/${name}/Chart.yaml`, CHART.replace('vec', name)],
      ...Object.entries(kit).map(([file, data]): [string, string | Uint8Array] => [
        `charts/${name}/charts/kit/${file}`,
        data,
      ]),
    ]);
    return { 'Chart.yaml': CHART, ...Object.fromEntries(charts) };
  };
  const kitsOf = (chart: Chart) => chart.subcharts.map(({ subcharts }) => subcharts[0]!);

  it('are charts of their own, with values of their own', () => {
    const [one, other] = kitsOf(load(umbrella(KIT)));
    expect(other).toEqual(one);
    expect(other).not.toBe(one);
    expect(other!.defaults).not.toBe(one!.defaults);
    expect(other!.subcharts).not.toBe(one!.subcharts);
  });

  it('differ where a file does, or its name', () => {
    const files = umbrella(KIT);
    const changed = load({ ...files, 'charts/b/charts/kit/templates/_a.tpl': 'b' });
    expect(kitsOf(changed).map(({ templates }) => Buffer.from(templates[0]!.data).toString())).toEqual(['a', 'b']);
    const { 'charts/b/charts/kit/templates/_a.tpl': text, ...others } = files;
    const renamed = load({ ...others, 'charts/b/charts/kit/templates/_b.tpl': text! });
    expect(kitsOf(renamed).map(({ templates }) => templates[0]!.name)).toEqual([
      'templates/_a.tpl',
      'templates/_b.tpl',
    ]);
  });

  it('say each what one says', () => {
    const said: string[] = [];
    const path = write(umbrella({ ...KIT, 'requirements.yaml': 'dependencies: []\n' }));
    loadChart(path, { helm: profileById('4.1'), parseYaml, report: ({ code }) => void said.push(code) });
    expect(said).toEqual(['dependencies-file', 'dependencies-file']);
  });
});
