// The commands on a cluster. What they need is loaded when they run: nobody else waits for it.

import type { Command } from 'commander';
import type { CommandOptions } from '../../../actions/command';
import type { Limits } from '../../../runtime/host';
import { registerChanges } from './changes';
import { registerPlans } from './plans';
import { registerReads } from './reads';

/** What commands write to. */
export interface Output {
  stdout: Buffer[];
  stderr: string;
  code: number;
}

/** What registering a command needs. */
export interface Registration {
  program: Command;
  options: CommandOptions;
  print(text: string): void;
  output: Output;
  limitsOf(flags: Record<string, unknown>): Partial<Limits>;
  addLimits(command: Command): Command;
}

/** Adds all of them; `inspect` gets a command too. */
export function registerReleases(registration: Registration, inspect: Command): void {
  registerChanges(registration);
  registerPlans(registration, inspect);
  registerReads(registration);
}
