// What is printed for an address: Go prints another one in every run. Here it says which objects are one, and depends on nothing but
// what the render printed: neither on the chart's size, nor on how it comes to be rendered, nor on the renders before.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { ChartInstance } from '../../actions/render/render';
import { writeInput } from '../../actions/render/input';
import { chartFiles, Folder } from '../cli/charts';
import { OTHER_TIERS, readyChart } from '../judge/tiers';

const folder = new Folder();
const template = [
  'a: {{ printf "%p" .Values.m }}',
  'b: {{ printf "%p" .Chart }}',
  'again: {{ printf "%p" .Values.m }}',
  'in a list: {{ printf "%p %x" .Values.l .Subcharts | quote }}',
  'nothing: {{ printf "%p" .Values.none | quote }}',
  'inside: {{ .Subcharts.sub.Capabilities | printf "%p" }} {{ .Capabilities | printf "%p" }}',
  'many: {{ range until 300 }}{{ $_ := printf "%p" (dict "i" .) }}{{ end }}{{ printf "%p" (dict) }}',
  '',
].join('\n');
beforeAll(() =>
  folder.write({
    ...chartFiles('chart', {
      'values.yaml': 'm: {x: 1}\nl: [1]\n',
      'templates/a.yaml': template,
      'charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
    }),
  }),
);
afterAll(() => folder.remove());

it.each(['module', ...OTHER_TIERS] as const)('%s', async (tier) => {
  const { loaded } = await readyChart('4.3', `${folder.path}/chart`, tier);
  const instance = new ChartInstance(loaded);
  const render = (values: string) => {
    const input = writeInput({ name: 'r', namespace: 'default', values, now: '2026-01-02T03:04:05Z', entropy: 'e' });
    const { bytes } = instance.render(input);
    return bytes.toString().replace('---\n# Source: chart/templates/a.yaml\n', '').trim();
  };
  const first = render('{}');
  expect(first).toMatchInlineSnapshot(`
    "a: 0xc000000010
    b: 0xc000000020
    again: 0xc000000010
    in a list: "0xc000000030 map[737562:map[4361706162696c6974696573:c000000040 4368617274:map[41504956657273696f6e:7632 416e6e6f746174696f6e73:map[] 41707056657273696f6e: 436f6e646974696f6e: 446570656e64656e63696573:[] 44657072656361746564:%!x(bool=false) 4465736372697074696f6e: 486f6d65: 49636f6e: 4973526f6f74:%!x(bool=false) 4b6579776f726473:[] 4b75626556657273696f6e: 4d61696e7461696e657273:[] 4e616d65:737562 536f7572636573:[] 54616773: 54797065: 56657273696f6e:312e302e30] 46696c6573:map[] 52656c65617365:map[4973496e7374616c6c:%!x(bool=true) 497355706772616465:%!x(bool=false) 4e616d65:72 4e616d657370616365:64656661756c74 5265766973696f6e:1 53657276696365:48656c6d] 537562636861727473:map[] 56616c756573:map[676c6f62616c:map[]]]]"
    nothing: "%!p(<nil>)"
    inside: 0xc000000040 0xc000000040
    many: 0xc000001310"
  `);
  expect(render(JSON.stringify({ more: 'x'.repeat(100_000) }))).toBe(first);
  expect(render('{}')).toBe(first);
});
