// From a template's nodes to lines: which actions stand within a line, which stand around whole lines. Text is already trimmed by the
// parser, so what is decided here is what a render would print, whatever branches it takes.

import {
  type ActionNode,
  type BranchNode,
  type CommandNode,
  type IdentifierNode,
  type ListNode,
  type Node,
  NodeKind,
  type NumberNode,
  type PipeNode,
  type StringNode,
  type TemplateNode,
  type TextNode,
} from '../../../language/ast';
import { type Obstacle, obstacle, type TemplateSource, utf8 } from './template-source';

/** A piece of a line. */
export type Segment =
  | { kind: 'text'; text: string }
  | { kind: 'hole'; node: ActionNode | TemplateNode }
  /** an `if`, `with` or `range` within the line */
  | { kind: 'inline'; node: BranchNode };

/** What a template consists of. */
export type Item =
  /** `end`: white space at its end, which only block texts keep */
  | { kind: 'line'; indent: number; segments: Segment[]; end?: string; pos: number }
  | { kind: 'comment'; indent: number; text: string; end?: string; pos: number }
  /** `indent`: how much white space it has */
  | { kind: 'blank'; indent: number; pos: number }
  /** lines that an expression gives, all of them at this indent. `leavesSpace`: what stands before or behind them ends with white space */
  | { kind: 'hole'; indent: number; pipe: PipeNode | TemplateNode; pos: number; leavesSpace?: true }
  /** variables that are declared or assigned */
  | { kind: 'variables'; pipe: PipeNode; pos: number }
  /** a condition that only declares and changes variables */
  | { kind: 'setting'; node: BranchNode; pos: number }
  /** `fail`, which ends the render */
  | { kind: 'fail'; pipe: PipeNode; pos: number }
  | { kind: 'control'; node: BranchNode; then: Item[]; else: Item[] | null; pos: number; leavesSpace?: boolean };

/** What ends a pipeline: a function's name with the numbers in front of its piped argument. */
export function lastCommand(pipe: PipeNode): CommandNode {
  return pipe.cmds[pipe.cmds.length - 1]!;
}

export function functionName(command: CommandNode): string | undefined {
  const [first] = command.args;
  return first!.kind === NodeKind.Identifier ? utf8((first as IdentifierNode).ident) : undefined;
}

/** `nindent 4` or `indent 4` at a pipeline's end: the number; undefined for anything else. */
export function indentOf(pipe: PipeNode, name: 'nindent' | 'indent'): number | undefined {
  const command = lastCommand(pipe);
  if (functionName(command) !== name || command.args[1]?.kind !== NodeKind.Number) return undefined;
  const count = Number(utf8((command.args[1] as NumberNode).text));
  if (!Number.isInteger(count)) return undefined;
  return command.args.length === 2 ? (pipe.cmds.length > 1 ? count : undefined) : count;
}

interface Open {
  /** white space at the line's beginning */
  space: string;
  segments: Segment[];
  pos: number | undefined;
  /** the line is full: only a line's end may follow */
  full: boolean;
}

const emptyLine = (full = false): Open => ({ space: '', segments: [], pos: undefined, full });

/** Whether what a definition prints begins with the end of a line, if it prints anything. */
export type BeginsLine = (definition: string) => boolean;

/** The items of a template or a definition. Throws Obstacle. */
export function layOut(source: TemplateSource, beginsLine: BeginsLine): Item[] {
  return new Layout(source, beginsLine).run(source.body);
}

/** The definition that a pipeline of an include and an indentation names. */
function includedName({ cmds }: PipeNode): string | undefined {
  const [first] = cmds;
  const named = first && functionName(first) === 'include' ? first.args[1] : undefined;
  return cmds.length === 2 && named?.kind === NodeKind.String ? utf8((named as StringNode).text) : undefined;
}

class Layout {
  private items: Item[] = [];
  private line = emptyLine();

