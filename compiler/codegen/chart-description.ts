// The chart's description in the image: everything about a chart except its compiled templates, as values that the guest's
// engine reads (runtime/guest/engine). What depends on the user's values (which charts are enabled, what is imported) is
// decided there; what does not (places, names, orders, aliases) is decided here.

import { ALIASES_APART, METADATA_MAPS } from '../../runtime/abi/quirks';
import { type Profile, has } from '../../language/profiles';
import type { Chart, ChartFile, Dependency } from '../chart/load';
import { noItems } from '../../gostd/encoding/unmarshal';
import type { Template, Unit } from '../ir/ir';
import {
  KIND_INT,
  KIND_LIST,
  KIND_MAP,
  KIND_OBJECT,
  LIST_DEPENDENCY,
  LIST_MAINTAINER,
  LIST_STRING,
  MAP_FILES,
  MAP_STRING,
  OBJECT_CHART,
  OBJECT_DEPENDENCY,
  OBJECT_MAINTAINER,
} from '../../runtime/abi/values';
import {
  ImageAddress,
  ImageBytes,
  ImageInteger,
  ImageList,
  ImageMap,
  ImageTypedNil,
  type ImageValue,
  type ImageWriter,
} from '../image/image';
import type { Tables } from '../link/link';

/** A chart as loaded, once for each copy that Helm holds before dependencies are processed. */
interface Source {
  chart: Chart;
  children: number[];
}

/** A chart at its place in the tree. */
export interface PlacedChart {
  chart: Chart;
  source: number;
  name: string;
  path: string;
  /** Are its dependencies looked at? Not below a chart that lists none. */
  processed: boolean;
  children: number[];
}

/** A template file at its place. */
export interface PlacedFile {
  path: string;
  chart: number;
  file: ChartFile;
  partial: boolean;
}

/** So deep may charts that belong to several lie in one another. */
const MOST_DEPTH = 16;

/** The tree of charts, and the files in the order in which Helm parses and renders them. */
export interface Layout {
  sources: Source[];
  charts: PlacedChart[];
  files: PlacedFile[];
}

/**
 * Lays out a chart's tree. `inRange(constraint, version)` is Helm's IsCompatibleRange.
 *
 * A listed dependency is a copy of the chart that was loaded. In Helm 3 the copies share the charts below them that they do not
 * list: these belong to the copy that was processed last, and their paths lead through it. Where the copies list nothing at all,
 * they go on belonging to the original, by its own name. A copy that values may disable is laid out as if it were the only one.
 */
export function layOutCharts(
  root: Chart,
  inRange: (constraint: string, version: string) => boolean,
  helm: Profile,
): Layout {
  const layout: Layout = { sources: [], charts: [], files: [] };
  const sourceOf = new Map<Chart, number>();
  const addSource = (chart: Chart): number => {
    const known = sourceOf.get(chart);
    if (known !== undefined) return known;
    const source: Source = { chart, children: [] };
    const number = layout.sources.push(source) - 1;
    sourceOf.set(chart, number);
    source.children = chart.subcharts.map(addSource);
    return number;
  };
  addSource(root);

  /** Helm 3: the paths of the charts to which those below, being shared, belong; and what this pass finds. */
  let owners = new Map<Chart, string>();
  let owning = new Map<Chart, string>();
  /** Charts whose list was read: copies share it, and Helm 3 has put the aliases in the place of its names. */
  const aliased = new Set<Chart>();
  const place = (
    chart: Chart,
    name: string,
    path: string,
    processed: boolean,
    original = path,
    isCertain = true,
  ): number => {
    const placed: PlacedChart = { chart, source: sourceOf.get(chart)!, name, path, processed, children: [] };
    const number = layout.charts.push(placed) - 1;
    const parent = !has(helm, ALIASES_APART) && chart.dependencies === noItems ? original : path;
    const below = (child: Chart, childName: string, childProcessed: boolean, copy?: Dependency) => {
      const isShared = !has(helm, ALIASES_APART) && childProcessed && !copy;
      if (isShared) owning.set(child, isCertain && owning.get(child) !== '' ? parent : '');
      const childPath = `${(isShared && owners.get(child)) || parent}/charts/${childName}`;
      const childOriginal = copy && !has(helm, ALIASES_APART) ? `${original}/charts/${child.metadata.name}` : childPath;
      const isKept = isCertain && !copy?.condition && !copy?.tags.length;
      placed.children.push(place(child, childName, childPath, childProcessed, childOriginal, isKept));
    };
    const listed = chart.dependencies;
    if (!processed || listed === noItems) {
      placed.processed = false;
      for (const child of chart.subcharts) below(child, child.metadata.name, false);
    } else {
      const isAgain = !has(helm, ALIASES_APART) && aliased.has(chart);
      if (isCertain) aliased.add(chart);
      const fits = (child: Chart, dependency: Dependency) =>
        child.metadata.name === ((isAgain && dependency.alias) || dependency.name) &&
        inRange(dependency.version, child.metadata.version);
      for (const child of chart.subcharts) {
        if (!listed.some((dependency) => fits(child, dependency))) below(child, child.metadata.name, true);
      }
      for (const dependency of listed) {
        const child = chart.subcharts.find((candidate) => fits(candidate, dependency));
        if (child) below(child, dependency.alias || dependency.name, true, dependency);
      }
    }
    return number;
  };
  place(root, root.metadata.name, root.metadata.name, true);
  // The last owner is known only when all are placed; its own path may lead through such a chart.
  const isSettled = () => layout.charts.length === new Set(layout.charts.map(({ chart }) => chart)).size;
  for (let passes = isSettled() ? 0 : MOST_DEPTH; passes > 0; passes--) {
    if ([...owning].every(([child, owner]) => owners.get(child) === owner)) break;
    owners = owning;
    owning = new Map();
    aliased.clear();
    layout.charts.length = 0;
    place(root, root.metadata.name, root.metadata.name, true);
  }

  const seen = new Map<string, PlacedFile>();
  layout.charts.forEach((placed, number) => {
    const library = placed.chart.metadata.type.toLowerCase() === 'library';
    for (const file of placed.chart.templates) {
      const base = file.name.slice(file.name.lastIndexOf('/') + 1);
      const partial = base.startsWith('_');
      if (library && !partial) continue;
      const path = `${placed.path}/${file.name}`;
      seen.set(path, { path, chart: number, file, partial });
    }
  });
  layout.files = [...seen.values()].sort((a, b) => comparePaths(b.path, a.path));
  return layout;
}

