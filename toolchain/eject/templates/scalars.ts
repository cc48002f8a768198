// Scalars of YAML, texts and keys as TypeScript: what stands on one line, and block texts.

import {
  type ActionNode,
  type BranchNode,
  type Node,
  NodeKind,
  type PipeNode,
  type TemplateNode,
  type TextNode,
} from '../../../language/ast';
import { parseYaml, type YamlValue } from '../../../runtime/bindings/values';
import { propertyName, textLiteral } from '../values/types';
import type { Scope } from './expressions';
import { templateText } from './functions/arguments';
import { endsRounds, functionName, type Item, lastCommand, type Segment } from './layout';
import { choice, type Code, group, type Lines } from './print';
import { actionText, branchTrail, settingText } from './asks';
import { type Scopes, withoutIndent } from './scopes';
import { columnAt, Obstacle, obstacle, shown, utf8 } from './template-source';
import { lastLine, type Tree } from './tree';
import { CHOICE, isScalar, isText, OR, ORDER, textValue, tight, type Value } from './values';

/** Writes the scalars of one template or definition. */
export class Scalars {
  constructor(private readonly scopes: Scopes) {}

  private get expressions() {
    return this.scopes.expressions;
  }

  private get file() {
    return this.scopes.file;
  }

  private fail(at: Node | number, reason: string): never {
    return this.scopes.fail(at, reason);
  }

