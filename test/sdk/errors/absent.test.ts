// What programs have elsewhere and a package has not: its author is told what to do instead, at the line; and what of it a package has.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openModule } from '../../../runtime/host';
import { buildPackage } from '../../../toolchain/typescript/build';
import { writePackage } from '../build';

/** Statements of `generate`, by their names; those of an async one begin with `await`. */
const MODES = {
  process: 'return process.env.HOME;',
  buffer: "return Buffer.from('a');",
  intl: 'return new Intl.NumberFormat();',
  performance: 'return performance.now();',
  webAssembly: 'return WebAssembly.compile(bytes);',
  decoder: 'return new TextDecoder();',
  document: 'return document.title;',
  place: 'return __dirname;',
  own: 'return notThere;',
  timer: 'return setTimeout(() => 1, 1);',
  fetch: "return fetch('https://a.example');",
  encoder: "return { 'a.txt': new TextEncoder().encode('é€').join() };",
  uuid: "return { 'a.txt': crypto.randomUUID() };",
  list: 'const one = async () => ({});\n    return [one()];',
  file: "const one = async () => ({});\n    return { 'a.yaml': [one()] };",
  microtask: "queueMicrotask(() => { throw new Error('late'); });\n    return {};",
  awaited: "queueMicrotask(() => { throw new Error('late'); });\n    await null; await null;\n    return {};",
  done: "let n = 0;\n    queueMicrotask(() => { n++; });\n    await null;\n    return { 'a.txt': String(n) };",
};

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-absent-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let instance: ReturnType<typeof openModule>;

const FORMS: unknown[][] = [
  ['%s is %d %i %f %j %% %c.', 'x', 3.7, 3.7, '1.5', { a: 1 }, 'color: red', 'more', 2],
  ['%d %i %f', 'x', 'y', 'z'],
  ['100%', 1],
  ['%s', 'a', 'b'],
  ['%s %s', 'a'],
  ['%%'],
  ['%x', 1],
  [1, '%s', 'a'],
  [],
];

beforeAll(async () => {
  const modes = Object.entries(MODES).map(
    ([name, body]) => `  ${name}: ${body.includes('await ') ? 'async ' : ''}() => {\n    ${body}\n  },\n`,
  );
  const source = `import { definePackage } from '@mistletoe-dev/sdk';
const modes: any = {
${modes.join('')}  forms: () => {
    for (const parts of ${JSON.stringify(FORMS)}) console.log(...parts);
    return {};
  },
};
export default definePackage<any>({ metadata: { name: 'x' }, generate: ({ mode }) => modes[mode]() });`;
  const place = writePackage(folder, { 'package.ts': source });
  instance = openModule((await buildPackage(join(place, 'package.ts'))).wasm);
});

const render = (mode: string) => instance.generate({ data: { name: 'x', entropy: 'e', mode } });

describe('what there is not', () => {
  test.each([
    ['process', 'ReferenceError: process is not defined: a package has no process and no environment: what it is to'],
    ['buffer', 'ReferenceError: Buffer is not defined: bytes are a Uint8Array'],
    ['intl', 'ReferenceError: Intl is not defined: a package has no languages and no time zones'],
    ['performance', 'ReferenceError: performance is not defined: a package has no clock but that of its input: now()'],
    ['webAssembly', 'ReferenceError: WebAssembly is not defined: a package loads no modules while it renders'],
    ['decoder', 'ReferenceError: TextDecoder is not defined: decodeURIComponent(escape(text)) reads'],
    ['document', "ReferenceError: document is not defined: it is a browser's"],
    ['place', 'ReferenceError: __dirname is not defined: a package has no files: import one by its path'],
    ['own', 'ReferenceError: notThere is not defined\n'],
    ['timer', 'Error: setTimeout is not there: a package renders at once, and waits for nothing'],
    ['fetch', 'Error: fetch is not there: a package has no network'],
  ])('%s', (mode, says) => {
    const { message = '', result } = render(mode).data;
    expect([result, message.slice(0, says.length)]).toEqual(['Err', says]);
    expect(message).toMatch(new RegExp(`\\n {4}at ${mode} \\(package\\.ts:\\d+:\\d+\\)`));
  });
});

describe('what there is', () => {
  test.each([
    ['encoder', /^195,169,226,130,172$/],
    ['uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
    ['done', /^1$/],
  ])('%s', (mode, gives) => {
    expect(render(mode).data.files.get('a.txt')).toMatch(gives);
    expect(render(mode)).toEqual(render(mode));
  });

  test("console writes as Node's does", () => {
    expect(render('forms').warnings).toEqual(FORMS.map((parts) => format(...parts)));
  });
});

describe('promises are told with their place', () => {
  test.each([
    ['list', 'TypeError: generate() gave a list with a promise that nobody awaited in it: give objects'],
    [
      'file',
      'TypeError: a.yaml is a list with a promise that nobody awaited in it: give objects, or one text for the file',
    ],
    ['microtask', 'Error: generate() was done before this promise, which nobody awaits: await it, or return it'],
    ['awaited', 'Error: a promise failed that nobody awaits: await it, or return it\ncaused by Error: late'],
  ])('%s', (mode, says) => {
    const { message = '' } = render(mode).data;
    expect(message.slice(0, says.length)).toBe(says);
    expect(message.slice(says.length)).toMatch(/^\n {4}at .*package\.ts:\d+:\d+/);
  });
});
