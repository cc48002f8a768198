// Loads Binaryen. Its npm package is one file of 15 MB whose WebAssembly is a string in the source: reading that file as JavaScript, twice,
// takes 0.3 s of the half second that converting a small chart takes. So both parts are kept, in the folder for compiled code: the source without the
// string, and the WebAssembly as it is.

import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import type binaryen from 'binaryen';
import { keepCode, writeKept } from './keep-code';
import { buildId, codeFolder, keptScript } from './kept-code';

type Binaryen = typeof binaryen;

const NAME = 'binaryen';

/** Binaryen, where it is installed; else throws what Node says of a module that is not. */
export async function importBinaryen(): Promise<Binaryen> {
  return (await loadKeptBinaryen()) ?? (await import('binaryen')).default;
}

/** By way of what is kept; undefined where nothing may be kept, or where the package is not made as it was. */
async function loadKeptBinaryen(): Promise<Binaryen | undefined> {
  const folder = codeFolder();
  if (folder === undefined || buildId === undefined) return undefined;
  try {
    const file = createRequire(import.meta.url).resolve('binaryen');
    const { size, mtimeMs } = statSync(file);
    const mark = `${buildId}-${size}-${Math.trunc(mtimeMs)}`;
    const kept = `${folder}/${NAME}-${mark}`;
    const files = readFiles(`${kept}.js`, `${kept}.wasm`);
    if (files) {
      const [script, wasm] = files;
      return await run(script.toString('latin1'), file, mark, () => () => wasm);
    }
    const parts = takeApart(readFileSync(file, 'latin1'));
    if (!parts) return undefined;
    return await run(parts.whole, file, undefined, (decode) => (text) => {
      const wasm = decode(text);
      writeKept(`${NAME}-`, { [`${mark}.js`]: sealed(parts.script), [`${mark}.wasm`]: sealed(wasm) });
      return wasm;
    });
  } catch {
    // Then Node loads it as it loads everything, or says why it cannot.
    return undefined;
  }
}

/** What was kept, where it is as it was written: damaged code could compile charts otherwise. */
function readFiles(...paths: string[]): Buffer[] | undefined {
  try {
    const files = paths.map((path) => {
      const file = readFileSync(path);
      const content = file.subarray(0, -DIGEST_BYTES);
      return digest(content).equals(file.subarray(-DIGEST_BYTES)) ? content : undefined;
    });
    return files.every((file) => file !== undefined) ? files : undefined;
  } catch {
    return undefined;
  }
}

/** A file that says what it held. */
function sealed(content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content as string, 'latin1');
  return Buffer.concat([bytes, digest(bytes)]);
}

const DIGEST_BYTES = 32;
const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** How the package's own decoder of its string is called: given it, what is called with the string. */
type WasmOf = (decode: (text: string) => Uint8Array) => (text: string) => Uint8Array;

async function run(text: string, file: string, mark: string | undefined, wasmOf: WasmOf): Promise<Binaryen> {
  const kept = mark === undefined ? undefined : keptScript(text, file, `${NAME}.js`, mark);
  const { script } = kept ?? { script: new Script(text, { filename: file }) };
  const load = script.runInThisContext() as (...given: unknown[]) => Promise<Binaryen>;
  const library = await load(await import('node:module'), import.meta.url, wasmOf);
  if (kept) keepCode(kept);
  return library;
}

/**
 * The package's module as a script, with its string and without. Undefined where it does not look as it did (binaryen@132.0.0,
 * index.js: what esbuild makes of emscripten's SINGLE_FILE).
 */
export function takeApart(source: string): { whole: string; script: string } | undefined {
  const call = /\?\?=([\w$]+)\((?=`\\0asm)/.exec(source);
  if (!call) return undefined;
  const from = call.index + call[0].length;
  const to = endOfLiteral(source, from);
  const before = source.slice(0, call.index);
  const after = /^(.*)export\s*\{\s*([\w$]+) as default\s*\};?\s*$/s.exec(source.slice(to));
  if (!after) return undefined;
  const [, rest, library] = after;
  const scriptWith = (literal: string) => {
    const parts = [before, rest].map((part) =>
      part!.replaceAll('import.meta.url', 'moduleUrl').replaceAll('await import("node:module")', 'nodeModule'),
    );
    if (parts.some((part) => /\bimport\s*[.("'{*]|\bexport\s*[{*]/.test(part))) return undefined;
    const [start, end] = parts;
    return `(async function(nodeModule,moduleUrl,wasmOf){"use strict";${start}??=wasmOf(${call[1]})(${literal}${end}return ${library}})`;
  };
  const script = scriptWith('""');
  const whole = scriptWith(source.slice(from, to));
  return script !== undefined && whole !== undefined ? { whole, script } : undefined;
}

/** First position behind the template literal that begins at `from`. */
function endOfLiteral(source: string, from: number): number {
  for (let at = from + 1; ; at++) {
    at = source.indexOf('`', at);
    if (at < 0) return source.length;
    let slashes = 0;
    while (source[at - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
}
