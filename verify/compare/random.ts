// What helm prints differently each time it runs: random values, the clock, orders it does not fix. The places are found by
// comparing runs of helm with each other; ours may differ from helm there and nowhere else, and what it has there must have
// the shape of what helm had.

import { type Change, changes } from './diff';

/** Part of a line of helm's first run that other runs have otherwise. Columns are bytes, from 0. */
interface Span {
  start: number;
  end: number;
  /** where the word begins that holds it */
  word: number;
  kind: 'text' | 'time';
}

/** Lines of helm's first run that other runs have otherwise: `from` inclusive, `to` exclusive. */
export interface ChangingArea {
  from: number;
  to: number;
  /** of a single line that keeps its frame; absent where lines come and go */
  spans?: Span[];
}

/** What several runs of helm say about the first of them. */
export interface Changing {
  areas: ChangingArea[];
  /** explains a difference between the first run and another text */
  explains(other: readonly string[]): boolean;
}

/** Compares runs of helm, each as lines. One run alone changes nowhere. */
export function findChanging(runs: readonly (readonly string[])[]): Changing {
  const [first, ...others] = runs;
  const byLine = new Map<number, string[]>();
  const blocks: Change[] = [];
  for (const other of others) {
    for (const change of align(first, other)) {
      if (change.aTo - change.aFrom !== change.bTo - change.bFrom) {
        blocks.push(change);
        continue;
      }
      for (let i = change.aFrom; i < change.aTo; i++) {
        const seen = byLine.get(i) ?? [];
        seen.push(other[change.bFrom + i - change.aFrom]);
        byLine.set(i, seen);
      }
    }
  }
  const areas: ChangingArea[] = [];
  const patterns = new Map<number, RegExp>();
  for (const [i, seen] of [...byLine].sort((x, y) => x[0] - y[0])) {
    if (blocks.some((block) => block.aFrom <= i && i < block.aTo)) continue;
    const spans = lineSpans(first[i], seen);
    areas.push({ from: i, to: i + 1, spans });
    patterns.set(i, linePattern(first[i], seen, spans));
  }
  for (const { aFrom, aTo } of blocks) {
    const near = areas.find((area) => !area.spans && area.from <= aTo && aFrom <= area.to);
    if (near) {
      near.from = Math.min(near.from, aFrom);
      near.to = Math.max(near.to, aTo);
    } else areas.push({ from: aFrom, to: aTo });
  }
  areas.sort((x, y) => x.from - y.from);

  const explained = (change: Change, other: readonly string[]): boolean => {
    const block = areas.find((area) => !area.spans && area.from <= change.aFrom && change.aTo <= area.to);
    if (block)
      return likeLines(
        first.slice(change.aFrom, change.aTo),
        other.slice(change.bFrom, change.bTo),
        first.slice(block.from, block.to),
      );
    if (change.aTo - change.aFrom !== change.bTo - change.bFrom) return false;
    for (let i = change.aFrom; i < change.aTo; i++) {
      const pattern = patterns.get(i);
      if (!pattern?.test(other[change.bFrom + i - change.aFrom])) return false;
    }
    return true;
  };
  return {
    areas,
    explains: (other) => align(first, other).every((change) => explained(change, other)),
  };
}

/** Lines that differ. Texts of as many lines are compared line by line: random words must not be taken for moved lines. */
function align(a: readonly string[], b: readonly string[]): Change[] {
  if (a.length !== b.length) return changes(a, b);
  const list: Change[] = [];
  let differing = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) continue;
    differing++;
    const last = list[list.length - 1];
    if (last?.aTo === i) last.aTo = last.bTo = i + 1;
    else list.push({ aFrom: i, aTo: i + 1, bFrom: i, bTo: i + 1 });
  }
  // As many lines by accident, in another order.
  if (differing > 8 && differing > a.length / 3) return changes(a, b);
  return list;
}

const WORD = /[A-Za-z0-9]+|[^A-Za-z0-9]/g;
/** A date, with a time or none, or a time of the day alone: where its seconds change, its minutes will. */
const DATE_TIME =
  /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?)?|\b\d\d:\d\d(?::\d\d(?:\.\d+)?)?\b/g;

/** How far chance may make the beginnings and ends of two random words agree. */
const CHANCE = 6;

/** The parts of a line that other runs have otherwise, joined where they touch. */
function lineSpans(line: string, others: readonly string[]): Span[] {
  const spans: Span[] = [];
  for (const other of others) {
    if (other === line) continue;
    const words = line.match(WORD) ?? [];
    const otherWords = other.match(WORD) ?? [];
    const sameFrame =
      words.length === otherWords.length &&
      words.every((word, i) => word === otherWords[i] || (isWord(word) && isWord(otherWords[i])));
    if (sameFrame) {
      let at = 0;
      for (const [i, word] of words.entries()) {
        if (word !== otherWords[i]) spans.push(tighten(line, at, at + word.length, word, otherWords[i]));
        at += word.length;
      }
    } else {
      spans.push(widen(line, other));
    }
  }
  for (const match of line.matchAll(DATE_TIME)) {
    const from = match.index;
    const to = from + match[0].length;
    for (const span of spans) {
      if (span.start < to && span.end > from) {
        span.start = Math.min(span.start, from);
        span.end = Math.max(span.end, to);
        span.word = Math.min(span.word, from);
        span.kind = 'time';
      }
    }
  }
  for (const span of spans) widenToSecret(line, span);
  spans.sort((x, y) => x.start - y.start);
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined[joined.length - 1];
    if (last && span.start <= last.end + 1) {
      last.end = Math.max(last.end, span.end);
      last.word = Math.min(last.word, span.word);
      if (span.kind === 'time') last.kind = 'time';
    } else joined.push({ ...span });
  }
  return joined;
}

