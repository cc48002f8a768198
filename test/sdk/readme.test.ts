// What the README's second screen says, literally: in an empty folder, with the packages as npm packs them. npm fetches what they depend on.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { needs } from '../judge/needs';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-readme-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isBuilt = needs('the built SDK (npm run build)', existsSync('dist/sdk/types/index.d.ts'));

test.runIf(isBuilt)('write your own', () => {
  for (const what of ['.', './dist/sdk']) {
    execFileSync('npm', ['pack', resolve(what), '--silent', '--ignore-scripts'], { cwd: folder });
  }
  const screen = readFileSync('README.md', 'utf8').split('## Write your own')[1]!;
  const commands = /```sh\n([\s\S]*?)```/.exec(screen)![1]!.trim().split('\n');
  expect(commands.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
    'npm install ./mistletoe-dev-mistletoe-0.1.0.tgz',
    'npx mistletoe new',
    'npx mistletoe build',
    'npx mistletoe generate',
    'npx mistletoe test',
  ]);
  const env = {
    ...process.env,
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  };
  const outputs = commands.map((line) => {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { cwd: folder, env, encoding: 'utf8' });
    expect({ line, status, stderr: status === 0 ? '' : stderr }).toEqual({ line, status: 0, stderr: '' });
    return stdout;
  });
  expect(outputs[3]).toContain('replicas: 3\n');
  expect(outputs[4]).toMatch(/\n3 passed, 0 failed\n$/);
  // Who only runs modules has no engine.
  expect(existsSync(join(folder, 'node_modules/@mistletoe-dev/mistletoe/dist/engine.wasm'))).toBe(false);
  expect(existsSync(join(folder, 'node_modules/@mistletoe-dev/sdk/engine.wasm'))).toBe(true);
});
