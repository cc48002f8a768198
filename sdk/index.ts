// What the author of a package imports: `import { definePackage, fail } from '@mistletoe-dev/sdk'`.

/// <reference path="./files.d.ts" preserve="true" />

export { InputError, fail } from './errors';
export {
  checksum,
  imageReference,
  isKind,
  joinOutputs,
  labels,
  type LabelOptions,
  nameOf,
  resources,
  type ResourceSize,
  selectorLabels,
} from './helpers';
export { parseYaml, parseYamlAll } from './parse';
export type {
  ChartInput,
  Context,
  Found,
  FoundList,
  Input,
  Manifest,
  Output,
  PackageDefinition,
  Resource,
  StandardSchema,
} from './types';
export { toYaml } from './yaml';

import type { PackageDefinition } from './types';

/** Declares a package; a package's module exports this as its default. Gives what it takes: it is here for the types. */
export function definePackage<T = Record<string, unknown>>(definition: PackageDefinition<T>): PackageDefinition<T> {
  return definition;
}
