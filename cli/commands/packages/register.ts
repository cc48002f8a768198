// The commands about packages that travel. What they need is loaded when they run: nobody else waits for it.

import type { Command } from 'commander';
import type { CommandOptions } from '../../../actions/command';
import type { Limits } from '../../../runtime/host';
import { registerDependencies } from './dependencies';
import { registerGitRegistries } from './git-registries';
import { registerPublishing } from './publishing';
import { registerShow } from './show';
import { registerSignatures } from './signatures';
import { registerTransfers } from './transfers';

/** What commands write to. */
export interface Output {
  stdout: Buffer[];
  stderr: string;
  code: number;
}

/** Adds all of them. */
export function registerPackages(
  program: Command,
  output: Output,
  options: CommandOptions,
  limitsOf: (flags: Record<string, unknown>) => Partial<Limits>,
): void {
  registerTransfers(program, output, options, limitsOf);
  registerGitRegistries(program, output, options);
  registerSignatures(program, output, options);
  registerPublishing(program, output, options);
  registerDependencies(program, output, options);
  registerShow(program, output, options, limitsOf);
}
