// What a chart's own text was proved to be when it was compiled must make no difference but to time: every document is rendered by
// a module that knows such stretches and by one that knows none, its text before and behind them being the values'.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { writeInput } from '../../../actions/render/input';
import { ChartInstance } from '../../../actions/render/render';
import { knownStretches } from '../../../compiler/codegen/proven-text';
import { convertChart } from '../../../compiler/convert';
import { loadModule } from '../../../runtime/host';
import { proveLines } from '../../../runtime/bindings/values';
import { chartFiles, Folder } from '../../cli/charts';

const filler = (indent: string) =>
  Array.from({ length: 6 }, (_, i) => `${indent}field${i}: a value of some length, ${i}\n`).join('');

/** Texts of a chart, each long enough to be worth knowing, with something at its end that depends on what follows. */
const bodies: Record<string, string> = {
  scalars: `spec:\n${filler('  ')}`,
  plain: `spec:\n${filler('  ')}  last: begins\n`,
  pending: `spec:\n${filler('  ')}  last:\n`,
  outermost: `spec:\n${filler('  ')}status:\n`,
  dash: `rules:\n${filler('  ').replaceAll('  field', '- field')}-\n`,
  sequence: `rules:\n- verbs: ["get", "list"]\n${filler('  ')}- resources:\n  - pods\n`,
  block: `data:\n${filler('  ')}  script: |\n    #!/bin/sh\n    echo "a: b"\n`,
  folded: `data:\n${filler('  ')}  text: >-\n\n    one\n\n    two\n\n`,
  between: `data:\n  script: |\n${filler('    ')}other:\n${filler('  ')}`,
  quoted: `spec:\n${filler('  ')}  text: "over\n    two lines"\n`,
  unclosed: `spec:\n${filler('  ')}  text: "over\n`,
  comment: `spec:\n${filler('  ')}# a note\n`,
  twice: `spec:\n${filler('  ')}kind: Other\nstatus:\n${filler('  ')}`,
  separated: `spec:\n${filler('  ')}---\nspec:\n${filler('  ')}`,
  deeper: `spec:\n  a:\n    b:\n    - - c:\n          d:\n${filler('            ')}`,
  empty: `spec:\n${filler('  ')}  none: {}\n  nothing: []\n\n\n`,
};

const heads = [
  'apiVersion: v1\nkind: Thing\nmetadata:\n  name: x',
  'kind: Thing',
  'kind:',
  'metadata:\n  annotations:',
  'metadata:\n  annotations:\n    helm.sh/hook: pre-install\n    note:',
  '- item',
  '  indented: 1',
  'a: "open',
  'a: |\n  text',
  'a: >\n  text\n ',
  'a: words\n  and words',
  'a: b # note',
  '# only a note',
  '{a: b}',
  '---',
  '',
  'a: <no val',
];

const tails = [
  '',
  'more: 1',
  '  deeper: 1',
  '    deeper: 1',
  '  continued',
  '- item',
  '  - item',
  '"quoted": 1',
  '    still in the block: |',
  '\ttab',
  ' text"',
  'kind: Late',
  '---\nkind: Second',
  'ue>',
  '[',
];

/** How the text gets into the document; all but the first take it from the output again. */
const modes: Record<string, string> = {
  direct: '{{ .Values.head }}\nBODY{{ .Values.tail }}',
  value: '{{ $text := include "NAME" . }}{{ print .Values.head "\\n" (trimPrefix "\\n" $text) .Values.tail }}',
  printed: '{{ .Values.head }}{{ include "NAME" . }}{{ .Values.tail }}',
  replaced: '{{ .Values.head }}{{ include "NAME" . | replace ": a value" ": [a valu" }}{{ .Values.tail }}',
  indented: 'around:\n  x: 1\nin:{{ include "NAME" . | nindent 2 }}{{ .Values.tail }}',
  quoted: 'a: {{ include "NAME" . | quote }}\n{{ .Values.head }}\nBODY{{ .Values.tail }}',
  tpl: '{{ .Values.head }}{{ tpl "{{ template \\"NAME\\" . }}" . | replace ": a value" ": [a valu" }}{{ .Values.tail }}',
  first: '{{ if true }}\nBODY{{ end }}{{ .Values.tail }}',
  stripped: '{{ .Values.head }}<no value>\nBODY<no value>{{ .Values.tail }}<no {{ "value>" }}',
};

