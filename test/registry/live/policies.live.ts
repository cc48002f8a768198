// A package in TypeScript where others call it: helm's post-renderer, kustomize's transformer; and one that calls a module of a real registry.

import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { helmBinary } from '../../judge/helm';
import { judge, type LiveRegistry, makeScene, mistletoe, run, startLiveRegistry, succeed } from './judges';

const scene = makeScene();
const CHART = `${process.cwd()}/charts-fixtures/storefront`;
const inScene = {
  env: { ...scene.env, PATH: `${scene.path('bin')}${delimiter}${process.env['PATH']}` },
  cwd: scene.folder,
};
let registry: LiveRegistry;

const POLICY = `import { definePackage, fail } from '@mistletoe-dev/sdk';
export default definePackage<{ team?: string }>({ metadata: { name: 'policy' },
  generate: ({ team = fail('whose is it?') }, { manifests }) =>
    manifests.map((object) => ({ ...object, metadata: { ...object.metadata, labels: { ...object.metadata?.labels, team } } })) });
`;

interface Labelled {
  kind: string;
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
}

/** Objects by their names, and without those that a policy adds. */
function objects(text: string): Labelled[] {
  return parseAllDocuments(text, { version: '1.1', logLevel: 'error' })
    .map((document) => document.toJS() as Labelled | null)
    .filter((object) => object !== null)
    .sort((a, b) => (`${a.kind} ${a.metadata.name}` < `${b.kind} ${b.metadata.name}` ? -1 : 1));
}
const labelled = (list: Labelled[]) =>
  list.map((object) => ({
    ...object,
    metadata: { ...object.metadata, labels: { ...object.metadata.labels, team: 'web' } },
  }));
const isHook = ({ metadata }: Labelled) => 'helm.sh/hook' in (metadata.annotations ?? {});

beforeAll(async () => {
  registry = await startLiveRegistry();
  mkdirSync(scene.path('bin'), { recursive: true });
  const program = `#!/bin/sh\nexec '${process.execPath}' '${process.cwd()}/dist/cli/main.js' "$@"\n`;
  writeFileSync(scene.path('bin/mistletoe'), program, { mode: 0o755 });
  writeFileSync(scene.path('policy.ts'), POLICY);
  expect(mistletoe(['build', 'policy.ts'], inScene)).toMatchObject({ code: 0 });
});
afterAll(() => {
  registry.close();
  scene.remove();
});

/** Each helm has its own plugins: Helm 3 complains about those of Helm 4 whatever it does. */
const template = (helm: string, ...more: string[]) =>
  run(helm, ['template', 'shop', CHART, '-n', 'apps', ...more], {
    ...inScene,
    env: { ...inScene.env, ...(helm === helmBinary('3.22') && { HELM_DATA_HOME: scene.path('helm-3-data') }) },
  });
const args = (...list: string[]) => list.map((arg) => `--post-renderer-args=${arg}`);

describe("helm's post-renderer", () => {
  it('of Helm 4, a plugin', () => {
    const helm = helmBinary('4.3');
    succeed(helm, ['plugin', 'install', `${process.cwd()}/docs/examples/helm-post-renderer`], inScene);
    const ours = ['--post-renderer', 'mistletoe', ...args('-p', 'policy.wasm')];
    const { code, out, err } = template(helm, ...ours, ...args('-s', 'team: web'));
    expect([code, err]).toEqual([0, '']);
    expect(objects(out)).toEqual(labelled(objects(template(helm).out)));
    expect(out).toContain('# Source: storefront/templates/deployment.yaml\n');
    const refused = template(helm, ...ours);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toMatch(/^Error: .*post-?render/);
  });

  it('of Helm 3, a program', () => {
    const helm = helmBinary('3.22');
    const ours = ['--post-renderer', 'mistletoe', ...args('generate', 'post-renderer', '--manifests', '-')];
    const { code, out, err } = template(helm, ...ours, ...args('-p', 'policy.wasm', '-s', 'team: web'));
    expect([code, err]).toEqual([0, '']);
    // It hands hooks to no post-renderer.
    const expected = objects(template(helm).out).map((object) => (isHook(object) ? object : labelled([object])[0]));
    expect(objects(out)).toEqual(expected);
    // Helm 3 shows what the program said.
    const refused = template(helm, ...ours, ...args('-p', 'policy.wasm'));
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('Error: whose is it?');
  });
});

