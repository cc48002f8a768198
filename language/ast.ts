// The syntax tree of a template, in the shape and vocabulary of Go's text/template/parse/node.go. Every node prints
// itself in Go's canonical form, which error messages quote. Compiled by tsc and by asc; nodes never know an evaluator.
// Follows go@1.26.8 src/text/template/parse/node.go.
import { ByteBuilder, Char, decodeRune, runeOf, widthOf } from './bytes';
import { appendQuoted } from './quote';
import { isSpace } from './unicode';

/** What a node is: `node.kind` decides the class to cast to. */
export enum NodeKind {
  Text,
  Action,
  Bool,
  Chain,
  Command,
  Dot,
  Field,
  Identifier,
  If,
  List,
  Nil,
  Number,
  Pipe,
  Range,
  String,
  Template,
  Variable,
  With,
  Break,
  Continue,
}

/** An element of the tree. */
export abstract class Node {
  constructor(
    /** A NodeKind. */
    public kind: i32,
    /** Byte offset in the source, as Go computes it for error contexts. */
    public pos: i32,
  ) {}

  /** Appends the node's source text in Go's canonical form (String() of the Go node). */
  abstract writeTo(out: ByteBuilder): void;
}

/** A node that may hold others, and so be long: it remembers where its text stands in the one that was written last. */
export abstract class CompositeNode extends Node {
  textStart: i32 = 0;
  textEnd: i32 = 0;

  writeTo(out: ByteBuilder): void {
    this.textStart = out.length;
    this.writeParts(out);
    this.textEnd = out.length;
  }

  protected abstract writeParts(out: ByteBuilder): void;
}

/** A node for which an evaluator keeps what it made of it, so that it is made once however often the node is evaluated. */
export abstract class ResolvedNode extends Node {
  /** The evaluator's; 0 until then. */
  resolved: i32 = 0;
}

/** The canonical source text of a node. */
export function nodeText(node: Node): Uint8Array {
  const out = new ByteBuilder();
  node.writeTo(out);
  return out.toBytes();
}

/** A sequence of nodes. */
export class ListNode extends Node {
  constructor(
    pos: i32,
    public nodes: StaticArray<Node>,
  ) {
    super(NodeKind.List, pos);
  }

  writeTo(out: ByteBuilder): void {
    for (let i = 0; i < this.nodes.length; i++) this.nodes[i].writeTo(out);
  }
}

/** Text outside of actions, after trimming. */
export class TextNode extends Node {
  constructor(
    pos: i32,
    /** A view of the source. */
    public text: Uint8Array,
  ) {
    super(NodeKind.Text, pos);
  }

  writeTo(out: ByteBuilder): void {
    out.bytes(this.text);
  }
}

/** A pipeline, with the variables that it declares or assigns. */
export class PipeNode extends CompositeNode {
  /** The variables are assigned (`=`), not declared (`:=`). */
  isAssign: bool = false;

  constructor(
    pos: i32,
    public line: i32,
    public decl: StaticArray<VariableNode>,
    public cmds: StaticArray<CommandNode>,
  ) {
    super(NodeKind.Pipe, pos);
  }

  protected writeParts(out: ByteBuilder): void {
    for (let i = 0; i < this.decl.length; i++) {
      if (i > 0) out.ascii(', ');
      this.decl[i].writeTo(out);
    }
    if (this.decl.length > 0) out.ascii(this.isAssign ? ' = ' : ' := ');
    for (let i = 0; i < this.cmds.length; i++) {
      if (i > 0) out.ascii(' | ');
      this.cmds[i].writeTo(out);
    }
  }
}

/** An action that is no control structure: a pipeline whose value is printed unless it declares variables. */
export class ActionNode extends Node {
  constructor(
    pos: i32,
    public line: i32,
    public pipe: PipeNode,
  ) {
    super(NodeKind.Action, pos);
  }

  writeTo(out: ByteBuilder): void {
    out.ascii('{{');
    this.pipe.writeTo(out);
    out.ascii('}}');
  }
}

/** One stage of a pipeline: an operand, or a function or method with its arguments. */
export class CommandNode extends CompositeNode {
  constructor(
    pos: i32,
    /** At least one. */
    public args: StaticArray<Node>,
  ) {
    super(NodeKind.Command, pos);
  }

  protected writeParts(out: ByteBuilder): void {
    for (let i = 0; i < this.args.length; i++) {
      if (i > 0) out.byte(Char.Space);
      writeOperand(out, this.args[i]);
    }
  }
}

