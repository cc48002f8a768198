// What a command that made a project says last: what to type next.

import { installSteps, type OwnPackages, quoted } from './own-packages';

/** A command, and what it is for. */
export type Step = readonly [command: string, why?: string];

/** What installs a project in `folder` (as the user may name it): the commands, and below all steps what may be in the way. */
export function nextSteps(folder: string, own: OwnPackages, steps: readonly Step[]): string {
  const into: Step[] = folder === '.' ? [] : [[`cd ${quoted(folder)}`]];
  return describeSteps([...into, ...installSteps(own).map((command): Step => [command]), ...steps], own.note);
}

/** Comments stand beside each other, but for those of commands longer than this. */
const WIDEST = 40;

/** Commands, a line each, with what they are for beside them. */
export function describeSteps(steps: readonly Step[], note?: string): string {
  const lengths = steps.flatMap(([{ length }, why]) => (why === undefined || length > WIDEST ? [] : [length]));
  const width = Math.max(0, ...lengths);
  const lines = steps.map(([command, why]) =>
    why === undefined ? `  ${command}\n` : `  ${command.padEnd(width)}    # ${why}\n`,
  );
  return `${lines.join('')}${note === undefined ? '' : `\n${note}\n`}`;
}
