// Templates that call themselves without end, in Helm's words: Go counts what `{{ template }}` nests in one execution, Helm what
// `include` nests of one name; and values that hold themselves. Evaluated and compiled.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { templateCommand } from '../../actions/helm-template/template';
import { chartFiles, Folder } from '../cli/charts';

const folder = new Folder();
const chart = (name: string, text: string) => chartFiles(name, { 'templates/a.yaml': text });
/** `$d` and `$e` are alike, `$f` has an entry more in a map that it holds. */
const OF_THEMSELVES =
  '{{ $d := dict }}{{ $_ := set $d "a" (list $d) }}{{ $e := dict }}{{ $_ := set $e "a" (list $e) }}' +
  '{{ $g := dict "a" 1 }}{{ $f := dict "a" (list $g) }}{{ $_ := set $g "a" (list $f) }}{{ $_ := set $g "b" 1 }}';
beforeAll(() =>
  folder.write({
    ...chart('template', '{{ define "a" }}{{ template "a" . }}{{ end }}x: {{ template "a" . }}'),
    ...chart('include', '{{ define "a" }}{{ include "a" . }}{{ end }}x: {{ include "a" . }}'),
    ...chart(
      'both',
      '{{ define "a" }}{{ include "b" . }}{{ end }}{{ define "b" }}{{ template "a" . }}{{ end }}x: {{ include "a" . }}',
    ),
    ...chart('printed', `${OF_THEMSELVES}x: {{ $d }}`),
    ...chart(
      'compared',
      `${OF_THEMSELVES}x: {{ print (deepEqual $d $e) (deepEqual $d $f) (has $d (list 1 $e)) (without (list 1 $d) $e) }}` +
        // Of maps whose entries are one map, there are 2^40 ways down.
        ' {{ $a := dict }}{{ $b := dict }}{{ range until 40 }}{{ $a = dict "l" $a "r" $a }}{{ $b = dict "l" $b "r" $b }}{{ end }}' +
        '{{ deepEqual $a $b }}',
    ),
    // An include is an execution of its own: 600 of them with 200 template calls each are 120,000, and allowed.
    ...chart(
      'deep',
      '{{ define "t" }}{{ if gt (int .t) 0 }}{{ template "t" (dict "t" (sub .t 1) "i" .i) }}{{ else if gt (int .i) 0 }}' +
        '{{ include "t" (dict "t" 200 "i" (sub .i 1)) }}{{ else }}end{{ end }}{{ end }}x: {{ template "t" (dict "t" 200 "i" 600) }}',
    ),
  }),
);
afterAll(() => folder.remove());

const HINT = '\n\nUse --debug flag to render out invalid YAML\n';
const DEPTH = 'exceeded maximum template depth (100000)';
const NESTED = 'rendering template has a nested reference name: ';

describe.each(['4.3', '3.22'])('as Helm %s', (helm) => {
  describe.each(['evaluated', 'compiled'])('%s', (way) => {
    const options = { cwd: folder.path, compilesAtOnce: way === 'compiled' };
    const render = (name: string) => templateCommand(['r', name, '--helm', helm, '--no-cache'], options);

    it('{{ template }} of itself', async () => {
      const { stderr } = await render('template');
      expect(stderr).toBe(
        helm === '4.3'
          ? `Error: template/templates/a.yaml:1:28\n  executing "a" at <{{template "a" .}}>:\n    ${DEPTH}${HINT}`
          : `Error: template: template/templates/a.yaml:1:28: executing "a" at <{{template "a" .}}>: ${DEPTH}${HINT}`,
      );
    });

    it.each([
      ['include', 'a'],
      ['both', 'b'],
    ])('%s', async (name, nested) => {
      const { stderr } = await render(name);
      expect(stderr.endsWith(`error calling include: ${NESTED}${nested}: unable to execute template${HINT}`)).toBe(
        true,
      );
    });

    it('a map that holds itself is printed', async () => {
      const { stdout, stderr, code } = await render('printed');
      expect([stdout.toString(), stderr, code]).toEqual([
        '',
        'Error: the module ran out of stack: it calls itself without end, or a value nests too deeply or holds itself; ' +
          'give it less deeply nested values, or raise the stack limit (--stack-limit)\n',
        1,
      ]);
    });

    it('maps that hold themselves are compared', async () => {
      const { stdout, stderr } = await render('compared');
      const text = '---\n# Source: compared/templates/a.yaml\nx: true false true [1] true\n';
      expect([stdout.toString(), stderr]).toEqual([text, '']);
    });

    it('calls of one execution are counted, not those of all', async () => {
      const { stdout, stderr } = await render('deep');
      expect([stdout.toString(), stderr]).toEqual(['---\n# Source: deep/templates/a.yaml\nx: end\n', '']);
    });
  });
});
