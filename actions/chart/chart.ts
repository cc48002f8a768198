// From a chart on disk to a module, for the commands: what Helm says on the way goes to standard error. The compiler is
// large, so this file is loaded only when something has to be compiled.

import { STRUCTURED_LOG } from '../../runtime/abi/quirks';
import { type Profile, has } from '../../language/profiles';
import type { ChartFiles } from '../../compiler/chart/files';
import { checkDependencies, checkInstallable, loadChart } from '../../compiler/chart/load';
import { type Conversion, type ConvertOptions, compileChart } from '../../compiler/compile';
import { hereOrDeep } from '../../runtime/host/node/deep';
import { parseYaml } from '../../runtime/bindings/values';
import { logLine } from '../helm-template/checks';

/**
 * Loads, checks and compiles the chart at an absolute path, as runInstall does in Helm. `notice` gets lines for standard
 * error; `files` is what was read of the chart already. Throws ChartError in Helm's words.
 */
export async function compileChartAt(
  path: string,
  helm: Profile,
  notice: (line: string) => void,
  options: ConvertOptions = {},
  files?: ChartFiles,
): Promise<Conversion> {
  // A front end is a function, which no other thread can be given.
  const job = options.frontEnd ? null : ({ kind: 'compile', path, helm, options } as const);
  return hereOrDeep((say) => compileHere(path, helm, say, options, files), job, notice);
}

async function compileHere(
  path: string,
  helm: Profile,
  notice: (line: string) => void,
  options: ConvertOptions,
  files: ChartFiles | undefined,
): Promise<Conversion> {
  const warn = (message: string) => notice(loadNotice(message, helm));
  const chart = loadChart(path, { helm, parseYaml, warn, linkRoot: options.linkRoot, files });
  checkInstallable(chart);
  if (chart.metadata.deprecated) {
    notice(
      has(helm, STRUCTURED_LOG) ? logLine('WARN', 'this chart is deprecated') : 'WARNING: This chart is deprecated\n',
    );
  }
  checkDependencies(chart, helm);
  return compileChart(chart, { chartPath: path, ...options, helm });
}

/** What the loader has to say as Helm's log puts it: Helm 3 writes the place in its source in front. */
function loadNotice(message: string, helm: Profile): string {
  const link = /^found symbolic link in path: (.*) resolves to (.*)\. (Contents of linked file .*)$/s.exec(message);
  if (has(helm, STRUCTURED_LOG)) {
    if (!link) return logLine('INFO', message);
    return logLine('INFO', `found symbolic link in path. ${link[3]}`, { path: link[1], resolved: link[2] });
  }
  const place = link ? 'walk.go:75' : message.includes('locking') ? 'load.go:138' : 'load.go:120';
  return `${place}: ${message}\n`;
}
