// expected.json: what the package's own test compares with.

import { yamlToJson } from '../../../runtime/bindings/values';
import { openModule } from '../../../runtime/host';

/** What the chart renders with its own values. */
export function expectedFile(wasm: Uint8Array): string {
  const standing = { name: 'test', namespace: 'default', now: 946_684_800, entropy: 'test' };
  const { data } = openModule(wasm).generate({ data: { ...standing, values: {} } });
  const rendered =
    data.result === 'Ok'
      ? { objects: [...data.files.values()].flatMap(readObjects) }
      : { objects: [], error: authorsWords(data.message ?? '') };
  return `${JSON.stringify([{ set: 'defaults', values: {}, ...rendered }], null, 2)}\n`;
}

/**
 * What `fail` or `required` says, without where the template says it: a template that becomes TypeScript says it too. An error of another
 * kind (of a type, say) has other words in TypeScript, so there is nothing to expect of them.
 */
function authorsWords(message: string): string {
  const words = /^execution error at \(.*?:\d+:\d+\): (.*)$/s.exec(message)?.[1] ?? '';
  return words.trim();
}

function readObjects(text: string): unknown[] {
  const object = JSON.parse(yamlToJson(text)) as unknown;
  return object === null ? [] : [object];
}
