// The recipes of docs/examples, tried as they are written.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { helmBinary } from '../../judge/helm';
import { judge, type LiveRegistry, makeScene, mistletoe, run, startLiveRegistry, succeed } from './judges';

const scene = makeScene();
const examples = `${process.cwd()}/docs/examples`;
const CHART = `${process.cwd()}/charts-fixtures/parcel-service`;
let registry: LiveRegistry;
let env: Record<string, string>;

beforeAll(async () => {
  registry = await startLiveRegistry();
  mkdirSync(scene.path('bin'), { recursive: true });
  writeFileSync(
    scene.path('bin/mistletoe'),
    `#!/bin/sh\nexec '${process.execPath}' '${process.cwd()}/dist/cli/main.js' "$@"\n`,
    { mode: 0o755 },
  );
  cpSync(helmBinary('4.3'), scene.path('bin/helm'));
  cpSync(`${examples}/argocd/mistletoe-argocd`, scene.path('bin/mistletoe-argocd'));
  env = { ...scene.env, PATH: `${scene.path('bin')}${delimiter}${process.env['PATH']}`, HELM_REAL: helmBinary('4.3') };
});
afterAll(() => {
  registry.close();
  scene.remove();
});

describe('the plugin for Argo CD', () => {
  const plugin = parse(readFileSync(`${examples}/argocd/plugin.yaml`, 'utf8')) as {
    kind: string;
    spec: { discover: { fileName: string }; generate: { command: string[] } };
  };

  /** What the plugin server of Argo CD does: discovery by fileName, then generate in the folder, with the application's environment. */
  function generate(folder: string, environment: Record<string, string>) {
    const [program, ...args] = plugin.spec.generate.command;
    return run(scene.path(`bin/${program!.split('/').pop()}`), args, {
      cwd: scene.path(folder),
      env: { ...env, ...environment },
    });
  }

  it('is one by its form, and finds its folders by a name', () => {
    expect(plugin.kind).toBe('ConfigManagementPlugin');
    expect(plugin.spec.discover.fileName).toBe('./mistletoe.yaml');
  });

  it('renders what helm renders, for the application', () => {
    mkdirSync(scene.path('app'), { recursive: true });
    writeFileSync(scene.path('app/mistletoe.yaml'), `package: ${CHART}\nvalues: {replicaCount: 2}\n`);
    const application = {
      ARGOCD_APP_NAME: 'shop',
      ARGOCD_APP_NAMESPACE: 'apps',
      KUBE_VERSION: '1.31.0',
      ARGOCD_ENV_VALUES: 'replicaCount: 3',
    };
    const { code, out, err } = generate('app', application);
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(
      succeed(
        helmBinary('4.3'),
        ['template', 'shop', CHART, '-n', 'apps', '--kube-version', '1.31.0', '--set', 'replicaCount=3'],
        { env },
      ),
    );
  });

  it('fails with one message and no output', () => {
    mkdirSync(scene.path('broken'), { recursive: true });
    writeFileSync(scene.path('broken/mistletoe.yaml'), 'package: ./absent\n');
    const { code, out, err } = generate('broken', { ARGOCD_APP_NAME: 'shop' });
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^Error: .*absent.*\n$/);
  });
});

describe('the shim', () => {
  const shim = (...args: string[]) => run(`${examples}/argocd/helm-shim`, args, { env, cwd: scene.folder });

  it('answers template, and leaves the rest to helm', () => {
    const args = ['template', 'shop', CHART, '--namespace', 'apps', '--include-crds', '--api-versions', 'v1'];
    expect(shim(...args)).toEqual(run(helmBinary('4.3'), args, { env, cwd: scene.folder }));
    expect(shim('version', '--short')).toEqual(run(helmBinary('4.3'), ['version', '--short'], { env }));
  });
});

describe('the script for CI', () => {
  it('verifies, converts, pushes and signs', () => {
    succeed(judge('cosign'), ['generate-key-pair'], { env, cwd: scene.folder });
    mkdirSync(scene.path('charts'), { recursive: true });
    cpSync(CHART, scene.path('charts/parcel-service'), { recursive: true });
    const { code, out, err } = run('bash', [`${examples}/ci/push-charts.sh`], {
      cwd: scene.folder,
      env: {
        ...env,
        CHARTS: 'charts/parcel-service',
        REPOSITORY: `oci://${registry.name}/ci`,
        KEY: 'cosign.key',
        PLAIN_HTTP: '1',
      },
    });
    expect(code, err).toBe(0);
    expect(out).toContain(`oci://${registry.name}/ci/parcel-service:6.0.0@sha256:`);
    const verified = mistletoe(
      ['verify-signature', `oci://${registry.name}/ci/parcel-service:6.0.0`, '--key', 'cosign.pub', '--plain-http'],
      { env, cwd: scene.folder },
    );
    expect(verified).toMatchObject({ code: 0 });
  });

  it('is what the action and the template run', () => {
    expect(readFileSync(`${examples}/ci/github-action/action.yml`, 'utf8')).toContain(
      '$GITHUB_ACTION_PATH/../push-charts.sh',
    );
    const template = parse(readFileSync(`${examples}/ci/gitlab.yml`, 'utf8')) as { mistletoe: { script: string[] } };
    expect(template.mistletoe.script).toEqual(['bash push-charts.sh']);
  });
});
