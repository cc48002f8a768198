// `mistletoe check`: what every package should hold, tried on the module itself.

import { spawnSync } from 'node:child_process';
import * as yaml from 'yaml';
import { readResult } from '../../runtime/host/core/documents';
import { formatBytes } from '../../runtime/host/core/limits';
import { yamlParser } from '../../runtime/host/core/yaml';
import { findAsset } from '../../runtime/host/node/assets';
import { type HostError, type Limits, type MistResult, type NodeInstance, openModule } from '../../runtime/host';
import { duplicateObjects } from '../../manifests/duplicates';
import { readObjects } from './objects';
import type { Schemas } from './openapi';

/** What was tried, and what came of it. */
export interface Finding {
  what: string;
  isGood: boolean;
  /** One a line: what is wrong, or what was seen. */
  details: string[];
}

/** An input, with a name for it. */
export interface NamedInput {
  name: string;
  input: Uint8Array;
}

export interface CheckOptions {
  limits?: Partial<Limits>;
  /** Schemas of the objects. */
  schemas?: Schemas;
  /** How many renders the memory must stay flat over; by default 1,000, or as many as some time allows. */
  renders?: number;
  /** Told how far it is, where that takes long. */
  progress?(line: string): void;
}

/** Renders after which the memory may not grow any more. */
const WARM = 100;
const RENDERS = 1000;
/** Milliseconds of processor time that they may take where nobody says how many there should be. */
const PATIENCE = 10_000;
/** So often what makes the memory warm is rendered at least. */
const LEAST = 2;
/** Renders between two lines that tell how far it is. */
const TOLD_EVERY = 10;
/** Details of one finding that are told. */
const MOST_DETAILS = 20;

