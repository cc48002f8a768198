// The chart's description in the image: everything about a chart except its compiled templates, as values that the guest's
// engine reads (runtime/guest/engine). What depends on the user's values (which charts are enabled, what is imported) is
// decided there; what does not (places, names, orders, aliases) is decided here.

import { bytesOf } from '../../gostd/bytes';
import {
  CHART_BASE_PATH,
  CHART_CHILDREN,
  CHART_CRDS,
  CHART_FILES,
  CHART_METADATA,
  CHART_NAME,
  CHART_PATH,
  CHART_PROCESSED,
  CHART_REQUIREMENTS,
  CHART_SCHEMA,
  CHART_SHARED,
  CHART_SOURCE,
  CHART_VALUES,
  CRD_DATA,
  CRD_PATH,
  HELM_GIT_COMMIT,
  HELM_GIT_TREE_STATE,
  HELM_GO_VERSION,
  HELM_KUBE_CLIENT_VERSION,
  HELM_VERSION,
  REQUIREMENT_CONDITION,
  REQUIREMENT_IMPORT_VALUES,
  REQUIREMENT_NAME,
  REQUIREMENT_TAGS,
  REQUIREMENT_VIEW,
  ROOT_API_VERSIONS,
  ROOT_CHARTS,
  ROOT_FILES,
  ROOT_FILE_COUNT,
  ROOT_HELM_VERSION,
  ROOT_KUBE_VERSION,
  ROOT_LOG_LINES,
  ROOT_NAMES,
  ROOT_NOTES_PATH,
  ROOT_OUTPUT,
  ROOT_SOURCES,
} from '../../runtime/abi/description';
import { METADATA_MAPS } from '../../runtime/abi/quirks';
import { type Profile, has } from '../../language/profiles';
import type { Chart } from '../chart/load';
import { comparing } from '../../gostd/strings';
import type { Layout, PlacedChart, PlacedFile, Requirement } from '../chart/placement';
import { noItems } from '../../gostd/encoding/unmarshal';
import type { Template, Unit } from '../ir/ir';
import type { LoweredFile } from '../lower/lowered';
import {
  FILE_CHART,
  FILE_DEFINITIONS,
  FILE_LINE,
  FILE_MAIN,
  FILE_PARTIAL,
  FILE_PATH,
  FILE_PROBLEM,
  FILE_SIZE,
  FILE_TEXT,
  KIND_INT,
  KIND_LIST,
  KIND_MAP,
  KIND_OBJECT,
  LIST_ANY,
  LIST_DEPENDENCY,
  LIST_MAINTAINER,
  LIST_STRING,
  MAP_ANY,
  MAP_FILES,
  MAP_STRING,
  OBJECT_CHART,
  OBJECT_DEPENDENCY,
  OBJECT_MAINTAINER,
  TEMPLATE_FUNCTION,
  TEMPLATE_IS_EMPTY,
  TEMPLATE_SLOT,
} from '../../runtime/abi/values';
import {
  ImageAddress,
  ImageBytes,
  ImageInteger,
  ImageList,
  ImageMap,
  ImageRecord,
  ImageTypedNil,
  type ImageValue,
  type ImageWriter,
} from '../image/image';
import { imageOf } from '../image/chart-values';
import { writeProgram } from '../schema/program';
import type { CompiledSchema } from '../schema/schema';

/** Numbers that the description refers to. */
export interface Tables {
  /** Table index of a template. */
  functionIndex(template: Template): number;
  /** Address of the slot of a name. */
  slot(name: Uint8Array): number;
  /** All names that have a slot. */
  names: readonly Uint8Array[];
}

/** What a module knows besides its templates, for the guest's entry to read. */
export interface ProgramDescription {
  /** The names of the files' own templates. */
  names: readonly Uint8Array[];
  /** Writes it; returns the address of its root. */
  write(image: ImageWriter, tables: Tables): number;
}

/** How a file's templates came out, or that it is to be parsed when the chart renders. */
export type CompiledFile = LoweredFile | 'text';

