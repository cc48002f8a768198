// Writes YAML that every parser (1.1 and 1.2) reads back as the same values. QuickJS is an interpreter, so whatever a regular
// expression or JSON.stringify (both C) can do is done by them, and keys are written once.

/** Texts that no YAML reader takes for anything but a string. */
const PLAIN = /^[A-Za-z_/$][A-Za-z0-9_./$@+=-]*(?:(?:[ ]|:(?=[A-Za-z0-9_./$@+(=-]))[A-Za-z0-9_./$@+(=-]+)*$/;
const RESERVED = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf)$/i;
/** Texts that a block scalar gives back as they are. */
const BLOCK =
  /^[^\s\x00-\x08\x0b-\x1f\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff][^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]*$/;
/** Characters that JSON leaves bare and YAML folds or refuses. */
const SPECIAL = /[\x7f-\xa0\u2028\u2029\ufeff]/g;

/** Longest key that stands before a plain colon: YAML looks for one within 1024 characters. */
const MOST_KEY = 500;

const writtenKeys = new Map<string, string>();

function quoted(text: string): string {
  return JSON.stringify(text).replace(SPECIAL, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function scalarText(value: string): string {
  return PLAIN.test(value) && !(value.length < 6 && RESERVED.test(value)) ? value : quoted(value);
}

function writeKey(name: string): string {
  let found = writtenKeys.get(name);
  if (found === undefined) {
    found = `${scalarText(name)}:`;
    writtenKeys.set(name, found);
  }
  return found;
}

function scalar(value: unknown): string {
  switch (typeof value) {
    case 'number': {
      if (!Number.isFinite(value)) return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
      const digits = String(value);
      // YAML 1.1 reads 1e21 as a text.
      return digits.includes('e') && !digits.includes('.') ? digits.replace('e', '.0e') : digits;
    }
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'undefined':
      return 'null';
    default:
      throw new TypeError(`a ${typeof value} cannot be written as YAML`);
  }
}

/** What follows `key:` or `-`, up to and with the newline. `list`: the indent of the items if it is a list. */
function rest(value: unknown, indent: string, list: string, open: object[]): string {
  if (typeof value === 'string') {
    if (value.includes('\n') && BLOCK.test(value)) {
      const ends = value.endsWith('\n');
      const body = (ends ? value.slice(0, -1) : value).replace(/\n(?=[^\n])/g, `\n${indent}`);
      const chomping = ends ? (value.endsWith('\n\n') ? '+' : '') : '-';
      return ` |${chomping}\n${indent}${body}\n`;
    }
    return ` ${scalarText(value)}\n`;
  }
  if (typeof value !== 'object') return ` ${scalar(value)}\n`;
  if (value === null) return ' null\n';
  if (Array.isArray(value)) return value.length === 0 ? ' []\n' : `\n${items(value, list, open)}`;
  const body = fields(value, indent, open);
  return body === '' ? ' {}\n' : `\n${indent}${body}`;
}

function items(value: readonly unknown[], indent: string, open: object[]): string {
  enter(value, open);
  let out = '';
  const deeper = `${indent}  `;
  for (const given of value) {
    const item = normal(given);
    const body = typeof item === 'object' && item !== null && !Array.isArray(item) ? fields(item, deeper, open) : '';
    out += body === '' ? `${indent}-${rest(item, deeper, deeper, open)}` : `${indent}- ${body}`;
  }
  open.pop();
  return out;
}

/** The entries of a mapping, without the indent of the first. */
function fields(value: object, indent: string, open: object[]): string {
  enter(value, open);
  let out = '';
  const deeper = `${indent}  `;
  for (const name in value) {
    let child = (value as Record<string, unknown>)[name];
    if (child === undefined) continue;
    if (typeof child === 'object') child = normal(child);
    out += out === '' ? '' : indent;
    out += name.length < MOST_KEY ? writeKey(name) : `? ${quoted(name)}\n${indent}:`;
    out += rest(child, deeper, indent, open);
  }
  open.pop();
  return out;
}

/** Cycles are looked for only where the nesting is suspiciously deep. */
const SUSPICIOUS_DEPTH = 100;

function enter(value: object, open: object[]): void {
  if (open.length > SUSPICIOUS_DEPTH && open.includes(value)) {
    throw new TypeError('an object that contains itself cannot be written as YAML');
  }
  open.push(value);
}

/** What JSON.stringify would see of an object; Maps as mappings. */
function normal(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return (value as { toJSON(): unknown }).toJSON();
    if (value instanceof Map) return Object.fromEntries(value);
  }
  return value;
}

/** One YAML document. Keys stay in their order; `undefined` is left out; Dates become texts. */
export function toYaml(value: unknown): string {
  const given = normal(value);
  if (Array.isArray(given) && given.length > 0) return items(given, '', []);
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return fields(given, '', []) || '{}\n';
  return rest(given, '  ', '', []).slice(1);
}
