// Rewriting the IR of a template: a pass says what becomes of a statement or an expression, and this walks.

import type { Expression, Statement, Template } from './ir';
import { mapChildren, mapList } from './visit';

/** What a rewrite does. What it does not say stays as it is. */
export interface Rewriter {
  /** An expression before what is in it. */
  before?(e: Expression): Expression;
  /** An expression whose children have been rewritten. */
  after?(e: Expression): Expression;
  /** A statement whose parts have been rewritten. */
  statement?(s: Statement): Statement[];
  /** A list of statements that have been rewritten. */
  list?(statements: Statement[]): Statement[];
}

/** Rewrites a template's body: what nothing is changed of stays the same, not a copy. */
export function rewrite(template: Template, rewriter: Rewriter): void {
  const expression = (e: Expression): Expression => {
    const first = rewriter.before?.(e) ?? e;
    const mapped = mapChildren(first, expression);
    return rewriter.after?.(mapped) ?? mapped;
  };
  const list = (statements: Statement[]): Statement[] => {
    const out: Statement[] = [];
    for (const s of statements) {
      const mapped = mapBlocks(mapExpressions(s, expression), list);
      if (rewriter.statement) for (const made of rewriter.statement(mapped)) out.push(made);
      else out.push(mapped);
    }
    const made = rewriter.list?.(out) ?? out;
    return isSame(made, statements) ? statements : made;
  };
  template.body = list(template.body);
}

function isSame(list: readonly Statement[], other: readonly Statement[]): boolean {
  if (list.length !== other.length) return false;
  for (let i = 0; i < list.length; i++) if (list[i] !== other[i]) return false;
  return true;
}

/** The statement with `change` done to each expression directly in it. */
function mapExpressions(s: Statement, change: (e: Expression) => Expression): Statement {
  switch (s.op) {
    case 'text':
    case 'break':
    case 'continue':
      return s;
    case 'print':
    case 'printYamlIndented':
    case 'evaluate':
    case 'range': {
      const value = change(s.value);
      return value === s.value ? s : { ...s, value };
    }
    case 'printInclude':
    case 'printIncludeIndented':
    case 'template': {
      const data = change(s.data);
      return data === s.data ? s : { ...s, data };
    }
    case 'write': {
      const values = mapList(s.arguments, change);
      return values === s.arguments ? s : { ...s, arguments: values };
    }
    case 'if': {
      const condition = change(s.condition);
      return condition === s.condition ? s : { ...s, condition };
    }
  }
}

/** The statement with `change` done to each list of statements in it. */
function mapBlocks(s: Statement, change: (list: Statement[]) => Statement[]): Statement {
  if (s.op === 'if') {
    const then = change(s.then);
    const otherwise = change(s.else);
    return then === s.then && otherwise === s.else ? s : { ...s, then, else: otherwise };
  }
  if (s.op === 'range') {
    const body = change(s.body);
    const empty = change(s.empty);
    return body === s.body && empty === s.empty ? s : { ...s, body, empty };
  }
  return s;
}
