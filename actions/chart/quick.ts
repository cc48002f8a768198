// From a chart on disk to what renders it at once, for the commands: nothing is compiled.

import type { Profile } from '../../language/profiles';
import type { ChartFiles } from '../../compiler/chart/files';
import type { Layout } from '../../compiler/chart/placement';
import type { ConvertOptions } from '../../compiler/conversion';
import { chartWork } from '../../compiler/deep';
import { type QuickChart, quickChart, valuesReader } from '../../compiler/quick';
import { ChartMemory, loadImage, loadRenderer } from '../../runtime/bindings/renderer';
import type { Limits, LoadedModule } from '../../runtime/host';
import { type Notice, openChart } from './open';

/** What counts without compiling. */
export interface QuickOptions extends Pick<ConvertOptions, 'schemaRefs' | 'linkRoot' | 'allowMissingReferences'> {
  /** also says which templates Helm cannot parse, as compiling does */
  parses?: boolean;
}

/**
 * Loads and checks the chart at an absolute path, as runInstall does in Helm, and lays it out for the renderer. `notice` gets what
 * Helm says meanwhile, also where this throws; `files` is what was read of the chart already, `memory` a fresh one to lay it out in.
 * Throws ChartError in Helm's words.
 */
export async function quickChartAt(
  path: string,
  helm: Profile,
  notice: Notice,
  { parses, ...options }: QuickOptions = {},
  { files, memory = new ChartMemory(helm) }: { files?: ChartFiles; memory?: ChartMemory } = {},
): Promise<QuickChart> {
  const work = async (say: (said: Parameters<Notice>) => void) => {
    const readValues = valuesReader(memory);
    const { linkRoot } = options;
    const { chart, found } = openChart(path, helm, (...said) => say(said), { linkRoot, files, readValues });
    const { files: templates, ...quick } = quickChart(chart, memory, { chartPath: path, ...options, helm });
    const broken = parses ? await templateErrors(templates, helm) : [];
    return { ...quick, diagnostics: [...found, ...broken, ...quick.diagnostics] };
  };
  return chartWork(work, { kind: 'quick', path, helm, options: { parses, ...options } }, (said) => notice(...said));
}

/** What {@link quickChartAt} gives as a module that renders it. */
export interface QuickModule extends Omit<QuickChart, 'image'> {
  loaded: LoadedModule;
}

/** The same as a module within limits, also where schemas refer to documents that nobody has. Throws HostError too. */
export async function quickModuleAt(
  path: string,
  { helm, files, ...options }: { helm: Profile; files?: ChartFiles } & Pick<QuickOptions, 'schemaRefs' | 'linkRoot'>,
  limits: Partial<Limits>,
  notice: Notice,
): Promise<QuickModule> {
  const memory = new ChartMemory(helm, loadRenderer(limits).module);
  const given = { ...options, allowMissingReferences: true };
  const { image, ...quick } = await quickChartAt(path, helm, notice, given, { files, memory });
  return { ...quick, loaded: loadImage(image, limits, memory) };
}

/** The parser is loaded only here: a render has the renderer's own. */
async function templateErrors(templates: Layout['files'], helm: Profile) {
  const { brokenTemplates } = await import('../../compiler/lower/parse');
  return brokenTemplates(templates, helm);
}
