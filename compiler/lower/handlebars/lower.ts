// From a Handlebars template to the IR: a file becomes a template, and so do inline partials and the blocks that partials are given.
// Follows handlebars@4.7.10 lib/handlebars/compiler/{compiler,javascript-compiler}.js and helpers/*.js: what a name stands for, which
// contexts `../` counts, when a data frame begins.

// Its types only: the namespace hbs.
import type {} from 'handlebars';
import { utf8Bytes } from '../../../gostd/bytes';
import type { TemplateFunction } from '../../../language/functions';
import { handlebarsOperations as operations, type Helper, helpersByName } from '../../../language/handlebars/functions';
import { fixedParameters, isVariadic, parameterOf } from '../../../language/signatures';
import {
  CALL_CAPTURED,
  CALL_CONTEXT,
  CALL_DEPTHS,
  CALL_FRAME,
  CALL_PARTIALS,
  FRAME_BLOCK,
  FRAME_FIRST,
  FRAME_INDEX,
  FRAME_KEY,
  FRAME_LAST,
  FRAME_ROOT,
} from '../../../runtime/abi/handlebars';
import type { Constant, Expression, Statement, Template, Unit } from '../../ir/ir';
import { resultType } from '../../ir/types';
import { TemplateError } from './errors';

type Node = hbs.AST.Node;
type Path = hbs.AST.PathExpression;
type Block = hbs.AST.BlockStatement;
type Program = hbs.AST.Program;
type Hash = hbs.AST.Hash | undefined;
/** What calls: `{{…}}`, `(…)`, `{{#…}}`. */
type Call = hbs.AST.MustacheStatement | hbs.AST.SubExpression | Block;

/** What a template's file is lowered with. */
export interface LowerOptions {
  /** Escape fields that are printed, or print everything as it is; without it they are escaped, and a render warns where that changes one. */
  escape?: 'html' | 'none';
  /** Is there a partial of this name, a file or an inline one anywhere in the package? */
  hasPartial(name: string): boolean;
}

/** Lowers a parsed file, whose templates have the file's name in front. Throws TemplateError. */
export function lowerHandlebars(
  path: string,
  name: string,
  source: string,
  program: Program,
  options: LowerOptions,
): Unit {
  const unit: Unit = { path, main: undefined as unknown as Template, definitions: [], positions: [] };
  const file: File = { unit, name, lines: source.split('\n'), usesDepths: usesDepths(program), options };
  unit.main = new Lowering(file, null, []).template(program);
  return unit;
}

/** Names of the inline partials in a program, however deep. */
export function inlineNames(program: Program): string[] {
  const names: string[] = [];
  walk(program, (node) => {
    if (node.type === 'DecoratorBlock')
      names.push(String((node as Block).params[0] && nameOf((node as Block).params[0]!)));
  });
  return names;
}

/** What the templates of a file share. */
interface File {
  unit: Unit;
  name: string;
  lines: string[];
  /** Does anything in it ask for `../`? Otherwise nobody keeps the contexts around a place. */
  usesDepths: boolean;
  options: LowerOptions;
}

/** What stands around a place. */
interface Scope {
  context: Expression;
  /** Can the context be null? Blocks that leave it as it is make an empty object of it. */
  mayBeNull: boolean;
  frame: Expression;
  partials: Expression;
  depths: Expression;
  /** Block parameters, the innermost first. */
  parameters: readonly (readonly [name: string, value: Expression])[];
}

const NIL: Expression = { op: 'constant', constant: { type: 'nil' } };
const NO_SITE = new Uint8Array(0);

/** Places of a frame by the names that templates give them. Of `@partial-block` they may only ask whether it is there. */
const FRAME_PLACES: Readonly<Record<string, number>> = {
  root: FRAME_ROOT,
  'partial-block': FRAME_BLOCK,
  key: FRAME_KEY,
  index: FRAME_INDEX,
  first: FRAME_FIRST,
  last: FRAME_LAST,
};

class Lowering {
  private locals = 1;
  private scope!: Scope;

