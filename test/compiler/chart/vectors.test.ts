import { profileById } from '../../../language/profiles';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkDependencies, checkInstallable, loadChart } from '../../../compiler/chart/load';
import { parseYaml } from './yaml';

/** Recorded runs of the real Helm (test/vectors/README.md); only what concerns loading is looked at here. */
const VECTORS = resolve('test/vectors');
const AREAS = ['charts', 'files', 'objects', 'cli', 'values'];
const LOAD_ERROR =
  /^Error: (validation: |cannot load |error unpacking |Chart\.yaml file|double-star|syntax error|library charts|unsupported chart|invalid chart|[Aa]n error occurred while checking)/;

interface Vector {
  name: string;
  template?: string;
  tpath?: string;
  values?: unknown;
  files?: Record<string, string | { b64: string }>;
  v3?: { ok: boolean; out?: string; err?: string };
  v4?: { ok: boolean; out?: string; err?: string };
}

/** The helms that the vectors' columns are of. */
const HELMS = { 3: profileById('3.17'), 4: profileById('4.1') };

describe('charts recorded from Helm', () => {
  const root = mkdtempSync(join(tmpdir(), 'chart-vectors-'));
  afterAll(() => rmSync(root, { recursive: true }));

  const vectors = AREAS.flatMap((area) => JSON.parse(readFileSync(join(VECTORS, `${area}.json`), 'utf8')) as Vector[]);
  const cases = vectors
    .filter((vector) => Object.keys(vector.files ?? {}).some((name) => !name.startsWith('templates/')))
    .flatMap((vector) => ([4, 3] as const).map((helm) => ({ vector, helm, title: `${vector.name} v${helm}` })))
    .filter(({ vector, helm }) => vector[`v${helm}`]);

  it.each(cases)('$title', ({ vector, helm }) => {
    const expected = vector[`v${helm}`]!;
    const directory = mkdtempSync(join(root, 'c'));
    const write = (name: string, data: string | Uint8Array) => {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), data);
    };
    write('Chart.yaml', 'apiVersion: v2\nname: vec\nversion: 0.1.0\nappVersion: "1.2.3"\n');
    if (vector.values !== undefined) {
      write('values.yaml', typeof vector.values === 'string' ? vector.values : JSON.stringify(vector.values));
    }
    if (vector.template !== undefined) write(vector.tpath ?? 'templates/t.txt', vector.template);
    for (const [name, data] of Object.entries(vector.files ?? {})) {
      write(name, typeof data === 'string' ? data : Buffer.from(data.b64, 'base64'));
    }

    const load = () => {
      const chart = loadChart(directory, { helm: HELMS[helm], parseYaml });
      checkInstallable(chart);
      checkDependencies(chart, HELMS[helm]);
      return chart;
    };
    if (expected.err && LOAD_ERROR.test(expected.err)) {
      let message = '';
      try {
        load();
      } catch (error) {
        message = (error as Error).message;
      }
      // The stand-in parser has its own words for broken YAML.
      const [words] = expected.err.slice('Error: '.length, -1).split('yaml: ');
      expect(message.slice(0, words.length)).toBe(words);
      if (!expected.err.includes('yaml: ')) expect(message).toBe(words);
      return;
    }
    const chart = load();
    if (expected.ok && vector.template?.startsWith('{{ range $p, $_ := .Files }}{{ $p }};{{ end }}')) {
      const names = chart.files.map((file) => `${file.name};`).join('');
      expect(expected.out).toSatisfy((out: string) => out === names || out === `${names}1`);
    }
    const shown = vector.name.includes('chartyaml') && expected.ok ? expected.out! : '';
    if (shown) {
      const { metadata } = chart;
      const json = JSON.stringify;
      expect(shown).toContain(
        `n: ${metadata.name}\nv: ${json(metadata.version)}\na: ${json(metadata.appVersion)}\napi: ${metadata.apiVersion}\n` +
          `d: [${json(metadata.description)}, ${json(metadata.home)}, ${json(metadata.icon)}]\nann: ${json(metadata.annotations)}\n`,
      );
    }
  });
});
