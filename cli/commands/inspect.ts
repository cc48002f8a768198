// `mistletoe inspect package`: what a module says about itself, and what it is made of.

import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { stringify } from 'yaml';
import { type Limits, loadModuleFile, type ModuleInstance, readModule } from '../../runtime/host';
import { readBinary } from '../../runtime/host/core/binary';
import { exportedFunction } from '../../runtime/host/core/contract';
import type { CommandOptions } from '../../actions/command';
import { ChartInstance } from '../../actions/render/render';

const SECTION_NAMES = [
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

/**
 * Two YAML documents: the MistPackage, and the module's parts with their sizes in bytes; of a converted chart also what it
 * was made of. Throws HostError.
 */
export function inspectPackage(reference: string, limits: Partial<Limits>, options: CommandOptions = {}): string {
  const path = options.cwd === undefined ? reference : resolve(options.cwd, reference);
  const bytes = readModule(path, limits);
  const loaded = loadModuleFile(path, limits, bytes);
  const instance: ModuleInstance = new ChartInstance(loaded);
  const info = instance.info();
  const binary = readBinary(bytes);

  const sections: Record<string, number> = {};
  for (const { id, name, start, end } of loaded.sections) {
    const key = id === 0 ? `custom ${name}` : (SECTION_NAMES[id] ?? `section ${id}`);
    sections[key] = (sections[key] ?? 0) + end - start;
  }
  const module = {
    bytes: bytes.length,
    gzip: gzipSync(bytes).length,
    imports: 'none',
    exports: Object.fromEntries(
      loaded.exports.map(({ name, kind }) => {
        const type = kind === 'function' ? exportedFunction(binary, name) : undefined;
        return [name, type ? `(${type.params.join(', ')}) -> ${type.results.join(', ') || '()'}` : kind];
      }),
    ),
    functions: binary.functions.length,
    sections,
  };
  const { metadata } = info;
  const converted = describeConversion(metadata.labels);
  const shown = { ...info, metadata: Object.keys(metadata.labels).length > 0 ? metadata : { name: metadata.name } };
  return `${stringify(shown, { lineWidth: 0 })}---\n${stringify({ module, ...(converted && { converted }) }, { lineWidth: 0 })}`;
}

/** What the labels of a converted chart say, for people; undefined where it is none. */
function describeConversion(labels: Record<string, string>) {
  const label = (name: string) => labels[`mistletoe.dev/${name}`];
  const semantics = label('helm-semantics');
  if (semantics === undefined) return undefined;
  const list = (name: string) => label(name)?.split(',').filter(Boolean) ?? [];
  return {
    chart: `${label('chart-name')} ${label('chart-version')}`,
    helm: semantics.split('.').slice(0, 2).join('.'),
    helmVersion: semantics,
    compiler: label('compiler-version'),
    deprecated: label('deprecated') === 'true',
    functions: list('functions'),
    // A text that `tpl` runs may call anything.
    tpl: label('calls-tpl') === 'true',
    draws: { entropy: list('draws-entropy'), clock: list('draws-clock') },
  };
}
