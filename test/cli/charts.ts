// Small charts and modules for the tests of the commands, in a folder of their own that goes away again.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary folder with files in it. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'mistletoe-cli-'));

  /** Writes files by their paths in the folder. */
  write(files: Record<string, string | Uint8Array>): this {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.path, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    return this;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A chart called `name` with these files; what `Chart.yaml` needs is there already. */
export function chartFiles(name: string, files: Record<string, string>, chartYaml = ''): Record<string, string> {
  const all: Record<string, string> = {
    'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 1.2.3\n${chartYaml}`,
    ...files,
  };
  return Object.fromEntries(Object.entries(all).map(([file, text]) => [`${name}/${file}`, text]));
}

/** A chart that shows what it was rendered with. */
export const mirror = chartFiles('mirror', {
  'values.yaml': 'color: red\nsize: 1\n',
  'templates/shown.yaml': [
    'release: {{ .Release.Name }}/{{ .Release.Namespace }}/{{ .Release.IsUpgrade }}',
    'kube: {{ .Capabilities.KubeVersion.Version }} {{ .Capabilities.APIVersions.Has "x/v1" }}',
    'helm: {{ .Capabilities.HelmVersion.Version }}',
    'values: {{ toJson .Values }}',
    '',
  ].join('\n'),
});

/** A chart with manifests, a hook, a test and a custom resource definition. */
export const kinds = chartFiles('kinds', {
  'templates/a.yaml': 'kind: A\n---\nkind: A2\n',
  'templates/b.yaml': 'kind: B\n',
  'templates/hook.yaml': 'kind: H\nmetadata: {annotations: {helm.sh/hook: pre-install}}\n',
  'templates/test.yaml': 'kind: T\nmetadata: {annotations: {helm.sh/hook: test}}\n',
  'crds/c.yaml': 'kind: C\n',
});
