// A second host, for `mistletoe check`: the module contract by the letter, and nothing of runtime/host. It runs in a process of its own, in
// another time zone and language, with the engine's other compiler; a module that gives other bytes here is not deterministic.
// Standard input: JSON {module, inputs}, each base64; standard output: a list of the results' texts.

import { readFileSync } from 'node:fs';

interface Contract {
  memory: WebAssembly.Memory;
  __mistletoe_alloc(length: number): number;
  __mistletoe_dealloc(address: number, length: number): void;
  __mistletoe_generate(address: number, length: number): number;
}

const { module, inputs } = JSON.parse(readFileSync(0, 'utf8')) as { module: string; inputs: string[] };
const compiled = new WebAssembly.Module(Buffer.from(module, 'base64'));
const start = () => new WebAssembly.Instance(compiled, {}).exports as unknown as Contract;
let contract = start();

const results = inputs.map((text) => {
  const input = Buffer.from(text, 'base64');
  const at = contract.__mistletoe_alloc(input.length) >>> 0;
  new Uint8Array(contract.memory.buffer).set(input, at);
  const pair = contract.__mistletoe_generate(at, input.length) >>> 0;
  const view = new DataView(contract.memory.buffer);
  const [address, length] = [view.getUint32(pair, true), view.getUint32(pair + 4, true)];
  const result = Buffer.from(contract.memory.buffer, address, length).toString();
  try {
    contract.__mistletoe_dealloc(address, length);
    contract.__mistletoe_dealloc(at, input.length);
  } catch {
    // It has given its result. A module that traps now is not called again (docs/module-contract.md).
    contract = start();
  }
  return result;
});
process.stdout.write(JSON.stringify(results));
