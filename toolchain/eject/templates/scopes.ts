// What names mean within an if, a with, a range and behind variables, and what a template's expression stands for.

import {
  type ActionNode,
  type BranchNode,
  CommandNode,
  type ListNode,
  type Node,
  NodeKind,
  type PipeNode,
  type StringNode,
  type TemplateNode,
  type VariableNode,
} from '../../../language/ast';
import { type Shape, UNKNOWN } from '../values/shapes';
import type { ReasonKind } from '../reasons';
import {
  actionText,
  affectedNames,
  branchTrail,
  changedNames,
  changesVariables,
  roundsTrail,
  settingText,
  within,
} from './asks';
import type { Expressions, FileWriter, Scope } from './expressions';
import { functionName, indentOf, type Item, lastCommand } from './layout';
import { Obstacle, obstacle, shown, type TemplateSource, utf8 } from './template-source';
import { booleanValue, intValue, isScalar, ORDER, textValue, type Value } from './values';

/** An if, with or range: the scope in it, its condition, or what it goes over. */
export interface Entered {
  scope: Scope;
  test?: Value;
  over?: Over;
}

/** What a range goes over. */
export interface Over {
  code: string;
  /** those of the function that its rounds become, once that is written */
  parameters(): string;
  /** is there anything? */
  some: Value;
}

/** An include, with what it is given. */
export interface Include {
  name: string;
  argument: (scope: Scope) => Value;
  at: Node;
}

/** The scopes of one template or definition. */
export class Scopes {
  constructor(
    readonly source: TemplateSource,
    readonly expressions: Expressions,
    readonly file: FileWriter,
  ) {}

  fail(at: Node | number, reason: string, kind?: ReasonKind): never {
    throw obstacle(this.source, at, reason, kind);
  }

  /** Variables, whose expressions stand where they are used. */
  declare(pipe: PipeNode, scope: Scope): Scope {
    return this.expressions.declare(pipe, scope);
  }

  /** What `items` of kind variables and setting declare and change. */
  settle(items: readonly Item[], scope: Scope): Scope {
    return items.reduce((at, item) => {
      if (item.kind === 'variables') return this.declare(item.pipe, at);
      return item.kind === 'setting' ? this.set(item.node, at) : at;
    }, scope);
  }

  /** Behind a condition that only changes variables nothing is known of these but by the chart. */
  set(node: BranchNode, scope: Scope): Scope {
    const names = new Set<string>();
    const source = settingText(node);
    const changes = changesVariables(source);
    const visit = (list: ListNode): void => {
      for (const inner of list.nodes) {
        if (inner.kind === NodeKind.Action) {
          const { pipe } = inner as ActionNode;
          if (pipe.isAssign) names.add(utf8(pipe.decl[0]!.ident[0]!));
        } else if (inner.kind !== NodeKind.Text) {
          visit((inner as BranchNode).list);
          if ((inner as BranchNode).elseList) visit((inner as BranchNode).elseList!);
        }
      }
    };
    visit(node.list);
    if (node.elseList) visit(node.elseList);
    const [first] = names;
    const unknown =
      first === undefined
        ? obstacle(this.source, node, 'a mapping is changed in a condition', 'changes')
        : obstacle(this.source, node, `the variable ${first} is assigned anew`, 'assigned');
    if (changes) this.expressions.refuseForeignChanges(source, node, scope);
    const affected = changes ? affectedNames(source, scope.trail) : new Set<string>();
    const after = within(scope, { open: source, close: '' });
    return this.expressions.forget(
      after,
      unknown,
      (name, value) => names.has(name) || (!isScalar(value.type) && (affected?.has(name) ?? true)),
    );
  }

  /** The scope within an if, with or range. A range gives what it goes over too. */
  enter(node: BranchNode, scope: Scope): Entered {
    this.refuseLasting(node, scope);
    if (node.kind === NodeKind.Range) return this.enterRange(node, scope);
    const test = this.expressions.condition(node.pipe, scope);
    if (node.kind === NodeKind.With) return { scope: this.expressions.within(node, scope), test };
    const guarded = this.expressions.guard(scope, node.pipe);
    const inner = within(guarded, branchTrail(node, 'then'));
    if (node.pipe.decl.length === 0) return { scope: inner, test };
    const value = this.expressions.valueOf(node.pipe, scope);
    return { scope: { ...inner, variables: this.expressions.declared(node.pipe, [value], scope) }, test };
  }

