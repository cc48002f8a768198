// An ejected package evaluated by Node instead of QuickJS: the same bundle, without the seconds that linking a chart takes. One test builds
// the real module, so that the two are known to agree.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';
import { jsonToYaml, yamlToJson } from '../../runtime/bindings/values';
import { openModule } from '../../runtime/host';
import { READ_YAML, WRITE_YAML } from '../../sdk/runtime/native';
import { bundlePackage } from '../../toolchain/typescript/bundle';
import { loadTools } from '../../toolchain/typescript/tools';
import type { Renders } from '../../verify/against/against';

/** The package in a folder. */
export async function packageInNode(folder: string): Promise<Renders> {
  const bundle = await bundlePackage(join(folder, 'package.ts'), await loadTools(folder));
  const chart = openModule(readFileSync(join(folder, 'chart.wasm')), { timeMs: 120_000 });
  const native = (operation: number, text: string): string => {
    if (operation === WRITE_YAML) return jsonToYaml(text);
    if (operation === READ_YAML) {
      try {
        return yamlToJson(text);
      } catch (error) {
        return `error converting YAML to JSON: ${(error as Error).message}`;
      }
    }
    // What a dependency read of a cluster: nothing here.
    if (operation < 0) return '[]';
    const { data } = chart.generate(text);
    const files = [...data.files].map(([path, file]) => `${JSON.stringify(path)}:${JSON.stringify(file)}`).join(',');
    const message = data.message === undefined ? '' : `"message":${JSON.stringify(data.message)},`;
    return `{"data":{"result":"${data.result}",${message}"files":{${files}}}}`;
  };
  const context = vm.createContext({ __mistletoe_native: native });
  vm.runInContext(bundle.script, context);
  const { entry } = (context as { __mistletoe: { entry(text: string): string } }).__mistletoe;
  return {
    render(data) {
      const result = JSON.parse(entry(data)) as {
        data: { result: string; message?: string; files?: Record<string, string> };
      };
      const { result: status, message, files = {} } = result.data;
      if (status !== 'Ok') return { error: message ?? '', files: [] };
      return { ...(message === undefined ? {} : { message }), files: Object.values(files) };
    },
  };
}