  /** `name`: of a block that becomes a template. `captured`: names of the block parameters that its call brings. */
  constructor(
    private readonly file: File,
    private readonly name: Uint8Array | null,
    private readonly captured: readonly string[],
  ) {}

  /** The template of a program. */
  template(program: Program): Template {
    const statements: Statement[] = [];
    const call: Expression = { op: 'local', local: 0 };
    const part = (place: number) => this.hold(this.call(program, operations.part, [call, int(place)]), statements);
    const context = part(CALL_CONTEXT);
    this.scope = {
      context,
      mayBeNull: true,
      frame: part(CALL_FRAME),
      partials: part(CALL_PARTIALS),
      depths: NIL,
      parameters: this.captured.map((name, i) => [name, part(CALL_CAPTURED + i)]),
    };
    if (this.file.usesDepths) {
      const around = part(CALL_DEPTHS);
      this.scope.depths = this.hold(this.call(program, operations.enter, [context, around]), statements);
    }
    statements.push(...this.program(program));
    return { name: this.name, locals: this.locals, body: statements, isEmpty: false };
  }

  private fail(node: Node, what: string): never {
    const { line, column } = node.loc.start;
    throw new TemplateError(this.file.unit.path, line, column + 1, what);
  }

  private readonly positions = new Map<Node, number>();

  private position(node: Node): number {
    const known = this.positions.get(node);
    if (known !== undefined) return known;
    // An empty program has no place.
    const { line, column } = node.loc?.start ?? { line: 1, column: 0 };
    const before = this.file.lines[line - 1]?.slice(0, column) ?? '';
    const position = { line, column: utf8Bytes(before).length + 1, template: this.name, expression: NO_SITE };
    const number = this.file.unit.positions.push(position) - 1;
    this.positions.set(node, number);
    return number;
  }

  /** A value in a local of its own. */
  private hold(value: Expression, out: Statement[]): Expression {
    const local = this.locals++;
    out.push({ op: 'evaluate', value: { op: 'assign', local, value } });
    return { op: 'local', local };
  }

  /** A program where it stands; its inline partials are there from its beginning. */
  private program(program: Program | undefined): Statement[] {
    const out: Statement[] = [];
    if (!program) return out;
    const outer = this.scope;
    const inlines = program.body.filter((node) => node.type === 'DecoratorBlock') as Block[];
    if (inlines.length > 0) {
      this.scope = { ...outer, partials: this.hold(this.bound(program, inlines), out) };
    }
    for (const node of program.body) this.statement(node, out);
    this.scope = outer;
    return out;
  }

  /** The inline partials around a program with its own. */
  private bound(program: Program, inlines: Block[]): Expression {
    const pairs = inlines.flatMap((inline) => {
      const name = nameOf(inline.path);
      if (name !== 'inline') this.fail(inline, `there is no decorator ${name}: only {{#*inline "name"}}`);
      const [given] = inline.params;
      if (!given || inline.params.length !== 1) this.fail(inline, '{{#*inline}} takes one name');
      if (!isLiteral(given)) this.fail(inline, 'the name of an inline partial is a text: {{#*inline "name"}}');
      return [string(nameOf(given)), this.block(inline, inline.program)];
    });
    return this.call(program, operations.bind, [this.scope.partials, ...pairs]);
  }

  /** A block that can be called later: its program becomes a template of the unit. */
  private block(node: Node, program: Program): Expression {
    const { unit, name, usesDepths } = this.file;
    const { parameters, partials, depths } = this.scope;
    // No file can have such a name.
    const template = utf8Bytes(`${name}\n${unit.definitions.length}`);
    const at = unit.definitions.length;
    unit.definitions.push(undefined as unknown as Template);
    unit.definitions[at] = new Lowering(
      this.file,
      template,
      parameters.map(([own]) => own),
    ).template(program);
    return this.call(node, operations.block, [
      constant({ type: 'string', value: template }),
      partials,
      usesDepths ? depths : NIL,
      ...parameters.map(([, value]) => value),
    ]);
  }

