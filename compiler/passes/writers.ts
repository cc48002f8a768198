// Which template functions can write their text straight to the output, and the guest functions that do it
// (runtime/guest/template/writers.ts). They take what the function's own symbol takes and give 1, or 0 with a failure recorded.

/** Guest function of each template function that a `write` may name. */
export const writers: ReadonlyMap<string, string> = new Map([
  ['b64enc', 'writeB64enc'],
  ['indent', 'writeIndent'],
  ['join', 'writeJoin'],
  ['nindent', 'writeNindent'],
  ['print', 'writePrint'],
  ['printf', 'writePrintf'],
  ['quote', 'writeQuote'],
  ['squote', 'writeSquote'],
  ['toJson', 'writeToJson'],
  ['toString', 'writeToString'],
  ['toYaml', 'writeToYaml'],
]);

/** Those that can fail: for a negative width. */
export const failingWriters: ReadonlySet<string> = new Set(['indent', 'nindent']);

/** Variadic functions with a form for a fixed number of arguments, which needs no vector: by name, then count. */
export const fixedForms: Readonly<Record<string, Record<number, string>>> = {
  default: { 2: 'defaultTo' },
  eq: { 2: 'fnEq2' },
};

/** As `fixedForms`, for functions in a `write`. */
export const fixedWriters: Readonly<Record<string, Record<number, string>>> = {
  quote: { 1: 'writeQuoted' },
};
