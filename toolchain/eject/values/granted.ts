// What TypeScript that was templates takes for granted of values: fields are those of mappings, and what values.yaml has as a text, a number
// or a boolean is no empty list or mapping, whose truth JavaScript has otherwise. The package sees to it (sdk/chart/granted.ts).

import { isScalarShape, type Shape } from './shapes';

/** `scalar`: no empty list or mapping. Fields: a mapping, or nothing, and what is granted of its own. */
export type Granted = 'scalar' | { [field: string]: Granted };

/** What is taken for granted of values of a shape; undefined where nothing is. */
export function grantedOf(shape: Shape): Granted | undefined {
  if (!shape.granted) return undefined;
  if (isScalarShape(shape)) return 'scalar';
  if (shape.kind !== 'mapping') return undefined;
  const fields: Granted = {};
  for (const [name, field] of shape.fields) {
    const granted = grantedOf(field.shape);
    if (granted !== undefined) fields[name] = granted;
  }
  return fields;
}

/** Both what was taken for granted before and what is now. */
export function mergeGranted(before: Granted | undefined, now: Granted | undefined): Granted | undefined {
  if (before === undefined || now === undefined) return before ?? now;
  if (before === 'scalar' || now === 'scalar') return before === 'scalar' ? now : before;
  const fields = { ...before };
  for (const [name, field] of Object.entries(now)) fields[name] = mergeGranted(fields[name], field)!;
  return fields;
}
