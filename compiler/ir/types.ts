// What is certain of the types of expressions.

import type { Expression } from './ir';

/** The Go type of an expression where it is certain, in the names of the function table. */
export function resultType(expression: Expression): string | null {
  switch (expression.op) {
    case 'constant':
      return expression.constant.type;
    case 'call':
      return expression.function.result === 'any' ? null : expression.function.result;
    case 'include':
      return 'string';
    case 'validate':
      return expression.parameter;
    case 'assign':
      return resultType(expression.value);
    case 'sequence':
      return resultType(expression.second);
    default:
      return null;
  }
}