  /** The scope in the `else` of an if, with or range. */
  otherwise(node: BranchNode, scope: Scope): Scope {
    return within(scope, branchTrail(node, 'else'));
  }

  /** Refuses what is changed among lines and lasts behind them. */
  refuseLasting({ list, elseList }: BranchNode, scope: Scope): void {
    for (const inner of [...list.nodes, ...(elseList?.nodes ?? [])]) {
      if (inner.kind === NodeKind.Action) {
        const { pipe } = inner as ActionNode;
        const name = pipe.isAssign ? utf8(pipe.decl[0]!.ident[0]!) : undefined;
        if (name !== undefined && scope.variables.has(name))
          this.fail(inner, `the variable ${name} is assigned anew`, 'assigned');
        const [changed] = changedNames(shown(pipe, Number.POSITIVE_INFINITY)).filter((one) => scope.variables.has(one));
        if (changed !== undefined) this.fail(inner, `a mapping is changed among lines: ${shown(pipe)}`, 'changes');
      } else if ('list' in inner) this.refuseLasting(inner as BranchNode, scope);
    }
  }

  private enterRange(node: BranchNode, given: Scope): Entered {
    const { pipe } = node;
    const over = this.expressions.pipe(pipe, given);
    const { type } = over;
    if (type.kind === 'int' || isScalar(type))
      this.fail(node, 'a range over something that is no list or mapping', 'untyped');
    const item = itemType(type);
    const names = pipe.decl.map((variable) => utf8(variable.ident[0]!));
    const valueName = this.file.unique(nameOfItem(names.at(-1), over.code));
    // The variable behind the item is there whatever it is.
    const areMappings = item.kind === 'mapping' && readsFields(node.list, names.at(-1));
    const value: Value = { code: valueName, type: item, optional: item.kind === 'unknown', sure: areMappings };
    const variables = new Map(given.variables);
    if (names.length > 0) variables.set(names.at(-1)!, value);
    const isList = type.kind === 'list';
    const depth = (given.trail ?? []).filter(({ index: isRange }) => isRange).length;
    let index: string | undefined;
    const scope = within(
      { ...given, dot: value, variables },
      roundsTrail(node, () => {
        index ??= this.file.index(depth);
        return index;
      }),
    );
    const call = (name: string, code: string) => `${this.file.sdk(name)}(${code})`;
    const rounds = (code: string, parameters: () => string): Entered => ({
      scope,
      over: { code, parameters, some: booleanValue(`${code}.length > 0`, ORDER) },
    });
    if (names.length < 2) {
      const parameters = () => (index === undefined ? `(${valueName})` : `(${valueName}, ${index})`);
      return rounds(call(areMappings ? 'mappings' : 'items', over.code), parameters);
    }
    const keyName = this.file.unique(nameOfItem(names[0], 'key'));
    if (isList) {
      variables.set(names[0]!, intValue(keyName));
      index = keyName;
      const code = over.sure ? over.code : call('indexed', over.code);
      return rounds(areMappings ? call('mappings', code) : code, () => `(${valueName}, ${keyName})`);
    }
    // Keys of a mapping are texts; what may be a list has ints for keys.
    const isMapping = type.kind === 'mapping' || type.kind === 'dict';
    const key: Value = isMapping ? textValue(keyName) : { code: keyName, type: UNKNOWN, mixed: 'small' };
    variables.set(names[0]!, key);
    const pair = `[${keyName}, ${valueName}]`;
    const parameters = () => (index === undefined ? `(${pair})` : `(${pair}, ${index})`);
    const checked = areMappings ? call('ofMappings', over.code) : over.code;
    return rounds(call(isMapping ? 'pairs' : 'entries', checked), parameters);
  }

