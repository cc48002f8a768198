// The library: what `import … from '@mistletoe-dev/mistletoe'` gives. Nothing heavy is loaded before it is used.

export { ChartError, type Conversion, type ConvertOptions } from './compiler/convert';
export { SchemaReferenceError } from './compiler/schema/missing';
export * from './runtime/host';
export { sectionText } from './runtime/host/core/texts';
export * from './verify';
export type { TemplatePlace } from './compiler/analysis/place';
export { placeAt, type TraceSpan } from './actions/render/trace';
export {
  type ChartManifest,
  type RenderChartOptions,
  type RenderedChart,
  renderChart,
} from './actions/render/render-chart';
export {
  type ConversionFailure,
  type ConvertedChart,
  type ConvertToModuleOptions,
  convertChart,
  convertToModule,
} from './actions/convert';
export { type ConversionLabels, type InspectedModule, inspectModule } from './actions/inspect';
export type { GivenModule } from './actions/package/module';
export { type PackageRun, type RunPackageOptions, runPackage } from './actions/package/run';
export { CommandError } from './actions/command';
export { type Diagnostic, type DiagnosticCode, diagnosticText } from './compiler/diagnostics';
export { RenderError, type RenderedManifest, type RenderFailure } from './actions/render/manifests';
