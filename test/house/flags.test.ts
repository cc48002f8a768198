// Flags in the documentation: docs/flags.md has every one that a command's help shows, and is made of the commands as they are described
// (UPDATE=1 npx vitest run test/house/flags.test.ts writes it again). A flag that a page names is one.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { templateFlags } from '../../actions/helm-template/flags';
import { templateHelp } from '../../actions/helm-template/help';
import { describeProgram } from '../../cli/program';
import { profiles } from '../../language/profiles';

const PAGE = 'docs/flags.md';
const pages = ['README.md', 'CHANGELOG.md', 'SECURITY.md', 'sdk/README.md'].concat(
  readdirSync('docs').flatMap((file) => (file.endsWith('.md') ? [`docs/${file}`] : [])),
);

interface Shown {
  command: string;
  /** as help shows it: `-o, --output <file>` */
  flag: string;
  text: string;
}

/** What the help of a command and of those below it shows. */
function shownBy(command: Command, name: string): Shown[] {
  const help = command.createHelp();
  const own = help.visibleOptions(command).filter(({ long }) => long !== '--help');
  return [
    ...own.map((option) => ({ command: name, flag: option.flags, text: help.optionDescription(option) })),
    ...command.commands.flatMap((each) => shownBy(each, `${name} ${each.name()}`.trim())),
  ];
}

/** `template` has a help of its own, laid out as Helm's. */
function shownByTemplate(): Shown[] {
  const lines = templateHelp.matchAll(/^ {2}(?:(-\w), | {4})(--\S.*?)(?:\n {8,}| {2,})(\S.*(?:\n {10,}\S.*)*)/gm);
  return [...lines].map(([, short, long, text]) => ({
    command: 'template',
    flag: short ? `${short}, ${long}` : long!,
    text: text!.replace(/\s+/g, ' '),
  }));
}

const program = describeProgram([], {}, { stdout: [], stderr: '', code: 0 });
const shown = [...shownBy(program, ''), ...shownByTemplate()];
const longNames = (flag: string) => [...flag.matchAll(/--[\w-]+/g)].map(([name]) => name);

function page(): string {
  const commandsOf = new Map<string, string[]>();
  for (const { command, flag, text } of shown) {
    const row = `${flag}\n${text.replace(/[|*]/g, '\\$&')}`;
    commandsOf.set(row, [...(commandsOf.get(row) ?? []), command || 'mistletoe']);
  }
  const keys = [...commandsOf.keys()].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  const rows = keys.map((key) => {
    const [flag, text] = key.split('\n');
    return `| \`${flag!.replaceAll('|', '\\|')}\` | ${text} | ${commandsOf.get(key)!.sort().join(', ')} |\n`;
  });
  return `# Flags

What \`mistletoe help COMMAND\` shows of every command, by flag. What belongs together is told in [Commands](cli.md) and in the pages
that it names. A test writes this page.

| flag | what it does | commands |
| --- | --- | --- |
${rows.join('')}`;
}

const sortKey = (row: string) => row.slice(row.indexOf('--'));

test(`${PAGE} has every flag that help shows`, () => {
  if (process.env['UPDATE']) writeFileSync(PAGE, page());
  expect(readFileSync(PAGE, 'utf8')).toBe(page());
});

/** The flags of a command, also those that help does not show. */
const flagsOf = new Map<string, Set<string>>();
for (const { command, flag } of shown) {
  const names = flagsOf.get(command) ?? new Set(['--help']);
  flagsOf.set(command, names);
  for (const name of longNames(flag)) names.add(name);
}
for (const helm of profiles()) for (const { name } of templateFlags(helm)) flagsOf.get('template')!.add(`--${name}`);
const all = new Set([...flagsOf.values()].flatMap((names) => [...names]));
/** What our scripts take: `npm run bench -- --only`. */
const scripts = ['bench', 'tools/fuzz', 'tools/record']
  .flatMap((folder) => readdirSync(folder).map((file) => `${folder}/${file}`))
  .filter((path) => /\.(?:mjs|ts)$/.test(path))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');
/** Flags of npm, Node and asc that a page names alone. */
const OTHERS = /^--(?:omit|(?:no-)?wasm-[\w-]+|initial-old-space-size|multi-memory-lowering|uncheckedBehavior)\b/;
const exists = (name: string) => all.has(name) || scripts.includes(`${name} `) || scripts.includes(`'${name}'`);

/** What is typed or named in a page: the lines of its code blocks, and what stands in backquotes. */
function* codeOf(text: string): Generator<string> {
  const prose = text.replace(/^```\w*\n(.*?)^```/gms, (_, block: string) => block.replace(/^/gm, '    '));
  for (const line of prose.replaceAll('\\\n', ' ').split('\n')) {
    if (/^ {4}\S/.test(line)) yield line.trim();
    else for (const [, span] of line.matchAll(/`([^`]+)`/g)) yield span!;
  }
}

/** The command that a line calls, by its words; none for a line that calls another program. */
function commandOf(line: string): string | undefined {
  const [, rest] = /^(?:\$ )?(?:npx )?(?:mistletoe|node dist\/cli\/main\.js) (.*)/.exec(line) ?? [];
  if (rest === undefined) return undefined;
  const words = rest.split(/\s+/);
  return [words.slice(0, 2).join(' '), words[0]!].find((name) => flagsOf.has(name));
}

test.each(pages)('the flags of %s exist', (path) => {
  const wrong: string[] = [];
  for (const code of codeOf(readFileSync(path, 'utf8'))) {
    const command = commandOf(code);
    if (!command && (!code.startsWith('--') || OTHERS.test(code))) continue;
    // What is quoted, or follows a pipe, `&&` or a comment, is another command.
    const [call] = code.split(/ (?:\||&&|#|'.*') ?/);
    for (const [name] of call!.matchAll(/(?<![\w-])--[a-z][\w-]*(?!…)/g)) {
      if (!(command ? flagsOf.get(command)!.has(name) : exists(name))) wrong.push(code);
    }
  }
  expect(wrong).toEqual([]);
});
