// One instance of a module, called through the contract. Every address and length the module gives is checked against its
// memory before it is used, and after any error the instance starts afresh: a module that stopped midway is not called again.

import { isMemoryRefused, MEMORY_REFUSED } from './instantiate';
import { isStackOverflow } from './stack';
import {
  ALLOC_EXPORT,
  DEALLOC_EXPORT,
  FAULT_EXPORT,
  GENERATE_EXPORT,
  INFO_EXPORT,
  READS_EXPORT,
  WARNINGS_EXPORT,
} from './contract';
import { MAX_PAGES, PAGE_BYTES, PAIR_ADDRESS, PAIR_LENGTH, PAIR_SIZE } from '../../abi/values';
import {
  decodeText,
  encodeInput,
  type MistInput,
  type MistPackage,
  type MistResult,
  type ParseYaml,
  type RenderRead,
  readPackage,
  readReads,
  readResult,
  readWarnings,
} from './documents';
import { HostError } from './errors';
import { formatBytes, memoryPages, MIB } from './limits';
import { LocalMachine, type Machine } from './machine';
import type { LoadedModule } from './module';

/** A region of the module's memory. */
type Region = [address: number, length: number];

/** Reads the record that an export returned. Everything outside the module's memory is refused. */
export interface RecordReader {
  /** the record's address */
  readonly address: number;
  /** the little-endian u32 at an address */
  u32(address: number): number;
  /** A text, by the address of its address and length: a view that is valid until the next call; undefined where the address is 0. */
  text(address: number): Uint8Array | undefined;
  /** Calls an export of type () -> i32 that tells of the same call; its address, or undefined where the module has none. */
  report(name: string): number | undefined;
}

/** The bytes of a pair: address and length, each a little-endian u32. */
const WORD_BYTES = 4;

/**
 * Runs a loaded module. The module is instantiated at the first call and serves any number of them; the memory it used for
 * a call is given back to it. This class sets no time limit: see node.ts for one that does.
 */
export class ModuleInstance {
  protected machine: Machine | undefined;
  private held: Region[] = [];
  /** what the module said of its last trap */
  private fault = '';

  constructor(
    readonly loaded: LoadedModule,
    protected readonly parseYaml: ParseYaml,
  ) {}

  /** The module's description of itself. Throws HostError. */
  info(): MistPackage {
    return this.perform((machine) => {
      const [address, length] = this.pair(machine, INFO_EXPORT, machine.call(INFO_EXPORT));
      return readPackage(decodeText(machine.read(address, length), 'the MistPackage'), this.parseYaml);
    });
  }

  /**
   * Renders: an object, or the text or bytes of a MistInput document. A result `Err` is returned like any other; HostError
   * is thrown only when the module breaks the contract or reaches a limit.
   */
  generate(input: MistInput | string | Uint8Array): MistResult {
    const bytes = encodeInput(input);
    return this.perform((machine) => {
      const text = decodeText(this.exchange(machine, GENERATE_EXPORT, bytes), 'the MistResult');
      const warnings = this.warningsOf(machine);
      const reads = this.readsOf(machine);
      this.giveBackOrStartAnew(machine);
      const result = readResult(text, this.parseYaml);
      return { ...result, warnings, reads: [...result.reads, ...reads] };
    });
  }

  /** The same, and gives the MistResult's text as the module wrote it: for whoever hands it on. */
  generateText(input: MistInput | string | Uint8Array): string {
    const bytes = encodeInput(input);
    return this.perform((machine) => {
      const text = decodeText(this.exchange(machine, GENERATE_EXPORT, bytes), 'the MistResult');
      this.giveBackOrStartAnew(machine);
      return text;
    });
  }

  /**
   * Calls an export that takes a document and returns a pair, and gives the bytes the pair refers to: a view into the
   * module's memory, valid until the next call of this instance or {@link release}. Throws HostError.
   */
  callPair(name: string, input: Uint8Array): Uint8Array {
    this.checkExport(name);
    return this.perform((machine) => this.exchange(machine, name, input));
  }

