/**
 * Loads a chart, from a directory or a .tgz, with all its subcharts: the compiler's first phase.
 * It renders nothing and never reaches outside the chart.
 * Follows helm.sh/helm/v4@v4.3.1 pkg/chart/loader/load.go, helm.sh/helm/v4@v4.3.1 pkg/chart/v2/loader/load.go.
 */

import { HostError } from '../../runtime/host/core/errors';
import { CHART_LOADER_4, LOCK_WARNING, SINGLE_QUOTED_COMMANDS, SUBCHART_WORDS } from '../../runtime/abi/quirks';
import { type Profile, has } from '../../language/profiles';
import { join, resolve } from '#system/files';
import { ensureArchive, readArchive, UnpackBudget } from './archive';
import { ChartDirectory } from './directory';
import type { Diagnostic } from '../diagnostics';
import { ChartError } from './errors';
import type { ImageAddress } from '../image/image';
import { systemError } from '../../gostd/os';
import type { ChartFile } from './file';
import { type ChartFiles, kindOfChart, readArchiveFile } from './files';
import { GzipHeaderError } from '../../gostd/compress/inflate';
import {
  type ChartTypes,
  chartTypes,
  type Dependency,
  emptyMetadata,
  type Metadata,
  validateMetadata,
} from './metadata';
import { readValuesFile } from '../../runtime/bindings/values';
import { compare, equalFoldAscii } from '../../gostd/strings';
import { extension } from '../../gostd/path/base';
import { noItems, type ParseYaml, type StructType, unmarshal, type YamlValue } from '../../gostd/encoding/unmarshal';

export { ChartError } from './errors';
export type { ChartFile } from './file';
export type { Dependency, Maintainer, Metadata } from './metadata';
export type { ParseYaml, YamlValue } from '../../gostd/encoding/unmarshal';

/** A chart as it was found: nothing enabled, disabled, renamed or merged yet. */
export interface Chart {
  metadata: Metadata;
  /** Text of Chart.yaml; null where only requirements.yaml said something. */
  source: Uint8Array | null;
  /** templates/**, any extension, in load order. */
  templates: ChartFile[];
  /** Everything `.Files` shows, in load order. */
  files: ChartFile[];
  /** crds/** with extension .yaml, .yml or .json, of this chart alone; they are in files too. */
  crds: ChartFile[];
  /** Text of values.yaml without byte order mark. */
  values: Uint8Array | null;
  /** What values.yaml says: all its documents in Helm 4, the first in Helm 3. With LoadOptions.readValues, what that gave. */
  defaults: Map<string, YamlValue> | ImageAddress;
  /** Text of values.schema.json, unchecked. */
  schema: Uint8Array | null;
  /** Text of Chart.lock or requirements.lock. */
  lock: Uint8Array | null;
  /** metadata.dependencies, which requirements.yaml may have filled; noItems where neither file has any, not even `[]`. */
  dependencies: Dependency[];
  /** Everything in charts/, ordered by the name there. Helm's own order is random. */
  subcharts: Chart[];
}

/** A chart without anything in it. */
export function emptyChart(): Chart {
  return {
    metadata: emptyMetadata(),
    source: null,
    templates: [],
    files: [],
    crds: [],
    values: null,
    defaults: new Map(),
    schema: null,
    lock: null,
    dependencies: noItems,
    subcharts: [],
  };
}

/** How to load. */
export interface LoadOptions {
  helm: Profile;
  /** Reads YAML in the words of that Helm. */
  parseYaml(text: Uint8Array, helm: Profile): unknown;
  /** Reads a values file otherwise than into a Map. Throws an Error in Helm's words. */
  readValues?(text: Uint8Array): ImageAddress;
  /** Told what Helm writes to standard error while it loads. */
  report?(diagnostic: Diagnostic): void;
  /** Absolute path of the folder in which symbolic links are followed; by default the git work tree around the chart. */
  linkRoot?: string;
  /** What readChartFiles gave for the path, where it was read before. */
  files?: ChartFiles;
}

/** Charts inside charts; an archive can be made to hold itself. */
const MAX_DEPTH = 100;

/**
 * Loads the chart at path: a directory or a .tgz. Throws ChartError, the message being what `helm template` of that
 * version prints after `Error: `, also for damaged or hostile input.
 */
