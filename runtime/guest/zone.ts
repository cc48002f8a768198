// Zones by name, as Go's time.LoadLocation finds them.

import { Value } from './value';

/** Seconds east of UTC, and the abbreviation, that `zoneAt` found. */
export let zoneOffset: i32 = 0;
export let zoneName: Value = changetype<Value>(0);

/** What a named zone says at a moment, in `zoneOffset` and `zoneName`; false where there is no zone of that name. */
export function zoneAt(name: Value, seconds: i64): bool {
  return false;
}
