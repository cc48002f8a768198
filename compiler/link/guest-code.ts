// Makes a module of the guest library and a chart's functions without reading the library into anything: its functions are optimised
// already, so those that the chart reaches are copied, and only the numbers in them change. Functions that are the same become one,
// static data that nobody needs is left out. What comes out has no imports.

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
  SECTION_CUSTOM,
  SECTION_DATA,
  SECTION_DATA_COUNT,
  SECTION_ELEMENT,
  SECTION_EXPORT,
  SECTION_FUNCTION,
  SECTION_GLOBAL,
  SECTION_MEMORY,
  SECTION_START,
  SECTION_TABLE,
  SECTION_TYPE,
  TYPE_FUNCREF,
} from '../../runtime/abi/wasm';
import { MAX_PAGES, PAGE_BYTES } from '../../runtime/abi/values';
import { utf8Text } from '../../gostd/bytes';
import { readBinary, type WasmBinary, type WasmExport } from '../../runtime/host/core/binary';
import { readUnsigned, skipNumber } from '../../runtime/wasm/numbers';
import { ByteWriter } from '../../runtime/wasm/writer';
import { type Reference, referencesOf, UnknownCode } from './code';
import type { GuestData, Segment } from './data';
import { packData, type Widening, WIDENERS } from './pack';
import { type Body, equalFunctions, Part, reach } from './parts';
import { type Binding, bindingOf, exportsOf, type LaidOut, type Program, SPARE_PAGES } from './program';

/**
 * Functions of a chart, all of type (i32) -> i32. Functions are numbered as the guest numbers its own, its imports first; the chart's
 * follow behind ({@link GuestCode.first}).
 */
export interface ChartCode {
  /** A template too large for one function is several. */
  bodies: Body[];
  /** The numbers of those that are templates, in the order of their table. */
  templates: number[];
  /** What a number in a body stands for. */
  numberOf(index: number): number;
}

/** What a module is made of. Numbers are those of the guest and the chart, but for what the maps give. */
interface Plan {
  exported: WasmExport[];
  /** the templates, in the order of their table */
  templates: number[];
  /** the start function */
  start: number;
  /** the functions, in the order in which the module has them */
  kept: number[];
  partAt(number: number): Part;
  /** the module's number of a function, or of one that is the same */
  functionNumber(number: number): number;
  /** the module's numbers of globals and types */
  globals: ReadonlyMap<number, number>;
  types: ReadonlyMap<number, number>;
  segments: readonly Segment[];
}

/** The guest library as it was read. */
export class GuestCode {
  /** Number of the first function of a chart. */
  readonly first: number;
  private readonly binary: WasmBinary;
  private readonly exports: Map<string, WasmExport>;
  private readonly globals: Uint8Array[];
  private readonly bodies: Body[];
  private readonly types: Uint8Array[];
  /** The type of a template. */
  private readonly templateType: number;
  private readonly parts: (Part | undefined)[] = [];

  private readonly bytes: Uint8Array;

  /** @param guest guest.wasm as built */
  constructor(guest: Uint8Array) {
    // Views of a Buffer cost more, and each function is one.
    const bytes = new Uint8Array(guest.buffer, guest.byteOffset, guest.length);
    this.bytes = bytes;
    this.binary = readBinary(bytes);
    const { imports, functions, types } = this.binary;
    this.exports = new Map(this.binary.exports.map((one) => [one.name, one]));
    this.globals = readGlobals(this.section(SECTION_GLOBAL));
    this.bodies = readBodies(bytes, this.place(SECTION_CODE));
    this.types = readTypes(this.section(SECTION_TYPE), types);
    this.first = imports.length + functions.length;
    this.templateType = types.findIndex(
      ({ params, results }) =>
        params.length === 1 && results.length === 1 && params[0] === 'i32' && results[0] === 'i32',
    );
  }

  /** Number of a function that the guest exports; undefined where there is none. */
  guest(name: string): number | undefined {
    const found = this.exports.get(name);
    return found?.kind === 'function' ? found.index : undefined;
  }

  /** The type of a function. */
  typeOf(number: number): WasmBinary['types'][number] {
    return this.binary.types[this.typeNumber(number)];
  }

  /**
   * Links a chart's functions, laid out with a program's image.
   * @param names keep the names of functions and globals
   */
  link(program: Program, laidOut: LaidOut, chart: ChartCode, data: GuestData, names = false): Uint8Array {
    const plan = this.plan(program, laidOut, chart, data);
    const module = new ModuleWriter(this.bytes.subarray(0, 8));
    this.writeDeclarations(module, plan, program, laidOut);
    this.writeContents(module, plan, laidOut);
    for (const [name, data] of program.sections) module.custom(name, (section) => section.bytes(data));
    if (names) this.writeNames(module, plan);
    return module.finish();
  }

