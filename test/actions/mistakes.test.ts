// What a newcomer gets wrong, with every verb: one error that says what and where, a code that is not 0, nothing on standard output, nothing
// left behind, and never a stack trace.

import { readdirSync } from 'node:fs';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runProgram } from '../../cli/program';
import { textWidth } from '../../cli/terminal';
import { chartFiles, Folder } from '../cli/charts';
import { assembleFile } from '../modules/build';
import { fixedModule } from '../modules/echo';

const folder = new Folder();
beforeAll(() => {
  folder.write({
    ...chartFiles('web', { 'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n' }),
    'hand.wasm': fixedModule('{result: Ok, files: {}}'),
    'strange.wasm': assembleFile('hostile/no-exports.wat'),
    'outside.wasm': assembleFile('hostile/imports-function.wat'),
    'folder/file': '',
    'package.ts': 'export default 1;\n',
    'broken.yaml': 'a: [1\nb: 2\n',
    'scalar.yaml': 'hello\n',
    'list.yaml': '- a\n',
    'binary.yaml': Buffer.from([0xff, 0xfe, 0, 1]),
  });
});
afterAll(() => folder.remove());

const run = async (args: readonly string[]) => {
  const { stdout, stderr, code } = await runProgram(args, { cwd: folder.path, stdin: '' });
  return { out: stdout.toString(), err: stderr, code };
};

/** Runs what is wrong, and gives the lines of the error. */
async function refused(args: readonly string[]): Promise<string[]> {
  const before = readdirSync(folder.path);
  const { out, err, code } = await run(args);
  expect([args, out]).toEqual([args, '']);
  expect([args, code], err).not.toEqual([args, 0]);
  expect(err).toMatch(/^Error: .*\n/);
  expect(err).not.toMatch(/\n\s+at /);
  expect([args, readdirSync(folder.path)]).toEqual([args, before]);
  return err.trimEnd().split('\n');
}

/** Verbs as they would work, by the names under which help explains them. */
const WORKING: Record<string, string[]> = {
  template: ['template', 'rel', 'web'],
  generate: ['generate', 'rel', '-p', 'hand.wasm'],
  convert: ['convert', 'web', '-o', 'out.wasm'],
  verify: ['verify', 'web', '--quiet'],
  migrate: ['migrate', 'web', '--out', 'out', '--quiet'],
  install: ['install', 'rel', 'web', '--dry-run=client'],
  upgrade: ['upgrade', 'rel', 'web'],
  diff: ['diff', 'rel', 'web'],
  publish: ['publish', 'rel', 'web', 'oci://127.0.0.1:1/a/b:1', '--for', 'flux'],
  push: ['push', 'hand.wasm', 'oci://127.0.0.1:1/a/b:1'],
  show: ['show', 'values', 'web'],
  'inspect package': ['inspect', 'package', 'hand.wasm'],
  check: ['check', 'hand.wasm'],
  build: ['build', 'package.ts'],
  dev: ['dev', 'package.ts'],
  eject: ['eject', 'web', '--out', 'out'],
  link: ['link', 'hand.wasm', '-o', 'out.wasm'],
  'dependency list': ['dependency', 'list', 'web'],
};

describe('a flag that there is not, and arguments that are too many', () => {
  it.each(Object.entries(WORKING))('%s', async (name, args) => {
    for (const wrong of [['--no-such-flag'], ['one', 'more', 'or', 'two']]) {
      const lines = await refused([...args, ...wrong]);
      if (name === 'template') expect(lines).toHaveLength(1);
      else if (name !== 'verify') expect(lines.at(-1)).toBe(`(mistletoe help ${name} explains the flags)`);
    }
  });
});

describe('values that cannot be read', () => {
  const values = {
    'missing.yaml': 'open missing.yaml: no such file or directory',
    folder: 'read folder: is a directory',
    'broken.yaml':
      "failed to parse broken.yaml: cannot unmarshal yaml document: .*line 1: did not find expected ',' or ']'",
    'binary.yaml': 'failed to parse binary.yaml: .*',
  };
  const ofCharts = {
    'scalar.yaml': 'failed to parse scalar.yaml: .*cannot unmarshal string into Go value',
    'list.yaml': 'failed to parse list.yaml: .*cannot unmarshal array into Go value',
  };
  const ofPackages = {
    'scalar.yaml': 'scalar.yaml holds a text: give a mapping, key: value$',
    'list.yaml': 'list.yaml holds a list: give a mapping, key: value$',
  };
  it.each([
    ['template', ofCharts],
    ['generate', ofPackages],
    ['install', ofCharts],
    ['publish', ofCharts],
    ['check', ofPackages],
  ] as const)('%s', async (name, kinds) => {
    for (const [file, words] of Object.entries({ ...values, ...kinds })) {
      const lines = await refused([...WORKING[name]!, '-f', file]);
      expect(lines).toEqual([expect.stringMatching(`^Error: ${words}`)]);
    }
  });
});

