// What TypeScript that was templates takes for granted of a user's values. Where a chart would go on or refuse, a package that steps into a text
// or takes an empty list for true would give other objects: it refuses such a value where code reads it so, and there alone.

import { fail } from '../errors';
import { nameOf } from './text';

/** `any`: whatever it is; `scalar`: no empty list or mapping. Fields: a mapping, or nothing, and what is granted of the fields that are read. */
export type Granted = 'any' | 'scalar' | { [field: string]: Granted };

/** A value that is no mapping though fields of it are read. */
interface Fieldless {
  value: unknown;
  path: string;
  fields: object;
}

/**
 * Calls `render`, during which values that are otherwise are refused: a text, a number, a boolean or a list when a field of it is read, and
 * an empty list or mapping when it is read at all. Throws InputError.
 * @param values a mapping of JSON
 */
export function whileGranted<T>(values: object, granted: Granted, render: () => T): T {
  const undo: (() => void)[] = [];
  const found: Fieldless[] = [];
  const define = (at: object, name: string, get: (this: object) => unknown) => {
    const before = Object.getOwnPropertyDescriptor(at, name);
    Object.defineProperty(at, name, { get, enumerable: before?.enumerable ?? false, configurable: true });
    undo.push(() => (before ? Object.defineProperty(at, name, before) : Reflect.deleteProperty(at, name)));
  };

  const check = (parent: object, name: string, path: string, known: Granted): void => {
    const value = (parent as Record<string, unknown>)[name];
    if (value === null || value === undefined || known === 'any') return;
    if (known === 'scalar') {
      if (typeof value === 'object' && Object.keys(value).length === 0)
        define(parent, name, () =>
          fail(`${path} is ${nameOf(value)} that is empty: a text, a number or a boolean is needed`),
        );
    } else if (typeof value === 'object' && !Array.isArray(value)) {
      for (const [field, inner] of Object.entries(known))
        if (Object.hasOwn(value, field)) check(value, field, `${path}.${field}`, inner);
    } else {
      found.push({ value, path, fields: known });
      const prototype: object = Object.getPrototypeOf(value);
      for (const field of Object.keys(known)) withoutField(prototype, field);
    }
  };

  /** A field of a text or the like is nothing to JavaScript, and an error to Go. */
  const withoutField = (prototype: object, field: string) => {
    const refuse = (value: unknown) => {
      const at = found.find((one) => one.value === value && Object.hasOwn(one.fields, field));
      if (at) fail(`${at.path} is ${nameOf(value)}: a mapping is needed`);
    };
    if (Object.getOwnPropertyDescriptor(prototype, field)?.get !== undefined) return;
    // What JavaScript has under this name nobody can tell from a field.
    const { value } = found.at(-1)!;
    if (field in Object(value)) refuse(value);
    define(prototype, field, function () {
      return refuse(this.valueOf());
    });
  };

  try {
    check({ values }, 'values', 'values', granted);
    return render();
  } finally {
    for (const one of undo.toReversed()) one();
  }
}
