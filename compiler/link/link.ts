// Makes a module out of the guest library and a chart: reads the guest, adds one function a template and the chart's image,
// binds what the guest left open, drops what the chart cannot reach, and writes the binary.

import type { Profile } from '../../language/profiles';
import type binaryen from 'binaryen';
import { ChartError } from '../chart/errors';
import type { Template, Unit } from '../ir/ir';
import { visitCalls } from '../ir/visit';
import { type EmitContext, emitTemplate } from '../codegen/emit';
import type { ProveLines } from '../codegen/proven-text';
import { type Image, ImageWriter } from '../image/image';
import { PACKAGE_SECTION } from '../../runtime/host/core/contract';
import { SLOT_SIZE } from '../../runtime/abi/values';
import type { SchemaUses } from '../schema/program';

type Binaryen = typeof binaryen;
type Module = binaryen.Module;

const PAGE = 65536;
/** Memory that a module starts with behind its image, in pages; it grows from there. */
const SPARE_PAGES = 4;

/** What `link` is told of the program around the templates. */
export interface Program {
  helm: Profile;
  units: Unit[];
  /** Names of all templates that can be called, in any order. */
  names: Uint8Array[];
  /** Lays out the chart's description and returns the address of its root value. Called once, after all templates. */
  describe(image: ImageWriter, tables: Tables): number;
  /** Proves stretches of literal texts; null where nothing is to be known of them. */
  prove: ProveLines | null;
  /** The MistPackage document. */
  packageDocument: Uint8Array;
  /** More custom sections. */
  sections: [name: string, data: Uint8Array][];
  /** Can the chart reach these parts of the guest? */
  uses: { tpl: boolean; time: boolean; version: boolean; kubeVersion: boolean; regex: boolean } & SchemaUses;
}

/** Numbers that the chart's description refers to. */
export interface Tables {
  /** Table index of a template. */
  functionIndex(template: Template): number;
  /** Address of the slot of a name. */
  slot(name: Uint8Array): number;
  /** All names that have a slot. */
  names(): Uint8Array[];
}

export interface LinkResult {
  wasm: Uint8Array;
  /** The module as WebAssembly text, where asked for. */
  text?: string;
  /** Guest functions that the templates call. */
  used: string[];
  image: Image;
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
};

const contractExports = [
  '__mistletoe_info',
  '__mistletoe_alloc',
  '__mistletoe_dealloc',
  '__mistletoe_generate',
  '__mistletoe_render',
  '__mistletoe_warnings',
  '__mistletoe_reads',
];

