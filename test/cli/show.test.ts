// Texts of a package, read without running it: from a chart, its archive's module, and by a strange module not at all.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../cli/program';

const folder = mkdtempSync(join(tmpdir(), 'show-'));
const texts = {
  // Long enough to be compressed in the module.
  values: `# what there is to say\n${Array.from({ length: 20 }, (_, i) => `size${i}: 1\n`).join('')}`,
  schema: '{"type": "object"}\n',
  readme: '# Web\n\nÜber das Netz.\n',
  notes: 'Hello {{ .Release.Name }}\n',
  chart: '# a comment stays\napiVersion: v2\nname: web\nversion: 1.2.0\n',
};

const FILES: Record<keyof typeof texts, string> = {
  values: 'values.yaml',
  schema: 'values.schema.json',
  readme: 'README.md',
  notes: 'templates/NOTES.txt',
  chart: 'Chart.yaml',
};

async function run(...args: string[]) {
  const { stdout, stderr, code } = await runProgram(args, { cwd: folder });
  return { out: stdout.toString(), err: stderr, code };
}

beforeAll(async () => {
  mkdirSync(join(folder, 'web/templates'), { recursive: true });
  for (const what of Object.keys(texts) as (keyof typeof texts)[])
    writeFileSync(join(folder, 'web', FILES[what]), texts[what]);
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

  it.each(Object.entries(texts))('ends the last line of %s where its author did not', async (what, text) => {
    const place = join(folder, `open-${what}`);
    mkdirSync(join(place, 'templates'), { recursive: true });
    writeFileSync(join(place, 'Chart.yaml'), texts.chart);
    writeFileSync(join(place, FILES[what as keyof typeof texts]), text.trimEnd());
    expect(await run('show', what, `open-${what}`)).toEqual({ out: text, err: '', code: 0 });
  });

  it.each(['values', 'schema', 'readme', 'notes'])('%s that are not there are an error', async (what) => {
    expect(await run('show', what, 'bare.wasm')).toEqual({
      out: '',
      err: `Error: bare.wasm has no ${what}\n`,
      code: 1,
    });
    expect(await run('show', what, 'bare')).toEqual({ out: '', err: `Error: bare has no ${what}\n`, code: 1 });
  });

  it('a text that is damaged is an error', async () => {
    const wasm = readFileSync(join(folder, 'web.wasm'));
    const name = 'mistletoe.dev/values.deflate';
    const at = wasm.indexOf(name) + name.length;
    expect(at).toBeGreaterThan(name.length);
    // It says one byte more.
    wasm[at]++;
    writeFileSync(join(folder, 'damaged.wasm'), wasm);
    const { out, err, code } = await run('show', 'values', 'damaged.wasm');
    expect({ out, code }).toEqual({ out: '', code: 1 });
    expect(err).toMatch(
      /^Error: the section mistletoe.dev\/values.deflate of the module is damaged: it says \d+ bytes/,
    );
    expect(await run('show', 'chart', 'damaged.wasm')).toMatchObject({ code: 0, out: texts.chart });
  });

  it('what is no package is an error', async () => {
    expect((await run('show', 'values', 'absent')).err).toMatch(/^Error: there is no package absent/);
    expect(await run('show', 'colour', 'web')).toMatchObject({ code: 2 });
  });
});
