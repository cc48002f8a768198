// What `generate` gave, as the files of a MistResult.

import { begunAt } from './promises';
import { isTorn, whatIs } from '../values';
import { writeYaml } from '../yaml';

/** `{message, files}` as a MistResult's data has them. */
export interface ReadOutput {
  message?: string;
  files: [path: string, text: string][];
}

const WANTED = 'give a list of objects, or files by path';

/** Throws TypeError for what is neither objects nor files, with the object and the field. */
export function readOutput(given: unknown): ReadOutput {
  if (!isMapping(given) || given instanceof Map || !('files' in given)) {
    if (isMapping(given) && Object.keys(given).join() === 'message')
      throw new TypeError('generate() gave a message without files: give both, { files, message }');
    return { files: readFiles(given) };
  }
  const { files, message, ...rest } = given as Record<string, unknown>;
  // A path of that name, among others.
  if (typeof files === 'string') return { files: readFiles(given) };
  const unknown = Object.keys(rest);
  if (unknown.length > 0)
    throw new TypeError(`generate() gave ${unknown.join(', ')} beside files: there are files and message`);
  if (message === undefined || message === null) return { files: readFiles(files) };
  if (typeof message !== 'string')
    throw new TypeError(`generate() gave a message that is ${whatIs(message)}: give a text`);
  return { message, files: readFiles(files) };
}

/** What is said of a value; of a promise with the place where it was made. */
function refused(value: unknown, message: string): TypeError {
  const error = new TypeError(message);
  const stack = begunAt(value);
  return stack === undefined ? error : Object.defineProperty(error, 'stack', { value: stack });
}

function readFiles(output: unknown): ReadOutput['files'] {
  if (Array.isArray(output) || output instanceof Set) return filesOfObjects([...output]);
  if (!isMapping(output)) throw new TypeError(`generate() gave ${whatIs(output)}: ${WANTED}`);
  const { apiVersion, kind, metadata } = output as Record<string, unknown>;
  // One object, which nobody needs to put into a list.
  if (typeof apiVersion === 'string' && typeof kind === 'string') return filesOfObjects([output]);
  checkWhole(output, 'generate() gave an object');
  if (isMapping(metadata) && !Object.keys(output).some((key) => /[./]/.test(key)))
    throw new TypeError('generate() gave an object without apiVersion and kind');
  return filesByPath(output instanceof Map ? [...output] : Object.entries(output));
}

/** An object that may have fields: no list, and nothing that holds no data. */
function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && ['an object', 'a Map'].includes(whatIs(value));
}

/** What nobody gave: an object under a condition that is not met. */
const isNothing = (value: unknown) => value === null || value === undefined || value === false;

/** Refuses an object that has only one of apiVersion and kind. */
function checkWhole(object: object, what: string): void {
  const { apiVersion, kind } = object as Record<string, unknown>;
  const lacks =
    (typeof apiVersion === 'string' && !kind && 'kind') || (typeof kind === 'string' && !apiVersion && 'apiVersion');
  if (lacks) throw new TypeError(`${what} without ${lacks}`);
}

/** A file an object, named after its kind and name. */
function filesOfObjects(list: readonly unknown[]): ReadOutput['files'] {
  const used = new Set<string>();
  const files: ReadOutput['files'] = [];
  for (const [i, object] of list.flat(Number.POSITIVE_INFINITY).entries()) {
    if (isNothing(object)) continue;
    if (!isMapping(object)) throw refused(object, `generate() gave a list with ${whatIs(object)} in it: give objects`);
    const { kind = 'object', metadata } = object as { kind?: unknown; metadata?: { name?: unknown } | null };
    const stem = [kind, metadata?.name]
      .filter(Boolean)
      .join('-')
      .toLowerCase()
      .replace(/[^a-z0-9.-]+/g, '-');
    let path = `${stem}.yaml`;
    for (let n = 2; used.has(path); n++) path = `${stem}-${n}.yaml`;
    used.add(path);
    const where = labelOf(object) ?? `object ${i + 1} of the list`;
    checkWhole(object, `generate() gave ${where}`);
    files.push([path, objectText(object, where)]);
  }
  return files;
}

function filesByPath(output: readonly [unknown, unknown][]): ReadOutput['files'] {
  const files: ReadOutput['files'] = [];
  for (const [path, value] of output) {
    if (isNothing(value)) continue;
    files.push([checkedPath(path), fileText(value, path as string)]);
  }
  return files;
}

function fileText(value: unknown, path: string): string {
  if (typeof value === 'string') {
    if (isTorn(value)) throw new TypeError(`${path} is a text with half a surrogate pair, which cannot be written`);
    return value;
  }
  if (isMapping(value)) return objectText(value, path);
  if (!Array.isArray(value))
    throw refused(value, `${path} is ${whatIs(value)}: give a text, an object, or a list of objects`);
  return value
    .flat(Number.POSITIVE_INFINITY)
    .filter((item) => !isNothing(item))
    .map((item: unknown, i) => {
      if (!isMapping(item))
        throw refused(item, `${path} is a list with ${whatIs(item)} in it: give objects, or one text for the file`);
      return `---\n${objectText(item, `${path}, object ${i + 1}`)}`;
    })
    .join('');
}

/** `where` it is, for an object that has no name. */
function objectText(object: object, where: string): string {
  // Files for others (Chart.yaml) may have one of both, and no metadata.
  if ('metadata' in object) checkWhole(object, `${where}: an object`);
  return writeYaml(object, { of: labelOf(object) ?? where, isJson: true, isExact: true });
}

/** `Deployment/web`; undefined where an object has not both. */
function labelOf(object: object): string | undefined {
  const { kind, metadata } = object as { kind?: unknown; metadata?: { name?: unknown } | null };
  const name = metadata?.name;
  return typeof kind === 'string' && typeof name === 'string' ? `${kind}/${name}` : undefined;
}

/** What hosts refuse in a path (docs/module-contract.md): said here, it is said with the package's words. */
const WRONG_PATHS: readonly [RegExp, why: string][] = [
  [/^$/, 'is empty'],
  [/[\u0000-\u001f\u007f]/, 'has a control character'],
  [/\\/, 'has a backslash'],
  [/^\//, 'is absolute'],
  [/^[A-Za-z]:/, 'starts with a drive letter'],
  [/(?:^|\/)\.\.(?:\/|$)/, 'climbs out of its folder'],
  [/(?:^|\/)\.?$/, 'names a folder'],
];

function checkedPath(path: unknown): string {
  if (typeof path !== 'string')
    throw new TypeError(`generate() gave a file whose path is ${whatIs(path)}: give a text`);
  const why = WRONG_PATHS.find(([form]) => form.test(path))?.[1];
  if (why === undefined) return path;
  throw new TypeError(
    `generate() gave a file with the path ${JSON.stringify(path)}, which ${why}: give a relative one`,
  );
}
