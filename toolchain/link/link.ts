// `mistletoe link`: a WASI program becomes a module of the contract. The input is its standard input, what it writes to standard output are the
// objects (or a whole MistResult); it starts anew for each render. Nothing of WASI is left to import.

import { TAKES_ALL, TAKES_LABEL, TAKES_VALUES } from '../../runtime/abi/labels';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type Binaryen from 'binaryen';
import { loadBinaryen, withErrors } from '../../compiler/link/binaryen';
import { type MistPackage, openModule } from '../../runtime/host';
import { type FunctionType, readBinary, type WasmBinary } from '../../runtime/host/core/binary';
import {
  ALLOC_EXPORT,
  API_VERSION,
  checkContract,
  checkExports,
  DEALLOC_EXPORT,
  exportedFunction,
  FAULT_EXPORT,
  GENERATE_EXPORT,
  INFO_EXPORT,
  PACKAGE_SECTION,
  WARNINGS_EXPORT,
} from '../../runtime/host/core/contract';
import { findAsset } from '../../runtime/host/node/assets';
import { ByteWriter } from '../../runtime/wasm/writer';
import { BuildError } from '../errors';
import { checkPackageName } from '../package-name';
import { isBindgen, withoutBindgen, withoutDescriptions } from './bindgen-text';
import { programText } from './program-text';
import { reactorText } from './reactor-text';
import { MOST_TEXTS, textsOf } from './texts';
import { checkImports, checkType, WASI } from './wasi-functions';

/** How a program is linked. */
export interface LinkOptions {
  /** The package's name. */
  name: string;
  /** More labels of its MistPackage. */
  labels?: Record<string, string>;
}

const EXPORTS = ['memory', INFO_EXPORT, ALLOC_EXPORT, DEALLOC_EXPORT, GENERATE_EXPORT, WARNINGS_EXPORT, FAULT_EXPORT];

/** The module of a program: a WASI command, or one that exports the contract's functions itself. Throws BuildError. */
export async function linkProgram(wasm: Uint8Array, { name, labels = {} }: LinkOptions): Promise<Uint8Array> {
  let binary = readProgram(wasm);
  if (followsContract(binary) && binary.imports.length === 0) return checkOwn(wasm);
  const binaryen = await loadBinaryen();
  let given = textOf(binaryen, wasm);
  if (isBindgen(given)) {
    const used = emit(binaryen, withoutDescriptions(given), ['remove-unused-module-elements']);
    given = withoutBindgen(textOf(binaryen, used));
    const freed = emit(binaryen, given, []);
    binary = readProgram(freed);
    if (binary.imports.length === 0) return checkOwn(freed);
  }
  checkImports(binary);
  if (followsContract(binary)) return linkReactor(binaryen, given, binary);
  if (!binary.exports.some((item) => item.name === COMMAND)) {
    throw new BuildError(
      'the program exports neither _start (a WASI command) nor the functions of the module contract: build it as a WASI command, or export __mistletoe_generate and the others',
    );
  }
  checkPackageName(name, 'the name (--name)');
  checkType(`the program's ${COMMAND}`, exportedFunction(binary, COMMAND), NOTHING);
  const info = JSON.stringify({
    apiVersion: API_VERSION,
    kind: 'MistPackage',
    metadata: {
      name,
      labels: { [TAKES_LABEL]: TAKES_ALL, ...labels },
    },
  });
  const { text, needsUnwinding } = programText(given, checkedTexts(info));
  if (needsUnwinding) binaryen.setPassArgument('asyncify-imports', `${WASI}.proc_exit`);
  const program = emit(binaryen, text, needsUnwinding ? ['asyncify', 'coalesce-locals', 'vacuum'] : []);
  const merged = merge(binaryen, program);
  return withSection(merged, PACKAGE_SECTION, Buffer.from(info));
}

const COMMAND = '_start';
const REACTOR = '_initialize';
const NOTHING: FunctionType = { params: [], results: [] };

const followsContract = (binary: WasmBinary) => binary.exports.some((item) => item.name === GENERATE_EXPORT);

function checkedTexts(info: string): Uint8Array {
  const texts = textsOf(info);
  if (texts.length > MOST_TEXTS) throw new BuildError('the labels of the package are too long');
  return texts;
}

/** The module of a reactor. What it asks WASI for, its label says that it takes: no host gives it otherwise. */
function linkReactor(binaryen: typeof Binaryen, given: string, binary: WasmBinary): Uint8Array {
  ofContract(() => checkExports(binary));
  if (binary.exports.some((item) => item.name === REACTOR))
    checkType(`the program's ${REACTOR}`, exportedFunction(binary, REACTOR), NOTHING);
  const linked = (texts?: Uint8Array) =>
    checkOwn(merge(binaryen, emit(binaryen, reactorText(given, texts), []), 'reactor_generate'));
  const module = linked();
  const info = withTaken(
    ofContract(() => openModule(module).info()),
    binary,
  );
  if (info === undefined) return module;
  return withSection(linked(checkedTexts(info)), PACKAGE_SECTION, Buffer.from(info));
}

