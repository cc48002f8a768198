// An ejected package knows of a value no more than values.yaml does: a user's value may be of any kind. Whatever it is, the package gives
// the chart's objects or refuses it; never others. The table goes over what templates do with values, and over the kinds of these.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeValues } from '../../actions/package/data';
import { writeInput } from '../../actions/render/input';
import { convertChart } from '../../compiler/convert';
import { textOf } from '../../gostd/bytes';
import { defaultProfile as helm } from '../../language/profiles';
import { mergeValuesMap } from '../../runtime/bindings/values';
import { ejectChart } from '../../toolchain/eject/eject';
import { packageInNode as evaluate } from '../../toolchain/eject/proof';
import { moduleSide, type Renders } from '../../verify/against/against';
import { compareObjects } from '../../verify/against/objects';
import { DEFAULTS, defaultsOf, DEFINITIONS, KINDS, OTHERS, POSITIONS, SETTINGS, THE_CHARTS } from './kinds-table';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-kinds-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A template a position and default. Each has a value of its own: eject learns of a value from whoever reads it. */
const rows = Object.entries(POSITIONS).flatMap(([position, text], i) =>
  defaultsOf(position).map((kind) => {
    const field = `${kind}${i}`;
    const lines = text.replaceAll(/\bX\b/g, `.Values.${field}`);
    return { path: `templates/${field}.yaml`, position, kind, field, lines };
  }),
);
type Row = (typeof rows)[number];
const byPath = new Map(rows.map((row) => [row.path, row]));

/** Of a template that refuses the package tells, and goes on with the others. */
const MAIN = `import { definePackage } from '@mistletoe-dev/sdk';
import { type ChartData, renderChart } from '@mistletoe-dev/sdk/chart';
import { templates } from './templates';

export default definePackage<ChartData<{ only: string[] }>>({
  metadata: { name: 'kinds' },
  dependencies: { chart: './chart.wasm' },
  generate: (data, context) => {
    const refused: Record<string, string> = {};
    const wanted = Object.entries(templates).filter(([path]) => data.values!.only!.includes(path));
    const caught = wanted.map(([path, template]) => [
      path,
      (chart: never) => {
        try {
          return template(chart);
        } catch (error) {
          refused[path] = String(error);
          return null;
        }
      },
    ]);
    const { files } = renderChart('chart', data, context, Object.fromEntries(caught));
    return { files, message: JSON.stringify(refused) };
  },
});
`;

let chart: Renders;
let ejected: Renders;
/** templates that are TypeScript, and ask the chart for nothing */
let own: readonly string[];

beforeAll(async () => {
  const source = join(folder, 'chart');
  mkdirSync(join(source, 'templates'), { recursive: true });
  const defaults = rows.filter(({ kind }) => kind !== 'u').map(({ kind, field }) => [field, DEFAULTS[kind]]);
  writeFileSync(join(source, 'Chart.yaml'), 'apiVersion: v2\nname: kinds\nversion: 1.0.0\n');
  writeFileSync(join(source, 'values.yaml'), JSON.stringify({ ...OTHERS, ...Object.fromEntries(defaults) }));
  writeFileSync(join(source, 'templates/_helpers.tpl'), DEFINITIONS);
  for (const { path, lines } of rows) {
    const body = lines.replaceAll('\n', '\n  ');
    const text = `{{- if has "${path}" .Values.only }}\nkind: A\nmetadata:\n  name: ${path}\nspec:\n  ${body}\n{{- end }}\n`;
    writeFileSync(join(source, path), text);
  }
  const out = join(folder, 'out');
  const { translated } = await ejectChart(source, { out, helm, version: '0.1.0', quick: true, templates: ['all'] });
  const asks = (path: string) => readFileSync(join(out, path.replace('.yaml', '.ts')), 'utf8').includes('texts.');
  own = translated.filter((path) => !asks(path));
  const entry = join(out, 'kinds.ts');
  writeFileSync(entry, MAIN);
  chart = moduleSide((await convertChart(source, { helm, quick: true })).wasm);
  ejected = { render: await evaluate(entry, readFileSync(join(out, 'chart.wasm'))) };
}, 120_000);