  /** The same, of an export behind whose pair a status stands. `at`: where, in bytes from the pair's address. */
  callStatus(name: string, input: Uint8Array, at: number): { bytes: Uint8Array; status: number } {
    this.checkExport(name);
    return this.perform((machine) => {
      let status = 0;
      const bytes = this.exchange(machine, name, input, (address) => {
        this.check(machine, `the status that ${name} returned`, address + at, WORD_BYTES);
        status = readWord(machine, address + at);
      });
      return { bytes, status };
    });
  }

  /** Calls an export that takes a document and returns the address of a record, and gives what `read` makes of it. Throws HostError. */
  callRecord<T>(name: string, input: Uint8Array, read: (record: RecordReader) => T): T {
    this.checkExport(name);
    return this.perform((machine) => {
      const address = this.send(machine, name, input);
      let left = this.loaded.limits.outputBytes;
      const u32 = (at: number) => {
        this.check(machine, `the record that ${name} returned`, at, WORD_BYTES);
        return readWord(machine, at);
      };
      const text = (at: number) => {
        const from = u32(at);
        const length = u32(at + WORD_BYTES);
        if (from === 0) return undefined;
        this.check(machine, `a text that ${name} gave`, from, length);
        left -= length;
        if (left < 0) throw this.tooMuchOutput(this.loaded.limits.outputBytes - left);
        return machine.read(from, length);
      };
      const report = (other: string) => (this.loaded.isReportExport(other) ? machine.call(other) >>> 0 : undefined);
      return read({ address, u32, text, report });
    });
  }

  private checkExport(name: string): void {
    if (this.loaded.isPairExport(name)) return;
    throw new HostError('module-contract', `the module exports no function ${name}: (i32, i32) -> i32`);
  }

  /**
   * The lines that Helm would write to standard error besides an error, of the last `callPair`; none where the module is no
   * converted chart. The bytes that `callPair` gave are not valid after this. Throws HostError.
   */
  protected warnings(): string[] {
    return this.perform((machine) => this.warningsOf(machine));
  }

  /** What the last `callPair` drew and looked up. Throws HostError. */
  protected reads(): RenderRead[] {
    return this.perform((machine) => this.readsOf(machine));
  }

  private warningsOf(machine: Machine): string[] {
    if (!this.loaded.hasWarnings) return [];
    const pair = this.pair(machine, WARNINGS_EXPORT, machine.call(WARNINGS_EXPORT));
    return readWarnings(decodeText(machine.read(...pair), 'the list of warnings'));
  }

  private readsOf(machine: Machine): RenderRead[] {
    if (!this.loaded.hasReads) return [];
    const pair = this.pair(machine, READS_EXPORT, machine.call(READS_EXPORT));
    return readReads(decodeText(machine.read(...pair), 'the list of reads'));
  }

  /** Gives the memory of the last `callPair` back to the module; the next call does it too. */
  release(): void {
    if (this.held.length > 0) this.perform((machine) => this.giveBack(machine));
  }

  /** The memory the module has now, in bytes; 0 when it is not running. */
  memoryBytes(): number {
    return this.machine?.memoryBytes() ?? 0;
  }

  /** Ends the instance; the next call starts a new one. */
  close(): void {
    this.machine?.close();
    this.machine = undefined;
    this.held = [];
    this.fault = '';
  }

  /** Runs a piece of work on the machine. Every error leaves as a HostError, and ends the machine. */
  private perform<T>(work: (machine: Machine) => T): T {
    try {
      return this.attempt((machine) => {
        try {
          return work(machine);
        } catch (error) {
          // Here, so that it too is bounded.
          if (isTrap(error)) this.fault = this.readFault(machine);
          throw error;
        }
      });
    } catch (error) {
      const translated = this.translate(error);
      this.close();
      throw translated;
    }
  }

  /** Runs a piece of work, starting a machine if there is none. The work may be run again on a new machine. */
  protected attempt<T>(work: (machine: Machine) => T): T {
    this.machine ??= this.loaded.started?.() ?? this.freshMachine();
    return work(this.machine);
  }

