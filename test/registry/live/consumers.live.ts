// What others do with what we publish and render: flux unpacks it, kustomize runs us.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { helmBinary } from '../../judge/helm';
import { judge, type LiveRegistry, makeScene, mistletoe, run, startLiveRegistry, succeed } from './judges';

const scene = makeScene();
const inScene = { env: scene.env, cwd: scene.folder };
const CHART = `${process.cwd()}/charts-fixtures/storefront`;
let registry: LiveRegistry;
beforeAll(async () => {
  registry = await startLiveRegistry();
});
afterAll(() => {
  registry.close();
  scene.remove();
});

const theirs = (...flags: string[]) =>
  succeed(helmBinary('4.3'), ['template', 'shop', CHART, '--include-crds', '--skip-tests', ...flags], inScene);

describe('flux', () => {
  it('unpacks what was published: what helm prints, byte for byte', () => {
    const target = `oci://${registry.name}/fleet/shop:1.0.0`;
    const published = mistletoe(['publish', 'shop', CHART, target, '--plain-http', '--allow-secrets'], inScene);
    expect(published).toMatchObject({ code: 0, err: '' });
    mkdirSync(scene.path('flux'), { recursive: true });
    const pulled = run(judge('flux'), ['pull', 'artifact', target, '--output', 'flux', '--insecure-registry'], inScene);
    expect(pulled.code).toBe(0);
    expect(pulled.err + pulled.out).toContain('storefront');
    expect(readFileSync(scene.path('flux/manifests.yaml'), 'utf8')).toBe(theirs());
    expect(
      succeed(
        judge('flux'),
        ['list', 'artifacts', `oci://${registry.name}/fleet/shop`, '--insecure-registry'],
        inScene,
      ),
    ).toContain('1.0.0');
  });
});

describe('kustomize', () => {
  const objects = (text: string) =>
    parseAllDocuments(text, { version: '1.1', logLevel: 'error' })
      .map((document) => document.toJS() as { kind: string; metadata: { name: string } } | null)
      .filter((object) => object !== null)
      .sort((a, b) => (`${a.kind} ${a.metadata.name}` < `${b.kind} ${b.metadata.name}` ? -1 : 1));

  function kustomization(name: string, text: string, generator: string): void {
    mkdirSync(scene.path(name), { recursive: true });
    writeFileSync(
      scene.path(`${name}/mistletoe-krm`),
      `#!/bin/sh\nexec '${process.execPath}' '${process.cwd()}/dist/cli/main.js' krm\n`,
      { mode: 0o755 },
    );
    writeFileSync(scene.path(`${name}/kustomization.yaml`), text);
    writeFileSync(
      scene.path(`${name}/package.yaml`),
      `apiVersion: mistletoe.dev/v1alpha1\nkind: Package\nmetadata:\n  name: shop\n  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: ./mistletoe-krm}\n${generator}`,
    );
  }
  const build = (name: string) =>
    run(judge('kustomize'), ['build', '--enable-alpha-plugins', '--enable-exec', name], inScene);

  it('runs us as a generator, and gets what helm prints', () => {
    kustomization(
      'generator',
      'generators: [package.yaml]\n',
      `spec: {package: ${CHART}, includeCRDs: true, skipTests: true}\n`,
    );
    const { code, out, err } = build('generator');
    expect([code, err]).toEqual([0, '']);
    expect(objects(out)).toEqual(objects(theirs()));
  });

  it('runs us as a transformer, with a module from a registry', () => {
    mistletoe(['convert', CHART, '-o', 'shop.wasm'], inScene);
    expect(mistletoe(['push', 'shop.wasm', `oci://${registry.name}/mods/shop:1`, '--plain-http'], inScene).code).toBe(
      0,
    );
    kustomization(
      'transformer',
      'resources: [own.yaml]\ntransformers: [package.yaml]\n',
      `spec: {package: "oci://${registry.name}/mods/shop:1", plainHttp: true, includeCRDs: true, skipTests: true}\n`,
    );
    writeFileSync(scene.path('transformer/own.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: aaa-own}\n');
    const { code, out, err } = build('transformer');
    expect(code, err).toBe(0);
    const all = objects(out);
    expect(all.filter(({ metadata }) => metadata.name !== 'aaa-own')).toEqual(objects(theirs()));
    expect(all).toHaveLength(objects(theirs()).length + 1);
  });

  it('fails where we fail, with our words', () => {
    kustomization('broken', 'generators: [package.yaml]\n', 'spec: {package: ./absent}\n');
    const { code, err } = build('broken');
    expect(code).not.toBe(0);
    expect(err).toMatch(/there is no package|absent/);
  });
});