const BASE64 = /[A-Za-z0-9+/]{48,}={0,2}/g;
/** `-----BEGIN` in base64. */
const PEM = 'LS0tLS1CRUdJTi';
/** How DER begins in base64: a sequence longer than 255 bytes. */
const DER = 'MII';

/** Keys and certificates begin with their lengths, which are often but not always the same: what changes is all of them. */
function widenToSecret(line: string, span: Span): void {
  for (const { 0: text, index } of line.matchAll(BASE64)) {
    const end = index + text.length;
    if (span.start >= end || span.end <= index) continue;
    if (text.startsWith(PEM)) {
      const head = Buffer.from(text, 'base64').toString('latin1').indexOf('-----\n') + '-----\n'.length;
      span.start = Math.min(span.start, index + Math.floor(head / 3) * 4);
      span.end = Math.max(span.end, end);
    } else if (text.startsWith(DER)) {
      span.start = Math.min(span.start, index);
      span.end = Math.max(span.end, end);
    }
  }
}

function isWord(text: string): boolean {
  return /^[A-Za-z0-9]/.test(text);
}

/** A word that changes; of a long one that keeps its beginning or end (base64 of a text with a random word in it) the part. */
function tighten(line: string, start: number, end: number, a: string, b: string): Span {
  const kind = /^1[5-9]\d{8}(\d{3}|\d{9})?$/.test(a) && /^\d+$/.test(b) ? 'time' : 'text';
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) return { start, end, word: start, kind };
  const [prefix, suffix] = common(a, b);
  return {
    start: start + Math.max(0, prefix - CHANCE),
    end: end - Math.max(0, a.length === b.length ? suffix - CHANCE : 0),
    word: wordStart(line, start),
    kind,
  };
}

/** Where not even the frame stays: from the first to the last byte that differs, and the rest of the words they stand in. */
function widen(a: string, b: string): Span {
  const [prefix, suffix] = common(a, b);
  let start = prefix;
  let end = a.length - suffix;
  for (let i = 0; i < CHANCE && start > 0 && /[A-Za-z0-9+/]/.test(a[start - 1]); i++) start--;
  for (let i = 0; i < CHANCE && end < a.length && /[A-Za-z0-9+/=]/.test(a[end]); i++) end++;
  return { start, end, word: wordStart(a, start), kind: 'text' };
}

function wordStart(line: string, at: number): number {
  while (at > 0 && /[A-Za-z0-9+/]/.test(line[at - 1])) at--;
  return at;
}

/** Lengths of the common beginning and, of the rest, the common end. */
function common(a: string, b: string): [prefix: number, suffix: number] {
  const most = Math.min(a.length, b.length);
  let prefix = 0;
  while (prefix < most && a[prefix] === b[prefix]) prefix++;
  let suffix = 0;
  while (suffix < most - prefix && a[a.length - 1 - suffix] === b[b.length - 1 - suffix]) suffix++;
  return [prefix, suffix];
}

/** What a line may look like: its fixed parts as they are, and for each part that changes the shape it has in all runs. */
function linePattern(line: string, others: readonly string[], spans: readonly Span[]): RegExp {
  const fixed: string[] = [];
  let at = 0;
  for (const span of spans) {
    fixed.push(line.slice(at, span.start));
    at = span.end;
  }
  fixed.push(line.slice(at));
  const frame = new RegExp(`^${fixed.map(quoteRegExp).join('([^]*?)')}$`);
  const parts = spans.map((span) => [line.slice(span.start, span.end)]);
  for (const other of others) {
    const match = frame.exec(other);
    if (match) for (const [i, list] of parts.entries()) list.push(match[i + 1]);
  }
  let pattern = '^';
  for (const [i, text] of fixed.entries()) {
    pattern += quoteRegExp(text);
    if (i < parts.length) pattern += shape(parts[i]);
  }
  return new RegExp(`${pattern}$`);
}

function quoteRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** A pattern for texts like these: the kinds of characters they are of, and their length where they agree about it. */
export function shape(texts: readonly string[]): string {
  const all = texts.join('');
  let set = '';
  if (/[0-9]/.test(all)) set += '0-9';
  if (/[a-z]/.test(all)) set += /[g-z]/.test(all) || all.length < 24 ? 'a-z' : 'a-f';
  if (/[A-Z]/.test(all)) set += 'A-Z';
  // Long words of several kinds may be base64 that has shown none of its other characters yet.
  if (/[a-z]/.test(all) && /[A-Z]/.test(all) && texts[0].length >= 20) set += '0-9+/=';
  for (const char of new Set(all.replace(/[A-Za-z0-9]/g, ''))) set += quoteRegExp(char);
  const lengths = texts.map((text) => text.length);
  const least = Math.min(...lengths);
  const most = Math.max(...lengths);
  if (set === '') return '';
  // Keys and certificates are longer or shorter by a few bytes.
  if (least >= 48) return `[${set}]{${least - Math.ceil(least / 16)},${most + Math.ceil(most / 16)}}`;
  return `[${set}]${least === most ? `{${least}}` : `{${Math.floor(least / 2)},${most * 2}}`}`;
}

/** Are these lines of the kind that the area holds? Their number may differ by a little, their characters may not. */
function likeLines(mine: readonly string[], others: readonly string[], area: readonly string[]): boolean {
  if (Math.abs(mine.length - others.length) > Math.max(2, area.length / 4)) return false;
  const known = new Set(area.map(lineKind));
  return others.every((line) => known.has(lineKind(line)));
}

/** A line with its words made alike: indentation and punctuation stay. */
function lineKind(line: string): string {
  return line.replace(/[A-Za-z0-9+/=]+/g, 'w');
}
