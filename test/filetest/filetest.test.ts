// Every filetest: the compiler makes of its template what the file says, the module prints what the file says, and it prints
// the same when the chart is compiled without the passes.

import { beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../judge/text-renderer';
import { stages } from '../../compiler/passes/stages';
import { compileCase, type FileCase, readCases, renderer, rewriteCase } from './filetest';

const cases = readCases();
let render: (fileCase: FileCase) => Outcome;
let renderPlain: (fileCase: FileCase) => Outcome;

beforeAll(async () => {
  const run = cases.filter(({ sections }) => sections.has('values'));
  render = await renderer(run, false);
  renderPlain = await renderer(run, true);
});

test('every pass has cases that show what it does', () => {
  for (const pass of stages.slice(1)) {
    const own = cases.filter((one) => one.pass === pass);
    expect(own.some(({ sections }) => sections.get('before') !== sections.get('after'))).toBe(true);
  }
  expect(cases.filter(({ folder, pass }) => folder !== 'cases' && !pass)).toEqual([]);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});

describe('filetests', () => {
  test.each(cases)('$folder/$name', (fileCase) => {
    const computed = compileCase(fileCase);
    if (fileCase.sections.has('values')) {
      const outcome = render(fileCase);
      expect(renderPlain(fileCase)).toEqual(outcome);
      const [[kind, text]] = Object.entries(outcome);
      computed.set(kind, text);
    }
    if (process.env.UPDATE) rewriteCase(fileCase, computed);
    else {
      const recorded = [...fileCase.sections].filter(([name]) => name !== '' && name !== 'values');
      expect(Object.fromEntries(computed)).toEqual(Object.fromEntries(recorded));
    }
  });
});
