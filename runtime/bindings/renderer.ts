// The renderer: the guest library as a module that renders any chart which is laid into its memory. It is compiled once in a
// process, however many charts are rendered.

import { instantiate } from '../host/core/instantiate';
import { utf8Text } from '../../gostd/bytes';
import { type Profile, quirkWord } from '../../language/profiles';
import { readAsset } from '#system/assets';
import { isSurelyComposite } from '#system/crypto/primes';
import { PAGE_BYTES, VALUE_LENGTH, VALUE_PAYLOAD } from '../abi/values';
import {
  GENERATE_EXPORT,
  INFO_EXPORT,
  MANIFESTS_EXPORT,
  MEMORY_EXPORT,
  READS_EXPORT,
  RENDER_EXPORT,
  WARNINGS_EXPORT,
} from '../abi/contract';
import {
  type CHANGING_PARAMETERS,
  OPEN_EXPORT,
  OPEN_PARAMETERS,
  RESERVE_EXPORT,
  SET_QUIRKS_EXPORT,
  TAIL_HEAP_START,
  TAIL_MAXIMUM_AT,
  TAIL_MINIMUM,
  TAIL_SIZE,
} from '../abi/renderer';
import { HostError } from '../host/core/errors';
import { completeLimits, formatBytes, type Limits, memoryPages } from '../host/core/limits';
import { LocalMachine, type Machine } from '../host/core/machine';
import type { LoadedModule } from '../host/core/module';

/** Bytes, and where they lie in the renderer's memory. */
export interface MemoryRun {
  address: number;
  bytes: Uint8Array;
}

/** A chart as the renderer takes it: all addresses are in its memory, where the chart begins at {@link ChartMemory.start}. */
export interface ChartImage {
  start: number;
  /** What no render changes. */
  fixed: MemoryRun[];
  /** What renders change: it is kept twice. */
  values: MemoryRun;
  changing: MemoryRun;
  /** First address behind all that. */
  end: number;
  /** The chart's description, and the pair that leads to its MistPackage. */
  root: number;
  packageText: number;
  /** Are values checked? */
  hasSchemas: boolean;
  /** How its Helm behaves (runtime/abi/quirks.ts). */
  quirks: bigint;
}

/** The renderer as built, and what its last bytes say (tools/build/renderer.mjs). */
interface RendererFile {
  bytes: Uint8Array<ArrayBuffer>;
  /** Where the heap begins, and so a chart. */
  heapStart: number;
  /** Where the memory's largest size stands, as a number of three bytes. */
  maximumAt: number;
  /** Its first size, in pages. */
  minimum: number;
}

let known: RendererFile | undefined;

function rendererFile(): RendererFile {
  if (known === undefined) {
    const bytes = readAsset('renderer.wasm') as Uint8Array<ArrayBuffer>;
    const tail = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - TAIL_SIZE, TAIL_SIZE);
    known = {
      bytes,
      heapStart: tail.getUint32(TAIL_HEAP_START, true),
      maximumAt: tail.getUint32(TAIL_MAXIMUM_AT, true),
      minimum: tail.getUint32(TAIL_MINIMUM, true),
    };
  }
  return known;
}

/** An instance of the renderer, with what it asks of its host (runtime/abi/features.ts). */
function startRenderer(module: WebAssembly.Module): WebAssembly.Instance {
  const ask = (number: number, length: number) => {
    const { buffer } = instance.exports[MEMORY_EXPORT] as WebAssembly.Memory;
    return Number(isSurelyComposite(new Uint8Array(buffer, number >>> 0, length * 4)));
  };
  const instance = instantiate(module, { mist: { isSurelyComposite: ask } });
  return instance;
}

const modules = new Map<string, LoadedModule>();
const PAIR_EXPORTS = new Set<string>([GENERATE_EXPORT, RENDER_EXPORT, MANIFESTS_EXPORT]);
const REPORT_EXPORTS = new Set<string>([INFO_EXPORT, WARNINGS_EXPORT, READS_EXPORT]);

