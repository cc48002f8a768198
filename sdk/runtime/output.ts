// What `generate` gave, as the files of a MistResult.

import type { Files } from '../types';
import { toYaml } from '../yaml';

/** `{message, files}` as a MistResult's data has them. Throws TypeError for what is neither objects nor files. */
export function readOutput(given: unknown): { message?: string; files: [path: string, text: string][] } {
  let output = given;
  let message: unknown;
  if (typeof given === 'object' && given !== null && !Array.isArray(given) && 'files' in given) {
    message = (given as { message?: unknown }).message;
    output = given.files;
  }
  if (typeof output !== 'object' || output === null) {
    const what = output === null ? 'null' : typeof output;
    throw new TypeError(`generate() gave ${what}: give a list of objects, or files by path`);
  }
  const files = Array.isArray(output)
    ? filesOfObjects(output)
    : filesByPath(output as Exclude<Files, readonly unknown[]>);
  return message === undefined ? { files } : { message: String(message), files };
}

/** A file an object, named after its kind and name. */
function filesOfObjects(objects: readonly unknown[]): [string, string][] {
  const used = new Set<string>();
  const files: [string, string][] = [];
  for (const object of objects.flat(Number.POSITIVE_INFINITY)) {
    if (object === null || object === undefined || object === false) continue;
    if (typeof object !== 'object') {
      throw new TypeError(`generate() gave a list with a ${typeof object} in it: give objects`);
    }
    const { kind = 'object', metadata } = object as { kind?: string; metadata?: { name?: string } };
    const stem = [kind, metadata?.name]
      .filter(Boolean)
      .join('-')
      .toLowerCase()
      .replace(/[^a-z0-9.-]+/g, '-');
    let path = `${stem}.yaml`;
    for (let n = 2; used.has(path); n++) path = `${stem}-${n}.yaml`;
    used.add(path);
    files.push([path, toYaml(object)]);
  }
  return files;
}

function filesByPath(output: Record<string, string | object | readonly object[]>): [string, string][] {
  return Object.entries(output).map(([path, value]) => {
    if (typeof value === 'string') return [path, value];
    return [path, Array.isArray(value) ? value.map((item) => `---\n${toYaml(item)}`).join('') : toYaml(value)];
  });
}
