// Makes a module out of the guest library and a chart: reads the guest, adds one function a template and the chart's image,
// binds what the guest left open, drops what the chart cannot reach, and writes the binary.

import { quirkWord } from '../../language/profiles';
import type binaryen from 'binaryen';
import { loadBinaryen } from './binaryen';
import { liveSegments, type Segment } from './data';
import { packData, type Widening, WIDENERS } from './pack';
import { ChartError } from '../chart/errors';
import { MissingFunction } from '../codegen/assembler';
import { binaryenAssembler } from '../codegen/assemblers/binaryen';
import { emitProgram } from './emit-program';
import { bindingOf, exportsOf, MAX_PAGES, PAGE, type Program, SPARE_PAGES } from './program';
import type { GuestLibrary } from './guest-library';

export interface LinkResult {
  wasm: Uint8Array;
  /** The module as WebAssembly text, where asked for. */
  text?: string;
  /** Guest functions that the templates call. */
  used: string[];
}

/** Links with Binaryen, which is loaded for it. Throws ChartError. */
export async function link(
  { bytes, running, dataUse }: GuestLibrary,
  program: Program,
  options: { text?: boolean; names?: boolean } = {},
): Promise<LinkResult> {
  const library = await loadBinaryen();
  const m = library.readBinary(bytes);
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

  const emitted = emitProgram(binaryenAssembler(library, m, guestName), running.heapStart, program);
  const { functions, image, used } = emitted;

  // Memory: the guest's own segments, the image's fixed part, and its changing part as a passive segment.
  const segments: Segment[] = guestSegments(m);
  const offset = (address: number) => m.i32.const(address);
  const setMemory = (active: readonly Segment[]) => {
    const memorySegments = active.map(({ address, data }, i) => ({
      name: `data${i}`,
      passive: false,
      offset: offset(address),
      data,
    }));
    memorySegments.push({ name: 'changing', passive: true, offset: 0, data: image.changing });
    m.removeExport('memory');
    m.setMemory(pages, MAX_PAGES, 'memory', memorySegments as never);
  };
  const pages = Math.ceil(image.end / PAGE) + SPARE_PAGES;
  setMemory(segments);

  // What runs before anything else: data is widened, and then the guest starts.
  const guestStart = library.getFunctionInfo(m.getStart()).name;
  const setStart = (widenings: readonly Widening[]) => {
    const calls = widenings.map(({ by, place, packed }) =>
      m.call(guestName(by), [m.i32.const(place), m.i32.const(packed)], library.none),
    );
    const body = m.block(null, [...calls, m.call(guestStart, [], library.none)]);
    m.setStart(m.addFunction('start', library.none, library.none, [], body));
  };
  // Which data that is, is known when the functions are.
  setStart(WIDENERS.map((by) => ({ by, place: 0, packed: 0 })));

  // What the guest left open.
  const i32 = library.i32;
  const bind = (internal: string, params: number, results: number, body: number) => {
    m.removeFunction(internal);
    m.addFunction(internal, params, results, [], body);
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
    const bound = bindingOf(base, emitted, program.uses);
    const body = (): number => {
      switch (bound.kind) {
        case 'callTemplate':
          return m.call_indirect('templates', m.local.get(0, i32), [m.local.get(1, i32)], i32, i32);
        case 'restoreImage': {
          const { changingBase, changing } = image;
          return m.memory.init('changing', m.i32.const(changingBase), m.i32.const(0), m.i32.const(changing.length));
        }
        case 'constant':
          return m.i32.const(bound.value);
        case 'export': {
          const operands = library.expandType(params).map((type, at) => m.local.get(at, type));
          return m.call(guestName(base), operands, results);
        }
        case 'absent':
          return results === library.none ? m.nop() : m.i32.const(bound.value);
      }
    };
    bind(name, params, results, body());
  }
  const mode = exported.get('quirks');
  if (mode) {
    m.removeGlobal(mode.value);
    m.addGlobal(mode.value, library.i64, false, m.i64.const(quirkWord(program.helm)));
  }

  const kept = exportsOf(program);
  for (const name of exported.keys()) {
    if (kept[name] !== name && name !== 'memory') m.removeExport(name);
  }
  for (const [name, own] of Object.entries(kept)) if (own !== name) m.addFunctionExport(guestName(own), name);
  m.runPasses(['remove-unused-module-elements']);
  m.runPasses(['duplicate-function-elimination', 'remove-unused-module-elements']);
  const left = Array.from(
    { length: m.getNumFunctions() },
    (_, i) => library.getFunctionInfo(m.getFunctionByIndex(i)).name,
  );
  const packed = packData(liveSegments(left, segments, dataUse), image);
  setMemory(packed.segments);
  m.removeFunction('start');
  setStart(packed.widenings);
  if (!m.validate()) {
    const [first] = program.units;
    throw new ChartError(
      `${first?.path ?? 'the chart'}: the compiled module is not valid, which is a fault of the compiler: report the chart`,
    );
  }
  const text = options.text ? m.emitText() : undefined;
  for (const [name, data] of program.sections) m.addCustomSection(name, data);
  if (!options.names) m.runPasses(['strip-debug', 'strip-producers']);
  library.setDebugInfo(options.names ?? false);
  const wasm = m.emitBinary();
  m.dispose();
  return { wasm, text, used: [...used] };
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
