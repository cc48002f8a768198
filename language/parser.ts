// The parser of Go's template language (text/template/parse/parse.go): one source text to a tree and its definitions,
// with Go's error texts. Compiled by tsc and by asc; an error is a value in the parser's fields, never an exception.
// Follows go@1.26.8 src/text/template/parse/parse.go.
import {
  ActionNode,
  BoolNode,
  BranchNode,
  BreakNode,
  ChainNode,
  CommandNode,
  ContinueNode,
  DotNode,
  FieldNode,
  IdentifierNode,
  IfNode,
  isEmptyTree,
  ListNode,
  NilNode,
  Node,
  NodeKind,
  PipeNode,
  RangeNode,
  StringNode,
  TemplateNode,
  TextNode,
  VariableNode,
  WithNode,
} from './ast';
import { ByteBuilder, Char, equalAscii, equalSlice } from './bytes';
import { Lexer, TokenKind } from './lexer';
import { NameIndex } from './scan/name-index';
import { NumberReader } from './number';
import { appendQuoted, appendQuotedPrefix, unquote } from './quote';
import { append, numberAt, setNumber, takeFrom, viewOf } from './scan/scan';

/** The function names that a template may use. */
export abstract class FunctionNames {
  /** The number of the function that source[start, end) names, which its node gets; -1: there is none. */
  abstract find(source: Uint8Array, start: i32, end: i32): i32;
}

/** A named template of the parsed text: what `define` and `block` leave behind. */
export class Definition {
  constructor(
    public name: Uint8Array,
    public body: ListNode,
    /** Where the name's literal begins. */
    public pos: i32,
  ) {}
}

// What later parsers do, bits of `Parser`'s rules.
/** `else with` continues a `with` (Go 1.23). */
export const RULE_ELSE_WITH: i32 = 1;
/** Lines inside comments count (Go 1.24). */
export const RULE_COMMENT_LINES: i32 = 2;
/** Parentheses nest only so deep (Go 1.25). */
export const RULE_DEPTH: i32 = 4;
/** As the newest Go parses. */
export const NEWEST_RULES: i32 = 7;

/** How deep parentheses may nest from Go 1.25 on (maxStackDepth). */
const maxDepth = 10000;

/** Tokens kept for looking back: three are needed, and a power of two. */
const tokenRing = 8;

/**
 * Parses one text. Make one, call `parse`, read the fields.
 *
 *     const parser = new Parser(source, name, functions, NEWEST_RULES);
 *     if (!parser.parse()) report(parser.errorLine, parser.errorMessage);
 */
export class Parser {
  /** The main template. Go stores it under the text's name, so a definition of that name may take its place. */
  root: ListNode = new ListNode(0, []);
  /** The named templates in the order of their ends, each name once. */
  definitions: Definition[] = [];
  /** Their names, where there is a definition. */
  private defined: NameIndex | null = null;
  /** Whether the text was rejected. */
  failed: bool = false;
  /** Go's error is `template: NAME:` + errorLine + `: ` + errorMessage. */
  errorMessage: Uint8Array = new Uint8Array(0);
  errorLine: i32 = 0;
  /** Where the token begins that was read last when the error was found. */
  errorOffset: i32 = 0;

  private readonly lexer: Lexer;
  private readonly limitsDepth: bool;
  private readonly chainsWith: bool;
  /** The last tokens, four numbers each: kind, start, end, line. A token is named by its number in the text. */
  private readonly tokens: Int32Array = new Int32Array(tokenRing * 4);
  /** How many tokens have been scanned, and which is the next to be taken. */
  private scanned: i32 = 0;
  private cursor: i32 = 0;

  // What Go keeps in the Tree that is being built; a definition inside another text has its own.
  /** The line of the last token that this tree has scanned, which is where an error is reported. */
  private line: i32 = 0;
  /** The line on which the current action began, 0 outside. */
  private actionLine: i32 = 0;
  private rangeDepth: i32 = 0;
  /** Names in scope: start and end of each in the source. Those before `scopeBase` belong to an outer tree. */
  private readonly variables: i32[] = [];
  private scopeBase: i32 = 0;

  // What is being gathered, one list behind the other: a list gets its size when it is complete, since most have one element.
  /** Those of the main template. */
  private readonly topLevel: Node[] = [];
  private readonly items: Node[] = [];
  private readonly commands: CommandNode[] = [];
  private readonly names: Uint8Array[] = [];
  /** What most pipelines declare. */
  private readonly noVariables: StaticArray<VariableNode> = [];

