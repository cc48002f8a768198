// Trees of YAML as TypeScript that builds the same value.

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
  type TextNode,
} from '../../../language/ast';
import { parseYaml, type YamlValue } from '../../../runtime/bindings/values';
import { type Shape, UNKNOWN } from '../values/shapes';
import { propertyName, textLiteral } from '../values/types';
import type { Expressions, FileWriter, Scope } from './expressions';
import { templateText } from './functions';
import { functionName, indentOf, type Item, lastCommand, type Segment } from './layout';
import { type Code, flat, group } from './print';
import { columnAt, obstacle, type TemplateSource, utf8 } from './source';
import { type Entry, type ListItem, parseTree, type Tree } from './tree';
import { CHOICE, isScalar, isText, OR, ORDER, textValue, tight, type Value } from './values';

/** What an include gives that stands for lines. */
export interface Structure {
  code: string;
  kind: 'mapping' | 'list';
  /** it may print nothing */
  canBeEmpty: boolean;
}

/** Includes that stand for lines. */
export interface Structures {
  /** Throws Obstacle, at the definition or at `at`. */
  structure(name: string, argument: Value, at: Node): Structure;
  /** the same without code: what it is, if it is known */
  kindOf(name: string): 'mapping' | 'list' | undefined;
}

/** Writes the values of one template or definition. */
export class Emitter {
  private readonly kinds = new Map<Node, 'mapping' | 'list'>();

  constructor(
    private readonly source: TemplateSource,
    private readonly expressions: Expressions,
    private readonly structures: Structures,
    private readonly file: FileWriter,
  ) {}

  private fail(at: Node | number, reason: string): never {
    throw obstacle(this.source, at, reason);
  }

  /** The value that items make, all of them. */
  items(items: readonly Item[], scope: Scope): { code: Code; kind: Tree['kind']; canBeEmpty: boolean } {
    const tree = parseTree(this.source, items, (pipe) => this.kinds.get(pipe));
    return {
      code: this.value(tree, scope),
      kind: tree.kind,
      canBeEmpty:
        tree.kind === 'mapping' ? canBeEmpty(tree.entries) : tree.kind === 'list' ? canBeEmpty(tree.items) : false,
    };
  }

  /** Learns what expressions that stand for lines give, wherever their types tell. */
  learn(list: ListNode, scope: Scope): void {
    let at = scope;
    for (const node of list.nodes) {
      try {
        if (node.kind === NodeKind.Template) this.learnHole(node as TemplateNode, at);
        else if (node.kind === NodeKind.Action) {
          const { pipe } = node as ActionNode;
          if (pipe.decl.length > 0) at = this.declare(pipe, at);
          else this.learnHole(pipe, at);
        }
      } catch {
        // What cannot be said is said where it is needed.
      }
      if (node.kind !== NodeKind.If && node.kind !== NodeKind.With && node.kind !== NodeKind.Range) continue;
      const { list: then, elseList } = node as BranchNode;
      try {
        this.learn(then, this.enter(node as BranchNode, at).scope);
      } catch {}
      if (elseList) this.learn(elseList, at);
    }
  }

  private learnHole(pipe: PipeNode | TemplateNode, scope: Scope): void {
    const include = this.includeOf(pipe);
    if (include) {
      const kind = this.structures.kindOf(include.name);
      if (kind) this.kinds.set(pipe, kind);
      return;
    }
    const { yaml } = this.printed(pipe as PipeNode, scope);
    const kind = yaml?.type.kind === 'dict' ? 'mapping' : yaml?.type.kind;
    if (kind === 'mapping' || kind === 'list') this.kinds.set(pipe, kind);
  }

  /** Variables, whose expressions stand where they are used. */
  declare(pipe: PipeNode, scope: Scope): Scope {
    const value = this.expressions.pipe(pipe, scope);
    return { ...scope, variables: this.expressions.declared(pipe, [value], scope) };
  }

