// What there is to say of a chart: errors and warnings with a code, a place, and Helm's words. Whoever decides something by one looks at
// its code, never at its words.

/**
 * What a diagnostic is about: `chart-refused` Helm would not load or install the chart; `dependencies-file` and `lock-file` a chart of
 * apiVersion v2 has requirements.yaml or requirements.lock; `schema-reference` a schema refers to a document that nobody has;
 * `symbolic-link` a link was followed; `template-parse` a template file is none.
 */
export type DiagnosticCode =
  | 'chart-refused'
  | 'dependencies-file'
  | 'lock-file'
  | 'schema-reference'
  | 'symbolic-link'
  | 'template-parse';

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
}

/** `path:line:column: message`, as far as it is known. */
export function diagnosticText({ path, line, column, message }: Diagnostic): string {
  if (path === undefined || line === undefined) return message;
  return `${path}:${line}:${column === undefined ? '' : `${column}:`} ${message}`;
}

/** The diagnostics of one code. */
export function withCode(list: readonly Diagnostic[], code: DiagnosticCode): Diagnostic[] {
  return list.filter((diagnostic) => diagnostic.code === code);
}
