// A chart made of template texts, compiled once, that gives the text of one of them at a time: as the message it fails with,
// in base64, which nothing splits, sorts or trims.

import { defaultProfile } from '../../language/profiles';
import { writeInput } from '../../actions/render/input';
import { ChartInstance } from '../../actions/render/render';
import { emptyChart } from '../../compiler/chart/load';
import { emptyMetadata } from '../../compiler/chart/metadata';
import { compileChart } from '../../compiler/compile';
import type { ConvertOptions } from '../../compiler/convert';
import { loadModule } from '../../runtime/host';
import { mergeValues } from '../../runtime/bindings/values';

/** What a render ended with. */
export type Outcome = { output: string } | { error: string };

/**
 * Compiles a chart `name` of templates by their file names. `path` is an expression for the template to include, `.Values.data`
 * what it is given. The function that comes back renders with the text of a values file.
 */
export async function textRenderer(
  name: string,
  templates: readonly (readonly [file: string, text: string])[],
  path: string,
  options: ConvertOptions = {},
): Promise<(values: string) => Outcome> {
  const run = `{{ fail (printf "<<%s>>" (include (${path}) .Values.data | b64enc)) }}`;
  const { wasm } = await compileChart(
    {
      ...emptyChart(),
      metadata: { ...emptyMetadata(), apiVersion: 'v2', name, version: '1.0.0' },
      templates: [...templates, ['run.txt', run]].map(([file, text]) => ({
        name: `templates/${file}`,
        data: Buffer.from(text),
      })),
    },
    options,
  );
  const instance = new ChartInstance(loadModule(wasm));
  return (values) => {
    const { status, bytes } = instance.render(
      writeInput({
        name: 'release',
        namespace: 'default',
        values: mergeValues({ helm: defaultProfile, files: [{ name: 'values.yaml', text: Buffer.from(values) }] }),
        now: '2026-01-02T03:04:05Z',
        entropy: 'filetest',
      }),
    );
    if (status === 'ok') throw new Error('the chart prints its text by failing');
    const message = bytes.toString();
    const printed = /<<([A-Za-z0-9+/=]*)>>$/.exec(message.trim());
    return printed ? { output: Buffer.from(printed[1], 'base64').toString() } : { error: message };
  };
}