/** What the description is made of. */
export interface DescriptionInput {
  helm: Profile;
  layout: Layout;
  compiled(file: PlacedFile): CompiledFile;
  /** What became of the schemas of the charts that have one. */
  schemas: ReadonlyMap<Chart, CompiledSchema>;
}

/** The description of a chart. */
export function chartDescription(input: DescriptionInput): ProgramDescription {
  return {
    names: input.layout.files.map(({ path }) => bytesOf(path)),
    write: (image, tables) => describeChart(image, tables, input),
  };
}

const integer = (value: number) => new ImageInteger(KIND_INT, value);

// Each list stands for all maps with these keys (ImageRecord).

const SOURCE = [CHART_NAME, CHART_VALUES, CHART_CHILDREN];

const CHART = [
  CHART_BASE_PATH,
  CHART_CHILDREN,
  CHART_CRDS,
  CHART_FILES,
  CHART_METADATA,
  CHART_NAME,
  CHART_PATH,
  CHART_PROCESSED,
  CHART_REQUIREMENTS,
  CHART_SCHEMA,
  CHART_SHARED,
  CHART_SOURCE,
];

const REQUIREMENT = [
  REQUIREMENT_NAME,
  REQUIREMENT_CONDITION,
  REQUIREMENT_TAGS,
  REQUIREMENT_IMPORT_VALUES,
  REQUIREMENT_VIEW,
];

// The fields of Go's structs in their declared order.

const METADATA_FIELDS = [
  'Name',
  'Home',
  'Sources',
  'Version',
  'Description',
  'Keywords',
  'Maintainers',
  'Icon',
  'APIVersion',
  'Condition',
  'Tags',
  'AppVersion',
  'Deprecated',
  'Annotations',
  'KubeVersion',
  'Dependencies',
  'Type',
  'IsRoot',
];

const MAINTAINER_FIELDS = ['Name', 'Email', 'URL'];

const DEPENDENCY_FIELDS = ['Name', 'Version', 'Repository', 'Condition', 'Tags', 'Enabled', 'ImportValues', 'Alias'];

/** A template, as the guest reads it. */
export function templateValue(tables: Tables, name: Uint8Array, template: Template): ImageValue {
  const parts: ImageValue[] = [];
  parts[TEMPLATE_SLOT] = integer(tables.slot(name));
  parts[TEMPLATE_FUNCTION] = integer(tables.functionIndex(template));
  parts[TEMPLATE_IS_EMPTY] = template.isEmpty;
  return parts;
}

/** Names that have slots, with the addresses of these. */
export function slotNames(tables: Tables): ImageMap {
  return new ImageMap(
    MAP_ANY,
    tables.names.map((name): [Uint8Array, ImageValue] => [name, integer(tables.slot(name))]),
  );
}

