// Which fields of an object are drawn at random, which two renders with different randomness tell, and how such a field takes over what
// stands elsewhere: the drawn part only, so that what else the package changes in the same text comes through.

import { isRecord, type KubeObject } from './object';

/** Where a field is. */
export type Path = (string | number)[];

/** A field that another render draws differently. */
export interface DrawnField {
  path: Path;
  /** its text; what a Secret holds is decoded */
  text: string;
  /** the text of the other render */
  other: string;
}

/** The fields of an object that differ between two renders of it. */
export function drawnFields(object: KubeObject, other: KubeObject): DrawnField[] {
  const found: DrawnField[] = [];
  compare(object, other, [], (path, a, b) => {
    if (typeof a !== 'string' || typeof b !== 'string') return;
    const [text, otherText] = [textOf(object, path, a), textOf(object, path, b)];
    found.push({ path, text, other: otherText });
  });
  return found;
}

/** What an object that stands has at the place of such a field, as {@link DrawnField} has it; undefined where it has none. */
export function standingText(standing: KubeObject, path: Path, like: KubeObject): string | undefined {
  const isClear = like.kind === 'Secret' && path[0] === 'stringData' && standing['stringData'] === undefined;
  const at = isClear ? ['data', ...path.slice(1)] : path;
  let value: unknown = standing;
  let model: unknown = like;
  for (const [i, part] of at.entries()) {
    // An item of a list is the same where it has the same name.
    if (typeof part === 'number' && nameIn(value, part) !== nameIn(model, part)) return undefined;
    value = (value as Record<string | number, unknown> | undefined)?.[part];
    model = (model as Record<string | number, unknown> | undefined)?.[path[i]!];
    if (value === undefined || value === null) return undefined;
  }
  if (typeof value !== 'string') return undefined;
  return isClear ? Buffer.from(value, 'base64').toString() : textOf(standing, at, value);
}

/** The object with other texts at places of drawn fields. */
export function withTexts(object: KubeObject, texts: readonly { path: Path; text: string }[]): KubeObject {
  const changed = structuredClone(object);
  for (const { path, text } of texts) {
    let at: unknown = changed;
    for (const part of path.slice(0, -1)) at = (at as Record<string | number, unknown>)[part];
    (at as Record<string | number, unknown>)[path.at(-1)!] = codedText(object, path, text);
  }
  return changed;
}

/** The value at the place of a field that means a text. */
export function codedText({ kind }: KubeObject, path: Path, text: string): string {
  return isSecretData(kind, path) ? Buffer.from(text, 'latin1').toString('base64') : text;
}

/**
 * Takes over what was drawn from a text that stands: gives the new text, and each drawn part with what stands for it. Where the rest has
 * changed, a part is known by the line that it stands in. Undefined where nothing is known again.
 */
export function takeOver(
  { text, other }: Pick<DrawnField, 'text' | 'other'>,
  standing: string,
): { text: string; isWhole: boolean; parts: [drawn: string, stands: string][] } | undefined {
  const { fixed, drawn } = partsOf(text, other);
  const stands = matched(fixed, standing) ?? drawn.map((_, i) => inItsLine(fixed[i]!, fixed[i + 1]!, standing));
  if (stands.every((part) => part === undefined)) return undefined;
  const parts = drawn.map((part, i): [string, string] => [part, stands[i] ?? part]);
  return {
    text: parts.map(([, part], i) => fixed[i]! + part).join('') + fixed.at(-1)!,
    isWhole: stands.every((part) => part !== undefined),
    parts: parts.filter((_, i) => stands[i] !== undefined),
  };
}

/** What stands in the only line that begins and ends as the one between two fixed texts. */
function inItsLine(before: string, after: string, standing: string): string | undefined {
  const start = before.slice(before.lastIndexOf('\n') + 1);
  const end = after.split('\n', 1)[0]!;
  if (start.trim() === '') return undefined;
  const found = standing
    .split('\n')
    .filter((line) => line.length > start.length + end.length && line.startsWith(start) && line.endsWith(end));
  return found.length === 1 ? found[0]!.slice(start.length, found[0]!.length - end.length) : undefined;
}

