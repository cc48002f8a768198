// A package rendered for a release: every document of it, and what a record has of each.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openPackage } from '../../actions/releases/rendering/package';
import { renderPackage } from '../../actions/releases/rendering/render';
import { fixedModule } from '../modules/echo';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-release-render-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const request = { name: 'rel', namespace: 'shop', revision: 1, isUpgrade: false, now: 1_700_000_000, entropy: 'e' };

async function render(reference: string, values = '{}') {
  const options = { cwd: folder, cacheFolder: join(folder, 'cache') };
  const opened = await openPackage(reference, { limits: {} }, options, () => undefined);
  return renderPackage(opened, { ...request, values });
}

function chart(name: string, files: Record<string, string>): string {
  const all = { 'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`, ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    writeFileSync(join(folder, name, path), text);
  }
  return name;
}

const definition = (name: string) =>
  `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: ${name}.example.com\n`;
const map = (name: string, rest = '') => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${rest}`;

test('a chart: definitions, hooks and resources, each with its source', async () => {
  const rendered = await render(
    chart('web', {
      'crds/both.yaml': `${definition('as')}---\n${definition('bs')}`,
      'templates/map.yaml': `${map('map')}`,
      'templates/hook.yaml': map('hook', '  annotations: {helm.sh/hook: "pre-install", helm.sh/hook-weight: "3"}\n'),
      'templates/odd.yaml': map('odd', '  annotations: {helm.sh/hook: "sometimes"}\n'),
      'templates/NOTES.txt': 'Hello {{ .Release.Namespace }}',
    }),
  );
  expect(rendered.crds.map(({ source, object }) => [source, object.metadata.name])).toEqual([
    ['web/crds/both.yaml', 'as.example.com'],
    ['web/crds/both.yaml', 'bs.example.com'],
  ]);
  // Helm 4.3 keeps what stands at a document's end, and adds a line break.
  expect(rendered.manifest).toBe(`---\n# Source: web/templates/map.yaml\n${map('map')}\n`);
  expect(rendered.resources.map(({ source, text }) => [source, text])).toEqual([
    ['web/templates/map.yaml', `${map('map')}\n`],
  ]);
  expect(rendered.hooks).toMatchObject([
    { name: 'hook', path: 'web/templates/hook.yaml', events: ['pre-install'], weight: 3 },
  ]);
  expect(rendered.hooks[0]?.manifest).toMatch(/^apiVersion: v1\n/);
  expect(rendered.notes).toBe('Hello shop');
});

test('a chart that fails says what it had looked up', async () => {
  const name = chart('asks', {
    'templates/a.yaml': '{{ $found := lookup "v1" "Secret" .Release.Namespace "key" }}{{ fail "no key" }}',
  });
  await expect(render(name)).rejects.toMatchObject({
    name: 'RenderError',
    message: expect.stringContaining('no key'),
    reads: [{ lookup: 'Secret', apiVersion: 'v1', namespace: 'shop', name: 'key' }],
  });
});

test('a hand-written module: all documents of a file', async () => {
  const files = { 'all.yaml': `${map('a')}---\n${map('b')}`, 'one.yaml': `---\n${map('c').trimEnd()}` };
  writeFileSync(join(folder, 'pair.wasm'), fixedModule(JSON.stringify({ result: 'Ok', files })));
  const rendered = await render('pair.wasm');
  expect(rendered.resources.map(({ source, object }) => [source, object.metadata.name])).toEqual([
    ['all.yaml', 'a'],
    ['all.yaml', 'b'],
    ['one.yaml', 'c'],
  ]);
  expect(rendered.manifest).toBe(
    `---\n# Source: all.yaml\n${map('a')}---\n# Source: all.yaml\n${map('b')}---\n# Source: one.yaml\n${map('c')}`,
  );
});

test('documents that say which template wrote them, as those of an ejected chart: it is said once', async () => {
  const files = {
    'web/templates/a.yaml': `# Source: web/templates/a.yaml\n${map('a')}`,
    'web/templates/a-2.yaml': `# Source: web/templates/a.yaml\n${map('b')}`,
    'web/templates/hook.yaml': `# Source: web/templates/hook.yaml\n${map('c', '  annotations: {helm.sh/hook: pre-install}\n')}`,
    'all.yaml': `# Source: \n${map('d')}---\n# Source: x/y.yaml\n${map('e')}`,
  };
  writeFileSync(join(folder, 'sources.wasm'), fixedModule(JSON.stringify({ result: 'Ok', files })));
  const rendered = await render('sources.wasm');
  expect(rendered.manifest).toBe(
    [
      `---\n# Source: web/templates/a.yaml\n${map('a')}`,
      `---\n# Source: web/templates/a.yaml\n${map('b')}`,
      `---\n# Source: all.yaml\n# Source: \n${map('d')}`,
      `---\n# Source: x/y.yaml\n${map('e')}`,
    ].join(''),
  );
  expect(rendered.hooks).toMatchObject([
    { path: 'web/templates/hook.yaml', manifest: map('c', '  annotations: {helm.sh/hook: pre-install}\n') },
  ]);
});