const definitions = Object.entries(bodies).map(([name, body]) => `{{ define "${name}" }}\n${body}{{ end }}`);
/** A template that prints the text of the key that a value names. */
const choose = (value: string, texts: [key: string, text: string][]) =>
  texts.map(([key, text]) => `{{- if eq .Values.${value} "${key}" }}${text}{{ end }}`).join('');
const all = Object.entries(modes).map(([mode, text]): [string, string] => [
  mode,
  choose(
    'body',
    Object.entries(bodies).map(([name, body]) => [name, text.replaceAll('NAME', name).replaceAll('BODY', body)]),
  ),
]);

const folder = new Folder();
let knowing: ChartInstance;
let plain: ChartInstance;

beforeAll(async () => {
  folder.write(
    chartFiles('texts', {
      'templates/_texts.tpl': definitions.join('\n'),
      'templates/all.yaml': choose('mode', all),
    }),
  );
  const chart = join(folder.path, 'texts');
  const convert = async (how: { plain: boolean }) => {
    const { wasm } = await convertChart(chart, how);
    return new ChartInstance(loadModule(wasm));
  };
  knowing = await convert({ plain: false });
  plain = await convert({ plain: true });
});
afterAll(() => folder.remove());

function render(instance: ChartInstance, values: object): string {
  const { status, bytes } = instance.render(
    writeInput({
      name: 'rel',
      namespace: 'default',
      values: JSON.stringify(values),
      kubeVersion: 'v1.33.0',
      now: '2026-01-02T03:04:05Z',
      entropy: 'x',
    }),
  );
  return `${status} ${bytes}`;
}

describe.each(Object.keys(modes))('%s', (mode) => {
  it.each(Object.keys(bodies))('%s', (body) => {
    for (const head of heads) {
      for (const tail of tails) {
        const values = { mode, body, head, tail };
        const [known, written] = [render(knowing, values), render(plain, values)];
        if (known !== written) expect({ values, text: known }).toEqual({ values, text: written });
      }
    }
  });
});

test('one document stands where it was expected to', () => {
  const values = { mode: 'direct', body: 'scalars', head: 'kind: Thing', tail: 'more: 1' };
  expect(render(knowing, values)).toContain(`kind: Thing\n${bodies['scalars']}more: 1\n`);
});

describe('stretches', () => {
  const of = (text: string) =>
    knownStretches(Buffer.from(text), proveLines).map(({ from, to, levels }) => [text.slice(from, to), levels]);

  it('begin at a key of the outermost mapping, on a line that begins in the text', () => {
    expect(of(`spec:\n${filler('  ')}`)).toEqual([]);
    expect(of(`\nspec:\n${filler('  ')}`)).toEqual([[`spec:\n${filler('  ')}`, [0, 4]]]);
    expect(of(`\n  spec:\n${filler('    ')}`)).toEqual([]);
  });

  it('have no field of the head, in any spelling', () => {
    expect(of(`\nMetadata:\n${filler('  ')}`)).toEqual([]);
    expect(of(`\nspec:\n${filler('  ')}kind: x\nstatus:\n${filler('  ')}`)).toEqual([
      [`spec:\n${filler('  ')}`, [0, 4]],
      [`status:\n${filler('  ')}`, [0, 4]],
    ]);
  });

  it('end before a block scalar that may go on, and before the text of the last line', () => {
    expect(of(`\nspec:\n${filler('  ')}  text: |\n    a\n`)).toEqual([[`spec:\n${filler('  ')}`, [0, 4]]]);
    expect(of(`\nspec:\n${filler('  ')}  text`)).toEqual([[`spec:\n${filler('  ')}`, [0, 4]]]);
  });

  it('are not of text that Helm changes, that is no YAML, or that is short', () => {
    expect(of(`\nspec:\n${filler('  ')}  a: <no value>\n`)).toEqual([]);
    expect(of(`\nspec:\n${filler('  ')}  a: [\n`)).toEqual([]);
    expect(of('\nspec:\n  a: 1\n')).toEqual([]);
  });
});
