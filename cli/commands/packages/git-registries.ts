// `mistletoe registry …` and `mistletoe search`: git registries.

import type { Command } from 'commander';
import type { CommandOptions } from '../../../actions/command';

interface Output {
  stdout: Buffer[];
  stderr: string;
}

const load = () => import('../../../actions/packages/git-registries');

/** Adds the commands to a program. */
export function registerGitRegistries(program: Command, output: Output, options: CommandOptions): void {
  const print = (text: string): void => {
    output.stdout.push(Buffer.from(text));
  };
  const registry = program
    .command('registry')
    .description('Manages git registries: repositories with packages at PATH/NAME/NAME-VERSION.mist-pack.wasm.');
  registry
    .command('add')
    .description('Adds a registry and clones it.')
    .argument('<name>', 'the name to give it: packages are NAME/PATH:VERSION')
    .requiredOption('-g, --git <url>', 'the address of the repository, as git takes it')
    .action(async (name: string, { git }: { git: string }) => (await load()).addGitRegistry(name, git, options));
  registry
    .command('list')
    .description('Lists the registries as YAML.')
    .action(async () => print((await load()).listGitRegistries(options)));
  registry
    .command('remove')
    .description('Removes a registry and its clone.')
    .argument('<name>', 'its name')
    .action(async (name: string) => (await load()).removeGitRegistry(name, options));
  registry
    .command('update')
    .description('Fetches what is new in all registries, or in one.')
    .argument('[name]', 'its name')
    .action(async (name?: string) => {
      for (const each of await (await load()).updateGitRegistries(name, options)) output.stderr += `Updated: ${each}\n`;
    });
  program
    .command('search')
    .summary('search the git registries')
    .description(
      'Lists the packages of the git registries whose names have a word in them, with their highest version.',
    )
    .argument('[word]', 'a part of the name', '')
    .action(async (word: string) => print(await (await load()).searchGitRegistries(word, options)));
}
