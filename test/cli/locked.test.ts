// The lock file of migrate, read by the commands that use what it names.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../../cli/program';

const folder = mkdtempSync(join(tmpdir(), 'locked-'));
const LOCK = 'modules/mistletoe.lock.json';
let lock: string;

async function run(...args: string[]) {
  const { stdout, stderr, code } = await runProgram(args, { cwd: folder, mistletoeHome: join(folder, 'home') });
  return { out: stdout.toString(), err: stderr, code };
}

function chart(name: string, text = 'one'): void {
  mkdirSync(join(folder, 'charts', name, 'templates'), { recursive: true });
  writeFileSync(join(folder, 'charts', name, 'Chart.yaml'), `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`);
  writeFileSync(
    join(folder, 'charts', name, 'templates', 'map.yaml'),
    `kind: ConfigMap\napiVersion: v1\nmetadata: {name: ${text}}\n`,
  );
}

beforeAll(async () => {
  chart('web');
  chart('db');
  expect(await run('migrate', 'charts', '--out', 'modules', '-q')).toMatchObject({ code: 0 });
  lock = readFileSync(join(folder, LOCK), 'utf8');
});
beforeEach(() => {
  writeFileSync(join(folder, LOCK), lock);
  chart('web');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('--locked', () => {
  it('uses the module of the lock file, by path and by name', async () => {
    const plain = await run('template', 'x', 'charts/web');
    for (const name of ['charts/web', 'web']) expect(await run('template', 'x', name, '--locked', LOCK)).toEqual(plain);
    expect((await run('inspect', 'package', 'web', '--locked', LOCK)).code).toBe(0);
  });

  it('wants the chart as it was', async () => {
    chart('web', 'two');
    expect(await run('template', 'x', 'charts/web', '--locked', LOCK)).toEqual({
      out: '',
      code: 1,
      err: `Error: web has changed since ${LOCK} was written: run mistletoe migrate again\n`,
    });
    expect(await run('verify', 'charts', '--locked', LOCK)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^Error: web has changed/),
    });
    // By its name alone, what was locked is what is wanted.
    expect((await run('template', 'x', 'web', '--locked', LOCK)).out).toContain('name: one');
  });

  it('wants the module as it was', async () => {
    const module = readdirSync(join(folder, 'modules')).find((name) => name.startsWith('db-'))!;
    const path = join(folder, 'modules', module);
    const bytes = readFileSync(path);
    writeFileSync(path, Buffer.concat([bytes, Buffer.from('\0\u0002\u0001x')]));
    expect((await run('template', 'x', 'db', '--locked', LOCK)).err).toMatch(
      new RegExp(`^Error: ${module} is not what ${LOCK} has for db: want sha256:`),
    );
    rmSync(path);
    expect((await run('template', 'x', 'db', '--locked', LOCK)).err).toMatch(
      /cannot be read: no such file or directory/,
    );
    writeFileSync(path, bytes);
  });

  it.each([
    ['', 'not JSON'],
    ['{}', 'no lock file of mistletoe migrate'],
    ['{"format":"mistletoe.dev/lock/v1","charts":[{}]}', 'is not complete'],
    [
      '{"format":"mistletoe.dev/lock/v1","charts":[{"chart":"a","name":"a","version":"1","source":"","digest":"","module":"../x"}]}',
      'is no file beside it',
    ],
  ])('%j is an error', async (text, says) => {
    writeFileSync(join(folder, LOCK), text);
    const { err, code } = await run('template', 'x', 'web', '--locked', LOCK);
    expect([code, err]).toEqual([1, expect.stringContaining(says)]);
  });

  it('what it does not have, and where it is not, is an error', async () => {
    expect((await run('template', 'x', 'other', '--locked', LOCK)).err).toBe(`Error: ${LOCK} has no chart other\n`);
    expect((await run('template', 'x', 'web', '--locked', 'absent')).err).toBe(
      'Error: absent: no such file or directory\n',
    );
  });
});