export function link(
  library: Binaryen,
  guest: Uint8Array,
  heapStart: number,
  dataUse: DataUse,
  program: Program,
  options: { text?: boolean; names?: boolean } = {},
): LinkResult {
  const m = library.readBinary(guest);
  const features = library.Features;
  m.setFeatures(
    features.MVP |
      features.MutableGlobals |
      features.SignExt |
      features.NontrappingFPToInt |
      features.BulkMemory |
      features.BulkMemoryOpt |
      features.SIMD128 |
      features.Multivalue,
  );

  const exported = new Map<string, binaryen.ExportInfo>();
  for (let i = 0; i < m.getNumExports(); i++) {
    const info = library.getExportInfo(m.getExportByIndex(i));
    exported.set(info.name, info);
  }
  const guestName = (name: string): string => {
    const info = exported.get(name);
    if (!info) throw new MissingFunction(name);
    return info.value;
  };

  // Templates.
  const slotNumbers = new Map<string, number>();
  const latin1 = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const slotBytes: Uint8Array[] = [];
  const slotNumber = (name: Uint8Array): number => {
    const key = latin1(name);
    let number = slotNumbers.get(key);
    if (number === undefined) {
      number = slotBytes.push(name) - 1;
      slotNumbers.set(key, number);
    }
    return number;
  };
  for (const name of program.names) slotNumber(name);
  for (const unit of program.units) {
    for (const template of [unit.main, ...unit.definitions]) collectNames(template, slotNumber);
  }
  const slotTable = (heapStart + 15) & ~15;
  const slotCount = slotBytes.length;
  const slot = (name: Uint8Array) => slotTable + slotNumber(name) * SLOT_SIZE;
  const image = new ImageWriter((slotTable + slotCount * SLOT_SIZE + 15) & ~15);

  const used = new Set<string>();
  const context: EmitContext = {
    binaryen: library,
    module: m,
    image,
    guest: guestName,
    slot,
    prove: program.prove,
    used,
  };
  const indexes = new Map<Template, number>();
  const functions: string[] = [];
  for (const unit of program.units) {
    for (const template of [unit.main, ...unit.definitions]) {
      indexes.set(template, functions.length);
      functions.push(emitAt(context, unit, template, `template${functions.length}`));
    }
  }
  const root = program.describe(image, {
    functionIndex: (template) => indexes.get(template)!,
    slot,
    names: () => slotBytes,
  });
  const slotNames = image.record(slotBytes.map((name) => image.string(name)));
  const document = image.text(program.packageDocument);
  const documentPair = image.record([document, program.packageDocument.length]);
  const finished = image.finish();

  // Memory: the guest's own segments, the image's fixed part, and its changing part as a passive segment.
  const segments: Segment[] = guestSegments(m);
  const offset = (address: number) => m.i32.const(address);
  const setMemory = (own: Segment[]) => {
    const memorySegments = joinSegments(own).map(({ address, data }, i) => ({
      name: `guest${i}`,
      passive: false,
      offset: offset(address),
      data,
    }));
    memorySegments.push({ name: 'fixed', passive: false, offset: offset(finished.base), data: finished.fixed });
    memorySegments.push({ name: 'changing', passive: true, offset: 0, data: finished.changing });
    m.removeExport('memory');
    m.setMemory(pages, 65536, 'memory', memorySegments as never);
  };
  const pages = Math.ceil(finished.end / PAGE) + SPARE_PAGES;
  setMemory(segments);

  // What the guest left open.
  const i32 = library.i32;
  const bind = (internal: string, params: number, results: number, body: number) => {
    m.removeFunction(internal);
    m.addFunction(internal, params, results, [], body);
  };
  const constants: Record<string, number> = {
    imageRoot: root,
    imageEnd: finished.end,
    slotTable,
    slotCount,
    slotNames,
    packageText: documentPair,
  };
  const imports: { name: string; base: string; params: number; results: number }[] = [];
  for (let i = 0; i < m.getNumFunctions(); i++) {
    const info = library.getFunctionInfo(m.getFunctionByIndex(i));
    if (info.module === 'mist')
      imports.push({ name: info.name, base: info.base!, params: info.params, results: info.results });
  }
  m.addTable('templates', functions.length, functions.length);
  m.addActiveElementSegment('templates', 'templates', functions, m.i32.const(0));
  for (const { name, base, params, results } of imports) {
    if (base === 'callTemplate') {
      bind(name, params, results, m.call_indirect('templates', m.local.get(0, i32), [m.local.get(1, i32)], i32, i32));
    } else if (base === 'restoreImage') {
      bind(
        name,
        params,
        results,
        m.memory.init(
          'changing',
          m.i32.const(finished.changingBase),
          m.i32.const(0),
          m.i32.const(finished.changing.length),
        ),
      );
    } else if (base in constants) {
      bind(name, params, results, m.i32.const(constants[base]));
    } else if (base in lateBound) {
      const operands = library.expandType(params).map((type, i) => m.local.get(i, type));
      const body = program.uses[lateBound[base]]
        ? m.call(guestName(base), operands, results)
        : results === library.none
          ? m.nop()
          : m.i32.const(base === 'versionInRange' || base === 'validateSchemas' ? 1 : 0);
      bind(name, params, results, body);
    } else {
      throw new ChartError(`the guest library imports ${base}, which the linker does not know: ${REBUILD}`);
    }
  }
  const mode = exported.get('quirks');
  if (mode) {
    m.removeGlobal(mode.value);
    m.addGlobal(mode.value, library.i64, false, m.i64.const(BigInt(program.helm.quirks)));
  }

  for (const name of exported.keys()) {
    if (!contractExports.includes(name) && name !== 'memory') m.removeExport(name);
  }
  m.runPasses(['remove-unused-module-elements']);
  m.runPasses(['duplicate-function-elimination', 'remove-unused-module-elements']);
  setMemory(liveSegments(library, m, segments, dataUse));
  if (!m.validate()) {
    const [first] = program.units;
    throw new ChartError(
      `${first?.path ?? 'the chart'}: the compiled module is not valid, which is a fault of the compiler: report the chart`,
    );
  }
  const text = options.text ? m.emitText() : undefined;
  m.addCustomSection(PACKAGE_SECTION, program.packageDocument);
  for (const [name, data] of program.sections) m.addCustomSection(name, data);
  if (!options.names) m.runPasses(['strip-debug', 'strip-producers']);
  library.setDebugInfo(options.names ?? false);
  const wasm = m.emitBinary();
  m.dispose();
  return { wasm, text, used: [...used], image: finished };
}

