// From lines to the YAML that they are, whatever branches a render takes: mappings, lists and scalars with holes. What does not keep to
// YAML's structure in every branch is an obstacle.

import { type BranchNode, NodeKind, type PipeNode, type TemplateNode } from '../../../language/ast';
import type { Item, Segment } from './layout';
import { Obstacle, obstacle, type TemplateSource } from './template-source';

/** A value. */
export type Tree =
  | { kind: 'mapping'; entries: Entry[]; pos: number }
  | { kind: 'list'; items: ListItem[]; pos: number }
  /** text with holes on one line; empty: nothing, which is null */
  | { kind: 'scalar'; segments: Segment[]; pos: number }
  /** `|` or `>`: what follows the sign, and the lines. `end`: it ends its document, or may end it */
  | { kind: 'block'; header: string; items: Item[]; pos: number; end?: 'certain' | 'possible' }
  /** an expression gives all of it. `isBeside`: at the indent of its key, where only items may stand */
  | { kind: 'hole'; pipe: PipeNode | TemplateNode; isBeside?: true; pos: number }
  /** expressions give it, and only a render knows whether their lines are entries or items */
  | { kind: 'lines'; pieces: Piece[]; pos: number }
  /** the render ends */
  | { kind: 'fail'; pipe: PipeNode; pos: number }
  /** one or the other */
  | { kind: 'choice'; node: BranchNode; then: Tree; else: Tree | null; pos: number }
  /** variables, then a value that may use them */
  | { kind: 'scope'; variables: Item[]; value: Tree; pos: number };

interface Control<T> {
  kind: 'control';
  node: BranchNode;
  then: T[];
  else: T[] | null;
  pos: number;
}

/** Lines from an entry (or item) to the next that stands outside of conditions. */
export interface Region {
  kind: 'region';
  items: readonly Item[];
  indent: number;
  reason: Obstacle;
  pos: number;
}

type Common =
  | { kind: 'hole'; pipe: PipeNode | TemplateNode; pos: number }
  /** what declares or changes variables */
  | { kind: 'variables'; item: Item; pos: number }
  | { kind: 'fail'; pipe: PipeNode; pos: number };

/** What stands in a mapping. */
export type Entry =
  /** entries that keep to no structure of their own whatever branches a render takes; `reason` tells why */
  | Region
  /** a key, and lines of which only a render knows whether they are its list or further entries */
  | { kind: 'keyed'; key: Segment[]; pipe: PipeNode | TemplateNode; comments: string[]; pos: number }
  /** `indent`: that of the lines below the key */
  | { kind: 'entry'; key: Segment[]; value: Tree; comments: string[]; indent?: number; pos: number }
  | Common
  | Control<Entry>;

/** What stands in a list. */
export type ListItem =
  | { kind: 'item'; value: Tree; comments: string[]; pos: number }
  | Region
  | Common
  | Control<ListItem>;

/** What stands among lines of which nobody knows what they are. */
export type Piece = Common | Control<Piece>;

/** Whether an expression that stands for lines gives those of a mapping or of a list; undefined where nobody knows. */
export type KindOfHole = (pipe: PipeNode | TemplateNode) => 'mapping' | 'list' | undefined;

/** The value that lines make. Throws Obstacle. */
export function parseTree(
  source: TemplateSource,
  items: readonly Item[],
  kindOfHole: KindOfHole,
  /** does an expression give one line, as it stands? */
  isOneLine: (pipe: PipeNode | TemplateNode) => boolean,
  /** are these all lines of a document? */
  isDocument: boolean,
): Tree {
  const tree = new TreeParser(source, kindOfHole, isOneLine).block(items, 0, true);
  markEnd(tree, isDocument ? lastLine(items) : undefined);
  return tree;
}

/** The last line or comment of items; what a block text ends with is a line too. */
export const lastLine = (items: readonly Item[]) => items.findLast((item) => item.kind !== 'blank' && !isSetting(item));