  /** What the module is made of: what its exports, its templates and its start reach, each function once. */
  private plan(program: Program, laidOut: LaidOut, chart: ChartCode, data: GuestData): Plan {
    const bound = this.bind(program, laidOut);
    const chartParts = chart.bodies.map(
      (body) => new Part(body, this.templateType, namedBy(body), (index) => chart.numberOf(index)),
    );
    const start = this.first + chartParts.length;
    // What it widens is known when the functions are.
    let startPart = this.startPart(WIDENERS.map((by) => ({ by, place: 0, packed: 0 })));
    const partAt = (number: number): Part => {
      if (number < this.binary.imports.length) return bound[number];
      if (number < this.first) return this.part(number);
      return number < start ? chartParts[number - this.first] : startPart;
    };
    const exported = Object.entries({ memory: 'memory', ...exportsOf(program) }).flatMap(([name, own]) => {
      const found = this.exports.get(own);
      return found ? [{ ...found, name }] : [];
    });
    const called = exported.flatMap(({ kind, index }) => (kind === 'function' ? [index] : []));
    const reached = reach([...called, ...chartParts.map((_, i) => this.first + i), start], start + 1, partAt);
    const same = equalFunctions(reached, partAt);
    const kept = reached.filter((number) => same.get(number) === number);
    const newNumbers = new Map(kept.map((number, i) => [number, i]));

    const live = data.live(kept.map((number) => this.names.functions.get(number) ?? ''));
    const { segments, widenings } = packData(live, laidOut.image);
    startPart = this.startPart(widenings);
    const globals = new Set<number>();
    const types = new Set([this.templateType]);
    for (const number of kept) {
      const { type, others } = partAt(number);
      types.add(type);
      for (const { kind, index } of others) {
        if (kind === 'global') globals.add(index);
        else if (kind === 'type') types.add(index);
      }
    }
    return {
      exported,
      templates: chart.templates,
      start,
      kept,
      partAt,
      functionNumber: (number) => newNumbers.get(same.get(number)!)!,
      globals: numbering(globals),
      types: numbering(types),
      segments,
    };
  }

  /** The sections up to the exports. */
  private writeDeclarations(module: ModuleWriter, plan: Plan, { helm }: Program, { image }: LaidOut): void {
    const { types, kept, partAt, templates, globals, exported, functionNumber } = plan;
    module.list(SECTION_TYPE, types.keys(), (section, type) => section.bytes(this.types[type]));
    module.list(SECTION_FUNCTION, kept, (section, number) => section.unsigned(types.get(partAt(number).type)!));
    module.list(SECTION_TABLE, [templates.length], (section, size) => {
      section.byte(TYPE_FUNCREF);
      section.byte(1);
      section.unsigned(size);
      section.unsigned(size);
    });
    module.list(SECTION_MEMORY, [Math.ceil(image.end / PAGE_BYTES) + SPARE_PAGES], (section, pages) => {
      section.byte(1);
      section.unsigned(pages);
      section.unsigned(MAX_PAGES);
    });
    const quirks = this.exports.get('quirks')!.index;
    module.list(SECTION_GLOBAL, globals.keys(), (section, global) => {
      const entry = this.globals[global];
      if (global !== quirks) {
        section.bytes(entry);
        return;
      }
      section.bytes(entry.subarray(0, 2));
      section.byte(I64_CONST);
      section.signed64(quirkWord(helm));
      section.byte(END);
    });
    module.list(SECTION_EXPORT, exported, (section, { name, kind, index }) => {
      section.name(name);
      section.byte(kind === 'memory' ? EXTERN_MEMORY : EXTERN_FUNCTION);
      section.unsigned(kind === 'memory' ? index : functionNumber(index));
    });
  }

