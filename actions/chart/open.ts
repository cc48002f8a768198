// Loads and checks a chart for the commands, as runInstall does in Helm: what Helm says on the way goes to standard error.

import { STRUCTURED_LOG } from '../../runtime/abi/quirks';
import { has, type Profile } from '../../language/profiles';
import {
  type Chart,
  checkDependencies,
  checkInstallable,
  type LoadOptions,
  loadChart,
} from '../../compiler/chart/load';
import type { Diagnostic, DiagnosticCode } from '../../compiler/diagnostics';
import { parseYaml } from '../../runtime/bindings/values';
import { logLine } from '../render/checks';

/** Gets a line for standard error, and the diagnostic that it tells of, where it is one. */
export type Notice = (line: string, diagnostic?: Diagnostic) => void;

/** The chart at an absolute path, and what was found in it; `files` is what was read already. Throws ChartError in Helm's words. */
export function openChart(
  path: string,
  helm: Profile,
  notice: Notice,
  options: Pick<LoadOptions, 'linkRoot' | 'files' | 'readValues'> = {},
): { chart: Chart; found: Diagnostic[] } {
  const found: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic) => {
    found.push(diagnostic);
    notice(loadNotice(diagnostic, helm), diagnostic);
  };
  const chart = loadChart(path, { helm, parseYaml, report, ...options });
  checkInstallable(chart);
  if (chart.metadata.deprecated) {
    notice(
      has(helm, STRUCTURED_LOG) ? logLine('WARN', 'this chart is deprecated') : 'WARNING: This chart is deprecated\n',
    );
  }
  checkDependencies(chart, helm);
  return { chart, found };
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
