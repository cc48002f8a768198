// From a chart on disk to what renders it at once, for the commands: nothing is compiled.

import type { Profile } from '../../language/profiles';
import type { ChartFiles } from '../../compiler/chart/files';
import type { ConvertOptions } from '../../compiler/conversion';
import { chartWork } from '../../compiler/deep';
import { type QuickChart, quickChart, valuesReader } from '../../compiler/quick';
import { ChartMemory } from '../../runtime/bindings/renderer';
import { openChart } from './open';

/** What counts without compiling. */
export type QuickOptions = Pick<ConvertOptions, 'schemaRefs' | 'linkRoot' | 'allowMissingReferences'>;

/**
 * Loads and checks the chart at an absolute path, as runInstall does in Helm, and lays it out for the renderer. `notice` gets
 * lines for standard error; `files` is what was read of the chart already, `memory` a fresh one to lay it out in. Throws ChartError in Helm's words.
 */
export async function quickChartAt(
  path: string,
  helm: Profile,
  notice: (line: string) => void,
  options: QuickOptions = {},
  { files, memory = new ChartMemory(helm) }: { files?: ChartFiles; memory?: ChartMemory } = {},
): Promise<QuickChart> {
  const work = async (say: (line: string) => void) => {
    const readValues = valuesReader(memory);
    const chart = openChart(path, helm, say, { linkRoot: options.linkRoot, files, readValues });
    return quickChart(chart, memory, { chartPath: path, ...options, helm });
  };
  return chartWork(work, { kind: 'quick', path, helm, options }, notice);
}
