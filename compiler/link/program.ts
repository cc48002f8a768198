// The part of linking that is the same for both kinds of modules: every template as a function, the chart's description laid
// out behind it, and what the guest library leaves open for the chart.

import { byteText } from '#system/bytes';
import { bytesOf } from '../../gostd/bytes';
import type { Profile } from '../../language/profiles';
import type { SchemaUses } from '../schema/program';
import { ChartError } from '../chart/errors';
import type { Assembler } from '../codegen/assembler';
import { MissingFunction } from '../codegen/assembler';
import { type DescriptionInput, describeProgram } from '../codegen/chart-description';
import { type EmitContext, emitTemplate } from '../codegen/emit';
import type { ProveLines } from '../codegen/proven-text';
import { type Image, ImageWriter } from '../image/image';
import type { Template, Unit } from '../ir/ir';
import { visitCalls } from '../ir/visit';
import { SLOT_SIZE } from '../../runtime/abi/values';

export const PAGE = 65536;
/** Memory that a module starts with behind its image, in pages; it grows from there. */
export const SPARE_PAGES = 4;
/** The most pages a memory can have. */
export const MAX_PAGES = 65536;

/** What the linker is told of the program around the templates. */
export interface Program {
  helm: Profile;
  units: Unit[];
  /** What the module knows of the chart besides its templates. */
  description: DescriptionInput;
  /** Proves stretches of literal texts; null where nothing is to be known of them. */
  prove: ProveLines | null;
  /** The MistPackage document. */
  packageDocument: Uint8Array;
  /** Custom sections. */
  sections: [name: string, data: Uint8Array][];
  /** Can the chart reach these parts of the guest? */
  uses: {
    tpl: boolean;
    time: boolean;
    version: boolean;
    kubeVersion: boolean;
    regex: boolean;
    /** Does it say which template line wrote what (runtime/abi/trace.ts)? */
    trace: boolean;
  } & SchemaUses;
}

/** What the host calls of any module. */
const CONTRACT_EXPORTS = [
  '__mistletoe_info',
  '__mistletoe_alloc',
  '__mistletoe_dealloc',
  '__mistletoe_generate',
  '__mistletoe_render',
  '__mistletoe_warnings',
  '__mistletoe_reads',
  '__mistletoe_manifests',
];

/** What the host calls of a program's module. */
export function exportsOf({ uses }: Program): string[] {
  return uses.trace ? [...CONTRACT_EXPORTS, '__mistletoe_trace'] : CONTRACT_EXPORTS;
}

/** Functions that the guest imports from `mist`, where the chart cannot reach what they stand for. */
const lateBound: Record<string, keyof Program['uses']> = {
  runTree: 'tpl',
  resetTree: 'tpl',
  timeField: 'time',
  timeMethod: 'time',
  formatTime: 'time',
  formatTimeSyntax: 'time',
  versionField: 'version',
  versionMethod: 'version',
  formatVersion: 'version',
  formatVersionSyntax: 'version',
  versionInRange: 'kubeVersion',
  validateSchemas: 'schema',
  validateModern: 'modernSchema',
  validateLegacy: 'legacySchema',
  matchesPattern: 'schemaPattern',
  formatProblem: 'schemaFormat',
  hasLegacyFormat: 'schemaFormat',
  beginPatternCache: 'regex',
  resetTrace: 'trace',
};

/** How a function that the guest imports is bound. */
export type Binding =
  | { kind: 'callTemplate' | 'restoreImage' }
  | { kind: 'constant'; value: number }
  /** To the guest's own export of the name. */
  | { kind: 'export' }
  /** To a function that does nothing, and gives this where it gives something. */
  | { kind: 'absent'; value: number };

/** A program in functions and an image. */
export interface EmittedProgram {
  /** The functions of the templates, by the names that the assembler knows, in the order of their table. */
  functions: string[];
  image: Image;
  /** Guest functions that the templates call. */
  used: Set<string>;
  /** What an import of the guest is bound to. Throws ChartError for one that nobody knows. */
  binding(base: string): Binding;
}