  /** The scope within an if, with or range. A range gives what it goes over too. */
  enter(node: BranchNode, scope: Scope): { scope: Scope; test?: Value; over?: { code: string; parameters: string } } {
    if (node.kind === NodeKind.If) {
      const inner = this.expressions.guard(scope, node.pipe);
      if (node.pipe.decl.length > 0) {
        const value = this.expressions.pipe(node.pipe, scope);
        return {
          scope: { ...inner, variables: this.expressions.declared(node.pipe, [value], scope) },
          test: this.expressions.condition(node.pipe, scope),
        };
      }
      return { scope: inner, test: this.expressions.condition(node.pipe, scope) };
    }
    if (node.kind === NodeKind.With) {
      return { scope: this.expressions.within(node, scope), test: this.expressions.condition(node.pipe, scope) };
    }
    return this.enterRange(node, scope);
  }

  private enterRange(node: BranchNode, scope: Scope): ReturnType<Emitter['enter']> {
    const { pipe } = node;
    const over = this.expressions.pipe(pipe, scope);
    const { type } = over;
    if (type.kind === 'int' || isScalar(type)) this.fail(node, 'a range over something that is no list or mapping');
    const item = itemType(type);
    const names = pipe.decl.map((variable) => utf8(variable.ident[0]!));
    const valueName = this.file.unique(nameOfItem(names.at(-1), over.code));
    // The variable behind the item is there whatever it is.
    const value: Value = { code: valueName, type: item, optional: item.kind === 'unknown' };
    const variables = new Map(scope.variables);
    if (names.length > 0) variables.set(names.at(-1)!, value);
    const inner = { ...scope, dot: value, variables };
    if (names.length < 2) {
      return { scope: inner, over: { code: `${this.file.sdk('items')}(${over.code})`, parameters: `(${valueName})` } };
    }
    const keyName = this.file.unique(nameOfItem(names[0], 'key'));
    const isList = type.kind === 'list';
    const key: Value = isList ? { code: keyName, type: { kind: 'int' }, sure: true } : textValue(keyName);
    if (type.kind === 'unknown' || type.kind === 'collection' || type.kind === 'either') key.sure = false;
    variables.set(names[0]!, key.sure === false ? { code: keyName, type: { kind: 'unknown' } } : key);
    return isList
      ? {
          scope: inner,
          over: { code: `${this.file.sdk('items')}(${over.code})`, parameters: `(${valueName}, ${keyName})` },
        }
      : {
          scope: inner,
          over: { code: `${this.file.sdk('entries')}(${over.code})`, parameters: `([${keyName}, ${valueName}])` },
        };
  }

  /** A tree's value. */
  value(tree: Tree, scope: Scope): Code {
    switch (tree.kind) {
      case 'scalar':
        return this.scalar(tree.segments, scope, tree.pos);
      case 'mapping': {
        const code = this.mapping(tree.entries, scope);
        return canBeEmpty(tree.entries) ? this.orNull(tree.entries, code) : code;
      }
      case 'list': {
        const code = this.list(tree.items, scope);
        return canBeEmpty(tree.items) ? this.orNull(tree.items, code) : code;
      }
      case 'block':
        return this.block(tree, scope);
      case 'hole':
        return this.hole(tree.pipe, scope, 'whole');
      case 'scope':
        return this.value(tree.value, this.variables(tree.variables, scope));
      case 'choice': {
        const { test, scope: inner } = this.enter(tree.node, scope);
        if (!test) return this.fail(tree.pos, 'a range gives a value that is no list');
        return {
          kind: 'choice',
          test: tight(test, OR),
          then: this.value(tree.then, inner),
          else: tree.else ? this.value(tree.else, scope) : 'null',
        };
      }
    }
  }

  /** Declares what `items` of kind variables declare. */
  variables(items: readonly Item[], scope: Scope): Scope {
    return items.reduce((at, item) => (item.kind === 'variables' ? this.declare(item.pipe, at) : at), scope);
  }