  /** Whether the declarations read last assign. */
  private assigns: bool = false;

  /** Made when there is a number. */
  private numbers: NumberReader | null = null;

  private parenDepth: i32 = 0;
  /** What ended an item list: TokenKind.End, TokenKind.Else, or Text where nothing has. */
  private closing: i32 = TokenKind.Text;
  private closingPos: i32 = 0;

  constructor(
    private readonly source: Uint8Array,
    /** The template's name, as error messages give it. */
    private readonly name: Uint8Array,
    private readonly functions: FunctionNames,
    /** Which of the rules of later parsers hold. */
    rules: i32,
  ) {
    this.lexer = new Lexer(source, (rules & RULE_COMMENT_LINES) !== 0);
    this.limitsDepth = (rules & RULE_DEPTH) !== 0;
    this.chainsWith = (rules & RULE_ELSE_WITH) !== 0;
  }

  /** Parses the text; false where it was rejected. */
  parse(): bool {
    this.root.pos = this.startOf(this.peek());
    while (!this.failed && this.kindOf(this.peek()) !== TokenKind.EOF) this.topLevelItem();
    this.root.nodes = takeFrom(this.topLevel, 0);
    if (!this.failed) this.addMain();
    return !this.failed;
  }

  // Tokens.

  /** Where in the ring a token's numbers stand. */
  private placeOf(token: i32): i32 {
    return (token & (tokenRing - 1)) * 4;
  }

  private kindOf(token: i32): i32 {
    return numberAt(this.tokens, this.placeOf(token));
  }

  private startOf(token: i32): i32 {
    return numberAt(this.tokens, this.placeOf(token) + 1);
  }

  private endOf(token: i32): i32 {
    return numberAt(this.tokens, this.placeOf(token) + 2);
  }

  private lineOf(token: i32): i32 {
    return numberAt(this.tokens, this.placeOf(token) + 3);
  }

  /** Has the lexer read the next token. */
  private scan(): void {
    const lexer = this.lexer;
    lexer.next();
    const at = this.placeOf(this.scanned);
    const tokens = this.tokens;
    setNumber(tokens, at, lexer.kind);
    setNumber(tokens, at + 1, lexer.start);
    setNumber(tokens, at + 2, lexer.end);
    setNumber(tokens, at + 3, lexer.line);
    this.scanned += 1;
    this.line = lexer.line;
  }

  /** The next token, not taken. */
  private peek(): i32 {
    if (this.cursor === this.scanned) this.scan();
    return this.cursor;
  }

  /** Takes the next token. */
  private next(): i32 {
    const token = this.cursor;
    if (token === this.scanned) this.scan();
    this.cursor = token + 1;
    return token;
  }

  /** The next token that is no space, not taken; the spaces are. */
  private peekNonSpace(): i32 {
    let token = this.peek();
    while (this.kindOf(token) === TokenKind.Space) {
      token += 1;
      this.cursor = token;
      if (token === this.scanned) this.scan();
    }
    return token;
  }

  /** Takes the next token that is no space. */
  private nextNonSpace(): i32 {
    const token = this.peekNonSpace();
    this.cursor = token + 1;
    return token;
  }

  private backup(): void {
    this.cursor -= 1;
  }

  /** The bytes of a token. */
  private view(token: i32): Uint8Array {
    return viewOf(this.source, this.startOf(token), this.endOf(token));
  }

  // Errors. The first one stays.

  private error(message: ByteBuilder): void {
    if (this.failed) return;
    this.failed = true;
    this.errorMessage = message.toBytes();
    this.errorLine = this.line;
    if (this.scanned > 0) this.errorOffset = this.startOf(this.scanned - 1);
  }

  private errorText(text: string): void {
    const message = new ByteBuilder();
    message.ascii(text);
    this.error(message);
  }

  private errorIn(text: string, context: string): void {
    const message = new ByteBuilder();
    message.ascii(text);
    message.ascii(context);
    this.error(message);
  }

  private errorQuoting(before: string, start: i32, end: i32, after: string): void {
    const message = new ByteBuilder();
    message.ascii(before);
    appendQuoted(message, this.source, start, end);
    message.ascii(after);
    this.error(message);
  }

