// The renderer: the guest library as a module that renders any chart whose image is laid into its memory. It is compiled once in a
// process, however many charts are rendered.

import { readAsset } from '#system/assets';
import { HostError } from '../host/core/errors';
import { completeLimits, formatBytes, type Limits } from '../host/core/limits';
import type { Machine } from '../host/core/machine';
import { type LoadedModule, loadModule } from '../host/core/module';

/** A chart as the renderer takes it: all addresses are in its memory. */
export interface ChartImage {
  /** The part that no render changes lies at `base`, which is {@link heapStart}; the other one, behind it, is kept twice. */
  base: number;
  fixed: Uint8Array;
  changingBase: number;
  changing: Uint8Array;
  /** The chart's description, and the pair that leads to its MistPackage. */
  root: number;
  packageText: number;
  /** Are values checked? */
  hasSchemas: boolean;
  /** How its Helm behaves (runtime/abi/quirks.ts). */
  quirks: bigint;
}

let file: Uint8Array | undefined;

function rendererFile(): Uint8Array {
  file ??= readAsset('renderer.wasm');
  return file;
}

/** Where an image begins: the build wrote it into the file's last four bytes. */
export function heapStart(): number {
  const bytes = rendererFile();
  return new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true);
}

const modules = new Map<string, LoadedModule>();

/** A module that renders the chart of an image, within limits. Throws HostError. */
export function loadImage(image: ChartImage, limits?: Partial<Limits>): LoadedModule {
  const complete = completeLimits(limits);
  const key = JSON.stringify(complete, (_, value: unknown) => (value === Number.POSITIVE_INFINITY ? 'any' : value));
  let module = modules.get(key);
  if (module === undefined) {
    module = loadModule(rendererFile(), complete);
    modules.set(key, module);
  }
  return { ...module, prepare: (machine) => layImage(machine, image, complete) };
}

/** Lays an image into a fresh instance. */
function layImage(machine: Machine, image: ChartImage, limits: Limits): void {
  const { base, fixed, changing, changingBase, root, packageText, hasSchemas, quirks } = image;
  const pristine = (changingBase + changing.length + 15) & ~15;
  const end = (pristine + changing.length + 15) & ~15;
  if (machine.call('__reserve', end - base) === 0) {
    throw new HostError(
      'memory-limit',
      `the chart alone takes ${formatBytes(end)} of memory and may have ${formatBytes(limits.memoryBytes)}: raise the memory limit if you trust it`,
      { limit: 'memoryBytes' },
    );
  }
  machine.write(base, fixed);
  machine.write(pristine, changing);
  const [low, high] = [Number(quirks & 0xffffffffn), Number((quirks >> 32n) & 0xffffffffn)];
  const addresses = [root, end, packageText, changingBase, pristine, changing.length];
  machine.call('__open', ...addresses, hasSchemas ? 1 : 0, low, high);
}
