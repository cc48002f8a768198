// Rewriting the IR of a template: a pass says what becomes of a statement or an expression, and this walks.

import type { Expression, Statement, Template } from './ir';
import { mapChildren } from './visit';

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

/** Rewrites a template's body, in place. */
export function rewrite(template: Template, rewriter: Rewriter): void {
  const expression = (e: Expression): Expression => {
    const first = rewriter.before?.(e) ?? e;
    const mapped = mapChildren(first, expression);
    return rewriter.after?.(mapped) ?? mapped;
  };
  const list = (statements: readonly Statement[]): Statement[] => {
    const out: Statement[] = [];
    for (const s of statements) {
      const mapped = mapBlocks(mapExpressions(s, expression), list);
      if (rewriter.statement) out.push(...rewriter.statement(mapped));
      else out.push(mapped);
    }
    return rewriter.list?.(out) ?? out;
  };
  template.body = list(template.body);
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
    case 'range':
      return { ...s, value: change(s.value) };
    case 'printInclude':
    case 'printIncludeIndented':
    case 'template':
      return { ...s, data: change(s.data) };
    case 'write':
      return { ...s, arguments: s.arguments.map(change) };
    case 'if':
      return { ...s, condition: change(s.condition) };
  }
}

/** The statement with `change` done to each list of statements in it. */
function mapBlocks(s: Statement, change: (list: readonly Statement[]) => Statement[]): Statement {
  if (s.op === 'if') return { ...s, then: change(s.then), else: change(s.else) };
  if (s.op === 'range') return { ...s, body: change(s.body), empty: change(s.empty) };
  return s;
}
