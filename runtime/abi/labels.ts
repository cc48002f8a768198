// The labels of a MistPackage (docs/module-contract.md), which the compiler and the builders write and whoever has a module reads.

/** What a module was made of: `helm-chart`. */
export const CONVERTED_FROM_LABEL = 'mistletoe.dev/converted-from';
export const CHART_NAME_LABEL = 'mistletoe.dev/chart-name';
export const CHART_VERSION_LABEL = 'mistletoe.dev/chart-version';
export const APP_VERSION_LABEL = 'mistletoe.dev/app-version';
export const COMPILER_VERSION_LABEL = 'mistletoe.dev/compiler-version';
/** Whose semantics a converted chart has: `4.3.1`. */
export const HELM_SEMANTICS_LABEL = 'mistletoe.dev/helm-semantics';
/** Families of template functions that it calls, between commas. */
export const FUNCTIONS_LABEL = 'mistletoe.dev/functions';
/** Functions that it draws with, between commas. */
export const DRAWS_ENTROPY_LABEL = 'mistletoe.dev/draws-entropy';
export const DRAWS_CLOCK_LABEL = 'mistletoe.dev/draws-clock';
/** `true` or `false`. */
export const CALLS_TPL_LABEL = 'mistletoe.dev/calls-tpl';
export const DEPRECATED_LABEL = 'mistletoe.dev/deprecated';
/** What a package that is no chart is written in. */
export const LANGUAGE_LABEL = 'mistletoe.dev/language';
/** What surrounds a render and such a package takes, between commas. */
export const TAKES_LABEL = 'mistletoe.dev/takes';
export const PACKAGE_VERSION_LABEL = 'mistletoe.dev/package-version';

/** Named there: the package is given what a chart is given, the user's data as its `values`. */
export const TAKES_VALUES = 'values';

/** All that a package can take. */
export const TAKES_ALL = 'namespace,now,entropy,capabilities,lookups,manifests';

/** Not a package's, but of every object of an installation, as the existing Mistletoe marks them. */
export const INSTALL_LABEL = 'mistletoe.dev/tied-to-install-name';
