// What a package says of itself for people: the values of a chart, its schema, README, notes and Chart.yaml, without running it.

import { CHART_TEXTS, type ChartText, chartText } from '../../compiler/chart/texts';
import { defaultProfile } from '../../language/profiles';
import { type Limits, loadModuleFile, readModule } from '../../runtime/host';
import { sectionText } from '../../runtime/host/core/texts';
import { parseYaml } from '../../runtime/bindings/values';
import { CommandError, type CommandOptions } from '../command';
import type { AccessFlags } from './access';
import type { Input } from '../package/named';
import { findInput } from '../package/taken';

/** A text of a chart, or of the module that a chart became. Throws CommandError where there is none. */
export async function showText(
  kind: ChartText,
  reference: string,
  flags: AccessFlags & { limits: Partial<Limits> },
  options: CommandOptions,
): Promise<{ text: Uint8Array; notices: string }> {
  let notices = '';
  const input = await findInput(reference, 'package', flags, options, (lines) => {
    notices += lines;
  });
  const text = await read(kind, input, flags.limits);
  if (text === undefined) throw new CommandError(`${reference} has no ${kind === 'chart' ? 'Chart.yaml' : kind}`);
  return { text, notices };
}

async function read(
  kind: ChartText,
  { given, kind: what, path }: Input,
  limits: Partial<Limits>,
): Promise<Uint8Array | undefined> {
  if (what === 'module') return sectionText(loadModuleFile(given, limits, readModule(path, limits)), CHART_TEXTS[kind]);
  const { loadChart } = await import('../../compiler/chart/load');
  return chartText(loadChart(path, { helm: defaultProfile, parseYaml }), kind);
}
