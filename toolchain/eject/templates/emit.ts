// Trees of YAML as TypeScript that builds the same value: mappings, lists and what stands for their lines.

import {
  type ActionNode,
  type BranchNode,
  type ListNode,
  type Node,
  NodeKind,
  type PipeNode,
  type TemplateNode,
} from '../../../language/ast';
import type { Scope } from './expressions';
import { type Item, linesOf } from './layout';
import { type Choice, choice, type Code, type Group, group } from './print';
import { blockSource, leavesSpace, Scalars } from './scalars';
import { type Over, type Scopes, withoutIndent } from './scopes';
import { type Entry, type ListItem, parseTree, type Piece, type Region, type Tree } from './tree';
import { OR, ORDER, tight, type Value } from './values';

/** What an include gives that stands for lines. */
export interface Structure {
  code: string;
  /** `text`: the lines are in a text, and what they are is known when they are read */
  kind: 'mapping' | 'list' | 'text';
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

/** Where lines stand: alone, as a document or several, among entries or items, or among lines of which nobody knows. */
type Place = 'whole' | 'document' | 'mapping' | 'list' | 'lines';

/** What reads the lines of a text there. */
const READERS: Record<Place, string> = {
  whole: 'parsed',
  document: 'documents',
  mapping: 'parsedMapping',
  list: 'parsedList',
  lines: 'parsedLines',
};

const isAlone = (place: Place) => place === 'whole' || place === 'document';

/** Writes the values of one template or definition. */
export class Emitter {
  private readonly kinds = new Map<Node, 'mapping' | 'list'>();
  /** expressions whose lines may be none */
  private readonly emptiable = new Set<Node>();
  readonly scalars: Scalars;

  constructor(
    readonly scopes: Scopes,
    private readonly structures: Structures,
  ) {
    this.scalars = new Scalars(scopes);
  }

  private get expressions() {
    return this.scopes.expressions;
  }

  private get file() {
    return this.scopes.file;
  }

  private fail(at: Node | number, reason: string): never {
    return this.scopes.fail(at, reason);
  }

  /** The value that items make, all of them. */
  items(
    items: readonly Item[],
    scope: Scope,
    isDocument = false,
  ): { code: Code; kind: Tree['kind']; canBeEmpty: boolean } {
    const tree = parseTree(
      this.scopes.source,
      items,
      (pipe) => this.kinds.get(pipe),
      (pipe) => this.isOneLine(pipe),
      isDocument,
    );
    const code = this.value(tree, scope);
    const parts = tree.kind === 'mapping' ? tree.entries : tree.kind === 'list' ? tree.items : undefined;
    return { code, kind: tree.kind, canBeEmpty: parts !== undefined && this.canBeEmpty(parts) };
  }

  /** Does an expression in a line of its own give that line alone? */
  private isOneLine(pipe: PipeNode | TemplateNode): boolean {
    if (pipe.kind === NodeKind.Pipe && withoutIndent(pipe as PipeNode) !== (pipe as PipeNode).cmds) return false;
    const include = this.scopes.includeOf(pipe);
    return include !== undefined && this.expressions.isOneLine(include.name);
  }

  /** Learns what expressions that stand for lines give, wherever their types tell. */
  learn(list: ListNode, scope: Scope): void {
    let at = scope;
    for (const node of list.nodes) {
      try {
        if (node.kind === NodeKind.Template) this.learnHole(node as TemplateNode, at);
        else if (node.kind === NodeKind.Action) {
          const { pipe } = node as ActionNode;
          if (pipe.decl.length > 0) at = this.scopes.declare(pipe, at);
          else this.learnHole(pipe, at);
        }
      } catch {
        // What cannot be said is said where it is needed.
      }
      if (node.kind !== NodeKind.If && node.kind !== NodeKind.With && node.kind !== NodeKind.Range) continue;
      const { list: then, elseList } = node as BranchNode;
      try {
        this.learn(then, this.scopes.enter(node as BranchNode, at).scope);
      } catch {}
      if (elseList) this.learn(elseList, at);
    }
  }