/** The renderer within limits. It is this package's own, and need not be looked through as others' modules. Throws HostError. */
export function loadRenderer(limits?: Partial<Limits>): LoadedModule {
  const complete = completeLimits(limits);
  const key = JSON.stringify(complete, (_, value: unknown) => (value === Number.POSITIVE_INFINITY ? 'any' : value));
  let module = modules.get(key);
  if (module === undefined) {
    const { bytes, maximumAt, minimum } = rendererFile();
    const pages = memoryPages(complete);
    if (minimum > pages) throw tooSmall(minimum * PAGE_BYTES, complete);
    bytes.set([(pages & 0x7f) | 0x80, ((pages >> 7) & 0x7f) | 0x80, pages >> 14], maximumAt);
    const compiled = new WebAssembly.Module(bytes);
    module = {
      module: compiled,
      instance: () => startRenderer(compiled),
      limits: complete,
      sections: [],
      exports: [],
      size: bytes.length,
      isPairExport: (name) => PAIR_EXPORTS.has(name),
      isReportExport: (name) => REPORT_EXPORTS.has(name),
      hasWarnings: true,
      hasReads: true,
      hasFault: false,
      customSection: () => undefined,
    };
    modules.set(key, module);
  }
  return module;
}

function tooSmall(bytes: number, limits: Limits): HostError {
  return new HostError(
    'memory-limit',
    `the chart alone takes ${formatBytes(bytes)} of memory and may have ${formatBytes(limits.memoryBytes)}: raise the memory limit if you trust it`,
    { limit: 'memoryBytes' },
  );
}

/**
 * A module that renders the chart of an image, within limits. Where the memory is given in which the chart was laid out, the first
 * instance is that one: nothing of the chart is copied for it. Throws HostError.
 */
export function loadImage(image: ChartImage, limits?: Partial<Limits>, memory?: ChartMemory): LoadedModule {
  const module = loadRenderer(limits);
  return {
    ...module,
    started: memory && (() => memory.handOver(image, module)),
    prepare: (machine) => layImage(machine, image, module.limits),
  };
}

/** Lays an image into a fresh instance. */
function layImage(machine: Machine, image: ChartImage, limits: Limits): void {
  const { values, changing } = image;
  const pristine = align(image.end);
  const pristineValues = align(pristine + changing.bytes.length);
  const end = align(pristineValues + values.bytes.length);
  layFixed(machine, image, end, limits);
  machine.write(pristine, changing.bytes);
  machine.write(pristineValues, values.bytes);
  setQuirks(machine, image.quirks);
  open(machine, image, end, {
    changing: changing.address,
    pristine,
    changingBytes: changing.bytes.length,
    values: values.address,
    pristineValues,
    valuesBytes: values.bytes.length,
  });
}

function layFixed(machine: Machine, { start, fixed }: ChartImage, end: number, limits: Limits): void {
  if (machine.call(RESERVE_EXPORT, end - start) === 0) throw tooSmall(end, limits);
  for (const { address, bytes } of fixed) machine.write(address, bytes);
}

/** What the renderer itself puts back before a render. */
type Changing = Record<(typeof CHANGING_PARAMETERS)[number], number>;

/** Nothing: whoever renders puts it back. */
const NO_CHANGING: Changing = {
  changing: 0,
  pristine: 0,
  changingBytes: 0,
  values: 0,
  pristineValues: 0,
  valuesBytes: 0,
};

function open(
  machine: Machine,
  { root, packageText, hasSchemas }: ChartImage,
  imageEnd: number,
  parts: Changing,
): void {
  const operands: Record<(typeof OPEN_PARAMETERS)[number], number> = {
    imageRoot: root,
    imageEnd,
    packageText,
    ...parts,
    hasSchemas: hasSchemas ? 1 : 0,
  };
  machine.call(OPEN_EXPORT, ...OPEN_PARAMETERS.map((name) => operands[name]));
}

