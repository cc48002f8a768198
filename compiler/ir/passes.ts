// Passes over the IR of one unit: what common shapes of templates can be done cheaper. Each keeps output, effects and errors.

import type { Expression, Statement, Template, Unit } from './ir';

/** Runs all passes over a unit, in place. */
export function runPasses(unit: Unit): void {
  for (const template of [unit.main, ...unit.definitions]) runOnTemplate(template);
}

function runOnTemplate(template: Template): void {
  template.body = statements(template.body);
}

function statements(list: Statement[]): Statement[] {
  const out: Statement[] = [];
  for (const statement of list) {
    const s = rewrite(statement);
    const last = out[out.length - 1];
    // Texts that stand side by side (around a comment, say) become one.
    if (s.op === 'text' && last?.op === 'text') {
      const bytes = new Uint8Array(last.bytes.length + s.bytes.length);
      bytes.set(last.bytes);
      bytes.set(s.bytes, last.bytes.length);
      last.bytes = bytes;
      continue;
    }
    out.push(s.op === 'text' ? { ...s } : s);
  }
  return out;
}

function rewrite(s: Statement): Statement {
  switch (s.op) {
    case 'if':
      return { ...s, then: statements(s.then), else: statements(s.else) };
    case 'range':
      return { ...s, body: statements(s.body), empty: statements(s.empty) };
    case 'print':
      return fusePrint(s);
    default:
      return s;
  }
}

/** Prints that need no string of their own: an include's text, and indented includes and YAML. */
function fusePrint(s: Extract<Statement, { op: 'print' }>): Statement {
  const { value } = s;
  if (value.op === 'include') {
    return { op: 'printInclude', name: value.name, data: value.data, position: value.position };
  }
  if (value.op !== 'call') return s;
  const { name } = value.function;
  if (name !== 'nindent' && name !== 'indent') return s;
  const spaces = constantInt(value.arguments[0]);
  if (spaces === null || spaces < 0 || spaces > 1024) return s;
  const text = value.arguments[1];
  const newline = name === 'nindent';
  if (text.op === 'include') {
    return { op: 'printIncludeIndented', name: text.name, data: text.data, spaces, newline, position: text.position };
  }
  if (text.op === 'call' && text.function.name === 'toYaml') {
    return { op: 'printYamlIndented', value: text.arguments[0], spaces, newline };
  }
  return s;
}

function constantInt(e: Expression): number | null {
  if (e.op !== 'constant' || e.constant.type !== 'int') return null;
  const value = e.constant.value;
  return value >= -1024n && value <= 1024n ? Number(value) : null;
}