  /** A program with another `this`. */
  private inside(
    program: Program | undefined,
    node: Node,
    change: Partial<Scope> & Pick<Scope, 'context' | 'mayBeNull'>,
  ): Statement[] {
    const out: Statement[] = [];
    const outer = this.scope;
    this.scope = { ...outer, ...change };
    if (this.file.usesDepths) {
      const entered = this.call(node, operations.enter, [this.scope.context, outer.depths]);
      this.scope.depths = this.hold(entered, out);
    }
    out.push(...this.program(program));
    this.scope = outer;
    return out;
  }

  /** A program of a block that leaves `this` as it is. */
  private same(program: Program | undefined, node: Node): Statement[] {
    if (!program || program.body.length === 0) return [];
    if (!this.scope.mayBeNull) return this.program(program);
    const out: Statement[] = [];
    const outer = this.scope;
    const context = this.hold(this.call(node, operations.sameThis, [outer.context]), out);
    this.scope = { ...outer, context, mayBeNull: false };
    out.push(...this.program(program));
    this.scope = outer;
    return out;
  }

  private statement(node: Node, out: Statement[]): void {
    switch (node.type) {
      case 'ContentStatement': {
        const { value, loc } = node as hbs.AST.ContentStatement;
        if (value !== '') out.push({ op: 'text', bytes: utf8Bytes(value), line: loc.start.line });
        return;
      }
      case 'CommentStatement':
      case 'DecoratorBlock':
        return;
      case 'MustacheStatement': {
        this.mustache(node as hbs.AST.MustacheStatement, out);
        return;
      }
      case 'BlockStatement':
        this.blockStatement(node as Block, out);
        return;
      case 'PartialStatement':
        this.partial(node as hbs.AST.PartialStatement, undefined, out);
        return;
      case 'PartialBlockStatement': {
        const { program } = node as hbs.AST.PartialBlockStatement;
        // An empty block is none, as in Handlebars.
        this.partial(node as hbs.AST.PartialStatement, isVoid(program) ? undefined : program, out);
        return;
      }
      case 'Decorator':
        this.fail(node, 'there are no decorators but {{#*inline "name"}}');
        break;
      default:
        this.fail(node, `${node.type} is not supported`);
    }
  }

  /** Fields are escaped; what a helper gives is not, but for what Handlebars' own give. */
  private mustache(node: hbs.AST.MustacheStatement, out: Statement[]): void {
    const mode = this.file.options.escape;
    const helper = this.helperOf(node);
    const value = this.invocation(node);
    if (!node.escaped || mode === 'none' || (helper && !helper.isOwn)) {
      this.write(node, operations.writeRaw, [value], out);
    } else if (mode === 'html') {
      this.write(node, operations.writeEscaped, [value], out);
    } else {
      const { line, column } = this.file.unit.positions[this.position(node)]!;
      this.write(node, operations.writeNoticed, [value, string(`${line}:${column}`)], out);
    }
  }

  private write(node: Node, fn: TemplateFunction, values: Expression[], out: Statement[]): void {
    out.push({ op: 'write', function: fn, arguments: values, position: this.position(node) });
  }

  private blockStatement(node: Block, out: Statement[]): void {
    const path = toPath(node.path);
    const name = this.simpleName(path);
    const { params, hash } = node;
    switch (name) {
      case 'if':
      case 'unless':
        this.condition(node, name, out);
        return;
      case 'each':
        this.takesOne(node, name);
        this.each(node, this.expression(params[0]!), out);
        return;
      case 'with':
        this.takesOne(node, name);
        this.with(node, out);
        return;
    }
    if (params.length > 0 || hash?.pairs.length) {
      this.fail(
        node,
        helpersByName.has(name)
          ? `${name} is not a block: {{${name} …}}`
          : `there is no block {{#${path.original}}} that takes arguments: if, unless, each and with do`,
      );
    }
    this.noParameters(node);
    this.section(node, this.path(path), out);
  }

  private takesOne(node: Block, name: string): void {
    if (node.params.length !== 1) this.fail(node, `{{#${name}}} takes one argument`);
    this.noHash(node, name, node.hash);
  }

  private noParameters(node: Block): void {
    const given = node.program?.blockParams ?? [];
    if (given.length > 0)
      this.fail(node, `{{#${nameOf(node.path)}}} gives nothing that |${given.join(' ')}| could name`);
  }