  private learnHole(pipe: PipeNode | TemplateNode, scope: Scope): void {
    const include = this.scopes.includeOf(pipe);
    if (include) {
      const kind = this.structures.kindOf(include.name);
      if (kind) this.kinds.set(pipe, kind);
      return;
    }
    const { yaml } = this.scopes.printed(pipe as PipeNode, scope);
    const kind = yaml?.type.kind === 'dict' ? 'mapping' : yaml?.type.kind;
    if (kind === 'mapping' || kind === 'list') this.kinds.set(pipe, kind);
  }

  /** A tree's value. */
  value(tree: Tree, scope: Scope): Code {
    switch (tree.kind) {
      case 'scalar':
        return this.scalars.scalar(tree.segments, scope, tree.pos);
      case 'mapping': {
        const code = this.mapping(tree.entries, scope, tree.entries.length === 1);
        return this.canBeEmpty(tree.entries) ? this.orNull(tree.entries, code) : withoutSpread(code);
      }
      case 'list': {
        const code = this.list(tree.items, scope);
        return this.canBeEmpty(tree.items) ? this.orNull(tree.items, code) : withoutSpread(code);
      }
      case 'lines':
        return [`${this.file.sdk('together')}(`, ...this.pieces(tree.pieces, scope), ')'];
      case 'block':
        return this.scalars.block(tree, scope);
      case 'hole': {
        if (!tree.isBeside || this.scopes.includeOf(tree.pipe)) return this.hole(tree.pipe, scope, 'whole');
        const items = this.hole(tree.pipe, scope, 'list');
        return this.emptiable.has(tree.pipe) ? `${this.file.sdk('orNull')}(${items})` : items;
      }
      case 'fail':
        return this.failure(tree.pipe, scope);
      case 'scope':
        return this.value(tree.value, this.scopes.settle(tree.variables, scope));
      case 'choice': {
        const { test, scope: inner } = this.scopes.enter(tree.node, scope);
        if (!test) return this.fail(tree.pos, 'a range gives a value that is no list');
        const otherwise = tree.else ? this.value(tree.else, this.scopes.otherwise(tree.node, scope)) : 'null';
        return choice(tight(test, OR), this.value(tree.then, inner), otherwise);
      }
    }
  }

  /** `fail`, which ends the render. */
  failure(pipe: PipeNode, scope: Scope): string {
    return this.expressions.pipe(pipe, scope).code;
  }

  /** What is empty YAML is null. One condition alone says so itself. */
  private orNull(parts: readonly (Entry | ListItem)[], code: Code): Code {
    const items = isGroup(code) ? code.items : [];
    const spread = items.length === 1 ? items[0]!.code : undefined;
    const choice = Array.isArray(spread) ? (spread as Code[])[1]! : undefined;
    const said = choice === undefined ? undefined : this.nothingAsNull(parts, choice);
    if (said !== undefined) return said;
    const call = `${this.file.sdk('orNull')}(`;
    return isGroup(code) ? [call, code, ')'] : group(call, ')', [code]);
  }

  /** One condition alone, or one behind the other's else, that gives null where nothing is printed; undefined for anything else. */
  private nothingAsNull(parts: readonly (Entry | ListItem)[], code: Code): Code | undefined {
    const [only, ...others] = parts.filter(({ kind }) => kind !== 'variables');
    if (others.length > 0 || only?.kind !== 'control' || only.node.kind === NodeKind.Range) return undefined;
    if (!isChoice(code) || this.canBeEmpty(only.then)) return undefined;
    if (only.else === null) return { ...code, else: 'null' };
    if (!this.canBeEmpty(only.else)) return code;
    const otherwise = this.nothingAsNull(only.else, code.else);
    return otherwise === undefined ? undefined : { ...code, else: otherwise };
  }

  // Mappings and lists

