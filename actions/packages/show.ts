// What a package says of itself for people: the values of a chart, its schema, README, notes and Chart.yaml, without running it.

import { resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { CHART_TEXTS, type ChartText, chartText } from '../../compiler/chart/texts';
import { defaultProfile } from '../../language/profiles';
import { type Limits, loadModuleFile, moduleAt } from '../../runtime/host';
import { sectionText } from '../../runtime/host/core/texts';
import { parseYaml } from '../../runtime/bindings/values';
import { CommandError, type CommandOptions } from '../command';
import type { AccessFlags } from './access';
import { mayBeRemote } from './form';

/** A text of a chart, or of the module that a chart became. Throws CommandError where there is none. */
export async function showText(
  kind: ChartText,
  reference: string,
  flags: AccessFlags & { limits: Partial<Limits> },
  options: CommandOptions,
): Promise<{ text: Uint8Array; notices: string }> {
  const { cwd = '.' } = options;
  let path = reference;
  let notices = '';
  if (mayBeRemote(reference, { repo: flags.repo, locked: flags.locked, cwd })) {
    const { locatePackage } = await import('./locate');
    ({ path, notices } = await locatePackage(reference, flags, options));
  }
  const text = await read(kind, resolve(cwd, path), flags.limits, reference);
  if (text === undefined) throw new CommandError(`${reference} has no ${kind === 'chart' ? 'Chart.yaml' : kind}`);
  return { text, notices };
}

async function read(
  kind: ChartText,
  path: string,
  limits: Partial<Limits>,
  shown: string,
): Promise<Uint8Array | undefined> {
  const module = moduleAt(path);
  if (module !== undefined) return sectionText(loadModuleFile(module, limits), CHART_TEXTS[kind]);
  if (!existsSync(path))
    throw new CommandError(`there is no package ${shown}: give a chart's folder or .tgz, a module, or oci://…`);
  const { loadChart } = await import('../../compiler/chart/load');
  return chartText(loadChart(path, { helm: defaultProfile, parseYaml }), kind);
}
