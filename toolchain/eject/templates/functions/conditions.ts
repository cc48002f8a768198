// What Go's templates take for true, and functions that give one value or another by it.

import { union } from '../../values/shapes';
import {
  booleanValue,
  CHOICE,
  EQUALITY,
  isPlainTruth,
  isScalar,
  isText,
  OR,
  tight,
  type Type,
  type Value,
} from '../values';
import { type Build, call, type Writer } from './arguments';

/** A condition: the code is true where Go's template takes the value for true. */
export function condition(value: Value, { sdk }: Writer): Value {
  if (value.test) return value.test;
  if (value.code === 'undefined') return booleanValue('false');
  if (isPlainTruth(value)) return { ...value };
  if (value.type.kind === 'root' || value.type.kind === 'release') return booleanValue('true');
  return booleanValue(`${sdk('truthy')}(${value.code})`);
}

/** A condition's contrary, in as few signs as it takes. */
export function negated(code: string, loose: number | undefined): string {
  if (code === 'true' || code === 'false') return String(code === 'false');
  if (loose === EQUALITY && /^[^&|?]* === [^&|?]*$/.test(code)) return code.replace(' === ', ' !== ');
  if (loose !== undefined) return `!(${code})`;
  return code.startsWith('!') ? code.slice(1) : `!${code}`;
}

/** `not`, and `empty`, which is the same. */
export const not: Build = ([value], writer) => {
  const { code, loose } = condition(value!, writer);
  const test = booleanValue(negated(code, loose));
  // Of a condition's contrary the contrary is the condition, which need be no boolean.
  return /^!.*[^)]$/.test(code) ? { ...booleanValue(`!${code}`), test } : test;
};

/** Can it be left out where nobody asks for it? What is computed may refuse its values. */
export const isHarmless = ({ code }: Value) => /^(?:[\w.$]+|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\{\}|\[\])$/.test(code);

/** What is an int in one case and something of the user's in another: Go keeps the two apart, and prints large ones otherwise. */
export const mixedOf = (...values: readonly Value[]): Pick<Value, 'mixed'> => {
  const ints = values.filter(({ type }) => type.kind === 'int');
  const isMixed = ints.length > 0 && ints.length < values.length;
  const isLarge = isMixed && !ints.every(({ code }) => /^-?\d{1,6}$/.test(code));
  if (isLarge || values.some(({ mixed }) => mixed === 'large')) return { mixed: 'large' };
  return isMixed || values.some(({ mixed }) => mixed) ? { mixed: 'small' } : {};
};

/** `or` and `default`: the first that is not empty, else the last. Of `or` nobody looks at the second where the first is something. */
export function either(first: Value, second: Value, writer: Writer, looksAtBoth = true): Value {
  if (first.code === 'undefined') return second;
  const type = typeOfEither(first.type, second.type);
  const sure = first.sure === true && second.sure === true;
  const known = { type, sure, optional: second.optional ?? false, ...mixedOf(first, second) };
  if (isPlainTruth(first) && (isHarmless(second) || !looksAtBoth))
    return { ...known, code: `${tight(first, OR)} || ${tight(second, OR)}`, loose: OR };
  if (looksAtBoth || isHarmless(second))
    return { ...known, code: call(writer.sdk('defaulted'), first.code, second.code) };
  const test = tight(condition(first, writer), OR);
  return { ...known, code: `${test} ? ${tight(first, OR)} : ${tight(second, OR)}`, loose: CHOICE };
}

/** What a value is that is one of two. */
export function typeOfEither(a: Type, b: Type): Type {
  if (a.kind === b.kind && a.kind === 'int') return a;
  if (['dict', 'root', 'int', 'release', 'capabilities', 'kubeVersion', 'metadata'].includes(a.kind))
    return { kind: 'unknown' };
  if (b.kind === 'int') return isScalar(a) ? { kind: 'number' } : { kind: 'unknown' };
  if (['dict', 'root', 'release', 'capabilities', 'kubeVersion', 'metadata'].includes(b.kind))
    return { kind: 'unknown' };
  if (a.kind === 'unknown') return a;
  if (b.kind === 'unknown') return b;
  if (a.kind === 'literals' && isText(b)) return { kind: 'string' };
  if (b.kind === 'literals' && isText(a)) return { kind: 'string' };
  return union(a as never, b as never);
}