export function loadChart(path: string, options: LoadOptions): Chart {
  const absolute = resolve(path);
  const kind = options.files?.kind ?? kindOfChart(path);
  const loader = new Loader(options);
  try {
    return kind === 'directory' ? loader.loadDirectory(absolute) : loader.loadArchiveFile(absolute);
  } catch (error) {
    if (error instanceof RangeError) throw new ChartError('chart is too large or nested too deeply', { cause: error });
    const { syscall, path: where } = error as NodeJS.ErrnoException;
    if (syscall) throw new ChartError(systemError(syscall, where ?? absolute, error), { cause: error });
    throw error;
  }
}

/** Refuses a library chart as the root. Helm checks this after loading and before checkDependencies. */
export function checkInstallable(chart: Chart): void {
  if (chart.metadata.type === 'library') throw new ChartError('library charts are not installable');
}

/** Refuses a chart one of whose dependencies is not in charts/. Versions do not matter here, only names. */
export function checkDependencies(chart: Chart, helm: Profile): void {
  const present = new Set(chart.subcharts.map((subchart) => subchart.metadata.name));
  const missing = chart.dependencies.map((dependency) => dependency.name).filter((name) => !present.has(name));
  if (missing.length === 0) return;
  throw new ChartError(
    `${has(helm, CHART_LOADER_4) ? 'an' : 'An'} error occurred while checking for chart dependencies. ` +
      `You may need to run ${has(helm, SINGLE_QUOTED_COMMANDS) ? "'helm dependency build'" : '`helm dependency build`'} to fetch missing dependencies: ` +
      `found in Chart.yaml, but missing in charts/ directory: ${missing.join(', ')}`,
    { code: 'missing-dependencies' },
  );
}

/** What lies in charts/ under one name. */
interface Inside {
  /** The path there of what comes first. */
  first: string;
  /** The file of that name itself: an archive. */
  plain?: ChartFile;
  /** The files in the folder of that name, by their paths in it. */
  files: ChartFile[];
}

class Loader {
  private readonly helm: Profile;
  private readonly parseYaml: ParseYaml;
  private readonly readValues: (text: Uint8Array) => Chart['defaults'];
  private readonly report: (diagnostic: Diagnostic) => void;
  private readonly types: ChartTypes;
  private readonly budget = new UnpackBudget();
  private readonly linkRoot?: string;
  private readonly files?: ChartFiles;
  /** How often something was reported. */
  private reports = 0;
  /** Charts without others in them, by what their first file holds, of which equal files have one array (FileReader). */
  private readonly loaded = new Map<Uint8Array, { files: ChartFile[]; chart: Chart }>();

  constructor(options: LoadOptions) {
    this.linkRoot = options.linkRoot;
    this.files = options.files;
    this.helm = options.helm;
    this.parseYaml = (text) => options.parseYaml(text, options.helm);
    this.readValues = options.readValues ?? ((text) => readValuesFile(text, options.helm));
    this.report = (diagnostic) => {
      this.reports++;
      options.report?.(diagnostic);
    };
    this.types = chartTypes(options.helm);
  }

  loadDirectory(path: string): Chart {
    const read = this.files?.kind === 'directory' ? this.files : undefined;
    let opened: ChartDirectory | undefined;
    const directory = () => {
      opened ??= new ChartDirectory(path, this.helm, this.report, this.linkRoot);
      return opened;
    };
    if (has(this.helm, CHART_LOADER_4)) {
      const chartYaml = join(path, 'Chart.yaml');
      let text: Uint8Array;
      try {
        // It may be among the files that are ignored.
        const known = read?.files.find(({ name }) => name === 'Chart.yaml');
        text = known?.data ?? directory().readTop('Chart.yaml');
      } catch (error) {
        if (error instanceof ChartError) throw error;
        throw new ChartError(`unable to detect chart at ${chartYaml}: ${systemError('open', chartYaml, error)}`);
      }
      this.checkApiVersion(text);
    }
    for (const diagnostic of read?.diagnostics ?? []) this.report(diagnostic);
    return this.loadFiles(read?.files ?? directory().readAll(), 1);
  }

