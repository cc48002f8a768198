// Parsing with the `handlebars` package, which whoever builds such packages has installed; errors get a place and one line.

// Its types only: the namespace hbs.
import type {} from 'handlebars';
import { TemplateError } from './errors';

/** The parser's part of the `handlebars` package. */
export interface HandlebarsParser {
  parse(source: string): hbs.AST.Program;
  /** The generated parser; its lexer stands where the last parse ended. */
  Parser?: { lexer?: { yylloc?: { first_line: number; first_column: number } } };
}

/** Parses a template. Throws TemplateError. */
export function parseTemplate(handlebars: HandlebarsParser, path: string, source: string): hbs.AST.Program {
  try {
    return handlebars.parse(source);
  } catch (error) {
    throw placed(handlebars, path, source, error as Error & { lineNumber?: number; column?: number });
  }
}

/** Of a grammar error the text shows a part of the source, and the lexer knows the place; other errors bring theirs. */
function placed(
  handlebars: HandlebarsParser,
  path: string,
  source: string,
  error: Error & { lineNumber?: number; column?: number },
): TemplateError {
  const grammar = /^Parse error on line (\d+):\n[\s\S]*\n(Expecting [\s\S]*)$/.exec(error.message);
  if (grammar) {
    const place = handlebars.Parser?.lexer?.yylloc;
    const got = /, got '(.*)'$/.exec(grammar[2]!)?.[1];
    return new TemplateError(
      path,
      place?.first_line ?? Number(grammar[1]),
      (place?.first_column ?? 0) + 1,
      `${got === undefined ? 'this' : (TOKENS[got] ?? got)} is not expected here${got === 'EOF' ? unclosed(source) : ''}`,
    );
  }
  const lexical = /^Lexical error on line (\d+)\. (.*)/.exec(error.message);
  if (lexical) return new TemplateError(path, Number(lexical[1]), 1, lexical[2]!);
  const what = error.message.replace(/ - \d+:\d+$/, '');
  return new TemplateError(path, error.lineNumber ?? 1, (error.column ?? 0) + 1, what);
}

/** Comments; the beginnings and ends of blocks, with their names. */
const BLOCKS = /(?<!\\)\{\{~?(?:!--.*?--~?\}\}|!.*?\}\}|(#[>*]?|\^|\/)\s*([^\s~}|]*))/gs;

/** What is open at the end of a template, in words: a tag, or the innermost block. */
function unclosed(source: string): string {
  const tag = source.lastIndexOf('{{');
  if (tag > source.lastIndexOf('}}')) return `: {{ of ${placeOf(source, tag)} is not closed`;
  const open: { what: string; at: number }[] = [];
  for (const { 1: mark, 2: name, index } of source.matchAll(BLOCKS)) {
    if (mark === '/') open.pop();
    // `{{^}}` is an else.
    else if (mark !== undefined && name !== '') open.push({ what: `{{${mark}${name}}}`, at: index });
  }
  const last = open.at(-1);
  return last === undefined ? '' : `: ${last.what} of ${placeOf(source, last.at)} is not closed`;
}

function placeOf(source: string, at: number): string {
  const lines = source.slice(0, at).split('\n');
  return `${lines.length}:${lines.at(-1)!.length + 1}`;
}

/** The grammar's names of what people write. */
const TOKENS: Readonly<Record<string, string>> = {
  EOF: 'the end of the template',
  INVALID: 'this character',
  CLOSE: '}}',
  CLOSE_UNESCAPED: '}}}',
  CLOSE_SEXPR: ')',
  CLOSE_RAW_BLOCK: '}}}}',
  CLOSE_BLOCK_PARAMS: '|',
  OPEN: '{{',
  OPEN_BLOCK: '{{#',
  OPEN_INVERSE: '{{^',
  OPEN_INVERSE_CHAIN: '{{else …',
  OPEN_ENDBLOCK: '{{/',
  OPEN_PARTIAL: '{{>',
  OPEN_PARTIAL_BLOCK: '{{#>',
  OPEN_SEXPR: '(',
  OPEN_BLOCK_PARAMS: 'as |',
  INVERSE: '{{else}}',
  EQUALS: '=',
  SEP: 'a separator',
  ID: 'a name',
  STRING: 'a text',
  NUMBER: 'a number',
  BOOLEAN: 'true or false',
  CONTENT: 'text',
};
