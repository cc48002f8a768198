// What a render takes from around it: bytes of files, the kubeconfig's namespace, the environment, links, and where output goes.
// The values are what both real helms give.

import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { runBatch } from '../../cli/commands/rendering/batch';
import { templateCommand } from '../../actions/helm-template/template';
import { replaceFile } from '../../runtime/host/node/replace-file';
import { chartFiles, Folder } from './charts';

const kubeconfig = `apiVersion: v1
kind: Config
current-context: one
contexts:
- name: one
  context: {cluster: k, namespace: team-dev, user: u}
- name: two
  context: {cluster: k, namespace: other, user: u}
clusters: [{name: k, cluster: {server: "https://x.example.com"}}]
users: [{name: u, user: {}}]
`;

const folder = new Folder();
beforeAll(() => {
  folder.write({
    ...chartFiles('shows', {
      'templates/a.yaml': 'ns: {{ .Release.Namespace }}\nname: {{ .Release.Name }}\n',
      'templates/b.yaml': 'bytes: {{ .Values.c | default "" | b64enc }} {{ len (.Values.c | default "") }}\n',
    }),
    ...chartFiles('raw', { 'templates/a.yaml': 'raw: {{ .Values.c }}\n' }),
    'kc.yaml': kubeconfig,
    file: '',
    'tree/shared/_x.tpl': '{{ define "x" }}x: 1{{ end }}',
    'tree/apps/a/Chart.yaml': 'apiVersion: v2\nname: a\nversion: 0.1.0\n',
    'tree/apps/a/templates/b.yaml': '{{ include "x" . }}\n',
  });
  writeFileSync(join(folder.path, 'latin.txt'), Buffer.from('caf\xe9\n', 'latin1'));
  symlinkSync('../../../shared/_x.tpl', join(folder.path, 'tree/apps/a/templates/_x.tpl'));
  symlinkSync('tree/apps/a', join(folder.path, 'linked'));
});
afterAll(() => folder.remove());
afterEach(() => vi.unstubAllEnvs());

const run = async (...args: string[]) => {
  const { stdout, stderr, code } = await templateCommand([...args, '--no-cache'], { cwd: folder.path, stdin: '' });
  return { out: stdout.toString(), err: stderr, code };
};
const namespace = async (...args: string[]) => /^ns: (.*)$/m.exec((await run('rel', 'shows', ...args)).out)?.[1];

