// `mistletoe link`: programs that read standard input and write standard output become modules.

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from '../../cli/program';
import { runPackage } from '../../actions/package/run';
import { readFiles } from '../../actions/render/manifests';
import { openModule } from '../../runtime/host';
import { linkProgram } from '../../toolchain/link/link';
import { buildPackage } from '../../toolchain/typescript/build';
import { needs } from '../judge/needs';
import { assemble } from '../modules/build';
import { writePackage } from './build';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-link-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A WASI command in WebAssembly's text: `body` is its _start. */
const program = (body: string, more = '') =>
  assemble(`(module
    (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
    (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environment (param i32 i32) (result i32)))
    (memory (export "memory") 2)
    (global $count (mut i32) (i32.const 0))
    (data (i32.const 2000) "0123456789abcdef")
    ;; a region as one buffer, at 64
    (func $buffer (param $at i32) (param $length i32)
      (i32.store (i32.const 64) (local.get $at)) (i32.store (i32.const 68) (local.get $length)))
    (func $say (param $fd i32) (param $at i32) (param $length i32)
      (call $buffer (local.get $at) (local.get $length))
      (drop (call $write (local.get $fd) (i32.const 64) (i32.const 1) (i32.const 80))))
    ;; a number as 16 hexadecimal digits
    (func $hex (param $n i64) (local $i i32)
      (loop $next
        (i32.store8 (i32.add (i32.const 3000) (local.get $i)) (i32.load8_u offset=2000
          (i32.wrap_i64 (i64.and (i64.shr_u (local.get $n) (i64.extend_i32_u (i32.sub (i32.const 60) (i32.mul (local.get $i) (i32.const 4))))) (i64.const 15)))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $i) (i32.const 16))))
      (call $say (i32.const 1) (i32.const 3000) (i32.const 16))
      (i32.store8 (i32.const 3016) (i32.const 10)) (call $say (i32.const 1) (i32.const 3016) (i32.const 1)))
    ${more}
    (func (export "_start") ${body}))`);

const link = async (wasm: Uint8Array) => openModule(await linkProgram(wasm, { name: 'it' }));
const readPackageSection = (wasm: Uint8Array): unknown => {
  const [section] = WebAssembly.Module.customSections(
    new WebAssembly.Module(wasm as BufferSource),
    'mistletoe.dev/package',
  );
  return JSON.parse(Buffer.from(section!).toString());
};
const output = (instance: ReturnType<typeof openModule>, data: object = {}) => {
  const { result, message, files } = instance.generate({ data: { name: 'x', ...data } }).data;
  return result === 'Ok' ? files.get('output.yaml') : message;
};