  /** Reports `{{end}}` or `{{else}}` in a wrong place. */
  private errorClosing(before: string, context: string): void {
    const message = new ByteBuilder();
    message.ascii(before);
    message.ascii(this.closedBy(TokenKind.End) ? '{{end}}' : '{{else}}');
    if (context.length > 0) message.ascii(' in ');
    message.ascii(context);
    this.error(message);
  }

  private unexpected(token: i32, context: string): void {
    const message = new ByteBuilder();
    if (this.kindOf(token) !== TokenKind.Error) {
      message.ascii('unexpected ');
      this.appendToken(message, token);
      message.ascii(' in ');
      message.ascii(context);
      this.error(message);
      return;
    }
    const text = this.lexer.errorMessage;
    message.bytes(text);
    if (this.actionLine !== 0 && this.actionLine !== this.lineOf(token)) {
      const length = text.length;
      if (length < 7 || !equalAscii(text, length - 7, length, ' action')) message.ascii(' in action');
      message.ascii(' started at ');
      message.bytes(this.name);
      message.byte(Char.Colon);
      message.decimal(this.actionLine);
    }
    this.error(message);
  }

  /** A token as error messages show it. */
  private appendToken(message: ByteBuilder, token: i32): void {
    const kind = this.kindOf(token);
    const start = this.startOf(token);
    const end = this.endOf(token);
    if (kind === TokenKind.EOF) {
      message.ascii('EOF');
    } else if (kind > TokenKind.Keyword) {
      message.byte(0x3c);
      message.slice(this.source, start, end);
      message.byte(0x3e);
    } else if (end - start > 10) {
      appendQuotedPrefix(message, this.source, start, end, 10);
      message.ascii('...');
    } else {
      appendQuoted(message, this.source, start, end);
    }
  }

  /** Takes a token that has to be a right delimiter; its position. */
  private expectRightDelim(context: string): i32 {
    const token = this.nextNonSpace();
    if (this.kindOf(token) !== TokenKind.RightDelim) this.unexpected(token, context);
    return this.startOf(token);
  }

  // Templates.

  /** An item outside of every definition and control structure. */
  private topLevelItem(): void {
    const first = this.peek();
    if (this.kindOf(first) === TokenKind.LeftDelim) {
      this.next();
      if (this.kindOf(this.nextNonSpace()) === TokenKind.Define) {
        this.parseDefinition();
        return;
      }
      this.cursor = first;
    }
    const node = this.textOrAction();
    if (!this.closedBy(TokenKind.Text)) this.errorClosing('unexpected ', '');
    else if (node !== null) append<Node>(this.topLevel, node);
  }

  /** `{{define "name"}} … {{end}}`; the keyword has been taken. */
  private parseDefinition(): void {
    const outerLine = this.line;
    const token = this.nextNonSpace();
    const pos = this.startOf(token);
    const name = this.parseTemplateName(token, 'define clause');
    if (name === null) return;
    this.expectRightDelim('define clause');
    if (this.failed) return;
    this.parseBody(name, pos, 'define clause', -1);
    this.line = outerLine;
  }

  /**
   * The body of a definition up to its end, as a tree of its own: outer variables and loops do not reach into it. A
   * wrong end is reported on `errorLine`, or where it stands for -1.
   */
  private parseBody(name: Uint8Array, pos: i32, context: string, errorLine: i32): void {
    const scopeBase = this.scopeBase;
    const rangeDepth = this.rangeDepth;
    const parenDepth = this.parenDepth;
    this.scopeBase = this.variables.length;
    this.rangeDepth = 0;
    this.parenDepth = 0;
    this.actionLine = 0;
    const body = this.itemList();
    if (this.failed) return;
    if (!this.closedBy(TokenKind.End)) {
      if (errorLine >= 0) this.line = errorLine;
      this.errorClosing('unexpected ', context);
      return;
    }
    this.closing = TokenKind.Text;
    this.add(name, body, pos);
    this.variables.length = this.scopeBase;
    this.scopeBase = scopeBase;
    this.rangeDepth = rangeDepth;
    this.parenDepth = parenDepth;
  }