  /** `isAlone`: a mapping of one entry */
  private mapping(entries: readonly Entry[], given: Scope, isAlone = false): Code {
    let scope = given;
    const items: { code: Code; comments: string[] }[] = [];
    for (const entry of entries) {
      switch (entry.kind) {
        case 'variables':
          scope = this.scopes.settle([entry.item], scope);
          break;
        case 'hole':
          items.push({ code: ['...', this.hole(entry.pipe, scope, 'mapping')], comments: [] });
          break;
        case 'fail':
          items.push({ code: `...${this.failure(entry.pipe, scope)}`, comments: [] });
          break;
        case 'region':
          items.push({ code: ['...', this.region(entry, scope, 'mapping')], comments: [] });
          scope = this.scopes.settle(entry.items.filter(isSetting), scope);
          break;
        case 'keyed': {
          const key = this.scalars.keyValue(entry.key, scope, entry.pos);
          const lines = this.hole(entry.pipe, scope, 'lines');
          const code = ['...', `${this.file.sdk('keyed')}(${key}, `, lines, ')'];
          items.push({ code, comments: entry.comments.map(lineComment) });
          break;
        }
        case 'control':
          items.push({ code: this.controlledEntries(entry, scope), comments: [] });
          break;
        case 'entry': {
          const key = this.scalars.key(entry.key, scope, entry.pos, isAlone);
          const value = this.value(entry.value, { ...scope, key });
          const code: Code = value === key ? key : [`${key}: `, value];
          items.push({ code, comments: entry.comments.map(lineComment) });
          scope = this.scopes.settle(declaredIn(entry.value), scope);
        }
      }
    }
    const [only] = items;
    const [dots, rounds] = Array.isArray(only?.code) ? (only.code as Code[]) : [];
    const isRounds = entries.some(({ kind }) => kind === 'control') && dots === '...' && rounds !== undefined;
    return items.length === 1 && isRounds ? rounds : group('{', '}', items);
  }

  private controlledEntries(entry: Extract<Entry, { kind: 'control' }>, scope: Scope): Code {
    const { node } = entry;
    const { scope: inner, test, over } = this.scopes.enter(node, scope);
    if (test) {
      const then = this.entries(entry.then, inner);
      const otherwise = entry.else ? this.entries(entry.else, this.scopes.otherwise(node, scope)) : '{}';
      const [one, other] = [onlyEntry(then), onlyEntry(otherwise)];
      if (one && one.key === other?.key) return [`${one.key}: `, choice(tight(test!, OR), one.value, other.value)];
      return spread(choice(tight(test!, OR), then, otherwise));
    }
    const rounds = this.entryRounds(entry, over!, inner);
    if (entry.else === null) return spread(rounds);
    const otherwise = this.entries(entry.else, this.scopes.otherwise(node, scope));
    return spread(choice(tight(over!.some, OR), rounds, otherwise));
  }

  /** The entries that the rounds of a range give, in one mapping. */
  private entryRounds(entry: Extract<Entry, { kind: 'control' }>, over: Over, inner: Scope): Code {
    const printed = entry.then.filter(({ kind }) => kind !== 'variables');
    const [only] = printed;
    if (printed.length === 1 && only!.kind === 'entry') {
      const at = this.scopes.settle(settingsOf(entry.then), inner);
      const pair = group('[', ']', [this.scalars.keyValue(only!.key, at, only!.pos), this.value(only!.value, at)]);
      return ['Object.fromEntries(', overRounds(over, 'map', pair), ')'];
    }
    return ['Object.assign({}, ...', overRounds(over, 'map', this.mapping(entry.then, inner)), ')'];
  }

  /** Entries of a branch: what only fails, or is one condition or one spread, needs no braces. */
  private entries(parts: readonly Entry[], scope: Scope): Code {
    const [only] = parts;
    if (parts.length !== 1 || only!.kind === 'entry' || only!.kind === 'keyed') return this.mapping(parts, scope);
    if (only!.kind === 'fail') return this.failure(only!.pipe, scope);
    if (only!.kind === 'hole') return this.hole(only!.pipe, scope, 'mapping');
    if (only!.kind !== 'control' || only!.node.kind === NodeKind.Range) return this.mapping(parts, scope);
    const { scope: inner, test } = this.scopes.enter(only!.node, scope);
    const otherwise = only!.else ? this.entries(only!.else, this.scopes.otherwise(only!.node, scope)) : '{}';
    return choice(tight(test!, OR), this.entries(only!.then, inner), otherwise);
  }