  loadArchiveFile(path: string): Chart {
    const data = this.files?.kind === 'archive' ? this.files.data : readArchiveFile(path);
    ensureArchive(path, data);
    try {
      const files = this.readRootArchive(data);
      if (has(this.helm, CHART_LOADER_4)) {
        const chartYaml = files.find((file) => file.name === 'Chart.yaml');
        if (!chartYaml) throw new ChartError('unable to detect chart version, no Chart.yaml found');
        this.checkApiVersion(chartYaml.data);
      }
      return this.loadFiles(files, 1);
    } catch (error) {
      // Helm 4 says this also where it is an archive in charts/ that is no gzip file.
      const cause = error instanceof ChartError ? error.cause : null;
      if (
        cause instanceof GzipHeaderError &&
        (has(this.helm, CHART_LOADER_4) || (error as ChartError).message === cause.message)
      ) {
        throw new ChartError(
          `file '${path}' does not appear to be a valid chart file (details: ${(error as ChartError).message})`,
        );
      }
      throw error;
    }
  }

  /** Helm 4 looks into the archive twice, and the first time tells no more than that it failed. */
  private readRootArchive(data: Uint8Array): ChartFile[] {
    try {
      return readArchive(data, this.helm, this.budget);
    } catch (error) {
      if (!has(this.helm, CHART_LOADER_4) || !(error instanceof ChartError) || error.cause instanceof GzipHeaderError)
        throw error;
      throw new ChartError('unable to load chart archive', { cause: error });
    }
  }

  /** Helm 4 chooses a loader by the root's apiVersion. It has one for v3, whose charts it then cannot render. */
  private checkApiVersion(chartYaml: Uint8Array): void {
    const base = { apiVersion: '' };
    this.unmarshalFile('Chart.yaml', chartYaml, base, this.types.base);
    if (base.apiVersion === 'v3') throw new ChartError('invalid chart apiVersion');
    if (!['', 'v1', 'v2'].includes(base.apiVersion)) throw new ChartError('unsupported chart version');
  }

  private loadFiles(files: ChartFile[], depth: number): Chart {
    if (depth > MAX_DEPTH) throw new ChartError(`charts are nested more than ${MAX_DEPTH} deep`);
    let metadata: Metadata | null = null;
    for (const file of files) {
      if (file.name !== 'Chart.yaml') continue;
      metadata ??= emptyMetadata();
      this.unmarshalFile(file.name, file.data, metadata, this.types.metadata);
      metadata.apiVersion ||= 'v1';
    }

    const chart = emptyChart();
    const subcharts = new Map<string, Inside>();
    for (let i = 0; i < files.length; i++) {
      const file = files[i]!;
      const { name, data } = file;
      if (name.startsWith('charts/')) {
        if (name.endsWith('.prov')) chart.files.push(file);
        else addInside(subcharts, file);
      } else if (name === 'Chart.yaml') {
        chart.source = data;
      } else if (name === 'Chart.lock') {
        chart.lock = this.checkLock(name, data);
      } else if (name === 'values.yaml') {
        chart.defaults = this.defaultsOf(data);
        chart.values = data;
      } else if (name === 'values.schema.json') {
        chart.schema = data;
      } else if (name === 'requirements.yaml' || name === 'requirements.lock') {
        metadata ??= emptyMetadata();
        this.loadRequirements(file, metadata, chart);
      } else if (name.startsWith('templates/')) {
        chart.templates.push(file);
      } else {
        chart.files.push(file);
      }
    }

    if (!metadata) throw new ChartError('Chart.yaml file is missing');
    validateMetadata(metadata, this.helm);
    chart.metadata = metadata;
    chart.dependencies = metadata.dependencies;
    chart.crds = chart.files.filter(({ name }) => name.startsWith('crds/') && isManifest(name));
    for (const name of [...subcharts.keys()].sort(compare)) {
      if (name.startsWith('_') || name.startsWith('.')) continue;
      chart.subcharts.push(this.loadSubchart(name, subcharts.get(name)!, metadata.name, depth + 1));
    }
    return chart;
  }

  private defaultsOf(values: Uint8Array): Chart['defaults'] {
    return this.wrap('cannot load values.yaml', () => this.readValues(values));
  }

