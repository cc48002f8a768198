// Go's %#v of a YAML node, for the two messages about map keys in which go-yaml and sigs.k8s.io/yaml print values so.
// Only failing documents come here.
// Follows go.yaml.in/yaml/v2@v2.4.4 decode.go.

import { KIND_BOOL, KIND_FLOAT64, KIND_INT64, KIND_NIL, KIND_UINT64 } from '../../../../abi/values';
import { Buffer } from '../../../core/buffer';
import { allocate, compareBytes } from '../../../core/memory';
import { formatFloat, formatUint, quoteInto } from '../../../go/strconv/number';
import { ListBuilder, newCell, Value } from '../../../core/value';
import { isMergeKey } from './merge';
import { resolvedFloat, resolvedInt, resolvedKind, resolvedLength, resolvedPointer, resolveScalar } from './resolve';
import { NODE_ALIAS, NODE_MAPPING, NODE_SCALAR, NODE_SEQUENCE, nodeAfter, nodeAt } from './tape';

/** A pair of a mapping to print: a cell whose kind is the key's, with the nodes of key and value. */
@unmanaged
class Pair {
  kind: u8;
  type: u8;
  flags: u16;
  key: u32;
  value: u32;
  unused: u32;
}

/** Writes the value at a node; `inner`: it stands inside another one, where a null shows its type. */
export function describe(buffer: Buffer, index: u32, inner: bool): void {
  let node = nodeAt(index);
  if (node.kind == NODE_ALIAS) {
    index = node.link;
    node = nodeAt(index);
  }
  if (node.kind == NODE_SEQUENCE) {
    buffer.literal('[]interface {}{');
    for (let child = index + 1; child < node.link; child = nodeAfter(child)) {
      if (child != index + 1) buffer.literal(', ');
      describe(buffer, child, true);
    }
    buffer.byte(0x7d);
    return;
  }
  if (node.kind == NODE_MAPPING) {
    describeMapping(buffer, index);
    return;
  }
  resolveScalar(node.tag, node.implicit, node.pointer, node.length);
  switch (resolvedKind) {
    case KIND_NIL:
      buffer.literal(inner ? 'interface {}(nil)' : '<nil>');
      break;
    case KIND_BOOL:
      buffer.literal(resolvedInt ? 'true' : 'false');
      break;
    case KIND_INT64:
      buffer.integer(resolvedInt);
      break;
    case KIND_UINT64:
      buffer.literal('0x');
      formatUint(buffer, <u64>resolvedInt, 16);
      break;
    case KIND_FLOAT64:
      formatFloat(buffer, resolvedFloat, 0x67, -1);
      break;
    default:
      quoteInto(buffer, resolvedPointer, resolvedLength);
  }
}

function describeMapping(buffer: Buffer, index: u32): void {
  const pairs = ListBuilder.create(0);
  collectPairs(pairs, index);
  const list = pairs.pointer;
  const count = sortPairs(list, pairs.length);
  buffer.literal('map[interface {}]interface {}{');
  for (let i: u32 = 0; i < count; i++) {
    const pair = changetype<Pair>(load<u32>(list + (i << 2)));
    if (i) buffer.literal(', ');
    describe(buffer, pair.key, true);
    buffer.byte(0x3a);
    describe(buffer, pair.value, true);
  }
  buffer.byte(0x7d);
}

function collectPairs(pairs: ListBuilder, index: u32): void {
  const end = nodeAt(index).link;
  let at = index + 1;
  while (at < end) {
    const value = nodeAfter(at);
    if (isMergeKey(at)) {
      let merged = value;
      if (nodeAt(merged).kind == NODE_ALIAS) merged = nodeAt(merged).link;
      if (nodeAt(merged).kind == NODE_MAPPING) collectPairs(pairs, merged);
    } else {
      const pair = changetype<Pair>(newCell(0));
      pair.key = at;
      pair.value = value;
      let key = nodeAt(at);
      if (key.kind == NODE_ALIAS) {
        pair.key = key.link;
        key = nodeAt(key.link);
      }
      if (key.kind == NODE_SCALAR) {
        resolveScalar(key.tag, key.implicit, key.pointer, key.length);
        pair.kind = resolvedKind;
      }
      pairs.push(changetype<Value>(pair));
    }
    at = nodeAfter(value);
  }
}

/** Sorts as fmt sorts the keys of a map; of equal keys only the last stays. Gives the number of pairs left. */
function sortPairs(list: usize, length: u32): u32 {
  const sorted = allocate(length << 2);
  let count: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    const pair = load<u32>(list + (i << 2));
    let at: u32 = 0;
    let order = 1;
    while (at < count) {
      order = comparePairs(changetype<Pair>(load<u32>(sorted + (at << 2))), changetype<Pair>(pair));
      if (order >= 0) break;
      at++;
    }
    if (at == count || order != 0) {
      for (let k = count; k > at; k--) store<u32>(sorted + (k << 2), load<u32>(sorted + ((k - 1) << 2)));
      count++;
    }
    store<u32>(sorted + (at << 2), pair);
  }
  memory.copy(list, sorted, count << 2);
  return count;
}

/** Keys of different types stand in the order in which the types lie in Helm's binaries, null first. */
function typeRank(kind: u8): i32 {
  switch (kind) {
    case KIND_NIL:
      return 0;
    case KIND_UINT64:
      return 2;
    case KIND_INT64:
      return 3;
    case KIND_FLOAT64:
      return 4;
    case KIND_BOOL:
      return 5;
  }
  return 1;
}

function comparePairs(a: Pair, b: Pair): i32 {
  if (a.kind != b.kind) return typeRank(a.kind) < typeRank(b.kind) ? -1 : 1;
  const x = nodeAt(a.key);
  const y = nodeAt(b.key);
  resolveScalar(x.tag, x.implicit, x.pointer, x.length);
  const int = resolvedInt;
  const float = resolvedFloat;
  const pointer = resolvedPointer;
  const length = resolvedLength;
  resolveScalar(y.tag, y.implicit, y.pointer, y.length);
  switch (a.kind) {
    case KIND_NIL:
      return 0;
    case KIND_BOOL:
    case KIND_INT64:
      return int == resolvedInt ? 0 : int < resolvedInt ? -1 : 1;
    case KIND_UINT64:
      return int == resolvedInt ? 0 : <u64>int < <u64>resolvedInt ? -1 : 1;
    case KIND_FLOAT64:
      return float == resolvedFloat ? 0 : isNaN(float) || float < resolvedFloat ? -1 : 1;
  }
  return compareBytes(pointer, length, resolvedPointer, resolvedLength);
}
