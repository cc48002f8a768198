// Writes YAML that every parser (1.1 and 1.2) reads back as the same values. QuickJS is an interpreter, so JavaScript only makes JSON of
// the value, which is C, and the module's own writer makes YAML of that: runtime/guest/lib/yaml/write/from-json.ts.

import { native, WRITE_YAML } from './runtime/native';

let isBeyondJson = false;

/** Notes numbers that JSON has no words for, and refuses what is no data. */
function look(_: string, value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value)) isBeyondJson = true;
      break;
    case 'bigint':
      isBeyondJson = true;
      return null;
    case 'function':
    case 'symbol':
      throw new TypeError(`a ${typeof value} cannot be written as YAML`);
    case 'object':
      if (value instanceof Map) return Object.fromEntries(value);
  }
  return value;
}

/** JSON but for those numbers, which are as YAML has them. */
function beyondJson(given: unknown): string {
  let value = given;
  if (typeof (value as { toJSON?: unknown } | null)?.toJSON === 'function') {
    value = (value as { toJSON(): unknown }).toJSON();
  }
  if (value instanceof Map) value = Object.fromEntries(value);
  if (Array.isArray(value)) return `[${value.map(beyondJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, child]) => child !== undefined);
    return `{${entries.map(([name, child]) => `${JSON.stringify(name)}:${beyondJson(child)}`).join(',')}}`;
  }
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'number' || Number.isFinite(value)) return JSON.stringify(value) ?? 'null';
  return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
}

/** Is an object among those that it stands in? */
function containsItself(value: unknown, around: readonly object[] = []): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (around.includes(value)) return true;
  return Object.values(value).some((one) => containsItself(one, [...around, value]));
}

/** One YAML document. Keys stay in their order; `undefined` is left out; Dates become texts. */
export function toYaml(value: unknown): string {
  isBeyondJson = false;
  let json: string | undefined;
  try {
    json = JSON.stringify(value, look);
  } catch (error) {
    if (!(error instanceof TypeError) || !containsItself(value)) throw error;
    throw new TypeError('an object that contains itself cannot be written as YAML');
  }
  return native(WRITE_YAML, isBeyondJson ? beyondJson(value) : (json ?? 'null'));
}
