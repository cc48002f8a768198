// Functions that JavaScript has operators for: comparisons and sums. Go keeps its ints and floats apart there, JavaScript does not.

import { booleanValue, EQUALITY, intValue, isText, ORDER, PRODUCT, SUM, tight, type Value } from '../values';
import { bound, type Build, call, type Writer } from './arguments';

/** Can two values be compared with ===, as Go's eq does it? */
function sameKind(a: Value, b: Value): boolean {
  if (!a.sure || !b.sure) return false;
  return (
    (isText(a.type) && isText(b.type)) || (a.type.kind === b.type.kind && ['boolean', 'int'].includes(a.type.kind))
  );
}

/** Refuses what Go keeps apart and JavaScript does not: its ints, and the floats that numbers of values files are. */
export function refuseInts(args: readonly Value[], writer: Writer): void {
  const isInt = ({ type }: Value) => type.kind === 'int';
  if (args.some(({ mixed }) => mixed) || (args.some(isInt) && !args.every(isInt)))
    writer.refuse('an integer is compared with a value, which Helm takes for a float and refuses');
}

/** `eq` and `ne`. */
export function equality(isEqual: boolean): Build {
  return (args, writer) => {
    const [first, ...others] = args;
    if (first === undefined || others.length === 0) writer.refuse('eq without two arguments');
    refuseInts(args, writer);
    const plain = others.every((other) => sameKind(first, other));
    if (plain && others.length > 1 && isEqual) {
      return booleanValue(`[${others.map(({ code }) => code).join(', ')}].includes(${first.code})`);
    }
    if (plain && others.length === 1) {
      return booleanValue(`${tight(first, ORDER)} ${isEqual ? '===' : '!=='} ${tight(others[0]!, ORDER)}`, EQUALITY);
    }
    const code = call(writer.sdk('equal'), ...args.map(({ code: one }) => one));
    return booleanValue(isEqual ? code : `!${code}`);
  };
}

/** `lt`, `le`, `gt` and `ge`. */
export function order(sign: '<' | '<=' | '>' | '>='): Build {
  return ([a, b], writer) => {
    if (!a || !b) writer.refuse('a comparison without two arguments');
    refuseInts([a, b], writer);
    if (a.sure && b.sure && a.type.kind === 'int')
      return booleanValue(`${tight(a, SUM)} ${sign} ${tight(b, SUM)}`, ORDER);
    return booleanValue(`${call(writer.sdk('compare'), a.code, b.code)} ${sign} 0`, ORDER);
  };
}

/** Of integers of the template's own it is an operator. */
export const arithmetic =
  (name: 'add' | 'mul' | 'sub', sign: '+' | '*' | '-'): Build =>
  (args, writer) => {
    if (name === 'sub' && args.length !== 2) writer.refuse(`sub with ${args.length} arguments`);
    if (!args.every(({ type, sure }) => sure && type.kind === 'int'))
      return { ...intValue(call(writer.sdk(name), ...args.map(({ code }) => code))), ...bound(...args) };
    const level = sign === '*' ? PRODUCT : SUM;
    const operands = args.map((arg, i) => tight(arg, i === 0 ? level : level + 1));
    return { ...intValue(operands.join(` ${sign} `)), ...bound(...args), ...(args.length > 1 ? { loose: level } : {}) };
  };
