// How long somebody waits who edits: from saving a file to the output of `template --watch`.

import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Setting } from './measure';
import { median } from './statistics';

/** Milliseconds from a save to the output, under a Node. */
export interface WatchTimes {
  node: string;
  /** the first change after the start, when most code has not run yet */
  first: number;
  /** median of the others */
  later: number;
}

const SAVES = 12;
/** Between two saves, as people do: what watches has come to rest. */
const PAUSE_MS = 300;

/** Measures the fixture `storefront` under each Node. */
export async function measureWatch(setting: Setting): Promise<WatchTimes[]> {
  const nodes = [
    { node: 'Node 24', file: setting.node24 },
    ...(setting.node20 ? [{ node: 'Node 20', file: setting.node20 }] : []),
  ];
  const results: WatchTimes[] = [];
  for (const { node, file } of nodes) {
    const folder = join(setting.folder, `watch-${node.slice(-2)}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    cpSync(resolve('charts-fixtures/storefront'), join(folder, 'storefront'), { recursive: true });
    const values = join(folder, 'storefront/values.yaml');
    const text = readFileSync(values, 'utf8');
    const child = spawn(file, [setting.program, 'template', 'rel', 'storefront', '--watch=full'], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, KUBECONFIG: join(folder, 'none') },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const next = outputs(child);
      await next();
      const times: number[] = [];
      for (let i = 0; i < SAVES; i++) {
        await new Promise((done) => setTimeout(done, PAUSE_MS));
        const start = performance.now();
        writeFileSync(values, `${text}\n# ${i}\n`);
        await next();
        times.push(performance.now() - start);
      }
      results.push({ node, first: times[0]!, later: median(times.slice(1)) });
    } finally {
      child.kill();
    }
  }
  return results;
}

/** Waits for the next piece of output. Rejects where the process ends. */
function outputs(child: ChildProcess): () => Promise<void> {
  let waiting: { done(): void; fail(error: Error): void } | undefined;
  let has = false;
  child.stdout!.on('data', () => {
    if (waiting) waiting.done();
    else has = true;
    waiting = undefined;
  });
  child.on('exit', (code) => waiting?.fail(new Error(`template --watch ended with ${code}`)));
  return () =>
    new Promise((done, fail) => {
      if (has) done();
      else waiting = { done, fail };
      has = false;
    });
}
