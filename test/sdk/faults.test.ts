// What a TypeScript package does when something goes wrong in it, and that nothing of one render is left for the next.

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runProgram } from '../../cli/program';
import { openModule } from '../../runtime/host';
import { readBinary } from '../../runtime/host/core/binary';
import { findAsset } from '../../runtime/host/node/assets';
import { testPackage } from './build';

let wasm: Uint8Array;
let instance: ReturnType<typeof openModule>;

beforeAll(async () => {
  wasm = (await testPackage('faults')).wasm;
  instance = openModule(wasm, { timeMs: 20_000 });
});

function render(mode: string, more: object = {}) {
  const { data, warnings } = instance.generate({ data: { name: 'x', mode, ...more } });
  return { ...data, files: [...data.files], warnings };
}

/** `data` of the one ConfigMap. */
function dataOf(mode: string, more: object = {}) {
  const { result, message, files } = render(mode, more);
  expect({ result, message }).toEqual({ result: 'Ok', message: undefined });
  return parse(files[0]![1]).data;
}

describe('errors', () => {
  test.each([
    [
      'throw',
      /^TypeError: cannot read property 'value' of undefined\n {4}at portOf \(helper.ts:8:10\)\n {4}at throw \(faults.ts:\d+:\d+\)\n {4}at generate \(faults.ts:/,
    ],
    ['async-throw', "TypeError: cannot read property 'value' of undefined\n    at portOf (helper.ts:8:10)"],
    ['cause', 'Error: no port\n    at cause (faults.ts:'],
    ['cause', /\ncaused by TypeError: cannot read property 'value' of undefined\n {4}at portOf \(helper.ts:8:10\)\n/],
    ['fail', 'replicas must be at least 1'],
    ['unknown', 'no mode unknown'],
    [
      'recursion',
      /^RangeError: Maximum call stack size exceeded\n {4}at endless \(faults.ts:\d+:\d+\)\n {4}…(?!\n {4}at endless)/,
    ],
    [
      'aggregate',
      /^AggregateError: several\n(?: {4}at .*\n)+caused by TypeError: one\n(?: {4}at .*\n)+caused by the package threw "two"\n/,
    ],
    ['aggregate', /(?:\ncaused by the package threw 0){3}\nand by 2 more$/],
    ['async-aggregate', /\ncaused by Error: no\n/],
    ['async-never', 'Error: generate() waits for a promise that nothing will ever settle'],
    ['text', 'TypeError: generate() gave a text: give a list of objects, or files by path'],
    ['nothing', 'TypeError: generate() gave undefined: give a list of objects, or files by path'],
    ['number', 'TypeError: generate() gave a list with a number in it: give objects'],
    ['cycle', 'TypeError: ConfigMap/x: data.self is an object that contains itself, which cannot be written as YAML'],
    ['random', 'Error: Math.random(): the input has no `entropy`\n    at random (faults.ts:'],
    ['bytes', 'Error: crypto.getRandomValues(): the input has no `entropy`\n    at bytes (faults.ts:'],
    ['date', 'Error: new Date(): the input has no `now`\n    at date (faults.ts:'],
    ['now', 'Error: now(): the input has no `now`\n    at now (faults.ts:'],
    ['bad-yaml', 'SyntaxError: '],
    ['throws', 'the package threw "a text"\n    at throws (faults.ts:'],
  ])('%s', (mode, message) => {
    const answer = render(mode);
    expect(answer.result).toBe('Err');
    if (typeof message === 'string') expect(answer.message?.slice(0, message.length)).toBe(message);
    else expect(answer.message).toMatch(message);
    expect(answer.message).not.toContain('package.js');
  });

  test('memory without end is a clear error, and the next render is fine', () => {
    expect(render('memory')).toMatchObject({ result: 'Err', message: expect.stringContaining('out of memory') });
    expect(dataOf('state')).toEqual({ calls: '1' });
  });

  test('a loop without end stops at the time limit', () => {
    const limited = openModule(wasm, { timeMs: 500 });
    expect(() => limited.generate({ data: { name: 'x', mode: 'loop' } })).toThrow(/time|ms|s\b/);
  });

  test('a caught stack overflow is caught', () => {
    expect(dataOf('caught-recursion')['caught']).toMatch(/^RangeError/);
  });
});

test.each([
  ['logged', 'before\nError: no\n'],
  ['cause', 'Error: no port\n    at cause'],
])('the program says of %s what was printed, then one Error', async (mode, said) => {
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-faults-'));
  const file = join(folder, 'faults.wasm');
  writeFileSync(file, wasm);
  const { code, stderr } = await runProgram(['generate', 'x', '-p', file, '--set', `mode=${mode}`]);
  rmSync(folder, { recursive: true });
  expect({ code, stderr: stderr.slice(0, said.length) }).toEqual({ code: 1, stderr: said });
});

describe('what a render is given', () => {
  test('state of the module begins anew', () => {
    expect([dataOf('state'), dataOf('state')]).toEqual([{ calls: '1' }, { calls: '1' }]);
  });

  test('randomness is the entropy', () => {
    const [a, b, c] = ['one', 'one', 'two'].map((entropy) => dataOf('random', { entropy }));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
    expect(a['text']).toMatch(/^[A-Za-z0-9]{12}$/);
    expect(dataOf('bytes', { entropy: 'one' })['bytes']).toMatch(/^(?:\d+ ){3}\d+$/);
  });

  test('the clock is now', () => {
    expect(dataOf('date', { now: '2026-01-02T15:04:05Z' })).toEqual({
      now: '2026-01-02T15:04:05.000Z',
      stamp: Date.UTC(2026, 0, 2, 15, 4, 5),
      zone: 0,
    });
    expect(dataOf('now', { now: 1 })).toEqual({ now: '1970-01-01T00:00:01.000Z' });
    expect(render('now', { now: 'soon' }).message).toBe('data.now is no time: soon');
  });

  test('the context', () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'ns' } };
    expect(
      dataOf('context', {
        namespace: 'ns',
        capabilities: { kubeVersion: 'v1.36.0', apiVersions: ['a/v1'] },
        lookups: [secret],
        manifests: 'kind: A\n---\nkind: B\n',
      }),
    ).toEqual({
      name: 'x',
      namespace: 'ns',
      capabilities: { kubeVersion: 'v1.36.0', apiVersions: ['a/v1'] },
      manifests: [{ kind: 'A' }, { kind: 'B' }],
      found: secret.metadata,
    });
    expect(dataOf('context')).toMatchObject({ namespace: 'default', capabilities: { apiVersions: [] }, manifests: [] });
  });

  test('nothing of the SDK stands in the global object', () => {
    expect(dataOf('globals')['own'] ?? '').toBe('');
  });
});

