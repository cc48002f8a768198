// What TypeScript that was templates takes for granted of values: fields are those of mappings, and what values.yaml has as a text, a number
// or a boolean is no empty list or mapping, whose truth JavaScript has otherwise. The package sees to it (sdk/chart/granted.ts).

import { isScalarShape, type Shape } from './shapes';

/** `any`: whatever it is; `scalar`: no empty list or mapping. Fields: a mapping, or nothing, and what is granted of the fields that are read. */
export type Granted = 'any' | 'scalar' | { [field: string]: Granted };

/** What is taken for granted of values of a shape. */
export function grantedOf(shape: Shape): Granted {
  if (!shape.granted) return 'any';
  if (isScalarShape(shape)) return 'scalar';
  if (shape.kind !== 'mapping') return 'any';
  return Object.fromEntries([...shape.fields].map(([name, field]) => [name, grantedOf(field.shape)]));
}

/** Both what was taken for granted before and what is now. */
export function mergeGranted(before: Granted, now: Granted): Granted {
  if (before === 'any' || now === 'any') return before === 'any' ? now : before;
  if (before === 'scalar' || now === 'scalar') return before === 'scalar' ? now : before;
  const fields = { ...before };
  for (const [name, field] of Object.entries(now)) fields[name] = mergeGranted(fields[name] ?? 'any', field);
  return fields;
}
