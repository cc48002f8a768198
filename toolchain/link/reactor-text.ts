// A program that exports the contract's functions itself but was built for WASI (a reactor). It keeps what it has from one render to the next;
// its clock and its randomness are those of the render's input, and what it writes to standard error are warnings, or a trap's text.

import { GENERATE_EXPORT, INFO_EXPORT } from '../../runtime/host/core/contract';
import { answerImports, memoryFunctions, memoryOf, textsData, virtualMemory } from './program-text';
import { WASI } from './wasi-functions';

/**
 * A reactor, ready to be merged; `initialize` of wasi.as.ts becomes its start. `texts`: what `texts` of wasi.as.ts writes, where the
 * MistPackage there is to stand for the reactor's own. Throws BuildError where it has no memory.
 */
export function reactorText(given: string, texts?: Uint8Array): string {
  const memory = memoryOf(given);
  const starts = [
    /^ \(start (\$\S+)\)$/m.exec(given)?.[1],
    /^ \(export "_initialize" \(func (\$\S+)\)\)$/m.exec(given)?.[1],
  ].filter((name) => name !== undefined);
  const { text: answered, stubs } = answerImports(
    given.replace(/^ \((?:start |export "(?!memory"|__mistletoe_)).*$/gm, ''),
  );
  let text = virtualMemory(answered)
    .replace(`(export "${GENERATE_EXPORT}" `, '(export "generate" ')
    .replace('(module', () => `(module\n (import "${WASI}" "initialize" (func $mist_initialize))`);
  const ours = [
    ...memoryFunctions(memory),
    ` (func (export "init") ${starts.map((name) => `(call ${name})`).join(' ')})`,
    // wasm-merge resolves calls of imports, not a start that is one.
    ' (func $mist_start (call $mist_initialize))',
    ' (start $mist_start)',
    // Nothing is left to go on with behind proc_exit.
    ' (func (export "asyncify_start_unwind") (param i32) (unreachable))',
    // What only a command has; nobody calls it.
    ' (func (export "asyncify_stop_unwind")) (func (export "run"))',
    ' (func (export "reset") (param i32))',
    ...(texts === undefined ? [' (func (export "texts") (param i32))'] : textsData(texts)),
  ];
  if (texts !== undefined) text = text.replace(new RegExp(`^ \\(export "${INFO_EXPORT}" .*$`, 'm'), '');
  return text.replace(/\)\s*$/, () => `${[...stubs, ...ours].join('\n')})`);
}
