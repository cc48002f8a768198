// One line of a batch: a JSON object becomes a request, and what its render prints a line of JSON. Modules stay open between lines,
// a few at a time.

import { statSync } from 'node:fs';
import { replaceFile } from '../../runtime/host/node/replace-file';
import { join } from 'node:path';
import { systemError } from '../../gostd/os';
import { type Limits, loadModuleFile } from '../../runtime/host';
import { type CommandOptions, describeError } from '../command';
import { ChartInstance } from '../render/render';
import { renderTemplate } from '../helm-template/render';
import type { TemplateRequest } from '../helm-template/request';
import type { RenderValues } from '../render/request';
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

/** What a line may say, by kind, and the part of a request that it is. */
const TEXTS = ['namespace', 'kubeVersion', 'seed', 'now', 'helm'] as const;
const VALUES = ['set', 'setString', 'setJson', 'setFile', 'setLiteral'] as const;
const LISTS = ['apiVersions', 'showOnly'] as const;
const SWITCHES = {
  isUpgrade: 'isUpgrade',
  includeCRDs: 'includeCrds',
  noHooks: 'skipHooks',
  skipTests: 'skipTests',
  skipSchemaValidation: 'skipSchemaValidation',
} as const;

const KEYS = ['id', 'module', 'name', 'values', ...TEXTS, ...Object.keys(SWITCHES), ...VALUES, ...LISTS];

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
      const read = parseLine(line);
      id = read.id;
      const file = outputDirectory === undefined ? undefined : `${id ?? number}.yaml`;
      if (file !== undefined && !/^[\w][\w.@+-]*$/.test(file)) {
        throw new Error(`id ${JSON.stringify(id)} cannot be the name of a file: letters, digits and . _ - only`);
      }
      const options: CommandOptions = {
        cwd,
        cacheFolder,
        stdin: '',
        openModule: (path, limits) => this.instance(path, limits),
      };
      const request = { ...read.request, ...this.settings.given };
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

/** A render as a line asks for it. */
function parseLine(line: string): { id?: string | number; request: TemplateRequest } {
  const given = parseObject(line);
  const wrong = (key: string, what: string) => new Error(`${key} must be ${what}`);
  const text = (key: string): string | undefined => {
    const value = given[key];
    if (value === undefined || typeof value === 'string') return value;
    if (typeof value === 'number' && (key === 'now' || key === 'helm')) return String(value);
    throw wrong(key, 'a text');
  };
  const texts = (key: string): string[] => {
    const value = given[key];
    const list: unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
    if (!list.every((item) => typeof item === 'string')) throw wrong(key, 'a text or a list of texts');
    return list;
  };
  const flag = (key: string): boolean | undefined => {
    const value = given[key];
    if (value !== undefined && typeof value !== 'boolean') throw wrong(key, 'true or false');
    return value;
  };
  const files = (): RenderValues['files'] => {
    const { values = null } = given;
    if (values === null) return [];
    if (typeof values === 'string' || Array.isArray(values)) return texts('values');
    if (typeof values !== 'object') throw wrong('values', 'an object, or a list of files');
    return [{ name: '-', text: JSON.stringify(values) }];
  };
  const { id } = given;
  if (id !== undefined && typeof id !== 'string' && typeof id !== 'number') throw wrong('id', 'a text or a number');
  const chart = text('module');
  if (chart === undefined) throw new Error('module is missing: the path of a module, or of a chart');
  const request: TemplateRequest = { chart, name: text('name') ?? 'release-name' };
  for (const key of TEXTS) request[key] = text(key);
  for (const [key, option] of Object.entries(SWITCHES)) request[option] = flag(key);
  for (const key of LISTS) request[key] = texts(key);
  request.values = { files: files() };
  for (const key of VALUES) request.values[key] = texts(key);
  return { id, request };
}

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
  const unknown = Object.keys(given).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw new Error(`unknown key ${JSON.stringify(unknown)}: there are ${KEYS.join(', ')}`);
  return given;
}
