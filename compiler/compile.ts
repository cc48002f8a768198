// The compiler: a loaded chart in, a module out. Phases, one after the other: place, parse and lower → schemas → passes → analyse →
// emit, describe and link. Loading is before them: convert.ts, the front door.

import { utf8Bytes } from '../gostd/bytes';
import { resolveProfile } from '../language/profiles';
import { PACKAGE_SECTION } from '../runtime/host/core/contract';
import { runningGuest } from '../runtime/bindings/guest';
import { proveLines } from '../runtime/bindings/values';
import { analyseCalls } from './analysis/calls';
import type { Chart } from './chart/load';
import { textSections } from './chart/texts';
import { chartDescription } from './codegen/chart-description';
import { packageDocument } from './codegen/package-document';
import type { Conversion, ConvertOptions } from './conversion';
import { verifyUnit } from './ir/verify';
import { compressedSections } from './link/compressed-sections';
import { guestLibrary } from './link/guest-library';
import { linkWithGuest, linkedText } from './link/chart-code';
import type { Program } from './link/program';
import { type LoweredChart, lowerChart } from './lower/chart';
import { runPasses } from './passes/passes';
import type { Stage } from './passes/stages';
import { judgeOf } from './schema/judge';
import { missingReference, SchemaReferenceError } from './schema/missing';
import { ChartSchemas } from './schema/schema';

/** Compiles a chart that was loaded and checked. */
export async function compileChart(chart: Chart, options: ConvertOptions = {}): Promise<Conversion> {
  return compileLowered(lowerChart(chart, resolveProfile(options.helm), options.frontEnd), options);
}

/** Compiles a chart that was lowered, by the options that it was lowered by. */
export async function compileLowered(lowered: LoweredChart, options: ConvertOptions): Promise<Conversion> {
  const { chart, helm, layout, compiled, units, diagnostics } = lowered;
  const schemas = new ChartSchemas(helm, () => judgeOf(runningGuest(), helm), {
    directory: options.schemaRefs,
    chart: options.chartPath,
  });
  schemas.add(layout.sources.map((source) => source.chart));
  if (schemas.missing.length > 0 && !options.allowMissingReferences) throw new SchemaReferenceError(schemas.missing);

  const [form, stage] = (options.emit ?? '').split(':') as [string, Stage | undefined];
  for (const unit of units) {
    // A trace needs the texts apart that the last stage joins.
    runPasses(unit, options.plain ? 'lower' : (stage ?? (options.trace ? 'write-prints' : undefined)));
    verifyUnit(unit);
  }
  const ir = form === 'ir' ? (await import('./ir/print')).printUnits(units) : undefined;

  const { families, draws, uses } = analyseCalls(units);
  const document = utf8Bytes(packageDocument(chart, helm, { families, draws, hasEvaluator: uses.tpl }));
  const withoutBinaryen = options.withoutBinaryen || options.quick;
  const texts = textSections(chart);
  const program: Program = {
    helm,
    units,
    prove: options.plain || options.quick ? null : proveLines,
    uses: { ...uses, trace: options.trace === true, kubeVersion: chart.metadata.kubeVersion !== '', ...schemas.uses },
    description: chartDescription({ helm, layout, compiled: (file) => compiled.get(file)!, schemas: schemas.compiled }),
    packageDocument: document,
    sections: [[PACKAGE_SECTION, document], ...(withoutBinaryen ? texts : await compressedSections(texts))],
  };
  const library = guestLibrary();
  const link = { withoutBinaryen, names: options.names };
  const text = form === 'wat' ? await linkedText(library, program, link) : ir;
  const wasm = await linkWithGuest(library, program, link);
  return {
    name: chart.metadata.name,
    version: chart.metadata.version,
    wasm,
    text,
    files: layout.files.length,
    templates: units.reduce((sum, unit) => sum + 1 + unit.definitions.length, 0),
    families,
    hasEvaluator: uses.tpl,
    draws,
    diagnostics: [...diagnostics, ...schemas.missing.map((url) => missingReference(url))],
    reads: schemas.reads,
  };
}
