// A second front end, experimental: Handlebars templates to the same IR, with Handlebars' semantics where they can be had from
// the guest's operations. HTML is not escaped (Handlebars' noEscape). What differs or is missing stands in README.md here; what
// is missing is an UnsupportedError, never another output. The parser is the `handlebars` package's, which is not installed
// with this package: nothing but this folder may import it.

import { utf8Bytes } from '../../gostd/bytes';
import { functionsByName } from '../../language/functions';
import { callSiteAt } from '../../language/sites';
import type { Constant, Expression, Statement, Template, Unit } from '../ir/ir';
import { fixedParameters, isVariadic, parameterOf } from '../../language/signatures';
import { resultType } from '../ir/types';

type AST = typeof import('handlebars');
type Node = hbs.AST.Node;
type Path = hbs.AST.PathExpression;
type Block = hbs.AST.BlockStatement;
type Program = hbs.AST.Program;

/** What a template's names stand for. */
export interface HandlebarsOptions {
  /** Template functions by the name that templates call them by. Arguments are positional. */
  helpers?: Readonly<Record<string, string>>;
  /** Name of the template that a partial's name stands for; by default the same. */
  partial?(name: string): string;
}

/** A part of Handlebars that this front end does not have, or a helper that nobody named. */
export class UnsupportedError extends Error {
  constructor(path: string, line: number, what: string) {
    super(`${path}:${line}: ${what}`);
    this.name = 'UnsupportedError';
  }
}

/** Makes the front end. Throws where the `handlebars` package is not installed. */
export async function handlebarsFrontEnd(
  options: HandlebarsOptions = {},
): Promise<(path: string, source: string) => Unit> {
  const handlebars = (await import('handlebars')).default as unknown as AST;
  return (path, source) => {
    const unit: Unit = { path, main: undefined as unknown as Template, definitions: [], positions: [] };
    const lowering = new Lowering(unit, source, options);
    unit.main = lowering.template(handlebars.parse(source));
    return unit;
  };
}

/** What `this` is at a place, what stands around it, and the names that the block gives. */
interface Context {
  value: Expression;
  parent: Context | null;
  /** Block parameters, and `@index` and the like with their sign. */
  names: Map<string, Expression>;
}

const NIL: Expression = { op: 'constant', constant: { type: 'nil' } };

class Lowering {
  private locals = 1;
  private context: Context = { value: { op: 'local', local: 0 }, parent: null, names: new Map() };
  private readonly lines: string[];

  constructor(
    private readonly unit: Unit,
    source: string,
    private readonly options: HandlebarsOptions,
  ) {
    this.lines = source.split('\n');
  }

  template(program: Program): Template {
    const body = this.program(program);
    return { name: null, locals: this.locals, body, isEmpty: body.length === 0 };
  }

  private fail(node: Node, what: string): never {
    throw new UnsupportedError(this.unit.path, node.loc.start.line, what);
  }

  private newLocal(): number {
    return this.locals++;
  }

  private position(node: Node): number {
    const { start, end } = node.loc;
    const line = this.lines[start.line - 1] ?? '';
    const text = start.line === end.line ? line.slice(start.column, end.column) : line.slice(start.column);
    const column = utf8Bytes(line.slice(0, start.column)).length;
    return this.unit.positions.push({ line: start.line, column, template: null, expression: utf8Bytes(text) }) - 1;
  }

  private site(position: number): Uint8Array {
    const { line, column } = this.unit.positions[position];
    const before = this.lines.slice(0, line - 1).reduce((length, text) => length + utf8Bytes(text).length + 1, 0);
    return callSiteAt(utf8Bytes(this.lines.join('\n')), before + column);
  }

  private program(program: Program | undefined): Statement[] {
    const out: Statement[] = [];
    for (const node of program?.body ?? []) this.statement(node, out);
    return out;
  }

  /** A program with another `this`. */
  private inside(program: Program | undefined, value: Expression, names: Map<string, Expression>): Statement[] {
    this.context = { value, parent: this.context, names };
    const body = this.program(program);
    this.context = this.context.parent!;
    return body;
  }

