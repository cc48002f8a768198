// The module contract's exports around QuickJS, as WebAssembly text. Names of QuickJS's own functions ($JS_Call, $malloc) stand for
// what its exports of these names are; assemble.ts puts the real ones in.
//
// A render starts from the snapshot, bit for bit: `alloc` with no region given out puts back what the render before it touched.
// So state of the author's cannot leak from render to render, nothing is freed, and memory does not grow.

import {
  ALLOC_EXPORT,
  DEALLOC_EXPORT,
  FAULT_EXPORT,
  GENERATE_EXPORT,
  INFO_EXPORT,
  MEMORY_EXPORT,
  READS_EXPORT,
  WARNINGS_EXPORT,
} from '../../runtime/abi/contract';
import { TEXT_MARGIN } from '../../runtime/abi/toolkit';
import { PAGE_BITS, PAIR_ADDRESS, PAIR_LENGTH, PAIR_SIZE, VALUE_LENGTH, VALUE_PAYLOAD } from '../../runtime/abi/values';
import { ENTRY_ARGUMENTS, NATIVE, OPERATION, PIECE_HEAD } from './facts';

/** Tags of JSValues that QuickJS-NG packs into 64 bits: the tag is the upper half. */
const UNDEFINED = '(i64.const 0x300000000)';
const ARGUMENT_BYTES = 8;

/** A call of the entry function: what it is asked, by its number, and up to two values. */
const entry = (operation: keyof typeof OPERATION, value = UNDEFINED, more = UNDEFINED) =>
  `(call $call_entry (i64.const ${OPERATION[operation]}) ${value} ${more})`;

/** A text that the entry gave, in `$r`, as the pair at an address. */
const givenAt = (pair: string) => `(call $give
   (call $JS_ToCStringLen2 (global.get $context) (i32.add ${pair} (i32.const ${PAIR_LENGTH})) (local.get $r) (i32.const 0))
   ${pair})`;

/** Two words for a function of QuickJS that takes any number of arguments. */
const twoWords = (a: string, b: string) => `(i32.store (global.get $arguments) ${a})
  (i32.store offset=4 (global.get $arguments) ${b})`;

/** What `thrown` is before anything is: a JSValue that nobody can throw. */
const NOTHING_THROWN = '(i64.const 0x400000000)';

/** How many pages of memory are kept for the error that there are no more. */
const KEPT_PAGES = 16;

/** Where a frame of the interpreter (JSStackFrame) has what is run, and a promise (JSPromiseData) whether somebody waits for it. */
export const FRAME_AT = 28;
const PROMISE_HANDLED = 20;