/** The instance in which a chart was laid out. Of what a render changes it has no copy: that comes from the image, for a second render. */
class LaidOutMachine extends LocalMachine {
  image: ChartImage | undefined;
  private isChanged = false;

  override call(name: string, ...args: number[]): number {
    if (this.image !== undefined && PAIR_EXPORTS.has(name)) {
      if (this.isChanged)
        for (const { address, bytes } of [this.image.values, this.image.changing]) this.write(address, bytes);
      this.isChanged = true;
    }
    return super.call(name, ...args);
  }
}

function setQuirks(machine: Machine, quirks: bigint): void {
  machine.call(SET_QUIRKS_EXPORT, Number(quirks & 0xffffffffn), Number((quirks >> 32n) & 0xffffffffn));
}

function align(address: number): number {
  return (address + 15) & ~15;
}

/** The memory of a renderer in which a chart is laid out: it reads the values of charts itself. */
export class ChartMemory {
  /** Where a chart begins. */
  readonly start: number;
  readonly quirks: bigint;
  /** undefined when it was handed over */
  private machine: LaidOutMachine | undefined;
  /** What was read. */
  private readonly texts: Uint8Array[] = [];
  private run: MemoryRun | undefined;

  /** @param module the renderer, where it is compiled already */
  constructor(
    private readonly helm: Profile,
    private readonly module: WebAssembly.Module = loadRenderer().module,
  ) {
    this.start = rendererFile().heapStart;
    this.machine = new LaidOutMachine(startRenderer(module));
    this.quirks = BigInt.asUintN(64, quirkWord(helm));
    setQuirks(this.machine, this.quirks);
    this.machine.call('openLayout');
  }

  /** The exports of another instance, for what is of no chart. */
  another(): WebAssembly.Exports {
    const instance = startRenderer(this.module);
    setQuirks(new LocalMachine(instance), this.quirks);
    return instance.exports;
  }

  /** Reads a values file; gives the address of its values. Throws an Error in Helm's words. */
  readValues(text: Uint8Array): number {
    const machine = this.machine!;
    this.texts.push(text);
    const pointer = machine.call('layoutRoom', text.length) >>> 0;
    machine.write(pointer, text);
    const values = machine.call('layoutValues', pointer, text.length) >>> 0;
    if (values !== 0) return values;
    const cell = machine.call('layoutProblem') >>> 0;
    const { buffer, byteOffset } = machine.read(cell, VALUE_PAYLOAD + 4);
    const view = new DataView(buffer, byteOffset);
    throw new Error(
      utf8Text(machine.read(view.getUint32(VALUE_PAYLOAD, true), view.getUint32(VALUE_LENGTH, true)).slice()),
    );
  }

  /** All values that were read, and the first address behind them. */
  values(): { run: MemoryRun; end: number } {
    const { start } = this;
    const end = this.machine!.call('layoutEnd') >>> 0;
    let known: Uint8Array | undefined;
    this.run = {
      address: start,
      // They are copied where they are asked for, and read again where a render may have changed them.
      get bytes() {
        known ??= memory.copyOf(end);
        return known;
      },
    };
    const memory = this;
    return { run: this.run, end };
  }

  private copyOf(end: number): Uint8Array {
    if (this.machine !== undefined) return this.machine.read(this.start, end - this.start).slice();
    const again = new ChartMemory(this.helm, this.module);
    for (const text of this.texts) again.readValues(text);
    again.values();
    return again.copyOf(end);
  }

  /** The instance with the image of its chart; undefined where it was handed over already, or is not of this image or module. */
  handOver(image: ChartImage, { module, limits }: LoadedModule): Machine | undefined {
    const { machine } = this;
    if (machine === undefined || image.values !== this.run || module !== this.module) return undefined;
    const { changing } = image;
    const end = align(image.end);
    layFixed(machine, image, end, limits);
    machine.write(changing.address, changing.bytes);
    open(machine, image, end, NO_CHANGING);
    machine.image = image;
    this.machine = undefined;
    return machine;
  }
}