  /** What is empty YAML is null. One condition alone says so itself. */
  private orNull(parts: readonly (Entry | ListItem)[], code: Code): Code {
    const printed = parts.filter(({ kind }) => kind !== 'variables');
    const [only] = printed;
    if (
      printed.length === 1 &&
      only!.kind === 'control' &&
      only!.node.kind !== NodeKind.Range &&
      !canBeEmpty(only!.then as Entry[])
    ) {
      const items = typeof code === 'object' && 'kind' in code && code.kind === 'group' ? code.items : [];
      const spread = items.length === 1 ? items[0]!.code : undefined;
      if (
        Array.isArray(spread) &&
        typeof spread[1] === 'object' &&
        'kind' in spread[1] &&
        spread[1].kind === 'choice'
      ) {
        const choice = spread[1];
        const isNothing = /^(?:\{\}|\[\])$/.test(flat(choice.else));
        return { ...choice, else: isNothing ? 'null' : choice.else };
      }
    }
    return [`${this.file.sdk('orNull')}(`, code, ')'];
  }

  // Mappings and lists

  private mapping(entries: readonly Entry[], given: Scope): Code {
    let scope = given;
    const items: { code: Code; comments: string[] }[] = [];
    for (const entry of entries) {
      switch (entry.kind) {
        case 'variables':
          scope = this.declare(entry.pipe, scope);
          break;
        case 'hole':
          items.push({ code: ['...', this.hole(entry.pipe, scope, 'mapping')], comments: [] });
          break;
        case 'control':
          items.push({ code: this.controlledEntries(entry, scope), comments: [] });
          break;
        case 'entry': {
          const key = this.key(entry.key, scope, entry.pos);
          const value = this.value(entry.value, scope);
          const code: Code = value === key ? key : [`${key}: `, value];
          items.push({ code, comments: entry.comments.map(lineComment) });
        }
      }
    }
    return group('{', '}', items);
  }

  private controlledEntries(entry: Extract<Entry, { kind: 'control' }>, scope: Scope): Code {
    const { node } = entry;
    const { scope: inner, test, over } = this.enter(node, scope);
    if (test) {
      const otherwise = entry.else ? this.mapping(entry.else, scope) : '{}';
      return [
        '...(',
        { kind: 'choice', test: tight(test, OR), then: this.mapping(entry.then, inner), else: otherwise },
        ')',
      ];
    }
    if (entry.else) this.fail(node, 'a range with an else');
    const printed = entry.then.filter(({ kind }) => kind !== 'variables');
    const [only] = printed;
    if (printed.length === 1 && only!.kind === 'entry') {
      const at = entry.then.reduce(
        (place, part) => (part.kind === 'variables' ? this.declare(part.pipe, place) : place),
        inner,
      );
      const pair = group('[', ']', [this.keyValue(only!.key, at, only!.pos), this.value(only!.value, at)]);
      return [`...Object.fromEntries(${over!.code}.map(${over!.parameters} => `, pair, '))'];
    }
    return [
      `...Object.assign({}, ...${over!.code}.map(${over!.parameters} => (`,
      this.mapping(entry.then, inner),
      ')))',
    ];
  }

  private list(given: readonly ListItem[], outer: Scope): Code {
    const printed = given.filter(({ kind }) => kind !== 'variables');
    const [only] = printed;
    if (printed.length === 1 && given.length === 1 && only!.kind === 'control' && only!.node.kind === NodeKind.Range)
      return this.ranged(only!, outer);
    let scope = outer;
    const items: { code: Code; comments: string[] }[] = [];
    for (const item of given) {
      switch (item.kind) {
        case 'variables':
          scope = this.declare(item.pipe, scope);
          break;
        case 'hole':
          items.push({ code: ['...', this.hole(item.pipe, scope, 'list')], comments: [] });
          break;
        case 'item':
          items.push({ code: this.value(item.value, scope), comments: item.comments.map(lineComment) });
          break;
        case 'control': {
          if (item.node.kind === NodeKind.Range) {
            items.push({ code: ['...', this.ranged(item, scope)], comments: [] });
            break;
          }
          const { scope: inner, test } = this.enter(item.node, scope);
          const otherwise = item.else ? this.list(item.else, scope) : '[]';
          items.push({
            code: [
              '...(',
              { kind: 'choice', test: tight(test!, OR), then: this.list(item.then, inner), else: otherwise },
              ')',
            ],
            comments: [],
          });
        }
      }
    }
    return group('[', ']', items);
  }