describe.each(['3.17', '4.1'])('as Helm %s', (helm) => {
  it('keeps the bytes of --set-file', async () => {
    const { out } = await run('rel', 'shows', '--set-file', 'c=latin.txt', '--helm', helm);
    expect(out).toContain('bytes: Y2Fm6Qo= 5\n');
    const refused = await run('rel', 'raw', '--set-file', 'c=latin.txt', '--helm', helm);
    expect(refused.code).toBe(1);
    expect(refused.out).toBe('');
    expect(refused.err).toContain('yaml: incomplete UTF-8 octet sequence');
  });

  it("takes the namespace of the kubeconfig's context", async () => {
    const file = join(folder.path, 'kc.yaml');
    expect(await namespace('--helm', helm)).toBe('default');
    expect(await namespace('--helm', helm, '--kubeconfig', 'kc.yaml')).toBe('team-dev');
    expect(await namespace('--helm', helm, '--kubeconfig', 'kc.yaml', '--kube-context', 'two')).toBe('other');
    expect(await namespace('--helm', helm, '--kubeconfig', 'kc.yaml', '--kube-context', 'gone')).toBe('default');
    expect(await namespace('--helm', helm, '--kubeconfig', 'kc.yaml', '-n', 'mine')).toBe('mine');
    vi.stubEnv('KUBECONFIG', join(folder.path, 'none'));
    expect(await namespace('--helm', helm)).toBe('default');
    vi.stubEnv('KUBECONFIG', [join(folder.path, 'none'), file].join(delimiter));
    expect(await namespace('--helm', helm)).toBe('team-dev');
    vi.stubEnv('KUBECONFIG', file);
    expect(await namespace('--helm', helm)).toBe('team-dev');
    vi.stubEnv('HELM_KUBECONTEXT', 'two');
    expect(await namespace('--helm', helm)).toBe('other');
    vi.stubEnv('HELM_NAMESPACE', 'env');
    expect(await namespace('--helm', helm)).toBe('env');
  });

  it('reads the environment in --name-template', async () => {
    vi.stubEnv('MYU', 'me');
    const name = async (template: string) => {
      const { out, err } = await run('shows', '--name-template', template, '--helm', helm);
      return /^name: (.*)$/m.exec(out)?.[1] ?? err;
    };
    expect(await name('x-{{ env "MYU" }}')).toBe('x-me');
    expect(await name('{{ "MYU" | env }}{{ $x := "MYU" }}{{ env $x }}{{ env "NOT_THERE" }}')).toBe('meme');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    expect(await name('{{ expandenv "${MYU}-$MYU.b$NOT_THERE" }}')).toBe('me-me.b');
    expect(await name('{{ $x := "$MYU" }}{{ expandenv $x }}')).toContain('expandenv takes a text');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    expect(await name('{{ range list 1 }}{{ if env "MYU" }}{{ expandenv "${MYU}" }}{{ end }}{{ end }}')).toBe('me');
  });

  it('says as Helm what is in the way of --output-dir', async () => {
    const { err } = await run('rel', 'shows', '--output-dir', 'file', '--helm', helm);
    expect(err).toBe(
      'Error: stat file/shows/templates: not a directory\n\nUse --debug flag to render out invalid YAML\n',
    );
  });

  it('follows links within a work tree or --link-root, and no others', async () => {
    const refused = await run('rel', 'tree/apps/a', '--helm', helm);
    expect(refused.err).toMatch(/symbolic link "templates\/_x\.tpl" leads to .*: give --link-root DIR to follow it\n$/);
    expect(refused.code).toBe(1);
    const named = await run('rel', 'tree/apps/a', '--link-root', 'tree', '--helm', helm);
    expect(named.out).toContain('\nx: 1\n');
    expect((await run('rel', 'linked', '--link-root', 'tree', '--helm', helm)).out).toBe(named.out);
    expect((await run('rel', 'linked', '--link-root', 'gone', '--helm', helm)).err).toContain(
      'there is no such folder',
    );
    mkdirSync(join(folder.path, 'tree/.git'), { recursive: true });
    const inTree = await run('rel', 'tree/apps/a', '--helm', helm);
    expect(inTree.out).toBe(named.out);
    expect(inTree.err).toContain('found symbolic link in path');
    rmSync(join(folder.path, 'tree/.git'), { recursive: true });
  });
});

it('writes no batch line over another', async () => {
  const stdin = [{ id: '2' }, {}, { id: 'b' }, { id: 'b' }]
    .map((line) => `${JSON.stringify({ module: 'shows', name: 'rel', ...line })}\n`)
    .join('');
  let told = '';
  const code = await runBatch(['--batch', '-', '--output-dir', 'lines'], {
    cwd: folder.path,
    stdin,
    write: (text) => (told += Buffer.from(text).toString()) !== '',
    writeError: () => undefined,
  });
  expect(code).toBe(1);
  const lines = told
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map((line) => line.code)).toEqual([0, 1, 0, 1]);
  expect(lines[1].stderr).toBe('Error: line 2: 2.yaml is the file of line 1: give each line an id of its own\n');
  expect(lines[3].stderr).toContain('b.yaml is the file of line 3');
});

it('replaces a file whole, through a link, and leaves nothing where it cannot', () => {
  const path = join(folder.path, 'whole.txt');
  writeFileSync(path, 'old');
  symlinkSync('whole.txt', join(folder.path, 'alias.txt'));
  replaceFile(join(folder.path, 'alias.txt'), 'new', { durable: false });
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(() => replaceFile(join(folder.path, 'gone/a'), 'x')).toThrow('ENOENT');
});
