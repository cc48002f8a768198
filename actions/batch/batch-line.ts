// One line of a batch: a JSON object becomes the arguments of `template`, and what that prints a line of JSON. Modules stay open
// between lines, a few at a time.

import { statSync } from 'node:fs';
import { replaceFile } from '../../runtime/host/node/replace-file';
import { join } from 'node:path';
import { systemError } from '../../gostd/os';
import { type Limits, loadModuleFile } from '../../runtime/host';
import { type CommandOptions, describeError } from '../command';
import { ChartInstance } from '../render/render';
import { templateCommand } from '../helm-template/template';

/** What holds for all lines. */
export interface BatchSettings {
  cwd: string;
  cacheFolder?: string;
  /** flags of `template` for every line */
  flags: string[];
  /** outputs go to files here */
  outputDirectory?: string;
}

/** A line of the results. */
export interface LineResult {
  ok: boolean;
  /** The line's bytes, its end included. */
  text: Uint8Array;
}

/** Keys that become one flag with a text, by that flag. */
const TEXTS: Record<string, string> = {
  namespace: 'namespace',
  kubeVersion: 'kube-version',
  seed: 'seed',
  now: 'now',
  helm: 'helm',
};

/** Keys that become a flag which may be repeated. */
const LISTS: Record<string, string> = {
  set: 'set',
  setString: 'set-string',
  setJson: 'set-json',
  setFile: 'set-file',
  setLiteral: 'set-literal',
  apiVersions: 'api-versions',
  showOnly: 'show-only',
};

/** Keys that become a flag alone. */
const SWITCHES: Record<string, string> = {
  isUpgrade: 'is-upgrade',
  includeCRDs: 'include-crds',
  noHooks: 'no-hooks',
  skipTests: 'skip-tests',
  skipSchemaValidation: 'skip-schema-validation',
};

const KEYS = ['id', 'module', 'name', 'values', ...[TEXTS, LISTS, SWITCHES].flatMap(Object.keys)];

/** Instances that stay open; one that has grown larger than this is closed after its line. */
const MAX_OPEN = 8;
const MAX_OPEN_BYTES = 64 * 1024 * 1024;

/** Renders lines. */
export class BatchRenderer {
  private readonly open = new Map<string, ChartInstance>();

  constructor(private readonly settings: BatchSettings) {}

  /** The result of line `number`; whatever is wrong with it is in the result. */
  async render(number: number, line: string): Promise<LineResult> {
    let id: string | number | undefined;
    try {
      const { cwd, cacheFolder, outputDirectory } = this.settings;
      const request = parseLine(line);
      id = request.id;
      const file = outputDirectory === undefined ? undefined : `${id ?? number}.yaml`;
      if (file !== undefined && !/^[\w][\w.@+-]*$/.test(file)) {
        throw new Error(`id ${JSON.stringify(id)} cannot be the name of a file: letters, digits and . _ - only`);
      }
      const options: CommandOptions = {
        cwd,
        cacheFolder,
        stdin: request.stdin,
        openModule: (path, limits) => this.instance(path, limits),
      };
      const { stdout, stderr, code } = await templateCommand([...request.args, ...this.settings.flags], options);
      const result: Record<string, unknown> = { line: number, id, code };
      if (code === 0 && file !== undefined) {
        try {
          replaceFile(join(outputDirectory!, file), stdout, { durable: false });
        } catch (error) {
          throw new Error(systemError('open', file, error));
        }
        result['file'] = file;
      } else if (code === 0) {
        result['output'] = stdout.toString();
      }
      if (stderr !== '') result['stderr'] = stderr;
      return finish(result);
    } catch (error) {
      return BatchRenderer.failed(number, id, `line ${number}: ${describe(error)}`);
    } finally {
      for (const [path, instance] of this.open) {
        if (instance.memoryBytes() > MAX_OPEN_BYTES) this.close(path);
      }
    }
  }

