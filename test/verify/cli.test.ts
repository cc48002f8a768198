// The commands verify and migrate as a user types them: flags, exit codes, files.

import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../cli/program';
import { helmBinary } from '../judge/helm';
import { chartFiles, Folder } from '../cli/charts';

const folder = new Folder();
let helm = '';

beforeAll(() => {
  helm = helmBinary('4.1');
  folder.write({
    ...chartFiles('one', { 'templates/a.yaml': 'a: {{ .Values.a | default 1 }}\n' }),
    'group/one/Chart.yaml': 'apiVersion: v2\nname: one\nversion: 1.0.0\n',
    'group/one/templates/a.yaml': 'a: 1\n',
    'group/two/Chart.yaml': 'apiVersion: v2\nname: two\nversion: 1.0.0\n',
    'group/two/templates/a.yaml': 'a: 2\n',
  });
});
afterAll(() => folder.remove());

async function run(...args: string[]) {
  const { stdout, stderr, code } = await runProgram(args, { cwd: folder.path });
  return { stdout: stdout.toString(), stderr, code };
}
const verify = (...args: string[]) => {
  const judge = args.includes('--helm-binary') ? [] : ['--helm-binary', helm];
  return run('verify', '-j', '1', '-q', '--journal', 'journal', ...judge, ...args);
};

describe('mistletoe verify', () => {
  it('ends with 0 where everything is as helm has it, and writes the reports', async () => {
    const { stdout, stderr, code } = await verify(
      ...[
        'one',
        '--report',
        'html=out/r.html',
        '--report',
        'json=out/r.json',
        '--report',
        'junit=out/r.xml',
        '--report',
        'github',
      ],
    );
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).toMatch(/one +1\.2\.3 +1 +identical/);
    expect(stdout).toContain('::notice title=mistletoe verify::1 chart, 1 render: as helm renders them');
    for (const end of ['html', 'json', 'xml']) expect(existsSync(join(folder.path, `out/r.${end}`))).toBe(true);
  });

  it('ends with 1 where something differs', async () => {
    const other = join(folder.path, 'other-helm');
    writeFileSync(other, `#!/bin/sh\n${helm} "$@" | sed 's/^a: 5/a: 6/'\n`);
    chmodSync(other, 0o755);
    const { stdout, code } = await verify('one', '--set', 'a=5', '--helm-binary', other, '--no-color');
    expect(code).toBe(1);
    expect(stdout).toContain('  -a: 6\n  +a: 5\n');
    expect(stdout).toContain('one/templates/a.yaml:1');
  });

  it('--quick makes no module, and says so', async () => {
    const before = readdirSync(folder.path);
    const reports = ['json=q.json', 'html=q.html', 'junit=q.xml', 'github'].flatMap((one) => ['--report', one]);
    const { stdout, stderr, code } = await verify('one', 'group', '--quick', '--set', 'a=5', ...reports);
    const note =
      'charts were rendered as those that come for the first time (--quick): no module was made, so none is proven';
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).toContain(`3 charts, 3 renders compared with helm v4.1.4\n${note}\n      3  identical\n`);
    expect(stdout).toContain(`::notice title=mistletoe verify::${note}\n`);
    const read = (name: string) => readFileSync(join(folder.path, name), 'utf8');
    for (const name of ['q.html', 'q.xml']) expect(read(name)).toContain(note);
    const report = JSON.parse(read('q.json'));
    expect([report.quick, report.charts.map((chart: object) => 'module' in chart)]).toEqual([
      true,
      [false, false, false],
    ]);
    expect(readdirSync(folder.path).sort()).toEqual([...before, 'q.html', 'q.json', 'q.xml'].sort());

    await verify('one', '--set', 'a=5', '--report', 'json=p.json');
    const merged = await run('verify', 'merge', 'p.json', 'q.json');
    expect([merged.code, merged.stderr]).toEqual([
      2,
      'Error: the reports are of different runs: quick is not given and true\n',
    ]);
  });

  it('--quick finds what differs, and where it was written', async () => {
    const other = join(folder.path, 'other-helm');
    writeFileSync(other, `#!/bin/sh\n${helm} "$@" | sed 's/^a: 5/a: 6/'\n`);
    chmodSync(other, 0o755);
    const { stdout, code } = await verify('one', '--quick', '--set', 'a=5', '--helm-binary', other, '--no-color');
    expect(code).toBe(1);
    expect(stdout).toContain('  -a: 6\n  +a: 5\n');
    expect(stdout).toContain('one/templates/a.yaml:1');
  });

  it('--quick compares what Helm refuses, and goes not with what is about modules', async () => {
    folder.write(chartFiles('broken', { 'templates/a.yaml': 'a: {{ fail "no" }}\n', 'values.yaml': 'a: 1\n' }));
    folder.write(chartFiles('unreadable', { 'values.yaml': 'a: [\n' }));
    for (const name of ['broken', 'unreadable']) {
      const { stdout } = await verify(name, '--quick', '--no-color');
      expect(stdout).toContain('helm failed too');
    }
    for (const flag of ['--locked', '--against']) {
      expect(await verify('one', '--quick', flag, 'x')).toMatchObject({
        code: 2,
        stderr: `Error: --quick makes no modules, so it does not go with ${flag}\n`,
      });
    }
    expect((await run('verify', 'one', '--quick', '--across', '3.17,4.3')).stderr).toBe(
      'Error: --quick does not go with --across\n',
    );
  });

  it('merges the reports of shards', async () => {
    for (const i of [1, 2]) await verify('group', '--shard', `${i}/2`, '--report', `json=shard-${i}.json`);
    await verify('group', '--report', 'json=whole.json');
    const { stdout, code } = await run(
      'verify',
      'merge',
      'shard-1.json',
      'shard-2.json',
      '--report',
      'json=merged.json',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('2 charts, 2 renders');
    const read = (name: string) => {
      const { timings: _, ...rest } = JSON.parse(readFileSync(join(folder.path, name), 'utf8'));
      return rest;
    };
    expect(read('merged.json')).toEqual(read('whole.json'));
    expect(await run('verify', 'merge', 'shard-2.json')).toMatchObject({
      code: 2,
      stderr: 'Error: no report of shard 1 of 2: this is a part\n',
    });
  });

  it('takes its part from a Kubernetes Job', async () => {
    process.env['JOB_COMPLETION_INDEX'] = '1';
    try {
      const { stdout, code } = await verify('group', '--shards', '2', '--report', 'json=job.json');
      expect(code).toBe(0);
      expect(stdout).toContain('group/two');
      expect(stdout).not.toContain('group/one');
    } finally {
      delete process.env['JOB_COMPLETION_INDEX'];
    }
  });

  it.each([
    [[], 'give at least one chart'],
    [['nosuch'], 'there is no chart nosuch'],
    [['one', '--report', 'pdf=x'], 'give html=FILE, json=FILE, junit=FILE or github'],
    [['one', '--shard', '3/2'], 'give a number of a number'],
    [['one', '--shards', '2'], 'JOB_COMPLETION_INDEX'],
    [['one', '--fuzz', 'many'], '--fuzz many: give a number from 0'],
    [['one', '--timeout', 'long'], '--timeout long: give a time'],
    [['one', '--worker-memory', '0'], '--worker-memory 0: give a size'],
    [['one', '--update'], '--update goes with --golden'],
    [['one', '-f', 'nosuch.yaml'], 'there is no values file'],
    [['one', '--golden', 'nothing', '--helm-binary', '/nowhere/helm'], 'there are no recordings'],
    [['one', '--golden', 'one/Chart.yaml'], '--golden one/Chart.yaml is a file: give the folder of the recordings'],
    [['one', '--report', 'json=one/Chart.yaml/r.json'], '--report json=one/Chart.yaml/r.json cannot be written'],
    [['one', '--journal', 'one/Chart.yaml/journal'], 'the journal '],
  ])('ends with 2 for %j', async (args, message) => {
    const { stderr, code } = await verify(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(`Error: `);
    expect(stderr).toContain(message);
  });

  // Before any helm is looked for: here there is none.
  it.each([
    [['module.wasm'], 'module.wasm is a module already: give the chart'],
    [['one/Chart.yaml'], "one/Chart.yaml is no chart: give a chart's folder or .tgz, or a pattern"],
    [['one', '--report', 'json=one/Chart.yaml/r.json'], '--report json=one/Chart.yaml/r.json cannot be written: '],
    [['one', '--report', 'html=one'], '--report html=one cannot be written: is a directory'],
    [
      ['one', '--report', 'html=/proc/none/x'],
      '--report html=/proc/none/x cannot be written: no such file or directory',
    ],
    [['one', '-j', '0'], '--jobs 0: give a number from 1'],
    [['one', '--timeout', '0'], '--timeout 0: give a time such as 500ms, 10s or 2m'],
    [['one', '--diff-lines', 'all'], '--diff-lines all: give a number from 0'],
  ])('ends with 2 for %j, and has not begun', async (args, message) => {
    folder.write({ 'module.wasm': Buffer.from('\0asm\x01\0\0\0', 'latin1') });
    const { stderr, code } = await run('verify', ...args, '--helm-binary', '/nowhere/helm');
    expect([stderr.split('\n')[0], code]).toEqual([expect.stringContaining(`Error: ${message}`), 2]);
    expect(existsSync(join(folder.path, 'one/Chart.yaml/r.json'))).toBe(false);
  });

  it('refuses what is no report', async () => {
    folder.write({ 'no.json': '{}' });
    expect(await run('verify', 'merge', 'no.json')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no report of this version'),
    });
    expect(await run('verify', 'merge', 'gone.json')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('cannot be read'),
    });
  });
});

