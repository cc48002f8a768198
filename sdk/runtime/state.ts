// What one render knows. The module starts every render from its snapshot, so nothing here outlives one.

/** Filled by serve.ts when a render begins. */
export const state = {
  phase: 'build' as 'build' | 'render',
  /** milliseconds since 1970 */
  now: undefined as number | undefined,
  entropy: undefined as string | undefined,
  /** the values as text, and their JSON, where JavaScript does not have all that the text says */
  values: undefined as { text: string; json: string } | undefined,
  warnings: [] as string[],
  /** what was looked up, by the package or what it calls, whether it was found or not */
  reads: [] as object[],
  /** the dependencies that are converted charts: the build says so before the package's memory is kept */
  charts: [] as string[],
  /** the dependency that runs */
  calling: '',
};
