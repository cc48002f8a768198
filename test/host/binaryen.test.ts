// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of a module, not templates of this one
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { takeApart } from '../../runtime/host/node/binaryen';

// Binaryen's package is taken apart to be kept: what of its text that hangs on.

const module = (literal: string, rest = '', end = 'export{b as default};\n') =>
  `async function a(m={}){let{createRequire:r}=await import("node:module");r(import.meta.url);m.x??=d(\`${literal}\`);${rest}return m}var b=await a();${end}`;

it('takes the string out, and makes the module a script', async () => {
  const parts = takeApart(module('\\0asm\\x01 \\` \\\\', 'm.y=`${1}`;'));
  expect(parts?.script).toContain('m.x??=wasmOf(d)("");m.y=`${1}`;');
  expect(parts?.whole).toContain('m.x??=wasmOf(d)(`\\0asm\\x01 \\` \\\\`);m.y=`${1}`;');
  for (const text of [parts!.script, parts!.whole]) expect(text).not.toMatch(/import|export/);
});

it.each([
  ['no such string', module('wasm')],
  ['a string without an end', 'm.x??=d(`\\0asm'],
  ['another export', module('\\0asm', '', 'export{b as binaryen};')],
  ['more imports', module('\\0asm', 'await import("node:fs");')],
])('leaves %s alone', (_, text) => {
  expect(takeApart(text)).toBeUndefined();
});

it('knows the package that is installed', () => {
  const source = readFileSync(createRequire(import.meta.url).resolve('binaryen'), 'latin1');
  const parts = takeApart(source);
  expect(parts!.script.length).toBeLessThan(300_000);
  expect(parts!.whole.length).toBeGreaterThan(source.length - 200);
});