describe('mistletoe migrate', () => {
  it('converts a folder', async () => {
    const { stdout, code } = await run('migrate', 'group', '-o', 'modules', '-j', '1', '-q');
    expect(code).toBe(0);
    expect(stdout).toContain('2 charts converted\n');
    expect(existsSync(join(folder.path, 'modules/mistletoe.lock.json'))).toBe(true);
  });

  it('ends with 1 where a chart could not be converted, 2 where there is none', async () => {
    folder.write({ 'bad/x/Chart.yaml': 'name: x\n' });
    expect(await run('migrate', 'bad', '-o', 'm2', '-j', '1', '-q')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('not converted: x: '),
    });
    expect(await run('migrate', 'nosuch', '-o', 'm3', '-q')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no chart nosuch'),
    });
    expect((await run('migrate', 'group', '-o', 'm4', '--helm', '5')).code).toBe(2);
    for (const [flag, value, message] of [
      ['-o', 'group/one/Chart.yaml', '--out group/one/Chart.yaml cannot be written: '],
      ['--report', '/proc/none', '--report /proc/none cannot be written: no such file or directory'],
      ['-j', '0', '--jobs 0: give a number from 1'],
      ['--timeout', '0', '--timeout 0: give a time'],
    ] as const) {
      const { stderr, code } = await run('migrate', 'group', '-o', 'm5', '-q', flag, value);
      expect([stderr, code]).toEqual([expect.stringContaining(`Error: ${message}`), 2]);
    }
    expect(existsSync(join(folder.path, 'm5'))).toBe(false);
  });
});