/** Marks the block texts with which a value may end, or ends for certain: with the document's last line. */
function markEnd(tree: Tree, last: Item | undefined): void {
  if (tree.kind === 'block') tree.end = last !== undefined && lastLine(tree.items) === last ? 'certain' : 'possible';
  else if (tree.kind === 'mapping') markLast(tree.entries, last);
  else if (tree.kind === 'list') markLast(tree.items, last);
  else if (tree.kind === 'scope') markEnd(tree.value, last);
  else if (tree.kind === 'choice')
    for (const branch of [tree.then, tree.else]) if (branch !== null) markEnd(branch, undefined);
}

/** Marks the expressions that are all of a value at the indent of its key. */
function markBeside(tree: Tree): void {
  if (tree.kind === 'hole') tree.isBeside = true;
  else if (tree.kind === 'scope') markBeside(tree.value);
  else if (tree.kind === 'choice') for (const branch of [tree.then, tree.else]) if (branch !== null) markBeside(branch);
}

function markLast(parts: readonly (Entry | ListItem)[], last: Item | undefined): void {
  for (const part of parts.toReversed()) {
    if (part.kind === 'entry' || part.kind === 'item') markEnd(part.value, last);
    // What may print nothing is no end for certain.
    if (part.kind === 'control') for (const branch of [part.then, part.else ?? []]) markLast(branch, undefined);
    else if (part.kind !== 'variables' && part.kind !== 'hole') return;
  }
}

const isSetting = ({ kind }: Item) => kind === 'variables' || kind === 'setting';

const isSilent = (item: Item) => item.kind === 'blank' || item.kind === 'comment' || isSetting(item);

/** The first line of items that prints something, through conditions; undefined where none does. */
function firstOf(items: readonly Item[]): Extract<Item, { kind: 'line' | 'hole' }> | undefined {
  for (const item of items) {
    if (item.kind === 'line' || item.kind === 'hole') return item;
    if (item.kind !== 'control') continue;
    const found = firstOf(item.then) ?? firstOf(item.else ?? []);
    if (found) return found;
  }
  return undefined;
}

/** The smallest indent of items that print something; comments do in a block text. */
function leastIndent(items: readonly Item[], isText = false): number {
  let least = Number.POSITIVE_INFINITY;
  for (const item of items) {
    if (item.kind === 'line' || item.kind === 'hole' || (isText && item.kind === 'comment'))
      least = Math.min(least, item.indent);
    else if (item.kind === 'control')
      least = Math.min(least, leastIndent(item.then, isText), leastIndent(item.else ?? [], isText));
  }
  return least;
}

