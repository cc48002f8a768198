// Whole verifications against the real helm, on charts of a few lines: what is found, recorded, resumed, split and merged.

import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareWithHelm, mergeReports, type Report, verifyCharts, type VerifyOptions } from '../../verify';
import { exitCode } from '../../verify/model';
import { githubReport } from '../../verify/report/github';
import { htmlReport } from '../../verify/report/html';
import { jsonReport, parseReport } from '../../verify/report/json';
import { junitReport } from '../../verify/report/junit';
import { terminalReport } from '../../verify/report/terminal';
import '../../verify/vitest';
import { helmBinary } from '../judge/helm';
import { chartFiles, Folder } from '../cli/charts';

const folder = new Folder();
const chart = (name: string, files: Record<string, string>) =>
  Object.fromEntries(Object.entries(chartFiles(name, files)).map(([path, text]) => [`charts/${path}`, text]));
let helm = '';
let planted = '';
let program = '';

beforeAll(async () => {
  helm = helmBinary('4.1');
  folder.write({
    ...chart('fine', {
      'values.yaml': 'name: web\nenabled: "yes"\n',
      'ci/off-values.yaml': 'enabled: ""\n',
      'templates/_h.tpl': '{{ define "name" }}{{ .Values.name }}{{ end }}',
      'templates/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ include "name" . }}\n{{ if .Values.enabled }}data:\n  size: small\n{{ end }}',
    }),
    ...chart('random', {
      'templates/s.yaml':
        'kind: Secret\nstringData:\n  password: {{ randAlphaNum 16 }}\n  at: {{ now | date "2006-01-02T15:04:05Z" }}\n',
    }),
    ...chart('refuses', { 'templates/a.yaml': 'a: {{ required "give a name" .Values.name }}\n' }),
    'charts/no-name/Chart.yaml': 'apiVersion: v2\nversion: 1.0.0\n',
    'charts/settings/mistletoe.verify.yaml':
      'sets: [{name: bad, set: a=1, fails: wrong words}, {name: good, fails: true}]\n',
    ...chart('settings', { 'templates/a.yaml': '{{ if .Values.a }}{{ fail "no a" }}{{ end }}a: 1\n' }),
  });
  planted = join(folder.path, 'planted-helm');
  writeFileSync(
    planted,
    `#!/bin/sh\n[ "$1" = template ] || exec ${helm} "$@"\nout=$(${helm} "$@"; echo "x$?")\ncode="\${out##*x}"\nprintf %s "\${out%x*}" | sed s/small/smell/\nexit "$code"\n`,
  );
  chmodSync(planted, 0o755);
  program = resolve('.cache/scripts/verify-worker.mjs');
  await build({
    entryPoints: ['verify/run/worker-main.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outfile: program,
  });
});
afterAll(() => folder.remove());

const run = (charts: string | string[], options: VerifyOptions = {}) =>
  verifyCharts(charts, {
    cwd: folder.path,
    helmBinary: helm,
    journal: join(folder.path, 'journal.jsonl'),
    pool: { workers: 0 },
    ...options,
  });
const statuses = (report: Report) =>
  Object.fromEntries(
    report.charts.map((chart) => [chart.path, chart.renders.map(({ set, status }) => `${set} ${status}`)]),
  );
const timeless = ({ timings: _, ...rest }: Report) => JSON.stringify(rest);

describe('verifyCharts', () => {
  let all: Report;

  it('tells for every chart and set what came of it', async () => {
    all = (await run('charts')).report;
    expect(statuses(all)).toEqual({
      'charts/fine': ['defaults identical', 'ci/off-values.yaml identical'],
      'charts/no-name': ['defaults failed-alike'],
      'charts/random': ['defaults random'],
      'charts/refuses': ['defaults failed-alike'],
      'charts/settings': ['defaults identical', 'bad different', 'good different'],
    });
    expect(all.charts[3].renders[0].error).toContain('give a name');
    expect(all.charts[4].renders[1].differences).toMatchObject([
      { what: 'expectation', summary: expect.stringContaining('no a') },
    ]);
    expect(all.charts[4].renders[2].differences).toMatchObject([{ summary: 'helm should refuse this and renders it' }]);
    expect(exitCode(all)).toBe(1);
  });

  it('does not call compared what helm refuses with every value set', async () => {
    expect(all.charts.map(({ path, broken }) => [path, broken?.split(':')[0]])).toEqual([
      ['charts/fine', undefined],
      ['charts/no-name', 'nothing was compared, since helm renders it with none of its value sets'],
      ['charts/random', undefined],
      ['charts/refuses', 'nothing was compared, since helm renders it with none of its value sets'],
      ['charts/settings', undefined],
    ]);
    folder.write({
      'refused/Chart.yaml':
        'apiVersion: v2\nname: refused\nversion: 1.0.0\ndependencies:\n  - {name: db, version: 1.0.0, repository: "https://example.com"}\n',
      'refused/templates/a.yaml': 'a: 1\n',
      'shared/Chart.yaml': 'apiVersion: v2\nname: shared\nversion: 1.0.0\ntype: library\n',
      'shared/templates/_a.tpl': '{{ define "a" }}1{{ end }}',
      'guarded/mistletoe.verify.yaml': 'sets: [{name: defaults, fails: give a name}]\n',
      ...Object.fromEntries(
        Object.entries(chartFiles('guarded', { 'templates/a.yaml': 'a: {{ fail "give a name" }}\n' })),
      ),
    });
    const { report } = await run(['refused']);
    expect(statuses(report)).toEqual({ refused: ['defaults failed-alike'] });
    expect(report.charts[0].broken).toContain('missing in charts/ directory: db');
    expect(exitCode(report)).toBe(2);
    expect(terminalReport(report, { colour: false, all: false, diffLines: 20 })).toMatch(
      /^not compared: 1 of 1 chart: refused\n/,
    );
    expect(exitCode((await run(['shared'])).report)).toBe(0);
    expect(exitCode((await run(['guarded'])).report)).toBe(0);
  });

  it('lists random bytes with their place and template line', () => {
    expect(all.charts[2].renders[0].random).toMatchObject([
      { before: 'password: ', kind: 'text', source: { template: 'random/templates/s.yaml', line: 3 } },
      { before: 'at: ', kind: 'time', source: { template: 'random/templates/s.yaml', line: 4 } },
    ]);
  });

  it('finds one byte, and the template line behind it', async () => {
    const { report } = await run('charts/fine', { helmBinary: planted });
    expect(statuses(report)).toEqual({ 'charts/fine': ['defaults different', 'ci/off-values.yaml identical'] });
    const [difference] = report.charts[0].renders[0].differences;
    expect(difference.hunks[0].source).toEqual({ template: 'fine/templates/a.yaml', line: 6 });
    expect(exitCode(report)).toBe(1);
    expect(terminalReport(report, { colour: false, all: false, diffLines: 20 })).toContain(
      '-  size: smell\n  +  size: small',
    );
    expect(githubReport(report)).toContain('file=charts/fine/templates/a.yaml,line=6::');
    expect(junitReport(report)).toContain('<failure type="different"');
  });

  it('gives the same report twice, and in processes of its own', async () => {
    const again = (await run('charts', { pool: { workers: 2, program } })).report;
    expect(timeless(again)).toBe(timeless(all));
  });

  it('goes on where it was interrupted', async () => {
    const stop = new AbortController();
    const part = await run('charts', {
      signal: stop.signal,
      progress: { write: () => stop.abort() },
    });
    expect(part.report).toMatchObject({ complete: false, charts: [{ path: 'charts/fine' }] });
    expect(exitCode(part.report)).toBe(2);
    const journal = join(folder.path, 'journal.jsonl');
    // As if it had been killed while it wrote.
    writeFileSync(journal, `${readFileSync(journal, 'utf8')}{"fingerprint":"half`);
    const whole = await run('charts', { resume: true });
    expect(whole.resumed).toBe(1);
    expect(timeless(whole.report)).toBe(timeless(all));
    expect(existsSync(journal)).toBe(false);
  });

  it('makes one report of shards', async () => {
    const parts = [];
    for (const index of [1, 2]) parts.push((await run('charts', { shard: { index, of: 2 } })).report);
    expect(parts[0].charts.length + parts[1].charts.length).toBe(5);
    const read = parts.map((part) => parseReport(jsonReport(part), 'part.json'));
    expect(timeless(await mergeReports(read))).toBe(timeless(all));
    expect((await mergeReports([read[0]])).shards).toEqual({ of: 2, done: [1] });
    await expect(mergeReports([read[0], { ...read[1], seed: 'other' }])).rejects.toThrow('different runs');
  });

  it('compares with recordings where there is no helm', async () => {
    const golden = { folder: 'golden', update: true };
    const charts = ['charts/fine', 'charts/random', 'charts/refuses'];
    expect((await run(charts, { golden })).recorded).toEqual([
      'new      charts/fine  2 value sets',
      'new      charts/random  1 value set',
      'new      charts/refuses  1 value set',
    ]);
    expect((await run(charts, { golden })).recorded).toEqual([]);
    const compare = () => run(charts, { golden: { ...golden, update: false }, helmBinary: '/nowhere/helm' });
    const { report } = await compare();
    expect(report.helm.recorded).toBe(true);
    expect(statuses(report)).toEqual({
      'charts/fine': ['defaults identical', 'ci/off-values.yaml identical'],
      'charts/random': ['defaults random'],
      'charts/refuses': ['defaults failed-alike'],
    });

    const file = join(folder.path, 'golden/charts/fine/defaults.out');
    const recorded = readFileSync(file, 'utf8');
    writeFileSync(file, recorded.replace('small', 'smell'));
    expect(statuses((await compare()).report)['charts/fine'][0]).toBe('defaults not-compared');
    writeFileSync(file, recorded);

    folder.write({ 'charts/fine/ci/new-values.yaml': 'name: other\n' });
    expect(statuses((await compare()).report)['charts/fine']).toContain('ci/new-values.yaml not-compared');
    expect((await run(charts, { golden })).recorded).toEqual(['new      charts/fine  ci/new-values.yaml']);
    rmSync(join(folder.path, 'charts/fine/ci/new-values.yaml'));
    expect((await run(charts, { golden })).recorded).toEqual(['removed  charts/fine  ci/new-values.yaml']);
  });

  it('records what was never recorded, and tells what a new recording changed', async () => {
    const golden = { folder: 'once', update: false };
    const template = (text: string) => folder.write(chart('changing', { 'templates/a.yaml': text }));
    template('a: 1\nb: 1\n');
    expect((await run('charts/changing', { golden })).recorded).toEqual(['new      charts/changing  1 value set']);
    expect((await run('charts/changing', { golden })).report.helm.recorded).toBe(true);
    template('a: 1\nb: 2\nc: 3\n');
    expect(exitCode((await run('charts/changing', { golden })).report)).toBe(1);
    const again = () => run('charts/changing', { golden: { ...golden, update: true } });
    expect((await again()).recorded).toEqual([
      'changed  charts/changing  defaults  (output -1 +2 lines, first at line 4)',
    ]);
    template('a: {{ fail "no" }}\n');
    expect((await again()).recorded).toEqual([
      'changed  charts/changing  defaults  (exit code 0 → 1, output -5 +0 lines, first at line 1, standard error)',
    ]);
    expect(statuses((await run('charts/changing', { golden })).report)).toEqual({
      'charts/changing': ['defaults failed-alike'],
    });
    rmSync(join(folder.path, 'charts/changing'), { recursive: true });
  });

  it('survives a chart whose worker dies', async () => {
    const dying = join(folder.path, 'dying.mjs');
    writeFileSync(
      dying,
      "process.on('message', (job) => { if (job.name.endsWith('random')) process.exit(3); process.send({ id: job.id, rss: 1, error: 'gave up' }); });\n",
    );
    const { report } = await run(['charts/fine', 'charts/random', 'charts/refuses'], {
      pool: { workers: 2, program: dying },
    });
    expect(report.charts.map(({ broken }) => broken)).toEqual(['gave up', 'the worker died (exit code 3)', 'gave up']);
    expect(exitCode(report)).toBe(2);
  });

  it('ends after its workers, whatever these still put away', async () => {
    const tidy = join(folder.path, 'tidy.mjs');
    const mark = join(folder.path, 'tidied');
    writeFileSync(
      tidy,
      `import { writeFileSync } from 'node:fs';
process.on('message', (job) => process.send({ id: job.id, rss: 1, error: 'gave up' }));
process.on('disconnect', () => setTimeout(() => { writeFileSync(${JSON.stringify(mark)} + process.pid, ''); process.exit(0); }, 300));
`,
    );
    await run(['charts/fine', 'charts/refuses'], { pool: { workers: 2, program: tidy } });
    expect(readdirSync(folder.path).filter((name) => name.startsWith('tidied'))).toHaveLength(2);
  });

  it('starts again with a worker that grows too large, and gives up on the chart that makes it', async () => {
    const growing = join(folder.path, 'growing.mjs');
    writeFileSync(
      growing,
      "let kept; process.on('message', (job) => { if (job.name.endsWith('random') || kept) { kept ??= []; kept.push(Buffer.alloc(400e6, 1)); setTimeout(() => {}, 60_000); } else { kept = [Buffer.alloc(60e6, 1)]; process.send({ id: job.id, rss: 1, error: 'done' }); } });\n",
    );
    const { report } = await run(['charts/fine', 'charts/random', 'charts/refuses'], {
      pool: { workers: 1, program: growing, memoryBytes: 300 * 1024 * 1024 },
    });
    expect(report.charts.map(({ broken }) => broken)).toEqual([
      'done',
      expect.stringMatching(/^its worker grew to .*MiB/),
      'done',
    ]);
  });

  it('stops a chart that takes too long', async () => {
    const sleeping = join(folder.path, 'sleeping.mjs');
    writeFileSync(sleeping, "process.on('message', () => {});\n");
    const { report } = await run('charts/fine', { pool: { workers: 1, program: sleeping, timeoutMs: 300 } });
    expect(report.charts[0].broken).toBe('took longer than 0 s');
  });

  it('generates value sets', async () => {
    const { report } = await run('charts/fine', { fuzz: 3, seed: 'x' });
    const generated = report.charts[0].renders.filter(({ origin }) => origin === 'fuzz');
    expect(generated.length).toBeGreaterThan(0);
    expect(generated.every(({ status, values }) => status === 'identical' && values !== undefined)).toBe(true);
  });

  it('generates variations of the first set that helm renders', async () => {
    folder.write(
      chart('picky', {
        'values.yaml': 'tall: false\n',
        'ci/a-values.yaml': 'name: a\ntall: true\n',
        'templates/a.yaml': 'a: {{ required "give a name" .Values.name }}{{ if .Values.tall }}\nb: 1{{ end }}\n',
        'mistletoe.verify.yaml': 'namespace: shop\n',
      }),
    );
    const { report } = await run('charts/picky', { fuzz: 1 });
    expect(report.charts[0].renders.map(({ set, status }) => [set, status])).toEqual([
      ['defaults', 'failed-alike'],
      ['ci/a-values.yaml', 'identical'],
      ['fuzz-1', 'identical'],
    ]);
    const { args, values } = report.charts[0].renders[2];
    expect(args.join(' ')).toBe(
      'release-name picky --values picky/ci/a-values.yaml --values values.yaml --namespace shop',
    );
    expect(JSON.parse(values!)).toEqual({ tall: false });
    rmSync(join(folder.path, 'charts/picky'), { recursive: true });
  });

  it('writes a page that needs nothing else', () => {
    const page = htmlReport({ ...all, charts: [{ ...all.charts[0], broken: '</script><script>alert(1)</script>' }] });
    expect(page).not.toMatch(/<(?:link|img)|src=|https?:/);
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('prefers-color-scheme: dark');
  });

  it('writes XML that holds any text', () => {
    const xml = junitReport({ ...all, charts: [{ ...all.charts[0], path: 'a"<&\u0001', broken: ']]>\ud800' }] });
    expect(xml).toContain('name="a&quot;&lt;&amp;\ufffd"');
    expect(xml).not.toMatch(/[\u0000-\u0008\ud800]/);
  });

  it('says what it needs', async () => {
    await expect(run('nosuch')).rejects.toThrow('there is no chart nosuch');
    await expect(run('charts', { helmBinary: '/nowhere/helm' })).rejects.toThrow('no helm at /nowhere/helm');
    await expect(run('charts', { helmBinary: '/bin/true' })).rejects.toThrow('does not answer');
    const golden = { folder: 'none', update: false };
    await expect(run('charts', { golden, helmBinary: '/nowhere/helm' })).rejects.toThrow('no recordings');
  });
});

describe('compareWithHelm', () => {
  it('gives what both printed', async () => {
    const result = await compareWithHelm('charts/fine', {
      cwd: folder.path,
      helmBinary: helm,
      values: { name: 'other' },
      namespace: 'n',
    });
    expect(result).toMatchObject({ status: 'identical', isProven: true, differences: [] });
    expect(result.ours.stdout.toString()).toContain('name: other');
    expect(result.helm.version).toMatch(/^v4\./);
  });

  it('describes a difference', async () => {
    const result = await compareWithHelm('charts/fine', { cwd: folder.path, helmBinary: planted });
    expect(result.isProven).toBe(false);
    expect(result.describe()).toContain('fine/templates/a.yaml:6');
  });

  it('takes what is not there for a mistake, not for proof', async () => {
    const options = { cwd: folder.path, helmBinary: helm };
    await expect(compareWithHelm('charts/nosuch', options)).rejects.toThrow('there is no chart charts/nosuch');
    await expect(compareWithHelm('charts', options)).rejects.toThrow('charts is no chart');
    const values = { ...options, valuesFiles: ['nosuch.yaml'] };
    await expect(compareWithHelm('charts/fine', values)).rejects.toThrow('there is no values file nosuch.yaml');
  });

  it('knows what helm should refuse', async () => {
    const compare = (fails?: boolean | string) =>
      compareWithHelm('charts/refuses', { cwd: folder.path, helmBinary: helm, fails });
    expect((await compare()).status).toBe('failed-alike');
    expect((await compare('give a name')).isProven).toBe(true);
    expect((await compare(false)).isProven).toBe(false);
    expect((await compare('give a port')).describe()).toContain('helm should refuse this with "give a port"');
  });

  it('has a matcher', async () => {
    const fine = join(folder.path, 'charts/fine');
    await expect(fine).toRenderLikeHelm({ helmBinary: helm, set: ['name=matched'] });
    await expect(fine).not.toRenderLikeHelm({ helmBinary: planted });
    await expect(expect(fine).toRenderLikeHelm({ helmBinary: planted })).rejects.toThrow(
      /-helm, \+ours[\s\S]*- {2}size: smell\n\+ {2}size: small/,
    );
  });
});
