// JavaScript values as JSON, where what JSON cannot hold is refused: JSON.stringify leaves it out, or makes null of it, without a word.

/**
 * The value's JSON; `name` is what it is called in errors. A property that is undefined is left out. Throws an Error that names the place
 * of what JSON cannot hold: `values.ports[1] is NaN, which JSON cannot hold`.
 */
export function jsonText(value: unknown, name: string): string {
  check(value, [name]);
  return JSON.stringify(value);
}

const HINTS: Record<string, string> = {
  undefined: 'give null, or leave it out',
  bigint: 'give a number or a text',
  Date: 'give its text, toISOString()',
  Map: 'give an object, Object.fromEntries(…)',
  Set: 'give a list, [...set]',
  Promise: 'wait for it, await',
};

/** @param path what leads to the value: the name, then a value and its key, and so on */
function check(value: unknown, path: unknown[]): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refused(path, String(value));
    return;
  }
  if (typeof value !== 'object') throw refused(path, typeof value);
  for (let at = 1; at < path.length; at += 2) if (path[at] === value) throw refused(path, 'part of itself');
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) checkBelow(value, i, value[i], path);
    return;
  }
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (kind !== 'Object') throw refused(path, kind);
  if ('toJSON' in value) throw refused(path, value.constructor?.name ?? 'toJSON');
  for (const [key, item] of Object.entries(value)) if (item !== undefined) checkBelow(value, key, item, path);
}

function checkBelow(above: object, key: string | number, item: unknown, path: unknown[]): void {
  path.push(above, key);
  check(item, path);
  path.length -= 2;
}

function refused([name, ...steps]: unknown[], what: string): Error {
  const keys = steps.filter((_, i) => i % 2 === 1);
  const place = keys.map((key) => (/^[A-Za-z_$][\w$]*$/.test(String(key)) ? `.${key}` : `[${JSON.stringify(key)}]`));
  const hint = Object.hasOwn(HINTS, what) ? `: ${HINTS[what]}` : '';
  const article = /^(?:undefined|NaN|-?Infinity|part of itself)$/.test(what) ? '' : 'a ';
  return new Error(`${name}${place.join('')} is ${article}${what}, which JSON cannot hold${hint}`);
}