  private loadSubchart(name: string, { first, plain, files }: Inside, parent: string, depth: number): Chart {
    const what = has(this.helm, SUBCHART_WORDS) ? 'subchart ' : '';
    if (name.endsWith('.tgz') && first !== name) {
      throw new ChartError(`error unpacking ${what}tar in ${parent}: expected ${name}, got ${first}`);
    }
    return this.wrap(`error unpacking ${what}${name} in ${parent}`, () => {
      if (name.endsWith('.tgz')) return this.loadFiles(readArchive(plain!.data, this.helm, this.budget), depth);
      // A plain file among the charts becomes a chart without files, which fails for having no Chart.yaml.
      return this.loadOnce(files, depth);
    });
  }

  /** Loads the chart of a folder; of one whose files were loaded before, only the values are read again, which renders change. */
  private loadOnce(files: ChartFile[], depth: number): Chart {
    const [head] = files;
    const known = head && this.loaded.get(head.data);
    if (known !== undefined && depth <= MAX_DEPTH && areSame(files, known.files)) {
      const { values } = known.chart;
      return { ...known.chart, defaults: values ? this.defaultsOf(values) : new Map(), subcharts: [] };
    }
    const said = this.reports;
    const chart = this.loadFiles(files, depth);
    // What is said is said each time, and charts have their places in one tree.
    if (head && this.reports === said && chart.subcharts.length === 0) this.loaded.set(head.data, { files, chart });
    return chart;
  }

  /** The two files of Helm 2, which a v1 chart may still have and shows among its files. */
  private loadRequirements(file: ChartFile, metadata: Metadata, chart: Chart): void {
    const isV1 = metadata.apiVersion === 'v1';
    if (file.name === 'requirements.yaml') {
      if (!isV1) {
        this.report({
          code: 'dependencies-file',
          severity: 'warning',
          path: file.name,
          message:
            'Warning: Dependencies are handled in Chart.yaml since apiVersion "v2". ' +
            'We recommend migrating dependencies to Chart.yaml.',
        });
      }
      this.unmarshalFile(file.name, file.data, metadata, this.types.metadata);
    } else {
      chart.lock = this.checkLock(file.name, file.data);
      if (!isV1 && has(this.helm, LOCK_WARNING)) {
        this.report({
          code: 'lock-file',
          severity: 'warning',
          path: file.name,
          message:
            'Warning: Dependency locking is handled in Chart.lock since apiVersion "v2". ' +
            'We recommend migrating to Chart.lock.',
        });
      }
    }
    if (metadata.apiVersion === 'v1') chart.files.push(file);
  }

  private checkLock(name: string, text: Uint8Array): Uint8Array {
    this.unmarshalFile(name, text, this.types.lock.zero(), this.types.lock);
    return text;
  }

  private unmarshalFile(name: string, text: Uint8Array, target: object, type: StructType): void {
    this.wrap(`cannot load ${name}`, () => unmarshal(text, target, type, this.parseYaml));
  }

  /** Runs part of the work, putting where it was in front of what went wrong. */
  private wrap<T>(where: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      // What the machine lacks is not where the chart was being read.
      if (error instanceof RangeError || error instanceof HostError) throw error;
      throw new ChartError(`${where}: ${(error as Error).message}`, { cause: (error as Error).cause });
    }
  }
}

/** Notes a file of charts/ under the name that it has there. */
function addInside(subcharts: Map<string, Inside>, { name, data }: ChartFile): void {
  const start = 'charts/'.length;
  const slash = name.indexOf('/', start);
  const key = slash < 0 ? name.slice(start) : name.slice(start, slash);
  let inside = subcharts.get(key);
  if (inside === undefined) {
    inside = { first: name.slice(start), files: [] };
    subcharts.set(key, inside);
  }
  if (slash >= 0) inside.files.push({ name: name.slice(slash + 1), data });
  else inside.plain ??= { name: key, data };
}

/** Have two charts the same files? */
function areSame(files: readonly ChartFile[], others: readonly ChartFile[]): boolean {
  return (
    files.length === others.length &&
    files.every(({ name, data }, i) => data === others[i]!.data && name === others[i]!.name)
  );
}

/** Whether Helm takes a file for manifests by its name. Source: helm.sh/helm/v4@v4.3.1 pkg/chart/v2/chart.go, hasManifestExtension. */
function isManifest(name: string): boolean {
  return ['.yaml', '.yml', '.json'].some((one) => equalFoldAscii(extension(name), one));
}
