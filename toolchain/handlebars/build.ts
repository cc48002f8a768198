// `mistletoe build FOLDER --engine handlebars`: a folder of Handlebars templates becomes a module, each template a file of what it gives.

import { yamlProblem } from '../../runtime/host/core/documents';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { compileTemplates, TemplateError, type TemplateFile } from '../../compiler/templates';
import { BuildError } from '../errors';
import { checkPackageName } from '../package-name';
import type { Built } from '../typescript/build';

const TEMPLATE = /\.(?:hbs|handlebars)$/;
/** Files that are written as they are. */
const DOCUMENT = /\.(?:ya?ml|json)$/;
/** Says what the package is called and how it prints. */
const PACKAGE_FILE = 'package.yaml';
const PARTIALS = 'partials/';

/** How a folder is built. */
export interface TemplateBuildOptions {
  /** Told the path of every file that the module is made of. */
  reads?(path: string): void;
}

/** Builds the templates in `path`. Throws BuildError. */
export async function buildTemplates(path: string, options: TemplateBuildOptions = {}): Promise<Built> {
  const folder = resolve(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new BuildError(`${path}: no such folder`);
  options.reads?.(folder);
  // As places are told, in the module too, wherever the folder lies.
  const shown = basename(folder);
  const settings = readSettings(folder, shown, options);
  const files = templateFiles(folder, shown, options);
  if (!files.some(({ output }) => output !== null)) {
    throw new BuildError(`${path}: there is no template: a file such as deployment.yaml.hbs is one`);
  }
  try {
    const handlebars = await loadHandlebars(folder);
    const wasm = await compileTemplates({ ...settings, files }, handlebars);
    return { wasm, name: settings.name, sizes: [], bytecode: 0 };
  } catch (error) {
    if (error instanceof TemplateError) throw new BuildError(error.message);
    throw error;
  }
}

/** The parser: beside the templates, or beside this program. */
async function loadHandlebars(folder: string): Promise<typeof import('handlebars')> {
  for (const from of [join(folder, 'x.js'), import.meta.url]) {
    try {
      // The package's own module for bundlers has no parser's file of its own.
      return createRequire(from)('handlebars') as typeof import('handlebars');
    } catch {}
  }
  throw new BuildError('building Handlebars templates needs handlebars: npm install --save-dev handlebars');
}

interface Settings {
  name: string;
  version?: string;
  escape?: 'html' | 'none';
}

/** What package.yaml says; a folder without one is called as itself, or as what it lies in where it is called templates. */
function readSettings(folder: string, shown: string, options: TemplateBuildOptions): Settings {
  const own = basename(folder);
  const name = own === 'templates' ? basename(dirname(folder)) : own;
  const file = join(folder, PACKAGE_FILE);
  if (!existsSync(file)) {
    checkPackageName(name, `the folder (${PACKAGE_FILE} in it may say another)`);
    return { name };
  }
  options.reads?.(file);
  const fail = (what: string): never => {
    throw new BuildError(`${shown}/${PACKAGE_FILE}: ${what}`);
  };
  let read: unknown;
  try {
    read = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return fail(`it is not YAML: ${yamlProblem((error as Error).message)}`);
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    return fail('it holds no settings: name, version, escape');
  const given = read as Record<string, unknown>;
  const unknown = Object.keys(given).find((key) => !['name', 'version', 'escape'].includes(key));
  if (unknown !== undefined) fail(`there is no setting ${unknown}: name, version and escape are`);
  if (given.name !== undefined && (typeof given.name !== 'string' || given.name === '')) fail('name is no text');
  if (given.version !== undefined && typeof given.version !== 'string') fail('version is no text: put it in quotes');
  if (given.escape !== undefined && given.escape !== 'html' && given.escape !== 'none') {
    fail('escape is html (as Handlebars does) or none');
  }
  const called = (given.name as string | undefined) ?? name;
  checkPackageName(called, `${shown}/${PACKAGE_FILE}: name`);
  return {
    name: called,
    ...(given.version === undefined ? {} : { version: given.version as string }),
    ...(given.escape === undefined ? {} : { escape: given.escape as 'html' | 'none' }),
  };
}

/** The files of the folder, by their paths in it. */
function templateFiles(folder: string, shown: string, { reads }: TemplateBuildOptions): TemplateFile[] {
  const found: TemplateFile[] = [];
  const names = new Map<string, string>();
  for (const file of listFiles(folder, '')) {
    const isTemplate = TEMPLATE.test(file);
    if (!isTemplate && (file === PACKAGE_FILE || !DOCUMENT.test(file))) continue;
    reads?.(join(folder, file));
    const path = `${shown}/${file}`;
    const output = file.replace(TEMPLATE, '');
    const isPartial = isTemplate && (file.startsWith(PARTIALS) || basename(file).startsWith('_'));
    // Whole documents have a name too, which no partial can be called by.
    const name = isTemplate ? partialName(output) : `${file}\n`;
    const other = names.get(name);
    if (other !== undefined) throw new BuildError(`${path}: ${other} is the partial ${name} too`);
    names.set(name, path);
    found.push({ path, name, output: isPartial ? null : output, text: readText(join(folder, file), path), isTemplate });
  }
  return found;
}

/** `partials/a/_b` and `partials/a/b` are the partial `a/b`. */
function partialName(output: string): string {
  const inside = output.startsWith(PARTIALS) ? output.slice(PARTIALS.length) : output;
  return inside.replace(/(^|\/)_([^/]*)$/, '$1$2');
}

function readText(file: string, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof TypeError) throw new BuildError(`${path}: it is not UTF-8`);
    throw new BuildError(`${path}: it cannot be read: ${(error as Error).message}`);
  }
}

/** Paths of the files in a folder, sorted; what is hidden and what npm installed is not looked at. */
function listFiles(folder: string, inside: string): string[] {
  return readdirSync(join(folder, inside))
    .sort()
    .filter((name) => !name.startsWith('.') && name !== 'node_modules')
    .flatMap((name) => {
      const path = inside === '' ? name : `${inside}/${name}`;
      return statSync(join(folder, path)).isDirectory() ? listFiles(folder, path) : [path];
    });
}