  private condition(node: Block, name: string, out: Statement[]): void {
    const { params, hash } = node;
    if (params.length !== 1) this.fail(node, `{{#${name}}} takes one argument`);
    this.noParameters(node);
    const others = (hash?.pairs ?? []).filter(({ key }) => key !== 'includeZero');
    if (others.length > 0) this.fail(node, `${name} takes no ${others[0]!.key}=…`);
    const value = this.expression(params[0]!);
    const zero = hash?.pairs.find(({ key }) => key === 'includeZero')?.value;
    const condition = zero
      ? this.call(node, operations.truthWith, [value, this.expression(zero)])
      : this.call(node, operations.truth, [value]);
    const then = this.same(node.program, node);
    const otherwise = this.same(node.inverse, node);
    const isIf = name === 'if';
    out.push({ op: 'if', condition, then: isIf ? then : otherwise, else: isIf ? otherwise : then });
  }

  private with(node: Block, out: Statement[]): void {
    const context = this.hold(this.expression(node.params[0]!), out);
    const names = node.program?.blockParams ?? [];
    const then = this.inside(node.program, node, {
      context,
      mayBeNull: false,
      parameters: [...named(names, [context]), ...this.scope.parameters],
    });
    const condition = this.call(node, operations.present, [context]);
    out.push({ op: 'if', condition, then, else: this.same(node.inverse, node) });
  }

  private each(node: Block, value: Expression, out: Statement[]): void {
    const pairs = this.hold(this.call(node, operations.entries, [value]), out);
    const frame = this.hold(this.call(node, operations.frame, [this.scope.frame]), out);
    this.rounds(node, pairs, frame, this.same(node.inverse, node), out);
  }

  /** `{{#name}}` where name is no helper: once, for each element, or not at all, as the value is. */
  private section(node: Block, value: Expression, out: Statement[]): void {
    const held = this.hold(value, out);
    const pairs = this.hold(this.call(node, operations.section, [held, this.scope.context]), out);
    const frame = this.hold(this.call(node, operations.sectionFrame, [held, this.scope.frame]), out);
    // Unlike helpers, a section hands null on as it is.
    this.rounds(node, pairs, frame, this.program(node.inverse), out);
  }

  private rounds(node: Block, pairs: Expression, frame: Expression, empty: Statement[], out: Statement[]): void {
    const [key, item, itemFlag] = [this.locals++, this.locals++, this.locals++];
    const body: Statement[] = [];
    const index: Expression = { op: 'local', local: key };
    const context = this.hold(this.call(node, operations.round, [frame, pairs, index]), body);
    const names = node.program?.blockParams ?? [];
    const values = [context];
    if (names.length > 1) values.push(this.hold(this.data(node, frame, FRAME_KEY, 0), body));
    body.push(
      ...this.inside(node.program, node, {
        context,
        mayBeNull: true,
        frame,
        parameters: [...named(names, values), ...this.scope.parameters],
      }),
    );
    out.push({
      op: 'range',
      value: pairs,
      declared: 2,
      key,
      item,
      itemFlag,
      body,
      empty,
      position: this.position(node),
    });
  }

  private partial(node: hbs.AST.PartialStatement, program: Program | undefined, out: Statement[]): void {
    const { params, hash } = node;
    if (params.length > 1) this.fail(node, 'a partial takes one context');
    const isDynamic = node.name.type === 'SubExpression';
    const name = isDynamic ? '' : nameOf(node.name);
    if (!isDynamic && !program && name !== '@partial-block' && !this.file.options.hasPartial(name)) {
      this.fail(node, `there is no partial ${name}`);
    }
    let context = params.length === 1 ? this.expression(params[0]!) : this.scope.context;
    if (hash?.pairs.length) {
      // Handlebars sets them from the last to the first.
      const pairs = hash.pairs.toReversed().flatMap(({ key, value }) => [string(key), this.expression(value)]);
      context = this.call(node, operations.extend, [context, ...pairs]);
    }
    let block: Expression = NIL;
    if (program) {
      const outer = this.scope;
      const inlines = program.body.filter((child) => child.type === 'DecoratorBlock') as Block[];
      // Those of the block are there for the partial too.
      if (inlines.length > 0) {
        this.scope = { ...outer, partials: this.hold(this.bound(program, inlines), out) };
      }
      const rest = { ...program, body: program.body.filter((child) => child.type !== 'DecoratorBlock') };
      block = this.block(node, rest);
      this.scope = outer;
    }
    const called = isDynamic ? this.invocation(node.name as hbs.AST.SubExpression) : string(name);
    const call = this.call(node, operations.call, [context, this.scope.frame, this.scope.partials]);
    this.write(node, operations.writePartial, [called, call, string(node.indent ?? ''), block], out);
  }

