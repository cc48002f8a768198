// The guest library run by the compiler itself, for questions whose answers must be the guest's: where its heap begins, whether a
// version satisfies a constraint, and whether a text matches a pattern.

import { readAsset } from '#system/assets';
import { instantiate } from '../host/core/instantiate';
import { utf8Bytes, utf8Text } from '../../gostd/bytes';
import { KIND_STRING, VALUE_CAPACITY, VALUE_KIND, VALUE_LENGTH, VALUE_PAYLOAD, VALUE_SIZE } from '../abi/values';

interface GuestExports {
  memory: WebAssembly.Memory;
  heapStart: WebAssembly.Global;
  allocate(size: number): number;
  versionInRange(constraint: number, version: number): number;
  beginPatternCache(): void;
  patternProblem(pattern: number): number;
  matchesPattern(pattern: number, text: number): number;
}

/** guest.wasm as built. Throws where the package was not built. */
export function guestBytes(): Uint8Array {
  bytes ??= readAsset('guest.wasm');
  return bytes;
}

let bytes: Uint8Array | undefined;
let running: Guest | undefined;

/** The one instance of a process; it keeps nothing that one answer could change for the next. */
export function runningGuest(): Guest {
  running ??= new Guest(guestBytes());
  return running;
}

export class Guest {
  /** The library compiled, for more instances. */
  readonly module: WebAssembly.Module;
  private readonly exports: GuestExports;

  /** @param bytes guest.wasm as built */
  constructor(bytes: Uint8Array) {
    this.module = new WebAssembly.Module(bytes as BufferSource);
    const mist: Record<string, () => number> = {};
    for (const { name } of WebAssembly.Module.imports(this.module)) mist[name] = () => 0;
    this.exports = instantiate(this.module, { mist }).exports as unknown as GuestExports;
  }

  /** First address that the guest does not use for itself: the image goes there. */
  get heapStart(): number {
    return this.exports.heapStart.value;
  }

  private string(text: string): number {
    const bytes = utf8Bytes(text);
    const pointer = this.exports.allocate(bytes.length);
    const cell = this.exports.allocate(VALUE_SIZE);
    new Uint8Array(this.exports.memory.buffer).set(bytes, pointer);
    const view = new DataView(this.exports.memory.buffer);
    view.setUint32(cell + VALUE_KIND, KIND_STRING, true);
    view.setUint32(cell + VALUE_LENGTH, bytes.length, true);
    view.setUint32(cell + VALUE_PAYLOAD, pointer, true);
    view.setUint32(cell + VALUE_CAPACITY, 0, true);
    return cell;
  }

  /** Helm's IsCompatibleRange: false also where either text cannot be read. */
  inRange(constraint: string, version: string): boolean {
    return this.exports.versionInRange(this.string(constraint), this.string(version)) !== 0;
  }

  /** Why a text is no regular expression, in Go's words; undefined: it is one. */
  patternProblem(pattern: string): string | undefined {
    const cell = this.exports.patternProblem(this.string(pattern));
    if (cell === 0) return undefined;
    const view = new DataView(this.exports.memory.buffer);
    const length = view.getUint32(cell + VALUE_LENGTH, true);
    return utf8Text(new Uint8Array(this.exports.memory.buffer, view.getUint32(cell + VALUE_PAYLOAD, true), length));
  }

  /** From now on patterns are compiled once. */
  keepPatterns(): void {
    this.exports.beginPatternCache();
  }

  /** Does the text hold a match of a pattern that is one? */
  matches(pattern: string, text: string): boolean {
    return this.exports.matchesPattern(this.string(pattern), this.string(text)) !== 0;
  }
}
