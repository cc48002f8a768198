// Everything that can go wrong between a module and its host has one error class and one code here. A message says what is
// wrong and what to do about it; it must never be a bare engine message and never hold more than a line or two.

import type { Limits } from './limits';

/**
 * What went wrong, for programs:
 *
 * - `module-read`: the file cannot be read
 * - `module-invalid`: not WebAssembly, or WebAssembly the engine refuses
 * - `module-feature`: WebAssembly beyond the features the contract allows
 * - `module-imports`: the module wants something from outside
 * - `module-contract`: an export of the contract is missing or has another type
 * - `module-size`, `memory-limit`, `time-limit`, `output-limit`, `stack-limit`: a bound of {@link Limits}
 * - `trap`: the module stopped itself (unreachable, access out of bounds, division by zero, …)
 * - `pointer`: an address or a length that is not inside the module's memory
 * - `encoding`: text that is not UTF-8
 * - `document`: not the MistPackage or MistResult it should be
 * - `path`: a file path that is not a relative path below the output directory
 * - `input`: a MistInput that cannot be sent
 * - `write`: a file of the result cannot be written
 */
export type HostErrorCode =
  | 'module-read'
  | 'module-invalid'
  | 'module-feature'
  | 'module-imports'
  | 'module-contract'
  | 'module-size'
  | 'memory-limit'
  | 'time-limit'
  | 'output-limit'
  | 'stack-limit'
  | 'trap'
  | 'pointer'
  | 'encoding'
  | 'document'
  | 'path'
  | 'input'
  | 'write';

/** A module, its result or its input is not what it must be, or reached a bound. */
export class HostError extends Error {
  /** What went wrong. */
  readonly code: HostErrorCode;
  /** The limit that was reached, when one was: a command line adds the name of its flag. */
  readonly limit: keyof Limits | undefined;

  /** `said`: lines of the module's own, which follow the message, indented. */
  constructor(
    code: HostErrorCode,
    message: string,
    options: { limit?: keyof Limits; said?: readonly string[]; cause?: unknown } = {},
  ) {
    const lines = (options.said ?? []).map((line) => `\n  ${printable(line.replaceAll('\t', '  '))}`);
    super(
      `${printable(message)}${lines.length > 0 ? ':' : ''}${lines.join('')}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'HostError';
    this.code = code;
    this.limit = options.limit;
  }
}

/** More than any message of ours; names that a module chose may be longer. */
const MESSAGE_LENGTH = 2000;

/** One line of text that is safe to print: a message may quote a module, and a module may try to steer a terminal. */
function printable(message: string): string {
  const line = message.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return line.length > MESSAGE_LENGTH ? `${line.slice(0, MESSAGE_LENGTH)}…` : line;
}
