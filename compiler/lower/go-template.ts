// From the syntax tree to the IR: resolves variables to locals, checks calls against the function table, and decides what Go
// decides when it executes but a compiler can know earlier. Errors that Go raises at execution become `raise` operations:
// lowering itself never rejects a template.

import { bytesOf } from '../../gostd/bytes';
import {
  type ActionNode,
  type BoolNode,
  type BranchNode,
  type ChainNode,
  type CommandNode,
  type CompositeNode,
  type FieldNode,
  IdealKind,
  type IdentifierNode,
  isEmptyTree,
  type ListNode,
  type Node,
  NodeKind,
  type NumberNode,
  nodeText,
  type PipeNode,
  type StringNode,
  type TemplateNode,
  type TextNode,
  type VariableNode,
} from '../../language/ast';
import { LineIndex } from '../../language/bytes';
import { functionsByName } from '../../language/functions';
import { fixedParameters, isVariadic, parameterOf } from '../../language/signatures';
import { resultType } from '../ir/types';
import type { Definition } from '../../language/parser';
import { callSiteAt } from '../../language/sites';
import type {
  Constant,
  Expression,
  InterfaceFlag,
  LogicExpression,
  Position,
  Statement,
  Template,
  Unit,
} from '../ir/ir';

const latin1 = new TextDecoder('latin1');

function textOf(bytes: Uint8Array): string {
  return latin1.decode(bytes);
}