  private ranged(item: Extract<ListItem, { kind: 'control' }>, scope: Scope): Code {
    if (item.else) this.fail(item.node, 'a range with an else');
    const { scope: inner, over } = this.enter(item.node, scope);
    const printed = item.then.filter(({ kind }) => kind !== 'variables');
    const [only] = printed;
    if (printed.length === 1 && only!.kind === 'item') {
      const at = item.then.reduce(
        (place, part) => (part.kind === 'variables' ? this.declare(part.pipe, place) : place),
        inner,
      );
      const value = this.value(only!.value, at);
      const isObject = typeof value === 'object' && 'kind' in value && value.kind === 'group' && value.open === '{';
      return [`${over!.code}.map(${over!.parameters} => `, ...(isObject ? ['(', value, ')'] : [value]), ')'];
    }
    return [`${over!.code}.flatMap(${over!.parameters} => `, this.list(item.then, inner), ')'];
  }

  // Holes that stand for lines

  /** The include that a pipeline is, but for its indentation. */
  private includeOf(
    pipe: PipeNode | TemplateNode,
  ): { name: string; argument: (scope: Scope) => Value; at: Node } | undefined {
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

  /** The value of a pipeline that stands for lines, without its indentation. */
  private printed(pipe: PipeNode, scope: Scope): Value {
    return this.expressions.pipe(pipe, scope, withoutIndent(pipe));
  }

  private hole(pipe: PipeNode | TemplateNode, scope: Scope, place: 'whole' | 'mapping' | 'list'): Code {
    const include = this.includeOf(pipe);
    if (include) {
      const {
        code,
        kind,
        canBeEmpty: empty,
      } = this.structures.structure(include.name, include.argument(scope), include.at);
      if (place === 'whole') return empty ? `${this.file.sdk('orNull')}(${code})` : code;
      if (kind !== place) this.fail(pipe, `a ${kind} among the lines of a ${place}`);
      return code;
    }
    const value = this.printed(pipe as PipeNode, scope);
    const inner = value.yaml ?? {
      ...value,
      code: `${this.file.sdk('parsed')}(${value.code})`,
      type: { kind: 'unknown' as const },
      optional: true,
    };
    if (inner.type.kind === 'root') this.fail(pipe, 'toYaml of the top-level object');
    const isSure = scope.guarded.has(inner.code);
    if (place === 'whole')
      return isSure || inner.sure || inner.type.kind === 'dict' ? inner.code : `${tight(inner, ORDER)} ?? null`;
    // Where it may be nothing, an empty {} or null among other lines is an error for Helm too.
    if (isSure && inner.type.kind === place) return tight(inner);
    return `${this.file.sdk(place === 'mapping' ? 'mapping' : 'sequence')}(${inner.code})`;
  }

  // Scalars

  private scalar(given: readonly Segment[], scope: Scope, pos: number): Code {
    const segments = withoutComment(given);
    if (segments.length === 0) return 'null';
    const [first] = segments;
    if (segments.every(({ kind }) => kind === 'text')) return this.constant((first as { text: string }).text, pos);
    if (segments.length === 1 && first!.kind === 'hole') return this.single(first!.node, scope);
    const text = first!.kind === 'text' ? first!.text : '';
    const sign = text[0];
    if (sign === '"' || sign === "'") {
      const last = segments[segments.length - 1]!;
      if (last.kind !== 'text' || !last.text.endsWith(sign) || segments.length < 2)
        this.fail(pos, 'quotes that do not end with the value');
      const inner = segments.map((segment, i): Segment => {
        if (segment.kind !== 'text') return segment;
        const from = i === 0 ? 1 : 0;
        const to = i === segments.length - 1 ? -1 : undefined;
        return { kind: 'text', text: this.unquoted(segment.text.slice(from, to), sign, pos) };
      });
      const only = inner.filter((segment) => segment.kind !== 'text' || segment.text !== '');
      const tag = this.file.sdk(sign === '"' ? 'quoted' : 'singleQuoted');
      if (only.length === 1 && only[0]!.kind === 'hole') {
        const value = this.textHole(only[0]!.node, scope);
        return `${tag}(${value.code})`;
      }
      return `${tag}\`${this.template(only, scope)}\``;
    }
    const tag = /^[[{]/.test(text) ? this.file.sdk('flow') : this.file.sdk('plain');
    return `${tag}\`${this.template(segments, scope)}\``;
  }

  /** A text as it stands between quotes. */
  private unquoted(text: string, sign: '"' | "'", pos: number): string {
    if (sign === "'") return text.replaceAll("''", "'");
    if (!text.includes('\\')) return text;
    try {
      return String(parseYaml(`"${text}"`));
    } catch {
      return this.fail(pos, 'an escape that does not end before an expression');
    }
  }

  private constant(text: string, pos: number): Code {
    let value: YamlValue;
    try {
      value = (parseYaml(`k: ${text}`) as Map<string, YamlValue>).get('k') ?? null;
    } catch {
      return this.fail(pos, `YAML that stands for itself only: ${text.slice(0, 40)}`);
    }
    if (/^[&*]/.test(text)) this.fail(pos, 'anchors and aliases');
    return constantCode(value);
  }

  /** A hole that is a whole value, without quotes. */
  private single(node: ActionNode | TemplateNode, scope: Scope): Code {
    if (node.kind === NodeKind.Template) return `${this.file.sdk('plain')}(${this.textHole(node, scope).code})`;
    const value = this.expressions.pipe((node as ActionNode).pipe, scope);
    if (value.quoted) {
      const inner = value.quoted;
      return inner.sure && isText(inner.type) ? inner.code : `${this.file.sdk('quoted')}(${inner.code})`;
    }
    if (value.yaml) {
      const isJson = /[tT]oJson$/.test(functionName(lastCommand((node as ActionNode).pipe)) ?? '');
      if (value.indented !== undefined) {
        if (value.indented !== columnAt(this.source, node.pos)) {
          this.fail(node, 'lines that are indented otherwise than where they begin');
        }
      } else if (!isJson && !isScalar(value.yaml.type)) {
        this.fail(node, 'toYaml without nindent, of what may have several lines');
      }
      return value.yaml.sure ? value.yaml.code : `${tight(value.yaml, ORDER)} ?? null`;
    }
    const { type, sure, optional } = value;
    if ((type.kind === 'int' || type.kind === 'boolean') && !optional) return value.code;
    if (type.kind === 'boolean') return `${tight(value, ORDER)} ?? null`;
    if (type.kind === 'number' && sure) return value.code;
    if (type.kind === 'root') this.fail(node, 'the top-level object is printed');
    return `${this.file.sdk('plain')}(${value.code})`;
  }

  /** The value of a hole within a text. */
  private textHole(node: ActionNode | TemplateNode, scope: Scope): Value {
    if (node.kind === NodeKind.Template) {
      const include = this.includeOf(node as TemplateNode)!;
      return this.expressions.included(include.name, include.argument(scope), node);
    }
    const value = this.expressions.pipe((node as ActionNode).pipe, scope);
    if (value.yaml) this.fail(node, 'the text of toYaml or toJson is part of a text');
    if (value.type.kind === 'root') this.fail(node, 'the top-level object is printed');
    return value;
  }

  /** What stands in a template literal. Its tag makes texts of the values. */
  private template(segments: readonly Segment[], scope: Scope): string {
    return segments
      .map((segment) => {
        if (segment.kind === 'text') return templateText(segment.text);
        if (segment.kind === 'hole') return `\${${this.textHole(segment.node, scope).code}}`;
        return `\${${this.inlineControl(segment.node, scope)}}`;
      })
      .join('');
  }

  // Texts

  /** A text of nodes, as an expression. */
  text(nodes: readonly Node[], scope: Scope): Value {
    const printed = nodes.filter((node) => node.kind !== NodeKind.Text || (node as TextNode).text.length > 0);
    const [only] = printed;
    if (!only) return textValue("''");
    if (printed.length === 1) {
      if (only.kind === NodeKind.Text) return textValue(textLiteral(utf8((only as TextNode).text)));
      if (only.kind === NodeKind.If || only.kind === NodeKind.With || only.kind === NodeKind.Range) {
        return { ...textValue(this.inlineControl(only as BranchNode, scope)), loose: CHOICE };
      }
      if (only.kind === NodeKind.Template || (only as ActionNode).pipe.decl.length === 0) {
        const value = this.textHole(only as ActionNode, scope);
        return isText(value.type) && value.sure ? value : textValue(`${this.file.sdk('text')}(${value.code})`);
      }
    }
    let at = scope;
    let out = '';
    for (const node of printed) {
      switch (node.kind) {
        case NodeKind.Text:
          out += templateText(utf8((node as TextNode).text))
            .replaceAll('\n', '\\n')
            .replaceAll('\r', '\\r');
          break;
        case NodeKind.Action:
          if ((node as ActionNode).pipe.decl.length > 0) {
            at = this.declare((node as ActionNode).pipe, at);
            break;
          }
          out += `\${${this.text([node], at).code}}`;
          break;
        case NodeKind.Template:
          out += `\${${this.textHole(node as TemplateNode, at).code}}`;
          break;
        case NodeKind.If:
        case NodeKind.With:
        case NodeKind.Range:
          out += `\${${this.inlineControl(node as BranchNode, at)}}`;
          break;
        default:
          this.fail(node, 'break and continue have no place in a text');
      }
    }
    return textValue(`\`${out}\``);
  }

  /** An if, with or range within a text, as an expression that gives a text. */
  private inlineControl(node: BranchNode, scope: Scope): string {
    const { scope: inner, test, over } = this.enter(node, scope);
    const then = this.text(node.list.nodes, inner);
    if (test) {
      const otherwise = node.elseList ? this.text(node.elseList.nodes, scope) : textValue("''");
      return `${tight(test, OR)} ? ${tight(then, OR)} : ${otherwise.code}`;
    }
    if (node.elseList) this.fail(node, 'a range with an else');
    return `${over!.code}.map(${over!.parameters} => ${then.code}).join('')`;
  }

  /** A block scalar. */
  private block(tree: Extract<Tree, { kind: 'block' }>, scope: Scope): Code {
    const { header, items, pos } = tree;
    const style = header[0];
    const chomping = header.includes('-') ? '-' : header.includes('+') ? '+' : '';
    if (/\d/.test(header)) this.fail(pos, 'a block text with an indentation of its own');
    const isStatic = (list: readonly Item[]): boolean =>
      list.every(
        (item) =>
          item.kind === 'blank' ||
          item.kind === 'comment' ||
          (item.kind === 'line' && item.segments.every(({ kind }) => kind === 'text')),
      );
    if (style === '>' && !isStatic(items)) this.fail(pos, 'a folded text with expressions in it');
    const first = items.find(
      (item) => item.kind === 'line' || item.kind === 'comment' || item.kind === 'hole' || item.kind === 'control',
    );
    if (!first) return "''";
    const indent = blockIndent(items);
    if (isStatic(items)) {
      const raw = items.map((item) =>
        item.kind === 'line'
          ? ' '.repeat(item.indent) + item.segments.map((s) => (s as { text: string }).text).join('')
          : item.kind === 'comment'
            ? ' '.repeat(item.indent) + item.text
            : '',
      );
      while (raw.length > 0 && raw[raw.length - 1] === '' && chomping !== '+') raw.pop();
      const value = parseYaml(
        `k: ${header}\n${raw.map((line) => (line === '' ? '' : ` ${line}`)).join('\n')}\n`,
      ) as Map<string, YamlValue>;
      return constantCode(value.get('k') ?? null);
    }
    if (chomping === '+') this.fail(pos, 'a block text that keeps its last lines, with expressions in it');
    const body = this.blockLines(items, indent, scope);
    const code = `${this.file.sdk('block')}\`${body}\``;
    return chomping === '-' ? code : `${code} + '\\n'`;
  }

  /** The lines of a block text, each with its end; `block` takes the last ends away. */
  private blockLines(items: readonly Item[], indent: number, given: Scope): string {
    let scope = given;
    let out = '';
    for (const item of items) {
      switch (item.kind) {
        case 'blank':
          out += '\\n';
          break;
        case 'comment':
          out += `${' '.repeat(Math.max(0, item.indent - indent))}${templateText(item.text)}\\n`;
          break;
        case 'line':
          if (item.indent < indent) this.fail(item.pos, 'a line of a block text that is indented less than its first');
          out += `${' '.repeat(item.indent - indent)}${this.template(item.segments, scope)}\\n`;
          break;
        case 'variables':
          scope = this.declare(item.pipe, scope);
          break;
        case 'hole': {
          if (item.indent < indent || item.pipe.kind === NodeKind.Template)
            this.fail(item.pos, 'lines of a block text that are indented less than its first');
          const value = this.includeOf(item.pipe)
            ? this.expressions.pipe(item.pipe as PipeNode, scope, withoutIndent(item.pipe as PipeNode))
            : this.printed(item.pipe as PipeNode, scope);
          if (value.yaml) this.fail(item.pos, 'the text of toYaml or toJson is part of a text');
          out +=
            item.indent === indent
              ? `\${${this.file.sdk('lines')}(${value.code})}\\n`
              : `\${${this.file.sdk('lines')}(${value.code}, ${item.indent - indent})}\\n`;
          break;
        }
        case 'control': {
          const { scope: inner, test, over } = this.enter(item.node, scope);
          const then = `${this.file.sdk('lines')}\`${this.blockLines(item.then, indent, inner)}\``;
          if (test) {
            const otherwise = item.else
              ? `${this.file.sdk('lines')}\`${this.blockLines(item.else, indent, scope)}\``
              : "''";
            out += `\${${tight(test, OR)} ? ${then} : ${otherwise}}`;
          } else {
            if (item.else) this.fail(item.pos, 'a range with an else');
            out += `\${${over!.code}.map(${over!.parameters} => ${then}).join('')}`;
          }
        }
      }
    }
    return out;
  }

  // Keys

  private keyValue(segments: readonly Segment[], scope: Scope, pos: number): string {
    if (segments.every(({ kind }) => kind === 'text')) return textLiteral(this.constantKey(segments, pos));
    for (const segment of segments) {
      if (segment.kind !== 'hole') continue;
      const { node } = segment;
      // Its text may be lines of their own, of which the last goes on as this key.
      if (node.kind === NodeKind.Template || this.includeOf((node as ActionNode).pipe)) {
        this.fail(pos, 'an include within a key');
      }
    }
    const [first] = segments;
    const sign = first!.kind === 'text' ? first!.text[0] : undefined;
    const isQuoted = sign === '"' || sign === "'";
    const inner = isQuoted
      ? segments.map(
          (segment, i): Segment =>
            segment.kind === 'text'
              ? { kind: 'text', text: segment.text.slice(i === 0 ? 1 : 0, i === segments.length - 1 ? -1 : undefined) }
              : segment,
        )
      : segments;
    const parts = inner.filter((segment) => segment.kind !== 'text' || segment.text !== '');
    const [only] = parts;
    if (parts.length === 1 && only!.kind === 'hole') {
      const value = this.textHole(only!.node, scope);
      const plain = value.quoted ?? value;
      return plain.sure && isText(plain.type) ? plain.code : `${this.file.sdk('text')}(${plain.code})`;
    }
    return `${this.file.sdk('text')}\`${this.template(parts, scope)}\``;
  }

  private key(segments: readonly Segment[], scope: Scope, pos: number): string {
    if (segments.every(({ kind }) => kind === 'text')) return propertyName(this.constantKey(segments, pos));
    return `[${this.keyValue(segments, scope, pos)}]`;
  }

  private constantKey(segments: readonly Segment[], pos: number): string {
    const text = segments.map((segment) => (segment as { text: string }).text).join('');
    if (/^[?<&*]/.test(text)) this.fail(pos, 'a key that is no plain text');
    const value = parseYaml(`${text}: 1`);
    const key = value instanceof Map ? [...value.keys()][0] : undefined;
    return key ?? this.fail(pos, 'a key that is no plain text');
  }
}

/** A pipeline's commands without the indentation at its end. */
function withoutIndent(pipe: PipeNode): readonly CommandNode[] {
  const last = lastCommand(pipe);
  const isIndent = indentOf(pipe, 'nindent') !== undefined || indentOf(pipe, 'indent') !== undefined;
  if (!isIndent) return pipe.cmds;
  if (last.args.length === 2) return pipe.cmds.slice(0, -1);
  const argument = last.args[2]!;
  if (argument.kind === NodeKind.Pipe) return (argument as PipeNode).cmds;
  return [operand(argument)];
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
  return !type.open && isUniform ? first!.shape : UNKNOWN;
}

/** An operand as a command of its own. */
function operand(node: Node): CommandNode {
  return new CommandNode(node.pos, [node]);
}

/** Can this be nothing at all? */
function canBeEmpty(parts: readonly (Entry | ListItem)[]): boolean {
  return parts.every((part) => {
    if (part.kind === 'entry' || part.kind === 'item' || part.kind === 'hole') return false;
    if (part.kind === 'variables' || part.else === null || part.node.kind === NodeKind.Range) return true;
    return canBeEmpty(part.then as Entry[]) || canBeEmpty(part.else as Entry[]);
  });
}

/** The indent of a block text: that of its first line. */
function blockIndent(items: readonly Item[]): number {
  for (const item of items) {
    if (item.kind === 'line' || item.kind === 'comment' || item.kind === 'hole') return item.indent;
    if (item.kind === 'control') {
      const inner = blockIndent(item.then);
      if (inner !== Number.POSITIVE_INFINITY) return inner;
    }
  }
  return Number.POSITIVE_INFINITY;
}

function withoutComment(segments: readonly Segment[]): Segment[] {
  const last = segments[segments.length - 1];
  if (last?.kind !== 'text') return [...segments];
  const isAlone = segments.length === 1;
  // A constant's own quotes are read by the YAML reader, comment and all.
  if (isAlone) return /^#/.test(last.text) ? [] : [...segments];
  const text = last.text.replace(/(?:^|\s)#.*$/, '').trimEnd();
  const rest = segments.slice(0, -1);
  return text === '' ? [...rest] : [...rest, { kind: 'text', text }];
}

function constantCode(value: YamlValue): Code {
  if (typeof value === 'string') return textLiteral(value);
  if (Array.isArray(value)) return group('[', ']', value.map(constantCode));
  if (value instanceof Map) {
    return group(
      '{',
      '}',
      [...value].map(([key, item]): Code => [`${propertyName(key)}: `, constantCode(item)]),
    );
  }
  return String(value);
}

const lineComment = (comment: string) => comment.replace(/^#+ ?/, '// ').trimEnd();

/** A name for what a range goes over: of `hosts` a host. */
function nameOfItem(variable: string | undefined, code: string): string {
  const given = variable?.replace(/^\$/, '');
  if (given) return /^[A-Za-z_]\w*$/.test(given) ? given : 'item';
  const last = /(\w+)\)*$/.exec(code)?.[1] ?? '';
  const single = last.replace(/ies$/, 'y').replace(/(?<=[^s])s$/, '');
  return single !== last && /^[a-z]\w{2,}$/.test(single) ? single : 'item';
}
