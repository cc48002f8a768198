// Names in one file that eject writes, and what its code takes from elsewhere: of the SDK, of the chart.

import { textLiteral } from '../../values/types';
import type { Asks } from '../asks';
import type { FileWriter } from '../expressions';
import type { Item } from '../layout';
import type { Obstacle } from '../template-source';
import { textValue, type Value } from '../values';

/** Words that name nothing, and names that files use for other things. */
const TAKEN =
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static await async arguments eval undefined chart input values release Chart Object Math Array';

/** These, one by one. */
export const RESERVED = new Set(TAKEN.split(' '));

/** Names in one file. */
export class FileNames implements FileWriter {
  private readonly taken = new Set(RESERVED);
  readonly imported = new Set<string>();
  /** names of indexes of rounds, which ranges beside each other share */
  private readonly indexes = new Set<string>();
  /** lines that stay the chart's, and why */
  readonly kept: { lines: number; reason: Obstacle }[] = [];
  /** names of variables */
  readonly given = new Set<string>();
  /** templates whose text is asked for */
  readonly texts = new Set<string>();
  /** names of texts that the chart is asked for */
  readonly asked = new Set<string>();
  /** those of them that nobody reads: whether they fail is what counts */
  readonly checked = new Set<string>();

  /** `sdkNames`: names that stay free for imports. */
  constructor(
    sdkNames: readonly string[],
    private readonly asks?: Asks,
    /** the template's path */
    private readonly path = '',
  ) {
    for (const name of sdkNames) this.taken.add(name);
  }

  ask(body: string, key?: string): string | undefined {
    if (!this.asks?.isSteady(body)) return undefined;
    const name = this.asks.name(body, this.path, key);
    this.asked.add(name);
    return name;
  }

  check(body: string): boolean {
    const name = this.ask(body);
    if (name !== undefined) this.checked.add(name);
    return name !== undefined;
  }

  sdk(name: string): string {
    this.imported.add(name);
    return name;
  }

  unique(name: string): string {
    let found = name;
    for (let n = 2; this.taken.has(found); n++) found = `${name}${n}`;
    this.taken.add(found);
    this.given.add(found);
    return found;
  }

  index(depth: number): string {
    const name = 'ijkl'[depth] ?? 'index';
    if (this.indexes.has(name)) return name;
    if (this.taken.has(name)) return this.unique(`${name}ndex`);
    this.indexes.add(name);
    this.taken.add(name);
    return name;
  }

  keep(items: readonly Item[], reason: Obstacle): void {
    this.kept.push({ lines: countLines(items), reason });
  }

  hasTemplate(path: string): boolean {
    return this.asks?.has(path) ?? false;
  }

  textOf(path: string, chart: string): Value | undefined {
    if (this.asks?.draws(path)) return undefined;
    this.texts.add(path);
    return textValue(`${chart}.texts[${textLiteral(path)}]`);
  }

  has(name: string): boolean {
    return this.taken.has(name);
  }

  /** The names as they are, to come back to. */
  snapshot(): string[] {
    return [...this.taken];
  }

  restore(names: readonly string[]): void {
    this.taken.clear();
    this.take(names);
    this.given.clear();
    this.indexes.clear();
    this.imported.clear();
  }

  /** Names that others have. */
  take(names: Iterable<string>): void {
    for (const name of names) this.taken.add(name);
  }
}

/** Everything of the SDK that code may import from `@mistletoe-dev/sdk/chart`. */
export const SDK_NAMES =
  'add allLines base64 block clipped compare deepCopy defaulted dig documents doubleQuoted ended entries equal fail field fieldIf flow get goQuote goSquote has hasKey inLine inSingleQuotes indent index indexed int items join keyed keys kindIs len lines list lower mapping mappings merge mergeOverwrite mul nested nindent ofMappings omit onlyKey openEnded orNothing orNull pairs parsed parsedLines parsedList parsedMapping pick plain plainKey print printf quoted replace required round semverCompare sequence sha256sum singleQuoted slice str sub ternary text together trimAll trimPrefix trimSpace trimSuffix trimmed trunc truthy uniq until upper'.split(
    ' ',
  );

/** How many lines a template has, but for those that print nothing. */
export function countLines(items: readonly Item[]): number {
  return items.reduce((sum, item) => {
    if (item.kind === 'control') return sum + countLines(item.then) + countLines(item.else ?? []);
    return sum + (item.kind === 'line' || item.kind === 'hole' ? 1 : 0);
  }, 0);
}
