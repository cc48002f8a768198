// `ternary (toYaml x) y condition` evaluates x, y and the condition, and then only what it gives: vendors' libraries do so with
// every value that users may set. Nothing that is evaluated may change what a call made later looks at.

import type { Expression, Template } from '../ir/ir';
import { rewrite } from '../ir/rewrite';
import { childrenOf } from '../ir/visit';
import { parameterOf } from '../../language/signatures';

type Call = Extract<Expression, { op: 'call' }>;

/** Makes choices evaluate what they choose and not what they do not. */
export function choose(template: Template): void {
  /** What can be evaluated later than the steps: what cannot becomes a step, into a local. */
  const later = (e: Expression, steps: Expression[]): Expression => {
    if (e.op === 'constant') return e;
    if (isCalm(e)) return { ...e, arguments: e.arguments.map((argument) => later(argument, steps)) };
    const local = template.locals++;
    steps.push({ op: 'assign', local, value: e });
    return { op: 'local', local };
  };
  rewrite(template, {
    after(e) {
      if (e.op !== 'call' || e.function.form !== 'choice') return e;
      const [first, second, condition] = e.arguments;
      const before = first.op === 'sequence' ? [first.first] : [];
      const choices = [first.op === 'sequence' ? first.second : first, second];
      if (!choices.some(isCalm) || ![...choices, condition].every(isHarmless)) return e;
      const [whenTrue, whenFalse] = choices.map((choice) => later(choice, before));
      return before.reduceRight<Expression>((rest, step) => ({ op: 'sequence', first: step, second: rest }), {
        op: 'choose',
        condition,
        whenTrue,
        whenFalse,
      });
    },
  });
}

/** A call that can be made later or not at all: its arguments may be of any type once they are in locals, or are constants. */
function isCalm(e: Expression): e is Call {
  if (e.op !== 'call' || e.function.effects === undefined) return false;
  return e.arguments.every((argument, i) => argument.op === 'constant' || parameterOf(e.function, i) === 'any');
}

/** Does evaluating change nothing? It may fail. */
function isHarmless(e: Expression): boolean {
  switch (e.op) {
    case 'constant':
    case 'local':
      return true;
    case 'and':
    case 'or':
      return !e.moves && childrenOf(e).every(isHarmless);
    case 'field':
    case 'validate':
      return childrenOf(e).every(isHarmless);
    case 'call':
      return (e.function.result === 'bool' || e.function.effects !== undefined) && e.arguments.every(isHarmless);
    default:
      return false;
  }
}