/** Emits a program's functions into an assembler, for an image that begins at `heapStart`. */
export function emitProgram<Code>(assembler: Assembler<Code>, heapStart: number, program: Program): EmittedProgram {
  const slotNumbers = new Map<string, number>();
  const slotBytes: Uint8Array[] = [];
  const slotNumber = (name: Uint8Array): number => {
    const key = byteText(name);
    let number = slotNumbers.get(key);
    if (number === undefined) {
      number = slotBytes.push(name) - 1;
      slotNumbers.set(key, number);
    }
    return number;
  };
  // Every template has a name: its file's path, or what `define` calls it.
  for (const { path } of program.description.layout.files) slotNumber(bytesOf(path));
  for (const { definitions } of program.units) for (const { name } of definitions) slotNumber(name!);
  for (const unit of program.units) {
    for (const template of [unit.main, ...unit.definitions]) collectNames(template, slotNumber);
  }
  const slotTable = (heapStart + 15) & ~15;
  const slotCount = slotBytes.length;
  const slot = (name: Uint8Array) => slotTable + slotNumber(name) * SLOT_SIZE;
  const image = new ImageWriter((slotTable + slotCount * SLOT_SIZE + 15) & ~15);

  const used = new Set<string>();
  const context: EmitContext<Code> = { assembler, image, slot, prove: program.prove, used, trace: program.uses.trace };
  const indexes = new Map<Template, number>();
  const functions: string[] = [];
  for (const unit of program.units) {
    for (const template of [unit.main, ...unit.definitions]) {
      indexes.set(template, functions.length);
      functions.push(emitAt(context, unit, template, `template${functions.length}`));
    }
  }
  const tables = { functionIndex: (template: Template) => indexes.get(template)!, slot, names: slotBytes };
  const root = describeProgram(image, tables, program.description);
  const slotNames = image.record(slotBytes.map((name) => image.string(name)));
  const document = image.text(program.packageDocument);
  const documentPair = image.record([document, program.packageDocument.length]);
  const finished = image.finish();

  const constants: Record<string, number> = {
    imageRoot: root,
    imageEnd: finished.end,
    slotTable,
    slotCount,
    slotNames,
    packageText: documentPair,
  };
  return {
    functions,
    image: finished,
    used,
    binding(base) {
      if (base === 'callTemplate' || base === 'restoreImage') return { kind: base };
      if (base in constants) return { kind: 'constant', value: constants[base] };
      if (!(base in lateBound)) {
        throw new ChartError(`the guest library imports ${base}, which the linker does not know: ${REBUILD}`);
      }
      if (program.uses[lateBound[base]]) return { kind: 'export' };
      return { kind: 'absent', value: base === 'versionInRange' || base === 'validateSchemas' ? 1 : 0 };
    },
  };
}

const REBUILD = 'it is of another build than the compiler; build the package again (npm run build)';

/** Emits a template. Throws ChartError with the place of what cannot be linked. */
function emitAt<Code>(context: EmitContext<Code>, unit: Unit, template: Template, name: string): string {
  try {
    return emitTemplate(context, unit, template, name);
  } catch (error) {
    if (!(error instanceof MissingFunction)) throw error;
    let place = unit.path;
    let found = false;
    visitCalls(template, (called, position) => {
      if (found || called.symbol !== error.symbol) return;
      const { line, column } = unit.positions[position];
      place = `${unit.path}:${line}:${column}: ${called.name}`;
      found = true;
    });
    throw new ChartError(`${place}: ${error.message}: ${REBUILD}`);
  }
}

function collectNames(template: Template, add: (name: Uint8Array) => void): void {
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
    } else if (value !== null && typeof value === 'object' && !(value instanceof Uint8Array)) {
      const node = value as { op?: string; name?: Uint8Array };
      if (
        node.op === 'include' ||
        node.op === 'template' ||
        node.op === 'printInclude' ||
        node.op === 'printIncludeIndented'
      ) {
        add(node.name!);
      }
      if (node.op !== 'constant') for (const child of Object.values(node)) visit(child);
    }
  };
  visit(template.body);
}
