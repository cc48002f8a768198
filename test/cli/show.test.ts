// Texts of a package, read without running it: from a chart, its archive's module, and by a strange module not at all.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../cli/program';

const folder = mkdtempSync(join(tmpdir(), 'show-'));
const texts = {
  values: '# what there is to say\nsize: 1\n',
  schema: '{"type": "object"}\n',
  readme: '# Web\n\nÜber das Netz.\n',
  notes: 'Hello {{ .Release.Name }}\n',
  chart: '# a comment stays\napiVersion: v2\nname: web\nversion: 1.2.0\n',
};

async function run(...args: string[]) {
  const { stdout, stderr, code } = await runProgram(args, { cwd: folder });
  return { out: stdout.toString(), err: stderr, code };
}

beforeAll(async () => {
  mkdirSync(join(folder, 'web/templates'), { recursive: true });
  const files = {
    'values.yaml': texts.values,
    'values.schema.json': texts.schema,
    'README.md': texts.readme,
    'templates/NOTES.txt': texts.notes,
    'Chart.yaml': texts.chart,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'web', name), text);
  mkdirSync(join(folder, 'bare'));
  writeFileSync(join(folder, 'bare/Chart.yaml'), texts.chart.replace('web', 'bare'));
  for (const name of ['web', 'bare'])
    expect(await run('convert', name, '-o', `${name}.wasm`)).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('show', () => {
  it.each(Object.entries(texts))('%s, of the chart and of its module', async (what, text) => {
    expect(await run('show', what, 'web')).toEqual({ out: text, err: '', code: 0 });
    expect(await run('show', what, 'web.wasm')).toEqual({ out: text, err: '', code: 0 });
  });

  it.each(['values', 'schema', 'readme', 'notes'])('%s that are not there are an error', async (what) => {
    expect(await run('show', what, 'bare.wasm')).toEqual({
      out: '',
      err: `Error: bare.wasm has no ${what}\n`,
      code: 1,
    });
    expect(await run('show', what, 'bare')).toEqual({ out: '', err: `Error: bare has no ${what}\n`, code: 1 });
  });

  it('what is no package is an error', async () => {
    expect((await run('show', 'values', 'absent')).err).toMatch(/^Error: there is no package absent/);
    expect(await run('show', 'colour', 'web')).toMatchObject({ code: 2 });
  });
});