/** A setting of --set, of a field F. */
class Setting {
  constructor(
    private readonly text: string,
    /** the defaults that it goes over */
    readonly defaults: string,
  ) {}

  of(field: string): string {
    return this.text.replace('F', field);
  }
}

const inputOf = (value: unknown, only: readonly string[]) => {
  const fields = only.map((path) => byPath.get(path)!.field);
  const isGiven = value !== undefined && !(value instanceof Setting);
  const given = isGiven ? Object.fromEntries(fields.map((field) => [field, value])) : {};
  const values = mergeValuesMap({
    helm,
    files: [{ name: 'values', text: JSON.stringify({ ...given, only }) }],
    set: value instanceof Setting ? fields.map((field) => value.of(field)) : [],
  });
  const standing = { name: 'rel', namespace: 'default', now: 0, entropy: '' };
  return textOf(writeInput({ ...standing, values: writeValues(values) }));
};

const templateOf = (text: string) => /^# Source: kinds\/(.*)/.exec(text)![1]!;

/** What the chart gives, by template; of those that refuse the words. */
function judge(value: unknown, given: readonly string[]) {
  const refused = new Map<string, string>();
  let only = given;
  for (;;) {
    const { error, files } = chart.render(inputOf(value, only));
    if (error === undefined) return { refused, files: new Map(files.map((text) => [templateOf(text), text])) };
    const path = /kinds\/(templates\/\w+\.yaml)/.exec(error)?.[1];
    if (path === undefined || refused.has(path)) throw new Error(error);
    refused.set(path, error);
    only = only.filter((one) => one !== path);
  }
}

test("what the table is about is TypeScript of its own, but for what is the chart's", () => {
  const others = rows.filter(({ path }) => !own.includes(path));
  const found: Record<string, string> = {};
  for (const { position, kind } of others) found[position] = (found[position] ?? '') + kind;
  expect(found).toEqual(THE_CHARTS);
});

test('what is taken for granted is refused by its name', () => {
  const [{ path, field }] = rows.filter(({ position, kind }) => position === 'field' && kind === 'm') as [Row];
  expect(JSON.parse(ejected.render(inputOf('abc', [path])).message!)).toEqual({
    [path]: `InputError: values.${field} is the text "abc": a mapping is needed`,
  });
});

test.each([
  ['field where it is no text', 'm', ['abc', '', 'true']],
  ['field where something else is asked for', 'm', ['abc', 5, true, ['a']]],
  ['truth where something else is asked for', 'b', [[], {}]],
])('what is taken for granted and not read is no matter: %s', (position, kind, values) => {
  const [{ path }] = rows.filter((row) => row.position === position && row.kind === kind) as [Row];
  expect(own).toContain(path);
  for (const value of values) expect(ejected.render(inputOf(value, [path])).message).toBe('{}');
});

const settings = SETTINGS.map(([setting, defaults]): [string, unknown] => [
  `--set ${setting}`,
  new Setting(setting, defaults),
]);

test.each([...KINDS, ...settings])('%s', (_, value) => {
  const isOver = (path: string) => !(value instanceof Setting) || value.defaults.includes(byPath.get(path)!.kind);
  const given = own.filter(isOver);
  const { error, message, files } = ejected.render(inputOf(value, given));
  expect(error).toBe(undefined);
  const refused = JSON.parse(message!) as Record<string, string>;
  const rendered = given.filter((path) => refused[path] === undefined);
  const objects = new Map(files.map((text) => [templateOf(text), text]));
  const judged = judge(value, rendered);
  const wrong = rendered.flatMap((path) => {
    const { lines } = byPath.get(path)!;
    const refusal = judged.refused.get(path);
    if (refusal !== undefined) return [`${lines}\n   the chart refuses: ${refusal}`];
    const textsOf = (text: string | undefined) => (text === undefined ? [] : [text]);
    const [first] = compareObjects(textsOf(judged.files.get(path)), textsOf(objects.get(path)));
    return first === undefined ? [] : [`${lines}\n   ${JSON.stringify(first)}`];
  });
  expect(wrong.join('\n')).toBe('');
});
