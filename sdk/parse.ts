// Reads YAML with the runner's own reader (Helm's dialect), which is part of every module: some hundred times as fast as a reader
// that QuickJS interprets.

import { native, READ_YAML } from './runtime/native';
import { whatIs } from './values';

/** Throws TypeError for what is no text, which would be read as the words that JavaScript makes of it. */
function checkText(what: string, text: unknown): void {
  if (typeof text !== 'string') throw new TypeError(`${what}: the YAML is ${whatIs(text)}: give a text`);
}

/** The first document of a YAML text. Throws SyntaxError with the place. */
export function parseYaml(text: string): unknown {
  checkText('parseYaml()', text);
  return JSON.parse(yamlToJson(text));
}

/** The same as JSON, with all digits of its numbers. */
export function yamlToJson(text: string): string {
  const json = native(READ_YAML, text);
  // The reader gives JSON, or words that are no JSON.
  if (json.startsWith('error')) throw new SyntaxError(json.replace(/^error converting YAML to JSON: /, ''));
  return json;
}

/** All documents of a YAML text that are not empty. */
export function parseYamlAll(text: string): unknown[] {
  checkText('parseYamlAll()', text);
  return documentsOf(text)
    .map((document, i, { length }) => {
      try {
        return parseYaml(document);
      } catch (error) {
        if (length > 1) (error as Error).message = `document ${i + 1}: ${(error as Error).message}`;
        throw error;
      }
    })
    .filter((document) => document !== null);
}

/** The texts between lines that begin with `---`. Splitting by a text is what QuickJS does fast; a regular expression it would try at every place. */
function documentsOf(text: string): string[] {
  const [first, ...others] = MARKS.reduce<string[]>(
    (texts, mark) => texts.flatMap((one) => splitAt(mark, one)),
    [`\n${text}`],
  );
  return [first!.slice(1), ...others];
}

const MARKS = ['\n---', '\r---'];

function splitAt(mark: string, text: string): string[] {
  const [first, ...others] = text.split(mark);
  const parts = [first!];
  for (const part of others) {
    // `----` begins nothing; the end of the line before belongs to what it ends.
    const isMark = part === '' || ' \t\r\n'.includes(part[0]!);
    parts[parts.length - 1] += isMark ? mark[0]! : mark + part;
    if (isMark) parts.push(part);
  }
  return parts;
}