/** A text in which drawn parts are what stands for them. */
export function replaceParts(text: string, parts: ReadonlyMap<string, string>): string {
  let changed = text;
  for (const [drawn, stands] of parts) {
    // Something short stands elsewhere by chance.
    if (drawn.length >= SHORTEST_PART) changed = changed.replaceAll(drawn, () => stands);
  }
  return changed;
}

const SHORTEST_PART = 6;

/** A body of PEM, or a line. */
const PIECE = /-----BEGIN [^\n]+-----\n[\s\S]*?(?=-----END)|[^\n]*\n|[^\n]+$/g;

/** What is the same in two texts, and between it what is drawn in the first: piece by piece where both have as many. */
function partsOf(text: string, other: string): { fixed: string[]; drawn: string[] } {
  const [a, b] = [text.match(PIECE) ?? [''], other.match(PIECE) ?? ['']];
  if (a.length !== b.length) return blockOf(text, other);
  const fixed = [''];
  const drawn: string[] = [];
  for (const [i, piece] of a.entries()) {
    if (piece === b[i]) {
      fixed[fixed.length - 1] += piece;
      continue;
    }
    const block = blockOf(piece, b[i]!);
    fixed[fixed.length - 1] += block.fixed[0]!;
    fixed.push(block.fixed[1]!);
    drawn.push(...block.drawn);
  }
  return { fixed, drawn };
}

/** Keys, and texts that are one word, have nothing that stays: what two of them begin alike is chance. */
const WHOLE = /^(-----BEGIN [^\n]+-----\n|)([\w+/=.-]+(?:\n[\w+/=.-]+)*)(\n?)$/;

/** Two texts that differ in one place: a word that both begin or end alike is drawn too. */
function blockOf(a: string, b: string): { fixed: string[]; drawn: string[] } {
  const whole = WHOLE.exec(a);
  if (whole && WHOLE.test(b)) return { fixed: [whole[1]!, whole[3]!], drawn: [whole[2]!] };
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  while (start > 0 && isWord(a[start - 1]!)) start--;
  let end = 0;
  const most = Math.min(a.length, b.length) - start;
  while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  while (end > 0 && isWord(a[a.length - end]!)) end--;
  return { fixed: [a.slice(0, start), a.slice(a.length - end)], drawn: [a.slice(start, a.length - end)] };
}

const isWord = (character: string) => /[A-Za-z0-9]/.test(character);

/** What stands in the places between fixed texts. */
function matched(fixed: readonly string[], standing: string): string[] | undefined {
  const last = fixed.length - 1;
  if (!standing.startsWith(fixed[0]!) || !standing.endsWith(fixed[last]!)) return undefined;
  const found: string[] = [];
  let at = fixed[0]!.length;
  for (let i = 1; i < last; i++) {
    const next = standing.indexOf(fixed[i]!, at);
    if (next < 0) return undefined;
    found.push(standing.slice(at, next));
    at = next + fixed[i]!.length;
  }
  const end = standing.length - fixed[last]!.length;
  return end < at ? undefined : last === 0 ? found : [...found, standing.slice(at, end)];
}

function compare(a: unknown, b: unknown, path: Path, differs: (path: Path, a: unknown, b: unknown) => void): void {
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) compare(a[i], b[i], [...path, i], differs);
  } else if (isRecord(a) && isRecord(b)) {
    for (const key of Object.keys(a)) if (key in b) compare(a[key], b[key], [...path, key], differs);
  } else if (a !== b) differs(path, a, b);
}

/** A Secret's data is what it encodes; latin1 keeps every byte. */
function textOf({ kind }: KubeObject, path: Path, value: string): string {
  return isSecretData(kind, path) ? Buffer.from(value, 'base64').toString('latin1') : value;
}

function isSecretData(kind: string, path: Path): boolean {
  return kind === 'Secret' && path[0] === 'data' && path.length === 2;
}

function nameIn(list: unknown, index: number): unknown {
  const item: unknown = Array.isArray(list) ? list[index] : undefined;
  return isRecord(item) ? item['name'] : undefined;
}
