// Handlebars templates in, a module out: parse and lower → passes → analyse → emit, describe and link, as for a chart (compile.ts).

import {
  ROOT_FILES,
  ROOT_NAMES,
  TEMPLATE_FILE_DEFINITIONS,
  TEMPLATE_FILE_MAIN,
  TEMPLATE_FILE_NAME,
  TEMPLATE_FILE_OUTPUT,
  TEMPLATE_FILE_PATH,
} from '../runtime/abi/description';
import {
  COMPILER_VERSION_LABEL,
  FUNCTIONS_LABEL,
  LANGUAGE_LABEL,
  PACKAGE_VERSION_LABEL,
  TAKES_LABEL,
} from '../runtime/abi/labels';
import { utf8Bytes } from '../gostd/bytes';
import { compare } from '../gostd/strings';
import { defaultProfile } from '../language/profiles';
import {
  ALLOC_EXPORT,
  API_VERSION,
  DEALLOC_EXPORT,
  GENERATE_EXPORT,
  INFO_EXPORT,
  PACKAGE_SECTION,
  WARNINGS_EXPORT,
} from '../runtime/abi/contract';
import { analyseCalls } from './analysis/calls';
import { type ProgramDescription, slotNames, templateValue } from './codegen/chart-description';
import { COMPILER_VERSION } from './codegen/package-document';
import type { Template, Unit } from './ir/ir';
import { verifyUnit } from './ir/verify';
import { linkWithGuest } from './link/chart-code';
import { guestLibrary } from './link/guest-library';
import type { Program } from './link/program';
import { inlineNames, type LowerOptions, lowerHandlebars } from './lower/handlebars/lower';
import { type HandlebarsParser, parseTemplate } from './lower/handlebars/parse';
import { runPasses } from './passes/passes';

export { TemplateError } from './lower/handlebars/errors';

/** A file of a package of templates. */
export interface TemplateFile {
  /** Where it lies, for errors. */
  path: string;
  /** What partials call it by. */
  name: string;
  /** The file that it becomes; null: it is only there to be a partial. */
  output: string | null;
  text: string;
  /** Is it a template, or written as it is? */
  isTemplate: boolean;
}

/** A package of templates. */
export interface TemplatePackage {
  name: string;
  version?: string;
  files: readonly TemplateFile[];
  /** What happens to fields that are printed: LowerOptions. */
  escape?: LowerOptions['escape'];
}

/** Compiles a package. `handlebars` is the package of that name. Throws TemplateError. */
export async function compileTemplates(source: TemplatePackage, handlebars: HandlebarsParser): Promise<Uint8Array> {
  const parsed = source.files.map((file) => ({
    file,
    program: file.isTemplate ? parseTemplate(handlebars, file.path, file.text) : null,
  }));
  const partials = new Set([
    ...source.files.filter(({ isTemplate }) => isTemplate).map(({ name }) => name),
    ...parsed.flatMap(({ program }) => (program ? inlineNames(program) : [])),
  ]);
  const options = { escape: source.escape, hasPartial: (name: string) => partials.has(name) };
  const lowered = parsed.map(({ file, program }) => {
    const unit = program ? lowerHandlebars(file.path, file.name, file.text, program, options) : textUnit(file);
    runPasses(unit);
    verifyUnit(unit);
    return { file, unit };
  });
  const units = lowered.map(({ unit }) => unit);
  const { families, uses } = analyseCalls(units);
  const document = utf8Bytes(templatesDocument(source, families));
  const none = { kubeVersion: false, trace: false, schema: false, jsonschemaV6: false, gojsonschema: false };
  const program: Program = {
    helm: defaultProfile,
    units,
    prove: null,
    uses: { ...uses, ...none, schemaPattern: false, schemaFormat: false },
    description: describe(lowered),
    exports: EXPORTS,
    packageDocument: document,
    sections: [[PACKAGE_SECTION, document]],
  };
  return linkWithGuest(guestLibrary(), program);
}

/** The MistPackage document, as YAML on one line. */
function templatesDocument({ name, version }: TemplatePackage, families: string[]): string {
  return `${JSON.stringify({
    apiVersion: API_VERSION,
    kind: 'MistPackage',
    metadata: {
      name,
      labels: {
        [LANGUAGE_LABEL]: 'handlebars',
        [TAKES_LABEL]: 'namespace',
        ...(version === undefined ? {} : { [PACKAGE_VERSION_LABEL]: version }),
        [COMPILER_VERSION_LABEL]: COMPILER_VERSION,
        [FUNCTIONS_LABEL]: families.join(','),
      },
    },
  })}\n`;
}

/** What hosts call, and the guest's functions that do it (runtime/guest/entry). */
const EXPORTS = {
  [INFO_EXPORT]: INFO_EXPORT,
  [ALLOC_EXPORT]: ALLOC_EXPORT,
  [DEALLOC_EXPORT]: DEALLOC_EXPORT,
  [GENERATE_EXPORT]: 'generateTemplates',
  [WARNINGS_EXPORT]: WARNINGS_EXPORT,
};

/** A file that is written as it is. */
function textUnit({ path, text }: TemplateFile): Unit {
  const body: Template['body'] = text === '' ? [] : [{ op: 'text', bytes: utf8Bytes(text), line: 1 }];
  return { path, main: { name: null, locals: 1, body, isEmpty: false }, definitions: [], positions: [] };
}

/** What the guest's entry reads: the files in the order of their outputs, with their templates. */
function describe(lowered: readonly { file: TemplateFile; unit: Unit }[]): ProgramDescription {
  const ordered = [...lowered].sort((a, b) => compare(a.file.output ?? '', b.file.output ?? ''));
  return {
    names: lowered.map(({ file }) => utf8Bytes(file.name)),
    write(image, tables) {
      const template = (name: Uint8Array, own: Template) => templateValue(tables, name, own);
      return image.value({
        [ROOT_FILES]: ordered.map(({ file, unit }) => ({
          [TEMPLATE_FILE_PATH]: file.path,
          [TEMPLATE_FILE_NAME]: file.name,
          [TEMPLATE_FILE_OUTPUT]: file.output ?? '',
          [TEMPLATE_FILE_MAIN]: template(utf8Bytes(file.name), unit.main),
          [TEMPLATE_FILE_DEFINITIONS]: unit.definitions.map((own) => template(own.name!, own)),
        })),
        [ROOT_NAMES]: slotNames(tables),
      });
    },
  };
}
