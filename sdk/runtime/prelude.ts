// Runs before anything of the package: takes away what would make two renders of one input differ, and adds what npm libraries
// expect of a JavaScript environment and QuickJS lacks.

import { console } from './console';
import { clock, drawFor, randomDouble } from './draws';

const globals = globalThis as unknown as Record<string, unknown>;

const RealDate = Date;
function MistDate(...given: unknown[]): unknown {
  if (!new.target) return new RealDate(clock('Date()')).toString();
  return Reflect.construct(RealDate, given.length === 0 ? [clock('new Date()')] : given, new.target);
}
MistDate.prototype = RealDate.prototype;
Object.defineProperty(MistDate, 'name', { value: 'Date' });
Object.defineProperty(MistDate, 'length', { value: 7 });
Object.defineProperty(RealDate.prototype, 'constructor', { value: MistDate, writable: true, configurable: true });
Object.assign(MistDate, { now: () => clock('Date.now()'), parse: RealDate.parse, UTC: RealDate.UTC });
globals['Date'] = MistDate;
Math.random = () => randomDouble();
delete globals['performance'];

globals['console'] = console;

for (const name of ['setTimeout', 'setInterval', 'setImmediate']) {
  globals[name] ??= () => {
    throw new Error(`${name} is not there: a package renders at once, and waits for nothing`);
  };
}
globals['fetch'] ??= () => {
  throw new Error('fetch is not there: a package has no network; what it is to know of a cluster lookup() tells');
};
// Libraries name these to tell values apart (`value instanceof Blob`), arktype as it is loaded.
for (const name of ['Blob', 'File', 'FormData', 'Headers', 'Request', 'Response', 'URL', 'URLSearchParams']) {
  globals[name] ??= Object.defineProperty(
    class {
      constructor() {
        throw new Error(`${name} is not there: it is a browser's, and a package runs in none`);
      }
    },
    'name',
    { value: name },
  );
}
// As a promise it is known: one that is left alone, or fails, ends the render with an error.
globals['queueMicrotask'] = (work: () => void) => void Promise.resolve().then(() => work());
globals['crypto'] ??= {
  getRandomValues<T extends ArrayBufferView>(view: T): T {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    bytes.set(drawFor('crypto.getRandomValues()', bytes.length));
    return view;
  },
  randomUUID(): string {
    const bytes = drawFor('crypto.randomUUID()', 16);
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  },
};
globals['TextEncoder'] ??= class TextEncoder {
  readonly encoding = 'utf-8';

  encode(text = ''): Uint8Array {
    const out: number[] = [];
    for (const char of String(text)) {
      let code = char.codePointAt(0)!;
      if (code >= 0xd800 && code < 0xe000) code = 0xfffd;
      if (code < 0x80) out.push(code);
      else if (code < 0x800) out.push(0xc0 | (code >> 6), 0x80 | (code & 63));
      else if (code < 0x10000) out.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
      else out.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
    return new Uint8Array(out);
  }
};
