// Writes runtime/guest/template/functions.generated.ts from the function table: names, parameter types and the dispatch that the
// evaluator behind `tpl` uses. Run by the guest's build; the file it writes is not committed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importTypeScript } from '../build/typescript-module.mjs';

/** Families that are Go's own, and Helm's; the rest are Sprig's. */
const FOLDERS = { builtins: 'go', printing: 'go', durations: 'helm', json: 'helm', toml: 'helm', yaml: 'helm' };

/** The guest's file with a function's symbol, as a file in another room of runtime/guest imports it. */
function fileOf({ family, name }) {
  if (family === 'engine') return name === 'tpl' ? '../template/exec' : '../template/include';
  return `../functions/${FOLDERS[family] ?? 'sprig'}/${family}`;
}

/** The function table, and the numbers of parameter types. */
const readLanguage = () => importTypeScript(['language/functions', 'language/signatures']);

export async function readFunctionTable() {
  return (await readLanguage()).templateFunctions;
}

export async function generateFunctions(path) {
  const { templateFunctions, parameterTags } = await readLanguage();
  const table = [...templateFunctions].sort((a, b) => (a.name < b.name ? -1 : 1));
  const sources = new Map();
  for (const f of table) {
    const file = fileOf(f);
    if (!sources.has(file)) {
      const path = join('runtime/guest/template', `${file}.ts`);
      sources.set(file, existsSync(path) ? readFileSync(path, 'utf8') : '');
    }
    if (!sources.get(file).includes(`export function ${f.symbol}(`)) {
      throw new Error(`${file}.ts has no function ${f.symbol}, which the table names for ${f.name}`);
    }
  }
  const blob = [];
  const offsets = [];
  /** The number of the quirk that brings each function, 255: all Helms have it. */
  const since = [];
  for (const f of table) {
    offsets.push(blob.length);
    const variadic = f.parameters.at(-1)?.startsWith('...') ?? false;
    const kinds = f.parameters.map((p) => parameterTags[p.replace('...', '')]);
    if (kinds.some((k) => k === undefined)) throw new Error(`unknown parameter type in ${f.name}`);
    const flags = (variadic ? 1 : 0) | (f.result === 'any' ? 2 : 0) | (f.draws ? 4 : 0);
    since.push(f.since ?? 255);
    blob.push(f.name.length, kinds.length, flags, ...Buffer.from(f.name), ...kinds);
  }
  const symbols = new Map();
  for (const f of table) {
    if (!symbols.has(f.symbol)) symbols.set(f.symbol, fileOf(f));
  }
  const byFile = new Map();
  for (const [symbol, file] of symbols) byFile.set(file, [...(byFile.get(file) ?? []), symbol]);
  const cases = table.map((f, id) => {
    const variadic = f.parameters.at(-1)?.startsWith('...') ?? false;
    const fixed = f.parameters.length - (variadic ? 1 : 0);
    const args = Array.from({ length: fixed }, (_, i) => `arg(pointer, ${i})`);
    if (variadic) args.push(fixed ? `pointer + ${fixed * 4}` : 'pointer', fixed ? `count - ${fixed}` : 'count');
    return `    case ${id}:\n      return ${f.symbol}(${args.join(', ')});`;
  });
  const groups = groupsOf(cases);
  writeFileSync(
    path,
    `// Generated from language/functions.ts by tools/generate/functions.mjs.

import { compareBytes } from '../core/memory';
import { has } from '../core/mode';
import { Value } from '../core/value';
${[...byFile].map(([file, names]) => `import { ${names.join(', ')} } from '${file}';`).join('\n')}

const COUNT: i32 = ${table.length};
const OFFSETS: usize = memory.data<u16>([${offsets.join(', ')}]);
const SINCE: usize = memory.data<u8>([${since.join(', ')}]);
const TABLE: usize = memory.data<u8>([${blob.join(', ')}]);

@inline
function row(id: i32): usize {
  return TABLE + load<u16>(OFFSETS + (id << 1));
}

@inline
function arg(pointer: usize, i: i32): Value {
  return changetype<Value>(load<u32>(pointer + (i << 2)));
}

/** Number of the function of that name, or -1. */
export function findFunction(pointer: usize, length: u32): i32 {
  let low = 0;
  let high = COUNT - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const at = row(middle);
    const order = compareBytes(at + 3, load<u8>(at), pointer, length);
    if (order == 0) {
      const since = load<u8>(SINCE + middle);
      return since == 255 || has(since) ? middle : -1;
    }
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

// Functions that the evaluator does not call as it does others.
${['and', 'or', 'call', 'include'].map((name) => `export const ${name.toUpperCase()}: i32 = ${table.findIndex((f) => f.name === name)};`).join('\n')}

export function isVariadic(id: i32): bool {
  return (load<u8>(row(id), 2) & 1) != 0;
}

export function returnsInterface(id: i32): bool {
  return (load<u8>(row(id), 2) & 2) != 0;
}

export function drawsFrom(id: i32): bool {
  return (load<u8>(row(id), 2) & 4) != 0;
}

export function fixedParameters(id: i32): i32 {
  const at = row(id);
  return <i32>load<u8>(at, 1) - (load<u8>(at, 2) & 1);
}

/** PARAM_* of argument \`i\`, the variadic ones included. */
export function parameterOf(id: i32, i: i32): i32 {
  const at = row(id);
  const count = <i32>load<u8>(at, 1);
  return load<u8>(at + 3 + load<u8>(at) + (i < count ? i : count - 1));
}

${groups
  .map(
    (group, number) => `/** callFunction for those from ${number << GROUP_BITS} on. */
export function ${groupName(number)}(id: i32, pointer: usize, count: i32): Value {
  switch (id) {
${group.join('\n')}
  }
  return changetype<Value>(0);
}
`,
  )
  .join('\n')}
/** Calls a function with arguments that were checked against its parameters. */
export function callFunction(id: i32, pointer: usize, count: i32): Value {
  switch (id >> ${GROUP_BITS}) {
${groups.map((_, number) => `    case ${number}:\n      return ${groupName(number)}(id, pointer, count);`).join('\n')}
  }
  return changetype<Value>(0);
}
`,
  );
}

/**
 * As many functions are called by one switch: an engine compiles a function when it is called first, and takes one for worth optimising
 * the sooner, the larger it is.
 */
const GROUP_BITS = 4;
const groupName = (number) => `callFunctions${number}`;

function groupsOf(cases) {
  const groups = [];
  for (let i = 0; i < cases.length; i += 1 << GROUP_BITS) groups.push(cases.slice(i, i + (1 << GROUP_BITS)));
  return groups;
}

/** Every function of the table as an export of the guest, for the linker; and what asc would else put into its one caller. */
export async function generateExports(path) {
  const byFile = new Map();
  const table = await readFunctionTable();
  byFile.set('../template/functions.generated', new Set(groupsOf(table).map((_, number) => groupName(number))));
  for (const f of table) {
    const file = fileOf(f);
    byFile.set(file, (byFile.get(file) ?? new Set()).add(f.symbol));
  }
  writeFileSync(
    path,
    `// Generated from language/functions.ts by tools/generate/functions.mjs.\n\n${[...byFile]
      .map(([file, symbols]) => `export { ${[...symbols].join(', ')} } from '${file}';`)
      .join('\n')}\n`,
  );
}
