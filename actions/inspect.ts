// What a module says about itself, and what it is made of. No template of it runs.

import {
  CALLS_TPL_LABEL,
  CHART_NAME_LABEL,
  CHART_VERSION_LABEL,
  COMPILER_VERSION_LABEL,
  DEPRECATED_LABEL,
  DRAWS_CLOCK_LABEL,
  DRAWS_ENTROPY_LABEL,
  FUNCTIONS_LABEL,
  HELM_SEMANTICS_LABEL,
} from '../runtime/abi/labels';
import { createHash } from 'node:crypto';
import { type Limits, loadModule, loadModuleFile, type MistPackage, readModule } from '../runtime/host';
import { readBinary } from '../runtime/host/core/binary';
import { exportedFunction } from '../runtime/host/core/contract';
import { checkGiven, checkOptions } from './call';
import { compressedBytes } from './convert';
import { localInput } from './package/taken';
import { ChartInstance } from './render/render';

const SECTION_TITLES = [
  'custom',
  'types',
  'imports',
  'functions',
  'tables',
  'memories',
  'globals',
  'exports',
  'start',
  'elements',
  'code',
  'data',
  'data count',
  'tags',
];

/** What a converted chart was made of. */
export interface ConversionLabels {
  /** name and version */
  chart: string;
  /** major and minor version of the Helm whose semantics it has, and the whole version */
  helm: string;
  helmVersion: string;
  compiler: string;
  deprecated: boolean;
  /** families of template functions that are linked */
  functions: string[];
  /** does it call `tpl`? Then its texts may call anything */
  tpl: boolean;
  /** calls that draw, as `FUNCTION at PLACE` */
  draws: { entropy: string[]; clock: string[] };
}

/** A module, looked at. */
export interface InspectedModule {
  /** the MistPackage */
  info: MistPackage;
  module: {
    bytes: number;
    gzip: number;
    sha256: string;
    /** always none: the host refuses others */
    imports: 'none';
    /** by name: a function's type, or another kind */
    exports: Record<string, string>;
    functions: number;
    /** bytes by section */
    sections: Record<string, number>;
  };
  /** absent where it is no converted chart */
  converted?: ConversionLabels;
}

/** How to look at a module. */
export interface InspectOptions {
  limits?: Partial<Limits>;
  cwd?: string;
  /** told what it is made of before the module is asked for its MistPackage, which it may never give */
  parts?(module: InspectedModule['module']): void;
}

/** Looks at a module, given by its path or as its bytes. Throws CommandError where the call is wrong, HostError where the module breaks the contract or reaches a limit. */
export function inspectModule(reference: string | Uint8Array, options: InspectOptions = {}): InspectedModule {
  checkGiven('inspectModule', 'the module', reference, 'file');
  checkOptions('inspectModule', options, { limits: 'limits', cwd: 'text', parts: 'function' });
  const { limits = {}, cwd } = options;
  const named = typeof reference === 'string' ? localInput(reference, 'module', { cwd }) : undefined;
  const bytes = typeof reference === 'string' ? readModule(named!.path, limits) : reference;
  const loaded = named ? loadModuleFile(named.given, limits, bytes) : loadModule(bytes, limits);
  const binary = readBinary(bytes);
  const sections: Record<string, number> = {};
  for (const { id, name, start, end } of loaded.sections) {
    const key = id === 0 ? `custom ${name}` : (SECTION_TITLES[id] ?? `section ${id}`);
    sections[key] = (sections[key] ?? 0) + end - start;
  }
  const exports = loaded.exports.map(({ name, kind }) => {
    const type = kind === 'function' ? exportedFunction(binary, name) : undefined;
    return [name, type ? `(${type.params.join(', ')}) -> ${type.results.join(', ') || '()'}` : kind];
  });
  const module: InspectedModule['module'] = {
    bytes: bytes.length,
    gzip: compressedBytes(bytes),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    imports: 'none',
    exports: Object.fromEntries(exports),
    functions: binary.functions.length,
    sections,
  };
  options.parts?.(module);
  const instance = new ChartInstance(loaded);
  try {
    const info = instance.info();
    const converted = describeConversion(info.metadata.labels);
    return { info, module, ...(converted && { converted }) };
  } finally {
    instance.close();
  }
}

/** What the labels of a converted chart say, for people; undefined where it is none. */
function describeConversion(labels: Record<string, string>): ConversionLabels | undefined {
  const semantics = labels[HELM_SEMANTICS_LABEL];
  if (semantics === undefined) return undefined;
  const list = (name: string) => labels[name]?.split(',').filter(Boolean) ?? [];
  return {
    chart: `${labels[CHART_NAME_LABEL]} ${labels[CHART_VERSION_LABEL]}`,
    helm: semantics.split('.').slice(0, 2).join('.'),
    helmVersion: semantics,
    compiler: labels[COMPILER_VERSION_LABEL],
    deprecated: labels[DEPRECATED_LABEL] === 'true',
    functions: list(FUNCTIONS_LABEL),
    tpl: labels[CALLS_TPL_LABEL] === 'true',
    draws: { entropy: list(DRAWS_ENTROPY_LABEL), clock: list(DRAWS_CLOCK_LABEL) },
  };
}