function depth(path: string): number {
  let count = 0;
  for (let i = 0; i < path.length; i++) if (path.charCodeAt(i) === 0x2f) count++;
  return count;
}

function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Helm's byPathLen: fewer slashes first, then bytewise. Rendering goes the other way round. */
function comparePaths(a: string, b: string): number {
  return depth(a) - depth(b) || compareText(a, b);
}

/** How a file's templates came out. */
export type CompiledFile = { unit: Unit } | { error: string; line: number; column?: number };

/** What the description is made of. */
export interface DescriptionInput {
  helm: Profile;
  layout: Layout;
  compiled: Map<PlacedFile, CompiledFile>;
  /** Default values of a chart, as values of the image. */
  values(chart: Chart): ImageValue;
  /** A chart's schema: the address of its program, Helm's message for one that it refuses, or null. */
  schema(chart: Chart, image: ImageWriter): number | string | null;
}

/** Writes the description; returns the address of its root. */
export function describeProgram(image: ImageWriter, tables: Tables, input: DescriptionInput): number {
  const { layout, helm } = input;
  const integer = (value: number) => new ImageInteger(KIND_INT, BigInt(value));
  const integers = (values: number[]) => values.map(integer);
  const uses = new Map<number, number>();
  for (const placed of layout.charts) uses.set(placed.source, (uses.get(placed.source) ?? 0) + 1);

  const sources = layout.sources.map(({ chart, children }) => ({
    name: chart.metadata.name,
    values: input.values(chart),
    children: integers(children),
  }));

  const filesOf = new Map<Chart, ImageAddress>();
  const charts = layout.charts.map((placed): ImageValue => {
    const { chart } = placed;
    let files = filesOf.get(chart);
    if (!files) {
      const entries = chart.files.map((file): [string, ImageValue] => [file.name, new ImageBytes(file.data)]);
      files = new ImageAddress(image.value(new ImageMap(MAP_FILES, new Map(entries))));
      filesOf.set(chart, files);
    }
    const schema = input.schema(chart, image);
    return {
      source: integer(placed.source),
      name: placed.name,
      path: placed.path,
      basePath: `${placed.path}/templates`,
      processed: placed.processed,
      shared: uses.get(placed.source)! > 1,
      children: integers(placed.children),
      requirements:
        chart.dependencies === noItems
          ? null
          : chart.dependencies.map((dependency) => describeDependency(image, helm, dependency)),
      metadata: describeMetadata(image, helm, placed),
      files,
      schema: typeof schema === 'number' ? integer(schema) : schema,
      crds: chart.crds.map((crd) => ({ path: `${placed.path}/${crd.name}`, data: crd.data })),
    };
  });

  const slots = (name: Uint8Array | string) => tables.slot(typeof name === 'string' ? Buffer.from(name) : name);
  const describeTemplate = (name: Uint8Array | string, template: Template): ImageValue => [
    integer(slots(name)),
    integer(tables.functionIndex(template)),
    template.isEmpty,
  ];
  const definitionsOf = new Map<Unit, ImageAddress>();
  const describeDefinitions = (unit: Unit): ImageAddress => {
    let address = definitionsOf.get(unit);
    if (!address) {
      const templates = unit.definitions.map((definition) => describeTemplate(definition.name!, definition));
      address = new ImageAddress(image.value(templates));
      definitionsOf.set(unit, address);
    }
    return address;
  };
  const files = layout.files.map((file): ImageValue => {
    const compiled = input.compiled.get(file)!;
    const head = { path: file.path, chart: integer(file.chart), partial: file.partial };
    if ('error' in compiled) return { ...head, error: compiled.error, line: integer(compiled.line) };
    const { unit } = compiled;
    return {
      ...head,
      definitions: describeDefinitions(unit),
      main: describeTemplate(file.path, unit.main),
    };
  });

  return image.value({
    kubeVersion: helm.kubeVersion,
    apiVersions: [...helm.apiVersions],
    helmVersion: { ...helm.build },
    ...(helm.logLines === undefined ? {} : { logLines: integers([...helm.logLines]) }),
    sources,
    charts,
    files,
    output: layout.files
      .map((_, i) => i)
      .sort((a, b) => compareText(layout.files[a].path, layout.files[b].path))
      .map(integer),
    notesPath: `${layout.charts[0].path}/templates/NOTES.txt`,
    names: new ImageMap(
      0,
      tables.names().map((name): [Uint8Array, ImageValue] => [name, integer(tables.slot(name))]),
    ),
  });
}

