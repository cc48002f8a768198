// Which line of a template produced a line of output. Nothing in the output says so but the `# Source:` line of its document, so
// this is a guess: lines of the template whose fixed text occurs in the output, in order, tell where the output has got to.
// It may name a neighbouring line; it must never be used for more than to help a reader.

import type { Profile } from '../../language/profiles';
import { loadChart } from '../../compiler/chart/load';
import { guestLibrary } from '../../compiler/link/guest-library';
import { placeCharts } from '../../compiler/chart/placement';
import { parseYaml } from '../../runtime/bindings/values';
import type { FindSource } from './compare';
import type { TemplatePlace } from '../model';

/** Template files by the path that `# Source:` names; texts are bytes ("latin1"). */
export function readTemplates(chart: string, helm: Profile): Map<string, string> {
  const guest = guestLibrary().running;
  const inRange = (constraint: string, version: string) => guest.inRange(constraint, version);
  const layout = placeCharts(loadChart(chart, { helm, parseYaml }), inRange, helm);
  return new Map(layout.files.map((file) => [file.path, Buffer.from(file.file.data).toString('latin1')]));
}

/** Lazily: templates are read when the first line is asked for. A chart that cannot be read has no places. */
export function sourceFinder(read: () => Map<string, string>): FindSource {
  let templates: Map<string, TemplateLine[]> | undefined;
  return (output, at, other) => {
    if (templates === undefined) {
      templates = new Map();
      try {
        for (const [path, text] of read()) templates.set(path, templateLines(text));
      } catch {
        // Then there are no places.
      }
    }
    return locate(templates, output, at, other);
  };
}

/** A line of a template file. */
interface TemplateLine {
  /** its fixed texts, in order, without blank ones */
  literals: string[];
  /** white space it begins with, when its first fixed text is where the line begins */
  isAnchored: boolean;
  /** total length of its fixed texts */
  weight: number;
  hasAction: boolean;
  /** names of templates it includes */
  includes: string[];
  /** name of the `define` it stands in */
  define: string | undefined;
}

