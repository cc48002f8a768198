// What there is to say of a chart: errors and warnings with a code, a place, and Helm's words. Whoever decides something by one looks at
// its code, never at its words.

/**
 * What a diagnostic is about: `chart-refused` Helm would not load or install the chart; `dependencies-file` and `lock-file` a chart of
 * apiVersion v2 has requirements.yaml or requirements.lock; `schema-reference` a schema refers to a document that nobody has;
 * `symbolic-link` a link was followed; `template-parse` a template file is none; `unknown-helm` a version of Helm is taken for the nearest one
 * that is known.
 */
export type DiagnosticCode =
  | 'chart-refused'
  | 'dependencies-file'
  | 'lock-file'
  | 'schema-reference'
  | 'symbolic-link'
  | 'template-parse'
  | 'unknown-helm';

/** One thing to say. */
export interface Diagnostic {
  code: DiagnosticCode;
  /** `error`: the chart cannot be rendered; `warning`: some values may make a render fail, or something should be mended */
  severity: 'error' | 'warning' | 'info';
  /** Helm's words */
  message: string;
  /** a file: of the chart, its name first (`chart/templates/web.yaml`); of a symbolic link, the link's path as Helm names it */
  path?: string;
  /** from 1 */
  line?: number;
  /** in bytes, from 0, as Go counts */
  column?: number;
  /** what a symbolic link leads to */
  resolved?: string;
  /** the URL of what a schema refers to */
  reference?: string;
}

/** One line: `path:line:column: severity: message [code]`, the place as far as it is known; the same wherever text is printed. */
export function diagnosticText({ code, severity, path, line, column, message }: Diagnostic): string {
  const place = [path, line, line === undefined ? undefined : column].filter((part) => part !== undefined);
  const where = path === undefined || place.length === 0 ? '' : `${place.join(':')}: `;
  return `${where}${severity}: ${message.replaceAll('\n', '\n  ')} [${code}]`;
}

/** What is to be said where template files of the chart itself cannot be parsed, since then no render of it works. */
export function brokenTemplates(list: readonly Diagnostic[]): string | undefined {
  const broken = withCode(list, 'template-parse');
  if (!broken.some(({ severity }) => severity === 'error')) return undefined;
  const lines = broken.map((one) => `  ${diagnosticText(one)}`).join('\n');
  return `${broken.length} template file${broken.length === 1 ? '' : 's'} cannot be parsed:\n${lines}`;
}

/** The diagnostics of one code. */
export function withCode(list: readonly Diagnostic[], code: DiagnosticCode): Diagnostic[] {
  return list.filter((diagnostic) => diagnostic.code === code);
}
