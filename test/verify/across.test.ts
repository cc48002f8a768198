// `mistletoe verify --across`: what changes between two Helms, and which difference explains it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../cli/program';
import { differencesBetween, profileById, stepBetween } from '../../language/profiles';
import type { AcrossReport } from '../../verify/across/model';
import { chartFiles, Folder } from '../cli/charts';

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
