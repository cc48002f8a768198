// An input without white space and escapes is read by a reader of its own (runtime/guest/entry/plain-input.ts); a blank makes it YAML's. Both
// give the same of every document.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { convertChart } from '../../compiler/convert';
import { openModule, type NodeInstance, RENDER_EXPORT } from '../../runtime/host';
import { chartFiles, Folder } from '../cli/charts';

const folder = new Folder();
let module: NodeInstance;
beforeAll(async () => {
  folder.write(
    chartFiles('shows', {
      'templates/a.yaml':
        'values: {{ .Values | toJson }}\n{{ range $k, $v := .Values }}{{ $k | quote }}: {{ typeOf $v }} {{ $v }}\n{{ end }}' +
        'release: {{ .Release | toJson }}\nversions: {{ .Capabilities.APIVersions.Has "x/v1" }}\n',
    }),
  );
  const { wasm } = await convertChart(`${folder.path}/shows`);
  module = openModule(wasm);
});
afterAll(() => folder.remove());

const head = '{"apiVersion":"mistletoe.dev/v1alpha1","kind":"MistInput","data":{"name":"rel","namespace":"ns",';

/** What the module prints, or says. */
function render(input: string): string {
  return module.callPair(RENDER_EXPORT, Buffer.from(input)).toString();
}

const values = [
  '{}',
  '{"a":1,"b":true,"c":false,"d":null,"e":"text","f":[],"g":{}}',
  '{"a":[1,"two",[3,[4]],{"b":[{}]}]}',
  '{"b":1,"a":2,"c":3,"aa":4,"A":5,"z":6,"y":7,"x":8,"w":9,"v":10}',
  '{"a":0,"b":10,"c":999999999999999,"d":9999999999999999,"e":99999999999999999999}',
  '{"a":007,"b":"007"}',
  '{"a":010}',
  '{"a":-1}',
  '{"a":1.5}',
  '{"a":1e3,"b":0x10,"c":1_000,"d":0o7}',
  '{"a":1:30}',
  '{"a":truex}',
  '{"a":true,"b":falsehood}',
  '{"a":nulls}',
  '{"a":yes,"b":no,"c":~,"d":True}',
  '{"a":,"b":1}',
  '{"a"}',
  '{"a":1,}',
  '{"a":1,"a":2}',
  '{"a":[1,]}',
  '{"a":[,]}',
  '{"<<":{"b":1},"c":2}',
  '{"<":1,"<<<":2}',
  '{"":1,"a":""}',
  '{"a":"# no comment","b":"x: y","c":"- z","d":"%d","e":"&a *b !c","f":"{}[],"}',
  '{"a":" blanks  within and around "}',
  '{"a":"\\u0041","b":"\\x42","c":"\\n","d":"\\"","e":"\\\\","f":"\\/"}',
  '{"a":"Zoë"}',
  '{"a":"del\x7f"}',
  '{"a":"tab\there"}',
  '{"a":"two\nlines"}',
  "{'a':'single'}",
  '{a:1}',
  '{"a":!!int 5}',
  '{"a":!!binary "aGk="}',
  '{"a":"unfinished',
  '{"a":1}}',
  '{"a":1',
  `{"${'k'.repeat(100)}":1}`,
  `{"${'k'.repeat(101)}":1}`,
  `{"${'k'.repeat(1100)}":1}`,
  `{"a":${'['.repeat(40)}${']'.repeat(40)}}`,
  `{"a":${'{"b":'.repeat(40)}1${'}'.repeat(40)}}`,
  '[]',
  '"text"',
  'null',
  '',
];

it.each(values)('%j', (text) => {
  for (const end of ['}}', '}}\n', '}}\n\n', '}}\n---\n', '}} # ', '}', '}}x']) {
    const plain = `${head}"values":${text}${end}`;
    expect(render(plain)).toBe(render(plain.replace('{', '{ ')));
  }
});

it('reads what hosts add', () => {
  for (const more of [
    '"release":{"isUpgrade":true,"revision":7},',
    '"capabilities":{"apiVersions":["x/v1","y/v1"],"kubeVersion":"1.30.1"},',
    '"now":1700000000,',
    '"now":"2026-01-02T03:04:05Z",',
    '"now":"never",',
    '"skipHooks":true,"includeCRDs":false,',
    '"lookups":[{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}}],',
  ]) {
    const plain = `${head}${more}"values":{}}}\n`;
    expect(render(plain)).toBe(render(plain.replace('{', '{ ')));
  }
});

it.each(['', '\n', '{}', '[]', '1', '"x"', '{"data":1}', '{"data":{}}', '{"data":{},"data":{}}'])(
  'the document %j',
  (text) => {
    expect(render(text)).toBe(render(` ${text}`));
  },
);
