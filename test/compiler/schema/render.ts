// Converts a chart and renders it with its own values, for the tests of schemas.

import { writeInput } from '../../../actions/render/input';
import { ChartInstance } from '../../../actions/render/render';
import { type ConvertOptions, convertChart } from '../../../compiler/convert';
import { loadModule } from '../../../runtime/host';

/** The error of a render, or null. */
export async function renderError(
  chart: string,
  options: ConvertOptions,
  input: { values?: string; skipSchemaValidation?: boolean } = {},
): Promise<string | null> {
  const { wasm } = await convertChart(chart, options);
  const instance = new ChartInstance(loadModule(wasm));
  const { status, bytes } = instance.render(
    writeInput({
      name: 'release',
      namespace: 'default',
      values: input.values ?? '{}',
      skipSchemaValidation: input.skipSchemaValidation,
      now: '2024-01-01T00:00:00Z',
      entropy: 'a test',
    }),
  );
  return status === 'ok' ? null : bytes.toString();
}
