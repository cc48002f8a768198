// The same decisions in whole charts, asked of the real helm.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { templateCommand } from '../../actions/helm-template/template';
import { chartFiles, Folder } from '../cli/charts';
import { helmTemplate, liveHelms } from '../judge/helm';

const text = (file: string) => ({ 'Chart.yaml': `apiVersion: v2\nname: text\nversion: 1.0.0\n${file}` });

const folder = new Folder();
beforeAll(() => {
  folder.write({
    // U+1FAE9 is of Unicode 16: Go's 15.0 cannot print it. U+1FAE8 is of 15.0.
    ...chartFiles('text', {
      ...text('description: "new emoji \u{1fae9} old \u{1fae8} end"\n'),
      'templates/a.yaml': 'd: {{ .Chart.Description }}\n',
    }),
    // Only crds/ holds CRDs, and U+017F is an s where case is folded.
    ...chartFiles('crds', {
      'CRDS/a.yaml': 'kind: A\n',
      'crds/b.YAML': 'kind: B\n',
      'crds/c.j\u017fon': '{"kind": "C"}\n',
      'templates/a.yaml': 'k: 1\n',
    }),
  });
});
afterAll(() => folder.remove());

describe.each([...liveHelms])('helm %s', (id) => {
  it.each([['text'], ['crds', '--include-crds']])('%s %s', async (...args) => {
    const theirs = await helmTemplate(id, ['rel', ...args], { cwd: folder.path });
    const command = ['rel', ...args, '--helm', id, '--no-cache'];
    const ours = await templateCommand(command, { cwd: folder.path });
    expect(theirs.code).toBe(0);
    expect(ours.stdout.toString()).toBe(theirs.stdout.toString());
  });
});
