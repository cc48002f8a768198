// What packages import that were made of a chart: `import { renderChart } from '@mistletoe-dev/sdk/chart'`. Most of it is what Go
// templates and YAML do and plain TypeScript does not; a template that needs none of it is better off without.

export { renderChart } from './chart/render';
export type { Chart, ChartData, Collection, Overrides, Rendered, Template } from './chart/types';
