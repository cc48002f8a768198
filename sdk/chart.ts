// What packages import that were made of a chart: `import { renderChart } from '@mistletoe-dev/sdk/chart'`. Most of it is what Go
// templates and YAML do and plain TypeScript does not; a template that needs none of it is better off without.

export { renderChart } from './chart/render';
export {
  base64,
  goQuote,
  goSquote,
  indent,
  join,
  lines,
  nindent,
  printf,
  replace,
  sha256sum,
  str,
  text,
  trimAll,
  trimPrefix,
  trimSuffix,
  trunc,
} from './chart/text';
export type { Chart, ChartData, Collection, Overrides, Rendered, Template } from './chart/types';
export {
  defaulted,
  entries,
  equal,
  fail,
  field,
  fieldIf,
  get,
  has,
  hasKey,
  index,
  int,
  items,
  kindIs,
  len,
  omit,
  pick,
  required,
  semverCompare,
  truthy,
} from './chart/values';
export {
  block,
  flow,
  inSingleQuotes,
  mapping,
  orNull,
  parsed,
  plain,
  quoted,
  sequence,
  singleQuoted,
} from './chart/yaml';
