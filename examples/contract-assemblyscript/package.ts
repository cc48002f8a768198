// A package written by hand in AssemblyScript: a ConfigMap with the data that it is given. README.md says how it is built.

import { Json, Kind, parseJson, quote } from './json';

/** What the host reads after a call: where a document lies and how long it is. */
const pair: usize = memory.data(8);

/** The description, in UTF-8, once it was asked for. */
let description: usize = 0;

const INFO =
  '{"apiVersion":"mistletoe.dev/v1alpha1","kind":"MistPackage","metadata":{"name":"settings","labels":{"mistletoe.dev/takes":"namespace"}}}';
const HEAD = '{"apiVersion":"mistletoe.dev/v1alpha1","kind":"MistResult","data":{"result":';

export function __mistletoe_alloc(length: u32): usize {
  return heap.alloc(length);
}

export function __mistletoe_dealloc(address: usize, _length: u32): void {
  heap.free(address);
}

export function __mistletoe_info(): usize {
  // It is never given back, so it is made once.
  if (description == 0) description = copy(INFO);
  store<u32>(pair, <u32>description);
  store<u32>(pair, <u32>String.UTF8.byteLength(INFO), 4);
  return pair;
}

export function __mistletoe_generate(input: usize, length: u32): usize {
  // What the render before left: nothing of it is in use any more.
  __collect();
  const text = render(String.UTF8.decodeUnsafe(input, length));
  store<u32>(pair, <u32>copy(text));
  store<u32>(pair, <u32>String.UTF8.byteLength(text), 4);
  return pair;
}

function copy(text: string): usize {
  const address = heap.alloc(String.UTF8.byteLength(text));
  String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, address);
  return address;
}

function render(input: string): string {
  const document = parseJson(input);
  if (document === null) return failure('the input is no JSON');
  const data = document.get('data');
  if (data === null || data.kind != Kind.Object) return failure('the input is no MistInput in JSON');
  const settings = data.get('settings');
  if (settings === null || settings.kind != Kind.Object) return failure('settings is missing: give settings: {KEY: VALUE}');
  let file = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ' + quote(data.textOf('name', '')) + '\n';
  file += '  namespace: ' + quote(data.textOf('namespace', 'default')) + '\ndata:\n';
  for (let i = 0; i < settings.keys.length; i++) {
    const value = settings.items[i];
    if (value.kind == Kind.List || value.kind == Kind.Object) return failure('settings.' + settings.keys[i] + ' is no text and no number');
    file += '  ' + quote(settings.keys[i]) + ': ' + quote(shown(value)) + '\n';
  }
  return HEAD + '"Ok","files":{"configmap.yaml":' + quote(file) + '}}}';
}

function shown(value: Json): string {
  if (value.kind == Kind.True) return 'true';
  if (value.kind == Kind.False) return 'false';
  return value.text;
}

function failure(message: string): string {
  return HEAD + '"Err","message":' + quote(message) + '}}';
}
