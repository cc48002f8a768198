// `mistletoe template`: the command line of `helm template`, its order of checks, its words and its bytes, for a chart or for
// a module that a chart was converted to.

import { defaultProfile, findProfile } from '../../language/profiles';
import { CommandError, type CommandOptions, describeError } from '../command';
import { unknownHelmWarning } from '../flags/helm';
import { helmValue, readArguments, type TemplateArguments } from './arguments';
import { failedRender, Output, TemplateRender, type TemplateResult } from './render';
import type { TemplateRequest } from './request';
import { openSource, type RenderSource } from '../render/module-or-chart';

/**
 * Runs `mistletoe template` with the arguments that follow it. Never throws for what a user can do wrong.
 * @param given what holds whatever the arguments say
 */
export async function templateCommand(
  args: readonly string[],
  options: CommandOptions = {},
  given: Partial<TemplateRequest> = {},
): Promise<TemplateResult> {
  const output = new Output();
  let read: TemplateArguments;
  let source: RenderSource;
  // What is said of the flags, which comes before what a render says.
  let said = '';
  try {
    const wanted = helmValue(args);
    const helm = (wanted === undefined ? undefined : findProfile(wanted)?.profile) ?? defaultProfile;
    read = readArguments(args, helm);
    if (read.isHelp) {
      const { templateHelp } = await import('./help');
      return { stdout: Buffer.from(templateHelp), stderr: '', code: 0 };
    }
    said = read.notices;
    output.say(unknownHelmWarning(wanted));
    read.checkUsage();
    source = await openSource(read.request, options, output.say);
    if (source.instance !== undefined && source.helm.label !== helm.label) {
      // A module knows whose semantics it has, and with them which flags there are.
      read = readArguments(args, source.helm);
      said = read.notices;
    }
  } catch (error) {
    return { stdout: Buffer.alloc(0), stderr: `${said}${output.stderr}Error: ${describeError(error)}\n`, code: 1 };
  }
  const { request, excess } = read;
  const result = await render({ ...request, ...given }, excess, source, options, output);
  return { ...result, stderr: said + result.stderr };
}

async function render(
  request: TemplateRequest,
  excess: readonly string[],
  source: RenderSource,
  options: CommandOptions,
  output: Output,
): Promise<TemplateResult> {
  try {
    const template = new TemplateRender(request, source, options, output);
    if (excess.length > 0) {
      await template.check();
      throw new CommandError(`expected at most two arguments, unexpected arguments: ${excess.join(', ')}`);
    }
    return output.ended(await template.run());
  } catch (error) {
    return failedRender(error, request, options, output);
  }
}
