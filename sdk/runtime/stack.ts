// Stacks of the bundle as positions of the author's files. The map is what toolchain/typescript/author-map.ts kept of the bundle's.

interface AuthorMap {
  sources: string[];
  mappings: string;
  renamed?: Record<string, string>;
}

const globals = globalThis as { __mistletoe_map?: AuthorMap };
const map = globals.__mistletoe_map;
delete globals.__mistletoe_map;

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const FRAME = /^\s*at (?:(.*?) \()?package\.js:(\d+)(?::(\d+))?\)?$/m;

/** Whether the nearest frame that is not the SDK's own, which has no place, stands in a file of the author. */
export function isAuthors(stack: string): boolean {
  const match = FRAME.exec(stack);
  return match !== null && original(Number(match[2]) - 1, Number(match[3] ?? 1) - 1) !== undefined;
}

/**
 * The stack, where the author's own code made this call, or called the function of JavaScript that did; undefined where a library did, or
 * JavaScript on its own. `catch` and `finally` call `then`.
 */
export function ownCall(stack: string): string | undefined {
  const frames = stack.split('\n').filter((line) => FRAME.test(line) || line.endsWith('(native)'));
  const natives = /^(?:\s*at then \(native\)\n\s*at (?:catch|finally) \(native\)\n|.*\(native\)\n)?/.exec(
    frames.join('\n'),
  )![0];
  return isAuthors(frames[natives.split('\n').length - 1] ?? '') ? stack : undefined;
}

const MORE = '    …';

/** A stack's frames that are the author's, a line each. */
export function authorStack(stack: string): string {
  const lines: string[] = [];
  for (const line of stack.split('\n')) {
    const match = FRAME.exec(line);
    const place = match && original(Number(match[2]) - 1, Number(match[3] ?? 1) - 1);
    if (!place) continue;
    const { renamed = {} } = map!;
    const name = Object.hasOwn(renamed, match[1]!) ? renamed[match[1]!] : match[1];
    const at = `    at ${name && name !== '<anonymous>' ? `${name} (${place})` : place}`;
    // A recursion says the same again and again.
    if (lines.at(lines.at(-1) === MORE ? -2 : -1) !== at) lines.push(at);
    else if (lines.at(-1) !== MORE) lines.push(MORE);
  }
  return lines.join('\n');
}

/** The author's place behind one of the bundle (both from 0), as `file:line:column`. */
function original(line: number, column: number): string | undefined {
  if (map === undefined) return undefined;
  let source = 0;
  let sourceLine = 0;
  let sourceColumn = 0;
  const lines = map.mappings.split(';');
  for (let l = 0; l <= line && l < lines.length; l++) {
    let generated = 0;
    let found: string | undefined;
    for (const segment of lines[l] === '' ? [] : lines[l]!.split(',')) {
      const values = numbers(segment);
      generated += values[0]!;
      if (values.length >= 4) {
        source += values[1]!;
        sourceLine += values[2]!;
        sourceColumn += values[3]!;
      }
      if (l === line && generated <= column) {
        found = values.length < 4 ? undefined : `${map.sources[source]}:${sourceLine + 1}:${sourceColumn + 1}`;
      }
    }
    if (l === line) return found;
  }
  return undefined;
}

/** The numbers of a segment (base 64 VLQ). */
function numbers(segment: string): number[] {
  const values: number[] = [];
  let value = 0;
  let shift = 0;
  for (const char of segment) {
    const digit = DIGITS.indexOf(char);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit < 32) {
      values.push(value & 1 ? -(value >> 1) : value >> 1);
      value = 0;
      shift = 0;
    }
  }
  return values;
}
