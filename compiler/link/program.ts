// What modules of both kinds and the renderer have in common, the chart's description laid out as an image; and what the guest
// library leaves open for the chart.

import { byteText } from '#system/bytes';
import type { Profile } from '../../language/profiles';
import { ChartError } from '../chart/errors';
import type { ProgramDescription } from '../codegen/chart-description';
import type { ProveLines } from '../codegen/proven-text';
import { type Image, ImageWriter, type Placed } from '../image/image';
import type { Template, Unit } from '../ir/ir';
import { CHART_EXPORTS, TRACE_EXPORT } from '../../runtime/abi/contract';
import { type Feature, guestImports, type ImageConstant } from '../../runtime/abi/features';
import { recordOf } from '../../runtime/abi/record';
import { PAIR_ADDRESS, PAIR_LENGTH, PAIR_SIZE, SLOT_SIZE } from '../../runtime/abi/values';

/** Memory that a module starts with behind its image, in pages; it grows from there. */
export const SPARE_PAGES = 4;

/** What the linker is told of the program around the templates. */
export interface Program {
  helm: Profile;
  units: Unit[];
  description: ProgramDescription;
  /** What hosts call, and the guest's functions that do it; those of a chart where nothing is said. */
  exports?: Readonly<Record<string, string>>;
  /** Proves stretches of literal texts; null where nothing is to be known of them. */
  prove: ProveLines | null;
  /** The MistPackage document. */
  packageDocument: Uint8Array;
  /** Custom sections. */
  sections: [name: string, data: Uint8Array][];
  /** Can the chart reach these parts of the guest? */
  uses: Record<Feature, boolean>;
}

/** What the host calls of a program's module, and the guest's functions that do it. */
export function exportsOf({ uses, exports }: Program): Readonly<Record<string, string>> {
  if (exports) return exports;
  const names = uses.trace ? [...CHART_EXPORTS, TRACE_EXPORT] : CHART_EXPORTS;
  return Object.fromEntries(names.map((name) => [name, name]));
}

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
 * Lays out a program's image, which begins at `heapStart`; what is placed already lies elsewhere. `names` are those that have slots; `emit` makes the templates' functions,
 * which may write into the image, and gives what tells a template's place in the table of functions.
 */
export function layOut(
  { heapStart, placed }: { heapStart: number; placed?: readonly Placed[] },
  names: readonly Uint8Array[],
  { description, packageDocument }: Pick<Program, 'description' | 'packageDocument'>,
  emit: (image: ImageWriter, slot: SlotOf) => (template: Template) => number,
): LaidOut {
  const numbers = new Map(names.map((name, i) => [byteText(name), i]));
  const slotTable = (heapStart + 15) & ~15;
  const slotCount = names.length;
  const slot = (name: Uint8Array) => slotTable + numbers.get(byteText(name))! * SLOT_SIZE;
  const image = new ImageWriter((slotTable + slotCount * SLOT_SIZE + 15) & ~15, placed);

  const functionIndex = emit(image, slot);
  const root = description.write(image, { functionIndex, slot, names });
  const slotNames = image.record(names.map((name) => image.string(name)));
  const document = image.text(packageDocument);
  const packageText = image.record(
    recordOf(PAIR_SIZE, { [PAIR_ADDRESS]: document, [PAIR_LENGTH]: packageDocument.length }),
  );
  return { image: image.finish(), root, slotTable, slotCount, slotNames, packageText };
}

/** What an import of the guest is bound to. Throws ChartError for one that nobody knows. */
export function bindingOf(base: string, { image, root, ...more }: LaidOut, uses: Program['uses']): Binding {
  const { slotTable, slotCount, slotNames, packageText } = more;
  const constants: Record<ImageConstant, number> = {
    imageRoot: root,
    imageEnd: image.end,
    slotTable,
    slotCount,
    slotNames,
    packageText,
  };
  const wanted = guestImports[base];
  switch (wanted?.is) {
    case undefined:
      throw new ChartError(`the guest library imports ${base}, which the linker does not know: ${REBUILD}`);
    case 'constant':
      return { kind: 'constant', value: constants[wanted.constant] };
    case 'feature':
      if (wanted.feature !== 'texts' && uses[wanted.feature]) return { kind: 'export' };
      return { kind: 'absent', value: wanted.absent };
    case 'host':
      return { kind: 'absent', value: 0 };
    default:
      return { kind: wanted.is };
  }
}

export const REBUILD = 'it is of another build than the compiler; build the package again (npm run build)';