it("is kustomize's transformer", () => {
  mkdirSync(scene.path('kustomized'));
  const file = (name: string, text: string, mode = 0o644) =>
    writeFileSync(scene.path(`kustomized/${name}`), text, { mode });
  file('mistletoe-krm', '#!/bin/sh\nexec mistletoe krm\n', 0o755);
  file('kustomization.yaml', 'resources: [own.yaml]\ntransformers: [policy.yaml]\n');
  file('own.yaml', template(helmBinary('4.3')).out);
  const policy = (values: string) =>
    file(
      'policy.yaml',
      `apiVersion: mistletoe.dev/v1alpha1\nkind: Package\nmetadata:\n  name: policy\n  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: ./mistletoe-krm}\nspec: {package: ${scene.path('policy.wasm')}, transform: true, values: ${values}}\n`,
    );
  const build = () =>
    run(judge('kustomize'), ['build', '--enable-alpha-plugins', '--enable-exec', 'kustomized'], inScene);
  policy('{team: web}');
  const { code, out, err } = build();
  expect([code, err]).toEqual([0, '']);
  expect(objects(out)).toEqual(labelled(objects(template(helmBinary('4.3')).out)));
  policy('{}');
  const refused = build();
  expect(refused.code).not.toBe(0);
  expect(refused.err).toContain('whose is it?');
});

it('is built with a module of a registry, by its digest alone', () => {
  succeed(process.execPath, ['dist/cli/main.js', 'convert', CHART, '-o', scene.path('shop.wasm')], { env: scene.env });
  const name = `${registry.name}/mods/shop`;
  expect(mistletoe(['push', 'shop.wasm', `oci://${name}:1`, '--plain-http'], inScene)).toMatchObject({ code: 0 });
  const digest = succeed(judge('crane'), ['digest', '--insecure', `${name}:1`], inScene).trim();
  const write = (reference: string) =>
    writeFileSync(
      scene.path('around.ts'),
      `import { definePackage } from '@mistletoe-dev/sdk';
export default definePackage({ metadata: { name: 'around' }, dependencies: { shop: '${reference}' },
  generate: (_, { renderFiles, namespace }) => renderFiles('shop', { namespace, values: {} }) });`,
    );
  const build = (...more: string[]) => mistletoe(['build', 'around.ts', ...more], inScene);
  write(`oci://${name}:1@${digest}`);
  expect(build('--offline')).toMatchObject({ code: 1, err: expect.stringContaining('offline') });
  expect(build('--plain-http')).toMatchObject({ code: 0 });
  expect(build('--offline', '-o', 'again.wasm')).toMatchObject({ code: 0 });
  const render = (module: string) =>
    mistletoe(['generate', 'shop', '-n', 'apps', '-p', module, '--now', '0', '--seed', 's'], inScene);
  expect(render('again.wasm')).toMatchObject({ code: 0, out: render('shop.wasm').out });
  // Another module under the tag changes nothing; a digest that nobody has, and none, are refused.
  expect(mistletoe(['push', 'policy.wasm', `oci://${name}:1`, '--plain-http'], inScene)).toMatchObject({ code: 0 });
  expect(build('--plain-http', '-o', 'third.wasm')).toMatchObject({ code: 0 });
  expect(run('cmp', ['again.wasm', 'third.wasm'], inScene).code).toBe(0);
  write(`oci://${name}@sha256:${'0'.repeat(64)}`);
  expect(build('--plain-http')).toMatchObject({ code: 1, err: expect.stringMatching(/^Error: .*404/) });
  write(`oci://${name}:1`);
  expect(build('--plain-http')).toMatchObject({ code: 1, err: expect.stringContaining('without its digest') });
});
