// One line of a batch: a JSON object becomes a request, and what its render prints a line of JSON. Modules stay open between lines,
// a few at a time.

import { statSync } from 'node:fs';
import { jsonText } from '../../runtime/host/core/json-text';
import { replaceFile } from '../../runtime/host/node/replace-file';
import { join } from 'node:path';
import { systemError } from '../../gostd/os';
import { type Limits, loadModuleFile } from '../../runtime/host';
import { kindOf } from '../call';
import { type CommandOptions, describeError } from '../command';
import { ChartInstance } from '../render/render';
import { renderTemplate } from '../helm-template/render';
import type { TemplateRequest } from '../helm-template/request';
import type { RenderValues } from '../render/request';
import { KEYS, LISTS, SWITCHES, TEXTS, VALUES } from './line-keys';
import { failedLine, type LineResult, lineResult } from './line-result';

/** What holds for all lines. */
export interface BatchSettings {
  cwd: string;
  cacheFolder?: string;
  /** what holds whatever a line says */
  given: Partial<TemplateRequest>;
  /** outputs go to files here */
  outputDirectory?: string;
}

/** Instances that stay open; one that has grown larger than this is closed after its line. */
const MAX_OPEN = 8;
const MAX_OPEN_BYTES = 64 * 1024 * 1024;

/** Renders lines. */
export class BatchRenderer {
  private readonly open = new Map<string, ChartInstance>();

  constructor(private readonly settings: BatchSettings) {}

  /** The result of line `number`; whatever is wrong with it is in the result. */
  async render(number: number, line: string): Promise<LineResult> {
    let id: unknown;
    try {
      const { cwd, cacheFolder, outputDirectory } = this.settings;
      const given = parseObject(line);
      // Whatever else is wrong with the line, what answers it says which it was.
      id = given['id'] ?? undefined;
      const asked = requestOf(given);
      const file = outputDirectory === undefined ? undefined : `${id ?? number}.yaml`;
      if (file !== undefined && !/^[\w][\w.@+-]*$/.test(file)) {
        throw new Error(`id ${JSON.stringify(id)} cannot be the name of a file: letters, digits and . _ - only`);
      }
      const options: CommandOptions = {
        cwd,
        cacheFolder,
        readStdin() {
          throw new Error('standard input is not for the lines of a batch: name a file');
        },
        openModule: (path, limits) => this.instance(path, limits),
      };
      const request = { ...asked, ...this.settings.given };
      const { stdout, stderr, code } = await renderTemplate(request, options);
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
      return lineResult(result);
    } catch (error) {
      return failedLine(number, id, `line ${number}: ${describe(error)}`);
    } finally {
      for (const [path, instance] of this.open) {
        if (instance.memoryBytes() > MAX_OPEN_BYTES) this.close(path);
      }
    }
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

/** A render as a line asks for it; null is what is left out. Throws an Error that names the key and says what it must be. */
function requestOf(given: Record<string, unknown>): TemplateRequest {
  const unknown = Object.keys(given).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw new Error(`unknown key ${JSON.stringify(unknown)}: there are ${KEYS.join(', ')}`);
  const wrong = (key: string, what: string, value: unknown) =>
    new Error(`${key} must be ${what}, and is ${kindOf(value)}`);
  const text = (key: string): string | undefined => {
    const value = given[key] ?? undefined;
    if (value === undefined || typeof value === 'string') return value;
    if (typeof value === 'number' && (key === 'now' || key === 'helm')) return String(value);
    throw wrong(key, 'a text', value);
  };
  const texts = (key: string, what = 'a text or a list of texts'): string[] => {
    const value = given[key] ?? [];
    if (typeof value === 'string') return [value];
    if (!Array.isArray(value)) throw wrong(key, what, value);
    const at = value.findIndex((item) => typeof item !== 'string');
    if (at >= 0) throw wrong(`${key}[${at}]`, 'a text', value[at]);
    return value as string[];
  };
  const flag = (key: string): boolean | undefined => {
    const value = given[key] ?? undefined;
    if (value !== undefined && typeof value !== 'boolean') throw wrong(key, 'true or false', value);
    return value;
  };
  const files = (): RenderValues['files'] => {
    const { values } = given;
    if (typeof values === 'object' && values !== null && !Array.isArray(values)) {
      return [{ name: '-', text: jsonText(values, 'values') }];
    }
    const names = texts('values', 'an object, a file or a list of files');
    const yaml = names.find((name) => /[\n{]|:\s/.test(name));
    if (yaml === undefined) return names;
    throw new Error(
      `values: ${JSON.stringify(yaml)} is no file: a text names one, and values themselves are an object`,
    );
  };
  const id = given['id'] ?? undefined;
  if (id !== undefined && typeof id !== 'string' && typeof id !== 'number') throw wrong('id', 'a text or a number', id);
  const chart = text('module');
  if (!chart) throw new Error('module is missing: the path of a module, or of a chart');
  const request: TemplateRequest = { chart, name: text('name') ?? 'release-name' };
  for (const key of TEXTS) request[key] = text(key);
  for (const [key, option] of Object.entries(SWITCHES)) request[option] = flag(key);
  for (const key of LISTS) request[key] = texts(key);
  request.values = { files: files() };
  for (const key of VALUES) request.values[key] = texts(key);
  return request;
}

/** The object that a line is. Throws an Error where it is none. */
function parseObject(line: string): Record<string, unknown> {
  let given: Record<string, unknown>;
  try {
    given = JSON.parse(line);
  } catch (error) {
    throw new Error(`not JSON: ${(error as Error).message}`);
  }
  if (given === null || typeof given !== 'object' || Array.isArray(given)) {
    throw new Error('not a JSON object: give {"module": …, "name": …, "values": …}');
  }
  return given;
}