/** The name of a function. */
export class IdentifierNode extends ResolvedNode {
  constructor(
    pos: i32,
    /** A view of the source. */
    public ident: Uint8Array,
    /** Its number, by whoever knows the functions (FunctionNames). */
    public number: i32,
  ) {
    super(NodeKind.Identifier, pos);
  }

  writeTo(out: ByteBuilder): void {
    out.bytes(this.ident);
  }
}

/** A variable, perhaps with fields: `$x.a.b`. */
export class VariableNode extends ResolvedNode {
  constructor(
    pos: i32,
    /** The variable's name with its dollar sign, then the field names. */
    public ident: StaticArray<Uint8Array>,
  ) {
    super(NodeKind.Variable, pos);
  }

  writeTo(out: ByteBuilder): void {
    for (let i = 0; i < this.ident.length; i++) {
      if (i > 0) out.byte(Char.Dot);
      out.bytes(this.ident[i]);
    }
  }
}

/** The cursor, `.`. */
export class DotNode extends Node {
  constructor(pos: i32) {
    super(NodeKind.Dot, pos);
  }

  writeTo(out: ByteBuilder): void {
    out.byte(Char.Dot);
  }
}

/** The constant `nil`. */
export class NilNode extends Node {
  constructor(pos: i32) {
    super(NodeKind.Nil, pos);
  }

  writeTo(out: ByteBuilder): void {
    out.ascii('nil');
  }
}

/** Fields of the cursor: `.a.b`. */
export class FieldNode extends ResolvedNode {
  constructor(
    pos: i32,
    /** The names without their dots. */
    public ident: StaticArray<Uint8Array>,
  ) {
    super(NodeKind.Field, pos);
  }

  writeTo(out: ByteBuilder): void {
    writeFields(out, this.ident);
  }
}

/** Fields of a term that is neither a field nor a variable: `(f .x).a.b`. */
export class ChainNode extends CompositeNode {
  constructor(
    pos: i32,
    public node: Node,
    /** The names without their dots. */
    public field: StaticArray<Uint8Array>,
  ) {
    super(NodeKind.Chain, pos);
  }

  protected writeParts(out: ByteBuilder): void {
    writeOperand(out, this.node);
    writeFields(out, this.field);
  }
}

/** A boolean constant. */
export class BoolNode extends Node {
  constructor(
    pos: i32,
    public value: bool,
  ) {
    super(NodeKind.Bool, pos);
  }

  writeTo(out: ByteBuilder): void {
    out.ascii(this.value ? 'true' : 'false');
  }
}

/** What `NumberNode.ideal` answers; Overflow: it fits a uint64 alone, which is an error ("overflows int"). */
export enum IdealKind {
  Int,
  Float,
  Complex,
  Overflow,
}

/**
 * A number or character constant, held under every type of Go that can represent it. `hi` and `lo` are the halves of
 * the 64-bit pattern: a two's complement int64 where `isInt`, a uint64 where `isUint` (the same pattern where both).
 * `float64` is correctly rounded; `1.0` has isFloat, isInt and isUint, `1.5` isFloat alone. Where the context asks for no
 * type, `ideal` says which one the constant takes.
 */
export class NumberNode extends ResolvedNode {
  isInt: bool = false;
  isUint: bool = false;
  isFloat: bool = false;
  isComplex: bool = false;
  hi: u32 = 0;
  lo: u32 = 0;
  /** The value where `isFloat`; the real part where `isComplex`. */
  float64: f64 = 0;
  /** The imaginary part where `isComplex`. */
  imaginary: f64 = 0;

  constructor(
    pos: i32,
    /** The literal as written. */
    public text: Uint8Array,
    /** A character constant: 'a'. */
    public isChar: bool,
  ) {
    super(NodeKind.Number, pos);
  }

  /** The type that the constant takes where none is asked for (idealConstant of text/template). */
  ideal(): i32 {
    if (this.isComplex) return IdealKind.Complex;
    if (this.isFloat && !this.isChar && !this.isHexInteger() && this.hasFloatMark()) return IdealKind.Float;
    return this.isInt ? IdealKind.Int : IdealKind.Overflow;
  }

  /** A sign before the prefix hides it, so -0x1E counts as a float. */
  private isHexInteger(): bool {
    const text = this.text;
    if (text.length < 3 || text[0] !== Char.Zero || ((text[1] as i32) | 0x20) !== Char.LowerX) return false;
    for (let i = 2; i < text.length; i++) {
      if (((text[i] as i32) | 0x20) === Char.LowerP) return false;
    }
    return true;
  }

  /** Whether the constant is written with a point or an exponent (or has such a letter among its hex digits). */
  hasFloatMark(): bool {
    for (let i = 0; i < this.text.length; i++) {
      const lower = (this.text[i] as i32) | 0x20;
      if (this.text[i] === Char.Dot || lower === Char.LowerE || lower === Char.LowerP) return true;
    }
    return false;
  }