  scalar(given: readonly Segment[], scope: Scope, pos: number): Code {
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
      if (only.length === 1 && only[0]!.kind === 'hole') {
        const value = this.textHole(only[0]!.node, scope);
        // Unlike those of quote, they are there when it is nothing too, and YAML reads escapes between them.
        return `${this.file.sdk(sign === '"' ? 'doubleQuoted' : 'singleQuoted')}(${value.code})`;
      }
      return `${this.file.sdk(sign === '"' ? 'quoted' : 'singleQuoted')}\`${this.template(only, scope)}\``;
    }
    for (const segment of segments) this.refuseLines(segment);
    const tag = /^[[{]/.test(text) ? this.file.sdk('flow') : this.file.sdk('plain');
    return `${tag}\`${this.template(segments, scope)}\``;
  }

  /** Within a value, a definition of several lines goes on with entries of its own below it. */
  private refuseLines(segment: Segment): void {
    if (segment.kind !== 'hole') return;
    const { node } = segment;
    const include = this.scopes.includeOf(
      node.kind === NodeKind.Template ? (node as TemplateNode) : (node as ActionNode).pipe,
    );
    if (include && this.expressions.hasLines(include.name))
      this.fail(node, `${include.name} has several lines and stands within one`);
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
    const value = this.expressions.printed((node as ActionNode).pipe, scope);
    if (value.quoted) {
      const inner = value.quoted;
      if (hasLargeInt(inner)) return `${this.file.sdk('plain')}(${this.textHole(node as ActionNode, scope).code})`;
      if (inner.type.kind === 'int' && !inner.optional) return `String(${inner.code})`;
      const isKnown = inner.sure && isText(inner.type) && !inner.isAsked;
      return isKnown ? inner.code : `${this.file.sdk('quoted')}(${inner.code})`;
    }
    if (value.yaml) {
      const isJson = /[tT]oJson$/.test(functionName(lastCommand((node as ActionNode).pipe)) ?? '');
      if (value.indented !== undefined) {
        const column = columnAt(this.scopes.source, node.pos);
        if (value.indented !== column || (value.isUntrimmed && column > 0 && !isScalar(value.yaml.type))) {
          this.fail(node, 'lines that are indented otherwise than where they begin');
        }
      } else if (!isJson && !value.yaml.sure) {
        if (isScalar(value.yaml.type)) return `${this.file.sdk('inLine')}(${value.yaml.code})`;
        this.fail(node, 'toYaml without nindent, of what may have several lines');
      }
      return value.yaml.sure ? value.yaml.code : `${tight(value.yaml, ORDER)} ?? null`;
    }
    const { type, sure, optional } = value;
    if (type.kind === 'int' && !optional) return value.code;
    if (sure && !optional && (type.kind === 'boolean' || type.kind === 'number')) return value.code;
    if (type.kind === 'kubeVersion') return `${value.code}.version`;
    if (STRUCTURES.has(type.kind)) this.fail(node, 'the top-level object is printed');
    const isOfInts = !isScalar(type) && hasLargeInt(value);
    return `${this.file.sdk('plain')}(${isOfInts ? this.textHole(node, scope).code : value.code})`;
  }

  /** The value of a hole within a text. */
  private textHole(node: ActionNode | TemplateNode, scope: Scope): Value {
    if (node.kind === NodeKind.Template) {
      const include = this.scopes.includeOf(node as TemplateNode)!;
      try {
        return this.expressions.included(include.name, include.argument(scope), node);
      } catch (error) {
        return this.scopes.asked(node as TemplateNode, scope, error);
      }
    }
    const { pipe } = node as ActionNode;
    const value = this.expressions.printed(pipe, scope);
    const wholeNumber = () =>
      obstacle(this.scopes.source, node, 'a whole number that may be larger than JavaScript has', 'unknown');
    if (value.yaml) {
      const reason = obstacle(this.scopes.source, node, 'the text of toYaml or toJson is part of a text');
      return this.expressions.ask(actionText(pipe.cmds), scope, reason);
    }
    if (value.type.kind === 'kubeVersion') return textValue(`${value.code}.version`);
    if (STRUCTURES.has(value.type.kind)) this.fail(node, 'the top-level object is printed');
    if (value.quoted?.type.kind === 'int' || hasLargeInt(value.quoted ?? value))
      return this.expressions.ask(actionText(pipe.cmds), scope, wholeNumber());
    if (value.type.kind !== 'int' || value.optional) return value;
    // Go prints an int as it is, and numbers of values as floats: 1e+06.
    if (value.unbounded) return this.expressions.ask(actionText(pipe.cmds), scope, wholeNumber());
    return textValue(`String(${value.code})`);
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
        if (value.type.kind === 'boolean' && /^(?:true|false)$/.test(value.code)) return textValue(`'${value.code}'`);
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
            at = this.scopes.declare((node as ActionNode).pipe, at);
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
          throw endsRounds(this.scopes.source, node);
      }
    }
    return textValue(`\`${out}\``);
  }

  /** An if, with or range within a text, as an expression that gives a text. */
  private inlineControl(node: BranchNode, scope: Scope): string {
    const { scope: inner, test, over } = this.scopes.enter(node, scope);
    const then = this.text(node.list.nodes, inner);
    if (test) {
      const otherwise = node.elseList
        ? this.text(node.elseList.nodes, this.scopes.otherwise(node, scope))
        : textValue("''");
      return `${tight(test, OR)} ? ${tight(then, OR)} : ${otherwise.code}`;
    }
    const rounds = `${over!.code}.map(${over!.parameters()} => ${then.code}).join('')`;
    if (!node.elseList) return rounds;
    const otherwise = this.text(node.elseList.nodes, this.scopes.otherwise(node, scope));
    return `${tight(over!.some, OR)} ? ${rounds} : ${otherwise.code}`;
  }

  /** A block scalar. What cannot be written is asked for, as the block text that it is. */
  block(tree: Extract<Tree, { kind: 'block' }>, scope: Scope): Code {
    try {
      return this.blockText(tree, scope);
    } catch (error) {
      // White space at a line's end is nothing that a definition could say otherwise, nor are last lines that are kept: how many there
      // are is known only where all of the template is printed.
      if (!(error instanceof Obstacle) || leavesSpace(tree.items) || tree.header.includes('+')) throw error;
      const lines = `${tree.header}\n${blockSource(tree.items)}`;
      const code = `${this.file.sdk('parsed')}(${this.expressions.ask(lines, scope, error).code})`;
      const end = this.endOf(tree);
      return end === undefined ? code : `${end}(${code})`;
    }
  }

  /** What a block text goes through that may be the end of its document, and whose last line may end with white space. */
  private endOf({ end, items }: Extract<Tree, { kind: 'block' }>): string | undefined {
    const last = lastLine(items);
    if (!this.scopes.source.trimsEnd || end === undefined || last === undefined || last.kind === 'comment')
      return undefined;
    if (last.kind === 'line' && last.end === undefined && last.segments.at(-1)!.kind === 'text') return undefined;
    return this.file.sdk(end === 'certain' ? 'ended' : 'openEnded');
  }

  private blockText(tree: Extract<Tree, { kind: 'block' }>, scope: Scope): Code {
    const { header, items, pos } = tree;
    const style = header[0];
    const chomping = header.includes('-') ? '-' : header.includes('+') ? '+' : '';
    if (/\d/.test(header)) this.fail(pos, 'a block text with an indentation of its own');
    if (chomping === '+') this.fail(pos, 'a block text that keeps its last lines');
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
          ? ' '.repeat(item.indent) + item.segments.map((s) => (s as { text: string }).text).join('') + (item.end ?? '')
          : item.kind === 'comment'
            ? ' '.repeat(item.indent) + item.text + (item.end ?? '')
            : ' '.repeat(item.kind === 'blank' ? item.indent : 0),
      );
      while (raw.length > 0 && raw[raw.length - 1]!.trim() === '') raw.pop();
      if (tree.end && this.scopes.source.trimsEnd && /\s$/.test(raw.at(-1) ?? ''))
        this.fail(pos, 'white space at the end of a document');
      const value = parseYaml(
        `k: ${header}\n${raw.map((line) => (line === '' ? '' : ` ${line}`)).join('\n')}\n`,
      ) as Map<string, YamlValue>;
      return this.staticText(value.get('k') ?? null);
    }
    const body = this.blockLines(items, indent, scope);
    while (body.length > 1 && body.at(-1) === '') body.pop();
    const lines: Code = { kind: 'lines', tag: this.file.sdk('block'), lines: body };
    const end = this.endOf(tree);
    const code: Code = end === undefined ? lines : [`${end}(`, lines, ')'];
    if (chomping === '-') return code;
    const isSomething = items.some(
      (item) => item.kind === 'comment' || (item.kind === 'line' && hasText(item.segments)),
    );
    return isSomething ? [code, " + '\\n'"] : [`${this.file.sdk('clipped')}(`, code, ')'];
  }

  /** A text without expressions: in lines, where it has some and nothing is hidden at their ends. */
  private staticText(value: YamlValue): Code {
    if (typeof value !== 'string') return constantCode(value);
    const lines = value.replace(/\n$/, '').split('\n');
    const isPlain = lines.length > 2 && !/^\s/.test(value) && lines.every((line) => /^(?:[ -~]*[!-~])?$/.test(line));
    if (!isPlain || lines.at(-1) === '') return constantCode(value);
    const code: Code = { kind: 'lines', tag: this.file.sdk('block'), lines: lines.map(templateText) };
    return value.endsWith('\n') ? [code, " + '\\n'"] : code;
  }

  /** The lines of a block text; `block` takes the last ends away. */
  private blockLines(items: readonly Item[], indent: number, given: Scope): Lines['lines'][number][] {
    let scope = given;
    const out: Lines['lines'][number][] = [];
    const part = (lines: readonly Item[], inner: Scope): Code => ({
      kind: 'lines',
      tag: this.file.sdk('lines'),
      lines: this.blockLines(lines, indent, inner),
      isPart: true,
    });
    for (const item of items) {
      switch (item.kind) {
        case 'blank':
          out.push(' '.repeat(Math.max(0, item.indent - indent)));
          break;
        case 'comment':
          if (item.indent < indent) this.fail(item.pos, 'a comment that ends a block text');
          out.push(`${' '.repeat(item.indent - indent)}${templateText(item.text + (item.end ?? ''))}`);
          break;
        case 'line':
          if (item.indent < indent) this.fail(item.pos, 'a line of a block text that is indented less than its first');
          if (item.segments.some(isIndented))
            this.fail(item.pos, 'lines of a block text that begin within one of its lines');
          out.push(`${' '.repeat(item.indent - indent)}${this.template(item.segments, scope)}${item.end ?? ''}`);
          break;
        case 'variables':
        case 'setting':
          scope = this.scopes.settle([item], scope);
          break;
        case 'fail':
          out.push({ kind: 'own', code: this.expressions.pipe(item.pipe, scope).code });
          break;
        case 'hole': {
          if (item.leavesSpace) this.fail(item.pos, 'white space at the end of a line of a block text');
          if (item.indent < indent || item.pipe.kind === NodeKind.Template)
            this.fail(item.pos, 'lines of a block text that are indented less than its first');
          const value = this.scopes.printed(item.pipe as PipeNode, scope);
          if (value.yaml) this.fail(item.pos, 'the text of toYaml or toJson is part of a text');
          const count = item.indent === indent ? '' : `, ${item.indent - indent}`;
          out.push(`\${${this.file.sdk('lines')}(${value.code}${count})}`);
          break;
        }
        case 'control': {
          if (item.leavesSpace) this.fail(item.pos, 'white space at the end of a line of a block text');
          const { scope: inner, test, over } = this.scopes.enter(item.node, scope);
          const then = part(item.then, inner);
          const printed: Code = test
            ? then
            : [`${this.file.sdk('allLines')}(${over!.code}.map(${over!.parameters()} => `, then, '))'];
          const otherwise = (): Code => part(item.else ?? [], this.scopes.otherwise(item.node, scope));
          const isChoice = test !== undefined || item.else;
          out.push({
            kind: 'own',
            code: isChoice ? choice(tight(test ?? over!.some, OR), printed, otherwise()) : printed,
          });
        }
      }
    }
    return out;
  }

  // Keys

  /** `isAlone`: there are no other keys beside it */
  keyValue(segments: readonly Segment[], scope: Scope, pos: number, isAlone = false): string {
    if (segments.every(({ kind }) => kind === 'text')) return textLiteral(this.constantKey(segments, pos));
    for (const segment of segments) {
      if (segment.kind !== 'hole') continue;
      const { node } = segment;
      // Its text may be lines of their own, of which the last goes on as this key.
      const include = this.scopes.includeOf(
        node.kind === NodeKind.Template ? (node as TemplateNode) : (node as ActionNode).pipe,
      );
      if (include && !this.expressions.isOneLine(include.name)) this.fail(pos, 'an include within a key');
    }
    const [only] = segments;
    const tag = this.file.sdk(isAlone ? 'onlyKey' : 'plainKey');
    if (segments.length > 1 || only!.kind !== 'hole') return `${tag}\`${this.template(segments, scope)}\``;
    const value = this.textHole(only!.node, scope);
    if (!value.quoted) return `${tag}(${value.code})`;
    const { code, sure, type } = value.quoted;
    return sure && isText(type) ? code : `${this.file.sdk('text')}(${code})`;
  }

  key(segments: readonly Segment[], scope: Scope, pos: number, isAlone: boolean): string {
    if (segments.every(({ kind }) => kind === 'text')) return propertyName(this.constantKey(segments, pos));
    return `[${this.keyValue(segments, scope, pos, isAlone)}]`;
  }

  private constantKey(segments: readonly Segment[], pos: number): string {
    const text = segments.map((segment) => (segment as { text: string }).text).join('');
    if (/^[?<&*]/.test(text)) this.fail(pos, 'a key that is no plain text');
    const value = parseYaml(`${text}: 1`);
    const key = value instanceof Map ? [...value.keys()][0] : undefined;
    return key ?? this.fail(pos, 'a key that is no plain text');
  }
}

