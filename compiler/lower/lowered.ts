// What front ends make of template files. The public types name it, so it must not lead to the parser: that is AssemblyScript, too, and
// its declarations mean nothing to who installs the package.

import type { PlacedFile } from '../chart/placement';
import type { Diagnostic } from '../diagnostics';
import type { Unit } from '../ir/ir';

/** Another front end: gives the unit of a template file that it recognises, null for others. */
export type FrontEnd = (path: string, source: Uint8Array) => Unit | null;

/** Why a file is no template: Helm's words, where in the file, in the numbers of a Diagnostic. */
export interface ParseError {
  error: string;
  line: number;
  column?: number;
}

/** How a file's templates came out. */
export type LoweredFile = { unit: Unit } | ParseError;

/** What became of the template files. */
export interface LoweredFiles {
  compiled: Map<PlacedFile, LoweredFile>;
  /** What was lowered, each once. */
  units: Unit[];
  /** The files that Helm cannot parse: `template-parse`. */
  diagnostics: Diagnostic[];
}
