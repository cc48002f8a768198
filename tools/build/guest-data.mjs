// Which static data each guest function needs: read from the module before optimisation, where every address still stands
// as it was written. The linker drops the data of what a chart cannot reach (compiler/link/data.ts).

/** Bytes above which a segment counts as a table. */
const LARGE = 2047;

/**
 * @param {import('binaryen')} binaryen
 * @param {Uint8Array} wasm the guest before optimisation
 * @param {string} text the same as text, with names
 * @returns {{segments: [number, number][], functions: Record<string, {calls: string[], data: number[]}>}} segments as
 *   [address, length]; for each function the functions it calls and the segments (by number) whose addresses it holds
 */
export function readDataUse(binaryen, wasm, text) {
  const module = binaryen.readBinary(wasm);
  const segments = [];
  const bytes = [];
  for (let i = 0; i < module.getNumDataSegments(); i++) {
    const info = module.getDataSegmentInfo(module.getDataSegmentByIndex(i));
    segments.push([info.offset, info.data.byteLength]);
    bytes.push(new DataView(info.data));
  }
  const order = segments.map((_, i) => i).sort((a, b) => segments[a][0] - segments[b][0]);
  const sorted = order.map((i) => segments[i]);
  const views = order.map((i) => bytes[i]);
  const find = (address) => {
    let low = 0;
    let high = sorted.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const [start, length] = sorted[middle];
      if (address < start) high = middle - 1;
      else if (address >= start + length) low = middle + 1;
      else return middle;
    }
    return -1;
  };
  // An object's header precedes it: what points to an object points 20 bytes behind its segment's start.
  const starts = new Map(
    sorted.flatMap(([start], i) => [
      [start, i],
      [start + 20, i],
      [start + 16, i],
    ]),
  );
  const inner = views.map((view) => {
    const found = new Set();
    for (let at = 0; at + 4 <= view.byteLength; at += 4) {
      const target = starts.get(view.getUint32(at, true));
      if (target !== undefined) found.add(target);
    }
    return found;
  });

  module.dispose();
  const globals = new Map();
  for (const [, name, value] of text.matchAll(/\(global \$(\S+) (?:\(mut i32\)|i32) \(i32\.const (-?\d+)\)\)/g)) {
    globals.set(name, Number(value));
  }
  const functions = {};

  for (const block of text.split(/\n (?=\(func )/).slice(1)) {
    const name = /^\(func \$(\S+)/.exec(block)[1];
    const calls = new Set();
    const data = new Set();
    const add = (address) => {
      const segment = find(address);
      if (segment < 0 || data.has(segment)) return;
      // A number that happens to lie in a large table is no address of it: code names a table by its start.
      const [start, length] = sorted[segment];
      if (length > LARGE && address !== start && address !== start + 16 && address !== start + 20) {
        return;
      }
      const pending = [segment];
      while (pending.length) {
        const next = pending.pop();
        if (data.has(next)) continue;
        data.add(next);
        pending.push(...inner[next]);
      }
    };
    for (const [, target] of block.matchAll(/\((?:return_)?call \$(\S+?)[\s)]/g)) calls.add(target);
    for (const [, value] of block.matchAll(/i32\.const (-?\d+)/g)) add(Number(value));
    for (const [, global] of block.matchAll(/global\.get \$(\S+?)[\s)]/g)) {
      if (globals.has(global)) add(globals.get(global));
    }
    functions[name] = { calls: [...calls], data: [...data] };
  }

  return { segments: sorted, functions };
}
