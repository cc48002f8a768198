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
/** Each wants more at once than there is, by a size that does not even fit an address, or by little steps. */
const huge = [
  '{{ len (until 70000000) }}',
  '{{ len (until 4611686018427387904) }}',
  '{{ len (untilStep 0 -5000000000 -1) }}',
  '{{ len (seq 1 9000000000000000000) }}',
  '{{ len (repeat 3000000000 "x") }}',
  '{{ len (indent 5000000000 "x") }}',
  '{{ len (nindent 70000 (repeat 70000 "\\n")) }}',
  '{{ define "lines" }}{{ repeat 20000000 "\\n" }}{{ end }}{{ include "lines" . | nindent 250 | len }}',
  '{{ include "lines" . | nindent 250 }}{{ define "lines" }}{{ repeat 20000000 "\\n" }}{{ end }}',
  '{{ len (randAlphaNum 3000000000) }}',
  '{{ len (randBytes 3000000000) }}',
  '{{ len (b64enc (repeat 900000000 "x")) }}',
  '{{ len (replace "x" (repeat 100000 "y") (repeat 100000 "x")) }}',
  '{{ len (splitList "" (repeat 30000000 "x")) }}',
  '{{ len (join (repeat 100000 "x") (until 100000)) }}',
  '{{ regexMatch "(((x{0,1000}){0,1})y?)+z" (repeat 40000000 "x") }}',
];
/** What is too much for Go, too, and what helm 4.3.1 says of it. */
const refused: [expression: string, problem: string][] = [
  ['repeat 1000000000000000 "x"', 'makeslice: len out of range'],
  ['indent 1000000000000000 "x"', 'makeslice: len out of range'],
  ['nindent 9223372036854775807 "x"', 'makeslice: len out of range'],
  ['randAlpha 1000000000000000', 'makeslice: len out of range'],
  ['randBytes 1000000000000000', 'makeslice: len out of range'],
];
beforeAll(() => {
  huge.forEach((text, i) => folder.write(chartFiles(`huge${i}`, { 'templates/a.yaml': `x: ${text}\n` })));
  refused.forEach(([expression], i) =>
    folder.write(chartFiles(`refused${i}`, { 'templates/a.yaml': `x: {{ ${expression} }}\n` })),
  );
  folder.write(chartFiles('many', { 'templates/a.yaml': 'x: {{ len (until 70000000) }}\n' }));
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

  it.each(huge.map((text, i) => [text, `huge${i}`]))('%s', async (_, name) => {
    const { stdout, stderr, code } = await render(name, '--memory-limit', '64MiB');
    expect([stdout.toString(), stderr, code]).toEqual([
      '',
      'Error: the module ran out of memory: it has 64 MiB and may have 64 MiB; raise the memory limit, or give it less to do (--memory-limit)\n',
      1,
    ]);
  });

  it('more than WebAssembly has', async () => {
    const { stderr, code } = await render('huge1');
    expect([stderr, code]).toEqual([
      'Error: the module ran out of memory: it has 4096 MiB and may have 4096 MiB, the most that WebAssembly has; give it less to do\n',
      1,
    ]);
  });

  it.each(refused.map(([expression, problem], i) => [expression, problem, `refused${i}`]))(
    '%s',
    async (expression, problem, name) => {
      const [callee] = expression.split(' ');
      const where = `template: ${name}/templates/a.yaml:1:6: executing "${name}/templates/a.yaml" at <${expression}>`;
      const { stderr } = await render(name);
      expect(stderr.split('\n')[0]).toBe(`Error: ${where}: error calling ${callee}: runtime error: ${problem}`);
    },
  );

  it('a list of 70 million numbers', async () => {
    expect((await render('many')).stdout.toString()).toBe('---\n# Source: many/templates/a.yaml\nx: 70000000\n');
  });

  it('what needs much, and is allowed it', async () => {
    const { stdout, stderr, code } = await render('output', '--memory-limit', '256MiB', '--output-limit', '64MiB');
    expect([stderr, code, stdout.length > 4_000_000]).toEqual(['', 0, true]);
  });
});
