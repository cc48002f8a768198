// What `import … from '@mistletoe-dev/mistletoe/build'` gives: building packages, and testing them.

export { BuildError } from './errors';
export { buildTemplates, type TemplateBuildOptions } from './handlebars/build';
export { type BuildOptions, type Built, buildPackage } from './typescript/build';
export { type Given, type Rendered, type RenderedObject, type TestedPackage, testPackage } from './testing';
export { nativeHere } from './typescript/native';
