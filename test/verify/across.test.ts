// `mistletoe verify --across`: what changes between two Helms, and which difference explains it.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../cli/program';
import { differencesBetween } from '../../language/differences/differences';
import { profileById, stepBetween } from '../../language/profiles';
import type { AcrossReport } from '../../verify/across/model';
import { chartFiles, Folder } from '../cli/charts';
import { helmBinary } from '../judge/helm';

const folder = new Folder();

beforeAll(() => {
  folder.write({
    ...chartFiles('plain', { 'templates/a.yaml': 'a: 1\n', 'templates/b.yaml': 'b: 1\n' }),
    ...chartFiles('nulls', {
      'values.yaml': 'limits: {cpu: null, memory: 1Gi}\n',
      'templates/a.yaml': 'kind: A\nlimits: {{ .Values.limits | toJson }}\n',
    }),
    ...chartFiles('numbers', { 'templates/a.yaml': 'l:\n{{ range 2 }}\n- {{ . }}\n{{ end }}\n' }),
    ...chartFiles('types', { 'templates/a.yaml': 'a: {{ eq 1 "1" }}\n' }),
    ...chartFiles('spaces', { 'templates/a.yaml': 'a: 1\n   \n\t\n', 'templates/b.yaml': 'b: 1\n' }),
    // A document of which nothing is left, and a space at the end of one: seen in public charts.
    ...chartFiles('empty', {
      'templates/a.yaml': 'a:\n  - port: {{ "" }}\n',
      'templates/b.yaml': '---\n\n---\n{{ if false }}\nb: 1\n{{ end }}\n---\nc: 1\n',
    }),
    ...chartFiles('kept', { 'templates/a.yaml': 'a: |+\n  x\n\n\n', 'templates/b.yaml': 'b: 1\n' }),
    ...chartFiles('drawn', {
      'templates/a.yaml': 'a: {{ randAlphaNum 20 }}\nb: {{ now | date "15:04:05" | quote }}\n',
    }),
    ...chartFiles('fuzzy', {
      'values.yaml': 'on: false\n',
      'templates/a.yaml': 'a: {{ if .Values.on }}{{ eq 1 "1" }}{{ end }}\n',
    }),
    ...chartFiles('one', { 'templates/a.yaml': 'a: {{ .Values.a | default 1 }}' }),
  });
});
afterAll(() => folder.remove());

async function run(...args: string[]) {
  const { stdout, stderr, code } = await runProgram(args, { cwd: folder.path });
  return { stdout: stdout.toString(), stderr, code };
}

async function across(versions: string, ...charts: string[]) {
  const result = await run('verify', '-q', '--across', versions, '--report', 'json=r.json', ...charts);
  return { ...result, report: JSON.parse(readFileSync(join(folder.path, 'r.json'), 'utf8')) as AcrossReport };
}

const quirksOf = (report: AcrossReport) =>
  report.charts.flatMap(({ renders }) => renders[0].steps.map(({ quirk }) => quirk));

