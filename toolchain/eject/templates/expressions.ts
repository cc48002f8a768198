// Pipelines of a template as TypeScript.

import {
  type BoolNode,
  type BranchNode,
  type ChainNode,
  type CommandNode,
  type FieldNode,
  IdealKind,
  type IdentifierNode,
  type Node,
  NodeKind,
  type NumberNode,
  type PipeNode,
  type StringNode,
  type VariableNode,
} from '../../../language/ast';
import { functionsByName } from '../../../language/functions';
import { type Shape, UNKNOWN } from '../values/shapes';
import { textLiteral } from '../values/types';
import { functions } from './functions';
import { constantText, type Writer } from './functions/arguments';
import { condition } from './functions/conditions';
import { functionName, type Item } from './layout';
import {
  actionText,
  affectedNames,
  AS_IT_IS,
  branchTrail,
  CHANGES,
  changedNames,
  changesVariables,
  declaredNames,
  inRounds,
  isOwnMapping,
  type Step,
  surrounded,
  usedNames,
  within,
} from './asks';
import { Obstacle, obstacle, shown, type TemplateSource, utf8 } from './template-source';
import { booleanValue, fieldValue, intValue, isScalar, property, textValue, unknownValue, type Value } from './values';

/** What names mean at a place of a template. */
export interface Scope {
  /** `$` */
  root: Value;
  /** `.` */
  dot: Value;
  variables: ReadonlyMap<string, Value>;
  /** code that is known to be there */
  guarded: ReadonlySet<string>;
  /** what stands around the place in its template; absent where the chart cannot be asked: in a definition */
  trail?: readonly Step[];
  /** the key whose value this is */
  key?: string;
}

/** Includes, as a template's function calls them. */
export interface Includes {
  /** the text that a definition prints */
  text(name: string, argument: Value, at: Node): Value;
  /** does a definition print one line, whatever it is given? */
  isOneLine(name: string): boolean;
  /** does a definition, or one that it includes, have an end of a line in its text? */
  hasLines(name: string): boolean;
}

/** What functions of one file share. */
export interface FileWriter {
  /** imports a function of the SDK */
  sdk(name: string): string;
  /** a name that nothing else in the file has */
  unique(name: string): string;
  /** a name for the index of a range's rounds, which is within that many others */
  index(depth: number): string;
  /** has the chart a template at a path? */
  hasTemplate(path: string): boolean;
  /** the text that the chart renders for a template; undefined where it may be another each time */
  textOf(path: string, chart: string): Value | undefined;
  /** the name under which the chart tells what it prints for a definition; undefined where that may be another text each time */
  ask(body: string, hint?: string): string | undefined;
  /** notes lines that stay the chart's, and why */
  keep(items: readonly Item[], reason: Obstacle): void;
  /** lets the chart evaluate a definition, for its errors; false where it cannot */
  check(body: string): boolean;
}

/** The values of pipelines in one template. */
export class Expressions {
  constructor(
    readonly source: TemplateSource,
    private readonly values: Shape,
    private readonly includes: Includes,
    private readonly file: FileWriter,
  ) {}

  private writer(at: Node): Writer {
    return {
      sdk: (name) => this.file.sdk(name),
      refuse: (reason, kind = 'unknown') => {
        throw obstacle(this.source, at, `${reason}: ${shown(at)}`, kind);
      },
    };
  }

  /** The value of a pipeline. What cannot be said exactly, and gives a text, the chart is asked for. */
  pipe(pipe: PipeNode, scope: Scope, commands: readonly CommandNode[] = pipe.cmds): Value {
    let value: Value | undefined;
    for (let i = 0; i < commands.length; i++) {
      try {
        value = this.command(commands[i]!, scope, value);
      } catch (error) {
        const last = commands.findIndex((command, at) => at >= i && givesText(command));
        if (!(error instanceof Obstacle) || last < 0) throw error;
        const isAll = last === commands.length - 1;
        value = this.ask((isAll ? '' : AS_IT_IS) + actionText(commands.slice(0, last + 1)), scope, error);
        i = last;
      }
    }
    return value!;
  }

