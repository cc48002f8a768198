// Two readers that know nothing of each other, `yaml` and `js-yaml`, agree on what every document says that the fixtures
// render, and on the documents of the module contract: our text means the same to whoever reads it.

import { resolve } from 'node:path';
import { load, loadAll } from 'js-yaml';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { convertChart } from '../../compiler/convert';
import { openModule } from '../../runtime/host/node/node';
import { fixtureCases, fixturesFolder, readExpected } from '../judge/fixtures';

function withYaml(text: string): unknown[] {
  return parseAllDocuments(text).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as unknown;
  });
}

const succeeding = fixtureCases().filter((fixture) => readExpected('4.1', fixture).out.length > 0);

test.each(succeeding.map((fixture) => [`${fixture.chart}, ${fixture.set}`, fixture] as const))('%s', (_, fixture) => {
  const text = readExpected('4.1', fixture).out.toString();
  // A document of comments alone is null to one of them and no document to the other.
  const said = (documents: unknown[]) => documents.filter((document) => document !== null);
  expect(said(loadAll(text))).toEqual(said(withYaml(text)));
});

test('the result of a compiled module', async () => {
  const { wasm } = await convertChart(resolve(fixturesFolder, 'odd-text'));
  const instance = openModule(wasm);
  const input = new TextEncoder().encode('{"data": {"name": "x", "values": {}}}');
  const text = new TextDecoder().decode(instance.callPair('__mistletoe_generate', input));
  const result = load(text) as { kind: string; data: { files: Record<string, string> } };
  expect(result.kind).toBe('MistResult');
  expect(result).toEqual(parse(text));
  const files = Object.entries(result.data.files);
  expect(files.length).toBeGreaterThan(1);
  expect(files).toEqual([...instance.generate(input).data.files]);
  for (const [, document] of files) expect(loadAll(document)).toEqual(withYaml(document));
});