/** What of a render's surroundings the functions of WASI are answered from. */
const TAKEN = { clock_time_get: 'now', random_get: 'entropy' };

/** The MistPackage with a label that says all that the program takes; undefined where it has. */
function withTaken({ metadata, ...info }: MistPackage, { imports }: WasmBinary): string | undefined {
  const { name, labels } = metadata;
  const takes = (labels[TAKES_LABEL] ?? '').split(',').flatMap((part) => part.trim() || []);
  const lacks = Object.entries(TAKEN).flatMap(([asked, taken]) =>
    imports.some((one) => one.name === asked) && !takes.includes(taken) ? taken : [],
  );
  if (lacks.length === 0 || takes.includes(TAKES_VALUES)) return undefined;
  return JSON.stringify({
    ...info,
    metadata: { name, labels: { ...labels, [TAKES_LABEL]: [...takes, ...lacks].join(',') } },
  });
}

function readProgram(wasm: Uint8Array): WasmBinary {
  try {
    const binary = readBinary(wasm);
    if (!WebAssembly.validate(wasm as BufferSource)) new WebAssembly.Module(wasm as BufferSource);
    return binary;
  } catch (error) {
    throw new BuildError(`the program is no WebAssembly module: ${(error as Error).message}`);
  }
}

function checkOwn(wasm: Uint8Array): Uint8Array {
  ofContract(() => checkContract(readBinary(wasm)));
  return wasm;
}

function ofContract<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new BuildError(`the program does not follow the module contract: ${(error as Error).message}`);
  }
}

function textOf(binaryen: typeof Binaryen, wasm: Uint8Array): string {
  let module: Binaryen.Module;
  try {
    module = withErrors(() => binaryen.readBinary(wasm));
  } catch (error) {
    throw new BuildError(`the program cannot be read: ${(error as Error).message}`);
  }
  try {
    // The module's own name, which C's linkers give it, is in the way of what is put at its head.
    return module.emitText().replace(/^\(module \$(?:"(?:[^"\\]|\\.)*"|\S+)/, '(module');
  } finally {
    module.dispose();
  }
}

function featuresOf({ Features: F }: typeof Binaryen): number {
  return (
    F.MutableGlobals |
    F.SignExt |
    F.NontrappingFPToInt |
    F.BulkMemory |
    F.BulkMemoryOpt |
    F.Multivalue |
    F.SIMD128 |
    F.ReferenceTypes
  );
}

function emit(binaryen: typeof Binaryen, text: string, passes: string[]): Uint8Array {
  let module: Binaryen.Module;
  try {
    module = withErrors(() => binaryen.parseText(text));
  } catch (error) {
    throw new BuildError(`the program cannot be rewritten: ${(error as Error).message}`);
  }
  try {
    module.setFeatures(featuresOf(binaryen));
    if (passes.length > 0) module.runPasses(passes);
    if (!module.validate()) throw new BuildError('the program uses features of WebAssembly that a module may not have');
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

/** The program and the WASI side in one module, of which the contract's exports are left; `generate` is the export that renders. */
function merge(binaryen: typeof Binaryen, program: Uint8Array, generate: string = GENERATE_EXPORT): Uint8Array {
  const tools = join(dirname(createRequire(import.meta.url).resolve('binaryen/package.json')), 'bin');
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-link-'));
  const file = (name: string) => join(folder, name);
  const run = (tool: string, ...args: string[]) => {
    const { status, stderr } = spawnSync(process.execPath, [join(tools, tool), '--all-features', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status !== 0) throw new BuildError(`the program cannot be linked (${tool}): ${stderr.trim()}`);
  };
  try {
    writeFileSync(file('program.wasm'), program);
    run(
      'wasm-merge',
      ...[file('program.wasm'), 'env', findAsset('wasi.wasm'), WASI],
      ...['--rename-export-conflicts', '-o', file('merged.wasm')],
    );
    const module = withErrors(() => binaryen.readBinary(readFileSync(file('merged.wasm'))));
    try {
      if (generate !== GENERATE_EXPORT) {
        const { value } = binaryen.getExportInfo(module.getExport(generate));
        module.removeExport(GENERATE_EXPORT);
        module.addFunctionExport(value, GENERATE_EXPORT);
      }
      const kept = new Set(EXPORTS);
      for (let i = module.getNumExports() - 1; i >= 0; i--) {
        const { name } = binaryen.getExportInfo(module.getExportByIndex(i));
        if (!kept.has(name)) module.removeExport(name);
      }
      module.setFeatures(featuresOf(binaryen));
      module.runPasses(['remove-unused-module-elements']);
      return module.emitBinary();
    } finally {
      module.dispose();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A custom section behind the others. */
function withSection(wasm: Uint8Array, name: string, content: Uint8Array): Uint8Array {
  const out = new ByteWriter(wasm.length + name.length + content.length + 16);
  out.bytes(wasm);
  out.custom(name, content);
  return out.finish();
}
