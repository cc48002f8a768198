// values.ts of an ejected package: what the chart's values look like.

import type { Analysis } from '../../../compiler/analysis/reads';
import { addComments } from './comments';
import { addReads, addSchema, type Field, type Shape, shapeOf } from './shapes';
import { fieldsText } from './types';

/** The shape of a chart's values: values.yaml, its comments, the schema, and what templates read of the chart's own values. */
export function valuesShape(analysis: Analysis): Shape {
  const { chart, layout } = analysis.units;
  let shape = shapeOf(analysis.ownValues);
  if (chart.values) addComments(shape, Buffer.from(chart.values).toString());
  if (chart.schema) {
    try {
      shape = addSchema(shape, JSON.parse(Buffer.from(chart.schema).toString()));
    } catch {
      // A schema that is no JSON is the chart's fault, and its render says so.
    }
  }
  const subcharts = new Set(layout.charts[0]!.children.map((number) => layout.charts[number]!.name));
  shape = addReads(
    shape,
    analysis.reads.filter(({ path }) => !subcharts.has(path[0]!)),
  );
  return withSubcharts(shape, subcharts);
}

/** What a chart says of its subcharts' values goes over what they say themselves: there is always more. */
function withSubcharts(shape: Shape, subcharts: ReadonlySet<string>): Shape {
  if (shape.kind !== 'mapping') return { kind: 'mapping', fields: new Map(), open: true, granted: true };
  const fields = new Map<string, Field>(shape.fields);
  for (const name of [...subcharts, 'global']) {
    const known = fields.get(name);
    if (known === undefined) {
      if (name === 'global') continue;
      fields.set(name, { shape: { kind: 'mapping', fields: new Map(), open: true }, optional: true });
    } else if (known.shape.kind === 'mapping') {
      fields.set(name, { ...known, shape: { ...known.shape, open: true } });
    }
  }
  return { kind: 'mapping', fields, open: false, granted: true };
}

/** The file's text. */
export function valuesFile(shape: Shape, name: string): string {
  const body = shape.kind === 'mapping' ? fieldsText(shape.fields, '  ') : '';
  const types = /\bCollection</.test(body) ? 'Chart as AnyChart, Collection' : 'Chart as AnyChart';
  return `import type { ${types} } from '@mistletoe-dev/sdk/chart';

/** The values of ${name}: values.yaml says what they are where the user gives none. */
export interface Values {
${body}}

/** What the templates of ${name} know. */
export type Chart = AnyChart<Values>;
`;
}
