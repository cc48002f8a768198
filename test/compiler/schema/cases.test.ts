import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderError } from './render';
import { answersOf, readCases, writeSuiteChart } from './suite';

// What the real helms say of every case stands in the file (tools/record/schema-record.mjs).
const cases = readCases();

describe.each([4, 3] as const)('schemas in Helm %i', (helm) => {
  let folder = '';
  let answers: (string[] | null)[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'schema-cases-'));
    writeSuiteChart(folder, cases, helm);
    answers = answersOf((await renderError(folder, { helm: helm === 4 ? '4.1' : '3.17' })) ?? '', cases.length);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const asked = cases.map((schemaCase, index) => ({ schemaCase, index, name: schemaCase.name }));
  it.each(asked.filter(({ schemaCase }) => (schemaCase.only ?? helm) === helm))('$name', ({ schemaCase, index }) => {
    expect(answers[index]).toEqual(schemaCase[`helm${helm}`]);
  });
});
