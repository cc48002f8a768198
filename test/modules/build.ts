// Builds the hand-written modules for the tests: AssemblyScript with asc, WebAssembly text with Binaryen. The one in C is
// committed as built, since not every machine has a C compiler for wasm.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import binaryen from 'binaryen';

/** The folder of the hand-written modules. */
export const modules = import.meta.dirname;

/** The folder of the examples. */
export const examples = join(modules, '../../examples');

// A hostile module may use any feature; the compact import section is a way to write a file, not something a text asks for.
const { CompactImports } = binaryen.Features as unknown as Record<string, number>;
const features = binaryen.Features.All & ~CompactImports;

/** Assembles WebAssembly text. */
export function assemble(text: string): Uint8Array {
  const module = binaryen.parseText(text);
  try {
    module.setFeatures(features);
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

/** Assembles a file of {@link modules}. */
export function assembleFile(path: string): Uint8Array {
  return assemble(readFileSync(join(modules, path), 'utf8'));
}

/** Compiles an AssemblyScript source, with the flags that docs/module-contract.md gives. */
export async function compileAssemblyScript(source: string): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-asc-'));
  try {
    const entry = join(folder, 'module.ts');
    const out = join(folder, 'module.wasm');
    writeFileSync(entry, source);
    const { error, stderr } = await asc.main([entry, '--runtime', 'stub', '--use', 'abort=', '--optimize', '-o', out]);
    if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
    return readFileSync(out);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The namespace package in AssemblyScript. */
export function moduleInAssemblyScript(): Promise<Uint8Array> {
  return compileAssemblyScript(readFileSync(join(modules, 'namespace-as', 'namespace.as.ts'), 'utf8'));
}

/** The module written in C. */
export function moduleInC(): Uint8Array {
  return readFileSync(join(examples, 'contract-c', 'namespace.wasm'));
}