/** Writes the description; returns the address of its root. */
function describeChart(image: ImageWriter, tables: Tables, input: DescriptionInput): number {
  const { layout, helm } = input;
  const integers = (values: number[]) => values.map(integer);
  const requirements = new RequirementWriter(image, helm);

  const valuesOf = new Map<Chart, ImageValue>();
  const sources = layout.sources.map(({ chart, children }) => {
    const values = valuesOf.get(chart) ?? imageOf(chart.defaults);
    valuesOf.set(chart, values);
    return new ImageRecord(MAP_ANY, SOURCE, [chart.metadata.name, values, integers(children)]);
  });

  const programs = new Map<CompiledSchema, number>();
  /** The address of a schema's program, Helm's message for one that it refuses, or null. */
  const describeSchema = (schema: CompiledSchema | undefined): number | string | null => {
    if (!schema) return null;
    if ('error' in schema) return schema.error;
    const address = programs.get(schema) ?? writeProgram(image, schema.root);
    programs.set(schema, address);
    return address;
  };

  const filesOf = new Map<Chart, ImageAddress>();
  const charts = layout.charts.map((placed): ImageValue => {
    const { chart } = placed;
    let files = filesOf.get(chart);
    if (!files) {
      const entries = chart.files.map((file): [string, ImageValue] => [file.name, new ImageBytes(file.data)]);
      files = new ImageAddress(image.value(new ImageMap(MAP_FILES, new Map(entries))));
      filesOf.set(chart, files);
    }
    const schema = describeSchema(input.schemas.get(chart));
    const listed = placed.requirements?.map((requirement) => requirements.address(requirement)) ?? null;
    const metadata = describeMetadata(image, helm, placed, requirements);
    return new ImageRecord(MAP_ANY, CHART, [
      `${placed.path}/templates`,
      integers(placed.children),
      chart.crds.map((crd) => ({ [CRD_DATA]: crd.data, [CRD_PATH]: `${placed.path}/${crd.name}` })),
      files,
      metadata,
      placed.name,
      placed.path,
      placed.processed,
      listed,
      typeof schema === 'number' ? integer(schema) : schema,
      placed.shared,
      integer(placed.source),
    ]);
  });

  const paths = layout.files.map(({ path }) => path);
  const compare = comparing(paths);
  const order = paths.map((_, i) => i).sort((a, b) => compare(paths[a]!, paths[b]!));

  return image.value({
    [ROOT_KUBE_VERSION]: helm.kubeVersion,
    [ROOT_API_VERSIONS]: [...helm.apiVersions],
    [ROOT_HELM_VERSION]: describeBuild(helm),
    ...(helm.logLines === undefined ? {} : { [ROOT_LOG_LINES]: integers([...helm.logLines]) }),
    [ROOT_SOURCES]: sources,
    [ROOT_CHARTS]: charts,
    [ROOT_FILES]: integer(writeFiles(image, tables, input, paths)),
    [ROOT_FILE_COUNT]: integer(layout.files.length),
    [ROOT_OUTPUT]: integer(image.record(order)),
    [ROOT_NOTES_PATH]: `${layout.charts[0].path}/templates/NOTES.txt`,
    [ROOT_NAMES]: slotNames(tables),
  });
}

/** Writes what is known of each file; returns the address. `paths`: theirs. */
function writeFiles(image: ImageWriter, tables: Tables, input: DescriptionInput, paths: readonly string[]): number {
  const { layout } = input;
  const describeTemplate = (name: Uint8Array | string, template: Template): ImageValue =>
    templateValue(tables, typeof name === 'string' ? bytesOf(name) : name, template);
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
  // There are thousands of them: each writes its words into one list, where what it has not stays 0.
  const files = new Array<number>((layout.files.length * FILE_SIZE) / 4).fill(0);
  // Names with slots are strings of their own, the same ones.
  const pathStrings = tables.names.length === 0 ? image.freshStrings(paths) : paths.map((path) => image.string(path));
  let at = 0;
  const put = (offset: number, word: number) => {
    files[at + offset / 4] = word;
  };
  layout.files.forEach((placed, i) => {
    at = (i * FILE_SIZE) / 4;
    put(FILE_PATH, pathStrings[i]!);
    put(FILE_CHART, placed.chart);
    put(FILE_PARTIAL, placed.partial ? 1 : 0);
    const compiled = input.compiled(placed);
    if (compiled === 'text') {
      put(FILE_TEXT, image.string(placed.file.data));
    } else if ('error' in compiled) {
      put(FILE_PROBLEM, image.string(compiled.error));
      put(FILE_LINE, compiled.line);
    } else {
      put(FILE_DEFINITIONS, image.value(describeDefinitions(compiled.unit)));
      put(FILE_MAIN, image.value(describeTemplate(placed.path, compiled.unit.main)));
    }
  });
  return image.record(files);
}

function describeBuild({ build }: Profile): ImageValue {
  const { version, gitCommit, gitTreeState, goVersion, kubeClientVersion } = build;
  return {
    [HELM_VERSION]: version,
    [HELM_GIT_COMMIT]: gitCommit,
    [HELM_GIT_TREE_STATE]: gitTreeState,
    [HELM_GO_VERSION]: goVersion,
    ...(kubeClientVersion === undefined ? {} : { [HELM_KUBE_CLIENT_VERSION]: kubeClientVersion }),
  };
}

