// A machine is one running instance of a module, reduced to what the contract needs: call an export, see the memory. It
// checks nothing; instance.ts does, so that an instance in another thread is checked by the same code.

import { MEMORY_EXPORT } from './contract';

export interface Machine {
  /** Calls an exported function; throws what the engine throws. A function without a result gives 0. */
  call(name: string, ...args: number[]): number;
  /** The size of the memory in bytes. */
  memoryBytes(): number;
  /** The bytes at an address that is known to be inside the memory; valid until the next call. */
  read(address: number, length: number): Uint8Array;
  /** Copies bytes to an address where they are known to fit. */
  write(address: number, bytes: Uint8Array): void;
  /** Ends the machine. */
  close(): void;
}

/** An instance in this thread. Constructing it runs the module's start function. */
export class LocalMachine implements Machine {
  private readonly exports: Record<string, (...args: number[]) => number | undefined>;
  private readonly memory: WebAssembly.Memory;

  constructor(instance: WebAssembly.Instance) {
    this.exports = instance.exports as unknown as typeof this.exports;
    this.memory = instance.exports[MEMORY_EXPORT] as WebAssembly.Memory;
  }

  call(name: string, ...args: number[]): number {
    return this.exports[name](...args) ?? 0;
  }

  memoryBytes(): number {
    return this.memory.buffer.byteLength;
  }

  read(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length);
  }

  write(address: number, bytes: Uint8Array): void {
    new Uint8Array(this.memory.buffer, address, bytes.length).set(bytes);
  }

  close(): void {}
}
