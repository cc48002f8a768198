// Functions that make texts of texts: regular expressions, formats.

import { textLiteral } from '../../values/types';
import { booleanValue, isText, textValue, tight, type Value } from '../values';
import { type Build, call, constantText, sureText, templateText, textCode, type Writer } from './arguments';
import { type RegExpLiteral, regExpLiteral } from './regexps';

/** A constant regular expression that JavaScript has too. */
function regExp(pattern: Value | undefined, writer: Writer): RegExpLiteral {
  const text = constantText(pattern);
  const found = text === undefined ? undefined : regExpLiteral(text);
  return found ?? writer.refuse(`the regular expression ${pattern?.code}, which JavaScript has not`);
}

/** All matches, replaced by a text in which a `$` means something or nothing. */
export const replaceMatches =
  (isLiteral: boolean): Build =>
  ([pattern, subject, by], writer) => {
    const { code, canBeEmpty } = regExp(pattern, writer);
    const text = constantText(by);
    if (text === undefined || (text.includes('$') && !isLiteral))
      return writer.refuse('matches are replaced by what they matched');
    if (canBeEmpty) writer.refuse(`the regular expression ${pattern!.code}, which matches nothing at all too`);
    return textValue(
      `${tight(sureText(subject!, writer))}.replace(${code.replace(/u$/, 'gu')}, ${textLiteral(text.replaceAll('$', '$$$$'))})`,
    );
  };

/** Does a text match? */
export const matches: Build = ([pattern, subject], writer) =>
  booleanValue(`${regExp(pattern, writer).code}.test(${sureText(subject!, writer).code})`);

/** `%s` and `%d` of values that are certainly such: a template literal. */
export function printf(args: Value[], writer: Writer): Value {
  const [given, ...values] = args;
  const text = constantText(given);
  if (text === undefined) {
    if (values.some(({ type, mixed }) => type.kind === 'int' || mixed)) writer.refuse('printf of an integer');
    return textValue(call(writer.sdk('printf'), textCode(given!, writer), ...values.map(({ code }) => code)));
  }
  const verbs = [...text.matchAll(/%(.?)/gs)].map(([, verb]) => verb!);
  const strange = verbs.find((verb) => verb === '' || !'sdvqt%'.includes(verb));
  if (strange !== undefined) writer.refuse(`printf with %${strange}`);
  const isOne = verbs.length === values.length && !verbs.includes('%');
  const isInt = ({ type }: Value) => type.kind === 'int';
  const isPlain = (value: Value, i: number) =>
    value.sure && ('sv'.includes(verbs[i]!) ? isText(value.type) : verbs[i] === 'd' && isInt(value));
  if (isOne && values.every(isPlain)) {
    const [only] = values;
    if (only && /^%[sv]$/.test(text)) return textValue(tight(only));
    const inserted = (value: Value) => {
      const constant = constantText(value);
      return constant === undefined ? `\${${value.code}}` : templateText(constant);
    };
    const parts = text.split(/%./s).map(templateText);
    return textValue(`\`${parts.map((part, i) => (i === 0 ? part : inserted(values[i - 1]!) + part)).join('')}\``);
  }
  // To JavaScript an int of Go is a number as any other: it is handed on as the text that it becomes.
  const codes = values.map((value, i) => {
    if (!isInt(value) && !value.mixed) return value.code;
    if (!isOne || value.mixed || value.unbounded || !'dv'.includes(verbs[i]!)) writer.refuse('printf of an integer');
    return call('String', value.code);
  });
  let at = 0;
  const shown = text.replace(/%./gs, (directive) => (values[at] && isInt(values[at++]!) ? '%s' : directive));
  return textValue(call(writer.sdk('printf'), textLiteral(shown), ...codes));
}
