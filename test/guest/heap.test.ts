// The heap of the guest where memory ends: an allocation that does not fit traps, also behind the last address of 4 GiB, where an end begins
// again at 0. Nothing of what is asked for is written but heads, so that the system gives few pages.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MAX_PAGES, PAGE_BYTES } from '../../runtime/abi/values';

const GIB = 1 << 30;

type Heap = Record<'__alloc' | '__realloc' | '__new' | '__renew', (...args: number[]) => number> & {
  memory: WebAssembly.Memory;
};

const guest = new WebAssembly.Module(readFileSync('dist/guest.wasm'));

function openHeap(): Heap {
  const missing = () => {
    throw new Error('the heap calls nothing of a chart');
  };
  const names = WebAssembly.Module.imports(guest).map(({ module, name }) => [module, name] as const);
  const imports: Record<string, Record<string, () => never>> = {};
  for (const [module, name] of names) (imports[module] ??= {})[name] = missing;
  return new WebAssembly.Instance(guest, imports).exports as unknown as Heap;
}

/** A heap of which so many bytes are left of 4 GiB. */
function nearlyFull(left: number): Heap {
  const heap = openHeap();
  const start = heap.__alloc(1) >>> 0;
  let free = MAX_PAGES * PAGE_BYTES - start - left;
  while (free > 0) {
    const size = Math.min(free, GIB - 64);
    heap.__alloc(size);
    free -= size + 32;
  }
  return heap;
}

describe('where 4 GiB end', () => {
  test.each([
    ['a block', (heap: Heap) => heap.__alloc(64 * PAGE_BYTES)],
    ['a block as large as may be', (heap: Heap) => heap.__alloc(GIB)],
    ['an object', (heap: Heap) => heap.__new(64 * PAGE_BYTES, 0)],
    ['a block that grows', (heap: Heap) => heap.__realloc(heap.__alloc(16), 64 * PAGE_BYTES)],
    ['an object that grows', (heap: Heap) => heap.__renew(heap.__new(16, 0), 64 * PAGE_BYTES)],
  ])('%s that does not fit traps', (_, ask) => {
    expect(() => ask(nearlyFull(16 * PAGE_BYTES))).toThrow(WebAssembly.RuntimeError);
  });

  test('small objects fill the last pages, and the next one traps', () => {
    const heap = nearlyFull(4 * PAGE_BYTES);
    let last = 0;
    let made = 0;
    const fill = () => {
      for (; made < PAGE_BYTES; made++) {
        const object = heap.__new(56, 0) >>> 0;
        if (object <= last) throw new Error(`object ${made} lies at ${object}, that before it at ${last}`);
        last = object;
      }
    };
    expect(fill).toThrow(WebAssembly.RuntimeError);
    expect(heap.memory.buffer.byteLength).toBe(MAX_PAGES * PAGE_BYTES);
    expect(MAX_PAGES * PAGE_BYTES - last).toBeLessThanOrEqual(56 + 64);
  });
});

test('what gives back, grows and shrinks at the end of the heap stays there', () => {
  const heap = openHeap();
  const block = heap.__alloc(100);
  expect(heap.__realloc(block, 5 * PAGE_BYTES)).toBe(block);
  expect(heap.__realloc(block, 10)).toBe(block);
  const object = heap.__new(12, 7);
  expect(object).toBeLessThan(block + PAGE_BYTES);
  expect(heap.__renew(object, 40)).toBe(object);
  expect(heap.__renew(object, 4)).toBe(object);
  const head = new DataView(heap.memory.buffer, object - 8);
  expect([head.getUint32(0, true), head.getUint32(4, true)]).toEqual([7, 4]);
});
