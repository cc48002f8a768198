// Where each chart of a tree stands: its name, its path, and the charts below it. Follows processDependencyEnabled and
// getAliasDependency of helm@v3.17.2 pkg/chartutil/dependencies.go and helm@v4.1.4 pkg/chart/v2/util/dependencies.go, on the
// same objects with the same references between them: copies of a chart share in Helm what they were copied from, and which
// of them comes last decides paths and names. What depends on the user's values (which charts are enabled, what is imported)
// is decided by the guest.

import { noItems } from '../../gostd/encoding/unmarshal';
import { type Profile, has } from '../../language/profiles';
import { comparing, equalFoldAscii } from '../../gostd/strings';
import { ALIASES_APART } from '../../runtime/abi/quirks';
import type { Chart, ChartFile, Dependency } from './load';

/** A chart as loaded, once for each copy that Helm holds before dependencies are processed. */
interface Source {
  chart: Chart;
  children: number[];
}

/** One entry of a chart's `dependencies`, which copies of the chart may share. */
export interface Requirement {
  dependency: Dependency;
  /** The chart's name; where the entry was processed, its alias. */
  name: string;
}

/** A chart at its place in the tree. */
export interface PlacedChart {
  chart: Chart;
  source: number;
  name: string;
  path: string;
  /** Are its dependencies looked at? Not below a chart that lists none. */
  processed: boolean;
  /** What it lists, or null where it lists nothing. */
  requirements: Requirement[] | null;
  /** Numbers of the charts below it. A chart that copies share stands below several. */
  children: number[];
  /** Are its default values read more than once? */
  shared: boolean;
}

/** A template file at its place. */
export interface PlacedFile {
  path: string;
  chart: number;
  file: ChartFile;
  partial: boolean;
}

/** The charts at their places, and the files in the order in which Helm parses and renders them. */
export interface Layout {
  sources: Source[];
  charts: PlacedChart[];
  files: PlacedFile[];
}

/** Helm's chart.Metadata, as far as it changes. */
interface HeldMetadata {
  name: string;
  requirements: Requirement[] | null;
}

/** Helm's *chart.Chart. */
interface Held {
  chart: Chart;
  metadata: HeldMetadata;
  parent: Held | null;
  children: Held[];
  processed: boolean;
  /** A condition or tags may disable this copy. */
  optional: boolean;
}

/**
 * Places the charts of a tree and their files. `inRange(constraint, version)` is Helm's IsCompatibleRange.
 *
 * All charts are taken to be enabled. A copy that values may disable shares nothing with others: what processing it changes
 * is seen by nobody else.
 */
export function placeCharts(
  root: Chart,
  inRange: (constraint: string, version: string) => boolean,
  helm: Profile,
): Layout {
  const held = hold(root, null);
  process(held, inRange, helm);

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

  const numbers = new Map<Held, number>();
  const users = new Map<number, PlacedChart>();
  const share = (placed: PlacedChart): void => {
    if (placed.shared) return;
    placed.shared = true;
    for (const child of placed.children) share(layout.charts[child]);
  };
  const place = (at: Held): number => {
    const known = numbers.get(at);
    if (known !== undefined) {
      share(layout.charts[known]);
      return known;
    }
    const { chart, metadata, processed } = at;
    const { name, requirements } = metadata;
    const source = sourceOf.get(chart)!;
    const placed: PlacedChart = {
      chart,
      source,
      name,
      path: pathOf(at),
      processed,
      requirements,
      children: [],
      shared: false,
    };
    const number = layout.charts.push(placed) - 1;
    numbers.set(at, number);
    const other = users.get(source);
    if (other) other.shared = placed.shared = true;
    users.set(source, placed);
    placed.children = at.children.map(place);
    return number;
  };
  place(held);
  layout.files = placeFiles(layout.charts);
  return layout;
}

/** The files of the charts; of several with one path, the last. */
function placeFiles(charts: PlacedChart[]): PlacedFile[] {
  // There are thousands: files of one depth stand together, so that they are compared by their paths alone.
  const byDepth: PlacedFile[][] = [];
  charts.forEach((placed, number) => {
    const library = equalFoldAscii(placed.chart.metadata.type, 'library');
    const above = slashes(placed.path) + 1;
    for (const file of placed.chart.templates) {
      const { name } = file;
      const partial = name[name.lastIndexOf('/') + 1] === '_';
      if (library && !partial) continue;
      const depth = above + slashes(name);
      const files = (byDepth[depth] ??= []);
      files.push({ path: `${placed.path}/${name}`, chart: number, file, partial });
    }
  });
  // Helm's byPathLen: fewer slashes first, then bytewise. Rendering goes the other way round.
  return byDepth.reverse().flatMap((files) => {
    const compare = comparing(files.map(({ path }) => path));
    // Those with one path stay in their order: the last is the one that the next path follows.
    files.sort((a, b) => compare(b.path, a.path));
    return files.filter(({ path }, i) => path !== files[i + 1]?.path);
  });
}

