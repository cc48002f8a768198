import { profileById } from '../../language/profiles';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBatch } from '../../cli/commands/rendering/batch';
import { compileChartAt } from '../../actions/chart/compile';
import { templateCommand } from '../../actions/helm-template/template';
import { KEYS } from '../../actions/batch/line-keys';
import { chartFiles, Folder, mirror } from './charts';
import { needs } from '../judge/needs';

const folder = new Folder();
beforeAll(async () => {
  folder.write({ ...mirror, 'more.yaml': 'color: blue\n', 'a,b.yaml': 'size: 7\n' });
  for (const [helm, id] of [
    [3, '3.17'],
    [4, '4.1'],
  ] as const) {
    const { wasm } = await compileChartAt(join(folder.path, 'mirror'), profileById(id), () => {});
    folder.write({ [`m${helm}.wasm`]: wasm });
  }
});
afterAll(() => folder.remove());

interface Result {
  line: number;
  id?: unknown;
  code: number;
  output?: string;
  file?: string;
  stderr?: string;
}

async function batch(lines: unknown[], ...flags: string[]): Promise<{ results: Result[]; err: string; code: number }> {
  const stdin = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  const results: Result[] = [];
  let err = '';
  const code = await runBatch(['--batch', '-', ...flags], {
    cwd: folder.path,
    stdin,
    write: (bytes) => results.push(JSON.parse(Buffer.from(bytes).toString())) > 0,
    writeError: (text) => {
      err += text;
    },
  });
  return { results, err, code };
}

const template = async (...args: string[]) => (await templateCommand(args, { cwd: folder.path })).stdout.toString();

