// `verify` with helms that nobody asked yet: a minor version without a profile, and another patch of a known one. Each stands before a
// real helm and answers with a version of its own, in `helm version` and wherever a template prints it.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../cli/program';
import { defaultProfile, profileById } from '../../language/profiles';
import { helmBinary } from '../judge/helm';
import { chartFiles, Folder } from '../cli/charts';

const folder = new Folder();
const real = profileById('4.1').build;

beforeAll(() => {
  folder.write({
    ...chartFiles('plain', { 'templates/a.yaml': 'a: 1\n' }),
    ...chartFiles('named', {
      'templates/a.yaml': 'a: {{ .Capabilities.HelmVersion | quote }}\nb: {{ .Capabilities.HelmVersion.GitCommit }}\n',
    }),
  });
});
afterAll(() => folder.remove());

/** A helm 4.1 that gives itself out for another one. */
function disguised(version: string): string {
  const path = join(folder.path, `helm-${version}`);
  const words = `s/${real.version}/${version}/g; s/${real.gitCommit}/0123456789abcdef/g; s/${real.goVersion}/go1.30.0/g`;
  writeFileSync(
    path,
    `#!/bin/sh\n${helmBinary('4.1')} "$@" > ${path}.out; code=$?\nsed '${words}' ${path}.out\nexit $code\n`,
    {
      mode: 0o755,
    },
  );
  return path;
}

async function run(...args: string[]) {
  const { stdout, stderr, code } = await runProgram(args, { cwd: folder.path });
  return { stdout: stdout.toString(), stderr, code };
}

const read = (name: string) => readFileSync(join(folder.path, name), 'utf8');
const reports = ['html=r.html', 'json=r.json', 'junit=r.xml', 'github'].flatMap((kind) => ['--report', kind]);
const verify = (helm: string, ...args: string[]) =>
  run('verify', '-j', '1', '-q', '--journal', 'journal', '--helm-binary', helm, ...args);

describe.each([
  ['v4.99.0', `charts were converted as Helm ${defaultProfile.id} renders them`],
  ['v4.1.99', `charts were converted as Helm ${profileById('4.1').label} renders them`],
])('verify with helm %s', (version, words) => {
  const note = `Helm ${version} is not known to this version: ${words}, so differences may be Helm's own`;

  it('says on the terminal, on every report and on standard error that nobody knows it', async () => {
    const { stdout, stderr } = await verify(disguised(version), 'plain', ...reports);
    expect(stderr).toBe(`Warning: ${note}\n`);
    expect(stdout.split('\n')).toContain(note);
    expect(stdout).toContain(`::warning title=mistletoe verify::${note}\n`);
    expect(read('r.html')).toContain(`"nearest":${JSON.stringify(note)}`);
    expect(read('r.xml')).toContain(`<property name="note" value="${note}"/>`);
    expect(JSON.parse(read('r.json')).helm).toMatchObject({ version });
  });

  it('compares with what it calls itself', async () => {
    const { stdout } = await verify(disguised(version), 'named', '--report', 'json=r.json');
    const lines = JSON.parse(read('r.json')).charts[0].renders[0].differences.flatMap(
      (one: { hunks: { lines: { text: string }[] }[] }) =>
        one.hunks.flatMap(({ lines }) => lines.map(({ text }) => text)),
    );
    // What changes since 4.1 may differ; how helm calls itself does not.
    expect(lines.filter((text: string) => /^[ab]: /.test(text))).toEqual([]);
    expect(stdout).toContain(`compared with helm ${version}`);
  });
});

describe('verify with a patch of a known minor version', () => {
  it('finds nothing where templates print its version, commit and Go, also against recordings', async () => {
    const live = await verify(disguised('v4.1.99'), 'named', '--golden', 'golden');
    expect([live.code, live.stdout]).toEqual([0, expect.stringMatching(/1 +identical/)]);
    const recorded = await run('verify', '-j', '1', '-q', '--journal', 'journal', 'named', '--golden', 'golden');
    expect([recorded.code, recorded.stdout]).toEqual([0, expect.stringContaining('helm v4.1.99 (recorded)')]);
    expect(recorded.stderr).toContain('Warning: Helm v4.1.99 is not known to this version');
  });

  it('says nothing of a helm that is known', async () => {
    const { stdout, stderr, code } = await verify(helmBinary('4.1'), 'named', '--report', 'junit=r.xml');
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).not.toContain('not known');
    expect(read('r.xml')).toContain('<property name="helm" value="v4.1.4"/>');
    expect(read('r.xml')).not.toContain('name="note"');
  });

  it('is proven by helms of other patches', async () => {
    const helms = [helmBinary('3.17'), disguised('v4.1.99')].flatMap((path) => ['--helm-binary', path]);
    const { code, stderr } = await run(
      'verify',
      '-q',
      '--across',
      '3.17,4.1',
      ...helms,
      'named',
      '--report',
      'json=a.json',
    );
    expect(stderr).toBe('');
    const report = JSON.parse(read('a.json'));
    expect(report.helms).toEqual(['v3.17.2', 'v4.1.99']);
    expect([code, report.counts.unproven]).toEqual([1, 0]);
  });

  it('is said of --across without helms, and of --helm', async () => {
    const { stderr } = await run('verify', '-q', '--across', '3.17.99,4.1', 'plain');
    expect(stderr).toBe(
      'Warning: Helm 3.17.99 is not known to this version of mistletoe: it is taken for Helm 3.17.2\n',
    );
    const shown = await run('template', 'named', '--helm', '4.1.99', '--no-cache');
    expect(shown.stdout).toContain('v4.1.99');
    expect(shown.stderr).toContain('Warning: Helm 4.1.99 is not known');
  });
});