export const contractWat = `
 (export "${MEMORY_EXPORT}" (memory $0))
 (export "${INFO_EXPORT}" (func $info))
 (export "${ALLOC_EXPORT}" (func $alloc))
 (export "${DEALLOC_EXPORT}" (func $dealloc))
 (export "${GENERATE_EXPORT}" (func $generate))
 (export "${WARNINGS_EXPORT}" (func $warnings))
 (export "${FAULT_EXPORT}" (func $fault))
 (start $reset)

 ;; memory.grow as QuickJS calls it: the heap's end is a global, so that a reset can take it back
 (func $grow_heap (param $n i32) (result i32) (local $old i32) (local $need i32)
  (local.set $old (global.get $pages))
  ;; some pages are kept, for saying that there is no more
  (local.set $need (i32.sub (i32.add (i32.add (local.get $old) (local.get $n)) (select (i32.const 0) (i32.const ${KEPT_PAGES}) (global.get $starved))) (memory.size)))
  (if (i32.gt_s (local.get $need) (i32.const 0))
   (then
    ;; in large steps: half of what there is, at least 1 MiB; where that is too much, exactly what is needed
    (if (i32.eq (memory.grow (i32.add (local.get $need) (i32.add (i32.const 16) (i32.shr_u (memory.size) (i32.const 1))))) (i32.const -1))
     (then (if (i32.eq (memory.grow (local.get $need)) (i32.const -1)) (then (return (i32.const -1))))))))
  (global.set $pages (i32.add (local.get $old) (local.get $n)))
  (local.get $old))
 ;; JS_ThrowOutOfMemory as QuickJS calls it: its error takes memory, too
 (func $no_memory (param $context i32) (result i64)
  (global.set $starved (i32.const 1))
  (call $JS_ThrowOutOfMemory (local.get $context)))

 ;; the snapshot, piece by piece (fill.ts): how many bytes come, and how many zeros behind them. The stack's end holds these meanwhile.
 (func $reset (local $at i32) (local $end i32) (local $from i32) (local $n i32)
  (local.set $at (global.get $snapshot_start))
  (local.set $end (i32.add (global.get $snapshot_start) (global.get $snapshot_length)))
  (loop $pieces
   (memory.init $snapshot (i32.const 0) (local.get $from) (i32.const ${PIECE_HEAD}))
   (local.set $from (i32.add (local.get $from) (i32.const ${PIECE_HEAD})))
   (memory.init $snapshot (local.get $at) (local.get $from) (local.tee $n (i32.load (i32.const 0))))
   (local.set $from (i32.add (local.get $from) (local.get $n)))
   (local.set $at (i32.add (local.get $at) (local.get $n)))
   (local.set $n (i32.load (i32.const 4)))
   (if (global.get $dirty) (then (memory.fill (local.get $at) (i32.const 0) (local.get $n))))
   (br_if $pieces (i32.lt_u (local.tee $at (i32.add (local.get $at) (local.get $n))) (local.get $end))))
  (i64.store (i32.const 0) (i64.const 0))
  (if (global.get $dirty) (then
   (memory.fill (local.get $end) (i32.const 0)
    (i32.sub (i32.shl (global.get $pages) (i32.const ${PAGE_BITS})) (local.get $end)))
   (memory.fill (i32.const 0) (i32.const 0) (global.get $base_stack))))
  (i32.store (global.get $foot_at) (global.get $foot))
  (global.set $__stack_pointer (global.get $base_stack))
  (global.set $pages (global.get $base_pages))
  (global.set $regions (i32.const 0))
  (global.set $starved (i32.const 0))
  (global.set $thrown ${NOTHING_THROWN})
  (global.set $dirty (i32.const 0)))

 (func $alloc (param $n i32) (result i32) (local $p i32)
  (if (i32.and (i32.eqz (global.get $regions)) (global.get $dirty)) (then (call $reset)))
  (global.set $regions (i32.add (global.get $regions) (i32.const 1)))
  (global.set $dirty (i32.const 1))
  (if (i32.eqz (local.tee $p (call $malloc (local.get $n)))) (then (unreachable)))
  (local.get $p))
 (func $dealloc (param $p i32) (param $n i32)
  (if (global.get $regions) (then (global.set $regions (i32.sub (global.get $regions) (i32.const 1))))))
 (func $info (result i32) (global.get $info_at))

 (func $call_entry (param $operation i64) (param $value i64) (param $more i64) (result i64)
  (i64.store (global.get $arguments) (local.get $operation))
  (i64.store offset=${ARGUMENT_BYTES} (global.get $arguments) (local.get $value))
  (i64.store offset=${2 * ARGUMENT_BYTES} (global.get $arguments) (local.get $more))
  (call $JS_Call (global.get $context) (i64.load (global.get $entry)) ${UNDEFINED} (i32.const ${ENTRY_ARGUMENTS}) (global.get $arguments)))
 (func $boxed (param $value i64) (result i32) (local $box i32)
  (i64.store (local.tee $box (call $malloc (i32.const 8))) (local.get $value))
  (local.get $box))
 (func $has_tag (param $value i64) (param $tag i64) (result i32)
  (i64.eq (i64.shr_u (local.get $value) (i64.const 32)) (local.get $tag)))
 (func $give (param $text i32) (param $pair i32) (result i32)
  (if (i32.eqz (local.get $text)) (then (unreachable)))
  (i32.store offset=${PAIR_ADDRESS} (local.get $pair) (local.get $text))
  (local.get $pair))
 ;; the document of what went wrong
 (func $failed (result i64) (local $error i64)
  (local.set $error (call $JS_GetException (global.get $context)))
  ;; QuickJS throws null where there is no memory for an error
  (if (i32.and (global.get $starved) (call $has_tag (local.get $error) (i64.const 2))) (then (unreachable)))
  ${entry('failed', '(local.get $error)')})

 (func $generate (param $p i32) (param $n i32) (result i32) (local $r i64) (local $job i32)
  (global.set $dirty (i32.const 1))
  (global.set $regions (i32.add (global.get $regions) (i32.const 1)))
  (local.set $r ${entry('render', '(call $JS_NewStringLen (global.get $context) (local.get $p) (local.get $n))')})
  (if (call $has_tag (local.get $r) (i64.const 3)) ;; undefined: promises are to be settled first
   (then
    (loop $jobs (br_if $jobs (i32.gt_s (local.tee $job (call $JS_ExecutePendingJob (global.get $runtime) (global.get $arguments))) (i32.const 0))))
    (local.set $r (if (result i64) (local.get $job) (then (call $failed)) (else ${entry('settled')})))))
  (if (call $has_tag (local.get $r) (i64.const 6)) (then (local.set $r (call $failed)))) ;; an exception
  (if (call $has_tag (local.get $r) (i64.const 6)) (then (unreachable))) ;; and another one, of saying so
  ${givenAt('(global.get $pair)')})

 ;; what the package printed, as a JSON list
 (func $warnings (result i32) (local $r i64)
  (global.set $dirty (i32.const 1))
  (local.set $r ${entry('warnings')})
  ${givenAt(`(i32.add (global.get $pair) (i32.const ${PAIR_SIZE}))`)})

 ;; a throw as the interpreter does it: of what is no Error, the stack is kept beside it
 (func $throw (param $context i32) (param $value i64) (result i64)
  (if (i32.eqz (call $JS_IsError (local.get $value)))
   (then
    (global.set $thrown (local.get $value))
    (call $JS_FreeValue (local.get $context) (call $take_stack))))
  (call $JS_Throw (local.get $context) (local.get $value)))
 ;; the stack of the exception before, as a text, or undefined
 (func $take_stack (result i64)
  ${twoWords('(global.get $context)', `(i32.add (global.get $arguments) (i32.const ${ARGUMENT_BYTES}))`)}
  (drop (call $js_std_cmd (i32.const 2) (global.get $arguments)))
  (i64.load offset=${ARGUMENT_BYTES} (global.get $arguments)))

 ;; the interpreter looks around in a loop: what it is at can be told, should the host stop it
 (func $look_around (param $context i32) (param $frame i32) (param $at i32) (result i32)
  (i32.store offset=${FRAME_AT} (local.get $frame) (local.get $at))
  (call $poll (local.get $context)))

 ;; a promise was rejected that nobody waits for, or somebody now waits for one that was
 (func $rejection (param $promise i32) (param $reason i32) (param $handled i32)
  (drop (if (result i64) (local.get $handled)
   (then ${entry('handled', '(i64.load (local.get $promise))')})
   (else ${entry('rejected', '(i64.load (local.get $promise))', '(i64.load (local.get $reason))')}))))
 ;; a text is to be run, where the compiler is left out: throws
 (func $no_compiler (param $context i32) (param $this i64) (param $text i32) (param $n i32) (param $file i32) (param $line i32) (param $flags i32) (param $scope i32) (result i64)
  ${entry('noCompiler')})
 ;; what becomes of a promise: 0 is that it was made
 (func $promise_hook (param $context i32) (param $what i32) (param $promise i64) (param $parent i64) (param $opaque i32)
  (if (i32.eqz (local.get $what)) (then (drop ${entry('begun', '(local.get $promise)')}))))
 ;; 0 is settled, 1 is pending, 2 is pending and nobody waits for it
 (func $promise_state (param $promise i64) (result i64)
  (if (result i64) (call $JS_PromiseState (global.get $context) (local.get $promise))
   (then (i64.const 0))
   (else (select (i64.const 1) (i64.const 2)
    (i32.load8_u offset=${PROMISE_HANDLED} (call $JS_GetOpaque (local.get $promise) (call $JS_GetClassID (local.get $promise))))))))
`;

