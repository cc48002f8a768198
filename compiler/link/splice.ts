// The fast way to a module: the guest library stays as it is, byte for byte, and the chart is written around it. The imports
// that the guest leaves open become functions in front of its own, so that no index changes; the chart's functions follow
// behind, the image becomes two more data segments. What comes out is large but whole, and has no imports either: the host
// checks, bounds and runs it as it does any other. Nothing is dropped and nothing optimised.

import { quirkWord } from '../../language/profiles';
import {
  BULK,
  CALL,
  CALL_INDIRECT,
  END,
  EXTERN_FUNCTION,
  EXTERN_MEMORY,
  F32_CONST,
  F64_CONST,
  I32_CONST,
  I64_CONST,
  LOCAL_GET,
  MEMORY_INIT,
  SECTION_CODE,
  SECTION_DATA,
  SECTION_DATA_COUNT,
  SECTION_ELEMENT,
  SECTION_EXPORT,
  SECTION_FUNCTION,
  SECTION_GLOBAL,
  SECTION_IMPORT,
  SECTION_MEMORY,
  SECTION_ORDER,
  SECTION_TABLE,
  TYPE_FUNCREF,
} from '../../runtime/abi/wasm';
import { readBinary, type WasmBinary, type WasmExport } from '../../runtime/host/core/binary';
import { ByteWriter } from '../codegen/assemblers/byte-writer';
import { BytesAssembler } from '../codegen/assemblers/bytes';
import { emitProgram } from './emit-program';
import { type Binding, bindingOf, exportsOf, MAX_PAGES, PAGE, type Program, SPARE_PAGES } from './program';

/** The guest library as it was read. */
export class SplicedGuest {
  private readonly binary: WasmBinary;
  private readonly exports: Map<string, WasmExport>;
  private readonly globals: Globals;

  /** @param bytes guest.wasm as built */
  constructor(private readonly bytes: Uint8Array) {
    this.binary = readBinary(bytes);
    this.exports = new Map(this.binary.exports.map((one) => [one.name, one]));
    this.globals = readGlobals(this.section(SECTION_GLOBAL)!);
  }

  /**
   * A module of the guest and a program, whose image begins at `heapStart`. Throws ChartError where the guest lacks
   * something.
   */
  link(heapStart: number, program: Program): Uint8Array {
    const { binary } = this;
    const { imports } = binary;
    const first = imports.length + binary.functions.length;
    const guest = (name: string): number | undefined => {
      const found = this.exports.get(name);
      return found?.kind === 'function' ? found.index : undefined;
    };
    const assembler = new BytesAssembler({ guest, first });
    const emitted = emitProgram(assembler, heapStart, program);
    const { functions, image } = emitted;

    // The template's type is the guest's own where it has one.
    const templateType = binary.types.findIndex(
      ({ params, results }) =>
        params.length === 1 && results.length === 1 && params[0] === 'i32' && results[0] === 'i32',
    );
    const bind = (base: string, type: number): Uint8Array => {
      const out = new ByteWriter();
      writeBinding(out, bindingOf(base, emitted, program.uses), binary.types[type], {
        exported: guest(base),
        templateType,
        segment: guestSegments,
        image,
      });
      return out.sized();
    };
    const [guestSegments, segments] = this.vector(SECTION_DATA);
    const [guestBodies, bodies] = this.vector(SECTION_CODE);
    const [guestTypes, functionTypes] = this.vector(SECTION_FUNCTION);

    const out = new ByteWriter();
    out.bytes(this.bytes.subarray(0, 8));
    const replaced: Record<number, (section: ByteWriter) => void> = {
      [SECTION_FUNCTION]: (section) => {
        section.unsigned(imports.length + guestTypes + assembler.bodies.length);
        for (const { type } of imports) section.unsigned(type!);
        section.bytes(functionTypes);
        for (let i = 0; i < assembler.bodies.length; i++) section.unsigned(templateType);
      },
      [SECTION_TABLE]: (section) => {
        section.unsigned(1);
        section.byte(TYPE_FUNCREF);
        section.byte(1);
        section.unsigned(functions.length);
        section.unsigned(functions.length);
      },
      [SECTION_MEMORY]: (section) => {
        section.unsigned(1);
        section.byte(1);
        section.unsigned(Math.ceil(image.end / PAGE) + SPARE_PAGES);
        section.unsigned(MAX_PAGES);
      },
      [SECTION_GLOBAL]: (section) => {
        const { count, entries } = this.globals;
        const mode = this.exports.get('quirks')!.index;
        section.unsigned(count);
        entries.forEach((entry, i) => {
          if (i !== mode) return section.bytes(entry);
          section.bytes(entry.subarray(0, 2));
          section.byte(I64_CONST);
          section.signed64(quirkWord(program.helm));
          section.byte(END);
        });
      },
      [SECTION_EXPORT]: (section) => {
        const names = ['memory', ...Object.keys(exportsOf(program))].filter((name) => this.exports.has(name));
        section.unsigned(names.length);
        for (const name of names) {
          const { kind, index } = this.exports.get(name)!;
          section.name(name);
          section.byte(kind === 'memory' ? EXTERN_MEMORY : EXTERN_FUNCTION);
          section.unsigned(index);
        }
      },
      [SECTION_ELEMENT]: (section) => {
        section.unsigned(1);
        section.byte(0);
        constant(section, 0);
        section.unsigned(functions.length);
        for (const name of functions) section.unsigned(assembler.indexOf(name));
      },
      [SECTION_DATA_COUNT]: (section) => section.unsigned(guestSegments + 2),
      [SECTION_CODE]: (section) => {
        section.unsigned(imports.length + guestBodies + assembler.bodies.length);
        for (const { name, type } of imports) section.bytes(bind(name, type!));
        section.bytes(bodies);
        for (const body of assembler.bodies) section.bytes(body);
      },
      [SECTION_DATA]: (section) => {
        section.unsigned(guestSegments + 2);
        section.bytes(segments);
        section.byte(0);
        constant(section, image.base);
        section.sizedBytes(image.fixed);
        section.byte(1);
        section.sizedBytes(image.changing);
      },
    };
    for (const id of SECTION_ORDER) {
      const section = new ByteWriter();
      const write = replaced[id];
      const kept = this.section(id);
      if (id === SECTION_IMPORT || (!write && !kept)) continue;
      if (write) write(section);
      else section.bytes(kept!);
      out.byte(id);
      out.sizedBytes(section.finish());
    }
    for (const [name, data] of program.sections) {
      const custom = new ByteWriter();
      custom.name(name);
      custom.bytes(data);
      out.byte(0);
      out.sizedBytes(custom.finish());
    }
    return out.finish();
  }