  /** `{{name arguments…}}` or `(name arguments…)`: a helper, or without arguments a path. */
  private invocation(node: Exclude<Call, Block>): Expression {
    const path = toPath(node.path);
    const helper = this.helperOf(node);
    if (helper) return this.helper(node, helper);
    const name = this.simpleName(path);
    if (['if', 'unless', 'each', 'with'].includes(name))
      this.fail(node, `${name} is a block: {{#${name} …}} … {{/${name}}}`);
    if (isCall(node)) this.fail(node, `there is no helper ${path.original}`);
    return this.path(path);
  }

  /** The helper that is called. A name alone is a field: only Handlebars' own helpers take it from the data. */
  private helperOf(node: Exclude<Call, Block>): Helper | undefined {
    const helper = helpersByName.get(this.simpleName(toPath(node.path)));
    return helper && (isCall(node) || helper.isOwn) ? helper : undefined;
  }

  /** The name that can be a helper's; empty where a path is none, or is a block parameter. */
  private simpleName(path: Path): string {
    return isSimple(path) && !this.parameter(path.parts[0]!) ? path.parts[0]! : '';
  }

  private helper(node: Exclude<Call, Block>, { name, function: fn, isSafe, usage }: Helper): Expression {
    const pairs = node.hash?.pairs ?? [];
    const isQuiet =
      name === 'log' && pairs.some(({ key, value }) => key === 'level' && isLiteral(value) && QUIET.has(nameOf(value)));
    if (name !== 'log') this.noHash(node, name, node.hash);
    const { length } = node.params;
    const fixed = fixedParameters(fn);
    if (isVariadic(fn) ? length < fixed : length !== fixed) this.fail(node, `use: {{${name} ${usage}}}`);
    if (isQuiet) return NIL;
    const isOwn = fn.family === 'handlebars';
    const values = node.params.map((param, i) => this.argument(param, parameterOf(fn, i), isOwn));
    const result = this.call(node, fn, values);
    return isSafe ? this.call(node, operations.safe, [result]) : result;
  }

