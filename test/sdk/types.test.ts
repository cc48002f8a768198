// What the compiler says of mistakes: each line below `@ts-expect-error` is one, and a line that became right fails as well.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkTypes } from '../../toolchain/typescript/types';
import { needs } from '../judge/needs';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-types-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const built = needs('the built SDK (npm run build)', existsSync('dist/sdk/types/index.d.ts'));

const HEAD = `import { type ChartInput, definePackage, type Manifest, type Resource } from '@mistletoe-dev/sdk';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Secret, Service } from 'kubernetes-types/core/v1';
export default definePackage({
  metadata: { name: 'typed' },
  generate(_, { name, namespace, lookup, render, renderFiles }) {
`;

const SOURCES: [what: string, body: string][] = [
  [
    'what lookup finds is an object with a name, or a list of them',
    `
    const secret = lookup<Secret>('v1', 'Secret', namespace, name);
    const password: string | undefined = secret?.data?.['password'];
    const own: string | undefined = secret?.metadata.name;
    const address = lookup<Service>('v1', 'Service', namespace, name)?.status?.loadBalancer?.ingress?.[0]?.ip;
    const names: string[] = lookup<Secret>('v1', 'Secret', namespace, '')?.items.map(({ metadata }) => metadata.name) ?? [];
    const old: Resource<Secret> | undefined = lookup<Resource<Secret>>('v1', 'Secret', namespace, name);
    const untyped: Manifest | undefined = lookup('example.com/v1', 'Widget', namespace, name);
    // @ts-expect-error: an object has no items
    secret?.items;
    // @ts-expect-error: a list has no data
    lookup<Secret>('v1', 'Secret', namespace, '')?.data;
    // @ts-expect-error: no cluster may have been asked
    lookup<Secret>('v1', 'Secret', namespace, '').items;
    // @ts-expect-error: another kind than that of the type
    lookup<Secret>('v1', 'Secrets', namespace, name);
    // @ts-expect-error: another version
    lookup<Deployment>('apps/v1beta1', 'Deployment', namespace, name);
    // @ts-expect-error: no name
    lookup<Secret>('v1', 'Secret', namespace);
    // @ts-expect-error: no text
    lookup<Secret>('v1', 'Secret', namespace, 5);
    return [{ password, own, address, names, old, untyped }];`,
  ],
  [
    'what a chart takes',
    `
    const values = { replicas: 3 };
    render('chart', { anything: true });
    render('chart');
    render<ChartInput>('chart', { values, namespace, includeCRDs: true });
    render<{ size: number }>('other', { size: 3 });
    renderFiles<ChartInput>('chart', { values, release: { isUpgrade: true } });
    // @ts-expect-error: a value beside values
    render<ChartInput>('chart', { replicas: 3 });
    // @ts-expect-error: no object
    render<ChartInput>('chart', { values: 'text' });
    // @ts-expect-error: a text
    render('chart', 'text');
    // @ts-expect-error: a number
    render('chart', 5);
    // @ts-expect-error: a list
    render('chart', [values]);
    // @ts-expect-error: of another type
    render<{ size: number }>('other', { size: '3' });
    // @ts-expect-error: a value beside values
    renderFiles<ChartInput>('chart', { values, replicas: 3 });
    // @ts-expect-error: no name
    render();
    return [];`,
  ],
  [
    'what is given under a condition',
    `
    const isWanted: boolean = name === 'x';
    const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name } };
    return { 'a.yaml': isWanted && object, 'b.yaml': [isWanted && object, null], 'c.yaml': isWanted ? 'text' : undefined };`,
  ],
];

describe.runIf(built)('the compiler knows', () => {
  beforeAll(() => {
    const modules = join(folder, 'node_modules');
    mkdirSync(join(modules, '@mistletoe-dev'), { recursive: true });
    symlinkSync(resolve('dist/sdk'), join(modules, '@mistletoe-dev/sdk'));
    for (const name of ['kubernetes-types', 'typescript'])
      symlinkSync(resolve('node_modules', name), join(modules, name));
  });

  test.each(SOURCES)('%s', async (_, body) => {
    const file = join(folder, 'package.ts');
    writeFileSync(file, `${HEAD}${body}\n  },\n});\n`);
    expect(await checkTypes(file)).toMatch(/^\d/);
  });

  /** Mistakes in the packages that `mistletoe new` makes, and what is said of them. */
  const MISTAKES: [template: string, from: string, to: string, says: RegExp][] = [
    ['web', "apiVersion: 'apps/v1'", "apiVersion: 'apps/v2'", /'"apps\/v2"' is not assignable to type '"apps\/v1"'/],
    ['web', "kind: 'Service'", "kind: 'Servce'", /'"Servce"' is not assignable to type '"Service"'/],
    ['web', 'containers: [', 'container: [', /'container' does not exist in type 'PodSpec'/],
    ['web', 'containerPort: port', "containerPort: 'http'", /Type 'string' is not assignable to type 'number'/],
    ['web', 'const metadata = { name,', 'const metadata = {', /Property 'name' is missing/],
    ['web', "httpGet: { path: '/', port: 'http' }", "httpGet: { path: '/' }", /Property 'port' is missing/],
    ['web', "pathType: 'Prefix', ", '', /Property 'pathType' is missing/],
    ['operator', 'roleRef: {', 'roleref: {', /'roleref' does not exist in type/],
    ['operator', 'serviceAccountName:', 'serviceAcountName:', /'serviceAcountName' does not exist in type 'PodSpec'/],
    ['operator', "verbs: ['*']", "verbs: '*'", /Type 'string' is not assignable to type 'string\[\]'/],
    ['operator', 'replicas: 1', "replicas: '1'", /Type 'string' is not assignable to type 'number'/],
    ['chart', '{ namespace, values }', '{ namespace, replicas: 3 }', /'replicas' does not exist in type/],
    [
      'chart',
      'allowPrivilegeEscalation: false',
      "allowPrivilegeEscalation: 'no'",
      /Type 'string' is not assignable to type 'boolean \| undefined'/,
    ],
  ];

  test.each(MISTAKES)('in the template %s: %s → %s', async (template, from, to, says) => {
    const source = readFileSync(`toolchain/templates/${template}/package.ts`, 'utf8');
    expect(source).toContain(from);
    const place = join(folder, template);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'package.ts'), source.replace(from, to));
    await expect(checkTypes(join(place, 'package.ts'))).rejects.toThrow(says);
  });
});