  private list(given: readonly ListItem[], outer: Scope): Code {
    const [only] = given;
    if (given.length === 1 && only!.kind === 'control' && only!.node.kind === NodeKind.Range)
      return this.ranged(only!, outer);
    let scope = outer;
    const items: { code: Code; comments: string[] }[] = [];
    for (const item of given) {
      switch (item.kind) {
        case 'variables':
          scope = this.scopes.settle([item.item], scope);
          break;
        case 'hole':
          items.push({ code: ['...', this.hole(item.pipe, scope, 'list')], comments: [] });
          break;
        case 'fail':
          items.push({ code: this.failure(item.pipe, scope), comments: [] });
          break;
        case 'region':
          items.push({ code: ['...', this.region(item, scope, 'list')], comments: [] });
          scope = this.scopes.settle(item.items.filter(isSetting), scope);
          break;
        case 'item':
          items.push({ code: this.value(item.value, scope), comments: item.comments.map(lineComment) });
          scope = this.scopes.settle(declaredIn(item.value), scope);
          break;
        case 'control': {
          if (item.node.kind === NodeKind.Range) {
            items.push({ code: spread(this.ranged(item, scope)), comments: [] });
            break;
          }
          const { scope: inner, test } = this.scopes.enter(item.node, scope);
          const otherwise = item.else ? this.itemsOf(item.else, this.scopes.otherwise(item.node, scope)) : '[]';
          items.push({
            code: ['...(', choice(tight(test!, OR), this.itemsOf(item.then, inner), otherwise), ')'],
            comments: [],
          });
        }
      }
    }
    return group('[', ']', items);
  }

  /** Items of a branch: one spread needs no brackets. */
  private itemsOf(parts: readonly ListItem[], scope: Scope): Code {
    const [only] = parts;
    return parts.length === 1 && only!.kind === 'hole' ? this.hole(only!.pipe, scope, 'list') : this.list(parts, scope);
  }

  private ranged(item: Extract<ListItem, { kind: 'control' }>, scope: Scope): Code {
    const { scope: inner, over } = this.scopes.enter(item.node, scope);
    const rounds = this.itemRounds(item, over!, inner);
    if (!item.else) return rounds;
    const otherwise = this.itemsOf(item.else, this.scopes.otherwise(item.node, scope));
    return choice(tight(over!.some, OR), rounds, otherwise);
  }

  private itemRounds(item: Extract<ListItem, { kind: 'control' }>, over: Over, inner: Scope): Code {
    const printed = item.then.filter(({ kind }) => kind !== 'variables');
    const [only] = printed;
    if (printed.length === 1 && only!.kind === 'item') {
      const value = this.value(only!.value, this.scopes.settle(settingsOf(item.then), inner));
      return overRounds(over, 'map', value);
    }
    return overRounds(over, 'flatMap', this.list(item.then, inner));
  }

  /** Lines of which only a render knows whether they are entries or items, as arguments. */
  private pieces(pieces: readonly Piece[], given: Scope): Code[] {
    let scope = given;
    const codes: Code[] = [];
    for (const piece of pieces) {
      switch (piece.kind) {
        case 'variables':
          scope = this.scopes.settle([piece.item], scope);
          break;
        case 'hole':
          codes.push(this.hole(piece.pipe, scope, 'lines'));
          break;
        case 'fail':
          codes.push(this.failure(piece.pipe, scope));
          break;
        case 'control': {
          const { scope: inner, test, over } = this.scopes.enter(piece.node, scope);
          const all = (branch: readonly Piece[], at: Scope): Code => group('[', ']', this.pieces(branch, at));
          if (!test) {
            const rounds = overRounds(over!, 'flatMap', all(piece.then, inner));
            const otherwise = piece.else && all(piece.else, this.scopes.otherwise(piece.node, scope));
            codes.push(spread(otherwise ? choice(tight(over!.some, OR), rounds, otherwise) : rounds));
            break;
          }
          const otherwise = piece.else ? all(piece.else, this.scopes.otherwise(piece.node, scope)) : '[]';
          codes.push(['...(', choice(tight(test!, OR), all(piece.then, inner), otherwise), ')']);
        }
      }
    }
    return codes.flatMap((code, i) => (i === 0 ? [code] : [', ', code]));
  }

