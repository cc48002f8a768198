/**
 * One file of a chart, wherever it was read from.
 */

/** A file and where it stands in its chart. */
export interface ChartFile {
  /** Path in the chart, '/' separated; bytes that are no UTF-8 as gostd/bytes.ts has them. */
  name: string;
  data: Uint8Array;
}

/** The largest file that Helm reads since 3.18, up to 4.2. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** How much all files of a chart may hold together. */
export const MAX_CHART_BYTES = 100 * 1024 * 1024;

/** Cuts a leading UTF-8 byte order mark off. */
export function stripByteOrderMark(data: Uint8Array): Uint8Array {
  return data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? data.subarray(3) : data;
}
