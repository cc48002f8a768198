import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { convertChart } from '../../../compiler/convert';
import { withCode } from '../../../compiler/diagnostics';
import { renderError } from './render';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'schema-charts-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Record<string, unknown>): string {
  const all = { 'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n', 'templates/a.yaml': 'a: 1\n', ...files };
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

const TITLE = "values don't meet the specifications of the schema(s) in the following chart(s):\n";

describe('schemas that go into thousands', () => {
  const nested = (keyword: string, depth: number) =>
    [`{"${keyword}":`.repeat(depth), 'true', '}'.repeat(depth)].join('');

  it.each([4, '3.17'] as const)('and nest, of Helm %s', async (helm) => {
    expect(await renderError(write({ 'values.schema.json': nested('not', 4000) }), { helm })).toBeNull();
    const error = await renderError(write({ 'values.schema.json': nested('not', 4001) }), { helm });
    expect(error).toBe(
      `${TITLE}shop:\n- ${helm === 4 ? "at '': 'not' failed" : '(root): Must not validate the schema (not)'}\n`,
    );
  });

  it('and refer to a place that no keyword leads to, each', async () => {
    const names = Array.from({ length: 2000 }, (_, i) => `n${i}`);
    const chart = write({
      'values.schema.json': {
        properties: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/schemas/${name}` }])),
        components: { schemas: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) },
      },
      'values.yaml': { n7: 1, n8: 'x' },
    });
    expect(await renderError(chart, { helm: 4 })).toBe(`${TITLE}shop:\n- at '/n7': got number, want string\n`);
  });

  it('and have thousands of patterns', async () => {
    const properties = Array.from({ length: 5000 }, (_, i) => [`k${i}`, { pattern: `^a${i}$` }]);
    const chart = write({
      'values.schema.json': { properties: Object.fromEntries(properties) },
      'values.yaml': { k4999: 'a1' },
    });
    expect(await renderError(chart, { helm: 4 })).toBe(
      `${TITLE}shop:\n- at '/k4999': 'a1' does not match pattern '^a4999$'\n`,
    );
  });

  it('and end in themselves, of which Helm 3 dies', async () => {
    const inner = nested('not', 1200).replace('true', '{"$ref":"#"}');
    expect(await renderError(write({ 'values.schema.json': inner }), { helm: '3.17' })).toBe(
      `${TITLE}shop:\nthe schema refers to itself without end\n`,
    );
  });
});

describe('the message', () => {
  it('has a section for each chart, parents first, in Helm 4', async () => {
    const chart = write({
      'values.schema.json': { properties: { replicas: { minimum: 3 } } },
      'values.yaml': { replicas: 2 },
      'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 0.1.0\n',
      'charts/db/values.schema.json': { required: ['host'] },
    });
    expect(await renderError(chart, { helm: 4 })).toBe(
      `${TITLE}shop:\n- at '/replicas': minimum: got 2, want 3\ndb:\n- at '': missing property 'host'\n`,
    );
  });

  it('has a line for each error in Helm 3', async () => {
    const chart = write({
      'values.schema.json': { properties: { replicas: { minimum: 3 } } },
      'values.yaml': { replicas: 2 },
      'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 0.1.0\n',
      'charts/db/values.schema.json': { required: ['host'] },
    });
    expect(await renderError(chart, { helm: '3.17' })).toBe(
      `${TITLE}shop:\n- replicas: Must be greater than or equal to 3\ndb:\n- (root): host is required\n`,
    );
  });

  it('names a chart by its alias', async () => {
    const chart = write({
      'Chart.yaml':
        'apiVersion: v2\nname: shop\nversion: 0.1.0\ndependencies: [{name: db, version: 0.1.0, repository: "", alias: store}]\n',
      'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 0.1.0\n',
      'charts/db/values.schema.json': { required: ['host'] },
    });
    expect(await renderError(chart, { helm: 4 })).toBe(`${TITLE}store:\n- at '': missing property 'host'\n`);
    expect(await renderError(chart, { helm: 4 }, { values: '{"store":{"host":"h"}}' })).toBeNull();
  });

  it('says nothing of a chart that is not enabled', async () => {
    const chart = write({
      'Chart.yaml':
        'apiVersion: v2\nname: shop\nversion: 0.1.0\ndependencies: [{name: db, version: 0.1.0, repository: "", condition: db.on}]\n',
      'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 0.1.0\n',
      'charts/db/values.schema.json': { required: ['host'] },
    });
    expect(await renderError(chart, { helm: 4 }, { values: '{"db":{"on":false}}' })).toBeNull();
    expect(await renderError(chart, { helm: 4 }, { values: '{"db":{"on":true}}' })).toContain('db:\n');
  });

  it('is not given where the input skips the validation', async () => {
    const chart = write({ 'values.schema.json': { required: ['host'] } });
    for (const helm of [4, 3] as const) {
      expect(await renderError(chart, { helm })).toContain('host');
      expect(await renderError(chart, { helm }, { skipSchemaValidation: true })).toBeNull();
    }
  });
});

describe('references to other documents', () => {
  const schema = { properties: { port: { $ref: 'https://schemas.example.com/net/port.json#/definitions/port' } } };
  const copy = { definitions: { port: { type: 'integer' } } };

  it.each([4, 3] as const)('end the conversion where there is no copy, in Helm %i', async (helm) => {
    const chart = write({
      'values.schema.json': { ...schema, allOf: [{ $ref: 'http://other.example.com/a' }] },
    });
    await expect(convertChart(chart, { helm })).rejects.toThrow(
      /- http:\/\/other\.example\.com\/a\n- https:\/\/schemas\.example\.com\/net\/port\.json\n/,
    );
  });

  it.each([4, 3] as const)('fail a render that checks where they may be missing, in Helm %i', async (helm) => {
    const chart = write({
      'values.schema.json': { ...schema, allOf: [{ $ref: 'http://other.example.com/a' }] },
      'charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
      'charts/sub/values.schema.json': schema,
    });
    const allowed = { helm, allowMissingReferences: true };
    const { diagnostics } = await convertChart(chart, allowed);
    expect(withCode(diagnostics, 'schema-reference').map(({ reference }) => reference)).toEqual([
      'http://other.example.com/a',
      'https://schemas.example.com/net/port.json',
    ]);
    const problem = await renderError(chart, allowed);
    expect(problem).toMatch(/^values don't meet .*\nshop:\nfailing loading "http/);
    expect(problem).toContain('sub:\nfailing loading "https://schemas.example.com/net/port.json": nothing is fetched');
    expect(await renderError(chart, allowed, { skipSchemaValidation: true })).toBeNull();
  });

  it.each(['4.1', '3.17'])('are read from a directory of copies, in Helm %s', async (helm) => {
    const chart = write({
      'values.schema.json': schema,
      'values.yaml': { port: 'x' },
      'copies/schemas.example.com/net/port.json': copy,
    });
    expect(await renderError(chart, { helm, schemaRefs: join(root, 'copies') })).toContain(
      helm === '4.1' ? "at '/port': got string, want integer" : 'port: Invalid type. Expected: integer, given: string',
    );
  });

  it('follow what copies refer to', async () => {
    const chart = write({
      'values.schema.json': schema,
      'values.yaml': { port: 'x' },
      'copies/schemas.example.com/net/port.json': { definitions: { port: { $ref: '../base.json' } } },
    });
    const options = { helm: 4, schemaRefs: join(root, 'copies') } as const;
    await expect(convertChart(chart, options)).rejects.toThrow('- https://schemas.example.com/base.json\n');
    write({ 'copies/schemas.example.com/base.json': { type: 'integer' } });
    expect(await renderError(chart, options)).toContain('want integer');
  });

  it('never leave the directory of copies', async () => {
    const chart = write({
      'values.schema.json': { properties: { a: { $ref: 'https://h/..%2f..%2fsecret.json' } } },
      'secret.json': {},
      'copies/h/x.json': {},
    });
    await expect(convertChart(chart, { helm: 4, schemaRefs: join(root, 'copies/h') })).rejects.toThrow('https://h/');
  });

  it.each([4, 3] as const)('may be files of the chart, by their URLs, in Helm %i', async (helm) => {
    const chart = write({
      'values.schema.json': { properties: { port: { $ref: `file://${root}/schemas/port.json` } } },
      'schemas/port.json': { type: 'integer' },
      'values.yaml': { port: 'x' },
    });
    expect(await renderError(chart, { helm })).toContain('integer');
  });

  it('do not read what lies elsewhere on the disk', async () => {
    const chart = write({ 'values.schema.json': { properties: { a: { $ref: 'file:///etc/hostname' } } } });
    await expect(convertChart(chart, { helm: 4 })).rejects.toThrow('- file:///etc/hostname\n');
  });

  it('to files that are not there are an error of the render, as in Helm', async () => {
    const chart = write({ 'values.schema.json': { properties: { a: { $ref: 'no-such-file.json' } } } });
    expect(await renderError(chart, { helm: 4 })).toBe(
      `${TITLE}shop:\nfailing loading "file:///no-such-file.json": open /no-such-file.json: no such file or directory`,
    );
  });

  it('to a meta-schema need no copy', async () => {
    const chart = write({
      'values.schema.json': { properties: { s: { $ref: 'http://json-schema.org/draft-07/schema#' } } },
      'values.yaml': { s: { minLength: -1 } },
    });
    expect(await renderError(chart, { helm: 4 })).toBe(
      `${TITLE}shop:\n- at '/s/minLength': 'allOf' failed\n  - at '/s/minLength': minimum: got -1, want 0\n`,
    );
  });
});

describe('a schema that is no schema', () => {
  // What is judged is laid into the guest's memory in one piece, whose size nobody knows before.
  it.each([10, 400, 700, 5_000])('is refused by its place among %i properties', async (count) => {
    const properties: Record<string, object> = {};
    for (let i = 0; i < count; i++) properties[`p${i}`] = { type: 'string', description: `the property ${i}` };
    const chart = write({ 'values.schema.json': { properties } });
    expect(await renderError(chart, { helm: 4 })).toBeNull();
    properties[`p${count - 1}`] = { minimum: 'no number' };
    write({ 'values.schema.json': { properties } });
    expect(await renderError(chart, { helm: 4 })).toContain(
      `- at '/properties/p${count - 1}/minimum': got string, want number`,
    );
  });
});