  constructor(
    private readonly source: TemplateSource,
    private readonly beginsLine: BeginsLine,
  ) {}

  run(list: ListNode): Item[] {
    this.nodes(list.nodes);
    this.flush(list);
    return this.items;
  }

  private nodes(nodes: readonly Node[]): void {
    for (const [i, node] of nodes.entries()) {
      switch (node.kind) {
        case NodeKind.Text:
          this.text(node as TextNode);
          break;
        case NodeKind.Action:
          this.action(node as ActionNode);
          break;
        case NodeKind.Template:
          this.hole(node as TemplateNode);
          break;
        case NodeKind.If:
        case NodeKind.With:
        case NodeKind.Range:
          this.control(node as BranchNode, nodes.slice(i + 1));
          break;
        default:
          throw endsRounds(this.source, node);
      }
    }
  }

  private get isBlank(): boolean {
    return this.line.segments.length === 0 && !this.line.full;
  }

  private flush(node: Node): void {
    const { space, segments, full } = this.line;
    const pos = this.line.pos ?? node.pos;
    this.line = emptyLine();
    if (segments.length === 0) {
      if (!full) this.items.push({ kind: 'blank', indent: space.length, pos });
      return;
    }
    const last = segments[segments.length - 1]!;
    const text = last.kind === 'text' ? last.text.replace(/[ \t]+$/, '') : '';
    const end = last.kind === 'text' && text !== last.text ? { end: last.text.slice(text.length) } : {};
    if (last.kind === 'text') last.text = text;
    const [first] = segments;
    if (segments.length === 1 && first!.kind === 'text' && first!.text.startsWith('#')) {
      this.items.push({ kind: 'comment', indent: space.length, text: first!.text, ...end, pos });
    } else this.items.push({ kind: 'line', indent: space.length, segments, ...end, pos });
  }

  private text(node: TextNode): void {
    const given = utf8(node.text);
    if (/[\x85\u2028\u2029]|\r(?!\n|$)/.test(given))
      throw obstacle(this.source, node, 'an end of a line that Go does not know');
    const lines = given.split('\n');
    // Where the line begins, in bytes.
    let next = node.pos;
    for (const [i, whole] of lines.entries()) {
      const pos = next;
      next += Buffer.byteLength(whole) + 1;
      if (i > 0) this.flush(node);
      const part = i < lines.length - 1 && whole.endsWith('\r') ? whole.slice(0, -1) : whole;
      if (part === '') continue;
      const { line } = this;
      if (line.full) {
        if (part.trim() !== '')
          throw obstacle(
            this.source,
            node,
            `something follows on the line of an expression with lines of its own: ${part.trim()}`,
          );
        const last = this.items.at(-1);
        if (last?.kind === 'hole' || last?.kind === 'control') last.leavesSpace = true;
        continue;
      }
      if (line.segments.length > 0) {
        const last = line.segments[line.segments.length - 1]!;
        if (last.kind === 'text') last.text += part;
        else line.segments.push({ kind: 'text', text: part });
        continue;
      }
      const content = part.replace(/^[ \t]+/, '');
      line.space += part.slice(0, part.length - content.length);
      if (line.space.includes('\t'))
        throw obstacle(this.source, pos, 'a tab among the white space that indents a line');
      if (content !== '') {
        line.segments.push({ kind: 'text', text: content });
        line.pos = pos;
      }
    }
  }