  private statement(node: Node, out: Statement[]): void {
    switch (node.type) {
      case 'ContentStatement': {
        const { value } = node as hbs.AST.ContentStatement;
        if (value !== '') out.push({ op: 'text', bytes: utf8Bytes(value), line: 0 });
        return;
      }
      case 'CommentStatement':
        return;
      case 'MustacheStatement': {
        const mustache = node as hbs.AST.MustacheStatement;
        // As JavaScript joins: nothing for null, the elements of a list with commas.
        const value = this.call(node, 'join', [string(','), this.invocation(mustache)]);
        out.push({ op: 'print', value, position: this.position(node) });
        return;
      }
      case 'BlockStatement':
        this.block(node as Block, out);
        return;
      case 'PartialStatement':
        this.partial(node as hbs.AST.PartialStatement, out);
        return;
      default:
        this.fail(node, `${node.type} is not supported`);
    }
  }

  private block(node: Block, out: Statement[]): void {
    const name = node.path.original as unknown as string;
    if (!['if', 'unless', 'each', 'with'].includes(name)) this.fail(node, `block {{#${name}}} is not supported`);
    this.noHash(node, node.hash);
    if (node.params.length !== 1) this.fail(node, `#${name} takes one argument`);
    const value = this.expression(node.params[0]);
    const parameters = node.program?.blockParams ?? [];
    if (name === 'each') {
      this.each(node, value, parameters, out);
      return;
    }
    const local = this.newLocal();
    const held: Expression = { op: 'local', local };
    // An object is true, even an empty one; for #with, so is a number.
    const kinds = name === 'with' ? ['map', 'float64', 'int', 'int64'] : ['map'];
    const condition: Expression = {
      op: 'or',
      arguments: [
        { op: 'assign', local, value },
        ...kinds.map((kind) => this.call(node, 'kindIs', [string(kind), held])),
      ],
    };
    const names = new Map<string, Expression>(parameters.length ? [[parameters[0], held]] : []);
    const then = name === 'with' ? this.inside(node.program, held, names) : this.program(node.program);
    const otherwise = this.program(node.inverse);
    out.push({ op: 'if', condition, ...(name === 'unless' ? sides(otherwise, then) : sides(then, otherwise)) });
  }

  private each(node: Block, value: Expression, parameters: string[], out: Statement[]): void {
    const [walked, key, item, itemFlag, index] = Array.from({ length: 5 }, () => this.newLocal());
    const held: Expression = { op: 'local', local: walked };
    const kind = (name: string) => this.call(node, 'kindIs', [string(name), held]);
    // What is no collection has no elements.
    const list = this.call(node, 'ternary', [held, this.call(node, 'list', []), kind('slice')]);
    const collection = this.call(node, 'ternary', [held, list, kind('map')]);
    const count = this.call(node, 'len', [collection]);
    const at: Expression = { op: 'local', local: index };
    const next = this.call(node, 'add1', [at]);
    const keyValue: Expression = { op: 'local', local: key };
    const itemValue: Expression = { op: 'local', local: item };
    const names = new Map<string, Expression>([
      ['@index', at],
      ['@key', keyValue],
      ['@first', this.call(node, 'eq', [at, constant({ type: 'int', value: 0n })])],
      ['@last', this.call(node, 'eq', [next, count])],
    ]);
    if (parameters.length > 0) names.set(parameters[0], itemValue);
    if (parameters.length > 1) names.set(parameters[1], keyValue);
    const body = this.inside(node.program, itemValue, names);
    const set = (local: number, to: Expression): Statement => ({
      op: 'evaluate',
      value: { op: 'assign', local, value: to },
    });
    out.push(set(walked, value), set(index, constant({ type: 'int', value: -1n })), {
      op: 'range',
      value: collection,
      declared: 2,
      key,
      item,
      itemFlag,
      body: [set(index, next), ...body],
      empty: this.program(node.inverse),
      position: this.position(node),
    });
  }

  private partial(node: hbs.AST.PartialStatement, out: Statement[]): void {
    this.noHash(node, node.hash);
    if (node.name.type !== 'PathExpression') this.fail(node, 'a computed partial is not supported');
    if (node.indent) this.fail(node, 'an indented partial is not supported');
    const name = String((node.name as Path).original);
    const data = node.params.length ? this.expression(node.params[0]) : this.context.value;
    const template = utf8Bytes(this.options.partial?.(name) ?? name);
    out.push({ op: 'printInclude', name: template, data, position: this.position(node) });
  }

