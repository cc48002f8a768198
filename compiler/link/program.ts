// What modules of both kinds and the renderer have in common, the chart's description laid out as an image; and what the guest
// library leaves open for the chart.

import { byteText } from '#system/bytes';
import type { Profile } from '../../language/profiles';
import type { SchemaUses } from '../schema/program';
import { ChartError } from '../chart/errors';
import { type DescriptionInput, describeProgram } from '../codegen/chart-description';
import type { ProveLines } from '../codegen/proven-text';
import { type Image, ImageWriter } from '../image/image';
import type { Template, Unit } from '../ir/ir';
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
const lateBound: Record<string, keyof Program['uses'] | null> = {
  // Only the renderer has templates as texts.
  defineSource: null,
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

/** A program's image. */
export interface LaidOut {
  image: Image;
  /** The chart's description. */
  root: number;
  slotTable: number;
  slotCount: number;
  /** Addresses of the names of the slots. */
  slotNames: number;
  /** The pair that leads to the MistPackage. */
  packageText: number;
}

/** Address of the slot of a template name. */
export type SlotOf = (name: Uint8Array) => number;

/**
 * Lays out a program's image, which begins at `heapStart`. `names` are those that have slots; `emit` makes the templates' functions,
 * which may write into the image, and gives what tells a template's place in the table of functions.
 */
export function layOut(
  heapStart: number,
  names: readonly Uint8Array[],
  { description, packageDocument }: Pick<Program, 'description' | 'packageDocument'>,
  emit: (image: ImageWriter, slot: SlotOf) => (template: Template) => number,
): LaidOut {
  const numbers = new Map(names.map((name, i) => [byteText(name), i]));
  const slotTable = (heapStart + 15) & ~15;
  const slotCount = names.length;
  const slot = (name: Uint8Array) => slotTable + numbers.get(byteText(name))! * SLOT_SIZE;
  const image = new ImageWriter((slotTable + slotCount * SLOT_SIZE + 15) & ~15);

  const functionIndex = emit(image, slot);
  const root = describeProgram(image, { functionIndex, slot, names }, description);
  const slotNames = image.record(names.map((name) => image.string(name)));
  const document = image.text(packageDocument);
  const packageText = image.record([document, packageDocument.length]);
  return { image: image.finish(), root, slotTable, slotCount, slotNames, packageText };
}

/** What an import of the guest is bound to. Throws ChartError for one that nobody knows. */
export function bindingOf(base: string, { image, root, ...more }: LaidOut, uses: Program['uses']): Binding {
  if (base === 'callTemplate' || base === 'restoreImage') return { kind: base };
  const { slotTable, slotCount, slotNames, packageText } = more;
  const constants: Record<string, number> = {
    imageRoot: root,
    imageEnd: image.end,
    slotTable,
    slotCount,
    slotNames,
    packageText,
  };
  if (base in constants) return { kind: 'constant', value: constants[base] };
  if (!(base in lateBound)) {
    throw new ChartError(`the guest library imports ${base}, which the linker does not know: ${REBUILD}`);
  }
  const part = lateBound[base];
  if (part !== null && uses[part]) return { kind: 'export' };
  return { kind: 'absent', value: base === 'versionInRange' || base === 'validateSchemas' ? 1 : 0 };
}

export const REBUILD = 'it is of another build than the compiler; build the package again (npm run build)';
