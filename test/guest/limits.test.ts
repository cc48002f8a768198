// Charts that would take all time, memory and room there is end at the host's limits, in its words, however they come to be
// rendered: evaluated as one that comes for the first time, or compiled. Modules of others: test/host/hostile.test.ts.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { templateCommand } from '../../actions/helm-template/template';
import { chartFiles, Folder } from '../cli/charts';

const folder = new Folder();
const charts: Record<string, string> = {
  time: '{{ $many := until 100000 }}x: {{ range $many }}{{ range $many }}{{ range $many }}{{ end }}{{ end }}{{ end }}',
  growing: '{{ $x := "x" }}{{ range until 40 }}{{ $x = printf "%s%s" $x $x }}{{ end }}x: {{ len $x }}',
  maps: '{{ $d := dict }}{{ range until 2000000 }}{{ $_ := set $d (print .) (dict "a" (list . . .)) }}{{ end }}x: {{ len $d }}',
  output: '{{ range until 200000 }}k{{ . }}: a line of the output\n{{ end }}',
  small: 'a: {{ .Values.a | default 1 }}\n',
};
beforeAll(() => {
  for (const [name, text] of Object.entries(charts)) {
    folder.write(chartFiles(name, { 'templates/a.yaml': text.replaceAll('\\n', '\n') }));
  }
  folder.write(chartFiles('large', { 'templates/a.yaml': 'a: 1\n', 'files/x': 'x'.repeat(3 << 20) }));
});
afterAll(() => folder.remove());

describe.each(['evaluated', 'compiled'])('%s', (way) => {
  const options = { cwd: folder.path, compilesAtOnce: way === 'compiled' };
  const render = (name: string, ...flags: string[]) => templateCommand(['r', name, '--no-cache', ...flags], options);

  it.each([
    ['time', ['--time-limit', '300ms'], /^Error: the module did not finish within 0\.3 s .*\(--time-limit\)\n$/],
    ['growing', ['--memory-limit', '64MiB'], /^Error: the module .*64 MiB.* memory.*\(--memory-limit\)\n$/],
    ['maps', ['--memory-limit', '64MiB'], /^Error: the module .*64 MiB.* memory.*\(--memory-limit\)\n$/],
    ['output', ['--output-limit', '1MiB'], /^Error: the module .*1 MiB.*\(--output-limit\)\n$/],
    ['large', ['--memory-limit', '2MiB'], /^Error: .* memory.*\(--memory-limit\)\n$/],
    ['small', ['--memory-limit', '64KiB'], /^Error: .* memory.*\(--memory-limit\)\n$/],
  ])('%s', async (name, flags, words) => {
    const { stdout, stderr, code } = await render(name, ...flags);
    expect([stdout.toString(), code]).toEqual(['', 1]);
    expect(stderr).toMatch(words);
    // No render is lost for the next.
    expect((await render('small')).stdout.toString()).toBe('---\n# Source: small/templates/a.yaml\na: 1\n');
  });

  it('what needs much, and is allowed it', async () => {
    const { stdout, stderr, code } = await render('output', '--memory-limit', '256MiB', '--output-limit', '64MiB');
    expect([stderr, code, stdout.length > 4_000_000]).toEqual(['', 0, true]);
  });
});