describe('a batch', () => {
  it('renders what template renders', async () => {
    const { results, code, err } = await batch([
      { module: 'm4', name: 'a', namespace: 'prod', values: { color: 'green', list: [1, 2.5, null] } },
      '',
      { id: 'x', module: 'm3', values: ['more.yaml', 'a,b.yaml'], set: 'n=3', setString: ['s=1', 't=2'] },
      {
        module: 'm4',
        setJson: 'o={"a": 1}',
        apiVersions: ['x/v1'],
        kubeVersion: '1.30',
        isUpgrade: true,
        values: null,
      },
      { module: 'mirror', name: 'c', helm: 3 },
    ]);
    folder.write({ 'inline.json': '{"color": "green", "list": [1, 2.5, null]}' });
    expect([code, err]).toEqual([0, '']);
    expect(results).toEqual([
      { line: 1, code: 0, output: await template('a', 'm4', '-n', 'prod', '-f', 'inline.json') },
      {
        line: 3,
        id: 'x',
        code: 0,
        output: await template('m3', '-f', 'more.yaml,"a,b.yaml"', '--set', 'n=3', '--set-string', 's=1,t=2'),
      },
      {
        line: 4,
        code: 0,
        output: await template(
          'm4',
          '--set-json',
          'o={"a": 1}',
          '-a',
          'x/v1',
          '--kube-version',
          '1.30',
          '--is-upgrade',
        ),
      },
      { line: 5, code: 0, output: await template('c', 'mirror', '--helm', '3') },
    ]);
  });

  it('goes on behind a bad line, and says which it was', async () => {
    const { results, code } = await batch([
      { module: 'm4' },
      'nonsense',
      [],
      { name: 'x' },
      { module: 'm4', valeus: {} },
      { module: 'm4', values: 3 },
      { module: 'm4', values: ['a.yaml', 3] },
      { module: 'm4', values: 'color: green' },
      { module: 'm4', values: '-' },
      '{"module": "m4", "values": {"a": [1, {"b-c": 1e999}]}}',
      { module: 'gone.wasm' },
      { module: 'm4', set: 'a' },
      { module: 'm4', name: '-x' },
      { module: 'm4', name: 'last' },
    ]);
    expect(code).toBe(1);
    expect(results.map((result) => result.code)).toEqual([0, ...Array.from({ length: 12 }, () => 1), 0]);
    expect(results.map((result) => result.stderr?.replace(/(not JSON: ).*/s, '$1').split('\n')[0])).toEqual([
      undefined,
      'Error: line 2: not JSON: ',
      'Error: line 3: not a JSON object: give {"module": …, "name": …, "values": …}',
      'Error: line 4: module is missing: the path of a module, or of a chart',
      expect.stringMatching(/^Error: line 5: unknown key "valeus": there are id, module, name, values/),
      'Error: line 6: values must be an object, a file or a list of files, and is 3',
      'Error: line 7: values[1] must be a text, and is 3',
      'Error: line 8: values: "color: green" is no file: a text names one, and values themselves are an object',
      'Error: standard input is not for the lines of a batch: name a file',
      'Error: line 10: values.a[1]["b-c"] is Infinity, which JSON cannot hold',
      'Error: path "gone.wasm" not found',
      expect.stringMatching(/^Error: failed parsing --set data/),
      expect.stringMatching(/release name/),
      undefined,
    ]);
  });

  it('answers a line that is wrong with its id, whatever is wrong with it', async () => {
    // What no key takes that has the kind.
    const wrong: Record<string, unknown> = {
      module: ['m4'],
      name: 1,
      namespace: true,
      kubeVersion: 1.3,
      seed: 1,
      now: false,
      helm: {},
      lookups: [],
      isUpgrade: 'yes',
      includeCRDs: 1,
      noHooks: 'no',
      skipTests: [],
      skipSchemaValidation: 0,
      values: true,
      set: { a: 1 },
      setString: 1,
      setJson: [1],
      setFile: false,
      setLiteral: {},
      apiVersions: 1,
      showOnly: [null],
    };
    expect(['id', ...Object.keys(wrong)].sort()).toEqual([...KEYS].sort());
    const lines = Object.entries(wrong).map(([key, value]) => ({ id: `of ${key}`, module: 'm4', [key]: value }));
    const { results } = await batch([
      ...lines,
      { id: 'unknown', module: 'm4', valeus: {} },
      { id: 7, name: 'none' },
      { id: { a: 1 }, module: 'm4' },
      { id: 'render', module: 'm4', kubeVersion: 'new' },
    ]);
    expect(results.map(({ id, code }) => [id, code])).toEqual([
      ...lines.map(({ id }) => [id, 1]),
      ['unknown', 1],
      [7, 1],
      [{ a: 1 }, 1],
      ['render', 1],
    ]);
    for (const [i, key] of Object.keys(wrong).entries()) {
      expect(results[i]?.stderr).toMatch(
        new RegExp(`^Error: line ${i + 1}: ${key}(\\[0\\])? must be .*, and is .+\n$`),
      );
    }
  });

  it('takes null for what is left out', async () => {
    const nothing = Object.fromEntries(KEYS.filter((key) => key !== 'module').map((key) => [key, null]));
    const { results } = await batch([{ ...nothing, module: 'm4' }]);
    expect(results).toEqual([{ line: 1, code: 0, output: await template('m4') }]);
  });

  it('gives lookup the objects of a file', async () => {
    folder.write({
      ...chartFiles('asks', { 'templates/a.yaml': 'found: {{ (lookup "v1" "Secret" "default" "a").data }}\n' }),
      'objects.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: default}\ndata: here\n',
    });
    const { results } = await batch([{ module: 'asks', lookups: 'objects.yaml' }]);
    expect(results[0]?.output).toContain('found: here\n');
  });

  it('refuses what a flag of that name would refuse, in its words', async () => {
    const lines = [
      { module: 'mirror', helm: 'two' },
      { module: 'm4', now: 'noon' },
      { module: 'm4', kubeVersion: 'new' },
      { module: 'm4', helm: '3' },
      { module: 'm4', showOnly: ['templates/none.yaml'] },
    ];
    const { results } = await batch(lines);
    const flags = [
      ['mirror', '--helm', 'two'],
      ['m4', '--now', 'noon'],
      ['m4', '--kube-version', 'new'],
      ['m4', '--helm', '3'],
      ['m4', '--show-only', 'templates/none.yaml'],
    ];
    for (const [i, args] of flags.entries()) {
      const { stderr, code } = await templateCommand(args, { cwd: folder.path });
      expect([code, results[i]?.code, results[i]?.stderr]).toEqual([1, 1, stderr]);
    }
  });

  it('writes files', async () => {
    const lines = [
      { id: 'one', module: 'm4' },
      { module: 'm4', name: 'two' },
      { id: '../up', module: 'm4' },
    ];
    const { results, code } = await batch(lines, '--output-dir', 'out/batch');
    expect(code).toBe(1);
    expect(results.map(({ file, output }) => [file, output])).toEqual([
      ['one.yaml', undefined],
      ['2.yaml', undefined],
      [undefined, undefined],
    ]);
    expect(readdirSync(join(folder.path, 'out/batch')).sort()).toEqual(['2.yaml', 'one.yaml']);
    expect(readFileSync(join(folder.path, 'out/batch/2.yaml'), 'utf8')).toBe(await template('two', 'm4'));
  });

  it('refuses a command line that is wrong', async () => {
    expect((await batch([], 'more')).err).toBe(
      'Error: --batch takes no other arguments: more; write them into the lines\n',
    );
    expect((await batch([], '--no-such')).err).toBe('Error: unknown flag: --no-such\n');
    for (const [flag, key] of [
      ['--set=a=1', 'set'],
      ['-fa.yaml', 'values'],
      ['--include-crds', 'includeCRDs'],
      ['--skip-schema-validation', 'skipSchemaValidation'],
      ['--show-only=a', 'showOnly'],
      ['--namespace=a', 'namespace'],
    ]) {
      expect((await batch([], flag!)).err).toMatch(
        new RegExp(`^Error: --[\\w-]+ does not go with --batch: write it into the lines, as "${key}"\n$`),
      );
    }
    for (const flag of ['--watch', '--debug', '--policy=a', '--wait']) {
      expect((await batch([], flag)).err).toMatch(
        /^Error: --[\w-]+ does not go with --batch, which takes --output-dir, .*--no-cache/,
      );
    }
    expect((await batch([], '--jobs', '0')).err).toMatch(/give at least 1\n$/);
    const err: string[] = [];
    const options = { cwd: folder.path, write: () => true, writeError: (text: string) => void err.push(text) };
    expect(await runBatch(['--batch', 'gone.jsonl'], options)).toBe(1);
    expect(err).toEqual(['Error: --batch: open gone.jsonl: no such file or directory\n']);
  });
});

