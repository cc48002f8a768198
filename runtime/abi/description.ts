// The keys of what a module knows of its charts besides their templates: maps in the image, which the compiler writes
// (compiler/codegen/chart-description.ts; of a package of templates, compiler/templates.ts) and the guest reads (runtime/guest/helm).
// Both name them by these constants, so that a key that only one side knows does not compile.

/** The root: what is said once. */
export const ROOT_KUBE_VERSION: string = 'kubeVersion';
export const ROOT_API_VERSIONS: string = 'apiVersions';
export const ROOT_HELM_VERSION: string = 'helmVersion';
/** Where in its source a Helm logs its warnings; only of one that writes it. */
export const ROOT_LOG_LINES: string = 'logLines';
/** The charts as they were loaded, and as they are placed. */
export const ROOT_SOURCES: string = 'sources';
export const ROOT_CHARTS: string = 'charts';
/** The template files: an address and a number of records (FILE_SIZE of values.ts), of a package of templates a list; and their order in the output. */
export const ROOT_FILES: string = 'files';
export const ROOT_FILE_COUNT: string = 'fileCount';
export const ROOT_OUTPUT: string = 'output';
export const ROOT_NOTES_PATH: string = 'notesPath';
/** The slots of names. */
export const ROOT_NAMES: string = 'names';

/** A chart, as loaded (its name, values and children) or at its place (all but the values). */
export const CHART_NAME: string = 'name';
export const CHART_VALUES: string = 'values';
export const CHART_CHILDREN: string = 'children';
export const CHART_BASE_PATH: string = 'basePath';
export const CHART_CRDS: string = 'crds';
export const CHART_FILES: string = 'files';
export const CHART_METADATA: string = 'metadata';
export const CHART_PATH: string = 'path';
export const CHART_PROCESSED: string = 'processed';
export const CHART_REQUIREMENTS: string = 'requirements';
export const CHART_SCHEMA: string = 'schema';
export const CHART_SHARED: string = 'shared';
export const CHART_SOURCE: string = 'source';

/** A file of crds/. */
export const CRD_PATH: string = 'path';
export const CRD_DATA: string = 'data';

/** An entry of a chart's dependencies, and what templates see of it. */
export const REQUIREMENT_NAME: string = 'name';
export const REQUIREMENT_CONDITION: string = 'condition';
export const REQUIREMENT_TAGS: string = 'tags';
export const REQUIREMENT_IMPORT_VALUES: string = 'importValues';
export const REQUIREMENT_VIEW: string = 'view';

/** The Helm that a module renders as, for .Capabilities.HelmVersion. */
export const HELM_VERSION: string = 'version';
export const HELM_GIT_COMMIT: string = 'gitCommit';
export const HELM_GIT_TREE_STATE: string = 'gitTreeState';
export const HELM_GO_VERSION: string = 'goVersion';
export const HELM_KUBE_CLIENT_VERSION: string = 'kubeClientVersion';

/** A file of a package of templates: where it comes from, what it is called as a partial, where its text goes, and its templates. */
export const TEMPLATE_FILE_PATH: string = 'path';
export const TEMPLATE_FILE_NAME: string = 'name';
export const TEMPLATE_FILE_OUTPUT: string = 'output';
export const TEMPLATE_FILE_MAIN: string = 'main';
export const TEMPLATE_FILE_DEFINITIONS: string = 'definitions';
