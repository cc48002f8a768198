// console.log and its kin: what is said goes to the render's warnings, in the form that Node gives it; objects are JSON.

import { shown } from '../values';
import { state } from './state';

/** A value where the text before has `%` and a letter. Source: Node, lib/internal/util/inspect.js, formatWithOptions. */
function formed(letter: string, value: unknown): string {
  if (letter === 'c') return '';
  if (letter === 'j') return String(JSON.stringify(value));
  if (!'dif'.includes(letter)) return shown(value);
  if (typeof value === 'bigint') return letter === 'f' ? String(value) : `${value}n`;
  if (typeof value === 'symbol') return 'NaN';
  if (letter === 'd') return String(Number(value));
  return String(letter === 'i' ? Number.parseInt(value as string, 10) : Number.parseFloat(value as string));
}

function say(...parts: unknown[]): void {
  const [first] = parts;
  if (typeof first === 'string' && parts.length > 1) {
    let used = 1;
    const text = first.replace(/%([sdifjoOc%])/g, (whole, letter: string) => {
      if (letter === '%') return '%';
      return used < parts.length ? formed(letter, parts[used++]) : whole;
    });
    parts.splice(0, used, text);
  }
  state.warnings.push(parts.map(shown).join(' '));
}

export const console = { log: say, info: say, debug: say, warn: say, error: say };