  /** The value of a pipeline that is printed: what the chart prints, where nothing else will do. */
  printed(pipe: PipeNode, scope: Scope, commands: readonly CommandNode[] = pipe.cmds): Value {
    const [changed] = changedNames(shown(pipe, Number.POSITIVE_INFINITY));
    if (changed !== undefined)
      throw obstacle(this.source, pipe, `a mapping is changed among lines: ${shown(pipe)}`, 'changes');
    try {
      return this.pipe(pipe, scope, commands);
    } catch (error) {
      if (!(error instanceof Obstacle)) throw error;
      return this.ask(actionText(commands), scope, error);
    }
  }

  /** What the chart prints for actions at a place. Throws `reason` where it cannot be asked. */
  ask(actions: string, scope: Scope, reason: Obstacle): Value {
    // What is changed there would be changed for what follows, too.
    if (changedNames(actions).some((name) => scope.variables.has(name))) throw reason;
    const name = this.file.ask(this.bodyOf(actions, scope, reason), scope.key);
    if (name === undefined)
      throw unasked(
        reason,
        'the chart cannot be asked for it, since apart from its template that may print something else',
      );
    const text = property(`${scope.root.code}.texts`, name);
    const indexes = scope.trail!.flatMap(({ index }) => (index ? [index()] : []));
    const code = indexes.length === 0 ? text : `${this.file.sdk('round')}(${text}, ${indexes.join(', ')})`;
    return { ...textValue(code), isAsked: true };
  }

  /** A definition's body that evaluates actions where they stand. Throws `reason` where there is none. */
  private bodyOf(actions: string, { trail, root }: Scope, reason: Obstacle): string {
    if (trail === undefined || root.type.kind !== 'root') {
      throw unasked(reason, 'the chart cannot be asked for it in a definition that is given something else than $');
    }
    if (trail.some(({ index }) => index !== undefined)) {
      const rounds = inRounds(actions, trail);
      if (rounds === undefined) throw unasked(reason, UNKNOWN_VARIABLES);
      return rounds;
    }
    const body = surrounded(actions, trail);
    const declared = declaredNames(body);
    if ([...usedNames(body)].some((name) => !declared.has(name))) throw unasked(reason, UNKNOWN_VARIABLES);
    return body;
  }

  /** The text that a definition prints. */
  included(name: string, argument: Value, at: Node): Value {
    return this.includes.text(name, argument, at);
  }

  /** Does a definition print one line, whatever it is given? */
  isOneLine(name: string): boolean {
    return this.includes.isOneLine(name);
  }

  /** Does a definition, or one that it includes, have an end of a line in its text? */
  hasLines(name: string): boolean {
    return this.includes.hasLines(name);
  }

  /** The condition of a pipeline. */
  condition(pipe: PipeNode, scope: Scope): Value {
    try {
      return condition(this.pipe(pipe, scope), this.writer(pipe));
    } catch (error) {
      if (!(error instanceof Obstacle)) throw error;
      return this.ask(`{{ if ${shown(pipe, Number.POSITIVE_INFINITY)} }}true{{ end }}`, scope, error);
    }
  }

  /** Whether a value is neither false nor empty. */
  truth(value: Value, at: Node): Value {
    return condition(value, this.writer(at));
  }

  /** The value of a pipeline that a variable or a `with` keeps. What cannot be said is found out where it is used. */
  valueOf(pipe: PipeNode, scope: Scope): Value {
    try {
      return this.pipe(pipe, scope);
    } catch (error) {
      if (!(error instanceof Obstacle) || scope.trail === undefined) throw error;
      return { code: '', type: UNKNOWN, unknown: error, fresh: isOwnMapping(shown(pipe, 200)) };
    }
  }

