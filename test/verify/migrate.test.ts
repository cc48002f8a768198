// A repository of charts becomes modules, a lock file and a report.

import { readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openModule } from '../../runtime/host';
import { migrateCharts } from '../../verify';
import { chartFiles, Folder } from '../cli/charts';

const folder = new Folder();
const chart = (name: string, files: Record<string, string>, chartYaml = '') =>
  Object.fromEntries(Object.entries(chartFiles(name, files, chartYaml)).map(([path, text]) => [`repo/${path}`, text]));
const template = { 'templates/a.yaml': 'a: {{ .Values.a }}\n' };

beforeAll(() => {
  folder.write({
    ...chart('app', template, 'dependencies: [{name: zlib, version: 1.2.3, repository: "file://../zlib"}]\n'),
    ...chart('zlib', { ...template, 'values.yaml': 'a: 1\nunread: 2\n' }),
    ...chart('lib', { 'templates/_l.tpl': '' }, 'type: library\n'),
    ...chart('needs', template, 'dependencies: [{name: gone, version: 1.0.0, repository: "https://example.com"}]\n'),
    ...chart('secret', {
      'templates/s.yaml': 'p: {{ randAlphaNum 4 }}\nl: {{ lookup "v1" "Secret" "a" "b" }}\n',
      'charts/inner/Chart.yaml': 'apiVersion: v2\nname: inner\nversion: 1.0.0\n',
      'charts/inner/templates/i.yaml': 'i: {{ randNumeric 4 }}\n',
    }),
  });
});
afterAll(() => folder.remove());

describe('migrateCharts', () => {
  const migrate = (out: string) => migrateCharts('repo', { cwd: folder.path, out, pool: { workers: 0 } });
  const files = (out: string) =>
    Object.fromEntries(
      readdirSync(join(folder.path, out))
        .sort()
        .map((name) => [name, readFileSync(join(folder.path, out, name))]),
    );

  it('converts what can be converted, into modules named by content', async () => {
    const { lock, results } = await migrate('out');
    expect(lock.charts.map(({ chart }) => chart)).toEqual(['app', 'secret', 'zlib']);
    for (const { module, digest, name } of lock.charts) {
      expect(module).toBe(`${name}-1.2.3-${digest.slice('sha256:'.length, 'sha256:'.length + 16)}.wasm`);
      expect(openModule(join(folder.path, 'out', module)).info().metadata.name).toBe(name);
    }
    expect(lock.charts[0].dependencies).toEqual([{ name: 'zlib', version: '1.2.3', from: '../zlib' }]);
    expect(results.find(({ path }) => path === 'needs')?.error).toContain('missing in charts/ directory: gone');
    expect(results.find(({ path }) => path === 'lib')?.isLibrary).toBe(true);
  });

  it('builds in dependencies of this repository', () => {
    const { module } = JSON.parse(files('out')['mistletoe.lock.json'].toString()).charts[0];
    const { data } = openModule(join(folder.path, 'out', module)).generate({ data: { name: 'rel', values: { a: 5 } } });
    expect([...data.files.keys()].length).toBe(2);
  });

  it('reports what needs a person, in the order of conversion', () => {
    const report = files('out')['migration.md'].toString();
    expect(report.indexOf('| zlib |')).toBeLessThan(report.indexOf('| app |'));
    expect(report).toContain('`randAlphaNum`: secret/templates/s.yaml:1');
    expect(report).toContain('`lookup`: secret/templates/s.yaml:2');
    expect(report).toContain('`randNumeric`: secret/charts/inner/templates/i.yaml:1');
    expect(report).toMatch(/## zlib[\s\S]*- `unread`/);
    expect(report).toMatch(/## app[\s\S]*- `a`, app\/templates\/a.yaml:1/);
    expect(report).toContain('**not converted**');
  });

  it('gives the same bytes again', async () => {
    await migrate('again');
    expect(files('again')).toEqual(files('out'));
  });

  it('refuses a folder without charts', async () => {
    folder.write({ 'none/a.txt': '' });
    await expect(migrateCharts('none', { cwd: folder.path, out: 'out2' })).rejects.toThrow('holds no chart');
  });

  it('takes away the modules that the lock file before named, and nothing else', async () => {
    folder.write({ 'again/own.wasm': 'mine', ...chart('changing', { 'templates/a.yaml': 'a: 1\n' }) });
    const modules = () => readdirSync(join(folder.path, 'again')).filter((name) => name.startsWith('changing'));
    await migrate('again');
    const before = modules();
    folder.write(chart('changing', { 'templates/a.yaml': 'a: 2\n' }));
    await migrate('again');
    expect(modules()).toHaveLength(1);
    expect(modules()).not.toEqual(before);
    expect(readFileSync(join(folder.path, 'again/own.wasm'), 'utf8')).toBe('mine');
    rmSync(join(folder.path, 'repo/changing'), { recursive: true });
  });

  it('follows links within --link-root', async () => {
    folder.write({
      'shared/_x.tpl': '{{ define "x" }}x: 1{{ end }}',
      'links/a/Chart.yaml': 'apiVersion: v2\nname: a\nversion: 1.0.0\n',
      'links/a/templates/a.yaml': '{{ include "x" . }}\n',
    });
    symlinkSync('../../../shared/_x.tpl', join(folder.path, 'links/a/templates/_x.tpl'));
    const run = (linkRoot?: string) =>
      migrateCharts('links', { cwd: folder.path, out: 'linked', pool: { workers: 0 }, ...(linkRoot && { linkRoot }) });
    expect((await run()).results[0].error).toContain('give --link-root DIR to follow it');
    const { results, lock } = await run('.');
    expect(results[0].error).toBeUndefined();
    expect(lock.charts).toHaveLength(1);
    expect(readFileSync(join(folder.path, 'linked/migration.md'), 'utf8')).toContain('1 chart: 1 converted');
  });
});
