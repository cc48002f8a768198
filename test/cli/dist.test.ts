import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Folder, mirror } from './charts';
import { needs } from '../judge/needs';

// The program as it is built: what only a process shows.

const program = resolve('dist/cli/main.js');
const folder = new Folder();
beforeAll(() => {
  folder.write({ ...mirror, 'big.yaml': `text: ${'x'.repeat(1 << 20)}\n` });
});
afterAll(() => folder.remove());

const environment = { PATH: process.env['PATH'], HOME: folder.path };
const run = (...args: string[]) => {
  const result = spawnSync(process.execPath, [program, ...args], {
    cwd: folder.path,
    env: environment,
    maxBuffer: 1 << 28,
    input: '',
  });
  return { out: result.stdout.toString(), err: result.stderr.toString(), code: result.status };
};

describe.runIf(needs('the built program (npm run build)', existsSync(program)))('the built program', () => {
  it('renders a chart, keeps what it compiled, and uses it', () => {
    const first = run('template', 'rel', 'mirror');
    expect(first).toMatchObject({ err: '', code: 0, out: expect.stringContaining('release: rel/default/false') });
    const store = join(folder.path, '.cache/mistletoe/charts');
    expect(readdirSync(store)).toHaveLength(1);
    expect(run('template', 'rel', 'mirror')).toEqual(first);
    folder.write({ 'mirror/values.yaml': 'color: green\n' });
    expect(run('template', 'rel', 'mirror').out).toContain('"color":"green"');
    expect(readdirSync(store)).toHaveLength(2);
    expect(run('template', 'rel', 'mirror', '--no-cache', '--helm', '3').code).toBe(0);
    expect(readdirSync(store)).toHaveLength(2);
  });

  it('converts, and renders the module', () => {
    expect(run('convert', 'mirror')).toMatchObject({ err: '', code: 0 });
    expect(run('template', 'rel', 'mirror-1.2.3', '--set', 'color=blue').out).toContain('"color":"blue"');
    expect(run('generate', 'rel', '-p', 'mirror-1.2.3').out).toMatch(/^# Source: mirror/);
    expect(run('inspect', 'package', 'mirror-1.2.3').out).toMatch(
      /^module:\n.*\n---\napiVersion: mistletoe.dev\/v1alpha1\nkind: MistPackage\n/s,
    );
    expect(run('template', 'mirror-1.2.3', '--name-template', '{{ lower "A" }}').out).toContain('release: a/');
  });

  it('converts a chart that it knows from what it kept', () => {
    const store = join(folder.path, '.cache/mistletoe/charts');
    folder.write(mirror);
    const fresh = run('convert', 'mirror', '--verbose', '--no-cache');
    const module = readFileSync(join(folder.path, 'mirror-1.2.3.wasm'));
    expect(run('convert', 'mirror', '--verbose')).toEqual(fresh);
    const [kept] = readdirSync(store)
      .map((name) => join(store, name))
      .filter((path) => readFileSync(path).includes(module));
    const used = new Date(1000);
    utimesSync(kept, used, used);
    expect(run('convert', 'mirror', '--verbose')).toEqual(fresh);
    expect(statSync(kept).mtimeMs).toBeGreaterThan(1000);
    expect(readFileSync(join(folder.path, 'mirror-1.2.3.wasm')).equals(module)).toBe(true);
    expect(run('convert', 'mirror', '--emit', 'ir').out).toContain('mirror/templates/shown.yaml');
    expect(run('convert', 'mirror', '--emit', 'wat').out).toMatch(/^\(module/);
    run('convert', 'mirror', '--names');
    expect(readFileSync(join(folder.path, 'mirror-1.2.3.wasm')).equals(module)).toBe(false);
  });

  it('prints all of a large output into a pipe', () => {
    const { out } = run('template', 'rel', 'mirror', '-f', 'big.yaml');
    expect(out.length).toBeGreaterThan(1 << 20);
    expect(out.endsWith('\n')).toBe(true);
  });

  it('ends quietly when nobody reads on', () => {
    const command = `'${process.execPath}' '${program}' template rel mirror -f big.yaml | head -c 10`;
    const { stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: folder.path, env: environment });
    expect([stdout.toString(), stderr.toString()]).toEqual(['---\n# Sour', '']);
  });

  it('ends with the exit codes it promises, and never with a stack trace', () => {
    expect(run('--version').code).toBe(0);
    expect(run('template', 'rel', 'gone').code).toBe(1);
    expect(run('template', '--nope').code).toBe(1);
    expect(run('bogus').code).toBe(2);
    for (const args of [
      ['template', 'rel', '/dev/null'],
      ['convert', '/dev/null'],
      ['inspect', 'package', program],
    ]) {
      const { err, code } = run(...args);
      expect([code, err]).toEqual([1, expect.stringMatching(/^Error: [^\n]+\n$/)]);
    }
  });
});
