// The test cases of a package: a folder each, with input.yaml, perhaps lookups.yaml, and what the package is to give for it: expected.yaml, or
// error.txt where it is to refuse, and message.txt where it says something. Nobody writes these by hand: `mistletoe test --update` does.

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { NodeInstance } from '../../runtime/host';
import { API_VERSION } from '../../runtime/host';
import { jsonAsYaml } from '../../runtime/host/core/documents';
import { infoOf } from '../../runtime/host/node/folders';
import { replaceFile } from '../../runtime/host/node/replace-file';
import { CommandError } from '../command';
import { type Data, readData, writeData } from '../package/data';
import { readLookups } from '../render/lookups';
import { systemWords } from '../../gostd/os';
import { checkData, checkKeys, refuseLookups } from './case-input';

/** One case. */
export interface PackageCase {
  name: string;
  folder: string;
  /** The file of its input, as errors name it. */
  file: string;
  /** The MistInput. */
  input: Uint8Array;
  /** What its author gave: the keys at the top of the file. */
  keys: string[];
  /** The file of what `lookup` finds, as errors name it. */
  lookups?: string;
  expected: Outcome;
}

/** What a render came to; each is the text of a file of the case. */
export interface Outcome {
  yaml?: string;
  error?: string;
  message?: string;
}

const FILES: Record<keyof Outcome, string> = {
  yaml: 'expected.yaml',
  error: 'error.txt',
  message: 'message.txt',
};
const KEYS = Object.keys(FILES) as (keyof Outcome)[];
const INPUT = 'input.yaml';
/** What `--lookups` takes. */
const LOOKUPS = 'lookups.yaml';

/** What the input of a case has unless it says otherwise: a clock and a seed that stand still. */
const STANDING: [string, Data][] = [
  ['name', 'test'],
  ['namespace', 'default'],
  ['now', '2000-01-01T00:00:00Z'],
  ['entropy', 'test'],
];

/**
 * The cases in a folder, by name; none where there is no such folder. `lookups`: what `lookup` finds in all of them, JSON, whatever they say of
 * it themselves. Throws CommandError, also for a folder that would be a case if it had an input.
 */
export function readCases(folder: string, lookups?: string): PackageCase[] {
  if (!infoOf(folder)?.isDirectory()) return [];
  return readdirSync(folder)
    .sort()
    .filter((name) => isCase(join(folder, name), `${basename(folder)}/${name}`))
    .map((name) => readCase(join(folder, name), name, `${basename(folder)}/${name}`, lookups));
}

/** Whether a path is the folder of a case. Throws CommandError where only its input is missing: nobody would notice that it is left out. */
export function isCase(folder: string, shown: string): boolean {
  const has = (name: string) => infoOf(join(folder, name))?.isFile() === true;
  if (has(INPUT)) return true;
  const other = ['input.yml', 'input.json', LOOKUPS, ...Object.values(FILES)].find(has);
  if (other === undefined) return false;
  throw new CommandError(`${shown} has ${other} and no ${INPUT}: a case is a folder with ${INPUT}`);
}

function readCase(folder: string, name: string, shown: string, known?: string): PackageCase {
  const expected: Outcome = {};
  for (const key of KEYS) {
    const path = join(folder, FILES[key]);
    if (existsSync(path)) expected[key] = readFileSync(path, 'utf8');
  }
  const file = `${shown}/${INPUT}`;
  const text = readFileSync(join(folder, INPUT), 'utf8');
  if (!existsSync(join(folder, LOOKUPS))) return { name, folder, file, ...readInput(file, text, known), expected };
  const lookups = `${shown}/${LOOKUPS}`;
  const own = readLookups(lookups, readFileSync(join(folder, LOOKUPS)));
  const given = readInput(file, text, known ?? own);
  if (given.keys.includes('lookups')) {
    throw new CommandError(`${file} says what lookups there are, and ${lookups} too: keep one of them`);
  }
  return { name, folder, file, ...given, lookups, expected };
}

/**
 * A MistInput with the data of a YAML text, which may name the installation, the clock and the rest itself. `file`: what errors call it; `lookups`:
 * what `lookup` finds, JSON, whatever the data says of it. Throws CommandError.
 */
export function readInput(file: string, text: string, lookups?: string): { input: Uint8Array; keys: string[] } {
  const given = readData([{ name: file, text }]);
  checkData(file, given);
  const all = new Map([...STANDING, ...given]);
  if (lookups !== undefined) all.delete('lookups');
  const found = lookups === undefined ? '' : `"lookups":${jsonAsYaml(lookups)},`;
  const data = `{${found}${writeData(all).slice(1)}`;
  const input = Buffer.from(`{"apiVersion":"${API_VERSION}","kind":"MistInput","data":${data}}\n`);
  return { input, keys: [...given.keys()] };
}

/** Renders a case. Throws HostError where the module breaks the contract or a limit, CommandError where it reads not all of the input. */
export function runCase(
  instance: NodeInstance,
  { file, input, keys, lookups }: PackageCase,
): Outcome & { printed: string[] } {
  checkKeys(file, keys, instance);
  if (lookups !== undefined) refuseLookups(lookups, instance);
  const { data, warnings: printed } = instance.generate(input);
  const { result, message, files } = data;
  if (result !== 'Ok') return { error: lines(message ?? 'the package failed and does not say why'), printed };
  const yaml = [...files].map(([path, text]) => `# File: ${path}\n${lines(text)}`).join('---\n');
  return { yaml, ...(message === undefined ? {} : { message: lines(message) }), printed };
}

const lines = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

/** The files of a case whose text is not the expected one. */
export function differences(expected: Outcome, actual: Outcome): { file: string; expected: string; actual: string }[] {
  return KEYS.filter((key) => expected[key] !== actual[key]).map((key) => ({
    file: FILES[key],
    expected: expected[key] ?? '',
    actual: actual[key] ?? '',
  }));
}

/** Makes what a render came to what is expected. */
export function updateCase({ folder, name }: PackageCase, actual: Outcome): void {
  try {
    for (const key of KEYS) {
      const text = actual[key];
      if (text === undefined) rmSync(join(folder, FILES[key]), { force: true });
      else replaceFile(join(folder, FILES[key]), text);
    }
  } catch (error) {
    throw new CommandError(`the case ${name} cannot be written: ${systemWords(error)}`);
  }
}
