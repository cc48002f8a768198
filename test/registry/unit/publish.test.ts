// Rendered manifests as artifacts: reproducible, without secrets, compared with what a tag holds.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../../../cli/program';
import { readTar } from '../../../gostd/archive/tar';
import { fixedModule } from '../../modules/echo';
import { type SmallRegistry, startRegistry } from '../small-registry';

const folder = mkdtempSync(join(tmpdir(), 'publish-'));
let registry: SmallRegistry;

beforeAll(() => {
  const file = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const name of ['web', 'vault']) file(`${name}/Chart.yaml`, `apiVersion: v2\nname: ${name}\nversion: 1.2.0\n`);
  const map =
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-map\ndata:\n  size: {{ .Values.size | quote }}\n';
  file('web/values.yaml', 'size: 1\n');
  file('web/templates/map.yaml', map);
  file(
    'web/templates/tests/test.yaml',
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: test\n  annotations: {helm.sh/hook: test}\n',
  );
  file(
    'web/crds/crd.yaml',
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: webs.example.com\n',
  );
  file(
    'vault/templates/secret.yaml',
    'apiVersion: v1\nkind: Secret\nmetadata:\n  name: token\nstringData:\n  token: hunter2-secret\n',
  );
  file('vault/templates/empty.yaml', 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: empty\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  registry = await startRegistry();
});
afterEach(() => registry.close());

async function publish(chart: string, ...flags: string[]) {
  const options = { cwd: folder, contentFolder: join(folder, 'content'), mistletoeHome: join(folder, 'home') };
  const args = ['publish', 'rel', chart, `oci://${registry.name}/fleet/app:1`, '--plain-http', ...flags];
  const { stdout, stderr, code } = await runProgram(args, options);
  return { out: stdout.toString(), err: stderr, code };
}

interface Stored {
  config: { mediaType: string };
  layers: { mediaType: string; digest: string }[];
  annotations: Record<string, string>;
}

/** What lies under the tag: the manifest and its files. */
function stored(): { manifest: Stored; files: Record<string, string> } {
  const manifest = JSON.parse(registry.manifests.get('fleet/app@1')!.text.toString()) as Stored;
  const layer = registry.blobs.get(`fleet/app@${manifest.layers[0]!.digest}`)!;
  const files: Record<string, string> = {};
  for (const entry of readTar(gunzipSync(layer), null)) files[entry.name] = Buffer.from(entry.read()).toString();
  return { manifest, files };
}

describe('publish', () => {
  it('gives the same artifact for the same manifests: definitions, no tests', async () => {
    const first = await publish('web');
    expect(first).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^oci:.*\/fleet\/app:1@sha256:[0-9a-f]{64}\n$/),
    });
    expect(await publish('web')).toEqual(first);
    const { manifest, files } = stored();
    expect(manifest.config.mediaType).toBe('application/vnd.cncf.flux.config.v1+json');
    expect(manifest.layers).toMatchObject([{ mediaType: 'application/vnd.cncf.flux.content.v1.tar+gzip' }]);
    expect(manifest.annotations).toEqual({
      'org.opencontainers.image.created': '1970-01-01T00:00:00Z',
      'org.opencontainers.image.revision': expect.stringMatching(/^1\.2\.0@sha256:[0-9a-f]{64}$/),
      'org.opencontainers.image.source': 'web',
    });
    expect(Object.keys(files)).toEqual(['manifests.yaml']);
    expect(files['manifests.yaml']!.match(/^kind: .*/gm)).toEqual([
      'kind: CustomResourceDefinition',
      'kind: ConfigMap',
    ]);
  });

  it('splits into a file a document, and has the media types of Argo CD', async () => {
    await publish('web', '--split', '--for', 'argocd', '--source', 'https://example.com/web', '--revision', 'main');
    const { manifest, files } = stored();
    expect(Object.keys(files)).toEqual([
      '1-customresourcedefinition-webs.example.com.yaml',
      '2-configmap-rel-map.yaml',
    ]);
    expect(manifest.layers).toMatchObject([{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' }]);
    expect(manifest.annotations).toMatchObject({
      'org.opencontainers.image.source': 'https://example.com/web',
      'org.opencontainers.image.revision': 'main',
    });
  });

  it('shows what would change, and changes nothing', async () => {
    expect(await publish('web', '--diff')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^\+ .*CustomResourceDefinition.*\n\+ .*ConfigMap.*\n$/),
    });
    expect(registry.manifests.size).toBe(0);
    await publish('web');
    expect(await publish('web', '--diff')).toEqual({ code: 0, out: '', err: '' });
    expect(await publish('web', '--diff', '--set', 'size=2')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^~ .*ConfigMap.*\n {4}data\.size: "1" → "2"\n$/),
    });
    expect((await publish('vault', '--diff')).out).toMatch(/^\+ v1 .*\n[\s\S]*^- /m);
  });

  it('refuses a Secret, unless it is told otherwise', async () => {
    expect(await publish('vault')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(
        /^Error: vault\/templates\/secret.yaml: .*token.* would be published as it is: give --encrypt-with COMMAND, or --allow-secrets\n$/,
      ),
    });
    expect(registry.manifests.size).toBe(0);
    expect(await publish('vault', '--allow-secrets')).toMatchObject({ code: 0 });
    expect(stored().files['manifests.yaml']).toContain('hunter2-secret');
  });

  it('has Secrets encrypted by a command, which must do it', async () => {
    expect(await publish('vault', '--encrypt-with', "sed 's/hunter2-secret/ENC[x]/'")).toMatchObject({ code: 0 });
    expect(stored().files['manifests.yaml']).toContain('token: ENC[x]');
    for (const [command, says] of [
      ['cat', 'gives the secret as it was'],
      // The value again, in the other form that a Secret has.
      [
        "printf 'apiVersion: v1\\nkind: Secret\\nmetadata: {name: token}\\ndata: {token: aHVudGVyMi1zZWNyZXQ=}\\n'",
        'as it was',
      ],
      ['true', 'gives nothing'],
      ['echo hello', 'gives what is no Kubernetes object'],
      ["echo '{a: b: c'", 'gives what is no Kubernetes object'],
      ['echo why >&2; exit 3', 'why'],
    ]) {
      const { code, err } = await publish('vault', '--encrypt-with', command!);
      expect([code, err]).toEqual([1, expect.stringContaining(says!)]);
      expect(err).not.toContain('hunter2');
    }
  });

  it('looks through all documents of a file for Secrets', async () => {
    const secret = (name: string, token: string) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name },
      stringData: { token },
    });
    const documents = [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'first' } },
      secret('one', 'hunter2-secret'),
      secret('two', 'hunter3-secret'),
    ];
    const text = documents.map((document) => `---\n${JSON.stringify(document)}\n`).join('');
    writeFileSync(
      join(folder, 'several.wasm'),
      fixedModule(JSON.stringify({ result: 'Ok', files: { 'all.yaml': text } })),
    );
    expect((await publish('several.wasm')).err).toContain('all.yaml: Secret one would be published as it is');
    const { err } = await publish('several.wasm', '--encrypt-with', "sed 's/hunter2-secret/ENC[x]/'");
    expect(err).toContain('gives the secret as it was');
    const both = await publish('several.wasm', '--encrypt-with', "sed 's/hunter.-secret/ENC[x]/'");
    expect(both).toMatchObject({ code: 0 });
  });
});