/** May an int be in it that Go prints otherwise than a user's number? */
const hasLargeInt = ({ type, mixed }: Value) => mixed === 'large' || type.kind === 'dict';

/** What Go prints of its own types nobody wants to read. */
const STRUCTURES = new Set(['root', 'release', 'metadata', 'capabilities']);

/** An expression whose further lines are indented by itself. */
const isIndented = (segment: Segment) =>
  segment.kind === 'hole' &&
  segment.node.kind === NodeKind.Action &&
  withoutIndent((segment.node as ActionNode).pipe) !== (segment.node as ActionNode).pipe.cmds;

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

/** Does a line print something whatever its expressions give? */
const hasText = (segments: readonly Segment[]) =>
  segments.some((part) => part.kind === 'text' && part.text.trim() !== '');

export const leavesSpace = (items: readonly Item[]): boolean =>
  items.some((item) =>
    item.kind === 'control'
      ? item.leavesSpace || leavesSpace(item.then) || leavesSpace(item.else ?? [])
      : item.kind === 'hole' && item.leavesSpace,
  );

/** The lines of a block text as a template says them. */
export function blockSource(items: readonly Item[]): string {
  const all = Number.POSITIVE_INFINITY;
  return items
    .map((item) => {
      switch (item.kind) {
        case 'blank':
          return `${' '.repeat(item.indent)}\n`;
        case 'comment':
          return `${' '.repeat(item.indent)}${item.text}${item.end ?? ''}\n`;
        case 'line':
          return `${' '.repeat(item.indent)}${item.segments.map((part) => (part.kind === 'text' ? part.text : shown(part.node, all))).join('')}${item.end ?? ''}\n`;
        case 'hole':
          if (item.pipe.kind === NodeKind.Template) return `${shown(item.pipe, all)}\n`;
          if (withoutIndent(item.pipe as PipeNode) === (item.pipe as PipeNode).cmds)
            return `${actionText((item.pipe as PipeNode).cmds)}\n`;
          return `${actionText(withoutIndent(item.pipe as PipeNode)).replace(/ \}\}$/, ` | indent ${item.indent} }}`)}\n`;
        case 'variables':
        case 'fail':
          return `{{ ${shown(item.pipe, all)} }}`;
        case 'setting':
          return settingText(item.node);
        case 'control': {
          const otherwise = item.else ? `{{ else }}${blockSource(item.else)}` : '';
          return `${branchTrail(item.node, 'then').open}${blockSource(item.then)}${otherwise}{{ end }}`;
        }
      }
      return '';
    })
    .join('');
}