  /** Can this be nothing at all? Asked when its code is written. */
  private canBeEmpty(parts: readonly (Entry | ListItem)[]): boolean {
    return parts.every((part) => {
      if (part.kind === 'variables' || part.kind === 'fail') return true;
      if (part.kind === 'hole') return this.emptiable.has(part.pipe);
      if (part.kind !== 'control') return false;
      if (part.else === null) return true;
      return this.canBeEmpty(part.then as Entry[]) || this.canBeEmpty(part.else as Entry[]);
    });
  }

  // Lines that the chart prints

  /** Entries or items as the chart prints them. Throws the region's obstacle where it cannot be asked, or what it changes lasts. */
  private region({ items, indent, reason }: Region, scope: Scope, place: 'mapping' | 'list'): Code {
    if (leavesSpace(items)) throw reason;
    let at = scope;
    for (const item of items) {
      if (isSetting(item)) at = this.scopes.settle([item], at);
      else if (item.kind === 'control') this.scopes.refuseLasting(item.node, at);
    }
    // The last line's end is what follows it.
    const source = blockSource(items).replace(/\n$/, '');
    // How many lines are kept is known only where all of the template is printed.
    if (/[ \t][|>]\d?\+\d?[ \t]*(?:#.*)?$/m.test(source)) throw reason;
    this.scopes.file.keep(items, reason);
    const key = place === 'mapping' ? /^\s*["']?([\w-]+)["']?\s*:/m.exec(source)?.[1] : undefined;
    const value = this.expressions.ask(source, { ...scope, key: key ?? scope.key }, reason);
    return this.textLines(value.code, place, indent);
  }

  // Holes that stand for lines

  private hole(pipe: PipeNode | TemplateNode, scope: Scope, place: Place): Code {
    const include = this.scopes.includeOf(pipe);
    if (!include) return this.linesOf(this.scopes.printed(pipe as PipeNode, scope), pipe, scope, place);
    let found: Structure;
    try {
      found = this.structures.structure(include.name, include.argument(scope), include.at);
    } catch (error) {
      return this.linesOf(this.scopes.asked(pipe, scope, error), pipe, scope, place);
    }
    const { code, kind, canBeEmpty: empty } = found;
    if (kind === 'text' || empty) this.emptiable.add(pipe);
    if (kind === 'text') return this.textLines(code, place);
    if (isAlone(place)) return empty ? `${this.file.sdk('orNull')}(${code})` : code;
    if (place === 'lines') return empty ? `${this.file.sdk('orNothing')}(${code})` : code;
    if (kind !== place) this.fail(pipe, `a ${kind} among the lines of a ${place}`);
    return code;
  }

  /** An expression that is all of a document, or of several. */
  document(pipe: PipeNode | TemplateNode, scope: Scope): Code {
    return this.hole(pipe, scope, 'document');
  }

  /** Lines in a text. */
  private textLines(code: string, place: Place, indent = 0): string {
    return `${this.file.sdk(READERS[place])}(${code}${indent === 0 || isAlone(place) ? '' : `, ${indent}`})`;
  }

  private linesOf(value: Value, pipe: PipeNode | TemplateNode, scope: Scope, place: Place): Code {
    const inner = value.yaml;
    if (inner === undefined) {
      this.emptiable.add(pipe);
      // Within a `tpl` the lines are indented already.
      const isIndented = pipe.kind === NodeKind.Pipe && withoutIndent(pipe as PipeNode) === (pipe as PipeNode).cmds;
      // indent and nindent take texts alone.
      const isText = isIndented || pipe.kind !== NodeKind.Pipe || (value.sure && value.type.kind === 'string');
      return this.textLines(
        isText ? value.code : `${this.file.sdk('str')}(${value.code})`,
        place,
        isIndented ? (linesOf(pipe as PipeNode) ?? linesOf(pipe as PipeNode, 'indent')) : 0,
      );
    }
    if (inner.type.kind === 'root') this.fail(pipe, 'toYaml of the top-level object');
    const isSure = scope.guarded.has(inner.code);
    if (isAlone(place))
      return isSure || inner.sure || inner.type.kind === 'dict' ? inner.code : `${tight(inner, ORDER)} ?? null`;
    if (place === 'lines') return isSure ? tight(inner) : `${tight(inner, ORDER)} ?? null`;
    // Where it may be nothing, an empty {} or null among other lines is an error for Helm too.
    if (isSure && inner.sure && inner.type.kind === place) return tight(inner);
    return `${this.file.sdk(place === 'mapping' ? 'mapping' : 'sequence')}(${inner.code})`;
  }
}

const isChoice = (code: Code): code is Choice => typeof code === 'object' && 'kind' in code && code.kind === 'choice';
const isGroup = (code: Code): code is Group => typeof code === 'object' && 'kind' in code && code.kind === 'group';

const spread = (code: Code): Code => (isChoice(code) ? ['...(', code, ')'] : ['...', code]);

/** A mapping of one entry, by its key. */
function onlyEntry(code: Code): { key: string; value: Code } | undefined {
  if (!isGroup(code) || code.open !== '{' || code.items.length !== 1 || code.items[0]!.comments.length > 0)
    return undefined;
  const entry = code.items[0]!.code;
  if (!Array.isArray(entry) || entry.length !== 2 || typeof entry[0] !== 'string') return undefined;
  const key = /^([\w$]+|'[^']*'): $/.exec(entry[0])?.[1];
  return key === undefined ? undefined : { key, value: entry[1] as Code };
}

/** One or the other alone needs no braces or brackets of its own. */
function withoutSpread(code: Code): Code {
  if (!isGroup(code) || code.items.length !== 1 || code.items[0]!.comments.length > 0) return code;
  const only = code.items[0]!.code;
  return Array.isArray(only) && only.length === 3 && only[0] === '...(' ? (only[1] as Code) : code;
}

/** The rounds of a range as a list. */
export function overRounds(over: Over, method: 'map' | 'flatMap', round: Code): Code {
  const isObject = typeof round === 'object' && 'kind' in round && round.kind === 'group' && round.open === '{';
  return [`${over.code}.${method}(${over.parameters()} => `, ...(isObject ? ['(', round, ')'] : [round]), ')'];
}

const isSetting = ({ kind }: Item) => kind === 'variables' || kind === 'setting';

/** The items that declare and change variables. */
const settingsOf = (parts: readonly (Entry | ListItem)[]) =>
  parts.flatMap((part) => (part.kind === 'variables' ? [part.item] : []));

/** What is declared within a value, outside of conditions: the template's further lines know it. */
function declaredIn(tree: Tree): Item[] {
  const inParts = (parts: readonly (Entry | ListItem | Piece)[]): Item[] =>
    parts.flatMap((part) => {
      if (part.kind === 'variables') return [part.item];
      return part.kind === 'entry' || part.kind === 'item' ? declaredIn(part.value) : [];
    });
  switch (tree.kind) {
    case 'mapping':
      return inParts(tree.entries);
    case 'list':
      return inParts(tree.items);
    case 'lines':
      return inParts(tree.pieces);
    case 'scope':
      return [...tree.variables, ...declaredIn(tree.value)];
    case 'block':
      return tree.items.filter(({ kind }) => kind === 'variables' || kind === 'setting');
    default:
      return [];
  }
}

const lineComment = (comment: string) => comment.replace(/^#+ ?/, '// ').trimEnd();
