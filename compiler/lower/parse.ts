// The template files of a chart, parsed; and what is to say of those that Helm cannot parse.

import { byteText } from '#system/bytes';
import { bytesOf, textOf } from '../../gostd/bytes';
import { KnownFunctions } from '../../language/known-functions';
import { Parser } from '../../language/parser';
import { parserRules } from '../../language/parser-rules';
import type { Profile } from '../../language/profiles';
import type { PlacedFile } from '../chart/placement';
import type { Diagnostic } from '../diagnostics';
import type { ParseError } from './lowered';

/** Parses a template file. */
export type Parse = (path: string, data: Uint8Array) => Parser | ParseError;

/** What parses as a Helm does. */
export function parserOf(helm: Profile): Parse {
  const functions = new KnownFunctions(helm);
  return (path, data) => {
    const parser = new Parser(data, bytesOf(path), functions, parserRules(helm));
    if (parser.parse()) return parser;
    const message = textOf(parser.errorMessage);
    return {
      // Helm shows what follows the last colon.
      error: message.slice(message.lastIndexOf(': ') + 1).trimStart(),
      line: parser.errorLine,
      column: columnOf(data, parser),
    };
  };
}

/** What is to say of a file that is no template. */
export function parseDiagnostic(file: PlacedFile, { error, line, column }: ParseError): Diagnostic {
  // A subchart may be disabled.
  const severity = file.chart === 0 ? 'error' : 'warning';
  return { code: 'template-parse', severity, path: file.path, line, column, message: error };
}

/** Of all files that are no templates; equal texts are parsed once. */
export function brokenTemplates(files: readonly PlacedFile[], helm: Profile): Diagnostic[] {
  const parse = parserOf(helm);
  const errors = new Map<string, ParseError | null>();
  return files.flatMap((file) => {
    const { data } = file.file;
    const key = byteText(data);
    let error = errors.get(key);
    if (error === undefined) {
      const parsed = parse(file.path, data);
      error = parsed instanceof Parser ? null : parsed;
      errors.set(key, error);
    }
    return error ? [parseDiagnostic(file, error)] : [];
  });
}

/** The column of a parse error in bytes from 0, where the token that it was found at stands in the line that Go names. */
function columnOf(source: Uint8Array, { errorLine, errorOffset }: Parser): number | undefined {
  let line = 1;
  let start = 0;
  for (let i = source.indexOf(10); i >= 0 && i < errorOffset; i = source.indexOf(10, i + 1)) {
    line++;
    start = i + 1;
  }
  return line === errorLine ? errorOffset - start : undefined;
}