  private action(node: ActionNode): void {
    const { pipe } = node;
    if (pipe.decl.length > 0) {
      this.items.push({ kind: 'variables', pipe, pos: node.pos });
      return;
    }
    if (isFailure(pipe) && (this.isBlank || this.line.full)) {
      this.items.push({ kind: 'fail', pipe, pos: node.pos });
      return;
    }
    const lines = linesOf(pipe);
    if (lines !== undefined) {
      this.flush(node);
      this.items.push({ kind: 'hole', indent: lines, pipe, pos: node.pos });
      this.line = emptyLine(true);
      return;
    }
    if (!this.isBlank && isIncludedLine(pipe, this.beginsLine)) {
      this.flush(node);
      this.items.push({ kind: 'hole', indent: indentOf(pipe, 'indent')!, pipe, pos: node.pos, leavesSpace: true });
      this.line = emptyLine(true);
      return;
    }
    const within = linesOf(pipe, 'indent');
    if (within !== undefined && this.isBlank && this.line.space === '') {
      this.items.push({ kind: 'hole', indent: within, pipe, pos: node.pos });
      this.line = emptyLine(true);
      return;
    }
    this.hole(node);
  }

  private hole(node: ActionNode | TemplateNode): void {
    if (this.line.full)
      throw obstacle(this.source, node, 'something follows on the line of an expression with lines of its own');
    this.line.segments.push({ kind: 'hole', node });
    this.line.pos ??= node.pos;
  }

  private control(node: BranchNode, rest: readonly Node[]): void {
    const branches = [node.list, ...(node.elseList ? [node.elseList] : [])];
    const endsLine = startsLine(rest, this.beginsLine);
    const { isSetting, space: white } = settingOf(node);
    if (isSetting && (white === '' || (this.isBlank && endsLine))) {
      this.items.push({ kind: 'setting', node, pos: node.pos });
      return;
    }
    if (!this.isBlank) {
      if (!branches.every((branch) => startsLine(branch.nodes, this.beginsLine)) || !endsLine) {
        this.inline(node, branches);
        return;
      }
      if (this.line.segments.length > 0) this.flush(node);
      // The next line's end is that of this line, whatever branch prints it.
      this.line = emptyLine(true);
    } else if (!endsLine && !branches.some((branch) => hasLine(branch.nodes))) {
      this.inline(node, branches);
      return;
    }
    const { space } = this.line;
    const isOpen = this.line.full;
    let full = isOpen;
    // White space at the end of a branch: the line goes on behind the condition.
    let leavesSpace = false;
    const run = (branch: ListNode): Item[] => {
      const outer = this.items;
      this.items = [];
      this.line = { ...emptyLine(isOpen), space };
      this.nodes(branch.nodes);
      const end = this.line;
      if (end.segments.length > 0) {
        full = true;
        if (node.kind === NodeKind.Range && !startsLine(branch.nodes, this.beginsLine)) {
          throw obstacle(this.source, node, 'the rounds of a range share a line');
        }
        this.flush(node);
      } else if (end.full) full = true;
      else if (end.space !== space && !endsLine)
        throw obstacle(this.source, node, 'an indentation that depends on a condition');
      if (end.segments.length === 0 && end.space !== space) leavesSpace = true;
      const items = this.items;
      this.items = outer;
      return items;
    };
    const [then, otherwise] = branches.map(run);
    if (full && !endsLine)
      throw obstacle(this.source, node, 'something follows on the line of an expression with lines of its own');
    const leaves = leavesSpace ? { leavesSpace } : {};
    this.items.push({ kind: 'control', node, then: then!, else: otherwise ?? null, pos: node.pos, ...leaves });
    this.line = { ...emptyLine(full), space: leavesSpace ? '' : space };
  }

  private inline(node: BranchNode, branches: readonly ListNode[]): void {
    if (this.line.full || branches.some((branch) => hasLine(branch.nodes))) {
      const word = node.kind === NodeKind.If ? 'an if' : node.kind === NodeKind.With ? 'a with' : 'a range';
      throw obstacle(
        this.source,
        node,
        `${word} that begins within a line and ends in another: a dash in {{- or -}} joins lines`,
      );
    }
    this.line.segments.push({ kind: 'inline', node });
    this.line.pos ??= node.pos;
  }
}

/** What ends a round, or all of them, where more may follow. */
export const endsRounds = (source: TemplateSource, node: Node): Obstacle => {
  const what =
    node.kind === NodeKind.Break
      ? 'break, which leaves out all further rounds: a package goes through all of them'
      : 'continue elsewhere than at the end of an if that stands in its range itself';
  return obstacle(source, node, what);
};

