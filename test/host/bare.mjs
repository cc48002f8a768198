// A host in a few lines, for whatever Node runs it: node bare.mjs MODULE INPUT OUT RENDERS, as the hosts of tools/hosts.
import { readFileSync, writeFileSync } from 'node:fs';

const [path, given, out, renders] = process.argv.slice(2);
const input = readFileSync(given);
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)));
const { memory, __mistletoe_alloc: alloc, __mistletoe_dealloc: dealloc, __mistletoe_generate: run } = exports;

function generate() {
  const at = alloc(input.length);
  new Uint8Array(memory.buffer).set(input, at);
  const pair = run(at, input.length);
  // A memory that grew has another buffer.
  const [address, length] = new Uint32Array(memory.buffer, pair, 2);
  const result = Buffer.from(new Uint8Array(memory.buffer, address, length));
  dealloc(address, length);
  dealloc(at, input.length);
  return result;
}

const first = generate();
const before = memory.buffer.byteLength;
for (let i = 1; i < Number(renders); i++) {
  if (!generate().equals(first)) throw new Error('another render gave other bytes');
}
writeFileSync(out, first);
console.log(before, memory.buffer.byteLength);
