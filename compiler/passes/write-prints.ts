// Prints that need no string of their own: constants, includes, indented YAML, and functions that write.

import type { Expression, Statement, Template, Unit } from '../ir/ir';
import { rewrite } from '../ir/rewrite';

const utf8 = new TextEncoder();

/** So many spaces may an indentation have that is done in place. */
const MOST_SPACES = 1024;

/** Makes prints write straight to the output. */
export function writePrints(template: Template, { positions }: Unit): void {
  rewrite(template, { statement: (s) => (s.op === 'print' ? print(s, positions[s.position].line) : [s]) });
}

function print(s: Extract<Statement, { op: 'print' }>, line: number): Statement[] {
  const { value } = s;
  if (value.op === 'constant') {
    const text = printed(value);
    if (text !== null) return text.length ? [{ op: 'text', bytes: text, line }] : [];
  }
  if (value.op === 'include') {
    return [{ op: 'printInclude', name: value.name, data: value.data, position: value.position }];
  }
  if (value.op !== 'call') return [s];
  const { form, writer } = value.function;
  if (form === 'nindent' || form === 'indent') {
    const [width, text] = value.arguments;
    const spaces = width.op === 'constant' && width.constant.type === 'int' ? Number(width.constant.value) : -1;
    if (spaces >= 0 && spaces <= MOST_SPACES) {
      const newline = form === 'nindent';
      if (text.op === 'include') {
        const { name, data, position } = text;
        return [{ op: 'printIncludeIndented', name, data, spaces, newline, position }];
      }
      if (text.op === 'call' && text.function.form === 'yaml') {
        return [{ op: 'printYamlIndented', value: text.arguments[0], spaces, newline, position: s.position }];
      }
    }
  }
  if (!writer) return [s];
  return [{ op: 'write', function: value.function, arguments: value.arguments, position: value.position }];
}

/** What a constant prints, where that is plain. */
function printed(e: Extract<Expression, { op: 'constant' }>): Uint8Array | null {
  switch (e.constant.type) {
    case 'string':
      return e.constant.value;
    case 'bool':
    case 'int':
      return utf8.encode(String(e.constant.value));
    default:
      return null;
  }
}