  /** Keeps a definition: an empty one gives way to any other, two that are not empty are an error. */
  private add(name: Uint8Array, body: ListNode, pos: i32): void {
    let defined = this.defined;
    if (defined === null) {
      defined = new NameIndex();
      this.defined = defined;
    }
    const index = defined.find(name);
    if (index < 0) {
      defined.add(name);
      this.definitions.push(new Definition(name, body, pos));
    } else if (isEmptyTree(this.definitions[index].body)) {
      this.definitions[index] = new Definition(name, body, pos);
    } else if (!isEmptyTree(body)) {
      this.errorMultiple(name);
    }
  }

  /** The main template is added last, under the text's name. */
  private addMain(): void {
    const defined = this.defined;
    const index = defined === null ? -1 : defined.find(this.name);
    if (index < 0) return;
    const body = this.definitions[index].body;
    if (!isEmptyTree(body)) {
      if (!isEmptyTree(this.root)) {
        this.errorMultiple(this.name);
        return;
      }
      this.root = body;
    }
    this.definitions.splice(index, 1);
  }

  private errorMultiple(name: Uint8Array): void {
    const message = new ByteBuilder();
    message.ascii('template: multiple definition of template ');
    appendQuoted(message, name, 0, name.length);
    this.error(message);
  }

  /** Whether the last action was an end or an else (or, for Text, neither). */
  private closedBy(kind: i32): bool {
    return this.closing === kind;
  }

  /** Items up to `{{end}}` or `{{else}}`, which is left in `closing`. */
  private itemList(): ListNode {
    const pos = this.startOf(this.peekNonSpace());
    const mark = this.items.length;
    while (this.kindOf(this.peekNonSpace()) !== TokenKind.EOF) {
      const node = this.textOrAction();
      if (this.failed || !this.closedBy(TokenKind.Text)) return new ListNode(pos, takeFrom(this.items, mark));
      if (node !== null) append<Node>(this.items, node);
    }
    this.errorText('unexpected EOF');
    return new ListNode(pos, takeFrom(this.items, mark));
  }

  /** A text or an action; null on an error, and for `{{end}}` and `{{else}}`, which it leaves in `closing`. */
  private textOrAction(): Node | null {
    const token = this.nextNonSpace();
    this.closing = TokenKind.Text;
    switch (this.kindOf(token)) {
      case TokenKind.Text:
        return new TextNode(this.startOf(token), this.view(token));
      case TokenKind.LeftDelim: {
        this.actionLine = this.lineOf(token);
        const node = this.action();
        this.actionLine = 0;
        return node;
      }
      default:
        this.unexpected(token, 'input');
        return null;
    }
  }

  /** What stands between delimiters; the left one has been taken. */
  private action(): Node | null {
    const token = this.nextNonSpace();
    const pos = this.startOf(token);
    const line = this.lineOf(token);
    const kind = this.kindOf(token);
    switch (kind) {
      case TokenKind.Block:
        return this.blockControl();
      case TokenKind.Break:
        return this.loopControl(kind, '{{break}}', pos, line);
      case TokenKind.Continue:
        return this.loopControl(kind, '{{continue}}', pos, line);
      case TokenKind.Else:
        this.elseControl();
        return null;
      case TokenKind.End:
        this.closingPos = this.expectRightDelim('end');
        this.closing = TokenKind.End;
        return null;
      case TokenKind.If:
        return this.branchControl(NodeKind.If);
      case TokenKind.Range:
        return this.branchControl(NodeKind.Range);
      case TokenKind.Template:
        return this.templateControl();
      case TokenKind.With:
        return this.branchControl(NodeKind.With);
    }
    this.backup();
    // Variables stay in scope up to the end of the enclosing structure.
    const pipe = this.pipeline('command', TokenKind.RightDelim);
    return pipe === null ? null : new ActionNode(pos, line, pipe);
  }

  /** `{{break}}` or `{{continue}}`; the keyword has been taken. */
  private loopControl(kind: i32, text: string, pos: i32, line: i32): Node | null {
    const token = this.nextNonSpace();
    if (this.kindOf(token) !== TokenKind.RightDelim) {
      this.unexpected(token, text);
      return null;
    }
    if (this.rangeDepth === 0) {
      this.errorIn(text, ' outside {{range}}');
      return null;
    }
    if (kind === TokenKind.Break) return new BreakNode(pos, line);
    return new ContinueNode(pos, line);
  }

