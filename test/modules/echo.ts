// Modules made of text alone: one gives a fixed document for everything, one gives its input back as a file.

import { assemble } from './build';

const bytes = (data: Uint8Array | string) =>
  [...Buffer.from(data)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
const pair = (address: number, length: number) => bytes(new Uint8Array(Uint32Array.of(address, length).buffer));

function module(labels: Record<string, string>, result: string, generate: string): Uint8Array {
  const info = JSON.stringify({
    apiVersion: 'mistletoe.dev/v1alpha1',
    kind: 'MistPackage',
    metadata: { name: 'fixed', labels },
  });
  return assemble(`(module
    (memory (export "memory") 2)
    (data (i32.const 16) "${pair(64, Buffer.byteLength(info))}")
    (data (i32.const 32) "${pair(1024, Buffer.byteLength(result))}")
    (data (i32.const 64) "${bytes(info)}")
    (data (i32.const 1024) "${bytes(result)}")
    (func (export "__mistletoe_info") (result i32) (i32.const 16))
    (func (export "__mistletoe_alloc") (param i32) (result i32) (i32.const ${1024 + Buffer.byteLength(result)}))
    (func (export "__mistletoe_dealloc") (param i32 i32))
    (func (export "__mistletoe_generate") (param i32 i32) (result i32) ${generate} (i32.const 32)))`);
}

/** A module whose result's data is this YAML, whatever it is given. */
export function fixedModule(data: string, labels: Record<string, string> = {}): Uint8Array {
  return module(labels, `apiVersion: mistletoe.dev/v1alpha1\nkind: MistResult\ndata: ${data}\n`, '');
}

/** A module that gives its input, which is one line, as the file `input.json`. */
export function echoModule(labels: Record<string, string> = {}): Uint8Array {
  const result =
    'apiVersion: mistletoe.dev/v1alpha1\nkind: MistResult\ndata:\n  result: Ok\n  files:\n    input.json: |-\n      ';
  const length = Buffer.byteLength(result);
  return module(labels, result, `(i32.store (i32.const 36) (i32.add (i32.const ${length}) (local.get 1)))`);
}
