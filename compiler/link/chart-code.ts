// A program's functions as code that the linker takes: written by this package itself, or by Binaryen.

import { runningGuest } from '../../runtime/bindings/guest';
import type binaryen from 'binaryen';
import { MissingFunction } from '../codegen/assembler';
import { binaryenAssembler } from '../codegen/assemblers/binaryen';
import { BytesAssembler } from '../codegen/assemblers/bytes';
import { SECTION_CODE } from '../../runtime/abi/wasm';
import { readBinary } from '../../runtime/host/core/binary';
import { loadBinaryen, withErrors } from './binaryen';
import { type EmittedProgram, emitProgram } from './emit-program';
import { type ChartCode, type GuestCode, readBodies } from './guest-code';
import type { GuestLibrary } from './guest-library';
import type { Program } from './program';

/** A program in code and an image. */
export interface ProgramCode {
  emitted: EmittedProgram;
  code: ChartCode;
}

/** How a program is linked. */
export interface LinkOptions {
  /** functions of our own, without Binaryen */
  withoutBinaryen?: boolean;
  /** keep the names of functions */
  names?: boolean;
}

/** Links a program with the guest. Throws ChartError. */
export async function linkWithGuest(
  library: GuestLibrary,
  program: Program,
  { withoutBinaryen, names }: LinkOptions = {},
): Promise<Uint8Array> {
  const { code: guest } = library;
  const { heapStart } = runningGuest();
  const { emitted, code } =
    (withoutBinaryen ? undefined : await binaryenCodeIfDeepEnough(guest, heapStart, program)) ??
    assembledCode(guest, heapStart, program);
  return guest.link(program, emitted, code, library.data, names);
}

/** A linked program as WebAssembly text, without its custom sections. Throws ChartError. */
export async function linkedText(library: GuestLibrary, program: Program, options: LinkOptions): Promise<string> {
  const wasm = await linkWithGuest(library, { ...program, sections: [] }, { ...options, names: true });
  const binaryen = await loadBinaryen();
  const m = withErrors(() => binaryen.readBinary(wasm));
  const text = m.emitText();
  m.dispose();
  return text;
}

/** Writes the functions. Throws ChartError. */
export function assembledCode(guest: GuestCode, heapStart: number, program: Program): ProgramCode {
  const assembler = new BytesAssembler({ guest: (name) => guest.guest(name), first: guest.first });
  const emitted = emitProgram(assembler, heapStart, program);
  const templates = emitted.functions.map((name) => assembler.indexOf(name));
  return { emitted, code: { bodies: assembler.bodies, templates, numberOf: (index) => index } };
}

/**
 * The functions as Binaryen writes them, or undefined where it traps: the stack in its own memory is too small for expressions that nest
 * some 25,000 deep, and nobody can give it a larger one. Throws ChartError.
 */
async function binaryenCodeIfDeepEnough(
  guest: GuestCode,
  heapStart: number,
  program: Program,
): Promise<ProgramCode | undefined> {
  try {
    return await binaryenCode(guest, heapStart, program);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) return undefined;
    throw error;
  }
}

/** Lets Binaryen, which is loaded for it, write the functions. Throws ChartError. */
export async function binaryenCode(guest: GuestCode, heapStart: number, program: Program): Promise<ProgramCode> {
  const library = await loadBinaryen();
  const { emitted, bytes } = withErrors(() => writtenBy(library, guest, heapStart, program));
  const { imports, sections, exports } = readBinary(bytes);
  // A chart without a template that could be compiled has no functions, and no section for them.
  const section = sections.find(({ id }) => id === SECTION_CODE);
  const bodies = section ? readBodies(bytes, section) : [];
  const numbers = imports.flatMap(({ kind, name }) => (kind === 'function' ? [guest.guest(name)!] : []));
  // By their names: Binaryen may have put the functions into another order. Behind the templates stand pieces of those that are cut.
  const places = new Map(exports.map(({ name, index }) => [name, index - numbers.length]));
  const order = new Set([...emitted.functions.map((name) => places.get(name)!), ...bodies.keys()]);
  const numberAt = new Map([...order].map((place, i) => [place, guest.first + i]));
  return {
    emitted,
    code: {
      bodies: [...order].map((place) => bodies[place]!),
      templates: emitted.functions.map((_, i) => guest.first + i),
      numberOf: (index) => (index < numbers.length ? numbers[index] : numberAt.get(index - numbers.length)!),
    },
  };
}

/** Lets Binaryen write the functions, as a module whose imports are the guest's functions in the order in which they are first called. */
function writtenBy(library: typeof binaryen, guest: GuestCode, heapStart: number, program: Program) {
  const m = new library.Module();
  m.setFeatures(library.Features.MVP | library.Features.BulkMemory | library.Features.BulkMemoryOpt);
  m.addMemoryImport('memory', 'guest', 'memory');
  const imported = new Map<string, string>();
  const { i32, none } = library;
  const guestName = (name: string): string => {
    const known = imported.get(name);
    if (known !== undefined) return known;
    const internal = `guest ${name}`;
    const number = guest.guest(name);
    if (number === undefined) throw new MissingFunction(name);
    const { params, results } = guest.typeOf(number);
    m.addFunctionImport(internal, 'guest', name, typeOf(library, params), results.length === 0 ? none : i32);
    imported.set(name, internal);
    return internal;
  };
  const emitted = emitProgram(binaryenAssembler(library, m, guestName), heapStart, program);
  for (const name of emitted.functions) m.addFunctionExport(name, name);
  const bytes = m.emitBinary();
  m.dispose();
  return { emitted, bytes };
}

function typeOf(library: typeof binaryen, params: readonly string[]): binaryen.Type {
  const types: Record<string, binaryen.Type> = {
    i32: library.i32,
    i64: library.i64,
    f32: library.f32,
    f64: library.f64,
  };
  return library.createType(params.map((param) => types[param]));
}
