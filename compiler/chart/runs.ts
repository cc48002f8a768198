// Where bytes lie that were read: arrays that share a buffer are taken together, since there are thousands of them.

/**
 * Runs of memory in which these arrays lie, of each buffer one: from its first array to its last. A buffer most of which is of
 * somebody else is left out.
 */
export function runsOf(arrays: Iterable<Uint8Array>): Uint8Array<ArrayBufferLike>[] {
  const runs = new Map<ArrayBufferLike, { from: number; to: number; bytes: number }>();
  for (const { buffer, byteOffset, length } of new Set(arrays)) {
    const end = byteOffset + length;
    const run = runs.get(buffer);
    if (run === undefined) {
      runs.set(buffer, { from: byteOffset, to: end, bytes: length });
    } else {
      run.from = Math.min(run.from, byteOffset);
      run.to = Math.max(run.to, end);
      run.bytes += length;
    }
  }
  const dense = [...runs].filter(([, { from, to, bytes }]) => bytes * 2 >= to - from && bytes > 0);
  return dense.map(([buffer, { from, to }]) => new Uint8Array(buffer, from, to - from));
}