/** Writes requirements, each once: copies of a chart may share one, and see what a render does to it. */
class RequirementWriter {
  private readonly written = new Map<Requirement, { address: ImageAddress; view: ImageAddress }>();

  constructor(
    private readonly image: ImageWriter,
    private readonly helm: Profile,
  ) {}

  /** The description that the guest's dependency processing reads. */
  address(requirement: Requirement): ImageAddress {
    return this.write(requirement).address;
  }

  /** What templates see of it in `.Chart.Dependencies`. */
  view(requirement: Requirement): ImageAddress {
    return this.write(requirement).view;
  }

  private write(requirement: Requirement) {
    let known = this.written.get(requirement);
    if (!known) {
      const { dependency, name } = requirement;
      const importValues = dependency.importValues as ImageValue[];
      const { condition, tags } = dependency;
      const fields = [
        name,
        dependency.version,
        dependency.repository,
        condition,
        this.list(LIST_STRING, tags),
        dependency.enabled,
        this.list(LIST_ANY, importValues),
        dependency.alias,
      ];
      const described = struct(this.image, this.helm, OBJECT_DEPENDENCY, DEPENDENCY_FIELDS, fields);
      const view = new ImageAddress(this.image.value(described));
      const values = [name, condition, tags, importValues, view];
      const address = new ImageAddress(this.image.value(new ImageRecord(MAP_ANY, REQUIREMENT, values)));
      known = { address, view };
      this.written.set(requirement, known);
    }
    return known;
  }

  private list(type: number, items: ImageValue[]): ImageValue {
    return has(this.helm, METADATA_MAPS) ? items : typedList(type, items, items === noItems);
  }
}

/** A Go struct: a map in Helm 4's .Chart, an object with its fields in declared order in Helm 3's. */
function struct(
  image: ImageWriter,
  helm: Profile,
  type: number,
  names: readonly string[],
  values: readonly ImageValue[],
): ImageValue {
  if (has(helm, METADATA_MAPS)) return new ImageRecord(MAP_ANY, names, values);
  return new ImageAddress(image.object(KIND_OBJECT, type, names, values));
}

/** A Go slice, nil where Chart.yaml has none. */
function typedList(type: number, items: ImageValue[], isNil: boolean): ImageValue {
  return isNil ? new ImageTypedNil(KIND_LIST, type) : new ImageList(type, items);
}

function describeMetadata(
  image: ImageWriter,
  helm: Profile,
  placed: PlacedChart,
  requirements: RequirementWriter,
): ImageValue {
  const m = placed.chart.metadata;
  const strings = (items: string[]): ImageValue =>
    has(helm, METADATA_MAPS) ? items : typedList(LIST_STRING, items, items === noItems);
  const objects = (type: number, items: ImageValue[], isNil: boolean): ImageValue =>
    has(helm, METADATA_MAPS) ? items : typedList(type, items, isNil);
  const maintainers = m.maintainers.map((maintainer) =>
    struct(image, helm, OBJECT_MAINTAINER, MAINTAINER_FIELDS, [maintainer.name, maintainer.email, maintainer.url]),
  );
  const dependencies = (placed.requirements ?? []).map((requirement) => requirements.view(requirement));
  return struct(image, helm, OBJECT_CHART, METADATA_FIELDS, [
    placed.name,
    m.home,
    strings(m.sources),
    m.version,
    m.description,
    strings(m.keywords),
    objects(LIST_MAINTAINER, maintainers, m.maintainers === noItems),
    m.icon,
    m.apiVersion,
    m.condition,
    m.tags,
    m.appVersion,
    m.deprecated,
    m.annotations ? new ImageMap(MAP_STRING, Object.entries(m.annotations)) : new ImageTypedNil(KIND_MAP, MAP_STRING),
    m.kubeVersion,
    // Helm 3 fills the list anew, from nothing.
    objects(LIST_DEPENDENCY, dependencies, placed.requirements === null),
    m.type,
    placed.path === placed.name,
  ]);
}
