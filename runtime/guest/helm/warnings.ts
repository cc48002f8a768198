// What Helm writes to standard error while a render succeeds: lines as its log prints them. Helm 3 has Go's log with the place
// in its source in front, Helm 4 a structured log. Where Helm walks a Go map the order is random; here it is that of the keys.
// Follows go@1.26.8 src/log/log.go, go@1.26.8 src/log/slog/text_handler.go.

import { ROOT_LOG_LINES } from '../../abi/description';
import { LOG_CONDITION, LOG_HOOK, LOG_IMPORT, LOG_IMPORT_FROM, LOG_TAG } from '../../abi/log-lines';
import { STRUCTURED_LOG } from '../../abi/quirks';
import { Buffer } from '../core/buffer';
import { imageRoot } from '../core/image';
import { mapGetLiteral } from '../core/map';
import { has } from '../core/mode';
import { quoteInto } from '../go/strconv/quote';
import { decodeRune, isPrint, isSpace, runeSize } from '../go/unicode/unicode';
import { ListBuilder, Value, literal } from '../core/value';

/** A name in the path of a value, for messages; null is the root. Made where a walk goes down, read only when it warns. */
@unmanaged
export class Path {
  parent: Path;
  name: Value;
}

/** The lines of the render under way, without their ends; null: none yet. */
export let warnings: ListBuilder = changetype<ListBuilder>(0);

export function resetWarnings(): void {
  warnings = changetype<ListBuilder>(0);
}

/** Adds a line. */
export function addWarning(line: Value): void {
  if (!changetype<usize>(warnings)) warnings = ListBuilder.create(0);
  warnings.push(line);
}

function add(line: Buffer): void {
  addWarning(line.toValue());
}

/** Writes `a.b.c`. */
export function writePath(buffer: Buffer, path: Path): void {
  if (!changetype<usize>(path)) return;
  writePath(buffer, path.parent);
  if (changetype<usize>(path.parent)) buffer.byte(0x2e);
  buffer.string(path.name);
}

/** The line of Helm 3's source that its log names for a message; 0 in Helm 4. */
export function logLine(message: u32): i32 {
  const lines = mapGetLiteral(imageRoot().map, ROOT_LOG_LINES);
  return changetype<usize>(lines) ? <i32>lines.item(message).int : 0;
}

/** What both versions give to Go's log, from the line of coalesce.go that it stands at in Helm 3. */
export function warnCoalescing(line: i32, text: Buffer): void {
  const b = Buffer.create(text.length + 48);
  if (has(STRUCTURED_LOG)) {
    b.literal('level=INFO msg=');
    writeText(b, text.toValue());
  } else {
    b.literal('coalesce.go:');
    b.integer(line);
    b.literal(': ');
    b.string(text.toValue());
  }
  add(b);
}

/** A condition or a tag that is no boolean. */
export function warnNoBool(isTag: bool, text: Value, chart: Value): void {
  const b = Buffer.create(128);
  if (has(STRUCTURED_LOG)) {
    b.literal('level=WARN msg="returned non-bool value"');
    attribute(b, isTag ? ' tag=' : ' path=', text);
    attribute(b, ' chart=', chart);
  } else {
    b.literal('dependencies.go:');
    b.integer(logLine(isTag ? LOG_TAG : LOG_CONDITION));
    b.literal(isTag ? ": Warning: Tag '" : ": Warning: Condition path '");
    b.string(text);
    b.literal("' for chart ");
    b.string(chart);
    b.literal(' returned non-bool value');
  }
  add(b);
}

/** An import that found no table: `name` is the part of its path that is none. `chart` is null where Helm does not name it. */
export function warnNoTable(name: Value, chart: Value): void {
  const problem = Buffer.create(name.length + 32);
  quoteInto(problem, name.pointer, name.length);
  problem.literal(' is not a table');
  const hasChart = changetype<usize>(chart) != 0;
  const b = Buffer.create(128);
  if (has(STRUCTURED_LOG)) {
    b.literal('level=WARN msg=');
    b.literal(hasChart ? '"ImportValues missing table from chart"' : '"ImportValues missing table"');
    if (hasChart) attribute(b, ' chart=', chart);
    attribute(b, ' error=', problem.toValue());
  } else {
    b.literal('dependencies.go:');
    b.integer(logLine(hasChart ? LOG_IMPORT_FROM : LOG_IMPORT));
    b.literal(': Warning: ImportValues missing table');
    if (hasChart) {
      b.literal(' from chart ');
      b.string(chart);
    }
    b.literal(': ');
    b.string(problem.toValue());
  }
  add(b);
}

/** A document that is left out because its hook annotation names an event that Helm does not know. */
export function warnUnknownHook(annotation: Value): void {
  const b = Buffer.create(annotation.length + 64);
  if (has(STRUCTURED_LOG)) {
    b.literal('level=INFO msg="skipping unknown hooks"');
    attribute(b, ' hookTypes=', annotation);
  } else {
    b.literal('manifest_sorter.go:');
    b.integer(logLine(LOG_HOOK));
    b.literal(': info: skipping unknown hook: ');
    quoteInto(b, annotation.pointer, annotation.length);
  }
  add(b);
}

/** Helm 4 logs the failure of dependencies before it reports it. */
export function warnDependenciesFailed(problem: Value): void {
  if (!has(STRUCTURED_LOG)) return;
  const b = Buffer.create(problem.length + 64);
  b.literal('level=ERROR msg="chart dependencies processing failed"');
  attribute(b, ' error=', problem);
  add(b);
}

function attribute(buffer: Buffer, key: string, value: Value): void {
  buffer.string(literal(key));
  writeText(buffer, value);
}

/** A text as log/slog's TextHandler writes it: quoted where it would not read as one word. */
function writeText(buffer: Buffer, text: Value): void {
  if (needsQuotes(text)) quoteInto(buffer, text.pointer, text.length);
  else buffer.string(text);
}

function needsQuotes(text: Value): bool {
  if (!text.length) return true;
  const end: usize = text.pointer + text.length;
  let at: usize = text.pointer;
  while (at < end) {
    const b = load<u8>(at);
    if (b < 0x80) {
      if (b <= 0x20 || b == 0x22 || b == 0x3d) return true;
      at++;
      continue;
    }
    const rune = decodeRune(at, end);
    if (rune == 0xfffd || isSpace(rune) || !isPrint(rune)) return true;
    at += runeSize;
  }
  return false;
}