  /** `{{name arguments…}}` or `(name arguments…)`: a helper, or without arguments a path. */
  private invocation(node: hbs.AST.MustacheStatement | hbs.AST.SubExpression): Expression {
    this.noHash(node, node.hash);
    const { path, params } = node;
    // A literal in this place is the name of a field.
    if (path.type !== 'PathExpression') return this.field(node, this.context.value, String((path as Path).original));
    const { original, data } = path as Path;
    const helper = this.options.helpers;
    if (!data && helper && Object.hasOwn(helper, original)) {
      return this.call(
        node,
        helper[original],
        params.map((e) => this.expression(e)),
      );
    }
    if (params.length || node.type === 'SubExpression') this.fail(node, `there is no helper ${original}`);
    return this.path(path as Path);
  }

  private expression(node: hbs.AST.Expression): Expression {
    switch (node.type) {
      case 'SubExpression':
        return this.invocation(node as hbs.AST.SubExpression);
      case 'PathExpression':
        return this.path(node as Path);
      case 'StringLiteral':
        return string((node as hbs.AST.StringLiteral).value);
      case 'NumberLiteral': {
        const { value } = node as hbs.AST.NumberLiteral;
        return constant(
          Number.isSafeInteger(value) ? { type: 'int', value: BigInt(value) } : { type: 'float64', value },
        );
      }
      case 'BooleanLiteral':
        return constant({ type: 'bool', value: (node as hbs.AST.BooleanLiteral).value });
      case 'NullLiteral':
      case 'UndefinedLiteral':
        return NIL;
      default:
        this.fail(node, `${node.type} is not supported`);
    }
  }

  private path(path: Path): Expression {
    let context: Context | null = this.context;
    const parts = path.parts.map(String);
    const index = parts.find((part) => /^\d+$/.test(part));
    if (index) this.fail(path, `the list index ${index} is not supported`);
    if (path.data) {
      const name = `@${parts.shift()}`;
      for (let depth = path.depth; context; context = context.parent) {
        if (context.names.has(name) && depth-- === 0) break;
      }
      if (!context) this.fail(path, `${path.original} is not supported here`);
      return parts.reduce((value, part) => this.field(path, value, part), context.names.get(name)!);
    }
    for (let depth = path.depth; depth > 0; depth--) {
      context = context.parent ?? this.fail(path, `${path.original} leaves the template`);
    }
    let value = context.value;
    const isPlain = path.depth === 0 && !/^(this\b|\.)/.test(path.original);
    for (let at: Context | null = isPlain ? context : null; at; at = at.parent) {
      const named = at.names.get(parts[0]);
      if (!named) continue;
      value = named;
      parts.shift();
      break;
    }
    return parts.reduce((receiver, part) => this.field(path, receiver, part), value);
  }

  /** A step of a path; of null it is null. */
  private field(node: Node, receiver: Expression, name: string): Expression {
    if (name === 'length') this.fail(node, 'length is not supported');
    const position = this.position(node);
    return { op: 'field', receiver, isInterface: false, names: [utf8Bytes(name)], position, callPosition: position };
  }

  private call(node: Node, name: string, values: Expression[]): Expression {
    const fn = functionsByName.get(name);
    if (!fn) this.fail(node, `there is no template function ${name}`);
    const fixed = fixedParameters(fn);
    if (isVariadic(fn) ? values.length < fixed : values.length !== fixed) {
      this.fail(node, `${values.length} arguments for ${name}`);
    }
    const position = this.position(node);
    const checked = values.map((value, i): Expression => {
      const parameter = parameterOf(fn, i);
      if (parameter === 'any' || resultType(value) === parameter) return value;
      if (value.op === 'constant' && value.constant.type === 'int' && parameter === 'int64') {
        return constant({ type: 'int64', value: value.constant.value });
      }
      return { op: 'validate', value, parameter, isInterface: false, position };
    });
    return {
      op: 'call',
      function: fn,
      arguments: checked,
      position,
      site: fn.draws ? this.site(position) : new Uint8Array(0),
    };
  }

  private noHash(node: Node, hash: hbs.AST.Hash | undefined): void {
    if (hash?.pairs.length) this.fail(node, `${hash.pairs[0].key}=… is not supported`);
  }
}

function constant(value: Constant): Expression {
  return { op: 'constant', constant: value };
}

function string(text: string): Expression {
  return constant({ type: 'string', value: utf8Bytes(text) });
}

function sides(then: Statement[], otherwise: Statement[]): { then: Statement[]; else: Statement[] } {
  return { then, else: otherwise };
}