  /** `{{else}}`, or the beginning of `{{else if …}}` and `{{else with …}}`, whose second keyword stays. */
  private elseControl(): void {
    const token = this.peekNonSpace();
    const kind = this.kindOf(token);
    if (kind === TokenKind.If || (kind === TokenKind.With && this.chainsWith)) this.closingPos = this.startOf(token);
    else this.closingPos = this.expectRightDelim('else');
    this.closing = TokenKind.Else;
  }

  /** If, range or with; the keyword has been taken. A chain of `else if` is read in a loop: its one end serves all. */
  private branchControl(kind: i32): Node | null {
    const scope = this.variables.length;
    const first = this.branch(kind);
    let last = first;
    while (last !== null && this.closedBy(TokenKind.Else)) {
      const pos = this.closingPos;
      if (this.continuesChain(kind)) {
        this.next();
        const chained = this.branch(kind);
        if (chained !== null) last.elseList = new ListNode(pos, [chained as Node]);
        last = chained;
      } else {
        last.elseList = this.itemList();
        if (!this.failed && !this.closedBy(TokenKind.End)) this.errorClosing('expected end; found ', '');
        break;
      }
    }
    this.closing = TokenKind.Text;
    this.variables.length = scope;
    return first;
  }

  /** Whether `{{else}}` is followed by the keyword of the structure that it belongs to. */
  private continuesChain(kind: i32): bool {
    const next = this.kindOf(this.peek());
    return (kind === NodeKind.If && next === TokenKind.If) || (kind === NodeKind.With && next === TokenKind.With);
  }

  /** The pipeline and the first list of a control structure; null on an error. */
  private branch(kind: i32): BranchNode | null {
    const isRange = kind === NodeKind.Range;
    const pipe = this.pipeline(isRange ? 'range' : kind === NodeKind.If ? 'if' : 'with', TokenKind.RightDelim);
    if (pipe === null) return null;
    if (isRange) this.rangeDepth += 1;
    const list = this.itemList();
    if (isRange) this.rangeDepth -= 1;
    if (this.failed) return null;
    return newBranch(kind, pipe, list);
  }

  /** `{{block "name" pipeline}} … {{end}}`: defines a template and invokes it; the keyword has been taken. */
  private blockControl(): Node | null {
    const token = this.nextNonSpace();
    const pos = this.startOf(token);
    const line = this.lineOf(token);
    const name = this.parseTemplateName(token, 'block clause');
    if (name === null) return null;
    const pipe = this.pipeline('block clause', TokenKind.RightDelim);
    if (pipe === null) return null;
    const outerLine = this.line;
    this.parseBody(name, pos, 'block clause', outerLine);
    if (this.failed) return null;
    this.line = outerLine;
    return new TemplateNode(pos, line, name, pipe);
  }

  /** `{{template "name"}}` or `{{template "name" pipeline}}`; the keyword has been taken. */
  private templateControl(): Node | null {
    const token = this.nextNonSpace();
    const pos = this.startOf(token);
    const line = this.lineOf(token);
    const name = this.parseTemplateName(token, 'template clause');
    if (name === null) return null;
    if (this.kindOf(this.nextNonSpace()) === TokenKind.RightDelim) return new TemplateNode(pos, line, name, null);
    this.backup();
    const pipe = this.pipeline('template clause', TokenKind.RightDelim);
    return pipe === null ? null : new TemplateNode(pos, line, name, pipe);
  }

  private parseTemplateName(token: i32, context: string): Uint8Array | null {
    const kind = this.kindOf(token);
    if (kind !== TokenKind.String && kind !== TokenKind.RawString) {
      this.unexpected(token, context);
      return null;
    }
    return this.unquoted(token);
  }

  private unquoted(token: i32): Uint8Array | null {
    const text = unquote(this.source, this.startOf(token), this.endOf(token));
    if (text === null) this.errorText('invalid syntax');
    return text;
  }

  // Pipelines.

  /** Declarations and commands up to a token of kind `end`, which is taken; null on an error. */
  private pipeline(context: string, end: i32): PipeNode | null {
    const first = this.peekNonSpace();
    const pos = this.startOf(first);
    const line = this.lineOf(first);
    this.assigns = false;
    const decl = this.declarations(context);
    if (decl === null) return null;
    const isAssign = this.assigns;
    const mark = this.commands.length;
    let token = this.nextNonSpace();
    while (this.kindOf(token) !== end) {
      if (!startsOperand(this.kindOf(token))) {
        this.unexpected(token, context);
        return null;
      }
      this.backup();
      const command = this.command();
      if (command === null) return null;
      append<CommandNode>(this.commands, command);
      token = this.nextNonSpace();
    }
    const pipe = new PipeNode(pos, line, decl, takeFrom(this.commands, mark));
    pipe.isAssign = isAssign;
    return this.checkPipeline(pipe, context) ? pipe : null;
  }

