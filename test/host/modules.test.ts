// The hand-written modules that keep the contract, run by the host: the namespace package in three languages, many renders
// in one instance, and one that needs a deep stack.

import { beforeAll, describe, expect, test } from 'vitest';
import { ModuleInstance } from '../../runtime/host/core/instance';
import type { Machine } from '../../runtime/host/core/machine';
import { openModule } from '../../runtime/host/node/node';
import { RemoteMachine } from '../../runtime/host/node/remote';
import { assemble, assembleFile, moduleInAssemblyScript, moduleInC } from '../modules/build';

const languages = ['AssemblyScript', 'WebAssembly text', 'C'] as const;
const built = new Map<string, Uint8Array>();

beforeAll(async () => {
  built.set('AssemblyScript', await moduleInAssemblyScript());
  built.set('WebAssembly text', assembleFile('namespace-wat/namespace.wat'));
  built.set('C', moduleInC());
});

describe.each(languages)('the namespace package in %s', (language) => {
  const open = (limits = {}) => openModule(built.get(language)!, limits);

  test('says what it is', () => {
    expect(open().info().metadata.name).toBe('namespace');
  });

  test('has no imports', () => {
    expect(WebAssembly.Module.imports(open().loaded.module)).toEqual([]);
  });

  test.each([
    ['an object', { data: { name: 'team-7', replicas: 3 } }],
    ['YAML text', 'apiVersion: mistletoe.dev/v1alpha1\nkind: MistInput\ndata:\n  name: team-7\n'],
    ['bytes', new TextEncoder().encode('{"data": {"name": "team-7"}}')],
  ])('gives a Namespace for %s', (_, input) => {
    const { data } = open().generate(input);
    expect(data.result).toBe('Ok');
    expect([...data.files]).toEqual([
      ['namespace.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: team-7\n'],
    ]);
  });

  test('10,000 renders leave the memory where 100 left it', () => {
    const instance = open({ timeMs: Number.POSITIVE_INFINITY });
    const render = (times: number) => {
      for (let i = 0; i < times; i++) instance.generate({ data: { name: `n-${i}`, padding: 'x'.repeat(i % 1000) } });
      return instance.memoryBytes();
    };
    const after100 = render(100);
    expect(render(9900)).toBe(after100);
  });

  test('takes an input larger than its memory', () => {
    const instance = open();
    expect(instance.generate({ data: { name: 'big', padding: 'x'.repeat(5_000_000) } }).data.result).toBe('Ok');
    expect(instance.generate({ data: { name: 'small' } }).data.files.get('namespace.yaml')).toContain('name: small\n');
  });

  test('runs without Node too', () => {
    const { loaded } = open();
    const instance = new ModuleInstance(loaded, () => {
      const files = new Map([['a', 'b']]);
      const data = new Map<string, unknown>([
        ['result', 'Ok'],
        ['files', files],
      ]);
      return new Map<string, unknown>([
        ['apiVersion', 'mistletoe.dev/v1alpha1'],
        ['kind', 'MistResult'],
        ['data', data],
      ]);
    });
    expect(instance.generate({ data: { name: 'x' } }).data.result).toBe('Ok');
  });
});

test('a module may refuse its input', () => {
  for (const language of ['AssemblyScript', 'C']) {
    const { data } = openModule(built.get(language)!).generate('data: {}');
    expect(data).toEqual({
      result: 'Err',
      message: 'name is missing: give the name of the namespace',
      files: new Map(),
    });
  }
});

test('a module that nests deeply gets the stack for it, again and again', () => {
  const instance = openModule(assembleFile('recursion-deep/recursion-deep.wat'));
  for (let i = 0; i < 3; i++) {
    expect(instance.generate({ data: { name: 'x' } }).data.result).toBe('Ok');
    expect((instance as unknown as { machine: Machine }).machine).toBeInstanceOf(RemoteMachine);
  }
  expect(instance.info().metadata.name).toBe('recursion-deep');
  instance.close();
});

test('a batch of renders has one time limit for all of them', () => {
  const instance = openModule(built.get('C')!, { timeMs: 300 });
  const names = ['a', 'b'];
  const results = instance.batch(() => names.map((name) => instance.generate({ data: { name } }).data.files));
  expect(results.map((files) => [...files.values()][0].slice(-2))).toEqual(['a\n', 'b\n']);
  expect(() =>
    instance.batch(() => {
      for (;;) instance.generate({ data: { name: 'x' } });
    }),
  ).toThrow('did not finish within 0.3 s');
  expect(() => instance.batch(() => instance.generate({} as never))).toThrow('no data.name');
  expect(instance.generate({ data: { name: 'x' } }).data.result).toBe('Ok');
});

test('a module keeps answering after it failed once', () => {
  // Traps when the input is longer than 100 bytes.
  const wat = assemble(`(module
    (memory (export "memory") 1)
    (global $calls (mut i32) (i32.const 0))
    (data (i32.const 8) "\\00\\01\\00\\00\\48\\00\\00\\00")
    (data (i32.const 256) "apiVersion: mistletoe.dev/v1alpha1\\nkind: MistResult\\ndata: {result: Ok}\\n ")
    (func (export "__mistletoe_info") (result i32) (i32.const 8))
    (func (export "__mistletoe_alloc") (param i32) (result i32) (i32.const 1024))
    (func (export "__mistletoe_dealloc") (param i32 i32))
    (func (export "__mistletoe_generate") (param i32 i32) (result i32)
      (if (i32.gt_u (local.get 1) (i32.const 100)) (then (unreachable)))
      (i32.const 8)))`);
  const instance = openModule(wat);
  expect(instance.generate('data: {name: a}').data.result).toBe('Ok');
  expect(() => instance.generate(' '.repeat(200))).toThrow('unreachable');
  expect(instance.generate('data: {name: a}').data.result).toBe('Ok');
});

test('another export that returns a pair can be called, and its bytes are a view until they are released', () => {
  // Gives its input back, at the place where it lies, and counts the regions that are out.
  const wat = assemble(`(module
    (memory (export "memory") 1)
    (global $out (export "out") (mut i32) (i32.const 0))
    (func (export "__mistletoe_info") (result i32) (i32.const 8))
    (func (export "__mistletoe_alloc") (param i32) (result i32) (i32.const 1024))
    (func (export "__mistletoe_dealloc") (param i32 i32))
    (func (export "__mistletoe_generate") (param i32 i32) (result i32) (i32.const 8))
    (func (export "wrong") (param i32) (result i32) (i32.const 8))
    (func (export "__mistletoe_render") (param i32 i32) (result i32)
      (i32.store (i32.const 8) (local.get 0))
      (i32.store (i32.const 12) (local.get 1))
      (i32.const 8)))`);
  const instance = openModule(wat);
  expect(instance.loaded.isPairExport('__mistletoe_render')).toBe(true);
  expect(instance.loaded.isPairExport('wrong')).toBe(false);
  const bytes = Uint8Array.of(0xff, 0x00, 0x41);
  expect([...instance.callPair('__mistletoe_render', bytes)]).toEqual([0xff, 0x00, 0x41]);
  instance.release();
  expect(() => instance.callPair('wrong', bytes)).toThrow('exports no function wrong');
});
