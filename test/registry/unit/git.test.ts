// Git registries, as the existing Mistletoe has them, with the git of this machine.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../../cli/program';

const folder = mkdtempSync(join(tmpdir(), 'git-registry-'));
const remote = join(folder, 'remote');
const mistletoeHome = join(folder, 'home');
const options = { cwd: folder, mistletoeHome, contentFolder: join(folder, 'content') };
const module = (text: string) =>
  Buffer.concat([Buffer.from('\0asm\u0001\0\0\0'), Buffer.from([0, text.length + 1, text.length]), Buffer.from(text)]);

const git = (...args: string[]) =>
  execFileSync('git', ['-C', remote, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args]);

function publish(version: string): void {
  const path = join(remote, 'data', 'redis');
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, `redis-${version}.mist-pack.wasm`), module(version));
  git('add', '-A');
  git('commit', '-qm', version);
}

async function run(...args: string[]) {
  const { stdout, stderr, code } = await runProgram(args, options);
  return { out: stdout.toString(), err: stderr, code };
}

beforeAll(() => {
  mkdirSync(remote);
  git('init', '-q', '-b', 'main');
  for (const version of ['1.9.0', '1.10.0', '2.0.0-rc.1']) publish(version);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a git registry', () => {
  it('is added, listed and searched; the file is the existing one', async () => {
    expect(await run('registry', 'list')).toMatchObject({
      out: '- name: mistletoe\n  url: https://github.com/gsfraley/mistletoe-registry.git\n',
    });
    expect(await run('registry', 'add', 'acme', '--git', remote)).toEqual({ out: '', err: '', code: 0 });
    const config = readFileSync(join(mistletoeHome, 'config.yaml'), 'utf8');
    expect(config).toContain(
      `  - name: acme\n      defaultRemote: default\n      remotes:\n        - name: default\n          git:\n            url: ${remote}\n`,
    );
    expect((await run('search', 'red')).out).toBe('acme/data/redis  2.0.0-rc.1  (3 versions)\n');
    expect((await run('registry', 'add', 'acme', '--git', remote)).err).toMatch(/there is a registry acme already/);
  });

  it('gives packages by version and by range', async () => {
    for (const [wanted, version] of [
      ['1.9.0', '1.9.0'],
      ['^1', '1.10.0'],
      ['2.0.0-rc.1', '2.0.0-rc.1'],
    ]) {
      expect(await run('pull', `acme/data/redis:${wanted}`, '-o', 'x.wasm')).toMatchObject({
        code: 0,
        err: `Pulled: acme/data/redis:${version}\n`,
      });
      expect(readFileSync(join(folder, 'x.wasm')).equals(module(version!))).toBe(true);
    }
  });

  it('gives the highest version where none is named, or the one that --version wants', async () => {
    expect((await run('pull', 'acme/data/redis', '-o', 'x.wasm')).err).toBe('Pulled: acme/data/redis:1.10.0\n');
    expect((await run('pull', 'acme/data/redis', '--version', '<1.10', '-o', 'x.wasm')).err).toBe(
      'Pulled: acme/data/redis:1.9.0\n',
    );
    expect((await run('pull', 'acme/data/mysql', '-o', 'x.wasm')).err).toBe(
      'Error: could not find package "data/mysql" in registry acme\n',
    );
    expect((await run('template', 'nobody/data/redis')).err).toBe('Error: repo nobody not found\n');
  });

  it('asks its remote for what it has not, unless it must not', async () => {
    publish('3.0.0');
    expect((await run('pull', 'acme/data/redis:3.0.0', '--offline')).err).toMatch(/not in the clone of acme/);
    expect((await run('pull', 'acme/data/redis:3.0.0', '-o', 'x.wasm')).code).toBe(0);
    expect((await run('pull', 'acme/data/redis:4.0.0')).err).toBe(
      'Error: could not find package "data/redis:4.0.0" in registry acme\n',
    );
    publish('3.1.0');
    expect(await run('registry', 'update', 'acme')).toMatchObject({ code: 0, err: 'Updated: acme\n' });
  });

  it('is updated where another cannot be', async () => {
    publish('3.2.0');
    const config = join(mistletoeHome, 'config.yaml');
    const before = readFileSync(config, 'utf8');
    writeFileSync(config, before.replace(/https:.*mistletoe-registry\.git/, join(folder, 'gone')));
    const { code, err } = await run('registry', 'update');
    writeFileSync(config, before);
    expect(code).toBe(1);
    expect(err).toMatch(/^Error: mistletoe: [\s\S]*; updated: acme\n$/);
    expect((await run('search', 'redis')).out).toContain('3.2.0');
  });

  it('is not left through a link, nor through its name', async () => {
    const secret = join(folder, 'secret');
    writeFileSync(secret, module('secret'));
    const clone = join(mistletoeHome, 'registries', 'acme', 'data', 'redis');
    symlinkSync(secret, join(clone, 'redis-6.6.6.mist-pack.wasm'));
    expect((await run('pull', 'acme/data/redis:6.6.6')).err).toMatch(/no file of the registry/);
    expect((await run('pull', 'acme/../../x:1')).err).toMatch(/is no path of a package/);
    expect((await run('registry', 'add', '../x', '--git', remote)).err).toMatch(/is no name for a registry/);
    expect((await run('registry', 'add', 'evil', '--git', '--upload-pack=touch x')).err).toMatch(
      /is no address of a git repository|argument missing/,
    );
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });

  it('that cannot be cloned leaves nothing behind', async () => {
    const { err, code } = await run('registry', 'add', 'gone', '--git', `file://me:secret@${folder}/absent`);
    expect(code).toBe(1);
    expect(err).not.toContain('secret');
    expect(existsSync(join(mistletoeHome, 'registries', 'gone'))).toBe(false);
    expect((await run('registry', 'list')).out).not.toContain('gone');
  });

  it('is removed with its clone', async () => {
    expect(await run('registry', 'remove', 'acme')).toEqual({ out: '', err: '', code: 0 });
    expect(existsSync(join(mistletoeHome, 'registries', 'acme'))).toBe(false);
    expect((await run('registry', 'remove', 'acme')).err).toMatch(/could not find registry with the name "acme"/);
  });

  it('in a broken configuration is one error', async () => {
    writeFileSync(join(mistletoeHome, 'config.yaml'), 'spec:\n  registries: {');
    expect((await run('registry', 'list')).err).toMatch(/^Error: .*config.yaml: .*\n$/);
  });
});
