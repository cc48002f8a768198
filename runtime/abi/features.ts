// What the guest library leaves open: its imports from `mist`, which the linker binds in every module. The guest declares them
// (core/image.ts, core/late-bound.ts and where they are called), and its build compares what it imports with this list.

/** Functions of the guest that only some charts can reach, and what makes a chart reach them. */
export type Feature =
  | 'tpl'
  | 'time'
  | 'version'
  | 'kubeVersion'
  | 'regex'
  | 'trace'
  | 'schema'
  | 'jsonschemaV6'
  | 'gojsonschema'
  | 'schemaPattern'
  | 'schemaFormat';

/** What an import of the guest is. */
export type GuestImport =
  /** A number of the chart's image. */
  | { is: 'constant'; constant: ImageConstant }
  /** A template of the chart, called by its number; the image's changing part, put back. */
  | { is: 'callTemplate' | 'restoreImage' }
  /** The guest's own export of the same name where the chart has the feature; else a function that does nothing and gives `absent`. */
  | { is: 'feature'; feature: Feature | 'texts'; absent: number }
  /** Asked of the host, by the renderer alone: a module has a function that does nothing and gives 0. */
  | { is: 'host' };

/** Numbers of the chart's image. */
export type ImageConstant = 'imageRoot' | 'imageEnd' | 'slotTable' | 'slotCount' | 'slotNames' | 'packageText';

const constant = (name: ImageConstant): GuestImport => ({ is: 'constant', constant: name });
const feature = (name: Feature | 'texts', absent = 0): GuestImport => ({ is: 'feature', feature: name, absent });

/** Every import, by name. */
export const guestImports: Readonly<Record<string, GuestImport>> = {
  imageRoot: constant('imageRoot'),
  imageEnd: constant('imageEnd'),
  slotTable: constant('slotTable'),
  slotCount: constant('slotCount'),
  slotNames: constant('slotNames'),
  packageText: constant('packageText'),
  callTemplate: { is: 'callTemplate' },
  restoreImage: { is: 'restoreImage' },
  // Only the renderer has templates as texts, no module.
  defineSource: feature('texts'),
  runTree: feature('tpl'),
  resetTree: feature('tpl'),
  timeField: feature('time'),
  timeMethod: feature('time'),
  formatTime: feature('time'),
  formatTimeSyntax: feature('time'),
  versionField: feature('version'),
  versionMethod: feature('version'),
  formatVersion: feature('version'),
  formatVersionSyntax: feature('version'),
  versionInRange: feature('kubeVersion', 1),
  validateSchemas: feature('schema', 1),
  validateV6: feature('jsonschemaV6'),
  validateGojsonschema: feature('gojsonschema'),
  matchesPattern: feature('schemaPattern'),
  formatProblem: feature('schemaFormat'),
  hasLegacyFormat: feature('schemaFormat'),
  beginPatternCache: feature('regex'),
  resetTrace: feature('trace'),
  isSurelyComposite: { is: 'host' },
};
