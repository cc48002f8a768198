// The monotonic clock, in milliseconds. Node loads `performance` when it is first used, which takes longer than many a
// render; this is there from the start.

export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