function describeDependency(image: ImageWriter, helm: Profile, dependency: Dependency): ImageValue {
  const fields: [string, ImageValue][] = [
    ['Name', dependency.alias || dependency.name],
    ['Version', dependency.version],
    ['Repository', dependency.repository],
    ['Condition', dependency.condition],
    ['Tags', has(helm, METADATA_MAPS) ? dependency.tags : new ImageList(LIST_STRING, dependency.tags)],
    ['Enabled', dependency.enabled],
    ['ImportValues', dependency.importValues as ImageValue],
    ['Alias', dependency.alias],
  ];
  return {
    name: dependency.name,
    alias: dependency.alias,
    condition: dependency.condition,
    tags: dependency.tags,
    importValues: dependency.importValues as ImageValue,
    view: struct(image, helm, OBJECT_DEPENDENCY, fields),
  };
}

/** A Go struct: a map in Helm 4's .Chart, an object with its fields in declared order in Helm 3's. */
function struct(image: ImageWriter, helm: Profile, type: number, fields: [string, ImageValue][]): ImageValue {
  if (has(helm, METADATA_MAPS)) return new ImageMap(0, fields);
  return new ImageAddress(image.object(KIND_OBJECT, type, fields));
}

/** A Go slice, nil where Chart.yaml has none. */
function typedList(type: number, items: ImageValue[], isNil: boolean): ImageValue {
  return isNil ? new ImageTypedNil(KIND_LIST, type) : new ImageList(type, items);
}

function describeMetadata(image: ImageWriter, helm: Profile, placed: PlacedChart): ImageValue {
  const m = placed.chart.metadata;
  const strings = (items: string[]): ImageValue =>
    has(helm, METADATA_MAPS) ? items : typedList(LIST_STRING, items, items === noItems);
  const objects = (type: number, items: ImageValue[], isNil: boolean): ImageValue =>
    has(helm, METADATA_MAPS) ? items : typedList(type, items, isNil);
  const maintainers = m.maintainers.map((maintainer) =>
    struct(image, helm, OBJECT_MAINTAINER, [
      ['Name', maintainer.name],
      ['Email', maintainer.email],
      ['URL', maintainer.url],
    ]),
  );
  const dependencies = placed.chart.dependencies.map(
    (dependency) => (describeDependency(image, helm, dependency) as { view: ImageValue }).view,
  );
  return struct(image, helm, OBJECT_CHART, [
    ['Name', placed.name],
    ['Home', m.home],
    ['Sources', strings(m.sources)],
    ['Version', m.version],
    ['Description', m.description],
    ['Keywords', strings(m.keywords)],
    ['Maintainers', objects(LIST_MAINTAINER, maintainers, m.maintainers === noItems)],
    ['Icon', m.icon],
    ['APIVersion', m.apiVersion],
    ['Condition', m.condition],
    ['Tags', m.tags],
    ['AppVersion', m.appVersion],
    ['Deprecated', m.deprecated],
    [
      'Annotations',
      m.annotations ? new ImageMap(MAP_STRING, Object.entries(m.annotations)) : new ImageTypedNil(KIND_MAP, MAP_STRING),
    ],
    ['KubeVersion', m.kubeVersion],
    // Helm 3 fills the list anew, from nothing.
    ['Dependencies', objects(LIST_DEPENDENCY, dependencies, placed.chart.dependencies === noItems)],
    ['Type', m.type],
    ['IsRoot', placed.path === placed.name],
  ]);
}
