// Functions that make mappings and lists, and what YAML is written of.

import { propertyName } from '../../values/types';
import { ORDER, property, textValue, tight, unbound, type Value } from '../values';
import { type Build, call, helper, textCode, type Writer } from './arguments';
import { typeOfEither } from './conditions';

/** The code of a mapping with these entries. */
export function mappingCode(entries: readonly [name: string, value: Value][]): string {
  const fields = entries.map(([name, { code }]) => {
    const key = propertyName(name);
    return key === code ? key : `${key}: ${code}`;
  });
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** A list of anything. */
export const listFrom = (code: string): Value => ({
  code,
  type: { kind: 'list', item: { kind: 'unknown' } },
  sure: true,
});

/** The code of what is a list whatever a user gives. */
export const sureList = (value: Value, { sdk }: Writer) =>
  value.sure && value.type.kind === 'list' ? tight(value) : call(sdk('list'), value.code);

/** A list of these. Large ints beside others nobody could tell from floats any more. */
export function listOf(args: readonly Value[], writer: Writer): Value {
  const ints = args.filter(({ type }) => type.kind === 'int');
  const isMixed = ints.length > 0 && ints.length < args.length;
  const isLarge = ints.some(({ code }) => !/^-?\d{1,6}$/.test(code)) || args.some(({ mixed }) => mixed === 'large');
  if (isLarge && isMixed) writer.refuse('a list of integers and of values');
  return {
    code: `[${args.map(({ code }) => code).join(', ')}]`,
    type: {
      kind: 'list',
      item: args.length === 0 ? { kind: 'unknown' } : (args.map(({ type }) => type).reduce(typeOfEither) as never),
    },
    sure: true,
    ...(isLarge ? { mixed: 'large' } : isMixed || args.some(({ mixed }) => mixed) ? { mixed: 'small' } : {}),
  };
}

/** Refuses lists with ints of the template's own, where the function would have them for floats. */
export const ofNoInts =
  (build: Build): Build =>
  (args, writer) => {
    const isInt = ({ type, mixed }: Value) => type.kind === 'int' || mixed !== undefined;
    if (args.some((arg) => isInt(arg) || (arg.type.kind === 'list' && (arg.type.item.kind as string) === 'int')))
      writer.refuse('integers in a list');
    return build(args, writer);
  };

/** A mapping's part, by keys. */
export const partOf = (name: 'omit' | 'pick', [subject, ...keys]: readonly Value[], writer: Writer): Value => ({
  code: call(writer.sdk(name), subject!.code, ...keys.map((key) => textCode(key, writer))),
  type: { kind: 'mapping', fields: new Map(), open: true },
  sure: true,
});

/** A new mapping of several. Helm writes into the first, which is seen where that is somebody's. */
export const merged =
  (name: 'merge' | 'mergeOverwrite'): Build =>
  (args, writer) => {
    if (!args[0]!.fresh) writer.refuse(`${name} changes a mapping that others may see`, 'changes');
    if (args.some(({ code }) => /\bchart\.values$/.test(code))) writer.refuse(`${name} of all values`, 'changes');
    return {
      code: call(writer.sdk(name), ...args.map(({ code }) => code)),
      type: { kind: 'mapping', fields: new Map(), open: true },
      sure: true,
      fresh: true,
    };
  };

/** Nothing changes a value here, so none needs a copy; but of nothing there is none. */
export const deepCopy: Build = ([value], { sdk }) => {
  const copy = value!.sure ? value! : { ...unbound(value!, call(sdk('deepCopy'), value!.code)), optional: false };
  return { ...copy, fresh: true };
};

/** The value itself: whoever writes it makes YAML of it. */
export const toYaml: Build = ([value], { sdk }) => {
  const yaml = withNulls(value!);
  // Of what the template makes, and does not print by itself, the texts stand in it.
  const isMade = /^[[{]./.test(yaml.code) && /\w/.test(yaml.code.replace(/'(?:[^'\\]|\\.)*'|\w+:/g, ''));
  return { ...textValue('undefined'), yaml: isMade ? unbound(yaml, call(sdk('nested'), yaml.code)) : yaml };
};

/** A dict whose entries are there, whatever they are: in a mapping of JavaScript's what is undefined is not there. */
function withNulls(value: Value): Value {
  if (value.type.kind !== 'dict') return value;
  const entries = [...value.type.entries].map(([name, entry]): [string, Value] => {
    const code = value.code.startsWith('{') ? entry : unbound(entry, property(tight(value), name));
    if (entry.type.kind === 'dict') return [name, withNulls(code)];
    return [name, entry.sure ? code : unbound(entry, `${tight(code, ORDER)} ?? null`)];
  });
  const isWhole = [...value.type.entries.values()].every(({ sure, type }) => sure && type.kind !== 'dict');
  return isWhole ? value : unbound(value, mappingCode(entries));
}

/** Of YAML that is indented the value stays what it is. */
export function indentation(name: 'indent' | 'nindent'): Build {
  return (args, writer) => {
    const [count, value] = args;
    if (!value?.yaml) return helper(name, ['int', 'text'], textValue)(args, writer);
    if (!/^\d+$/.test(count!.code)) writer.refuse('an indentation that is computed');
    return { ...value, indented: Number(count!.code), isUntrimmed: true };
  };
}
