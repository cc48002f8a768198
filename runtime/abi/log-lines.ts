// The messages of Helm 3's log that name a line of its source: places in the list of lines that a chart's description has
// (language/profiles.ts, runtime/guest/helm/warnings.ts). Compiled by tsc and by asc alike.

/** coalesce.go: cannot overwrite table with non table */
export const LOG_TABLE: u32 = 0;
/** coalesce.go: destination is a table */
export const LOG_NO_TABLE: u32 = 1;
/** dependencies.go: a tag that is no boolean */
export const LOG_TAG: u32 = 2;
/** dependencies.go: a condition that is no boolean */
export const LOG_CONDITION: u32 = 3;
/** dependencies.go: an import from a chart that has no such table */
export const LOG_IMPORT_FROM: u32 = 4;
/** dependencies.go: an import that finds no table */
export const LOG_IMPORT: u32 = 5;
/** manifest_sorter.go: an unknown hook */
export const LOG_HOOK: u32 = 6;
export const LOG_COUNT: u32 = 7;
