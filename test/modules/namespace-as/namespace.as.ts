// A package written by hand in AssemblyScript: takes `name`, gives a Namespace of that name.
// Built by the tests: asc namespace.as.ts --runtime stub --use abort= (see ../build.ts).

// The region a result or the description lies in: address and length. The host reads it and never frees it.
const pair: usize = memory.data(8);

// Everything a render takes lies above this address, so giving it back is setting the pointer to it again.
const arena: usize = (__heap_base + 15) & ~15;
let free: usize = arena;
let regions: i32 = 0;

function reserve(length: usize): usize {
  const at = free;
  free = (at + length + 15) & ~15;
  const pages = <i32>((free + 0xffff) >>> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
  return at;
}

function give(text: usize, length: usize): usize {
  store<u32>(pair, <u32>text, 0);
  store<u32>(pair, <u32>length, 4);
  return pair;
}

// --- text: a constant is UTF-16 in AssemblyScript, and only ASCII is used here.

let out: usize = 0;

function put(text: string): void {
  for (let i = 0; i < text.length; i++) store<u8>(out++, <u8>text.charCodeAt(i));
}

function putBytes(from: usize, length: usize): void {
  memory.copy(out, from, length);
  out += length;
}

function isNameByte(byte: u8): bool {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2e;
}

// Where the value of the first `name` key begins, in JSON ("name": "x") and in block YAML (name: x) alike; 0 if nowhere.
function findName(input: usize, length: usize): usize {
  for (let at = input; at + 4 < input + length; at++) {
    if (load<u32>(at) !== 0x656d616e) continue; // "name", little-endian
    let value = at + 4;
    let colon = false;
    while (value < input + length) {
      const byte = load<u8>(value);
      if (byte === 0x3a) colon = true;
      else if (byte !== 0x20 && byte !== 0x22 && byte !== 0x27) break;
      value++;
    }
    if (colon) return value;
  }
  return 0;
}

export function __mistletoe_alloc(length: u32): usize {
  regions++;
  return reserve(length);
}

export function __mistletoe_dealloc(_address: usize, _length: u32): void {
  if (--regions === 0) free = arena;
}

export function __mistletoe_info(): usize {
  // 256 bytes are room enough for this text; it is written once for each call, over the same place.
  const start = memory.data(256);
  out = start;
  put('apiVersion: mistletoe.dev/v1alpha1\nkind: MistPackage\nmetadata:\n  name: namespace\n');
  put('  labels:\n    mistletoe.dev/language: assemblyscript\n');
  return give(start, out - start);
}

export function __mistletoe_generate(input: usize, length: u32): usize {
  regions++;
  const start = reserve(length + 512);
  out = start;
  put('apiVersion: mistletoe.dev/v1alpha1\nkind: MistResult\ndata:\n');
  const name = findName(input, length);
  let end = name;
  while (name !== 0 && end < input + length && isNameByte(load<u8>(end))) end++;
  if (end === name) {
    put("  result: Err\n  message: 'name is missing: give the name of the namespace'\n");
    return give(start, out - start);
  }
  put('  result: Ok\n  files:\n    namespace.yaml: |\n');
  put('      apiVersion: v1\n      kind: Namespace\n      metadata:\n        name: ');
  putBytes(name, end - name);
  put('\n');
  return give(start, out - start);
}