  private freshMachine(): Machine {
    const machine = new LocalMachine(this.loaded.instance?.() ?? new WebAssembly.Instance(this.loaded.module));
    this.loaded.prepare?.(machine);
    return machine;
  }

  /** What the engine throws, in the host's words. */
  protected translate(error: unknown): HostError {
    // By name: what lays a chart out may be bundled apart, with its own copy of the class.
    if ((error as Error).name === 'HostError') return error as HostError;
    const message = error instanceof Error ? error.message : String(error);
    if (isStackOverflow(error)) {
      return new HostError(
        'stack-limit',
        'the module ran out of stack: it calls itself without end, or a value nests too deeply or holds itself; give it less deeply nested values, or raise the stack limit',
        { limit: 'stackBytes', cause: error },
      );
    }
    const used = this.memoryBytes();
    const pages = memoryPages(this.loaded.limits);
    const ceiling = pages * PAGE_BYTES;
    if (used === 0 && isMemoryRefused(error)) return new HostError('memory-limit', MEMORY_REFUSED, { cause: error });
    // A module that cannot grow its memory stops itself; the engine does not say that this was the reason.
    if ((/unreachable/.test(message) && used * 2 >= ceiling) || isMemoryRefused(error)) {
      const isMost = pages === MAX_PAGES;
      const what = `the module ran out of memory: it has ${formatBytes(used)} and may have ${formatBytes(ceiling)}`;
      return new HostError(
        'memory-limit',
        isMost
          ? `${what}, the most that WebAssembly has; give it less to do`
          : `${what}; raise the memory limit, or give it less to do`,
        { ...(isMost ? {} : { limit: 'memoryBytes' }), cause: error },
      );
    }
    const memory = used >= MIB ? ` (using ${formatBytes(used)} of the ${formatBytes(ceiling)} it may have)` : '';
    // A line stands within the message, several below it: a panic tells what, where, and how to learn more.
    const said = this.fault.split(/\r?\n/);
    const fault = this.fault === '' || said.length > 1 ? '' : `: ${this.fault}`;
    const names = trapNames(error);
    const where = names.length === 0 ? '' : ` in ${names.join(', called by ')}`;
    return new HostError(
      'trap',
      `the module stopped itself: ${message}${OUTSIDE.test(message) ? OWN_STACK : ''}${where}${fault}${memory}; this is a fault of the module`,
      { cause: error, said: said.length > 1 ? said : [] },
    );
  }

  /** What a module says that was stopped in a call: where it was, and what it had printed. It may say nothing, or trap. */
  protected saidWhenStopped(machine: Machine): string[] {
    const fault = this.readFault(machine);
    let warnings: string[] = [];
    try {
      if (this.loaded.hasFault) warnings = this.warningsOf(machine);
    } catch {}
    return [
      ...(fault === '' ? [] : fault.split(/\r?\n/)),
      ...(warnings.length === 0
        ? []
        : ['it had printed:', ...warnings.flatMap((text) => text.split('\n').map((line) => `  ${line}`))]),
    ];
  }

  /** What the module says of its trap. It may say nothing, or trap again. */
  private readFault(machine: Machine): string {
    if (!this.loaded.hasFault) return '';
    try {
      const returned = machine.call(FAULT_EXPORT);
      if (returned === 0) return '';
      const [address, length] = this.pair(machine, FAULT_EXPORT, returned);
      const text = new TextDecoder().decode(machine.read(address, length)).trim();
      if (text.length <= FAULT_LENGTH) return text;
      // A panic says first what it is about, and stands last behind what was printed before.
      const half = FAULT_LENGTH / 2;
      return `${text.slice(0, half)}\n… (${text.length - 2 * half} characters more) …\n${text.slice(-half)}`;
    } catch {
      return '';
    }
  }

  private exchange(
    machine: Machine,
    name: string,
    input: Uint8Array,
    returned?: (address: number) => void,
  ): Uint8Array {
    const address = this.send(machine, name, input);
    const result = this.pair(machine, name, address);
    returned?.(address);
    this.held.push(result);
    return machine.read(...result);
  }

