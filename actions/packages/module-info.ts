// What a module says of itself, for its artifact and for those who look at it: read from its custom section where the compiler
// put a copy there, so that nothing has to run.

import { CHART_VERSION_LABEL } from '../../runtime/abi/labels';
import { type Limits, type LoadedModule, loadModuleFile, NodeInstance, PACKAGE_SECTION } from '../../runtime/host';

export interface ModuleInfo {
  name: string;
  labels: Record<string, string>;
  /** of a converted chart */
  version?: string;
  loaded: LoadedModule;
}

/** Reads a module's MistPackage; runs the module only where it has no copy of it in a section. Throws HostError. */
export function readModuleInfo(path: string, limits: Partial<Limits> = {}, bytes?: Uint8Array): ModuleInfo {
  const loaded = loadModuleFile(path, limits, bytes);
  const section = loaded.customSection(PACKAGE_SECTION);
  const { name, labels } = (section && readSection(section)) ?? new NodeInstance(loaded).info().metadata;
  const version = labels[CHART_VERSION_LABEL];
  return { name, labels, ...(version !== undefined && { version }), loaded };
}

function readSection(section: Uint8Array): { name: string; labels: Record<string, string> } | undefined {
  try {
    const { metadata } = JSON.parse(Buffer.from(section).toString()) as {
      metadata?: { name?: unknown; labels?: unknown };
    };
    const labels = metadata?.labels ?? {};
    if (typeof metadata?.name !== 'string' || typeof labels !== 'object' || Array.isArray(labels)) return undefined;
    const strings = Object.entries(labels as Record<string, unknown>).filter(([, value]) => typeof value === 'string');
    return { name: metadata.name, labels: Object.fromEntries(strings) as Record<string, string> };
  } catch {
    return undefined;
  }
}