  /** The include that a pipeline is, but for its indentation. */
  includeOf(pipe: PipeNode | TemplateNode): Include | undefined {
    const nothing = (): Value => ({ code: 'undefined', type: { kind: 'unknown' }, optional: true });
    if (pipe.kind === NodeKind.Template) {
      const { name, pipe: given } = pipe as TemplateNode;
      return { name: utf8(name), argument: given ? (scope) => this.expressions.pipe(given, scope) : nothing, at: pipe };
    }
    const commands = withoutIndent(pipe as PipeNode);
    const inner = commands.length === 1 ? commands[0]! : undefined;
    if (!inner) return undefined;
    const [first, named, argument] = inner.args;
    if (inner.args.length === 1 && first!.kind === NodeKind.Pipe) return this.includeOf(first as PipeNode);
    if (functionName(inner) !== 'include' || named?.kind !== NodeKind.String) return undefined;
    const value = argument
      ? (scope: Scope) => this.expressions.pipe(pipe as PipeNode, scope, [operand(argument)])
      : nothing;
    return { name: utf8((named as StringNode).text), argument: value, at: inner };
  }

  /** The value of a pipeline that stands for lines, without its indentation; as a text where the chart has to be asked. */
  printed(pipe: PipeNode, scope: Scope): Value {
    return this.expressions.printed(pipe, scope, withoutIndent(pipe));
  }

  /** What a pipeline or a `template` prints, asked of the chart. Throws the obstacle where it cannot be asked. */
  asked(pipe: PipeNode | TemplateNode, scope: Scope, reason: unknown): Value {
    if (!(reason instanceof Obstacle)) throw reason;
    if (pipe.kind === NodeKind.Template)
      return this.expressions.ask(shown(pipe, Number.POSITIVE_INFINITY), scope, reason);
    const commands = withoutIndent(pipe as PipeNode);
    return this.expressions.ask(actionText(commands), scope, reason);
  }
}

/** A pipeline's commands without the indentation at its end. */
export function withoutIndent(pipe: PipeNode): readonly CommandNode[] {
  const last = lastCommand(pipe);
  const isIndent = indentOf(pipe, 'nindent') !== undefined || indentOf(pipe, 'indent') !== undefined;
  if (!isIndent) return pipe.cmds;
  if (last.args.length === 2) return pipe.cmds.slice(0, -1);
  const argument = last.args[2]!;
  if (argument.kind === NodeKind.Pipe) return (argument as PipeNode).cmds;
  return [operand(argument)];
}

/** An operand as a command of its own. */
function operand(node: Node): CommandNode {
  return new CommandNode(node.pos, [node]);
}

/** What a range over a value gives. */
function itemType(type: Value['type']): Shape {
  if (type.kind === 'list' || type.kind === 'collection') return type.item;
  if (type.kind !== 'mapping') return UNKNOWN;
  if (type.fields.size === 0) return type.rest ?? UNKNOWN;
  const fields = [...type.fields.values()];
  const [first] = fields;
  const isUniform = fields.every(
    ({ shape, optional }) => !optional && isScalar(shape) && shape.kind === first!.shape.kind,
  );
  // Of one of them that it is read tells nothing of the others.
  return !type.open && isUniform ? { ...first!.shape, granted: false } : UNKNOWN;
}

/** Does each round of a range read a field of its item, whatever happens? */
function readsFields({ nodes }: ListNode, variable: string | undefined): boolean {
  const reads = (node: Node): boolean => {
    switch (node.kind) {
      case NodeKind.Field:
        return true;
      case NodeKind.Variable:
        return utf8((node as VariableNode).ident[0]!) === variable && (node as VariableNode).ident.length > 1;
      case NodeKind.Pipe:
        return (node as PipeNode).cmds.some((command) => {
          // What may not be looked at, or takes anything.
          const name = functionName(command);
          const args = name === 'and' || name === 'or' ? command.args.slice(0, 2) : command.args;
          return args.some(reads);
        });
      default:
        return false;
    }
  };
  return nodes.some((node) => {
    switch (node.kind) {
      case NodeKind.Action:
        return reads((node as ActionNode).pipe);
      case NodeKind.If:
      case NodeKind.With:
      case NodeKind.Range:
        return reads((node as BranchNode).pipe);
      default:
        return false;
    }
  });
}

/** A name for what a range goes over: of `hosts` a host. */
function nameOfItem(variable: string | undefined, code: string): string {
  const given = variable?.replace(/^\$/, '');
  if (given) return /^[A-Za-z_]\w*$/.test(given) ? given : 'item';
  const last = /(\w+)\)*$/.exec(code)?.[1] ?? '';
  const single = last.replace(/ies$/, 'y').replace(/(?<=[^s])s$/, '');
  return single !== last && /^[a-z]\w{2,}$/.test(single) ? single : 'item';
}
