// Walking the IR: what stands directly in an expression or statement, and all of it. One place knows the shape of every
// operation; nothing here knows what the operations mean.

import type { TemplateFunction } from '../../language/functions';
import type { Expression, Statement, Template } from './ir';

/** The expressions directly in an expression, in the order in which they are evaluated. */
export function childrenOf(e: Expression): Expression[] {
  switch (e.op) {
    case 'constant':
    case 'local':
      return [];
    case 'assign':
    case 'validate':
      return [e.value];
    case 'field':
      return [e.receiver];
    case 'invoke':
      return [e.receiver, ...e.arguments];
    case 'call':
    case 'and':
    case 'or':
      return e.arguments;
    case 'include':
      return [e.data];
    case 'sequence':
      return [e.first, e.second];
    case 'choose':
      return [e.condition, e.whenTrue, e.whenFalse];
    case 'raise':
      return e.before;
  }
}

/** The expression with `change` done to each of its children; the given one stays as it is. */
export function mapChildren(e: Expression, change: (child: Expression) => Expression): Expression {
  switch (e.op) {
    case 'constant':
    case 'local':
      return e;
    case 'assign':
    case 'validate':
      return { ...e, value: change(e.value) };
    case 'field':
      return { ...e, receiver: change(e.receiver) };
    case 'invoke':
      return { ...e, receiver: change(e.receiver), arguments: e.arguments.map(change) };
    case 'call':
    case 'and':
    case 'or':
      return { ...e, arguments: e.arguments.map(change) };
    case 'include':
      return { ...e, data: change(e.data) };
    case 'sequence':
      return { ...e, first: change(e.first), second: change(e.second) };
    case 'choose':
      return {
        ...e,
        condition: change(e.condition),
        whenTrue: change(e.whenTrue),
        whenFalse: change(e.whenFalse),
      };
    case 'raise':
      return { ...e, before: e.before.map(change) };
  }
}

/** The expressions directly in a statement, not those of statements inside it. */
export function expressionsOf(s: Statement): Expression[] {
  switch (s.op) {
    case 'text':
    case 'break':
    case 'continue':
      return [];
    case 'print':
    case 'printYamlIndented':
    case 'evaluate':
    case 'range':
      return [s.value];
    case 'printInclude':
    case 'printIncludeIndented':
    case 'template':
      return [s.data];
    case 'write':
      return s.arguments;
    case 'if':
      return [s.condition];
  }
}

/** The lists of statements in a statement. */
export function blocksOf(s: Statement): Statement[][] {
  if (s.op === 'if') return [s.then, s.else];
  if (s.op === 'range') return [s.body, s.empty];
  return [];
}

/** What `visit` is told of: every statement and every expression of a template, each before what is in it. */
export interface Visitor {
  statement?(s: Statement): void;
  expression?(e: Expression): void;
}

/** Tells of every call of a template function, with the number of its position. */
export function visitCalls(template: Template, tell: (called: TemplateFunction, position: number) => void): void {
  visit(template, {
    expression(e) {
      if (e.op === 'call') tell(e.function, e.position);
    },
    statement(s) {
      if (s.op === 'write') tell(s.function, s.position);
    },
  });
}

/** Shows a template to a visitor. */
export function visit(template: Template, visitor: Visitor): void {
  const expression = (e: Expression): void => {
    visitor.expression?.(e);
    for (const child of childrenOf(e)) expression(child);
  };
  const block = (list: Statement[]): void => {
    for (const s of list) {
      visitor.statement?.(s);
      for (const e of expressionsOf(s)) expression(e);
      for (const inner of blocksOf(s)) block(inner);
    }
  };
  block(template.body);
}
