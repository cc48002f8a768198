// `continue` as a condition: what it leaves out of a round stands in an `else` instead, so that a range is nothing but its rounds.

import { type BranchNode, type IfNode, ListNode, type Node, NodeKind } from '../../../language/ast';

/** A body whose ranges have no `continue` at the end of a condition of theirs; others, and `break`, stay. */
export function withoutContinue(body: ListNode): ListNode {
  return new ListNode(
    body.pos,
    body.nodes.map((node) => ('list' in node ? branch(node as BranchNode) : node)),
  );
}

/** A condition or a range with other bodies. */
function branch(node: BranchNode): BranchNode {
  const list = node.kind === NodeKind.Range ? withoutContinue(ofRound(node.list)) : withoutContinue(node.list);
  return withLists(node, list, node.elseList && withoutContinue(node.elseList));
}

/** Copies a node. Its class says how it is printed. */
function withLists<T extends BranchNode>(node: T, list: ListNode, elseList: ListNode | null): T {
  return Object.assign(Object.create(Object.getPrototypeOf(node) as object) as T, node, { list, elseList });
}

/** What is behind a condition that ends the round is behind its opposite. */
function ofRound({ pos, nodes }: ListNode): ListNode {
  const end = nodes.findIndex(isEnd);
  if (end >= 0) return new ListNode(pos, nodes.slice(0, end));
  const at = nodes.findIndex(
    (node) => node.kind === NodeKind.If && [(node as IfNode).list, (node as IfNode).elseList].some(endsRound),
  );
  const found = nodes[at] as IfNode | undefined;
  // A variable of the condition would be another one behind it.
  if (!found || found.pipe.decl.length > 0) return new ListNode(pos, nodes);
  const rest = nodes.slice(at + 1);
  const goesOn = (list: ListNode | null) => {
    if (endsRound(list)) return ofRound(list!);
    return ofRound(new ListNode(list?.pos ?? rest[0]?.pos ?? found.pos, [...(list?.nodes ?? []), ...rest]));
  };
  return new ListNode(pos, [...nodes.slice(0, at), withLists(found, goesOn(found.list), goesOn(found.elseList))]);
}

const isEnd = ({ kind }: Node) => kind === NodeKind.Continue;
const endsRound = (list: ListNode | null) => list?.nodes.some(isEnd) ?? false;
