// parseYamlAll: where the documents of a text begin, and what finding that costs.

import { expect, test } from 'vitest';
import { openModule } from '../../runtime/host';
import { nativeHere } from '../../toolchain/typescript/native';
import { testPackage } from './build';

(globalThis as { __mistletoe_native?: unknown }).__mistletoe_native = nativeHere;
const { parseYamlAll } = await import('../../sdk/parse');

test.each<[text: string, documents: unknown[]]>([
  ['', []],
  ['---', []],
  ['a: 1', [{ a: 1 }]],
  ['---\na: 1\n---\nb: 2\n---\n', [{ a: 1 }, { b: 2 }]],
  ['a: 1\n--- # a comment\nb: 2\n--- \nc: 3', [{ a: 1 }, { b: 2 }, { c: 3 }]],
  ['a: 1\r\n---\r\nb: 2\r\n', [{ a: 1 }, { b: 2 }]],
  ['a: 1\r---\rb: 2\r', [{ a: 1 }, { b: 2 }]],
  ['a: 1\n---\n---\n---b: 2\n', [{ a: 1 }, { '---b': 2 }]],
  ['a: x---\n---x: 1\n', [{ a: 'x---', '---x': 1 }]],
  ['a: |\n  ---\n  x\n--- b', [{ a: '---\nx\n' }, 'b']],
  ['a: 1\n------: 2\n', [{ a: 1, '------': 2 }]],
])('%j', (text, documents) => {
  expect(parseYamlAll(text)).toEqual(documents);
});

test('the place of what is no YAML counts from its document', () => {
  expect(() => parseYamlAll('a: [')).toThrow(/^yaml: line 1: /);
  expect(() => parseYamlAll('---\na: 1\n---\nb: [')).toThrow(/^document 3: yaml: line 2: /);
});

test('finding where documents begin costs little beside reading them', async () => {
  const instance = openModule((await testPackage('reading')).wasm);
  const text = `a: |\n${`  ${'a --- line - of - some words -- '.repeat(6)}\n`.repeat(3000)}`;
  const spent = (all: boolean) => {
    const start = process.cpuUsage();
    instance.generate({ data: { name: 'x', text, all } });
    const { user, system } = process.cpuUsage(start);
    return user + system;
  };
  const least = (all: boolean) => Math.min(...Array.from({ length: 20 }, () => spent(all)));
  expect(least(true)).toBeLessThan(3 * least(false));
});
