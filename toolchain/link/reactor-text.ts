// A program that exports the contract's functions itself but was built for WASI (a reactor). It keeps what it has from one render to the next;
// its clock and its randomness are those of the render's input, and what it writes to standard error are warnings, or a trap's text.

import { GENERATE_EXPORT } from '../../runtime/host/core/contract';
import { BuildError } from '../errors';
import { answerImports, memoryFunctions, virtualMemory, WASI } from './program-text';

/** A reactor, ready to be merged; `initialize` of wasi.as.ts becomes its start. Throws BuildError for imports that are not WASI's. */
export function reactorText(given: string): string {
  const memory = /^ \(memory \$\S+ (\d+)/m.exec(given);
  if (memory === null || /^ \(import "[^"]*" "[^"]*" \(memory /m.test(given)) {
    throw new BuildError('the program imports its memory: build it as a plain WASI reactor');
  }
  const starts = [
    /^ \(start (\$\S+)\)$/m.exec(given)?.[1],
    /^ \(export "_initialize" \(func (\$\S+)\)\)$/m.exec(given)?.[1],
  ].filter((name) => name !== undefined);
  const { text: answered, stubs } = answerImports(
    given.replace(/^ \((?:start |export "(?!memory"|__mistletoe_)).*$/gm, ''),
  );
  const text = virtualMemory(answered)
    .replace(`(export "${GENERATE_EXPORT}" `, '(export "generate" ')
    .replace('(module', () => `(module\n (import "${WASI}" "initialize" (func $mist_initialize))`);
  const ours = [
    ...memoryFunctions(memory[1]!),
    ` (func (export "init") ${starts.map((name) => `(call ${name})`).join(' ')})`,
    // wasm-merge resolves calls of imports, not a start that is one.
    ' (func $mist_start (call $mist_initialize))',
    ' (start $mist_start)',
    // Nothing is left to go on with behind proc_exit.
    ' (func (export "asyncify_start_unwind") (param i32) (unreachable))',
    // What only a command has; nobody calls it.
    ' (func (export "asyncify_stop_unwind")) (func (export "run"))',
    ' (func (export "reset") (param i32)) (func (export "texts") (param i32))',
  ];
  return text.replace(/\)\s*$/, () => `${[...stubs, ...ours].join('\n')})`);
}
