// What never ends, and what takes memory without end; the lines have their marks: `// @ name of the mode`.
import { definePackage } from '@mistletoe-dev/sdk';

const kept: unknown[] = [];

const modes: Record<string, () => unknown> = {
  tight() {
    let n = 0;
    console.log('before the loop', { n });
    console.log('two\nlines');
    for (;;) {
      n++; // @ tight
    }
  },
  calls() {
    const list: string[] = [];
    for (;;) {
      list.push('x'); // @ calls
      list.pop(); // @ calls
    }
  },
  condition() {
    let i = 0;
    do {
      i = (i + 1) | 0;
    } while (i !== -1 || kept.length === 0); // @ condition
  },
  each: () => {
    const list = [1];
    for (const item of list) list.push(item * 0); // @ each
  },
  'in map': () => [1].map(() => modes['tight']!()),
  async: async () => {
    await null;
    for (;;) await null; // @ async
  },
  regexp: () => /^(a+)+$/.test(`${'a'.repeat(60)}b`), // @ regexp

  objects() {
    const all: object[] = [];
    for (;;) all.push({ a: [] }); // @ objects
  },
  kept: () => {
    for (let i = 0; ; i++) kept.push([i]); // @ kept
  },
  texts: () => {
    const all: string[] = [];
    for (let i = 0; ; i++) all.push(`${'text'.repeat(100)}${i}`); // @ texts
  },
  bytes: () => new Uint8Array(2 ** 31 - 1), // @ bytes
  later: async () => {
    await null;
    for (;;) kept.push(new Map([[1, 2]])); // @ later
  },
  fine: () => [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { kept: String(kept.length) } }],
};

export default definePackage<{ mode: string }>({
  metadata: { name: 'endless' },
  generate: ({ mode }) => modes[mode]!() as never, // @ async, between two of its steps
});