  /** The result of a line that never became a render. */
  static failed(line: number, id: string | number | undefined, message: string): LineResult {
    return finish({ line, id, code: 1, stderr: `Error: ${message}\n` });
  }

  /** An instance of the module at a path, the one of an earlier line where the file is the same. */
  private instance(path: string, limits: Partial<Limits>): ChartInstance {
    const { size, mtimeMs, ino } = statSync(path);
    const key = `${path}\0${size}\0${mtimeMs}\0${ino}`;
    const instance = this.open.get(key) ?? new ChartInstance(loadModuleFile(path, limits));
    // Behind the others: the first of the map is the one that was not used for longest.
    this.open.delete(key);
    this.open.set(key, instance);
    if (this.open.size > MAX_OPEN) this.close(this.open.keys().next().value!);
    return instance;
  }

  private close(key: string): void {
    this.open.get(key)?.close();
    this.open.delete(key);
  }
}

function describe(error: unknown): string {
  try {
    return describeError(error);
  } catch {
    return (error as Error).message;
  }
}

function finish(result: Record<string, unknown>): LineResult {
  const text = new TextEncoder().encode(`${JSON.stringify(result)}\n`);
  return { ok: result['code'] === 0, text };
}

/** Arguments of `template`, and what standard input has for them. */
function parseLine(line: string): { id?: string | number; args: string[]; stdin: string } {
  let request: Record<string, unknown>;
  try {
    request = JSON.parse(line);
  } catch (error) {
    throw new Error(`not JSON: ${(error as Error).message}`);
  }
  if (request === null || typeof request !== 'object' || Array.isArray(request)) {
    throw new Error('not a JSON object: give {"module": …, "name": …, "values": …}');
  }
  const unknown = Object.keys(request).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw new Error(`unknown key ${JSON.stringify(unknown)}: there are ${KEYS.join(', ')}`);
  const wrong = (key: string, what: string) => new Error(`${key} must be ${what}`);
  const text = (key: string): string => {
    const value = request[key];
    if (typeof value === 'string') return value;
    if (typeof value === 'number' && (key === 'now' || key === 'helm')) return String(value);
    throw wrong(key, 'a text');
  };
  const { id, values } = request;
  if (id !== undefined && typeof id !== 'string' && typeof id !== 'number') throw wrong('id', 'a text or a number');
  if (request['module'] === undefined) throw new Error('module is missing: the path of a module, or of a chart');

  const args: string[] = [];
  let stdin = '';
  for (const [key, flag] of Object.entries(TEXTS)) if (request[key] !== undefined) args.push(`--${flag}=${text(key)}`);
  for (const [key, flag] of Object.entries(SWITCHES)) {
    const value = request[key];
    if (value === undefined) continue;
    if (typeof value !== 'boolean') throw wrong(key, 'true or false');
    args.push(`--${flag}=${value}`);
  }
  for (const [key, flag] of Object.entries(LISTS)) {
    if (request[key] === undefined) continue;
    for (const item of texts(request[key], key)) args.push(`--${flag}=${key === 'apiVersions' ? csv(item) : item}`);
  }
  if (typeof values === 'string' || Array.isArray(values)) {
    for (const file of texts(values, 'values')) args.push(`--values=${csv(file)}`);
  } else if (values !== null && typeof values === 'object') {
    stdin = JSON.stringify(values);
    args.push('--values=-');
  } else if (values !== undefined && values !== null) {
    throw wrong('values', 'an object, or a list of files');
  }
  const name = request['name'] === undefined ? 'release-name' : text('name');
  return { id: id as string | number | undefined, args: [...args, '--', name, text('module')], stdin };

  function texts(value: unknown, key: string): string[] {
    const list = Array.isArray(value) ? value : [value];
    if (!list.every((item) => typeof item === 'string')) throw wrong(key, 'a text or a list of texts');
    return list;
  }
}

/** A value of a flag that is separated by commas. */
function csv(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
