// What a conversion is asked, and what it gives.

import type { HelmChoice } from '../language/profiles';
import type { Draw } from './analysis/calls';
import type { Diagnostic } from './diagnostics';
import type { FrontEnd } from './lower/lowered';
import type { Stage } from './passes/stages';
import type { SchemaReads } from './schema/schema';

/** What a conversion can be shown as. */
export type EmitForm = 'wat' | 'ir' | `ir:${Stage}`;

/** How a chart is converted; whatever is left out has its default. */
export interface ConvertOptions {
  /** Whose semantics the module has; those of the newest Helm 4 by default. */
  helm?: HelmChoice;
  /**
   * Also give the module's text (`wat`) or the IR's (`ir`); `ir:` and a stage's name is the IR as it is then, and the module is made
   * of that.
   */
  emit?: EmitForm;
  /** Leave out the passes over the IR: for tests, which compare. */
  plain?: boolean;
  /** Another front end, asked for each template file before Go's. */
  frontEnd?: FrontEnd;
  /** Keep function names in the module, for profiles and stack traces. */
  names?: boolean;
  /** Write the chart's functions without Binaryen, which is not even loaded then. It renders the same; code differs, and texts are not compressed. */
  withoutBinaryen?: boolean;
  /** The same for a chart that is rendered once: nothing is proved of its texts either. */
  quick?: boolean;
  /** The module also says which template line wrote each stretch of what it prints (runtime/abi/trace.ts); it is larger and slower. */
  trace?: boolean;
  /** A directory with copies of the remote documents that schemas refer to: file path = host + path of the URL. */
  schemaRefs?: string;
  /**
   * Convert also where schemas refer to documents that nobody has; renders then fail unless they skip the check. Otherwise
   * SchemaReferenceError names them.
   */
  allowMissingReferences?: boolean;
  /** The folder in which the chart's symbolic links are followed; by default the git work tree around the chart. */
  linkRoot?: string;
  /** Where the chart lies, if it lies in a directory: schemas may refer to files in it by `file:` URLs. */
  chartPath?: string;
  /** Told what Helm would write to standard error while loading. */
  report?(diagnostic: Diagnostic): void;
}

/** What is to say of a converted chart besides its module. */
export interface ConversionReport {
  name: string;
  version: string;
  /** Template files, and templates among them and in `define`s. */
  files: number;
  templates: number;
  /** Template functions that the module can call directly, by family. */
  families: string[];
  /** Is the evaluator behind `tpl` part of the module? */
  hasEvaluator: boolean;
  /** Calls of functions that draw; a text that `tpl` runs may draw besides. */
  draws: Draw[];
  /**
   * `template-parse`: template files that Helm cannot parse, at which renders fail if their chart is enabled; `schema-reference`:
   * documents that schemas refer to and nobody has, without which renders fail unless they skip the check; and what was said while the
   * chart was loaded.
   */
  diagnostics: Diagnostic[];
}

/** A converted chart. */
export interface Conversion extends ConversionReport {
  wasm: Uint8Array;
  /** Text asked for with `emit`. */
  text?: string;
  /** What the module depends on besides the chart's own files. */
  reads: SchemaReads;
}