/** What begins a block text, behind its key. */
const headerOf = (rest: readonly Segment[]) =>
  rest.length === 1 ? /^([|>][-+0-9]*)[ \t]*(?:#.*)?$/.exec(textOf(rest))?.[1] : undefined;

const textOf = (segments: readonly Segment[]) => (segments[0]?.kind === 'text' ? segments[0].text : '');

const isDash = (item: Item | undefined) => item?.kind === 'line' && /^-(?:\s|$)/.test(textOf(item.segments));

/** A line's key and what follows it; undefined where the line is no entry of a mapping. */
export function splitKey(segments: readonly Segment[]): { key: Segment[]; rest: Segment[] } | undefined {
  const text = textOf(segments);
  const quoted = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')[ \t]*:(?=[ \t]|$)[ \t]*/.exec(text);
  if (quoted) return { key: [{ kind: 'text', text: quoted[1]! }], rest: cut(segments, 0, quoted[0].length) };
  if (/^[[{"'|>&*!%@`#]/.test(text)) return /^["']/.test(text) && segments.length > 1 ? quotedKey(segments) : undefined;
  for (const [i, segment] of segments.entries()) {
    if (segment.kind !== 'text') continue;
    const comment = /(?:^|[ \t])#/.exec(segment.text)?.index ?? Number.POSITIVE_INFINITY;
    const colon = /[ \t]*:(?=[ \t]|$)[ \t]*/.exec(segment.text);
    // A colon at a text's end is one only where nothing follows on the line, or a space.
    if (!colon || colon.index > comment) continue;
    if (colon.index + colon[0].length === segment.text.length && !/[ \t]$/.test(colon[0]) && i + 1 < segments.length)
      continue;
    const key = [...segments.slice(0, i), { kind: 'text' as const, text: segment.text.slice(0, colon.index) }];
    return {
      key: key.filter((part) => part.kind !== 'text' || part.text !== ''),
      rest: cut(segments, i, colon.index + colon[0].length),
    };
  }
  return undefined;
}

/** A key in quotes with holes in it. */
function quotedKey(segments: readonly Segment[]): { key: Segment[]; rest: Segment[] } | undefined {
  const sign = textOf(segments)[0]!;
  for (const [i, segment] of segments.entries()) {
    if (i === 0 || segment.kind !== 'text') continue;
    const at = segment.text.indexOf(sign);
    if (at < 0) continue;
    const colon = /^[ \t]*:(?=[ \t]|$)[ \t]*/.exec(segment.text.slice(at + 1));
    if (!colon) return undefined;
    const key: Segment[] = [...segments.slice(0, i), { kind: 'text', text: segment.text.slice(0, at + 1) }];
    return { key, rest: cut(segments, i, at + 1 + colon[0].length) };
  }
  return undefined;
}

function cut(segments: readonly Segment[], index: number, length: number): Segment[] {
  const segment = segments[index]!;
  const text = segment.kind === 'text' ? segment.text.slice(length) : '';
  const rest = segments.slice(index + 1);
  return text === '' ? [...rest] : [{ kind: 'text', text }, ...rest];
}

type ControlItem = Extract<Item, { kind: 'control' }>;

const isPrinting = (item: Item) => !isSilent(item) && item.kind !== 'fail';

/** A control item with other branches. */
const withBranches = (item: ControlItem, then: Item[], otherwise: Item[] | null): ControlItem => ({
  ...item,
  then,
  else: otherwise,
});

/**
 * Items of a level, such that each condition stands around lines of this level or around deeper ones: what a condition prints in several
 * levels is as well printed by several conditions, and what goes on behind a condition goes on in its branches.
 */
function arranged(items: readonly Item[], indent: number): readonly Item[] {
  if (!items.some(({ kind }) => kind === 'control')) return items;
  const result: Item[] = [];
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!;
    if (item.kind !== 'control' || item.node.kind === NodeKind.Range) {
      result.push(item);
      continue;
    }
    const end = endOfDeeper(items, i + 1, indent);
    const further = items.slice(i + 1, end);
    if (further.some(isPrinting) && endsHere(item, indent)) {
      result.push(...separated(withBranches(item, [...item.then, ...further], [...item.else!, ...further]), indent));
      i = end - 1;
    } else result.push(...separated(item, indent));
  }
  return result;
}

/** Where lines that are deeper than a level end. */
function endOfDeeper(items: readonly Item[], from: number, indent: number): number {
  let end = from;
  for (let i = from; i < items.length; i++) {
    if (isSilent(items[i]!)) continue;
    if (leastIndent([items[i]!]) <= indent || items[i]!.kind === 'fail') break;
    end = i + 1;
  }
  return end;
}

/** Does each branch of a condition print a line of this level? */
function endsHere(item: ControlItem, indent: number): boolean {
  return [item.then, item.else ?? []].every((branch) => {
    const printed = branch.filter(isPrinting);
    return printed.length > 0 && leastIndent(branch) === indent && printed.every((one) => one.kind !== 'hole');
  });
}

/** A condition in two, where its lines are of this level and of deeper ones: the deeper ones belong to what stands before the condition. */
function separated(item: ControlItem, indent: number): Item[] {
  const then = atLevels(item.then, indent);
  const otherwise = atLevels(item.else ?? [], indent);
  const isDeeper = (branch: Levels) => branch.deeper.some(isPrinting);
  const isHere = (branch: Levels) => branch.here.some(isPrinting);
  const isMixed = (isDeeper(then) || isDeeper(otherwise)) && (isHere(then) || isHere(otherwise));
  if (!isMixed) {
    const whole = ({ deeper, here }: Levels) => [...deeper, ...here];
    return [withBranches(item, whole(then), item.else === null ? null : whole(otherwise))];
  }
  const isNeeded = (branch: readonly Item[]) => branch.some((one) => !isSilent(one));
  return [
    withBranches(item, then.deeper, isNeeded(otherwise.deeper) ? otherwise.deeper : null),
    withBranches(item, then.here, isNeeded(otherwise.here) ? otherwise.here : null),
  ];
}

/** A branch's lines: deeper ones at its beginning, and all that follow the first of the level itself, with the variables of both. */
interface Levels {
  deeper: Item[];
  here: Item[];
}

function atLevels(branch: readonly Item[], indent: number): Levels {
  const items = arranged(branch, indent);
  // Deeper lines further down belong to the line before them.
  const first = items.findIndex((one) => isPrinting(one) && leastIndent([one]) <= indent);
  const deeper = items.slice(0, first < 0 ? items.length : first);
  if (!deeper.some(isPrinting)) return { deeper: [], here: [...items] };
  return { deeper, here: first < 0 ? [] : [...deeper.filter(isSetting), ...items.slice(first)] };
}

/** Is a branch of a condition one expression alone, which may be an empty mapping or list? */
function standsAlone({ node, then, else: otherwise }: ControlItem): boolean {
  if (node.kind === NodeKind.Range) return false;
  return [then, otherwise ?? []].some((branch) => {
    const [only, ...others] = branch.filter(isPrinting);
    if (others.length > 0) return false;
    return only?.kind === 'hole' || (only?.kind === 'control' && standsAlone(only));
  });
}

/** Does a line leave quotes or brackets open, so that further lines are no lines of their own? */
function goesOn(item: Item): boolean {
  if (item.kind === 'control') return [...item.then, ...(item.else ?? [])].some(goesOn);
  if (item.kind !== 'line') return false;
  const dashes = /^(?:-[ \t]+)*/.exec(textOf(item.segments))![0].length;
  const segments = cut(item.segments, 0, dashes);
  const rest = splitKey(segments)?.rest ?? segments;
  const [sign] = textOf(rest);
  const close = sign === undefined ? undefined : { '"': '"', "'": "'", '[': ']', '{': '}' }[sign];
  const last = rest.at(-1);
  if (close === undefined || last === undefined) return false;
  const end = last.kind === 'text' ? last.text.replace(/[ \t]+#.*$/, '').trimEnd() : '';
  return !end.endsWith(close) || (rest.length === 1 && end.length < 2);
}

/** Is there nothing but a comment behind a key? */
const isNothing = (rest: readonly Segment[]) =>
  rest.length === 0 || (rest.length === 1 && textOf(rest).startsWith('#'));

class TreeParser {
  constructor(
    private readonly source: TemplateSource,
    private readonly kindOfHole: KindOfHole,
    private readonly isOneLine: (pipe: PipeNode | TemplateNode) => boolean,
  ) {}

  private fail(pos: number, reason: string): never {
    throw obstacle(this.source, pos, reason);
  }

  /** What stands below a key, behind a dash, or (`isAll`) in a whole document or definition. */
  block(given: readonly Item[], pos: number, isAll = false): Tree {
    const from = given.findIndex((item) => item.kind !== 'blank' && !isSetting(item));
    const variables = given.slice(0, Math.max(from, 0)).filter(isSetting);
    const items = from < 0 ? [] : given.slice(from);
    const first = firstOf(items);
    if (!first) return this.nothing(items, pos);
    const value = this.value(items, first, isAll);
    return variables.length === 0 ? value : { kind: 'scope', variables, value, pos: first.pos };
  }

  /** What prints nothing: null, or the render's end. */
  private nothing(items: readonly Item[], pos: number): Tree {
    const [only, ...others] = items.filter((item) => !isSilent(item));
    if (!only) return { kind: 'scalar', segments: [], pos };
    if (others.length > 0) return this.fail(only.pos, 'several conditions that end the render and print nothing');
    if (only.kind === 'fail') return { kind: 'fail', pipe: only.pipe, pos: only.pos };
    if (only.kind !== 'control') return { kind: 'scalar', segments: [], pos };
    const otherwise = only.else === null ? null : this.block(only.else, pos);
    return { kind: 'choice', node: only.node, then: this.block(only.then, pos), else: otherwise, pos: only.pos };
  }

  private value(items: readonly Item[], first: Extract<Item, { kind: 'line' | 'hole' }>, isAll: boolean): Tree {
    const { pos, indent } = first;
    const printed = items.filter((item) => !isSilent(item));
    const [only] = printed;
    if (printed.length === 1 && only!.kind === 'hole') return { kind: 'hole', pipe: only!.pipe, pos };
    if (!isAll && printed.length === 1 && only!.kind === 'control' && standsAlone(only!))
      return this.choice(only!, pos);
    switch (this.kindOf(printed)) {
      case 'list':
        return { kind: 'list', items: this.list(items, indent), pos };
      case 'mapping':
        return { kind: 'mapping', entries: this.mapping(items, indent), pos };
      default:
        break;
    }
    const isControl = printed.length === 1 && only!.kind === 'control';
    // The rounds of a range are lines among others.
    if (isControl && only.node.kind !== NodeKind.Range) return this.choice(only, pos);
    if (printed.length === 1 && only!.kind === 'line') return { kind: 'scalar', segments: only!.segments, pos };
    return { kind: 'lines', pieces: this.pieces(items, indent), pos };
  }

  private choice({ node, then, else: otherwise }: ControlItem, pos: number): Tree {
    const [a, b] = [this.block(then, pos), otherwise === null ? null : this.block(otherwise, pos)];
    return { kind: 'choice', node, then: a, else: b, pos };
  }

  /** Expressions of which nobody knows what they give. */
  private pieces(items: readonly Item[], indent: number): Piece[] {
    return items.flatMap((item): Piece[] => {
      switch (item.kind) {
        case 'line':
          return this.fail(item.pos, 'nothing tells whether this is a mapping, a list or a text of several lines');
        case 'control':
          return [this.control(item, (branch) => this.pieces(branch, indent), indent)];
        default:
          return this.common(item, indent);
      }
    });
  }

  /** What an item makes that may stand in a mapping, in a list and among lines of which nobody knows. */
  private common(item: Exclude<Item, { kind: 'line' | 'control' }>, indent: number): Common[] {
    switch (item.kind) {
      case 'blank':
      case 'comment':
        return [];
      case 'variables':
      case 'setting':
        return [{ kind: 'variables', item, pos: item.pos }];
      case 'fail':
        return [item];
      case 'hole':
        this.checkIndent(item, indent);
        return [{ kind: 'hole', pipe: item.pipe, pos: item.pos }];
    }
  }

  private checkIndent(item: Extract<Item, { kind: 'hole' | 'line' }>, indent: number): void {
    if (item.indent === indent) return;
    const what = item.kind === 'hole' ? 'lines' : 'a line';
    this.fail(item.pos, `${what} indented by ${item.indent} among lines indented by ${indent}`);
  }

  /** What items make, by the first that tells. `among`: they stand among others, so that a hole alone is no value of its own. */
  private kindOf(items: readonly Item[], among = items.length > 1): 'mapping' | 'list' | undefined {
    for (const item of items) {
      let kind: 'mapping' | 'list' | undefined;
      if (item.kind === 'line') kind = this.kindOfLine(item);
      else if (item.kind === 'hole') kind = among ? this.kindOfHole(item.pipe) : undefined;
      else if (item.kind === 'control') {
        const isAlone =
          items.length === 1 &&
          [item.then, item.else ?? []].every((branch) => !branch.some(({ kind: k }) => k === 'line'));
        if (!isAlone || item.node.kind === NodeKind.Range)
          kind = this.kindOf(printedOf(item.then), true) ?? this.kindOf(printedOf(item.else ?? []), true);
      }
      if (kind) return kind;
    }
    return undefined;
  }

  /** Parts of a level; those in which something is in the way as regions, where there are others. */
  private inRegions<T>(given: readonly Item[], indent: number, isList: boolean, work: (items: readonly Item[]) => T[]) {
    try {
      return work(given);
    } catch (error) {
      const segments = this.segments(given, indent, isList);
      if (!(error instanceof Obstacle) || segments.length < 2 || given.some(goesOn)) throw error;
      return segments.flatMap((items): (T | Region)[] => {
        try {
          return work(items);
        } catch (reason) {
          const first = firstOf(items);
          if (!(reason instanceof Obstacle) || !first) throw reason;
          return [{ kind: 'region', items, indent, reason, pos: first.pos }];
        }
      });
    }
  }

  /** Items from each entry or item that stands outside of conditions to the next: whatever is between belongs to the one before. */
  private segments(given: readonly Item[], indent: number, isList: boolean): Item[][] {
    const segments: Item[][] = [[]];
    const begins = (item: Item) =>
      item.kind === 'line' &&
      item.indent === indent &&
      (isList ? isDash(item) : !isDash(item) && splitKey(item.segments) !== undefined);
    for (const item of given) {
      if (begins(item) && segments.at(-1)!.some(isPrinting)) segments.push([]);
      segments.at(-1)!.push(item);
    }
    return segments;
  }

  private mapping(given: readonly Item[], indent: number): Entry[] {
    return this.inRegions<Entry>(given, indent, false, (items) => this.entriesOf(items, indent));
  }

  private entriesOf(given: readonly Item[], indent: number): Entry[] {
    const items = arranged(given, indent);
    const entries: Entry[] = [];
    let comments: string[] = [];
    for (let i = 0; i < items.length; i++) {
      const item = items[i]!;
      switch (item.kind) {
        case 'comment':
          comments.push(item.text);
          break;
        case 'control':
          this.checkGoesOn(item, entries.at(-1), indent);
          entries.push(this.control(item, (branch) => this.mapping(branch, indent), indent));
          break;
        case 'line': {
          this.checkIndent(item, indent);
          const hole = onlyHole(item.segments);
          if (hole) {
            entries.push(this.holeInLine(hole, item));
            break;
          }
          const split = splitKey(item.segments);
          if (!split) this.fail(item.pos, 'a line that is no `key: value`');
          const children = this.childrenOf(split.rest, items, i + 1, indent);
          i += children.length;
          const beside = children.length === 0 && isNothing(split.rest) ? this.beside(items, i + 1, indent) : undefined;
          if (beside) {
            entries.push({ kind: 'keyed', key: split.key, pipe: beside.pipe, comments, pos: item.pos });
            i = beside.index;
            comments = [];
            break;
          }
          const value = this.entryValue(split.rest, children, item.pos);
          if (leastIndent(children) === indent) markBeside(value);
          entries.push({
            kind: 'entry',
            key: split.key,
            value,
            comments,
            indent: leastIndent(children),
            pos: item.pos,
          });
          comments = [];
          break;
        }
        default:
          entries.push(...this.common(item, indent));
      }
    }
    return entries;
  }

  /** An expression that is a line of its own among others. */
  private holeInLine(
    pipe: PipeNode | TemplateNode,
    { indent, pos }: Extract<Item, { kind: 'line' }>,
  ): Extract<Common, { kind: 'hole' }> {
    if (indent > 0 && !this.isOneLine(pipe))
      this.fail(pos, 'what it prints has further lines, indented otherwise than where it stands');
    return { kind: 'hole', pipe, pos };
  }

  /** Lines that nobody knows, at the indent of a key that has nothing else below it. */
  private beside(
    items: readonly Item[],
    from: number,
    indent: number,
  ): { pipe: PipeNode | TemplateNode; index: number } | undefined {
    const unknownIn = (item: Item | undefined) => {
      const first = item && firstOf([item]);
      if (first?.indent !== indent) return undefined;
      const pipe = first.kind === 'hole' ? first.pipe : onlyHole(first.segments);
      return pipe && this.kindOfHole(pipe) === undefined ? pipe : undefined;
    };
    const index = items.findIndex((item, i) => i >= from && !isSilent(item));
    const pipe = unknownIn(items[index]);
    if (!pipe) return undefined;
    const isOne = items[index]!.kind === 'hole' || items[index]!.kind === 'line';
    if (!isOne || unknownIn(items.slice(index + 1).find((one) => !isSilent(one)))) {
      this.fail(items[index]!.pos, 'nothing tells whether these lines belong to the key before them');
    }
    return { pipe, index };
  }

  /** Lines that nobody knows, behind a list that stands at the indent of its key: they may be further items. */
  private checkGoesOn(item: Item, before: Entry | undefined, indent: number): void {
    if (before?.kind !== 'entry' || before.value.kind !== 'list' || before.indent !== indent) return;
    const first = firstOf([item]);
    if (first?.kind === 'hole' && this.kindOfHole(first.pipe) === undefined) {
      this.fail(first.pos, 'nothing tells whether these lines go on with the list before them');
    }
  }

  private entryValue(rest: Segment[], children: readonly Item[], pos: number): Tree {
    const text = textOf(rest);
    if (isNothing(rest)) return this.block(children, pos);
    const header = headerOf(rest);
    if (header !== undefined) return { kind: 'block', header, items: [...children], pos };
    const more = children.filter((item) => !isSilent(item));
    if (more.length === 0) return { kind: 'scalar', segments: rest, pos };
    // A value that goes on in further lines, without holes.
    const lines = children.map((item) => {
      if (item.kind === 'blank') return '';
      return item.kind === 'line' && item.segments.every(({ kind }) => kind === 'text')
        ? textOf(item.segments)
        : undefined;
    });
    if (rest.length === 1 && lines.every((line) => line !== undefined) && !/^[&*!]/.test(text)) {
      const further = lines.map((line) => (line === '' ? '\n' : `\n ${line}`)).join('');
      return { kind: 'scalar', segments: [{ kind: 'text', text: text + further }], pos };
    }
    return this.fail(
      more[0]!.kind === 'control' ? more[0]!.pos : more[0]!.pos,
      'a value that goes on in further lines',
    );
  }

  /** What belongs to an entry at this indent, of which `rest` stands behind the key. */
  private childrenOf(rest: readonly Segment[], items: readonly Item[], from: number, indent: number, dashes = true) {
    return headerOf(rest) === undefined ? this.children(items, from, indent, dashes) : textLines(items, from, indent);
  }

  /** The items that belong to an entry at this indent. `dashes`: a list may begin at the indent of its key. */
  private children(items: readonly Item[], from: number, indent: number, dashes = true): Item[] {
    let end = from;
    // A list at the indent of its key goes on with whatever gives items there.
    let isList = false;
    for (let i = from; i < items.length; i++) {
      const item = items[i]!;
      if (isSilent(item)) continue;
      const isBelow =
        item.kind === 'line'
          ? item.indent > indent || (dashes && item.indent === indent && this.isItem(item))
          : this.isBelow(item, dashes ? indent : indent + 1, dashes && (end === from || isList));
      if (!isBelow) break;
      if (end === from) isList = dashes && leastIndent([item]) === indent;
      end = i + 1;
    }
    return items.slice(from, end);
  }

  /** Does a condition or a hole belong to the entry before it? */
  private isBelow(item: Item, indent: number, isFirst: boolean): boolean {
    if (item.kind === 'hole')
      return item.indent > indent || (item.indent === indent && isFirst && this.kindOfHole(item.pipe) === 'list');
    if (item.kind !== 'control') return false;
    const least = Math.min(leastIndent(item.then), leastIndent(item.else ?? []));
    if (least > indent) return least !== Number.POSITIVE_INFINITY;
    const first = firstOf([item]);
    if (least < indent || !first) return false;
    return first.kind === 'line' ? this.isItem(first) : isFirst && this.kindOfHole(first.pipe) === 'list';
  }

  private kindOfLine(item: Extract<Item, { kind: 'line' }>): 'mapping' | 'list' | undefined {
    if (this.isItem(item)) return 'list';
    const hole = onlyHole(item.segments);
    return hole ? this.kindOfHole(hole) : splitKey(item.segments) ? 'mapping' : undefined;
  }

  /** Is a line an item of a list, or an expression that gives some? */
  private isItem(item: Extract<Item, { kind: 'line' }>): boolean {
    const hole = onlyHole(item.segments);
    return isDash(item) || (hole !== undefined && this.kindOfHole(hole) === 'list');
  }

  private list(given: readonly Item[], indent: number): ListItem[] {
    return this.inRegions<ListItem>(given, indent, true, (items) => this.itemsOf(items, indent));
  }

  private itemsOf(given: readonly Item[], indent: number): ListItem[] {
    const items = arranged(given, indent);
    const found: ListItem[] = [];
    let comments: string[] = [];
    for (let i = 0; i < items.length; i++) {
      const item = items[i]!;
      switch (item.kind) {
        case 'comment':
          comments.push(item.text);
          break;
        case 'control':
          found.push(this.control(item, (branch) => this.list(branch, indent), indent));
          break;
        case 'line': {
          const hole = onlyHole(item.segments);
          if (hole && item.indent === indent) {
            found.push(this.holeInLine(hole, item));
            break;
          }
          if (item.indent !== indent || !isDash(item))
            this.fail(item.pos, 'a line that is no item of the list around it');
          const dash = /^-[ \t]*/.exec(textOf(item.segments))![0].length;
          const rest = cut(item.segments, 0, dash);
          const children = this.childrenOf(rest, items, i + 1, indent, false);
          i += children.length;
          const value = this.itemValue(rest, indent + dash, children, item.pos);
          found.push({ kind: 'item', value, comments, pos: item.pos });
          comments = [];
          break;
        }
        default:
          found.push(...this.common(item, indent));
      }
    }
    return found;
  }

  private itemValue(rest: Segment[], indent: number, children: readonly Item[], pos: number): Tree {
    const text = textOf(rest);
    if (rest.length === 0 || (rest.length === 1 && text.startsWith('#'))) return this.block(children, pos);
    // `- {{ toYaml . | nindent 8 | trim }}` with further entries below it.
    const goesOn = onlyHole(rest) !== undefined && firstOf(children) !== undefined;
    const isNested = goesOn || splitKey(rest) !== undefined || /^-(?:\s|$)/.test(text);
    if (isNested) return this.block([{ kind: 'line', indent, segments: rest, pos }, ...children], pos);
    return this.entryValue(rest, children, pos);
  }

  private control<T extends Entry | ListItem | Piece>(
    item: Extract<Item, { kind: 'control' }>,
    branch: (items: readonly Item[]) => T[],
    indent: number,
  ): Control<T> {
    const least = Math.min(leastIndent(item.then), leastIndent(item.else ?? []));
    if (least !== Number.POSITIVE_INFINITY && least !== indent) {
      this.fail(item.pos, `a condition around lines indented by ${least} among lines indented by ${indent}`);
    }
    return {
      kind: 'control',
      node: item.node,
      then: branch(item.then),
      else: item.else && branch(item.else),
      pos: item.pos,
    };
  }
}

/** The lines of a block text below an entry at this indent: what looks like a comment is one of them, unless it is indented less. */
function textLines(items: readonly Item[], from: number, indent: number): Item[] {
  let end = from;
  let least = indent + 1;
  for (let i = from; i < items.length; i++) {
    const item = items[i]!;
    if (item.kind === 'blank' || isSetting(item)) continue;
    const at = leastIndent([item], true);
    if (at < least || at === Number.POSITIVE_INFINITY) break;
    if (end === from) least = at;
    end = i + 1;
  }
  return items.slice(from, end);
}

const printedOf = (items: readonly Item[]) => items.filter((item) => !isSilent(item));

/** The pipeline of a line that is nothing but one expression. */
export function onlyHole(segments: readonly Segment[]): PipeNode | TemplateNode | undefined {
  const [first] = segments;
  if (segments.length !== 1 || first?.kind !== 'hole') return undefined;
  return first.node.kind === NodeKind.Template ? (first.node as TemplateNode) : first.node.pipe!;
}