/** Splits a template file into lines with the fixed text of each. */
export function templateLines(text: string): TemplateLine[] {
  // Actions may span lines: mark every byte of one.
  const inAction = new Uint8Array(text.length);
  const blocks: (string | undefined)[] = [];
  const defineAt: { at: number; name: string | undefined }[] = [];
  const actions =
    /\{\{-?\s*(\/\*[\s\S]*?\*\/|(?:"(?:\\.|[^"\\])*"|`[^`]*`|'(?:\\.|[^'\\])*'|[^}"'`]|\}(?!\}))*?)\s*-?\}\}/g;
  for (const match of text.matchAll(actions)) {
    inAction.fill(1, match.index, match.index + match[0].length);
    const [, word, name] = /^(\w+)(?:\s+"([^"]*)")?/.exec(match[1]) ?? [];
    if (['if', 'with', 'range', 'block', 'define'].includes(word)) {
      const outer = blocks[blocks.length - 1];
      blocks.push(word === 'define' ? name : outer);
      if (word === 'define') defineAt.push({ at: match.index, name });
    } else if (word === 'end') {
      const ended = blocks.pop();
      if (ended !== blocks[blocks.length - 1]) {
        defineAt.push({ at: match.index + match[0].length, name: blocks[blocks.length - 1] });
      }
    }
  }
  const lines: TemplateLine[] = [];
  let at = 0;
  let define: string | undefined;
  let next = 0;
  for (const line of text.split('\n')) {
    const literals: string[] = [];
    let literal = '';
    let hasAction = false;
    for (let i = 0; i <= line.length; i++) {
      const isText = i < line.length && !inAction[at + i];
      if (isText) literal += line[i];
      else {
        if (literal.trim() !== '') literals.push(literals.length === 0 ? literal.trimStart() : literal);
        literal = '';
        if (i < line.length) hasAction = true;
      }
    }
    while (next < defineAt.length && defineAt[next].at <= at + line.length) define = defineAt[next++].name;
    lines.push({
      literals: literals.map((one, i) => (i === literals.length - 1 ? one.trimEnd() : one)).filter((one) => one !== ''),
      isAnchored: /^\s*(?!\s*\{\{)\S/.test(line) && !inAction[at + (line.length - line.trimStart().length)],
      weight: literals.reduce((sum, one) => sum + one.trim().length, 0),
      hasAction,
      includes: [...line.matchAll(/\b(?:include|template)\s+"([^"]+)"/g)].map((match) => match[1]),
      define,
    });
    at += line.length + 1;
  }
  return lines;
}

/** Could the template line have produced the output line? The more fixed text it has, the more that says. */
function matches(line: TemplateLine, output: string): boolean {
  if (line.weight === 0) return false;
  const text = output.trim();
  let from = 0;
  for (const [i, literal] of line.literals.entries()) {
    const at = text.indexOf(literal.trim(), from);
    if (at < 0 || (i === 0 && line.isAnchored && at !== 0)) return false;
    from = at + literal.trim().length;
  }
  return line.hasAction || from === text.length;
}

function locate(
  templates: ReadonlyMap<string, TemplateLine[]>,
  output: readonly string[],
  at: number,
  other: string | undefined,
): TemplatePlace | undefined {
  let start = at;
  while (start >= 0 && !output[start]?.startsWith('# Source: ')) {
    if (start < at && output[start] === '---') return undefined;
    start--;
  }
  if (start < 0) return undefined;
  const template = Buffer.from(output[start].slice('# Source: '.length).trim(), 'latin1').toString();
  const lines = templates.get(template);
  if (!lines) return { template, line: 0 };

  // Where the template has got to, document by document: follow the output from its first line.
  let position = firstLineOf(lines, output, start);
  let last = position;
  let direct = false;
  for (let i = start + 1; i <= at; i++) {
    let found = nextMatch(lines, output[i], position);
    // Of two lines that differ, one may still have the template's text.
    if (i === at && found < 0 && other !== undefined) found = nextMatch(lines, other, position);
    direct = found >= 0;
    if (found < 0) continue;
    position = found;
    last = found;
  }
  if (direct) return { template, line: last + 1 };

  // Not a line of the file itself: a helper's, or what an action after the last known line printed.
  const action = nextAction(lines, last);
  const from = { template, line: action + 1 };
  for (const name of lines[action]?.includes ?? []) {
    const helper =
      findHelper(templates, name, output[at], new Set()) ??
      (other === undefined ? undefined : findHelper(templates, name, other, new Set()));
    if (helper) return { ...helper, from };
  }
  return from;
}

/** A file may give several documents: begin at the line whose text this one begins with. */
function firstLineOf(lines: readonly TemplateLine[], output: readonly string[], start: number): number {
  let best = -1;
  let bestScore = 0;
  for (const [i, line] of lines.entries()) {
    if (!matches(line, output[start + 1] ?? '')) continue;
    let score = 0;
    let position = i;
    for (let n = 2; n < 8 && start + n < output.length; n++) {
      const found = nextMatch(lines, output[start + n], position);
      if (found > position && found < position + 8) {
        score += lines[found].weight;
        position = found;
      }
    }
    if (score > bestScore) {
      best = i - 1;
      bestScore = score;
    }
  }
  return best;
}

/** How far ahead a line is looked for, and how far back: a loop prints its lines again. */
const AHEAD = 400;
const BACK = 60;

function nextMatch(lines: readonly TemplateLine[], output: string, position: number): number {
  let best = -1;
  let bestScore = 0;
  for (let i = Math.max(0, position - BACK); i < Math.min(lines.length, position + AHEAD); i++) {
    const line = lines[i];
    if (line.define !== undefined || !matches(line, output)) continue;
    // Near and ahead is likelier than far or behind; more fixed text outweighs both.
    const distance = i > position ? i - position : 8 + 2 * (position - i);
    const score = 4 * Math.min(line.weight, 40) - Math.min(distance, 80) + (line.hasAction ? 0 : 20) + 100;
    if (score > bestScore) {
      best = i;
      bestScore = score;
    }
  }
  return best;
}

/** The line at or after a line of the file that prints something with an action. */
function nextAction(lines: readonly TemplateLine[], after: number): number {
  for (let i = Math.max(after, 0); i < Math.min(lines.length, after + 40); i++) {
    if (lines[i].hasAction && (i > after || lines[i].includes.length > 0 || lines[i].weight > 0)) return i;
  }
  return Math.max(after, 0);
}

/** The line of a `define`, or of one that it includes, that could have produced an output line. */
function findHelper(
  templates: ReadonlyMap<string, TemplateLine[]>,
  name: string,
  output: string,
  seen: Set<string>,
): TemplatePlace | undefined {
  if (seen.has(name) || seen.size > 50) return undefined;
  seen.add(name);
  for (const [template, lines] of templates) {
    let best: TemplatePlace | undefined;
    let weight = 0;
    const inner: string[] = [];
    for (const [i, line] of lines.entries()) {
      if (line.define !== name) continue;
      inner.push(...line.includes);
      if (line.weight > weight && matches(line, output)) {
        best = { template, line: i + 1 };
        weight = line.weight;
      }
    }
    if (best) return best;
    for (const other of inner) {
      const found = findHelper(templates, other, output, seen);
      if (found) return found;
    }
  }
  return undefined;
}
