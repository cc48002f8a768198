// The guest's schema functions run by the compiler: schemas are checked against their meta-schemas, and patterns against Go's
// syntax, by the very code that later checks values.

import { utf8Bytes, utf8Text } from '../../gostd/bytes';
import { type Profile, quirkWord } from '../../language/profiles';
import type { Guest } from '../../runtime/bindings/guest';
import {
  KIND_INT,
  KIND_STRING,
  MAP_ANY,
  VALUE_CAPACITY,
  VALUE_KIND,
  VALUE_LENGTH,
  VALUE_PAYLOAD,
  VALUE_SIZE,
} from '../../runtime/abi/values';
import { ImageInteger, ImageMap, type ImageValue, ImageWriter } from '../image/image';
import type { Part } from './program';
import { writeProgram } from './program';

/** What a judge needs of an instance of the guest, which behaves as the Helm in question. */
export interface JudgeExports {
  memory: WebAssembly.Memory;
  allocate(size: number): number;
  checkSchema(program: number, value: number, resources: number): number;
  patternProblem(pattern: number): number;
}

/** An instance of the guest as it was built. */
export function judgeOf({ module }: Guest, helm: Profile): JudgeExports {
  // What a linker would bind to the guest's own functions; the rest is not reached from here.
  const mist: Record<string, (...operands: number[]) => number> = {};
  for (const { name } of WebAssembly.Module.imports(module)) {
    mist[name] = (...operands) =>
      (instance.exports[name] as ((...operands: number[]) => number) | undefined)?.(...operands) ?? 0;
  }
  const instance = new WebAssembly.Instance(module, { mist });
  const exports = instance.exports as unknown as JudgeExports & { quirks: WebAssembly.Global };
  exports.quirks.value = quirkWord(helm);
  return exports;
}

/** Enough for most schemas, and so much that the guest makes a block of it. */
const ROOM = 1 << 16;
/** An instance with so much memory is not asked again. */
const MOST_MEMORY = 1 << 28;
/** More than lies between two blocks of the guest's heap. */
const BLOCK_HEAD = 32;

export class SchemaJudge {
  /** Where meta-schemas are that judge whole documents: parts of one schema are judged one by one, by the thousand. */
  private readonly programs = new Map<Part, number>();
  private exports: JudgeExports;

  /** `start` gives a fresh instance. */
  constructor(private readonly start: () => JudgeExports) {
    this.exports = start();
  }

  /** What Go says of a pattern, or null. */
  patternProblem(pattern: string): string | null {
    this.renew();
    return this.text(this.exports.patternProblem(this.placeText(pattern)));
  }

  /** Writes a text: an image is much for one, and a schema may have tens of thousands of patterns. */
  private placeText(text: string): number {
    const bytes = utf8Bytes(text);
    const cell = this.exports.allocate(VALUE_SIZE + bytes.length) >>> 0;
    const { buffer } = this.exports.memory;
    const view = new DataView(buffer, cell, VALUE_SIZE);
    view.setUint32(VALUE_KIND, KIND_STRING, true);
    view.setUint32(VALUE_LENGTH, bytes.length, true);
    view.setUint32(VALUE_PAYLOAD, cell + VALUE_SIZE, true);
    view.setUint32(VALUE_CAPACITY, 0, true);
    new Uint8Array(buffer).set(bytes, cell + VALUE_SIZE);
    return cell;
  }

  /** Nothing is ever given back in an instance: where much was asked of one, the next answers. */
  private renew(): void {
    if (this.exports.memory.buffer.byteLength < MOST_MEMORY) return;
    this.exports = this.start();
    this.programs.clear();
  }

  /**
   * Checks a schema document against a meta-schema; `resources` are the meta-schemas of parts of it, by JSON pointer. The
   * errors as text, or null.
   */
  check(meta: Part, value: ImageValue, resources: ReadonlyMap<string, Part>): string | null {
    this.renew();
    const offsets = new Map<string, number>();
    let program = resources.size > 0 ? undefined : this.programs.get(meta);
    if (program === undefined) {
      [program] = this.place((image) => [writeProgram(image, meta, resources, offsets)]);
      if (resources.size === 0) this.programs.set(meta, program);
    }
    const entries = [...offsets].map(([pointer, offset]): [string, ImageValue] => [
      pointer,
      new ImageInteger(KIND_INT, BigInt(offset)),
    ]);
    const [document, table] = this.place((image) => [image.value(value), image.value(new ImageMap(MAP_ANY, entries))]);
    return this.text(this.exports.checkSchema(program, document, table));
  }

  /** Writes an image into the guest's memory; gives the addresses that `write` returns. */
  private place(write: (image: ImageWriter) => number[]): number[] {
    // How large it gets is known when it is written, for an address: where the room is too small, what is allocated next lies right behind,
    // or else it is written again.
    for (let room = ROOM; ; ) {
      const start = this.exports.allocate(room) >>> 0;
      const image = new ImageWriter((start + 15) & ~15);
      const addresses = write(image);
      const { base, fixed, changing, changingBase, end } = image.finish();
      const size = end - start;
      if (size > room) {
        const next = this.exports.allocate(Math.max(size - room, ROOM)) >>> 0;
        if (next < start + room || next > start + room + BLOCK_HEAD) {
          room = size;
          continue;
        }
      }
      const memory = new Uint8Array(this.exports.memory.buffer);
      memory.set(fixed, base);
      memory.set(changing, changingBase);
      return addresses;
    }
  }

  private text(cell: number): string | null {
    if (cell === 0) return null;
    const view = new DataView(this.exports.memory.buffer);
    const length = view.getUint32(cell + VALUE_LENGTH, true);
    return utf8Text(new Uint8Array(this.exports.memory.buffer, view.getUint32(cell + VALUE_PAYLOAD, true), length));
  }
}