/** What the engine must know of a module that is merged in. */
export interface Dependency {
  /** does it say what it read? */
  hasReads: boolean;
  /** does it say what belongs on standard error? */
  hasWarnings: boolean;
  /** does it tell the text of a panic? */
  hasFault: boolean;
}

/**
 * \`__mistletoe_native(operation, text)\`: 0 reads YAML with Helm's reader, 1 writes JSON as YAML, n + 2 renders dependency number n, -n - 2 ends
 * that with what it read, as a JSON list; before that n + 1,000,000 gives its warnings, another one. Arguments are addresses of boxed
 * JSValues, and so is what is given.
 * @param numbers of each dependency the module that it is: the same module may have several names
 */
export const nativeBody = (
  numbers: readonly number[],
) => `(local $s i32) (local $n i32) (local $len i32) (local $out i32) (local $box i32) (local $value i64)
    (drop (call $JS_ToInt32 (global.get $context) (global.get $arguments) (i64.load (i32.load (local.get 4)))))
    (local.set $box (i32.load (global.get $arguments)))
    (local.set $value (i64.load (i32.load offset=4 (local.get 4))))
    (if (i32.eq (local.get $box) (i32.const ${NATIVE.thrownAt})) (then
      (return (call $boxed (if (result i64) (i64.eq (local.get $value) (global.get $thrown)) (then (call $take_stack)) (else ${UNDEFINED}))))))
    (if (i32.eq (local.get $box) (i32.const ${NATIVE.promiseState})) (then (return (call $boxed (call $promise_state (local.get $value))))))
    (local.set $s (call $JS_ToCStringLen2 (global.get $context) (global.get $arguments) (local.get $value) (i32.const 0)))
    (local.set $n (i32.load (global.get $arguments)))
    (if (i32.or (i32.eq (local.get $box) (i32.const ${NATIVE.readYaml})) (i32.eq (local.get $box) (i32.const ${NATIVE.writeYaml}))) (then (local.set $out (call $convert (i32.eq (local.get $box) (i32.const ${NATIVE.writeYaml})) (local.get $s) (local.get $n)))))
${numbers
  .map(
    (module, i) =>
      `    (if (i32.eq (local.get $box) (i32.const ${NATIVE.dependencies + i})) (then (local.set $out (call $render_${module} (local.get $s) (local.get $n)))))
    (if (i32.eq (local.get $box) (i32.const ${-NATIVE.dependencies - i})) (then (local.set $out (call $finish_${module}))))
    (if (i32.eq (local.get $box) (i32.const ${NATIVE.warnings + i})) (then (local.set $out (call $said_${module}))))`,
  )
  .join('\n')}
    (if (i32.eqz (local.get $out)) (then (unreachable)))
    (local.set $len (i32.load (global.get $arguments)))
    (call $boxed (call $JS_NewStringLen (global.get $context) (local.get $out) (local.get $len)))`;

