// Where QuickJS turns to us, in the text of its one pinned build: as its interpreter throws and jumps, as it has no memory, as it makes a
// promise, and in place of its compiler. What is looked for is counted, and fails loudly.

import { FRAME_AT } from './contract-wat';
import { PROMISE_HOOK } from './facts';

/** How often its interpreter throws what a program gives it, and looks around as it jumps. */
const THROWS = 2;
const JUMPS = 7;

/**
 * QuickJS's text where it turns to us: as it throws, as it jumps, as it has no memory, and as it makes a promise. `actual`: its functions by their
 * names, to which that of the interpreter's look around is added.
 */
export function withTurns(quickjs: string, actual: Map<string, string>): string {
  const call = functionText(quickjs, actual.get('JS_Call')!);
  const interpreter = functionText(quickjs, found(call, /\(call (\$\S+)$/m, 'the interpreter'));
  const local = '\\s+\\(local\\.get (\\$\\d+)\\)';
  // Where an exception gets its stack, what the interpreter is at goes into the frame.
  const places = new RegExp(
    `\\(i32\\.store offset=${FRAME_AT}${local}${local}\\s+\\)\\s+\\(call \\$\\d+${local}${local}\\s+\\(i64\\.const 12884901888\\)\\s+(?:\\(i32\\.const 0\\)\\s+){4}\\)`,
  );
  const frame = found(interpreter, places, 'a place where exceptions get their stack');
  // What a jump reads how far it goes of: the jump itself is one byte before, and where it leads may be the line before a loop.
  const at = found(
    interpreter,
    /\(i32\.add\s+\(local\.get (\$\d+)\)\s+\(i32\.load16_s align=1\s+\(local\.get \1\)/,
    'jumps',
  );
  const jumps = [
    ...interpreter.matchAll(new RegExp(`\\(br_if (\\$block\\d+)\\s+\\(call (\\$\\d+)${local}\\s+\\)\\s+\\)`, 'g')),
  ];
  const [poll] = mostFrequent(jumps.map(([, , name]) => name!));
  const [exception] = mostFrequent(jumps.map(([, block]) => block!));
  actual.set('poll', poll);
  const counts = { jumps: 0, throws: 0 };
  const turned = interpreter
    .replaceAll(new RegExp(`(\\(br_if \\${exception}\\s+\\(call) \\${poll}(${local})`, 'g'), (_, before, context) => {
      counts.jumps++;
      return `${before} $mist_look_around${context} (local.get ${frame}) (local.get ${at})`;
    })
    .replaceAll(new RegExp(`\\(call \\${actual.get('JS_Throw')}$`, 'gm'), () => {
      counts.throws++;
      return '(call $mist_throw';
    });
  if (counts.jumps !== JUMPS || counts.throws !== THROWS) {
    throw new Error(
      `quickjs.wasm jumps ${counts.jumps} times and throws ${counts.throws} times, not ${JUMPS} and ${THROWS}`,
    );
  }
  const table = ` (table $0 ${PROMISE_HOOK} funcref)\n`;
  if (!quickjs.includes(table)) throw new Error(`quickjs.wasm has not ${PROMISE_HOOK} functions in its table`);
  return quickjs
    .replace(interpreter, () => turned)
    .replaceAll(new RegExp(`\\(call \\${actual.get('JS_ThrowOutOfMemory')}$`, 'gm'), '(call $mist_no_memory')
    .replace(
      table,
      ` (table $0 ${PROMISE_HOOK + 1} funcref)\n (elem $mist_hooks (i32.const ${PROMISE_HOOK}) $mist_promise_hook)\n`,
    );
}

/** The parameters of what QuickJS compiles and runs a text with, as JS_AddIntrinsicEval puts it into a context. */
const COMPILER_TYPE =
  '(param $0 i32) (param $1 i64) (param $2 i32) (param $3 i32) (param $4 i32) (param $5 i32) (param $6 i32) (param $7 i32) (result i64)';

/** QuickJS's text with our `no_compiler` in its table instead of what compiles a text: nothing else reaches that, so it is left out. */
export function withoutCompiler(quickjs: string): string {
  const intrinsic = found(
    quickjs,
    /\(export "JS_AddIntrinsicEval" \(func (\$[^)]+)\)\)/,
    'the export JS_AddIntrinsicEval',
  );
  const place = Number(
    found(
      functionText(quickjs, intrinsic),
      /^\n .*\s+\(i32\.store offset=\d+\s+\(local\.get \$0\)\s+\(i32\.const (\d+)\)\s+\)\s+\(i32\.const 0\)\s+\)$/,
      'an intrinsic that only says what compiles',
    ),
  );
  const [, head, list] = /^( \(elem \$0 \(i32\.const 1\) )(\$.*)\)$/m.exec(quickjs) ?? [];
  const elements = list?.split(' ') ?? [];
  const compiler = elements[place - 1];
  if (compiler === undefined || !functionText(quickjs, compiler).split('\n')[1]!.endsWith(COMPILER_TYPE))
    throw new Error(`quickjs.wasm has no compiler in its table at ${place}`);
  elements[place - 1] = '$mist_no_compiler';
  return quickjs.replace(`${head}${list}`, () => `${head}${elements.join(' ')}`);
}

/** The text of a function, from the line's end before it. */
function functionText(quickjs: string, name: string): string {
  const from = quickjs.indexOf(`\n (func ${name} `);
  return quickjs.slice(from, quickjs.indexOf('\n )', from) + '\n )'.length);
}

function mostFrequent(names: readonly string[]): [string, number] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]!;
}

/** What the pattern captures. Throws an Error that names `what` where it is not there. */
export function found(text: string, pattern: RegExp, what: string): string {
  const match = pattern.exec(text);
  if (!match) throw new Error(`quickjs.wasm has not ${what}`);
  return match[1]!;
}
