// What the host says of a module that trapped, and how it counts a module's time.

import { afterEach, describe, expect, test, vi } from 'vitest';
import { HostError, openModule } from '../../runtime/host';
import { assemble } from '../modules/build';

afterEach(() => void vi.restoreAllMocks());

const info =
  '{\\"apiVersion\\":\\"mistletoe.dev/v1alpha1\\",\\"kind\\":\\"MistPackage\\",\\"metadata\\":{\\"name\\":\\"x\\"}}';
const result =
  '{\\"apiVersion\\":\\"mistletoe.dev/v1alpha1\\",\\"kind\\":\\"MistResult\\",\\"data\\":{\\"result\\":\\"Ok\\"}}';
const length = (text: string) => text.replaceAll('\\', '').length;

/** A module with this body of generate, which has a local $i. */
const moduleOf = (generate: string, more = '', dealloc = '') =>
  assemble(`(module
    (memory (export "memory") 1)
    (data (i32.const 64) "${info}")
    (data (i32.const 512) "${result}")
    (func (export "__mistletoe_info") (result i32)
      (i32.store (i32.const 8) (i32.const 64)) (i32.store (i32.const 12) (i32.const ${length(info)})) (i32.const 8))
    (func (export "__mistletoe_alloc") (param i32) (result i32) (i32.const 4096))
    (func (export "__mistletoe_dealloc") (param i32 i32) ${dealloc})
    (func $work (param $times i32)
      (loop $again
        (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1))))))
    (func (export "__mistletoe_generate") (param i32 i32) (result i32) (local $i i32)
      ${generate}
      (i32.store (i32.const 16) (i32.const 512)) (i32.store (i32.const 20) (i32.const ${length(result)})) (i32.const 16))
    ${more})`);

const run = (bytes: Uint8Array, limits = {}) => {
  try {
    return openModule(bytes, limits).generate({ data: { name: 'x' } }).data.result;
  } catch (error) {
    expect(error).toBeInstanceOf(HostError);
    return (error as HostError).message;
  }
};

const fault = (text: string, body = '(i32.const 32)') =>
  `(data (i32.const 32) "\\00\\04\\00\\00\\${text.replace(/\\../g, '.').length.toString(16).padStart(2, '0')}\\00\\00\\00")
   (data (i32.const 1024) "${text}")
   (func (export "__mistletoe_fault") (result i32) ${body})`;

describe('a trap', () => {
  test('is shown with the text that the module has for it', () => {
    expect(run(moduleOf('unreachable', fault('no disk left on earth')))).toBe(
      'the module stopped itself: unreachable: no disk left on earth; this is a fault of the module',
    );
  });

  test('is shown with several lines below it, which cannot steer a terminal', () => {
    expect(run(moduleOf('unreachable', fault('panicked at a.rs:3:\\0ano disk\\1b[2J\\0a\\09left')))).toBe(
      'the module stopped itself: unreachable; this is a fault of the module:\n  panicked at a.rs:3:\n  no disk\\u001b[2J\n    left',
    );
  });

  test.each([
    ['nothing', '(i32.const 0)'],
    ['an address outside', '(i32.const 70000)'],
    ['another trap', 'unreachable'],
  ])('and its text may be %s', (_, body) => {
    expect(run(moduleOf('unreachable', fault('x', body)))).toBe(
      'the module stopped itself: unreachable; this is a fault of the module',
    );
  });

  test('does not wait for a text that never comes', () => {
    expect(run(moduleOf('unreachable', fault('x', '(loop $a (br $a)) (i32.const 0)')), { timeMs: 100 })).toContain(
      'did not finish within 0.1 s',
    );
  });

  test('as the module gets its memory back takes nothing of the result; the next render has a new instance', () => {
    const once = '(if (global.get $used) (then (unreachable))) (global.set $used (i32.const 1))';
    const instance = openModule(moduleOf(once, '(global $used (mut i32) (i32.const 0))', 'unreachable'));
    for (let i = 0; i < 3; i++) expect(instance.generate({ data: { name: 'x' } }).data.result).toBe('Ok');
    expect(run(moduleOf('', '', '(loop $a (br $a))'), { timeMs: 100 })).toContain('did not finish within 0.1 s');
  });

  test('names the functions it happened in', () => {
    const section = (id: number, ...body: number[]) => [id, body.length, ...body];
    const text = (name: string) => [name.length, ...Buffer.from(name)];
    // Functions 0 to 4 are those above; 4 is generate.
    const names = section(0, ...text('name'), ...section(1, 1, 4, ...text('render_ingress')));
    expect(run(Buffer.concat([moduleOf('unreachable'), Buffer.from(names)]))).toBe(
      'the module stopped itself: unreachable in render_ingress; this is a fault of the module',
    );
  });
});

describe('time', () => {
  const MANY = 1_000_000_000;

  /** As if this machine gave the process one part in `share` of its time. */
  const slow = (share: number) => {
    const real = process.cpuUsage.bind(process);
    vi.spyOn(process, 'cpuUsage').mockImplementation(() => {
      const { user, system } = real();
      return { user: user / share, system: system / share };
    });
  };
  const works = moduleOf(`(call $work (i32.const ${MANY}))`);

  test('is what the module had of the processor', () => {
    const limits = { timeMs: 250 };
    expect(run(works, limits)).toContain('did not finish within 0.25 s');
    slow(1000);
    expect(run(works, limits)).toBe('Ok');
  });

  test('ends for a module that never returns, however little it gets', () => {
    slow(1000);
    const start = performance.now();
    expect(run(moduleOf('(loop $a (br $a))'), { timeMs: 50 })).toContain('did not finish within 0.05 s');
    // Twenty times the limit, and what a busy machine adds.
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
