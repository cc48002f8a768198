// `npm run bench:packages`: what packages in TypeScript cost: the engine, the module of the web template, its build, its renders, their
// memory, a megabyte of YAML, and how soon `dev` shows what a save changed. Prints a table.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { openModule } from '../../runtime/host';
import { processorTime, timeProcess } from '../process';
import { median } from '../statistics';

const PROGRAM = 'dist/cli/main.js';
const RENDERS = 10_000;
const SINGLE_RENDERS = 1000;
const DAY_MS = 86_400_000;
const BUILDS = 5;
const SAVES = 9;
/** `dev` hangs if it is silent for so long. */
const LONGEST_WAIT_MS = 60_000;

/** A package that writes about a megabyte of YAML. */
const LARGE = `import { definePackage } from '@mistletoe-dev/sdk';
export default definePackage({
  metadata: { name: 'large' },
  generate: (_, { name }) => Array.from({ length: 2000 }, (_, i) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: \`\${name}-\${i}\`, labels: { app: 'large', number: String(i) }, annotations: { note: 'a text: "quoted" # no comment' } },
    data: Object.fromEntries(Array.from({ length: 10 }, (_, j) => [\`key-\${j}\`, \`value \${i * j} of this entry\`])),
  })),
});
`;

interface Row {
  what: string;
  measured: string;
}

export async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-bench-'));
  try {
    cpSync('toolchain/templates/web', join(folder, 'web'), { recursive: true });
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    const rows: Row[] = [{ what: 'engine', measured: kib(statSync('dist/engine.wasm').size) }];
    const web = builds(folder, rows);
    renders(web, rows);
    writeFileSync(join(folder, 'large.ts'), LARGE);
    largeOutput(folder, rows);
    rows.push({ what: '`dev`, from a save to its output', measured: `${(await savesToOutput(folder)).toFixed(0)} ms` });
    process.stdout.write(rows.map(({ what, measured }) => `| ${what} | ${measured} |\n`).join(''));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function builds(folder: string, rows: Row[]): Uint8Array {
  const file = join(folder, 'web.wasm');
  const build = command('build', join(folder, 'web/package.ts'), '-o', file);
  const out = join(folder, 'out');
  const wall = Array.from({ length: BUILDS }, () => timeProcess(build, out));
  const processor = Array.from({ length: BUILDS }, () => processorTime(build, out) ?? NaN);
  const wasm = readFileSync(file);
  rows.push(
    { what: 'module of the web template', measured: `${kib(wasm.length)}, ${kib(gzipSync(wasm).length)} compressed` },
    {
      what: '`build`, the whole process',
      measured: `${seconds(median(wall))}, ${seconds(median(processor))} of processor time`,
    },
  );
  return wasm;
}

function renders(wasm: Uint8Array, rows: Row[]): void {
  const instance = openModule(wasm, { timeMs: DAY_MS });
  const input = inputOf({ replicas: 3 });
  const measure = (count: number) =>
    Array.from({ length: count }, () => {
      const from = performance.now();
      instance.generate(input);
      return performance.now() - from;
    });
  measure(500);
  const alone = measure(SINGLE_RENDERS);
  const before = instance.memoryBytes();
  const times = instance.batch(() => measure(RENDERS));
  const growth = instance.memoryBytes() - before;
  rows.push(
    { what: 'warm render, median', measured: `${median(times).toFixed(2)} ms` },
    { what: 'the same, each with a time limit of its own', measured: `${median(alone).toFixed(2)} ms` },
    {
      what: `memory over ${RENDERS.toLocaleString('en')} renders`,
      measured: growth === 0 ? `${kib(before)}, flat` : `+${kib(growth)}`,
    },
  );
}

function largeOutput(folder: string, rows: Row[]): void {
  const file = join(folder, 'large.wasm');
  timeProcess(command('build', join(folder, 'large.ts'), '-o', file), join(folder, 'out'));
  const instance = openModule(readFileSync(file));
  const times: number[] = [];
  let bytes = 0;
  for (let i = 0; i < 7; i++) {
    const from = process.cpuUsage();
    const { files } = instance.generate(inputOf({})).data;
    const { user, system } = process.cpuUsage(from);
    times.push((user + system) / 1e6);
    bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  }
  const perMegabyte = (median(times) * 1e6) / bytes;
  rows.push({
    what: '1 MB of YAML, processor time',
    measured: `${perMegabyte.toFixed(2)} s (of ${(bytes / 1e6).toFixed(2)} MB)`,
  });
}

/** Milliseconds from writing a package's file to the end of the output that it made, the median of some saves. */
async function savesToOutput(folder: string): Promise<number> {
  const file = join(folder, 'web/package.ts');
  const text = readFileSync(file, 'utf8');
  const child = spawn(process.execPath, [PROGRAM, 'dev', file], { stdio: ['ignore', 'pipe', 'ignore'] });
  const output = new Output(child);
  try {
    await output.next('memory: "128Mi"');
    const times: number[] = [];
    for (let i = 0; i < SAVES; i++) {
      // An editor does not save while the output of the save before still comes.
      await sleep(200);
      const from = performance.now();
      writeFileSync(file, text.replaceAll('128Mi', `${200 + i}Mi`));
      await output.next(`+            memory: "${200 + i}Mi"`);
      times.push(performance.now() - from);
    }
    return median(times);
  } finally {
    child.kill();
    writeFileSync(file, text);
  }
}

/** What a process writes, awaited. */
class Output {
  private text = '';
  private told = () => {};
  private hasEnded = false;

  constructor(process: ChildProcessByStdio<null, Readable, null>) {
    process.stdout.on('data', (data: Buffer) => {
      this.text += data;
      this.told();
    });
    process.on('close', () => {
      this.hasEnded = true;
      this.told();
    });
  }

  /** Until it has written this. Throws where it ends before, or writes nothing for long. */
  async next(wanted: string): Promise<void> {
    while (!this.text.includes(wanted)) {
      if (this.hasEnded) throw new Error(`\`dev\` ended without ${wanted}: ${this.text}`);
      const isTold = await Promise.race([
        new Promise<true>((resolve) => {
          this.told = () => resolve(true);
        }),
        sleep(LONGEST_WAIT_MS, false, { ref: false }),
      ]);
      if (!isTold) throw new Error(`\`dev\` did not write ${wanted}: ${this.text}`);
    }
    this.text = '';
  }
}

const command = (...args: string[]) => ({ file: process.execPath, args: [PROGRAM, ...args] });

const inputOf = (data: object) => ({
  data: { name: 'bench', namespace: 'default', now: 1, entropy: 'bench', ...data },
});

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;

const kib = (bytes: number) => `${(bytes / 1024).toFixed(0)} KiB`;
