// `mistletoe completion SHELL`: a script that completes commands and flags, made of the commands as they are described.

import { Argument, type Command } from 'commander';
import { templateFlags } from '../../actions/helm-template/flags';
import { defaultProfile } from '../../language/profiles';

interface Word {
  word: string;
  help: string;
}

/** A command, by the words that lead to it; none for the program itself. */
interface Node {
  path: string;
  commands: Word[];
  flags: Word[];
}

const SHELLS: Record<string, (nodes: readonly Node[]) => string> = { bash, zsh, fish };

/** Adds `completion`. */
export function registerCompletion(program: Command, print: (text: string) => void): void {
  program
    .command('completion')
    .summary('print a completion script for bash, zsh or fish')
    .description('Prints a script that completes the commands and flags of mistletoe.')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SHELLS)))
    .addHelpText(
      'after',
      `
Examples:
  $ source <(mistletoe completion bash)                                      # ~/.bashrc
  $ mistletoe completion zsh > "\${fpath[1]}/_mistletoe"
  $ mistletoe completion fish > ~/.config/fish/completions/mistletoe.fish`,
    )
    .action((shell: string) => print(SHELLS[shell]!(nodesOf(program))));
}

/** The program and its commands, each before those below it. */
function nodesOf(command: Command, path = ''): Node[] {
  const help = command.createHelp();
  const below = help.visibleCommands(command).filter((each) => each.name() !== 'help');
  const flags =
    path === 'template'
      ? templateFlags(defaultProfile)
          .filter(({ name }) => name.length > 1)
          .map(({ name }) => ({ word: `--${name}`, help: '' }))
      : help
          .visibleOptions(command)
          .filter(({ long }) => long !== undefined)
          .map(({ long, description }) => ({ word: long!, help: description }));
  const node = {
    path,
    flags,
    commands: below.map((each) => ({ word: each.name(), help: help.subcommandDescription(each) })),
  };
  return [node, ...below.flatMap((each) => nodesOf(each, path === '' ? each.name() : `${path} ${each.name()}`))];
}

const words = (list: readonly Word[]) => list.map(({ word }) => word).join(' ');

/** Patterns of `WHERE WORD` for each word that leads from one command to another. */
function steps(nodes: readonly Node[]): string {
  return nodes.flatMap(({ path, commands }) => commands.map(({ word }) => `"${path} ${word}"`)).join(' | ');
}

function cases(nodes: readonly Node[]): string {
  return nodes
    .map(({ path, commands, flags }) => `    '${path}') commands='${words(commands)}' flags='${words(flags)}' ;;`)
    .join('\n');
}

/** In the words that bash and zsh share, the rest of a loop over `word`: where the line stands, and what may come there. */
function found(nodes: readonly Node[]): string {
  return `    case "$at $word" in
    ${steps(nodes)}) at=\${at:+$at }$word ;;
    esac
  done
  case $at in
${cases(nodes)}
  esac`;
}

function bash(nodes: readonly Node[]): string {
  return `# bash completion for mistletoe
_mistletoe() {
  local current=\${COMP_WORDS[COMP_CWORD]} at= word commands= flags=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
${found(nodes)}
  # Without a match the shell completes files.
  COMPREPLY=()
  case $current in
  -*) COMPREPLY=($(compgen -W "$flags" -- "$current")) ;;
  *) COMPREPLY=($(compgen -W "$commands" -- "$current")) ;;
  esac
}
complete -o default -o bashdefault -F _mistletoe mistletoe
`;
}

function zsh(nodes: readonly Node[]): string {
  return `#compdef mistletoe
_mistletoe() {
  local at= word commands= flags=
  for word in "\${(@)words[2,CURRENT-1]}"; do
${found(nodes)}
  if [[ $PREFIX == -* ]]; then
    compadd -- \${=flags}
  elif [[ -n $commands ]]; then
    compadd -- \${=commands}
  else
    _files
  fi
}
# Autoloaded, this file is the function's body; sourced, it defines the function.
if [[ $funcstack[1] == _mistletoe ]]; then _mistletoe "$@"; else compdef _mistletoe mistletoe; fi
`;
}

function fish(nodes: readonly Node[]): string {
  const quoted = (text: string) => `'${text.replace(/\s+/g, ' ').replace(/[\\']/g, '\\$&')}'`;
  const line = (path: string, rest: string, help: string) =>
    `complete -c mistletoe -n "_mistletoe_at '${path}'" ${rest}${help === '' ? '' : ` -d ${quoted(help)}`}`;
  const lines = nodes.flatMap(({ path, commands, flags }) => [
    ...commands.map(({ word, help }) => line(path, `-f -a ${word}`, help)),
    ...flags.map(({ word, help }) => line(path, `-l ${word.slice(2)}`, help)),
  ]);
  return `# fish completion for mistletoe
function _mistletoe_at
  set -l at ''
  for word in (commandline -opc)[2..]
    switch "$at $word"
      case ${steps(nodes).replaceAll(' | ', ' ')}
        set at (string trim -- "$at $word")
    end
  end
  test "$at" = "$argv[1]"
end
${lines.join('\n')}
`;
}
