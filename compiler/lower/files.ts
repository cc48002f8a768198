// The template files of a chart, parsed and lowered, each by the front end that knows it.

import { byteText } from '#system/bytes';
import type { Profile } from '../../language/profiles';
import { Parser } from '../../language/parser';
import type { PlacedFile } from '../chart/placement';
import type { Diagnostic } from '../diagnostics';
import type { Unit } from '../ir/ir';
import { lowerFile } from './go-template';
import type { FrontEnd, LoweredFile, LoweredFiles } from './lowered';
import { parseDiagnostic, parserOf } from './parse';

/** Parses and lowers every template file; files with the same text share one unit. */
export function lowerFiles(files: readonly PlacedFile[], helm: Profile, frontEnd: FrontEnd | undefined): LoweredFiles {
  const parse = parserOf(helm);
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
      const parsed = parse(file.path, data);
      if (parsed instanceof Parser) {
        const unit = lowerFile(file.path, data, parsed.root, parsed.definitions);
        units.push(unit);
        result = { unit };
      } else {
        result = parsed;
      }
      byText.set(key, result);
    }
    if ('error' in result) diagnostics.push(parseDiagnostic(file, result));
    compiled.set(file, result);
  }
  return { compiled, units, diagnostics };
}

/** The bytes in a buffer of their own, which a template's texts are parts of (ImageWriter.partOfText). */
function wholeBuffer(bytes: Uint8Array): Uint8Array {
  return bytes.buffer.byteLength === bytes.length ? bytes : Uint8Array.from(bytes);
}