const program = resolve('dist/cli/main.js');

describe.runIf(needs('the built program (npm run build)', existsSync(program)))('the built program', () => {
  const run = (args: string[], input = '') =>
    spawnSync(process.execPath, [program, 'template', ...args], {
      cwd: folder.path,
      env: { PATH: process.env['PATH'], HOME: folder.path },
      maxBuffer: 1 << 28,
      input,
    });

  it('keeps the order over its workers', () => {
    const lines = Array.from({ length: 400 }, (_, i) => JSON.stringify({ module: 'm4', name: `n${i}`, values: { i } }));
    writeFileSync(join(folder.path, 'many.jsonl'), lines.join('\n'));
    const { stdout, stderr, status } = run(['--batch=many.jsonl', '-j', '3']);
    expect([stderr.toString(), status]).toEqual(['', 0]);
    const results = stdout
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Result);
    expect(results.map((result) => result.line)).toEqual(lines.map((_, i) => i + 1));
    for (const [i, { output }] of results.entries()) expect(output).toContain(`release: n${i}/default/false`);
  });

  it('ends when nobody reads on', () => {
    const command = `'${process.execPath}' '${program}' template --batch many.jsonl | head -n 1`;
    // As helm, which SIGPIPE ends.
    const { stdout, stderr } = spawnSync('bash', ['-c', `${command}; echo \${PIPESTATUS[0]}`], { cwd: folder.path });
    expect(stdout.toString().split('\n').slice(1)).toEqual(['141', '']);
    expect(stderr.toString()).toBe('');
  });

  it('takes --watch for what does not go with it', () => {
    const { stderr, status } = run(['--batch', 'many.jsonl', '--watch']);
    expect([stderr.toString().slice(0, 39), status]).toEqual(['Error: --watch does not go with --batch', 1]);
  });

  it('bounds every line', () => {
    const line = JSON.stringify({ module: 'm4' });
    const { stdout, status } = run(['--batch', '-', '--output-limit', '10'], `${line}\n${line}`);
    expect(status).toBe(1);
    expect(stdout.toString().match(/--output-limit/g)).toHaveLength(2);
  });
});