  /** `$x :=`, `$x =` or, in a range, `$i, $x :=`; whatever else begins with a variable stays. Null on an error. */
  private declarations(context: string): StaticArray<VariableNode> | null {
    let decl = this.noVariables;
    while (this.kindOf(this.peekNonSpace()) === TokenKind.Variable) {
      const variable = this.next();
      const pos = this.startOf(variable);
      const end = this.endOf(variable);
      const next = this.peekNonSpace();
      const kind = this.kindOf(next);
      const assigns = kind === TokenKind.Assign || kind === TokenKind.Declare;
      if (!assigns && !(kind === TokenKind.Char && this.source[this.startOf(next)] === Char.Comma)) {
        this.cursor = variable;
        return decl;
      }
      this.next();
      const declared = new VariableNode(pos, [viewOf(this.source, pos, end)]);
      decl = decl.length === 0 ? [declared] : [decl[0], declared];
      append(this.variables, pos);
      append(this.variables, end);
      if (assigns) {
        this.assigns = kind === TokenKind.Assign;
        return decl;
      }
      if (context !== 'range' || decl.length > 1) {
        this.errorIn('too many declarations in ', context);
        return null;
      }
      const after = this.kindOf(this.peekNonSpace());
      if (after !== TokenKind.Variable && after !== TokenKind.RightDelim && after !== TokenKind.RightParen) {
        this.errorText('range can only initialize variables');
        return null;
      }
    }
    return decl;
  }

  /** A pipeline has a command, and only its first may be a constant or the cursor. */
  private checkPipeline(pipe: PipeNode, context: string): bool {
    if (pipe.cmds.length === 0) {
      this.errorIn('missing value for ', context);
      return false;
    }
    for (let i = 1; i < pipe.cmds.length; i++) {
      const kind = pipe.cmds[i].args[0].kind;
      if (isConstant(kind) || kind === NodeKind.Dot) {
        const message = new ByteBuilder();
        message.ascii('non executable command in pipeline stage ');
        message.decimal(i + 1);
        this.error(message);
        return false;
      }
    }
    return true;
  }

  /** Operands up to a pipe, which is taken, or to the end of the pipeline, which stays; null on an error. */
  private command(): CommandNode | null {
    const pos = this.startOf(this.peekNonSpace());
    const mark = this.items.length;
    let kind: i32 = TokenKind.Space;
    while (kind === TokenKind.Space) {
      this.peekNonSpace();
      const operand = this.operand();
      if (this.failed) return null;
      if (operand !== null) append<Node>(this.items, operand);
      const token = this.next();
      kind = this.kindOf(token);
      if (kind === TokenKind.RightDelim || kind === TokenKind.RightParen) {
        this.backup();
      } else if (kind !== TokenKind.Pipe && kind !== TokenKind.Space) {
        this.unexpected(token, 'operand');
        return null;
      }
    }
    if (this.items.length > mark) return new CommandNode(pos, takeFrom(this.items, mark));
    this.errorText('empty command');
    return null;
  }

  /** A term and the fields behind it; null where none stands here, and on an error. */
  private operand(): Node | null {
    const node = this.term();
    // A field or a variable has taken what follows it.
    if (node === null || this.kindOf(this.peek()) !== TokenKind.Field) return node;
    const pos = this.startOf(this.cursor);
    const mark = this.names.length;
    this.gatherFields();
    const fields = takeFrom(this.names, mark);
    if (isConstant(node.kind) || node.kind === NodeKind.Dot) {
      const text = new ByteBuilder();
      node.writeTo(text);
      const message = new ByteBuilder();
      message.ascii('unexpected . after term ');
      appendQuoted(message, text.toBytes(), 0, text.length);
      this.error(message);
      return null;
    }
    return new ChainNode(pos, node, fields);
  }

  /** Gathers the names of the fields that stand here. */
  private gatherFields(): void {
    while (this.kindOf(this.peek()) === TokenKind.Field) {
      const token = this.next();
      append(this.names, viewOf(this.source, this.startOf(token) + 1, this.endOf(token)));
    }
  }

