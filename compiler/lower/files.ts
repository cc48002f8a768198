// The template files of a chart, parsed and lowered, each by the front end that knows it.

import { byteText } from '#system/bytes';
import { bytesOf, textOf } from '../../gostd/bytes';
import type { Profile } from '../../language/profiles';
import { KnownFunctions } from '../../language/known-functions';
import { Parser } from '../../language/parser';
import { parserRules } from '../../language/parser-rules';
import type { PlacedFile } from '../chart/placement';
import type { Diagnostic } from '../diagnostics';
import type { Unit } from '../ir/ir';
import { lowerFile } from './go-template';

/** How a file's templates came out. */
export type LoweredFile = { unit: Unit } | { error: string; line: number; column?: number };

/** Another front end: gives the unit of a template file that it recognises, null for others. */
export type FrontEnd = (path: string, source: Uint8Array) => Unit | null;

/** What became of the template files. */
export interface LoweredFiles {
  compiled: Map<PlacedFile, LoweredFile>;
  /** What was lowered, each once. */
  units: Unit[];
  /** The files that Helm cannot parse: `template-parse`. */
  diagnostics: Diagnostic[];
}

/** Parses and lowers every template file; files with the same text share one unit. */
export function lowerFiles(files: readonly PlacedFile[], helm: Profile, frontEnd: FrontEnd | undefined): LoweredFiles {
  const functions = new KnownFunctions(helm);
  const byText = new Map<string, LoweredFile>();
  const compiled = new Map<PlacedFile, LoweredFile>();
  const units: Unit[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const file of files) {
    const data = wholeBuffer(file.file.data);
    const key = byteText(data);
    const foreign = frontEnd?.(file.path, data);
    if (foreign) {
      units.push(foreign);
      compiled.set(file, { unit: foreign });
      continue;
    }
    let result = byText.get(key);
    if (!result) {
      const parser = new Parser(data, bytesOf(file.path), functions, parserRules(helm));
      if (parser.parse()) {
        const unit = lowerFile(file.path, data, parser.root, parser.definitions);
        units.push(unit);
        result = { unit };
      } else {
        const message = textOf(parser.errorMessage);
        // Helm shows what follows the last colon.
        result = {
          error: message.slice(message.lastIndexOf(': ') + 1).trimStart(),
          line: parser.errorLine,
          column: columnOf(data, parser),
        };
      }
      byText.set(key, result);
    }
    if ('error' in result) {
      const { line, column, error } = result;
      // A subchart may be disabled.
      const severity = file.chart === 0 ? 'error' : 'warning';
      diagnostics.push({ code: 'template-parse', severity, path: file.path, line, column, message: error });
    }
    compiled.set(file, result);
  }
  return { compiled, units, diagnostics };
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

/** The bytes in a buffer of their own, which a template's texts are parts of (ImageWriter.partOfText). */
function wholeBuffer(bytes: Uint8Array): Uint8Array {
  return bytes.buffer.byteLength === bytes.length ? bytes : Uint8Array.from(bytes);
}
