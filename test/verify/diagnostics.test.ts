// What there is to say of a chart is the same whether it is compiled or rendered as it is (`verify --quick`), and whether Helm takes
// it or refuses it.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileChartAt } from '../../actions/chart/compile';
import { convertToModule } from '../../actions/convert';
import { convertChart } from '../../compiler/convert';
import { profileById } from '../../language/profiles';
import { convertSubject } from '../../verify/judge/ours';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mistletoe-diagnostics-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A chart with a symbolic link beside its files. */
function chartOf(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  const all = { 'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`, 'notes.txt': 'text\n', ...files };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  symlinkSync('notes.txt', join(path, 'link.txt'));
  return path;
}

const ALL = {
  'requirements.yaml': 'dependencies: []\n',
  'requirements.lock': 'dependencies: []\n',
  'values.schema.json': '{"$ref": "https://example.com/values.json"}',
  'templates/a.yaml': 'a: {{ .Values.a }}\n',
  'templates/broken.yaml': 'a: 1\nb: {{ if }}\n',
  'charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
  'charts/sub/templates/broken.yaml': 'b: {{ nothing }}\n',
  'charts/sub/templates/again.yaml': 'b: {{ nothing }}\n',
};
const CODES = ['dependencies-file', 'lock-file', 'schema-reference', 'symbolic-link', 'template-parse'];

describe.each(['3.17', '4.3'])('as Helm %s', (id) => {
  const helm = profileById(id);

  test('both ways say the same of a chart, with all codes', async () => {
    const path = chartOf(`all-${id}`, ALL);
    const [quick, draft, module] = await Promise.all(
      (['nothing', 'draft', 'module'] as const).map((make) => convertSubject(path, helm, { make })),
    );
    expect(module.conversionError).toBeUndefined();
    expect([...new Set(module.diagnostics.map(({ code }) => code))].sort()).toEqual(CODES);
    expect(module.diagnostics.filter(({ code }) => code === 'template-parse').map(({ path: at }) => at)).toHaveLength(
      3,
    );
    expect(quick.diagnostics).toEqual(module.diagnostics);
    expect(draft.diagnostics).toEqual(module.diagnostics);
    expect(quick.notices).toBe(module.notices);
  });

  test('and of one that Helm refuses, with what was found before', async () => {
    const path = chartOf(`lacks-${id}`, {
      'Chart.yaml': 'apiVersion: v2\nname: lacks\nversion: 1.0.0\ndependencies: [{name: db, version: 1.0.0}]\n',
    });
    const subjects = await Promise.all(
      (['nothing', 'module'] as const).map((make) => convertSubject(path, helm, { make })),
    );
    for (const { diagnostics, refused } of subjects) {
      expect(refused).toBe(true);
      expect(diagnostics.map(({ code }) => code)).toEqual(['symbolic-link', 'chart-refused']);
    }
    expect(subjects[0].diagnostics).toEqual(subjects[1].diagnostics);
    await expect(convertToModule(path, { helm, noCache: true })).rejects.toMatchObject({
      diagnostics: subjects[1].diagnostics,
    });
  });

  test('convertChart, convertToModule and compileChartAt give the same', async () => {
    const path = chartOf(`linked-${id}`, { 'charts/sub/Chart.yaml': ALL['charts/sub/Chart.yaml'] });
    const options = { helm };
    const all = await Promise.all([
      compileChartAt(path, helm, () => undefined),
      convertChart(path, options),
      convertToModule(path, { ...options, noCache: true }),
      convertToModule(path, { ...options, cacheFolder: join(folder, 'cache') }),
    ]);
    const kept = await convertToModule(path, { ...options, cacheFolder: join(folder, 'cache') });
    for (const { diagnostics } of [...all, kept]) {
      expect(diagnostics.map(({ code }) => code)).toEqual(['symbolic-link']);
    }
  });
});
