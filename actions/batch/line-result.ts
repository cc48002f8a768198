// What a batch prints of a line. Apart from what renders lines, which the thread that hands them out does not load.

/** A line of the results. */
export interface LineResult {
  ok: boolean;
  /** The line's bytes, its end included. */
  text: Uint8Array;
}

/** The result of what a line asked for. */
export function lineResult(result: Record<string, unknown>): LineResult {
  const text = new TextEncoder().encode(`${JSON.stringify(result)}\n`);
  return { ok: result['code'] === 0, text };
}

/** The result of a line that never became a render; `id` is what the line has there, be it right or wrong. */
export function failedLine(line: number, id: unknown, message: string): LineResult {
  return lineResult({ line, id, code: 1, stderr: `Error: ${message}\n` });
}
