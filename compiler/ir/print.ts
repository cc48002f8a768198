// The IR as text for people: one statement a line, expressions as nested lists. `mistletoe convert --emit ir` and the
// filetests print it; nothing reads it back.

import type { TemplateFunction } from '../../language/functions';
import type { Constant, Expression, InterfaceFlag, LogicExpression, Statement, Template, Unit } from './ir';

const decoder = new TextDecoder();

/** All units, each headed by its file. */
export function printUnits(units: Unit[]): string {
  return units
    .map((unit) => `; ${unit.path}\n${[unit.main, ...unit.definitions].map(printTemplate).join('\n')}`)
    .join('\n');
}

/** One template. */
export function printTemplate(template: Template): string {
  const name = template.name ? JSON.stringify(decoder.decode(template.name)) : 'main';
  return `template ${name} locals=${template.locals} {\n${lines(template.body, 1)}}\n`;
}

function lines(statements: Statement[], depth: number): string {
  const pad = '  '.repeat(depth);
  return statements.map((s) => `${pad}${printStatement(s, depth)}\n`).join('');
}

function text(bytes: Uint8Array): string {
  return JSON.stringify(decoder.decode(bytes));
}

function printStatement(s: Statement, depth: number): string {
  const pad = '  '.repeat(depth);
  const block = (body: Statement[]) => `{\n${lines(body, depth + 1)}${pad}}`;
  switch (s.op) {
    case 'text':
      return `text ${text(s.bytes)}`;
    case 'print':
      return `print ${printExpression(s.value)} @${s.position}`;
    case 'printInclude':
      return `print-include ${text(s.name)} ${printExpression(s.data)} @${s.position}`;
    case 'printIncludeIndented':
      return `print-include-${s.newline ? 'nindent' : 'indent'} ${s.spaces} ${text(s.name)} ${printExpression(s.data)} @${s.position}`;
    case 'printYamlIndented':
      return `print-yaml-${s.newline ? 'nindent' : 'indent'} ${s.spaces} ${printExpression(s.value)}`;
    case 'write':
      return `write ${[functionName(s.function), ...s.arguments.map(printExpression)].join(' ')} @${s.position}`;
    case 'evaluate':
      return `evaluate ${printExpression(s.value)}`;
    case 'if':
      return `if ${printExpression(s.condition)} ${block(s.then)}${s.else.length ? ` else ${block(s.else)}` : ''}`;
    case 'range': {
      const targets = [s.key === null ? '' : `key=%${s.key} `, `item=%${s.item} flag=%${s.itemFlag}`].join('');
      return `range ${printExpression(s.value)} ${targets} @${s.position} ${block(s.body)}${s.empty.length ? ` else ${block(s.empty)}` : ''}`;
    }
    case 'template':
      return `template ${text(s.name)} ${printExpression(s.data)} @${s.position}`;
    case 'break':
    case 'continue':
      return s.op;
  }
}

/** The name in templates; operations of Handlebars have none. */
function functionName({ name, symbol, writer }: TemplateFunction): string {
  return name || symbol || (writer?.symbol ?? '');
}

function printFlag(flag: InterfaceFlag): string {
  if (flag === 'last') return 'last';
  return typeof flag === 'boolean' ? (flag ? 'interface' : 'concrete') : `%${flag.local}`;
}

function printConstant(c: Constant): string {
  switch (c.type) {
    case 'string':
      return text(c.value);
    case 'complex128':
      return `(complex ${c.real} ${c.imaginary})`;
    case 'nil':
    case 'nil dict':
    case 'nil list':
      return `(${c.type})`;
    case 'bool':
      return String(c.value);
    default:
      return `(${c.type} ${c.value})`;
  }
}

/** One expression, on one line. */
export function printExpression(e: Expression): string {
  switch (e.op) {
    case 'constant':
      return printConstant(e.constant);
    case 'local':
      return `%${e.local}`;
    case 'assign':
      return `(set %${e.local} ${printExpression(e.value)})`;
    case 'sequence':
      return `(then ${printExpression(e.first)} ${printExpression(e.second)})`;
    case 'field': {
      const path = e.names.map((name) => `.${decoder.decode(name)}`).join('');
      return `(field ${printExpression(e.receiver)} ${path} ${printFlag(e.isInterface)} @${e.position})`;
    }
    case 'invoke':
      return `(invoke ${printExpression(e.receiver)} .${decoder.decode(e.name)} ${e.arguments.map(printExpression).join(' ')} @${e.position})`;
    case 'call':
      return `(${[functionName(e.function), ...e.arguments.map(printExpression)].join(' ')} @${e.position})`;
    case 'include':
      return `(include ${text(e.name)} ${printExpression(e.data)} @${e.position})`;
    case 'validate':
      return `(check ${e.parameter} ${printExpression(e.value)} ${printFlag(e.isInterface)} @${e.position})`;
    case 'and':
    case 'or':
      return `(${[e.op, ...e.arguments.map(printExpression), ...printMoves(e.moves)].join(' ')})`;
    case 'choose':
      return `(choose ${printExpression(e.condition)} ${printExpression(e.whenTrue)} ${printExpression(e.whenFalse)})`;
    case 'raise':
      return `(raise ${text(e.message)} ${e.before.map(printExpression).join(' ')} @${e.position})`;
  }
}

function printMoves(moves: LogicExpression['moves'] = []): string[] {
  return moves.map(({ position, to }) => `@${position}=[${to.map((place) => place ?? '-').join(' ')}]`);
}
