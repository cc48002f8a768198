// Size and depth: charts far beyond what people write render as helm renders them, or end in helm's own error. Nothing here
// may overflow a stack, hang, or take more than its share of time. Where helm itself takes long, its answer is recorded:
// UPDATE=1 npx vitest run test/golden/stress.test.ts records it anew.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type CommandResult, type HelmId, helmTemplate, newestHelms } from '../judge/helm';
import { oursTemplate } from '../judge/ours';
import { type ChartFiles, type StressChart, stressCharts, throughTpl } from './stress-charts';

const recordPath = resolve('test/golden/stress-answers.json');
const isUpdate = process.env['UPDATE'] === '1';
const recorded: Record<string, Answer> = existsSync(recordPath) ? JSON.parse(readFileSync(recordPath, 'utf8')) : {};
const scratch = mkdtempSync(join(tmpdir(), 'mistletoe-stress-'));

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
  if (isUpdate) writeFileSync(recordPath, `${JSON.stringify(recorded, undefined, 2)}\n`);
});

/** What a render gave, short enough to look at. */
interface Answer {
  code: number;
  bytes: number;
  sha256: string;
  stderr: string;
}

function answer({ code, stdout, stderr }: CommandResult, folder: string): Answer {
  const text = stderr.replaceAll(folder, 'CHART');
  return {
    code,
    bytes: stdout.length,
    sha256: createHash('sha256').update(stdout).digest('hex'),
    stderr: text.length > 2000 ? `${text.slice(0, 1000)}…${text.slice(-1000)} (${text.length})` : text,
  };
}

let count = 0;

function write(files: ChartFiles): string {
  const folder = join(scratch, `c${count++}`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function asked(major: HelmId, folder: string, name: string, chart: StressChart): Promise<Answer> {
  if (chart.isRecorded && !isUpdate) return recorded[name];
  const result = answer(await helmTemplate(major, ['rel', folder, '--kube-version', 'v1.33.0']), folder);
  if (chart.isRecorded) recorded[name] = result;
  return result;
}

describe.each([...newestHelms])('helm %s', (major) => {
  const charts = stressCharts.filter(({ helm }) => helm === undefined || String(helm) === major.charAt(0));
  test.each(charts)('$name', async (chart) => {
    const forms = chart.alsoAsTpl ? [chart.files(), throughTpl(chart.files())] : [chart.files()];
    for (const [i, files] of forms.entries()) {
      const folder = write(files);
      const [helm, ours] = await Promise.all([
        asked(major, folder, `helm ${major}, ${chart.name}${i === 1 ? ', through tpl' : ''}`, chart),
        oursTemplate(major, ['rel', folder, '--kube-version', 'v1.33.0']).then((result) => answer(result, folder)),
      ]);
      expect(ours, i === 1 ? 'through tpl' : 'compiled').toEqual(helm);
      rmSync(folder, { recursive: true });
    }
  });
});