function join(...parts: (string | Uint8Array)[]): Uint8Array {
  const encoded = parts.map((part) => (typeof part === 'string' ? bytesOf(part) : part));
  const whole = new Uint8Array(encoded.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of encoded) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

interface Variable {
  name: string;
  local: number;
  isInterface: InterfaceFlag;
}

/** A lowered expression with what is known of it. */
interface Typed {
  expression: Expression;
  isInterface: InterfaceFlag;
}

/** The text of Go's type for a parameter of the function table. */
const goTypeNames: Record<string, string> = {
  any: 'interface {}',
  dict: 'map[string]interface {}',
  list: '[]interface {}',
  time: 'time.Time',
  certificate: 'sprig.certificate',
};

/** From this length on, texts of expressions share their bytes. */
const LONG_TEXT = 512;

const NO_SITE = new Uint8Array(0);

const NIL: Expression = { op: 'constant', constant: { type: 'nil' } };

/** Lowers one parsed file. */
export function lowerFile(path: string, source: Uint8Array, root: ListNode, definitions: Definition[]): Unit {
  const unit: Unit = { path, main: undefined as unknown as Template, definitions: [], positions: [] };
  const lines = new LineIndex(source);
  unit.main = new TemplateLowering(unit, source, lines, null).lower(root);
  unit.definitions = definitions.map((d) => new TemplateLowering(unit, source, lines, d.name).lower(d.body));
  return unit;
}

class TemplateLowering {
  private locals = 1;
  private variables: Variable[] = [{ name: '$', local: 0, isInterface: false }];
  private dot: Typed = { expression: { op: 'local', local: 0 }, isInterface: false };
  private currentNode!: Node;
  /** The `and` or `or` whose operands Go looked at last: which of them is known only at run time. */
  private decided: LogicExpression | null = null;
  /** Of each `and` and `or`, by operand, where Go is when it was evaluated. */
  private readonly endings = new Map<LogicExpression, (Node | LogicExpression)[]>();
  private positions = new Map<Node, number>();
  /** Whether `$` was assigned to while it shared a local with dot. */
  private assignsRoot = false;

  /** The node that Go would report an error at. */
  private get current(): Node {
    return this.currentNode;
  }

  private set current(node: Node) {
    this.currentNode = node;
    this.decided = null;
  }

  constructor(
    private readonly unit: Unit,
    private readonly source: Uint8Array,
    private readonly lines: LineIndex,
    private readonly name: Uint8Array | null,
  ) {}

  lower(root: ListNode): Template {
    const mark = this.unit.positions.length;
    this.current = root;
    const body = this.list(root);
    if (this.assignsRoot) {
      this.unit.positions.length = mark;
      return new TemplateLowering(this.unit, this.source, this.lines, this.name).lowerWithOwnRoot(root);
    }
    return { name: this.name, locals: this.locals, body, isEmpty: isEmptyTree(root) };
  }

  /** Lowers a template that assigns to `$`: dot must keep its value, so `$` gets a local of its own. */
  private lowerWithOwnRoot(root: ListNode): Template {
    this.current = root;
    const local = this.newLocal();
    this.variables[0].local = local;
    const first: Statement = {
      op: 'evaluate',
      value: { op: 'assign', local, value: { op: 'local', local: 0 } },
    };
    const body = [first, ...this.list(root)];
    return { name: this.name, locals: this.locals, body, isEmpty: isEmptyTree(root) };
  }

  private newLocal(): number {
    return this.locals++;
  }

  /** The number of the position of a node (by default the one that Go is at). */
  private position(node?: Node): number {
    if (node) return this.positionOf(node);
    return this.decided ? this.movingPosition(this.decided) : this.positionOf(this.current);
  }

  /** A position that is, when an `and` or `or` has been evaluated, that of the operand which Go looked at last. */
  private movingPosition(e: LogicExpression): number {
    const number = this.unit.positions.push({ ...this.unit.positions[this.position(this.current)] }) - 1;
    this.move(e, number);
    return number;
  }

  private move(e: LogicExpression, position: number): void {
    const to = this.endings.get(e)!.map((end) => {
      if (!('op' in end)) return this.positionOf(end);
      this.move(end, position);
      return null;
    });
    e.moves = [...(e.moves ?? []), { position, to }];
  }

  private positionOf(node: Node): number {
    let number = this.positions.get(node);
    if (number === undefined) {
      const position: Position = {
        line: this.lines.line(node.pos),
        column: this.lines.column(node.pos),
        template: this.name,
        expression: this.longTextOf.get(node) ?? nodeText(node),
      };
      number = this.unit.positions.push(position) - 1;
      this.positions.set(node, number);
    }
    return number;
  }

  /** Of an outermost pipeline whose text is long: the nodes in it, with their parts of that text. */
  private readonly longTextOf = new Map<Node, Uint8Array>();
  private pipelineDepth = 0;

  /**
   * Writes the text of an outermost pipeline. Ten thousand calls in each other have a text each: if they are long, each is
   * a view of the whole.
   */
  private beginPipeline(pipe: PipeNode): void {
    const text = nodeText(pipe);
    this.longTextOf.clear();
    if (text.length < LONG_TEXT) return;
    const pending: Node[] = [pipe];
    for (let node = pending.pop(); node; node = pending.pop()) {
      if (node.kind === NodeKind.Pipe) for (const cmd of (node as PipeNode).cmds) pending.push(cmd);
      else if (node.kind === NodeKind.Command) for (const arg of (node as CommandNode).args) pending.push(arg);
      else if (node.kind === NodeKind.Chain) pending.push((node as ChainNode).node);
      else continue;
      const { textStart, textEnd } = node as CompositeNode;
      this.longTextOf.set(node, text.subarray(textStart, textEnd));
    }
  }

  private raise(before: Expression[], ...message: (string | Uint8Array)[]): Expression {
    return { op: 'raise', before, message: join(...message), position: this.position() };
  }

  private list(list: ListNode): Statement[] {
    const statements: Statement[] = [];
    for (const node of list.nodes) this.node(node, statements);
    return statements;
  }

  /** A list in a scope of its own. */
  private block(list: ListNode | null): Statement[] {
    if (list === null) return [];
    const mark = this.variables.length;
    const statements = this.list(list);
    this.variables.length = mark;
    return statements;
  }

  private node(node: Node, out: Statement[]): void {
    this.current = node;
    switch (node.kind) {
      case NodeKind.Text:
        if ((node as TextNode).text.length) {
          out.push({ op: 'text', bytes: (node as TextNode).text, line: this.lines.line(node.pos) });
        }
        return;
      case NodeKind.Action: {
        const pipe = (node as ActionNode).pipe;
        const value = this.pipeline(pipe);
        if (pipe.decl.length) {
          out.push({ op: 'evaluate', value });
        } else {
          this.current = node;
          out.push({ op: 'print', value, position: this.position() });
        }
        return;
      }
      case NodeKind.If:
        this.branch(node as BranchNode, false, out);
        return;
      case NodeKind.With:
        this.branch(node as BranchNode, true, out);
        return;
      case NodeKind.Range:
        this.range(node as BranchNode, out);
        return;
      case NodeKind.Template: {
        const template = node as TemplateNode;
        const position = this.position();
        const data = template.pipe === null ? NIL : this.pipeline(template.pipe);
        out.push({ op: 'template', name: template.name, data, position });
        return;
      }
      case NodeKind.Break:
        out.push({ op: 'break' });
        return;
      case NodeKind.Continue:
        out.push({ op: 'continue' });
        return;
      case NodeKind.List:
        for (const child of (node as ListNode).nodes) this.node(child, out);
        return;
    }
  }

  private branch(node: BranchNode, isWith: boolean, out: Statement[]): void {
    const mark = this.variables.length;
    let condition = this.pipeline(node.pipe);
    const dot = this.dot;
    if (isWith) {
      const local = this.newLocal();
      condition = { op: 'assign', local, value: condition };
      this.dot = { expression: { op: 'local', local }, isInterface: false };
    }
    const then = this.block(node.list);
    this.dot = dot;
    const otherwise = this.block(node.elseList);
    this.variables.length = mark;
    out.push({ op: 'if', condition, then, else: otherwise });
  }

  private range(node: BranchNode, out: Statement[]): void {
    const mark = this.variables.length;
    const pipe = node.pipe;
    const declared = pipe.decl.length;
    const value = this.pipeline(pipe, true);
    const position = this.position();
    const item = this.newLocal();
    const itemFlag = this.newLocal();
    const key = declared > 1 ? this.newLocal() : null;
    const prologue: Statement[] = [];
    const names = pipe.decl.map((variable) => textOf(variable.ident[0]));
    const collection = this.newLocal();
    const walked: Expression = { op: 'assign', local: collection, value };
    if (pipe.isAssign) {
      names.forEach((name, i) => {
        const variable = this.find(name);
        if (!variable) {
          prologue.push({ op: 'evaluate', value: this.raise([], 'undefined variable: ', pipe.decl[i].ident[0]) });
          return;
        }
        if (variable.local === 0) this.assignsRoot = true;
        // The pipeline itself assigned the collection, each round assigns the element.
        const isKey = declared > 1 && i === 0;
        prologue.push({
          op: 'evaluate',
          value: { op: 'assign', local: variable.local, value: { op: 'local', local: isKey ? key! : item } },
        });
        variable.isInterface = isKey ? false : { local: itemFlag };
      });
    } else {
      names.forEach((name, i) => {
        const isKey = declared > 1 && i === 0;
        // A variable is a local of its own: the body may assign to it without changing dot.
        const local = this.newLocal();
        prologue.push({
          op: 'evaluate',
          value: { op: 'assign', local, value: { op: 'local', local: isKey ? key! : item } },
        });
        this.variables.push({ name, local, isInterface: isKey ? false : { local: itemFlag } });
      });
    }
    const dot = this.dot;
    this.dot = { expression: { op: 'local', local: item }, isInterface: { local: itemFlag } };
    const body = [...prologue, ...this.block(node.list)];
    this.dot = dot;
    // Where nothing is walked, the variables hold what the pipeline gave.
    const empty: Statement[] = [];
    if (node.elseList !== null) {
      for (const name of names) {
        const variable = this.find(name);
        if (!variable) continue;
        empty.push({
          op: 'evaluate',
          value: { op: 'assign', local: variable.local, value: { op: 'local', local: collection } },
        });
        if (!pipe.isAssign) variable.isInterface = false;
      }
      empty.push(...this.block(node.elseList));
    }
    this.variables.length = mark;
    out.push({ op: 'range', value: walked, declared, key, item, itemFlag, body, empty, position });
  }

  private find(name: string): Variable | undefined {
    for (let i = this.variables.length - 1; i >= 0; i--) {
      if (this.variables[i].name === name) return this.variables[i];
    }
    return undefined;
  }

  /** A pipeline's value, as Go hands it on: no longer an `interface {}`. With `forRange`, its variables are the range's. */
  private pipeline(pipe: PipeNode, forRange = false): Expression {
    if (this.pipelineDepth++ === 0) this.beginPipeline(pipe);
    const value = this.stages(pipe, forRange);
    this.pipelineDepth--;
    return value;
  }

  private stages(pipe: PipeNode, forRange: boolean): Expression {
    this.current = pipe;
    let value: Typed | null = null;
    pipe.cmds.forEach((cmd, i) => {
      value = this.command(cmd, value, i);
      value = { expression: value.expression, isInterface: false };
    });
    let expression = value!.expression;
    if (forRange) return expression;
    for (const variable of pipe.decl) {
      const name = textOf(variable.ident[0]);
      if (pipe.isAssign) {
        const found = this.find(name);
        if (!found) return this.raise([expression], 'undefined variable: ', variable.ident[0]);
        if (found.local === 0) this.assignsRoot = true;
        expression = { op: 'assign', local: found.local, value: expression };
        found.isInterface = false;
      } else {
        const local = this.newLocal();
        expression = { op: 'assign', local, value: expression };
        this.variables.push({ name, local, isInterface: false });
      }
    }
    return expression;
  }

  private command(cmd: CommandNode, final: Typed | null, _stage: number): Typed {
    const args = cmd.args;
    const first = args[0];
    switch (first.kind) {
      case NodeKind.Field:
        this.current = first;
        return this.fieldChain(this.dot, (first as FieldNode).ident, first, args, final);
      case NodeKind.Chain:
        return this.chain(first as ChainNode, args, final);
      case NodeKind.Identifier:
        return this.call(first as IdentifierNode, cmd, args, final);
      case NodeKind.Pipe:
        if (args.length > 1 || final) return this.notAFunction(first, final);
        return { expression: this.pipeline(first as PipeNode), isInterface: false };
      case NodeKind.Variable:
        return this.variable(first as VariableNode, args, final);
    }
    this.current = first;
    if (args.length > 1 || final) return this.notAFunction(first, final);
    switch (first.kind) {
      case NodeKind.Dot:
        return this.dot;
      case NodeKind.Nil:
        return { expression: this.raise([], 'nil is not a command'), isInterface: false };
    }
    return { expression: this.constant(first), isInterface: false };
  }

  private notAFunction(node: Node, final: Typed | null): Typed {
    const before = final ? [final.expression] : [];
    return {
      expression: this.raise(before, "can't give argument to non-function ", nodeText(node)),
      isInterface: false,
    };
  }

  private chain(node: ChainNode, args: Node[], final: Typed | null): Typed {
    this.current = node;
    if (node.node.kind === NodeKind.Nil) {
      return {
        expression: this.raise([], 'indirection through explicit nil in ', nodeText(node)),
        isInterface: false,
      };
    }
    const receiver = this.argument(node.node, 'any');
    return this.fieldChain(receiver, node.field, node, args, final);
  }

  private variable(node: VariableNode, args: Node[], final: Typed | null): Typed {
    this.current = node;
    const variable = this.find(textOf(node.ident[0]));
    if (!variable) {
      return { expression: this.raise([], 'undefined variable: ', node.ident[0]), isInterface: false };
    }
    const value: Typed = {
      expression: { op: 'local', local: variable.local },
      isInterface: variable.isInterface,
    };
    if (node.ident.length === 1) {
      if (args.length > 1 || final) return this.notAFunction(args[0] ?? node, final);
      return value;
    }
    return this.fieldChain(value, node.ident.slice(1), node, args, final);
  }

  /** `receiver.a.b.c arguments…`: all but the last name are fields, the last may be a method. */
  private fieldChain(receiver: Typed, names: Uint8Array[], node: Node, args: Node[], final: Typed | null): Typed {
    const position = this.position();
    const count = Math.max(args.length - 1, 0) + (final ? 1 : 0);
    if (count === 0) {
      return {
        expression: {
          op: 'field',
          receiver: receiver.expression,
          isInterface: receiver.isInterface,
          names,
          position,
          callPosition: this.position(node),
        },
        isInterface: 'last',
      };
    }
    let target = receiver;
    if (names.length > 1) {
      target = {
        expression: {
          op: 'field',
          receiver: receiver.expression,
          isInterface: receiver.isInterface,
          names: names.slice(0, -1),
          position,
          callPosition: this.position(node),
        },
        isInterface: 'last',
      };
    }
    const places: { position: number; isLiteral: boolean }[] = [];
    const given = args.slice(1).map((arg) => {
      const { expression } = this.argument(arg, 'any');
      const isLiteral = [NodeKind.Number, NodeKind.Bool, NodeKind.String, NodeKind.Nil].includes(arg.kind);
      places.push({ position: isLiteral ? this.position(arg) : this.position(), isLiteral });
      return expression;
    });
    if (final) {
      places.push({ position: this.position(), isLiteral: false });
      given.push(final.expression);
    }
    return {
      expression: {
        op: 'invoke',
        receiver: target.expression,
        isInterface: target.isInterface,
        name: names[names.length - 1],
        arguments: given,
        position,
        callPosition: this.position(node),
        places,
      },
      isInterface: 'last',
    };
  }

  private call(node: IdentifierNode, cmd: Node, args: Node[], final: Typed | null): Typed {
    this.current = node;
    const name = textOf(node.ident);
    const fn = functionsByName.get(name)!;
    const given = Math.max(args.length - 1, 0);
    const count = given + (final ? 1 : 0);
    const variadic = isVariadic(fn);
    const fixed = fixedParameters(fn);
    const piped = final ? [final.expression] : [];
    if (variadic ? count < fixed : count !== fixed) {
      const text = variadic
        ? `wrong number of args for ${name}: want at least ${fixed} got ${given}`
        : `wrong number of args for ${name}: want ${fixed} got ${count}`;
      return { expression: this.raise(piped, text), isInterface: false };
    }
    if (fn.form === 'and' || fn.form === 'or') return this.andOr(fn.form, args.slice(1), final);

    const values: Expression[] = [];
    // A piped value was evaluated before the arguments that stand in the command.
    let pipedValue: Expression | null = null;
    if (final && given > 0 && !isCheap(final.expression)) {
      const local = this.newLocal();
      values.push({ op: 'assign', local, value: final.expression });
      pipedValue = { op: 'local', local };
    } else if (final) {
      pipedValue = final.expression;
    }
    const before = values.splice(0);
    const evaluated: Expression[] = [];
    for (let i = 0; i < given; i++) evaluated.push(this.argument(args[i + 1], parameterOf(fn, i)).expression);
    if (pipedValue) {
      evaluated.push(this.validated(pipedValue, parameterOf(fn, count - 1), false));
    }
    // Keeps the order: the piped value first, into its local, then the arguments.
    if (before.length) evaluated[0] = sequence(before[0], evaluated[0]);
    const position = this.position(cmd);
    const isInterface = fn.result === 'any';
    if (fn.form === 'include' && evaluated[0].op === 'constant' && evaluated[0].constant.type === 'string') {
      return {
        expression: { op: 'include', name: evaluated[0].constant.value, data: evaluated[1], position },
        isInterface: false,
      };
    }
    return {
      expression: {
        op: 'call',
        function: fn,
        arguments: evaluated,
        position,
        site: fn.draws ? callSiteAt(this.source, cmd.pos) : NO_SITE,
        ...(fn.form === 'callee' && given > 0 ? { callee: nodeText(args[1]) } : {}),
      },
      isInterface,
    };
  }

  private andOr(op: 'and' | 'or', args: Node[], final: Typed | null): Typed {
    const values: Expression[] = [];
    let first: Expression | null = null;
    let piped: Expression | null = null;
    if (final) {
      if (args.length && !isCheap(final.expression)) {
        const local = this.newLocal();
        first = { op: 'assign', local, value: final.expression };
        piped = { op: 'local', local };
      } else {
        piped = final.expression;
      }
    }
    let isInterface: InterfaceFlag = false;
    const endings: (Node | LogicExpression)[] = [];
    for (const arg of args) {
      const value = this.argument(arg, 'any');
      values.push(value.expression);
      endings.push(this.decided ?? this.current);
      isInterface = value.isInterface;
    }
    if (piped) {
      values.push(piped);
      // It was evaluated before: Go stays where it is.
      if (endings.length > 0) endings.push(endings[endings.length - 1]);
      isInterface = false;
    }
    if (first) values[0] = sequence(first, values[0]);
    if (values.length === 1) return { expression: values[0], isInterface };
    const expression: LogicExpression = { op, arguments: values };
    if (args.length > 1) {
      this.endings.set(expression, endings);
      this.decided = expression;
    }
    return { expression, isInterface: isInterface === 'last' ? true : isInterface };
  }

  /** An argument for a parameter of the given type (Go: evalArg). */
  private argument(node: Node, parameter: string): Typed {
    this.current = node;
    switch (node.kind) {
      case NodeKind.Dot:
        return this.checked(this.dot, parameter);
      case NodeKind.Nil:
        return { expression: this.nilArgument(parameter), isInterface: false };
      case NodeKind.Field:
        return this.checked(this.fieldChain(this.dot, (node as FieldNode).ident, node, [node], null), parameter);
      case NodeKind.Variable:
        return this.checked(this.variable(node as VariableNode, [], null), parameter);
      case NodeKind.Pipe:
        return this.checked({ expression: this.pipeline(node as PipeNode), isInterface: false }, parameter);
      case NodeKind.Identifier:
        return this.checked(this.call(node as IdentifierNode, node, [], null), parameter);
      case NodeKind.Chain:
        return this.checked(this.chain(node as ChainNode, [], null), parameter);
    }
    return { expression: this.literalArgument(node, parameter), isInterface: false };
  }

  private checked(value: Typed, parameter: string): Typed {
    return {
      expression: this.validated(value.expression, parameter, value.isInterface),
      isInterface: value.isInterface,
    };
  }

  private validated(value: Expression, parameter: string, isInterface: InterfaceFlag): Expression {
    const type = resultType(value);
    if (parameter === 'any' || type === parameter || (parameter === 'value' && type && type !== 'nil')) return value;
    return { op: 'validate', value, parameter, isInterface, position: this.position() };
  }

  private nilArgument(parameter: string): Expression {
    switch (parameter) {
      case 'any':
        return NIL;
      case 'value':
        return this.validated(NIL, parameter, false);
      case 'dict':
        return { op: 'constant', constant: { type: 'nil dict' } };
      case 'list':
        return { op: 'constant', constant: { type: 'nil list' } };
    }
    return this.raise([], 'cannot assign nil to ', goTypeNames[parameter] ?? parameter);
  }

  private literalArgument(node: Node, parameter: string): Expression {
    const number = node.kind === NodeKind.Number ? (node as NumberNode) : null;
    const constant = (c: Constant): Expression => ({ op: 'constant', constant: c });
    const expected = (what: string) => this.raise([], `expected ${what}; found `, nodeText(node));
    switch (parameter) {
      case 'any':
      case 'value':
        return this.constant(node);
      case 'string':
        if (node.kind === NodeKind.String) return constant({ type: 'string', value: (node as StringNode).text });
        return expected('string');
      case 'bool':
        if (node.kind === NodeKind.Bool) return constant({ type: 'bool', value: (node as BoolNode).value });
        return expected('bool');
      case 'int':
      case 'int64':
        if (number?.isInt) return constant({ type: parameter, value: integerOf(number) });
        return expected('integer');
      case 'uint32':
        if (number?.isUint) {
          return constant({ type: 'uint32', value: BigInt.asUintN(32, integerOf(number)) });
        }
        return expected('unsigned integer');
      case 'float64':
        if (number?.isFloat) return constant({ type: 'float64', value: number.float64 });
        return expected('float');
    }
    return this.raise([], "can't handle ", nodeText(node), ' for arg of type ', goTypeNames[parameter] ?? parameter);
  }

  /** A literal where no type is asked for (Go: idealConstant). */
  private constant(node: Node): Expression {
    this.current = node;
    switch (node.kind) {
      case NodeKind.Bool:
        return { op: 'constant', constant: { type: 'bool', value: (node as BoolNode).value } };
      case NodeKind.String:
        return { op: 'constant', constant: { type: 'string', value: (node as StringNode).text } };
      case NodeKind.Number: {
        const number = node as NumberNode;
        const ideal = number.ideal();
        if (ideal === IdealKind.Complex) {
          return {
            op: 'constant',
            constant: { type: 'complex128', real: number.float64, imaginary: number.imaginary },
          };
        }
        if (ideal === IdealKind.Float) {
          return { op: 'constant', constant: { type: 'float64', value: number.float64 } };
        }
        if (ideal === IdealKind.Int) return { op: 'constant', constant: { type: 'int', value: integerOf(number) } };
        return this.raise([], number.text, ' overflows int');
      }
    }
    return this.raise([], "can't evaluate command ", nodeText(node));
  }
}

function integerOf(node: NumberNode): bigint {
  return BigInt.asIntN(64, (BigInt(node.hi >>> 0) << 32n) | BigInt(node.lo >>> 0));
}

/** Has no effect and cannot fail, so that it may be evaluated late. */
function isCheap(expression: Expression): boolean {
  return expression.op === 'constant' || expression.op === 'local';
}

/** `first`, then `second`, which is the value. */
function sequence(first: Expression, second: Expression): Expression {
  return { op: 'sequence', first, second };
}