  /** A scope behind variables. `named` gives a value another name. */
  declare(pipe: PipeNode, scope: Scope, named = (value: Value): Value => value): Scope {
    const text = shown(pipe, Number.POSITIVE_INFINITY);
    const declares = pipe.decl.map((variable) => utf8(variable.ident[0]!));
    if (changesVariables(text)) {
      this.refuseForeignChanges(text, pipe, scope);
      const reason = obstacle(this.source, pipe, `a mapping is changed: ${shown(pipe)}`, 'changes');
      const after = within(scope, { open: `{{ ${text} }}`, close: '' });
      const affected = affectedNames(text, scope.trail);
      const isAffected = (name: string) => affected?.has(name) ?? true;
      const forgotten = this.forget(after, reason, (name, value) => !isScalar(value.type) && isAffected(name));
      const fresh = isOwnMapping(text.replace(/^.*?:= */, ''));
      const unknown: Value = { code: '', type: UNKNOWN, unknown: reason, fresh };
      return { ...forgotten, variables: this.declared(pipe, [unknown], forgotten) };
    }
    const value = this.valueOf(pipe, scope);
    const after = within(scope, { open: `{{ ${text} }}`, close: '', declares });
    // Whether it fails the render shows even where nobody uses it.
    if (value.unknown && !this.file.check(this.bodyOf(`{{ ${text} }}`, scope, value.unknown))) throw value.unknown;
    return { ...after, variables: this.declared(pipe, [value.unknown ? value : named(value)], scope) };
  }

  /** Lets the chart evaluate variables for their errors; false where it cannot. */
  isChecked(pipe: PipeNode, scope: Scope): boolean {
    if (scope.trail === undefined || scope.root.type.kind !== 'root') return false;
    const reason = obstacle(this.source, pipe, 'nobody uses it');
    try {
      return this.file.check(this.bodyOf(`{{ ${shown(pipe, Number.POSITIVE_INFINITY)} }}`, scope, reason));
    } catch (error) {
      if (error === reason) return false;
      throw error;
    }
  }

  /** Throws an obstacle where something is changed that may be somebody else's. */
  refuseForeignChanges(text: string, at: Node, scope: Scope): void {
    for (const [call, name, subject] of text.matchAll(CHANGES)) {
      const isFresh = subject!.startsWith('$') ? scope.variables.get(subject!)?.fresh : isOwnMapping(subject!.slice(1));
      if (isFresh) continue;
      const { code } = obstacle(this.source, at, '');
      const what = `${name} changes a mapping that others may see`;
      throw obstacle(this.source, at, code?.includes(call) ? what : `${what}: ${call}`, 'changes');
    }
  }

  /** A scope in which nothing is known of some variables. */
  forget(scope: Scope, reason: Obstacle, which: (name: string, value: Value) => boolean): Scope {
    const variables = new Map<string, Value>();
    for (const [name, value] of scope.variables) {
      const { fresh = false } = value;
      variables.set(name, which(name, value) ? { code: '', type: UNKNOWN, unknown: reason, fresh } : value);
    }
    return { ...scope, variables };
  }