/** A text of another memory as a block of this one; its length goes to $arguments. */
const fetched = (memory: string, address: string, length: string) => `
  (i32.store (global.get $arguments) ${length})
  (if (i32.eqz (local.tee $out (call $malloc ${length}))) (then (unreachable)))
  (memory.copy $0 $${memory} (local.get $out) ${address} ${length})`;

/** Imports of the modules that are merged in, which stand before everything else. */
export const importsWat = (dependencies: readonly Dependency[]) => `
 (import "toolkit" "memory" (memory $toolkit 0))
 (import "toolkit" "start" (func $toolkit_start (param i64)))
 (import "toolkit" "finish" (func $toolkit_finish))
 (import "toolkit" "allocate" (func $toolkit_allocate (param i32) (result i32)))
 (import "toolkit" "newString" (func $toolkit_newString (param i32 i32) (result i32)))
 (import "toolkit" "yamlToJson" (func $toolkit_yamlToJson (param i32) (result i32)))
 (import "toolkit" "jsonToYaml" (func $toolkit_jsonToYaml (param i32) (result i32)))
 (import "toolkit" "problem" (func $toolkit_problem (result i32)))
${dependencies
  .map(
    (
      { hasReads, hasWarnings, hasFault },
      i,
    ) => ` (import "dependency_${i}" "${MEMORY_EXPORT}" (memory $dependency_${i} 0))
 (import "dependency_${i}" "${ALLOC_EXPORT}" (func $dependency_${i}_alloc (param i32) (result i32)))
 (import "dependency_${i}" "${DEALLOC_EXPORT}" (func $dependency_${i}_dealloc (param i32 i32)))
 (import "dependency_${i}" "${GENERATE_EXPORT}" (func $dependency_${i}_generate (param i32 i32) (result i32)))${
   hasReads ? `\n (import "dependency_${i}" "${READS_EXPORT}" (func $dependency_${i}_reads (result i32)))` : ''
 }${
   hasWarnings ? `\n (import "dependency_${i}" "${WARNINGS_EXPORT}" (func $dependency_${i}_warnings (result i32)))` : ''
 }${hasFault ? `\n (import "dependency_${i}" "${FAULT_EXPORT}" (func $dependency_${i}_fault (result i32)))` : ''}`,
  )
  .join('\n')}`;

/** What a list is where a module has none: `[]`. */
const NO_LIST = `
  (i32.store (global.get $arguments) (i32.const 2))
  (if (i32.eqz (local.tee $out (call $malloc (i32.const 2)))) (then (unreachable)))
  (i32.store16 (local.get $out) (i32.const 0x5d5b))`;

/** A JSON list that an export of a dependency gives. */
const listOf = (i: number, name: 'reads' | 'warnings') => `
  (local.set $pair (call $dependency_${i}_${name}))
  ${fetched(`dependency_${i}`, `(i32.load $dependency_${i} offset=${PAIR_ADDRESS} (local.get $pair))`, `(i32.load $dependency_${i} offset=${PAIR_LENGTH} (local.get $pair))`)}`;

/** A piece of a memory. */
export interface Room {
  at: number;
  length: number;
}

/**
 * Reading and writing YAML, and three functions for each dependency: one renders it, one tells what it said, one what it read, and gives its
 * memory back.
 * @param scratch what the toolkit writes to outside of its heap, which begins as zeros
 */