  writeTo(out: ByteBuilder): void {
    out.bytes(this.text);
  }
}

/** A string constant. */
export class StringNode extends ResolvedNode {
  constructor(
    pos: i32,
    /** The literal as written, with its quotes. */
    public quoted: Uint8Array,
    /** The bytes that it stands for. */
    public text: Uint8Array,
  ) {
    super(NodeKind.String, pos);
  }

  writeTo(out: ByteBuilder): void {
    out.bytes(this.quoted);
  }
}

/** What if, range and with have in common. */
export abstract class BranchNode extends Node {
  /** Null where there is no `else`. */
  elseList: ListNode | null = null;

  constructor(
    kind: i32,
    pos: i32,
    public line: i32,
    public pipe: PipeNode,
    public list: ListNode,
  ) {
    super(kind, pos);
  }

  writeTo(out: ByteBuilder): void {
    out.ascii(this.kind === NodeKind.If ? '{{if ' : this.kind === NodeKind.Range ? '{{range ' : '{{with ');
    this.pipe.writeTo(out);
    out.ascii('}}');
    this.list.writeTo(out);
    const elseList = this.elseList;
    if (elseList !== null) {
      out.ascii('{{else}}');
      elseList.writeTo(out);
    }
    out.ascii('{{end}}');
  }
}

/** `{{if}}`; `else if` is an IfNode alone in the else list. */
export class IfNode extends BranchNode {
  constructor(pos: i32, line: i32, pipe: PipeNode, list: ListNode) {
    super(NodeKind.If, pos, line, pipe, list);
  }
}

/** `{{range}}`. */
export class RangeNode extends BranchNode {
  constructor(pos: i32, line: i32, pipe: PipeNode, list: ListNode) {
    super(NodeKind.Range, pos, line, pipe, list);
  }
}

/** `{{with}}`; `else with` is a WithNode alone in the else list. */
export class WithNode extends BranchNode {
  constructor(pos: i32, line: i32, pipe: PipeNode, list: ListNode) {
    super(NodeKind.With, pos, line, pipe, list);
  }
}

/** `{{template}}`, and what `{{block}}` leaves behind beside its definition. */
export class TemplateNode extends Node {
  constructor(
    pos: i32,
    public line: i32,
    /** The name, unquoted. */
    public name: Uint8Array,
    /** What becomes the cursor; null where nothing is passed. */
    public pipe: PipeNode | null,
  ) {
    super(NodeKind.Template, pos);
  }

  writeTo(out: ByteBuilder): void {
    out.ascii('{{template ');
    appendQuoted(out, this.name, 0, this.name.length);
    const pipe = this.pipe;
    if (pipe !== null) {
      out.byte(Char.Space);
      pipe.writeTo(out);
    }
    out.ascii('}}');
  }
}

/** `{{break}}`. */
export class BreakNode extends Node {
  constructor(
    pos: i32,
    public line: i32,
  ) {
    super(NodeKind.Break, pos);
  }

  writeTo(out: ByteBuilder): void {
    out.ascii('{{break}}');
  }
}

/** `{{continue}}`. */
export class ContinueNode extends Node {
  constructor(
    pos: i32,
    public line: i32,
  ) {
    super(NodeKind.Continue, pos);
  }

  writeTo(out: ByteBuilder): void {
    out.ascii('{{continue}}');
  }
}

/** A pipeline inside a command or a chain stands in parentheses. */
function writeOperand(out: ByteBuilder, node: Node): void {
  if (node.kind !== NodeKind.Pipe) {
    node.writeTo(out);
    return;
  }
  out.byte(Char.LeftParen);
  node.writeTo(out);
  out.byte(Char.RightParen);
}

function writeFields(out: ByteBuilder, names: StaticArray<Uint8Array>): void {
  for (let i = 0; i < names.length; i++) {
    out.byte(Char.Dot);
    out.bytes(names[i]);
  }
}

/** Whether a template holds nothing but white space (IsEmptyTree of Go): such a definition replaces no other. */
export function isEmptyTree(list: ListNode): bool {
  for (let i = 0; i < list.nodes.length; i++) {
    const node = list.nodes[i];
    if (node.kind !== NodeKind.Text) return false;
    const text = (node as TextNode).text;
    let at = 0;
    while (at < text.length) {
      const decoded = decodeRune(text, at, text.length);
      if (!isSpace(runeOf(decoded))) return false;
      at += widthOf(decoded);
    }
  }
  return true;
}