  private section(id: number): Uint8Array | undefined {
    const found = this.binary.sections.find((section) => section.id === id);
    return found && this.bytes.subarray(found.start, found.end);
  }

  /** The items of a section, and their number. */
  private vector(id: number): [count: number, items: Uint8Array] {
    const section = this.section(id)!;
    const cursor = { bytes: section, at: 0 };
    const count = unsigned(cursor);
    return [count, section.subarray(cursor.at)];
  }
}

/** The body of a function that stands for an import. */
function writeBinding(
  out: ByteWriter,
  binding: Binding,
  { params, results }: WasmBinary['types'][number],
  to: {
    exported: number | undefined;
    templateType: number;
    segment: number;
    image: { changingBase: number; changing: Uint8Array };
  },
): void {
  const push = (value: number) => {
    out.byte(I32_CONST);
    out.signed(value);
  };
  out.byte(0);
  switch (binding.kind) {
    case 'callTemplate':
      for (const local of [1, 0]) {
        out.byte(LOCAL_GET);
        out.byte(local);
      }
      out.byte(CALL_INDIRECT);
      out.unsigned(to.templateType);
      out.byte(0);
      break;
    case 'restoreImage':
      push(to.image.changingBase);
      push(0);
      push(to.image.changing.length);
      out.byte(BULK);
      out.byte(MEMORY_INIT);
      out.unsigned(to.segment + 1);
      out.byte(0);
      break;
    case 'constant':
      push(binding.value);
      break;
    case 'export':
      for (let local = 0; local < params.length; local++) {
        out.byte(LOCAL_GET);
        out.byte(local);
      }
      out.byte(CALL);
      out.unsigned(to.exported!);
      break;
    case 'absent':
      if (results.length > 0) push(binding.value);
  }
  out.byte(END);
}

/** An initial value: a constant expression. */
function constant(out: ByteWriter, value: number): void {
  out.byte(I32_CONST);
  out.signed(value);
  out.byte(END);
}

interface Cursor {
  bytes: Uint8Array;
  at: number;
}

function unsigned(cursor: Cursor): number {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = cursor.bytes[cursor.at++];
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value >>> 0;
  }
}

interface Globals {
  count: number;
  /** Type, mutability and initial value of each, as bytes. */
  entries: Uint8Array[];
}

/** The bytes of initial values that are not LEB128 numbers, by their instruction. */
const FIXED_SIZES: Record<number, number> = { [F32_CONST]: 4, [F64_CONST]: 8 };

function readGlobals(section: Uint8Array): Globals {
  const cursor = { bytes: section, at: 0 };
  const count = unsigned(cursor);
  const globals: Globals = { count, entries: [] };
  for (let i = 0; i < count; i++) {
    const start = cursor.at;
    cursor.at += 2;
    const instruction = section[cursor.at++];
    if (instruction in FIXED_SIZES) cursor.at += FIXED_SIZES[instruction];
    else while (section[cursor.at++] >= 0x80);
    cursor.at++;
    globals.entries.push(section.subarray(start, cursor.at));
  }
  return globals;
}
