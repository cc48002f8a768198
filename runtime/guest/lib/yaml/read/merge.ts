// The merge key `<<` of YAML 1.1.
// Follows go.yaml.in/yaml/v2@v2.4.4 decode.go.

import { TAG_MERGE } from './resolve';
import { NODE_SCALAR, nodeAt } from './tape';

/** Is the node, as a key, the merge key: an unquoted or tagged `<<`? */
export function isMergeKey(index: u32): bool {
  const node = nodeAt(index);
  return (
    node.kind == NODE_SCALAR &&
    node.length == 2 &&
    load<u16>(node.pointer) == 0x3c3c &&
    (node.implicit || node.tag == TAG_MERGE)
  );
}
