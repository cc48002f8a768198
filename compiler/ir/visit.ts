// Walking the IR: what stands directly in an expression or statement, and all of it. One place knows the shape of every
// operation; nothing here knows what the operations mean.

import type { TemplateFunction } from '../../language/functions';
import type { Expression, Statement, Template } from './ir';

const NONE: never[] = [];

/** The expressions directly in an expression, in the order in which they are evaluated. */
export function childrenOf(e: Expression): Expression[] {
  switch (e.op) {
    case 'constant':
    case 'local':
      return NONE;
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

/** A list with `change` done to each of its items: the list itself where that changes none. */
export function mapList<T>(list: T[], change: (item: T) => T): T[] {
  let changed: T[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const item = change(list[i]);
    if (changed === undefined && item !== list[i]) changed = list.slice(0, i);
    changed?.push(item);
  }
  return changed ?? list;
}

/** The expression with `change` done to each of its children: the given one, which stays as it is, where that changes none. */
export function mapChildren(e: Expression, change: (child: Expression) => Expression): Expression {
  switch (e.op) {
    case 'constant':
    case 'local':
      return e;
    case 'assign':
    case 'validate': {
      const value = change(e.value);
      return value === e.value ? e : { ...e, value };
    }
    case 'field': {
      const receiver = change(e.receiver);
      return receiver === e.receiver ? e : { ...e, receiver };
    }
    case 'invoke': {
      const receiver = change(e.receiver);
      const values = mapList(e.arguments, change);
      return receiver === e.receiver && values === e.arguments ? e : { ...e, receiver, arguments: values };
    }
    case 'call':
    case 'and':
    case 'or': {
      const values = mapList(e.arguments, change);
      return values === e.arguments ? e : { ...e, arguments: values };
    }
    case 'include': {
      const data = change(e.data);
      return data === e.data ? e : { ...e, data };
    }
    case 'sequence': {
      const first = change(e.first);
      const second = change(e.second);
      return first === e.first && second === e.second ? e : { ...e, first, second };
    }
    case 'choose': {
      const condition = change(e.condition);
      const whenTrue = change(e.whenTrue);
      const whenFalse = change(e.whenFalse);
      const isSame = condition === e.condition && whenTrue === e.whenTrue && whenFalse === e.whenFalse;
      return isSame ? e : { ...e, condition, whenTrue, whenFalse };
    }
    case 'raise': {
      const before = mapList(e.before, change);
      return before === e.before ? e : { ...e, before };
    }
  }
}

/** The expressions directly in a statement, not those of statements inside it. */
export function expressionsOf(s: Statement): Expression[] {
  switch (s.op) {
    case 'text':
    case 'break':
    case 'continue':
      return NONE;
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
  return NONE;
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
