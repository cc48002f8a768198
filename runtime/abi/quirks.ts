// What one Helm does otherwise than another, a bit of a 64-bit word each: the guest keeps that word, which the linker sets and optimisation
// folds. The constants are the bits' numbers. A set bit is the newer behaviour. Which versions have which, and what each means for a chart's author, is
// language/profiles.ts'. Compiled by tsc and by asc alike.

// Of Go, whose version a Helm is built with.
/** Comparing unlike types names them (text/template, Go 1.25). */
export const COMPARED_TYPES_NAMED: i32 = 0;
/** `range` over an integer (text/template, Go 1.24). */
export const RANGE_OVER_INTEGER: i32 = 1;
/** Parentheses nest so deep only (text/template/parse, Go 1.25). */
export const PARSER_LIMITS: i32 = 2;
/** Lines inside comments count (text/template/parse, Go 1.24). */
export const COMMENT_LINES: i32 = 49;
/** `else with`; messages about calls name the function (text/template, Go 1.23). */
export const ELSE_WITH: i32 = 40;
/** Groups named `(?<name>…)` (regexp/syntax, Go 1.22). */
export const NAMED_GROUPS: i32 = 41;
/** JSON has \b and \f (encoding/json, Go 1.22). */
export const JSON_SHORT_ESCAPES: i32 = 42;
/** More names for character classes (regexp/syntax, Go 1.25). */
export const REGEXP_CATEGORIES: i32 = 3;
/** Square brackets in hosts are checked (net/url, Go 1.25). */
export const URL_BRACKETS: i32 = 4;
/** A certificate's key identifier is a truncated SHA-256, not a SHA-1 (crypto/x509, Go 1.25). */
export const KEY_ID_SHA256: i32 = 5;

// Of the libraries that Helm uses.
/** sigs.k8s.io/yaml 1.4: words about keys that are no text. */
export const YAML_1_4: i32 = 43;
/** mergo 1.0: mergeOverwrite replaces by a map what is none. */
export const MERGO_1: i32 = 44;
/** Sprig 3.3: sha512sum, words in capitals for camelcase. */
export const SPRIG_3_3: i32 = 45;
/** Masterminds/semver 3.3: LessThanEqual, GreaterThanEqual. */
export const SEMVER_3_3: i32 = 46;
/** BurntSushi/toml 1.4: infinity without a sign. */
export const TOML_1_4: i32 = 47;
/** BurntSushi/toml 1.5: lines and words of errors. */
export const TOML_1_5: i32 = 30;
/** BurntSushi/toml 1.6: TOML 1.1, floats with exponents. */
export const TOML_1_6: i32 = 6;
/** Masterminds/semver 3.4: words of errors, empty identifiers refused, prereleases of a whole group of comparisons. */
export const SEMVER_3_4: i32 = 7;
/** Masterminds/semver 3.5: quoted constraints in errors, limits of length. */
export const SEMVER_3_5: i32 = 8;
/** values.schema.json is checked by santhosh-tekuri/jsonschema v6, not by xeipuuv/gojsonschema. */
export const JSON_SCHEMA_V6: i32 = 9;

// Of Helm itself: its fourth major version.
/** Types of Helm's own values have the package `common`. */
export const COMMON_PACKAGE: i32 = 10;
/** A chart's metadata are maps to templates, not structs. */
export const METADATA_MAPS: i32 = 11;
/** `.Capabilities.KubeVersion` is read by Kubernetes' own parser. */
export const KUBE_VERSION_GENERIC: i32 = 12;
/** `.Capabilities.HelmVersion.KubeClientVersion`. */
export const KUBE_CLIENT_VERSION: i32 = 13;
/** Entries of import-values are taken as text, whatever they are. */
export const IMPORTS_AS_TEXT: i32 = 14;
/** Warnings are structured log lines. */
export const STRUCTURED_LOG: i32 = 15;
/** The chain of templates behind an error is laid out line by line. */
export const ERROR_CHAIN: i32 = 16;
/** Webhook configurations have places of their own in install order. */
export const WEBHOOK_ORDER: i32 = 17;
/** Values files are streams of documents, and --set-json takes whole objects first. */
export const VALUES_DOCUMENTS: i32 = 18;
/** A key that the user sets to null stays null where the chart's own values lack it. */
export const NULLS_KEPT: i32 = 19;
/** Charts and archives are read as Helm 4 reads them. */
export const CHART_LOADER_4: i32 = 20;
/** Copies of a chart under aliases are loaded apart. */
export const ALIASES_APART: i32 = 21;

// Since 4.2.
/** Documents end with the line breaks they were written with; separators are lines. */
export const DOCUMENTS_KEEP_END: i32 = 22;
/** Nulls of the chart's own values.yaml are removed. */
export const CHART_NULLS_REMOVED: i32 = 23;
/** `.Files.Lines` of an empty file is an empty list. */
export const EMPTY_FILE_LINES: i32 = 25;
/** A command in a message stands between single quotes. */
export const SINGLE_QUOTED_COMMANDS: i32 = 26;
/** The duration functions: durationSeconds and its kin. */
export const DURATION_FUNCTIONS: i32 = 27;

/** `.Capabilities.KubeVersion` prints a normalised version. */
export const KUBE_VERSION_NORMALIZED: i32 = 28;
/** mustToYaml and mustToJson's kin. */
export const MUST_TO_YAML: i32 = 29;

// Of single minor versions.
/** Nulls in the section of a subchart stay until the subchart's own values meet them. */
export const SECTION_NULLS_KEPT: i32 = 31;
/** A null of the user's removes the key at every depth, also where the chart's own values lack it (until NULLS_KEPT). */
export const NULLS_PASSED_ON: i32 = 32;
/** fromToml and toYamlPretty. */
export const TOML_AND_PRETTY_FUNCTIONS: i32 = 33;
/** mustToToml. */
export const MUST_TO_TOML: i32 = 34;
/** Files above 5 MiB are refused. */
export const FILE_LIMIT: i32 = 35;
/** A chart's directory and the archives within it share one budget; no limit for a single file. */
export const CHART_BUDGET: i32 = 36;
/** Charts named `.` or `..` are refused. */
export const DOT_NAMES_REFUSED: i32 = 37;
/** A requirements.lock beside apiVersion v2 is warned of. */
export const LOCK_WARNING: i32 = 38;
/** Messages about archives within charts say `subchart`. */
export const SUBCHART_WORDS: i32 = 39;
/** --skip-schema-validation and --hide-notes. */
export const SKIP_SCHEMA_VALIDATION: i32 = 48;
/** --take-ownership. */
export const TAKE_OWNERSHIP: i32 = 50;
/** --hide-notes and --render-subchart-notes do nothing for `helm template`, and say so. */
export const NOTES_FLAGS_IDLE: i32 = 51;
/** The flags of `helm template` are Helm 4's: --dry-run has more words and is looked at first, post-renderers are plugins. */
export const COMMAND_FLAGS_4: i32 = 53;
/** With --debug and --show-only the error of a failed render comes first. */
export const DEBUG_ERROR_FIRST: i32 = 52;