/** Tries a module with inputs. Later checks are left out where the module does not even render. */
export function checkModule(wasm: Uint8Array, inputs: readonly NamedInput[], options: CheckOptions = {}): Finding[] {
  const findings: Finding[] = [];
  const add = (what: string, problems: string[], seen: string[] = [], remarks: string[] = []) => {
    const isGood = problems.length === 0;
    const more = problems.length - MOST_DETAILS;
    const shown = more > 0 ? [...problems.slice(0, MOST_DETAILS), `… and ${more} more`] : problems;
    findings.push({ what, isGood, details: [...(isGood ? seen : shown), ...remarks] });
    return isGood;
  };

  const first = new Map<string, MistResult>();
  let instance: NodeInstance;
  try {
    instance = openModule(wasm, options.limits);
    add('it follows the contract and imports nothing', [], [instance.info().metadata.name]);
  } catch (error) {
    add('it follows the contract and imports nothing', [wordsOf(error)]);
    return findings;
  }
  const broken = inputs.flatMap(({ name, input }) => {
    const problem = orWords(() => void first.set(name, instance.generate(input)));
    return problem === undefined ? [] : [`${name}: ${problem}`];
  });
  if (broken.length > 0) {
    add('it renders', broken);
    return findings;
  }
  const refused = inputs.flatMap(({ name }) => {
    const { result, message } = first.get(name)!.data;
    return result === 'Ok' ? [] : [`${name}: ${message?.split('\n', 1)[0] ?? 'it does not say why'}`];
  });
  const isRendering = refused.length < inputs.length;
  add(
    'it renders',
    isRendering ? [] : [...refused, 'every input is refused: name one that it takes with -f'],
    refused.length === 0
      ? []
      : [
          `${inputs.length - refused.length} of ${counted(inputs.length, 'input')}; what it refuses: ${refused.join('; ')}`,
        ],
  );

  add(
    'the same input gives the same bytes, again and in a fresh instance',
    repeatProblems(wasm, inputs, first, options),
  );
  add('another host gives the same bytes', secondHostProblems(wasm, inputs, first));
  const { problems, seen, renders } = memoryProblems(wasm, inputs, options);
  add(`its memory does not grow over ${counted(renders, 'render')}`, problems, seen);
  if (!isRendering) return findings;

  const objects = [...first].flatMap(([name, { data }]) => {
    const read = readObjects(data.files);
    return [{ name, ...read }];
  });
  add(
    'every document has apiVersion, kind and a name',
    objects.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`)),
    [counted(objects.flatMap(({ objects }) => objects).length, 'object')],
  );
  add(
    'no object stands twice',
    objects.flatMap(({ name, objects }) => {
      const { input } = inputs.find((one) => one.name === name)!;
      return duplicateObjects(objects, namespaceOf(input)).map((problem) => `${name}: ${problem}`);
    }),
  );
  if (options.schemas !== undefined) {
    const { schemas } = options;
    const unknown = new Set<string>();
    const wrong = objects.flatMap(({ name, objects }) =>
      objects.flatMap(({ where, value }) => {
        const its = schemas.problems(value);
        if (its === undefined) unknown.add(`${value['apiVersion']} ${value['kind']}`);
        return (its ?? []).map((problem) => `${name}: ${where}: ${problem}`);
      }),
    );
    add(
      'every object is as its schema says',
      wrong,
      [],
      unknown.size === 0 ? [] : [`no schema of ${[...unknown].join(', ')}`],
    );
  }
  return findings;
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** The namespace of an input: where objects go that name none. */
function namespaceOf(input: Uint8Array): string | undefined {
  try {
    const { data } = JSON.parse(Buffer.from(input).toString()) as { data?: { namespace?: unknown } };
    return typeof data?.namespace === 'string' ? data.namespace : undefined;
  } catch {
    return undefined; // numbers that JSON has no words for
  }
}

function repeatProblems(
  wasm: Uint8Array,
  inputs: readonly NamedInput[],
  first: ReadonlyMap<string, MistResult>,
  { limits }: CheckOptions,
): string[] {
  const problems: string[] = [];
  const again = openModule(wasm, limits);
  // Once in order, once backwards: what a render leaves behind meets another one.
  for (const { name, input } of [...inputs, ...[...inputs].reverse()]) {
    const difference = orWords(() => differenceOf(again.generate(input), first.get(name)!));
    if (difference !== undefined) problems.push(`${name}: ${difference}`);
  }
  return [...new Set(problems)];
}

/** In what two results differ. */
function differenceOf(a: MistResult, b: MistResult): string | undefined {
  if (a.data.result !== b.data.result) return `${b.data.result}, then ${a.data.result}`;
  if (a.data.message !== b.data.message) return 'the message differs';
  const [ours, theirs] = [[...a.data.files], [...b.data.files]];
  if (ours.length !== theirs.length) return `${theirs.length} files, then ${ours.length}`;
  const at = ours.findIndex(([path, text], i) => path !== theirs[i]![0] || text !== theirs[i]![1]);
  return at < 0 ? undefined : `${theirs[at]![0]} differs`;
}

function secondHostProblems(
  wasm: Uint8Array,
  inputs: readonly NamedInput[],
  first: ReadonlyMap<string, MistResult>,
): string[] {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--liftoff-only', '--stack-size=900', findAsset('commands/second-host.js')],
    {
      input: JSON.stringify({ module: base64(wasm), inputs: inputs.map(({ input }) => base64(input)) }),
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      timeout: SECOND_HOST_TIMEOUT,
      env: { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
    },
  );
  if (status !== 0) return [`it fails there: ${stderr.trim().split('\n').at(-1) || 'it did not end'}`];
  const texts = JSON.parse(stdout) as string[];
  const parse = yamlParser(() => yaml);
  return inputs.flatMap(({ name }, i) => {
    const difference = orWords(() => differenceOf(readResult(texts[i]!, parse), first.get(name)!));
    return difference === undefined ? [] : [`${name}: ${difference}`];
  });
}

const SECOND_HOST_TIMEOUT = 120_000;

function memoryProblems(
  wasm: Uint8Array,
  inputs: readonly NamedInput[],
  { limits, renders: wanted, progress }: CheckOptions,
): { problems: string[]; seen: string[]; renders: number } {
  const instance = openModule(wasm, limits);
  const began = process.cpuUsage();
  let renders = wanted ?? RENDERS;
  const warmAt = Math.max(1, Math.floor(Math.min(WARM * inputs.length, renders / 2)));
  let warm = 0;
  for (let i = 0; i < renders; i++) {
    const { name, input } = inputs[i % inputs.length]!;
    if (i % TOLD_EVERY === 0) progress?.(`rendering ${renders} times: ${i} done …`);
    const problem = orWords(() => void instance.generate(input));
    if (problem !== undefined) return { problems: [`render ${i + 1}, ${name}: ${problem}`], seen: [], renders };
    if (i + 1 === warmAt) warm = instance.memoryBytes();
    if (wanted !== undefined || i + 1 < LEAST * warmAt) continue;
    const { user, system } = process.cpuUsage(began);
    if ((user + system) / 1000 > PATIENCE) renders = i + 1;
  }
  const last = instance.memoryBytes();
  const seen = [formatBytes(last)];
  return { problems: last === warm ? [] : [`${formatBytes(warm)} became ${formatBytes(last)}`], seen, renders };
}

/** What `look` finds, or what the host says where the module breaks the contract or reaches a limit. */
function orWords(look: () => string | undefined): string | undefined {
  try {
    return look();
  } catch (error) {
    return wordsOf(error);
  }
}

function wordsOf(error: unknown): string {
  if ((error as HostError).name === 'HostError') return (error as HostError).message;
  throw error;
}
