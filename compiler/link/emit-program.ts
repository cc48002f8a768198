// The templates of a program as functions, and the image that they refer to.

import { byteText } from '#system/bytes';
import type { Assembler } from '../codegen/assembler';
import { MissingFunction } from '../codegen/assembler';
import { type EmitContext, emitTemplate } from '../codegen/emit';
import { ChartError } from '../chart/errors';
import type { Template, Unit } from '../ir/ir';
import { visit, visitCalls } from '../ir/visit';
import { type LaidOut, layOut, type Program, REBUILD } from './program';

/** A program in functions and an image. */
export interface EmittedProgram extends LaidOut {
  /** The functions of the templates, by the names that the assembler knows, in the order of their table. */
  functions: string[];
  /** Guest functions that the templates call. */
  used: Set<string>;
}

/** Emits a program's functions into an assembler, for an image that begins at `heapStart`. */
export function emitProgram<Code>(assembler: Assembler<Code>, heapStart: number, program: Program): EmittedProgram {
  const { units, prove, uses } = program;
  const used = new Set<string>();
  const functions: string[] = [];
  const laidOut = layOut({ heapStart }, namesOf(program), program, (image, slot) => {
    const context: EmitContext<Code> = { assembler, image, slot, prove, used, trace: uses.trace };
    const indexes = new Map<Template, number>();
    for (const unit of units) {
      for (const template of [unit.main, ...unit.definitions]) {
        indexes.set(template, functions.length);
        functions.push(emitAt(context, unit, template, `template${functions.length}`));
      }
    }
    return (template) => indexes.get(template)!;
  });
  return { ...laidOut, functions, used };
}

/** Every template has a name, its file's path or what `define` calls it; and what is called may not be there. */
function namesOf({ units, description }: Program): Uint8Array[] {
  const names = new Map<string, Uint8Array>();
  const add = (name: Uint8Array) => {
    const key = byteText(name);
    if (!names.has(key)) names.set(key, name);
  };
  for (const name of description.names) add(name);
  for (const { definitions } of units) for (const { name } of definitions) add(name!);
  for (const unit of units) {
    for (const template of [unit.main, ...unit.definitions]) collectNames(template, add);
  }
  return [...names.values()];
}

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

/** The names that a template includes. */
function collectNames(template: Template, add: (name: Uint8Array) => void): void {
  visit(template, {
    expression(e) {
      if (e.op === 'include') add(e.name);
    },
    statement(s) {
      if (s.op === 'template' || s.op === 'printInclude' || s.op === 'printIncludeIndented') add(s.name);
    },
  });
}
