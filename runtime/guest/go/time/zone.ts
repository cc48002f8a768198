// Zones by name, as Go's time.LoadLocation finds them: offset and abbreviation at a moment. Reads the compact tables that
// tools/generate/zone-table.go writes; a lookup walks one zone's segments and keeps nothing.
// Follows go@1.26.8 src/time/zoneinfo.go.

import { DAY_SECONDS, dateOfDay, dateYear, dayOfDate, daysInMonth, floorDivide, weekday } from './value';
import { Value, newString } from '../../core/value';
import { ZONE_COUNT, zoneAbbreviations, zoneNames, zoneRules, zoneTypes, zones } from './zone-table';

/** Seconds east of UTC, and the abbreviation, that `zoneAt` found. */
export let zoneOffset: i32 = 0;
export let zoneName: Value = changetype<Value>(0);

const TYPE_SIZE: u32 = 5;
/** In the type of a segment: a second type and two date rules follow. */
const TWO_TYPES: u32 = 0x80;
const NO_WEEKDAY: i32 = 7;

let cursor: usize = 0;

function varint(): u64 {
  let value: u64 = 0;
  let shift: u64 = 0;
  while (true) {
    const b = load<u8>(cursor++);
    value |= (<u64>(b & 0x7f)) << shift;
    if (b < 0x80) return value;
    shift += 7;
  }
}

/** Address of a zone's data, or 0. Every name says how many bytes it shares with the one before it. */
function findZone(name: Value): usize {
  let at = zoneNames;
  // Bytes of the name that the present entry has too.
  let same: u32 = 0;
  for (let i: u32 = 0; i < ZONE_COUNT; i++) {
    const shared: u32 = load<u8>(at);
    const length: u32 = load<u8>(at, 1);
    at += 2;
    // An entry that shares more than what fits differs from the name in the same place as the one before.
    if (shared <= same) {
      same = shared;
      const left = name.length - same;
      let j: u32 = 0;
      while (j < length && j < left && load<u8>(at + j) == name.byte(same + j)) j++;
      same += j;
      if (j == length && same == name.length) return zones + load<u16>(at + length);
    }
    at += length + 2;
  }
  return 0;
}

/** The moment of a date rule in a year, where the clock shows `offset` before it. */
function ruleAt(number: u32, year: i64, offset: i32): i64 {
  const rule = load<u32>(zoneRules + (number << 2));
  const month: i32 = rule >>> 28;
  const wanted: i32 = (rule >>> 20) & 7;
  const seconds: i32 = <i32>(rule & 0xfffff) - <i32>DAY_SECONDS;
  let inMonth: i32 = (rule >>> 23) & 31;
  if (!inMonth) inMonth = daysInMonth(month, year) - 6;
  let day = dayOfDate(year, month, inMonth);
  if (wanted != NO_WEEKDAY) day += (wanted - weekday(day) + 7) % 7;
  return day * DAY_SECONDS + (seconds - offset);
}

function typeAt(types: usize, i: u32): usize {
  cursor = types;
  while (i--) varint();
  return zoneTypes + <u32>varint() * TYPE_SIZE;
}

/** Offset of a type: 24 bits with a sign. */
function offsetOf(type: usize): i32 {
  return <i32>load<u16>(type, 2) | ((<i32>load<i8>(type, 4)) << 16);
}

/** What a named zone says at a moment, in `zoneOffset` and `zoneName`; false where there is no zone of that name. */
export function zoneAt(name: Value, seconds: i64): bool {
  cursor = findZone(name);
  if (!cursor) return false;
  const count = <u32>varint();
  const types = cursor;
  for (let i: u32 = 0; i < count; i++) varint();
  const segments = <u32>varint();
  let when: i64 = 0;
  let kind: u32 = 0;
  // The segment that holds the moment, if it has two types: its start and where they stand.
  let start: i64 = 0;
  let pair: usize = 0;
  for (let i: u32 = 0; i < segments; i++) {
    const delta = varint();
    if (i == 0) when = <i64>(delta >>> 1) ^ -(<i64>(delta & 1));
    else when += delta & 1 ? <i64>(delta >>> 1) : <i64>(delta >>> 1) * 3600;
    if (when > seconds) break;
    kind = load<u8>(cursor++);
    pair = 0;
    if (kind & TWO_TYPES) {
      start = when;
      pair = cursor++;
      varint();
      varint();
    }
  }
  if (pair) {
    const first = kind & ~TWO_TYPES;
    const second: u32 = load<u8>(pair);
    cursor = pair + 1;
    const toFirst = <u32>varint();
    const toSecond = <u32>varint();
    const firstOffset = offsetOf(typeAt(types, first));
    const secondOffset = offsetOf(typeAt(types, second));
    kind = first;
    dateOfDay(floorDivide(seconds, DAY_SECONDS));
    const year = dateYear;
    let latest = start;
    for (let y = year - 1; y <= year + 1; y++) {
      const a = ruleAt(toFirst, y, secondOffset);
      if (a > latest && a <= seconds) {
        latest = a;
        kind = first;
      }
      const b = ruleAt(toSecond, y, firstOffset);
      if (b > latest && b <= seconds) {
        latest = b;
        kind = second;
      }
    }
  }
  const type = typeAt(types, kind);
  const abbreviation: u32 = load<u16>(type);
  zoneOffset = offsetOf(type);
  zoneName = newString(zoneAbbreviations + (abbreviation >>> 4), abbreviation & 15);
  return true;
}
