// Calls on constants that are themselves constants, checks of what is known, and branches on constants. Only what can be computed
// here exactly as the guest would, and what charts do: everything else stays a call.

import { byteText } from '#system/bytes';
import { textBytes } from '../../gostd/bytes';
import type { FunctionForm } from '../../language/functions';
import type { Constant, Expression, LogicExpression, Statement, Template } from '../ir/ir';
import { rewrite } from '../ir/rewrite';
import { resultType } from '../ir/types';

/** Folds what is constant. */
export function foldConstants(template: Template): void {
  rewrite(template, {
    after: (e) => (e.op === 'validate' && resultType(e.value) === e.parameter ? e.value : fold(e)),
    statement: (s) => (s.op === 'if' ? takeBranch(s) : [s]),
  });
}

/** A branch on a constant is the list that it takes. */
function takeBranch(s: Extract<Statement, { op: 'if' }>): Statement[] {
  const { condition } = s;
  const truth = truthOf(condition.op === 'assign' ? condition.value : condition);
  if (truth === null) return [s];
  const taken = truth ? s.then : s.else;
  return condition.op === 'assign' ? [{ op: 'evaluate', value: condition }, ...taken] : taken;
}

/** Go's truth of a constant; null for what is no constant. */
function truthOf(e: Expression): boolean | null {
  if (e.op !== 'constant') return null;
  const c = e.constant;
  switch (c.type) {
    case 'nil':
    case 'nil dict':
    case 'nil list':
      return false;
    case 'bool':
      return c.value;
    case 'string':
      return c.value.length > 0;
    case 'complex128':
      return c.real !== 0 || c.imaginary !== 0;
    case 'float64':
      return c.value !== 0;
    default:
      return c.value !== 0n;
  }
}

/** The constant that an expression always is, or the expression. Its children have been folded. */
function fold(e: Expression): Expression {
  if (e.op === 'and' || e.op === 'or') return foldLogic(e);
  if (e.op !== 'call') return e;
  const constants: Constant[] = [];
  for (const argument of e.arguments) {
    if (argument.op !== 'constant') return e;
    constants.push(argument.constant);
  }
  const { form } = e.function;
  const constant = form && RULES[form]?.(constants);
  return constant ? { op: 'constant', constant } : e;
}

/** Operands before the deciding one have no effect where they are constants; behind it nothing is evaluated. */
function foldLogic(e: LogicExpression): Expression {
  if (e.moves) return e;
  const kept: Expression[] = [];
  for (const [i, operand] of e.arguments.entries()) {
    const truth = truthOf(operand);
    const decides = truth === (e.op === 'or');
    if (truth === null || decides || i === e.arguments.length - 1) kept.push(operand);
    if (decides) break;
  }
  return kept.length === 1 ? kept[0] : { ...e, arguments: kept };
}

/** What calls with constant arguments are; null, or no rule: that is for the guest to say. */
const RULES: Partial<Record<FunctionForm, (operands: Constant[]) => Constant | null>> = {
  negation: ([a]) => bool(!truth(a)),
  fallback: ([a, b]) => (b !== undefined && truth(b) ? b : a),
  choice: ([a, b, c]) => (c.type === 'bool' ? (c.value ? a : b) : null),
  equality([a, b, c]) {
    if (c || !b || a.type !== b.type) return null;
    if (a.type === 'string' && b.type === 'string') return bool(textOf(a) === textOf(b));
    if (a.type === 'int' && b.type === 'int') return bool(a.value === b.value);
    return null;
  },
  // Between operands that are no strings there would be spaces.
  concatenation: joined,
  format: ([a, ...operands]) => (a.type === 'string' ? formatted(textOf(a), operands) : null),
};

function truth(constant: Constant): boolean {
  return truthOf({ op: 'constant', constant })!;
}

function bool(value: boolean): Constant {
  return { type: 'bool', value };
}

/** The bytes of a string as characters. */
function textOf(c: Extract<Constant, { type: 'string' }>): string {
  return byteText(c.value);
}

function string(text: string): Constant {
  return { type: 'string', value: textBytes(text) };
}

function joined(operands: Constant[]): Constant | null {
  let text = '';
  for (const operand of operands) {
    if (operand.type !== 'string') return null;
    text += textOf(operand);
  }
  return string(text);
}

/** fmt.Sprintf for the verbs %s, %v, %d and %% without flags, where each has an operand of its type. */
function formatted(format: string, operands: Constant[]): Constant | null {
  let text = '';
  let next = 0;
  for (const piece of format.split(/(%[\s\S]?)/)) {
    if (piece[0] !== '%') {
      text += piece;
      continue;
    }
    if (piece === '%%') {
      text += '%';
      continue;
    }
    const operand = operands[next++];
    if (operand?.type === 'string' && (piece === '%s' || piece === '%v')) text += textOf(operand);
    else if (operand?.type === 'int' && (piece === '%d' || piece === '%v')) text += operand.value;
    else return null;
  }
  return next === operands.length ? string(text) : null;
}