describe('a policy that cannot be read', () => {
  const takesPolicy = ['template', 'generate', 'convert', 'install', 'publish', 'show', 'inspect package', 'build'];
  it.each(takesPolicy)('stops %s, also of what lies here', async (name) => {
    for (const [policy, words] of [
      ['missing.yaml', 'missing.yaml: no such file or directory'],
      ['list.yaml', 'list.yaml: '],
    ] as const) {
      expect((await refused([...WORKING[name]!, '--policy', policy]))[0]).toContain(words);
    }
  });
});

describe('values of flags that mean nothing', () => {
  it.each([
    [
      ['convert', 'web', '--helm', '9x'],
      "option '--helm <version>' argument '9x' is invalid: give a version of Helm, such as 4.3 or 3",
    ],
    [['template', 'rel', 'web', '--helm', '9x'], 'invalid argument "9x" for "--helm" flag: give a version of Helm'],
    [
      ['install', 'rel', 'web', '--dry-run=client', '--helm', '9x'],
      "option '--helm <version>' argument '9x' is invalid: give a version of Helm, such as 4.3 or 3",
    ],
    [
      ['generate', 'rel', '-p', 'hand.wasm', '--now', 'noon'],
      "option '--now <time>' argument 'noon' is invalid: give a time as 2026",
    ],
    [['generate', 'rel', '-p', 'hand.wasm', '-o', 'xml'], 'unknown output "xml": give yaml, raw or dir=DIRECTORY'],
    [['generate', 'Bad_Name', '-p', 'hand.wasm'], 'release name "Bad_Name": invalid release name'],
    [
      ['inspect', 'package', 'hand.wasm', '--memory-limit', 'lots'],
      "argument 'lots' is invalid: give a size such as 512KiB",
    ],
    [
      ['install', 'rel', 'web', '--dry-run=client', '-o', 'xml'],
      "argument 'xml' is invalid. Allowed choices are table, json, yaml.",
    ],
    [['link', 'package.ts', '-o', 'x.wasm'], 'package.ts is the source of a package: build it first, mistletoe build'],
    [['link', 'web', '-o', 'x.wasm'], 'web is a chart and no module: convert it first'],
    [['test', 'hand.wasm', '--cases', 'list.yaml'], '--cases list.yaml: there is no such folder'],
    [['eject', 'web'], 'where does the package go? Give --out FOLDER'],
  ])('%j', async (args, words) => {
    expect((await refused(args))[0]).toContain(words);
  });

  it('end eject with the code of a wrong command line', async () => {
    expect((await run(['eject', 'web'])).code).toBe(2);
  });
});

