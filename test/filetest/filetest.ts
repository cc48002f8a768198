// Filetests: a template on top, what the compiler makes of it below. A case is a text file of sections, each headed by a
// line `;;; NAME`: first the template (without a heading) and perhaps `values`, which a person wrote; then `ir`, perhaps
// `wat` (kept where the file has one), and where there are values the `output` or `error` of a render. UPDATE=1 rewrites them.
// Those in a pass's folder have the IR `before` the pass and `after` it.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import binaryen from 'binaryen';
import type { Unit } from '../../compiler/ir/ir';
import { lowerFile } from '../../compiler/lower/go-template';
import { runPasses } from '../../compiler/passes/passes';
import { type Stage, stages } from '../../compiler/passes/stages';
import { printUnits } from '../../compiler/ir/print';
import { verifyUnit } from '../../compiler/ir/verify';
import { functionsByName } from '../../language/functions';
import { FunctionNames, NEWEST_RULES, Parser } from '../../language/parser';
import { binaryenAssembler } from '../../compiler/codegen/assemblers/binaryen';
import { emitTemplate } from '../../compiler/codegen/emit';
import { ImageWriter } from '../../compiler/image/image';
import { type Outcome, textRenderer } from '../judge/text-renderer';

const root = resolve('test/filetest');

/** The pass that a folder is of. */
const passOf = (folder: string) => stages.find((stage) => folder === join('passes', stage));

/** One case, its sections by name; the template is the section ''. */
export interface FileCase {
  /** without folder and extension; no two have one name */
  name: string;
  /** where it is below test/filetest */
  folder: string;
  /** the pass that it shows */
  pass?: Stage;
  sections: Map<string, string>;
}

/** All cases, by folder and name. */
export function readCases(): FileCase[] {
  const folders = ['cases', ...readdirSync(join(root, 'passes')).map((name) => join('passes', name))];
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .sort()
      .map((file) => {
        const [template, ...pieces] = `\n${readFileSync(join(root, folder, file), 'utf8')}`.split('\n;;; ');
        const sections = new Map([['', template.slice(1)]]);
        for (const piece of pieces) {
          const end = piece.indexOf('\n');
          sections.set(piece.slice(0, end < 0 ? undefined : end), end < 0 ? '' : piece.slice(end + 1));
        }
        const last = [...sections.keys()].at(-1)!;
        sections.set(last, sections.get(last)!.replace(/\n$/, ''));
        return { name: basename(file, '.txt'), folder, pass: passOf(folder), sections };
      }),
  );
}

/** Writes the sections that were computed into the case's file. */
export function rewriteCase(fileCase: FileCase, computed: Map<string, string>): void {
  const written = [...fileCase.sections].filter(([name]) => name === '' || name === 'values');
  const text = [...written, ...computed].map(([name, body]) => (name === '' ? body : `;;; ${name}\n${body}`));
  writeFileSync(join(root, fileCase.folder, `${fileCase.name}.txt`), `${text.join('\n')}\n`);
}

class AllFunctions extends FunctionNames {
  find(source: Uint8Array, start: number, end: number): number {
    return functionsByName.has(Buffer.from(source.subarray(start, end)).toString('latin1')) ? 0 : -1;
  }
}

/** The case's unit, before the passes. */
export function unitOf({ name, sections }: FileCase): Unit {
  const source = Buffer.from(sections.get('')!);
  const parser = new Parser(source, Buffer.from(name), new AllFunctions(), NEWEST_RULES);
  if (!parser.parse()) throw new Error(Buffer.from(parser.errorMessage).toString());
  return lowerFile(name, source, parser.root, parser.definitions);
}

/** The IR behind the passes, or around the case's own, and the functions made of it where the case asks for them. */
export function compileCase(fileCase: FileCase): Map<string, string> {
  const unit = unitOf(fileCase);
  verifyUnit(unit);
  const sections = new Map<string, string>();
  if (fileCase.pass) {
    const before = stages[stages.indexOf(fileCase.pass) - 1];
    runPasses(unit, before);
    verifyUnit(unit);
    sections.set('before', irText(unit));
    runPasses(unit, fileCase.pass, before);
    verifyUnit(unit);
    sections.set('after', irText(unit));
    runPasses(unit, undefined, fileCase.pass);
  } else {
    runPasses(unit);
    sections.set('ir', irText(unit));
  }
  verifyUnit(unit);
  if (fileCase.sections.has('wat')) sections.set('wat', wat(unit));
  return sections;
}

function irText(unit: Unit): string {
  return printUnits([unit])
    .replace(/^;.*\n/, '')
    .replace(/\n$/, '');
}

/** The text of a unit's functions, in a module of their own in which only names stand for the guest. */
function wat(unit: Unit): string {
  const module = new binaryen.Module();
  const image = new ImageWriter(1024);
  const slots: string[] = [];
  const slot = (name: Uint8Array) => {
    const text = Buffer.from(name).toString();
    if (!slots.includes(text)) slots.push(text);
    return slots.indexOf(text) * 16;
  };
  const context = {
    assembler: binaryenAssembler(binaryen, module, (symbol) => symbol),
    image,
    slot,
    prove: null,
    trace: false,
    used: new Set<string>(),
  };
  for (const [i, template] of [unit.main, ...unit.definitions].entries()) {
    emitTemplate(context, unit, template, `template${i}`);
  }
  const text = module.emitText();
  module.dispose();
  return text
    .split('\n')
    .filter((line) => !line.startsWith(' (type '))
    .join('\n')
    .replace(/\n$/, '');
}

/**
 * Renders cases that have values: all of them are partials of one chart, converted once. Gives a function that renders one.
 * With `plain` the chart is compiled without the passes.
 */
export async function renderer(cases: FileCase[], plain: boolean): Promise<(fileCase: FileCase) => Outcome> {
  const templates = cases.map(({ name, sections }) => [`_${name}.tpl`, sections.get('')!] as const);
  const render = await textRenderer('filetest', templates, 'printf "filetest/templates/_%s.tpl" .Values.case', {
    plain,
  });
  return ({ name, sections }) => {
    const data = sections.get('values')!.replaceAll(/^/gm, '  ');
    return render(`case: ${JSON.stringify(name)}\ndata:\n${data}\n`);
  };
}