  /** An argument as a function takes it. Functions that are not Handlebars' own may sort the maps they are given. */
  private argument(node: hbs.AST.Expression, parameter: string, isOwn: boolean): Expression {
    const value = this.expression(node);
    switch (parameter) {
      case 'any':
        return isOwn || value.op === 'constant' ? value : this.call(node, operations.any, [value]);
      case 'string':
        return resultType(value) === 'string' ? value : this.call(node, operations.text, [value]);
      case 'int':
        return this.call(node, operations.int, [value]);
      case 'int64':
        return this.call(node, operations.int64, [value]);
      case 'bool':
        return this.call(node, operations.bool, [value]);
      case 'list':
        return this.call(node, operations.list, [value]);
      case 'dict':
        return this.call(node, operations.map, [value]);
      default:
        throw new Error(`no helper takes a ${parameter}`);
    }
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
        if (!Number.isSafeInteger(value) || Object.is(value, -0)) return constant({ type: 'float64', value });
        return constant({ type: 'int64', value: BigInt(value) });
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

  /** What a path leads to, which is never a helper. */
  private path(path: Path): Expression {
    const parts = path.parts.map(String);
    if (path.data) {
      const place = Object.hasOwn(FRAME_PLACES, parts[0]!) ? FRAME_PLACES[parts[0]!]! : -1;
      const value = place < 0 ? NIL : this.data(path, this.scope.frame, place, path.depth);
      // Of what is false it is that itself. Source: javascript-compiler.js, lookupData.
      return this.fields(path, value, parts.slice(1), operations.lookup);
    }
    if (path.depth > 0) {
      return this.fields(path, this.call(path, operations.up, [this.scope.depths, int(path.depth)]), parts);
    }
    const parameter = isScoped(path) || parts.length === 0 ? undefined : this.parameter(parts[0]!);
    return parameter ? this.fields(path, parameter, parts.slice(1)) : this.fields(path, this.scope.context, parts);
  }

  private parameter(name: string): Expression | undefined {
    return this.scope.parameters.find(([own]) => own === name)?.[1];
  }

  private data(node: Node, frame: Expression, place: number, depth: number): Expression {
    return this.call(node, operations.data, [frame, int(place), int(depth)]);
  }

  private fields(
    node: Node,
    receiver: Expression,
    names: string[],
    step: TemplateFunction = operations.field,
  ): Expression {
    return names.reduce((value, name) => this.call(node, step, [value, string(name)]), receiver);
  }

  private call(node: Node, fn: TemplateFunction, values: Expression[]): Expression {
    return { op: 'call', function: fn, arguments: values, position: this.position(node), site: NO_SITE };
  }

  private noHash(node: Node, name: string, hash: Hash): void {
    if (hash?.pairs.length) this.fail(node, `${name} takes no ${hash.pairs[0]!.key}=…`);
  }
}

/** Levels of `log` below the one that is shown. */
const QUIET = new Set(['debug', '0']);

function constant(value: Constant): Expression {
  return { op: 'constant', constant: value };
}

function string(text: string): Expression {
  return constant({ type: 'string', value: utf8Bytes(text) });
}

function int(value: number): Expression {
  return constant({ type: 'int', value: BigInt(value) });
}

function named(names: readonly string[], values: readonly Expression[]): (readonly [string, Expression])[] {
  return names.map((name, i) => [name, values[i] ?? NIL]);
}

function isLiteral(node: Node): node is hbs.AST.Literal {
  return /Literal$/.test(node.type);
}

/** A literal or a path as the name that it is in its place. */
function nameOf(node: Node): string {
  return String((node as Path).original);
}

/** A literal where a path is expected is the name of a field, or of a helper. */
function toPath(node: hbs.AST.PathExpression | hbs.AST.Literal): Path {
  if ('parts' in node) return node;
  const name = nameOf(node);
  return { ...node, type: 'PathExpression', data: false, depth: 0, parts: [name], original: name } as Path;
}

/** Does a path begin at `this`? Source: compiler/ast.js, scopedId. */
function isScoped(path: Path): boolean {
  return /^\.|this\b/.test(path.original);
}

/** Can a path be the name of a helper? Source: compiler/ast.js, simpleId. */
function isSimple(path: Path): boolean {
  return path.parts.length === 1 && !path.data && !isScoped(path) && !path.depth;
}

/** Are there arguments, or is it a subexpression, which always calls? */
function isCall({ type, params, hash }: Exclude<Call, Block>): boolean {
  return type === 'SubExpression' || params.length > 0 || (hash?.pairs.length ?? 0) > 0;
}

/** Does a program do nothing at all? */
function isVoid(program: Program): boolean {
  return program.body.every(
    (node) =>
      node.type === 'CommentStatement' ||
      (node.type === 'ContentStatement' && (node as hbs.AST.ContentStatement).value === ''),
  );
}

/** Is there a path anywhere that leaves its context? */
function usesDepths(program: Program): boolean {
  let found = false;
  walk(program, (node) => {
    if (node.type === 'PathExpression' && (node as Path).depth > 0 && !(node as Path).data) found = true;
  });
  return found;
}

function walk(value: unknown, tell: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, tell);
  } else if (value !== null && typeof value === 'object') {
    if ('type' in value && 'loc' in value) tell(value as Node);
    for (const [key, child] of Object.entries(value)) if (key !== 'loc') walk(child, tell);
  }
}