export const mergedWat = (dependencies: readonly Dependency[], scratch: readonly Room[]) => `
 (func $convert (param $writes i32) (param $s i32) (param $n i32) (result i32) (local $at i32) (local $cell i32) (local $out i32)
  (call $toolkit_start (i64.const -1)) ;; as the newest Helm reads YAML
  ;; the reader looks behind the text
  (local.set $at (call $toolkit_allocate (i32.add (local.get $n) (i32.const ${TEXT_MARGIN}))))
  (memory.copy $toolkit $0 (local.get $at) (local.get $s) (local.get $n))
  (local.set $cell (call $toolkit_newString (local.get $at) (local.get $n)))
  (local.set $cell (if (result i32) (local.get $writes)
   (then (call $toolkit_jsonToYaml (local.get $cell)))
   (else (call $toolkit_yamlToJson (local.get $cell)))))
  (if (i32.eqz (local.get $cell)) (then (local.set $cell (call $toolkit_problem))))
  ${fetched('toolkit', `(i32.load $toolkit offset=${VALUE_PAYLOAD} (local.get $cell))`, `(i32.load $toolkit offset=${VALUE_LENGTH} (local.get $cell))`)}
  (call $toolkit_finish) ;; a render leaves no trace there either
${scratch.map(({ at, length }) => `  (memory.fill $toolkit (i32.const ${at}) (i32.const 0) (i32.const ${length}))`).join('\n')}
  (local.get $out))
${dependencies
  .map(
    ({ hasReads, hasWarnings }, i) => ` (global $input_${i} (mut i32) (i32.const 0))
 (global $input_length_${i} (mut i32) (i32.const 0))
 (global $output_${i} (mut i32) (i32.const 0))
 (global $output_length_${i} (mut i32) (i32.const 0))
 (func $render_${i} (param $s i32) (param $n i32) (result i32) (local $pair i32) (local $out i32)
  (global.set $calling (i32.const ${i + 1}))
  (global.set $input_length_${i} (local.get $n))
  (global.set $input_${i} (call $dependency_${i}_alloc (local.get $n)))
  (memory.copy $dependency_${i} $0 (global.get $input_${i}) (local.get $s) (local.get $n))
  (local.set $pair (call $dependency_${i}_generate (global.get $input_${i}) (local.get $n)))
  (global.set $output_${i} (i32.load $dependency_${i} offset=${PAIR_ADDRESS} (local.get $pair)))
  (global.set $output_length_${i} (i32.load $dependency_${i} offset=${PAIR_LENGTH} (local.get $pair)))
  ${fetched(`dependency_${i}`, `(global.get $output_${i})`, `(global.get $output_length_${i})`)}
  (local.get $out))
 (func $said_${i} (result i32) (local $pair i32) (local $out i32)${hasWarnings ? listOf(i, 'warnings') : NO_LIST}
  (local.get $out))
 (func $finish_${i} (result i32) (local $pair i32) (local $out i32)${hasReads ? listOf(i, 'reads') : NO_LIST}
  (call $dependency_${i}_dealloc (global.get $output_${i}) (global.get $output_length_${i}))
  (call $dependency_${i}_dealloc (global.get $input_${i}) (global.get $input_length_${i}))
  (global.set $calling (i32.const 0))
  (local.get $out))`,
  )
  .join('\n')}
 ;; which dependency has been called, from 1 on
 (global $calling (mut i32) (i32.const 0))
${faultWat(dependencies)}
`;

/** After a trap, or where the host stopped the module: what a dependency says that runs, or where the package is; as a pair. */
const faultWat = (
  dependencies: readonly Dependency[],
) => ` (func $fault (result i32) (local $from i32) (local $out i32) (local $said i64) (local $r i64)
  (local.set $said ${UNDEFINED})
${dependencies
  .map(({ hasFault }, i) =>
    hasFault
      ? `  (if (i32.eq (global.get $calling) (i32.const ${i + 1})) (then
   (if (local.tee $from (call $dependency_${i}_fault)) (then
    ${fetched(`dependency_${i}`, `(i32.load $dependency_${i} offset=${PAIR_ADDRESS} (local.get $from))`, `(i32.load $dependency_${i} offset=${PAIR_LENGTH} (local.get $from))`)}
    (local.set $said (call $JS_NewStringLen (global.get $context) (local.get $out) (i32.load (global.get $arguments))))))))`
      : '',
  )
  .join('\n')}
  (local.set $r ${entry('where', '(local.get $said)')})
  ${givenAt('(global.get $pair)')})`;