  /** The sections behind the exports: what runs, and the data. */
  private writeContents(module: ModuleWriter, plan: Plan, { image }: LaidOut): void {
    const { start, templates, kept, partAt, functionNumber, globals, types, segments } = plan;
    const numbers: Record<Reference['kind'], (index: number) => number> = {
      function: functionNumber,
      global: (index) => globals.get(index)!,
      type: (index) => types.get(index)!,
      segment: () => segments.length,
    };
    module.section(SECTION_START, (section) => section.unsigned(functionNumber(start)));
    module.section(SECTION_ELEMENT, (section) => {
      section.unsigned(1);
      section.byte(0);
      constant(section, 0);
      section.unsigned(templates.length);
      for (const template of templates) section.unsigned(functionNumber(template));
    });
    module.section(SECTION_DATA_COUNT, (section) => section.unsigned(segments.length + 1));
    module.list(SECTION_CODE, kept, (section, number) => partAt(number).writeTo(section, numbers));
    module.list(SECTION_DATA, [...segments, { data: image.changing }], (section, segment) => {
      if ('address' in segment) {
        section.byte(0);
        constant(section, segment.address);
      } else {
        section.byte(1);
      }
      section.sizedBytes(segment.data);
    });
  }

  /** What functions and globals are called, for profiles and for the module as text. */
  private writeNames(module: ModuleWriter, { kept, globals, templates, start }: Plan): void {
    const { functions, globals: globalNames } = this.names;
    const own = new Map([[start, 'start'], ...templates.map((number, i) => [number, `template${i}`] as const)]);
    const nameOf = (number: number) =>
      functions.get(number) ??
      own.get(number) ??
      (number < this.first ? `mist.${this.binary.imports[number].name}` : `piece${number - this.first}`);
    module.custom(NAME_SECTION, (section) => {
      const list = (kind: number, entries: readonly string[]) => {
        const content = new ByteWriter();
        content.unsigned(entries.length);
        for (const [i, name] of entries.entries()) {
          content.unsigned(i);
          content.name(name);
        }
        section.byte(kind);
        section.sizedBytes(content.finish());
      };
      list(NAMES_OF_FUNCTIONS, kept.map(nameOf));
      list(
        NAMES_OF_GLOBALS,
        [...globals.keys()].map((global) => globalNames.get(global) ?? `global${global}`),
      );
    });
  }

  /** What runs before anything else: data is widened, and then the guest starts. */
  private startPart(widenings: readonly Widening[]): Part {
    const out = new ByteWriter();
    out.byte(0);
    for (const { by, place, packed } of widenings) {
      for (const operand of [place, packed]) {
        out.byte(I32_CONST);
        out.signed(operand);
      }
      out.byte(CALL);
      out.unsigned(this.guest(by)!);
    }
    const { start } = this.place(SECTION_START);
    const guestStart = readUnsigned({ bytes: this.bytes, at: start });
    out.byte(CALL);
    out.unsigned(guestStart);
    out.byte(END);
    return written(out, this.typeNumber(guestStart));
  }

  private typeNumber(number: number): number {
    const { imports, functions } = this.binary;
    return number < imports.length ? imports[number].type! : functions[number - imports.length];
  }

  /** A function of the guest. */
  private part(number: number): Part {
    let part = this.parts[number];
    if (part === undefined) {
      const body = this.bodies[number - this.binary.imports.length];
      part = new Part(body, this.typeNumber(number), namedBy(body));
      if (part.others.some(({ kind }) => kind === 'segment')) throw new UnknownCode('memory.init in the guest');
      this.parts[number] = part;
    }
    return part;
  }

  /** What the guest's imports become. */
  private bind(program: Program, laidOut: LaidOut): Part[] {
    return this.binary.imports.map(({ name, type }): Part => {
      const out = new ByteWriter();
      writeBinding(out, bindingOf(name, laidOut, program.uses), this.binary.types[type!], {
        exported: this.guest(name),
        templateType: this.templateType,
        image: laidOut.image,
      });
      return written(out, type!);
    });
  }

  private place(id: number): { start: number; end: number } {
    return this.binary.sections.find((section) => section.id === id)!;
  }

  private section(id: number): Uint8Array {
    const { start, end } = this.place(id);
    return this.bytes.subarray(start, end);
  }

  private known?: { functions: Map<number, string>; globals: Map<number, string> };

  private get names() {
    if (this.known === undefined) {
      const named = this.binary.sections.find(({ id, name }) => id === SECTION_CUSTOM && name === NAME_SECTION)!;
      const section = this.bytes.subarray(named.start, named.end);
      this.known = {
        functions: readNames(section, NAMES_OF_FUNCTIONS),
        globals: readNames(section, NAMES_OF_GLOBALS),
      };
    }
    return this.known;
  }

  /** The static data, by address. */
  readSegments(): Segment[] {
    return readSegments(this.section(SECTION_DATA));
  }
}

/** A module as it is written, section by section. */
class ModuleWriter {
  private readonly out = new ByteWriter();

  /** @param head the magic bytes and the version */
  constructor(head: Uint8Array) {
    this.out.bytes(head);
  }