describe('a program', () => {
  const echo = `(local $n i32)
    (loop $more
      (call $buffer (i32.const 4096) (i32.const 1000))
      (drop (call $read (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 80)))
      (local.set $n (i32.load (i32.const 80)))
      (call $say (i32.const 1) (i32.const 4096) (local.get $n))
      (br_if $more (local.get $n)))`;

  test('reads its input whole and gives what it writes, whatever bytes these are', async () => {
    const instance = await link(program(echo));
    expect(instance.info()).toMatchObject({ metadata: { name: 'it' } });
    const text = 'quotes " \\ \u0001 \t größe 😀 \u2028'.repeat(5000);
    expect(JSON.parse(output(instance, { text })!)).toEqual({
      apiVersion: 'mistletoe.dev/v1alpha1',
      kind: 'MistInput',
      data: { name: 'x', text },
    });
  });

  test('starts anew for each render: globals, data and memory', async () => {
    const instance = await link(
      program(`(global.set $count (i32.add (global.get $count) (i32.const 1)))
        (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 1)))
        (i32.store8 (i32.const 2001) (i32.const 63)) (i32.store8 (i32.const 2001) (i32.add (i32.load8_u (i32.const 2001)) (i32.const 0)))
        (call $hex (i64.extend_i32_u (global.get $count)))
        (call $hex (i64.extend_i32_u (i32.load (i32.const 8))))
        (call $hex (i64.extend_i32_u (memory.size)))
        (drop (memory.grow (i32.const 3)))
        (call $hex (i64.load (i32.const 131072))) (i64.store (i32.const 131072) (i64.const -1))
        (call $hex (i64.extend_i32_u (memory.size)))`),
    );
    const first = output(instance);
    expect(first?.split('\n').map((line) => Number.parseInt(line.replaceAll('?', '1'), 16))).toEqual([
      1,
      1,
      2,
      0,
      5,
      Number.NaN,
    ]);
    const after = instance.memoryBytes();
    for (let i = 0; i < 1000; i++) expect(output(instance)).toBe(first);
    expect(instance.memoryBytes()).toBe(after);
  });

  test('keeps what it wrote when its memory grows meanwhile', async () => {
    const instance = await link(
      program(`(local $i i32)
        (loop $next
          (call $hex (i64.extend_i32_u (local.get $i)))
          (drop (memory.grow (i32.const 1)))
          (i64.store (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 8)) (i64.const -1))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $next (i32.lt_u (local.get $i) (i32.const 300))))`),
    );
    const expected = Array.from({ length: 300 }, (_, i) => `${i.toString(16).padStart(16, '0')}\n`).join('');
    expect(output(instance)).toBe(expected);
    expect(output(instance)).toBe(expected);
  });

  const echoing = link(program(echo));
  const yaml = 'data:\n  message: whole\n  result: Ok\n';

  const leave = (code: number) => `(func $leave (call $say (i32.const 2) (i32.const 2000) (i32.const 4))
      (call $say (i32.const 1) (i32.const 2004) (i32.const 4)) (call $exit (i32.const ${code})) (unreachable))
    (table 1 funcref) (elem (i32.const 0) $leave) (type $t (func))
    (func $deep (param $n i32) (if (local.get $n) (then (call $deep (i32.sub (local.get $n) (i32.const 1))) (unreachable)))
      (call_indirect (type $t) (i32.const 0)) (unreachable))`;

  test('may leave in the middle: 0 is a result, anything else refuses with what it said', async () => {
    const good = await link(program('(call $deep (i32.const 20))', leave(0)));
    expect(good.generate({ data: { name: 'x' } })).toMatchObject({ warnings: ['0123'], data: { result: 'Ok' } });
    expect(output(good)).toBe('4567');
    const bad = await link(program('(call $deep (i32.const 20))', leave(3)));
    for (let i = 0; i < 3; i++) {
      expect(bad.generate({ data: { name: 'x' } })).toMatchObject({
        warnings: [],
        data: { result: 'Err', message: '0123' },
      });
    }
    const silent = await link(program('(call $exit (i32.const 7))'));
    expect(output(silent)).toBe('the program ended with exit code 7');
    for (const code of [256, 65536, -1, -256]) {
      const refusing = await link(program(`(call $exit (i32.const ${code}))`));
      expect(output(refusing)).toBe(`the program ended with exit code ${code}`);
    }
  });

  test('that traps is told with what it said', async () => {
    const instance = await link(program('(call $say (i32.const 2) (i32.const 2000) (i32.const 4)) (unreachable)'));
    expect(() => instance.generate({ data: { name: 'x' } })).toThrow(/stopped itself.*0123/);
  });

  // Writes its input to standard error; then it traps where that begins with ?, and ends with 3 where it begins with an exclamation mark.
  const grumbling = link(
    program(`(local $n i32) (local $first i32)
      (loop $more
        (call $buffer (i32.const 4096) (i32.const 1000))
        (drop (call $read (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 80)))
        (local.set $n (i32.load (i32.const 80)))
        (if (i32.eqz (local.get $first)) (then (local.set $first (i32.load8_u (i32.const 4096)))))
        (call $say (i32.const 2) (i32.const 4096) (local.get $n))
        (br_if $more (local.get $n)))
      (if (i32.eq (local.get $first) (i32.const 63)) (then (unreachable)))
      (if (i32.eq (local.get $first) (i32.const 33)) (then (call $exit (i32.const 3))))`),
  );
  /** The bytes of a text whose characters they are. */
  const latin1 = (text: string) => Buffer.from(text, 'latin1');

  test.each([
    ['a byte of Latin-1', latin1('caf\xe9 is not open\n'), 'caf\ufffd is not open'],
    ['half a character', latin1('a\xe2\x82b \xf0\x9f\x98'), 'a\ufffd\ufffdb \ufffd\ufffd\ufffd'],
    ['surrogates, and what is too long', latin1('\xed\xa0\x80\xc0\x80\xf5'), '\ufffd'.repeat(6)],
    ['every kind of character', Buffer.from('"\\ a ß € 😀 \u0001'), '"\\ a ß € 😀 \u0001'],
  ])('may write what is no UTF-8 to standard error: %s', async (_, bytes, text) => {
    const instance = await grumbling;
    expect(instance.generate(bytes)).toMatchObject({ warnings: [text], data: { result: 'Ok' } });
    expect(instance.generate(Buffer.concat([latin1('!'), bytes]))).toMatchObject({
      warnings: [],
      data: { result: 'Err', message: `!${text}` },
    });
  });

  test('tells how much more it wrote to standard error than is shown', async () => {
    const instance = await grumbling;
    const room = 65536 - 64 - 8192;
    const letters = 'x'.repeat(room - 2);
    const { warnings } = instance.generate(`${letters}\n😀${'y'.repeat(1_000_000)}`);
    expect(warnings).toEqual([letters, '… (1000004 bytes more)']);
    expect(instance.generate(`!${letters}€`).data.message).toBe(`!${letters}\n… (3 bytes more)`);
    expect(instance.generate(`!${letters}`).data.message).toBe(`!${letters}`);
    expect(() => instance.generate(`?begin ${letters} end`)).toThrow(
      /:\n {2}\?begin x{493}\n {2}… \(\d+ characters more\) …\n {2}x+\n {2}… \(9 bytes more\)$/,
    );
  });

  test('may have a memory that is bound, and grows no further itself', async () => {
    const bound = (maximum: string) =>
      assemble(`(module
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1 ${maximum})
        (func (export "_start")
          (if (i32.ne (memory.grow (i32.const 2)) (i32.const -1)) (then (call $exit (i32.const 7))))
          (if (i32.eq (memory.grow (i32.const 1)) (i32.const -1)) (then (call $exit (i32.const 8))))))`);
    expect(output(await link(bound('1')))).toBe('the program ended with exit code 8');
    expect(output(await link(bound('2')))).toBeUndefined();
    expect(output(await link(bound('')))).toBe('the program ended with exit code 7');
  });

  test('whose own stack ends is told of that', async () => {
    const instance = await link(program('(drop (i32.load (i32.const -16)))'));
    expect(() => instance.generate({ data: { name: 'x' } })).toThrow(/out of bounds \(perhaps the end of the stack/);
  });

  test('has the clock of the input', async () => {
    const instance = await link(
      program(`(drop (call $clock (i32.const 0) (i64.const 1) (i32.const 96))) (call $hex (i64.load (i32.const 96)))`),
    );
    const milliseconds = (now?: unknown) => {
      const nanoseconds = BigInt(`0x${output(instance, { more: { now: 1 }, text: '"now":1', now })?.trim()}`);
      return Number(nanoseconds / 1_000_000n);
    };
    for (const now of [
      '2026-01-02T15:04:05Z',
      '2024-02-29T23:59:59.25+05:30',
      '1999-12-31T23:59:59-08:00',
      '2000-03-01T00:00:00Z',
      '2100-02-28T12:00:00.5Z',
    ]) {
      expect([now, milliseconds(now)]).toEqual([now, Date.parse(now)]);
    }
    expect(milliseconds(12.5)).toBe(12_500);
    expect(milliseconds(1_767_366_245)).toBe(1_767_366_245_000);
    expect(milliseconds(undefined)).toBe(Date.UTC(2000, 0, 1));
  });

  test('has randomness from the entropy alone', async () => {
    const instance = await link(
      program(`(drop (call $random (i32.const 96) (i32.const 100)))
        (call $hex (i64.load (i32.const 96))) (call $hex (i64.load (i32.const 128))) (call $hex (i64.load (i32.const 180)))`),
    );
    const [a, b, again, none] = ['one', 'two', 'one', undefined].map((entropy) => output(instance, { entropy })!);
    expect(again).toBe(a);
    expect(new Set([a, b, none]).size).toBe(3);
    expect(new Set(a!.trim().split('\n')).size).toBe(3);
    // SHA-256 in counter mode, over a name, the counter and the entropy as it is written.
    const digest = (block: number) => {
      const message = Buffer.alloc(16);
      message.write('mistwasi');
      message.writeUInt32LE(block, 8);
      return createHash('sha256').update(message).update('"one"').digest();
    };
    const words = [digest(0).readBigUInt64LE(0), digest(1).readBigUInt64LE(0), digest(2).readBigUInt64LE(20)];
    expect(a!.trim().split('\n')).toEqual(words.map((word) => word.toString(16).padStart(16, '0')));
  });

  test('finds no files and no environment', async () => {
    const instance = await link(
      program(`(call $hex (i64.extend_i32_u (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 0))))
        (drop (call $environment (i32.const 96) (i32.const 100))) (call $hex (i64.load (i32.const 96)))`),
    );
    expect(output(instance)).toBe(`${'8'.padStart(16, '0')}\n${'0'.padStart(16, '0')}\n`);
  });

  test('may give a whole MistResult', async () => {
    const result =
      '{"apiVersion":"mistletoe.dev/v1alpha1","kind":"MistResult","data":{"result":"Ok","message":"hi","files":{"a.yaml":"a: 1"}}}';
    const data = `(data (i32.const 5000) "${result.replaceAll('"', '\\22')}")`;
    const instance = await link(
      program(`(call $say (i32.const 1) (i32.const 5000) (i32.const ${result.length}))`, data),
    );
    const { message, files } = instance.generate({ data: { name: 'x' } }).data;
    expect([message, ...files]).toEqual(['hi', ['a.yaml', 'a: 1']]);
  });

  const ok = '"data": {"result": "Ok", "message": "whole"}';
  const long = 'x'.repeat(300);
  test.each([
    [
      'keys in their order',
      `{"apiVersion":"mistletoe.dev/v1alpha1","data":{"message":"whole","result":"Ok","files":{"a":"${long}\\n\\"{"}},"kind":"MistResult"}`,
    ],
    [
      'a list before the kind',
      `{"apiVersion":"mistletoe.dev/v1alpha1","x":[{"kind":"A"},["kind"]],"kind" : "MistResult",${ok}}`,
    ],
    ['a slash as PHP writes it', `{"apiVersion":"mistletoe.dev\\/v1alpha1","kind":"MistResult",${ok}}`],
    [
      'space and a byte order mark before',
      `\ufeff \n\t{"kind": "MistResult", "apiVersion": "mistletoe.dev/v1alpha1", ${ok}}`,
    ],
    [
      'comments before',
      `# ${long}\n# kind: ConfigMap\n---\napiVersion: mistletoe.dev/v1alpha1\nkind: MistResult\n${yaml}`,
    ],
    [
      'the kind last',
      `${yaml}x: |\n  ${long}\n  kind: A\n"apiVersion": 'mistletoe.dev/v1alpha1'\n"kind" :  MistResult # said\n`,
    ],
    ['line ends of Windows', `apiVersion: mistletoe.dev/v1alpha1\r\nkind: MistResult\r\n${yaml}`],
    ['a margin', `  data: {result: Ok, message: whole}\n  kind: MistResult\n  apiVersion: mistletoe.dev/v1alpha1`],
    ['dashes before JSON', `--- # said\n{"kind":"MistResult","apiVersion":"mistletoe.dev/v1alpha1",${ok}}`],
  ])('is told by its kind and apiVersion, wherever these stand: %s', async (_, text) => {
    expect((await echoing).generate(text).data).toMatchObject({ result: 'Ok', message: 'whole' });
  });

  const map = 'apiVersion: v1\nkind: ConfigMap\n';
  test.each([
    ['a comment', `# kind: MistResult is what follows\n${map}`],
    ['a value', `${map}data:\n  kind: MistResult\n  apiVersion: mistletoe.dev/v1alpha1\n`],
    ['a text', `data:\n  a: |\n    x\n\n    kind: MistResult\n${map}`],
    [
      'a value in JSON',
      '{"data":{"kind":"MistResult"},"x":"\\"kind\\":","y":["kind","MistResult"],"kind":"ConfigMap"}',
    ],
    ['a kind of a longer name', `${map.replace('ConfigMap', 'MistResults')}`],
    ["somebody else's kind", `apiVersion: example.com/v1\nkind: MistResult\n`],
    ['a document behind', `${map}---\napiVersion: mistletoe.dev/v1alpha1\nkind: MistResult\n`],
    ['no mapping', 'kind'],
    ['an open text', '{"kind'],
    ['nothing', '# nothing\n---\n'],
  ])('is none where only its words stand there: %s', async (_, text) => {
    expect((await echoing).generate(text).data).toEqual({
      result: 'Ok',
      message: undefined,
      files: new Map([['output.yaml', text]]),
    });
  });

  test('that gives a MistResult among its objects is refused, also where another package calls it', async () => {
    const wasm = await linkProgram(program(echo), { name: 'echo' });
    const text = `${map}---\napiVersion: mistletoe.dev/v1alpha1\nkind: MistResult\n`;
    const output = `(call $say (i32.const 1) (i32.const 5000) (i32.const ${text.length}))`;
    const mixed = await linkProgram(program(output, `(data (i32.const 5000) "${text.replaceAll('\n', '\\n')}")`), {
      name: 'mixed',
    });
    expect(() => runPackage(mixed, 'x')).toThrow(/gave output\.yaml a MistResult for an object/);
    expect(() => readFiles(openModule(wasm).generate(text))).toThrow(/gave output\.yaml a MistResult for an object/);
    const place = writePackage(folder, {
      'mixed.wasm': mixed,
      'package.ts': `import { definePackage } from '@mistletoe-dev/sdk';
export default definePackage({ metadata: { name: 'outer' }, dependencies: { mixed: './mixed.wasm' }, generate: (_, { render }) => render('mixed') });`,
    });
    const outer = openModule((await buildPackage(join(place, 'package.ts'))).wasm);
    expect(outer.generate({ data: { name: 'x' } }).data).toMatchObject({
      result: 'Err',
      message: 'mixed: it gave output.yaml a MistResult for an object, which only stands alone',
    });
  });

  test('that writes nothing gives nothing', async () => {
    expect((await link(program(''))).generate({ data: { name: 'x' } }).data).toMatchObject({
      result: 'Ok',
      files: new Map(),
    });
  });
});

describe('a program that exports the contract itself', () => {
  const contract = (imports: string, more = '') =>
    assemble(`(module ${imports} (memory (export "memory") 1)
      (data (i32.const 1024) "apiVersion: mistletoe.dev/v1alpha1\\0akind: MistPackage\\0ametadata:\\0a  name: own\\0a")
      (func (export "__mistletoe_info") (result i32) (i32.store (i32.const 0) (i32.const 1024)) (i32.store (i32.const 4) (i32.const 75)) (i32.const 0))
      (func (export "__mistletoe_alloc") (param i32) (result i32) (i32.const 4096))
      (func (export "__mistletoe_dealloc") (param i32 i32))
      (func (export "__mistletoe_generate") (param i32 i32) (result i32) (unreachable)) ${more})`);

  test('stays as it is where it imports nothing', async () => {
    const wasm = contract('');
    expect(await linkProgram(wasm, { name: 'x' })).toBe(wasm);
  });

  test('has the clock, the randomness and the standard error of each render (a reactor)', async () => {
    const result = (at: number) =>
      `(i32.store (i32.const 0) (i32.const 2048)) (i32.store (i32.const 4) (i32.const ${at})) (i32.const 0)`;
    const head = 'apiVersion: mistletoe.dev/v1alpha1\\0akind: MistResult\\0adata:\\0a  result: Ok\\0a  message: \\22';
    const info =
      'apiVersion: mistletoe.dev/v1alpha1\\0akind: MistPackage\\0ametadata:\\0a  name: own\\0a  labels: {mistletoe.dev/takes: \\22now,entropy\\22}\\0a';
    const bytes = (text: string) => text.replace(/\\../g, '.').length;
    const length = bytes(head);
    const wasm = assemble(`(module
      (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
      (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (memory (export "memory") 1)
      (global $started (mut i32) (i32.const 0))
      (data (i32.const 1024) "${info}")
      (data (i32.const 2048) "${head}") (data (i32.const 3000) "\\b8\\0b\\00\\00\\04\\00\\00\\00") (data (i32.const 3008) "said")
      (func (export "_initialize") (global.set $started (i32.add (global.get $started) (i32.const 1))))
      (func $digit (param $at i32) (param $n i64) (i32.store8 (i32.add (i32.const 2048) (local.get $at))
        (i32.add (i32.const 97) (i32.wrap_i64 (i64.and (local.get $n) (i64.const 15))))))
      (func (export "__mistletoe_info") (result i32) (i32.store (i32.const 0) (i32.const 1024)) (i32.store (i32.const 4) (i32.const ${bytes(info)})) (i32.const 0))
      (func (export "__mistletoe_alloc") (param i32) (result i32) (i32.const 4096))
      (func (export "__mistletoe_dealloc") (param i32 i32))
      (func (export "__mistletoe_generate") (param $at i32) (param $length i32) (result i32) (local $i i32)
        (i32.store (i32.const 3000) (i32.const 3008))
        (drop (call $write (i32.const 2) (i32.const 3000) (i32.const 1) (i32.const 3016)))
        ;; the input is overwritten before the clock is asked
        (memory.fill (local.get $at) (i32.const 32) (local.get $length))
        (if (i32.eqz (global.get $started)) (then (unreachable)))
        (if (i32.eqz (i32.eq (memory.grow (i32.const 1)) (i32.sub (memory.size) (i32.const 1)))) (then (unreachable)))
        (drop (call $clock (i32.const 0) (i64.const 1) (i32.const 3024)))
        (if (i64.eqz (i64.rem_u (i64.div_u (i64.load (i32.const 3024)) (i64.const 1000000000)) (i64.const 2))) (then (call $exit (i32.const 3)) (unreachable)))
        (drop (call $random (i32.const 3032) (i32.const 8)))
        (loop $next
          (call $digit (i32.add (i32.const ${length}) (local.get $i)) (i64.load8_u (i32.add (i32.const 3032) (local.get $i))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $next (i32.lt_u (local.get $i) (i32.const 8))))
        (i32.store8 (i32.const ${2048 + length + 8}) (i32.const 34))
        ${result(length + 9)}))`);
    // With a name, as C's linkers give modules one: a section `name` whose first part is the module's.
    const name = Buffer.from('\x00\x0e\x04name\x00\x07\x06r.wasm', 'latin1');
    const instance = await link(Buffer.concat([wasm, name]));
    expect(instance.info().metadata.name).toBe('own');
    const render = (now: number, entropy: string) => instance.generate({ data: { name: 'x', now, entropy } });
    const first = render(1, 'a');
    expect(first).toMatchObject({
      warnings: ['said'],
      data: { result: 'Ok', message: expect.stringMatching(/^[a-p]{8}$/) },
    });
    expect(render(3, 'a').data.message).toBe(first.data.message);
    expect(render(1, 'b').data.message).not.toBe(first.data.message);
    expect(() => render(2, 'a')).toThrow(/stopped itself: unreachable: said/);
    expect(render(1, 'a').data.message).toBe(first.data.message);
  });

  test('is given the clock and the randomness that it asks WASI for, whether its own label says so or not (a reactor)', async () => {
    const head = 'apiVersion: mistletoe.dev/v1alpha1\\0akind: MistResult\\0adata:\\0a  result: Ok\\0a  message: \\22';
    const reactor = (label: string) => {
      const info = `apiVersion: mistletoe.dev/v1alpha1\\0akind: MistPackage\\0ametadata:\\0a  name: own\\0a  labels: {a: b${label}}\\0a`;
      const length = (text: string) => text.replace(/\\../g, '.').length;
      return assemble(`(module
        (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
        (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 1024) "${info}") (data (i32.const 2048) "${head}")
        (func (export "__mistletoe_info") (result i32) (i32.store (i32.const 0) (i32.const 1024)) (i32.store (i32.const 4) (i32.const ${length(info)})) (i32.const 0))
        (func (export "__mistletoe_alloc") (param i32) (result i32) (i32.const 4096))
        (func (export "__mistletoe_dealloc") (param i32 i32))
        (func (export "__mistletoe_generate") (param i32 i32) (result i32) (local $i i32)
          (drop (call $clock (i32.const 0) (i64.const 1) (i32.const 3024)))
          (drop (call $random (i32.const ${2048 + length(head)}) (i32.const 8)))
          (loop $next
            (i32.store8 (i32.add (i32.const ${2048 + length(head)}) (local.get $i))
              (i32.add (i32.const 97) (i32.and (i32.const 15) (i32.load8_u (i32.add (i32.const ${2048 + length(head)}) (local.get $i))))))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $next (i32.lt_u (local.get $i) (i32.const 8))))
          (i32.store8 (i32.const ${2048 + length(head) + 8}) (i32.const 34))
          (i32.store (i32.const 0) (i32.const 2048)) (i32.store (i32.const 4) (i32.const ${length(head) + 9})) (i32.const 0)))`);
    };
    const takes = async (label: string) => {
      const linked = await linkProgram(reactor(label), { name: 'x' });
      return [linked, openModule(linked).info().metadata.labels] as const;
    };
    const [linked, labels] = await takes('');
    expect(labels).toEqual({ a: 'b', 'mistletoe.dev/takes': 'now,entropy' });
    expect(readPackageSection(linked)).toMatchObject({ metadata: { name: 'own', labels } });
    expect((await takes(', mistletoe.dev/takes: \\22namespace, entropy\\22'))[1]).toMatchObject({
      'mistletoe.dev/takes': 'namespace,entropy,now',
    });
    expect((await takes(', mistletoe.dev/takes: values'))[1]).toMatchObject({ 'mistletoe.dev/takes': 'values' });
    const drawn = (seed?: string) => runPackage(linked, 'x', seed === undefined ? {} : { seed }).message;
    expect(drawn()).not.toBe(drawn());
    expect(drawn('a')).toBe(drawn('a'));
    expect(drawn('a')).not.toBe(drawn('b'));
  });

  test('needs no other tool where it was written with wasm-bindgen, as the crates of the existing Mistletoe', async () => {
    const own = contract('');
    const made = (asks: string, calls: string) =>
      assemble(`(module
        (import "__wbindgen_placeholder__" "__wbindgen_describe" (func $describe (param i32)))
        (import "__wbindgen_externref_xform__" "__wbindgen_externref_table_grow" (func $grow (param i32) (result i32)))
        (import "__wbindgen_placeholder__" "__wbindgen_throw" (func $throw (param i32 i32)))
        ${asks} (memory (export "memory") 1)
        (data (i32.const 1024) "apiVersion: mistletoe.dev/v1alpha1\\0akind: MistPackage\\0ametadata:\\0a  name: own\\0a")
        (func (export "__mistletoe_info_295e2c897593ed6f") (result i32) (i32.store (i32.const 0) (i32.const 1024)) (i32.store (i32.const 4) (i32.const 75)) (i32.const 0))
        (func (export "__mistletoe_alloc_295e2c897593ed6f") (param i32) (result i32) (i32.const 4096))
        (func (export "__mistletoe_dealloc_295e2c897593ed6f") (param i32 i32))
        (func (export "__mistletoe_generate_295e2c897593ed6f") (param i32 i32) (result i32) ${calls} (call $throw (i32.const 0) (i32.const 0)) (unreachable))
        (func (export "__wbindgen_describe___mistletoe_alloc_295e2c897593ed6f") (call $describe (i32.const 1)))
        (func (export "__externref_table_alloc") (result i32) (call $grow (i32.const 1))))`);
    const linked = await linkProgram(made('', ''), { name: 'x' });
    expect(WebAssembly.Module.imports(new WebAssembly.Module(linked as BufferSource))).toEqual([]);
    expect(openModule(linked).info().metadata.name).toBe(openModule(own).info().metadata.name);
    const date = '(import "__wbindgen_placeholder__" "__wbg_now_0123456789abcdef" (func $now (result f64)))';
    await expect(linkProgram(made(date, '(drop (call $now))'), { name: 'x' })).rejects.toThrow(
      'the program asks JavaScript for __wbg_now_0123456789abcdef',
    );
  });

  test('is freed of WASI where its library asks for it (a reactor)', async () => {
    const wasm = contract(
      '(import "wasi_snapshot_preview1" "fd_write" (func $w (param i32 i32 i32 i32) (result i32)))',
      '(func (export "_initialize") (drop (call $w (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))))',
    );
    expect((await link(wasm)).info().metadata.name).toBe('own');
  });
});

const command = (imports: string) => assemble(`(module ${imports} (memory 1) (func (export "_start")))`);
const reactor = (more: string) =>
  assemble(`(module (import "wasi_snapshot_preview1" "sched_yield" (func (result i32)))
    (memory (export "memory") 1) (func (export "__mistletoe_generate") (param i32 i32) (result i32) (i32.const 0))
    ${
      more === ''
        ? ''
        : `${more} (func (export "__mistletoe_info") (result i32) (i32.const 0))
      (func (export "__mistletoe_alloc") (param i32) (result i32) (i32.const 0)) (func (export "__mistletoe_dealloc") (param i32 i32))`
    })`);

test.each([
  ['no WebAssembly', Buffer.from('no'), /is no WebAssembly module/],
  ['no command', assemble('(module (memory (export "memory") 1))'), /exports neither _start/],
  [
    'other imports',
    assemble('(module (import "env" "f" (func)) (memory 1) (func (export "_start")))'),
    /imports env\.f/,
  ],
  ['a component', Buffer.from('\0asm\x0d\0\x01\0', 'latin1'), /is a component.*Rust: --target wasm32-wasip1/],
  [
    'what no engine takes',
    Buffer.concat([assemble('(module (memory 1) (func (export "_start")))').subarray(0, -2), Buffer.from([1, 11])]),
    /is no WebAssembly module: .*func/,
  ],
  ['no memory', assemble('(module (func (export "_start")))'), /has no memory/],
  [
    'a command that takes something',
    assemble('(module (memory 1) (func (export "_start") (param i32)))'),
    /the program's _start is \(i32\) -> \(\), not \(\) -> \(\)/,
  ],
  [
    'a command that is no function',
    assemble('(module (memory 1) (export "_start" (memory 0)))'),
    /_start is no function/,
  ],
  [
    'a function of WASI of another type',
    command('(import "wasi_snapshot_preview1" "fd_write" (func (param i32 i64) (result i32)))'),
    /import wasi_snapshot_preview1\.fd_write is \(i32, i64\) -> \(i32\), not \(i32, i32, i32, i32\) -> \(i32\)/,
  ],
  [
    'one of those that only answer no',
    command('(import "wasi_snapshot_preview1" "path_open" (func (param i32)))'),
    /import wasi_snapshot_preview1\.path_open is \(i32\) -> \(\), not/,
  ],
  [
    'what WASI does not have',
    command('(import "wasi_snapshot_preview1" "sock_open_fancy" (func (result i32)))'),
    /imports wasi_snapshot_preview1\.sock_open_fancy, which is nothing of WASI preview 1/,
  ],
  [
    'what an older WASI has otherwise',
    command('(import "wasi_unstable" "poll_oneoff" (func (param i32 i32 i32 i32) (result i32)))'),
    /wasi_unstable\.poll_oneoff: build it for WASI preview 1/,
  ],
  [
    'a reactor whose start takes something',
    reactor('(func (export "_initialize") (param i32))'),
    /the program's _initialize is \(i32\) -> \(\), not/,
  ],
  [
    'a reactor that lacks what the contract has',
    reactor(''),
    /does not follow the module contract: .*__mistletoe_info is missing/,
  ],
  [
    'no memory of its own',
    assemble('(module (import "env" "memory" (memory 1)) (func (export "_start")))'),
    /imports its memory/,
  ],
])('refuses %s', async (_, wasm, message) => {
  await expect(linkProgram(wasm, { name: 'x' })).rejects.toThrow(message);
});

describe('the examples', () => {
  const examples = join(import.meta.dirname, '../../examples');
  const digests = JSON.parse(readFileSync(join(examples, 'digests.json'), 'utf8')) as Record<string, string>;
  const here = (...command: [string, ...string[]]) => spawnSync(command[0], command.slice(1)).status === 0;
  const hasGo = needs('Go', here('go', 'version'));

  const tried = async (program: string, language: string) => {
    const out = join(folder, `${language}.wasm`);
    const run = async (...args: string[]) => {
      const { stdout, stderr, code } = await runProgram(args, { cwd: folder });
      return { out: stdout.toString(), err: stderr, code };
    };
    expect(await run('link', program, '-o', out)).toMatchObject({ code: 0, err: '' });
    expect(await run('generate', 'shop', '-p', out, '-s', 'replicas: 3')).toEqual({
      code: 0,
      err: '',
      out: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  replicas: "3"\n',
    });
    expect(await run('generate', 'shop', '-p', out, '-s', 'replicas: 30')).toEqual({
      code: 1,
      err: 'Error: replicas is 30: at most 10\n',
      out: '',
    });
    const checked = await run('check', out, '--renders', '50');
    expect(checked.out.match(/^FAIL.*/gm)).toBeNull();
    return { run, out };
  };

  test.each(['c', 'rust'])('%s', async (language) => {
    const { run, out } = await tried(join(examples, `wasi-${language}/program.wasm`), language);
    expect(createHash('sha256').update(readFileSync(out)).digest('hex')).toBe(digests[`wasi-${language}`]);
    if (language !== 'rust') return;
    const panicked = await run('generate', 'shop', '-p', out, '-s', 'replicas: many');
    expect(panicked.code).toBe(1);
    expect(panicked.err).toMatch(
      /^Error: the module stopped itself: unreachable.*this is a fault of the module:\n {2}thread 'main' panicked at 'replicas is no number/,
    );
  });

  describe.runIf(hasGo)('with Go', () => {
    let built: string;
    beforeAll(() => {
      const source = join(folder, 'go');
      cpSync(join(examples, 'wasi-go'), source, { recursive: true });
      built = join(folder, 'go.wasi');
      execFileSync('go', ['build', '-ldflags=-s -w', '-o', built, '.'], {
        cwd: source,
        env: { ...process.env, GOOS: 'wasip1', GOARCH: 'wasm', GOFLAGS: '-mod=mod' },
      });
    });

    test('go', async () => {
      const { run, out } = await tried(built, 'go');
      const panicked = await run('generate', 'shop', '-p', out, '-s', 'replicas: many');
      expect(panicked.err).toMatch(/^Error: panic: json: cannot unmarshal string into Go struct field/);
    });
  });
});