const REBUILD = 'it is of another build than the compiler; build the package again (npm run build)';

/** The guest library lacks what a template calls. */
class MissingFunction extends Error {
  constructor(readonly symbol: string) {
    super(`the guest library has no function ${symbol}`);
  }
}

/** Emits a template. Throws ChartError with the place of what cannot be linked. */
function emitAt(context: EmitContext, unit: Unit, template: Template, name: string): string {
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

interface Segment {
  address: number;
  data: Uint8Array;
}

/** Which static data each guest function needs (tools/build/guest-data.mjs). */
export interface DataUse {
  /** SHA-256 of the guest.wasm that this was read from, in hexadecimal. */
  guest: string;
  /** [address, length] */
  segments: [number, number][];
  /** By internal name: what a function calls, and the numbers of the segments whose addresses it holds. */
  functions: Record<string, { calls: string[]; data: number[] }>;
}

/** The guest's own data segments, by address. */
function guestSegments(m: binaryen.Module): Segment[] {
  // The type declarations lag behind the library's names here.
  const library = m as unknown as {
    getNumDataSegments(): number;
    getDataSegmentByIndex(i: number): number;
    getDataSegmentInfo(segment: number): { offset: number; data: ArrayBuffer };
  };
  const found: Segment[] = [];
  for (let i = 0; i < library.getNumDataSegments(); i++) {
    const info = library.getDataSegmentInfo(library.getDataSegmentByIndex(i));
    found.push({ address: info.offset, data: new Uint8Array(info.data) });
  }
  return found.sort((a, b) => a.address - b.address);
}

/**
 * The segments that the functions left in the module can reach. A function may have been inlined into one that is left, so
 * everything counts that a left function calls in the unoptimised library.
 */
function liveSegments(library: Binaryen, m: Module, segments: Segment[], use: DataUse): Segment[] {
  const reached = new Set<string>();
  const pending: string[] = [];
  for (let i = 0; i < m.getNumFunctions(); i++) pending.push(library.getFunctionInfo(m.getFunctionByIndex(i)).name);
  const ranges = new Set<number>();
  while (pending.length) {
    const name = pending.pop()!;
    if (reached.has(name)) continue;
    reached.add(name);
    const known = use.functions[name];
    if (!known) continue;
    for (const number of known.data) ranges.add(number);
    pending.push(...known.calls);
  }
  const live = [...ranges].map((number) => use.segments[number]).sort((a, b) => a[0] - b[0]);
  return segments.filter(({ address, data }) => {
    // The first range that ends behind the segment's start.
    let low = 0;
    let high = live.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (live[middle][0] + live[middle][1] <= address) low = middle + 1;
      else high = middle;
    }
    return low < live.length && live[low][0] < address + data.length;
  });
}

/** Joins segments that are so near that a header of their own would cost more. */
function joinSegments(segments: Segment[]): Segment[] {
  const joined: Segment[] = [];
  for (let from = 0; from < segments.length; ) {
    const { address } = segments[from];
    let to = from;
    let end = address;
    while (to < segments.length && (to === from || segments[to].address - end < 16)) {
      end = segments[to].address + segments[to].data.length;
      to++;
    }
    const data = new Uint8Array(end - address);
    for (; from < to; from++) data.set(segments[from].data, segments[from].address - address);
    joined.push({ address, data });
  }
  return joined;
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
