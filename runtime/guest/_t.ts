import { newMap, literal, newInt, Value } from './value';
import { mapSet, mapGet } from './map';
import { fail, failed } from './error';
export function t(): Value { const m = newMap(0); mapSet(m.map, literal("a"), newInt(5)); if (failed()) return fail(literal('x')); return mapGet(m.map, literal("a")); }