describe('mistletoe verify --across', () => {
  it('finds nothing where nothing changes', async () => {
    const { report, code } = await across('4.2,4.3', 'plain', 'nulls');
    expect(code).toBe(0);
    expect(report.counts.byStatus.same).toBe(2);
  });

  it('folds blank lines away', async () => {
    const { report, code, stdout } = await across('3.17,4.3', 'plain');
    expect(code).toBe(0);
    expect(report.charts[0].renders[0].status).toBe('blank-lines');
    expect(quirksOf(report)).toEqual(['documents-keep-end']);
    expect(stdout).toContain('1  blank lines only');
  });

  it('takes lines of spaces for blank, and blank lines of a text for what they are', async () => {
    const { report } = await across('4.1,4.3', 'spaces', 'kept', 'empty');
    expect(report.charts.map(({ path, renders }) => [path, renders[0].status])).toEqual([
      ['empty', 'blank-lines'],
      ['kept', 'different'],
      ['spaces', 'blank-lines'],
    ]);
  });

  it('names the difference behind each change, with its template line', async () => {
    const { report, code, stdout } = await across('4.1,4.3', 'nulls');
    expect(code).toBe(1);
    expect(quirksOf(report)).toContain('chart-nulls-removed');
    expect(stdout).toContain('nulls/templates/a.yaml:2');
    expect(stdout).toContain('-limits: {"cpu":null,"memory":"1Gi"}\n');
    expect(stdout).toContain('+limits: {"memory":"1Gi"}\n');
  });

  it('tells what is refused before, and what is refused in other words', async () => {
    const before = await across('3.17,3.22', 'numbers');
    expect(before.report.charts[0].renders[0].status).toBe('fails-before');
    expect(quirksOf(before.report)).toEqual(['range-over-integer']);
    expect(before.code).toBe(0);
    const words = await across('3.17,3.22', 'types');
    expect(words.report.charts[0].renders[0].status).toBe('fails-otherwise');
    expect(quirksOf(words.report)).toEqual(['compared-types-named']);
    const back = await across('3.22,3.17', 'numbers');
    expect([back.code, back.report.charts[0].renders[0].status]).toEqual([1, 'fails-after']);
  });

  it('writes a page and JUnit', async () => {
    await run('verify', '-q', '--across', '4.1,4.3', 'nulls', '--report', 'html=r.html', '--report', 'junit=r.xml');
    expect(readFileSync(join(folder.path, 'r.html'), 'utf8')).toContain('chart-nulls-removed');
    expect(readFileSync(join(folder.path, 'r.xml'), 'utf8')).toContain('<failure type="different"');
  });

  it('explains a difference', async () => {
    const { stdout, code } = await run('verify', '--explain', 'chart-nulls-removed');
    expect(code).toBe(0);
    expect(stdout).toContain('since Helm 4.2');
    const unknown = await run('verify', '--explain', 'nothing');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('there is no such difference; there are ');
  });

  it('refuses versions that it does not know', async () => {
    for (const versions of ['4.3', '3.17,9.1', '3.17,4.99', '']) {
      expect((await run('verify', '--across', versions, 'one')).code).toBe(2);
    }
  });
});

describe('the steps between two Helms', () => {
  it('lead from one to the other', () => {
    for (const [a, b] of [
      ['3.14', '4.3'],
      ['4.3', '3.17'],
      ['3.22', '4.0'],
    ]) {
      const [from, to] = [profileById(a), profileById(b)];
      const { id, label, ...last } = stepBetween(from, to, differencesBetween(from, to).length);
      const { id: _, label: __, ...wanted } = to;
      expect(last).toEqual(wanted);
      expect(profileById(id)).toEqual({ id, label, ...last });
    }
  });
});

