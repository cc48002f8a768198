// From a chart to what renders it at once: nothing is compiled. The renderer, which is the whole guest library, is given the chart's
// description, whose templates are texts that it parses and evaluates as it does with what `tpl` is given.

import { utf8Bytes } from '../gostd/bytes';
import { resolveProfile } from '../language/profiles';
import type { ChartImage, ChartMemory } from '../runtime/bindings/renderer';
import { satisfies } from '../runtime/bindings/versions';
import type { Chart } from './chart/load';
import { type Layout, placeCharts } from './chart/placement';
import { runsOf } from './chart/runs';
import { chartDescription } from './codegen/chart-description';
import { packageDocument } from './codegen/package-document';
import type { ConvertOptions } from './conversion';
import type { Diagnostic } from './diagnostics';
import { ImageAddress } from './image/image';
import { layOut } from './link/program';
import type { JudgeExports } from './schema/judge';
import { missingReference, SchemaReferenceError } from './schema/missing';
import { ChartSchemas } from './schema/schema';

/** What is to be had without compiling. */
export interface QuickChart {
  image: ChartImage;
  /** as of a conversion, but `template-parse`: nothing was parsed */
  diagnostics: Diagnostic[];
  /** SchemaReads.dependsOnPlace */
  dependsOnPlace: boolean;
}

/** Reads the values of a chart that {@link quickChart} will lay out in this memory: an option of loadChart. */
export function valuesReader(memory: ChartMemory): (text: Uint8Array) => ImageAddress {
  return (text) => {
    try {
      return new ImageAddress(memory.readValues(text));
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      throw new Error('the values are too large', { cause: error });
    }
  };
}

/**
 * Lays out a chart that was loaded and checked, and whose values were read into the memory. It renders as the module does that
 * `compileChart` makes. Gives its template files too.
 */
export function quickChart(
  chart: Chart,
  memory: ChartMemory,
  options: ConvertOptions = {},
): QuickChart & Pick<Layout, 'files'> {
  const helm = resolveProfile(options.helm);
  const layout = placeCharts(chart, rangeCheck(), helm);
  const schemas = new ChartSchemas(helm, () => memory.another() as unknown as JudgeExports, {
    directory: options.schemaRefs,
    chart: options.chartPath,
  });
  schemas.add(layout.sources.map((source) => source.chart));
  if (schemas.missing.length > 0 && !options.allowMissingReferences) throw new SchemaReferenceError(schemas.missing);

  const values = memory.values();
  let end = align(values.end);
  // The files lie as they were read, behind the values.
  const files = runsOf(filesOf(layout)).map((bytes) => {
    const run = { bytes, address: end };
    end = align(end + bytes.length);
    return run;
  });
  const { image, root, packageText } = layOut(
    { heapStart: end, placed: files },
    [],
    {
      description: chartDescription({
        helm,
        layout,
        compiled: () => 'text',
        schemas: schemas.compiled,
      }),
      packageDocument: utf8Bytes(packageDocument(chart, helm, { families: [], draws: [], hasEvaluator: true })),
    },
    () => () => 0,
  );
  return {
    image: {
      start: memory.start,
      fixed: [...files, { address: image.base, bytes: image.fixed }],
      values: values.run,
      changing: { address: image.changingBase, bytes: image.changing },
      end: image.end,
      root,
      packageText,
      hasSchemas: schemas.uses.schema,
      quirks: memory.quirks,
    },
    diagnostics: schemas.missing.map((url) => missingReference(url)),
    dependsOnPlace: schemas.reads.dependsOnPlace,
    files: layout.files,
  };
}

/** What of the charts' files the description has. */
function filesOf({ charts, files }: Layout): Uint8Array[] {
  return [...files.map(({ file }) => file.data), ...charts.flatMap(({ chart }) => chart.files.map(({ data }) => data))];
}

function align(address: number): number {
  return (address + 15) & ~15;
}

/** Helm's IsCompatibleRange, which is asked of equal texts once: false also where either text cannot be read. */
function rangeCheck(): (constraint: string, version: string) => boolean {
  // Charts that lie together often have one version.
  const known = new Map<string, boolean>();
  return (constraint, version) => {
    const key = `${constraint}\0${version}`;
    let answer = known.get(key);
    if (answer === undefined) {
      try {
        answer = satisfies(constraint, version);
      } catch {
        answer = false;
      }
      known.set(key, answer);
    }
    return answer;
  };
}
