// What one Helm does otherwise than another, a bit each: the guest keeps one word of them, which the linker sets and optimisation
// folds. A set bit is the newer behaviour. Which versions have which, and what each means for a chart's author, is
// language/profiles.ts'. Compiled by tsc and by asc alike.

// Of Go, whose version a Helm is built with.
/** Comparing unlike types names them (text/template, Go 1.24). */
export const COMPARED_TYPES_NAMED: u32 = 1 << 0;
/** `range` over an integer (text/template, Go 1.24). */
export const RANGE_OVER_INTEGER: u32 = 1 << 1;
/** Parentheses nest so deep only; `break` and `else with` as later parsers have them (text/template/parse, Go 1.24). */
export const PARSER_LIMITS: u32 = 1 << 2;
/** More names for character classes (regexp/syntax, Go 1.25). */
export const REGEXP_CATEGORIES: u32 = 1 << 3;
/** Square brackets in hosts are checked (net/url, Go 1.25). */
export const URL_BRACKETS: u32 = 1 << 4;
/** A certificate's key identifier is a truncated SHA-256, not a SHA-1 (crypto/x509, Go 1.25). */
export const KEY_ID_SHA256: u32 = 1 << 5;

// Of the libraries that Helm uses.
/** BurntSushi/toml 1.5 and 1.6. */
export const TOML_1_6: u32 = 1 << 6;
/** Masterminds/semver 3.4: words of errors, empty identifiers refused, prereleases of a whole group of comparisons. */
export const SEMVER_3_4: u32 = 1 << 7;
/** Masterminds/semver 3.5: quoted constraints in errors. */
export const SEMVER_3_5: u32 = 1 << 8;
/** values.schema.json is checked by santhosh-tekuri/jsonschema v6, not by xeipuuv/gojsonschema. */
export const JSON_SCHEMA_V6: u32 = 1 << 9;

// Of Helm itself: its fourth major version.
/** Types of Helm's own values have the package `common`. */
export const COMMON_PACKAGE: u32 = 1 << 10;
/** A chart's metadata are maps to templates, not structs. */
export const METADATA_MAPS: u32 = 1 << 11;
/** `.Capabilities.KubeVersion` is read by Kubernetes' own parser. */
export const KUBE_VERSION_GENERIC: u32 = 1 << 12;
/** `.Capabilities.HelmVersion.KubeClientVersion`. */
export const KUBE_CLIENT_VERSION: u32 = 1 << 13;
/** Entries of import-values are taken as text, whatever they are. */
export const IMPORTS_AS_TEXT: u32 = 1 << 14;
/** Warnings are structured log lines. */
export const STRUCTURED_LOG: u32 = 1 << 15;
/** The chain of templates behind an error is laid out line by line. */
export const ERROR_CHAIN: u32 = 1 << 16;
/** Webhook configurations have places of their own in install order. */
export const WEBHOOK_ORDER: u32 = 1 << 17;
/** Values files are streams of documents, and --set-json takes whole objects first. */
export const VALUES_DOCUMENTS: u32 = 1 << 18;
/** A key that the user sets to null stays null where the chart's own values lack it. */
export const NULLS_KEPT: u32 = 1 << 19;
/** Charts, archives and their limits are read as Helm 4 reads them. */
export const CHART_LOADER_4: u32 = 1 << 20;
/** Copies of a chart under aliases are loaded apart. */
export const ALIASES_APART: u32 = 1 << 21;

// Since 4.2.
/** Documents end with the line breaks they were written with; separators are lines. */
export const DOCUMENTS_KEEP_END: u32 = 1 << 22;
/** Nulls of the chart's own values.yaml are removed. */
export const CHART_NULLS_REMOVED: u32 = 1 << 23;
/** A chart's files may have any size; a chart may have 100 MiB in all. */
export const FILES_ANY_SIZE: u32 = 1 << 24;
/** `.Files.Lines` of an empty file is an empty list. */
export const EMPTY_FILE_LINES: u32 = 1 << 25;
/** A command in a message stands between single quotes. */
export const SINGLE_QUOTED_COMMANDS: u32 = 1 << 26;
/** The duration functions: durationSeconds and its kin. */
export const DURATION_FUNCTIONS: u32 = 1 << 27;

/** `.Capabilities.KubeVersion` prints a normalised version. */
export const KUBE_VERSION_NORMALIZED: u32 = 1 << 28;
/** mustToYaml and mustToJson's kin. */
export const MUST_TO_YAML: u32 = 1 << 29;