  /** The scope behind a condition that is true. */
  guard(scope: Scope, pipe: PipeNode): Scope {
    const guarded = new Set(scope.guarded);
    const visit = (node: Node): void => {
      if (node.kind === NodeKind.Pipe) {
        if ((node as PipeNode).cmds.length === 1) visit((node as PipeNode).cmds[0]!);
        return;
      }
      if (node.kind !== NodeKind.Command) return;
      const [first, ...others] = (node as CommandNode).args;
      if (others.length === 0) {
        try {
          for (let at = this.operand(first!, scope).code, last = ''; at !== '' && at !== last; ) {
            guarded.add(at);
            last = at;
            // What stands before a `!` is not narrowed by what stands behind it.
            at = at.replace(/\??(?:\.\w+|\[[^\]]*\])$|^\w+$/, '');
            if (at.endsWith('!')) break;
          }
        } catch {}
        if (first!.kind === NodeKind.Pipe) visit(first!);
      } else if (first!.kind === NodeKind.Identifier && utf8((first as IdentifierNode).ident) === 'and') {
        for (const argument of others) {
          if (argument.kind === NodeKind.Pipe) visit(argument);
          else {
            try {
              guarded.add(this.operand(argument, scope).code);
            } catch {}
          }
        }
      }
    };
    visit(pipe);
    return { ...scope, guarded };
  }

  /** The scope in a `with`. */
  within(node: BranchNode, scope: Scope): Scope {
    const value = this.valueOf(node.pipe, scope);
    const inner = within(this.guard(scope, node.pipe), branchTrail(node, 'then'));
    const dot: Value = { ...value, optional: false };
    const guarded = new Set([...inner.guarded, ...(value.unknown ? [] : [value.code])]);
    return { ...inner, guarded, dot, variables: this.declared(node.pipe, [dot], scope) };
  }

  /** Variables of a pipe with values for them. */
  declared(pipe: PipeNode, values: readonly Value[], scope: Scope): ReadonlyMap<string, Value> {
    if (pipe.decl.length === 0) return scope.variables;
    const variables = new Map(scope.variables);
    pipe.decl.forEach((variable, i) => variables.set(utf8(variable.ident[0]!), values[i]!));
    return variables;
  }

  private command(command: CommandNode, scope: Scope, piped: Value | undefined): Value {
    const [first, ...others] = command.args;
    if (first!.kind === NodeKind.Identifier) {
      return this.call(utf8((first as IdentifierNode).ident), others, scope, piped, command);
    }
    if (others.length > 0 || piped) return this.method(command, scope, piped);
    return this.operand(first!, scope);
  }

  private call(name: string, given: readonly Node[], scope: Scope, piped: Value | undefined, at: CommandNode): Value {
    if (name === 'include') {
      const [named, argument] = given;
      const path = named && this.pathOf(named);
      if (path !== undefined) {
        const whose = argument ? this.operand(argument, scope) : piped;
        if (whose?.type.kind !== 'root')
          throw obstacle(
            this.source,
            at,
            `the text of a template that is given something else than $: ${shown(at)}`,
            'include',
          );
        if (!this.file.hasTemplate(path))
          throw obstacle(this.source, at, `the chart has no template ${path}`, 'broken');
        const found = this.file.textOf(path, whose.code);
        if (!found) throw obstacle(this.source, at, `the text of ${path}, which draws something random`, 'draws');
        return found;
      }
      const text = named?.kind === NodeKind.String ? utf8((named as StringNode).text) : undefined;
      if (text === undefined) {
        const what = /BasePath/.test(shown(at))
          ? 'the text of a template whose name is computed'
          : 'an include of a name that is computed';
        throw obstacle(this.source, at, `${what}: ${shown(at)}`, 'include');
      }
      const value = argument ? this.operand(argument, scope) : piped;
      return this.includes.text(text, value ?? { code: 'undefined', type: UNKNOWN }, at);
    }
    const args = given.map((argument) => this.operand(argument, scope));
    if (piped) args.push(piped);
    const build = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (!build) {
      const call = `${piped ? '… | ' : ''}${shown(at)}`;
      const { draws } = functionsByName.get(name) ?? {};
      if (draws === 'entropy' || draws === 'both')
        throw obstacle(this.source, at, `${name} draws something random: ${call}`, 'draws');
      throw obstacle(this.source, at, `a package has no ${name}: ${call}`, 'unknown');
    }
    const lost = args.find((arg) => arg.yaml && !functionsByName.get(name)?.spaces);
    if (lost) throw obstacle(this.source, at, `the text of toYaml or toJson is worked on: ${shown(at)}`, 'unknown');
    if (args.some(({ type }) => type.kind === 'root') && name !== 'dict' && name !== 'list') {
      throw obstacle(this.source, at, `the top-level object is handed to ${name}: ${shown(at)}`, 'unknown');
    }
    const { parameters } = functionsByName.get(name)!;
    if (args.length < parameters.filter((type) => !type.startsWith('...')).length) {
      throw obstacle(this.source, at, `${name} with too few arguments: ${shown(at)}`, 'broken');
    }
    return build(args, this.writer(at));
  }

  /** The template that `print $.Template.BasePath "/configmap.yaml"` names; undefined for anything else. */
  private pathOf(node: Node): string | undefined {
    const printed = /^\(?print \$?\.Template\.BasePath ((?:"[^"\\]+" ?)+)\)?$/.exec(shown(node, 200));
    const formatted = /^\(?printf "%s\/([^"\\%]+)" \$?\.Template\.BasePath\)?$/.exec(shown(node, 200));
    const name = printed?.[1]?.replace(/" ?"/g, '').replace(/^"\/|" ?$/g, '') ?? formatted?.[1];
    return name === undefined ? undefined : `templates/${name}`;
  }

  /** `.Capabilities.APIVersions.Has "x"` is the one that people call. */
  private method(command: CommandNode, scope: Scope, piped: Value | undefined): Value {
    const [first, ...others] = command.args;
    const text = shown(first!);
    const args = [...others.map((argument) => this.operand(argument, scope)), ...(piped ? [piped] : [])];
    if (/^(?:\$)?\.Capabilities\.APIVersions\.Has$/.test(text) && args.length === 1) {
      const root = text.startsWith('$') ? scope.root : scope.dot;
      if (root.type.kind === 'root' && constantText(args[0]) !== undefined) {
        return booleanValue(`${root.code}.capabilities.apiVersions.includes(${args[0]!.code})`);
      }
    }
    throw obstacle(this.source, command, `a package has nothing like ${shown(command)}`, 'unknown');
  }

  private operand(node: Node, scope: Scope): Value {
    switch (node.kind) {
      case NodeKind.Pipe:
        return this.pipe(node as PipeNode, scope);
      case NodeKind.Dot:
        return known(scope.dot);
      case NodeKind.Nil:
        return { code: 'undefined', type: UNKNOWN, optional: true };
      case NodeKind.Bool:
        return booleanValue(String((node as BoolNode).value));
      case NodeKind.String:
        return textValue(textLiteral(utf8((node as StringNode).text)));
      case NodeKind.Number: {
        const number = node as NumberNode;
        const kind = number.ideal();
        const value = number.float64;
        if (kind === IdealKind.Int && Number.isSafeInteger(value)) return intValue(String(value));
        // A whole one would be printed as an int64 is.
        if (kind === IdealKind.Float && !Number.isInteger(value))
          return { code: String(value), type: { kind: 'number' }, sure: true };
        throw obstacle(this.source, node, `the number ${shown(node)}, which JavaScript has not`, 'unknown');
      }
      case NodeKind.Field:
        return this.fields(scope.dot, (node as FieldNode).ident, scope, node);
      case NodeKind.Variable: {
        const [name, ...fields] = (node as VariableNode).ident;
        const variable = utf8(name!);
        const value = variable === '$' ? scope.root : scope.variables.get(variable);
        if (!value) throw obstacle(this.source, node, `the variable ${variable} has no value here`, 'unknown');
        return this.fields(value, fields, scope, node);
      }
      case NodeKind.Chain: {
        const chain = node as ChainNode;
        return this.fields(this.operand(chain.node, scope), chain.field, scope, node, true);
      }
      case NodeKind.Identifier:
        return this.call(utf8((node as IdentifierNode).ident), [], scope, undefined, node as unknown as CommandNode);
      default:
        throw obstacle(this.source, node, `a package has nothing like ${shown(node)}`, 'unknown');
    }
  }

  private fields(value: Value, names: readonly Uint8Array[], scope: Scope, at: Node, safely = false): Value {
    known(value);
    return names.map(utf8).reduce((base, name, i) => {
      const isSafe = safely && i === 0 && base.sure !== true && !scope.guarded.has(base.code);
      const found = fieldValue(base, name, this.values, { guarded: scope.guarded, safely: isSafe });
      if (found)
        return { ...found, ...(base.code.includes('?.') && found.optional === undefined ? { optional: true } : {}) };
      const { kind } = base.type;
      if (['unknown', 'collection', 'either', 'mapping'].includes(kind)) {
        return unknownValue(
          `${this.file.sdk(safely && i === 0 ? 'fieldIf' : 'field')}(${base.code}, ${textLiteral(name)})`,
        );
      }
      const isOurs = ['root', 'release', 'metadata', 'capabilities'].includes(kind);
      const what = isOurs ? `a package does not know ${shown(at)}` : `${shown(at)}: nothing has such a field`;
      throw obstacle(this.source, at, what, isOurs ? 'unknown' : 'untyped');
    }, value);
  }
}

const UNKNOWN_VARIABLES = 'the chart cannot be asked for it, since it takes variables that are not known there';

/** An obstacle, with why the chart cannot be asked instead, where that is not plain: the first reason counts. */
function unasked(reason: Obstacle, because: string): Obstacle {
  if (reason.kind === 'unknown' || reason.kind === 'untyped') reason.because ??= because;
  return reason;
}

/** A value that code can have. Throws the obstacle where there is none. */
function known(value: Value): Value {
  if (value.unknown) throw value.unknown;
  return value;
}

/** Does a command give a text, whatever it is given? What is made of bytes is a text again, mostly. */
function givesText(command: CommandNode): boolean {
  const called = functionsByName.get(functionName(command) ?? '');
  return called?.result === 'string' && called.text !== 'bytes';
}
