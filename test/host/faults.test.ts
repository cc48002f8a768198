// What the host says of a module that trapped, and how it counts a module's time.

import { afterEach, describe, expect, test, vi } from 'vitest';
import { HostError, openModule } from '../../runtime/host';
import { TimeBudget } from '../../runtime/host/node/time-budget';
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

  test('ends a module that works for too long', () => {
    expect(run(moduleOf(`(call $work (i32.const ${MANY}))`), { timeMs: 50 })).toContain('did not finish within 0.05 s');
  });

  test('is what the module had of the processor: one that gets little of it has twenty times as long on the wall', () => {
    slow(1_000_000);
    const start = performance.now();
    expect(run(moduleOf('(loop $a (br $a))'), { timeMs: 50 })).toContain('did not finish within 0.05 s');
    // It was not ended when its limit had passed. When it ends, a busy machine decides.
    expect(performance.now() - start).toBeGreaterThan(900);
  });

  test('is not given again to a call that had almost all of it: no process gets more', () => {
    vi.spyOn(process, 'cpuUsage').mockImplementation(() => {
      return { user: (Number(process.hrtime.bigint()) / 1000) * 0.97, system: 0 };
    });
    const start = performance.now();
    expect(run(moduleOf('(loop $a (br $a))'), { timeMs: 1000 })).toContain('did not finish within 1 s');
    expect(performance.now() - start).toBeLessThan(1900);
  });

  test('is counted from when the call is made', () => {
    let [wall, processor] = [0, 0];
    vi.spyOn(process.hrtime, 'bigint').mockImplementation(() => BigInt(wall * 1e6));
    vi.spyOn(process, 'cpuUsage').mockImplementation(() => ({ user: processor * 1000, system: 0 }));
    const at = (now: number, used: number) => {
      [wall, processor] = [now, used];
      return [budget.isSpent(), budget.leastLeftMs(), budget.wallLeftMs()];
    };
    const isStarvedAt = (now: number, used: number) => {
      at(now, used);
      return budget.isStarved();
    };
    wall = 1000;
    processor = 500;
    const budget = new TimeBudget(100);
    expect(at(1000, 500)).toEqual([false, 100, 2000]);
    // It has had nothing yet, however late it is.
    expect(at(2000, 500)).toEqual([false, 100, 1000]);
    expect(at(2000, 599)).toEqual([false, 1, 1000]);
    expect(at(2000, 600)).toEqual([true, 1, 1000]);
    // Other threads of the process may have had more of it than there was time.
    expect(at(1050, 600)).toEqual([false, 50, 1950]);
    expect(at(3000, 500)).toEqual([true, 1, 1]);
    expect([isStarvedAt(1100, 560), isStarvedAt(1100, 592), isStarvedAt(1100, 600)]).toEqual([true, false, false]);
    expect(isStarvedAt(3000, 500)).toBe(false);
  });
});
