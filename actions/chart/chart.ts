// From a chart on disk to a module, for the commands: what Helm says on the way goes to standard error. The compiler is
// large, so this file is loaded only when something has to be compiled.

import { STRUCTURED_LOG } from '../../runtime/abi/quirks';
import { type Profile, has } from '../../language/profiles';
import type { ChartFiles } from '../../compiler/chart/files';
import { checkDependencies, checkInstallable, loadChart } from '../../compiler/chart/load';
import { type Conversion, type ConvertOptions, compileChart } from '../../compiler/compile';
import type { Diagnostic, DiagnosticCode } from '../../compiler/diagnostics';
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
  const report = (diagnostic: Diagnostic) => notice(loadNotice(diagnostic, helm));
  const chart = loadChart(path, { helm, parseYaml, report, linkRoot: options.linkRoot, files });
  checkInstallable(chart);
  if (chart.metadata.deprecated) {
    notice(
      has(helm, STRUCTURED_LOG) ? logLine('WARN', 'this chart is deprecated') : 'WARNING: This chart is deprecated\n',
    );
  }
  checkDependencies(chart, helm);
  return compileChart(chart, { chartPath: path, ...options, helm });
}

/** Where in its source Helm 3 says it. */
const PLACES: Partial<Record<DiagnosticCode, string>> = {
  'symbolic-link': 'walk.go:75',
  'dependencies-file': 'load.go:120',
  'lock-file': 'load.go:138',
};

/** What the loader has to say as Helm's log puts it: Helm 3 writes the place in its source in front. */
function loadNotice({ code, message, path = '', resolved = '' }: Diagnostic, helm: Profile): string {
  if (!has(helm, STRUCTURED_LOG)) return `${PLACES[code]}: ${message}\n`;
  if (code !== 'symbolic-link') return logLine('INFO', message);
  const text = 'found symbolic link in path. Contents of linked file included and used';
  return logLine('INFO', text, { path, resolved });
}
