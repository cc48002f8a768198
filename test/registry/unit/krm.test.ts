// The KRM function: a ResourceList in, a ResourceList out.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runProgram } from '../../../cli/program';

const folder = mkdtempSync(join(tmpdir(), 'krm-'));
beforeAll(() => {
  mkdirSync(join(folder, 'web/templates'), { recursive: true });
  writeFileSync(join(folder, 'web/Chart.yaml'), 'apiVersion: v2\nname: web\nversion: 1.2.0\n');
  writeFileSync(
    join(folder, 'web/templates/map.yaml'),
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n  namespace: {{ .Release.Namespace }}\ndata:\n  v: {{ .Values.v | toJson | quote }}\n',
  );
  writeFileSync(join(folder, 'v.yaml'), 'v: from file\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(stdin: string) {
  const { stdout, stderr, code } = await runProgram(['krm'], {
    cwd: folder,
    stdin,
    mistletoeHome: join(folder, 'home'),
  });
  return { list: parse(stdout.toString()) as Record<string, unknown> & { items?: unknown[] }, err: stderr, code };
}

const list = (spec: string, items = '[]') => `apiVersion: config.kubernetes.io/v1
kind: ResourceList
functionConfig:
  apiVersion: mistletoe.dev/v1alpha1
  kind: Package
  metadata: {name: gen}
  spec: ${spec}
items: ${items}
`;

describe('the function', () => {
  it('appends what the package renders, with values of any size', async () => {
    const { list: out, code } = await run(
      list(
        '{package: ./web, namespace: apps, values: {v: {n: 9007199254740993}}}',
        '[{apiVersion: v1, kind: A, metadata: {name: a}, big: 9007199254740993}]',
      ),
    );
    expect(code).toBe(0);
    expect(out.items).toHaveLength(2);
    expect(out.items![1]).toMatchObject({ kind: 'ConfigMap', metadata: { name: 'gen', namespace: 'apps' } });
    const { stdout } = await runProgram(['krm'], {
      cwd: folder,
      stdin: list('{package: ./web}', '[{apiVersion: v1, kind: A, metadata: {name: a}, big: 9007199254740993}]'),
    });
    expect(stdout.toString()).toContain('"big":9007199254740993');
  });

  it('takes files of values, and those of spec over them', async () => {
    expect((await run(list('{package: ./web, name: other, valuesFiles: [v.yaml]}'))).list.items).toMatchObject([
      { metadata: { name: 'other' }, data: { v: '"from file"' } },
    ]);
    expect((await run(list('{package: ./web, valuesFiles: [v.yaml], values: {v: 1}}'))).list.items).toMatchObject([
      { data: { v: '1' } },
    ]);
  });

  it('hands the resources to a module that changes them', async () => {
    writeFileSync(
      join(folder, 'policy.ts'),
      `import { definePackage, fail } from '@mistletoe-dev/sdk';
export default definePackage<{ team?: string }>({ metadata: { name: 'policy' }, generate: ({ team }, { manifests, name }) =>
  manifests.map((object) => object.kind === 'B' ? fail('no B') : { ...object, metadata: { ...object.metadata, labels: { team, by: name } } }) });`,
    );
    const built = await runProgram(['build', 'policy.ts'], { cwd: folder });
    expect(built).toMatchObject({ code: 0 });
    const spec = '{package: ./policy.wasm, transform: true, values: {team: web}}';
    const { list: out, code } = await run(
      list(spec, '[{apiVersion: v1, kind: A, metadata: {name: a}, n: 9007199254740991}]'),
    );
    expect({ code, items: out.items }).toEqual({
      code: 0,
      items: [
        {
          apiVersion: 'v1',
          kind: 'A',
          metadata: { name: 'a', labels: { team: 'web', by: 'gen' } },
          n: 9007199254740991,
        },
      ],
    });
    const refused = await run(list(spec, '[{apiVersion: v1, kind: B, metadata: {name: b}, n: 123456789012345678901}]'));
    expect(refused).toMatchObject({ code: 1, err: 'Error: no B\n' });
    expect(refused.list['results']).toEqual([{ severity: 'error', message: 'no B' }]);
  });

  it.each([
    ['', 'no ResourceList'],
    ['a: [', 'standard input: '],
    ['kind: List', 'no ResourceList of config.kubernetes.io'],
    [list('{}').replace(/functionConfig:[\s\S]*items/, 'items'), 'functionConfig has no spec'],
    [list('{name: x}'), 'needs package and name'],
    [list('{package: ./web, vales: {}}'), 'has a field "vales"'],
    [list('{package: ./web, values: []}'), 'values is no mapping'],
    [list('{package: ./absent}'), 'absent'],
    [list('{package: ./web, transform: true}'), 'for hand-written modules'],
    [list('{package: ./web}', '{}'), 'items is no list'],
  ])('%j is an error, in the results too', async (stdin, says) => {
    const { list: out, err, code } = await run(stdin);
    expect(code).toBe(1);
    expect(err).toMatch(/^Error: .*\n$/);
    expect(err).toContain(says);
    expect(out).toMatchObject({
      kind: 'ResourceList',
      results: [{ severity: 'error', message: expect.stringContaining(says) }],
    });
  });
});