describe('the exit code of a wrong command line', () => {
  /** The program as it is described, without being run. */
  async function described(): Promise<Command> {
    let program: Command | undefined;
    const parse = vi.spyOn(Command.prototype, 'parseAsync').mockImplementation(async function (this: Command) {
      program = this;
      return this;
    });
    await runProgram(['none']);
    parse.mockRestore();
    return program!;
  }

  /** Commands that do something, with the words that lead to them. */
  const leaves = (command: Command, path: string[] = []): [string[], Command][] =>
    command.commands.length === 0
      ? [[path, command]]
      : [
          ...command.commands.flatMap((each) => leaves(each, [...path, each.name()])),
          ...(command.registeredArguments.length > 0 ? [[path, command] satisfies [string[], Command]] : []),
        ];

  /** What no flag takes that does not take any text. */
  const WRONG = '\u0001?';
  /** Flags that take any text: paths, names, addresses, values, and what only the place that is asked can judge. */
  const OPEN =
    /^--(?:output|out|inputfile|package|manifests|lookups|namespace|seed|set(?:-\w+)?|values(?:-text)?|schema-refs|link-root|(?:ca|cert|key|kube-ca)-file|key|registry-config|username|password|repo|version|locked|policy|kubeconfig|kube-(?:context|apiserver|token|tls-server-name|as-user|as-group|version)|as|as-group|api-versions|description|rotate|cases|selector|name|release-name|helm-binary|against|golden|journal|json|chart|schemas|template|source|mount-from|git|certificate-identity|certificate-oidc-issuer|trusted-root|type|revision|encrypt-with|labels|filter)$/;

  it('is 2 where a flag has a value that it does not take, with every command', async () => {
    const wrong: string[] = [];
    let count = 0;
    for (const [path, command] of leaves(await described())) {
      // It ends as Helm does.
      if (path[0] === 'template') continue;
      const words = command.registeredArguments.map(({ argChoices }) => argChoices?.[0] ?? 'web');
      const needed = command.options
        .filter(({ mandatory, defaultValue }) => mandatory && defaultValue === undefined)
        .flatMap(({ long }) => [long!, 'hand.wasm']);
      for (const option of command.options) {
        // What refuses nothing itself takes any text; the paths of reports are told apart from their kinds by the command.
        const isPath = path[0] === 'migrate' && option.long === '--report';
        const isOpen = isPath || (OPEN.test(option.long!) && !option.argChoices && option.parseArg?.name !== 'toCount');
        if (!(option.required || option.optional) || isOpen) continue;
        count++;
        const { out, err, code } = await run([...path, ...words, ...needed, `${option.long}=${WRONG}`]);
        const isRight = code === 2 && out === '' && /^Error: /.test(err) && err.includes(option.long!.slice(2));
        if (!isRight) wrong.push(`${path.join(' ')} ${option.long}: ${code} ${err}${out}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(120);
  });

  it('is 2 where an argument is none of those that there are', async () => {
    for (const [path, command] of leaves(await described())) {
      const at = command.registeredArguments.findIndex(({ argChoices }) => argChoices);
      if (at < 0) continue;
      const words = command.registeredArguments.map((_, i) => (i === at ? WRONG : 'web'));
      expect([path, (await run([...path, ...words])).code]).toEqual([path, 2]);
    }
    expect((await run(['rollback', 'web', 'two'])).code).toBe(2);
  });

  it.each([
    ['generate', 'rel', '-p', 'hand.wasm', '-o', 'xml'],
    ['generate', 'rel', '-p', 'hand.wasm', '-r', '-o', 'raw'],
    ['convert', 'web', '--json', '--emit', 'ir'],
    ['new', 'shop', '--template', 'chart'],
    ['install', 'rel', 'web', '--dry-run=client', '--reuse-values', '--output=table', '--helm=9x'],
    ['upgrade', 'rel', 'web', '--dry-run=client', '--reuse-values'],
    ['list', '--filter', '('],
    ['test', 'rel', '--filter', 'shop'],
    ['push', 'hand.wasm', 'oci://127.0.0.1:1/a/b:1', '--annotation', 'key'],
    ['push', 'hand.wasm', 'oci://127.0.0.1:1/a/b:1', '--created', 'today'],
    ['push', 'hand.wasm', 'oci://127.0.0.1:1/a/b:1', '--attest'],
    ['push', 'hand.wasm', 'oci://127.0.0.1:1/a/b:1', '--username', 'me'],
    ['pull', 'oci://127.0.0.1:1/a/b:1', '--cert-file', 'a.pem'],
    ['publish', 'rel', 'web', 'oci://127.0.0.1:1/a/b:1', '--created', 'today'],
    ['verify-signature', 'oci://127.0.0.1:1/a/b:1', '--trusted-root', 'root.json'],
    ['install', 'rel', 'web', '--labels', 'key'],
    ['verify', 'web', '--quiet', '--update'],
    ['verify', 'web', '--quiet', '--report', 'xml=a'],
    ['verify', 'web', '--quiet', '--link-root', 'nowhere'],
    ['verify', '--explain', 'nothing'],
    ['migrate', 'web', '--out', 'out', '--quiet', '--link-root', 'nowhere'],
    ['eject', 'web', '--out', 'out', '--fuzz', 'some'],
    ['build', 'package.ts', '--engine', 'make'],
    ['dev', 'package.ts', '--now', 'noon'],
    ['check', 'hand.wasm', '--renders', '0'],
  ])('is 2: %s %s %s %s %s', async (...args) => {
    expect(await refused(args.filter((word) => word !== undefined))).not.toEqual([]);
    expect((await run(args.filter((word) => word !== undefined))).code).toBe(2);
  });

  it('is 1 where it is not the command line that is wrong', async () => {
    for (const args of [
      ['convert', 'nowhere'],
      ['install', 'rel', 'nowhere', '--dry-run=client'],
      ['install', 'rel', 'web', '--dry-run=client', '-f', 'nowhere.yaml'],
      ['generate', 'rel', '-p', 'hand.wasm', '--include-crds'],
      ['build', 'nowhere.ts'],
    ]) {
      await refused(args);
      expect([args, (await run(args)).code]).toEqual([args, 1]);
    }
  });
});

describe('a module of another contract', () => {
  it.each(['template', 'generate', 'install', 'publish', 'push', 'show', 'inspect package'])('%s', async (name) => {
    for (const module of ['strange.wasm', 'outside.wasm']) {
      const given = WORKING[name]!.map((word) => (word === 'web' || word === 'hand.wasm' ? module : word));
      const [line, ...rest] = await refused(given);
      expect([line, rest]).toEqual([expect.stringContaining(`${module}: the module `), []]);
    }
  });
});

describe('help', () => {
  it('is as wide as the terminal, and no wider than people read', () => {
    expect([80, 200, 20, undefined].map((columns) => textWidth({ columns }))).toEqual([80, 100, 60, 100]);
  });

  it.each(Object.keys(WORKING))('explains %s', async (name) => {
    const { out, err, code } = await run([...name.split(' '), '--help']);
    expect([err, code]).toEqual(['', 0]);
    expect(out).toMatch(new RegExp(`^Usage: mistletoe ${name}`));
    expect(out.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });
});
