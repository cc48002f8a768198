// A chart that needs a deeper stack is worked at in another thread: its errors come back as what they are.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convertToModule } from '../../actions/convert';
import { writeInput } from '../../actions/render/input';
import { ChartInstance } from '../../actions/render/render';
import { renderChart } from '../../actions/render/render-chart';
import { RenderError } from '../../actions/render/manifests';
import { ChartError } from '../../compiler/chart/errors';
import { convertChart } from '../../compiler/convert';
import { CHART_ERRORS } from '../../compiler/deep';
import { BinaryenMissing } from '../../compiler/link/binaryen-missing';
import { SchemaReferenceError } from '../../compiler/schema/missing';
import { packError, unpackError } from '../../runtime/host/core/carried-error';
import { loadModule } from '../../runtime/host';
import { HostError } from '../../runtime/host/core/errors';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mistletoe-deep-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What no thread's usual stack suffices for, the chart being rendered at once or compiled. */
const DEEP = `${'{a: '.repeat(8000)}1${'}'.repeat(8000)}\n`;

function chartOf(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  const all = {
    'values.yaml': 'a: 1\n',
    ...files,
    'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${files['Chart.yaml'] ?? ''}more: ${DEEP}`,
  };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  return path;
}

/** What work is rejected with, where another thread did it. */
async function rejection(work: () => Promise<unknown>): Promise<Error> {
  let threads = 0;
  const count = () => void threads++;
  process.on('worker', count);
  const error = await work().then(
    () => expect.unreachable('nothing was thrown'),
    (thrown: Error) => thrown,
  );
  process.off('worker', count);
  expect(threads).toBe(1);
  return error;
}

const options = { name: 'r', noCache: true };
const WITHOUT = {
  'Chart.yaml': 'apiVersion: v2\nname: lacks\nversion: 1.0.0\ndependencies: [{name: db, version: 1.0.0}]\n',
};
const SCHEMA = { 'values.schema.json': '{"$ref": "https://example.com/values.json"}' };

describe('of a chart whose dependencies are missing', () => {
  test.each([
    ['convertChart', (path: string) => convertChart(path)],
    ['convertToModule', (path: string) => convertToModule(path, { noCache: true })],
    ['renderChart', (path: string) => renderChart(path, options)],
    ['renderChart, compiling', (path: string) => renderChart(path, { ...options, trace: true })],
  ] as const)('%s rejects with ChartError and its code', async (_name, work) => {
    const error = await rejection(() => work(chartOf('lacks', WITHOUT)));
    expect(error).toBeInstanceOf(ChartError);
    expect(error).toMatchObject({ name: 'ChartError', code: 'missing-dependencies' });
    expect(error.message).toContain('missing in charts/ directory: db');
  });
});

describe('of a chart whose schema refers to what nobody has', () => {
  test('convertChart rejects with SchemaReferenceError and what is referred to', async () => {
    const error = await rejection(() => convertChart(chartOf('refers', SCHEMA)));
    expect(error).toBeInstanceOf(SchemaReferenceError);
    expect(error).toMatchObject({
      name: 'SchemaReferenceError',
      references: ['https://example.com/values.json'],
    });
  });

  test('renderChart rejects with SchemaReferenceError', async () => {
    const error = await rejection(() => renderChart(chartOf('refers', SCHEMA), options));
    expect(error).toBeInstanceOf(SchemaReferenceError);
    expect(error.message).toContain('- https://example.com/values.json');
  });
});

test('a render that fails is a RenderError as ever', async () => {
  const path = chartOf('fails', { 'templates/a.yaml': '{{ fail "no" }}' });
  const error = await rejection(() => renderChart(path, options));
  expect(error).toBeInstanceOf(RenderError);
  expect(error).toMatchObject({ kind: 'template' });
});

describe('every error keeps its class, its properties and its cause', () => {
  const cause = new RangeError('Maximum call stack size exceeded');
  test.each([
    new ChartError('refused', { code: 'missing-dependencies', cause }),
    new SchemaReferenceError(['https://example.com/a.json', 'https://example.com/b.json']),
    new BinaryenMissing('install it'),
    new HostError('memory-limit', 'too large', { limit: 'memoryBytes', cause }),
    new RangeError('there is no Helm 9'),
    Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT', errno: -2, syscall: 'open', path: '/a' }),
    new Error('nobody foresaw it', { cause: new ChartError('a chart') }),
  ])('$name', (error) => {
    const back = unpackError(structuredClone(packError(error)), CHART_ERRORS);
    expect(back).toStrictEqual(error);
    expect(Object.getPrototypeOf(back)).toBe(Object.getPrototypeOf(error));
    expect({ ...back, message: back.message, stack: back.stack, text: String(back) }).toEqual({
      ...error,
      message: error.message,
      stack: error.stack,
      text: String(error),
    });
    const causes = [error, back].map((one) => one.cause as Error | undefined);
    expect(causes[1]).toStrictEqual(causes[0]);
    expect(causes[1] && Object.getPrototypeOf(causes[1])).toBe(causes[0] && Object.getPrototypeOf(causes[0]));
  });

  test('a property that cannot be copied is left out, and what is thrown need not be an error', () => {
    const packed = packError(Object.assign(new Error('x'), { call: () => 1, kept: [1] }));
    expect(unpackError(structuredClone(packed))).toMatchObject({ message: 'x', kept: [1] });
    expect(packed.fields).not.toHaveProperty('call');
    expect(unpackError(packError('words'))).toMatchObject({ name: 'Error', message: 'words' });
  });
});

test('every class of errors in the compiler is carried, or never reaches the thread', () => {
  /** Where they are caught: nothing on a chart's way rejects with them. */
  const ELSEWHERE = {
    BrowserRenderError: 'a page has no such thread',
    MissingFunction: 'codegen, caught in link',
    SchemaProblem: 'schema, caught in schema.ts',
    TemplateError: 'of Handlebars, which is no chart',
    UnknownCode: "the guest's own build: a defect",
  };
  const files = execFileSync('git', ['ls-files', 'compiler/*.ts'], { encoding: 'utf8' }).trim().split('\n');
  const classes = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/class (\w+) extends \w*Error\b/g)].map(([, name]) => name!),
  );
  expect(classes.filter((name) => !(name in ELSEWHERE)).sort()).toEqual(Object.keys(CHART_ERRORS).sort());
});

describe('of a template that nests too deep for the stack in Binaryen', () => {
  test('our assembler writes the functions', async () => {
    const pipes = chartOf('pipes', { 'templates/a.yaml': `x: {{ 1${' | toString'.repeat(40_000)} }}\n` });
    const { wasm } = await convertChart(pipes);
    const instance = new ChartInstance(loadModule(wasm, { timeMs: 60_000 }));
    const input = { name: 'r', namespace: 'default', values: '{}', now: 0, entropy: 'a test' };
    expect(Buffer.from(instance.render(writeInput(input)).bytes).toString()).toBe(
      '---\n# Source: pipes/templates/a.yaml\nx: 1\n',
    );
    // The next conversion has a Binaryen that did not trap.
    expect(
      (await convertChart(chartOf('next', { 'templates/a.yaml': 'x: {{ .Values.a }}\n' }))).wasm.length,
    ).toBeLessThan(wasm.length / 4);
  }, 60_000);
});
