// `mistletoe test` of a package: renders its cases and compares, or takes what it gives as what is expected.

import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import {
  differences,
  isCase,
  type PackageCase,
  readCases,
  runCase,
  updateCase,
} from '../../../actions/development/cases';
import { findPackage } from '../../../actions/development/package-file';
import { CommandError, type CommandOptions, describeError, EXIT_ERROR } from '../../../actions/command';
import { openModule } from '../../../runtime/host';
import { difference, paint } from '../rendering/difference';
import { hasColours, visibleText } from '../../terminal';

/** Where the result goes. */
export interface TestRun {
  output: { stdout: Buffer[]; stderr: string; code: number };
  options: CommandOptions;
}

/** The command. Throws CommandError where there is nothing to test, BuildError. */
export async function testPackageCases(
  given: string | undefined,
  { cases, update }: { cases?: string; update?: boolean },
  { output, options }: TestRun,
): Promise<void> {
  const found = findPackage(given, options);
  const cwd = resolve(options.cwd ?? '.');
  const folder = cases === undefined ? found.cases : resolve(cwd, cases);
  if (cases !== undefined && statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new CommandError(`--cases ${cases}: there is no such folder`);
  const all = readCases(folder);
  if (all.length === 0) {
    const shown = relative(cwd, folder) || '.';
    if (isCase(folder, shown))
      throw new CommandError(`${shown} is one case: name the folder that cases are folders in`);
    throw new CommandError(`there are no cases in ${shown}: write NAME/input.yaml there, then mistletoe test --update`);
  }
  const wasm = await found.load();
  const { text, failed } = testCases(wasm, all, update === true);
  output.stdout.push(Buffer.from(text));
  if (failed > 0) output.code = EXIT_ERROR;
}

/** Renders cases; gives what to tell, and how many are not as expected. */
export function testCases(
  wasm: Uint8Array,
  cases: readonly PackageCase[],
  update: boolean,
): { text: string; failed: number } {
  const instance = openModule(wasm);
  const colours = hasColours(1);
  let failed = 0;
  let written = 0;
  const lines: string[] = [];
  for (const one of cases) {
    let outcome: ReturnType<typeof runCase>;
    try {
      outcome = runCase(instance, one);
    } catch (error) {
      failed++;
      lines.push(`${paint('FAIL', 'red', colours)}  ${one.name}\n${describeError(error)}\n`);
      continue;
    }
    const found = differences(one.expected, outcome);
    // What is recorded may be a mistake of the case: nobody should take a refusal for a render.
    const refused = outcome.error === undefined ? '' : ` (it refuses: ${visibleText(outcome.error.split('\n', 1)[0])})`;
    if (found.length === 0) lines.push(`${paint('ok', 'green', colours)}    ${one.name}${refused}\n`);
    else if (update) {
      updateCase(one, outcome);
      written++;
      lines.push(`new   ${one.name}: ${found.map(({ file }) => file).join(', ')}${refused}\n`);
    } else if (Object.keys(one.expected).length === 0) {
      failed++;
      lines.push(`${paint('FAIL', 'red', colours)}  ${one.name}: nothing is expected of it yet${refused}\n`);
    } else {
      failed++;
      const shown = found.map(
        ({ file, expected, actual }) =>
          `${one.name}/${file} (-expected, +actual)\n${difference({ stdout: Buffer.from(expected) }, { stdout: Buffer.from(actual) }, colours)}`,
      );
      const printed =
        outcome.printed.length === 0 ? '' : `it had printed:\n${visibleText(outcome.printed.join('\n'))}\n`;
      lines.push(`${paint('FAIL', 'red', colours)}  ${one.name}\n${printed}${shown.join('')}`);
    }
  }
  const passed = cases.length - failed - written;
  const summary = [`${passed} passed`, ...(written > 0 ? [`${written} written`] : []), `${failed} failed`].join(', ');
  const hint = failed > 0 ? '; --update takes what is given now as what is expected' : '';
  return { text: `${lines.join('')}\n${summary}${hint}\n`, failed };
}
