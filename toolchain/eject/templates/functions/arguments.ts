// What functions are given, as code: the text that a parameter of Go takes, its int64, the text of a constant.

import type { ReasonKind } from '../../reasons';
import { booleanValue, isText, textValue, tight, type Value } from '../values';

/** What functions are given to write code with. */
export interface Writer {
  /** the name of a function of the SDK, which is imported then */
  sdk(name: string): string;
  /** refuses: `reason` tells why */
  refuse(reason: string, kind?: ReasonKind): never;
}

/** Writes the call of a function with these arguments, or refuses. */
export type Build = (args: Value[], writer: Writer) => Value;

/** The code of a call. */
export const call = (name: string, ...args: string[]) => `${name}(${args.join(', ')})`;

/** The text of a constant; undefined where the value is none. */
export function constantText(value: Value | undefined): string | undefined {
  return value && /^'(?:[^'\\]|\\.)*'$|^"(?:[^"\\]|\\.)*"$/.test(value.code)
    ? (unquoteLiteral(value.code) ?? undefined)
    : undefined;
}

function unquoteLiteral(code: string): string | undefined {
  const body = code.slice(1, -1);
  try {
    return JSON.parse(`"${code.startsWith("'") ? body.replace(/\\'/g, "'").replace(/"/g, '\\"') : body}"`) as string;
  } catch {
    return undefined;
  }
}

/** The code of a text: what `string` parameters of Go take. Functions of the SDK see for themselves that it is one. */
export function textCode(value: Value, { sdk }: Writer): string {
  return isText(value.type) && !value.optional ? value.code : `${sdk('str')}(${value.code})`;
}

/** The code of what is a text whatever a user gives: JavaScript's methods would take other values too. */
export function sureText(value: Value, { sdk }: Writer): Value {
  return value.sure && isText(value.type) ? value : textValue(`${sdk('str')}(${value.code})`);
}

/** The code of an int64, which Sprig casts from anything. */
export function intCode(value: Value, { sdk }: Writer): string {
  return value.type.kind === 'int' ? tight(value) : `${sdk('int')}(${value.code})`;
}

/** Whether what is cast to an int may be of any size: nothing tells what it is. */
export const bound = (...values: readonly Value[]): Pick<Value, 'unbounded'> =>
  values.some(({ type, unbounded }) => unbounded || type.kind === 'unknown' || type.kind === 'either')
    ? { unbounded: true }
    : {};

/** A function of the SDK that takes the subject first: `trunc(text, 63)`. */
export const helper =
  (name: string, types: ('text' | 'int' | 'any')[], result: (code: string) => Value): Build =>
  (args, writer) => {
    if (args.length !== types.length) writer.refuse(`${name} with ${args.length} arguments`);
    // Go takes an int there, and neither a user's number nor what can be cast to one.
    if (args.some(({ type }, i) => types[i] === 'int' && type.kind !== 'int'))
      writer.refuse(`${name} with what may be no int`);
    const codes = args.map((arg, i) =>
      types[i] === 'text' ? textCode(arg, writer) : types[i] === 'int' ? tight(arg) : arg.code,
    );
    const subject = codes.pop()!;
    return result(call(writer.sdk(name), subject, ...codes));
  };

/** A method of JavaScript's strings on the last argument. */
export const method =
  (name: string, type: 'boolean' | 'string'): Build =>
  (args, writer) => {
    const texts = args.map((arg) => sureText(arg, writer));
    const subject = texts.pop()!;
    const code = `${tight(subject)}.${name}(${texts.map((text) => text.code).join(', ')})`;
    return type === 'string' ? textValue(code) : booleanValue(code);
  };

/** A text within a template literal. */
export function templateText(text: string): string {
  return text.replace(/[\\`]|\$\{/g, (sign) => `\\${sign}`);
}