  /** The position of a node of fields. Go puts it where the second part begins. */
  private fieldsStart(first: i32): i32 {
    return this.kindOf(this.peek()) === TokenKind.Field ? this.startOf(this.cursor) : first;
  }

  /** A constant, a name or a pipeline in parentheses; null where none stands here, and on an error. */
  private term(): Node | null {
    const token = this.nextNonSpace();
    const kind = this.kindOf(token);
    const pos = this.startOf(token);
    const end = this.endOf(token);
    switch (kind) {
      case TokenKind.Identifier: {
        const number = this.functions.find(this.source, pos, end);
        if (number >= 0) return new IdentifierNode(pos, this.view(token), number);
        this.errorQuoting('function ', pos, end, ' not defined');
        return null;
      }
      case TokenKind.Dot:
        return new DotNode(pos);
      case TokenKind.Nil:
        return new NilNode(pos);
      case TokenKind.Variable:
        return this.useVariable(token);
      case TokenKind.Field: {
        const mark = this.names.length;
        append(this.names, viewOf(this.source, pos + 1, end));
        const start = this.fieldsStart(pos);
        this.gatherFields();
        return new FieldNode(start, takeFrom(this.names, mark));
      }
      case TokenKind.Bool:
        return new BoolNode(pos, end - pos === 4);
      case TokenKind.CharConstant:
      case TokenKind.Complex:
      case TokenKind.Number:
        return this.number(token);
      case TokenKind.LeftParen: {
        if (this.parenDepth >= maxDepth && this.limitsDepth) {
          this.errorText('max expression depth exceeded');
          return null;
        }
        this.parenDepth += 1;
        const pipe = this.pipeline('parenthesized pipeline', TokenKind.RightParen);
        this.parenDepth -= 1;
        return pipe;
      }
      case TokenKind.String:
      case TokenKind.RawString: {
        const text = this.unquoted(token);
        return text === null ? null : new StringNode(pos, this.view(token), text);
      }
    }
    this.backup();
    return null;
  }

  /** A number or character constant; null on an error. */
  private number(token: i32): Node | null {
    let reader = this.numbers;
    if (reader === null) {
      reader = new NumberReader(this.source);
      this.numbers = reader;
    }
    const node = reader.read(this.startOf(token), this.endOf(token), this.kindOf(token));
    if (node === null) this.error(reader.errorMessage);
    return node;
  }

  /** A reference to a variable, which has to be in scope; `$` always is. */
  private useVariable(token: i32): Node | null {
    const start = this.startOf(token);
    const end = this.endOf(token);
    let known = end - start === 1;
    for (let i = this.variables.length - 2; !known && i >= this.scopeBase; i -= 2) {
      known = equalSlice(this.source, start, end, this.source, this.variables[i], this.variables[i + 1]);
    }
    if (!known) {
      this.errorQuoting('undefined variable ', start, end, '');
      return null;
    }
    const mark = this.names.length;
    append(this.names, this.view(token));
    const pos = this.fieldsStart(start);
    this.gatherFields();
    return new VariableNode(pos, takeFrom(this.names, mark));
  }
}

function newBranch(kind: i32, pipe: PipeNode, list: ListNode): BranchNode {
  if (kind === NodeKind.If) return new IfNode(pipe.pos, pipe.line, pipe, list);
  if (kind === NodeKind.Range) return new RangeNode(pipe.pos, pipe.line, pipe, list);
  return new WithNode(pipe.pos, pipe.line, pipe, list);
}

/** Whether a token begins an operand of a command. */
function startsOperand(kind: i32): bool {
  switch (kind) {
    case TokenKind.Bool:
    case TokenKind.CharConstant:
    case TokenKind.Complex:
    case TokenKind.Dot:
    case TokenKind.Field:
    case TokenKind.Identifier:
    case TokenKind.Number:
    case TokenKind.Nil:
    case TokenKind.RawString:
    case TokenKind.String:
    case TokenKind.Variable:
    case TokenKind.LeftParen:
      return true;
    default:
      return false;
  }
}

function isConstant(kind: i32): bool {
  return kind === NodeKind.Bool || kind === NodeKind.Nil || kind === NodeKind.Number || kind === NodeKind.String;
}