describe('verify --across with the helms at hand', () => {
  const helms = (...binaries: string[]) => binaries.flatMap((path) => ['--helm-binary', path]);

  it('proves what it says', async () => {
    const both = helms(helmBinary('3.17'), helmBinary('4.1'));
    const { report, stdout } = await across('3.17,4.1', ...both, 'plain', 'numbers', 'types', 'drawn');
    expect(report.helms).toEqual(['v3.17.2', 'v4.1.4']);
    expect(report.counts.unproven).toBe(0);
    expect(
      report.charts.flatMap(({ renders }) => renders.flatMap(({ proof }) => proof!.map((one) => one.isProven))),
    ).toEqual(Array(8).fill(true));
    expect(stdout).toContain('proven: helm v3.17.2 and helm v4.1.4 do so in every render\n');
  });

  it('tells where a helm does otherwise than was said', async () => {
    const path = join(folder.path, 'liar');
    writeFileSync(path, '#!/bin/sh\nif [ "$1" = version ]; then echo v4.1.4; else echo "a: 2"; fi\n', { mode: 0o755 });
    const { report, code, stdout } = await across('3.17,4.1', ...helms(helmBinary('3.17'), path), 'plain');
    expect(code).toBe(1);
    expect(report.counts.unproven).toBe(1);
    expect(report.charts[0].renders[0].proof!.map(({ isProven }) => isProven)).toEqual([true, false]);
    expect(stdout).toContain('not proven: helm v4.1.4 does otherwise in 1 of 1 renders\n');
    expect(stdout).toContain('not proven: helm v4.1.4 does otherwise (- helm, + what was said):\n');
  });

  it('says so on the page, in JSON and in JUnit', async () => {
    const path = join(folder.path, 'half-liar');
    const body = `case "$*" in *nulls*) ${helmBinary('4.1')} "$@" | sed s/1Gi/2Gi/;; *) exec ${helmBinary('4.1')} "$@";; esac`;
    writeFileSync(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    const read = (name: string) => readFileSync(join(folder.path, name), 'utf8');
    const reports = ['html=p.html', 'junit=p.xml', 'json=p.json'].flatMap((report) => ['--report', report]);
    const prove = (newer: string) =>
      run(
        'verify',
        '-q',
        '--across',
        '3.17,4.1',
        ...helms(helmBinary('3.17'), newer),
        'nulls',
        'plain',
        'numbers',
        ...reports,
      );

    await prove(helmBinary('4.1'));
    expect(read('p.html')).toContain(
      '<li class="proven">proven: helm v3.17.2 and helm v4.1.4 do so in every render</li>',
    );
    expect(read('p.html')).not.toContain('not proven');
    expect(read('p.xml')).not.toContain('<failure');
    expect(read('p.xml')).toContain('      printed nothing, now 7 lines</system-out>');
    expect((JSON.parse(read('p.json')) as AcrossReport).counts.unproven).toBe(0);

    expect((await prove(path)).code).toBe(1);
    expect(read('p.html')).toContain(
      '<li class="unproven">not proven: helm v4.1.4 does otherwise in 1 of 3 renders</li>',
    );
    expect(read('p.html')).toContain(
      '<details open><summary><b>nulls</b>: the same, <span class="unproven">not proven</span>',
    );
    expect(read('p.html')).toContain('<span class="del">  -limits: {&quot;cpu&quot;'.replaceAll('&quot;', '"'));
    expect(read('p.html')).toContain('<a href="#range-over-integer">range-over-integer</a>:');
    expect(read('p.xml').match(/<failure type="same" message="the same: not proven">/g)).toHaveLength(1);
    const { charts, counts } = JSON.parse(read('p.json')) as AcrossReport;
    expect(counts.unproven).toBe(1);
    expect(charts.find(({ path: name }) => name === 'nulls')!.renders[0].proof).toMatchObject([
      { isProven: true, differences: [] },
      {
        isProven: false,
        differences: [{ what: 'output', hunks: [{ source: { template: 'nulls/templates/a.yaml', line: 2 } }] }],
      },
    ]);
  });

  it('refuses a helm of another version, and one alone', async () => {
    const swapped = await run(
      'verify',
      '--across',
      '3.17,4.1',
      ...helms(helmBinary('4.1'), helmBinary('3.17')),
      'plain',
    );
    expect(swapped.stderr).toBe(`Error: --helm-binary ${helmBinary('4.1')} is Helm v4.1.4, not 3.17\n`);
    const alone = await run('verify', '--across', '3.17,4.1', ...helms(helmBinary('4.1')), 'plain');
    expect(alone.stderr).toContain('Error: --across takes no helm, or two that prove it');
    const twice = await run('verify', ...helms(helmBinary('4.1'), helmBinary('3.17')), 'plain');
    expect(twice.stderr).toBe('Error: --helm-binary twice goes with --across A,B\n');
  });
});

describe('verify --across in parts', () => {
  it('merges the reports of shards to the report of one run', async () => {
    const whole = (await across('3.17,4.3', 'plain', 'nulls', 'types')).report;
    for (const part of ['1/2', '2/2']) {
      const { report } = await across('3.17,4.3', '--shard', part, 'plain', 'nulls', 'types');
      expect(report.total).toBe(3);
      writeFileSync(join(folder.path, `part-${part[0]}.json`), JSON.stringify(report));
    }
    const half = await run('verify', 'merge', 'part-1.json');
    expect(half).toMatchObject({ code: 1, stderr: 'Error: no report of shard 2 of 2: this is a part\n' });
    const merged = await run('verify', 'merge', 'part-2.json', 'part-1.json', '--report', 'json=merged.json');
    expect(merged.code).toBe(1);
    expect(JSON.parse(readFileSync(join(folder.path, 'merged.json'), 'utf8'))).toEqual(whole);
  });

  it('adds generated value sets', async () => {
    const { report } = await across('3.17,4.3', '--fuzz', '2', '--seed', 's', 'fuzzy');
    const [chart] = report.charts;
    expect(chart.renders.map(({ set }) => set)).toEqual(['defaults', 'fuzz-1', 'fuzz-2']);
    expect(chart.renders[1].values).toBeDefined();
    expect(chart.renders.some(({ status }) => status === 'fails-otherwise')).toBe(true);
  });
});