describe('what a render gives', () => {
  test('console', () => expect(render('console').warnings).toEqual(['hello {"a":1}', 'careful']));
  test('promises are settled', () => expect(dataOf('async')).toEqual({ async: 'yes' }));
  test('eval stays inside', () => expect(dataOf('eval')).toEqual({ value: 42 }));

  test('YAML is read as Helm reads it', () => {
    expect(dataOf('yaml')).toEqual({ read: { a: [1, true, 16], b: 'x' }, text: 'a: 1\n' });
  });

  test('files keep their order and form', () => {
    const { message, files } = render('files');
    expect(message).toBe('done');
    expect(Object.fromEntries(files)).toEqual({
      '1': 'text\n',
      'b/2.yaml': 'a: 1\n',
      'list.yaml': '---\na: 1\n---\nb: 2\n',
    });
  });

  test('texts survive', () => {
    expect(dataOf('unicode')).toMatchObject({
      plain: 'größe 😀 日本語 e\u0301',
      nul: 'a\u0000b\u2028c\u0085d\ufeffe\u007ff',
      pattern: '<Ünïcode>_1',
      '日本 key': 'yes',
      multi: 'line 1\nline 2 😀\n  indented\n',
    });
  });
});

test('every render starts from the same memory, bit for bit', () => {
  const module = new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>);
  type Exports = Record<
    '__mistletoe_alloc' | '__mistletoe_generate' | '__mistletoe_dealloc',
    (...a: number[]) => number
  > & {
    memory: WebAssembly.Memory;
  };
  const open = () => new WebAssembly.Instance(module).exports as unknown as Exports;
  // The memory of what reads and writes YAML lies behind QuickJS's, and higher where that has grown.
  const reader = readBinary(readFileSync(findAsset('toolkit.wasm'))).memories[0]!.minimum * 65536;
  const own = open().memory.buffer.byteLength - reader;
  const withoutZeros = (memory: ArrayBuffer) => {
    const words = new BigUint64Array(memory, own);
    let from = 0;
    while (words[from] === 0n) from++;
    let to = words.length;
    while (words[to - 1] === 0n) to--;
    return new Uint8Array(memory, own + from * 8, (to - from) * 8);
  };
  const sumOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const start = (x: Exports) => {
    const at = x.__mistletoe_alloc(64);
    const all = new Uint8Array(x.memory.buffer);
    const sums = [sumOf(all.subarray(0, own)), sumOf(withoutZeros(x.memory.buffer as ArrayBuffer))];
    x.__mistletoe_dealloc(at, 64);
    return sums;
  };
  const fresh = start(open());
  const x = open();
  const modes =
    'state throw fail async unicode caught-recursion console eval random one-big cycle globals yaml bad-yaml numbers'.split(
      ' ',
    );
  const outputs = new Map<string, string>();
  for (let i = 0; i < 600; i++) {
    const mode = modes[(i * 7 + Math.floor(i / 13)) % modes.length]!;
    const input = Buffer.from(JSON.stringify({ data: { name: 'x', mode, size: 3e6, entropy: 'e' } }));
    const at = x.__mistletoe_alloc(input.length);
    new Uint8Array(x.memory.buffer).set(input, at);
    const pair = x.__mistletoe_generate(at, input.length);
    const view = new DataView(x.memory.buffer);
    const [text, length] = [view.getUint32(pair, true), view.getUint32(pair + 4, true)];
    const out = Buffer.from(x.memory.buffer.slice(text, text + length)).toString();
    x.__mistletoe_dealloc(text, length);
    x.__mistletoe_dealloc(at, input.length);
    expect(outputs.get(mode) ?? out).toBe(out);
    outputs.set(mode, out);
    expect(start(x)).toEqual(fresh);
  }
});

test('10,000 renders leave the memory where 100 left it', () => {
  const flat = openModule(wasm);
  const renders = (count: number) => {
    for (let i = 0; i < count; i++) flat.generate({ data: { name: 'x', mode: 'state' } });
    return flat.memoryBytes();
  };
  const first = renders(100);
  expect(renders(9_900)).toBe(first);
});
