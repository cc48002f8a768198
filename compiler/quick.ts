// From a chart to what renders it at once: nothing is compiled. The renderer, which is the whole guest library, is given the chart's
// description, whose templates are texts that it parses and evaluates as it does with what `tpl` is given.

import { utf8Bytes } from '../gostd/bytes';
import { quirkWord, resolveProfile } from '../language/profiles';
import { type ChartImage, heapStart } from '../runtime/bindings/renderer';
import { satisfies } from '../runtime/bindings/versions';
import type { Chart } from './chart/load';
import { placeCharts } from './chart/placement';
import { chartDescription } from './codegen/chart-description';
import { packageDocument } from './codegen/package-document';
import type { Conversion, ConvertOptions } from './conversion';
import { guestLibrary } from './link/guest-library';
import { layOut } from './link/program';
import { missingReference, SchemaReferenceError } from './schema/missing';
import { ChartSchemas } from './schema/schema';

/** What is to be had without compiling. */
export interface QuickChart extends Pick<Conversion, 'diagnostics'> {
  image: ChartImage;
}

/** Lays out a chart that was loaded and checked. It renders as the module does that `compileChart` makes. */
export function quickChart(chart: Chart, options: ConvertOptions = {}): QuickChart {
  const helm = resolveProfile(options.helm);
  const layout = placeCharts(chart, inRange, helm);
  const schemas = new ChartSchemas(helm, () => guestLibrary().running, {
    directory: options.schemaRefs,
    chart: options.chartPath,
  });
  schemas.add(layout.sources.map((source) => source.chart));
  if (schemas.missing.length > 0 && !options.allowMissingReferences) throw new SchemaReferenceError(schemas.missing);

  const base = heapStart();
  const { image, root, packageText } = layOut(
    base,
    [],
    {
      description: chartDescription({
        helm,
        layout,
        compiled: new Map(layout.files.map((file) => [file, 'text' as const])),
        schemas: schemas.compiled,
      }),
      packageDocument: utf8Bytes(packageDocument(chart, helm, { families: [], draws: [], hasEvaluator: true })),
    },
    () => () => 0,
  );
  const { fixed, changing, changingBase } = image;
  const quirks = BigInt.asUintN(64, quirkWord(helm));
  return {
    image: { base, fixed, changing, changingBase, root, packageText, hasSchemas: schemas.uses.schema, quirks },
    diagnostics: schemas.missing.map(missingReference),
  };
}

/** Helm's IsCompatibleRange: false also where either text cannot be read. */
function inRange(constraint: string, version: string): boolean {
  try {
    return satisfies(constraint, version);
  } catch {
    return false;
  }
}
