// What helm writes to standard error while it succeeds, asked of the real helm: the same lines, in the same order wherever
// helm's own order is not that of a Go map.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { templateCommand } from '../../actions/helm-template/template';
import { convertChart } from '../../compiler/convert';
import { openModule } from '../../runtime/host';
import { liveHelms, helmTemplate } from '../judge/helm';
import { chartFiles, Folder } from '../cli/charts';

const values = 'v: {{ toJson .Values }}\n';
const dependencies = (list: unknown[]) => `dependencies: ${JSON.stringify(list)}\n`;
const subchart = (name: string, text: string) => ({
  [`charts/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
  [`charts/${name}/values.yaml`]: text,
  [`charts/${name}/templates/a.yaml`]: values,
});

const folder = new Folder();
beforeAll(() => {
  folder.write({
    ...chartFiles('flat', {
      'values.yaml': 'table: {deep: {x: 1}}\ntext: t\nnone: null\nlist: [1, two]\nbig: {n: 1000000}\n',
      'templates/a.yaml': values,
    }),
    ...chartFiles(
      'tree',
      {
        'values.yaml': 'tags: {front: "yes", back: true}\nc: {enabled: maybe, "t": 3}\nglobal: {s: 1}\nimp: {q: 1}\n',
        'templates/a.yaml': values,
        ...subchart('c', 't: {q: 1}\nglobal: {s: {k: "a=b"}}\nexports: {other: {}}\n'),
        ...subchart('d', 'global: 5\n'),
      },
      dependencies([
        {
          name: 'c',
          version: '1.0.0',
          condition: 'c.enabled,other',
          tags: ['front', 'back'],
          'import-values': ['data', { child: 'no.where', parent: 'x' }, { child: 't', parent: 'imp' }],
        },
        { name: 'd', version: '1.0.0', alias: 'dd', condition: 'imp,dd.global' },
      ]),
    ),
    ...chartFiles(
      'umbrella',
      { 'values.yaml': 'c: {a: {b: 1}}\n', 'templates/a.yaml': values, ...subchart('c', 'a: 5\nb: {c: {d: 1}}\n') },
      dependencies([{ name: 'c', version: '1.0.0' }]),
    ),
    // The chart lists no dependencies, so nothing below it is processed but imports.
    ...chartFiles('unlisted', {
      'templates/a.yaml': values,
      ...subchart('c', 'a: 1\n'),
      'charts/c/Chart.yaml': `apiVersion: v2\nname: c\nversion: 1.0.0\n${dependencies([{ name: 'd', version: '1.0.0', alias: 'dd', 'import-values': [{ child: 'b', parent: '.' }, 'x'] }])}`,
      'charts/c/charts/d/Chart.yaml': 'apiVersion: v2\nname: d\nversion: 1.0.0\n',
      'charts/c/charts/d/values.yaml': 'exports: {x: {y: 1}}\n',
    }),
    // Helm 3 leaves charts below an alias where they were loaded.
    ...chartFiles(
      'aliases',
      {
        'templates/a.yaml': values,
        ...subchart('c', 'a: 1\n'),
        'charts/c/charts/d/Chart.yaml': 'apiVersion: v2\nname: d\nversion: 1.0.0\n',
        'charts/c/charts/d/templates/a.yaml': 'base: {{ .Template.BasePath }}\n',
      },
      dependencies([{ name: 'c', version: '1.0.0', alias: 'cc' }]),
    ),
    ...chartFiles('hooks', {
      'templates/a.yaml':
        'kind: A\nmetadata: {annotations: {"helm.sh/hook": "pre-install, wha\\"t=ü"}}\n---\nkind: B\nmetadata: {annotations: {"helm.sh/hook": bogus}}\n---\nkind: C\nmetadata: {annotations: {"helm.sh/hook": ""}}\n',
    }),
  });
});
afterAll(() => folder.remove());

const cases: [chart: string, ...flags: string[]][] = [
  ['flat'],
  ['flat', '--set', 'table=5'],
  ['flat', '--set', 'table.deep=5'],
  ['flat', '--set', 'table.deep.x.y=5'],
  ['flat', '--set', 'text.x=1'],
  ['flat', '--set', 'none.x=1'],
  ['flat', '--set', 'list.x=1'],
  ['flat', '--set', 'big.n.m=1'],
  ['flat', '--set', 'table.deep=null'],
  ['tree'],
  ['tree', '--set', 'c.enabled=1'],
  ['tree', '--set', 'dd.global.x=1'],
  ['tree', '--set', 'global=text'],
  ['tree', '--set', 'c.global=text'],
  ['tree', '--set', 'c.global.s.z=1'],
  ['tree', '--set', 'global.m.x=1,c.global.m=2'],
  ['tree', '--set', 'c=5'],
  ['tree', '--set', 'tags.back=false'],
  ['umbrella'],
  ['umbrella', '--set', 'c.a.b=2'],
  ['umbrella', '--set', 'c.b=1'],
  ['unlisted'],
  ['aliases', '--set', 'cc.a.b=1'],
  ['hooks'],
  ['hooks', '--no-hooks'],
];

describe.each([...liveHelms])('helm %s', (major) => {
  it.each(cases)('%s %s %s', async (chart, ...flags) => {
    const args = ['rel', chart, ...flags];
    const theirs = await helmTemplate(major, args, { cwd: folder.path });
    const ours = await templateCommand([...args, '--helm', String(major), '--no-cache'], { cwd: folder.path });
    expect({ out: ours.stdout.toString(), err: ours.stderr, code: ours.code }).toEqual({
      out: theirs.stdout.toString(),
      err: theirs.stderr,
      code: theirs.code,
    });
  });

  it('the same lines where the order is that of a map', async () => {
    const args = ['rel', 'tree', '--set', 'c.t.q.x=1,global.s.x=1,global.z=1,imp=1,c.global.z.y=1,c.exports=1'];
    const theirs = await helmTemplate(major, args, { cwd: folder.path });
    const ours = await templateCommand([...args, '--helm', String(major), '--no-cache'], { cwd: folder.path });
    expect(ours.stderr.split('\n').sort()).toEqual(theirs.stderr.split('\n').sort());
    expect(theirs.stderr.split('\n').length).toBeGreaterThan(8);
  });
});

it('a result has them as a list', async () => {
  const { wasm } = await convertChart(`${folder.path}/flat`);
  const instance = openModule(wasm);
  const render = (given: unknown) => instance.generate({ data: { name: 'rel', values: given } }).warnings;
  const line = 'level=INFO msg="warning: cannot overwrite table with non table for flat.table.deep (map[x:1])"';
  expect(render({ table: { deep: 5 } })).toEqual([line]);
  expect(render({})).toEqual([]);
  const memory = instance.memoryBytes();
  for (let i = 0; i < 2000; i++) render({ table: { deep: i } });
  expect(instance.memoryBytes()).toBe(memory);
});
