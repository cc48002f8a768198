// The place that an error names behind `and` and `or`: Go is at the operand that it looked at last, which only a render knows.
// Every form at every depth, against the newest real helm of each major version, compiled and through `tpl`; in .ci/run against all of them
// (`MISTLETOE_VECTORS=all`).

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isSame } from '../fuzz/charts';
import { helmTemplate, liveHelms, newestHelms } from '../judge/helm';
import { oursRenderer } from '../judge/ours';
import { wanted } from '../judge/vector-suite';

const values = 'y: yes-text\nn: ""\nz: 0\nl: [1]\nm: {a: {b: 1}}\nt: true\nf: false\nnil: null\n';

const operands = ['.Values.y', '.Values.n', '.Values.l', '"lit"', '0', '(len .Values.l)', '.Values.m.a', '.Values.nil'];

/** `and` and `or` over operands, one in another down to `depth`. */
function* logic(depth: number): Generator<string> {
  for (const op of ['and', 'or']) {
    for (const [i, a] of operands.entries()) {
      const b = operands[(i * 3 + depth) % operands.length];
      yield `${op} ${a} ${b}`;
      if (i % 3 === 0) yield `${op} ${a} ${b} ${operands[(i + 5) % operands.length]}`;
      if (i % 4 === 0) yield `${a} | ${op} ${b}`;
      if (i % 4 === 1) yield `${a} | ${op} ${b} ${operands[(i + 2) % operands.length]}`;
    }
  }
  if (depth === 0) return;
  let n = 0;
  for (const inner of logic(depth - 1)) {
    if (n++ % 5 !== 0) continue;
    yield `or .Values.n (${inner})`;
    yield `and (${inner}) .Values.l`;
    yield `or (${inner}) (and .Values.t (${inner}))`;
    yield `(${inner}) | and .Values.y`;
  }
}

/** Where such a value is of a wrong type, or nothing at all. */
const uses = [
  (e: string) => `{{ ternary 1 2 (${e}) }}`,
  (e: string) => `{{ .Values.y | ternary 1 (${e}) }}`,
  (e: string) => `{{ trimSuffix "x" (${e}) }}`,
  (e: string) => `{{ (${e}).a.b }}`,
  (e: string) => `{{ (${e}).b.c.d }}`,
  (e: string) => `{{ range (${e}) }}{{ end }}`,
  (e: string) => `{{ range $k, $v := ${e} }}{{ end }}`,
  (e: string) => `{{ hasKey (${e}) "a" }}`,
  (e: string) => `{{ if ternary true false (${e}) }}{{ end }}`,
  (e: string) => `{{ with (${e}) }}{{ upper . }}{{ end }}`,
  (e: string) => `{{ $x := ${e} }}{{ upper $x }}`,
  (e: string) => `{{ if and .Values.t (or (hasKey (${e}) "q") .Values.f) }}{{ end }}`,
];

/** A chart whose value `pick` chooses a template text, compiled (`c3`) or through `tpl` (`t3`). */
function writeChart(folder: string, templates: string[]): string {
  const chart = join(folder, 'vec');
  mkdirSync(join(chart, 'templates'), { recursive: true });
  mkdirSync(join(chart, 'src'));
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: vec\nversion: 0.1.0\n');
  writeFileSync(join(chart, 'values.yaml'), values);
  templates.forEach((template, i) => {
    const compiled = `{{ if eq .Values.pick "c${i}" }}${template}{{ end }}`;
    const evaluated = `{{ if eq .Values.pick "t${i}" }}{{ tpl (.Files.Get "src/${i}") . }}{{ end }}`;
    writeFileSync(join(chart, `templates/t${i}.txt`), `${compiled}\n${evaluated}`);
    writeFileSync(join(chart, `src/${i}`), template);
  });
  return chart;
}

for (const major of wanted === 'all' ? liveHelms : newestHelms) {
  test(`places behind and/or are those of Helm ${major}`, async () => {
    const expressions = [0, 1, 2].flatMap((depth) => [...logic(depth)]);
    const templates = expressions.map((e, i) => uses[i % uses.length](e));
    const folder = mkdtempSync(join(tmpdir(), 'mistletoe-places-'));
    try {
      const chart = writeChart(folder, templates);
      const renderer = await oursRenderer(major, chart);
      const told: string[] = [];
      let failed = 0;
      const compare = async (pick: string, template: string) => {
        const args = ['--set-string', `pick=${pick}`];
        const helm = await helmTemplate(major, ['rel', chart, ...args]);
        const ours = await renderer.render(['rel', ...args]);
        if (helm.code !== 0) failed++;
        if (isSame(helm, ours)) return;
        told.push([`${pick}: ${template}`, helm.stderr || helm.stdout, ours.stderr || ours.stdout].join('\n  '));
      };
      await Promise.all(
        templates.flatMap((template, i) => [
          compare(`c${i}`, template),
          ...(i % 4 === 0 ? [compare(`t${i}`, template)] : []),
        ]),
      );
      expect(told.join('\n')).toBe('');
      // A test in which nothing fails would prove nothing.
      expect(failed).toBeGreaterThan(templates.length / 3);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