  /** Hands a document to an export; gives the address that it returns. */
  private send(machine: Machine, name: string, input: Uint8Array): number {
    this.giveBack(machine);
    const address = machine.call(ALLOC_EXPORT, input.length) >>> 0;
    this.check(machine, `${ALLOC_EXPORT}(${input.length})`, address, input.length);
    machine.write(address, input);
    this.held.push([address, input.length]);
    return machine.call(name, address, input.length) >>> 0;
  }

  /**
   * The result is whole and was read; a module that traps when it gets its memory back is started anew for the next. Packages that were
   * made with mistletoe-bind@0.1.2 (mistletoe-macros, src/lib.rs) do under a Rust whose allocator checks sizes: they give a String's
   * length and not its capacity.
   */
  private giveBackOrStartAnew(machine: Machine): void {
    try {
      this.giveBack(machine);
    } catch (error) {
      if (!isTrap(error)) throw error;
      this.close();
      return;
    }
    // A memory cannot shrink: what one part of the module took up to the ceiling, another part could not have in the next render.
    if (machine.memoryBytes() >= this.loaded.limits.memoryBytes) this.close();
  }

  private giveBack(machine: Machine): void {
    while (this.held.length > 0) {
      const [address, length] = this.held.pop() as Region;
      machine.call(DEALLOC_EXPORT, address, length);
    }
  }

  /** The region a returned pair refers to. */
  private pair(machine: Machine, name: string, returned: number): Region {
    const at = returned >>> 0;
    this.check(machine, `the pair that ${name} returned`, at, PAIR_SIZE);
    const pair = machine.read(at, PAIR_SIZE);
    const view = new DataView(pair.buffer, pair.byteOffset, PAIR_SIZE);
    const address = view.getUint32(PAIR_ADDRESS, true);
    const length = view.getUint32(PAIR_LENGTH, true);
    this.check(machine, `the document that ${name} gave`, address, length);
    const ceiling = this.loaded.limits.outputBytes;
    if (length > ceiling) throw this.tooMuchOutput(length);
    return [address, length];
  }

  private tooMuchOutput(length: number): HostError {
    return new HostError(
      'output-limit',
      `the module gave ${formatBytes(length)} of output and may give ${formatBytes(this.loaded.limits.outputBytes)}: raise the output limit if this is what you want`,
      { limit: 'outputBytes' },
    );
  }

  private check(machine: Machine, what: string, address: number, length: number): void {
    const size = machine.memoryBytes();
    if (address + length <= size) return;
    throw new HostError(
      'pointer',
      `${what} lies outside the module's memory: address ${address}, length ${length}, memory of ${size} bytes; this is a fault of the module`,
    );
  }
}

/** The little-endian u32 at an address that is known to be inside the memory. */
function readWord(machine: Machine, address: number): number {
  const bytes = machine.read(address, WORD_BYTES);
  return new DataView(bytes.buffer, bytes.byteOffset, WORD_BYTES).getUint32(0, true);
}

/** More of a panic's text is not shown: its begin and its end are. */
const FAULT_LENGTH = 1000;

/** What a stack that a language keeps in the memory ends with. */
const OUTSIDE = /memory access out of bounds/;
const OWN_STACK = ' (perhaps the end of the stack that the program keeps there: link it with a larger one)';

/** How many functions of a trap's stack are named. */
const MAX_FRAMES = 4;

/** Did the module trap? The engine's end of a call that takes too long is none, and neither is a deep recursion. */
function isTrap(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError && !isStackOverflow(error);
}

/** Names of the functions that a trap happened in, innermost first, where the module has a name section (V8's form of a stack). */
function trapNames(error: unknown): string[] {
  if (!isTrap(error)) return [];
  const frames = [...String((error as Error).stack).matchAll(/^\s*at (?:\S+\.)?(\S+) \(wasm:\/\//gm)];
  return frames.map(([, name]) => name).slice(0, MAX_FRAMES);
}