  section(id: number, content: (section: ByteWriter) => void): void {
    const section = new ByteWriter();
    content(section);
    this.out.byte(id);
    this.out.sizedBytes(section.finish());
  }

  /** A section that is a list. */
  list<T>(id: number, items: Iterable<T>, each: (section: ByteWriter, item: T) => void): void {
    const all = [...items];
    this.section(id, (section) => {
      section.unsigned(all.length);
      for (const item of all) each(section, item);
    });
  }

  custom(name: string, content: (section: ByteWriter) => void): void {
    this.section(SECTION_CUSTOM, (section) => {
      section.name(name);
      content(section);
    });
  }

  finish(): Uint8Array {
    return this.out.finish();
  }
}

function namedBy({ bytes, start, end }: Body): Reference[] {
  return referencesOf(bytes, start, end);
}

/** A function of a type, whose body was written. */
function written(out: ByteWriter, type: number): Part {
  const bytes = out.finish();
  const body = { bytes, start: 0, end: bytes.length };
  return new Part(body, type, namedBy(body));
}

/** New numbers for those that are used, in their order. */
function numbering(used: ReadonlySet<number>): Map<number, number> {
  return new Map([...used].sort((a, b) => a - b).map((number, i) => [number, i]));
}

/** The body of a function that stands for an import. */
function writeBinding(
  out: ByteWriter,
  binding: Binding,
  { params, results }: WasmBinary['types'][number],
  to: {
    exported: number | undefined;
    templateType: number;
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
      // The linker knows which segment.
      out.unsigned(0);
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

/** The bytes of initial values that are not LEB128 numbers, by their instruction. */
const FIXED_SIZES: Record<number, number> = { [F32_CONST]: 4, [F64_CONST]: 8 };

/** Type, mutability and initial value of each global, as bytes. */
function readGlobals(section: Uint8Array): Uint8Array[] {
  const cursor = { bytes: section, at: 0 };
  return Array.from({ length: readUnsigned(cursor) }, () => {
    const start = cursor.at;
    cursor.at += 2;
    const instruction = section[cursor.at++];
    if (instruction in FIXED_SIZES) cursor.at += FIXED_SIZES[instruction];
    else skipNumber(cursor);
    cursor.at++;
    return section.subarray(start, cursor.at);
  });
}

/** The bodies of a code section. */
export function readBodies(bytes: Uint8Array, { start }: { start: number }): Body[] {
  const cursor = { bytes, at: start };
  return Array.from({ length: readUnsigned(cursor) }, () => {
    const size = readUnsigned(cursor);
    const body = { bytes, start: cursor.at, end: cursor.at + size };
    cursor.at = body.end;
    return body;
  });
}

/** The types as bytes: a form, parameters and results. */
function readTypes(section: Uint8Array, types: WasmBinary['types']): Uint8Array[] {
  const cursor = { bytes: section, at: 0 };
  readUnsigned(cursor);
  return types.map(({ params, results }) => {
    const start = cursor.at++;
    for (const list of [params, results]) {
      readUnsigned(cursor);
      cursor.at += list.length;
    }
    return section.subarray(start, cursor.at);
  });
}

/** The custom section that names things, and its lists of functions' and globals' names. */
const NAME_SECTION = 'name';
const NAMES_OF_FUNCTIONS = 1;
const NAMES_OF_GLOBALS = 7;

/** Names of one kind, by numbers. */
function readNames(section: Uint8Array, wanted: number): Map<number, string> {
  const names = new Map<number, string>();
  const cursor = { bytes: section, at: 0 };
  while (cursor.at < section.length) {
    const kind = section[cursor.at++];
    const end = readUnsigned(cursor) + cursor.at;
    if (kind === wanted) {
      for (let count = readUnsigned(cursor); count > 0; count--) {
        const number = readUnsigned(cursor);
        const length = readUnsigned(cursor);
        names.set(number, utf8Text(section.subarray(cursor.at, cursor.at + length)));
        cursor.at += length;
      }
    }
    cursor.at = end;
  }
  return names;
}

/** The guest's data segments, which are all active, by address. */
function readSegments(section: Uint8Array): Segment[] {
  const cursor = { bytes: section, at: 0 };
  const segments = Array.from({ length: readUnsigned(cursor) }, (): Segment => {
    // The flags, and the instruction of the address.
    cursor.at += 2;
    const address = readUnsigned(cursor);
    cursor.at++;
    const size = readUnsigned(cursor);
    const data = section.subarray(cursor.at, cursor.at + size);
    cursor.at += size;
    return { address, data };
  });
  return segments.sort((a, b) => a.address - b.address);
}