/** `fail "…"`, alone or at a pipeline's end. */
const isFailure = (pipe: PipeNode) => pipe.decl.length === 0 && functionName(lastCommand(pipe)) === 'fail';

/** The indent of lines that begin one of their own: by `nindent`, or within a `tpl`; by `indent` where that is asked for. */
export function linesOf(pipe: PipeNode, name: 'nindent' | 'indent' = 'nindent'): number | undefined {
  const indent = indentOf(pipe, name);
  const [command] = pipe.cmds;
  if (indent !== undefined || pipe.cmds.length !== 1 || functionName(command!) !== 'tpl') return indent;
  const text = command!.args[1];
  return text?.kind === NodeKind.Pipe ? indentOf(text as PipeNode, name) : undefined;
}

/** Does a condition nothing but declare and change variables? And what white space is in it. */
function settingOf(node: BranchNode): { isSetting: boolean; space: string } {
  let space = '';
  let changes = 0;
  const visit = ({ nodes }: ListNode): boolean =>
    nodes.every((inner) => {
      switch (inner.kind) {
        case NodeKind.Text:
          space += utf8((inner as TextNode).text);
          return space.trim() === '';
        case NodeKind.Action:
          changes += 1;
          return (inner as ActionNode).pipe.decl.length > 0;
        case NodeKind.If:
        case NodeKind.With:
        case NodeKind.Range: {
          const { list, elseList } = inner as BranchNode;
          return visit(list) && (elseList === null || visit(elseList));
        }
        default:
          return false;
      }
    });
  const isSetting = visit(node.list) && (node.elseList === null || visit(node.elseList));
  return { isSetting: isSetting && changes > 0, space };
}

/** Does whatever these nodes print begin with the end of a line, if they print anything? */
export function startsLine(nodes: readonly Node[], beginsLine: BeginsLine): boolean {
  for (const node of nodes) {
    switch (node.kind) {
      case NodeKind.Text: {
        const text = utf8((node as TextNode).text);
        if (/^[ \t\r]*\n/.test(text)) return true;
        if (text.trim() !== '') return false;
        break;
      }
      case NodeKind.Action: {
        const { pipe } = node as ActionNode;
        if (pipe.decl.length > 0 || isFailure(pipe)) break;
        if (linesOf(pipe) !== undefined) return true;
        // What is included may print nothing: then it is what follows that counts.
        if (!isIncludedLine(pipe, beginsLine)) return false;
        break;
      }
      case NodeKind.If:
      case NodeKind.With:
      case NodeKind.Range: {
        const { list, elseList } = node as BranchNode;
        if (!startsLine(list.nodes, beginsLine) || (elseList && !startsLine(elseList.nodes, beginsLine))) return false;
        break;
      }
      case NodeKind.Break:
      case NodeKind.Continue:
        break;
      default:
        return false;
    }
  }
  return true;
}

/** An include with `indent` of a definition whose lines begin with the end of the line before. */
function isIncludedLine(pipe: PipeNode, beginsLine: BeginsLine): boolean {
  const included = indentOf(pipe, 'indent') === undefined ? undefined : includedName(pipe);
  return included !== undefined && beginsLine(included);
}

/** Is there a line's end in these nodes? */
export function hasLine(nodes: readonly Node[]): boolean {
  return nodes.some((node) => {
    switch (node.kind) {
      case NodeKind.Text:
        return utf8((node as TextNode).text).includes('\n');
      case NodeKind.Action:
        return linesOf((node as ActionNode).pipe) !== undefined;
      case NodeKind.If:
      case NodeKind.With:
      case NodeKind.Range: {
        const { list, elseList } = node as BranchNode;
        return hasLine(list.nodes) || (elseList !== null && hasLine(elseList.nodes));
      }
      default:
        return false;
    }
  });
}
