// What a WASI program's own text becomes: its memory and its globals can be put back to what they were at the start, its memory's size is a
// number that can be taken back, and what it asks WASI for beyond wasi.as.ts is answered. The text is Binaryen's.

import { BuildError } from '../errors';
import { ANSWERED, answerOf, WASI } from './wasi-functions';

/** A program, ready to be merged. */
export interface ProgramText {
  text: string;
  /** Leaving in the middle needs Asyncify: the program is no Go program, which can leave by itself. */
  needsUnwinding: boolean;
}

/** `given`: the text of a WASI command; `texts`: what `texts` of wasi.as.ts writes. Throws BuildError for what cannot be started anew. */
export function programText(given: string, texts: Uint8Array): ProgramText {
  let text = given;
  const memory = memoryOf(text);
  if (/\((?:table\.(?:set|grow|fill|copy|init)|elem\.drop)\b/.test(text)) {
    throw new BuildError('the program changes its function tables, which could not be put back between renders');
  }
  const { name: memoryName, pages } = memory;

  const start = /^ \(start (\$\S+)\)$/m.exec(text)?.[1];
  const command = /^ \(export "_start" \(func (\$\S+)\)\)$/m.exec(text)![1]!;
  text = text.replace(/^ \((?:export|start) .*$/gm, '');

  const exit = importOf(text, 'proc_exit');
  const pause = exit === undefined ? undefined : goPause(text);
  if (exit !== undefined && pause !== undefined) text = leaveGo(text, exit);

  const { text: answered, stubs } = answerImports(text);
  text = virtualMemory(answered);

  // Data is written at each start, and globals begin anew.
  const restored: string[] = [];
  const segments: Segment[] = [];
  text = text.replace(
    /^ \(data \$\S+ \(i32\.const (-?\d+)\) "((?:[^"\\]|\\.)*)"\)$/gm,
    (_, at: string, bytes: string) => {
      segments.push({ at: Number(at) >>> 0, bytes: bytesOf(bytes) });
      return '';
    },
  );
  if (/^ \(data \$\S+ \(/m.test(text) || /\(data\.drop /.test(text)) {
    throw new BuildError('the program has data of a kind that cannot be put back between renders');
  }
  const data = runsOf(segments).map(({ at, bytes }, i) => {
    restored.push(`(memory.init $mist_data_${i} (i32.const ${at}) (i32.const 0) (i32.const ${bytes.length}))`);
    return ` (data $mist_data_${i} "${escaped(bytes)}")`;
  });
  for (const [, name, value] of text.matchAll(/^ \(global (\$\S+) \(mut \w+\) (\(.*\))\)$/gm)) {
    restored.push(`(global.set ${name} ${value})`);
  }

  const unwinding =
    pause === undefined
      ? []
      : [
          ` (func (export "asyncify_start_unwind") (param i32) (global.set ${pause} (i32.const 1)))`,
          ' (func (export "asyncify_stop_unwind"))',
        ];
  const ours = [
    ` (export "memory" (memory ${memoryName}))`,
    ...memoryFunctions(memory),
    ...data,
    ...textsData(texts),
    ` (func (export "run") ${start === undefined ? '' : `(call ${start})`} (call ${command}))`,
    // What only a reactor has; nobody calls it.
    ' (func (export "init")) (func (export "generate") (param i32 i32) (result i32) (unreachable))',
    ' (func (export "reset") (param i32)',
    '  (memory.fill (i32.const 0) (i32.const 0) (local.get 0))',
    `  (global.set $mist_pages (i32.const ${pages}))`,
    ...restored.map((line) => `  ${line}`),
    ' )',
    ...(exit === undefined
      ? [' (func (export "asyncify_start_unwind") (param i32))', ' (func (export "asyncify_stop_unwind"))']
      : unwinding),
  ];
  text = text.replace(/\)\s*$/, () => `${stubs.join('\n')}\n${ours.join('\n')})`);
  return { text, needsUnwinding: exit !== undefined && pause === undefined };
}

/** The text of a program that imports functions of WASI alone, of which those that wasi.as.ts answers are left; `stubs` are functions for the others. */
export function answerImports(text: string): { text: string; stubs: string[] } {
  const stubs: string[] = [];
  const answered = text.replace(
    /^ \(import "([^"]*)" "([^"]*)" \(func (\$\S+)(.*)\)\)$/gm,
    (line, module: string, name: string, ...type: string[]) => {
      if (ANSWERED.has(name)) return line.replace(`"${module}"`, `"${WASI}"`);
      stubs.push(` (func ${type[0]}${type[1]} (i32.const ${answerOf(name)}))`);
      return '';
    },
  );
  return { text: answered, stubs };
}

/** The text, which sees its own memory alone: what stands behind that moves when it grows. */
export function virtualMemory(text: string): string {
  return (
    text
      .replaceAll('(memory.size)', '(global.get $mist_pages)')
      .replace(/\(memory\.grow$/gm, '(call $mist_grow')
      // The program's bound is kept for the program: what stands behind its memory has to grow beyond.
      .replace(/^ \(memory (\$\S+) (\d+) \d+/m, ' (memory $1 $2')
      .replace('(module', () => `(module\n (import "${WASI}" "grow" (func $mist_grow (param i32) (result i32)))`)
  );
}

/** The function `texts`, which writes these. */
export function textsData(texts: Uint8Array): string[] {
  return [
    ` (data $mist_texts "${escaped(texts)}")`,
    ` (func (export "texts") (param i32) (memory.init $mist_texts (local.get 0) (i32.const 0) (i32.const ${texts.length})))`,
  ];
}

/** A program's memory, in pages. */
interface Memory {
  name: string;
  pages: string;
  most: string;
}

/** More pages than any memory has. */
const NO_BOUND = '65536';

/** The memory of a program's text. Throws BuildError where it has none. */
export function memoryOf(text: string): Memory {
  const [, name, pages, most = NO_BOUND] = /^ \(memory (\$\S+) (\d+)(?: (\d+))?/m.exec(text) ?? [];
  if (name === undefined || pages === undefined) throw new BuildError('the program has no memory');
  return { name, pages, most };
}

/** What {@link virtualMemory} and wasi.as.ts need of a program with this memory. */
export function memoryFunctions({ pages, most }: Memory): string[] {
  return [
    ` (func (export "most_pages") (result i32) (i32.const ${most}))`,
    ` (global $mist_pages (mut i32) (i32.const ${pages}))`,
    ' (func (export "pages") (result i32) (global.get $mist_pages))',
    ' (func (export "set_pages") (param i32) (global.set $mist_pages (local.get 0)))',
  ];
}

/** Bytes of the program's memory at the start. */
interface Segment {
  at: number;
  bytes: Uint8Array;
}

/** Zeros between two segments that are rather written than skipped: Go has tens of thousands of segments. */
const MOST_GAP = 1024;

/** Segments that stand close together as one. */
function runsOf(segments: readonly Segment[]): Segment[] {
  const sorted = [...segments].filter(({ bytes }) => bytes.length > 0).sort((a, b) => a.at - b.at);
  const runs: Segment[][] = [];
  let end = 0;
  for (const segment of sorted) {
    if (segment.at < end) throw new BuildError('the program has data that overlaps');
    if (runs.length > 0 && segment.at - end <= MOST_GAP) runs.at(-1)!.push(segment);
    else runs.push([segment]);
    end = segment.at + segment.bytes.length;
  }
  return runs.map((run) => {
    const [first, last] = [run[0]!, run.at(-1)!];
    const bytes = new Uint8Array(last.at + last.bytes.length - first.at);
    for (const segment of run) bytes.set(segment.bytes, segment.at - first.at);
    return { at: first.at, bytes };
  });
}

const ESCAPES: Record<string, number> = { t: 9, n: 10, r: 13, '"': 34, "'": 39, '\\': 92 };

/** The bytes of a text of WebAssembly's text format. */
function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\') {
      bytes[length++] = text.charCodeAt(i);
      continue;
    }
    const short = ESCAPES[text[i + 1]!];
    bytes[length++] = short ?? Number.parseInt(text.slice(i + 1, i + 3), 16);
    i += short === undefined ? 2 : 1;
  }
  return bytes.subarray(0, length);
}

function escaped(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').replace(/../g, '\\$&');
}

function importOf(text: string, name: string): string | undefined {
  return new RegExp(`^ \\(import "wasi[^"]*" "${name}" \\(func (\\$\\S+)`, 'm').exec(text)?.[1];
}

/**
 * The global PAUSE of a Go program (runtime/sys_wasm.s, wasm_pc_f_loop): functions are called from one loop until it is set. A Go function
 * that gives 1 leaves, and so do all below it, as when a goroutine is switched.
 */
function goPause(text: string): string | undefined {
  const loop =
    /\(loop (\$\S+)\s+\(drop\s+\(call_indirect [^\n]*\s+\(i32\.load16_u\s[\s\S]{1,600}?\(i32\.load offset=2\s[\s\S]{1,600}?\(br_if \1\s+\(i32\.eqz\s+\(global\.get (\$\S+)\)\s+\)\s+\)/.exec(
      text,
    );
  return loop?.[2];
}

/** A Go function that calls proc_exit leaves behind the call. */
function leaveGo(text: string, exit: string): string {
  const call = `\\(call ${exit.replace(/[$.*+?^{}()|[\]\\/]/g, '\\$&')}\\n(?:.*\\n)*?  \\)\\n`;
  const left = text.replace(new RegExp(`^  ${call}`, 'gm'), (found) => `${found}  (return (i32.const 1))\n`);
  const calls = text.split(`(call ${exit}\n`).length - 1;
  const returns = left.split('(return (i32.const 1))\n').length - text.split('(return (i32.const 1))\n').length;
  if (calls !== returns) throw new BuildError('the Go program calls proc_exit in a way that is not known here');
  return left;
}
