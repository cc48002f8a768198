import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
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

  it('renders a chart of many files as a small one, and leaves what is kept of the code', () => {
    const code = join(folder.path, '.cache/mistletoe/code');
    const kept = () => readdirSync(code).map((name) => [name, statSync(join(code, name)).mtimeMs]);
    const file = (n: number) => `kind: ConfigMap\nname: {{ .Values.color }}-${n}\n`;
    folder.write({
      'large/Chart.yaml': 'apiVersion: v2\nname: large\nversion: 1.0.0\n',
      ...Object.fromEntries(Array.from({ length: 120 }, (_, n) => [`large/templates/${n}.yaml`, file(n)])),
    });
    const renderNew = (color: string) => {
      folder.write({ 'large/values.yaml': `color: ${color}\n` });
      return run('template', 'rel', 'large');
    };
    renderNew('red');
    // Under other flags of the engine and of ours, what is loaded is kept apart: once, and nothing takes the place of the other.
    run('template', 'rel', 'large', '--no-cache');
    const before = kept();
    expect(before.filter(([name]) => String(name).startsWith('quick.js-')).length).toBeGreaterThan(2);
    const { out, err, code: exit } = renderNew('green');
    expect({ err, exit }).toEqual({ err: '', exit: 0 });
    expect(out.match(/name: green-\d+/g)).toHaveLength(120);
    expect(out).toEqual(run('template', 'rel', 'large', '--no-cache').out);
    expect(kept()).toEqual(before);
  });

  it('keeps Binaryen in two parts, which make the same modules, and does without where they are damaged', () => {
    const code = join(folder.path, '.cache/mistletoe/code');
    rmSync(code, { recursive: true, force: true });
    const convert = () => {
      expect(run('convert', 'mirror', '--no-cache')).toMatchObject({ err: '', code: 0 });
      return readFileSync(join(folder.path, 'mirror-1.2.3.wasm'));
    };
    const first = convert();
    const parts = readdirSync(code).filter((name) => name.startsWith('binaryen-'));
    expect(parts.map((name) => name.split('.').at(-1)).sort()).toEqual(['js', 'wasm']);
    expect(convert()).toEqual(first);
    const [script, wasm] = parts.sort().map((name) => join(code, name));
    writeFileSync(script, 'this is no script');
    expect(convert()).toEqual(first);
    rmSync(wasm);
    expect(convert()).toEqual(first);
    expect(readdirSync(code)).toEqual(expect.arrayContaining(parts));
  });

  it('converts a chart that it knows from what it kept', () => {
    const store = join(folder.path, '.cache/mistletoe/charts');
    folder.write(mirror);
    // What renders before this one kept may be the same bytes under another name.
    rmSync(store, { recursive: true, force: true });
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

  // What `template` needs for them is loaded apart.
  it.each([
    [['--output-dir', 'out'], 'wrote out/mirror/templates/shown.yaml\n'],
    [['--post-renderer', './cat.sh', '--helm', '3'], 'release: rel/default/false'],
    [['--show-only', 'templates/shown.yaml'], 'release: rel/default/false'],
    [['--name-template', '{{ "x" }}-y'], 'release: x-y/default/false'],
    [['--kubeconfig', 'config'], 'release: rel/default/false'],
    [['--lookups', 'lookups.yaml'], 'release: rel/default/false'],
    [['--dependency-update'], 'release: rel/default/false'],
    [['--helm', '3.14'], 'release: rel/default/false'],
    [['--debug'], 'release: rel/default/false'],
  ])('template %j', (flags, text) => {
    folder.write({ 'cat.sh': '#!/bin/sh\ncat\n', config: 'current-context: ""\n', 'lookups.yaml': '[]\n' });
    chmodSync(join(folder.path, 'cat.sh'), 0o755);
    const name = flags[0] === '--name-template' ? [] : ['rel'];
    const { out, err, code } = run('template', ...name, 'mirror', ...flags);
    expect([err, code]).toEqual(['', 0]);
    expect(out).toContain(text);
  });

  it('says in words that the disk is full', () => {
    for (const [args, words] of [
      ['template rel mirror', 'write: no space left on device'],
      ['convert mirror -o -', 'write: no space left on device'],
      ['convert mirror -o /dev/full', 'cannot write /dev/full: no space left on device: choose another file with -o'],
    ]) {
      const to = args!.endsWith('full') ? '/dev/null' : '/dev/full';
      const command = `'${process.execPath}' '${program}' ${args} > ${to}`;
      const { stderr, status } = spawnSync('sh', ['-c', command], { cwd: folder.path, env: environment });
      expect([stderr.toString(), status]).toEqual([`Error: ${words}\n`, 1]);
    }
  });

  it('says that the machine gives no memory', () => {
    for (const args of ['template rel mirror --no-cache', 'convert mirror --no-cache -o m.wasm']) {
      const command = `ulimit -v 4000000; '${process.execPath}' '${program}' ${args}`;
      const { stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: folder.path, env: environment });
      expect([stdout.toString(), stderr.toString()]).toEqual([
        '',
        expect.stringMatching(/^Error: the machine gives no memory for the module, .*\(ulimit -v\), or free memory\n$/),
      ]);
    }
  });

  // `script` gives the program a terminal, on which both streams end.
  const terminal = (command: string, env: Record<string, string> = {}) => {
    const { stdout } = spawnSync('script', ['-qec', `'${process.execPath}' '${program}' ${command}`, '/dev/null'], {
      cwd: folder.path,
      env: { ...environment, TERM: 'xterm', ...env },
    });
    return stdout.toString().replaceAll('\r\n', '\n');
  };
  const hasScript = needs('script (util-linux)', spawnSync('script', ['--version']).status === 0);

  it.runIf(hasScript)('shows nothing on a terminal but what it renders', () => {
    for (const command of ['template rel mirror', 'template rel mirror --no-cache', 'template rel mirror --debug']) {
      expect(terminal(command)).toBe(run(...command.split(' ')).out);
    }
  });

  it.runIf(hasScript)('takes its progress away again, and shows none on a dumb terminal', () => {
    const { err } = run('convert', 'mirror', '--no-cache', '-o', 'm.wasm');
    const shown = terminal('convert mirror --no-cache -o m.wasm');
    expect(shown).toContain('\r\x1b[Kconverting mirror …\r\x1b[K');
    expect(shown.split('\x1b[K').at(-1)).toBe(run('convert', 'mirror', '--no-cache', '-o', 'm.wasm').out);
    expect(err).toBe('');
    expect(terminal('convert mirror --no-cache -o m.wasm', { TERM: 'dumb' })).not.toMatch(/\x1b|converting/);
  });

  it('ends quietly when nobody reads on', () => {
    const piped = (rest: string) => {
      const command = `'${process.execPath}' '${program}' ${rest}; echo " \${PIPESTATUS[0]}"`;
      const { stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: folder.path, env: environment });
      return [stdout.toString(), stderr.toString()];
    };
    // As helm, which SIGPIPE ends.
    expect(piped('template rel mirror -f big.yaml | head -c 10')).toEqual(['---\n# Sour 141\n', '']);
    run('convert', 'mirror', '-o', 'piped.wasm');
    expect(piped('generate rel -p piped.wasm -f big.yaml | head -c 10')).toEqual(['# Source:  141\n', '']);
    // What is done is done: nobody need read how far it is.
    expect(piped('migrate mirror --out piped 2>&1 >/dev/null | true')).toEqual([' 0\n', '']);
    expect(readdirSync(join(folder.path, 'piped'))).toContain('mistletoe.lock.json');
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