/** The charts as loaded. */
function hold(chart: Chart, parent: Held | null): Held {
  const listed = chart.dependencies;
  const requirements = listed === noItems ? null : listed.map((dependency) => ({ dependency, name: dependency.name }));
  const metadata = { name: chart.metadata.name, requirements };
  const held: Held = { chart, metadata, parent, children: [], processed: false, optional: false };
  held.children = chart.subcharts.map((child) => hold(child, held));
  return held;
}

/** Chart.ChartFullPath. */
function pathOf({ parent, metadata }: Held): string {
  return parent ? `${pathOf(parent)}/charts/${metadata.name}` : metadata.name;
}

/** Chart.SetDependencies. */
function setChildren(held: Held, children: Held[]): void {
  held.children = children;
  for (const child of children) child.parent = held;
}

function process(held: Held, inRange: (constraint: string, version: string) => boolean, helm: Profile): void {
  const { requirements } = held.metadata;
  if (requirements === null) return;
  // By their names, since umbrellas list hundreds.
  const fits = (child: Held, { dependency }: Requirement) => inRange(dependency.version, child.chart.metadata.version);
  const listed = byName(requirements, ({ name }) => name);
  const present = byName(held.children, ({ metadata }) => metadata.name);
  const children = held.children.filter(
    (child) => !listed.get(child.metadata.name)?.some((requirement) => fits(child, requirement)),
  );
  for (const requirement of requirements) {
    const { alias, condition, tags } = requirement.dependency;
    const child = present.get(requirement.name)?.find((candidate) => fits(candidate, requirement));
    if (child) children.push(copyOf(child, alias, condition !== '' || tags.length > 0, helm));
    if (alias !== '') requirement.name = alias;
  }
  setChildren(held, children);
  held.processed = true;
  for (const child of children) {
    if (child.optional) isolate(child);
    process(child, inRange, helm);
  }
  setChildren(held, children);
}

function byName<T>(items: readonly T[], nameOf: (item: T) => string): Map<string, T[]> {
  const named = new Map<string, T[]>();
  for (const item of items) {
    const name = nameOf(item);
    const known = named.get(name);
    if (known) known.push(item);
    else named.set(name, [item]);
  }
  return named;
}

/** The copy of a chart that a requirement makes: Helm 4 copies what is in it one level deep, Helm 3 shares all of it. */
function copyOf(child: Held, alias: string, optional: boolean, helm: Profile): Held {
  const { name, requirements } = child.metadata;
  const copy: Held = { ...child, optional, metadata: { name: alias || name, requirements } };
  if (!has(helm, ALIASES_APART)) return copy;
  copy.metadata.requirements = requirements?.map((requirement) => ({ ...requirement })) ?? null;
  setChildren(
    copy,
    child.children.map((below) => ({ ...below })),
  );
  return copy;
}

/** Gives a chart all that it would share with other copies to itself. */
function isolate(held: Held): void {
  const charts = new Map<Held, Held>();
  const metadatas = new Map<HeldMetadata, HeldMetadata>();
  const requirements = new Map<Requirement, Requirement>();
  const copyRequirement = (requirement: Requirement): Requirement => {
    const copy = requirements.get(requirement) ?? { ...requirement };
    requirements.set(requirement, copy);
    return copy;
  };
  const copyMetadata = (metadata: HeldMetadata): HeldMetadata => {
    let copy = metadatas.get(metadata);
    if (!copy) {
      copy = { ...metadata, requirements: metadata.requirements?.map(copyRequirement) ?? null };
      metadatas.set(metadata, copy);
    }
    return copy;
  };
  const copyChart = (chart: Held): Held => {
    let copy = charts.get(chart);
    if (!copy) {
      copy = { ...chart, metadata: copyMetadata(chart.metadata) };
      charts.set(chart, copy);
      copy.children = chart.children.map(copyChart);
    }
    return copy;
  };
  held.metadata = copyMetadata(held.metadata);
  charts.set(held, held);
  held.children = held.children.map(copyChart);
  for (const copy of charts.values()) copy.parent = (copy.parent && charts.get(copy.parent)) ?? copy.parent;
}

function slashes(path: string): number {
  let count = 0;
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) count++;
  return count;
}
