// `npm test` runs every suite; the recorded vectors take most of the time, and `npm run test:vectors` runs them alone.
// The time limits only end what hangs: no suite may fail because a machine is busy.
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const files = readdirSync(join(import.meta.dirname, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => join('test', file).replaceAll('\\', '/'));

/** What replaces modules, or what they find when they are loaded, and so needs modules that nobody has loaded before. */
const replacesModules = (file: string) =>
  /\bvi\.mock\(|\b__mistletoe_native\b/.test(readFileSync(join(import.meta.dirname, file), 'utf8'));

/** Thousands of modules are rendered there, whose memory a process of their own gives back. */
const takesMemory = (file: string) => /^test\/(golden|guest|host)\//.test(file);

const isApart = (file: string) => takesMemory(file) || replacesModules(file);

const common = {
  maxWorkers: '100%',
  // No suite may depend on the configuration of whoever runs it.
  env: { KUBECONFIG: join(tmpdir(), 'mistletoe-no-kubeconfig') },
  testTimeout: 1_200_000,
  hookTimeout: 3_600_000,
};

export default defineConfig({
  test: {
    projects: [
      // Files share what is loaded, Binaryen above all: a quarter of the processor time.
      { test: { ...common, name: 'shared', include: files.filter((file) => !isApart(file)), isolate: false } },
      { test: { ...common, name: 'apart', include: files.filter(isApart) } },
    ],
  },
});
