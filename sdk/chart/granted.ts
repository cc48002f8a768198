// What TypeScript that was templates takes for granted of a user's values. Where a chart would go on or refuse, a package that steps into a text
// or takes an empty list for true would give other objects: it refuses such values.

import { fail } from '../errors';
import { nameOf } from './text';

/** `scalar`: no empty list or mapping. Fields: a mapping, or nothing, and what is granted of its own. */
export type Granted = 'scalar' | { [field: string]: Granted };

/** Refuses values that are otherwise. `path`: where they are. Throws InputError. */
export function checkGranted(value: unknown, granted: Granted, path: string): void {
  if (value === null || value === undefined) return;
  if (granted === 'scalar') {
    if (typeof value === 'object' && Object.keys(value).length === 0)
      fail(`${path} is ${nameOf(value)} that is empty: a text, a number or a boolean is needed`);
    return;
  }
  if (typeof value !== 'object' || Array.isArray(value)) fail(`${path} is ${nameOf(value)}: a mapping is needed`);
  for (const [name, field] of Object.entries(granted))
    if (Object.hasOwn(value as object, name))
      checkGranted((value as Record<string, unknown>)[name], field, `${path}.${name}`);
}
