// From a chart on disk to a module, for the commands. The compiler is large, so this file is loaded only when something has to be
// compiled.

import type { Profile } from '../../language/profiles';
import type { ChartFiles } from '../../compiler/chart/files';
import { compileChart } from '../../compiler/compile';
import type { Conversion, ConvertOptions } from '../../compiler/convert';
import { chartWork } from '../../compiler/deep';
import { type Notice, openChart } from './open';

/**
 * Loads, checks and compiles the chart at an absolute path, as runInstall does in Helm. `notice` gets what Helm says meanwhile, also
 * where this throws; `files` is what was read of the chart already. Throws ChartError in Helm's words.
 */
export async function compileChartAt(
  path: string,
  helm: Profile,
  notice: Notice,
  options: Omit<ConvertOptions, 'report'> = {},
  files?: ChartFiles,
): Promise<Conversion> {
  // A front end is a function, which no other thread can be given.
  const job = options.frontEnd ? null : ({ kind: 'compile', path, helm, options } as const);
  const work = async (say: (said: Parameters<Notice>) => void) => {
    const { chart, found } = openChart(path, helm, (...said) => say(said), { linkRoot: options.linkRoot, files });
    const conversion = await compileChart(chart, { chartPath: path, ...options, helm });
    return { ...conversion, diagnostics: [...found, ...conversion.diagnostics] };
  };
  return chartWork(work, job, (said) => notice(...said));
}
